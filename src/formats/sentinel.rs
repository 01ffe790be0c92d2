//! What a Sentinel says of the primaries it watches: replies of SENTINEL MASTERS, REPLICAS, SENTINELS and CKQUORUM
//! (redis/src/sentinel.c, addReplySentinelRedisInstance), as flat lists or maps.

use super::reply::Plain;
use serde::Serialize;
use std::collections::BTreeMap;

/// A primary that a Sentinel watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// What Sentinel calls it: `mymaster`, `myMaster`.
    pub name: String,
    /// Address or name, as Sentinel spells it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `master`, `s_down`, `o_down`, `failover_in_progress`, ….
    pub flags: Vec<String>,
    /// Sentinels that must agree that it is down.
    pub quorum: u64,
    /// Milliseconds of silence after which this Sentinel believes that it is down.
    pub down_after_milliseconds: u64,
}

/// A replica as a Sentinel knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownReplica {
    /// Address or name.
    pub host: String,
    /// Port; 0 of a client that only took a snapshot.
    pub port: u16,
    /// `slave`, `s_down`, `disconnected`, ….
    pub flags: Vec<String>,
    /// Its `replica-priority` as this Sentinel last read it: every 10 s.
    #[serde(skip)]
    pub priority: Option<u64>,
}

/// Another Sentinel as a Sentinel knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownSentinel {
    /// Address or name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `sentinel`, `s_down`, ….
    pub flags: Vec<String>,
}

/// The answer of SENTINEL CKQUORUM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "words", rename_all = "kebab-case")]
pub enum Quorum {
    /// A failover could be agreed upon and authorised.
    Reached(String),
    /// It could not: the server's words.
    Lost(String),
    /// It could not be asked: the server's words.
    Unknown(String),
}

/// What a Sentinel says of one primary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentinelView {
    /// The primary.
    #[serde(flatten)]
    pub watched: Watched,
    /// Its replicas, those that are gone included.
    pub replicas: Vec<KnownReplica>,
    /// The other Sentinels.
    pub sentinels: Vec<KnownSentinel>,
    /// Whether a failover is possible.
    pub can_fail_over: Quorum,
}

/// One row of fields and values.
fn fields(row: &Plain) -> BTreeMap<String, String> {
    row.pairs().filter_map(|(name, value)| Some((name, value.text()?))).collect()
}

fn flags(fields: &BTreeMap<String, String>) -> Vec<String> {
    let flags = fields.get("flags").map(String::as_str).unwrap_or_default();
    flags.split(',').filter(|flag| !flag.is_empty()).map(str::to_owned).collect()
}

fn address(fields: &BTreeMap<String, String>) -> Option<(String, u16)> {
    Some((fields.get("ip")?.clone(), fields.get("port")?.parse().ok()?))
}

/// The reply to SENTINEL MASTERS.
pub fn parse_masters(reply: &Plain) -> Vec<Watched> {
    let watched = |row: &Plain| {
        let fields = fields(row);
        let (host, port) = address(&fields)?;
        let number = |name: &str| fields.get(name).and_then(|text| text.parse().ok());
        Some(Watched {
            name: fields.get("name")?.clone(),
            host,
            port,
            flags: flags(&fields),
            quorum: number("quorum")?,
            down_after_milliseconds: number("down-after-milliseconds").unwrap_or(0),
        })
    };
    reply.list().iter().filter_map(watched).collect()
}

/// The reply to SENTINEL REPLICAS.
pub fn parse_replicas(reply: &Plain) -> Vec<KnownReplica> {
    let replica = |row: &Plain| {
        let fields = fields(row);
        let (host, port) = address(&fields)?;
        let priority = fields.get("slave-priority").and_then(|text| text.parse().ok());
        Some(KnownReplica { host, port, flags: flags(&fields), priority })
    };
    reply.list().iter().filter_map(replica).collect()
}

/// The reply to SENTINEL SENTINELS.
pub fn parse_sentinels(reply: &Plain) -> Vec<KnownSentinel> {
    let sentinel = |row: &Plain| {
        let fields = fields(row);
        let (host, port) = address(&fields)?;
        Some(KnownSentinel { host, port, flags: flags(&fields) })
    };
    reply.list().iter().filter_map(sentinel).collect()
}

/// The reply to SENTINEL CKQUORUM, or its error.
pub fn parse_quorum(reply: Result<&Plain, &str>) -> Quorum {
    match reply {
        Ok(plain) => Quorum::Reached(plain.text().unwrap_or_default()),
        Err(text) if text.starts_with("NOQUORUM") => Quorum::Lost(text.to_owned()),
        Err(text) => Quorum::Unknown(text.to_owned()),
    }
}

impl Watched {
    /// Whether Sentinel has set this flag.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|one| one == flag)
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Plain {
        Plain::List(text.split_whitespace().map(Plain::from).collect())
    }

    #[test]
    fn a_primary_is_read_with_its_name_as_it_is_spelt() {
        let text = "name myMaster ip a-0.a.ns.svc.cluster.local port 6379 runid x flags master,s_down num-slaves 2 \
                    quorum 2 down-after-milliseconds 5000";
        let found = parse_masters(&Plain::List(vec![row(text), row("name broken ip x")]));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].quorum), ("myMaster", 2));
        assert_eq!(found[0].address(), "a-0.a.ns.svc.cluster.local:6379");
        assert!(found[0].has("s_down") && !found[0].has("o_down"));
    }

    #[test]
    fn a_phantoms_port_is_zero() {
        let found = parse_replicas(&Plain::List(vec![row("name 127.0.0.1:0 ip 127.0.0.1 port 0 flags s_down,slave")]));
        assert_eq!((found[0].host.as_str(), found[0].port), ("127.0.0.1", 0));
        assert_eq!(parse_sentinels(&Plain::Nothing), []);
    }

    #[test]
    fn only_noquorum_is_a_lost_quorum() {
        let ok = Plain::from("OK 3 usable Sentinels. Quorum and failover authorization can be reached");
        assert!(matches!(parse_quorum(Ok(&ok)), Quorum::Reached(_)));
        assert!(matches!(parse_quorum(Err("NOQUORUM 1 usable Sentinels.")), Quorum::Lost(_)));
        assert!(matches!(parse_quorum(Err("NOPERM this user has no permissions")), Quorum::Unknown(_)));
    }
}
