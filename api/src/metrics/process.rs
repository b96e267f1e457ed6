//! How the process is doing, as the kernel tells it; elsewhere than on Linux nothing is known of it.

use std::fs;

use chrono::{DateTime, Utc};

use super::exposition::{Exposition, number};

/// Writes down what is known.
pub(super) fn expose(exposition: &mut Exposition, started_at: DateTime<Utc>) {
    exposition.gauge(
        "waymark_build_info",
        "Always 1; the label says which version runs.",
        vec![(vec![("version", env!("CARGO_PKG_VERSION").to_owned())], 1.0)],
    );
    exposition.value(
        "process_start_time_seconds",
        "When the server started, in seconds since 1970.",
        seconds(started_at),
    );
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(bytes) = resident(&status) {
        let help = "Memory that the process holds in RAM.";
        exposition.value("process_resident_memory_bytes", help, number(bytes));
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        let open = u64::try_from(open.count()).unwrap_or(u64::MAX);
        // One of them is the folder that is being read.
        let open = number(open.saturating_sub(1));
        exposition.value("process_open_fds", "Files and sockets that are open.", open);
    }
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    if let Some(most) = most_files(&limits) {
        let help = "Files and sockets that may be open.";
        exposition.value("process_max_fds", help, number(most));
    }
}

/// A moment as Prometheus has moments.
pub(crate) fn seconds(moment: DateTime<Utc>) -> f64 {
    number(u64::try_from(moment.timestamp_millis()).unwrap_or(0)) / 1e3
}

fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1_024)
}

fn most_files(limits: &str) -> Option<u64> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_understood() {
        let status = "Name:\twaymark\nVmHWM:\t  9 kB\nVmRSS:\t    1234 kB\n";
        assert_eq!(resident(status), Some(1_263_616));
        assert_eq!(resident("VmRSS:\t1 MB\n"), None);
        let limits = "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files\n";
        assert_eq!(most_files(limits), Some(1_024));
        assert_eq!(most_files("Max open files unlimited unlimited files"), None);
    }
}
