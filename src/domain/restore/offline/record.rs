//! What a run writes down before it acts, so that it can be taken up or taken back when it was interrupted.

use super::claim::DataPlace;
use super::layout::Layout;
use serde::{Deserialize, Serialize};

/// The annotation of the primary's StatefulSet that holds the record, as JSON.
pub const ANNOTATION: &str = "redis-ops/offline-restore";
/// The form of the record.
const SCHEMA: u32 = 1;

/// Where a run wants to get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To the data of a backup.
    Restore,
    /// Back to the data that was there before.
    Undo,
}

/// What a run is at, or was at when it was interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The pods are scaled away, replicas first.
    Stopping,
    /// The new files are written beside the old ones, in a folder of their own.
    Writing,
    /// The old files go aside.
    Moving,
    /// The new files get their names; on the way back the old ones do.
    Naming,
    /// The primary starts alone, loads, and is compared.
    Starting,
    /// The replicas come back and follow.
    Following,
    /// All is done.
    Done,
}

/// A StatefulSet and the pods that it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCount {
    /// Its name.
    pub name: String,
    /// Its replicas before.
    pub replicas: u32,
}

/// The bytes that are restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// Where they come from, in words.
    pub source: String,
    /// Their number.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    schema: u32,
    /// The run, by the time it began: part of the names of its folders and pods.
    pub run: String,
    /// The instance's name in its namespace.
    pub instance: String,
    /// Where it wants to get.
    pub direction: Direction,
    /// What it is at.
    pub step: Step,
    /// The StatefulSets with the pods they had: those of replicas first, the primary's last.
    pub sets: Vec<SetCount>,
    /// Container of the server in the primary's pod.
    pub container: String,
    /// Where the primary's data is.
    pub place: DataPlace,
    /// Names of the files that the server loads.
    pub layout: Layout,
    /// What is restored.
    pub file: FileMark,
    /// The files that were there before, by their names; none before the step Moving.
    pub old: Vec<String>,
    /// Whether anything was written to the volume.
    pub wrote: bool,
    /// Whether files of the server were moved.
    pub touched: bool,
    /// When the first pod was scaled away, RFC 3339.
    pub stopped_at: String,
    /// The safety backup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety: Option<String>,
    /// The node that the primary ran on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Whose its files are, where the specification of its pods does not say it: user and group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<(i64, i64)>,
}

impl Record {
    /// The record of a run that is about to begin.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "it is made in one place, of what only that place knows")]
    pub fn new(
        run: String,
        instance: String,
        sets: Vec<SetCount>,
        container: String,
        place: DataPlace,
        layout: Layout,
        file: FileMark,
        stopped_at: String,
    ) -> Self {
        Self {
            schema: SCHEMA,
            run,
            instance,
            direction: Direction::Restore,
            step: Step::Stopping,
            sets,
            container,
            place,
            layout,
            file,
            old: Vec::new(),
            wrote: false,
            touched: false,
            stopped_at,
            safety: None,
            node: None,
            owner: None,
        }
    }

