//! What is known before anything is done: from whom each shard's AOF is copied, where it lies, who rewrites it.

use super::NAME;
use super::place::{self, AofPlace, Listing};
use crate::commands::backup::division::{self, Division, ShardMembers};
use crate::context::Context;
use crate::domain::backup::aof_place::FileSettings;
use crate::domain::backup::rewrite_hold::{Rewrites, SETTING};
use crate::domain::backup::source::Source;
use crate::error::{Error, Result};
use crate::formats::cluster::SlotRange;
use crate::k8s::client::Kubernetes;
use crate::k8s::exec::Place as Container;
use crate::k8s::pod_files::PodFiles;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::target::topology::Member;
use crate::wire::line::Line;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// The AOF of one shard.
#[derive(Debug, Serialize)]
pub(in crate::commands::backup) struct AofFacts {
    pub(in crate::commands::backup) number: usize,
    /// None without cluster mode.
    pub(super) slots: Option<Vec<SlotRange>>,
    pub(in crate::commands::backup) source: Source,
    pub(super) place: AofPlace,
    /// Bytes of the files just now; none while a rewrite ends.
    pub(super) bytes: Option<u64>,
    pub(super) files: Vec<String>,
    pub(super) rewrites: Rewrites,
    /// The server's words, where it does not execute CONFIG.
    pub(super) config_denied: Option<String>,
}

impl AofFacts {
    /// `shard 1 from redis-cluster-4, a replica in sync, 0B behind`.
    pub(super) fn words(&self) -> String {
        let source = format!("from {}, {}", self.source.member, self.source.because);
        if self.slots.is_some() { format!("shard {} {source}", self.number) } else { source }
    }

    /// The slots as a manifest has them.
    pub(super) fn slot_pairs(&self) -> Option<Vec<(u16, u16)>> {
        self.slots.as_ref().map(|slots| slots.iter().map(|range| (range.first, range.last)).collect())
    }
}

/// Where files are read.
pub(in crate::commands::backup) struct Files<'a> {
    pub(in crate::commands::backup) context: &'a Context,
    pub(in crate::commands::backup) target: &'a Target,
    pub(in crate::commands::backup) answers: &'a [Answer],
    kubernetes: &'a Kubernetes,
    silence: Duration,
}

impl<'a> Files<'a> {
    /// Of the pods of a target.
    ///
    /// # Errors
    /// Refused with `--url`: there are none.
    pub(in crate::commands::backup) fn of(
        context: &'a Context,
        target: &'a Target,
        answers: &'a [Answer],
        silence: Duration,
    ) -> Result<Self> {
        match &target.dialer.kubernetes {
            Some(kubernetes) => Ok(Self { context, target, answers, kubernetes, silence }),
            None => Err(Error::refused(format!("{NAME} reads files in a pod, and there is none with --url"))
                .hint("redis-ops backup-rdb --url takes a snapshot over the network")),
        }
    }

    /// Of one member.
    pub(super) fn in_pod(&self, member: &Member) -> Result<PodFiles<'a>> {
        let timeout = self.context.settings.node_timeout;
        Ok(PodFiles::of(self.kubernetes, Container::of(member)?, timeout, self.silence))
    }

    /// What is known of the AOF of a shard.
    ///
    /// # Errors
    /// Refused where the AOF is off or cannot be written, Target where none can be read.
    pub(in crate::commands::backup) async fn fetch(&self, shard: &ShardMembers, max_lag: u64) -> Result<AofFacts> {
        let source = choose(self.target, self.answers, shard, max_lag)?;
        let member = &self.answers[source.index].member;
        let files = self.in_pod(member)?;
        let mut line = Line::to(self.context, self.target, member);
        let names = ["dir", "appenddirname", "appendfilename", "auto-aof-rewrite-percentage", SETTING];
        let parameters = line.parameters(&names).await?;
        let settings = parameters.as_ref().ok().map(FileSettings::of);
        let number = |parameters: &BTreeMap<String, String>, name: &str| parameters.get(name)?.parse().ok();
        let rewrites = parameters.as_ref().map_or(Rewrites::Unknown, |all| {
            Rewrites::judge(number(all, "auto-aof-rewrite-percentage"), number(all, SETTING))
        });
        let place = place::find(&files, member, settings.as_ref()).await?;
        let listing = place::list(&files, &place).await?;
        let named = |listing: &Listing| {
            listing.steps.iter().map(|step| String::from_utf8_lossy(&step.name).into_owned()).collect()
        };
        Ok(AofFacts {
            number: shard.number,
            slots: shard.slots.clone(),
            source,
            bytes: listing.as_ref().map(Listing::bytes),
            files: listing.as_ref().map(named).unwrap_or_default(),
            place,
            rewrites,
            config_denied: parameters.err(),
        })
    }

    /// The AOFs of all shards.
    ///
    /// # Errors
    /// As [`Files::fetch`], of the first that cannot be had.
    pub(super) async fn fetch_all(&self, division: &Division, max_lag: u64) -> Result<Vec<AofFacts>> {
        let mut all = Vec::with_capacity(division.shards.len());
        for shard in &division.shards {
            let facts = self.fetch(shard, max_lag).await;
            all.push(facts.map_err(|error| match shard.slots {
                Some(_) => error.hint("nothing is kept of a cluster unless all of its shards are"),
                None => error,
            })?);
        }
        Ok(all)
    }
}

/// Whether every member of a shard that answers says that it has no AOF.
pub(in crate::commands::backup) fn is_off(answers: &[Answer], shard: &ShardMembers) -> bool {
    let mut said = shard.members.iter().filter_map(|index| aof_enabled(&answers[*index]));
    !said.any(|enabled| enabled)
}

fn aof_enabled(answer: &Answer) -> Option<bool> {
    answer.info().and_then(|info| info.flag("aof_enabled"))
}

/// The member to copy from, among those that have an AOF.
fn choose(target: &Target, answers: &[Answer], shard: &ShardMembers, max_lag: u64) -> Result<Source> {
    let name = shard.name(target);
    let is_off = |index: &usize| aof_enabled(&answers[*index]) == Some(false);
    let off: Vec<&str> =
        shard.members.iter().filter(|index| is_off(index)).map(|index| answers[*index].member.name.as_str()).collect();
    if off.len() == shard.members.len() && !off.is_empty() {
        return Err(Error::refused(format!("the AOF of {name} is off, so there is none to copy"))
            .cause(format!("appendonly is no on {}", off.join(", ")))
            .hint("redis-ops backup-rdb takes a snapshot, which needs no AOF"));
    }
    let chosen = shard.choose(answers, max_lag, |answer| aof_enabled(answer) != Some(false));
    let mut source =
        chosen.map_err(|reason| division::nobody(target, answers, "a copy of its AOF", &[(shard, reason)]))?;
    if !off.is_empty() {
        source.because = format!("{}; the AOF is off on {}", source.because, off.join(", "));
    }
    let info = answers[source.index].info();
    match info.and_then(|info| info.text("aof_last_write_status")) {
        None | Some("ok") => Ok(source),
        Some(status) => {
            Err(Error::refused(format!("{} cannot write its AOF, so a copy would lack writes", source.member))
                .cause(format!("aof_last_write_status is {status}"))
                .hint("redis-ops backup-rdb takes a snapshot of what is in memory"))
        }
    }
}
