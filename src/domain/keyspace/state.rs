//! How far a scan has come: what `bigkeys --resume` goes on from.
//!
//! A cursor of SCAN means something to the process that gave it, and to no other: buckets are numbered by a hash whose
//! seed is made when a server starts. So a state holds for the same processes with the same databases and slots alone.

use super::tally::Tally;
use serde::{Deserialize, Serialize};

/// The form of the file.
pub const SCHEMA: &str = "redis-ops-bigkeys/v1";
/// No state is longer, in bytes.
pub const LONGEST: u64 = 512 << 20;

/// A scan that is not at its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// [`SCHEMA`].
    pub schema: String,
    /// The instance's full name.
    pub instance: String,
    /// What was asked for.
    pub wanted: Wanted,
    /// The members, one of each shard.
    pub members: Vec<MemberState>,
}

/// What makes the counts of two runs one: how names are cut, and what is asked of every key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// `--top`.
    pub top: u16,
    /// `--separator`.
    pub separator: String,
    /// `--depth`.
    pub depth: u8,
    /// `--keep-ids`.
    pub keep_ids: bool,
    /// `--memory`.
    pub memory: bool,
    /// `--samples`.
    pub samples: u32,
    /// `--ttl`.
    pub ttl: bool,
}

/// How far a member is gone through.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MemberState {
    /// Whom the cursors are of.
    pub identity: Identity,
    /// Databases that are at their end.
    pub done: Vec<u64>,
    /// The one that is not.
    pub at: Option<Position>,
    /// Whether all of it is at its end.
    pub complete: bool,
    /// What was counted.
    pub tally: Tally,
    /// Commands that were refused: how often, and the last words.
    pub refusals: Vec<(String, u64, String)>,
    /// As `SourceReport` has it.
    pub pages: u64,
    /// As `SourceReport` has it.
    pub slowed: u64,
    /// As `SourceReport` has it.
    pub repeated_keys: u64,
    /// As `SourceReport` has it.
    pub repeats_are_told: bool,
    /// As `SourceReport` has it.
    pub seconds: f64,
}

/// A process with its databases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The member's name.
    pub member: String,
    /// `run_id`, which a server makes when it starts.
    pub run_id: String,
    /// The slots of its shard in words, in a Redis Cluster.
    pub slots: Option<String>,
    /// Databases that have keys.
    pub databases: Vec<u64>,
}

/// A place in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The database.
    pub db: u64,
    /// Where SCAN goes on; none at its end.
    pub cursor: Option<String>,
    /// Keys that SCAN gave and that are not counted yet.
    pub pending: Vec<Name>,
}

/// A key's name, in hexadecimal in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name(#[serde(with = "super::name::in_hex")] pub Vec<u8>);

impl State {
    /// Reads one.
    ///
    /// # Errors
    /// A sentence: it is no state, or one of another version.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let state: Self =
            serde_json::from_slice(bytes).map_err(|error| format!("it is no state of a scan: {error}"))?;
        if state.schema != SCHEMA {
            return Err(format!("it is of the form {:?}, and this redis-ops reads {SCHEMA}", state.schema));
        }
        Ok(state)
    }

    /// Whether a run that wants this of that instance can go on from here.
    ///
    /// # Errors
    /// A sentence that names what differs.
    pub fn fits(&self, instance: &str, wanted: &Wanted) -> Result<(), String> {
        if self.instance != instance {
            return Err(format!("it is of {}, and the target is {instance}", self.instance));
        }
        let (then, now) = (self.wanted.words(), wanted.words());
        if then != now {
            return Err(format!("it was begun with {then}, and now it is {now}"));
        }
        Ok(())
    }

    /// The state of one of the members that are there now, by their `run_id`, for the shard that has these slots; none
    /// where that shard was not begun with.
    ///
    /// # Errors
    /// A sentence that says why its cursors mean nothing any more.
    pub fn of_shard<'a>(
        &'a self,
        slots: Option<&str>,
        now: &'a [Identity],
    ) -> Result<Option<(&'a MemberState, usize)>, String> {
        let Some(state) = self.members.iter().find(|state| state.identity.slots.as_deref() == slots) else {
            return Ok(None);
        };
        let then = &state.identity;
        let found = now.iter().position(|one| !one.run_id.is_empty() && one.run_id == then.run_id);
        let Some(index) = found else {
            let name = &then.member;
            return Err(match now.iter().any(|one| one.member == *name && !one.run_id.is_empty()) {
                true => format!("{name} was started anew since: where it was in the scan means nothing to it now"),
                false => format!("{name} does not answer, or is there no more"),
            });
        };
        let (name, databases) = (&now[index].member, &now[index].databases);
        if *databases != then.databases {
            return Err(format!(
                "{name} has keys in other databases now ({}) than then ({})",
                words(databases),
                words(&then.databases)
            ));
        }
        if now[index].slots != then.slots {
            return Err(format!("{name} has other slots now than then"));
        }
        Ok(Some((state, index)))
    }

    /// The first member whose shard is none of those that are there now.
    pub fn without_shard(&self, slots: &[Option<String>]) -> Option<&MemberState> {
        self.members.iter().find(|state| !slots.contains(&state.identity.slots))
    }
}

