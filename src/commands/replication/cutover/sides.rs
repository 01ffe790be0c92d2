//! The two instances: how they are named, where they are reached, what is left to their clients.

use super::{NAME, Pairing};
use crate::commands::replication::ending;
use crate::commands::replication::follow::own_address;
use crate::commands::replication::scene::{self, Scene};
use crate::context::Context;
use crate::domain::cutover::{plan_services, sole_primary};
use crate::domain::promote::{Objection, ServicePlan};
use crate::error::{Error, Result};
use crate::report::{Finding, Severity};
use crate::target::flavour::{Flavour, Role};
use crate::target::spec::{RoleFilter, parse_url};
use crate::target::topology::AddressMap;
use crate::wire::tls::TlsSettings;

/// Looks at the instance of these words: `NAMESPACE/INSTANCE`, `INSTANCE`, or a URL.
pub(super) async fn look(context: &Context, words: &str) -> Result<Scene> {
    let mut own = context.clone();
    let settings = &mut own.settings;
    settings.target.pod = None;
    settings.target.selector = None;
    settings.target.role = RoleFilter::Any;
    settings.target.url = None;
    if words.starts_with("redis://") || words.starts_with("rediss://") {
        // Not repeated: there may be a password in it.
        let url = parse_url(words).map_err(Error::usage)?;
        if url.tls && settings.redis.tls.is_none() {
            settings.redis.tls = Some(TlsSettings::default());
        }
        settings.redis.user = url.user.clone().or(settings.redis.user.take());
        settings.target.url = Some(url);
    } else {
        match words.split_once('/') {
            Some((namespace, name)) => {
                settings.target.namespace = Some(namespace.to_owned());
                settings.target.release = Some(name.to_owned());
            }
            None => settings.target.release = Some(words.to_owned()),
        }
        settings.target.all_namespaces = false;
    }
    scene::look(&own, None).await
}

/// The member of the new instance that follows the old primary already.
pub(super) fn follower(old: &Scene, from: usize, new: &Scene) -> Option<usize> {
    let addresses = AddressMap::of(&old.target.instance);
    let head = old.facts.name(from);
    new.facts.topology.nodes.iter().position(|node| {
        let follows = node.follows.as_ref().filter(|_| node.role == Some(Role::Replica));
        follows.is_some_and(|follows| addresses.member_at(&follows.host, follows.port) == Some(head))
    })
}

/// What a cutover is refused with whose old instance has no primary: where that follows the new one, a run before this
/// ended after its switch, and how to go on from there.
pub(super) fn headless(old: &Scene, new: &Scene, objection: Objection) -> Error {
    let error = ending::refusal(old, NAME, &[objection]);
    let taken_over = sole_primary(&new.facts).ok().and_then(|head| Some((head, follower(new, head, old)?)));
    let Some((head, former)) = taken_over else { return error };
    let pod = new.facts.members[head].pod.as_ref();
    let leading = pod.map(|pod| plan_services(&old.facts.services, &old.pods(), old.facts.name(former), pod));
    let services_stay = leading.is_some_and(|leading| leading.patched().next().is_some());
    let back = failback(old, new, services_stay);
    let error = error.cause(format!("it follows {}, which has taken over", new.facts.subject_of(head)));
    match services_stay {
        true => error
            .cause("Services lead to it still, and it takes no writes")
            .hint(format!("{back} goes back; then the same command again, which leads the Services over, too")),
        false => error.hint(format!("{back} goes back")),
    }
}

/// Where a member is reached by other servers.
pub(super) fn address(scene: &Scene, index: usize) -> Result<(String, u16)> {
    let member = scene.member(index)?;
    own_address(&member).ok_or_else(|| Error::target(format!("{} has no address yet", member.subject())))
}

/// Servers that speak TLS would have to be told so, with certificates that fit.
pub(super) fn unreachable(old: &Scene, new: &Scene) -> Option<Objection> {
    let tls = [old, new].into_iter().find(|scene| scene.target.dialer.tls.is_some())?;
    let message = "its servers speak TLS: whether the others could follow by TLS is not known to this command";
    let finding = Finding::new("cutover-tls", Severity::Critical, &tls.facts.subject, message);
    Some(Objection::firm(
        finding.hint("stop the writers, then redis-ops backup-rdb of the one and redis-ops restore-rdb into the other"),
    ))
}

/// How an instance is named on the command line of this command.
fn named(scene: &Scene) -> String {
    match scene.target.instance.flavour {
        Flavour::Url => format!("redis://{}", scene.facts.subject),
        _ => scene.facts.subject.clone(),
    }
}

/// The command that goes back; `services_stay` where the Services lead to the old one still, or not into its namespace.
pub(super) fn failback(old: &Scene, new: &Scene, services_stay: bool) -> String {
    let subject = &old.facts.subject;
    let switch = match (&old.target.instance.namespace, &new.target.instance.namespace) {
        (Some(old), Some(new)) if old == new && !services_stay => "",
        _ => " --switch none",
    };
    format!("redis-ops {NAME} --from {} --to {}{switch} --confirm {subject}", named(new), named(old))
}

/// What clients have to be told where no Service is led over.
pub(super) fn by_hand(pairing: &Pairing, leading: &ServicePlan, led: &ServicePlan) -> Vec<String> {
    let Pairing { old, new, from, to, .. } = pairing;
    if led.patched().next().is_some() {
        return Vec::new();
    }
    let (head, pods) = (new.facts.name(*to), new.pods());
    let own = new.facts.services.iter().find(|service| {
        let selected: Vec<&str> = pods.iter().filter(|pod| service.selects(pod)).map(|pod| pod.name.as_str()).collect();
        service.kind != "headless" && selected == [head]
    });
    let namespace = new.target.instance.namespace.as_deref().unwrap_or_default();
    let place =
        own.map_or_else(|| new.facts.subject_of(*to).to_owned(), |service| format!("{}.{namespace}.svc", service.name));
    let old_namespace = old.target.instance.namespace.as_deref().unwrap_or_default();
    if leading.all.is_empty() {
        return vec![format!("clients of {} have to be led to {place}", old.facts.subject_of(*from))];
    }
    let each = leading.all.iter().map(|service| {
        let mut words = format!("clients of Service {old_namespace}/{} have to be led to {place}", service.name);
        if own.is_some() && namespace != old_namespace {
            words.push_str(&format!(
                ", or the Service: kubectl patch service {} -n {old_namespace} --type merge -p \
                 '{{\"spec\":{{\"type\":\"ExternalName\",\"externalName\":\"{place}.cluster.local\",\"clusterIP\":null,\
                 \"clusterIPs\":null,\"selector\":null}}}}'",
                service.name
            ));
        }
        words
    });
    each.collect()
}
