//! The `waymark` command.

use std::process::ExitCode;

use clap::Parser;
use waymark::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match cli::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            // Everything else has its own way to say it; a closed standard error leaves nothing to say it on.
            let _ = cli::report(&error);
            ExitCode::FAILURE
        }
    }
}
