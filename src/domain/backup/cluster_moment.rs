//! A Redis Cluster before and after its shards were copied: is every slot in the backup, and is it in it once.
//!
//! Shards are copied one after another. A slot that goes from one to another meanwhile may be in both copies, or in
//! none. A node that takes slots raises its epoch (clusterBumpConfigEpochWithoutConsensus and failovers in
//! redis/src/cluster.c), so that owners and epochs together tell that nothing went back and forth in between.

use crate::formats::cluster::{SLOTS, SlotRange, ranges, words};
use crate::target::shards::Cluster;
use serde::Serialize;

/// Who has which slots at one time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moment {
    owners: Vec<Owner>,
    /// Nodes with the number of slots that each is giving away or taking.
    moving: Vec<(String, usize)>,
}

/// A primary with its slots.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Owner {
    id: String,
    name: String,
    epoch: u64,
    slots: Vec<SlotRange>,
}

/// What has changed between two moments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Change {
    /// Another node is the primary of a shard; its slots are the same. Each of them is in the backup.
    FailedOver {
        /// The shard's slots.
        slots: Vec<SlotRange>,
        /// The former primary.
        from: String,
        /// The new one.
        to: String,
    },
    /// Slots went from one shard to another, or came back: their keys may be in both copies or in none.
    SlotsMoved {
        /// The slots.
        slots: Vec<SlotRange>,
    },
    /// Slots are on the move: some of their keys are with the one node, some with the other.
    SlotsMoving {
        /// The nodes, each with the number of slots.
        nodes: Vec<(String, usize)>,
    },
}

impl Moment {
    /// Of a cluster as its members see it.
    pub fn of(cluster: &Cluster) -> Self {
        let owner = |shard: &crate::target::shards::ClusterShard| {
            let primary = &cluster.nodes[shard.primary];
            Owner { id: primary.id.clone(), name: primary.name(), epoch: primary.epoch, slots: shard.slots.clone() }
        };
        let moving = cluster.nodes.iter().filter(|node| node.moving_slots > 0);
        Self {
            owners: cluster.shards.iter().map(owner).collect(),
            moving: moving.map(|node| (node.name(), node.moving_slots)).collect(),
        }
    }

    /// That slots are on the move already, if any is.
    pub fn moving(&self) -> Option<Change> {
        (!self.moving.is_empty()).then(|| Change::SlotsMoving { nodes: self.moving.clone() })
    }

    fn owner_of(&self, slot: u16) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.slots.iter().any(|range| range.first <= slot && slot <= range.last))
    }
}

/// What has changed from `before` to `after`.
pub fn changes(before: &Moment, after: &Moment) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut settled: Vec<SlotRange> = Vec::new();
    for owner in &before.owners {
        let heir = after.owners.iter().find(|heir| heir.slots == owner.slots && heir.id != owner.id);
        // A node that had slots of its own before has not taken over a shard, but exchanged slots with it.
        let is_new = |heir: &&Owner| before.owners.iter().all(|other| other.id != heir.id);
        if let Some(heir) = heir.filter(is_new) {
            settled.extend(&owner.slots);
            let (slots, from, to) = (owner.slots.clone(), owner.name.clone(), heir.name.clone());
            changes.push(Change::FailedOver { slots, from, to });
        }
    }
    let is_settled = |slot: u16| settled.iter().any(|range| range.first <= slot && slot <= range.last);
    let key = |owner: Option<&Owner>| owner.map(|owner| (owner.id.clone(), owner.epoch));
    let differs = |slot: u16| key(before.owner_of(slot)) != key(after.owner_of(slot));
    let moved = ranges((0..SLOTS).filter(|slot| !is_settled(*slot) && differs(*slot)));
    // The node that took slots has raised its epoch for all of its slots: those that stayed with it are none of these.
    let same_owner = |slot: u16| {
        let id = |moment: &Moment| moment.owner_of(slot).map(|owner| owner.id.clone());
        id(before) == id(after)
    };
    let gone = ranges(moved.iter().flat_map(|range| range.first..=range.last).filter(|slot| !same_owner(*slot)));
    let slots = if gone.is_empty() { moved } else { gone };
    if !slots.is_empty() {
        changes.push(Change::SlotsMoved { slots });
    }
    changes.extend(after.moving());
    changes
}

