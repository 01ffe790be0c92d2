//! A tour of redis-ops for who has a quarter of an hour: commands to try on the sandbox, in an order that tells a story. It
//! can be read and typed, or be run by itself.

use crate::sandbox::Sandbox;
use std::path::Path;

/// A stop of the tour.
pub struct Stop {
    /// What it shows.
    pub title: &'static str,
    /// Commands with the exit status that each has to end with. `$set` is the path of the backup.
    pub commands: Vec<(String, u8)>,
}

/// The stops, with `folder` for backups.
pub fn stops(sandbox: &Sandbox, folder: &Path) -> Vec<Stop> {
    let primary = sandbox.pod("apps", "cache-redis-0").address();
    let cache = |command: &str, rest: &str| format!("{command} -n apps -r cache{rest}");
    let folder = folder.display();
    let stop = |title, commands: &[(String, u8)]| Stop { title, commands: commands.to_vec() };
    vec![
        stop("What there is: every Redis that can be seen, in every namespace", &[("list -A".to_owned(), 0)]),
        stop("Two Redis in one namespace: nothing is guessed", &[("ping -n data".to_owned(), 4)]),
        stop("Is it well? One verdict, and an exit status that a script can trust", &[(cache("health", ""), 0)]),
        stop(
            "Break something: a replica that thinks it is a primary takes writes that nobody will see again",
            &[
                (cache("cli", " --pod cache-redis-2 --confirm apps/cache -- REPLICAOF NO ONE"), 0),
                (cache("health", ""), 2),
            ],
        ),
        stop(
            "Mend it, and wait until it is well",
            &[
                (
                    cache(
                        "cli",
                        &format!(
                            " --pod cache-redis-2 --confirm apps/cache -- REPLICAOF {} {}",
                            primary.ip(),
                            primary.port()
                        ),
                    ),
                    0,
                ),
                (cache("check-replication", " --wait 30s"), 0),
            ],
        ),
        stop(
            "A backup that was proven readable while it was taken",
            &[(cache("backup-rdb", &format!(" --to {folder}")), 0), ("backup-verify $set".to_owned(), 0)],
        ),
        stop(
            "An accident. It asks for the name to be typed; scripts give it",
            &[
                (cache("flushall", ""), 4),
                (cache("flushall", " --no-backup --confirm apps/cache"), 0),
                (cache("dbsize", ""), 0),
            ],
        ),
        stop(
            "And everything back, each key read back and compared",
            &[(cache("restore-rdb $set", " --yes --verify full"), 0), (cache("dbsize", ""), 0)],
        ),
        stop(
            "Another primary, without losing an acknowledged write: first the plan, then the deed",
            &[
                (cache("promote-replica cache-redis-1", " --dry-run"), 0),
                (cache("promote-replica cache-redis-1", " --yes"), 0),
                (cache("role", ""), 1),
            ],
        ),
        stop("What a keyspace is made of", &[("bigkeys -n shop -r shop --memory --top 2".to_owned(), 0)]),
    ]
}
