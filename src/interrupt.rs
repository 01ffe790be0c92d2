//! Runs that end early: Ctrl-C, SIGTERM, a terminal that goes away, and `--timeout`. The work is dropped, which makes it clean up.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::{Exit, Nature};
use crate::report::Outcome;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Observing commands keep the deadline themselves and show what they know by then; this is for the ones that hang.
const GRACE: Duration = Duration::from_secs(1);

/// Drives a command to its end, or to the first reason to stop.
///
/// # Errors
/// The command's error with its exit code, or the reason of the early end with 130, 143, or the code of a failure.
pub async fn or_ended_early(
    context: &Context,
    nature: Nature,
    work: impl Future<Output = Result<Outcome>>,
) -> Result<Outcome, (Error, Exit)> {
    let listen =
        |kind| signal(kind).map_err(|error| (Error::failed("cannot listen for signals").because(&error), Exit::Failed));
    let (mut interrupted, mut terminated) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    let mut hung_up = if hangup_is_ignored() { None } else { Some(listen(SignalKind::hangup())?) };
    let terminal_gone = async {
        match &mut hung_up {
            Some(hung_up) => hung_up.recv().await,
            None => std::future::pending().await,
        }
    };
    let overdue = async {
        match context.deadline {
            Some(deadline) => tokio::time::sleep_until((deadline + GRACE).into()).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        ended = work => ended.map_err(|error| {
            let exit = error.exit(nature);
            (error, exit)
        }),
        _ = interrupted.recv() => Err((Error::failed("interrupted"), Exit::Interrupted)),
        _ = terminated.recv() => Err((Error::failed("terminated"), Exit::Terminated)),
        _ = terminal_gone => Err((Error::failed("terminated, since the terminal has gone"), Exit::Terminated)),
        () = overdue => {
            let error = Error::target("the time of --timeout is over");
            let exit = error.exit(nature);
            Err((error, exit))
        }
    }
}

/// What a run that was ended early says of its files, once its threads have ended — or have not, in the time they had.
pub fn account(error: Error, exit: Exit, nature: Nature, threads_ended: bool) -> Error {
    match (exit, nature, threads_ended) {
        (Exit::Interrupted | Exit::Terminated, Nature::Acting, true) => {
            Error::failed(format!("{error}; nothing was left behind"))
        }
        (Exit::Interrupted | Exit::Terminated, Nature::Acting, false) => {
            Error::failed(format!("{error}; its files could not be taken away in time"))
                .hint("files whose names start with a dot may be left where it was writing")
        }
        _ => error,
    }
}

/// Whether the process was started to outlive its terminal, as by nohup. Listening would undo that. Where it cannot be
/// told, which is outside Linux, the signal keeps its meaning.
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("SigIgn:")).is_none_or(|mask| ignores_hangup(mask.trim()))
}

/// SIGHUP is signal 1, the lowest bit of the mask in hexadecimal (proc(5)).
fn ignores_hangup(mask: &str) -> bool {
    u64::from_str_radix(mask, 16).is_ok_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_is_only_said_when_it_is() {
        let said = |nature, ended| account(Error::failed("interrupted"), Exit::Interrupted, nature, ended).to_string();
        assert_eq!(said(Nature::Acting, true), "interrupted; nothing was left behind");
        assert!(said(Nature::Acting, false).contains("could not be taken away"));
        assert_eq!(said(Nature::Observing, true), "interrupted");
        let failed = account(Error::failed("a full disk"), Exit::Failed, Nature::Acting, true);
        assert_eq!(failed.to_string(), "a full disk");
    }

    #[test]
    fn the_lowest_bit_is_sighup() {
        assert!(ignores_hangup("0000000000001001"));
        assert!(!ignores_hangup("0000000000001000"));
    }
}
