//! Every key of both sides.

use super::clock::{horizon_ms, now_ms};
use super::file::{Ended, FileKey, FileSide};
use super::read::Wanted;
use super::server::ServerSide;
use super::{Options, Side};
use crate::domain::compare::{Aspect, Functions, KeyRecord, KeySet, MISSING_IN_A, Part, Tally, judge, key_hash};
use crate::error::Result;
use std::collections::HashMap;

/// Hashes of names that are held at a time, 8 bytes each: 32 MiB. Of a file with more keys than that, what the server
/// alone has is looked for in several passes.
const MOST_NAMES: usize = 4 << 20;
/// Keys of a file that are held at a time when two files are compared, some 300 bytes each.
const MOST_RECORDS: usize = 100_000;
/// Differing keys that are read again.
const MOST_AGAIN: usize = 10_000;

/// Gets the number of keys compared so far.
pub type Progress<'a> = &'a mut (dyn FnMut(u64) + Send);

/// What came of it.
#[derive(Debug)]
pub struct Full {
    /// What was found.
    pub tally: Tally,
    /// Libraries that differ, with what differs; none where one of the sides has no functions.
    pub functions: Option<Vec<(String, &'static str)>>,
    /// Servers that took writes meanwhile.
    pub moving: Vec<String>,
    /// Commands between the keys of the files: their effect is not compared.
    pub commands: u64,
    /// Differing keys that were read again.
    pub read_again: u64,
    /// Differing keys that were too many to be read again.
    pub not_read_again: u64,
}

/// A key that differs, until the end.
struct Differing {
    db: u64,
    name: Vec<u8>,
    hash: u64,
    a: Option<KeyRecord>,
    b: Option<KeyRecord>,
    horizon_ms: u64,
}

/// Collects what is found. Left and right are A and B, or the other way round.
struct Findings {
    options: Options,
    tally: Tally,
    again: Vec<Differing>,
    not_read_again: u64,
    is_flipped: bool,
}

impl Findings {
    fn see(&mut self, key: (u64, &[u8], u64), left: Option<&KeyRecord>, right: Option<&KeyRecord>, horizon_ms: u64) {
        self.tally.compared += 1;
        let (a, b) = if self.is_flipped { (right, left) } else { (left, right) };
        let aspects = self.judge(a, b, horizon_ms);
        if aspects.is_empty() {
            let now = now_ms();
            let gone = a.is_none() != b.is_none();
            self.tally.expired += u64::from(gone && a.or(b).is_some_and(|record| record.may_be_missing(now)));
            return;
        }
        let (db, name, hash) = key;
        if self.options.settle && self.again.len() < MOST_AGAIN {
            let (a, b) = (a.cloned(), b.cloned());
            self.again.push(Differing { db, name: name.to_vec(), hash, a, b, horizon_ms });
            return;
        }
        self.not_read_again += u64::from(self.options.settle);
        self.tally.add(key, aspects, a, b);
    }

