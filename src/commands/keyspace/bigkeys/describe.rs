//! The keys that are listed, asked about what was not asked of every key: memory, expiry, encoding.

use crate::domain::keyspace::tally::Tally;
use crate::domain::keyspace::top::TopKey;
use crate::domain::keyspace::ttl::Expiry;
use crate::error::Result;
use crate::formats::resp::Reply;
use crate::wire::pipe::Pipe;
use std::collections::BTreeSet;

/// Asks about the keys that will be listed what was not asked of every key.
pub(super) async fn describe(tally: &mut Tally, samples: u32, pipe: &mut Pipe) -> Result<()> {
    let listed = tally.types.iter().flat_map(|(_, tally)| tally.by_size.keys().chain(tally.by_bytes.keys()));
    let listed: BTreeSet<(u64, Vec<u8>)> =
        listed.filter(|key| key.is_whole()).map(|key| (key.db, key.name.clone())).collect();
    let samples = samples.to_string();
    let mut selected = None;
    for (db, name) in &listed {
        if selected != Some(*db) {
            pipe.push(&[b"SELECT", db.to_string().as_bytes()]);
            selected = Some(*db);
        }
        pipe.push(&[b"MEMORY", b"USAGE", name, b"SAMPLES", samples.as_bytes()]);
        pipe.push(&[b"PTTL", name]);
        pipe.push(&[b"OBJECT", b"ENCODING", name]);
    }
    pipe.send().await?;
    selected = None;
    for (db, name) in &listed {
        if selected != Some(*db) {
            reply(pipe).await?;
            selected = Some(*db);
        }
        let (memory, expiry, encoding) = (reply(pipe).await?, reply(pipe).await?, reply(pipe).await?);
        let all = tally.types.iter_mut();
        let same = |key: &&mut TopKey| key.db == *db && key.name == *name;
        for key in all.flat_map(|(_, tally)| tally.by_size.keys_mut().chain(tally.by_bytes.keys_mut())).filter(same) {
            if let Reply::Integer(bytes) = memory {
                key.memory_bytes = key.memory_bytes.or(u64::try_from(bytes).ok());
            }
            if let Reply::Integer(left) = expiry {
                key.expiry = Expiry::parse(left);
            }
            if let Reply::Bulk(word) = &encoding {
                key.encoding = Some(String::from_utf8_lossy(word).into_owned());
            }
        }
    }
    Ok(())
}

async fn reply(pipe: &mut Pipe) -> Result<Reply> {
    loop {
        if let Some(reply) = pipe.take()? {
            return Ok(reply);
        }
        pipe.fill().await?;
    }
}
