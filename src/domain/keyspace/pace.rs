//! How fast to go: keys to ask for at a time, and pauses, by what the server's other clients feel.

use std::time::Duration;

/// Keys SCAN is asked for at first, and where the server is slow.
const LEAST: u64 = 100;
/// What SCAN has just touched is still in the processor's cache when the sizes are asked for; of more keys it is not, and
/// each costs the server up to a quarter more. Of fewer, the way there and back is what costs.
const MOST_NEAR: u64 = 100;
/// A SCAN of so many takes a server a few milliseconds, in which it serves nobody else.
const MOST_FAR: u64 = 5000;
/// Keys with their sizes that a server gets through in a millisecond, about.
const KEYS_A_MILLISECOND: u64 = 250;
/// Longest pause after a delay that was too long.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What the user allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Longest delay of a PING beside the scan, above what it took before.
    pub latency: Duration,
    /// Share of the time in which the server may be at work for the scan, above 0 and up to 1.
    pub server_share: Option<f64>,
    /// Pause after each page.
    pub throttle: Duration,
    /// Keys to ask for at a time, where the user says.
    pub count: Option<u64>,
}

/// The pace.
#[derive(Debug)]
pub struct Pace {
    limits: Limits,
    most: u64,
    count: u64,
    /// Pages after which it slowed down.
    pub slowed: u64,
}

impl Pace {
    /// At the beginning, on a way of so long a round trip.
    pub fn new(limits: Limits, round_trip: Duration) -> Self {
        // What the server does while a page is under way hides the way.
        let microseconds = u64::try_from(round_trip.as_micros()).unwrap_or(u64::MAX);
        let hidden = microseconds.saturating_mul(KEYS_A_MILLISECOND) / 1000;
        let most = limits.count.unwrap_or_else(|| hidden.clamp(MOST_NEAR, MOST_FAR));
        let count = limits.count.unwrap_or(LEAST);
        Self { limits, most, count, slowed: 0 }
    }

    /// Keys to ask for.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether a page has to be at its end before the next is asked for.
    pub fn is_paced(&self) -> bool {
        self.limits.server_share.is_some() || !self.limits.throttle.is_zero()
    }

    /// The pause before the next page, after one that kept the server busy for so long, when others were delayed by so
    /// much.
    pub fn after(&mut self, busy: Duration, delay: Duration) -> Duration {
        let mut pause = self.limits.throttle;
        if let Some(share) = self.limits.server_share {
            pause += busy.mul_f64((1.0 / share - 1.0).max(0.0));
        }
        if delay > self.limits.latency {
            self.slowed += 1;
            self.count = (self.count / 2).max(LEAST.min(self.most));
            pause += delay.min(LONGEST_PAUSE);
        } else {
            self.count = self.count.saturating_mul(2).min(self.most);
        }
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { latency: Duration::from_millis(10), server_share: None, throttle: Duration::ZERO, count: None };

    #[test]
    fn pages_grow_with_the_way_and_shrink_with_delay() {
        let ms = Duration::from_millis;
        let mut near = Pace::new(LIMITS, Duration::ZERO);
        (0..9).for_each(|_| assert_eq!(near.after(ms(3), ms(1)), Duration::ZERO));
        assert_eq!((near.count(), near.is_paced()), (MOST_NEAR, false));
        let mut next_door = Pace::new(LIMITS, Duration::from_micros(1500));
        (0..9).for_each(|_| assert_eq!(next_door.after(ms(3), ms(1)), Duration::ZERO));
        assert_eq!(next_door.count(), 375);
        let mut far = Pace::new(LIMITS, ms(20));
        (0..9).for_each(|_| {
            let _ = far.after(ms(3), ms(1));
        });
        assert_eq!(far.count(), MOST_FAR);
        assert_eq!((far.after(ms(3), ms(30)), far.count(), far.slowed), (ms(30), MOST_FAR / 2, 1));
        (0..9).for_each(|_| {
            let _ = far.after(ms(3), ms(30));
        });
        assert_eq!(far.count(), LEAST);
    }

    #[test]
    fn a_share_of_the_server_is_kept_by_pauses() {
        let ms = Duration::from_millis;
        let limits = Limits { server_share: Some(0.1), throttle: ms(5), count: Some(50), ..LIMITS };
        let mut pace = Pace::new(limits, ms(20));
        assert_eq!((pace.after(ms(2), ms(0)), pace.count(), pace.is_paced()), (ms(23), 50, true));
        assert_eq!((pace.after(ms(0), ms(11)), pace.count()), (ms(16), 50));
    }
}
