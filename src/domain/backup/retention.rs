//! Which sets of an instance stay: the last ones, and the newest of each hour, day, week and month, as restic counts.

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::Serialize;

/// How many to keep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// The newest.
    pub last: u32,
    /// The newest of each of so many hours that have one.
    pub hourly: u32,
    /// Of days.
    pub daily: u32,
    /// Of ISO weeks.
    pub weekly: u32,
    /// Of months.
    pub monthly: u32,
}

/// A set as the decision sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// When it was begun.
    pub time: DateTime<Utc>,
    /// Whether it was verified in flight and is all there.
    pub good: bool,
}

/// What becomes of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Whether it stays.
    pub keep: bool,
    /// Why.
    pub reasons: Vec<String>,
}

impl Policy {
    /// Whether it keeps nothing of its own accord.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Decides on the sets of one instance, in any order; the answers come in the same. Only good sets fill a place of the
/// policy, and only good ones are removed by it: what is damaged may be all there is, so a person decides on that. The
/// newest good one stays whatever the policy says.
pub fn decide(policy: Policy, sets: &[Candidate]) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = sets
        .iter()
        .map(|set| match set.good {
            true => Decision { keep: false, reasons: Vec::new() },
            false => Decision { keep: true, reasons: vec!["not a verified set: not touched".to_owned()] },
        })
        .collect();
    let mut newest_first: Vec<usize> = (0..sets.len()).filter(|index| sets[*index].good).collect();
    newest_first.sort_by(|a, b| sets[*b].time.cmp(&sets[*a].time).then(a.cmp(b)));
    type Period = fn(DateTime<Utc>) -> (i32, u32, u32);
    let periods: [(u32, &str, Period); 4] = [
        (policy.hourly, "hourly", |time| (time.year(), time.ordinal(), time.hour())),
        (policy.daily, "daily", |time| (time.year(), time.ordinal(), 0)),
        (policy.weekly, "weekly", |time| (time.iso_week().year(), time.iso_week().week(), 0)),
        (policy.monthly, "monthly", |time| (time.year(), time.month(), 0)),
    ];
    let mut keep = |index: usize, reason: String| {
        decisions[index].keep = true;
        decisions[index].reasons.push(reason);
    };
    for (rank, index) in newest_first.iter().take(policy.last as usize).enumerate() {
        keep(*index, format!("last {}", rank + 1));
    }
    for (count, name, period) in periods {
        let mut seen = Vec::new();
        for index in &newest_first {
            let of_set = period(sets[*index].time);
            if seen.last() == Some(&of_set) {
                continue;
            }
            if seen.len() as u64 == u64::from(count) {
                break;
            }
            seen.push(of_set);
            keep(*index, format!("{name} {}", seen.len()));
        }
    }
    if let Some(newest) = newest_first.first().copied()
        && !decisions[newest].keep
    {
        decisions[newest] = Decision { keep: true, reasons: vec!["the last verified one".to_owned()] };
    }
    decisions
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn at(hours: i64) -> DateTime<Utc> {
        // A Monday.
        Utc.with_ymd_and_hms(2026, 11, 16, 0, 0, 0).single().expect("a time") + chrono::Duration::hours(hours)
    }

    fn kept(policy: Policy, hours: &[i64]) -> Vec<i64> {
        let sets: Vec<Candidate> = hours.iter().map(|hour| Candidate { time: at(*hour), good: true }).collect();
        let decisions = decide(policy, &sets);
        hours.iter().zip(decisions).filter(|(_, decision)| decision.keep).map(|(hour, _)| *hour).collect()
    }

