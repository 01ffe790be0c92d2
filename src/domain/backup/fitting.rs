//! Which server can load a backup: by the version of the RDB in it and the form of its AOF.
//!
//! Sources: RDB_VERSION in redis/src/rdb.h of each release, `rdbIsVersionAccepted` in valkey/src/rdb.c.

use crate::formats::rdb::{Dialect, Header};
use std::fmt;

/// Who makes the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// Redis.
    Redis,
    /// Valkey.
    Valkey,
}

/// A server's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVersion {
    /// Who makes it.
    pub product: Product,
    /// The first two numbers.
    pub release: (u16, u16),
    /// All of it, as in `7.0.15`.
    pub text: String,
}

/// What a server must be able to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Need {
    /// Magic and version of the RDB; none where there are commands only.
    pub rdb: Option<Header>,
    /// An AOF of several files with a manifest.
    pub aof_manifest: bool,
}

/// The first release of Redis with each version of the format, newest first. What it reads goes up to that version.
const REDIS_RDB: [((u16, u16), u16); 12] = [
    ((8, 10), 15),
    ((8, 8), 14),
    ((8, 6), 13),
    ((7, 4), 12),
    ((7, 2), 11),
    ((7, 0), 10),
    ((5, 0), 9),
    ((4, 0), 8),
    ((3, 2), 7),
    ((2, 6), 6),
    ((2, 4), 2),
    ((2, 0), 1),
];
/// As [`REDIS_RDB`], of Valkey with a magic of its own; these it reads, and Redis's up to [`VALKEY_READS_REDIS`].
const VALKEY_RDB: [((u16, u16), u16); 2] = [((9, 2), 81), ((9, 0), 80)];
/// The last format before the two went apart: what every Valkey reads and no Valkey goes beyond (`rdb-version-check`
/// is `strict` unless configured otherwise).
const VALKEY_READS_REDIS: u16 = 11;
/// Since when an AOF has several files.
const AOF_MANIFEST_SINCE: (u16, u16) = (7, 0);

impl ServerVersion {
    /// Reads what `redis-server --version` prints: `Redis server v=7.0.15 sha=…`, `Valkey server v=9.1.2 …`.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (product, rest) = match line.split_once(" server v=")? {
            ("Redis", rest) => (Product::Redis, rest),
            ("Valkey", rest) => (Product::Valkey, rest),
            _ => return None,
        };
        let text = rest.split_whitespace().next()?;
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let release = (numbers.next()??, numbers.next()??);
        Some(Self { product, release, text: text.to_owned() })
    }

    /// Whether this server can load what is needed.
    #[must_use]
    pub fn fits(&self, need: Need) -> bool {
        let aof = !need.aof_manifest || self.product == Product::Valkey || self.release >= AOF_MANIFEST_SINCE;
        aof && need.rdb.is_none_or(|header| self.reads(header))
    }

    fn reads(&self, header: Header) -> bool {
        let newest = |table: &[((u16, u16), u16)]| {
            table.iter().find(|(since, _)| self.release >= *since).map(|(_, version)| *version)
        };
        match (self.product, header.dialect) {
            (Product::Redis, Dialect::Redis) => newest(&REDIS_RDB).is_some_and(|newest| header.version <= newest),
            (Product::Redis, Dialect::Valkey) => false,
            (Product::Valkey, Dialect::Redis) => header.version <= VALKEY_READS_REDIS,
            (Product::Valkey, Dialect::Valkey) => newest(&VALKEY_RDB).is_some_and(|newest| header.version <= newest),
        }
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let product = match self.product {
            Product::Redis => "Redis",
            Product::Valkey => "Valkey",
        };
        write!(f, "{product} {}", self.text)
    }
}

