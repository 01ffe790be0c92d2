//! The reply of INFO: `field:value` lines under `# Section` headings (redis/src/server.c, genRedisInfoString).
//! Fields come and go between versions, so everything is looked up by name and may be absent.

use std::collections::{BTreeMap, BTreeSet};

/// A parsed INFO reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    fields: BTreeMap<String, String>,
    modules: BTreeSet<String>,
    sections: Vec<(String, Vec<String>)>,
}

/// A `slaveN` line of a primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedReplica {
    /// Host as the primary knows it.
    pub host: String,
    /// Port; 0 for a client that only takes a snapshot, whether it named none or one that there cannot be.
    pub port: u16,
    /// `online`, `wait_bgsave`, `send_bulk`, ….
    pub state: String,
    /// Replication offset it has acknowledged, in bytes.
    pub offset: u64,
    /// Seconds since its last acknowledgement.
    pub lag_seconds: u64,
    /// Whether this is the second connection of a replica that is being synchronised (Redis 8, Valkey 8): it carries
    /// the RDB, and the replica itself has a line of its own.
    pub rdb_channel: bool,
}

/// A `dbN` line of the keyspace section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Database {
    /// Its number.
    pub index: u64,
    /// Keys in it.
    pub keys: u64,
    /// Keys with an expiry.
    pub expires: u64,
}

impl Info {
    /// Parses a reply. Lines that are neither a heading nor `field:value` are passed over.
    pub fn parse(text: &str) -> Self {
        let mut info = Self::default();
        for line in text.lines() {
            let line = line.trim_end_matches('\r');
            if let Some(section) = line.strip_prefix("# ") {
                info.sections.push((section.trim().to_ascii_lowercase(), Vec::new()));
            } else if let Some((field, value)) = line.split_once(':') {
                info.fields.insert(field.to_owned(), value.to_owned());
                if let Some((_, fields)) = info.sections.last_mut() {
                    fields.push(field.to_owned());
                }
                if field == "module" {
                    info.modules.extend(pairs(value).get("name").map(|name| (*name).to_owned()));
                }
            }
        }
        info
    }

    /// The loaded modules, by the names of `MODULE LIST`; none where the reply does not say.
    pub fn modules(&self) -> Option<&BTreeSet<String>> {
        self.sections.iter().any(|(section, _)| section == "modules").then_some(&self.modules)
    }

    /// A field as the server wrote it.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    /// A field that holds a whole number of nothing less than zero.
    pub fn number(&self, field: &str) -> Option<u64> {
        self.text(field)?.trim().parse().ok()
    }

    /// A field that may be negative, such as `rdb_last_bgsave_time_sec:-1`.
    pub fn signed(&self, field: &str) -> Option<i64> {
        self.text(field)?.trim().parse().ok()
    }

    /// A field with a decimal point, such as `mem_fragmentation_ratio`.
    pub fn decimal(&self, field: &str) -> Option<f64> {
        self.text(field)?.trim().trim_end_matches('%').parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// A field that is `1` or `0`.
    pub fn flag(&self, field: &str) -> Option<bool> {
        self.number(field).map(|value| value != 0)
    }

    /// Sections in the server's order, each with its fields in the server's order.
    pub fn sections(&self) -> impl Iterator<Item = (&str, Vec<(&str, &str)>)> {
        self.sections.iter().map(|(section, fields)| {
            let pairs = fields.iter().filter_map(|field| Some((field.as_str(), self.text(field)?))).collect();
            (section.as_str(), pairs)
        })
    }

    /// Milliseconds of the server's own clock: `server_time_usec` (6.2 and later).
    pub fn server_time_ms(&self) -> Option<u64> {
        self.number("server_time_usec").map(|microseconds| microseconds / 1000)
    }

    /// The version for people: Valkey's own where the server is one, since its `redis_version` stays 7.2.4.
    pub fn version(&self) -> Option<String> {
        match self.text("valkey_version") {
            Some(version) => Some(format!("valkey {version}")),
            None => self.text("redis_version").map(str::to_owned),
        }
    }

    /// The replicas attached to a primary.
    pub fn attached_replicas(&self) -> Vec<AttachedReplica> {
        let count = self.number("connected_slaves").unwrap_or(0);
        // The count is the server's word; no more lines are looked up than there are fields.
        let count = count.min(self.fields.len() as u64);
        (0..count).filter_map(|index| parse_replica(self.text(&format!("slave{index}"))?)).collect()
    }

    /// The databases that hold keys.
    pub fn databases(&self) -> Vec<Database> {
        let mut databases: Vec<Database> = self
            .fields
            .iter()
            .filter_map(|(field, value)| {
                let index = field.strip_prefix("db")?.parse().ok()?;
                let pairs = pairs(value);
                Some(Database {
                    index,
                    keys: pairs.get("keys")?.parse().ok()?,
                    expires: pairs.get("expires").and_then(|value| value.parse().ok()).unwrap_or(0),
                })
            })
            .collect();
        databases.sort_by_key(|database| database.index);
        databases
    }
}

fn parse_replica(line: &str) -> Option<AttachedReplica> {
    let pairs = pairs(line);
    Some(AttachedReplica {
        host: (*pairs.get("ip")?).to_owned(),
        // What takes a snapshot and says so has a port that nothing can listen on.
        port: u16::try_from(pairs.get("port")?.parse::<i64>().ok()?).unwrap_or(0),
        state: (*pairs.get("state")?).to_owned(),
        offset: pairs.get("offset").and_then(|value| value.parse().ok()).unwrap_or(0),
        lag_seconds: pairs.get("lag").and_then(|value| value.parse().ok()).unwrap_or(0),
        rdb_channel: pairs.get("type") == Some(&"rdb-channel"),
    })
}

fn pairs(value: &str) -> BTreeMap<&str, &str> {
    value.split(',').filter_map(|pair| pair.split_once('=')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLY: &str = "# Server\r\nredis_version:7.4.1\r\nserver_time_usec:1700000000123456\r\n\r\n# Replication\r\n\
        role:master\r\nconnected_slaves:2\r\n\
        slave0:ip=10.0.0.2,port=6379,state=online,offset=1400,lag=1\r\n\
        slave1:ip=127.0.0.1,port=65536,state=wait_bgsave,offset=0,lag=0,type=rdb-channel\r\n\
        # Keyspace\r\ndb0:keys=12,expires=3,avg_ttl=100,subexpiry=1\r\ndb15:keys=1,expires=0,avg_ttl=0\r\n";

    #[test]
    fn fields_sections_replicas_and_databases() {
        let info = Info::parse(REPLY);
        assert_eq!(info.version().as_deref(), Some("7.4.1"));
        assert_eq!(info.server_time_ms(), Some(1_700_000_000_123));
        let replicas = info.attached_replicas();
        assert_eq!((replicas[0].offset, replicas[1].port), (1400, 0));
        assert!(!replicas[0].rdb_channel && replicas[1].rdb_channel);
        assert_eq!(info.databases()[1], Database { index: 15, keys: 1, expires: 0 });
        let sections: Vec<&str> = info.sections().map(|(name, _)| name).collect();
        assert_eq!(sections, ["server", "replication", "keyspace"]);
    }

    #[test]
    fn valkey_gives_its_own_version() {
        let info = Info::parse("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:9.1.2\r\n");
        assert_eq!(info.version().as_deref(), Some("valkey 9.1.2"));
    }

    #[test]
    fn a_claimed_count_of_replicas_costs_nothing() {
        let info = Info::parse("connected_slaves:18446744073709551615\r\n");
        assert!(info.attached_replicas().is_empty());
    }
}
