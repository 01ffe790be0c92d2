//! Names of backup sets and of what lies in them: `<namespace>.<instance>/<UTC time>/`.

use chrono::{DateTime, Utc};

/// The manifest's name in a set.
pub const MANIFEST: &str = "manifest.json";

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

/// The RDB of a shard: `dump.rdb.gz`, or `dump-shard-2.rdb.gz` where there are several.
pub fn rdb_artefact(shard: usize, shards: usize, suffix: &str) -> String {
    if shards == 1 { format!("dump.rdb{suffix}") } else { format!("dump-shard-{shard}.rdb{suffix}") }
}

/// The files of a shard's AOF: `appendonly.tar.gz`, or `appendonly-shard-2.tar.gz` where there are several.
pub fn aof_artefact(shard: usize, shards: usize, suffix: &str) -> String {
    if shards == 1 { format!("appendonly.tar{suffix}") } else { format!("appendonly-shard-{shard}.tar{suffix}") }
}

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
        assert_eq!(rdb_artefact(0, 1, ".gz"), "dump.rdb.gz");
        assert_eq!(rdb_artefact(2, 3, ""), "dump-shard-2.rdb");
        assert_eq!(aof_artefact(0, 1, ".gz"), "appendonly.tar.gz");
        assert_eq!(aof_artefact(2, 3, ""), "appendonly-shard-2.tar");
    }
}
