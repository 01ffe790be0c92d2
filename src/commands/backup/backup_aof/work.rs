//! One shard's AOF into a set that is open: rewrites held off, waited for, copied, let go again.

use super::copy::{Copied, Copy, NotCopied};
use super::facts::{AofFacts, Files};
use super::hold;
use super::plan::by_hand;
use crate::commands::backup::destination::Destination;
use crate::domain::backup::manifest::{self, AofCopy, Artefact, Checksum};
use crate::domain::backup::naming;
use crate::domain::backup::rewrite_hold::{Rewrites, SETTING};
use crate::domain::backup::save::SaveFacts;
use crate::error::{Error, Result};
use crate::report::{Finding, Severity, units};
use crate::store::Sink;
use crate::wire::line::Line;
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};

/// How AOFs go into a set.
pub(in crate::commands::backup) struct Work<'a> {
    pub(in crate::commands::backup) files: &'a Files<'a>,
    pub(in crate::commands::backup) destination: &'a Destination,
    /// Longest wait for a rewrite that is under way.
    pub(in crate::commands::backup) wait: Duration,
    /// Number of shards.
    pub(in crate::commands::backup) total: usize,
    pub(in crate::commands::backup) started_at: DateTime<Utc>,
}

/// An AOF that is in the set.
pub(in crate::commands::backup) struct TakenAof {
    pub(in crate::commands::backup) artefact: Artefact,
    pub(in crate::commands::backup) sink: Box<dyn Sink>,
    /// A setting that could not be put back.
    pub(in crate::commands::backup) findings: Vec<Finding>,
}

impl Work<'_> {
    /// Takes the AOF of a shard.
    ///
    /// # Errors
    /// Target when the server or its pod cannot be asked, Failed when files cannot be read or written, Verification
    /// when they are damaged. The setting is put back, at the latest when the run ends.
    pub(in crate::commands::backup) async fn take(
        &self,
        facts: &AofFacts,
        sink: Box<dyn Sink>,
    ) -> Result<TakenAof, NotCopied> {
        let Files { context, target, answers, .. } = *self.files;
        let member = &answers[facts.source.index].member;
        let former = match facts.rewrites {
            Rewrites::Automatic { min_size } => Some(min_size),
            Rewrites::Raised { former } => Some(former),
            Rewrites::Off | Rewrites::Unknown => None,
        };
        let by_hand = former.map(|former| by_hand(member, former)).unwrap_or_default();
        let hold = match hold::take(context, || Line::to(context, target, member), facts.rewrites, &by_hand).await {
            Ok(hold) => hold,
            Err(error) => return Err(NotCopied { error, sink: Some(sink) }),
        };
        let copied = match self.copy(facts, sink).await {
            Ok(copied) => copied,
            Err(failed) => {
                if let Some(hold) = hold {
                    hold.let_go().await;
                }
                return Err(failed);
            }
        };
        let mut findings = Vec::new();
        if let Some(hold) = hold
            && let Err(error) = hold.release().await
        {
            let message = format!("{SETTING} could not be put back: {}", error.chain());
            let hint = format!("{by_hand}; or run this again, which puts it back, as a restart of the server does");
            findings.push(Finding::new("aof-rewrite-held", Severity::Critical, member.subject(), message).hint(hint));
        }
        let artefact = self.artefact(facts, &copied);
        Ok(TakenAof { artefact, sink: copied.stored.sink, findings })
    }

    async fn copy(&self, facts: &AofFacts, sink: Box<dyn Sink>) -> Result<Copied, NotCopied> {
        let Files { context, target, answers, .. } = *self.files;
        let member = &answers[facts.source.index].member;
        let files = match self.files.in_pod(member) {
            Ok(files) => files,
            Err(error) => return Err(NotCopied { error, sink: Some(sink) }),
        };
        if let Err(error) = self.wait_until_idle(&mut Line::to(context, target, member)).await {
            return Err(NotCopied { error, sink: Some(sink) });
        }
        let artefact = self.name(facts);
        let copy = Copy {
            files: &files,
            place: &facts.place,
            artefact: &artefact,
            packing: &self.destination.packing,
            console: &context.console,
            now_ms: u64::try_from(self.started_at.timestamp_millis()).unwrap_or(0),
        };
        copy.run(sink).await
    }

    fn name(&self, facts: &AofFacts) -> String {
        self.destination.artefact(&naming::aof_artefact(facts.number, self.total))
    }

    async fn wait_until_idle(&self, line: &mut Line) -> Result<()> {
        let started = Instant::now();
        while SaveFacts::of(&line.persistence().await?).rewriting {
            let name = line.member().name.clone();
            if started.elapsed() > self.wait {
                let waited = units::duration(self.wait.as_secs_f64());
                return Err(Error::failed(format!("{name} has been rewriting its AOF for {waited}"))
                    .hint("--max-wait DURATION waits longer"));
            }
            self.files.context.console.status_once(&format!("{name} is rewriting its AOF: waiting for its end"));
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        Ok(())
    }

    fn artefact(&self, facts: &AofFacts, copied: &Copied) -> Artefact {
        let stored = &copied.stored;
        Artefact {
            name: self.name(facts),
            kind: manifest::AOF.to_owned(),
            compression: self.destination.packing.compression,
            encryption: self.destination.packing.recipients.shown(),
            plain_bytes: stored.plain_bytes,
            plain_sha256: stored.plain_sha256.clone(),
            stored_bytes: stored.stored_bytes,
            stored_sha256: stored.stored_sha256.clone(),
            checksum: Checksum::Absent,
            census: copied.census.clone().unwrap_or_default(),
            aof: Some(AofCopy {
                manifest: facts.place.has_manifest().then(|| facts.place.file.clone()),
                files: copied.files.clone(),
                member: Some(facts.source.member.clone()),
            }),
            transfer_seconds: copied.seconds,
        }
    }
}
