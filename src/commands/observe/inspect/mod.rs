//! `inspect`: what an instance is made of, on one screen.

mod member;
mod view;

use super::sentinel_rows::SentinelRow;
use crate::context::Context;
use crate::domain::inspect::{self, Node, ServiceView};
use crate::domain::{health, silence};
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::cluster::{SLOTS, SlotRange, count};
use crate::report::{Finding, Outcome, Verdict};
use crate::target::discover::{self, Target};
use crate::target::evidence::evidence;
use crate::target::facts::{Owner, PodFacts};
use crate::target::flavour::{Flavour, Role};
use crate::target::gitops::{self, Manager};
use crate::target::objects::owner_chain;
use crate::target::role_owner::{RoleFacts, RoleOwner, RoleOwnerWords, role_owner};
use crate::target::sentinel::SentinelFacts;
use crate::target::sentinels;
use crate::target::spec::RoleFilter;
use crate::target::surroundings::{self, Surroundings, Wanted};
use crate::target::survey::{self, Answer};
use crate::target::topology::{AddressMap, Endpoint};
use member::MemberView;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "inspect";

/// Show what an instance is: its flavour, roles, Services, persistence, and who else changes it
///
/// Says why the instance is taken for what it is, who decides which member is the primary, who follows whom, where each
/// Service sends its clients, which slots of a Redis Cluster each shard has, where the password is (never the password),
/// what is kept on which volume, which commands the servers have, which primary each Sentinel names, and which
/// controller puts the objects back, with what to pause. The command list is that of COMMAND INFO: a renamed command is
/// missing from it, one that an ACL forbids is not.
///
/// Exit status: 0 all was seen, 1 a Service leads astray, an operator is paused or a Sentinel down, 2 a server is down
/// or slots are not served, 3 something could not be seen.
///
/// Examples:
///   redis-ops inspect -n apps -r cache
///   redis-ops inspect -n apps -r cache -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct InspectArgs {}

#[derive(Debug, Serialize)]
struct InspectReport {
    context: Option<String>,
    namespace: Option<String>,
    instance: String,
    flavour: Flavour,
    /// The marks that the flavour was told by.
    evidence: Vec<String>,
    /// `standalone` or `cluster`, as the servers say.
    mode: Option<String>,
    /// The slots of a Redis Cluster; none outside of cluster mode.
    cluster: Option<ClusterSlots>,
    role_owner: RoleOwner,
    role_owner_words: RoleOwnerWords,
    managers: Vec<Manager>,
    /// In the order of the tree.
    members: Vec<MemberView>,
    services: Vec<ServiceView>,
    /// Empty where the instance has none, and where only a part of it was looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sentinels: Vec<SentinelRow>,
}

