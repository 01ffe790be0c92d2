//! The real server as the judge: every value of every fixture is restored into every version at hand from our payload,
//! rewritten where the version is too old for its encoding, and then is what a server makes of the file itself.

mod by_the_tool;
mod read;
mod server;

use super::rdb_support::{Fixture, SeenKey, fixtures, oracle_bytes, parse};
use crate::sandbox::Reply;
use read::{Facts, Key, Keys, keeps_field_expiry, read_functions, read_keys};
use redis_ops::formats::rdb::{Dialect, DumpBuilder, Header, Losses, ValueType, convert};
use server::{Server, VERSIONS};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// Between loading a key and asking for its age time passes, on a busy machine some seconds.
const AGE_TOLERANCE: i64 = 20;

/// A fixture taken apart.
struct Case {
    fixture: Fixture,
    format: Header,
    policy: String,
    databases: Vec<u64>,
    keys: Vec<SeenKey>,
    /// No plain server loads it: its values are compared with what the fixture's own server said.
    needs_modules: bool,
    functions: Vec<Vec<u8>>,
}

impl Case {
    fn new(fixture: Fixture) -> Self {
        let (transcript, end) = parse(&fixture.bytes, usize::MAX);
        end.unwrap();
        let mut keys = transcript.keys;
        let needs_modules = keys.iter().any(|key| key.value_type == ValueType::Module2 || key.module_metadata > 0);
        keys.retain(|key| key.value_type != ValueType::Module2);
        let mut databases: Vec<u64> = keys.iter().map(|key| key.db).collect();
        databases.sort_unstable();
        databases.dedup();
        let policy = fixture.oracle["maxmemory_policy"].as_str().unwrap().to_owned();
        let format = transcript.header.unwrap();
        Self { fixture, format, policy, databases, keys, needs_modules, functions: transcript.functions }
    }

    /// The version that wrote it.
    fn writer(&self) -> &str {
        self.fixture.name.split_once('/').unwrap().0
    }

    /// Whether a server that writes `target` loads this file: everyone what is older, Valkey nothing of Redis 7.4 on.
    fn is_loaded_by(&self, target: Header) -> bool {
        let known = match (self.format.dialect, target.dialect) {
            (Dialect::Redis, Dialect::Valkey) => self.format.version <= 11,
            (own, others) => own == others && self.format.version <= target.version,
        };
        known && !self.needs_modules
    }

    fn restore_command(&self, seen: &SeenKey, target: Header, now_ms: u64) -> (Vec<Vec<u8>>, Losses) {
        let converted = convert(seen.value_type, &seen.payload, target, now_ms)
            .unwrap_or_else(|error| panic!("{} for {target}: {error}", self.fixture.name));
        let mut builder = DumpBuilder::new(converted.value_type);
        builder.push(&converted.value);
        let ttl = seen.expires_at_ms.unwrap_or(0).to_string();
        let mut command =
            vec![b"RESTORE".to_vec(), seen.name.clone(), ttl.into(), builder.finish(), b"ABSTTL".to_vec()];
        let usage = [("FREQ", seen.frequency.map(u64::from)), ("IDLETIME", seen.idle_seconds)];
        for (word, amount) in usage.into_iter().filter_map(|(word, amount)| Some((word, amount?))) {
            command.extend([word.into(), amount.to_string().into()]);
        }
        (command, converted.losses)
    }
}

/// What one server makes of a fixture.
#[derive(Default)]
struct Account {
    keys: Keys,
    functions: Vec<Reply>,
    losses: BTreeMap<(u64, Vec<u8>), Losses>,
}

/// What one server makes of all fixtures: loading them, and being told.
struct Answers {
    version: &'static str,
    format: Header,
    keeps_field_expiry: bool,
    loaded: BTreeMap<String, Account>,
    restored: BTreeMap<String, Account>,
}

/// Restores a fixture into an empty server, and says what was lost of each key.
type Restore = fn(&mut Server, &Case, u64) -> BTreeMap<(u64, Vec<u8>), Losses>;

