//! `replica-lag`: how far every replica is behind, now, tick after tick, or until it is close enough.

use super::replication_info::seconds;
use super::whole::{self, Whole};
use crate::context::Context;
use crate::domain::replication::{Limits, Link, judge_attached_lag, judge_lag, no_replica};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, sparkline, units};
use crate::values::{parse_duration, parse_size};
use crate::watch::WatchArgs;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "replica-lag";

/// Time between two looks of `--wait`.
const POLL: Duration = Duration::from_millis(500);

/// Ticks that a line of the past shows.
const TREND: usize = 20;

/// Show how far every replica is behind its primary
///
/// LAG is the primary's offset less the replica's, in bytes. HEARD is since the replica heard of its primary, ACK since
/// the primary had an acknowledgement. Replicas outside the instance are judged by what the member they are attached
/// to says of them. --wait returns when every replica's link is up and its lag at or below --warning.
///
/// Exit status: 0 all are close, 1 one is further behind than --warning or silent for longer than --max-silence, or
/// there is no replica, 2 further behind than --critical, its link is lost, or a server is down, 3 it could not be told,
/// or the time of --wait is over.
///
/// Examples:
///   redis-ops replica-lag -n apps -r cache
///   redis-ops replica-lag -n apps -r cache --watch --interval 1s
///   redis-ops replica-lag -n apps -r cache --wait --warning 0 --timeout 5m
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ReplicaLagArgs {
    /// Lag above which a replica deserves attention
    #[arg(long, value_name = "SIZE", default_value = "10MiB", value_parser = parse_size)]
    warning: u64,
    /// Lag above which it is broken
    #[arg(long, value_name = "SIZE", default_value = "100MiB", value_parser = parse_size)]
    critical: u64,
    /// Time a replica and its primary may not have heard of each other; a primary sends something every 10 s
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Wait until every replica is close, for as long as --timeout
    #[arg(long, conflicts_with = "watch")]
    wait: bool,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

#[derive(Debug, Serialize)]
struct LagReport {
    verdict: Verdict,
    /// Seconds that `--wait` took.
    waited_seconds: Option<f64>,
    replicas: Vec<ReplicaLag>,
    #[serde(skip)]
    watched: bool,
}

#[derive(Debug, Serialize)]
struct ReplicaLag {
    /// The member; `host:port` outside the instance.
    replica: String,
    /// Whom it follows: a member, or `host:port` of somebody else.
    follows: Option<String>,
    /// Whether it is no member of the instance.
    outside: bool,
    /// The worst finding about it; none where all is well.
    worst: Option<Severity>,
    link: Option<Link>,
    lag_bytes: Option<u64>,
    heard_seconds_ago: Option<u64>,
    acknowledged_seconds_ago: Option<u64>,
    #[serde(skip)]
    trend: String,
}

/// Runs the command: once, or with `--wait` until it is satisfied or the time is over.
///
/// # Errors
/// When no instance can be resolved. Whatever cannot be seen of the instance is a finding.
pub async fn run(context: &Context, args: &ReplicaLagArgs) -> Result<Outcome> {
    if !args.wait {
        let (whole, findings) = look(context, args).await?;
        return Ok(outcome(context, args, &whole, findings, None));
    }
    let started = Instant::now();
    let allowed = units::bytes(args.warning);
    loop {
        let (whole, mut findings) = look(context, args).await?;
        let waited = Some(started.elapsed().as_secs_f64());
        if Verdict::of(&findings) == Verdict::Ok {
            return Ok(outcome(context, args, &whole, findings, waited));
        }
        context.console.status_once(&format!("waiting until every replica's link is up and its lag at most {allowed}"));
        let left = context.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if let Some(left) = left.filter(|left| *left <= POLL) {
            tokio::time::sleep(left).await;
            let waited = started.elapsed().as_secs_f64();
            let message = format!("was not in sync within {}: the time of --timeout is over", units::duration(waited));
            let over = Finding::new("wait-over", Severity::Unknown, whole.target.instance.full_name(), message);
            findings.push(over.hint("redis-ops replica-lag --watch shows where it is going"));
            let mut outcome = outcome(context, args, &whole, findings, Some(waited));
            // The wait is what was asked for, and how it ends is not known.
            outcome.verdict = Verdict::Unknown;
            outcome.exit = Verdict::Unknown.exit();
            return Ok(outcome);
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn look(context: &Context, args: &ReplicaLagArgs) -> Result<(Whole, Vec<Finding>)> {
    let mut whole = whole::look(context, &[]).await?;
    whole.wait_for_acknowledgements(context).await;
    let limits = Limits { warning_bytes: args.warning, critical_bytes: args.critical, max_silence: args.max_silence };
    let mut findings = judge_lag(&whole.members, &whole.topology, limits);
    findings.retain(|finding| {
        let node = whole.topology.nodes.iter().find(|node| node.subject == finding.subject);
        node.is_none_or(|node| whole.wants_name(&node.member))
    });
    if shows_outsiders(&whole) {
        findings.extend(judge_attached_lag(&whole.topology, limits));
    }
    let answered = whole.members.iter().any(|member| member.info().is_some());
    if answered && rows(&whole, &[]).is_empty() {
        findings.push(no_replica(&whole.target.instance.full_name(), Severity::Warning));
    }
    Ok((whole, findings))
}

fn outcome(
    context: &Context,
    args: &ReplicaLagArgs,
    whole: &Whole,
    findings: Vec<Finding>,
    waited_seconds: Option<f64>,
) -> Outcome {
    let mut replicas = rows(whole, &findings);
    for replica in &mut replicas {
        if let Some(lag_bytes) = replica.lag_bytes.filter(|_| args.watch.watch) {
            let series = context.history.push(&format!("{}/lag_bytes", replica.replica), lag_bytes as f64);
            replica.trend = sparkline(&series, TREND);
        }
    }
    let verdict = Verdict::of(&findings);
    let report = LagReport { verdict, waited_seconds, replicas, watched: args.watch.watch };
    Outcome::with_findings(verdict, findings, Some(whole.target.reference()), &report)
}

/// One pod was asked for: what is attached elsewhere is not.
fn shows_outsiders(whole: &Whole) -> bool {
    whole.topology.nodes.iter().all(|node| whole.wants_name(&node.member))
}

fn rows(whole: &Whole, findings: &[Finding]) -> Vec<ReplicaLag> {
    let topology = &whole.topology;
    let worst = |subject: &str| findings.iter().filter(|one| one.subject == subject).map(|one| one.severity).max();
    let members = topology.replicas().filter(|(_, node)| whole.wants_name(&node.member)).map(|(_, node)| {
        let follows = node.follows.as_ref();
        ReplicaLag {
            replica: node.member.clone(),
            follows: follows.map(|one| one.member.clone().unwrap_or_else(|| format!("{}:{}", one.host, one.port))),
            outside: false,
            worst: worst(&node.subject),
            link: node.link,
            lag_bytes: node.lag_bytes,
            heard_seconds_ago: node.heard_seconds_ago,
            acknowledged_seconds_ago: node.acknowledged_seconds_ago,
            trend: String::new(),
        }
    });
    let outsiders = topology.attached.iter().filter(|one| one.is_outsider() && shows_outsiders(whole));
    let outsiders = outsiders.map(|one| {
        let online = one.state == "online";
        ReplicaLag {
            replica: one.address(),
            follows: Some(one.to.clone()),
            outside: true,
            worst: worst(&one.address()),
            link: Some(if online { Link::Up } else { Link::Syncing }),
            lag_bytes: one.lag_bytes,
            heard_seconds_ago: None,
            acknowledged_seconds_ago: online.then_some(one.acknowledged_seconds_ago),
            trend: String::new(),
        }
    });
    members.chain(outsiders).collect()
}

impl Report for LagReport {
    fn view(&self) -> View {
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let mut line = self.verdict.word().to_owned();
        if let Some(waited) = self.waited_seconds {
            line.push_str(&format!(" after {}", units::duration(waited)));
        }
        let mut blocks = vec![Block::Line(Cell::toned(line, tone))];
        if !self.replicas.is_empty() {
            blocks.push(Block::Table(self.table()));
        }
        View { blocks, last: None }
    }
}

impl LagReport {
    /// Whom they follow is only said where it is not the same for all.
    fn table(&self) -> Table {
        let several = self.replicas.iter().any(|one| one.follows != self.replicas[0].follows);
        let mut columns = vec!["REPLICA", "LINK", "#LAG", "#HEARD", "#ACK"];
        columns.extend(several.then_some("FOLLOWS"));
        columns.extend(self.watched.then_some("TREND"));
        let mut table = Table::new(&columns);
        for replica in &self.replicas {
            let tone = match replica.worst {
                None | Some(Severity::Info) => Tone::Plain,
                Some(Severity::Critical) => Tone::Bad,
                Some(_) => Tone::Warn,
            };
            let outside = if replica.outside { " (outside)" } else { "" };
            let mut row: Vec<Cell> = vec![
                format!("{}{outside}", replica.replica).into(),
                Cell::toned(replica.link.map_or("-", Link::word), tone),
                Cell::toned(replica.lag_bytes.map_or("-".to_owned(), units::bytes), tone),
                seconds(replica.heard_seconds_ago).into(),
                seconds(replica.acknowledged_seconds_ago).into(),
            ];
            row.extend(several.then(|| replica.follows.as_deref().unwrap_or("-").into()));
            row.extend(self.watched.then(|| replica.trend.as_str().into()));
            table.row(row);
        }
        table
    }
}
