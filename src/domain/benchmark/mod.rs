//! How fast a server is under a load of our own: what is sent, whether there is room for it, what came of it.

pub mod csv;
pub mod histogram;
pub mod judge;
pub mod plan;
pub mod preflight;
pub mod test;

use crate::formats::slot;
use serde::Serialize;

/// All keys lie below it.
pub const PREFIX: &str = "redis-ops:benchmark:";
/// The users that are made for the login of a load begin with it.
pub const USER_PREFIX: &str = "redis-ops-benchmark-";
/// What a helper pod that makes the load is for.
pub const PURPOSE: &str = "benchmark";

/// How much is sent, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Load {
    /// Requests of each test, to each primary.
    pub requests: u64,
    /// Time of each test, in place of a number of requests.
    pub duration_milliseconds: Option<u64>,
    /// Connections to each primary.
    pub clients: u32,
    /// Requests that a connection sends at a time.
    pub pipeline: u32,
    /// Bytes of a value.
    pub data_bytes: u64,
    /// Keys that requests choose from.
    pub keyspace: u64,
}

impl Load {
    /// How long a test may take before nobody believes in its end: at 500 requests a second, and a minute.
    #[must_use]
    pub fn longest_seconds(&self) -> u64 {
        60 + self.duration_milliseconds.map_or(self.requests / 500, |milliseconds| 2 * milliseconds.div_ceil(1000))
    }
}

/// Where the load came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A pod beside the servers.
    Pod,
    /// This machine, through the Kubernetes API: a tunnel, which is measured with the servers.
    Tunnel,
    /// This machine, straight to the address that `--url` names.
    Here,
}

/// What was measured of a test on one primary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// Requests a second.
    pub ops_per_second: f64,
    /// Half of them took no longer.
    pub p50_microseconds: Option<u64>,
    /// 95 of 100 took no longer.
    pub p95_microseconds: Option<u64>,
    /// 99 of 100 took no longer.
    pub p99_microseconds: Option<u64>,
    /// The longest.
    pub greatest_microseconds: Option<u64>,
}

impl Measured {
    /// All primaries together: the sum of what they did, and the longest time of any, which is no less than the time of
    /// all together. None of none.
    #[must_use]
    pub fn together(all: &[Self]) -> Option<Self> {
        let worst = |of: fn(&Self) -> Option<u64>| all.iter().map(of).collect::<Option<Vec<u64>>>()?.into_iter().max();
        (!all.is_empty()).then(|| Self {
            ops_per_second: all.iter().map(|one| one.ops_per_second).sum(),
            p50_microseconds: worst(|one| one.p50_microseconds),
            p95_microseconds: worst(|one| one.p95_microseconds),
            p99_microseconds: worst(|one| one.p99_microseconds),
            greatest_microseconds: worst(|one| one.greatest_microseconds),
        })
    }
}

/// What the keys of a run on one primary begin with: in a Redis Cluster with a hash tag that leads to a slot of its own,
/// as `is_own` tells.
#[must_use]
pub fn prefix(run: &str, is_own: Option<&dyn Fn(u16) -> bool>) -> Option<String> {
    /// Tags that are tried: each slot is met 60 times among them, by and large.
    const TRIED: u32 = 1_000_000;
    match is_own {
        None => Some(format!("{PREFIX}{run}:")),
        Some(is_own) => {
            let tag = (0..TRIED).find(|tag| is_own(slot::of(tag.to_string().as_bytes())))?;
            Some(format!("{PREFIX}{run}:{{{tag}}}:"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lie_in_a_slot_of_their_primary() {
        assert_eq!(prefix("1", None).as_deref(), Some("redis-ops:benchmark:1:"));
        for wanted in [0, 5460, 16383] {
            let prefix = prefix("1", Some(&|slot| slot == wanted)).expect("a tag for each slot");
            assert_eq!(slot::of(format!("{prefix}k:000000000007").as_bytes()), wanted);
        }
        assert_eq!(prefix("1", Some(&|_| false)), None);
    }

    #[test]
    fn shards_add_up_and_the_slowest_counts() {
        let one = |ops_per_second, p95| Measured {
            ops_per_second,
            p50_microseconds: Some(1),
            p95_microseconds: p95,
            p99_microseconds: Some(9),
            greatest_microseconds: None,
        };
        let both = Measured::together(&[one(10.0, Some(5)), one(20.0, Some(7))]).expect("two");
        assert_eq!((both.ops_per_second, both.p95_microseconds, both.greatest_microseconds), (30.0, Some(7), None));
        let both = Measured::together(&[one(10.0, Some(5)), one(20.0, None)]).expect("two");
        assert_eq!(both.p95_microseconds, None, "one of them did not say");
        assert_eq!(Measured::together(&[]), None);
    }
}
