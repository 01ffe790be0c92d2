//! What a parameter is to a restore.
//!
//! Source: `static_configs` of redis/src/config.c (7.4, 8.0) and valkey/src/config.c (8.0, 9.0): which are modifiable. The
//! third class is ours: addresses, files, logins and roles are the deployment's.

/// How a parameter is brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// By CONFIG SET.
    Runtime,
    /// By a restart with the new value in the file.
    Restart,
    /// Not at all, with the reason.
    Never(&'static str),
}

const SECRET: &str = "secrets are not kept in backups";
const ADDRESS: &str = "addresses, ports and TLS are the deployment's";
const FILES: &str = "where files lie is the deployment's";
const LOGIN: &str = "who may log in is the deployment's";
const ROLE: &str = "who follows whom is not a matter of configuration";
const START: &str = "how the server is started is the deployment's";
const UNKNOWN: &str = "not known to this redis-ops; set it by hand if it can be";

/// Names, or beginnings of names where they end with `*`.
const NEVER: [(&str, &[&str]); 5] = [
    (
        ADDRESS,
        &[
            "port",
            "bind",
            "bind-source-addr",
            "tls-*",
            "unixsocket*",
            "cluster-announce-*",
            "cluster-port",
            "replica-announce-ip",
            "replica-announce-port",
            "slave-announce-ip",
            "slave-announce-port",
            "rdma-*",
            "protected-mode",
            "tcp-backlog",
            "socket-mark-id",
            "mptcp",
            "repl-mptcp",
        ],
    ),
    (
        FILES,
        &[
            "dir",
            "dbfilename",
            "appendfilename",
            "appenddirname",
            "logfile",
            "pidfile",
            "aclfile",
            "cluster-config-file",
            "crash-log-enabled",
            "include",
            "availability-zone",
        ],
    ),
    (LOGIN, &["masteruser", "primaryuser", "user", "acl-pubsub-default", "enable-*", "rename-command"]),
    (ROLE, &["replicaof", "slaveof", "cluster-enabled", "replica-announced"]),
    (
        START,
        &[
            "daemonize",
            "supervised",
            "syslog-*",
            "server_cpulist",
            "server-cpulist",
            "bio_cpulist",
            "bio-cpulist",
            "aof_rewrite_cpulist",
            "aof-rewrite-cpulist",
            "bgsave_cpulist",
            "bgsave-cpulist",
            "loadmodule",
            "executable",
            "config_file",
            "set-proc-title",
            "proc-title-template",
            "locale-collate",
            "ignore-warnings",
            "always-show-logo",
            "oom-score-adj*",
            "jemalloc-bg-thread",
            "disable-thp",
            "key-load-delay",
            "rdb-key-save-delay",
            "debug-*",
            "cluster-announce-human-nodename",
        ],
    ),
];

const RESTART: &[&str] = &[
    "databases",
    "cluster-databases",
    "io-threads",
    "io-threads-do-reads",
    "rdbchecksum",
    "tcp-keepalive-probes",
    "prefetch-batch-max-size",
    "events-per-io-thread",
    "aclfile-reload",
    "hash-seed",
    "extended-redis-compatibility",
];