impl Change {
    /// Whether keys may be missing from the backup, or be in it twice.
    pub fn is_harmful(&self) -> bool {
        !matches!(self, Self::FailedOver { .. })
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::FailedOver { slots, from, to } => {
                format!("{to} has taken over from {from} (slots {}) while the backup was taken", words(slots))
            }
            Self::SlotsMoved { slots } => format!(
                "slots {} went from one shard to another while the backup was taken: their keys may be in both copies or \
                 in none",
                words(slots)
            ),
            Self::SlotsMoving { nodes } => {
                let nodes: Vec<String> = nodes.iter().map(|(name, slots)| format!("{name} ({slots})")).collect();
                format!("slots are on the move at {}: their keys are in two places", nodes.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Id, epoch, slots.
    type Told<'a> = (&'a str, u64, &'a [(u16, u16)]);

    fn moment(owners: &[Told<'_>]) -> Moment {
        let owner = |(id, epoch, slots): &Told<'_>| Owner {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            epoch: *epoch,
            slots: slots.iter().map(|(first, last)| SlotRange { first: *first, last: *last }).collect(),
        };
        Moment { owners: owners.iter().map(owner).collect(), moving: Vec::new() }
    }

    fn words_of(before: &Moment, after: &Moment) -> Vec<(bool, String)> {
        changes(before, after).iter().map(|change| (change.is_harmful(), change.words())).collect()
    }

    const WHOLE: [Told<'static>; 2] = [("a", 1, &[(0, 8000)]), ("b", 2, &[(8001, 16383)])];

    #[test]
    fn nothing_has_changed_where_owners_and_epochs_are_the_same() {
        assert_eq!(words_of(&moment(&WHOLE), &moment(&WHOLE)), []);
    }

    #[test]
    fn another_primary_of_the_same_slots_is_a_failover() {
        let after = moment(&[("c", 3, &[(0, 8000)]), WHOLE[1]]);
        let said = "c has taken over from a (slots 0-8000) while the backup was taken";
        assert_eq!(words_of(&moment(&WHOLE), &after), [(false, said.to_owned())]);
    }

    #[test]
    fn slots_that_went_are_named_alone_and_a_return_is_told_by_the_epoch() {
        let after = moment(&[("a", 1, &[(0, 7999)]), ("b", 3, &[(8000, 16383)])]);
        let found = words_of(&moment(&WHOLE), &after);
        assert!(found.len() == 1 && found[0].0 && found[0].1.starts_with("slots 8000 went"), "{found:?}");
        let returned = moment(&[("a", 4, &[(0, 8000)]), WHOLE[1]]);
        let found = words_of(&moment(&WHOLE), &returned);
        assert!(found.len() == 1 && found[0].0 && found[0].1.starts_with("slots 0-8000 went"), "{found:?}");
        // Two that exchanged all of their slots have not failed over.
        let exchanged = moment(&[("b", 5, &[(0, 8000)]), ("a", 6, &[(8001, 16383)])]);
        assert!(changes(&moment(&WHOLE), &exchanged).iter().all(Change::is_harmful));
    }

    #[test]
    fn slots_without_an_owner_afterwards_and_slots_on_the_move_are_told() {
        let lost = moment(&[WHOLE[0]]);
        let found = words_of(&moment(&WHOLE), &lost);
        assert!(found.len() == 1 && found[0].1.starts_with("slots 8001-16383 went"), "{found:?}");
        let mut moving = moment(&WHOLE);
        moving.moving.push(("a".to_owned(), 2));
        let found = words_of(&moment(&WHOLE), &moving);
        assert!(found.len() == 1 && found[0].0 && found[0].1.contains("a (2)"), "{found:?}");
        assert!(moment(&WHOLE).moving().is_none());
    }
}
