//! redis-ops operates Redis on Kubernetes. This page is the map of the house.
//!
//! ```text
//! argv → cli → settings → target::spec → target::discover ── k8s ──→ Instance (shards of members)
//!                                                              │
//!                   k8s::forward: one websocket per connection ┘   or a plain TCP/TLS stream with --url
//!                                   ↓
//!                   wire::session (RESP, login)  ·  wire::sync (snapshots)
//!                                   ↓
//!                   facts: plain structs; a member that did not answer is a fact too
//!                                   ↓
//!                   domain: rules → findings   |   plan → act
//!                                   ↓
//!                   report → render → stdout;  verdict → exit code
//! ```
//!
//! `store` is where backups lie, `scratch` a server of this machine that loads one to prove it, and `compare` reads two
//! keyspaces beside each other.
//!
//! A command gathers facts, hands them to a pure function, and returns a report: it never prints, exits or reads the
//! environment. `domain`, `formats`, `report` and the pure half of `target` do no I/O at all; a test says so.

pub mod cli;
pub mod commands;
pub mod compare;
pub mod completing;
pub mod config_file;
pub mod consent;
pub mod console;
pub mod context;
pub mod domain;
pub mod error;
pub mod exit;
pub mod formats;
pub mod k8s;
pub mod lock;
pub mod options;
pub mod render;
pub mod report;
pub mod scratch;
pub mod settings;
pub mod store;
pub mod target;
pub mod undo;
pub mod values;
pub mod watch;
pub mod wire;

mod interrupt;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::report::{Outcome, Verdict};
use crate::settings::Settings;
use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is left of a run once it was told to end: time for worker threads to take their files away.
const TIME_TO_CLEAN_UP: Duration = Duration::from_secs(20);

/// Runs one command line from beginning to end.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> ExitCode {
    let argv: Vec<OsString> = argv.into_iter().collect();
    if completing::answer(&argv) {
        return ExitCode::from(Exit::Ok.code());
    }
    let cli = match cli::parse(argv.iter().cloned()) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is a wrong command line. clap prints both.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
            let _ = error.print();
            return ExitCode::from(exit.code());
        }
    };
    let words = argv.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    match prepare(&cli, wire::rename::without_secrets(words)) {
        Ok(context) => ExitCode::from(execute(&context, &cli.command).code()),
        Err(error) => {
            let exit = error.exit(cli.command.nature());
            ExitCode::from(fail(&console::Console::plain(), cli.command.name(), cli.global.output, &error, exit).code())
        }
    }
}

fn prepare(cli: &cli::Cli, argv: Vec<String>) -> Result<Context> {
    let (args, means_data) = (&cli.global, cli.command.means_data());
    let settings = Settings::resolve(args)?;
    let console = Arc::new(settings::console(args)?);
    let deadline = settings.timeout.map(|timeout| Instant::now() + timeout);
    let (ending, history, undo, target) = (Arc::default(), Arc::default(), Arc::default(), Arc::default());
    Ok(Context { settings, console, argv, deadline, ending, history, undo, means_data, target })
}

fn execute(context: &Context, command: &commands::Command) -> Exit {
    // Two TLS providers in one process would make rustls panic at first use, so ours is named before anything else.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (name, nature, started) = (command.name(), command.nature(), Instant::now());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let ended = match runtime {
        Err(error) => Err((Error::failed("cannot start").because(&error), Exit::Failed)),
        Ok(runtime) => {
            let ended = runtime.block_on(interrupt::or_ended_early(context, nature, drive(context, command)));
            let left = runtime.block_on(context.undo.all());
            let cleaning = Instant::now();
            runtime.shutdown_timeout(TIME_TO_CLEAN_UP);
            let threads_ended = cleaning.elapsed() < TIME_TO_CLEAN_UP;
            let left_in_a_store = context.console.has_left_something();
            interrupt::account(ended, nature, threads_ended, &left, left_in_a_store)
        }
    };
    let (exit, figures) = match ended {
        Ok(outcome) => (finish(context, name, &outcome, command.watch().is_some()), outcome.figures),
        Err((error, exit)) => (fail(&context.console, name, context.settings.format, &error, exit), Vec::new()),
    };
    if let Some((path, family)) = command.metrics_file()
        && let Err(error) =
            commands::backup::metrics_file::write(context, path, (family, name), started, exit, &figures)
    {
        // The backup is what it is; that nobody is told of it must not pass in silence.
        context.console.error(&error);
        return if exit == Exit::Ok { Exit::Partial } else { exit };
    }
    exit
}

/// Says why a run ended: words on stderr, and with `-o json` the object on stdout all the same.
fn fail(console: &console::Console, name: &str, format: render::Format, error: &Error, exit: Exit) -> Exit {
    console.error(error);
    let text = render::failure(name, chrono::Utc::now(), Verdict::of_exit(exit), error, format);
    // The exit code says it already; a stdout that cannot be written to changes nothing.
    let _ = render::write_stdout(&text);
    exit
}

/// Runs a command once, or tick after tick: every tick but the last is written here.
async fn drive(context: &Context, command: &commands::Command) -> Result<Outcome> {
    let Some(watch) = command.watch() else { return command.run(context).await };
    let mut ticks = 1;
    loop {
        let outcome = command.run(context).await?;
        if watch.count.is_some_and(|count| ticks >= count) {
            return Ok(outcome);
        }
        let Settings { format, layout, .. } = context.settings;
        let text = render::tick(command.name(), context.now(), &outcome, format, layout);
        let has_reader = render::stream_stdout(&text)
            .map_err(|error| Error::failed("cannot write the answer to stdout").because(&error))?;
        if !has_reader {
            return Ok(outcome);
        }
        ticks += 1;
        tokio::time::sleep(watch.interval).await;
    }
}

fn finish(context: &Context, name: &str, outcome: &Outcome, watched: bool) -> Exit {
    let Settings { format, layout, .. } = context.settings;
    let text = if watched { render::tick } else { render::outcome }(name, context.now(), outcome, format, layout);
    match render::write_stdout(&text) {
        Ok(()) => outcome.exit,
        Err(error) => {
            untold(context, name, outcome, &error);
            outcome.exit_untold()
        }
    }
}

/// What becomes of an answer that cannot be written to stdout: what a run has made or changed is told on stderr.
fn untold(context: &Context, name: &str, outcome: &Outcome, error: &std::io::Error) {
    if !outcome.has_acted {
        context.console.error(&Error::failed("cannot write the answer to stdout").because(error));
        return;
    }
    let words = format!("{name} has acted, and its report cannot be written to stdout: it follows here");
    context.console.error(&Error::new(error::Kind::Partial, words).because(error));
    let layout = render::Layout { color: false, width: None, wide: false };
    context.console.last_words(&render::outcome(name, context.now(), outcome, render::Format::Table, layout));
}
