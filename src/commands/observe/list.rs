//! `list`: every Redis that can be seen.

use crate::context::Context;
use crate::domain::{health, silence};
use crate::error::Result;
use crate::report::units;
use crate::report::{Block, Cell, Finding, Outcome, Report, Table, Tone, Verdict, View};
use crate::target::discover;
use crate::target::flavour::{Flavour, Role};
use crate::target::sentinel::SentinelFacts;
use crate::target::sentinels;
use crate::target::shards::{Cluster, ShardTag};
use crate::target::survey::{self, Answer};
use crate::target::topology::Instance;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "list";

/// List every Redis that can be seen
///
/// Finds servers by their pods, never by a label alone, groups them into instances, and asks each server what it is.
/// Exporters, Sentinels, Redis Insight and helm test pods are not servers; Sentinels are counted with the instance that
/// they watch (-o wide). Keys are counted on primaries; those of a Redis Cluster are summed, and slots that no primary
/// serves are a finding.
///
/// Exit status: 0 all members answered, 1 a Sentinel is down or a server is loading, 2 a server is down or slots are not
/// served, 3 none was found or a member could not be asked.
///
/// Examples:
///   redis-ops list -A
///   redis-ops list -A -o wide
///   redis-ops list -n data -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ListArgs {}

#[derive(Debug, Serialize)]
struct ListReport {
    instances: Vec<InstanceRow>,
}

#[derive(Debug, Serialize)]
struct InstanceRow {
    namespace: Option<String>,
    name: String,
    flavour: Flavour,
    /// The shards of a Redis Cluster; empty outside of cluster mode.
    shards: Vec<ShardRow>,
    members: Vec<MemberRow>,
    /// The pods of the Sentinels that watch it.
    sentinels: Vec<String>,
    /// None where they cannot be told: no primary answered, or one is loading.
    keys: Option<u64>,
    /// Whether the primary, or one of a cluster's, is loading its data: what it has of it is no count.
    loading: bool,
}

#[derive(Debug, Serialize)]
struct ShardRow {
    #[serde(flatten)]
    shard: ShardTag,
    /// Its primary: a member, or the address of a node that is none.
    primary: String,
}

#[derive(Debug, Serialize)]
struct MemberRow {
    name: String,
    /// The shard it is in, in cluster mode.
    shard: Option<ShardTag>,
    role: Option<Role>,
    version: Option<String>,
    ready: Option<bool>,
    used_memory_bytes: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be seen at all. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let (reference, targets) = discover::resolve_all(context).await?;
    // One after another would take the sum of the silent members' timeouts.
    let asked = targets.iter().map(|target| survey::ask(context, target, redis::cmd("INFO"), &[]));
    let watched = targets.iter().map(|target| sentinels::ask(context, target));
    let (answers, watched) = tokio::join!(futures::future::join_all(asked), futures::future::join_all(watched));
    let (mut instances, mut findings) = (Vec::new(), Vec::new());
    for ((target, answers), sentinels) in targets.iter().zip(answers).zip(watched) {
        // An instance without a member of the wanted --role is not listed.
        let Ok(answers) = answers else { continue };
        // A name of --master-name that another instance's Sentinels do not know is no matter here.
        let sentinels = sentinels.unwrap_or_default();
        findings.extend(answers.iter().filter_map(silent));
        findings.extend(health::judge_sentinel_reach(&sentinels));
        // A cluster may be half there without a word from it.
        let cluster = survey::cluster(&answers);
        let subject = target.instance.full_name();
        findings.extend(cluster.iter().filter_map(|cluster| health::judge_slots(&subject, cluster)));
        findings.extend(cluster.iter().filter_map(|cluster| health::judge_unasked_nodes(&subject, cluster)));
        instances.push(row(&target.instance, &answers, &sentinels));
    }
    let report = ListReport { instances };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(reference), &report))
}

fn silent(answer: &Answer) -> Option<Finding> {
    let subject = answer.member.subject();
    match &answer.result {
        Err(error) => Some(silence::finding(&subject, error)),
        Ok((info, _)) => health::judge_loading(&subject, info),
    }
}

fn row(instance: &Instance, answers: &[Answer], sentinels: &[SentinelFacts]) -> InstanceRow {
    let members = answers.iter().map(|answer| MemberRow {
        name: answer.member.name.clone(),
        shard: answer.shard(),
        role: answer.role(),
        version: answer.info().and_then(|info| info.version()),
        ready: answer.member.pod.as_ref().map(|pod| pod.ready),
        used_memory_bytes: answer.info().and_then(|info| info.number("used_memory")),
    });
    let cluster = survey::cluster(answers);
    let shards = cluster.iter().flat_map(|cluster| {
        let row = |number: usize| ShardRow {
            shard: cluster.tag(number),
            primary: cluster.nodes[cluster.shards[number].primary].name(),
        };
        (0..cluster.shards.len()).map(row)
    });
    InstanceRow {
        namespace: instance.namespace.clone(),
        name: instance.name.clone(),
        flavour: instance.flavour,
        shards: shards.collect(),
        members: members.collect(),
        sentinels: sentinels.iter().map(|sentinel| sentinel.name.clone()).collect(),
        keys: keys(answers, cluster.as_deref()),
        loading: answers.iter().any(|answer| answer.role() == Some(Role::Primary) && is_loading(answer)),
    }
}

