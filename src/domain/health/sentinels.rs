//! Rules on Sentinel: can it be asked, can it fail over, and does it name the primary that is one.

use super::MemberFacts;
use crate::domain::silence;
use crate::formats::sentinel::{Quorum, SentinelView};
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;
use crate::target::sentinel::SentinelFacts;
use crate::target::topology::AddressMap;

/// What the rules look at.
#[derive(Debug)]
pub struct WatchFacts<'a> {
    /// `namespace/instance`.
    pub subject: &'a str,
    /// Its Sentinels.
    pub sentinels: &'a [SentinelFacts],
    /// Its members.
    pub members: &'a [MemberFacts],
    /// From addresses to members.
    pub addresses: &'a AddressMap,
}

/// Every finding on the Sentinels of an instance.
pub fn judge_sentinels(facts: &WatchFacts<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = facts.sentinels.iter().filter_map(reach).collect();
    findings.extend(quorum(facts));
    findings.extend(disagreement(facts));
    findings.extend(primaries(facts));
    findings.extend(phantoms(facts));
    findings
}

/// The rules `sentinel-unreachable` and `sentinel-watches-nothing` alone.
pub fn judge_sentinel_reach(sentinels: &[SentinelFacts]) -> Vec<Finding> {
    sentinels.iter().filter_map(reach).collect()
}

/// `sentinel-unreachable` and `sentinel-watches-nothing`.
fn reach(sentinel: &SentinelFacts) -> Option<Finding> {
    let error = match &sentinel.answer {
        Ok(Some(_)) => return None,
        Ok(None) => {
            let message = "does not watch this instance, although it is this instance's Sentinel";
            return Some(Finding::new("sentinel-watches-nothing", Severity::Warning, &sentinel.subject, message).hint(
                "its log says when it was told to forget: SENTINEL REMOVE, or a start with an empty configuration",
            ));
        }
        Err(error) => error,
    };
    // Its words are those of a member that does not answer; others may still make up the quorum, so one is no disaster.
    let silent = silence::finding(&sentinel.subject, error);
    let severity = if silent.severity == Severity::Critical { Severity::Warning } else { Severity::Unknown };
    let whose = if sentinel.certain { "" } else { " (it may watch this instance)" };
    let finding =
        Finding::new("sentinel-unreachable", severity, &sentinel.subject, format!("{}{whose}", silent.message));
    Some(finding.hint(silent.hint.unwrap_or_default()))
}

/// `sentinel-no-quorum`: whether a failover would be possible, by those that were asked.
fn quorum(facts: &WatchFacts<'_>) -> Vec<Finding> {
    let certain: Vec<&SentinelFacts> = facts.sentinels.iter().filter(|one| one.certain).collect();
    let views: Vec<(&str, &SentinelView)> =
        facts.sentinels.iter().filter_map(|one| Some((one.name.as_str(), one.view()?))).collect();
    if views.is_empty() {
        let asked = certain.iter().filter(|one| one.answer.is_err()).count();
        if asked == 0 {
            return Vec::new();
        }
        let all_down = certain.iter().filter_map(|one| one.answer.as_ref().err());
        let all_down = all_down.into_iter().all(|error| silence::finding("", error).severity == Severity::Critical);
        let (severity, what) = if all_down {
            (Severity::Critical, format!("none of its {asked} Sentinels runs: nobody would replace a dead primary"))
        } else {
            (
                Severity::Unknown,
                format!("none of its {asked} Sentinels answered, so it is not known whether they could fail over"),
            )
        };
        return vec![
            Finding::new("sentinel-no-quorum", severity, facts.subject, what).hint("bring the Sentinels back first"),
        ];
    }
    let mut findings = Vec::new();
    let lost: Vec<_> = views
        .iter()
        .filter_map(|(name, view)| match &view.can_fail_over {
            Quorum::Lost(words) => Some((*name, words)),
            _ => None,
        })
        .collect();
    if let Some((_, words)) = lost.first() {
        let names: Vec<&str> = lost.iter().map(|(name, _)| *name).collect();
        let (severity, who) = if lost.len() == views.len() {
            (Severity::Critical, "every Sentinel that answered".to_owned())
        } else {
            (Severity::Warning, names.join(", "))
        };
        let message = format!("Sentinel cannot fail over, by {who}: {words}");
        findings.push(Finding::new("sentinel-no-quorum", severity, facts.subject, message).hint(
            "bring Sentinels back; ones that are gone for good count until SENTINEL RESET on each of the others",
        ));
    }
    for (name, view) in &views {
        if let Quorum::Unknown(words) = &view.can_fail_over {
            let message = format!("Sentinel {name} does not say whether it could fail over: {words}");
            findings.push(
                Finding::new("sentinel-no-quorum", Severity::Unknown, facts.subject, message)
                    .hint("an ACL user needs +sentinel"),
            );
        }
    }
    findings
}

