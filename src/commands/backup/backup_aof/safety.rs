//! The AOF of one server as a set, for a command that goes on to change the server's data.

use super::facts::Files;
use super::work::Work;
use crate::commands::backup::destination::Destination;
use crate::commands::backup::division::ShardMembers;
use crate::commands::backup::set;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::ShardBackup;
use crate::domain::backup::rewrite_hold::Rewrites;
use crate::error::{Error, Result};
use crate::report::Finding;
use crate::store::stop::StopOnDrop;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use std::time::Duration;

/// A copy that was made.
#[derive(Debug)]
pub(in crate::commands) struct SafetyCopy {
    /// Its set.
    pub(in crate::commands) path: String,
    /// What is to be said of it: a setting that was not put back.
    pub(in crate::commands) findings: Vec<Finding>,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands) struct Patience {
    /// Silence of the API server or the pod.
    pub(in crate::commands) silence: Duration,
    /// A rewrite that is under way.
    pub(in crate::commands) wait: Duration,
}

/// Copies the AOF of the member at `index` of the answers into a set. With `hold` automatic rewrites are held off
/// meanwhile; without, nothing is changed in the server, and the copy begins again if one comes between. The caller has
/// the instance's lock, where it needs one.
///
/// # Errors
/// Refused where the AOF is off or with `--url`; Failed and Verification as for backup-aof: nothing is kept then.
pub(in crate::commands) async fn copy_out(
    context: &Context,
    target: &Target,
    (answers, index): (&[Answer], usize),
    destination: &Destination,
    hold: bool,
    patience: Patience,
) -> Result<SafetyCopy> {
    let files = Files::of(context, target, answers, patience.silence)?;
    let shard = ShardMembers { number: 0, slots: None, members: vec![index], strangers: Vec::new() };
    let mut facts = files.fetch(&shard, 0).await?;
    if !hold {
        facts.rewrites = Rewrites::Off;
    }
    let started_at = context.now();
    let waiting = StopOnDrop::default();
    let sink = destination.open_set(context, target, started_at, waiting.stop()).await?;
    let work = Work { files: &files, destination, wait: patience.wait, total: 1, started_at };
    let taken = work.take(&facts, sink).await.map_err(|failed| failed.error)?;
    let backup = ShardBackup {
        slots: None,
        source: super::source_identity(&facts, &answers[index]),
        artefacts: vec![taken.artefact],
    };
    let manifest = set::manifest(context, target, started_at, vec![backup], Besides::default());
    let kept = destination.keep(taken.sink, &manifest).await?;
    let path = kept.path.ok_or_else(|| Error::failed("the copy of the AOF was kept nowhere"))?;
    Ok(SafetyCopy { path, findings: taken.findings })
}
