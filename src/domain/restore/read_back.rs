//! What of the differences between a file and the server it was restored into is explained by losses that were accepted.

use crate::domain::compare::{Aspect, Part};
use std::collections::BTreeMap;

/// Keys that a sample has, more or less.
const SAMPLE_KEYS: u64 = 10_000;

/// What was accepted to be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepted {
    /// Keys that the server has no place for.
    pub left_out: u64,
    /// The server has no expiry times of hash fields.
    pub field_expiry: bool,
    /// Parts of streams that no command restores.
    pub parts: bool,
}

/// How many keys differ in which way without an explanation.
#[must_use]
pub fn unexplained(aspects: &BTreeMap<Aspect, u64>, accepted: Accepted) -> BTreeMap<Aspect, u64> {
    let left = |(aspect, keys): (&Aspect, &u64)| {
        let left = match aspect {
            Aspect::MissingInB => keys.saturating_sub(accepted.left_out),
            Aspect::FieldExpiry if accepted.field_expiry => 0,
            Aspect::Groups | Aspect::StreamPosition if accepted.parts => 0,
            _ => *keys,
        };
        (left > 0).then_some((*aspect, left))
    };
    aspects.iter().filter_map(left).collect()
}

/// The share of so many keys that is a sample; the same one each time.
#[must_use]
pub fn sample(keys: u64) -> Part {
    let of = (keys / SAMPLE_KEYS).max(1);
    // The power of two below, so that a sample is rather larger than smaller.
    Part { number: 0, of: 1 << of.ilog2() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_accepted_is_explained() {
        let aspects = BTreeMap::from([
            (Aspect::MissingInB, 3),
            (Aspect::Value, 1),
            (Aspect::FieldExpiry, 2),
            (Aspect::Groups, 4),
            (Aspect::StreamPosition, 5),
        ]);
        assert_eq!(unexplained(&aspects, Accepted::default()), aspects);
        let accepted = Accepted { left_out: 2, field_expiry: true, parts: true };
        assert_eq!(unexplained(&aspects, accepted), BTreeMap::from([(Aspect::MissingInB, 1), (Aspect::Value, 1)]));
        let all = Accepted { left_out: 3, ..accepted };
        assert_eq!(unexplained(&aspects, all), BTreeMap::from([(Aspect::Value, 1)]));
    }

    #[test]
    fn a_sample_is_of_some_ten_thousand_keys() {
        assert_eq!(sample(0), Part::ALL);
        assert_eq!(sample(19_999), Part::ALL);
        assert_eq!(sample(20_000), Part { number: 0, of: 2 });
        assert_eq!(sample(1_000_000), Part { number: 0, of: 64 });
    }
}
