//! What Kubernetes says of the pods and of what surrounds them. What may not be seen is a finding.

use crate::domain::security::{ClusterFacts, MemberFacts, PolicyFacts, Rule, exposure};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::report::Finding;
use crate::target::discover::Target;
use crate::target::surroundings::unseen_finding;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for one by one where the API server cannot tell all rules: verb, resource.
const FAR_REACHING: [(&str, &str); 5] = [
    ("*", "*"),
    ("create", "rolebindings.rbac.authorization.k8s.io"),
    ("create", "pods/exec"),
    ("create", "pods"),
    ("list", "secrets"),
];

/// Adds its pod to every member and looks at what is around them; nothing with `--url`.
pub(super) async fn look(
    target: &Target,
    members: &mut [MemberFacts],
    findings: &mut Vec<Finding>,
) -> Option<ClusterFacts> {
    let (kubernetes, namespace) = (target.dialer.kubernetes.as_ref()?, target.instance.namespace.as_deref()?);
    let subject = target.instance.full_name();
    let mut unseen = |error: &Error| {
        let finding = unseen_finding(&subject, error);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    };
    let servers = server_containers(target);
    let (guards, labels, policies, services, caller) = tokio::join!(
        kubernetes.fetch_pod_guards(namespace, &servers),
        kubernetes.fetch_namespace_labels(namespace),
        kubernetes.fetch_network_policies(namespace),
        kubernetes.fetch_services(namespace),
        caller_rules(kubernetes, namespace),
    );
    let mut kept = |error: Error| unseen(&error);
    let mut facts = ClusterFacts {
        namespace_labels: labels.map_err(&mut kept).ok(),
        policies: policies.map_err(&mut kept).ok().map(|all| all.iter().map(PolicyFacts::of).collect()),
        services: services.map_err(&mut kept).ok(),
        caller_rules: caller.map_err(&mut kept).ok(),
        config_maps_read: true,
        ..ClusterFacts::default()
    };
    let guards = guards.map_err(&mut kept).unwrap_or_default();
    let (mut accounts, mut maps) = (BTreeSet::new(), BTreeSet::new());
    for (pod, used) in guards.values() {
        accounts.insert(pod.service_account.clone());
        maps.extend(used.iter().cloned());
    }
    for account in accounts {
        match kubernetes.fetch_automount(namespace, &account).await {
            Ok(automount) => drop(facts.accounts.insert(account.clone(), automount)),
            Err(error) => kept(error),
        }
        let rights = kubernetes.fetch_account_rights(namespace, &account).await;
        let complete = rights.unseen.is_empty();
        rights.unseen.into_iter().for_each(&mut kept);
        facts.account_rules.insert(account, (rights.rules, complete));
    }
    let mut texts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for map in maps {
        match kubernetes.fetch_config_map(namespace, &map).await {
            Ok(data) => drop(texts.insert(map, data)),
            Err(error) => {
                facts.config_maps_read = false;
                kept(error);
            }
        }
    }
    for member in members {
        let Some((guard, used)) = guards.get(&member.name) else { continue };
        member.pod = Some(guard.clone());
        let known = target.instance.members().find(|one| one.name == member.name);
        let own: BTreeMap<_, _> = texts
            .iter()
            .filter(|(map, _)| used.contains(*map))
            .map(|(map, data)| (map.clone(), data.clone()))
            .collect();
        if let Some((known, pod)) = known.and_then(|known| Some((known, known.pod.as_ref()?))) {
            let password = target.login(known).password;
            member.exposures = exposure::find(pod, &own, password.as_ref().map(|password| password.reveal()));
        }
    }
    Some(facts)
}

/// Pod → the container that runs its server.
fn server_containers(target: &Target) -> BTreeMap<String, String> {
    let named = target.instance.members().filter_map(|member| {
        let pod = member.pod.as_ref()?;
        Some((pod.name.clone(), pod.containers.get(member.container)?.name.clone()))
    });
    named.collect()
}

/// All the caller's rules; where an authorizer cannot tell them, those of the far-reaching ones that it has.
async fn caller_rules(kubernetes: &Kubernetes, namespace: &str) -> Result<Vec<Rule>> {
    let (mut rules, complete) = kubernetes.review_rules(namespace).await?;
    if complete {
        return Ok(rules);
    }
    for (verb, resource) in FAR_REACHING {
        if kubernetes.review_access(namespace, verb, resource).await? {
            let name = resource.split('.').next().unwrap_or(resource).to_owned();
            rules.push(Rule { verbs: vec![verb.to_owned()], resources: vec![name], ..Rule::default() });
        }
    }
    Ok(rules)
}
