//! What the upgrade commands gather: the members with their configuration, users and modules, and the objects they are
//! made from.

use crate::commands::backup::backup_config::{fetch_named, is_server_configuration};
use crate::commands::observe::health::fetch_stateful_sets;
use crate::commands::observe::whole::{self, Whole};
use crate::context::Context;
use crate::domain::config::Parameters;
use crate::domain::health::MemberFacts;
use crate::domain::replication::{Expected, judge_gate};
use crate::domain::resources::ResourceType;
use crate::domain::upgrade::{self, MemberRelease, Named};
use crate::error::{Error, Result};
use crate::formats::redis_conf;
use crate::formats::reply::Plain;
use crate::report::{Finding, Severity};
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::surroundings::unseen_finding;
use crate::target::survey;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What every member is asked besides INFO.
const QUESTIONS: [[&str; 2]; 3] = [["CONFIG", "GET"], ["ACL", "LIST"], ["MODULE", "LIST"]];

/// How long a member that is in the middle of something is looked at before that counts: the child that saved for a backup
/// lives on for a moment, and so do a link's first seconds.
const A_MOMENT: Duration = Duration::from_secs(2);

/// As [`look`], with a second look at members that are in the middle of something that may be over in a moment.
///
/// # Errors
/// As [`look`].
pub(super) async fn look_at_rest(context: &Context) -> Result<Whole> {
    let mut whole = look(context).await?;
    let moves = |member: &MemberFacts| member.info().is_some_and(upgrade::is_moving);
    whole.wait_a_moment(context, A_MOMENT, moves).await;
    Ok(whole)
}

/// Asks all members of the instance.
///
/// # Errors
/// When no instance can be resolved.
pub(super) async fn look(context: &Context) -> Result<Whole> {
    let commands = QUESTIONS.map(|words| {
        let mut command = redis::cmd(words[0]);
        command.arg(words[1]);
        if words[0] == "CONFIG" {
            command.arg("*");
        }
        command
    });
    whole::look(context, &commands).await
}

/// The reply to one of the questions; none where the member did not answer it.
fn reply(whole: &Whole, member: usize, question: usize) -> Option<Plain> {
    whole.replies.get(member)?.get(question)?.as_ref().ok().map(survey::plain)
}

/// The members' runtime parameters, by name, of those that tell them.
pub(super) fn parameters(whole: &Whole) -> BTreeMap<String, Parameters> {
    let told = |(index, member): (usize, &MemberFacts)| {
        let reply = reply(whole, index, 0)?;
        let pairs = reply.pairs().filter_map(|(name, value)| Some((name, value.text()?)));
        Some((member.name.clone(), pairs.collect::<Parameters>()))
    };
    whole.members.iter().enumerate().filter_map(told).collect()
}

/// The members as the rules about releases see them.
pub(super) fn releases(whole: &Whole) -> Vec<MemberRelease> {
    let mut parameters = parameters(whole);
    let describe = |(index, member): (usize, &MemberFacts)| MemberRelease {
        subject: member.subject.clone(),
        info: member.info().cloned(),
        looked_at_for: whole.looked_at_for[index],
        image: member.pod.as_ref().and_then(|pod| pod.containers.get(member.container)).map(|one| one.image.clone()),
        parameters: parameters.remove(&member.name),
        acl: reply(whole, index, 1).map(|reply| reply.list().iter().filter_map(Plain::text).collect()),
        modules: reply(whole, index, 2).map(|reply| modules(&reply)),
    };
    whole.members.iter().enumerate().map(describe).collect()
}

/// The names in a reply to MODULE LIST: a list of maps.
fn modules(reply: &Plain) -> Vec<String> {
    let name = |module: &Plain| module.pairs().find(|(field, _)| field == "name").and_then(|(_, name)| name.text());
    reply.list().iter().filter_map(name).collect()
}

/// What may be missing of the servers' words, as findings: what was not seen is not judged, and that is said. `needed` is
/// whether there are rules that depend on it: those about the version to come.
pub(super) fn unasked(whole: &Whole, needed: bool) -> Vec<Finding> {
    let severity = if needed { Severity::Unknown } else { Severity::Info };
    let mut findings = Vec::new();
    for (index, member) in whole.members.iter().enumerate().filter(|(_, member)| member.info().is_some()) {
        let failed = |question: usize| whole.replies.get(index)?.get(question)?.as_ref().err();
        let refused: Vec<String> = (0..QUESTIONS.len())
            .filter_map(|question| failed(question).map(|error| format!("{}: {error}", QUESTIONS[question].join(" "))))
            .collect();
        // Servers before 6.0 have no users, and those before 4.0 no modules.
        let unknown = |text: &String| text.contains("unknown command") && text.starts_with("ACL");
        let refused: Vec<String> = refused.into_iter().filter(|text| !unknown(text)).collect();
        if !refused.is_empty() {
            let message = format!("not judged, since it does not tell: {}", refused.join("; "));
            findings.push(
                Finding::new("upgrade-unseen", severity, &member.subject, message)
                    .hint("an ACL user needs +config|get +acl|list +module|list; a renamed command: --rename-command"),
            );
        }
    }
    findings
}

