//! Rules `two-primaries`, `no-primary` and `role-unexpected`: who takes the writes.

use super::HealthFacts;
use crate::domain::silence;
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;

pub(super) fn judge(facts: &HealthFacts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in &facts.members {
        let (Some(role), Some(intended)) = (member.role(), member.intended_role) else { continue };
        if role != intended {
            let message = format!("is a {}, but its deployment makes it the {}", role.word(), intended.word());
            findings
                .push(Finding::new("role-unexpected", Severity::Warning, &member.subject, message).hint(
                    "a restart of the pod will bring the intended role back; writes taken meanwhile may be lost",
                ));
        }
    }
    // In a cluster each shard has a primary of its own; those rules are in `cluster`.
    let cluster =
        facts.members.iter().any(|member| member.info().is_some_and(|info| info.flag("cluster_enabled") == Some(true)));
    if cluster {
        return findings;
    }
    let primaries: Vec<&str> = facts
        .members
        .iter()
        .filter(|member| member.role() == Some(Role::Primary))
        .map(|member| member.name.as_str())
        .collect();
    if primaries.len() > 1 {
        let message = format!("has {} primaries that each take writes: {}", primaries.len(), primaries.join(", "));
        findings.push(
            Finding::new("two-primaries", Severity::Critical, &facts.subject, message)
                .hint("compare them with redis-ops info replication keyspace; only one of them may stay writable"),
        );
    }
    if primaries.is_empty() && !facts.members.is_empty() && !facts.partial {
        let silent: Vec<_> = facts.members.iter().filter(|member| member.role().is_none()).collect();
        let down = |member: &&super::MemberFacts| {
            member.answer.as_ref().is_err_and(|error| silence::finding("", error).severity == Severity::Critical)
        };
        let (severity, message) = if silent.is_empty() {
            (Severity::Critical, "has no primary: every member follows another, nobody takes writes")
        } else if silent.iter().all(down) {
            (Severity::Critical, "has no primary: whoever is not a replica is down, nobody takes writes")
        } else {
            (Severity::Unknown, "no member that answered is a primary, and not all answered")
        };
        findings.push(
            Finding::new("no-primary", severity, &facts.subject, message)
                .hint("redis-ops info replication shows whom each member follows"),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::judge;
    use crate::error::Error;
    use crate::target::flavour::Role;

    #[test]
    fn one_primary_with_replicas_is_in_order() {
        let facts = instance(vec![member("a", ""), member("b", "role:slave\n"), member("c", "role:slave\n")]);
        assert!(judge(&facts).is_empty());
    }

    #[test]
    fn a_clusters_primaries_are_no_split_brain() {
        let facts = instance(vec![member("a", "cluster_enabled:1\n"), member("b", "cluster_enabled:1\n")]);
        assert!(judge(&facts).is_empty());
    }

    #[test]
    fn two_primaries_and_a_swapped_role() {
        let mut swapped = member("b", "");
        swapped.intended_role = Some(Role::Replica);
        let mut facts = instance(vec![member("a", ""), swapped]);
        let found = judge(&facts);
        assert_eq!(ids(&found), ["role-unexpected", "two-primaries"]);
        assert!(found[1].message.contains("a, b"));
        facts.partial = true;
        assert_eq!(judge(&facts).len(), 2, "two that were seen are two, whoever else there is");
    }

    #[test]
    fn without_a_primary_silence_decides_between_unknown_and_critical() {
        let mut facts = instance(vec![member("b", "role:slave\n")]);
        assert_eq!(judge(&facts)[0].severity, crate::report::Severity::Critical);
        let mut silent = member("a", "");
        silent.answer = Err(Error::target("silent"));
        facts.members.push(silent);
        assert_eq!(judge(&facts)[0].severity, crate::report::Severity::Unknown);
        facts.members[1].answer = Err(Error::target("cannot open").cause("connect: connection refused"));
        assert_eq!(judge(&facts)[0].severity, crate::report::Severity::Critical);
        facts.partial = true;
        assert!(judge(&facts).is_empty());
    }
}
