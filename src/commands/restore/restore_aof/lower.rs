//! Brings the times to live down again that were lifted for the replay.

use crate::domain::restore::point_in_time::expiry;
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::wire::replay::Replay;
use serde::Serialize;

/// Keys that SCAN is asked for at a time.
const AT_ONCE: &str = "1000";

/// What became of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(super) struct Lowered {
    /// Keys whose time was asked for.
    pub(super) looked_at: u64,
    /// Keys that have got their own time again.
    pub(super) lowered: u64,
    /// Of these, the ones whose time has passed: they are gone.
    pub(super) expired: u64,
}

impl Lowered {
    /// Takes in what was done on another server.
    pub(super) fn add(&mut self, other: Self) {
        self.looked_at += other.looked_at;
        self.lowered += other.lowered;
        self.expired += other.expired;
    }
}

/// What a reply is to.
#[derive(Debug)]
pub(super) enum Asked {
    /// The time of this key.
    Time(Vec<u8>),
    /// A time that was set.
    Set { has_passed: bool },
}

/// How a server tells the time of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// PEXPIRETIME, of 7.0 and later.
    Absolute,
    /// PTTL, from the server's own time.
    Relative { now_ms: u64 },
}

/// Goes through all keys of these databases. By the server's time a time has passed; `now_ms` stands in where it tells none.
///
/// # Errors
/// Failed, when the connection is lost or a command is refused.
pub(super) async fn run(replay: &mut Replay<Asked>, databases: &[u64], now_ms: u64) -> Result<Lowered> {
    let mut lowered = Lowered::default();
    let now_ms = time(replay.ask(&[b"TIME"]).await?).unwrap_or(now_ms);
    let mut way = match replay.ask(&[b"PEXPIRETIME", b"redis-ops:no-such-key"]).await? {
        Reply::Error(_) => Way::Relative { now_ms },
        _ => Way::Absolute,
    };
    for db in databases {
        expect(replay.ask(&[b"SELECT", db.to_string().as_bytes()]).await?, "SELECT")?;
        let mut cursor = b"0".to_vec();
        loop {
            if let Way::Relative { now_ms } = &mut way {
                *now_ms = time(replay.ask(&[b"TIME"]).await?).unwrap_or(*now_ms);
            }
            let reply = expect(replay.ask(&[b"SCAN", &cursor, b"COUNT", AT_ONCE.as_bytes()]).await?, "SCAN")?;
            let (next, keys) = page(reply).ok_or_else(|| Error::failed("SCAN gives no page"))?;
            for key in keys {
                lowered.looked_at += 1;
                let name: &[u8] = if way == Way::Absolute { b"PEXPIRETIME" } else { b"PTTL" };
                replay.send(Asked::Time(key.clone()), &[name, &key]).await?;
            }
            settle(replay, way, now_ms, &mut lowered).await?;
            if next == b"0" {
                break;
            }
            cursor = next;
        }
    }
    Ok(lowered)
}

/// Takes all replies, and sets the times that were lifted.
async fn settle(replay: &mut Replay<Asked>, way: Way, now_ms: u64, lowered: &mut Lowered) -> Result<()> {
    loop {
        replay.finish().await?;
        let mut is_quiet = true;
        while let Some((asked, reply)) = replay.answered() {
            match (asked, reply) {
                (Asked::Time(key), Reply::Integer(value)) => {
                    let value = u64::try_from(value).ok().map(|value| match way {
                        Way::Absolute => value,
                        Way::Relative { now_ms } => now_ms.saturating_add(value),
                    });
                    if let Some(time) = value.and_then(expiry::before_lift) {
                        is_quiet = false;
                        let text = time.to_string();
                        let asked = Asked::Set { has_passed: time <= now_ms };
                        replay.send(asked, &[b"PEXPIREAT", &key, text.as_bytes()]).await?;
                    }
                }
                (Asked::Set { has_passed }, Reply::Integer(_)) => {
                    lowered.lowered += 1;
                    lowered.expired += u64::from(has_passed);
                }
                (_, reply) => {
                    expect(reply, "PEXPIREAT")?;
                }
            }
        }
        if is_quiet {
            return Ok(());
        }
    }
}

fn expect(reply: Reply, command: &str) -> Result<Reply> {
    match reply {
        Reply::Error(text) => Err(Error::failed(format!("the server does not execute {command}"))
            .cause(String::from_utf8_lossy(&text).into_owned())),
        reply => Ok(reply),
    }
}

fn page(reply: Reply) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let Reply::Array(parts) = reply else { return None };
    let mut parts = parts.into_iter();
    let (Some(Reply::Bulk(cursor)), Some(Reply::Array(keys))) = (parts.next(), parts.next()) else { return None };
    let keys = keys.into_iter().map(|key| if let Reply::Bulk(key) = key { Some(key) } else { None });
    Some((cursor, keys.collect::<Option<_>>()?))
}

fn time(reply: Reply) -> Option<u64> {
    let Reply::Array(parts) = reply else { return None };
    let number = |part: Option<&Reply>| match part {
        Some(Reply::Bulk(text)) => std::str::from_utf8(text).ok()?.parse::<u64>().ok(),
        _ => None,
    };
    Some(number(parts.first())? * 1000 + number(parts.get(1))? / 1000)
}
