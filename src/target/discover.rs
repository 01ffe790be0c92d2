//! From what the user said to instances with their logins: one LIST of pods, then the Secrets that are needed.

use super::choose::{self, Choice};
use super::credentials::{Password, PasswordSource};
use super::facts::PodFacts;
use super::flavour::Flavour;
use super::sentinel;
use super::sentinel_entry;
use super::sentinels::{self, Candidate};
use super::spec::{Scope, TargetSpec, UrlTarget};
use super::topology::{self, Endpoint, Instance, Member, Overrides, Shard};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::k8s::client::Kubernetes;
use crate::report::TargetRef;
use crate::wire::dial::Dialer;
use crate::wire::session::Login;
use crate::wire::tls::RedisTls;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An instance that can be talked to.
#[derive(Debug, Clone)]
pub struct Target {
    /// The instance.
    pub instance: Instance,
    /// Opens streams to its members.
    pub dialer: Dialer,
    /// Name of the kubeconfig context; none with `--url`.
    pub context_name: Option<String>,
    /// Sentinels that may watch it; see [`sentinels::ask`].
    pub sentinels: Vec<Candidate>,
    logins: BTreeMap<String, Login>,
}

impl Target {
    /// How to log in to a member.
    pub fn login(&self, member: &Member) -> Login {
        self.logins.get(&member.name).cloned().unwrap_or_default()
    }

    /// With further members, which take the login of the first one.
    #[must_use]
    pub fn joined_by(mut self, members: Vec<Member>) -> Self {
        let first = self.instance.members().next().cloned();
        if let Some(first) = first {
            members.into_iter().for_each(|member| self.join(member, &first));
        }
        self
    }

    /// Takes in a server that another member named, and that the same login fits: with `--url`, where nobody else tells of
    /// the others.
    pub fn join(&mut self, member: Member, like: &Member) {
        let login = self.login(like);
        self.logins.insert(member.name.clone(), login);
        if let Some(shard) = self.instance.shards.first_mut() {
            shard.members.push(member);
        }
    }

    /// One server in a pod of the tool's own, which asks for no password, as an instance of this name.
    #[must_use]
    pub fn of_own_pod(&self, name: &str, member: Member) -> Self {
        let mut target = self.again();
        target.logins.clear();
        target.sentinels.clear();
        target.dialer.tls = None;
        target.instance.name = name.to_owned();
        target.instance.also_known_as.clear();
        target.instance.shards = vec![Shard { slots: Vec::new(), members: vec![member] }];
        target
    }

    /// The same target, to be looked at once more.
    #[must_use]
    pub fn again(&self) -> Self {
        Self {
            instance: self.instance.clone(),
            dialer: self.dialer.clone(),
            context_name: self.context_name.clone(),
            sentinels: self.sentinels.clone(),
            logins: self.logins.clone(),
        }
    }

    /// The same target with its members' pods as they are now: labels, addresses, readiness. None where they cannot be
    /// listed.
    pub async fn refetch_pods(&self) -> Option<Self> {
        let (kubernetes, namespace) = (self.dialer.kubernetes.as_ref()?, self.instance.namespace.as_ref()?);
        let pods = kubernetes.fetch_pods(&Scope::Namespace(namespace.clone()), None).await.ok()?;
        let mut target = self.again();
        for member in target.instance.shards.iter_mut().flat_map(|shard| &mut shard.members) {
            if let Some(pod) = pods.iter().find(|pod| pod.name == member.name) {
                member.pod = Some(pod.clone());
            }
        }
        Some(target)
    }

    /// The target as reports name it.
    pub fn reference(&self) -> TargetRef {
        TargetRef {
            context: self.context_name.clone(),
            namespace: self.instance.namespace.clone(),
            instance: Some(self.instance.name.clone()),
            members: self.instance.members().map(|member| member.name.clone()).collect(),
        }
    }
}

/// The one instance the user means.
///
/// # Errors
/// Refused when several fit (an observing command offers a choice at a terminal first), Target when none does.
pub async fn resolve(context: &Context, nature: Nature) -> Result<Target> {
    resolve_by(context, nature, choose::choose, false).await
}

/// As [`resolve`], but with all members of the instance, whatever `--pod` says: for commands that look at members
/// beside each other, such as a replica beside its primary.
///
/// # Errors
/// As [`resolve`].
pub async fn resolve_whole(context: &Context, nature: Nature) -> Result<Target> {
    resolve_by(context, nature, choose::choose_whole, false).await
}

/// As [`resolve_whole`], but a StatefulSet that has no pods just now counts as if it had its first one: for commands
/// that start what is stopped. Nobody answers for such a member.
///
/// # Errors
/// As [`resolve`]; also when StatefulSets may not be listed.
pub async fn resolve_stopped(context: &Context, nature: Nature) -> Result<Target> {
    resolve_by(context, nature, choose::choose_whole, true).await
}

