//! Try redis-ops without a cluster: `cargo run --example sandbox -- <redis-ops arguments>` runs one command against a
//! sandbox of every deployment; `-- up` leaves the sandbox running and says how to use it.
#![allow(clippy::expect_used, reason = "an example: what cannot be set up is a panic")]

#[path = "mod.rs"]
mod sandbox;

use sandbox::{Builder, Deployment, Sandbox};
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus};
use tokio::process::{Child, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Set in the child process, which is redis-ops itself.
const TOOL_VARIABLE: &str = "REDIS_OPS_SANDBOX_TOOL";

/// Keys that each primary starts with.
const KEYS_EACH: usize = 400;

fn main() -> ExitCode {
    if std::env::var_os(TOOL_VARIABLE).is_some() {
        return run_tool();
    }
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // from here on SIGINT and SIGTERM do not end this process, which has servers to end
    let mut signals = runtime.block_on(async { Signals::install() });
    let all = Deployment::ALL.into_iter().chain(Deployment::SENTINEL);
    let sandbox = all.fold(Sandbox::builder(), Builder::deployment).start();
    sandbox.fill(KEYS_EACH);
    runtime.block_on(async {
        if let Some(code) = signals.pending().await {
            code
        } else if arguments == ["up"] {
            stay_up(&sandbox, &mut signals).await
        } else {
            run(&sandbox, arguments, &mut signals).await
        }
    })
}

/// redis-ops with this process's arguments.
fn run_tool() -> ExitCode {
    redis_ops::run(std::env::args_os())
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn install() -> Self {
        Self {
            interrupt: signal(SignalKind::interrupt()).expect("a signal handler"),
            terminate: signal(SignalKind::terminate()).expect("a signal handler"),
        }
    }

    /// The exit code where a signal came while the sandbox was starting.
    async fn pending(&mut self) -> Option<ExitCode> {
        tokio::select! {
            biased;
            _ = self.interrupt.recv() => Some(ExitCode::from(130)),
            _ = self.terminate.recv() => Some(ExitCode::from(143)),
            () = tokio::task::yield_now() => None,
        }
    }
}

async fn stay_up(sandbox: &Sandbox, signals: &mut Signals) -> ExitCode {
    let mut text = format!("export KUBECONFIG={}\n", sandbox.kubeconfig().display());
    for server in sandbox.servers() {
        let place = format!("{}/{}", server.namespace(), server.pod());
        text.push_str(&format!("# {place:<32} {} {}\n", server.address(), server.info("role")));
    }
    text.push_str("# Ctrl-C ends the sandbox\n");
    io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()).ok();
    tokio::select! {
        _ = signals.interrupt.recv() => {}
        _ = signals.terminate.recv() => {}
    }
    ExitCode::SUCCESS
}

/// Runs redis-ops as a child and passes its exit code on. A Ctrl-C at the terminal reaches the child by itself; a
/// SIGTERM to this process is handed on.
async fn run(sandbox: &Sandbox, arguments: Vec<OsString>, signals: &mut Signals) -> ExitCode {
    let own = std::env::current_exe().expect("the path of this program");
    let mut command = Command::new(own);
    command.args(arguments).env(TOOL_VARIABLE, "1").env("KUBECONFIG", sandbox.kubeconfig());
    let mut child = command.spawn().expect("this program can be run again");
    loop {
        tokio::select! {
            status = child.wait() => return exit_code(status.expect("a child of ours")),
            _ = signals.interrupt.recv() => {}
            _ = signals.terminate.recv() => terminate(&child).await,
        }
    }
}

async fn terminate(child: &Child) {
    if let Some(pid) = child.id() {
        Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().await.ok();
    }
}

fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
