//! Names of backup sets and of what lies in them: `<namespace>.<instance>/<UTC time>/`.

use chrono::{DateTime, Utc};

/// The manifest's name in a set.
pub const MANIFEST: &str = "manifest.json";
/// The lock's name in the folder of an instance, in a bucket.
pub const LOCK: &str = "lock.json";

/// The folder of an instance's sets: `apps.cache`, or `127.0.0.1_6379` with `--url`. Kubernetes names hold letters,
/// digits, `-` and `.` only; anything else, such as the colons of an address, becomes `_`.
pub fn instance_folder(namespace: Option<&str>, instance: &str) -> String {
    let name = match namespace {
        Some(namespace) => format!("{namespace}.{instance}"),
        None => instance.to_owned(),
    };
    let keep = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    let name: String = name.chars().map(|character| if keep(character) { character } else { '_' }).collect();
    // A name of dots alone would be a path.
    if name.chars().all(|character| character == '.') { "_".to_owned() } else { name }
}

/// The folder of one set: `20261120T031502Z`. Names sort by time.
pub fn set_folder(time: DateTime<Utc>) -> String {
    time.format("%Y%m%dT%H%M%SZ").to_string()
}

/// The RDB of a shard, before it is packed: `dump.rdb`, or `dump-shard-2.rdb` where there are several.
pub fn rdb_artefact(shard: usize, shards: usize) -> String {
    if shards == 1 { "dump.rdb".to_owned() } else { format!("dump-shard-{shard}.rdb") }
}

/// The files of a shard's AOF, before they are packed: `appendonly.tar`, or `appendonly-shard-2.tar` where there are
/// several.
pub fn aof_artefact(shard: usize, shards: usize) -> String {
    if shards == 1 { "appendonly.tar".to_owned() } else { format!("appendonly-shard-{shard}.tar") }
}

/// The name under which an artefact is stored: with the run's id before its first dot and what packing appends.
pub fn artefact(name: &str, run: Option<&str>, suffix: &str) -> String {
    let (stem, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    match run {
        Some(run) => format!("{stem}-{run}{rest}{suffix}"),
        None => format!("{stem}{rest}{suffix}"),
    }
}

/// The time in a set's name, which may have a number after it: `20261120T031502Z`, `20261120T031502Z-2`.
pub fn parse_set_folder(name: &str) -> Option<DateTime<Utc>> {
    let (stamp, number) = name.split_once('-').unwrap_or((name, "2"));
    let plain = stamp.len() == 16 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let time = chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").ok()?;
    plain.then(|| time.and_utc())
}

/// Whether a run of ours may have left a file of this name where there is no manifest that names it.
pub fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix('.').and_then(|name| name.strip_suffix(".partial")).unwrap_or(name);
    let of_kind = |kind: &str| name.starts_with(kind) && name[kind.len()..].starts_with(['.', '-']);
    name == MANIFEST || KINDS.iter().any(|kind| of_kind(kind))
}

/// What the names of artefacts begin with.
const KINDS: [&str; 6] = ["dump", "appendonly", "config", "resources", "derived", "secrets"];

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn names_are_plain_file_names() {
        assert_eq!(instance_folder(Some("apps"), "cache"), "apps.cache");
        assert_eq!(instance_folder(None, "fe80::1:6379"), "fe80__1_6379");
        assert_eq!(instance_folder(None, "../etc"), ".._etc");
        assert_eq!(instance_folder(None, ".."), "_");
        let time = Utc.with_ymd_and_hms(2026, 11, 20, 3, 15, 2).single().expect("a time");
        assert_eq!(set_folder(time), "20261120T031502Z");
        assert_eq!(rdb_artefact(0, 1), "dump.rdb");
        assert_eq!(rdb_artefact(2, 3), "dump-shard-2.rdb");
        assert_eq!(aof_artefact(0, 1), "appendonly.tar");
        assert_eq!(aof_artefact(2, 3), "appendonly-shard-2.tar");
        assert_eq!(artefact("dump.rdb", None, ".gz"), "dump.rdb.gz");
        assert_eq!(artefact("dump-shard-2.rdb", Some("1f2e3d4c"), ".gz.age"), "dump-shard-2-1f2e3d4c.rdb.gz.age");
        for name in [
            "dump.rdb",
            ".dump.rdb.gz.partial",
            "dump-1f2e.rdb",
            "derived.yaml",
            "secrets-1f2e.yaml.age",
            ".manifest.json.partial",
            ".appendonly-1f2e.tar.gz.age.partial",
            "appendonly.tar.gz",
        ] {
            assert!(is_ours(name), "{name}");
        }
        for name in ["dumpling", "README", "notes.txt", ".dump", "passwd"] {
            assert!(!is_ours(name), "{name}");
        }
    }

    #[test]
    fn the_time_of_a_set_is_in_its_name() {
        let time = Utc.with_ymd_and_hms(2026, 11, 20, 3, 15, 2).single();
        assert_eq!(parse_set_folder("20261120T031502Z"), time);
        assert_eq!(parse_set_folder("20261120T031502Z-12"), time);
        for name in ["20261120", "20261120T031502Z-", "20261120T031502Z-x", "20261320T031502Z", "tmp", ""] {
            assert_eq!(parse_set_folder(name), None, "{name}");
        }
    }
}
