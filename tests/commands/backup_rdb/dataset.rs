//! Keys of every type in every encoding, and the comparison of two servers key by key.

use crate::sandbox::{Connection, Reply, Sandbox, Server, encode};
use std::collections::BTreeMap;
use std::path::Path;

/// A bare server in namespace `scratch`, to load a file into.
const SCRATCH: &str = "
apiVersion: v1
kind: Pod
metadata: {name: scratch, namespace: scratch}
spec:
  containers: [{name: redis, image: 'redis:7', args: [--save, ''], ports: [{containerPort: 6379}]}]
";

const LIBRARY: &str = "#!lua name=lib\nredis.register_function('hello', function() return 'hello' end)";

/// Fills a primary with keys whose values and encodings differ, in three databases, and waits for its replicas.
///
/// # Panics
/// The server refuses a command.
pub fn fill(server: &Server) {
    let (mut requests, mut sent) = (Vec::new(), 0);
    let mut push = |command: &[&[u8]]| {
        encode(&mut requests, command);
        sent += 1;
    };
    let binary: Vec<u8> = (0..=255).collect();
    push(&[b"FUNCTION", b"LOAD", b"REPLACE", LIBRARY.as_bytes()]);
    push(&[b"SET", &binary, &binary]);
    push(&[b"SET", b"", b"the empty name"]);
    push(&[b"SET", b"string:empty", b""]);
    for (at, number) in ["0", "-1", "127", "-32768", "2147483647", "-9223372036854775808"].iter().enumerate() {
        push(&[b"SET", format!("string:int:{at}").as_bytes(), number.as_bytes()]);
    }
    push(&[b"SET", b"string:compressible", &[b'a'; 100_000]]);
    push(&[b"SET", b"string:ttl", b"x", b"PXAT", b"4102444800123"]);
    push(&[b"SETBIT", b"bits", b"4097", b"1"]);
    push(&[b"PFADD", b"hll", b"a", b"b", b"c"]);
    push(&[b"SADD", b"set:ints", b"1", b"70000", b"5000000000"]);
    push(&[b"SADD", b"set:words", b"a", b"b", b"1", &binary]);
    push(&[b"ZADD", b"zset:small", b"-inf", b"low", b"1.5", b"mid", b"+inf", b"high", b"0.1", &binary]);
    push(&[b"HSET", b"hash:small", b"a", b"1", b"b", b"", &binary, &binary]);
    push(&[b"PEXPIREAT", b"hash:small", b"4102444800456"]);
    push(&[b"RPUSH", b"list:small", b"1", b"two", b"", &binary]);
    for number in 0..700 {
        let (text, long) = (format!("item-{number}"), format!("{number}-{}", "y".repeat(number)));
        push(&[b"SADD", b"set:large", text.as_bytes()]);
        push(&[b"SADD", b"set:ints:large", format!("{}", number * 1_000_003).as_bytes()]);
        push(&[b"ZADD", b"zset:large", format!("{}.25", number).as_bytes(), text.as_bytes()]);
        push(&[b"HSET", b"hash:large", text.as_bytes(), long.as_bytes()]);
        push(&[b"RPUSH", b"list:large", long.as_bytes()]);
        push(&[b"XADD", b"stream:large", format!("{}-1", number + 1).as_bytes(), b"field", text.as_bytes()]);
    }
    push(&[b"XADD", b"stream:small", b"5-5", b"a", b"1", b"b", &binary]);
    push(&[b"XADD", b"stream:small", b"6-0", b"other", b"fields"]);
    push(&[b"XDEL", b"stream:small", b"6-0"]);
    push(&[b"XGROUP", b"CREATE", b"stream:large", b"workers", b"0"]);
    push(&[b"XGROUP", b"CREATE", b"stream:large", b"idlers", b"$"]);
    push(&[b"XREADGROUP", b"GROUP", b"workers", b"w1", b"COUNT", b"20", b"STREAMS", b"stream:large", b">"]);
    push(&[b"XACK", b"stream:large", b"workers", b"3-1"]);
    push(&[b"XGROUP", b"CREATE", b"stream:empty", b"g", b"$", b"MKSTREAM"]);
    push(&[b"SELECT", b"7"]);
    push(&[b"SET", b"in:seven", b"7"]);
    push(&[b"SELECT", b"15"]);
    push(&[b"RPUSH", b"in:fifteen", b"15"]);
    push(&[b"PEXPIREAT", b"in:fifteen", b"4102444800789"]);
    let mut connection = server.connect().expect("a server that runs");
    assert_eq!(connection.pipeline(&requests, sent).expect("replies"), None, "filling {}", server.pod());
    let replicas = server.info("connected_slaves");
    assert_eq!(connection.call(&["WAIT", &replicas, "10000"]).expect("a reply").to_string(), replicas);
}

/// Adds `count` strings of `length` bytes each that do not compress.
///
/// # Panics
/// The server refuses a command.
pub fn add_bulk(server: &Server, count: usize, length: usize) {
    let mut connection = server.connect().expect("a server that runs");
    // Xorshift: the same bytes in each run, without a pattern.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut value = Vec::with_capacity(length + 8);
    for number in 0..count {
        value.clear();
        while value.len() < length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            value.extend_from_slice(&state.to_le_bytes());
        }
        value.truncate(length);
        let reply = connection.call(&[b"SET", format!("bulk:{number}").as_bytes(), &value]).expect("a reply");
        assert_eq!(reply, Reply::Simple("OK".into()));
    }
    let replicas = server.info("connected_slaves");
    assert_eq!(connection.call(&["WAIT", &replicas, "10000"]).expect("a reply").to_string(), replicas);
}

