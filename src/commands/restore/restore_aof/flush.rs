//! Removes what the target holds: by FLUSHALL, or key by key where that is disabled.

use crate::consent::Consent;
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::wire::replay::Replay;

/// Removes all keys of these databases, and says how.
///
/// # Errors
/// Failed, when the connection is lost or the server refuses.
pub(super) async fn run(_consent: &Consent, replay: &mut Replay<()>, databases: &[u64]) -> Result<&'static str> {
    if let Reply::Error(text) = replay.ask(&[b"FLUSHALL"]).await? {
        let text = String::from_utf8_lossy(&text).into_owned();
        if !text.contains("unknown command") && !text.starts_with("NOPERM") {
            return Err(Error::failed("the server does not execute FLUSHALL").cause(text));
        }
        for db in databases {
            one_by_one(replay, *db).await?;
        }
        return Ok("SCAN and UNLINK, since FLUSHALL is disabled");
    }
    Ok("FLUSHALL")
}

async fn one_by_one(replay: &mut Replay<()>, db: u64) -> Result<()> {
    expect(replay.ask(&[b"SELECT", db.to_string().as_bytes()]).await?, "SELECT")?;
    let mut cursor = b"0".to_vec();
    loop {
        let Reply::Array(page) = expect(replay.ask(&[b"SCAN", &cursor, b"COUNT", b"1000"]).await?, "SCAN")? else {
            return Err(Error::failed("SCAN gives no page"));
        };
        let [Reply::Bulk(next), Reply::Array(keys)] = page.as_slice() else {
            return Err(Error::failed("SCAN gives no page"));
        };
        let keys = keys.iter().filter_map(|key| if let Reply::Bulk(key) = key { Some(key.as_slice()) } else { None });
        let words: Vec<&[u8]> = std::iter::once(&b"UNLINK"[..]).chain(keys).collect();
        if words.len() > 1 {
            expect(replay.ask(&words).await?, "UNLINK")?;
        }
        if next == b"0" {
            return Ok(());
        }
        cursor.clone_from(next);
    }
}

fn expect(reply: Reply, command: &str) -> Result<Reply> {
    match reply {
        Reply::Error(text) => Err(Error::failed(format!("the server does not execute {command}"))
            .cause(String::from_utf8_lossy(&text).into_owned())),
        reply => Ok(reply),
    }
}
