//! Runs that end early: Ctrl-C, SIGTERM, a terminal that goes away, and `--timeout`. The work is dropped, which makes it clean up.

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::exit::{Exit, Nature};
use crate::report::{Outcome, Verdict};
use crate::undo::Left;
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
    tokio::pin!(work, terminal_gone, overdue);
    let (error, exit) = loop {
        tokio::select! {
            ended = &mut work => return ended.map_err(|error| {
                let exit = error.exit(nature);
                (error, exit)
            }),
            _ = interrupted.recv() => {
                if !context.ending.strike() {
                    break (Error::failed("interrupted"), Exit::Interrupted);
                }
            }
            _ = terminated.recv() => break (Error::failed("terminated"), Exit::Terminated),
            _ = &mut terminal_gone => {
                break (Error::failed("terminated, since the terminal has gone"), Exit::Terminated);
            }
            () = &mut overdue => {
                let error = Error::target("the time of --timeout is over");
                let exit = error.exit(nature);
                return Err((error, exit));
            }
        }
    };
    if context.ending.ask() {
        match tokio::time::timeout(GRACE, &mut work).await {
            Ok(Ok(outcome)) => return Ok(Outcome { exit, verdict: Verdict::of_exit(exit), ..outcome }),
            // What was done until then says more than that it ended.
            Ok(Err(partly)) if partly.kind() == Kind::Partial => return Err((partly.cause(error.to_string()), exit)),
            _ => {}
        }
    }
    Err((error, exit))
}

/// What the end of a run says, once what could be taken back was, and its threads have ended — or have not, in the time
/// they had. What is left behind makes the run partly done, whatever else it was.
///
/// # Errors
/// The run's own error, or one that names what is left.
pub fn account(
    ended: Result<Outcome, (Error, Exit)>,
    nature: Nature,
    threads_ended: bool,
    left: &[Left],
    left_in_a_store: bool,
) -> Result<Outcome, (Error, Exit)> {
    let all_gone = threads_ended && left.is_empty() && !left_in_a_store;
    // Work that was begun is all there is to tell: no file and no setting of it is in doubt.
    let only_work = threads_ended && !left_in_a_store && !left.is_empty() && left.iter().all(|left| left.is_work);
    let ended = ended.map_err(|(error, exit)| {
        let error = if only_work { halfway(error, exit) } else { of_files(error, exit, nature, all_gone) };
        let hint = "what is named above was left: redis-ops backup-prune --orphans takes it away later";
        (if left_in_a_store { error.hint(hint) } else { error }, exit)
    });
    if left.is_empty() {
        return ended;
    }
    let (error, exit) = match ended {
        Ok(outcome) => {
            let words = match outcome.verdict {
                Verdict::Ok => "the work was done, but not all was put back after it",
                _ => "it did not end well, and not all was put back after it",
            };
            let told = outcome.findings.iter().map(|one| format!("{}: {} [{}]", one.subject, one.message, one.id));
            (told.fold(Error::new(Kind::Partial, words), Error::cause), outcome.exit)
        }
        Err(ended) => ended,
    };
    let error = left.iter().fold(error, |error, left| {
        let error = error.cause(left.sentence());
        left.hint().into_iter().fold(error, Error::hint)
    });
    // Scripts tell an interrupted run by its own code.
    let exit = if matches!(exit, Exit::Interrupted | Exit::Terminated) { exit } else { Exit::Partial };
    Err((error, exit))
}

fn halfway(error: Error, exit: Exit) -> Error {
    match exit {
        Exit::Interrupted | Exit::Terminated => Error::new(Kind::Partial, format!("{error} half-way")),
        _ => error.of_kind(Kind::Partial),
    }
}

fn of_files(error: Error, exit: Exit, nature: Nature, all_gone: bool) -> Error {
    if error.kind() == Kind::Partial {
        return error;
    }
    match (exit, nature, all_gone) {
        (Exit::Interrupted | Exit::Terminated, Nature::Acting, true) => {
            Error::failed(format!("{error}; nothing was left behind"))
        }
        (Exit::Interrupted | Exit::Terminated, Nature::Acting, false) => {
            Error::failed(format!("{error}; not all of its files and settings could be taken back in time"))
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
        let said = |nature, ended| of_files(Error::failed("interrupted"), Exit::Interrupted, nature, ended).to_string();
        assert_eq!(said(Nature::Acting, true), "interrupted; nothing was left behind");
        assert!(said(Nature::Acting, false).contains("could be taken back"));
        assert_eq!(said(Nature::Observing, true), "interrupted");
        let partly = Error::new(Kind::Partial, "half of it is done");
        let partly = of_files(partly, Exit::Terminated, Nature::Acting, true);
        assert_eq!(partly.to_string(), "half of it is done");
        let failed = of_files(Error::failed("a full disk"), Exit::Failed, Nature::Acting, true);
        assert_eq!(failed.to_string(), "a full disk");
    }

    #[test]
    fn what_is_left_behind_is_named_and_makes_the_run_partly_done() {
        let left = Left {
            what: "the lock stays".into(),
            why: "refused".into(),
            by_hand: "kubectl delete lease x".into(),
            is_work: false,
        };
        let of = |exit| {
            account(Err((Error::failed("a full disk"), exit)), Nature::Acting, true, std::slice::from_ref(&left), false)
        };
        let (error, exit) = of(Exit::Failed).expect_err("it failed");
        assert_eq!(exit, Exit::Partial);
        assert_eq!(error.causes(), ["the lock stays, and could not be put back: refused"]);
        assert_eq!(error.hints(), ["to put it back: kubectl delete lease x"]);
        let (error, exit) = of(Exit::Terminated).expect_err("it failed");
        assert_eq!(exit, Exit::Terminated);
        assert!(!error.to_string().contains("nothing was left"), "{error}");
        // files and settings are not spoken of where it is work that stopped
        let work = Left {
            what: "the restart".into(),
            why: "a-0 was not".into(),
            by_hand: "redis-ops restart".into(),
            is_work: true,
        };
        let ended = Err((Error::failed("interrupted"), Exit::Interrupted));
        let (error, exit) = account(ended, Nature::Acting, true, &[work], false).expect_err("it was interrupted");
        assert_eq!(
            (error.chain().as_str(), exit),
            ("interrupted half-way: the restart: a-0 was not", Exit::Interrupted)
        );
        assert_eq!(error.hints(), ["to go on: redis-ops restart"]);
    }

    #[test]
    fn the_lowest_bit_is_sighup() {
        assert!(ignores_hangup("0000000000001001"));
        assert!(!ignores_hangup("0000000000001000"));
    }
}
