//! `post-upgrade-check`: did the upgrade go well, beside what was written down before it.

use super::{baseline_file, canary, facts, log_lines};
use crate::commands::observe::whole::Whole;
use crate::context::Context;
use crate::domain::release::Release;
use crate::domain::upgrade::baseline::{Baseline, keys_of, keys_unseen};
use crate::domain::upgrade::{AfterFacts, judge_after, judge_rollout};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::target::flavour::Role;
use crate::target::surroundings::unseen_finding;
use crate::values::{parse_duration, parse_size};
use serde::Serialize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "post-upgrade-check";

/// Time between two looks of `--wait`.
const POLL: Duration = Duration::from_secs(1);

/// Compare an instance with its baseline, and try a write and a read
///
/// All rules of health and of check-replication, the rollout of the StatefulSets, and what changed since the baseline of
/// pre-upgrade-check: versions, keys of every database, members, roles, configuration, restarts, clients, warnings in
/// the logs. Every primary is written to and read from: a key of our own, which is removed again and expires in any case.
///
/// With --wait it looks again until the rollout has ended and nothing is wrong, or the time is over.
///
/// Exit status: 0 as before, 1 WARNING, 2 CRITICAL: something is lost or broken, 3 UNKNOWN: something could not be seen,
/// 64 no baseline.
///
/// Examples:
///   redis-ops post-upgrade-check -n apps -r cache --to 8.0 --wait 10m
///   redis-ops post-upgrade-check -n apps -r cache --baseline before.json --allow-missing 5
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct PostUpgradeCheckArgs {
    /// Version that every member should run (default: any other than before)
    #[arg(long, value_name = "VERSION", value_parser = Release::parse)]
    to: Option<Release>,
    /// The baseline (default: redis-ops-baseline.NAMESPACE.INSTANCE.json)
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Look again for so long, until nothing is wrong
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    wait: Option<Duration>,
    /// Percent of a database's keys that may be missing
    #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = clap::value_parser!(u64).range(0..=100))]
    allow_missing: u64,
    /// Bytes a replica may be behind its primary
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Write no key
    #[arg(long)]
    no_canary: bool,
}

#[derive(Debug, Serialize)]
struct PostReport {
    verdict: Verdict,
    /// When the baseline was taken.
    baseline_taken_at: chrono::DateTime<chrono::Utc>,
    waited_seconds: Option<f64>,
    /// Of all primaries, as the baseline has them; none where it saw no primary.
    keys_before: Option<u64>,
    /// None where they are not known.
    keys: Option<u64>,
    /// Milliseconds of the slowest write and read.
    canary_milliseconds: Option<f64>,
    members: Vec<MemberRow>,
}

#[derive(Debug, Serialize)]
struct MemberRow {
    member: String,
    role_before: Option<Role>,
    role: Option<Role>,
    version_before: Option<String>,
    version: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or there is no baseline of it. Whatever cannot be seen of the instance is a finding.
pub async fn run(context: &Context, args: &PostUpgradeCheckArgs) -> Result<Outcome> {
    let started = Instant::now();
    let end = args.wait.map(|wait| context.deadline.into_iter().chain([started + wait]).min().unwrap_or(started));
    let mut baseline: Option<Baseline> = None;
    loop {
        let whole = facts::look(context).await?;
        let before = match baseline.take() {
            Some(baseline) => baseline,
            None => {
                let path = baseline_file::place(args.baseline.as_deref(), &whole.target);
                baseline_file::read(context, &path, &whole.target)?
            }
        };
        let terms = Terms {
            target: args.to,
            allowed_percent: args.allow_missing,
            max_lag_bytes: args.max_lag,
            canary: !args.no_canary,
        };
        let (milliseconds, findings) = look_once(context, terms, &whole, &before).await;
        let verdict = Verdict::of(&findings);
        let over = end.is_none_or(|end| Instant::now() >= end);
        // What deserves attention does not go away by waiting.
        if over || matches!(verdict, Verdict::Ok | Verdict::Warning) {
            return Ok(outcome(args, &whole, &before, findings, (milliseconds, started)));
        }
        context.console.status_once("waiting until the rollout has ended and nothing is wrong");
        tokio::time::sleep(POLL).await;
        baseline = Some(before);
    }
}

/// What is expected after a change of release.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// Version that every member should run.
    pub target: Option<Release>,
    /// Percent of a database's keys that may be missing.
    pub allowed_percent: u64,
    /// Bytes a replica may be behind.
    pub max_lag_bytes: u64,
    /// Whether a key is written and read.
    pub canary: bool,
}