fn ask(version: &'static str, cases: &[Case], now_ms: u64, restore: Restore) -> Answers {
    let mut server = Server::start(version);
    let (mut loaded, mut restored) = (BTreeMap::new(), BTreeMap::new());
    for case in cases {
        let name = case.fixture.name.clone();
        if case.is_loaded_by(server.format) {
            server.empty(&case.policy);
            server.load(&case.fixture.bytes);
            loaded.insert(name.clone(), account(&mut server, case));
        }
        server.empty(&case.policy);
        let losses = restore(&mut server, case, now_ms);
        restored.insert(name, Account { losses, ..account(&mut server, case) });
    }
    let keeps_field_expiry = keeps_field_expiry(&server);
    Answers { version, format: server.format, keeps_field_expiry, loaded, restored }
}

/// By our payloads, one command for each key.
fn by_payloads(server: &mut Server, case: &Case, now_ms: u64) -> BTreeMap<(u64, Vec<u8>), Losses> {
    let (name, version) = (&case.fixture.name, server.format);
    let mut losses = BTreeMap::new();
    for &db in &case.databases {
        server.must(&["SELECT", &db.to_string()]);
        let mut commands = Vec::new();
        for seen in case.keys.iter().filter(|seen| seen.db == db) {
            let (command, lost) = case.restore_command(seen, server.format, now_ms);
            commands.push(command);
            losses.insert((db, seen.name.clone()), lost);
        }
        for (command, reply) in commands.iter().zip(server.calls(&commands)) {
            let key = command[1].escape_ascii();
            assert_eq!(reply, Reply::Simple("OK".into()), "RESTORE {key} of {name} in {version}");
        }
    }
    if server.format.version >= 10 {
        for code in &case.functions {
            server.must(&["FUNCTION", "LOAD", std::str::from_utf8(code).unwrap()]);
        }
    }
    losses
}

fn account(server: &mut Server, case: &Case) -> Account {
    let mut keys = read_keys(server, &case.databases);
    keys.retain(|(db, name), _| case.keys.iter().any(|seen| seen.db == *db && seen.name == *name));
    Account { keys, functions: read_functions(server), losses: BTreeMap::new() }
}

#[test]
fn every_version_restores_what_it_would_have_loaded() {
    let judged = judge_all(by_payloads, Judged::default());
    assert!(judged.same > 5000 && judged.older > 3500 && judged.oracle > 60, "{judged:?}");
    assert!(judged.streams > 450 && judged.field_expiries > 60 && judged.functions > 40, "{judged:?}");
    assert!(judged.lost_field_expiries > 100 && judged.lost_requests > 30, "{judged:?}");
}

