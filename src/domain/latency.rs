//! Round trips as a distribution, and what of them is the way and what the server.

use serde::Serialize;

/// Round trips in figures, all in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Distribution {
    /// The shortest.
    pub least_microseconds: u64,
    /// Half of them took no longer.
    pub p50_microseconds: u64,
    /// 99 of 100 took no longer.
    pub p99_microseconds: u64,
    /// The longest.
    pub greatest_microseconds: u64,
}

/// So many round trips took no longer than this, and longer than the bucket before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// Upper bound, included.
    pub up_to_microseconds: u64,
    /// Round trips.
    pub count: u64,
}

/// The figures of some round trips; none of none.
pub fn distribution(samples: &[u64]) -> Option<Distribution> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    let percentile = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).max(1) - 1).copied();
    Some(Distribution {
        least_microseconds: *sorted.first()?,
        p50_microseconds: percentile(50)?,
        p99_microseconds: percentile(99)?,
        greatest_microseconds: *sorted.last()?,
    })
}

/// Buckets with bounds of 1, 2 and 5, from that of the shortest round trip to that of the longest, empty ones between
/// them included.
pub fn buckets(samples: &[u64]) -> Vec<Bucket> {
    let (Some(least), Some(greatest)) = (samples.iter().min(), samples.iter().max()) else { return Vec::new() };
    let bounds =
        (0..20).flat_map(|power| [1, 2, 5].map(|digit: u64| digit.saturating_mul(10_u64.saturating_pow(power))));
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut lower = 0;
    for bound in bounds {
        let inside = |sample: &&u64| (lower == 0 || **sample > lower) && **sample <= bound;
        if bound >= *least {
            let count = samples.iter().filter(inside).count() as u64;
            buckets.push(Bucket { up_to_microseconds: bound, count });
        }
        if bound >= *greatest {
            break;
        }
        lower = bound;
    }
    buckets
}

/// What every command pays on the way, there and back: the shortest round trip, less the server's own time for such a
/// command. A longer round trip met a busy server or a busy network; it says nothing of the way itself.
pub fn on_the_way(least_microseconds: u64, server_microseconds: Option<f64>) -> u64 {
    let server = server_microseconds.unwrap_or(0.0).max(0.0).round() as u64;
    least_microseconds.saturating_sub(server)
}

/// The mean between two readings of a sum and its count; none where nothing was counted between them.
pub fn mean_between(sum: (Option<u64>, Option<u64>), count: (Option<u64>, Option<u64>)) -> Option<f64> {
    let (sum, count) = (sum.1?.checked_sub(sum.0?)?, count.1?.checked_sub(count.0?)?);
    (count > 0).then(|| sum as f64 / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples() {
        let samples: Vec<u64> = (1..=200).rev().collect();
        let found = distribution(&samples).expect("samples");
        assert_eq!(
            (found.least_microseconds, found.p50_microseconds, found.p99_microseconds, found.greatest_microseconds),
            (1, 100, 198, 200)
        );
        assert_eq!(distribution(&[7]).map(|one| one.p99_microseconds), Some(7));
        assert_eq!(distribution(&[]), None);
    }

    #[test]
    fn buckets_hold_every_sample_once() {
        let samples = [0, 90, 150, 200, 201, 2_500];
        let found: Vec<(u64, u64)> =
            buckets(&samples[1..]).iter().map(|each| (each.up_to_microseconds, each.count)).collect();
        assert_eq!(found, [(100, 1), (200, 2), (500, 1), (1_000, 0), (2_000, 0), (5_000, 1)]);
        assert_eq!(buckets(&samples).iter().map(|each| each.count).sum::<u64>(), 6);
        assert_eq!(buckets(&[u64::MAX]).iter().map(|each| each.count).sum::<u64>(), 1);
        assert!(buckets(&[]).is_empty());
    }

    #[test]
    fn the_way_is_what_the_server_did_not_use() {
        assert_eq!((on_the_way(900, Some(1.6)), on_the_way(900, None), on_the_way(1, Some(5.0))), (898, 900, 0));
        assert_eq!(mean_between((Some(10), Some(30)), (Some(1), Some(5))), Some(5.0));
        assert_eq!(mean_between((Some(10), Some(30)), (Some(5), Some(5))), None);
        assert_eq!(mean_between((Some(30), Some(10)), (Some(1), Some(5))), None, "the server was restarted");
    }
}
