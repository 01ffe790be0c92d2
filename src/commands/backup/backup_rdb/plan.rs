//! What a backup will do: from whom each shard is taken, whether its memory bears that, what it is called.

use super::Terms;
use super::snapshot::ViaChoice;
use crate::commands::backup::destination::{self, Destination};
use crate::commands::backup::division::{self, Division};
use crate::domain::backup::headroom::{self, Headroom};
use crate::domain::backup::manifest::Compression;
use crate::domain::backup::naming;
use crate::domain::backup::source::Source;
use crate::error::{Error, Result};
use crate::formats::cluster::SlotRange;
use crate::report::{Finding, Severity};
use crate::target::discover::Target;
use crate::target::survey::Answer;
use serde::Serialize;

/// What will be done: shown by `--dry-run`, and followed as it stands.
#[derive(Debug, Serialize)]
pub(super) struct BackupPlan {
    /// In this order, one after another: one fork at a time, and memory for one transfer.
    pub(super) shards: Vec<ShardPlan>,
    pub(super) places: Vec<String>,
    pub(super) instance_folder: String,
    pub(super) compression: Compression,
    pub(super) recipients: Vec<String>,
    pub(super) via: ViaChoice,
    /// Other files of the set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) besides: Vec<String>,
    #[serde(skip)]
    pub(super) division: Division,
}

/// One shard; without cluster mode there is one.
#[derive(Debug, Serialize)]
pub(super) struct ShardPlan {
    pub(super) number: usize,
    /// None without cluster mode.
    pub(super) slots: Option<Vec<SlotRange>>,
    pub(super) source: Source,
    pub(super) headroom: Headroom,
    pub(super) artefact: String,
}

/// Plans a backup.
///
/// # Errors
/// As [`division::divide`]; Target where no member can give its data, which is of kind Refused in cluster mode.
pub(super) fn plan_backup(
    terms: &Terms<'_>,
    destination: &Destination,
    target: &Target,
    answers: &[Answer],
    division: Division,
) -> Result<BackupPlan> {
    let (mut shards, mut lacking) = (Vec::new(), Vec::new());
    for shard in &division.shards {
        match shard.choose(answers, terms.max_lag_bytes, |_| true) {
            Err(reason) => lacking.push((shard, reason)),
            Ok(source) => {
                let answer = &answers[source.index];
                let info = answer.info().cloned().unwrap_or_default();
                shards.push(ShardPlan {
                    number: shard.number,
                    slots: shard.slots.clone(),
                    headroom: headroom::judge(&info, answer.member.memory_limit_bytes()),
                    source,
                    artefact: destination.artefact(&naming::rdb_artefact(shard.number, division.total)),
                });
            }
        }
    }
    if !lacking.is_empty() {
        return Err(division::nobody(target, answers, "a backup", &lacking));
    }
    Ok(BackupPlan {
        shards,
        places: destination.places.iter().map(ToString::to_string).collect(),
        instance_folder: destination::instance_folder(target),
        compression: destination.packing.compression,
        recipients: destination.packing.recipients.shown(),
        via: terms.via,
        besides: Vec::new(),
        division,
    })
}

impl BackupPlan {
    fn too_short(&self) -> impl Iterator<Item = &ShardPlan> {
        self.shards.iter().filter(|shard| !shard.headroom.enough)
    }

    /// Why it must not be done without `--force`.
    pub(super) fn refusal(&self) -> Option<Error> {
        let mut members = Vec::new();
        let mut causes = Vec::new();
        for shard in self.too_short() {
            members.push(shard.source.member.as_str());
            causes.push(match self.shards.len() {
                1 => shard.headroom.words(),
                _ => format!("{}: {}", shard.source.member, shard.headroom.words()),
            });
        }
        if members.is_empty() {
            return None;
        }
        let error = Error::refused(format!("memory of {} is too short for a snapshot's fork", members.join(", ")));
        let error = causes.into_iter().fold(error, Error::cause);
        Some(match self.division.moment {
            None => error.hint("raise the container's memory limit, or take the backup from another member with --pod"),
            Some(_) => error.hint(
                "raise the containers' memory limit, or take the backup from others with --role primary or --role replica",
            ),
        })
    }

    /// What a dry run says where it would be refused.
    pub(super) fn headroom_findings(&self) -> Vec<Finding> {
        let finding = |shard: &ShardPlan| {
            let message = format!("too little memory for a snapshot's fork: {}", shard.headroom.words());
            Finding::new("fork-headroom", Severity::Warning, &shard.source.member, message)
                .hint("--force takes the backup all the same")
        };
        self.too_short().map(finding).collect()
    }
}

impl ShardPlan {
    /// `shard 1 from redis-cluster-4, a replica in sync, 0B behind`.
    pub(super) fn words(&self) -> String {
        let source = format!("from {}, {}", self.source.member, self.source.because);
        if self.slots.is_some() { format!("shard {} {source}", self.number) } else { source }
    }
}