/// The Sentinels by the primary that they name, as a member where it is one.
fn named<'a>(facts: &WatchFacts<'a>) -> Vec<(String, Vec<&'a SentinelFacts>)> {
    let mut groups: Vec<(String, Vec<&SentinelFacts>)> = Vec::new();
    for sentinel in facts.sentinels {
        let Some(view) = sentinel.view() else { continue };
        let member = facts.addresses.member_at(&view.watched.host, view.watched.port);
        let name = member.map_or_else(|| view.watched.address(), str::to_owned);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sentinels)) => sentinels.push(sentinel),
            None => groups.push((name, vec![sentinel])),
        }
    }
    groups
}

fn names(sentinels: &[&SentinelFacts]) -> String {
    sentinels.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// `sentinels-disagree`.
fn disagreement(facts: &WatchFacts<'_>) -> Option<Finding> {
    let groups = named(facts);
    if groups.len() < 2 {
        return None;
    }
    let parts: Vec<String> =
        groups.iter().map(|(primary, sentinels)| format!("{primary} by {}", names(sentinels))).collect();
    let message = format!("its Sentinels name different primaries: {}", parts.join("; "));
    Some(
        Finding::new("sentinels-disagree", Severity::Critical, facts.subject, message)
            .hint("a failover takes some seconds to be told to all: ask again; if it stays, clients write to both"),
    )
}

/// `sentinel-primary-unseen`, `sentinel-primary-wrong` and `sentinel-primary-down`, once per primary that is named.
fn primaries(facts: &WatchFacts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (primary, sentinels) in named(facts) {
        let by = names(&sentinels);
        let views: Vec<&SentinelView> = sentinels.iter().filter_map(|one| one.view()).collect();
        let Some(watched) = views.first().map(|view| &view.watched) else { continue };
        let member = facts.members.iter().find(|member| member.name == primary);
        match member.map(|member| (member, member.role())) {
            None => {
                let message = format!(
                    "Sentinel names {} as primary, which is no pod of this instance (by {by})",
                    watched.address()
                );
                findings.push(
                    Finding::new("sentinel-primary-unseen", Severity::Critical, facts.subject, message).hint(
                        "clients that ask Sentinel are sent there; is the pod gone, or outside of what can be seen?",
                    ),
                );
            }
            Some((_, Some(Role::Replica))) => {
                let writable: Vec<&str> = facts
                    .members
                    .iter()
                    .filter(|member| member.role() == Some(Role::Primary))
                    .map(|member| member.name.as_str())
                    .collect();
                let instead = if writable.is_empty() { "nobody".to_owned() } else { writable.join(", ") };
                let message = format!(
                    "Sentinel names {primary} as primary, which says that it is a replica; primary by its own words: {instead} (by {by})"
                );
                findings.push(
                    Finding::new("sentinel-primary-wrong", Severity::Critical, facts.subject, message)
                        .hint("ask again in some seconds: a failover may be under way; redis-ops replication-info shows who follows whom"),
                );
            }
            Some((_, Some(Role::Primary) | None)) => {}
        }
        let seeing = |flag: &str| views.iter().filter(|view| view.watched.has(flag)).count();
        let (agreed, alone) = (seeing("o_down"), seeing("s_down"));
        if agreed + alone > 0 {
            let (severity, how) = match agreed {
                0 => (Severity::Warning, format!("{alone} of {} Sentinels cannot reach it", views.len())),
                _ => (Severity::Critical, "the Sentinels agree that it is down".to_owned()),
            };
            let message =
                format!("the primary {primary}: {how}, after {} ms of silence", watched.down_after_milliseconds);
            findings.push(
                Finding::new("sentinel-primary-down", severity, facts.subject, message)
                    .hint("does it run? can the Sentinels log in to it (sentinel auth-pass)? their log says why no failover ends it"),
            );
        }
    }
    findings
}

/// `sentinel-phantom-replica`: replicas that Sentinel keeps and that are none.
fn phantoms(facts: &WatchFacts<'_>) -> Vec<Finding> {
    let mut found: Vec<(String, &str, Vec<&str>)> = Vec::new();
    for sentinel in facts.sentinels {
        let Some(view) = sentinel.view() else { continue };
        for replica in &view.replicas {
            let member = facts.addresses.member_at(&replica.host, replica.port);
            if replica.port != 0 && member.is_some() {
                continue;
            }
            let address = format!("{}:{}", replica.host, replica.port);
            match found.iter_mut().find(|(known, ..)| *known == address) {
                Some((.., sentinels)) => sentinels.push(&sentinel.name),
                None => found.push((address, &view.watched.name, vec![&sentinel.name])),
            }
        }
    }
    let finding = |(address, master, sentinels): (String, &str, Vec<&str>)| {
        let message = format!(
            "Sentinel keeps a replica {address}, which is no pod of this instance (by {})",
            sentinels.join(", ")
        );
        Finding::new("sentinel-phantom-replica", Severity::Warning, facts.subject, message).hint(format!(
            "SENTINEL RESET {master} on each Sentinel, one after the other, half a minute apart, makes them look anew"
        ))
    };
    found.into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests;
