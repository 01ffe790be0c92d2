//! An instance seen whole before and after it is changed: members, roles, settings, Sentinels, Services, owners.

use crate::context::Context;
use crate::domain::health::MemberFacts;
use crate::domain::promote::{Facts, MasterAuth, SentinelSeen, Settings};
use crate::domain::replication::Topology;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::client_list;
use crate::formats::reply::Plain;
use crate::target::discover::{self, Target};
use crate::target::facts::{Owner, PodFacts};
use crate::target::flavour::{Flavour, Role};
use crate::target::objects::{ObjectKind, owner_chain};
use crate::target::role_owner::{RoleFacts, RoleOwner, role_owner};
use crate::target::sentinel::SentinelFacts;
use crate::target::sentinels;
use crate::target::surroundings::{self, Surroundings, Wanted};
use crate::target::survey::{self, Answer};
use crate::target::topology::{AddressMap, Endpoint, Member};
use crate::wire::session::Login;
use redis::Cmd;

use super::line::command;

/// Rounds in which servers named by `--url` tell of others.
const ROUNDS: usize = 4;
/// Servers that are asked at most where they name each other.
const MOST_SERVERS: usize = 32;

/// What was seen, and how to talk to whom.
#[derive(Debug)]
pub(super) struct Scene {
    pub target: Target,
    pub facts: Facts,
    /// The member that `--url` names, as the servers spell it.
    pub url_member: Option<String>,
}

/// Looks at the instance of `pod`, or the one that the options name.
///
/// # Errors
/// When no instance can be resolved.
pub(super) async fn look(context: &Context, pod: Option<&str>) -> Result<Scene> {
    let mut context = context.clone();
    let said = &mut context.settings.target;
    if said.url.is_none()
        && let Some(pod) = pod
    {
        if said.pod.as_deref().is_some_and(|other| other != pod) {
            return Err(Error::usage(format!("--pod names another pod than {pod}")));
        }
        said.pod = Some(pod.to_owned());
    }
    let target = discover::resolve_whole(&context, Nature::Acting).await?;
    again(&context, target).await
}

/// As [`look`]; where `--url` names a server and `pod` a primary that it knows nothing of, that one too: the two may have
/// been one instance until the one took over and the other came back by its own configuration file.
///
/// # Errors
/// As [`look`].
pub(super) async fn look_beside(context: &Context, pod: Option<&str>) -> Result<Scene> {
    let scene = look(context, pod).await?;
    let place = pod.and_then(|pod| pod.rsplit_once(':')).and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (Some(name), Some((host, port))) = (pod, place) else { return Ok(scene) };
    let Some(first) = scene.target.instance.members().next().cloned() else { return Ok(scene) };
    if scene.target.instance.flavour != Flavour::Url || scene.facts.topology.index_of(name).is_some() {
        return Ok(scene);
    }
    let endpoint = Endpoint::Address { host: host.to_owned(), port };
    let named =
        Member { name: name.to_owned(), endpoint, intended_role: None, password: None, pod: None, container: 0 };
    let mut target = scene.target.again();
    target.join(named, &first);
    let both = again(context, target).await?;
    let node = both.facts.topology.index_of(name).map(|index| &both.facts.topology.nodes[index]);
    // a replica of somebody unknown is somebody else's
    let is_primary = node.is_some_and(|node| node.role == Some(Role::Primary));
    Ok(if is_primary { both } else { scene })
}

/// Looks at the same instance once more.
///
/// # Errors
/// When the options name a primary that no Sentinel knows.
pub(super) async fn again(context: &Context, mut target: Target) -> Result<Scene> {
    let wanted = Wanted { resources: true, ..Wanted::default() };
    let questions = questions();
    let (answers, around, sentinels) = tokio::join!(
        survey::ask_all(context, &target, redis::cmd("INFO"), &questions),
        surroundings::fetch(&target, wanted),
        sentinels::ask(context, &target),
    );
    survey::no_sentinel(&answers)?;
    let (mut answers, mut url_member) = (answers, None);
    if target.instance.flavour == Flavour::Url {
        let own = answers.first().map(|answer| (answer.member.name.clone(), run_id(answer)));
        answers = with_others(context, &mut target, answers).await;
        let is_own = |answer: &&Answer| {
            own.as_ref()
                .is_some_and(|(name, id)| *name == answer.member.name || (id.is_some() && *id == run_id(answer)))
        };
        url_member = answers.iter().find(is_own).map(|answer| answer.member.name.clone());
    }
    let facts = facts(&mut target, answers, &around, &sentinels?);
    Ok(Scene { target, facts, url_member })
}

/// Looks at the same instance once more, with its pods as they are now.
///
/// # Errors
/// As [`again`].
pub(super) async fn refreshed(context: &Context, target: &Target) -> Result<Scene> {
    let target = target.refetch_pods().await.unwrap_or_else(|| target.again());
    again(context, target).await
}