    /// Reads the annotation.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(text).map_err(|error| format!("it cannot be understood: {error}"))?;
        if record.schema != SCHEMA {
            return Err(format!("it is of the form {}, and this redis-ops knows {SCHEMA}", record.schema));
        }
        if record.sets.is_empty() {
            return Err("it names no StatefulSet".to_owned());
        }
        Ok(record)
    }

    /// The annotation's text.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether the run has come to its end.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.step == Step::Done
    }

    /// The StatefulSet of the primary.
    #[must_use]
    pub fn primary_set(&self) -> Option<&SetCount> {
        self.sets.last()
    }

    /// The folder of the new files until they get their names, in the data folder.
    #[must_use]
    pub fn new_folder(&self) -> String {
        format!(".redis-ops-new-{}", self.run)
    }

    /// The folder of the old files, in the data folder.
    #[must_use]
    pub fn aside_folder(&self) -> String {
        format!(".redis-ops-aside-{}", self.run)
    }

    /// The folder of what was restored and then taken back, in the data folder.
    #[must_use]
    pub fn undone_folder(&self) -> String {
        format!(".redis-ops-undone-{}", self.run)
    }

    /// The name of its helper pod, which is one label long at most.
    #[must_use]
    pub fn helper_name(&self) -> String {
        format!("redis-ops-restore-{}", self.run.to_ascii_lowercase())
    }

    /// The step after this one.
    #[must_use]
    pub fn next(&self) -> Step {
        match (self.direction, self.step) {
            (Direction::Restore, Step::Stopping) => Step::Writing,
            // Where nothing was written there is nothing to clean up either.
            (Direction::Undo, Step::Stopping) if !self.wrote => Step::Starting,
            (Direction::Undo, Step::Stopping | Step::Writing | Step::Moving) => Step::Naming,
            (Direction::Restore, Step::Writing) => Step::Moving,
            (Direction::Restore, Step::Moving) => Step::Naming,
            (_, Step::Naming) => Step::Starting,
            (_, Step::Starting) => Step::Following,
            (_, Step::Following | Step::Done) => Step::Done,
        }
    }

    /// Goes to the step after this one.
    pub fn advance(&mut self) {
        self.step = self.next();
        self.note();
    }

    fn note(&mut self) {
        if self.direction == Direction::Restore {
            self.wrote |= self.step >= Step::Writing;
            self.touched |= self.step >= Step::Moving;
        }
    }

    /// Turns back, from wherever it is: the pods have to be away again before anything else.
    pub fn turn_back(&mut self, now: String) {
        if self.direction == Direction::Undo && !self.is_finished() {
            return;
        }
        if self.step >= Step::Starting {
            self.stopped_at = now;
        }
        self.direction = Direction::Undo;
        self.step = Step::Stopping;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::restore::offline::layout::Aof;

    pub(crate) fn record() -> Record {
        let place = DataPlace {
            claim: "data-cache-0".into(),
            mount_path: "/data".into(),
            sub_path: String::new(),
            folder: "/data".into(),
        };
        let layout = Layout {
            made: Default::default(),
            rdb: "dump.rdb".into(),
            aof_folder: "appendonlydir".into(),
            aof_file: "appendonly.aof".into(),
            aof: Aof::Manifest,
        };
        let file = FileMark { source: "dump.rdb".into(), bytes: 9, sha256: "00".into() };
        let sets = vec![SetCount { name: "cache".into(), replicas: 3 }];
        let at = "2026-11-20T03:15:02Z".to_owned();
        Record::new("20261120T031502Z".into(), "cache".into(), sets, "redis".into(), place, layout, file, at)
    }

    #[test]
    fn the_way_there_and_the_way_back() {
        let mut there = record();
        let mut steps = vec![there.step];
        while !there.is_finished() {
            there.advance();
            steps.push(there.step);
        }
        use Step::{Done, Following, Moving, Naming, Starting, Stopping, Writing};
        assert_eq!(steps, [Stopping, Writing, Moving, Naming, Starting, Following, Done]);
        for (from, wanted) in [
            (Stopping, vec![Stopping, Starting, Following, Done]),
            (Writing, vec![Stopping, Naming, Starting, Following, Done]),
            (Naming, vec![Stopping, Naming, Starting, Following, Done]),
            (Done, vec![Stopping, Naming, Starting, Following, Done]),
        ] {
            let mut back = record();
            while back.step != from {
                back.advance();
            }
            back.turn_back("later".into());
            assert_eq!(back.touched, from >= Moving, "{from:?}");
            let mut steps = vec![back.step];
            while !back.is_finished() {
                back.advance();
                steps.push(back.step);
            }
            assert_eq!(steps, wanted, "from {from:?}");
        }
    }

    #[test]
    fn turning_back_twice_goes_on_where_it_was() {
        let mut record = record();
        record.advance();
        record.turn_back("later".into());
        record.advance();
        let before = record.clone();
        record.turn_back("later".into());
        assert_eq!(record, before);
    }

    #[test]
    fn it_is_read_as_it_was_written_and_others_are_refused_in_words() {
        let record = record();
        assert_eq!(Record::parse(&record.text()), Ok(record.clone()));
        let newer = record.text().replace("\"schema\":1", "\"schema\":9");
        assert!(Record::parse(&newer).is_err_and(|why| why.contains("form 9")));
        assert!(Record::parse("{").is_err_and(|why| why.contains("cannot be understood")));
        assert!(record.helper_name().len() <= 63);
    }
}
