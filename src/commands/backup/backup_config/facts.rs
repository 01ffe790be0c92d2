//! Facts: the members' runtime, the ConfigMaps, and their difference.

use super::effective::{self, Effective};
use super::{Configuration, FileDrift, KeptConfigMap, KeptFile, MapDrift, MemberConfig, SCHEMA, Source, in_clear};
use crate::commands::observe::config as shown;
use crate::context::Context;
use crate::domain::backup::redact::{Redactor, acl_rule};
use crate::domain::config::{self, Parameters};
use crate::domain::drift;
use crate::domain::resources::ResourceType;
use crate::domain::resources::reference::References;
use crate::domain::unavailable;
use crate::error::{Error, Result};
use crate::formats::redis_conf::{self, Directive};
use crate::report::{Finding, Severity};
use crate::target::credentials::PasswordSource;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::surroundings::unseen_finding;
use crate::target::survey::{self, Answer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn fetch(context: &Context, target: &Target) -> Result<(Configuration, Vec<Finding>)> {
    let mut get = redis::cmd("CONFIG");
    get.arg("GET").arg("*");
    let mut acl = redis::cmd("ACL");
    acl.arg("LIST");
    let commands = [get, acl];
    let asked = survey::ask(context, target, redis::cmd("INFO"), &commands);
    let (answers, named) = tokio::join!(asked, fetch_named(target));
    let answers = answers?;
    let mut gathered = Gathered::default();
    for answer in &answers {
        gathered.member(answer);
    }
    if gathered.members.is_empty() {
        let error = Error::target(format!("no member of {} tells its configuration", target.instance.full_name()));
        let silent = answers.iter().filter_map(|answer| answer.result.as_ref().err());
        return Err(silent.fold(error, |error, silent| {
            silent.hints().iter().fold(error.cause(silent.chain()), |error, hint| error.hint(hint.clone()))
        }));
    }
    let redactor = gathered.redactor(target);
    let (maps, files) = tokio::join!(gathered.config_maps(target, named), effective::fetch(context, target, &answers));
    gathered.files(&answers, files, &redactor);
    gathered.compare(&answers, &maps);
    Ok(gathered.finish(context, target, &maps, &redactor))
}

/// What the pods of the members name.
///
/// # Errors
/// Of kind Target, when pods cannot be listed.
pub(in crate::commands) async fn fetch_named(target: &Target) -> Result<BTreeMap<String, References>> {
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Ok(BTreeMap::new());
    };
    let pods = ResourceType::new("", "v1", "pods", "Pod");
    let found = kubernetes.fetch_objects(&pods, Some(namespace), "").await?.unwrap_or_default();
    let name = |pod: &Value| pod["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    let is_member = |pod: &&Value| target.instance.members().any(|member| member.name == name(pod));
    Ok(found.iter().filter(is_member).map(|pod| (name(pod), References::of(&pod["spec"]))).collect())
}

#[derive(Default)]
struct Gathered {
    members: BTreeMap<String, MemberConfig>,
    /// With their secrets; they never leave this room.
    parameters: BTreeMap<String, Parameters>,
    secrets: BTreeSet<String>,
    /// Directives of the files they were started with, with their secrets too.
    directives: BTreeMap<String, Vec<Directive>>,
    findings: Vec<Finding>,
    missing: Vec<String>,
}

impl Gathered {
    fn member(&mut self, answer: &Answer) {
        let (name, subject) = (&answer.member.name, answer.member.subject());
        let (told, finding) = shown::tell(answer, &["*".to_owned()]);
        if let Some(finding) = finding {
            self.missing.push(format!("{name}: {}", finding.message));
            self.findings.push(finding);
        }
        let Some((source, parameters)) = told else { return };
        let source = match source {
            shown::Source::Config => Source::Config,
            shown::Source::Info => Source::Info,
        };
        let secret =
            |(name, value): (&String, &String)| (config::is_secret(name) && !value.is_empty()).then(|| value.clone());
        self.secrets.extend(parameters.iter().filter_map(secret));
        let info = answer.info();
        let config = MemberConfig {
            role: answer.role(),
            version: info.and_then(|info| info.version()),
            source,
            parameters: Parameters::new(),
            acl: self.acl(answer, &subject),
            config_file: info
                .and_then(|info| info.text("config_file"))
                .filter(|path| !path.is_empty())
                .map(str::to_owned),
            file: None,
            config_maps: Vec::new(),
            drift: Vec::new(),
        };
        self.members.insert(name.clone(), config);
        self.parameters.insert(name.clone(), parameters);
    }

    fn acl(&mut self, answer: &Answer, subject: &str) -> Option<Vec<String>> {
        match answer.reply(1)? {
            Ok(reply) => {
                let rules = reply.list().iter().filter_map(|rule| rule.text());
                Some(rules.map(|rule| acl_rule(&rule)).collect())
            }
            // ACLs came with Redis 6.
            Err(_) if answer.info().and_then(|info| info.version()).is_some_and(|version| is_before_6(&version)) => {
                None
            }
            Err(error) => {
                let finding = unavailable::finding(subject, "ACL LIST", &error);
                self.missing.push(format!("{}: {}", answer.member.name, finding.message));
                self.findings.push(finding);
                None
            }
        }
    }

    /// Knows every secret that came by: what the servers have, and what they were logged in to with.
    fn redactor(&self, target: &Target) -> Redactor {
        let logins = target
            .instance
            .members()
            .filter_map(|member| target.login(member).password.map(|password| password.reveal().to_owned()));
        let written = target.instance.members().filter_map(|member| match &member.password {
            Some(PasswordSource::Literal(password)) => Some(password.reveal().to_owned()),
            _ => None,
        });
        Redactor::knowing(self.secrets.iter().cloned().chain(logins).chain(written))
    }

    /// The ConfigMaps that the pods name, in clear.
    async fn config_maps(
        &mut self,
        target: &Target,
        named: Result<BTreeMap<String, References>>,
    ) -> BTreeMap<String, BTreeMap<String, String>> {
        let subject = target.instance.full_name();
        let named = named.unwrap_or_else(|error| {
            self.unseen(&subject, &error);
            BTreeMap::new()
        });
        for (name, references) in &named {
            if let Some(member) = self.members.get_mut(name) {
                member.config_maps = references.config_maps.iter().cloned().collect();
            }
        }
        let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
            return BTreeMap::new();
        };
        let kind = ResourceType::new("", "v1", "configmaps", "ConfigMap");
        let wanted: BTreeSet<&String> = named.values().flat_map(|references| &references.config_maps).collect();
        let mut found = BTreeMap::new();
        for name in wanted.into_iter().filter(|name| *name != "kube-root-ca.crt") {
            match kubernetes.fetch_object(&kind, Some(namespace), name).await {
                Ok(Some(map)) => {
                    let data = map["data"].as_object().into_iter().flatten();
                    let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
                    found.insert(name.clone(), data.filter_map(text).collect());
                }
                Ok(None) => self.unseen(&subject, &Error::target(format!("there is no ConfigMap {namespace}/{name}"))),
                Err(error) => self.unseen(&subject, &error.while_attempting(format!("read ConfigMap {name}"))),
            }
        }
        found
    }

    fn unseen(&mut self, subject: &str, error: &Error) {
        self.missing.push(error.chain());
        self.findings.push(unseen_finding(subject, error));
    }

    /// What lies in the pods. That it cannot be read is said: the server itself tells what it runs with.
    fn files(&mut self, answers: &[Answer], mut files: BTreeMap<String, Effective>, redactor: &Redactor) {
        for answer in answers {
            let name = &answer.member.name;
            let (Some(member), Some(Effective { path, text })) = (self.members.get_mut(name), files.remove(name))
            else {
                continue;
            };
            let mut kept = KeptFile {
                path,
                text: None,
                redacted: false,
                unread: None,
                drift: Vec::new(),
                beside_config_maps: Vec::new(),
            };
            match text {
                Ok(text) => {
                    let hidden = redactor.text(&text);
                    kept.redacted = hidden != text;
                    kept.text = Some(hidden);
                    self.directives.insert(name.clone(), redis_conf::parse(&text));
                }
                Err(error) => {
                    let reason = error.chain();
                    self.findings.push(unread(&answer.member.subject(), &kept.path, &reason));
                    kept.unread = Some(reason);
                }
            }
            member.file = Some(kept);
        }
    }

    fn compare(&mut self, answers: &[Answer], maps: &BTreeMap<String, BTreeMap<String, String>>) {
        for answer in answers {
            let name = &answer.member.name;
            let (Some(member), Some(parameters)) = (self.members.get_mut(name), self.parameters.get(name)) else {
                continue;
            };
            let container = answer.member.pod.as_ref().and_then(|pod| pod.containers.get(answer.member.container));
            let given = container.map(|container| redis_conf::of_command_line(&container.command)).unwrap_or_default();
            let overridden = |one: &Directive| given.iter().any(|other| other.name == one.name);
            let of_file = self.directives.get(name);
            if let (Some(file), Some(directives)) = (&mut member.file, of_file) {
                let directives: Vec<Directive> = directives.iter().filter(|one| !overridden(one)).cloned().collect();
                file.drift = drift::find(&directives, parameters);
            }
            for (map, key, text) in files(&member.config_maps, maps).filter(|(_, key, _)| is_for(key, member.role)) {
                let mut directives: Vec<Directive> = redis_conf::parse(text);
                if !is_server_configuration(key, &directives) {
                    continue;
                }
                if let (Some(file), Some(of_file)) = (&mut member.file, of_file) {
                    let of_map = |between| MapDrift { map: map.clone(), key: key.clone(), between };
                    file.beside_config_maps.extend(drift::between(&directives, of_file).into_iter().map(of_map));
                }
                directives.retain(|one| !overridden(one));
                member.drift.extend(drift::find(&directives, parameters).into_iter().map(|drift| FileDrift {
                    config_map: map.clone(),
                    key: key.clone(),
                    drift,
                }));
            }
            self.findings.extend(drifted(&answer.member.subject(), member));
        }
    }

    fn finish(
        mut self,
        context: &Context,
        target: &Target,
        maps: &BTreeMap<String, BTreeMap<String, String>>,
        redactor: &Redactor,
    ) -> (Configuration, Vec<Finding>) {
        config::redact(&mut self.parameters);
        for (name, parameters) in self.parameters {
            if let Some(member) = self.members.get_mut(&name) {
                // A secret may be repeated where it is not expected, as in `loadmodule` arguments.
                member.parameters = parameters.into_iter().map(|(name, value)| (name, redactor.text(&value))).collect();
            }
        }
        let mut config_maps = BTreeMap::new();
        for (name, data) in maps {
            let hidden: BTreeMap<String, String> =
                data.iter().map(|(key, text)| (key.clone(), redactor.value(key, text))).collect();
            let redacted: Vec<String> = data.keys().filter(|key| data.get(*key) != hidden.get(*key)).cloned().collect();
            let subject = format!("{}/{name}", target.instance.namespace.as_deref().unwrap_or_default());
            self.findings.extend(redacted.iter().map(|key| in_clear(&subject, &format!("key {key} of the ConfigMap"))));
            config_maps.insert(name.clone(), KeptConfigMap { data: hidden, redacted });
        }
        let kept = Configuration {
            schema: SCHEMA,
            taken_at: context.now(),
            members: self.members,
            config_maps,
            missing: self.missing,
        };
        (kept, self.findings)
    }
}

