//! Counts of both sides by database and type.

use super::Side;
use super::clock::{horizon_ms, now_ms};
use super::file::Ended;
use super::full::functions;
use super::read::Wanted;
use super::server::ServerSide;
use crate::domain::compare::Counts;
use crate::error::Result;

/// What came of it.
#[derive(Debug)]
pub struct Quick {
    /// What A holds.
    pub a: Counts,
    /// What B holds.
    pub b: Counts,
    /// Libraries that differ, with what differs; none where one of the sides has no functions.
    pub functions: Option<Vec<(String, &'static str)>>,
    /// Servers that took writes meanwhile.
    pub moving: Vec<String>,
    /// Commands between the keys of the files: their effect is not counted.
    pub commands: u64,
    /// It took so long that keys have expired which were counted.
    pub late: bool,
}

/// Counts both sides.
///
/// # Errors
/// Of kind Target, when one of them cannot be read to its end.
pub async fn compare_quick(a: &mut Side, b: &mut Side) -> Result<Quick> {
    // One moment for both: a key that expires before it counts on neither side.
    let horizon = horizon_ms();
    let (counts_a, ended_a) = count(a, horizon).await?;
    let (counts_b, ended_b) = count(b, horizon).await?;
    let commands = ended_a.iter().chain(&ended_b).map(|ended| ended.commands).sum();
    let functions = functions(a, ended_a).await?.zip(functions(b, ended_b).await?);
    let mut moving = Vec::new();
    for side in [a, b] {
        if let Side::Servers(servers) = side {
            moving.extend(servers.fetch_moving().await?);
        }
    }
    Ok(Quick {
        a: counts_a,
        b: counts_b,
        functions: functions.map(|(a, b)| a.differences(&b)),
        moving,
        commands,
        late: now_ms() > horizon,
    })
}

async fn count(side: &mut Side, horizon_ms: u64) -> Result<(Counts, Option<Ended>)> {
    match side {
        Side::Files(files) => files.fetch_counts(horizon_ms).await.map(|(counts, ended)| (counts, Some(ended))),
        Side::Servers(servers) => count_keys(servers, horizon_ms).await.map(|counts| (counts, None)),
    }
}

async fn count_keys(servers: &mut ServerSide, horizon_ms: u64) -> Result<Counts> {
    let mut counts = Counts::default();
    for reader in &mut servers.readers {
        for db in reader.fetch_databases().await? {
            let mut cursor = 0;
            loop {
                let (next, page) = reader.scan(db, cursor).await?;
                let keys: Vec<(u64, &[u8])> = page.iter().map(|name| (db, name.as_slice())).collect();
                for record in reader.fetch(&keys, Wanted::Facts).await?.into_iter().flatten() {
                    counts.add(db, record.kind.as_str(), record.expires_at_ms, horizon_ms);
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
    }
    Ok(counts)
}
