//! The replies of LATENCY LATEST and LATENCY HISTORY (redis/src/latency.c, latencyCommand).

use super::reply::Plain;

/// An event that took at least `latency-monitor-threshold` milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestEvent {
    /// `command`, `fork`, `expire-cycle`, `aof-write`, ….
    pub event: String,
    /// When it happened last, in seconds since 1970 by the server's clock.
    pub unix_seconds: i64,
    /// How long it took then.
    pub latest_milliseconds: u64,
    /// How long it took at worst.
    pub worst_milliseconds: u64,
}

/// Parses LATENCY LATEST. Later versions append figures, which are passed over.
pub fn parse_latest(reply: &Plain) -> Vec<LatestEvent> {
    let event = |event: &Plain| {
        let [name, time, latest, worst, ..] = event.list() else { return None };
        Some(LatestEvent {
            event: name.text()?,
            unix_seconds: time.signed()?,
            latest_milliseconds: latest.number()?,
            worst_milliseconds: worst.number()?,
        })
    };
    reply.list().iter().filter_map(event).collect()
}

/// Parses LATENCY HISTORY: the milliseconds of each spike, oldest first. The server keeps 160, one a second.
pub fn parse_history(reply: &Plain) -> Vec<u64> {
    reply.list().iter().filter_map(|spike| spike.list().get(1)?.number()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_their_spikes() {
        let number = Plain::Integer;
        let old = Plain::List(vec!["command".into(), number(1_700_000_000), number(12), number(40)]);
        let new = Plain::List(vec!["fork".into(), number(1_700_000_001), number(3), number(3), number(9), number(3)]);
        let events = parse_latest(&Plain::List(vec![old, new, Plain::Nothing]));
        assert_eq!((events.len(), events[0].worst_milliseconds, events[1].event.as_str()), (2, 40, "fork"));
        let spike = |milliseconds: i64| Plain::List(vec![number(1_700_000_000), number(milliseconds)]);
        assert_eq!(parse_history(&Plain::List(vec![spike(40), spike(12)])), [40, 12]);
    }
}
