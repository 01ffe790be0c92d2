//! Questions to a Sentinel: which primaries it watches, and what it knows of each.

use super::dial::{Dialer, option_of};
use super::session::{Login, Session, wants_password};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::formats::reply::Plain;
use crate::formats::sentinel::{self, SentinelView};
use crate::target::survey::plain;
use crate::target::topology::Member;
use redis::Cmd;
use std::sync::Arc;
use std::time::Duration;

/// Commands sent for each primary.
const QUESTIONS: [&str; 3] = ["REPLICAS", "SENTINELS", "CKQUORUM"];

/// Asks a Sentinel for all that it watches. The logins are tried in their order, as long as it wants another password.
///
/// # Errors
/// Of kind Target: unreachable, silent, none of the logins fits, or it is no Sentinel.
pub async fn ask(
    dialer: &Dialer,
    sentinel: &Member,
    logins: &[Login],
    timeout: Duration,
    console: &Arc<Console>,
) -> Result<Vec<SentinelView>> {
    let asked = tokio::time::timeout(timeout, try_logins(dialer, sentinel, logins, timeout, console)).await;
    let result = asked.unwrap_or_else(|_| {
        Err(Error::target(format!("it did not answer within {} ms", timeout.as_millis())).hint(format!(
            "{} DURATION waits longer; is the Sentinel blocked or its node overloaded?",
            option_of(timeout, dialer)
        )))
    });
    result.map_err(|error| error.while_attempting(format!("ask the Sentinel in pod {}", sentinel.subject())))
}

async fn try_logins(
    dialer: &Dialer,
    sentinel: &Member,
    logins: &[Login],
    timeout: Duration,
    console: &Arc<Console>,
) -> Result<Vec<SentinelView>> {
    let mut refused = None;
    for login in logins {
        match views(dialer, sentinel, login, timeout, console).await {
            Err(error) if wants_password(&error) => refused = Some(error),
            other => return other,
        }
    }
    Err(refused.unwrap_or_else(|| Error::target("there is no way to log in to it")))
}

async fn views(
    dialer: &Dialer,
    sentinel: &Member,
    login: &Login,
    timeout: Duration,
    console: &Arc<Console>,
) -> Result<Vec<SentinelView>> {
    let mut session = Session::open(dialer, sentinel, login, timeout, console).await?;
    let masters = session.flight(&[question("MASTERS", None)]).await?.into_iter().next();
    let masters = match masters {
        Some(Ok(value)) => sentinel::parse_masters(&plain(&value)),
        Some(Err(error)) => {
            return Err(Error::target("it does not answer SENTINEL MASTERS")
                .cause(error.to_string())
                .hint("is it a Sentinel? an ACL user needs +sentinel"));
        }
        None => Vec::new(),
    };
    let ask_of = |name: &str| QUESTIONS.map(|word| question(word, Some(name)));
    let flight: Vec<Cmd> = masters.iter().flat_map(|watched| ask_of(&watched.name)).collect();
    let replies = if flight.is_empty() { Vec::new() } else { session.flight(&flight).await? };
    let replies: Vec<Result<Plain, String>> =
        replies.iter().map(|reply| reply.as_ref().map(plain).map_err(ToString::to_string)).collect();
    let nothing = Plain::Nothing;
    let view = |(watched, said): (sentinel::Watched, &[Result<Plain, String>])| SentinelView {
        watched,
        replicas: sentinel::parse_replicas(said[0].as_ref().unwrap_or(&nothing)),
        sentinels: sentinel::parse_sentinels(said[1].as_ref().unwrap_or(&nothing)),
        can_fail_over: sentinel::parse_quorum(said[2].as_ref().map_err(String::as_str)),
    };
    Ok(masters.into_iter().zip(replies.chunks_exact(QUESTIONS.len())).map(view).collect())
}

fn question(word: &str, name: Option<&str>) -> Cmd {
    let mut command = redis::cmd("SENTINEL");
    command.arg(word);
    if let Some(name) = name {
        command.arg(name);
    }
    command
}