/// The configuration files of the ConfigMaps that the members' pods name, and their command lines.
pub(super) async fn fetch_named_directives(target: &Target) -> (Vec<Named>, Vec<Finding>) {
    let subject = target.instance.full_name();
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        let message = "its configuration file is not seen with --url: directives are not judged";
        return (Vec::new(), vec![Finding::new("upgrade-unseen", Severity::Info, subject, message)]);
    };
    let (mut named, mut findings) = (Vec::new(), Vec::new());
    let commands = target.instance.members().filter_map(|member| {
        let container = member.pod.as_ref()?.containers.get(member.container)?;
        let directives = redis_conf::of_command_line(&container.command);
        let place = format!("container {} of {}", container.name, member.subject());
        (!directives.is_empty()).then_some(Named { place, directives })
    });
    named.extend(commands);
    let maps: BTreeSet<String> = match fetch_named(target).await {
        Ok(references) => references.into_values().flat_map(|one| one.config_maps).collect(),
        Err(error) => {
            findings.push(unseen_finding(&subject, &error));
            BTreeSet::new()
        }
    };
    let kind = ResourceType::new("", "v1", "configmaps", "ConfigMap");
    for name in maps.iter().filter(|name| *name != "kube-root-ca.crt") {
        let found = match kubernetes.fetch_object(&kind, Some(namespace), name).await {
            Ok(found) => found.unwrap_or_default(),
            Err(error) => {
                findings.push(unseen_finding(&subject, &error.while_attempting(format!("read ConfigMap {name}"))));
                continue;
            }
        };
        for (key, text) in found["data"].as_object().into_iter().flatten() {
            let directives = redis_conf::parse(text.as_str().unwrap_or_default());
            if is_server_configuration(key, &directives) {
                named.push(Named { place: format!("ConfigMap {namespace}/{name}, key {key}"), directives });
            }
        }
    }
    (named, findings)
}

/// The StatefulSets that own the members.
pub(super) async fn fetch_sets(target: &Target) -> Result<Vec<Value>> {
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Ok(Vec::new());
    };
    let owners = target.instance.members().filter_map(|member| member.pod.as_ref()?.owner.as_ref());
    let names: BTreeSet<&String> =
        owners.filter(|owner| owner.kind == "StatefulSet").map(|owner| &owner.name).collect();
    let kind = ResourceType::new("apps", "v1", "statefulsets", "StatefulSet");
    let mut sets = Vec::new();
    for name in names {
        sets.extend(kubernetes.fetch_object(&kind, Some(namespace), name).await?);
    }
    Ok(sets)
}

/// What health and the gate of `check-replication` say. A single server without replicas is none to be held against it.
pub(super) async fn judge_as_it_is(context: &Context, whole: &Whole, max_lag_bytes: u64) -> Vec<Finding> {
    let mut unseen = Vec::new();
    let sets = fetch_stateful_sets(&whole.target).await.unwrap_or_else(|finding| {
        unseen.push(finding);
        Vec::new()
    });
    let mut facts = whole.health_facts(context, sets);
    facts.thresholds.lag_bytes = max_lag_bytes;
    facts.partial = !whole.complete;
    let mut findings = crate::domain::health::judge(&facts);
    let replicated = whole.members.len() > 1 || whole.members.iter().any(|one| one.role() == Some(Role::Replica));
    if replicated {
        let expected =
            Expected { replicas: None, max_lag_bytes, max_silence: Duration::from_secs(20), complete: whole.complete };
        let gate = judge_gate(&facts, &whole.topology, expected);
        // Where both speak of a thing, the gate's word is the harder one.
        findings.retain(|one| !gate.iter().any(|other| (&other.id, &other.subject) == (&one.id, &one.subject)));
        findings.extend(gate);
    }
    findings.extend(unseen);
    findings
}

/// The objects in a file as `helm template` or `kubectl` print them; `-` is standard input.
///
/// # Errors
/// Of kind Usage: it cannot be read, or is no YAML.
pub(super) fn read_manifests(path: &std::path::Path) -> Result<Vec<Value>> {
    /// Longest text that is read, in bytes.
    const LONGEST: u64 = 64 * 1024 * 1024;
    let failed = || Error::usage(format!("cannot read the manifests {}", path.display()));
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::Read::read_to_string(&mut std::io::Read::take(std::io::stdin(), LONGEST), &mut text)
    } else {
        std::fs::File::open(path)
            .and_then(|file| std::io::Read::read_to_string(&mut std::io::Read::take(file, LONGEST), &mut text))
    };
    read.map_err(|error| failed().because(&error))?;
    let documents: Vec<Value> = serde_saphyr::from_multiple(&text).map_err(|error| {
        failed().because(&error).hint("helm template RELEASE CHART --values FILE | redis-ops … --manifests -")
    })?;
    let (lists, single): (Vec<Value>, Vec<Value>) = documents.into_iter().partition(|one| one["items"].is_array());
    let items = lists.into_iter().filter_map(|mut list| match list["items"].take() {
        Value::Array(items) => Some(items),
        _ => None,
    });
    let objects: Vec<Value> = single.into_iter().chain(items.flatten()).filter(|one| one["kind"].is_string()).collect();
    if objects.is_empty() {
        return Err(failed().cause("there is no Kubernetes object in it"));
    }
    Ok(objects)
}
