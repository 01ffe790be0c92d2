//! A bound on bytes per second that a burst may not exceed.

use std::time::{Duration, Instant};

/// Lets so many bytes pass in a second. Whoever comes too early is told how long to wait.
#[derive(Debug, Clone)]
pub struct Pace {
    bytes_per_second: Option<u64>,
    /// When all that was let through has had its time.
    paid_until: Option<Instant>,
}

impl Pace {
    /// No bound.
    pub fn unlimited() -> Self {
        Self { bytes_per_second: None, paid_until: None }
    }

    /// So many bytes per second, at least one.
    pub fn of(bytes_per_second: u64) -> Self {
        Self { bytes_per_second: Some(bytes_per_second.max(1)), paid_until: None }
    }

    /// Lets `bytes` through; the time to wait before, if any.
    pub fn take(&mut self, bytes: usize, now: Instant) -> Option<Duration> {
        let rate = self.bytes_per_second?;
        let start = self.paid_until.map_or(now, |until| until.max(now));
        let cost = Duration::from_secs_f64(bytes as f64 / rate as f64);
        self.paid_until = Some(start + cost);
        let wait = start.saturating_duration_since(now);
        (!wait.is_zero()).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_too_early_waits_for_what_went_before() {
        let now = Instant::now();
        let mut pace = Pace::of(1000);
        assert_eq!(pace.take(500, now), None);
        assert_eq!(pace.take(500, now), Some(Duration::from_millis(500)));
        assert_eq!(pace.take(1, now + Duration::from_secs(2)), None);
        assert_eq!(Pace::unlimited().take(usize::MAX, now), None);
    }
}
