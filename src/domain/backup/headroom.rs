//! Fork headroom: a snapshot makes the server fork, and what is written meanwhile is copied page by page.
//! A container that cannot bear the copies is killed by the kernel, in the middle of the night.

use crate::formats::info::Info;
use crate::report::units;
use serde::Serialize;

/// A page of memory, which one write copies.
const PAGE_BYTES: u64 = 4096;
/// What a fork child writes of an RDB in a second on a slow core; the time of the fork follows from it.
const SNAPSHOT_BYTES_PER_SECOND: u64 = 40 * 1024 * 1024;
/// Page tables, buffers and the child's own allocations.
const FIXED_BYTES: u64 = 4 * 1024 * 1024;
/// Share of the data set that is assumed to be copied even on a server that looks idle now.
const IDLE_SHARE: u64 = 20;

/// The figures and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Headroom {
    /// The container's limit; none means that only the node's memory bounds it.
    pub limit_bytes: Option<u64>,
    /// What the server's process occupies.
    pub rss_bytes: u64,
    /// What a fork is expected to need on top.
    pub expected_bytes: u64,
    /// Whether it fits.
    pub enough: bool,
}

/// Judges the memory of a member before a snapshot is asked of it.
pub fn judge(info: &Info, limit_bytes: Option<u64>) -> Headroom {
    let used = info.number("used_memory").unwrap_or(0);
    // Redis 7 tells what the process has now; before a first sample is taken it is 0, and `used` is the better figure.
    let rss_bytes = info.number("used_memory_rss").unwrap_or(0).max(used);
    let last_copied = info.number("rdb_last_cow_size").unwrap_or(0).max(info.number("current_cow_peak").unwrap_or(0));
    let seconds = used / SNAPSHOT_BYTES_PER_SECOND + 1;
    let writes = info.number("instantaneous_ops_per_sec").unwrap_or(0);
    let written = writes.saturating_mul(PAGE_BYTES).saturating_mul(seconds);
    let copied = last_copied.max(written).max(used / IDLE_SHARE).min(used.max(last_copied));
    let expected_bytes = copied + FIXED_BYTES;
    let enough = limit_bytes.is_none_or(|limit| limit.saturating_sub(rss_bytes) >= expected_bytes);
    Headroom { limit_bytes, rss_bytes, expected_bytes, enough }
}

impl Headroom {
    /// The figures in words.
    pub fn words(&self) -> String {
        match self.limit_bytes {
            None => format!("no memory limit; a fork may copy {}", units::bytes(self.expected_bytes)),
            Some(limit) => format!(
                "limit {}, in use {}, left {}; a fork may copy {}",
                units::bytes(limit),
                units::bytes(self.rss_bytes),
                units::bytes(limit.saturating_sub(self.rss_bytes)),
                units::bytes(self.expected_bytes)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn info(used_mib: u64, more: &str) -> Info {
        Info::parse(&format!("used_memory:{0}\nused_memory_rss:{0}\n{more}", used_mib * MIB))
    }

    #[test]
    fn a_small_server_in_a_small_container_is_safe_and_a_full_one_is_not() {
        assert!(judge(&info(20, ""), Some(128 * MIB)).enough);
        assert!(!judge(&info(120, ""), Some(128 * MIB)).enough);
        assert!(judge(&info(120, ""), None).enough);
    }

    #[test]
    fn what_was_copied_last_time_and_what_is_written_now_both_count() {
        assert!(!judge(&info(60, "rdb_last_cow_size:80000000\n"), Some(128 * MIB)).enough);
        assert!(!judge(&info(80, "instantaneous_ops_per_sec:20000\n"), Some(128 * MIB)).enough);
        assert!(judge(&info(80, "instantaneous_ops_per_sec:20\n"), Some(128 * MIB)).enough);
    }

    #[test]
    fn no_more_than_everything_can_be_copied() {
        let busy = judge(&info(10, "instantaneous_ops_per_sec:18446744073709551615\n"), Some(1024 * MIB));
        assert!(busy.expected_bytes <= 10 * MIB + FIXED_BYTES);
    }
}
