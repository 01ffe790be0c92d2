//! Whether what was measured is what was wanted.

use super::test::Test;
use super::{Measured, Origin};
use crate::report::{Finding, Severity, units};
use serde::Serialize;

/// What is wanted of each test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Targets {
    /// Requests a second, of all primaries together.
    pub ops_per_second: Option<u64>,
    /// 95 of 100 requests may take no longer.
    pub p95_microseconds: Option<u64>,
}

/// Whether each target is met; none where there is none, or it cannot be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Met {
    /// `--target-ops`.
    pub ops: Option<bool>,
    /// `--target-p95`.
    pub p95: Option<bool>,
}

/// Compares a test with the targets. Through a tunnel a target can be met and cannot be missed: the tunnel may be what
/// is slow.
#[must_use]
pub fn compare(measured: &Measured, targets: Targets, from: Origin) -> Met {
    let told = |met: bool| (met || from != Origin::Tunnel).then_some(met);
    Met {
        ops: targets.ops_per_second.and_then(|wanted| told(measured.ops_per_second >= wanted as f64)),
        p95: targets.p95_microseconds.and_then(|most| told(measured.p95_microseconds? <= most)),
    }
}

/// Findings for a test that misses a target, or of which it cannot be told.
#[must_use]
pub fn judge(subject: &str, test: Test, measured: &Measured, targets: Targets, from: Origin) -> Vec<Finding> {
    let met = compare(measured, targets, from);
    let name = test.name();
    let ops = targets.ops_per_second.and_then(|wanted| {
        let (rate, wanted) = (units::count(measured.ops_per_second.round() as u64), units::count(wanted));
        let words = format!("{name} reaches {rate} requests a second of {wanted} wanted");
        let (severity, words, hint) = missed(met.ops, words)?;
        Some(Finding::new("benchmark-ops", severity, subject, words).hint(hint))
    });
    let p95 = targets.p95_microseconds.and_then(|most| {
        let most = units::microseconds(most);
        let words = match measured.p95_microseconds {
            Some(p95) => format!("the p95 of {name} is {}, and may be {most}", units::microseconds(p95)),
            None => format!("the p95 of {name} is not told by this image's redis-benchmark, and may be {most}"),
        };
        let (severity, words, hint) = missed(met.p95, words)?;
        Some(Finding::new("benchmark-p95", severity, subject, words).hint(hint))
    });
    ops.into_iter().chain(p95).collect()
}

/// How bad a target is that was not met, or of which that cannot be told; none where it was.
fn missed(met: Option<bool>, words: String) -> Option<(Severity, String, &'static str)> {
    match met {
        Some(true) => None,
        Some(false) => {
            Some((Severity::Critical, words, "redis-ops latency and redis-ops slowlog tell what takes the time"))
        }
        None => Some((
            Severity::Unknown,
            format!("{words}; whether the servers can do better cannot be told here"),
            "--from pod measures from inside the cluster, without the tunnel",
        )),
    }
}

/// Keys of others that went while the load was on: none may.
#[must_use]
pub fn judge_evicted(subject: &str, before: Option<u64>, after: Option<u64>) -> Option<Finding> {
    let evicted = after?.saturating_sub(before?);
    (evicted > 0).then(|| {
        let message = format!("has evicted {} keys while the load was on", units::count(evicted));
        Finding::new("benchmark-evicted", Severity::Critical, subject, message).hint(
            "its memory is full: redis-ops memory-stats tells more; a smaller --keyspace or --data-size takes less",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Targets = Targets { ops_per_second: Some(10_000), p95_microseconds: Some(10_000) };

    fn measured(ops_per_second: f64, p95: Option<u64>) -> Measured {
        Measured {
            ops_per_second,
            p50_microseconds: None,
            p95_microseconds: p95,
            p99_microseconds: None,
            greatest_microseconds: None,
        }
    }

    #[test]
    fn a_target_is_met_or_missed_and_through_a_tunnel_never_missed() {
        let found = |measured: &Measured, from| -> Vec<(String, Severity)> {
            let found = judge("apps/cache", Test::Set, measured, WANTED, from);
            found.into_iter().map(|one| (one.id, one.severity)).collect()
        };
        let (fast, slow) = (measured(10_000.0, Some(10_000)), measured(9_999.0, Some(10_001)));
        for from in [Origin::Pod, Origin::Tunnel, Origin::Here] {
            assert_eq!(found(&fast, from), []);
        }
        let both = |severity| [("benchmark-ops".to_owned(), severity), ("benchmark-p95".to_owned(), severity)];
        assert_eq!(found(&slow, Origin::Pod), both(Severity::Critical));
        assert_eq!(found(&slow, Origin::Here), both(Severity::Critical));
        assert_eq!(found(&slow, Origin::Tunnel), both(Severity::Unknown));
        assert_eq!(found(&measured(10_000.0, None), Origin::Pod), both(Severity::Unknown)[1..]);
        assert_eq!(judge("a", Test::Set, &slow, Targets::default(), Origin::Pod), []);
    }

    #[test]
    fn an_evicted_key_is_somebody_elses() {
        assert_eq!(judge_evicted("a", Some(3), Some(3)), None);
        assert_eq!(judge_evicted("a", None, Some(3)), None);
        assert!(judge_evicted("a", Some(3), Some(5)).is_some_and(|found| found.message.contains("evicted 2 keys")));
    }
}
