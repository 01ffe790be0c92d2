//! On whom to act, and what lies on their disks.

use crate::context::Context;
use crate::domain::backup::headroom;
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::k8s::exec::Place;
use crate::k8s::pod_files::PodFiles;
use crate::report::{Cell, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey::Answer;
use crate::wire::line::Line;
use std::time::Duration;

/// Longest wait for what exec says of a file.
const LOOKING: Duration = Duration::from_secs(10);

/// The members to act on: those that --pod or --role name, else every primary.
///
/// # Errors
/// When no instance can be resolved, nobody fits, or one of them does not answer.
pub(super) async fn choose(context: &Context) -> Result<(Target, Vec<Answer>)> {
    let named = discover::resolve(context, Nature::Acting).await?;
    let (target, mut answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target = target.into_owned();
    if by_url::means_primaries(context, &answers) {
        // A silent one may be the primary that is meant.
        answers.retain(|answer| answer.role() != Some(Role::Replica));
        if answers.iter().any(|answer| answer.role() == Some(Role::Primary)) && answers[0].cluster.is_none() {
            answers.retain(|answer| answer.role() == Some(Role::Primary));
        }
    }
    if let Some(error) = answers.iter().find_map(|answer| answer.result.as_ref().err()) {
        return Err(error.clone());
    }
    if answers.is_empty() {
        return Err(Error::target(format!("{} has no primary that answers", target.instance.full_name()))
            .hint("--pod or --role names the members"));
    }
    Ok((target, answers))
}

/// Refuses where memory is too short for a fork.
///
/// # Errors
/// Refused, with the figures.
pub(super) fn judge_memory(answers: &[Answer], force: bool) -> Result<()> {
    for answer in answers {
        let Some(info) = answer.info() else { continue };
        let headroom = headroom::judge(info, answer.member.memory_limit_bytes());
        if !headroom.enough && !force {
            return Err(Error::refused(format!("memory of {} is too short for a fork", answer.member.subject()))
                .cause(headroom.words())
                .hint("raise the container's memory limit, or name another member with --pod")
                .hint("add --force to do it all the same"));
        }
    }
    Ok(())
}

/// The size of the RDB file in the pod; none where it cannot be told: no pod, no right to exec, CONFIG disabled, no file.
pub(super) async fn fetch_rdb_bytes(context: &Context, target: &Target, line: &mut Line) -> Option<u64> {
    let kubernetes = target.dialer.kubernetes.as_ref()?;
    let parameters = line.parameters(&["dir", "dbfilename"]).await.ok()?.ok()?;
    let path = format!("{}/{}", parameters.get("dir")?.trim_end_matches('/'), parameters.get("dbfilename")?);
    let place = Place::of(line.member()).ok()?;
    let files = PodFiles::of(kubernetes, place, context.settings.node_timeout, LOOKING);
    let facts = tokio::time::timeout(LOOKING, files.fetch_facts(&path)).await.ok()?.ok()??;
    Some(facts.bytes)
}

/// The error of a member, where others before it are done.
pub(super) fn after(done: &[String], error: Error, what: &str) -> Error {
    if done.is_empty() {
        return error;
    }
    let text = format!("{what} on {} is done, and not on the next", done.join(", "));
    let said = Error::new(Kind::Partial, text).cause(error.chain());
    error.hints().iter().fold(said, |said, hint| said.hint(hint.clone()))
}

/// Bytes in a cell.
pub(super) fn bytes(bytes: Option<u64>) -> Cell {
    bytes.map_or("-".to_owned(), units::bytes).into()
}
