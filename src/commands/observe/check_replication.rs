//! `check-replication`: a gate for scripts.

use super::health::fetch_stateful_sets;
use super::shard;
use super::whole::{self, Whole};
use crate::context::Context;
use crate::domain::replication::{Expected, ShardCount, count_shards, judge_gate};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::values::{parse_duration, parse_size};
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "check-replication";

/// Check that an instance is replicated as it should be: a gate for scripts
///
/// It passes when there is exactly one primary (in cluster mode, one for each shard), every member answers, every
/// replica's link is up and none takes a full copy, none is further behind than --max-lag or silent for longer than
/// --max-silence, none follows somebody outside the instance, StatefulSets have all their pods, and each primary has
/// --replicas replicas or more attached and online. All slots of a Redis Cluster have to be served, by nodes that agree
/// on it and are all up. There is no WARNING: what is not in order stops the script.
/// The whole instance is judged, also when it is named by --pod. With --wait it looks again until it passes or the time
/// is over; the exit status is that of the last look.
///
/// Exit status: 0 it passes, 2 it does not, 3 it could not be told.
///
/// Examples:
///   redis-ops check-replication -n apps -r cache
///   redis-ops check-replication -q -n apps -r cache --replicas 2 --max-lag 1MiB
///   redis-ops check-replication -n apps -r cache --wait 5m
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CheckReplicationArgs {
    /// Replicas each primary must have at least (default: 1); 0 for none
    #[arg(long, value_name = "NUMBER")]
    replicas: Option<usize>,
    /// Bytes a replica may be behind its primary
    #[arg(long, value_name = "SIZE", default_value = "10MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Time a replica and its primary may not have heard of each other; a primary sends something every 10 s
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Wait until it passes, for as long as this
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    wait: Option<Duration>,
}

/// Time between two looks of `--wait`.
const POLL: Duration = Duration::from_millis(500);

#[derive(Debug, Serialize)]
struct GateReport {
    passed: bool,
    /// Replicas each primary must have at least.
    expected_replicas: usize,
    max_lag_bytes: u64,
    /// Seconds that `--wait` took.
    waited_seconds: Option<f64>,
    primaries: Vec<ShardCount>,
    #[serde(skip)]
    verdict: Verdict,
}

/// Runs the command: once, or with `--wait` until it passes or the time is over.
///
/// # Errors
/// When no instance can be resolved. Whatever cannot be seen of the instance is a finding.
pub async fn run(context: &Context, args: &CheckReplicationArgs) -> Result<Outcome> {
    let Some(wait) = args.wait else {
        let (whole, findings) = look(context, args).await?;
        return Ok(outcome(args, &whole, findings, None));
    };
    let started = Instant::now();
    let end = context.deadline.into_iter().chain([started + wait]).min().unwrap_or(started);
    loop {
        let (whole, mut findings) = look(context, args).await?;
        let passed = Verdict::of(&findings) == Verdict::Ok;
        if !passed {
            context.console.status_once("waiting until the instance is replicated as it should be");
            tokio::time::sleep(POLL.min(end.saturating_duration_since(Instant::now()))).await;
        }
        let waited = started.elapsed().as_secs_f64();
        if !passed && Instant::now() >= end {
            let message = format!("did not pass within {}", units::duration(waited));
            let over = Finding::new("wait-over", Severity::Unknown, whole.target.instance.full_name(), message);
            findings.push(over.hint("redis-ops replication-info shows who follows whom"));
        } else if !passed {
            continue;
        }
        return Ok(outcome(args, &whole, findings, Some(waited)));
    }
}

/// Looks once: what was seen, and what keeps the gate shut.
async fn look(context: &Context, args: &CheckReplicationArgs) -> Result<(Whole, Vec<Finding>)> {
    let mut whole = whole::look(context, &[]).await?;
    whole.wait_for_acknowledgements(context).await;
    let mut unseen = Vec::new();
    let stateful_sets = fetch_stateful_sets(&whole.target).await.unwrap_or_else(|finding| {
        unseen.push(finding);
        Vec::new()
    });
    let mut facts = whole.health_facts(context, stateful_sets);
    // A gate that is narrowed by --pod or --role is open to what it does not see.
    facts.members.clone_from(&whole.members);
    facts.partial = !whole.complete;
    let expected = Expected {
        replicas: args.replicas,
        max_lag_bytes: args.max_lag,
        max_silence: args.max_silence,
        complete: whole.complete,
    };
    let mut findings = judge_gate(&facts, &whole.topology, expected);
    findings.extend(unseen);
    Ok((whole, findings))
}

fn outcome(args: &CheckReplicationArgs, whole: &Whole, findings: Vec<Finding>, waited: Option<f64>) -> Outcome {
    let verdict = Verdict::of(&findings);
    let report = GateReport {
        passed: verdict == Verdict::Ok,
        expected_replicas: args.replicas.unwrap_or(1),
        max_lag_bytes: args.max_lag,
        waited_seconds: waited,
        primaries: count_shards(&whole.topology),
        verdict,
    };
    Outcome::with_findings(verdict, findings, Some(whole.target.reference()), &report)
}

impl Report for GateReport {
    fn view(&self) -> View {
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let sharded = self.primaries.iter().any(|one| one.shard.is_some());
        let mut columns = vec!["PRIMARY", "#REPLICAS", "#EXPECTED", "#LAG", "#ALLOWED"];
        shard::add_column(&mut columns, sharded);
        let mut table = Table::new(&columns);
        for one in &self.primaries {
            let short = one.replicas < self.expected_replicas;
            let far = one.greatest_lag_bytes.is_some_and(|lag| lag > self.max_lag_bytes);
            let tone = |bad: bool| if bad { Tone::Bad } else { Tone::Plain };
            let mut cells = vec![
                one.primary.as_str().into(),
                Cell::toned(one.replicas.to_string(), tone(short)),
                self.expected_replicas.to_string().into(),
                Cell::toned(one.greatest_lag_bytes.map_or("-".to_owned(), units::bytes), tone(far)),
                units::bytes(self.max_lag_bytes).into(),
            ];
            shard::add_cell(&mut cells, sharded, one.shard.as_ref());
            table.row(cells);
        }
        let mut line = self.verdict.word().to_owned();
        if let Some(waited) = self.waited_seconds {
            line.push_str(&format!(" after {}", units::duration(waited)));
        }
        let mut blocks = vec![Block::Line(Cell::toned(line, tone))];
        if !self.primaries.is_empty() {
            blocks.push(Block::Table(table));
        }
        View { blocks, last: None }
    }
}
