//! The words of a RESTORE.

use crate::commands::restore::restore_rdb::feed::Head;
use crate::commands::restore::restore_rdb::shared::Policy;

/// The words of RESTORE that are numbers. An expiry is absolute; 0 is none.
pub(super) struct RestoreWords {
    at: String,
    idle: Option<String>,
    frequency: Option<String>,
}

impl RestoreWords {
    pub fn of(head: &Head) -> Self {
        Self {
            at: head.expires_at_ms.unwrap_or(0).to_string(),
            idle: head.idle_seconds.map(|seconds| seconds.to_string()),
            frequency: head.frequency.map(|counter| counter.to_string()),
        }
    }

    pub fn all<'a>(&'a self, head: &'a Head, payload: &'a [u8], policy: Policy) -> Vec<&'a [u8]> {
        let mut words: Vec<&[u8]> = vec![b"RESTORE", &head.name, self.at.as_bytes(), payload, b"ABSTTL"];
        if policy == Policy::Replace {
            words.push(b"REPLACE");
        }
        // One of the two at most: the server has one policy.
        match (&self.idle, &self.frequency) {
            (Some(idle), _) => words.extend([&b"IDLETIME"[..], idle.as_bytes()]),
            (None, Some(frequency)) => words.extend([&b"FREQ"[..], frequency.as_bytes()]),
            (None, None) => {}
        }
        words
    }
}
