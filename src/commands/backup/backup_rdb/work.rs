//! The plan, followed: every shard one after another into one set, whose manifest comes last.

use super::ending;
use super::plan::{BackupPlan, ShardPlan};
use super::second_try::{NotTaken, SecondTry, is_loss};
use super::snapshot::{Via, Wish};
use super::{BackupReport, Terms};
use crate::commands::backup::backup_aof::{self, AofFacts, Files, NotCopied};
use crate::commands::backup::destination::Destination;
use crate::commands::backup::full_backup::{Extra, Parts};
use crate::commands::backup::{division, set};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::{self, Artefact, ShardBackup};
use crate::domain::backup::naming;
use crate::error::Result;
use crate::report::Finding;
use crate::store::Sink;
use crate::store::stop::StopOnDrop;
use crate::store::tee::Tee;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use chrono::{DateTime, Utc};
use std::time::Instant;

/// What the steps need.
pub(super) struct Work<'a> {
    pub(super) context: &'a Context,
    pub(super) terms: &'a Terms<'a>,
    pub(super) destination: &'a Destination,
    pub(super) target: &'a Target,
    pub(super) answers: &'a [Answer],
    /// What else goes into the set.
    pub(super) parts: Option<&'a Parts>,
}

impl Work<'_> {
    /// Follows the plan. The consent says that the forks were judged, or forced.
    ///
    /// # Errors
    /// Failed when bytes stop early or cannot be written, Verification when they are complete but wrong, or slots have
    /// moved between two shards meanwhile. In each case nothing is left under a final name.
    pub(super) async fn apply(
        &self,
        mut plan: BackupPlan,
        mut extra: Extra,
        _consent: &Consent,
    ) -> Result<(BackupReport, Vec<Finding>)> {
        let Self { context, destination, target, .. } = self;
        let started_at = context.now();
        let clock = Instant::now();
        let waiting = StopOnDrop::default();
        let mut sink = destination.open_set(context, target, started_at, waiting.stop()).await?;
        let (mut shards, mut via, mut second_tries) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..plan.shards.len() {
            let (mut backup, way, next) =
                self.take_from_one_of_them(&mut plan, index, sink, started_at, &mut second_tries).await?;
            sink = match extra.take_aof(plan.shards[index].number) {
                Some(aof) => {
                    self.take_aof(&mut backup, &mut extra, &aof, next, started_at, plan.division.total).await?
                }
                None => next,
            };
            shards.push(backup);
            via.push(way);
        }
        let (mut findings, mut missing) =
            division::look_again(context, target, plan.division.moment.as_ref(), self.terms.force).await?;
        if let Some((text, finding)) = plan.division.left_out(target) {
            missing.push(text);
            findings.push(finding);
        }
        findings.extend(second_tries.iter().map(SecondTry::finding));
        missing.extend(extra.missing);
        findings.extend(extra.findings);
        let (files, sink) = set::write_files(destination, sink, extra.files).await?;
        let besides = Besides { files, missing, ..Besides::default() };
        let manifest = set::manifest(context, target, started_at, shards, besides);
        let kept = destination.keep(sink, &manifest).await?;
        let seconds = Some(clock.elapsed().as_secs_f64());
        Ok((BackupReport { plan, done: true, via, second_tries, kept, manifest: Some(manifest), seconds }, findings))
    }

    /// One shard, from the member that the plan says, or if that is lost from the next one that fits, which the plan says
    /// then.
    async fn take_from_one_of_them(
        &self,
        plan: &mut BackupPlan,
        index: usize,
        sink: Box<dyn Sink>,
        started_at: DateTime<Utc>,
        second_tries: &mut Vec<SecondTry>,
    ) -> Result<(ShardBackup, Via, Box<dyn Sink>)> {
        let say = |shard: &ShardPlan| self.context.console.status(&format!("{}: {}", self.terms.what, shard.words()));
        let shard = &plan.shards[index];
        say(shard);
        let (lost, sink, sending) = match self.take(plan, shard, self.answers, sink, started_at).await {
            Ok(taken) => return Ok(taken),
            Err(NotTaken::Other(error)) => return Err(error),
            Err(NotTaken::SourceLost { error, sink, sending }) => (error, sink, sending),
        };
        let member = shard.source.member.clone();
        let (next, answers) = match self.next_source(plan, index, sending).await {
            Ok(next) => next,
            Err(None) => return Err(lost),
            Err(Some(why)) => return Err(lost.cause(format!("no other member can take the place of {member}: {why}"))),
        };
        self.context.console.warning(&format!("{member} was lost: {}", lost.chain()));
        say(&next);
        match self.take(plan, &next, &answers, sink, started_at).await {
            Ok(taken) => {
                second_tries.push(SecondTry::of(&next, &member, &lost));
                plan.shards[index] = next;
                Ok(taken)
            }
            Err(NotTaken::SourceLost { error, .. } | NotTaken::Other(error)) => {
                Err(error.cause(format!("{member} was lost before: {}", lost.chain())))
            }
        }
    }

    /// One shard, as the next artefact of the set.
    async fn take(
        &self,
        plan: &BackupPlan,
        shard: &ShardPlan,
        answers: &[Answer],
        sink: Box<dyn Sink>,
        started_at: DateTime<Utc>,
    ) -> Result<(ShardBackup, Via, Box<dyn Sink>), NotTaken> {
        let Self { context, terms, destination, target, .. } = *self;
        let answer = &answers[shard.source.index];
        let wish = Wish { context, target, answer, via: terms.via, silence: terms.max_silence, wait: terms.max_wait };
        let mut snapshot = match wish.open(terms.force).await {
            Ok(snapshot) => snapshot,
            Err(error) if is_loss(&error) => return Err(NotTaken::SourceLost { error, sink, sending: false }),
            Err(error) => return Err(error.into()),
        };
        let name = target.instance.full_name();
        let label = match shard.slots {
            Some(_) => format!("backup {name}, shard {} of {}", shard.number + 1, plan.division.total),
            None => format!("backup {name}"),
        };
        let mut progress = context.console.progress(&label, snapshot.length());
        let now_ms = u64::try_from(started_at.timestamp_millis()).unwrap_or(0);
        let tee = Tee::start(sink, shard.artefact.clone(), destination.packing.clone(), now_ms);
        let transfer = Instant::now();
        let mut received = 0;
        loop {
            let chunk = match snapshot.next().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(error) if is_loss(&error) => {
                    // A sink that fails as well has nothing to take further artefacts with.
                    let sink = tee.give_up().await.map_err(|_| error.clone())?;
                    return Err(NotTaken::SourceLost { error, sink, sending: true });
                }
                Err(error) => return Err(error.into()),
            };
            received += chunk.len() as u64;
            progress.set_done(received);
            if !tee.send(chunk).await {
                break;
            }
        }
        let stored = tee.finish().await?;
        let transfer_seconds = transfer.elapsed().as_secs_f64();
        drop(progress);
        let checksum = ending::judge_end(&stored, &shard.source.member)?;
        snapshot.prove(&stored, checksum).await?;
        let artefact = Artefact {
            name: shard.artefact.clone(),
            kind: manifest::RDB.to_owned(),
            compression: plan.compression,
            encryption: plan.recipients.clone(),
            plain_bytes: stored.plain_bytes,
            plain_sha256: stored.plain_sha256,
            stored_bytes: stored.stored_bytes,
            stored_sha256: stored.stored_sha256,
            checksum,
            transfer_seconds,
            census: stored.census,
            aof: None,
        };
        let backup = ShardBackup {
            slots: shard.slots.as_ref().map(|slots| slots.iter().map(|range| (range.first, range.last)).collect()),
            source: ending::source_identity(&shard.source, answer, &artefact.census),
            artefacts: vec![artefact],
        };
        Ok((backup, snapshot.via(), stored.sink))
    }

    /// The AOF of a shard, as the next artefact. One that cannot be had does not cost the RDBs.
    async fn take_aof(
        &self,
        backup: &mut ShardBackup,
        extra: &mut Extra,
        facts: &AofFacts,
        sink: Box<dyn Sink>,
        started_at: DateTime<Utc>,
        total: usize,
    ) -> Result<Box<dyn Sink>> {
        let Self { context, destination, target, answers, .. } = *self;
        let Some(parts) = self.parts else { return Ok(sink) };
        let files = Files::of(context, target, answers, parts.silence())?;
        let work = backup_aof::Work { files: &files, destination, wait: parts.wait(), total, started_at };
        match work.take(facts, sink).await {
            Ok(taken) => {
                backup.artefacts.push(taken.artefact);
                extra.findings.extend(taken.findings);
                Ok(taken.sink)
            }
            Err(NotCopied { error, sink: Some(sink) }) => {
                extra.lack(target, &naming::aof_artefact(facts.number, total), &error);
                Ok(sink)
            }
            Err(NotCopied { error, sink: None }) => Err(error),
        }
    }
}