async fn resolve_by(
    context: &Context,
    nature: Nature,
    choose: fn(Vec<Instance>, &TargetSpec) -> Result<Choice>,
    stopped: bool,
) -> Result<Target> {
    let search = Search::open(context).await?;
    let seen = search.look(context, stopped).await?;
    let instance = match choose(seen.instances.clone(), &search.spec)? {
        Choice::One(instance) => *instance,
        Choice::Several(candidates) => offer(context, nature, candidates).await?,
    };
    let target = search.target(context, instance, &seen).await;
    announce(context, &target);
    context.note_target(target.reference());
    Ok(target)
}

/// Every instance that fits, for `list`.
///
/// # Errors
/// Of kind Target when there is none.
pub async fn resolve_all(context: &Context) -> Result<(TargetRef, Vec<Target>)> {
    let search = Search::open(context).await?;
    let seen = search.look(context, false).await?;
    let instances = match choose::choose(seen.instances.clone(), &search.spec)? {
        Choice::One(instance) => vec![*instance],
        Choice::Several(instances) => instances,
    };
    let reference = TargetRef {
        context: search.context_name(),
        namespace: match &search.spec.scope {
            Scope::Namespace(namespace) if search.url.is_none() => Some(namespace.clone()),
            _ => None,
        },
        instance: None,
        members: Vec::new(),
    };
    let mut targets = Vec::with_capacity(instances.len());
    for instance in instances {
        targets.push(search.target(context, instance, &seen).await);
    }
    Ok((reference, targets))
}

/// What there is, before the choice.
#[derive(Debug)]
pub(super) struct Seen {
    /// Instances.
    pub instances: Vec<Instance>,
    /// Sentinels, of whatever instance.
    pub sentinels: Vec<Member>,
    /// Whether all of the Sentinels are of the only instance.
    pub alone: bool,
}

/// Where to look, with what.
struct Search {
    spec: TargetSpec,
    url: Option<UrlTarget>,
    dialer: Dialer,
}

impl Search {
    async fn open(context: &Context) -> Result<Self> {
        let settings = &context.settings;
        let said = &settings.target;
        let kubernetes = match &said.url {
            Some(_) => None,
            None => Some(Kubernetes::connect(&settings.kubernetes, Arc::clone(&context.console)).await?),
        };
        let scope = if said.all_namespaces {
            Scope::All
        } else {
            let default = kubernetes.as_ref().map(|kubernetes| kubernetes.default_namespace.clone());
            Scope::Namespace(said.namespace.clone().or(default).unwrap_or_default())
        };
        let spec = TargetSpec {
            scope,
            release: said.release.clone(),
            selector: said.selector.clone(),
            pod: said.pod.clone(),
            container: said.container.clone(),
            port: said.port,
            role: said.role,
        };
        let tls = settings.redis.tls.as_ref().map(RedisTls::load).transpose()?;
        let renames = settings.redis.renames.clone();
        let dialer = Dialer { kubernetes, tls, timeout: settings.node_timeout, renames };
        Ok(Self { spec, url: said.url.clone(), dialer })
    }

    async fn look(&self, context: &Context, stopped: bool) -> Result<Seen> {
        let none = |instances| Seen { instances, sentinels: Vec::new(), alone: false };
        match (&self.url, &self.dialer.kubernetes) {
            (Some(url), _) => Ok(none(vec![instance_of_url(url)])),
            (None, Some(kubernetes)) if context.settings.target.sentinel_secret.is_some() => {
                let secret = context.settings.target.sentinel_secret.as_deref().unwrap_or_default();
                sentinel_entry::find(context, &self.dialer, kubernetes, &self.spec, secret).await
            }
            (None, Some(kubernetes)) => {
                let mut pods = kubernetes.fetch_pods(&self.spec.scope, self.spec.selector.as_deref()).await?;
                if let (true, Scope::Namespace(namespace)) = (stopped && self.spec.selector.is_none(), &self.spec.scope)
                {
                    pods.extend(first_of_stopped(kubernetes, namespace, &pods).await?);
                }
                let overrides = Overrides { container: self.spec.container.as_deref(), port: self.spec.port };
                let sentinels = sentinel::find(&pods);
                Ok(Seen { instances: topology::group(pods, overrides), sentinels, alone: false })
            }
            (None, None) => Ok(none(Vec::new())),
        }
    }

    fn context_name(&self) -> Option<String> {
        self.dialer.kubernetes.as_ref().map(|kubernetes| kubernetes.context.clone())
    }

    async fn target(&self, context: &Context, instance: Instance, seen: &Seen) -> Target {
        let mut logins = BTreeMap::new();
        // Members mostly share one Secret, which is read once; passwords written in clear may differ from pod to pod.
        let mut of_secrets: Vec<(&PasswordSource, Login)> = Vec::new();
        for member in instance.members() {
            let known = of_secrets.iter().find(|(source, _)| Some(*source) == member.password.as_ref());
            let login = match known {
                Some((_, login)) => login.clone(),
                None => self.fetch_login(context, &instance, member).await,
            };
            of_secrets.extend(member.password.as_ref().map(|source| (source, login.clone())));
            logins.insert(member.name.clone(), login);
        }
        drop(of_secrets);
        let neighbours = seen.instances.iter().filter(|other| other.namespace == instance.namespace).count();
        let sentinels = sentinels::candidates(&seen.sentinels, &instance, seen.alone || neighbours == 1);
        Target { instance, dialer: self.dialer.clone(), context_name: self.context_name(), sentinels, logins }
    }

