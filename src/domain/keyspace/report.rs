//! What `bigkeys` says, made from what was counted.

use super::histogram::Class;
use super::kind::Kind;
use super::name;
use super::prefix::PrefixTally;
use super::tally::{Tally, TypeTally};
use super::top::TopKey;
use super::ttl::{Expiry, TtlClass};
use crate::formats::cluster::SlotRange;
use crate::target::flavour::Role;
use serde::Serialize;

/// What the bytes of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// MEMORY USAGE of every key.
    Memory,
    /// Bytes of the value in a backup.
    Stored,
    /// Not asked, but for the keys that are listed.
    None,
}

impl Measure {
    /// In words, over a column.
    pub fn heading(self) -> &'static str {
        match self {
            Measure::Memory | Measure::None => "MEMORY",
            Measure::Stored => "IN BACKUP",
        }
    }
}

/// The whole report.
#[derive(Debug, Clone, Serialize)]
pub struct KeyspaceReport {
    /// The members that were scanned, or the files that were read.
    pub sources: Vec<SourceReport>,
    /// Keys that were counted.
    pub keys: u64,
    /// Whether everything was gone through to its end.
    pub complete: bool,
    /// Seconds it took.
    pub seconds: f64,
    /// What `memory_bytes` or `stored_bytes` are known of.
    pub measure: Measure,
    /// Keys by database.
    pub databases: Vec<DatabaseReport>,
    /// By type, the one with the most keys first.
    pub types: Vec<TypeReport>,
    /// By prefix, the greatest first.
    pub prefixes: Vec<PrefixReport>,
    /// Distinct prefixes, those that are not listed too.
    pub prefixes_in_all: usize,
    /// By expiry.
    pub ttl: TtlReport,
    /// The page that was written, `--html`.
    pub page: Option<String>,
}

/// A member, or a file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceReport {
    /// Its name.
    pub name: String,
    /// A member's role.
    pub role: Option<Role>,
    /// Why this one.
    pub because: Option<String>,
    /// The slots of its shard, in a Redis Cluster.
    pub slots: Option<Vec<SlotRange>>,
    /// Keys that it said it has when the scan began; of a file, those that it holds.
    pub expected_keys: u64,
    /// Keys that were counted.
    pub keys: u64,
    /// Keys of those that an earlier run had counted, `--resume`.
    pub resumed_keys: u64,
    /// Keys of a backup that had expired, and are not counted.
    pub expired_keys: u64,
    /// Keys that SCAN gave again, and that were counted once.
    pub repeated_keys: u64,
    /// Whether a key that came again would have been told.
    pub repeats_are_told: bool,
    /// Whether it was gone through to its end.
    pub complete: bool,
    /// Seconds it took.
    pub seconds: f64,
    /// Round trips of SCAN.
    pub pages: u64,
    /// Pages after which the scan slowed down, since others were kept waiting.
    pub slowed: u64,
    /// What PINGs on a second connection took meanwhile.
    pub pings: Option<PingReport>,
    /// CPU seconds the server used meanwhile, for everybody.
    pub server_cpu_seconds: Option<f64>,
}

/// PINGs beside the scan, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PingReport {
    /// Before the scan began.
    pub before_microseconds: u64,
    /// Half took no longer.
    pub p50_microseconds: u64,
    /// 99 of 100 took no longer.
    pub p99_microseconds: u64,
    /// The longest.
    pub longest_microseconds: u64,
}

/// A database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DatabaseReport {
    /// Its number.
    pub db: u64,
    /// Keys that were counted.
    pub keys: u64,
}

/// A type.
#[derive(Debug, Clone, Serialize)]
pub struct TypeReport {
    /// As TYPE prints it.
    #[serde(rename = "type")]
    pub kind: String,
    /// What sizes count: `bytes`, `fields`, ….
    pub unit: &'static str,
    /// Keys.
    pub keys: u64,
    /// Keys whose size could not be told.
    pub unsized_keys: u64,
    /// Sum of sizes.
    pub size: u64,
    /// Mean size.
    pub mean_size: Option<f64>,
    /// The greatest size.
    pub greatest_size: Option<u64>,
    /// Sum of memory.
    pub memory_bytes: Option<u64>,
    /// Sum of bytes in the backup.
    pub stored_bytes: Option<u64>,
    /// Sizes, in classes that double.
    pub histogram: Vec<Class>,
    /// The greatest by size.
    pub by_size: Vec<KeyReport>,
    /// The greatest by memory, or by bytes in the backup.
    pub by_bytes: Vec<KeyReport>,
}

/// A key.
#[derive(Debug, Clone, Serialize)]
pub struct KeyReport {
    /// Where it is.
    pub member: String,
    /// Database.
    pub db: u64,
    /// Its name; bytes that are no UTF-8 as `\xNN`.
    pub key: String,
    /// Its bytes in hexadecimal, where they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_hex: Option<String>,
    /// Bytes of the whole name, where `key` is its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_bytes: Option<u64>,
    /// Elements; bytes of a string.
    pub size: Option<u64>,
    /// MEMORY USAGE.
    pub memory_bytes: Option<u64>,
    /// Bytes in the backup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored_bytes: Option<u64>,
    /// Milliseconds until it expires.
    pub expires_in_ms: Option<u64>,
    /// Whether it expires; none where that is not known.
    pub expires: Option<bool>,
    /// OBJECT ENCODING.
    pub encoding: Option<String>,
}