/// A value as it was asked for, with the type and the time of its end.
#[derive(Debug, PartialEq, Eq)]
pub struct Value {
    kind: String,
    expires_at_ms: String,
    content: Vec<Reply>,
}

/// Everything in a server: keys by database and name, and its functions.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents {
    /// Keys.
    pub keys: BTreeMap<(u64, Vec<u8>), Value>,
    functions: Reply,
}

impl Contents {
    /// Reads all databases of a server.
    ///
    /// # Panics
    /// The server refuses a command.
    pub fn of(server: &Server) -> Self {
        let mut connection = server.connect().expect("a server that runs");
        let mut ask = |words: &[&[u8]]| ask(&mut connection, words);
        let functions = ask(&[b"FUNCTION", b"LIST", b"WITHCODE"]);
        let mut keys = BTreeMap::new();
        // A node of a cluster has one.
        let databases = if server.info("cluster_enabled") == "1" { 1 } else { 16 };
        for database in 0..databases {
            ask(&[b"SELECT", database.to_string().as_bytes()]);
            for key in items(ask(&[b"KEYS", b"*"])) {
                let Reply::Bulk(key) = key else { panic!("KEYS gave {key:?}") };
                let kind = ask(&[b"TYPE", &key]).to_string();
                let expires_at_ms = ask(&[b"PEXPIRETIME", &key]).to_string();
                let content = match kind.as_str() {
                    "string" => vec![ask(&[b"GET", &key])],
                    "list" => vec![ask(&[b"LRANGE", &key, b"0", b"-1"])],
                    "set" => sorted(items(ask(&[b"SMEMBERS", &key]))),
                    "zset" => vec![ask(&[b"ZRANGE", &key, b"0", b"-1", b"WITHSCORES"])],
                    "hash" => pairs_sorted(items(ask(&[b"HGETALL", &key]))),
                    "stream" => {
                        let full = ask(&[b"XINFO", b"STREAM", &key, b"FULL", b"COUNT", b"0"]);
                        vec![ask(&[b"XRANGE", &key, b"-", b"+"]), without_times_seen(full)]
                    }
                    other => panic!("a key of type {other}"),
                };
                keys.insert((database, key), Value { kind, expires_at_ms, content });
            }
        }
        Self { keys, functions }
    }

    /// Keys by type, in one database or in all.
    pub fn types(&self, database: Option<u64>) -> BTreeMap<String, u64> {
        let mut types = BTreeMap::new();
        for ((at, _), value) in &self.keys {
            if database.is_none_or(|database| database == *at) {
                *types.entry(value.kind.clone()).or_default() += 1;
            }
        }
        types
    }

    /// Compares key by key, and names the first that differs.
    ///
    /// # Panics
    /// Something differs.
    pub fn assert_same(&self, other: &Self) {
        for (key, value) in &self.keys {
            let name = format!("{}:{}", key.0, String::from_utf8_lossy(&key.1));
            assert_eq!(Some(value), other.keys.get(key), "{name}");
        }
        assert_eq!(self.keys.len(), other.keys.len());
        assert_eq!(self.functions, other.functions);
    }
}

fn ask(connection: &mut Connection, words: &[&[u8]]) -> Reply {
    let reply = connection.call(words).expect("a server that answers");
    assert!(!matches!(reply, Reply::Error(_)), "{reply:?}");
    reply
}

fn items(reply: Reply) -> Vec<Reply> {
    match reply {
        Reply::Array(items) => items,
        other => panic!("not an array: {other:?}"),
    }
}

fn sorted(mut items: Vec<Reply>) -> Vec<Reply> {
    items.sort_by_key(|item| format!("{item:?}"));
    items
}

/// When a consumer was last seen is each server's own: replicas do not hear of it.
fn without_times_seen(reply: Reply) -> Reply {
    let Reply::Array(items) = reply else { return reply };
    let name = Reply::Bulk(b"seen-time".to_vec());
    let seen: Vec<bool> = items.iter().map(|item| *item == name).collect();
    let kept = items.into_iter().enumerate().filter(|(at, _)| *at == 0 || !seen[at - 1]);
    Reply::Array(kept.map(|(_, item)| without_times_seen(item)).collect())
}

fn pairs_sorted(items: Vec<Reply>) -> Vec<Reply> {
    sorted(items.chunks(2).map(|pair| Reply::Array(pair.to_vec())).collect())
}

/// A fresh server that has loaded an RDB file.
///
/// # Panics
/// It cannot load it.
pub fn load(sandbox: &Sandbox, rdb: &Path) -> Server {
    if sandbox.get("pods", "scratch", "scratch").is_some() {
        sandbox.remove("pods", "scratch", "scratch");
    }
    sandbox.add(SCRATCH);
    let server = sandbox.pod("scratch", "scratch");
    // Killed, lest it write a file of its own over this one.
    server.kill();
    std::fs::copy(rdb, server.data_dir().join("dump.rdb")).expect("a copy of the file");
    server.restart();
    server
}
