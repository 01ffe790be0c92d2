//! `top`: CPU and memory of every member, beside what it asked for and what it may have.

use crate::context::Context;
use crate::domain::silence;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::target::discover::{self, Target};
use crate::target::objects::UsageFacts;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::watch::WatchArgs;
use serde::Serialize;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "top";

/// Time between the two samples of CPU without a metrics API.
const BETWEEN_SAMPLES: Duration = Duration::from_secs(1);

/// Show CPU and memory of every member beside its requests and limits
///
/// The figures are the container's, from the metrics API. Where the cluster has none, they are the server's own and the
/// output says so: the resident memory of INFO, and the CPU time the process used within a second.
///
/// Exit status: 0 shown, 2 a server is down, 3 a member's figures could not be had.
///
/// Examples:
///   redis-ops top -n apps -r cache
///   redis-ops top -n apps -r cache --watch
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct TopArgs {
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

#[derive(Debug, Serialize)]
struct TopReport {
    /// `metrics-api`, or `info`: the server's own figures.
    source: &'static str,
    /// Why the metrics API was not the source.
    because: Option<String>,
    members: Vec<MemberTop>,
}

#[derive(Debug, Serialize)]
struct MemberTop {
    member: String,
    cpu_millicores: Option<u64>,
    cpu_request_millicores: Option<u64>,
    cpu_limit_millicores: Option<u64>,
    memory_bytes: Option<u64>,
    memory_request_bytes: Option<u64>,
    memory_limit_bytes: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved.
pub async fn run(context: &Context, _: &TopArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let because = match fetch_usage(&target).await {
        Ok(usage) => return by_metrics(context, &target, &usage).await,
        Err(because) => because,
    };
    by_info(context, &target, because).await
}

/// The figures of the metrics API, or why there are none.
async fn fetch_usage(target: &Target) -> Result<Vec<UsageFacts>, String> {
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Err("there is no Kubernetes behind --url".to_owned());
    };
    match kubernetes.fetch_usage(namespace).await {
        Ok(Some(usage)) => Ok(usage),
        Ok(None) => Err("the cluster has no metrics API (metrics.k8s.io): no metrics-server".to_owned()),
        Err(error) => Err(error.chain()),
    }
}

async fn by_metrics(context: &Context, target: &Target, usage: &[UsageFacts]) -> Result<Outcome> {
    let members = survey::members(context, target).await?;
    let mut findings = Vec::new();
    let mut rows = Vec::new();
    for member in &members {
        let container = member.pod.as_ref().and_then(|pod| pod.containers.get(member.container));
        let own = usage.iter().find(|usage| {
            usage.pod == member.name && container.is_some_and(|container| container.name == usage.container)
        });
        if own.is_none() {
            let message = "the metrics API has no figures of it";
            findings.push(
                Finding::new("usage-unseen", Severity::Unknown, member.subject(), message)
                    .hint("they come a minute or so after a container's start; does it run?"),
            );
        }
        rows.push(row(member, own.and_then(|own| own.cpu_millicores), own.and_then(|own| own.memory_bytes)));
    }
    let report = TopReport { source: "metrics-api", because: None, members: rows };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

async fn by_info(context: &Context, target: &Target, because: String) -> Result<Outcome> {
    // A tick has the one before to compare with; the first sample of a run needs a second one.
    let mut answers = survey::ask(context, target, redis::cmd("INFO"), &[]).await?;
    let mut rates = cpu_rates(context, &answers);
    if rates.iter().all(Option::is_none) && answers.iter().any(|answer| answer.info().is_some()) {
        tokio::time::sleep(BETWEEN_SAMPLES).await;
        answers = survey::ask(context, target, redis::cmd("INFO"), &[]).await?;
        rates = cpu_rates(context, &answers);
    }
    let silent = |answer: &Answer| Some(silence::finding(&answer.member.subject(), answer.result.as_ref().err()?));
    let findings: Vec<Finding> = answers.iter().filter_map(silent).collect();
    let rows = answers.iter().zip(rates).map(|(answer, cpu)| {
        let memory = answer.info().and_then(|info| info.number("used_memory_rss"));
        row(&answer.member, cpu, memory)
    });
    let report = TopReport { source: "info", because: Some(because), members: rows.collect() };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// Thousandths of a core that each server used since it was last asked; none at the first time.
fn cpu_rates(context: &Context, answers: &[Answer]) -> Vec<Option<u64>> {
    let rate = |answer: &Answer| {
        let info = answer.info()?;
        let seconds = |field: &str| info.text(field)?.trim().parse::<f64>().ok();
        let used = seconds("used_cpu_user")? + seconds("used_cpu_sys")?;
        let microseconds = (used * 1e6) as u64;
        let series = format!("{}/cpu", answer.member.subject());
        context.history.rate(&series, microseconds).map(|rate| (rate / 1000.0).round() as u64)
    };
    answers.iter().map(rate).collect()
}

fn row(member: &Member, cpu_millicores: Option<u64>, memory_bytes: Option<u64>) -> MemberTop {
    let container = member.pod.as_ref().and_then(|pod| pod.containers.get(member.container));
    MemberTop {
        member: member.name.clone(),
        cpu_millicores,
        cpu_request_millicores: container.and_then(|container| container.cpu_request_millicores),
        cpu_limit_millicores: container.and_then(|container| container.cpu_limit_millicores),
        memory_bytes,
        memory_request_bytes: container.and_then(|container| container.memory_request_bytes),
        memory_limit_bytes: container.and_then(|container| container.memory_limit_bytes),
    }
}

impl Report for TopReport {
    fn view(&self) -> View {
        let mut table =
            Table::new(&["MEMBER", "#CPU", "#REQUEST", "#LIMIT", "#%", "#MEMORY", "#REQUEST", "#LIMIT", "#%"]);
        let millicores = |cpu: Option<u64>| cpu.map_or("-".to_owned(), |cpu| format!("{cpu}m"));
        let bytes = |bytes: Option<u64>| bytes.map_or("-".to_owned(), units::bytes);
        for member in &self.members {
            table.row([
                member.member.as_str().into(),
                millicores(member.cpu_millicores).into(),
                millicores(member.cpu_request_millicores).into(),
                millicores(member.cpu_limit_millicores).into(),
                share(member.cpu_millicores, member.cpu_limit_millicores),
                bytes(member.memory_bytes).into(),
                bytes(member.memory_request_bytes).into(),
                bytes(member.memory_limit_bytes).into(),
                share(member.memory_bytes, member.memory_limit_bytes),
            ]);
        }
        let mut blocks = vec![Block::Table(table)];
        if let Some(because) = &self.because {
            let text = format!("{because}; these are the server's own figures: INFO's resident memory and CPU time");
            blocks.push(Block::Line(Cell::toned(text, Tone::Warn)));
        }
        View { blocks, last: None }
    }
}

/// Per cent of the limit.
fn share(used: Option<u64>, limit: Option<u64>) -> Cell {
    let (Some(used), Some(limit)) = (used, limit.filter(|limit| *limit > 0)) else { return "-".into() };
    let percent = used as f64 * 100.0 / limit as f64;
    let tone = match percent {
        90.0.. => Tone::Bad,
        75.0.. => Tone::Warn,
        _ => Tone::Plain,
    };
    Cell::toned(format!("{percent:.0}"), tone)
}
