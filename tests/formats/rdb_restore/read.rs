//! What a server says of its keys: type, value, times, usage, digest.

use super::server::Server;
use crate::sandbox::Reply;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// All keys of all databases, by database and name.
pub type Keys = BTreeMap<(u64, Vec<u8>), Key>;

/// Everything a server says of one key.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// TYPE.
    pub kind: String,
    /// PEXPIRETIME, ms since 1970, -1 for none; on 6.2, which lacks it, the clock plus PTTL.
    pub expires_at_ms: i64,
    /// OBJECT FREQ, or OBJECT IDLETIME in seconds, as the policy has it.
    pub usage: i64,
    /// DEBUG DIGEST-VALUE.
    pub digest: String,
    /// The value in commands' replies, in an order that can be compared.
    pub value: Reply,
    /// HPEXPIRETIME of the fields that have one.
    pub field_expiries: BTreeMap<Vec<u8>, i64>,
    /// XINFO STREAM FULL COUNT 0 as maps, without the sizes of its radix tree.
    pub stream: Option<Facts>,
}

/// A reply with names: maps are what alternates between names and values.
#[derive(Debug, Clone, PartialEq)]
pub enum Facts {
    /// By name.
    Map(BTreeMap<String, Facts>),
    /// In order.
    List(Vec<Facts>),
    /// Anything else.
    Value(Reply),
}

fn words(words: &[&[u8]]) -> Vec<Vec<u8>> {
    words.iter().map(|word| word.to_vec()).collect()
}

/// Reads every key of the databases.
pub fn read_keys(server: &mut Server, databases: &[u64]) -> Keys {
    let mut keys = Keys::new();
    for &db in databases {
        server.must(&["SELECT", &db.to_string()]);
        let mut names: Vec<Vec<u8>> = array(server.call(&["KEYS", "*"])).into_iter().map(bytes).collect();
        names.sort();
        for (name, key) in names.iter().zip(read_database(server, &names)) {
            keys.insert((db, name.clone()), key);
        }
    }
    server.must(&["SELECT", "0"]);
    keys
}

fn read_database(server: &mut Server, names: &[Vec<u8>]) -> Vec<Key> {
    let lacks_pexpiretime = server.format.version < 10;
    let mut commands = Vec::new();
    for name in names {
        // Usage comes first: reading changes it.
        commands.push(words(&[b"OBJECT", b"FREQ", name]));
        commands.push(words(&[b"OBJECT", b"IDLETIME", name]));
        commands.push(words(&[b"TYPE", name]));
        commands.push(words(&[if lacks_pexpiretime { b"PTTL" } else { b"PEXPIRETIME" }, name]));
        commands.push(words(&[b"DEBUG", b"DIGEST-VALUE", name]));
    }
    let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let replies = server.calls(&commands);
    let mut keys: Vec<Key> = replies.chunks(5).map(|replies| first_facts(replies, lacks_pexpiretime, now_ms)).collect();

    let values: Vec<_> = keys.iter().zip(names).map(|(key, name)| value_command(&key.kind, name)).collect();
    for (key, reply) in keys.iter_mut().zip(server.calls(&values)) {
        key.value = comparable(&key.kind, reply);
    }
    let streams: Vec<usize> = (0..keys.len()).filter(|&at| keys[at].kind == "stream").collect();
    let full = |&at: &usize| words(&[b"XINFO", b"STREAM", &names[at], b"FULL", b"COUNT", b"0"]);
    let replies = server.calls(&streams.iter().map(full).collect::<Vec<_>>());
    for (&at, reply) in streams.iter().zip(replies) {
        keys[at].stream = Some(facts(reply));
    }
    if keeps_field_expiry(server) {
        read_field_expiries(server, names, &mut keys);
    }
    keys
}

/// Whether fields of hashes can expire there.
pub fn keeps_field_expiry(server: &Server) -> bool {
    use redis_ops::formats::rdb::Dialect::{Redis, Valkey};
    matches!((server.format.dialect, server.format.version), (Redis, 12..) | (Valkey, 80..))
}

fn read_field_expiries(server: &mut Server, names: &[Vec<u8>], keys: &mut [Key]) {
    for (key, name) in keys.iter_mut().zip(names).filter(|(key, _)| key.kind == "hash") {
        let fields: Vec<Vec<u8>> =
            array(key.value.clone()).into_iter().map(|pair| bytes(array(pair).remove(0))).collect();
        let count = fields.len().to_string();
        let mut command = words(&[b"HPEXPIRETIME", name, b"FIELDS", count.as_bytes()]);
        command.extend(fields.iter().cloned());
        let times = array(server.calls(&[command]).remove(0)).into_iter().map(|reply| number(&reply));
        key.field_expiries = fields.into_iter().zip(times).filter(|(_, time)| *time >= 0).collect();
    }
}

fn first_facts(replies: &[Reply], is_ttl: bool, now_ms: i64) -> Key {
    let [freq, idle, kind, time, digest] = replies else { panic!("{replies:?}") };
    let usage = if matches!(freq, Reply::Error(_)) { idle } else { freq };
    let expires_at_ms = match number(time) {
        left if is_ttl && left >= 0 => now_ms + left,
        at => at,
    };
    let Reply::Simple(kind) = kind else { panic!("{kind:?}") };
    let Reply::Array(digests) = digest else { panic!("{digest:?}") };
    let digest = digests[0].to_string();
    assert_eq!(digest.len(), 40);
    let (value, field_expiries, stream) = (Reply::Nil, BTreeMap::new(), None);
    Key { kind: kind.clone(), expires_at_ms, usage: number(usage), digest, value, field_expiries, stream }
}