    /// What the user gave wins; else what the pod's specification names. A Secret that cannot be read is not an
    /// error yet: the server may be open, and if it is not, the reason is shown with its refusal.
    async fn fetch_login(&self, context: &Context, instance: &Instance, member: &Member) -> Login {
        let said = &context.settings.redis;
        let user = said.user.clone();
        if said.password.is_some() {
            let source = said.password_from.map(str::to_owned);
            return Login { user, password: said.password.clone(), source, ..Login::default() };
        }
        let source = match &said.password_secret {
            Some((name, key)) => {
                let key = key.clone().unwrap_or_else(|| "redis-password".to_owned());
                Some(PasswordSource::Secret { name: name.clone(), key })
            }
            None => member.password.clone(),
        };
        let words = source.as_ref().map(PasswordSource::words);
        let login = Login { user, source: words.clone(), ..Login::default() };
        // A Secret that the user names is of the user's own namespace, also where Sentinel led to another one.
        let own = match &self.spec.scope {
            Scope::Namespace(own) if said.password_secret.is_some() => Some(own.clone()),
            _ => instance.namespace.clone(),
        };
        match (source, &self.dialer.kubernetes, &own) {
            (Some(PasswordSource::Literal(password)), ..) => Login { password: Some(password), ..login },
            (Some(PasswordSource::Secret { name, key }), Some(kubernetes), Some(namespace)) => {
                match kubernetes.fetch_password(namespace, &name, &key).await {
                    Ok((text, is_rotated)) => Login { password: Password::new(&text), is_rotated, ..login },
                    Err(error) => {
                        let reason = error.while_attempting(format!("read {}", words.unwrap_or_default()));
                        Login { missing_because: Some(reason), ..login }
                    }
                }
            }
            _ => login,
        }
    }
}

/// A pod as each StatefulSet without any would make its first.
async fn first_of_stopped(kubernetes: &Kubernetes, namespace: &str, pods: &[PodFacts]) -> Result<Vec<PodFacts>> {
    let sets = kubernetes.fetch_stateful_sets(namespace).await?;
    let has_pods = |name: &str| {
        let mut owners = pods.iter().filter_map(|pod| pod.owner.as_ref());
        owners.any(|owner| owner.kind == "StatefulSet" && owner.name == name)
    };
    Ok(sets.into_iter().filter(|set| !has_pods(&set.name)).map(|set| set.template).collect())
}

fn instance_of_url(url: &UrlTarget) -> Instance {
    let name = format!("{}:{}", url.host, url.port);
    let member = Member {
        name: name.clone(),
        endpoint: Endpoint::Address { host: url.host.clone(), port: url.port },
        intended_role: None,
        password: None,
        pod: None,
        container: 0,
    };
    let shards = vec![Shard { slots: Vec::new(), members: vec![member] }];
    Instance { namespace: None, name, also_known_as: Vec::new(), flavour: Flavour::Url, shards }
}

async fn offer(context: &Context, nature: Nature, candidates: Vec<Instance>) -> Result<Instance> {
    let refusal = choose::ambiguous(&candidates, &context.argv);
    if nature == Nature::Acting {
        return Err(refusal);
    }
    let mut question = String::from("Several Redis instances fit:\n");
    for (index, candidate) in candidates.iter().enumerate() {
        question.push_str(&format!("  {}  {}\n", index + 1, candidate.full_name()));
    }
    question.push_str("Which one? [number] ");
    let answer = context.console.prompt(&question).await.and_then(|line| line.trim().parse::<usize>().ok());
    answer.and_then(|number| candidates.into_iter().nth(number.checked_sub(1)?)).ok_or(refusal)
}

fn announce(context: &Context, target: &Target) {
    let instance = &target.instance;
    let members: Vec<&str> = instance.members().map(|member| member.name.as_str()).collect();
    let place = match (&target.context_name, &instance.namespace) {
        (Some(context), Some(namespace)) => {
            format!(
                "context {context}, namespace {namespace}, instance {} ({})",
                instance.name,
                instance.flavour.name()
            )
        }
        _ => instance.name.clone(),
    };
    context.console.status_once(&format!("target: {place}: {}", members.join(", ")));
}

/// The error of an instance none of whose members is left after `--role`.
pub fn no_member_with_role(role: &str, instance: &Instance) -> Error {
    Error::target(format!("{} has no {role} that can be seen", instance.full_name()))
        .hint("redis-ops health shows every member with its role")
}