fn files<'a>(
    names: &'a [String],
    maps: &'a BTreeMap<String, BTreeMap<String, String>>,
) -> impl Iterator<Item = (&'a String, &'a String, &'a String)> {
    names
        .iter()
        .flat_map(|name| maps.get_key_value(name).into_iter())
        .flat_map(|(name, data)| data.iter().map(move |(key, text)| (name, key, text)))
}

/// Bitnami's chart has a file for each role.
fn is_for(key: &str, role: Option<Role>) -> bool {
    match key {
        "master.conf" | "primary.conf" => role == Some(Role::Primary),
        "replica.conf" => role == Some(Role::Replica),
        _ => true,
    }
}

/// Scripts and Sentinel's configuration lie in such ConfigMaps too.
pub(in crate::commands) fn is_server_configuration(key: &str, directives: &[Directive]) -> bool {
    const TELLING: [&str; 7] = ["port", "maxmemory", "appendonly", "save", "bind", "dir", "maxmemory-policy"];
    let sentinel = directives.iter().any(|one| one.name == "sentinel");
    let script = key.ends_with(".sh");
    !sentinel
        && !script
        && (key.ends_with(".conf") || directives.iter().any(|one| TELLING.contains(&one.name.as_str())))
}

fn is_before_6(version: &str) -> bool {
    version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major < 6)
}

