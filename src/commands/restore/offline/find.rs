//! Which instance, also where its pods are gone: by a run that was interrupted, or since they were scaled away.

use crate::context::Context;
use crate::domain::restore::offline::record::{ANNOTATION, Record};
use crate::domain::stateful_set::SetFacts;
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::k8s::client::Kubernetes;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::topology::Member;

/// What the run needs the right to do, in the instance's namespace.
const RIGHTS: [(&str, &str); 9] = [
    ("list", "pods"),
    ("get", "pods"),
    ("create", "pods"),
    ("delete", "pods"),
    ("get", "pods/exec"),
    ("get", "pods/portforward"),
    ("list", "statefulsets.apps"),
    ("get", "statefulsets.apps"),
    ("patch", "statefulsets.apps"),
];

/// The instance, and what of it is found in the cluster.
#[derive(Debug)]
pub(super) struct Found {
    /// The instance; its members are pods, or what pods would be.
    pub(super) target: Target,
    /// The cluster.
    pub(super) kubernetes: Kubernetes,
    /// Its namespace.
    pub(super) namespace: String,
    /// Its StatefulSets, that of the primary last.
    pub(super) sets: Vec<SetFacts>,
    /// The member that starts as the primary.
    pub(super) primary: Member,
    /// The record of the last run.
    pub(super) record: Option<Record>,
    /// Rights that are missing.
    pub(super) missing_rights: Vec<String>,
}

/// Finds it.
///
/// # Errors
/// Refused with `--url` or without the right to look; as [`discover::resolve`]; Refused when the record of an earlier run
/// cannot be read.
pub(super) async fn find(context: &Context) -> Result<Found> {
    if context.settings.target.url.is_some() {
        return Err(Error::refused("the offline engine changes files in pods, and --url names an address")
            .hint("--engine live writes the data into the running server"));
    }
    let missing = missing_rights(context).await?;
    if missing.iter().any(|right| right.starts_with("list ")) {
        return Err(Error::refused("the servers cannot be looked for")
            .cause(format!("rights are missing: {}", missing.join(", "))));
    }
    let target = discover::resolve_stopped(context, Nature::Acting).await?;
    let (Some(kubernetes), Some(namespace)) = (target.dialer.kubernetes.clone(), target.instance.namespace.clone())
    else {
        return Err(Error::refused("the offline engine is about pods of Kubernetes"));
    };
    let primary = primary(&target);
    let primary = primary.ok_or_else(|| Error::target(format!("{} has no member", target.instance.full_name())))?;
    let sets = sets(&kubernetes, &namespace, &target, &primary).await?;
    let record = match sets.last().and_then(|set| set.annotations.get(ANNOTATION)) {
        Some(text) => Some(Record::parse(text).map_err(|why| {
            let set = sets.last().map(|set| set.name.as_str()).unwrap_or_default();
            Error::refused(format!(
                "the annotation {ANNOTATION} of StatefulSet {namespace}/{set} is not to be relied on"
            ))
            .cause(why)
            .hint("it says how far an earlier restore has come: use the redis-ops that wrote it")
        })?),
        None => None,
    };
    Ok(Found { target, kubernetes, namespace, sets, primary, record, missing_rights: missing })
}

/// The record of the last run, if it can be read.
pub(super) async fn fetch_record(target: &Target) -> Option<Record> {
    let (kubernetes, namespace) = (target.dialer.kubernetes.as_ref()?, target.instance.namespace.as_deref()?);
    let owner = primary(target)?.pod?.owner.filter(|owner| owner.kind == "StatefulSet")?;
    let set = kubernetes.fetch_set(namespace, &owner.name).await.ok()??;
    Record::parse(set.annotations.get(ANNOTATION)?).ok()
}

/// The member that its deployment makes the primary at a start; of several without such a role, the first.
fn primary(target: &Target) -> Option<Member> {
    let intended = target.instance.members().find(|member| member.intended_role == Some(Role::Primary));
    intended.or_else(|| target.instance.members().next()).cloned()
}

async fn sets(kubernetes: &Kubernetes, namespace: &str, target: &Target, primary: &Member) -> Result<Vec<SetFacts>> {
    let owner = |member: &Member| {
        let owner = member.pod.as_ref()?.owner.clone()?;
        (owner.kind == "StatefulSet").then_some(owner.name)
    };
    let first = owner(primary);
    let mut names: Vec<String> = target.instance.members().filter_map(owner).collect();
    names.sort();
    names.dedup();
    // Replicas go first, so that none of them copies what is about to change.
    names.sort_by_key(|name| Some(name) == first.as_ref());
    let mut sets = Vec::new();
    for name in names {
        let found = kubernetes.fetch_set(namespace, &name).await?;
        sets.push(found.ok_or_else(|| Error::target(format!("StatefulSet {namespace}/{name} is gone")))?);
    }
    Ok(sets)
}

/// What may not be done. A cluster that does not review access says nothing against it.
async fn missing_rights(context: &Context) -> Result<Vec<String>> {
    let settings = &context.settings;
    let kubernetes = Kubernetes::connect(&settings.kubernetes, std::sync::Arc::clone(&context.console)).await?;
    let namespace = settings.target.namespace.clone().unwrap_or_else(|| kubernetes.default_namespace.clone());
    if settings.target.all_namespaces {
        return Err(Error::new(Kind::Usage, "a restore is into one instance: name its namespace with -n, not -A"));
    }
    let asked = RIGHTS.map(|(verb, resource)| kubernetes.review_access(&namespace, verb, resource));
    let answers = futures::future::join_all(asked).await;
    let missing = RIGHTS.iter().zip(answers).filter(|(_, answer)| matches!(answer, Ok(false)));
    Ok(missing.map(|((verb, resource), _)| format!("{verb} {resource}")).collect())
}
