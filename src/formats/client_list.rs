//! The reply of CLIENT LIST: a line of `field=value` for each connection (redis/src/networking.c, catClientInfoString).
//! Fields come and go between versions, so each is looked up by name and may be absent.

use std::collections::BTreeMap;

/// A connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The server's number of it.
    pub id: u64,
    /// `address:port` of the peer, or the path of a Unix socket.
    pub address: String,
    /// The name that the client gave itself; empty for none.
    pub name: String,
    /// The ACL user (6.0 and later).
    pub user: Option<String>,
    /// Name and version of the client library (7.2 and later), where the library tells.
    pub library: Option<String>,
    /// Age of the connection in seconds.
    pub age_seconds: u64,
    /// Seconds since its last command.
    pub idle_seconds: u64,
    /// Its last command.
    pub command: String,
    /// What the connection is for.
    pub kind: Kind,
    /// Whether it waits in a blocking command.
    pub blocked: bool,
    /// Replies that wait to be sent, in bytes.
    pub output_buffer_bytes: u64,
    /// Memory of the connection with all its buffers, in bytes (6.0 and later).
    pub memory_bytes: Option<u64>,
}

/// What a connection is for, by its flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Commands.
    Normal,
    /// Messages of Pub/Sub.
    Pubsub,
    /// A replica that follows this server.
    Replica,
    /// The primary that this server follows.
    Primary,
    /// MONITOR.
    Monitor,
}

impl Kind {
    fn of(flags: &str) -> Self {
        // MONITOR is a kind of replica to the server: both flags may be there.
        if flags.contains('O') {
            Kind::Monitor
        } else if flags.contains('S') {
            Kind::Replica
        } else if flags.contains('M') {
            Kind::Primary
        } else if flags.contains('P') {
            Kind::Pubsub
        } else {
            Kind::Normal
        }
    }

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Normal => "normal",
            Kind::Pubsub => "pubsub",
            Kind::Replica => "replica",
            Kind::Primary => "primary",
            Kind::Monitor => "monitor",
        }
    }
}

impl Client {
    /// The address without its port.
    pub fn host(&self) -> &str {
        self.address.rsplit_once(':').map_or(&self.address, |(host, _)| host.trim_matches(['[', ']']))
    }
}

/// Parses a reply. Lines without an id or an address are passed over.
pub fn parse(text: &str) -> Vec<Client> {
    text.lines().filter_map(client).collect()
}

fn client(line: &str) -> Option<Client> {
    let fields: BTreeMap<&str, &str> = line.split(' ').filter_map(|word| word.trim().split_once('=')).collect();
    let text = |name: &str| fields.get(name).copied().unwrap_or_default();
    let number = |name: &str| fields.get(name).and_then(|value| value.parse::<u64>().ok());
    let library = match (text("lib-name"), text("lib-ver")) {
        ("", _) => None,
        (name, "") => Some(name.to_owned()),
        (name, version) => Some(format!("{name} {version}")),
    };
    Some(Client {
        id: number("id")?,
        address: (*fields.get("addr")?).to_owned(),
        name: text("name").to_owned(),
        user: fields.get("user").map(|user| (*user).to_owned()),
        library,
        age_seconds: number("age").unwrap_or(0),
        idle_seconds: number("idle").unwrap_or(0),
        command: text("cmd").to_owned(),
        kind: Kind::of(text("flags")),
        blocked: text("flags").contains('b'),
        output_buffer_bytes: number("omem").unwrap_or(0),
        memory_bytes: number("tot-mem"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_an_old_and_a_new_server() {
        let text = "id=3 addr=10.0.0.7:5000 fd=8 name= age=9 idle=2 flags=b db=0 omem=20512 events=r cmd=blpop\n\
            id=9 addr=[fd00::7]:43172 laddr=127.0.0.1:17402 fd=13 name=worker age=0 idle=0 flags=P db=0 omem=0 \
            tot-mem=38170 events=r cmd=client|list user=default redir=-1 resp=2 lib-name=redis-py lib-ver=5.0.1 io-thread=0\n\
            garbage\n";
        let clients = parse(text);
        assert_eq!(clients.len(), 2);
        let (old, new) = (&clients[0], &clients[1]);
        assert_eq!(
            (old.host(), old.blocked, old.kind, old.output_buffer_bytes),
            ("10.0.0.7", true, Kind::Normal, 20_512)
        );
        assert_eq!((old.user.as_deref(), old.library.as_deref(), old.memory_bytes), (None, None, None));
        assert_eq!((new.host(), new.kind, new.command.as_str()), ("fd00::7", Kind::Pubsub, "client|list"));
        assert_eq!((new.user.as_deref(), new.library.as_deref()), (Some("default"), Some("redis-py 5.0.1")));
    }

    #[test]
    fn kinds_by_flags() {
        let kinds = ["N", "S", "M", "P", "O", "SO", "xb"].map(Kind::of);
        assert_eq!(
            kinds,
            [Kind::Normal, Kind::Replica, Kind::Primary, Kind::Pubsub, Kind::Monitor, Kind::Monitor, Kind::Normal]
        );
    }
}
