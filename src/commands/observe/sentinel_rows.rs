//! The Sentinels of an instance as `health` and `inspect` show them.

use crate::formats::sentinel::Quorum;
use crate::report::{Block, Cell, Table, Tone};
use crate::target::sentinel::SentinelFacts;
use crate::target::topology::AddressMap;
use serde::Serialize;

/// A Sentinel and what it says.
#[derive(Debug, Serialize)]
pub(super) struct SentinelRow {
    sentinel: String,
    /// Whether it answered.
    answered: bool,
    /// What it calls the primary; none where it did not answer or watches nothing.
    master_name: Option<String>,
    /// The primary that it names, as it spells it: `host:port`.
    primary_address: Option<String>,
    /// The member that this is; none where it is no pod of the instance.
    primary: Option<String>,
    /// Its flags of the primary: `master`, `s_down`, ….
    flags: Vec<String>,
    quorum: Option<u64>,
    /// Whether a failover could be agreed upon and authorised; none where it does not say.
    can_fail_over: Option<bool>,
    /// Replicas and other Sentinels that it knows, those that are gone included.
    replicas: Option<usize>,
    other_sentinels: Option<usize>,
}

impl SentinelRow {
    /// From what it said.
    pub fn of(facts: &SentinelFacts, addresses: &AddressMap) -> Self {
        let view = facts.view();
        let watched = view.map(|view| &view.watched);
        let primary = watched.and_then(|watched| addresses.member_at(&watched.host, watched.port));
        Self {
            sentinel: facts.name.clone(),
            answered: facts.answer.is_ok(),
            master_name: watched.map(|watched| watched.name.clone()),
            primary_address: watched.map(|watched| watched.address()),
            primary: primary.map(str::to_owned),
            flags: watched.map(|watched| watched.flags.clone()).unwrap_or_default(),
            quorum: watched.map(|watched| watched.quorum),
            can_fail_over: view.and_then(|view| match view.can_fail_over {
                Quorum::Reached(_) => Some(true),
                Quorum::Lost(_) => Some(false),
                Quorum::Unknown(_) => None,
            }),
            replicas: view.map(|view| view.replicas.len()),
            other_sentinels: view.map(|view| view.sentinels.len()),
        }
    }
}

/// The table; nothing where there are no Sentinels.
pub(super) fn table(rows: &[SentinelRow]) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let mut table = Table::new(&["SENTINEL", "PRIMARY", "CALLED", "FAILOVER", "#QUORUM", "#REPLICAS", "#OTHERS"]);
    for row in rows {
        let primary = match (row.answered, &row.primary, &row.primary_address) {
            (false, ..) => Cell::toned("no answer", Tone::Warn),
            (true, Some(member), _) if row.flags.iter().any(|flag| flag.ends_with("_down")) => {
                Cell::toned(format!("{member}, down"), Tone::Bad)
            }
            (true, Some(member), _) => member.as_str().into(),
            (true, None, Some(address)) => Cell::toned(format!("{address} (no pod)"), Tone::Bad),
            (true, None, None) => Cell::toned("watches nothing", Tone::Warn),
        };
        let failover = match row.can_fail_over {
            Some(true) => Cell::toned("possible", Tone::Good),
            Some(false) => Cell::toned("impossible", Tone::Bad),
            None => "-".into(),
        };
        let number = |number: Option<usize>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        table.row([
            row.sentinel.as_str().into(),
            primary,
            row.master_name.as_deref().unwrap_or("-").into(),
            failover,
            row.quorum.map_or_else(|| "-".to_owned(), |quorum| quorum.to_string()).into(),
            number(row.replicas).into(),
            number(row.other_sentinels).into(),
        ]);
    }
    Some(Block::Table(table))
}
