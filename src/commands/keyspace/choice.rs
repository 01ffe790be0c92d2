//! Which members to go through so that every key is met once: of each shard a replica in sync, else its primary.

use crate::domain::backup::source::{self, Candidate, Source};
use crate::domain::silence;
use crate::formats::cluster;
use crate::report::{Finding, Severity};
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use std::collections::BTreeMap;

/// Bytes a replica may be behind.
const MAX_LAG_BYTES: u64 = 1 << 20;

/// One member of each shard, and what is missing.
pub(super) fn one_of_each_shard(target: &Target, answers: &[Answer]) -> (Vec<Source>, Vec<Finding>) {
    let (mut chosen, mut findings) = (Vec::new(), Vec::new());
    let cluster = survey::cluster(answers);
    let mut shards: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (index, answer) in answers.iter().enumerate() {
        let shard = answer.shard().map(|shard| shard.number);
        // A node without slots has no keys.
        if cluster.is_none() || shard.is_some() || answer.result.is_err() {
            shards.entry(shard).or_default().push(index);
        }
    }
    for (shard, members) in shards {
        match of_shard(answers, &members) {
            Ok((source, stale)) => {
                findings.extend(stale);
                chosen.push(source);
            }
            // Silent nodes of a cluster that no other node knows.
            Err(_) if cluster.is_some() && shard.is_none() => {}
            Err(reason) => {
                let slots = members.first().and_then(|index| answers[*index].shard()).map(|shard| shard.words());
                let what = slots.map_or_else(|| "no member".to_owned(), |slots| format!("no member of shard {slots}"));
                let subject = target.instance.full_name();
                let message = format!("{what} can be gone through: {reason}");
                findings.push(Finding::new("shard-unscanned", Severity::Unknown, subject, message));
                let silent = members.iter().filter_map(|index| {
                    let answer = &answers[*index];
                    Some(silence::finding(&answer.member.subject(), answer.result.as_ref().err()?))
                });
                findings.extend(silent);
            }
        }
    }
    if let Some(cluster) = cluster.filter(|cluster| !cluster.uncovered.is_empty()) {
        let message =
            format!("no node serves slots {}: what was in them is not seen", cluster::words(&cluster.uncovered));
        findings.push(Finding::new("shard-unscanned", Severity::Unknown, target.instance.full_name(), message));
    }
    (chosen, findings)
}

/// The member, with a finding where its keys may be old.
fn of_shard(answers: &[Answer], members: &[usize]) -> Result<(Source, Option<Finding>), String> {
    let candidates: Vec<Candidate<'_>> = members
        .iter()
        .map(|index| Candidate { name: &answers[*index].member.name, info: answers[*index].info() })
        .collect();
    let reason = match source::choose(&candidates, MAX_LAG_BYTES) {
        Ok(source) => return Ok((Source { index: members[source.index], ..source }, None)),
        Err(reason) => reason,
    };
    let answers_now = |index: &&usize| answers[**index].info().is_some_and(|info| info.flag("loading") != Some(true));
    let Some(index) = members.iter().find(answers_now) else { return Err(reason) };
    let answer = &answers[*index];
    let source = Source {
        index: *index,
        member: answer.member.name.clone(),
        role: answer.role().unwrap_or(Role::Replica),
        lag_bytes: None,
        because: "no better one".to_owned(),
    };
    let message = format!("what it has may be old: {reason}");
    Ok((source, Some(Finding::new("scan-stale", Severity::Warning, answer.member.subject(), message))))
}