    fn judge(&self, a: Option<&KeyRecord>, b: Option<&KeyRecord>, horizon_ms: u64) -> Vec<Aspect> {
        let now = now_ms();
        let aspects = judge(a, b, self.options.rules, now);
        let has_times = |record: Option<&KeyRecord>| {
            record.and_then(KeyRecord::digest).is_some_and(|digest| digest.field_expiry != 0)
        };
        // Fields may have expired between the two readings.
        let is_late = now > horizon_ms && (has_times(a) || has_times(b));
        if is_late && aspects.iter().all(|aspect| matches!(aspect, Aspect::Value | Aspect::FieldExpiry)) {
            return aspects.first().map(|_| Aspect::Undecided).into_iter().collect();
        }
        aspects
    }
}

/// Compares every key of both sides.
///
/// # Errors
/// Of kind Target, when one of them cannot be read to its end.
pub async fn compare_full(a: &mut Side, b: &mut Side, options: Options, progress: Progress<'_>) -> Result<Full> {
    let mut findings = Findings {
        options,
        tally: Tally::new(options.limit),
        again: Vec::new(),
        not_read_again: 0,
        is_flipped: matches!((&*a, &*b), (Side::Servers(_), Side::Files(_))),
    };
    let (ended_a, ended_b) = match (&mut *a, &mut *b) {
        (Side::Files(files), Side::Servers(servers)) => {
            (Some(file_with_server(files, servers, &mut findings, progress).await?), None)
        }
        (Side::Servers(servers), Side::Files(files)) => {
            (None, Some(file_with_server(files, servers, &mut findings, progress).await?))
        }
        (Side::Files(one), Side::Files(other)) => {
            let (one, other) = file_with_file(one, other, &mut findings, progress).await?;
            (Some(one), Some(other))
        }
        (Side::Servers(one), Side::Servers(other)) => {
            server_with_server(one, other, &mut findings, progress).await?;
            (None, None)
        }
    };
    let commands = ended_a.iter().chain(&ended_b).map(|ended| ended.commands).sum();
    let of_a = functions(a, ended_a).await?;
    let of_b = functions(b, ended_b).await?;
    let functions = of_a.zip(of_b).map(|(a, b)| {
        let mut functions = a.differences(&b);
        functions.retain(|(_, what)| options.strangers || *what != MISSING_IN_A);
        functions
    });
    let read_again = findings.again.len() as u64;
    settle(a, b, &mut findings).await?;
    let mut moving = Vec::new();
    for side in [a, b] {
        if let Side::Servers(servers) = side {
            moving.extend(servers.fetch_moving().await?);
        }
    }
    let Findings { tally, not_read_again, .. } = findings;
    Ok(Full { tally, functions, moving, commands, read_again, not_read_again })
}

pub(super) async fn functions(side: &mut Side, ended: Option<Ended>) -> Result<Option<Functions>> {
    match side {
        Side::Files(_) => Ok(ended.and_then(|ended| ended.functions)),
        Side::Servers(servers) => servers.fetch_functions().await,
    }
}

/// The file is read once, the server asked for each of its keys; then the server's keys are looked for in the file.
async fn file_with_server(
    files: &FileSide,
    servers: &mut ServerSide,
    findings: &mut Findings,
    progress: Progress<'_>,
) -> Result<Ended> {
    let Options { part, strangers, .. } = findings.options;
    let mut names = KeySet::new(part, MOST_NAMES);
    let mut reading = files.read(part, None);
    while let Some(batch) = reading.next().await {
        let keys: Vec<(u64, &[u8])> = batch.keys.iter().map(|key| (key.db, key.name.as_slice())).collect();
        let wanted = Wanted::Values { horizon_ms: batch.horizon_ms };
        let found = servers.fetch(&keys, wanted).await?;
        for (key, record) in batch.keys.iter().zip(&found) {
            if strangers {
                names.insert(key.hash);
            }
            findings.see((key.db, &key.name, key.hash), Some(&key.record), record.as_ref(), batch.horizon_ms);
        }
        progress(findings.tally.compared);
    }
    let ended = reading.finish().await?;
    if !strangers {
        return Ok(ended);
    }
    names.sort();
    let rest = names.part().rest();
    only_on_server(servers, &names, findings).await?;
    for part in rest {
        let names = files.fetch_key_set(part, MOST_NAMES).await?;
        only_on_server(servers, &names, findings).await?;
    }
    Ok(ended)
}

/// Keys of the server that are not among the names.
async fn only_on_server(servers: &mut ServerSide, names: &KeySet, findings: &mut Findings) -> Result<()> {
    for reader in 0..servers.readers.len() {
        for db in servers.readers[reader].fetch_databases().await? {
            let mut cursor = 0;
            loop {
                let (next, page) = servers.readers[reader].scan(db, cursor).await?;
                let strangers: Vec<(u64, Vec<u8>)> = page
                    .into_iter()
                    .map(|key| (key_hash(db, &key), key))
                    .filter(|(hash, _)| names.part().has(*hash) && !names.contains(*hash))
                    .collect();
                see_strangers(servers, db, &strangers, findings).await?;
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Keys that only the server has, unless they are gone by now.
async fn see_strangers(
    servers: &mut ServerSide,
    db: u64,
    strangers: &[(u64, Vec<u8>)],
    findings: &mut Findings,
) -> Result<()> {
    let keys: Vec<(u64, &[u8])> = strangers.iter().map(|(_, name)| (db, name.as_slice())).collect();
    let horizon_ms = horizon_ms();
    let records = servers.fetch(&keys, Wanted::Facts).await?;
    for ((hash, name), record) in strangers.iter().zip(records) {
        if let Some(record) = &record {
            findings.see((db, name, *hash), None, Some(record), horizon_ms);
        }
    }
    Ok(())
}

async fn server_with_server(
    one: &mut ServerSide,
    other: &mut ServerSide,
    findings: &mut Findings,
    progress: Progress<'_>,
) -> Result<()> {
    for reader in 0..one.readers.len() {
        for db in one.readers[reader].fetch_databases().await? {
            let mut cursor = 0;
            loop {
                let (next, page) = one.readers[reader].scan(db, cursor).await?;
                let keys: Vec<(u64, &[u8])> = page.iter().map(|name| (db, name.as_slice())).collect();
                let horizon_ms = horizon_ms();
                let wanted = Wanted::Values { horizon_ms };
                let (here, there) = tokio::try_join!(one.fetch(&keys, wanted), other.fetch(&keys, wanted))?;
                for ((name, left), right) in page.iter().zip(&here).zip(&there) {
                    findings.see((db, name, key_hash(db, name)), left.as_ref(), right.as_ref(), horizon_ms);
                }
                progress(findings.tally.compared);
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
    }
    for reader in 0..other.readers.len() {
        for db in other.readers[reader].fetch_databases().await? {
            let mut cursor = 0;
            loop {
                let (next, page) = other.readers[reader].scan(db, cursor).await?;
                let keys: Vec<(u64, &[u8])> = page.iter().map(|name| (db, name.as_slice())).collect();
                let there = one.fetch(&keys, Wanted::Facts).await?;
                let strangers: Vec<(u64, Vec<u8>)> = page
                    .iter()
                    .zip(&there)
                    .filter(|(_, record)| record.is_none())
                    .map(|(name, _)| (key_hash(db, name), name.clone()))
                    .collect();
                see_strangers(other, db, &strangers, findings).await?;
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Share by share: the first file's keys are held, the second's looked up among them. What stands in files does not
/// expire meanwhile, so that every field is compared.
async fn file_with_file(
    one: &FileSide,
    other: &FileSide,
    findings: &mut Findings,
    progress: Progress<'_>,
) -> Result<(Ended, Ended)> {
    let mut part = Part::ALL;
    loop {
        let mut held: HashMap<u64, FileKey> = HashMap::new();
        let mut reading = one.read(part, Some(0));
        while let Some(batch) = reading.next().await {
            held.extend(batch.keys.into_iter().map(|key| (key.hash, key)));
            while held.len() > MOST_RECORDS && part.number == 0 {
                part.of *= 2;
                held.retain(|hash, _| part.has(*hash));
            }
            held.retain(|hash, _| part.has(*hash));
        }
        let ended_one = reading.finish().await?;
        let mut reading = other.read(part, Some(0));
        while let Some(batch) = reading.next().await {
            for key in &batch.keys {
                let left = held.remove(&key.hash).map(|left| left.record);
                findings.see((key.db, &key.name, key.hash), left.as_ref(), Some(&key.record), u64::MAX);
            }
            progress(findings.tally.compared);
        }
        let ended_other = reading.finish().await?;
        for key in held.into_values() {
            findings.see((key.db, &key.name, key.hash), Some(&key.record), None, u64::MAX);
        }
        part.number += 1;
        if part.number >= part.of {
            return Ok((ended_one, ended_other));
        }
    }
}

/// Reads the keys that differ once more, from the servers; what is the same then was on the move.
async fn settle(a: &mut Side, b: &mut Side, findings: &mut Findings) -> Result<()> {
    let again = std::mem::take(&mut findings.again);
    for differing in again {
        let key = [(differing.db, differing.name.as_slice())];
        let wanted = Wanted::Values { horizon_ms: differing.horizon_ms };
        let mut records = [differing.a, differing.b];
        for (side, record) in [&mut *a, &mut *b].into_iter().zip(&mut records) {
            if let Side::Servers(servers) = side {
                *record = servers.fetch(&key, wanted).await?.pop().flatten();
            }
        }
        let [a, b] = &records;
        let aspects = findings.judge(a.as_ref(), b.as_ref(), differing.horizon_ms);
        if aspects.is_empty() {
            findings.tally.settled += 1;
        } else {
            let key = (differing.db, differing.name.as_slice(), differing.hash);
            findings.tally.add(key, aspects, a.as_ref(), b.as_ref());
        }
    }
    Ok(())
}
