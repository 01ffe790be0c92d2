//! Asking the Sentinels of an instance, all at once. A silent one is an answer too.

use super::credentials::{Password, PasswordSource};
use super::discover::Target;
use super::sentinel::{Attachment, SentinelFacts, attachment, concerns};
use super::topology::{AddressMap, Instance, Member};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::sentinel::SentinelView;
use crate::wire::dial::Dialer;
use crate::wire::sentinel;
use crate::wire::session::Login;
use futures::StreamExt;

/// Streams opened at the same time.
const AT_ONCE: usize = 16;

/// A Sentinel that may watch an instance.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// How to ask it.
    pub sentinel: Member,
    /// Whether it watches the instance for certain.
    pub certain: bool,
}

/// The Sentinels that may watch an instance. Where it is the only one of its namespace, whoever may do so does.
pub fn candidates(sentinels: &[Member], instance: &Instance, alone: bool) -> Vec<Candidate> {
    let candidate = |sentinel: &Member| match attachment(sentinel, instance) {
        Attachment::None => None,
        found => Some(Candidate { sentinel: sentinel.clone(), certain: alone || found == Attachment::Certain }),
    };
    sentinels.iter().filter_map(candidate).collect()
}

/// What the Sentinels of a target say of it, by pod name. Those that turn out to watch something else are left out.
///
/// # Errors
/// Refused, when `--master-name` is a name that no Sentinel knows.
pub async fn ask(context: &Context, target: &Target) -> Result<Vec<SentinelFacts>> {
    let candidates = target.sentinels.clone();
    let said = futures::stream::iter(candidates)
        .map(|candidate| async move {
            let logins = logins(context, target, &candidate.sentinel).await;
            let limit = context.time_for_a_node();
            let views = sentinel::ask(&target.dialer, &candidate.sentinel, &logins, limit, &context.console).await;
            (candidate, views)
        })
        .buffered(AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    let wanted = context.settings.target.master_name.as_deref();
    if let Some(name) = wanted {
        check_name(name, said.iter().filter_map(|(_, views)| views.as_ref().ok()).flatten())?;
    }
    let addresses = AddressMap::of(&target.instance);
    let ours = |view: &SentinelView| match wanted {
        Some(name) => view.watched.name == name,
        None => concerns(view, &addresses),
    };
    // A silent one watches what its fellows of the same workload watch.
    let workload = |member: &Member| member.pod.as_ref().and_then(|pod| pod.owner.clone());
    let fellows = |sentinel: &Member, what: &dyn Fn(&[SentinelView]) -> bool| {
        let owner = workload(sentinel);
        let same = said.iter().filter(|(other, _)| owner.is_some() && workload(&other.sentinel) == owner);
        same.filter_map(|(_, views)| views.as_ref().ok()).any(|views| what(views))
    };
    let of_fellows: Vec<(bool, bool)> = said
        .iter()
        .map(|(candidate, _)| {
            let watch_this = fellows(&candidate.sentinel, &|views| views.iter().any(ours));
            let watch_others = fellows(&candidate.sentinel, &|views| !views.is_empty() && !views.iter().any(ours));
            (watch_this, watch_others && !watch_this)
        })
        .collect();
    let mut facts = Vec::new();
    for ((candidate, views), (watch_this, watch_others)) in said.into_iter().zip(of_fellows) {
        let Candidate { sentinel, certain } = candidate;
        let certain = certain || watch_this;
        let answer = match views {
            Ok(mut views) => {
                let only = views.len() == 1;
                let own = views.iter().position(ours).or_else(|| (certain && only && wanted.is_none()).then_some(0));
                match own {
                    Some(index) => Ok(Some(views.swap_remove(index))),
                    None if certain && views.is_empty() => Ok(None),
                    None => continue,
                }
            }
            Err(_) if !certain && watch_others => continue,
            Err(error) => Err(error),
        };
        facts.push(SentinelFacts { subject: sentinel.subject(), name: sentinel.name.clone(), answer, certain });
    }
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(facts)
}

/// Refuses a name that none of these views has.
///
/// # Errors
/// Refused; nothing is said where no Sentinel answered at all.
pub fn check_name<'a>(name: &str, views: impl Iterator<Item = &'a SentinelView>) -> Result<()> {
    let mut known: Vec<&str> = views.map(|view| view.watched.name.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() || known.contains(&name) {
        return Ok(());
    }
    let error = Error::refused(format!("no Sentinel knows the name {name}"));
    let error = error.cause(format!("they know: {}", known.join(", ")));
    Err(match known.iter().find(|other| other.eq_ignore_ascii_case(name)) {
        Some(other) => error.hint(format!("names differ by case, too: --master-name {other}")),
        None => error.hint(format!("--master-name {}", known[0])),
    })
}

/// What to try at a Sentinel: its own password, which its specification names or else Redis's, else none.
pub(crate) async fn logins(context: &Context, target: &Target, sentinel: &Member) -> Vec<Login> {
    let said = &context.settings.redis;
    let of_redis = target.instance.members().next().map(|member| target.login(member)).unwrap_or_default();
    // Sentinel's default user: Redis's ACL users are not known to it.
    let of_redis = Login { user: None, ..of_redis };
    if said.password.is_some() {
        return vec![of_redis, Login::default()];
    }
    let own = match &sentinel.password {
        None => return vec![Login::default(), of_redis],
        source if target.instance.members().any(|member| &member.password == source) => of_redis.clone(),
        Some(source) => fetch_login(&target.dialer, target.instance.namespace.as_deref(), source).await,
    };
    vec![own, Login::default(), of_redis]
}

/// The login that a Sentinel's specification names.
pub(super) async fn fetch_login(dialer: &Dialer, namespace: Option<&str>, source: &PasswordSource) -> Login {
    let words = Some(source.words());
    match (source, &dialer.kubernetes, namespace) {
        (PasswordSource::Literal(password), ..) => {
            Login { password: Some(password.clone()), source: words, ..Login::default() }
        }
        (PasswordSource::Secret { name, key }, Some(kubernetes), Some(namespace)) => {
            match kubernetes.fetch_password(namespace, name, key).await {
                Ok((text, is_rotated)) => {
                    Login { password: Password::new(&text), source: words, is_rotated, ..Login::default() }
                }
                Err(error) => Login { missing_because: Some(error), source: words, ..Login::default() },
            }
        }
        _ => Login::default(),
    }
}
