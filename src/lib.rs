//! The Waymark binary as a library: commands and the private Postgres they run on.