/// Which slots are served.
#[derive(Debug, Serialize)]
struct ClusterSlots {
    /// Primaries that have slots.
    shards: usize,
    /// Slots whose primary is up.
    covered_slots: u32,
    /// The others.
    uncovered: Vec<SlotRange>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. What cannot be seen of it is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let questions = member::questions();
    let said = &context.settings.target;
    let partial = said.pod.is_some() || said.role != RoleFilter::Any;
    let (answers, around, sentinels) = tokio::join!(
        survey::ask(context, &target, redis::cmd("INFO"), &questions),
        surroundings::fetch(&target, Wanted { claims: true, resources: true, ..Wanted::default() }),
        async { if partial { Ok(Vec::new()) } else { sentinels::ask(context, &target).await } },
    );
    let (answers, sentinels) = (answers?, sentinels?);
    let report = build(context, &target, &answers, &around, &sentinels);
    let mut findings = around.unseen;
    findings.extend(
        report.managers.iter().filter_map(|manager| gitops::judge_pause(manager, &target.instance.full_name())),
    );
    findings.extend(health::judge_sentinel_reach(&sentinels));
    findings.extend(answers.iter().flat_map(judge));
    if let Some(cluster) = survey::cluster(&answers) {
        let partial = partial || context.settings.target.selector.is_some();
        findings.extend(health::judge_cluster(&target.instance.full_name(), &cluster, partial));
    }
    if let (false, Some(namespace)) = (partial, &target.instance.namespace) {
        findings.extend(inspect::judge_services(&report.services, namespace));
    }
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn judge(answer: &Answer) -> Vec<Finding> {
    let subject = answer.member.subject();
    match &answer.result {
        Err(error) => vec![silence::finding(&subject, error)],
        Ok((info, replies)) => {
            let mut findings = member::judge(&subject, replies);
            findings.extend(health::judge_loading(&subject, info));
            findings
        }
    }
}

fn build(
    context: &Context,
    target: &Target,
    answers: &[Answer],
    around: &Surroundings,
    sentinels: &[SentinelFacts],
) -> InspectReport {
    let instance = &target.instance;
    let servers: Vec<&PodFacts> = answers.iter().filter_map(|answer| answer.member.pod.as_ref()).collect();
    let watching = target.sentinels.iter().map(|candidate| &candidate.sentinel);
    let watching = watching.filter(|sentinel| sentinels.iter().any(|facts| facts.name == sentinel.name));
    let watching: Vec<&PodFacts> = watching.filter_map(|sentinel| sentinel.pod.as_ref()).collect();
    let pods: Vec<&PodFacts> = servers.iter().chain(&watching).copied().collect();
    let addresses = AddressMap::of(instance);
    let owners: Vec<Owner> = pods.iter().flat_map(|pod| owner_chain(pod, &around.workloads)).collect();
    let said = |field: &str| answers.iter().find_map(|answer| Some(answer.info()?.text(field)?.to_owned()));
    let owner = role_owner(&RoleFacts {
        flavour: instance.flavour,
        pods: &pods,
        owners: &owners,
        cluster: answers.iter().find_map(|answer| answer.info()?.flag("cluster_enabled")),
        members: answers.len(),
    });
    let roles: Vec<(&PodFacts, Option<Role>)> =
        answers.iter().filter_map(|answer| Some((answer.member.pod.as_ref()?, answer.role()))).collect();
    let port = match answers.first().map(|answer| &answer.member.endpoint) {
        Some(Endpoint::Pod { port, .. } | Endpoint::Address { port, .. }) => *port,
        None => 6379,
    };
    InspectReport {
        context: target.context_name.clone(),
        namespace: instance.namespace.clone(),
        instance: instance.name.clone(),
        flavour: instance.flavour,
        evidence: evidence(instance),
        mode: said("redis_mode"),
        cluster: survey::cluster(answers).filter(|cluster| cluster.views > 0).map(|cluster| ClusterSlots {
            shards: cluster.shards.len(),
            covered_slots: u32::from(SLOTS) - count(&cluster.uncovered),
            uncovered: cluster.uncovered.clone(),
        }),
        role_owner: owner,
        role_owner_words: owner.words(),
        managers: managers(&owners, around, instance.namespace.as_deref().unwrap_or_default()),
        members: members(context, target, answers, around),
        services: inspect::view_services(&around.services, &roles, &instance.name, port)
            .into_iter()
            .chain(inspect::view_sentinel_services(&around.services, &watching, &servers))
            .collect(),
        sentinels: sentinels.iter().map(|facts| SentinelRow::of(facts, &addresses)).collect(),
    }
}

/// The managers of every workload above the members, each once.
fn managers(owners: &[Owner], around: &Surroundings, namespace: &str) -> Vec<Manager> {
    let mut all: Vec<Manager> = Vec::new();
    for workload in &around.workloads {
        if owners.iter().any(|owner| owner.kind == workload.kind && owner.name == workload.name) {
            all.extend(gitops::managers(workload, namespace, &around.workloads));
        }
    }
    all.sort_by_key(|manager| !manager.reconciles);
    let mut known: Vec<Manager> = Vec::new();
    for manager in all {
        if !known.contains(&manager) {
            known.push(manager);
        }
    }
    known
}

/// The members in the order of the tree.
fn members(context: &Context, target: &Target, answers: &[Answer], around: &Surroundings) -> Vec<MemberView> {
    let addresses = AddressMap::of(&target.instance);
    let follows = |answer: &Answer| {
        let host = answer.info().filter(|_| answer.role() == Some(Role::Replica))?.text("master_host")?;
        addresses.member(host).map(str::to_owned)
    };
    let nodes: Vec<Node> =
        answers.iter().map(|answer| Node { name: answer.member.name.clone(), follows: follows(answer) }).collect();
    let offset_of = |name: &str| {
        let leader = answers.iter().find(|answer| answer.member.name == name)?;
        leader.info()?.number("master_repl_offset")
    };
    let view = |(index, branch): (usize, String)| {
        let leader_offset = nodes[index].follows.as_deref().and_then(offset_of);
        let auth = auth_words(context, &answers[index]);
        MemberView::of(&answers[index], branch, nodes[index].follows.clone(), leader_offset, auth, &around.claims)
    };
    inspect::draw(&nodes).into_iter().map(view).collect()
}

/// Where the password came from, in words.
fn auth_words(context: &Context, answer: &Answer) -> String {
    let said = &context.settings.redis;
    let source = if said.password.is_some() {
        Some("given by REDISCLI_AUTH or --redis-password-file".to_owned())
    } else if let Some((name, key)) = &said.password_secret {
        Some(format!("Secret {name}, key {}", key.as_deref().unwrap_or("redis-password")))
    } else {
        answer.member.password.as_ref().map(|source| source.words())
    };
    match (source, answer.password_not_needed, answer.info().is_some()) {
        (Some(source), true, _) => format!("none, although there is one: {source}"),
        (Some(source), false, _) => source,
        (None, _, true) => "none".to_owned(),
        (None, _, false) => "unknown".to_owned(),
    }
}
