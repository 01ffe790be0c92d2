//! The process: argv in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    redis_ops::run(std::env::args_os())
}