fn is_loading(answer: &Answer) -> bool {
    answer.info().is_some_and(|info| info.flag("loading") == Some(true))
}

/// The keys of the first primary that answered: a second one holds the same ones, or should. Those of a cluster are
/// shared out: all its primaries' together, and none while one of them is silent.
fn keys(answers: &[Answer], cluster: Option<&Cluster>) -> Option<u64> {
    let count = |answer: &Answer| {
        let info = answer.info().filter(|_| !is_loading(answer))?;
        Some(info.databases().iter().map(|one| one.keys).sum::<u64>())
    };
    let primary = |answer: &&Answer| answer.role() == Some(Role::Primary);
    let Some(cluster) = cluster.filter(|cluster| cluster.views > 0) else {
        let mut primaries = answers.iter().filter(primary);
        let first = primaries.next()?;
        // Which share is whose is not known.
        let shared = first.info()?.flag("cluster_enabled") == Some(true);
        return if shared { None } else { count(first) };
    };
    let leads = |answer: &&Answer| cluster.primary_of(&answer.member.name) == Some(&answer.member.name);
    let counts: Vec<u64> = answers.iter().filter(leads).filter_map(count).collect();
    (!counts.is_empty() && counts.len() == cluster.shards.len()).then(|| counts.into_iter().sum())
}

impl Report for ListReport {
    fn view(&self) -> View {
        let mut table = Table::new(&[
            "NAMESPACE",
            "INSTANCE",
            "+FLAVOUR",
            "READY",
            "ROLES",
            "+SENTINELS",
            "+VERSION",
            "#KEYS",
            "#MEMORY",
        ]);
        for instance in &self.instances {
            table.row([
                instance.namespace.as_deref().unwrap_or("-").into(),
                instance.name.as_str().into(),
                instance.flavour.name().into(),
                ready(&instance.members),
                roles(instance),
                sentinels(instance),
                versions(&instance.members).into(),
                match instance.keys {
                    Some(keys) => units::count(keys).into(),
                    None if instance.loading => Cell::toned("loading", Tone::Warn),
                    None => "-".into(),
                },
                instance
                    .members
                    .iter()
                    .filter_map(|member| member.used_memory_bytes)
                    .max()
                    .map_or("-".to_owned(), units::bytes)
                    .into(),
            ]);
        }
        View::of(Block::Table(table))
    }
}

fn ready(members: &[MemberRow]) -> Cell {
    let known: Vec<bool> = members.iter().filter_map(|member| member.ready).collect();
    if known.is_empty() {
        return "-".into();
    }
    let ready = known.iter().filter(|ready| **ready).count();
    let tone = if ready == known.len() { Tone::Plain } else { Tone::Warn };
    Cell::toned(format!("{ready}/{}", known.len()), tone)
}

/// How many watch it.
fn sentinels(instance: &InstanceRow) -> Cell {
    match instance.sentinels.len() {
        0 => "-".into(),
        count => count.to_string().into(),
    }
}

/// `1 primary, 2 replicas`, or `3 shards, 3 replicas`; members that did not answer are counted, not left out.
fn roles(instance: &InstanceRow) -> Cell {
    let members = &instance.members;
    let count = |wanted: Option<Role>| members.iter().filter(|member| member.role == wanted).count();
    let (primaries, replicas, unknown) = (count(Some(Role::Primary)), count(Some(Role::Replica)), count(None));
    let mut parts = Vec::new();
    let shards = instance.shards.len();
    if shards > 0 {
        parts.push(format!("{shards} {}", if shards == 1 { "shard" } else { "shards" }));
    }
    // One primary a shard is what a shard is.
    if primaries > 0 && primaries != shards {
        parts.push(format!("{primaries} {}", if primaries == 1 { "primary" } else { "primaries" }));
    }
    if replicas > 0 {
        parts.push(format!("{replicas} {}", if replicas == 1 { "replica" } else { "replicas" }));
    }
    if unknown > 0 {
        parts.push(format!("{unknown} unknown"));
    }
    Cell::toned(parts.join(", "), if unknown > 0 { Tone::Warn } else { Tone::Plain })
}

fn versions(members: &[MemberRow]) -> String {
    let mut versions: Vec<&str> = members.iter().filter_map(|member| member.version.as_deref()).collect();
    versions.sort_unstable();
    versions.dedup();
    if versions.is_empty() { "-".to_owned() } else { versions.join(", ") }
}
