//! A program that is run with the address in its environment.

use super::Address;
use crate::error::{Error, Result};
use crate::target::credentials::Password;
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use tokio::process::Command;

/// Runs the program to its end and gives its exit status; waits for ever where there is none. The password is in its
/// environment, which the user's own programs alone can read.
///
/// # Errors
/// Of kind Failed: it cannot be started.
pub(super) async fn run(words: &[OsString], address: &Address, password: Option<&Password>) -> Result<u8> {
    let Some((program, arguments)) = words.split_first() else { return std::future::pending().await };
    let mut command = Command::new(program);
    command.args(arguments).env("REDIS_URL", &address.url).kill_on_drop(true);
    if let Some(port) = address.port {
        command.env("REDIS_HOST", "127.0.0.1").env("REDIS_PORT", port.to_string());
    }
    if let Some(socket) = &address.socket {
        command.env("REDIS_SOCKET", socket);
    }
    match password {
        Some(password) => command.env("REDISCLI_AUTH", password.reveal()),
        None => command.env_remove("REDISCLI_AUTH"),
    };
    let failed =
        |error: &std::io::Error| Error::failed(format!("cannot run {}", program.to_string_lossy())).because(error);
    let status = command.spawn().map_err(|error| failed(&error))?.wait().await.map_err(|error| failed(&error))?;
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    Ok(u8::try_from(code).unwrap_or(u8::MAX))
}
