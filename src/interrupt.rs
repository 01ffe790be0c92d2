//! Runs that end early: Ctrl-C, SIGTERM and `--timeout`. The work is dropped, which makes it clean up.

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
    let (mut interrupted, mut terminated) = match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
        (Ok(interrupted), Ok(terminated)) => (interrupted, terminated),
        (Err(error), _) | (_, Err(error)) => {
            return Err((Error::failed("cannot listen for signals").because(&error), Exit::Failed));
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
        _ = interrupted.recv() => Err((Error::failed(said("interrupted", nature)), Exit::Interrupted)),
        _ = terminated.recv() => Err((Error::failed(said("terminated", nature)), Exit::Terminated)),
        () = overdue => {
            let error = Error::target("the time of --timeout is over");
            let exit = error.exit(nature);
            Err((error, exit))
        }
    }
}

/// Said once the work was dropped and the threads that hold its files have ended.
fn said(how: &str, nature: Nature) -> String {
    match nature {
        Nature::Observing => how.to_owned(),
        Nature::Acting => format!("{how}; nothing was left behind"),
    }
}
