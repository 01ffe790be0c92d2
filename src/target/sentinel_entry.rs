//! From a Secret that says where Sentinel is to the instance that Sentinel names: all that an application's team has.

use super::choose::quote;
use super::discover::Seen;
use super::sentinel::{self, SentinelHost, parse_sentinel_host};
use super::sentinels::{check_name, fetch_login};
use super::spec::{Scope, TargetSpec};
use super::topology::{self, AddressMap, Instance, Member, Overrides};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::sentinel::{SentinelView, Watched};
use crate::k8s::client::Kubernetes;
use crate::target::facts::PodFacts;
use crate::wire::dial::Dialer;
use crate::wire::session::Login;

/// Keys of the Secret, as managed-service platforms write them.
const HOST: &str = "REDIS_SENTINEL_HOST";
const PORT: &str = "REDIS_SENTINEL_PORT";

/// The instance that the Sentinels behind a Secret watch, and the Sentinels.
///
/// # Errors
/// Of kind Target: a right is missing, the Secret leads nowhere, or Sentinel names an address that is no pod. Refused
/// when Sentinel watches several primaries and `--master-name` does not say which.
pub(super) async fn find(
    context: &Context,
    dialer: &Dialer,
    kubernetes: &Kubernetes,
    spec: &TargetSpec,
    secret: &str,
) -> Result<Seen> {
    let Scope::Namespace(own) = &spec.scope else {
        return Err(Error::usage("--sentinel-secret names a Secret of one namespace").hint("add -n NAMESPACE"));
    };
    let place = fetch_host(kubernetes, own, secret).await?;
    let scope = Scope::Namespace(place.namespace.clone());
    let pods = kubernetes.fetch_pods(&scope, None).await.map_err(|error| {
        error
            .while_attempting(format!("find the pods behind Sentinel's Service {}", place.service))
            .hint("where pods may not be listed: --url redis://HOST[:PORT] from where the server can be reached")
    })?;
    let sentinels = behind(context, kubernetes, &place, &pods).await?;
    let overrides = Overrides { container: spec.container.as_deref(), port: spec.port };
    let instances = topology::group(pods, overrides);
    let (views, errors) = ask(context, dialer, &sentinels).await;
    let instance = match choose_name(context, &views)? {
        Some(name) => {
            let own: Vec<&SentinelView> = views.iter().filter(|view| view.watched.name == name).collect();
            instance_of(context, instances, &own, &place)?
        }
        None => without_sentinel(instances, &sentinels, &place, errors)?,
    };
    Ok(Seen { instances: vec![instance], sentinels, alone: true })
}

async fn fetch_host(kubernetes: &Kubernetes, namespace: &str, secret: &str) -> Result<SentinelHost> {
    let data = kubernetes.fetch_secret(namespace, secret).await.map_err(|error| {
        error
            .while_attempting(format!("read where Sentinel is from Secret {namespace}/{secret}"))
            .hint("without that right: -n NAMESPACE -r NAME of the Redis itself, or --url redis://HOST[:PORT]")
    })?;
    let Some(host) = data.get(HOST) else {
        let keys: Vec<&str> = data.keys().map(String::as_str).collect();
        return Err(Error::target(format!("Secret {namespace}/{secret} has no key {HOST}"))
            .cause(format!("its keys: {}", keys.join(", "))));
    };
    // The port is that of the Service; the pods behind it are reached at their own.
    if let Some(port) = data.get(PORT).filter(|port| port.trim().parse::<u16>().is_err()) {
        let attempt = Error::target(format!("Secret {namespace}/{secret}, key {PORT} is no port"));
        return Err(attempt.cause(format!("it is '{}'", port.trim().escape_debug())));
    }
    parse_sentinel_host(host, namespace).map_err(|text| {
        Error::target(format!("Secret {namespace}/{secret}, key {HOST} leads to no Service"))
            .cause(text)
            .hint("-n NAMESPACE -r NAME of the Redis itself, or --url redis://HOST[:PORT]")
    })
}

/// The Sentinels behind the Service. Where Services may not be read, those of the namespace, if they are of one workload.
async fn behind(
    context: &Context,
    kubernetes: &Kubernetes,
    place: &SentinelHost,
    pods: &[PodFacts],
) -> Result<Vec<Member>> {
    let SentinelHost { service, namespace, pod } = place;
    let mut all = sentinel::find(pods);
    match kubernetes.fetch_service(namespace, service).await {
        Ok(Some(facts)) => all.retain(|one| one.pod.as_ref().is_some_and(|pod| facts.selects(pod))),
        Ok(None) => {
            return Err(Error::target(format!("there is no Service {namespace}/{service}, to which the Secret leads"))
                .hint(format!("is the Secret of another cluster? kubectl get services -n {namespace}")));
        }
        Err(error) => {
            let mut owners: Vec<_> = all.iter().map(|one| one.pod.as_ref().and_then(|pod| pod.owner.clone())).collect();
            owners.dedup();
            if owners.len() > 1 {
                return Err(error.while_attempting(format!("tell which Sentinels are behind Service {service}")));
            }
            context.console.warning(&format!(
                "{}; the only Sentinels of namespace {namespace} are taken for those of Service {service}",
                error.chain()
            ));
        }
    }
    if let Some(pod) = pod {
        all.retain(|one| one.name == *pod);
    }
    if all.is_empty() {
        return Err(Error::target(format!("no Sentinel runs behind Service {namespace}/{service}"))
            .hint(format!("kubectl get pods -n {namespace} -o wide; redis-ops list -n {namespace}")));
    }
    Ok(all)
}

