//! `--flush-first`: every primary is emptied, by FLUSHALL, or key by key where that is disabled.

use super::preflight::{Primary, Servers};
use super::worker::{Reach, Tag};
use crate::error::{Error, Kind, Result};
use crate::formats::resp::Reply;
use crate::wire::line::Line;
use crate::wire::replay::Replay;
use std::time::{Duration, Instant};

/// Keys looked at in one step of SCAN.
const SCAN_COUNT: &[u8] = b"1000";
/// Longest wait for the memory of removed keys.
const LONGEST_FREEING: Duration = Duration::from_secs(60);

/// Empties all primaries, and says by which commands.
///
/// # Errors
/// Of kind Partial: some of the keys may be gone. Of kind Failed: none is.
pub(in crate::commands::restore) async fn apply_flush(reach: &Reach, servers: &Servers) -> Result<&'static str> {
    let (mut how, mut touched) = ("FLUSHALL", false);
    for primary in &servers.primaries {
        match flush(reach, primary, &mut touched).await {
            Ok(true) => {}
            Ok(false) => how = "SCAN and UNLINK, since FLUSHALL is disabled",
            Err(error) => {
                let kind = if touched { Kind::Partial } else { Kind::Failed };
                return Err(error.of_kind(kind).while_attempting(format!("empty {}", primary.member.subject())));
            }
        }
    }
    Ok(how)
}

/// Says whether one command did it. `touched` becomes true where keys may be gone, however this ends.
async fn flush(reach: &Reach, primary: &Primary, touched: &mut bool) -> Result<bool> {
    let mut replay = reach.open(&primary.member).await?;
    let touched_before = std::mem::replace(touched, true);
    let reply = replay.ask(&[b"FLUSHALL", b"ASYNC"]).await?;
    let at_once = !matches!(reply, Reply::Error(_));
    *touched = at_once || touched_before;
    match reply {
        Reply::Error(text) if is_denied(&text) => {
            let name = primary.member.subject();
            reach.context.console.status(&format!("{name} does not execute FLUSHALL: its keys are removed one by one"));
            for database in primary.info.databases() {
                unlink_all(&mut replay, database.index, touched).await?;
            }
        }
        Reply::Error(text) => return Err(refused(&text)),
        _ => {}
    }
    wait_for_memory(Line::to(&reach.context, &reach.target, &primary.member)).await?;
    Ok(at_once)
}

fn is_denied(text: &[u8]) -> bool {
    text.starts_with(b"NOPERM") || text.starts_with(b"ERR unknown command")
}

fn refused(text: &[u8]) -> Error {
    Error::failed("the server refuses it").cause(String::from_utf8_lossy(text).into_owned())
}

async fn unlink_all(replay: &mut Replay<Tag>, db: u64, touched: &mut bool) -> Result<()> {
    if let Reply::Error(text) = replay.ask(&[b"SELECT", db.to_string().as_bytes()]).await? {
        return Err(refused(&text));
    }
    let mut cursor = b"0".to_vec();
    loop {
        let reply = replay.ask(&[b"SCAN", &cursor, b"COUNT", SCAN_COUNT]).await?;
        let (next, keys) = match reply {
            Reply::Error(text) => return Err(refused(&text)),
            Reply::Array(parts) => match <[Reply; 2]>::try_from(parts) {
                Ok([Reply::Bulk(next), Reply::Array(keys)]) => (next, keys),
                _ => return Err(Error::failed("SCAN answers otherwise than it should")),
            },
            _ => return Err(Error::failed("SCAN answers otherwise than it should")),
        };
        let names = keys.iter().filter_map(|key| match key {
            Reply::Bulk(name) => Some(name.as_slice()),
            _ => None,
        });
        // One key each: in a cluster several of them are in several slots.
        for name in names {
            *touched = true;
            replay.send(Tag::Part, &[b"UNLINK", name]).await?;
        }
        replay.finish().await?;
        while let Some((_, reply)) = replay.answered() {
            if let Reply::Error(text) = reply {
                return Err(refused(&text));
            }
        }
        if next == b"0" {
            return Ok(());
        }
        cursor = next;
    }
}

/// Removed keys take memory until the server has freed them; what comes next might not fit beside them.
async fn wait_for_memory(mut line: Line) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < LONGEST_FREEING {
        let pending = line.info("memory").await?.number("lazyfree_pending_objects").unwrap_or(0);
        if pending == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
