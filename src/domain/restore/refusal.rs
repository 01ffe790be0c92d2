//! What an error reply to a write means: for one key, for the whole run, or that another node has the slot.

/// What follows from an error reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The key is there.
    Exists,
    /// Another node serves the slot: for good (`MOVED`), or while it is being moved (`ASK`).
    Elsewhere {
        /// The slot.
        slot: u16,
        /// Host as the server wrote it; empty for the host that was asked.
        host: String,
        /// Port.
        port: u16,
        /// Whether ASKING has to come before the command, this once.
        asking: bool,
    },
    /// No write will be taken: the run ends. With what to do, where that is known.
    Whole(Option<&'static str>),
    /// This key alone.
    Key,
}

/// Judges an error reply, its text without the `-`.
#[must_use]
pub fn judge(text: &str) -> Refusal {
    let (code, rest) = text.split_once(' ').unwrap_or((text, ""));
    match code {
        "BUSYKEY" => Refusal::Exists,
        "MOVED" | "ASK" => elsewhere(rest, code == "ASK").unwrap_or(Refusal::Key),
        "OOM" => {
            Refusal::Whole(Some("the server is full and evicts nothing: raise maxmemory (restore-rdb --match: a part)"))
        }
        "READONLY" => Refusal::Whole(Some("the server is a replica now: redis-ops role shows who the primary is")),
        "NOPERM" | "NOAUTH" => Refusal::Whole(Some("the ACL user needs the right to write these keys")),
        "MISCONF" => Refusal::Whole(Some("the server's last save failed, and it takes no writes: is its disk full?")),
        "NOREPLICAS" => Refusal::Whole(Some("the server wants more replicas in sync (min-replicas-to-write)")),
        "LOADING" => Refusal::Whole(Some("the server is loading its data: was it restarted?")),
        "CLUSTERDOWN" => Refusal::Whole(Some("redis-ops check-replication shows what the cluster lacks")),
        "MASTERDOWN" => Refusal::Whole(None),
        _ if rest.starts_with("unknown command") || rest.starts_with("Protocol error") => Refusal::Whole(None),
        _ => Refusal::Key,
    }
}

/// `<slot> <host>:<port>`.
fn elsewhere(rest: &str, asking: bool) -> Option<Refusal> {
    let (slot, address) = rest.trim_end().split_once(' ')?;
    let (host, port) = address.rsplit_once(':')?;
    let (slot, port) = (slot.parse().ok()?, port.parse().ok()?);
    Some(Refusal::Elsewhere { slot, host: host.to_owned(), port, asking })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_servers() {
        assert_eq!(judge("BUSYKEY Target key name already exists."), Refusal::Exists);
        let elsewhere = |asking| Refusal::Elsewhere { slot: 3999, host: "10.0.0.7".into(), port: 6381, asking };
        assert_eq!(judge("MOVED 3999 10.0.0.7:6381"), elsewhere(false));
        assert_eq!(judge("ASK 3999 10.0.0.7:6381"), elsewhere(true));
        assert!(matches!(judge("OOM command not allowed when used memory > 'maxmemory'."), Refusal::Whole(Some(_))));
        assert!(matches!(judge("ERR unknown command 'RESTORE', with args"), Refusal::Whole(_)));
        assert_eq!(judge("ERR Bad data format"), Refusal::Key);
        assert_eq!(judge("ERR DUMP payload version or checksum are wrong"), Refusal::Key);
    }
}
