//! Times of any number of requests in bounded memory: each is kept to one part in a thousand.

/// Below it times are kept as they are; above, so many classes to each doubling.
const EXACT: u64 = 2048;
const HALF: u64 = EXACT / 2;

/// Counts by class of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
    greatest: u64,
}

impl Histogram {
    /// Counts one.
    pub fn add(&mut self, microseconds: u64) {
        let class = class(microseconds);
        if class >= self.counts.len() {
            self.counts.resize(class + 1, 0);
        }
        self.counts[class] += 1;
        self.total += 1;
        self.greatest = self.greatest.max(microseconds);
    }

    /// Takes in another one.
    pub fn merge(&mut self, other: &Self) {
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, more)| *own += more);
        self.total += other.total;
        self.greatest = self.greatest.max(other.greatest);
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The longest; none of none.
    #[must_use]
    pub fn greatest(&self) -> Option<u64> {
        (self.total > 0).then_some(self.greatest)
    }

    /// The time that so many of a hundred did not exceed; none of none.
    #[must_use]
    pub fn percentile(&self, percent: u64) -> Option<u64> {
        let wanted = (u128::from(self.total) * u128::from(percent)).div_ceil(100).max(1);
        let mut seen = 0_u128;
        let class = self.counts.iter().position(|count| {
            seen += u128::from(*count);
            seen >= wanted
        })?;
        Some(upper(class).min(self.greatest))
    }
}

fn class(value: u64) -> usize {
    let doublings = u64::from((value / EXACT).checked_ilog2().map_or(0, |power| power + 1));
    // Each doubling but the first half of the exact ones adds so many classes.
    usize::try_from(doublings * HALF + (value >> doublings)).unwrap_or(usize::MAX)
}

/// The greatest value of a class.
fn upper(class: usize) -> u64 {
    let class = class as u64;
    if class < EXACT {
        return class;
    }
    let doublings = (class - EXACT) / HALF + 1;
    let within = class - doublings * HALF;
    ((u128::from(within + 1) << doublings) - 1).try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_each_other_and_hold_what_they_say() {
        let mut before = 0;
        for value in (0..200_000).chain([u64::MAX / 3, u64::MAX]) {
            let class = class(value);
            assert!(class >= before, "{value}");
            let upper = upper(class);
            assert!(upper >= value && upper - value <= value / 1000, "{value} in a class to {upper}");
            assert_eq!(super::class(upper), class, "{value}");
            before = class;
        }
    }

    #[test]
    fn percentiles_are_those_of_the_samples_to_a_thousandth() {
        let (mut all, mut other) = (Histogram::default(), Histogram::default());
        assert_eq!((all.percentile(50), all.greatest()), (None, None));
        (1..=50_000).for_each(|value| all.add(value));
        (50_001..=100_000).for_each(|value| other.add(value));
        all.merge(&other);
        assert_eq!((all.total(), all.greatest(), all.percentile(100)), (100_000, Some(100_000), Some(100_000)));
        for percent in [50, 95, 99] {
            let (found, exact) = (all.percentile(percent).expect("samples"), percent * 1000);
            assert!(found >= exact && found - exact <= exact / 1000, "p{percent}: {found}");
        }
        let mut one = Histogram::default();
        one.add(7);
        assert_eq!((one.percentile(50), one.percentile(99)), (Some(7), Some(7)));
    }
}
