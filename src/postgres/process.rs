//! Which processes work on the data: a pid alone proves nothing, since it may be a zombie or belong to somebody new.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the processes of one server have in common.
pub(super) struct Mark {
    name: String,
    data: PathBuf,
}

impl Mark {
    /// The mark of the server of this data folder; it stays the same when the folder is reached by another path.
    pub(super) fn of(data: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(data)?;
        Ok(Self {
            name: format!("waymark_{:x}_{:x}_server", metadata.dev(), metadata.ino()),
            data: data.to_path_buf(),
        })
    }

    /// Set as `cluster_name`: it stands on the command line of the server and in the titles of its children.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether this process lives and works on the data.
    pub(super) fn lives(&self, pid: u32) -> bool {
        if has_proc() {
            self.is_marked_in_proc(&Path::new("/proc").join(pid.to_string()))
        } else {
            self.listed(&ps(&["-p", &pid.to_string()])).contains(&pid)
        }
    }

    /// Every process that works on the data.
    pub(super) fn workers(&self) -> Vec<u32> {
        if !has_proc() {
            return self.listed(&ps(&["-ax"]));
        }
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        let numbered = entries.flatten().filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, entry.path()))
        });
        numbered
            .filter(|(_, folder)| self.is_marked_in_proc(folder))
            .map(|(pid, _)| pid)
            .collect()
    }

    /// A zombie has neither a command line nor a working folder. The folder finds servers started by hand, but may be
    /// hidden from root in a container, so the command line counts as well.
    fn is_marked_in_proc(&self, process: &Path) -> bool {
        let marked = |line: Vec<u8>| {
            line.windows(self.name.len())
                .any(|part| part == self.name.as_bytes())
        };
        fs::read(process.join("cmdline")).is_ok_and(marked)
            || fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == self.data)
    }

    /// Reads lines of `ps -o pid=,stat=,command=`.
    fn listed(&self, lines: &str) -> Vec<u32> {
        let data = self.data.to_string_lossy();
        let worker = |line: &str| {
            let (pid, rest) = line.trim_start().split_once(char::is_whitespace)?;
            let (state, command) = rest.trim_start().split_once(char::is_whitespace)?;
            let works = command.contains(&self.name) || command.ends_with(&format!("-D {data}"));
            if state.starts_with('Z') || !works {
                None
            } else {
                pid.parse().ok()
            }
        };
        lines.lines().filter_map(worker).collect()
    }
}

fn has_proc() -> bool {
    Path::new("/proc/self/cmdline").exists()
}

fn ps(which: &[&str]) -> String {
    let output = Command::new("ps")
        .args(["-ww", "-o", "pid=,stat=,command="])
        .args(which)
        .output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark {
            name: "waymark_fe00_1a_server".to_owned(),
            data: PathBuf::from("/data dir/cluster/data"),
        }
    }

    #[test]
    fn reads_the_list_of_processes_and_skips_zombies_and_strangers() {
        let lines = "\
    1 Ss   /sbin/launchd
  812 Ss   /opt/bin/postgres -D /data dir/cluster/data -c cluster_name=waymark_fe00_1a_server
  813 S    postgres: waymark_fe00_1a_server: checkpointer
  814 Z+   (postgres: waymark_fe00_1a_server)
  815 S    postgres: waymark_fe00_1ab_server: checkpointer
  816 S    /opt/bin/postgres -D /data dir/cluster/data
  817 S    /opt/bin/postgres -D /other
 odd";
        assert_eq!(mark().listed(lines), [812, 813, 816]);
    }

    #[test]
    fn both_views_of_the_processes_agree() {
        let folder = tempfile::tempdir().unwrap();
        let mark = Mark::of(folder.path()).unwrap();
        let script = "read -r _";
        let mut child = Command::new("/bin/sh")
            .args(["-c", script, mark.name()])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let pid = child.id();
        // The command line is empty for a moment while a program is being loaded.
        while !mark.lives(pid) {
            std::thread::yield_now();
        }
        assert_eq!(mark.workers(), [pid]);
        assert_eq!(mark.listed(&ps(&["-ax"])), [pid]);
        child.kill().unwrap();
        // Not waited for, it stays as a zombie, whose pid still exists.
        while mark.lives(pid) {
            std::thread::yield_now();
        }
        assert!(Path::new("/proc").join(pid.to_string()).exists() || !has_proc());
        assert!(mark.workers().is_empty() && mark.listed(&ps(&["-ax"])).is_empty());
        child.wait().unwrap();
    }
}