const RUNTIME: &[&str] = &[
    "activedefrag",
    "active-defrag-*",
    "active-expire-effort",
    "activerehashing",
    "acllog-max-len",
    "aof-load-truncated",
    "aof-load-corrupt-tail-max-size",
    "aof-rewrite-incremental-fsync",
    "aof-timestamp-enabled",
    "aof-use-rdb-preamble",
    "appendfsync",
    "appendonly",
    "auto-aof-rewrite-min-size",
    "auto-aof-rewrite-percentage",
    "busy-reply-threshold",
    "client-output-buffer-limit",
    "client-query-buffer-limit",
    "cluster-allow-pubsubshard-when-down",
    "cluster-allow-reads-when-down",
    "cluster-allow-replica-migration",
    "cluster-link-sendbuf-limit",
    "cluster-migration-barrier",
    "cluster-node-timeout",
    "cluster-preferred-endpoint-type",
    "cluster-replica-no-failover",
    "cluster-replica-validity-factor",
    "cluster-require-full-coverage",
    "cluster-slot-stats-enabled",
    "commandlog-*",
    "dynamic-hz",
    "hash-max-listpack-entries",
    "hash-max-listpack-value",
    "hide-user-data-from-log",
    "hll-sparse-max-bytes",
    "hz",
    "latency-monitor-threshold",
    "latency-tracking",
    "latency-tracking-info-percentiles",
    "lazyfree-*",
    "lfu-decay-time",
    "lfu-log-factor",
    "list-compress-depth",
    "list-max-listpack-size",
    "loglevel",
    "log-format",
    "log-timestamp-format",
    "lookahead",
    "max-new-connections-per-cycle",
    "max-new-tls-connections-per-cycle",
    "maxclients",
    "maxmemory",
    "maxmemory-clients",
    "maxmemory-eviction-tenacity",
    "maxmemory-policy",
    "maxmemory-samples",
    "min-replicas-max-lag",
    "min-replicas-to-write",
    "no-appendfsync-on-rewrite",
    "notify-keyspace-events",
    "propagation-error-behavior",
    "proto-max-bulk-len",
    "rdb-del-sync-files",
    "rdb-save-incremental-fsync",
    "rdbcompression",
    "rdb-version-check",
    "repl-backlog-size",
    "repl-backlog-ttl",
    "repl-disable-tcp-nodelay",
    "repl-diskless-load",
    "repl-diskless-sync",
    "repl-diskless-sync-delay",
    "repl-diskless-sync-max-replicas",
    "repl-ping-replica-period",
    "repl-timeout",
    "replica-full-sync-buffer-limit",
    "replica-ignore-disk-write-errors",
    "replica-ignore-maxmemory",
    "replica-lazy-flush",
    "replica-priority",
    "replica-read-only",
    "replica-serve-stale-data",
    "sanitize-dump-payload",
    "save",
    "set-max-intset-entries",
    "set-max-listpack-entries",
    "set-max-listpack-value",
    "shutdown-on-sigint",
    "shutdown-on-sigterm",
    "shutdown-timeout",
    "slowlog-log-slower-than",
    "slowlog-max-len",
    "stop-writes-on-bgsave-error",
    "stream-node-max-bytes",
    "stream-node-max-entries",
    "tcp-keepalive",
    "timeout",
    "tracking-table-max-keys",
    "unixsocket-backlog",
    "zset-max-listpack-entries",
    "zset-max-listpack-value",
    "use-exit-on-panic",
    "dual-channel-replication-enabled",
];

/// How a parameter is brought back. One that is not known is left alone: it may do anything.
#[must_use]
pub fn class(name: &str) -> Class {
    let name = name.to_ascii_lowercase();
    let fits = |pattern: &&str| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *pattern,
    };
    if crate::domain::config::is_secret(&name) {
        return Class::Never(SECRET);
    }
    if let Some((reason, _)) = NEVER.iter().find(|(_, names)| names.iter().any(&fits)) {
        return Class::Never(reason);
    }
    if RESTART.iter().any(&fits) {
        return Class::Restart;
    }
    if RUNTIME.iter().any(&fits) {
        return Class::Runtime;
    }
    Class::Never(UNKNOWN)
}

/// The name that servers have for it since 5.0 or 7.0; older ones are kept by servers as aliases.
#[must_use]
pub(super) fn canonical(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "lua-time-limit" => "busy-reply-threshold".to_owned(),
        _ => name.replace("slaves", "replicas").replace("slave", "replica").replace("-ziplist-", "-listpack-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_deployments_is_never_touched() {
        for name in [
            "requirepass",
            "masterauth",
            "dir",
            "dbfilename",
            "replicaof",
            "port",
            "bind",
            "tls-port",
            "tls-key-file-pass",
            "tls-cert-file",
            "cluster-announce-ip",
            "aclfile",
            "loadmodule",
            "logfile",
            "some-module.setting",
            "masteruser",
        ] {
            assert!(matches!(class(name), Class::Never(_)), "{name}");
        }
        for name in ["maxmemory", "maxmemory-policy", "save", "appendonly", "hz", "lazyfree-lazy-expire", "timeout"] {
            assert_eq!(class(name), Class::Runtime, "{name}");
        }
        assert_eq!(class("databases"), Class::Restart);
        assert_eq!(canonical("slave-read-only"), "replica-read-only");
        assert_eq!(canonical("min-slaves-to-write"), "min-replicas-to-write");
        assert_eq!(canonical("hash-max-ziplist-entries"), "hash-max-listpack-entries");
    }
}
