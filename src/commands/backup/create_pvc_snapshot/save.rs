//! A save before the snapshot, judged by what the server says of it.

use crate::context::Context;
use crate::domain::backup::save::{Next, SaveFacts, next_step};
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::target::discover::Target;
use crate::target::survey::text;
use crate::target::topology::Member;
use crate::wire::session::Session;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Has a member save to its disk, or joins the save that is under way, and returns when the server says it ended: the
/// time of the last save, in seconds of the server's clock.
///
/// # Errors
/// Of kind Failed: the server does not save, or says that it failed, or takes too long.
pub(super) async fn save(context: &Context, target: &Target, member: &Member, longest: Duration) -> Result<u64> {
    let failed = |text: String| Error::failed(format!("{} did not save its data", member.name)).cause(text);
    let limit = context.settings.node_timeout;
    let mut session = Session::open(&target.dialer, member, &target.login(member), limit, &context.console).await?;
    let started = Instant::now();
    let before = look(&mut session).await?;
    let mut asked = false;
    loop {
        let now = look(&mut session).await?;
        match next_step(&before, &now, asked) {
            Next::Done => return Ok(now.last_save_time),
            Next::Restarted => return Err(failed("it was started anew before the save was done".to_owned())),
            Next::Failed => {
                return Err(failed("rdb_last_bgsave_status is not ok".to_owned())
                    .hint(format!("redis-ops logs --pod {} shows why; is its disk full?", member.name)));
            }
            Next::Start => match session.flight(&[redis::cmd("BGSAVE")]).await?.into_iter().next() {
                Some(Ok(_)) => {
                    asked = true;
                    context.console.status(&format!("{} saves its data", member.name));
                    continue;
                }
                // Another child came in between: it is seen in the next look, and waited for.
                Some(Err(error)) if error.text.contains("progress") || error.text.contains("child") => {}
                Some(Err(error)) => {
                    return Err(failed(error.to_string()).hint("--no-save snapshots what is on disk as it is"));
                }
                None => return Err(failed("it did not answer BGSAVE".to_owned())),
            },
            Next::Wait => context.console.status_once(&format!("waiting for a child of {} to end", member.name)),
        }
        if started.elapsed() > longest {
            return Err(failed(format!("it was still at it after {} s", longest.as_secs()))
                .hint("--max-wait DURATION waits longer"));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn look(session: &mut Session) -> Result<SaveFacts> {
    let mut info = redis::cmd("INFO");
    info.arg("persistence");
    match session.flight(&[info]).await?.into_iter().next() {
        Some(Ok(value)) => Ok(SaveFacts::of(&Info::parse(&text(&value)))),
        Some(Err(error)) => Err(Error::failed("the server does not tell of its saves").cause(error.to_string())),
        None => Err(Error::failed("the server does not tell of its saves")),
    }
}
