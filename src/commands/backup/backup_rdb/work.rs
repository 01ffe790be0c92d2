//! The plan, followed: every shard one after another into one set, whose manifest comes last.

use super::ending;
use super::plan::{BackupPlan, ShardPlan};
use super::snapshot::{Via, Wish};
use super::{BackupReport, Extra, Terms};
use crate::commands::backup::destination::Destination;
use crate::commands::backup::{division, set};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::{self, Artefact, ShardBackup};
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
}

impl Work<'_> {
    /// Follows the plan. The consent says that the forks were judged, or forced.
    ///
    /// # Errors
    /// Failed when bytes stop early or cannot be written, Verification when they are complete but wrong, or slots have
    /// moved between two shards meanwhile. In each case nothing is left under a final name.
    pub(super) async fn apply(
        &self,
        plan: BackupPlan,
        extra: Extra,
        _consent: &Consent,
    ) -> Result<(BackupReport, Vec<Finding>)> {
        let Self { context, destination, target, .. } = self;
        let started_at = context.now();
        let clock = Instant::now();
        let waiting = StopOnDrop::default();
        let mut sink = destination.open_set(context, target, started_at, waiting.stop()).await?;
        let (mut shards, mut via) = (Vec::new(), Vec::new());
        for shard in &plan.shards {
            context.console.status(&format!("{}: {}", self.terms.what, shard.words()));
            let (backup, way, next) = self.take(&plan, shard, sink, started_at).await?;
            sink = next;
            shards.push(backup);
            via.push(way);
        }
        let (mut findings, mut missing) =
            division::look_again(context, target, plan.division.moment.as_ref(), self.terms.force).await?;
        if let Some((text, finding)) = plan.division.left_out(target) {
            missing.push(text);
            findings.push(finding);
        }
        missing.extend(extra.missing);
        let (files, sink) = set::write_files(destination, sink, extra.files).await?;
        let besides = Besides { files, missing, ..Besides::default() };
        let manifest = set::manifest(context, target, started_at, shards, besides);
        let kept = destination.keep(sink, &manifest).await?;
        let seconds = Some(clock.elapsed().as_secs_f64());
        Ok((BackupReport { plan, done: true, via, kept, manifest: Some(manifest), seconds }, findings))
    }

    /// One shard, as the next artefact of the set.
    async fn take(
        &self,
        plan: &BackupPlan,
        shard: &ShardPlan,
        sink: Box<dyn Sink>,
        started_at: DateTime<Utc>,
    ) -> Result<(ShardBackup, Via, Box<dyn Sink>)> {
        let Self { context, terms, destination, target, answers } = *self;
        let answer = &answers[shard.source.index];
        let wish = Wish { context, target, answer, via: terms.via, silence: terms.max_silence, wait: terms.max_wait };
        let mut snapshot = wish.open(terms.force).await?;
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
        while let Some(chunk) = snapshot.next().await? {
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
}
