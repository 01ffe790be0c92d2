//! What a node of a Redis Cluster answers where another one has the slot.

use crate::formats::resp::Reply;

/// `MOVED 3999 10.0.0.2:6379`, or the same with `ASK`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Redirection {
    pub(super) ask: bool,
    pub(super) slot: u16,
    pub(super) host: String,
    pub(super) port: u16,
}

impl Redirection {
    pub(super) fn of(reply: &Reply) -> Option<Self> {
        let Reply::Error(text) = reply else { return None };
        let mut words = std::str::from_utf8(text).ok()?.split(' ');
        let ask = match words.next()? {
            "MOVED" => false,
            "ASK" => true,
            _ => return None,
        };
        let slot = words.next()?.parse().ok()?;
        let (host, port) = words.next()?.rsplit_once(':')?;
        Some(Self { ask, slot, host: host.to_owned(), port: port.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirections_are_told_from_other_errors() {
        let of = |text: &str| Redirection::of(&Reply::Error(text.as_bytes().to_vec()));
        let to = |ask, host: &str| Some(Redirection { ask, slot: 7, host: host.into(), port: 6380 });
        assert_eq!(of("MOVED 7 10.0.0.2:6380"), to(false, "10.0.0.2"));
        assert_eq!(of("ASK 7 fe80::1:6380"), to(true, "fe80::1"));
        assert_eq!(of("MOVED 7 :6380"), to(false, ""));
        assert_eq!(of("ERR MOVED"), None);
    }
}
