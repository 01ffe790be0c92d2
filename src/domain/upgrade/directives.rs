//! Which releases know a directive, as data, and rule `upgrade-directive`: a directive that a server does not know stops it
//! at its start ("Bad directive or wrong number of arguments").
//!
//! The table is measured: a server of each release in [`MEASURED_REDIS`] and [`MEASURED_VALKEY`] was asked for
//! `CONFIG GET *`, and started with every directive that it did not name. A test does so again. Between two measured
//! releases, and after the last, nothing is said.

use super::release_facts::Named;
use crate::domain::release::Release;
use crate::formats::rdb::Dialect;
use crate::report::{Finding, Severity};

/// Releases of Redis the table was measured on.
pub const MEASURED_REDIS: [(u32, u32); 5] = [(6, 2), (7, 0), (7, 4), (8, 0), (8, 6)];
/// Releases of Valkey the table was measured on.
pub const MEASURED_VALKEY: [(u32, u32); 2] = [(8, 0), (9, 1)];

/// In which of the measured releases of a family a directive is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// In all.
    Always,
    /// In none.
    Never,
    /// From this one on.
    Since(u32, u32),
    /// Up to this one.
    Until(u32, u32),
}

use Known::{Always, Never, Since, Until};

/// Directive, Redis, Valkey: those on which the measured releases differ. Directives of TLS and RDMA, which a build may
/// lack, are left out but for the newest.
pub const DIRECTIVES: [(&str, Known, Known); 84] = [
    ("active-defrag-cycle-us", Never, Since(9, 1)),
    ("aof-disable-auto-gc", Since(7, 0), Always),
    ("aof-load-corrupt-tail-max-size", Since(8, 6), Never),
    ("aof-rewrite-cpulist", Since(7, 4), Always),
    ("aof-timestamp-enabled", Since(7, 0), Always),
    ("appenddirname", Since(7, 0), Always),
    ("availability-zone", Never, Always),
    ("bgsave-cpulist", Since(7, 4), Always),
    ("bind-source-addr", Since(7, 0), Always),
    ("bio-cpulist", Since(7, 4), Always),
    ("busy-reply-threshold", Since(7, 0), Always),
    ("cluster-allow-pubsubshard-when-down", Since(7, 0), Always),
    ("cluster-announce-client-ipv4", Never, Always),
    ("cluster-announce-client-ipv6", Never, Always),
    ("cluster-announce-client-port", Never, Since(9, 1)),
    ("cluster-announce-client-tls-port", Never, Since(9, 1)),
    ("cluster-announce-hostname", Since(7, 0), Always),
    ("cluster-announce-human-nodename", Since(7, 4), Always),
    ("cluster-blacklist-ttl", Never, Always),
    ("cluster-compatibility-sample-ratio", Since(8, 0), Never),
    ("cluster-config-save-behavior", Never, Since(9, 1)),
    ("cluster-databases", Never, Since(9, 1)),
    ("cluster-link-sendbuf-limit", Since(7, 0), Always),
    ("cluster-manual-failover-timeout", Never, Since(9, 1)),
    ("cluster-port", Since(7, 0), Always),
    ("cluster-preferred-endpoint-type", Since(7, 0), Always),
    ("cluster-slot-migration-handoff-max-lag-bytes", Since(8, 6), Never),
    ("cluster-slot-migration-log-max-len", Never, Since(9, 1)),
    ("cluster-slot-migration-write-pause-timeout", Since(8, 6), Never),
    ("cluster-slot-stats-enabled", Since(8, 6), Always),
    ("commandlog-execution-slower-than", Never, Since(9, 1)),
    ("commandlog-large-reply-max-len", Never, Since(9, 1)),
    ("commandlog-large-request-max-len", Never, Since(9, 1)),
    ("commandlog-reply-larger-than", Never, Since(9, 1)),
    ("commandlog-request-larger-than", Never, Since(9, 1)),
    ("commandlog-slow-execution-max-len", Never, Since(9, 1)),
    ("dual-channel-replication-enabled", Never, Always),
    ("enable-debug-command", Since(7, 0), Always),
    ("enable-module-command", Since(7, 0), Always),
    ("enable-protected-configs", Since(7, 0), Always),
    ("events-per-io-thread", Never, Always),
    ("extended-redis-compatibility", Never, Always),
    ("gopher-enabled", Until(6, 2), Never),
    ("hash-max-listpack-entries", Since(7, 0), Always),
    ("hash-max-listpack-value", Since(7, 0), Always),
    ("hash-seed", Never, Since(9, 1)),
    ("hide-user-data-from-log", Since(7, 4), Always),
    ("import-mode", Never, Since(9, 1)),
    ("key-memory-histograms", Since(8, 6), Never),
    ("latency-tracking", Since(7, 0), Always),
    ("latency-tracking-info-percentiles", Since(7, 0), Always),
    ("list-max-listpack-size", Since(7, 0), Always),
    ("locale-collate", Since(7, 4), Always),
    ("log-format", Never, Since(9, 1)),
    ("log-timestamp-format", Never, Since(9, 1)),
    ("lookahead", Since(8, 6), Never),
    ("max-new-connections-per-cycle", Since(7, 4), Always),
    ("max-new-tls-connections-per-cycle", Since(7, 4), Always),
    ("maxmemory-clients", Since(7, 0), Always),
    ("mptcp", Never, Since(9, 1)),
    ("prefetch-batch-max-size", Since(8, 6), Always),
    ("primaryauth", Never, Always),
    ("primaryuser", Never, Always),
    ("propagation-error-behavior", Since(7, 0), Always),
    ("rdb-version-check", Never, Since(9, 1)),
    ("repl-diskless-sync-max-replicas", Since(7, 0), Always),
    ("repl-mptcp", Never, Since(9, 1)),
    ("replica-full-sync-buffer-limit", Since(8, 0), Never),
    ("replica-ignore-disk-write-errors", Since(7, 0), Always),
    ("server-cpulist", Since(7, 4), Always),
    ("set-max-listpack-entries", Since(7, 4), Always),
    ("set-max-listpack-value", Since(7, 4), Always),
    ("shutdown-on-sigint", Since(7, 0), Always),
    ("shutdown-on-sigterm", Since(7, 0), Always),
    ("shutdown-timeout", Since(7, 0), Always),
    ("slot-migration-max-failover-repl-bytes", Never, Since(9, 1)),
    ("socket-mark-id", Since(7, 0), Always),
    ("stream-idmp-duration", Since(8, 6), Never),
    ("stream-idmp-maxsize", Since(8, 6), Never),
    ("tls-auth-clients-user", Since(8, 6), Since(9, 1)),
    ("tls-auto-reload-interval", Never, Since(9, 1)),
    ("vset-force-single-threaded-execution", Since(8, 6), Never),
    ("zset-max-listpack-entries", Since(7, 0), Always),
    ("zset-max-listpack-value", Since(7, 0), Always),
];

