//! Rules about connections: how many the server still takes, and whose replies pile up in its memory.

use crate::formats::client_list::{Client, Kind};
use crate::formats::info::Info;
use crate::report::{Finding, Severity, units};

const NEAR_LIMIT_PERCENT: u64 = 90;

/// A reply that is larger than this is not being read, or should never have been asked for.
const LARGE_BUFFER_BYTES: u64 = 32 * 1024 * 1024;

/// Judges the number of connections against `maxclients`. `rejected_since` is how many were turned away since the look
/// before, where there was one.
pub fn judge_connections(subject: &str, info: &Info, rejected_since: Option<u64>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // INFO has maxclients from 6.2 on.
    let limit = info.number("maxclients").filter(|limit| *limit > 0);
    if let (Some(limit), Some(connected)) = (limit, info.number("connected_clients"))
        && connected.saturating_mul(100) >= limit.saturating_mul(NEAR_LIMIT_PERCENT)
    {
        let message = format!("has {} of maxclients {} connections", units::count(connected), units::count(limit));
        findings.push(
            Finding::new("clients-near-limit", Severity::Warning, subject, message).hint(
                "redis-ops clients --by addr shows whose they are; idle ones end with CONFIG SET timeout SECONDS",
            ),
        );
    }
    let near = !findings.is_empty();
    let rejected = match rejected_since {
        Some(rejected) if rejected > 0 => Some((Severity::Warning, rejected, "since the look before")),
        Some(_) => None,
        None => info
            .number("rejected_connections")
            .filter(|all| *all > 0)
            .map(|all| (Severity::Info, all, "since its start")),
    };
    if let Some((severity, rejected, since)) = rejected {
        let limit =
            limit.map_or_else(|| "maxclients".to_owned(), |limit| format!("maxclients {}", units::count(limit)));
        let rejected = units::count(rejected);
        // The server counts both in one (redis/src/networking.c, clientAcceptHandler and acceptCommonHandler).
        let (message, hint) = if near {
            (
                format!("turned {rejected} connections away {since}, being at {limit}"),
                "redis-ops clients --by addr shows who holds the connections; CONFIG SET maxclients allows more",
            )
        } else {
            (
                format!(
                    "turned {rejected} connections away {since}: at {limit}, which it is not near now, or in protected \
                     mode, in which it refuses other hosts"
                ),
                "redis-ops security-check tells of protected mode, redis-ops clients --by addr who holds connections",
            )
        };
        findings.push(Finding::new("connections-rejected", severity, subject, message).hint(hint));
    }
    findings
}

/// Judges the replies that pile up for one connection. A replica's are replication, which has rules of its own.
pub fn judge_buffer(subject: &str, client: &Client) -> Option<Finding> {
    let large =
        client.output_buffer_bytes >= LARGE_BUFFER_BYTES && !matches!(client.kind, Kind::Replica | Kind::Primary);
    large.then(|| {
        let message = format!(
            "holds {} of replies for {} client {} (id {}), which does not read them; its last command is {}",
            units::bytes(client.output_buffer_bytes),
            client.kind.word(),
            client.address,
            client.id,
            client.command
        );
        Finding::new("client-output-buffer", Severity::Warning, subject, message)
            .hint(format!("CLIENT KILL ID {} ends the connection; client-output-buffer-limit bounds all", client.id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(fields: &str, rejected_since: Option<u64>) -> Vec<(String, Severity)> {
        let findings = judge_connections("apps/a", &Info::parse(fields), rejected_since);
        findings.into_iter().map(|finding| (finding.id, finding.severity)).collect()
    }

    #[test]
    fn nine_tenths_of_maxclients_is_near() {
        assert!(found("maxclients:100\nconnected_clients:89\nrejected_connections:0\n", None).is_empty());
        let near = ("clients-near-limit".to_owned(), Severity::Warning);
        assert_eq!(found("maxclients:100\nconnected_clients:90\n", None), [near]);
        assert!(found("connected_clients:90\n", None).is_empty(), "servers before 6.2 do not tell their limit");
    }

    #[test]
    fn replies_that_nobody_reads_are_told_of_clients_but_not_of_replicas() {
        let client = |flags: &str, bytes: u64| {
            let line = format!("id=7 addr=10.0.0.9:1 flags={flags} omem={bytes} cmd=monitor");
            judge_buffer("apps/a", &crate::formats::client_list::parse(&line)[0])
        };
        assert!(
            client("O", 64 << 20)
                .is_some_and(|found| found.message.contains("64.0MiB") && found.message.contains("id 7"))
        );
        assert_eq!((client("O", 1 << 20), client("S", 64 << 20)), (None, None));
    }

    #[test]
    fn rejections_of_now_are_worse_than_those_of_long_ago() {
        let id = "connections-rejected".to_owned();
        assert_eq!(found("rejected_connections:3\n", None), [(id.clone(), Severity::Info)]);
        assert_eq!(found("rejected_connections:3\n", Some(2)), [(id, Severity::Warning)]);
        assert!(found("rejected_connections:3\n", Some(0)).is_empty());
    }

    #[test]
    fn rejections_are_laid_to_maxclients_only_near_it() {
        let said = |fields: &str| {
            let fields = format!("maxclients:10000\nrejected_connections:9\n{fields}");
            judge_connections("apps/a", &Info::parse(&fields), None)
                .pop()
                .map(|found| found.message)
                .unwrap_or_default()
        };
        let far = said("connected_clients:2\n");
        assert!(far.contains("protected mode") && !far.contains("being at"), "{far}");
        assert!(said("connected_clients:9990\n").ends_with("being at maxclients 10,000"));
    }
}
