//! A member that is lost while it sends its snapshot: another one of its shard takes its place, once.

use super::plan::{BackupPlan, ShardPlan};
use super::work::Work;
use crate::domain::backup::headroom;
use crate::error::{Error, Kind};
use crate::report::{Finding, Severity};
use crate::store::Sink;
use crate::target::survey::{self, Answer};
use serde::Serialize;

/// Why a shard was not taken.
pub(super) enum NotTaken {
    /// The member was lost before it had sent all of it; the sink takes further artefacts.
    SourceLost {
        error: Error,
        sink: Box<dyn Sink>,
        /// Whether it had begun to send. One that had not may have its reasons, which another one shares.
        sending: bool,
    },
    /// Anything else, for which another member is no help.
    Other(Error),
}

impl From<Error> for NotTaken {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// A shard that was taken from another member than the plan said.
#[derive(Debug, Serialize)]
pub(super) struct SecondTry {
    /// The shard's number.
    shard: usize,
    /// The member that was lost.
    lost: String,
    /// How.
    error: String,
    /// The one that took its place.
    member: String,
}

impl SecondTry {
    pub(super) fn of(shard: &ShardPlan, lost: &str, error: &Error) -> Self {
        let member = shard.source.member.clone();
        Self { shard: shard.number, lost: lost.to_owned(), error: error.chain(), member }
    }

    pub(super) fn finding(&self) -> Finding {
        let text = format!("was lost while its snapshot was taken, and {} took its place: {}", self.member, self.error);
        Finding::new("backup-source-changed", Severity::Warning, self.lost.clone(), text)
            .hint("redis-ops health tells how it is now; was it killed for its memory (OOMKilled)?")
    }
}

/// Whether another member can help: the bytes stopped, or the member is not to be reached. What is complete but wrong, and
/// what is refused, is not of the kind.
pub(super) fn is_loss(error: &Error) -> bool {
    matches!(error.kind(), Kind::Failed | Kind::Target)
}

impl Work<'_> {
    /// The shard's plan with the next member that fits, by what all members answer now, and those answers.
    ///
    /// # Errors
    /// Why there is none, in words, where that is worth saying.
    pub(super) async fn next_source(
        &self,
        plan: &BackupPlan,
        index: usize,
        sending: bool,
    ) -> Result<(ShardPlan, Vec<Answer>), Option<String>> {
        let lost = &plan.shards[index];
        let members = plan.division.shards.iter().find(|shard| shard.number == lost.number);
        let members = members.ok_or(None)?;
        let names: Vec<&str> = members.members.iter().map(|index| self.answers[*index].member.name.as_str()).collect();
        if names.len() < 2 {
            return Err(None);
        }
        let answers = survey::ask_all(self.context, self.target, redis::cmd("INFO"), &[]).await;
        let answers = survey::keep_wanted(self.context, self.target, answers).map_err(|error| Some(error.chain()))?;
        let answer_of = |name: &str| answers.iter().find(|answer| answer.member.name == name);
        if !sending && answer_of(&lost.source.member).is_some_and(|answer| answer.result.is_ok()) {
            // It has its reasons, and has told them.
            return Err(None);
        }
        let mut others = members.clone();
        let is_other = |answer: &Answer| {
            let name = answer.member.name.as_str();
            name != lost.source.member && names.contains(&name)
        };
        others.members = (0..answers.len()).filter(|index| is_other(&answers[*index])).collect();
        let mut source = others.choose(&answers, self.terms.max_lag_bytes, |_| true).map_err(Some)?;
        let answer = &answers[source.index];
        let info = answer.info().cloned().unwrap_or_default();
        let headroom = headroom::judge(&info, answer.member.memory_limit_bytes());
        if !headroom.enough && !self.terms.force {
            return Err(Some(format!(
                "memory of {} is too short for a snapshot's fork: {}",
                source.member,
                headroom.words()
            )));
        }
        source.because = format!("{}, since {} was lost", source.because, lost.source.member);
        let shard = ShardPlan {
            number: lost.number,
            slots: lost.slots.clone(),
            source,
            headroom,
            artefact: lost.artefact.clone(),
        };
        Ok((shard, answers))
    }
}
