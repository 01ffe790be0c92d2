//! Server versions: what they are called, which RDB they write, and members that differ. Rule `version-skew`.

use crate::formats::info::Info;
use crate::formats::rdb::{Dialect, Header};
use crate::report::{Finding, Severity};
use std::collections::BTreeMap;

/// The RDB a server of this version writes, where that is known: from the sources of Redis 2.6 to 8.10 and Valkey 7.2 to
/// 9.1 (`RDB_VERSION` in rdb.h). What a file is in truth stands in its header.
pub fn rdb_header(info: &Info) -> Option<Header> {
    let redis = |version| Some(Header { dialect: Dialect::Redis, version });
    // Forks keep `redis_version` at what they are compatible with.
    if let Some(version) = info.text("valkey_version") {
        return match parse(version)? {
            (7, _) | (8, 0..=1) => redis(11),
            (9, 0..=1) => Some(Header { dialect: Dialect::Valkey, version: 80 }),
            _ => None,
        };
    }
    if info.text("server_name").is_some_and(|name| name != "redis") {
        return None;
    }
    match parse(info.text("redis_version")?)? {
        (2, 6..=8) | (3, 0) => redis(6),
        (3, 2) => redis(7),
        (4, 0) => redis(8),
        (5..=6, _) => redis(9),
        (7, 0) => redis(10),
        (7, 2) => redis(11),
        (7, 4) | (8, 0 | 2 | 4) => redis(12),
        (8, 6) => redis(13),
        (8, 8) => redis(14),
        (8, 10) => redis(15),
        _ => None,
    }
}

/// Major and minor.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
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