fn value_command(kind: &str, name: &[u8]) -> Vec<Vec<u8>> {
    match kind {
        "string" => words(&[b"GET", name]),
        "list" => words(&[b"LRANGE", name, b"0", b"-1"]),
        "set" => words(&[b"SMEMBERS", name]),
        "zset" => words(&[b"ZRANGE", name, b"0", b"-1", b"WITHSCORES"]),
        "hash" => words(&[b"HGETALL", name]),
        "stream" => words(&[b"XRANGE", name, b"-", b"+"]),
        _ => words(&[b"TYPE", name]),
    }
}

/// Sets and hashes by bytes, hashes in pairs, scores as numbers: versions spell them differently.
fn comparable(kind: &str, reply: Reply) -> Reply {
    match kind {
        "set" => {
            let mut members: Vec<Vec<u8>> = array(reply).into_iter().map(bytes).collect();
            members.sort();
            Reply::Array(members.into_iter().map(Reply::Bulk).collect())
        }
        "hash" => {
            let mut pairs: Vec<[Vec<u8>; 2]> = Vec::new();
            let mut words = array(reply).into_iter().map(bytes);
            while let (Some(field), Some(value)) = (words.next(), words.next()) {
                pairs.push([field, value]);
            }
            pairs.sort();
            Reply::Array(pairs.into_iter().map(|pair| Reply::Array(pair.map(Reply::Bulk).to_vec())).collect())
        }
        "zset" => {
            let respelled = |(at, word): (usize, Reply)| match at % 2 {
                1 => Reply::Simple(word.to_string().parse::<f64>().unwrap().to_string()),
                _ => word,
            };
            Reply::Array(array(reply).into_iter().enumerate().map(respelled).collect())
        }
        _ => reply,
    }
}

fn facts(reply: Reply) -> Facts {
    let Reply::Array(items) = reply else { return Facts::Value(reply) };
    let is_name = |reply: &Reply| matches!(reply, Reply::Bulk(name) if name.is_ascii() && !name.is_empty());
    let is_map = items.len() >= 4 && items.len() % 2 == 0 && items.iter().step_by(2).all(is_name);
    if !is_map || items.iter().all(is_name) {
        return Facts::List(items.into_iter().map(facts).collect());
    }
    let mut map = BTreeMap::new();
    let mut items = items.into_iter();
    while let (Some(name), Some(value)) = (items.next(), items.next()) {
        let name = name.to_string();
        if !name.starts_with("radix-tree-") {
            map.insert(name, facts(value));
        }
    }
    Facts::Map(map)
}

impl Facts {
    /// What both have a name for.
    pub fn in_common(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Map(own), Self::Map(others)) => {
                let shared = own.iter().filter_map(|(name, value)| Some((name, value, others.get(name)?)));
                Self::Map(shared.map(|(name, value, other)| (name.clone(), value.in_common(other))).collect())
            }
            (Self::List(own), Self::List(others)) if own.len() == others.len() => {
                Self::List(own.iter().zip(others).map(|(own, other)| own.in_common(other)).collect())
            }
            _ => self.clone(),
        }
    }
}

impl Facts {
    /// Without the times of consumers, pending entries that were deleted from the stream, requests of producers, and the
    /// first id, which an emptied stream keeps from before.
    pub fn without_what_commands_cannot_set(self) -> Self {
        match self {
            Self::Map(map) => {
                let is_set = |name: &String| {
                    !["seen-time", "active-time", "pel", "pending", "pel-count", "recorded-first-entry-id"]
                        .contains(&name.as_str())
                        && !name.starts_with("idmp")
                        && !name.starts_with("pids")
                        && !name.starts_with("iids")
                };
                let kept = map.into_iter().filter(|(name, _)| is_set(name));
                Self::Map(kept.map(|(name, value)| (name, value.without_what_commands_cannot_set())).collect())
            }
            Self::List(list) => Self::List(list.into_iter().map(Self::without_what_commands_cannot_set).collect()),
            value => value,
        }
    }
}

/// FUNCTION LIST WITHCODE, by name of library and of function.
pub fn read_functions(server: &mut Server) -> Vec<Reply> {
    if server.format.version < 10 {
        return Vec::new();
    }
    let mut libraries = array(server.call(&["FUNCTION", "LIST", "WITHCODE"]));
    for library in &mut libraries {
        let Reply::Array(parts) = library else { panic!("{library:?}") };
        for part in parts {
            if let Reply::Array(functions) = part {
                functions.sort_by_key(ToString::to_string);
            }
        }
    }
    libraries.sort_by_key(ToString::to_string);
    libraries
}

fn array(reply: Reply) -> Vec<Reply> {
    match reply {
        Reply::Array(items) => items,
        other => panic!("{other:?} is no array"),
    }
}

fn bytes(reply: Reply) -> Vec<u8> {
    match reply {
        Reply::Bulk(bytes) => bytes,
        other => panic!("{other:?} is no string"),
    }
}

fn number(reply: &Reply) -> i64 {
    match reply {
        Reply::Integer(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}
