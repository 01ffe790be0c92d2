//! Rules over what an upgrade changed: `upgrade-version`, `upgrade-keys`, `upgrade-members`, `upgrade-roles`,
//! `upgrade-config`, `upgrade-restarts` and `upgrade-clients`.

use super::baseline::{Baseline, Keys, keys_of, keys_unseen};
use crate::domain::config::{self, Parameters};
use crate::domain::health::MemberFacts;
use crate::domain::release::Release;
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Parameters whose change is the upgrade's own, or says nothing.
const NOT_COMPARED: [&str; 6] = ["replicaof", "slaveof", "executable", "config_file", "logfile", "pidfile"];
/// Parameters whose change deserves attention whatever the reason.
const TELLING: [&str; 9] = [
    "appendonly",
    "save",
    "maxmemory",
    "maxmemory-policy",
    "requirepass",
    "masterauth",
    "protected-mode",
    "min-replicas-to-write",
    "notify-keyspace-events",
];

/// An instance after its upgrade.
#[derive(Debug)]
pub struct AfterFacts<'a> {
    /// `namespace/instance`, or `host:port`.
    pub subject: &'a str,
    /// What it was.
    pub baseline: &'a Baseline,
    /// Its members now.
    pub members: &'a [MemberFacts],
    /// Their runtime parameters, by name.
    pub parameters: BTreeMap<String, Parameters>,
    /// The release it should run; none where any other than before will do.
    pub target: Option<Release>,
    /// Share of the keys that may be missing, in percent.
    pub allowed_percent: u64,
}

/// All of these rules.
pub fn judge_after(facts: &AfterFacts<'_>) -> Vec<Finding> {
    let mut findings = judge_releases(facts.subject, facts.members, facts.target, Some(facts.baseline));
    findings.extend(judge_keys(facts.subject, facts.members, facts.baseline, facts.allowed_percent));
    findings.extend(members(facts));
    findings.extend(roles(facts));
    findings.extend(configuration(facts));
    findings.extend(restarts(facts));
    findings.extend(clients(facts));
    findings
}

/// Whether every member runs what it should.
pub fn judge_releases(
    subject: &str,
    members: &[MemberFacts],
    target: Option<Release>,
    baseline: Option<&Baseline>,
) -> Vec<Finding> {
    let answered = || members.iter().filter_map(|member| Some((member, member.info()?)));
    let Some(target) = target else {
        let before: BTreeSet<&str> = baseline
            .iter()
            .flat_map(|baseline| baseline.members.values())
            .filter_map(|member| member.version.as_deref())
            .collect();
        let same = !before.is_empty()
            && answered().all(|(_, info)| info.version().is_some_and(|version| before.contains(version.as_str())));
        let same = same.then(|| {
            let message = format!("runs what it ran before: {}", before.into_iter().collect::<Vec<_>>().join(", "));
            Finding::new("upgrade-version", Severity::Warning, subject, message)
                .hint("has the upgrade begun? --to VERSION says what is expected")
        });
        return same.into_iter().collect();
    };
    let wrong = answered().filter(|(_, info)| Release::of(info) != Some(target));
    wrong
        .map(|(member, info)| {
            let runs = info.version().unwrap_or_else(|| "an unknown version".to_owned());
            let message = format!("runs {runs}, and {target} is expected");
            Finding::new("upgrade-version", Severity::Critical, &member.subject, message).hint(
                "does the rollout wait? a StatefulSet with the strategy OnDelete replaces a pod when it is deleted",
            )
        })
        .collect()
}

