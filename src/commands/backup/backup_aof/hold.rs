//! Holds off the automatic rewrite while files are copied, and lets it go again however the run ends.

use crate::context::Context;
use crate::domain::backup::rewrite_hold::{self, Rewrites, SETTING};
use crate::error::{Error, Kind, Result};
use crate::undo::Pending;
use crate::wire::line::Line;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How long a setting is tried to be put back: servers and API servers are back after a restart by then, mostly.
const PATIENCE: Duration = Duration::from_secs(12);

/// The automatic rewrite, held off.
#[must_use = "the setting is put back by release"]
pub(super) struct Hold {
    pending: Pending,
    line: Line,
}

/// Raises the setting, if it has to be. None where nothing has to be put back: rewrites are off, or the server does not
/// let the setting be changed, which is said.
///
/// # Errors
/// Of kind Target: it is not known whether the server has changed the setting. It is put back when the run ends.
pub(super) async fn take(
    context: &Context,
    line: impl Fn() -> Line,
    rewrites: Rewrites,
    by_hand: &str,
) -> Result<Option<Hold>> {
    let raised = rewrites.raised();
    if raised.is_none() && !matches!(rewrites, Rewrites::Raised { .. }) {
        return Ok(None);
    }
    let (answer, answered) = oneshot::channel();
    let mut setting = line();
    // A task of its own: where the run is ended now, what was sent is waited for before it is taken back.
    let sent = tokio::spawn(async move {
        let result = match raised {
            Some(raised) => setting.set_parameter(SETTING, &raised.to_string()).await,
            None => Ok(()),
        };
        let _ = answer.send(result);
    });
    let mut later = line();
    let what =
        format!("{SETTING} of {} is raised, so that its AOF is not rewritten by itself", later.member().subject());
    let pending = context.undo.register(what, by_hand, async move {
        let _ = sent.await;
        put_back(&mut later).await
    });
    match answered.await {
        Ok(Ok(())) => Ok(Some(Hold { pending, line: line() })),
        Ok(Err(error)) if error.kind() == Kind::Refused => {
            pending.done();
            context.console.warning(&format!("the rewrite of the AOF cannot be held off: {}", error.chain()));
            Ok(None)
        }
        Ok(Err(error)) => Err(error),
        Err(_) => Err(Error::failed("a task ended")),
    }
}

impl Hold {
    /// Puts the setting back. If this is dropped on the way, the end of the run does it.
    ///
    /// # Errors
    /// Of kind Target, when the server cannot be reached or refuses.
    pub(super) async fn release(mut self) -> Result<()> {
        let result = put_back(&mut self.line).await;
        self.pending.done();
        result
    }

    /// Puts the setting back where there is nothing to show for it. Where that fails it is tried again when the run ends,
    /// which says so.
    pub(super) async fn let_go(mut self) {
        if put_back(&mut self.line).await.is_ok() {
            self.pending.done();
        }
    }
}

/// Takes off what was added, if anything is, and looks whether it is gone. Tried again while the server cannot be
/// reached.
async fn put_back(line: &mut Line) -> Result<()> {
    let started = Instant::now();
    loop {
        match try_to_put_back(line).await {
            Err(error) if error.kind() == Kind::Refused || started.elapsed() > PATIENCE => return Err(error),
            Err(error) => {
                line.console().call(&format!("{SETTING} is not put back yet: {}", error.chain()));
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            Ok(()) => return Ok(()),
        }
    }
}

async fn try_to_put_back(line: &mut Line) -> Result<()> {
    let Some(former) = rewrite_hold::former(fetch(line).await?) else { return Ok(()) };
    line.set_parameter(SETTING, &former.to_string()).await?;
    match fetch(line).await? {
        now if now == former => Ok(()),
        now => Err(Error::target(format!("{SETTING} was put back to {former}, and is {now}"))),
    }
}

async fn fetch(line: &mut Line) -> Result<u64> {
    let unknown = |text: String| Error::target(format!("CONFIG GET {SETTING} does not tell it")).cause(text);
    let parameters = line.parameters(&[SETTING]).await?.map_err(unknown)?;
    parameters.get(SETTING).and_then(|value| value.parse().ok()).ok_or_else(|| unknown(String::new()))
}
