//! How far a restart is: what is told of it, however it ends.

use super::plan::Action;

/// What became of a pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It runs as before.
    Untouched,
    /// Its eviction was asked for, and no answer has come.
    Asked,
    /// It was evicted, and its successor was not seen to be in order.
    Evicted,
    /// Its successor is in order.
    Restarted,
}

/// The pods of the plan, in its order, and the roles that were handed over.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pods: Vec<(String, Fate)>,
    handed_over: Vec<String>,
}

impl Tally {
    /// Nothing was done yet.
    pub(super) fn of(actions: &[Action]) -> Self {
        let pods = actions.iter().filter_map(|action| match action {
            Action::Restart(pod) => Some((pod.clone(), Fate::Untouched)),
            Action::HandOver(_) => None,
        });
        Self { pods: pods.collect(), handed_over: Vec::new() }
    }

    /// Notes what became of a pod.
    pub(super) fn note(&mut self, pod: &str, fate: Fate) {
        self.pods.iter_mut().filter(|(name, _)| name == pod).for_each(|(_, known)| *known = fate);
    }

    /// Notes that the role of a primary is being handed over, or was.
    pub(super) fn note_handover(&mut self, primary: &str) {
        if !self.handed_over.iter().any(|known| known == primary) {
            self.handed_over.push(primary.to_owned());
        }
    }

    /// Notes that handing over was refused before anything was changed.
    pub(super) fn take_back_handover(&mut self, primary: &str) {
        self.handed_over.retain(|known| known != primary);
    }

    /// Whether anything may have been changed.
    pub(super) fn begun(&self) -> bool {
        !self.handed_over.is_empty() || self.pods.iter().any(|(_, fate)| *fate != Fate::Untouched)
    }

    fn with(&self, fate: Fate) -> Vec<&str> {
        self.pods.iter().filter(|(_, known)| *known == fate).map(|(name, _)| name.as_str()).collect()
    }

    /// What was done and what was not, in a sentence.
    pub(super) fn words(&self) -> String {
        let parts = [
            (Fate::Restarted, "restarted and in order"),
            (Fate::Evicted, "evicted, its successor not seen to be in order"),
            (Fate::Asked, "eviction asked for, no answer"),
            (Fate::Untouched, "not restarted"),
        ];
        let told = parts.into_iter().filter_map(|(fate, words)| {
            let names = self.with(fate);
            (!names.is_empty()).then(|| format!("{words}: {}", names.join(", ")))
        });
        let mut told: Vec<String> = told.collect();
        if !self.handed_over.is_empty() {
            told.insert(0, format!("handing over was begun from: {}", self.handed_over.join(", ")));
        }
        told.join("; ")
    }

    /// The pods that the next run has to restart.
    pub(super) fn left(&self) -> Vec<&str> {
        let left = |fate: &Fate| matches!(fate, Fate::Untouched | Fate::Asked);
        self.pods.iter().filter(|(_, fate)| left(fate)).map(|(name, _)| name.as_str()).collect()
    }

    /// What to type to go on; `place` is how the instance is named on a command line.
    pub(super) fn command(&self, place: &str) -> String {
        let left = self.left();
        if left.is_empty() {
            format!("redis-ops check-replication {place} says when it is in order: every pod was evicted")
        } else {
            format!("redis-ops restart {place} --only {}, once redis-ops health {place} is content", left.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally() -> Tally {
        Tally::of(&["a-1", "a-2", "a-0"].map(|pod| Action::Restart(pod.to_owned())))
    }

    #[test]
    fn each_pod_is_told_of_and_the_rest_is_what_to_go_on_with() {
        let mut tally = tally();
        assert!(!tally.begun());
        tally.note("a-1", Fate::Restarted);
        tally.note("a-2", Fate::Evicted);
        assert!(tally.begun());
        assert_eq!(
            tally.words(),
            "restarted and in order: a-1; evicted, its successor not seen to be in order: a-2; not restarted: a-0"
        );
        assert_eq!(
            tally.command("-n x -r a"),
            "redis-ops restart -n x -r a --only a-0, once redis-ops health -n x -r a is content"
        );
        tally.note("a-0", Fate::Evicted);
        assert!(tally.command("-n x -r a").starts_with("redis-ops check-replication -n x -r a"));
    }

    #[test]
    fn what_was_asked_for_without_an_answer_may_have_happened() {
        let mut tally = tally();
        tally.note("a-1", Fate::Asked);
        assert!(tally.begun());
        assert_eq!(tally.left(), ["a-1", "a-2", "a-0"]);
        let mut tally = super::Tally::of(&[Action::HandOver("a-0".into()), Action::Restart("a-0".into())]);
        tally.note_handover("a-0");
        assert_eq!(tally.words(), "handing over was begun from: a-0; not restarted: a-0");
    }
}