/// Whether the keys are there.
pub fn judge_keys(subject: &str, members: &[MemberFacts], baseline: &Baseline, allowed_percent: u64) -> Vec<Finding> {
    if !baseline.has_keys() {
        let message = "the baseline has no primary, so how many keys there were is not known";
        return vec![Finding::new("upgrade-keys", Severity::Unknown, subject, message).hint(
            "pre-upgrade-check writes another where the primary answers; compare looks at the keys of a backup",
        )];
    }
    let now = keys_of(members);
    let unseen = keys_unseen(members).is_some() || members.iter().any(|member| member.info().is_none());
    let fewer = |(database, before): (&u64, &Keys)| {
        let left = now.get(database).copied().unwrap_or_default();
        if left.keys >= before.keys {
            return None;
        }
        let missing = before.keys - left.keys;
        let (severity, why) = if unseen {
            (Severity::Unknown, "; not every member answered")
        } else if left.keys == 0 {
            (Severity::Critical, ": it started empty")
        } else if u128::from(missing) * 100 <= u128::from(before.keys) * u128::from(allowed_percent) {
            (Severity::Info, ", which is allowed")
        } else if missing <= before.expires {
            (Severity::Warning, "; so many had an expiry, and may have expired")
        } else {
            (Severity::Critical, "; more than had an expiry")
        };
        let message = format!(
            "db{database} holds {} keys, and held {}: {} are missing{why}",
            units::count(left.keys),
            units::count(before.keys),
            units::count(missing)
        );
        Some(
            Finding::new("upgrade-keys", severity, subject, message)
                .hint("stop the writers, and look for the reason before a save overwrites the old file"),
        )
    };
    baseline.keys.iter().filter_map(fewer).collect()
}

fn members(facts: &AfterFacts<'_>) -> Vec<Finding> {
    let there = |name: &String| facts.members.iter().any(|member| member.name == *name);
    let gone: Vec<&str> = facts.baseline.members.keys().filter(|name| !there(name)).map(String::as_str).collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let message = format!("{} of before are not there any more: {}", gone.len(), gone.join(", "));
    vec![Finding::new("upgrade-members", Severity::Warning, facts.subject, message)]
}

fn roles(facts: &AfterFacts<'_>) -> Option<Finding> {
    let before: BTreeSet<&str> = facts
        .baseline
        .members
        .iter()
        .filter(|(_, member)| member.role == Some(Role::Primary))
        .map(|(name, _)| name.as_str())
        .collect();
    let primaries = facts.members.iter().filter(|member| member.role() == Some(Role::Primary));
    let now: BTreeSet<&str> = primaries.map(|member| member.name.as_str()).collect();
    if now.is_empty() || before.is_empty() || now == before {
        return None;
    }
    let list = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
    let message = format!("its primary was {}, and is {}", list(before), list(now));
    Some(Finding::new("upgrade-roles", Severity::Info, facts.subject, message).hint("do clients and Services know?"))
}

fn configuration(facts: &AfterFacts<'_>) -> Vec<Finding> {
    let mut now = facts.parameters.clone();
    config::redact(&mut now);
    let mut findings = Vec::new();
    for (name, before) in &facts.baseline.members {
        let (Some(before), Some(after)) = (&before.parameters, now.get(name)) else { continue };
        let mut changed: Vec<String> = Vec::new();
        let mut telling = false;
        for (parameter, value) in before {
            // What the new version does not know, or knows only now, is its own affair.
            let Some(other) = after.get(parameter).filter(|other| *other != value) else { continue };
            if NOT_COMPARED.contains(&parameter.as_str()) {
                continue;
            }
            telling |= TELLING.contains(&parameter.as_str());
            changed.push(format!("{parameter} {value:?} → {other:?}"));
        }
        let Some(member) = facts.members.iter().find(|member| member.name == *name) else { continue };
        if !changed.is_empty() {
            let severity = if telling { Severity::Warning } else { Severity::Info };
            let message = format!("runs with other values than before: {}", changed.join(", "));
            findings.push(Finding::new("upgrade-config", severity, &member.subject, message));
        }
    }
    findings
}

fn restarts(facts: &AfterFacts<'_>) -> Vec<Finding> {
    let restarted = facts.members.iter().filter_map(|member| {
        let pod = member.pod.as_ref()?;
        let restarts = pod.containers.get(member.container)?.restarts;
        let before = facts.baseline.members.get(&member.name).and_then(|before| before.restarts).unwrap_or(0);
        // A new pod counts from zero, so that whatever it counts came after.
        let since = if restarts >= before && before > 0 { restarts - before } else { restarts };
        (since > 0).then(|| {
            let message = format!("its container was restarted {since} times since the baseline");
            Finding::new("upgrade-restarts", Severity::Warning, &member.subject, message)
                .hint(format!("kubectl logs -n {} {} --previous", pod.namespace, pod.name))
        })
    });
    restarted.collect()
}

