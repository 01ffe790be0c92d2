//! The process: how it is configured, started, watched while it loads, and ended.

use super::folder::ScratchFolder;
use crate::console::Console;
use crate::domain::backup::keyspace::Keyspace;
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::wire::session::Session;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisConnectionInfo};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

/// The file a server without AOF loads.
pub const RDB_FILE: &str = "dump.rdb";
/// The folder in which a server looks for an AOF's manifest (`appenddirname`).
pub const AOF_FOLDER: &str = "appendonlydir";
/// The AOF of one file.
pub const LEGACY_AOF: &str = "appendonly.aof";
const CONFIG: &str = "scratch.conf";
const SOCKET: &str = "socket";
const LOG: &str = "server.log";
/// Of a log only so many bytes are read. A server says little before it has loaded.
const LOG_BYTES: u64 = 256 * 1024;
/// What the path of a Unix socket may be long (sun_path of Linux, its final NUL aside).
const LONGEST_SOCKET_PATH: usize = 107;
const POLL: Duration = Duration::from_millis(20);
const TIME_TO_DIE: Duration = Duration::from_secs(2);

/// What to start.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Number of databases.
    pub databases: u64,
    /// Modules to load.
    pub modules: Vec<PathBuf>,
    /// `appendfilename`, to load an AOF; none to load [`RDB_FILE`].
    pub append_file_name: Option<Vec<u8>>,
}

/// How loading went.
#[derive(Debug)]
pub enum Loading {
    /// Everything is in memory.
    Done,
    /// The server has ended instead.
    Ended {
        /// The signal that ended it, if one did.
        signal: Option<i32>,
        /// Its log.
        log: String,
    },
}

/// A running server. Dropping it kills it, and removes its folder.
#[derive(Debug)]
pub struct ScratchServer {
    child: Child,
    connection: Option<Connection>,
    folder: Arc<ScratchFolder>,
}

/// A connection to it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) redis: MultiplexedConnection,
    driver: JoinHandle<()>,
}

