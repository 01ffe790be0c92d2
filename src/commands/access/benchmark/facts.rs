//! The primaries, and whether they can bear a load.

use crate::commands::restore::restore_rdb::find_primaries;
use crate::context::Context;
use crate::domain::benchmark::preflight::{Room, expected_bytes, state_refusal};
use crate::domain::benchmark::test::Test;
use crate::domain::benchmark::{Load, prefix};
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::target::discover::Target;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::wire::session::Session;

/// A server that gets a load.
#[derive(Debug)]
pub(super) struct Primary {
    pub(super) member: Member,
    pub(super) info: Info,
    /// What its keys begin with.
    pub(super) prefix: String,
    /// Whether it lets nobody in without a password.
    pub(super) wants_login: bool,
    pub(super) room: Room,
    /// Whether a save that fails makes it refuse writes; none where CONFIG cannot be asked.
    stops_writes: Option<bool>,
}

/// All primaries.
///
/// # Errors
/// Refused where it is not clear who takes writes, or a script keeps one busy; of kind Target where they cannot be asked.
pub(super) async fn look(context: &Context, target: &Target, answers: &[Answer], run: &str) -> Result<Vec<Primary>> {
    let busy = answers.iter().find(|answer| answer.result.as_ref().is_err_and(|error| error.chain().contains("BUSY")));
    if let Some(answer) = busy {
        return Err(Error::refused(format!("{} is busy with a script", answer.member.subject()))
            .hint("SCRIPT KILL or FUNCTION KILL ends one that has written nothing"));
    }
    let servers = find_primaries(target, answers)?;
    let mut primaries = Vec::with_capacity(servers.primaries.len());
    for (number, primary) in servers.primaries.into_iter().enumerate() {
        let is_own = |slot: u16| {
            let owner = servers.slots.as_ref().and_then(|slots| slots.get(usize::from(slot)));
            owner.is_some_and(|owner| usize::from(*owner) == number)
        };
        let is_own: Option<&dyn Fn(u16) -> bool> = if servers.slots.is_some() { Some(&is_own) } else { None };
        let subject = primary.member.subject();
        let prefix =
            prefix(run, is_own).ok_or_else(|| Error::refused(format!("{subject} has too few slots for a load")))?;
        let login = target.login(&primary.member);
        let answer = answers.iter().find(|answer| answer.member.name == primary.member.name);
        let wants_login = login.words().is_some() && answer.is_some_and(|answer| !answer.password_not_needed);
        let limit = context.time_for_a_node();
        let mut session = Session::open(&target.dialer, &primary.member, &login, limit, &context.console).await?;
        let mut parameters = [redis::cmd("CONFIG"), redis::cmd("CONFIG")];
        parameters[0].arg("GET").arg("stop-writes-on-bgsave-error");
        parameters[1].arg("GET").arg("save");
        let replies = session.flight(&parameters).await?;
        let mut values = replies.iter().map(|reply| survey::plain(reply.as_ref().ok()?).pairs().next()?.1.text());
        // Without save points a save that failed stops nobody.
        let (stops, save) = (values.next().flatten(), values.next().flatten());
        primaries.push(Primary {
            member: primary.member,
            info: primary.info,
            prefix,
            wants_login,
            room: Room::default(),
            stops_writes: stops.zip(save).map(|(stops, save)| stops == "yes" && !save.is_empty()),
        });
    }
    Ok(primaries)
}

/// Fills in what the load takes of each.
pub(super) fn judge_room(primaries: &mut [Primary], tests: &[Test], load: &Load) {
    for primary in primaries {
        let expected = expected_bytes(tests, load, &primary.prefix);
        primary.room = Room::of(&primary.info, primary.member.memory_limit_bytes(), expected);
    }
}

/// Refuses where one of them cannot bear it.
///
/// # Errors
/// Refused, with the figures.
pub(super) fn refuse(primaries: &[Primary], load: &Load) -> Result<()> {
    for primary in primaries {
        let subject = primary.member.subject();
        if let Some(why) = state_refusal(&primary.info, load, primary.stops_writes) {
            return Err(Error::refused(format!("no load is put on {subject}"))
                .cause(why)
                .hint("redis-ops health tells more"));
        }
        if let Some(why) = primary.room.refusal() {
            return Err(Error::refused(format!("memory of {subject} is too short for the load"))
                .cause(why)
                .hint("a smaller --keyspace, --data-size, --clients or --pipeline takes less"));
        }
    }
    Ok(())
}