impl Known {
    /// Whether a release takes it; none where it was not measured.
    fn is_in(self, release: (u32, u32), measured: &[(u32, u32)]) -> Option<bool> {
        let (first, last) = (*measured.first()?, *measured.last()?);
        match self {
            Always => (release >= first).then_some(true),
            Never => (first..=last).contains(&release).then_some(false),
            Since(major, minor) => {
                let before = measured.iter().filter(|one| **one < (major, minor)).max()?;
                if release >= (major, minor) { Some(true) } else { (release <= *before).then_some(false) }
            }
            Until(major, minor) => {
                let after = measured.iter().filter(|one| **one > (major, minor)).min()?;
                if release >= *after { Some(false) } else { (release <= (major, minor)).then_some(true) }
            }
        }
    }
}

/// Whether a release takes a directive; none where that was not measured, or the directive is not in the table.
pub fn is_known(directive: &str, release: Release) -> Option<bool> {
    let (_, redis, valkey) = DIRECTIVES.iter().find(|(name, _, _)| *name == directive)?;
    let version = (release.major, release.minor);
    match release.dialect {
        Dialect::Redis => redis.is_in(version, &MEASURED_REDIS),
        Dialect::Valkey => valkey.is_in(version, &MEASURED_VALKEY),
    }
}

/// Directives, by where they are named, that stop a server of the release.
pub(super) fn judge(named: &[Named], target: Release) -> Vec<Finding> {
    let finding = |file: &Named| {
        let names = file.directives.iter().map(|one| one.name.as_str());
        let mut unknown: Vec<&str> = names.filter(|name| is_known(name, target) == Some(false)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        (!unknown.is_empty()).then(|| {
            let message = format!("{target} does not know {}, and does not start with it", unknown.join(", "));
            Finding::new("upgrade-directive", Severity::Critical, &file.place, message)
                .hint("take it out of the chart's values, or of the ConfigMap, before the upgrade")
        })
    };
    named.iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::redis_conf::parse;

    #[test]
    fn a_directive_is_known_from_a_release_on_and_nothing_is_said_between() {
        let known = |release| is_known("set-max-listpack-entries", release);
        assert_eq!(known(Release::redis(7, 0)), Some(false));
        assert_eq!(known(Release::redis(7, 2)), None, "not measured");
        assert_eq!(known(Release::redis(8, 4)), Some(true));
        assert_eq!(known(Release::valkey(9, 0)), Some(true));
        assert_eq!(is_known("gopher-enabled", Release::redis(6, 2)), Some(true));
        assert_eq!(is_known("gopher-enabled", Release::redis(7, 2)), Some(false));
        assert_eq!(is_known("log-format", Release::redis(9, 0)), None, "later than the last measured");
        assert_eq!(is_known("maxmemory", Release::redis(7, 0)), None, "in every release");
    }

    #[test]
    fn what_stops_the_target_is_critical_and_named_with_its_place() {
        let directives = parse("port 6379\ngopher-enabled no\nio-threads 2\n");
        let named = [Named { place: "ConfigMap apps/cache, redis.conf".into(), directives }];
        let found = judge(&named, Release::redis(8, 0));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].subject.as_str()), (Severity::Critical, named[0].place.as_str()));
        assert!(found[0].message.contains("gopher-enabled"), "{}", found[0].message);
        assert!(judge(&named, Release::redis(6, 2)).is_empty());
    }
}
