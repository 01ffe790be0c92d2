//! Try redis-ops without a cluster, on a sandbox of every deployment:
//!
//! `cargo run --example sandbox` leaves the sandbox running and shows a tour of commands to type in another terminal;
//! `-- --tour`, and without a terminal, runs them; `-- <redis-ops arguments>` runs one command; `-- up` only leaves the
//! sandbox running.
#![allow(clippy::expect_used, reason = "an example: what cannot be set up is a panic")]

#[path = "mod.rs"]
mod sandbox;
mod tour;

use sandbox::{Builder, Deployment, Sandbox};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
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
            let servers = sandbox.servers().into_iter().map(|server| {
                let place = format!("{}/{}", server.namespace(), server.pod());
                format!("# {place:<32} {} {}\n", server.address(), server.info("role"))
            });
            stay_up(
                &format!("{}{}# Ctrl-C ends the sandbox\n", how_to_use(&sandbox), servers.collect::<String>()),
                &mut signals,
            )
            .await
        } else if arguments == ["--tour"] || (arguments.is_empty() && !io::stdout().is_terminal()) {
            run_tour(&sandbox, &mut signals).await
        } else if arguments.is_empty() {
            let folder = std::env::temp_dir().join("redis-ops-tour");
            stay_up(&shown_tour(&sandbox, &folder), &mut signals).await
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

/// What to type in another terminal before anything else: this program is redis-ops as well.
fn how_to_use(sandbox: &Sandbox) -> String {
    let own = std::env::current_exe().expect("the path of this program");
    format!(
        "export KUBECONFIG={}\nredis-ops() {{ {TOOL_VARIABLE}=1 {} \"$@\"; }}\n",
        sandbox.kubeconfig().display(),
        own.display()
    )
}

/// The tour as it is to be typed.
fn shown_tour(sandbox: &Sandbox, folder: &Path) -> String {
    let mut text = format!(
        "Ten deployments of real Redis servers are up, behind a Kubernetes API of their own. In another terminal:\n\n{}",
        how_to_use(sandbox)
    );
    for (number, stop) in tour::stops(sandbox, folder).iter().enumerate() {
        text.push_str(&format!("\n{}. {}\n", number + 1, stop.title));
        for (command, _) in &stop.commands {
            match command.starts_with("backup-rdb") {
                true => text.push_str(&format!("   set=$(redis-ops {command} | tail -n 1)\n")),
                false => text.push_str(&format!("   redis-ops {command}\n")),
            }
        }
    }
    text.push_str("\n`redis-ops --help` lists all commands. Ctrl-C ends the sandbox.\n");
    text
}

/// Runs the tour by itself: each command, what it says, and its exit status.
async fn run_tour(sandbox: &Sandbox, signals: &mut Signals) -> ExitCode {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut set = String::new();
    for (number, stop) in tour::stops(sandbox, folder.path()).iter().enumerate() {
        say(&format!("\n== {}. {}\n", number + 1, stop.title));
        for (command, wanted) in &stop.commands {
            let command = command.replace("$set", &set);
            say(&format!("\n$ redis-ops {command}\n"));
            let Some((code, stdout)) = shown(sandbox, &command, signals).await else { return ExitCode::from(130) };
            if command.starts_with("backup-rdb") {
                set = stdout.lines().last().unwrap_or_default().to_owned();
            }
            if code != 0 {
                say(&format!("[exit status {code}]\n"));
            }
            if code != *wanted {
                say(&format!("the tour ends here: {wanted} was to be expected\n"));
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// Runs a command with both its streams on stdout; its exit status and its own stdout. None after a signal.
async fn shown(sandbox: &Sandbox, command: &str, signals: &mut Signals) -> Option<(u8, String)> {
    let own = std::env::current_exe().expect("the path of this program");
    let mut child = Command::new(own);
    child.args(command.split(' ')).env(TOOL_VARIABLE, "1").env("KUBECONFIG", sandbox.kubeconfig());
    let child = child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn();
    let output = child.expect("this program can be run again").wait_with_output();
    let output = tokio::select! {
        output = output => output.expect("a child of ours"),
        _ = signals.interrupt.recv() => return None,
        _ = signals.terminate.recv() => return None,
    };
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    say(&format!("{}{stdout}", String::from_utf8_lossy(&output.stderr)));
    let code = output.status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX);
    Some((code, stdout))
}

/// Whoever does not listen any more is not told.
fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()).ok();
}

async fn stay_up(text: &str, signals: &mut Signals) -> ExitCode {
    say(text);
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
