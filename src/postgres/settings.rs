//! How the server is configured: small, safe, and reachable through its socket only.

use std::path::Path;

/// The server's only user.
pub(super) const USER: &str = "waymark";
/// Names the socket file; no network port is opened.
pub(super) const PORT: u16 = 5432;

/// Given on the command line at every start, so that they hold whatever the files of the data say.
const FIXED: [&str; 21] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    // Whoever begins to connect and does not go on holds up whoever drops a database.
    "authentication_timeout=5s",
    "shared_buffers=128MB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_replication_slots=0",
    "max_logical_replication_workers=0",
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "password_encryption=scram-sha-256",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
    "log_checkpoints=off",
    "log_min_error_statement=panic",
    "log_line_prefix=%m [%p] ",
];

/// Every setting of a start, as `name=value`; the socket's path needs no quoting: see [`super::socket`].
pub(super) fn all(socket: &Path, cluster_name: &str) -> Vec<String> {
    let mut settings: Vec<String> = FIXED.map(str::to_owned).into();
    settings.push(format!("cluster_name={cluster_name}"));
    settings.push(format!("port={PORT}"));
    settings.push(format!("unix_socket_directories={}", socket.display()));
    settings
}