    #[test]
    fn the_newest_of_each_period_stays() {
        let hours: Vec<i64> = (0..96).rev().collect();
        assert_eq!(kept(Policy { last: 2, ..Policy::default() }, &hours), [95, 94]);
        assert_eq!(kept(Policy { daily: 3, ..Policy::default() }, &hours), [95, 71, 47]);
        assert_eq!(kept(Policy { hourly: 2, daily: 2, ..Policy::default() }, &hours), [95, 94, 71]);
        // A day without a backup takes no place.
        assert_eq!(kept(Policy { daily: 2, ..Policy::default() }, &[100, 99, 3, 2]), [100, 3]);
        assert_eq!(kept(Policy { weekly: 2, monthly: 1, ..Policy::default() }, &[200, 150, 100, -1]), [200, 150]);
    }

    #[test]
    fn what_is_not_good_neither_takes_a_place_nor_goes() {
        let sets = [(3, false), (2, true), (1, true)].map(|(hour, good)| Candidate { time: at(hour), good });
        let keep: Vec<bool> =
            decide(Policy { last: 1, ..Policy::default() }, &sets).iter().map(|decision| decision.keep).collect();
        assert_eq!(keep, [true, true, false]);
        // Nothing is asked for, and the last good one stays all the same.
        let keep: Vec<bool> = decide(Policy::default(), &sets).iter().map(|decision| decision.keep).collect();
        assert_eq!(keep, [true, true, false]);
    }

    fn policies() -> impl Strategy<Value = Policy> {
        (0..5_u32, 0..5_u32, 0..5_u32, 0..5_u32, 0..5_u32).prop_map(|(last, hourly, daily, weekly, monthly)| Policy {
            last,
            hourly,
            daily,
            weekly,
            monthly,
        })
    }

    fn sets() -> impl Strategy<Value = Vec<Candidate>> {
        let set = (0..2_000_i64, any::<bool>()).prop_map(|(hour, good)| Candidate { time: at(hour), good });
        prop::collection::vec(set, 0..40)
    }

    proptest! {
        #[test]
        fn the_newest_good_set_always_stays(policy in policies(), sets in sets()) {
            let decisions = decide(policy, &sets);
            let newest = sets.iter().filter(|set| set.good).map(|set| set.time).max();
            let stays = sets.iter().zip(&decisions).any(|(set, decision)| decision.keep && set.good && Some(set.time) == newest);
            prop_assert!(newest.is_none() || stays);
        }

        #[test]
        fn no_more_stay_than_the_policy_says(policy in policies(), sets in sets()) {
            let kept = sets.iter().zip(decide(policy, &sets)).filter(|(set, decision)| set.good && decision.keep).count();
            let most = policy.last + policy.hourly + policy.daily + policy.weekly + policy.monthly;
            prop_assert!(kept <= most.max(1) as usize);
        }

        #[test]
        fn a_more_generous_policy_keeps_all_that_the_other_keeps(policy in policies(), sets in sets(), more in 0..5_usize) {
            let mut generous = policy;
            *[&mut generous.last, &mut generous.hourly, &mut generous.daily, &mut generous.weekly,
                &mut generous.monthly][more] += 1;
            for (less, more) in decide(policy, &sets).iter().zip(decide(generous, &sets)) {
                // The last good one is kept by the one and need not be by name by the other.
                prop_assert!(!less.keep || more.keep);
            }
        }

        #[test]
        fn what_is_not_good_is_never_touched_and_the_order_does_not_matter(policy in policies(), sets in sets()) {
            let decisions = decide(policy, &sets);
            prop_assert!(sets.iter().zip(&decisions).all(|(set, decision)| set.good || decision.keep));
            let mut reversed: Vec<Candidate> = sets.clone();
            reversed.reverse();
            let count = |decisions: &[Decision]| decisions.iter().filter(|decision| decision.keep).count();
            prop_assert_eq!(count(&decisions), count(&decide(policy, &reversed)));
        }

        #[test]
        fn pruning_twice_removes_nothing_more(policy in policies(), sets in sets()) {
            let kept: Vec<Candidate> =
                sets.iter().zip(decide(policy, &sets)).filter(|(_, decision)| decision.keep).map(|(set, _)| *set).collect();
            prop_assert!(decide(policy, &kept).iter().all(|decision| decision.keep));
        }
    }
}