/// Compares an instance with what it was, once. Returns the milliseconds of the slowest write and read, and what was found.
pub(super) async fn look_once(
    context: &Context,
    terms: Terms,
    whole: &Whole,
    baseline: &Baseline,
) -> (Option<f64>, Vec<Finding>) {
    let subject = whole.target.instance.full_name();
    let mut findings = match facts::fetch_sets(&whole.target).await {
        Ok(sets) => sets.iter().filter_map(|set| judge_rollout(&subject, set)).collect(),
        Err(error) => vec![unseen_finding(&subject, &error)],
    };
    findings.extend(judge_after(&AfterFacts {
        subject: &subject,
        baseline,
        members: &whole.members,
        parameters: facts::parameters(whole),
        target: terms.target,
        allowed_percent: terms.allowed_percent,
    }));
    findings.extend(facts::judge_as_it_is(context, whole, terms.max_lag_bytes).await);
    findings.extend(log_lines::judge(context, &whole.target, baseline.taken_at).await);
    let mut milliseconds = None;
    if terms.canary {
        let (took, failed) = canary::write_and_read(context, whole).await;
        milliseconds = took;
        if took.is_none() && failed.is_empty() {
            let message = "no primary was there to be written to";
            findings.push(Finding::new("upgrade-canary", Severity::Critical, &subject, message));
        }
        findings.extend(failed);
    }
    (milliseconds, findings)
}

fn outcome(
    args: &PostUpgradeCheckArgs,
    whole: &Whole,
    baseline: &Baseline,
    findings: Vec<Finding>,
    (canary_milliseconds, started): (Option<f64>, Instant),
) -> Outcome {
    let verdict = Verdict::of(&findings);
    let rows = whole.members.iter().map(|member| {
        let before = baseline.members.get(&member.name);
        MemberRow {
            member: member.name.clone(),
            role_before: before.and_then(|before| before.role),
            role: member.role(),
            version_before: before.and_then(|before| before.version.clone()),
            version: member.info().and_then(|info| info.version()),
        }
    });
    let report = PostReport {
        verdict,
        baseline_taken_at: baseline.taken_at,
        waited_seconds: args.wait.map(|_| started.elapsed().as_secs_f64()),
        keys_before: baseline.has_keys().then(|| baseline.keys.values().map(|keys| keys.keys).sum()),
        keys: keys_unseen(&whole.members)
            .is_none()
            .then(|| keys_of(&whole.members).values().map(|keys| keys.keys).sum()),
        canary_milliseconds,
        members: rows.collect(),
    };
    Outcome::with_findings(verdict, findings, Some(whole.target.reference()), &report)
}

impl Report for PostReport {
    fn view(&self) -> View {
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let mut table = Table::new(&["MEMBER", "ROLE", "BEFORE", "VERSION", "BEFORE"]);
        for row in &self.members {
            let role = |role: Option<Role>| role.map_or("-", Role::word);
            table.row([
                row.member.as_str().into(),
                role(row.role).into(),
                role(row.role_before).into(),
                row.version.as_deref().unwrap_or("-").into(),
                row.version_before.as_deref().unwrap_or("-").into(),
            ]);
        }
        let count = |keys: Option<u64>| keys.map_or_else(|| "not known".to_owned(), units::count);
        let keys = format!("{}, before {}", count(self.keys), count(self.keys_before));
        let mut fields = vec![("keys".to_owned(), Cell::from(keys))];
        if let Some(milliseconds) = self.canary_milliseconds {
            fields.push(("canary".to_owned(), format!("written and read in {milliseconds:.1} ms").into()));
        }
        if let Some(waited) = self.waited_seconds {
            fields.push(("waited".to_owned(), units::duration(waited).into()));
        }
        let line = Cell::toned(self.verdict.word(), tone);
        View { blocks: vec![Block::Line(line), Block::Table(table), Block::Fields(fields)], last: None }
    }
}