fn clients(facts: &AfterFacts<'_>) -> Option<Finding> {
    let before: u64 = facts.baseline.members.values().filter_map(|member| member.clients).sum();
    let infos = facts.members.iter().filter_map(MemberFacts::info);
    let now: u64 = infos.filter_map(|info| info.number("connected_clients")).sum();
    (before >= 4 && now * 2 < before).then(|| {
        let message = format!("{now} clients are connected, and {before} were");
        Finding::new("upgrade-clients", Severity::Info, facts.subject, message)
            .hint("clients that gave up while the servers were away need a restart; redis-ops clients")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::info::Info;
    use crate::target::facts::{ContainerFacts, PodFacts};
    use chrono::DateTime;

    fn member(name: &str, fields: &str) -> MemberFacts {
        MemberFacts {
            subject: format!("apps/{name}"),
            name: name.to_owned(),
            intended_role: None,
            pod: None,
            container: 0,
            answer: Ok(Info::parse(fields)),
            save_points: None,
        }
    }

    fn baseline(members: &[MemberFacts]) -> Baseline {
        let parameters = |value: &str| Parameters::from([("maxmemory".to_owned(), value.to_owned())]);
        let all = members.iter().map(|member| (member.name.clone(), parameters("100"))).collect();
        Baseline::of("apps/cache".into(), DateTime::UNIX_EPOCH, members, all, &BTreeMap::new())
    }

    const BEFORE: &str =
        "role:master\nredis_version:7.4.2\nconnected_clients:10\ndb0:keys=1000,expires=100,avg_ttl=0\n";

    fn judged(now: &str, target: Option<Release>) -> Vec<(String, Severity)> {
        let before = baseline(&[member("a", BEFORE)]);
        let now = [member("a", now)];
        let facts = AfterFacts {
            subject: "apps/cache",
            baseline: &before,
            members: &now,
            parameters: BTreeMap::new(),
            target,
            allowed_percent: 1,
        };
        super::super::fixtures::ids(&judge_after(&facts))
    }

    fn keys(count: u64) -> Vec<(String, Severity)> {
        judged(&format!("role:master\nredis_version:8.0.1\nconnected_clients:10\ndb0:keys={count},expires=1\n"), None)
    }

    #[test]
    fn missing_keys_are_worse_the_less_can_explain_them() {
        assert_eq!(keys(1000), []);
        let of = |severity| vec![("upgrade-keys".to_owned(), severity)];
        assert_eq!(keys(990), of(Severity::Info));
        assert_eq!(keys(950), of(Severity::Warning));
        assert_eq!(keys(800), of(Severity::Critical));
        assert_eq!(judged("role:master\nredis_version:8.0.1\nconnected_clients:9\n", None), of(Severity::Critical));
    }

    #[test]
    fn versions_and_clients() {
        assert_eq!(judged(BEFORE, None), [("upgrade-version".to_owned(), Severity::Warning)]);
        let critical = [("upgrade-version".to_owned(), Severity::Critical)];
        assert_eq!(judged(BEFORE, Some(Release::redis(8, 0))), critical);
        let few = BEFORE.replace("clients:10", "clients:4").replace("7.4.2", "8.0.1");
        assert_eq!(judged(&few, Some(Release::redis(8, 0))), [("upgrade-clients".to_owned(), Severity::Info)]);
    }

    #[test]
    fn roles_members_restarts_and_configuration() {
        let before = baseline(&[member("a", BEFORE), member("b", "role:slave\nredis_version:7.4.2\n")]);
        let mut after = member("c", &BEFORE.replace("7.4.2", "8.0.1"));
        let container = ContainerFacts { restarts: 2, ..ContainerFacts::default() };
        after.pod = Some(PodFacts { containers: vec![container], ..PodFacts::default() });
        let members = [after, member("b", "role:slave\nredis_version:8.0.1\n")];
        let facts = AfterFacts {
            subject: "apps/cache",
            baseline: &before,
            members: &members,
            parameters: [("b".to_owned(), Parameters::from([("maxmemory".to_owned(), "50".to_owned())]))].into(),
            target: Some(Release::redis(8, 0)),
            allowed_percent: 1,
        };
        let found = judge_after(&facts);
        let ids: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["upgrade-members", "upgrade-roles", "upgrade-config", "upgrade-restarts"]);
        assert_eq!(found[2].message, "runs with other values than before: maxmemory \"100\" → \"50\"");
        assert_eq!(found[2].severity, Severity::Warning);
    }
}
