//! The table of directives, measured again: on a server of every release, by CONFIG GET and by starting with it.

use super::released::{Released, ends};
use redis_ops::domain::release::Release;
use redis_ops::domain::upgrade::directives::{DIRECTIVES, is_known};

const RELEASES: [(&str, Release); 7] = [
    ("6.2", Release::redis(6, 2)),
    ("7.0", Release::redis(7, 0)),
    ("7.4", Release::redis(7, 4)),
    ("8.0", Release::redis(8, 0)),
    ("8.6", Release::redis(8, 6)),
    ("valkey-8.0", Release::valkey(8, 0)),
    ("valkey-9.1", Release::valkey(9, 1)),
];

/// Directives that a server takes and does not list, with a value.
const UNLISTED: [(&str, &str); 3] =
    [("aof-disable-auto-gc", "no"), ("prefetch-batch-max-size", "16"), ("events-per-io-thread", "2")];

#[test]
fn what_the_table_says_is_what_the_servers_say() {
    for (version, release) in RELEASES {
        let folder = tempfile::tempdir().unwrap();
        let server = Released::start(version, folder.path(), &[]);
        let told = server.call(&["CONFIG", "GET", "*"]);
        // A name and its value in turn.
        let names: Vec<&str> = told.lines().step_by(2).collect();
        assert!(names.contains(&"maxmemory"), "{told}");
        for (name, _, _) in DIRECTIVES {
            let known = is_known(name, release).unwrap_or_else(|| panic!("{name} is not measured on {version}"));
            let listed = names.contains(&name);
            if known && !listed {
                let (_, value) = UNLISTED.iter().find(|(other, _)| *other == name).unwrap_or_else(|| {
                    panic!("{version} does not list {name}, and the table gives it to it");
                });
                let (ended, log) = ends(version, folder.path(), &[&format!("--{name}"), value]);
                assert_eq!(ended, None, "{version} does not start with {name}: {log}");
            } else {
                assert_eq!(known, listed, "{version}: {name}");
            }
        }
    }
}

#[test]
fn a_server_ends_at_a_directive_that_the_table_denies_it() {
    for (version, line) in [("7.0", "gopher-enabled no"), ("6.2", "latency-tracking yes"), ("7.4", "lookahead 4")] {
        let (name, value) = line.split_once(' ').unwrap();
        let release = RELEASES.iter().find(|(name, _)| *name == version).unwrap().1;
        assert_eq!(is_known(name, release), Some(false));
        let folder = tempfile::tempdir().unwrap();
        let (ended, log) = ends(version, folder.path(), &[&format!("--{name}"), value]);
        assert!(ended.is_some_and(|status| !status.success()), "{version} starts with {line}: {log}");
    }
}