impl Wanted {
    /// The options, as they are typed.
    fn words(&self) -> String {
        let Self { top, separator, depth, samples, .. } = self;
        let mut words = format!("--top {top} --separator {separator} --depth {depth} --samples {samples}");
        for (given, word) in [(self.keep_ids, " --keep-ids"), (self.memory, " --memory"), (self.ttl, " --ttl")] {
            if given {
                words.push_str(word);
            }
        }
        words
    }
}

fn words(databases: &[u64]) -> String {
    let all: Vec<String> = databases.iter().map(ToString::to_string).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keyspace::kind::Kind;
    use crate::domain::keyspace::tally::{Counting, Found};
    use crate::domain::keyspace::ttl::Expiry;

    fn identity(run_id: &str, databases: &[u64], slots: Option<&str>) -> Identity {
        let slots = slots.map(str::to_owned);
        Identity { member: format!("pod-{run_id}"), run_id: run_id.into(), slots, databases: databases.into() }
    }

    fn wanted() -> Wanted {
        let separator = ":".to_owned();
        Wanted { top: 5, separator, depth: 2, keep_ids: false, memory: false, samples: 5, ttl: false }
    }

    fn state(identities: &[Identity]) -> State {
        let of = |identity: &Identity| MemberState { identity: identity.clone(), ..MemberState::default() };
        let members = identities.iter().map(of).collect();
        State { schema: SCHEMA.into(), instance: "apps/cache".into(), wanted: wanted(), members }
    }

    #[test]
    fn a_state_is_read_as_it_was_written_whatever_the_names_are() {
        let mut tally = Tally::new(Counting { top: 3, ..Counting::default() });
        for (number, name) in [&b"a:\xff\x00:b"[..], b"user:1", b"user:2", b"plain", b""].into_iter().enumerate() {
            let kind = if number % 2 == 0 { Kind::Hash } else { Kind::Other("ReJSON-RL".into()) };
            tally.add(&Found {
                db: 3,
                name,
                name_bytes: name.len() as u64,
                kind: &kind,
                size: (number != 1).then_some(u64::MAX >> number),
                memory_bytes: Some(7),
                stored_bytes: None,
                expiry: [Some(Expiry::Never), Some(Expiry::InMs(9)), None][number % 3],
            });
        }
        let pending = vec![Name(b"\xfe".to_vec())];
        let at = Some(Position { db: 3, cursor: Some("17".into()), pending });
        let mut whole = state(&[identity("a", &[0, 3], None)]);
        whole.members[0] = MemberState { at, tally, seconds: 1.5, ..whole.members[0].clone() };
        let text = serde_json::to_vec(&whole).expect("can be written");
        let again = State::parse(&text).expect("a state");
        assert_eq!(serde_json::to_vec(&again).expect("can be written"), text);
        assert_eq!(again.members[0].tally.keys(), 5);
        assert_eq!(again.members[0].at, whole.members[0].at);
        let cut = &text[..text.len() / 2];
        assert!(State::parse(cut).is_err() && State::parse(b"{}").is_err());
        let other = String::from_utf8_lossy(&text).replace(SCHEMA, "redis-ops-bigkeys/v0");
        assert!(State::parse(other.as_bytes()).is_err_and(|text| text.contains("v0")));
    }

    #[test]
    fn it_holds_for_the_same_process_with_the_same_databases_and_slots() {
        let then = identity("a", &[0, 3], Some("0-5460"));
        let state = state(std::slice::from_ref(&then));
        let of = |now: &Identity| {
            let now = [identity("z", &[0], None), now.clone()];
            state.of_shard(Some("0-5460"), &now).map(|found| found.map(|(_, index)| index))
        };
        assert_eq!(of(&then), Ok(Some(1)));
        let refused = |now: Identity| of(&now).expect_err("it does not hold");
        assert!(refused(Identity { run_id: "b".into(), ..then.clone() }).contains("started anew"));
        assert!(refused(identity("b", &[0, 3], Some("0-5460"))).contains("does not answer"));
        assert!(refused(identity("a", &[0], Some("0-5460"))).contains("(0) than then (0, 3)"));
        assert!(refused(identity("a", &[0, 3], Some("0-99"))).contains("other slots"));
        assert!(state.of_shard(Some("5461-10922"), &[then]).is_ok_and(|found| found.is_none()));
        assert!(state.without_shard(&[None]).is_some() && state.without_shard(&[Some("0-5460".into())]).is_none());
    }

    #[test]
    fn it_holds_for_the_same_question() {
        let state = state(&[]);
        assert_eq!(state.fits("apps/cache", &wanted()), Ok(()));
        assert!(state.fits("apps/other", &wanted()).is_err_and(|text| text.contains("apps/other")));
        let more = Wanted { memory: true, ..wanted() };
        assert!(state.fits("apps/cache", &more).is_err_and(|text| text.ends_with("--memory")));
    }
}
