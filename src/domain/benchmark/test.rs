//! The tests: what each sends, and what has to be there before.
//!
//! No request makes a key without a time to live, also where the key is gone by then: whatever ends a run, and whenever,
//! its keys end too. That is why there is no INCR, LPUSH or HSET among them.

use super::Load;
use serde::Serialize;

/// Twelve digits stand in its place, other ones in each request, as redis-benchmark has it.
pub const RANDOM: &str = "__rand_int__";
/// Fields of the hash, members of the sorted set.
const ELEMENTS: u64 = 1000;
/// Elements of the list.
const LIST: u64 = 100;
/// Keys of an MGET.
const MGET: usize = 10;

/// A test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// PING.
    Ping,
    /// SET of one of the keys, with a time to live.
    Set,
    /// GET of one of the keys.
    Get,
    /// MGET of ten of the keys.
    Mget,
    /// HGET of a field of a hash of a thousand.
    Hget,
    /// ZADD of a new score to a member of a sorted set of a thousand.
    Zadd,
    /// LRANGE of a hundred elements.
    Lrange,
}

impl Test {
    /// All of them.
    pub const ALL: [Test; 7] = [Test::Ping, Test::Set, Test::Get, Test::Mget, Test::Hget, Test::Zadd, Test::Lrange];

    /// Its name, as typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Test::Ping => "ping",
            Test::Set => "set",
            Test::Get => "get",
            Test::Mget => "mget",
            Test::Hget => "hget",
            Test::Zadd => "zadd",
            Test::Lrange => "lrange",
        }
    }

    /// Of a name.
    ///
    /// # Errors
    /// A sentence with those there are.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|test| test.name().eq_ignore_ascii_case(text));
        known.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|test| test.name()).collect();
            format!("there is no such test; there are {}", names.join(", "))
        })
    }

    /// The words of a request, on keys that begin with `prefix`, have this value and live for so many seconds.
    #[must_use]
    pub fn words(self, prefix: &str, value: &str, ttl_seconds: u64) -> Vec<String> {
        let key = format!("{prefix}k:{RANDOM}");
        match self {
            Test::Ping => words(&["PING"]),
            Test::Set => words(&["SET", &key, value, "EX", &ttl_seconds.to_string()]),
            Test::Get => words(&["GET", &key]),
            Test::Mget => std::iter::once("MGET".to_owned()).chain(std::iter::repeat_n(key, MGET)).collect(),
            Test::Hget => words(&["HGET", &format!("{prefix}hash"), &format!("f:{RANDOM}")]),
            Test::Zadd => words(&["ZADD", &format!("{prefix}zset"), "XX", RANDOM, &format!("m:{RANDOM}")]),
            Test::Lrange => words(&["LRANGE", &format!("{prefix}list"), "0", &(LIST - 1).to_string()]),
        }
    }

    /// The random numbers are below it.
    #[must_use]
    pub fn range(self, load: &Load) -> u64 {
        match self {
            Test::Hget | Test::Zadd => ELEMENTS,
            _ => load.keyspace,
        }
    }

    /// Whether it needs the keys with values.
    #[must_use]
    pub fn uses_strings(self) -> bool {
        matches!(self, Test::Set | Test::Get | Test::Mget)
    }

    /// The key that it needs besides.
    #[must_use]
    pub fn collection(self, prefix: &str) -> Option<String> {
        let name = match self {
            Test::Hget => "hash",
            Test::Zadd => "zset",
            Test::Lrange => "list",
            _ => return None,
        };
        Some(format!("{prefix}{name}"))
    }

    /// The command that makes that key. It has to go with an EXPIRE in one transaction.
    #[must_use]
    pub fn seed(self, prefix: &str, load: &Load) -> Option<Vec<String>> {
        let key = self.collection(prefix)?;
        let mut seed = Vec::new();
        match self {
            Test::Hget => {
                seed.extend(words(&["HSET", &key]));
                seed.extend((0..ELEMENTS).flat_map(|number| [format!("f:{number:012}"), value(load)]));
            }
            Test::Zadd => {
                seed.extend(words(&["ZADD", &key]));
                seed.extend((0..ELEMENTS).flat_map(|number| [number.to_string(), format!("m:{number:012}")]));
            }
            Test::Lrange => {
                seed.extend(words(&["RPUSH", &key]));
                seed.extend((0..LIST).map(|_| value(load)));
            }
            _ => return None,
        }
        Some(seed)
    }

    /// What that key takes, in bytes, by and large.
    #[must_use]
    pub fn collection_bytes(self, load: &Load) -> u64 {
        /// Of an element: its name, pointers, allocations.
        const OVERHEAD: u64 = 120;
        match self {
            Test::Hget => ELEMENTS * (load.data_bytes + OVERHEAD),
            Test::Zadd => ELEMENTS * OVERHEAD,
            Test::Lrange => LIST * (load.data_bytes + OVERHEAD),
            _ => 0,
        }
    }

    /// Bytes of a reply, by and large.
    #[must_use]
    pub fn reply_bytes(self, load: &Load) -> u64 {
        match self {
            Test::Get | Test::Hget => load.data_bytes + 16,
            Test::Mget => MGET as u64 * (load.data_bytes + 16),
            Test::Lrange => LIST * (load.data_bytes + 16),
            _ => 16,
        }
    }

    /// The rule of an ACL that allows its command.
    #[must_use]
    pub fn permission(self) -> &'static str {
        match self {
            Test::Ping => "+ping",
            Test::Set => "+set",
            Test::Get => "+get",
            Test::Mget => "+mget",
            Test::Hget => "+hget",
            Test::Zadd => "+zadd",
            Test::Lrange => "+lrange",
        }
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A value of the wanted length.
#[must_use]
pub fn value(load: &Load) -> String {
    "0".repeat(usize::try_from(load.data_bytes).unwrap_or(usize::MAX))
}

/// The name of one of the keys.
#[must_use]
pub fn string_key(prefix: &str, number: u64) -> String {
    format!("{prefix}k:{number:012}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: Load =
        Load { requests: 10, duration_milliseconds: None, clients: 1, pipeline: 1, data_bytes: 3, keyspace: 50 };

    #[test]
    fn requests_meet_the_keys_that_were_made() {
        let digits = |text: &str| text.replace(RANDOM, "000000000007");
        assert_eq!(digits(&Test::Get.words("p:", "v", 9)[1]), string_key("p:", 7));
        assert_eq!(Test::Set.words("p:", "v", 9), ["SET", "p:k:__rand_int__", "v", "EX", "9"]);
        let seeded = Test::Hget.seed("p:", &LOAD).expect("a hash");
        assert!(seeded.contains(&digits(&Test::Hget.words("p:", "v", 9)[2])), "{seeded:?}");
        let seeded = Test::Zadd.seed("p:", &LOAD).expect("a sorted set");
        assert!(seeded.contains(&digits(&Test::Zadd.words("p:", "v", 9)[4])), "{seeded:?}");
        assert!(Test::Ping.seed("p:", &LOAD).is_none() && Test::Set.seed("p:", &LOAD).is_none());
    }

    #[test]
    fn names_are_told_where_one_is_wrong() {
        assert_eq!(Test::parse("GET"), Ok(Test::Get));
        assert!(Test::parse("incr").expect_err("it makes keys that stay").contains("ping, set, get"));
    }
}
