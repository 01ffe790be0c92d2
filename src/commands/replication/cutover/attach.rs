//! The new instance's primary as a replica of the old one's, and what is lent for that.

use crate::commands::replication::line::{Line, command, refusal};
use crate::commands::replication::scene::Scene;
use crate::context::Context;
use crate::domain::cutover::login_change;
use crate::domain::promote::MasterAuth;
use crate::error::{Error, Result};
use crate::target::survey::plain;
use crate::undo::Pending;
use crate::wire::session::Login;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A link that is refused is tried again every second; so long it may take until the first one is up.
const UNTIL_IT_CONNECTS: Duration = Duration::from_secs(20);

async fn set(line: &mut Line, name: &str, value: &str) -> Result<()> {
    let subject = line.subject();
    let failed = || Error::failed(format!("cannot set {name} of {subject}"));
    let said = line.ask(&[command(&["CONFIG", "SET", name, value])]).await;
    match said {
        Ok(replies) => refusal(&replies)
            .map_or(Ok(()), |why| Err(failed().cause(why).hint("a renamed CONFIG is told with --rename-command"))),
        Err(error) => Err(failed().cause(error.chain())),
    }
}

async fn get(line: &mut Line, name: &str) -> Result<String> {
    let replies = line.ask(&[command(&["CONFIG", "GET", name])]).await?;
    let value = match replies.first() {
        Some(Ok(value)) => plain(value).pairs().next().and_then(|(_, value)| value.text()),
        _ => None,
    };
    value.ok_or_else(|| Error::failed(format!("cannot read {name} of {}", line.subject())))
}

/// What a server needs to follow this member: parameters with their values, empty where it wants no password.
fn login_for(leader: &Scene, index: usize) -> Result<[(&'static str, String); 2]> {
    let wants_none = leader.facts.settings[index].masterauth == MasterAuth::NotNeeded;
    let login = if wants_none { Login::default() } else { leader.target.login(&leader.member(index)?) };
    let password = login.password.map(|password| password.reveal().to_owned());
    Ok([("masterauth", password.unwrap_or_default()), ("masteruser", login.user.unwrap_or_default())])
}

/// What a parameter has to be changed from; none where it is as wanted, or cannot be read and need not be set.
async fn to_be_changed(line: &mut Line, name: &str, value: &str) -> Result<Option<String>> {
    match get(line, name).await {
        Ok(former) => Ok((former != value).then_some(former)),
        Err(_) if value.is_empty() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Gives `follower` the login that `leader` wants, as `masterauth` and `masteruser`; takes its own away where none is
/// wanted, since a server refuses a password that it has not. It is given back by what is returned, or at the end of the
/// run.
pub(super) async fn lend_login(
    context: &Context,
    (leader, leader_index): (&Scene, usize),
    (follower, follower_index): (&Scene, usize),
) -> Result<Vec<Pending>> {
    let settings = (&leader.facts.settings[leader_index], &follower.facts.settings[follower_index]);
    if login_change(settings.0, settings.1).is_none() {
        return Ok(Vec::new());
    }
    let member = follower.member(follower_index)?;
    let mut line = Line::to(context, &follower.target, &member);
    let mut lent = Vec::new();
    for (name, value) in login_for(leader, leader_index)? {
        let Some(former) = to_be_changed(&mut line, name, &value).await? else { continue };
        let mut back = Line::to(context, &follower.target, &member);
        let by_hand = format!("CONFIG SET {name} on {}, as its configuration file has it", member.subject());
        let what = format!("{name} of {} is that of the other instance", member.subject());
        lent.push(context.undo.register(what, by_hand, async move { set(&mut back, name, &former).await }));
        set(&mut line, name, &value).await?;
    }
    Ok(lent)
}

/// Sets the login of a member that leads again to that of its own instance. It was lent another one by the run that had it
/// follow.
pub(super) async fn regain_login(context: &Context, (scene, index): (&Scene, usize)) -> Result<()> {
    let mut line = Line::to(context, &scene.target, &scene.member(index)?);
    for (name, value) in login_for(scene, index)? {
        if to_be_changed(&mut line, name, &value).await?.is_some() {
            set(&mut line, name, &value).await?;
        }
    }
    Ok(())
}

/// REPLICAOF the old primary. It is a primary again by what is returned, or at the end of the run.
pub(super) async fn follow(
    context: &Context,
    (new, to): (&Scene, usize),
    (host, port): &(String, u16),
) -> Result<Pending> {
    let member = new.member(to)?;
    let mut back = Line::to(context, &new.target, &member);
    let what = format!("{} follows {host}:{port}", member.subject());
    let by_hand = format!("REPLICAOF NO ONE on {}", member.subject());
    let pending = context.undo.register(what, by_hand, async move {
        let replies = back.ask(&[command(&["REPLICAOF", "NO", "ONE"])]).await?;
        refusal(&replies).map_or(Ok(()), |why| Err(Error::failed("REPLICAOF NO ONE was refused").cause(why)))
    });
    let mut line = Line::to(context, &new.target, &member);
    let replies = line.tell(&[command(&["REPLICAOF", host, &port.to_string()])]).await?;
    match refusal(&replies) {
        None => Ok(pending),
        Some(why) => {
            pending.done();
            Err(Error::failed(format!("{} does not follow {host}:{port}", member.subject())).cause(why))
        }
    }
}

/// Waits until the new one is in sync with the old one.
pub(super) async fn wait(
    context: &Context,
    old: &mut Line,
    new: &mut Line,
    (max_lag_bytes, patience): (u64, Duration),
) -> Result<()> {
    let started = Instant::now();
    let mut has_begun = false;
    loop {
        let (info, own) = (new.replication().await?, old.replication().await?);
        let syncing = info.flag("master_sync_in_progress") == Some(true);
        let up = info.text("master_link_status") == Some("up");
        has_begun |= syncing || up;
        let lag = own.number("master_repl_offset").zip(info.number("slave_repl_offset"));
        let lag = lag.map(|(written, have)| written.saturating_sub(have));
        if up && lag.is_some_and(|lag| lag <= max_lag_bytes) {
            return Ok(());
        }
        if info.text("role") != Some("slave") {
            return Err(Error::failed(format!("{} does not follow any more", new.subject()))
                .cause("somebody else has made it a primary"));
        }
        let waited = started.elapsed();
        if waited > patience || (!has_begun && waited > UNTIL_IT_CONNECTS) {
            let why = match (up, lag) {
                (true, Some(lag)) => format!("it is {lag} bytes behind"),
                (true, None) => "how far it is behind is not known".to_owned(),
                (false, _) => "its link is not up".to_owned(),
            };
            return Err(Error::failed(format!("{} did not come to be in sync", new.subject()))
                .cause(why)
                .hint("its log says why: a NetworkPolicy between the two, another password, too small a backlog"));
        }
        let what = if syncing { "a full copy is taken" } else { "waiting for the link" };
        context.console.status_once(what);
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