fn drifted(subject: &str, member: &MemberConfig) -> Option<Finding> {
    let names = |all: BTreeSet<&str>| all.into_iter().collect::<Vec<_>>().join(", ");
    let of_maps = names(member.drift.iter().map(|one| one.drift.parameter.as_str()).collect());
    let of_file = names(member.file.iter().flat_map(|file| &file.drift).map(|one| one.parameter.as_str()).collect());
    let path = member.config_file.as_deref().unwrap_or_default();
    let than = match (of_maps.is_empty(), of_file.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("its ConfigMap says: {of_maps}"),
        (true, false) => format!("{path} says: {of_file}"),
        (false, false) if of_maps == of_file => format!("its ConfigMap and {path} say: {of_maps}"),
        (false, false) => format!("its ConfigMap says: {of_maps}; than {path}: {of_file}"),
    };
    let finding = Finding::new("config-drift", Severity::Info, subject, format!("runs with other values than {than}"));
    Some(finding.hint("what was set at runtime only is lost at the next restart"))
}

fn unread(subject: &str, path: &str, reason: &str) -> Finding {
    let message = format!("{path} is not among what is kept: {reason}");
    Finding::new("config-file-unread", Severity::Info, subject, message)
        .hint("reading it takes get (from Kubernetes 1.35 create) on pods/exec, and head or cat in the image")
}