impl Need {
    /// The servers that would fit, in words: `Redis 7.0 or newer, or Valkey`.
    #[must_use]
    pub fn servers_in_words(self) -> String {
        let since = |table: &[((u16, u16), u16)], version: u16| {
            table.iter().rev().find(|(_, newest)| version <= *newest).map(|(since, _)| *since)
        };
        let words = |product: &str, (major, minor)| format!("{product} {major}.{minor} or newer");
        let floor = if self.aof_manifest { AOF_MANIFEST_SINCE } else { (0, 0) };
        let known = match self.rdb {
            None if self.aof_manifest => Some(format!("{}, or Valkey", words("Redis", AOF_MANIFEST_SINCE))),
            None => Some("any Redis or Valkey".to_owned()),
            Some(Header { dialect: Dialect::Redis, version }) => since(&REDIS_RDB, version).map(|since| {
                let redis = words("Redis", since.max(floor));
                if version <= VALKEY_READS_REDIS { format!("{redis}, or Valkey") } else { redis }
            }),
            Some(Header { dialect: Dialect::Valkey, version }) => {
                since(&VALKEY_RDB, version).map(|since| words("Valkey", since))
            }
        };
        known.unwrap_or_else(|| "a server newer than any known to this redis-ops".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(line: &str) -> ServerVersion {
        ServerVersion::parse(line).expect("a version")
    }

    fn rdb(magic: &[u8; Header::BYTES]) -> Need {
        Need { rdb: Some(Header::parse(magic).expect("a header")), aof_manifest: false }
    }

    #[test]
    fn versions_as_the_servers_print_them() {
        let redis = server("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0");
        assert_eq!((redis.product, redis.release, redis.to_string()), (Product::Redis, (7, 0), "Redis 7.0.15".into()));
        let valkey = server("Valkey server v=9.1.2 sha=00000000:0 malloc=jemalloc-5.3.1 bits=64 build=9108e8f1788612b");
        assert_eq!((valkey.release, valkey.to_string()), ((9, 1), "Valkey 9.1.2".into()));
        for other in
            ["", "Redis server v=", "Redis server v=7", "KeyDB server v=6.3.4 sha=0", "redis-server: not found"]
        {
            assert_eq!(ServerVersion::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_server_reads_what_it_and_its_forebears_wrote() {
        let servers =
            ["Redis server v=6.2.14", "Redis server v=7.0.15", "Redis server v=7.2.0", "Redis server v=7.4.1"];
        let later = ["Redis server v=8.4.0", "Redis server v=8.6.3", "Valkey server v=8.0.1", "Valkey server v=9.1.2"];
        let servers: Vec<ServerVersion> = servers.iter().chain(&later).map(|line| server(line)).collect();
        // Seen of the servers themselves: a newer file is refused with "Can't handle RDB format version".
        let table: [(&[u8; 9], [u8; 8]); 8] = [
            (b"REDIS0006", [1, 1, 1, 1, 1, 1, 1, 1]),
            (b"REDIS0009", [1, 1, 1, 1, 1, 1, 1, 1]),
            (b"REDIS0010", [0, 1, 1, 1, 1, 1, 1, 1]),
            (b"REDIS0011", [0, 0, 1, 1, 1, 1, 1, 1]),
            (b"REDIS0012", [0, 0, 0, 1, 1, 1, 0, 0]),
            (b"REDIS0013", [0, 0, 0, 0, 0, 1, 0, 0]),
            (b"REDIS0016", [0, 0, 0, 0, 0, 0, 0, 0]),
            (b"VALKEY080", [0, 0, 0, 0, 0, 0, 0, 1]),
        ];
        for (magic, expected) in table {
            let fits: Vec<u8> = servers.iter().map(|server| u8::from(server.fits(rdb(magic)))).collect();
            assert_eq!(fits, expected, "{}", magic.escape_ascii());
        }
    }

    #[test]
    fn an_aof_of_several_files_needs_a_server_that_knows_them() {
        let need = Need { rdb: None, aof_manifest: true };
        assert!(!server("Redis server v=6.2.14").fits(need));
        assert!(server("Redis server v=7.0.15").fits(need));
        assert!(server("Valkey server v=8.0.1").fits(need));
        assert!(server("Redis server v=6.2.14").fits(Need::default()));
        assert!(!server("Redis server v=7.0.15").fits(Need { aof_manifest: true, ..rdb(b"REDIS0012") }));
    }

    #[test]
    fn what_would_fit_is_said() {
        let words = |magic| rdb(magic).servers_in_words();
        assert_eq!(words(b"REDIS0009"), "Redis 5.0 or newer, or Valkey");
        assert_eq!(words(b"REDIS0011"), "Redis 7.2 or newer, or Valkey");
        assert_eq!(words(b"REDIS0012"), "Redis 7.4 or newer");
        assert_eq!(words(b"VALKEY080"), "Valkey 9.0 or newer");
        assert_eq!(words(b"REDIS0016"), "a server newer than any known to this redis-ops");
        let aof = Need { aof_manifest: true, ..rdb(b"REDIS0009") };
        assert_eq!(aof.servers_in_words(), "Redis 7.0 or newer, or Valkey");
        assert_eq!(Need::default().servers_in_words(), "any Redis or Valkey");
    }
}
