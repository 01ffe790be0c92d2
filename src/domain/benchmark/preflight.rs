//! Whether a primary can bear the load: room for the keys and the connections, and a state in which it takes writes.

use super::Load;
use super::test::Test;
use crate::formats::info::Info;
use crate::report::units;
use serde::Serialize;

/// Of a key with a value: the dictionary's entry, two allocations, the time to live.
const KEY_BYTES: u64 = 160;
/// Of a connection: its buffers at rest.
const CLIENT_BYTES: u64 = 48 << 10;
/// What is left to others.
const MARGIN_BYTES: u64 = 4 << 20;
/// Connections that are left to others.
const MARGIN_CLIENTS: u64 = 8;

/// What a primary has, and what the load takes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Room {
    /// What keys and connections are expected to take.
    pub expected_bytes: u64,
    /// `used_memory`.
    pub used_bytes: u64,
    /// What the process occupies.
    pub rss_bytes: u64,
    /// `maxmemory`; none where there is none.
    pub maxmemory_bytes: Option<u64>,
    /// `maxmemory-policy`.
    pub policy: Option<String>,
    /// The container's limit.
    pub limit_bytes: Option<u64>,
}

/// Bytes that a load takes of one primary.
#[must_use]
pub fn expected_bytes(tests: &[Test], load: &Load, prefix: &str) -> u64 {
    let key = KEY_BYTES + prefix.len() as u64 + load.data_bytes;
    let strings = if tests.iter().any(|test| test.uses_strings()) { load.keyspace.saturating_mul(key) } else { 0 };
    let collections: u64 = tests.iter().map(|test| test.collection_bytes(load)).sum();
    let reply = tests.iter().map(|test| test.reply_bytes(load)).max().unwrap_or(0);
    let at_a_time = u64::from(load.pipeline).saturating_mul(reply + prefix.len() as u64 + load.data_bytes);
    let clients = u64::from(load.clients).saturating_mul(CLIENT_BYTES.saturating_add(at_a_time));
    strings.saturating_add(collections).saturating_add(clients)
}

impl Room {
    /// Of a primary by its INFO.
    #[must_use]
    pub fn of(info: &Info, limit_bytes: Option<u64>, expected_bytes: u64) -> Self {
        let used_bytes = info.number("used_memory").unwrap_or(0);
        Self {
            expected_bytes,
            used_bytes,
            rss_bytes: info.number("used_memory_rss").unwrap_or(0).max(used_bytes),
            maxmemory_bytes: info.number("maxmemory").filter(|bytes| *bytes > 0),
            policy: info.text("maxmemory_policy").map(str::to_owned),
            limit_bytes,
        }
    }

    /// Why it does not fit; none where it does.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let needed = self.expected_bytes.saturating_add(MARGIN_BYTES);
        let figures = |bound: u64, taken: u64| {
            format!(
                "{} of {} are in use, and the load takes about {}",
                units::bytes(taken),
                units::bytes(bound),
                units::bytes(self.expected_bytes)
            )
        };
        if let Some(bound) = self.maxmemory_bytes.filter(|bound| self.used_bytes.saturating_add(needed) > *bound) {
            let policy = self.policy.as_deref().unwrap_or("noeviction");
            let what = if policy == "noeviction" {
                "it would refuse writes".to_owned()
            } else {
                format!("it would evict keys ({policy})")
            };
            return Some(format!("{what}: of maxmemory {}", figures(bound, self.used_bytes)));
        }
        let limit = self.limit_bytes.filter(|limit| self.rss_bytes.saturating_add(needed) > *limit)?;
        Some(format!("its container would be killed: of its memory limit {}", figures(limit, self.rss_bytes)))
    }
}

/// What of a primary's state speaks against a load. `stops_writes` says whether a save that fails makes it refuse writes;
/// none where that could not be asked.
#[must_use]
pub fn state_refusal(info: &Info, load: &Load, stops_writes: Option<bool>) -> Option<String> {
    if info.flag("loading") == Some(true) {
        return Some("it is loading its data".to_owned());
    }
    let failed = |field: &str| info.text(field).is_some_and(|status| status != "ok");
    if failed("rdb_last_bgsave_status") && stops_writes == Some(true) {
        return Some("its last save has failed, so it refuses writes (MISCONF)".to_owned());
    }
    if info.flag("aof_enabled") == Some(true) && failed("aof_last_write_status") {
        return Some("its AOF cannot be written, so it refuses writes (MISCONF)".to_owned());
    }
    let (most, now) = (info.number("maxclients")?, info.number("connected_clients")?);
    let wanted = u64::from(load.clients) + MARGIN_CLIENTS;
    (now + wanted > most)
        .then(|| format!("it would have no connections left for others: {now} of {most} are in use (maxclients)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: Load = Load {
        requests: 100_000,
        duration_milliseconds: None,
        clients: 50,
        pipeline: 1,
        data_bytes: 1 << 20,
        keyspace: 100,
    };

    fn info(text: &str) -> Info {
        Info::parse(text)
    }

    #[test]
    fn keys_and_what_is_under_way_take_memory() {
        let strings = expected_bytes(&[Test::Set], &LOAD, "p:");
        assert!(strings > 150 << 20, "100 keys and 50 values under way of 1 MiB: {strings}");
        assert!(expected_bytes(&[Test::Ping], &Load { data_bytes: 3, ..LOAD }, "p:") < 5 << 20);
        assert!(expected_bytes(&[Test::Lrange], &LOAD, "p:") > 100 * strings / 4, "replies of 100 elements");
    }

    #[test]
    fn what_would_evict_or_get_the_container_killed_is_refused() {
        let full =
            info("used_memory:90000000\nused_memory_rss:95000000\nmaxmemory:100000000\nmaxmemory_policy:allkeys-lru\n");
        let room = |info: &Info, limit, expected| Room::of(info, limit, expected).refusal();
        assert!(room(&full, None, 10 << 20).is_some_and(|why| why.contains("evict keys (allkeys-lru)")));
        assert_eq!(room(&full, None, 1 << 20), None);
        let strict = info("used_memory:90000000\nmaxmemory:100000000\nmaxmemory_policy:noeviction\n");
        assert!(room(&strict, None, 10 << 20).is_some_and(|why| why.contains("refuse writes")));
        let free = info("used_memory:90000000\nused_memory_rss:120000000\nmaxmemory:0\n");
        assert_eq!(room(&free, None, 10 << 20), None);
        assert!(room(&free, Some(128 << 20), 10 << 20).is_some_and(|why| why.contains("killed")));
    }

    #[test]
    fn a_state_in_which_writes_are_refused() {
        let why = |text: &str, stops| state_refusal(&info(text), &LOAD, stops);
        assert!(why("loading:1\n", None).is_some_and(|why| why.contains("loading")));
        let failed = "loading:0\nrdb_last_bgsave_status:err\nmaxclients:10000\nconnected_clients:3\n";
        assert!(why(failed, Some(true)).is_some_and(|why| why.contains("MISCONF")));
        assert_eq!((why(failed, Some(false)), why(failed, None)), (None, None), "the first write tells");
        assert!(why("aof_enabled:1\naof_last_write_status:err\n", None).is_some_and(|why| why.contains("AOF")));
        assert!(why("maxclients:60\nconnected_clients:5\n", None).is_some_and(|why| why.contains("5 of 60")));
    }
}
