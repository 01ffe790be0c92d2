//! Slots of a shard then, and of the primaries now.

/// In words: `0-5460, 7000`.
#[must_use]
pub fn words(slots: &[(u16, u16)]) -> String {
    let range = |(first, last): &(u16, u16)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    slots.iter().map(range).collect::<Vec<_>>().join(", ")
}

/// The primaries that serve any of these slots; `now` has the primary of each slot.
#[must_use]
pub fn holders(slots: &[(u16, u16)], now: &[u16]) -> Vec<usize> {
    let mut holders: Vec<usize> = now
        .iter()
        .enumerate()
        .filter(|(slot, _)| has(slots, *slot))
        .map(|(_, primary)| usize::from(*primary))
        .collect();
    holders.sort_unstable();
    holders.dedup();
    holders
}

/// Whether the primaries that serve these slots serve no others.
#[must_use]
pub fn is_alone(slots: &[(u16, u16)], now: &[u16]) -> bool {
    let holders = holders(slots, now);
    now.iter().enumerate().all(|(slot, primary)| has(slots, slot) || !holders.contains(&usize::from(*primary)))
}

fn has(slots: &[(u16, u16)], slot: usize) -> bool {
    slots.iter().any(|(first, last)| (usize::from(*first)..=usize::from(*last)).contains(&slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_alone_where_nobody_shares_its_primaries() {
        let now = [0, 0, 1, 1, 2, 2];
        assert_eq!(holders(&[(1, 2)], &now), [0, 1]);
        assert!(is_alone(&[(0, 1)], &now) && is_alone(&[(0, 3)], &now) && is_alone(&[(0, 0), (1, 1)], &now));
        assert!(!is_alone(&[(0, 0)], &now) && !is_alone(&[(1, 2)], &now));
        assert_eq!(words(&[(0, 3), (5, 5)]), "0-3, 5");
    }
}