impl Connection {
    /// Nothing where nobody listens yet. `patience` is the bound on one reply.
    async fn open(socket: &Path, patience: Duration) -> Option<Self> {
        let stream = UnixStream::connect(socket).await.ok()?;
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(patience));
        let info = RedisConnectionInfo::default().set_skip_set_lib_name();
        let (redis, driver) = MultiplexedConnection::new_with_config(&info, stream, config).await.ok()?;
        Some(Self { redis, driver: tokio::spawn(driver) })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl ScratchServer {
    /// Starts a server on what was laid out in the folder. It does not outlive this process, if `setpriv` is there.
    ///
    /// # Errors
    /// Of kind Target, when it cannot be started.
    pub async fn start(folder: Arc<ScratchFolder>, program: &Path, setup: &Setup) -> Result<Self> {
        if folder.path().join(SOCKET).as_os_str().len() > LONGEST_SOCKET_PATH {
            return Err(Error::target(format!("{} is too long a path for a socket", folder.path().display()))
                .hint("--scratch-dir DIR names another place for the scratch server"));
        }
        folder.make_file(Path::new(CONFIG))?.write(&config_text(setup))?;
        let log = folder.make_file(Path::new(LOG))?.into_file();
        let failed = |error: io::Error| Error::target(format!("cannot start {}", program.display())).because(&error);
        let errors = log.try_clone().map_err(failed)?;
        let mut command = if has_setpriv().await {
            // The signal comes with the end of the thread that starts the server: the main thread, which drives this.
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "KILL", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // A process group of its own: Ctrl-C at the terminal is for redis-ops, which ends the server itself.
        command.arg(CONFIG).current_dir(folder.path()).process_group(0).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(log).stderr(errors).env_remove("REDISCLI_AUTH");
        let child = command.spawn().map_err(failed)?;
        Ok(Self { child, connection: None, folder })
    }

    /// Waits until it has loaded or ended. `progress` gets the bytes loaded so far.
    ///
    /// # Errors
    /// Of kind Target, when nothing goes on for as long as `patience`.
    pub async fn wait_until_loaded(&mut self, patience: Duration, progress: &mut dyn FnMut(u64)) -> Result<Loading> {
        let (mut loaded_bytes, mut last_move) = (0, Instant::now());
        loop {
            if let Some(status) = self.has_ended()? {
                return Ok(Loading::Ended { signal: status.signal(), log: self.read_log() });
            }
            match self.fetch_info(patience).await {
                Some(info) if info.flag("loading") == Some(false) => return Ok(Loading::Done),
                Some(info) => {
                    let now = info.number("loading_loaded_bytes").unwrap_or(0);
                    if now != loaded_bytes {
                        (loaded_bytes, last_move) = (now, Instant::now());
                        progress(now);
                    }
                }
                // Not listening yet, or ended a moment ago.
                None => self.connection = None,
            }
            if last_move.elapsed() > patience {
                let seconds = patience.as_secs();
                return Err(Error::target(format!("the server got no further with loading for {seconds} seconds")));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// What it holds now.
    ///
    /// # Errors
    /// Of kind Target, when it does not answer.
    pub async fn fetch_keyspace(&mut self) -> Result<Keyspace> {
        let unanswered = |error: &redis::RedisError| Error::target("the scratch server cannot be asked").because(error);
        match &mut self.connection {
            Some(connection) => super::count::fetch(connection).await.map_err(|error| unanswered(&error)),
            None => Err(Error::target("the scratch server cannot be asked").cause("it has not loaded anything yet")),
        }
    }

    /// A session with it, as with any server; `subject` names it.
    ///
    /// # Errors
    /// Of kind Target, when it does not answer.
    pub async fn open_session(&self, subject: &str, patience: Duration, console: &Arc<Console>) -> Result<Session> {
        let stream = UnixStream::connect(self.folder.path().join(SOCKET))
            .await
            .map_err(|error| Error::target("the scratch server cannot be asked").because(&error))?;
        Session::over(Box::new(stream), subject, patience, console).await
    }

    async fn fetch_info(&mut self, patience: Duration) -> Option<Info> {
        if self.connection.is_none() {
            self.connection = Connection::open(&self.folder.path().join(SOCKET), patience).await;
        }
        let connection = self.connection.as_mut()?;
        let reply = redis::cmd("INFO").arg("persistence").query_async::<String>(&mut connection.redis).await;
        reply.ok().map(|text| Info::parse(&text))
    }

    fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().map_err(|error| Error::target("cannot wait for the scratch server").because(&error))
    }

    /// Its log; empty if it cannot be read.
    fn read_log(&self) -> String {
        let mut text = Vec::new();
        let file = File::open(self.folder.path().join(LOG));
        let read = file.and_then(|file| file.take(LOG_BYTES).read_to_end(&mut text));
        if read.is_ok() { String::from_utf8_lossy(&text).into_owned() } else { String::new() }
    }
}

impl Drop for ScratchServer {
    fn drop(&mut self) {
        // Nothing in it is worth saving. Its folder goes after it, so that it makes nothing in there any more.
        let _ = self.child.start_kill();
        let started = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && started.elapsed() < TIME_TO_DIE {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Whether util-linux's setpriv is there and knows --pdeathsig; without it only the drop ends the server.
async fn has_setpriv() -> bool {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", "true"]).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).status().await.is_ok_and(|status| status.success())
}

/// The configuration file. Nothing is saved, nothing listens but the socket in the folder.
fn config_text(setup: &Setup) -> Vec<u8> {
    let mut text = format!(
        "port 0\nunixsocket {SOCKET}\nunixsocketperm 700\ndir ./\ndbfilename {RDB_FILE}\nsave \"\"\ndaemonize no\n\
         logfile \"\"\ndatabases {}\nauto-aof-rewrite-percentage 0\naof-load-truncated yes\n",
        setup.databases
    )
    .into_bytes();
    match &setup.append_file_name {
        Some(name) => {
            text.extend_from_slice(b"appendonly yes\nappendfilename ");
            push_quoted(&mut text, name);
        }
        None => text.extend_from_slice(b"appendonly no"),
    }
    text.push(b'\n');
    for module in &setup.modules {
        use std::os::unix::ffi::OsStrExt;
        text.extend_from_slice(b"loadmodule ");
        push_quoted(&mut text, module.as_os_str().as_bytes());
        text.push(b'\n');
    }
    text
}

/// A value as a configuration file has it (sdssplitargs in redis/src/sds.c): in double quotes, bytes that are not
/// printable as `\xHH`.
fn push_quoted(text: &mut Vec<u8>, value: &[u8]) {
    text.push(b'"');
    for byte in value {
        match byte {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', *byte]),
            b' '..=b'~' => text.push(*byte),
            _ => text.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
        }
    }
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_cannot_become_directives() {
        let setup = Setup {
            databases: 20,
            modules: vec!["/lib/my module.so".into()],
            append_file_name: Some(b"a\nport 6379\"\\\xff.aof".to_vec()),
        };
        let text = String::from_utf8(config_text(&setup)).expect("ASCII");
        assert!(text.contains("\ndatabases 20\n"), "{text}");
        assert!(text.contains("\nappendfilename \"a\\x0aport 6379\\\"\\\\\\xff.aof\"\n"), "{text}");
        assert!(text.ends_with("loadmodule \"/lib/my module.so\"\n"), "{text}");
        assert_eq!(text.matches("port ").count(), 2, "{text}");
        let rdb = config_text(&Setup { databases: 16, ..Setup::default() });
        assert!(rdb.ends_with(b"appendonly no\n"));
    }
}