/// A prefix.
#[derive(Debug, Clone, Serialize)]
pub struct PrefixReport {
    /// The prefix; `*` stands for identifiers. Empty for names without a separator.
    pub prefix: String,
    /// Whether these are all those that were too small to be told apart.
    pub others: bool,
    /// Keys.
    pub keys: u64,
    /// Types that occur.
    pub types: Vec<String>,
    /// Bytes of strings.
    pub string_bytes: u64,
    /// Elements of all else.
    pub elements: u64,
    /// Memory.
    pub memory_bytes: Option<u64>,
    /// Bytes in the backup.
    pub stored_bytes: Option<u64>,
}

impl PrefixReport {
    /// Bytes where they are known of every key.
    pub fn bytes(&self) -> Option<u64> {
        self.memory_bytes.or(self.stored_bytes)
    }
}

/// Expiry.
#[derive(Debug, Clone, Serialize)]
pub struct TtlReport {
    /// Keys that were asked.
    pub asked_keys: u64,
    /// Whether those are a sample.
    pub sampled: bool,
    /// Classes.
    pub classes: Vec<TtlClass>,
}

/// What goes into the report beside what was counted.
#[derive(Debug)]
pub struct Frame {
    /// The sources.
    pub sources: Vec<SourceReport>,
    /// What bytes are.
    pub measure: Measure,
    /// Whether not every key was asked when it expires.
    pub ttl_sampled: bool,
    /// Prefixes to list.
    pub prefixes: usize,
    /// Seconds it took.
    pub seconds: f64,
}

impl KeyspaceReport {
    /// From what was counted.
    pub fn new(frame: Frame, tally: &Tally) -> Self {
        let names: Vec<String> = frame.sources.iter().map(|source| source.name.clone()).collect();
        let mut types: Vec<TypeReport> =
            tally.types.iter().map(|(kind, tally)| of_type(kind, tally, frame.measure, &names)).collect();
        types.sort_by(|a, b| b.keys.cmp(&a.keys).then_with(|| a.kind.cmp(&b.kind)));
        let (prefixes, prefixes_in_all) = prefixes(tally, &frame);
        Self {
            keys: tally.keys(),
            complete: !frame.sources.is_empty() && frame.sources.iter().all(|source| source.complete),
            seconds: frame.seconds,
            measure: frame.measure,
            databases: tally.databases.iter().map(|(db, keys)| DatabaseReport { db: *db, keys: *keys }).collect(),
            types,
            prefixes,
            prefixes_in_all,
            ttl: TtlReport { asked_keys: tally.ttl.keys(), sampled: frame.ttl_sampled, classes: tally.ttl.classes() },
            sources: frame.sources,
            page: None,
        }
    }
}

fn of_type(kind: &Kind, tally: &TypeTally, measure: Measure, names: &[String]) -> TypeReport {
    let sized = tally.keys - tally.unsized_keys;
    TypeReport {
        kind: kind.word().to_owned(),
        unit: kind.unit(),
        keys: tally.keys,
        unsized_keys: tally.unsized_keys,
        size: tally.size,
        greatest_size: tally.greatest_size,
        mean_size: (sized > 0).then(|| tally.size as f64 / sized as f64),
        memory_bytes: (measure == Measure::Memory).then_some(tally.memory_bytes),
        stored_bytes: (measure == Measure::Stored).then_some(tally.stored_bytes),
        histogram: tally.histogram.classes(),
        by_size: tally.by_size.keys().map(|key| of_key(key, names)).collect(),
        by_bytes: tally.by_bytes.keys().map(|key| of_key(key, names)).collect(),
    }
}

fn of_key(key: &TopKey, names: &[String]) -> KeyReport {
    KeyReport {
        member: names.get(key.source).cloned().unwrap_or_default(),
        db: key.db,
        key: name::shown(&key.name),
        key_hex: name::hex(&key.name),
        key_bytes: (!key.is_whole()).then_some(key.name_bytes),
        size: key.size,
        memory_bytes: key.memory_bytes,
        stored_bytes: key.stored_bytes,
        expires_in_ms: match key.expiry {
            Some(Expiry::InMs(left)) => Some(left),
            _ => None,
        },
        expires: key.expiry.map(|expiry| expiry != Expiry::Never),
        encoding: key.encoding.clone(),
    }
}

/// The greatest prefixes, and how many there are.
fn prefixes(tally: &Tally, frame: &Frame) -> (Vec<PrefixReport>, usize) {
    let of = |prefix: &[u8], tally: &PrefixTally, others| {
        let mut types: Vec<String> = tally.kinds.iter().map(|kind| kind.word().to_owned()).collect();
        types.sort();
        PrefixReport {
            prefix: name::shown(prefix),
            others,
            keys: tally.keys,
            types,
            string_bytes: tally.string_bytes,
            elements: tally.elements,
            memory_bytes: (frame.measure == Measure::Memory).then_some(tally.memory_bytes),
            stored_bytes: (frame.measure == Measure::Stored).then_some(tally.stored_bytes),
        }
    };
    let mut all: Vec<(&[u8], &PrefixTally)> = tally.prefixes.iter().collect();
    let weight = |tally: &PrefixTally| (tally.memory_bytes + tally.stored_bytes, tally.keys);
    all.sort_unstable_by(|(a, first), (b, second)| weight(second).cmp(&weight(first)).then_with(|| a.cmp(b)));
    let others = (tally.prefixes.others.keys > 0).then(|| of(b"", &tally.prefixes.others, true));
    let listed = all.iter().take(frame.prefixes).map(|(prefix, tally)| of(prefix, tally, false));
    (listed.chain(others).collect(), all.len())
}