fn questions() -> Vec<Cmd> {
    vec![
        command(&["CONFIG", "GET", "masterauth"]),
        command(&["CONFIG", "GET", "replica-priority"]),
        command(&["CONFIG", "GET", "save"]),
        command(&["CONFIG", "GET", "appendonly"]),
        command(&["COMMAND", "INFO", "FAILOVER"]),
        command(&["CLIENT", "LIST", "TYPE", "pubsub"]),
        command(&["CONFIG", "GET", "stop-writes-on-bgsave-error"]),
        command(&["CONFIG", "GET", "replica-ignore-disk-write-errors"]),
    ]
}

/// Servers that are named by `--url` are known by what they say of each other. Whoever is reached by two names keeps the
/// one that the servers use.
async fn with_others(context: &Context, target: &mut Target, mut answers: Vec<Answer>) -> Vec<Answer> {
    for _ in 0..ROUNDS {
        let named: Vec<(String, u16)> = answers.iter().flat_map(named_by).collect();
        let mut fresh: Vec<Member> = Vec::new();
        for (host, port) in named {
            let name = format!("{host}:{port}");
            let known = target.instance.members().chain(&fresh).any(|member| member.name == name);
            if !known && target.instance.members().count() + fresh.len() < MOST_SERVERS {
                let endpoint = Endpoint::Address { host, port };
                fresh.push(Member { name, endpoint, intended_role: None, password: None, pod: None, container: 0 });
            }
        }
        let Some(first) = target.instance.members().next().cloned().filter(|_| !fresh.is_empty()) else { break };
        fresh.into_iter().for_each(|member| target.join(member, &first));
        answers = survey::ask_all(context, target, redis::cmd("INFO"), &questions()).await;
        drop_twins(target, &mut answers);
    }
    answers
}

fn named_by(answer: &Answer) -> Vec<(String, u16)> {
    let Some(info) = answer.info() else { return Vec::new() };
    let upstream = info.text("master_host").zip(info.number("master_port").and_then(|port| u16::try_from(port).ok()));
    let mut named: Vec<(String, u16)> = upstream.map(|(host, port)| (host.to_owned(), port)).into_iter().collect();
    let attached = info.attached_replicas().into_iter().filter(|one| one.port != 0 && !one.rdb_channel);
    named.extend(attached.map(|one| (one.host, one.port)));
    named
}

fn run_id(answer: &Answer) -> Option<String> {
    answer.info().and_then(|info| info.text("run_id")).map(str::to_owned)
}

/// One server under two names answers with one run id; the name that came first, the user's own spelling, is given up.
fn drop_twins(target: &mut Target, answers: &mut Vec<Answer>) {
    let ids: Vec<Option<String>> = answers.iter().map(run_id).collect();
    let twin = |index: usize| ids[index].is_some() && ids.iter().skip(index + 1).any(|other| *other == ids[index]);
    let gone: Vec<String> =
        (0..ids.len()).filter(|index| twin(*index)).map(|index| answers[index].member.name.clone()).collect();
    answers.retain(|answer| !gone.contains(&answer.member.name));
    for shard in &mut target.instance.shards {
        shard.members.retain(|member| !gone.contains(&member.name));
    }
}

fn facts(target: &mut Target, answers: Vec<Answer>, around: &Surroundings, sentinels: &[SentinelFacts]) -> Facts {
    let cluster = survey::cluster(&answers);
    if let Some(cluster) = &cluster {
        target.instance.divide(cluster);
    }
    let owner = owner_of(target, &answers, around, sentinels);
    let managers = surroundings::managers(target, around);
    let mut settings = Vec::with_capacity(answers.len());
    let mut members = Vec::with_capacity(answers.len());
    for answer in answers {
        settings.push(settings_of(&answer, &target.login(&answer.member)));
        members.push(MemberFacts {
            subject: answer.member.subject(),
            name: answer.member.name,
            intended_role: answer.member.intended_role,
            pod: answer.member.pod,
            container: answer.member.container,
            answer: answer.result.map(|(info, _)| info),
            save_points: None,
        });
    }
    let topology = Topology::of(&members, &AddressMap::of(&target.instance)).with_shards(cluster.as_deref());
    let unseen = |wanted| {
        let mut kinds = around.unseen_kinds.iter();
        kinds.find(|(kind, _)| *kind == wanted).map(|(_, error)| error.chain())
    };
    Facts {
        subject: target.instance.full_name(),
        flavour: target.instance.flavour,
        owner,
        members,
        topology,
        settings,
        sentinels: seen(sentinels),
        services: around.services.clone(),
        services_unseen: unseen(ObjectKind::Services),
        managers,
        workloads_unseen: unseen(ObjectKind::Workloads),
    }
}

