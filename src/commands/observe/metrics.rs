//! `metrics`: what the exporters beside the servers say.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::prometheus::{Sample, parse_samples};
use crate::report::{Block, Finding, Outcome, Report, Severity, Table, Verdict, View};
use crate::target::discover;
use crate::target::exporter::exporter_port;
use crate::target::survey;
use crate::target::topology::{Endpoint, Member};
use crate::wire::dial::Dialer;
use crate::wire::http;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "metrics";

/// Show the metrics of the members' Prometheus exporters
///
/// Reads /metrics of the exporter in each member's pod: the container port named metrics, http-metrics or
/// redis-exporter, else 9121, through the Kubernetes API; no local port is opened. Where there is no exporter, `redis-ops
/// stats` asks Redis itself.
///
/// Exit status: 0 all members' metrics were read, 3 there is no exporter or it could not be read.
///
/// Examples:
///   redis-ops metrics -n apps -r cache
///   redis-ops metrics -n apps -r cache --match redis_memory
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct MetricsArgs {
    /// Only metrics whose name begins with this
    #[arg(long = "match", value_name = "PREFIX", default_value = "")]
    prefix: String,
}

#[derive(Debug, Serialize)]
struct MetricsReport {
    members: Vec<MemberMetrics>,
}

#[derive(Debug, Serialize)]
struct MemberMetrics {
    member: String,
    port: u16,
    samples: Vec<Sample>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or it was named by `--url`. A member without an exporter is a finding.
pub async fn run(context: &Context, args: &MetricsArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    if target.dialer.kubernetes.is_none() {
        return Err(Error::usage("exporters are found in pods, and --url names a server without one"));
    }
    // the exporter speaks plain HTTP, also where Redis speaks TLS
    let dialer = Dialer { tls: None, ..target.dialer.clone() };
    let members = survey::members(context, &target).await?;
    let asked = members.iter().map(|member| fetch(context, &dialer, member, &args.prefix));
    let (mut read, mut findings) = (Vec::new(), Vec::new());
    for result in futures::future::join_all(asked).await {
        match result {
            Ok(metrics) => read.push(metrics),
            Err(finding) => findings.push(finding),
        }
    }
    let report = MetricsReport { members: read };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

async fn fetch(context: &Context, dialer: &Dialer, member: &Member, prefix: &str) -> Result<MemberMetrics, Finding> {
    let subject = member.subject();
    let found = member.pod.as_ref().and_then(|pod| Some((pod, exporter_port(pod)?)));
    let Some((pod, port)) = found else {
        let message =
            "its pod has no exporter: no port named metrics, http-metrics or redis-exporter, and none is 9121";
        return Err(Finding::new("no-exporter", Severity::Unknown, subject, message)
            .hint("redis-ops stats asks Redis itself for its figures"));
    };
    let endpoint = Endpoint::Pod { namespace: pod.namespace.clone(), pod: pod.name.clone(), port };
    let limit = context.time_for_a_node();
    let work = async {
        let stream = dialer.open(&endpoint).await?;
        http::get(stream, &format!("{}:{port}", pod.name), "/metrics").await
    };
    let page = tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(Error::target(format!("the exporter did not answer within {} ms", limit.as_millis()))));
    match page {
        Ok(page) => Ok(MemberMetrics { member: member.name.clone(), port, samples: parse_samples(&page, prefix) }),
        Err(error) => Err(Finding::new("exporter-silent", Severity::Unknown, subject, error.chain())
            .hint("redis-ops stats asks Redis itself for its figures")),
    }
}

impl Report for MetricsReport {
    fn view(&self) -> View {
        let mut table = Table::new(&["MEMBER", "METRIC", "LABELS", "#VALUE"]);
        for member in &self.members {
            for sample in &member.samples {
                table.row([
                    member.member.as_str().into(),
                    sample.name.as_str().into(),
                    sample.labels.as_str().into(),
                    sample.value.as_str().into(),
                ]);
            }
        }
        if table.rows.is_empty() { View::default() } else { View::of(Block::Table(table)) }
    }
}
