//! Server versions: what they are called, which RDB they write, and members that differ. Rule `version-skew`.

use super::release::Release;
use crate::formats::info::Info;
use crate::formats::rdb::Header;
use crate::report::{Finding, Severity};
use std::collections::BTreeMap;

/// The RDB a server of this version writes, where that is known.
pub fn rdb_header(info: &Info) -> Option<Header> {
    Release::of(info)?.rdb()
}

/// Whether members run different versions: as it is while an upgrade goes on. `versions` are members with what they run.
pub fn judge_skew(subject: &str, versions: &[(&str, &Info)]) -> Option<Finding> {
    let mut by_version: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (member, info) in versions {
        if let Some(version) = info.version() {
            by_version.entry(version).or_default().push(member);
        }
    }
    if by_version.len() < 2 {
        return None;
    }
    let parts: Vec<String> =
        by_version.iter().map(|(version, members)| format!("{version} on {}", members.join(", "))).collect();
    let message = format!("runs {} versions: {}", by_version.len(), parts.join("; "));
    Some(Finding::new("version-skew", Severity::Warning, subject, message).hint(
        "where an upgrade goes on, end it, replicas first: a replica cannot read the RDB of a much newer primary",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(text: &str) -> Info {
        Info::parse(text)
    }

    #[test]
    fn versions_write_their_rdb() {
        let of = |text: &str| rdb_header(&info(text)).map(|header| header.to_string());
        for (version, magic) in [
            ("5.0.14", "REDIS0009"),
            ("6.2.1", "REDIS0009"),
            ("7.0.15", "REDIS0010"),
            ("7.2.4", "REDIS0011"),
            ("7.4.1", "REDIS0012"),
            ("8.0.2", "REDIS0012"),
            ("8.6.0", "REDIS0013"),
            ("8.10.1", "REDIS0015"),
        ] {
            assert_eq!(of(&format!("redis_version:{version}\n")).as_deref(), Some(magic), "{version}");
        }
        let valkey = "redis_version:7.2.4\nserver_name:valkey\nvalkey_version:";
        assert_eq!(of(&format!("{valkey}8.1.1\n")).as_deref(), Some("REDIS0011"));
        assert_eq!(of(&format!("{valkey}9.1.2\n")).as_deref(), Some("VALKEY080"));
        for unknown in
            ["redis_version:9.0.0\n", "redis_version:8.1.0\n", "redis_version:x\n", "", "valkey_version:9.2.0\n"]
        {
            assert_eq!(of(unknown), None, "{unknown}");
        }
        assert_eq!(of("redis_version:6.3.4\nserver_name:keydb\n"), None);
    }

    #[test]
    fn a_difference_in_the_last_number_is_a_skew() {
        let (old, new) = (info("redis_version:7.4.1\n"), info("redis_version:7.4.2\n"));
        assert!(judge_skew("apps/cache", &[("a", &old), ("b", &old)]).is_none());
        let found = judge_skew("apps/cache", &[("a", &old), ("b", &new), ("c", &old)]).expect("a skew");
        assert_eq!(found.message, "runs 2 versions: 7.4.1 on a, c; 7.4.2 on b");
    }
}
