//! The one command that installs PostgreSQL on this system.

use std::fs;

/// The command for this system; `major` where one version and no other will do.
pub(super) fn command(root: bool, major: Option<u32>) -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    command_for(cfg!(target_os = "macos"), &release, root, major)
}

fn command_for(macos: bool, release: &str, root: bool, major: Option<u32>) -> String {
    if macos {
        return format!("brew install postgresql@{}", major.unwrap_or(17));
    }
    let version = |separator: &str| {
        major
            .map(|major| format!("{separator}{major}"))
            .unwrap_or_default()
    };
    let ids = ids(release);
    let is = |names: &[&str]| ids.iter().any(|id| names.contains(&id.as_str()));
    let install = if is(&["debian", "ubuntu"]) {
        format!("apt-get install -y postgresql{}", version("-"))
    } else if is(&["fedora", "rhel", "centos"]) {
        match major {
            Some(major) => format!("dnf install -y postgresql{major}-server"),
            None => "dnf install -y postgresql-server".to_owned(),
        }
    } else if is(&["alpine"]) {
        format!("apk add postgresql{}", version(""))
    } else if is(&["suse", "opensuse"]) {
        match major {
            Some(major) => format!("zypper install -y postgresql{major}-server"),
            None => "zypper install -y postgresql-server".to_owned(),
        }
    } else if is(&["arch"]) && major.is_none() {
        "pacman -S --noconfirm postgresql".to_owned()
    } else {
        let version = major.map_or_else(|| "14 to 18".to_owned(), |major| major.to_string());
        return format!(
            "put initdb, pg_ctl and postgres of PostgreSQL {version} on the PATH (https://www.postgresql.org/download/)"
        );
    };
    if root {
        install
    } else {
        format!("sudo {install}")
    }
}

/// The system and those it derives from.
fn ids(release: &str) -> Vec<String> {
    let values = release.lines().filter_map(|line| {
        line.strip_prefix("ID=")
            .or_else(|| line.strip_prefix("ID_LIKE="))
    });
    values
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_one_command_for_each_system() {
        let case = |release: &str, root, major| command_for(false, release, root, major);
        assert_eq!(
            case("ID=debian\n", false, None),
            "sudo apt-get install -y postgresql"
        );
        assert_eq!(
            case("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", true, Some(16)),
            "apt-get install -y postgresql-16"
        );
        assert_eq!(
            case("ID=fedora\n", false, None),
            "sudo dnf install -y postgresql-server"
        );
        assert_eq!(
            case(
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
                false,
                Some(16)
            ),
            "sudo dnf install -y postgresql16-server"
        );
        assert_eq!(case("ID=alpine\n", true, Some(17)), "apk add postgresql17");
        assert_eq!(
            case("ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\n", true, None),
            "zypper install -y postgresql-server"
        );
        assert_eq!(
            case("ID=arch\n", false, None),
            "sudo pacman -S --noconfirm postgresql"
        );
        assert!(
            case("", false, Some(15))
                .starts_with("put initdb, pg_ctl and postgres of PostgreSQL 15 on the PATH")
        );
        assert_eq!(
            command_for(true, "", false, None),
            "brew install postgresql@17"
        );
        assert!(!case("", false, None).contains('\n'));
    }
}