fn seen(sentinels: &[SentinelFacts]) -> Option<SentinelSeen> {
    if sentinels.is_empty() {
        return None;
    }
    let mut seen = SentinelSeen { master_name: "mymaster".to_owned(), views: Vec::new(), silent: Vec::new() };
    for facts in sentinels {
        match &facts.answer {
            Ok(Some(view)) => {
                seen.master_name.clone_from(&view.watched.name);
                seen.views.push((facts.name.clone(), view.clone()));
            }
            Ok(None) => seen.silent.push((facts.name.clone(), "it watches nothing of this".to_owned())),
            Err(error) => seen.silent.push((facts.name.clone(), error.chain())),
        }
    }
    Some(seen)
}

fn settings_of(answer: &Answer, login: &Login) -> Settings {
    if let Err(error) = &answer.result {
        return Settings::unknown(&error.chain());
    }
    let value = |index: usize| match answer.reply(index) {
        Some(Ok(reply)) => {
            reply.pairs().next().and_then(|(_, value)| value.text()).ok_or_else(|| "no value".to_owned())
        }
        Some(Err(text)) => Err(text),
        None => Err("no reply".to_owned()),
    };
    let password = login.password.as_ref().map(|password| password.reveal()).filter(|_| !answer.password_not_needed);
    let masterauth = match (value(0), password) {
        (_, None) => MasterAuth::NotNeeded,
        (Ok(given), Some(_)) if given.is_empty() => MasterAuth::Missing,
        (Ok(given), Some(password)) if given == password => MasterAuth::Fits,
        // with users of an ACL it may be another user's password, and right
        (Ok(_), Some(_)) if login.user.is_some() => MasterAuth::Unknown("the servers have several users".to_owned()),
        (Ok(_), Some(_)) => MasterAuth::Differs,
        (Err(why), Some(_)) => MasterAuth::Unknown(why),
    };
    let has_failover = match answer.reply(4) {
        Some(Ok(Plain::List(list))) => Some(list.first().is_some_and(|one| !matches!(one, Plain::Nothing))),
        _ => None,
    };
    let clients = answer.reply(5).and_then(std::result::Result::ok).and_then(|reply| reply.text());
    let watched =
        clients.is_some_and(|text| client_list::parse(&text).iter().any(|client| client.name.starts_with("sentinel-")));
    let persists = match (value(2), value(3)) {
        (Ok(save), Ok(aof)) => Some(!save.is_empty() || aof == "yes"),
        _ => None,
    };
    let stops_writes = match (value(2), value(6)) {
        (Ok(save), Ok(stops)) => Some(!save.is_empty() && stops == "yes"),
        _ => None,
    };
    Settings {
        masterauth,
        priority: value(1).ok().and_then(|text| text.parse().ok()),
        has_failover,
        watched_by_sentinel: watched,
        persists,
        stops_writes,
        ends_of_disk_errors: value(7).ok().map(|ignores| ignores == "no"),
    }
}

fn owner_of(target: &Target, answers: &[Answer], around: &Surroundings, sentinels: &[SentinelFacts]) -> RoleOwner {
    let servers = answers.iter().filter_map(|answer| answer.member.pod.as_ref());
    let watching = target.sentinels.iter().map(|candidate| &candidate.sentinel);
    let watching = watching.filter(|sentinel| sentinels.iter().any(|facts| facts.name == sentinel.name));
    let pods: Vec<&PodFacts> = servers.chain(watching.filter_map(|sentinel| sentinel.pod.as_ref())).collect();
    let owners: Vec<Owner> = pods.iter().flat_map(|pod| owner_chain(pod, &around.workloads)).collect();
    let cluster = answers.iter().find_map(|answer| answer.info()?.flag("cluster_enabled"));
    let flavour = target.instance.flavour;
    role_owner(&RoleFacts { flavour, pods: &pods, owners: &owners, cluster, members: answers.len() })
}

impl Scene {
    /// A member by its index in the facts.
    pub(super) fn member(&self, index: usize) -> Result<Member> {
        let name = self.facts.name(index);
        let found = self.target.instance.members().find(|member| member.name == name);
        found.cloned().ok_or_else(|| Error::target(format!("{name} is gone")))
    }

    /// The members' pods.
    pub(super) fn pods(&self) -> Vec<&PodFacts> {
        self.facts.members.iter().filter_map(|member| member.pod.as_ref()).collect()
    }

    /// How the instance is named on a command line.
    pub(super) fn subject(&self, context: &Context) -> crate::domain::promote::Subject {
        let instance = &self.target.instance;
        let (place, by_url) = match (&instance.namespace, &context.settings.target.url) {
            (Some(namespace), _) => (format!("-n {namespace} -r {}", instance.name), false),
            (None, _) => (format!("--url redis://{}", instance.name), true),
        };
        crate::domain::promote::Subject { place, name: instance.full_name(), by_url }
    }
}
