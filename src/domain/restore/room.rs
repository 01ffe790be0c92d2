//! Whether the servers have the memory for what is to be restored.

use super::contents::Contents;
use crate::report::units;
use serde::Serialize;

/// The figures and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Room {
    /// What the keys are expected to take, in bytes, on all primaries together.
    pub expected_bytes: u64,
    /// Whether that is the memory the source used; otherwise it is the size of the values in the file, which is less.
    pub measured: bool,
    /// What is left below `maxmemory`, or the container's limit, on all primaries together; none where there is no bound.
    pub left_bytes: Option<u64>,
    /// Whether it fits.
    pub enough: bool,
    /// `maxmemory-policy` of a server that evicts keys when it is full.
    pub evicts: Option<String>,
}

/// A server's memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// `maxmemory`; 0 for none.
    pub maxmemory_bytes: u64,
    /// The container's limit.
    pub limit_bytes: Option<u64>,
    /// `used_memory`.
    pub used_bytes: u64,
    /// What of it is data, which `--flush-first` frees.
    pub data_bytes: u64,
    /// `maxmemory-policy`.
    pub policy: String,
}

/// Judges. `emptied` says that what the servers hold is removed first.
#[must_use]
pub fn judge(contents: &Contents, servers: &[Memory], emptied: bool) -> Room {
    let measured = contents.used_memory.filter(|_| contents.bytes > 0);
    let share = |whole: u64| {
        let part = u128::from(whole) * u128::from(contents.selected_bytes) / u128::from(contents.bytes.max(1));
        u64::try_from(part).unwrap_or(u64::MAX)
    };
    let expected_bytes = measured.map_or(contents.selected_bytes, share).max(contents.selected_bytes);
    let left = |server: &Memory| {
        let used = if emptied { server.used_bytes.saturating_sub(server.data_bytes) } else { server.used_bytes };
        let bound = [Some(server.maxmemory_bytes).filter(|bytes| *bytes > 0), server.limit_bytes].into_iter().flatten();
        bound.min().map(|bound| bound.saturating_sub(used))
    };
    // Keys spread evenly over the shards, more or less: the sum is what can be said beforehand.
    let left_bytes = servers.iter().map(left).sum::<Option<u64>>().filter(|_| !servers.is_empty());
    let bounded = |server: &&Memory| server.maxmemory_bytes > 0 && server.policy != "noeviction";
    Room {
        expected_bytes,
        measured: measured.is_some(),
        left_bytes,
        enough: left_bytes.is_none_or(|left| left >= expected_bytes),
        evicts: servers.iter().find(bounded).map(|server| server.policy.clone()),
    }
}

impl Room {
    /// The figures in words.
    #[must_use]
    pub fn words(&self) -> String {
        let expected = units::bytes(self.expected_bytes);
        let expected = if self.measured { format!("about {expected}") } else { format!("at least {expected}") };
        match self.left_bytes {
            None => format!("{expected} needed, and no bound"),
            Some(left) => format!("{expected} needed, {} left", units::bytes(left)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_bound_counts_and_what_is_flushed_is_free() {
        let contents = Contents { bytes: 100, selected_bytes: 50, used_memory: Some(1000), ..Contents::default() };
        let server = Memory {
            maxmemory_bytes: 800,
            limit_bytes: Some(900),
            used_bytes: 700,
            data_bytes: 500,
            policy: "allkeys-lru".into(),
        };
        let room = judge(&contents, std::slice::from_ref(&server), false);
        assert_eq!((room.expected_bytes, room.left_bytes, room.enough), (500, Some(100), false));
        assert_eq!(room.evicts.as_deref(), Some("allkeys-lru"));
        let emptied = judge(&contents, std::slice::from_ref(&server), true);
        assert_eq!((emptied.left_bytes, emptied.enough), (Some(600), true));
        let unbounded = Memory { maxmemory_bytes: 0, limit_bytes: None, ..server };
        assert_eq!(judge(&contents, &[unbounded], false).left_bytes, None);
    }
}
