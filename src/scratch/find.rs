//! Which servers there are on this machine, and which of them can load what is to be loaded.

use crate::domain::backup::fitting::{Need, ServerVersion};
use crate::error::{Error, Result};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// Looked for on the PATH where none is named.
const USUAL_NAMES: [&str; 2] = ["redis-server", "valkey-server"];
const TIME_FOR_A_VERSION: Duration = Duration::from_secs(10);

/// A server that can load it.
#[derive(Debug, Clone)]
pub struct FoundServer {
    /// Its program.
    pub program: PathBuf,
    /// Its version.
    pub version: ServerVersion,
}

/// The first of `programs`, or of the usual ones on the PATH where none is given, that can load what is needed.
///
/// # Errors
/// Of kind Usage when a named program is no server, Target when no server fits, saying which would.
pub async fn find(programs: &[PathBuf], need: Need) -> Result<FoundServer> {
    let usual: Vec<PathBuf> = USUAL_NAMES.iter().map(PathBuf::from).collect();
    let candidates = if programs.is_empty() { &usual } else { programs };
    let mut unfit: Vec<String> = Vec::new();
    for program in candidates {
        let version = match fetch_version(program).await {
            Ok(version) => version,
            Err(error) if programs.is_empty() && error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                let message = format!("{} cannot be used as a server", program.display());
                return Err(Error::usage(message)
                    .because(&error)
                    .hint("--server takes a redis-server or valkey-server"));
            }
        };
        if version.fits(need) {
            // A path of more than a name would be sought from the scratch folder.
            let is_name = program.components().count() == 1;
            let program =
                if is_name { program.clone() } else { std::path::absolute(program).unwrap_or(program.clone()) };
            return Ok(FoundServer { program, version });
        }
        unfit.push(format!("{version} ({})", program.display()));
    }
    let message = match unfit.as_slice() {
        [] => format!("there is no server to load it into: neither {} is on the PATH", USUAL_NAMES.join(" nor ")),
        _ => format!("no server here can load it: {} cannot read this format", unfit.join(", ")),
    };
    let hint = format!("it takes {}; name its program with --server PATH", need.servers_in_words());
    Err(Error::target(message).hint(hint))
}

async fn fetch_version(program: &Path) -> io::Result<ServerVersion> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(TIME_FOR_A_VERSION, command.output()).await??;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.lines().find_map(ServerVersion::parse);
    version.ok_or_else(|| io::Error::other("asked for its version, it does not answer as Redis or Valkey does"))
}