/// Every fixture into every server, by one way.
fn judge_all(restore: Restore, mut judged: Judged) -> Judged {
    let now_ms = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let cases: Vec<Case> = fixtures().into_iter().map(Case::new).collect();
    let servers: Vec<Answers> = std::thread::scope(|scope| {
        let asked: Vec<_> = VERSIONS.map(|version| scope.spawn(|| ask(version, &cases, now_ms, restore))).into();
        asked.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    for case in &cases {
        let name = &case.fixture.name;
        let writer = servers.iter().find(|server| server.version == case.writer());
        for server in &servers {
            let restored = &server.restored[name];
            if let Some(loaded) = server.loaded.get(name) {
                judged.same_server(&format!("{name} in {}", server.version), restored, loaded, case);
            } else if let Some(loaded) = writer.and_then(|writer| writer.loaded.get(name)) {
                judged.older_server(&format!("{name} in {}", server.version), restored, loaded, case, server);
            } else {
                judged.by_the_oracle(&format!("{name} in {}", server.version), restored, case);
            }
        }
    }
    judged
}

/// How much was compared, so that the test cannot pass by comparing nothing.
#[derive(Debug, Default)]
struct Judged {
    /// Values were built from commands, which set neither usage nor the times of consumers.
    built: bool,
    same: usize,
    older: usize,
    oracle: usize,
    streams: usize,
    field_expiries: usize,
    functions: usize,
    lost_field_expiries: u64,
    lost_requests: u64,
}

impl Judged {
    /// A server that loads the file: nothing may differ.
    fn same_server(&mut self, what: &str, restored: &Account, loaded: &Account, case: &Case) {
        assert_eq!(restored.functions, loaded.functions, "{what}");
        self.functions += loaded.functions.len();
        assert!(restored.keys.keys().eq(loaded.keys.keys()), "{what}: other keys");
        for ((id, restored_key), loaded_key) in restored.keys.iter().zip(loaded.keys.values()) {
            let what = format!("{what}, key {}", id.1.escape_ascii());
            let times = (restored_key.expires_at_ms - loaded_key.expires_at_ms).abs();
            assert!(times <= clock_tolerance_ms(&what), "{what}: expiry is {times} ms off");
            if self.built {
                self.same_built(&what, restored_key, loaded_key, case.has_expired_fields(id.0, &id.1));
                continue;
            }
            case.judge_usage(&what, restored_key.usage, loaded_key.usage);
            let mut expected =
                Key { usage: restored_key.usage, expires_at_ms: restored_key.expires_at_ms, ..loaded_key.clone() };
            if case.has_expired_fields(id.0, &id.1) {
                // Each server drops them in its own time, and until then only the digest sees them.
                expected.digest.clone_from(&restored_key.digest);
            }
            assert_eq!(*restored_key, expected, "{what}");
            assert!(restored.losses[id].is_empty(), "{what}");
            self.same += 1;
            self.streams += usize::from(loaded_key.stream.is_some());
            self.field_expiries += loaded_key.field_expiries.len();
        }
    }

    /// A value that was built from commands: the same but for what commands cannot set.
    fn same_built(&mut self, what: &str, restored: &Key, loaded: &Key, is_digest_free: bool) {
        assert_eq!((&restored.kind, &restored.value), (&loaded.kind, &loaded.value), "{what}");
        if !restored.field_expiries.is_empty() {
            assert_eq!(restored.field_expiries, loaded.field_expiries, "{what}");
            self.field_expiries += loaded.field_expiries.len();
        }
        if !is_digest_free {
            assert_eq!(restored.digest, loaded.digest, "{what}");
        }
        if let (Some(own), Some(others)) = (&restored.stream, &loaded.stream) {
            let facts = |facts: &Facts, other: &Facts| facts.in_common(other).without_what_commands_cannot_set();
            assert_eq!(facts(own, others), facts(others, own), "{what}");
            self.streams += 1;
        }
        self.same += 1;
    }

    /// A server too old for the file: the same as at its writer, but for what is declared as lost.
    fn older_server(&mut self, what: &str, restored: &Account, loaded: &Account, case: &Case, server: &Answers) {
        if server.format.version >= 10 {
            assert_eq!(restored.functions, loaded.functions, "{what}");
        }
        assert!(restored.keys.keys().eq(loaded.keys.keys()), "{what}: other keys");
        for ((id, restored_key), loaded_key) in restored.keys.iter().zip(loaded.keys.values()) {
            let what = format!("{what}, key {}", id.1.escape_ascii());
            let times = (restored_key.expires_at_ms - loaded_key.expires_at_ms).abs();
            assert!(times <= clock_tolerance_ms(&what), "{what}: expiry is {times} ms off");
            if self.built {
                self.same_built(&what, restored_key, loaded_key, true);
                continue;
            }
            case.judge_usage(&what, restored_key.usage, loaded_key.usage);
            assert_eq!((&restored_key.kind, &restored_key.value), (&loaded_key.kind, &loaded_key.value), "{what}");
            let (own, others) = (restored_key.stream.as_ref(), loaded_key.stream.as_ref());
            let both = own.zip(others).map(|(own, others)| (own.in_common(others), others.in_common(own)));
            if let Some((own, others)) = both {
                assert!(
                    matches!(&own, Facts::Map(map) if map.contains_key("groups") && map.len() >= 4),
                    "{what}: {own:?}"
                );
                assert_eq!(own, others, "{what}");
                self.streams += 1;
            }
            let lost = restored.losses[id];
            let mut expected = Losses { remembered_requests: case.requests_of(&id.1), ..Losses::default() };
            if server.keeps_field_expiry {
                assert_eq!(restored_key.field_expiries, loaded_key.field_expiries, "{what}");
            } else {
                expected.field_expiries = loaded_key.field_expiries.len() as u64;
            }
            assert_eq!(lost, expected, "{what}");
            self.older += 1;
            self.lost_field_expiries += lost.field_expiries;
            self.lost_requests += lost.remembered_requests;
        }
    }

    /// A file that only a server with its modules loads: strings and hashes, as that one described them.
    fn by_the_oracle(&mut self, what: &str, restored: &Account, case: &Case) {
        let rows = case.fixture.oracle["keys"].as_array().unwrap();
        for ((db, name), key) in &restored.keys {
            let what = format!("{what}, key {}", name.escape_ascii());
            let is_row = |row: &&serde_json::Value| row["db"] == *db && oracle_bytes(&row["name"]) == *name;
            let row = rows.iter().find(is_row).unwrap_or_else(|| panic!("{what} is not in the oracle"));
            assert_eq!(row["type"], key.kind.as_str(), "{what}");
            let times = (row["pexpiretime_ms"].as_i64().unwrap_or(-1) - key.expires_at_ms).abs();
            assert!(times <= clock_tolerance_ms(&what), "{what}: expiry is {times} ms off");
            if let Some(frequency) = row["freq"].as_i64() {
                assert_eq!(key.usage, frequency, "{what}");
            }
            let bulk = |value: &serde_json::Value| Reply::Bulk(oracle_bytes(value));
            let expected = match row["value"].as_array() {
                None => bulk(&row["value"]),
                Some(fields) => {
                    let pair =
                        |field: &serde_json::Value| Reply::Array(vec![bulk(&field["field"]), bulk(&field["value"])]);
                    Reply::Array(fields.iter().map(pair).collect())
                }
            };
            assert_eq!(key.value, expected, "{what}");
            self.oracle += 1;
        }
    }
}

impl Case {
    /// FREQ is the same; IDLETIME has gone on. Without such a policy servers share objects, and neither means anything.
    fn judge_usage(&self, what: &str, restored: i64, loaded: i64) {
        let tolerance = match self.policy.as_str() {
            policy if policy.contains("lfu") => 0,
            policy if policy.contains("lru") => AGE_TOLERANCE,
            _ => return,
        };
        assert!((restored - loaded).abs() <= tolerance, "{what}: usage {restored}, loaded {loaded}");
    }

    /// Whether the file holds fields of this hash whose time had passed.
    fn has_expired_fields(&self, db: u64, name: &[u8]) -> bool {
        let rows = self.fixture.oracle["expired_fields_in_file"].as_array();
        rows.into_iter().flatten().any(|row| row["db"] == db && oracle_bytes(&row["name"]) == name)
    }

    /// Requests of producers that the file remembers of a stream.
    fn requests_of(&self, name: &[u8]) -> u64 {
        let rows = self.fixture.oracle.get("requests_in_file").and_then(serde_json::Value::as_array);
        let of_stream = |row: &&serde_json::Value| oracle_bytes(&row["name"]) == name;
        rows.map_or(0, |rows| rows.iter().filter(of_stream).count() as u64)
    }
}

/// Redis 6.2 tells only how long a key has left.
fn clock_tolerance_ms(what: &str) -> i64 {
    if what.contains(" in 6.2, ") { 1000 * AGE_TOLERANCE } else { 0 }
}