/// What all of the Sentinels say, and why some say nothing.
async fn ask(context: &Context, dialer: &Dialer, sentinels: &[Member]) -> (Vec<SentinelView>, Vec<Error>) {
    let said = &context.settings.redis;
    let given =
        Login { password: said.password.clone(), source: said.password_from.map(str::to_owned), ..Login::default() };
    let limit = context.time_for_a_node();
    let asked = sentinels.iter().map(|one| {
        let given = given.clone();
        async move {
            let namespace = one.pod.as_ref().map(|pod| pod.namespace.as_str());
            let logins = match (&given.password, &one.password) {
                (Some(_), _) => vec![given, Login::default()],
                (None, Some(source)) => vec![fetch_login(dialer, namespace, source).await, Login::default()],
                (None, None) => vec![Login::default()],
            };
            crate::wire::sentinel::ask(dialer, one, &logins, limit, &context.console).await
        }
    });
    let (mut views, mut errors) = (Vec::new(), Vec::new());
    for answer in futures::future::join_all(asked).await {
        match answer {
            Ok(found) => views.extend(found),
            Err(error) => errors.push(error),
        }
    }
    (views, errors)
}

/// The name to go by: what the user said, else the only one there is.
fn choose_name(context: &Context, views: &[SentinelView]) -> Result<Option<String>> {
    if let Some(name) = &context.settings.target.master_name {
        check_name(name, views.iter())?;
        return Ok(Some(name.clone()).filter(|_| !views.is_empty()));
    }
    let mut names: Vec<&str> = views.iter().map(|view| view.watched.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [] => Ok(None),
        [name] => Ok(Some((*name).to_owned())),
        several => {
            let error = Error::refused(format!("Sentinel watches {} primaries: {}", several.len(), several.join(", ")));
            let words: Vec<String> = context.argv.iter().map(|word| quote(word)).collect();
            let again = |name: &&str| format!("redis-ops {} --master-name {}", words.join(" "), quote(name));
            Err(several.iter().map(again).fold(error, Error::hint))
        }
    }
}

/// The instance that has the primary that most Sentinels name, else one of the replicas that they know.
fn instance_of(
    context: &Context,
    mut instances: Vec<Instance>,
    views: &[&SentinelView],
    place: &SentinelHost,
) -> Result<Instance> {
    let has =
        |instance: &Instance, host: &str, port: u16| AddressMap::of(instance).member_at(host, port).map(str::to_owned);
    let mut named: Vec<&Watched> = views.iter().map(|view| &view.watched).collect();
    named.sort_by_key(|watched| {
        std::cmp::Reverse(views.iter().filter(|view| view.watched.address() == watched.address()).count())
    });
    for watched in &named {
        for (index, instance) in instances.iter().enumerate() {
            if let Some(member) = has(instance, &watched.host, watched.port) {
                let address = watched.address();
                context.console.status_once(&format!("sentinel: {} is {address}, pod {member}", watched.name));
                return Ok(instances.swap_remove(index));
            }
        }
    }
    let replicas: Vec<_> = views.iter().flat_map(|view| &view.replicas).collect();
    let known = instances
        .iter()
        .position(|instance| replicas.iter().any(|replica| has(instance, &replica.host, replica.port).is_some()));
    let address = named.first().map_or_else(String::new, |watched| watched.address());
    match known {
        Some(index) => {
            context.console.warning(&format!(
                "Sentinel names {address} as primary, which is no pod of namespace {}; its replicas are",
                place.namespace
            ));
            Ok(instances.swap_remove(index))
        }
        None => Err(Error::target(format!(
            "Sentinel names {address} as primary, which is no pod of namespace {}",
            place.namespace
        ))
        .cause("neither is any of the replicas that it knows")
        .hint(format!("redis-ops list -n {} shows the servers that can be seen there", place.namespace))
        .hint(format!("--url redis://{address} from where that address can be reached"))),
    }
}

/// Where no Sentinel says anything, what Kubernetes shows may still say which instance is theirs.
fn without_sentinel(
    mut instances: Vec<Instance>,
    sentinels: &[Member],
    place: &SentinelHost,
    errors: Vec<Error>,
) -> Result<Instance> {
    let certain = |instance: &Instance| {
        sentinels.iter().any(|one| sentinel::attachment(one, instance) == sentinel::Attachment::Certain)
    };
    if let Some(index) = instances.iter().position(certain) {
        return Ok(instances.swap_remove(index));
    }
    let first = errors.into_iter().next();
    let error = first.unwrap_or_else(|| Error::target("it watches nothing"));
    Err(error
        .while_attempting(format!("ask any Sentinel behind Service {}/{}", place.namespace, place.service))
        .hint(format!("redis-ops list -n {} shows the servers that can be seen there", place.namespace)))
}
