//! Rules `claim-unbound`, `claim-growing`, `volume-small` and `volume-full`: what the members' data lies on. How full a
//! volume is, only the kubelet knows, and few may ask it: what can be told is what the claims say of themselves, what
//! Redis says of the size of its AOF, and what it logged when a write failed.

use super::{HealthFacts, MemberFacts, ObjectFacts};
use crate::formats::log;
use crate::report::{Finding, Severity, units};
use crate::target::facts::Volume;
use crate::target::objects::{ClaimFacts, ObjectKind};

pub(super) fn judge(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = facts.members.iter().filter_map(|member| full(member, objects)).collect();
    if !objects.saw(ObjectKind::Claims) {
        return findings;
    }
    for member in &facts.members {
        let own = claims(member, objects);
        for claim in &own {
            let subject = format!("{}/{}", objects.namespace, claim.name);
            findings.extend(unbound(claim, &subject, &member.name, &objects.namespace));
            findings.extend(growing(claim, &subject, facts));
        }
        // Where there are two, nothing says which of them holds the data.
        if let [claim] = own.as_slice() {
            findings.extend(small(member, claim));
        }
    }
    findings
}

/// The claims that the server's container mounts.
fn claims<'a>(member: &MemberFacts, objects: &'a ObjectFacts) -> Vec<&'a ClaimFacts> {
    let Some(pod) = &member.pod else { return Vec::new() };
    let mounts = pod.containers.get(member.container).map(|container| &container.mounts);
    let mut names: Vec<&String> = mounts
        .into_iter()
        .flat_map(|mounts| mounts.values())
        .filter_map(|volume| match pod.volumes.get(volume)? {
            Volume::Claim(name) => Some(name),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| objects.claims.iter().find(|claim| claim.name == *name)).collect()
}

fn unbound(claim: &ClaimFacts, subject: &str, member: &str, namespace: &str) -> Option<Finding> {
    if claim.phase == "Bound" {
        return None;
    }
    let what = match claim.phase.as_str() {
        "Lost" => "the volume behind it is gone".to_owned(),
        _ => {
            let class = claim.storage_class.as_deref().unwrap_or("no class");
            format!("no volume was made for it yet ({class})")
        }
    };
    let message = format!("the claim of {member} is {}: {what}", claim.phase);
    Some(
        Finding::new("claim-unbound", Severity::Critical, subject, message)
            .hint(format!("kubectl describe pvc -n {namespace} {} says why", claim.name)),
    )
}

/// An expansion that was asked for and is not done.
fn growing(claim: &ClaimFacts, subject: &str, facts: &HealthFacts) -> Option<Finding> {
    let condition = claim.conditions.iter().find(|(kind, ..)| kind.contains("Resiz"));
    let wanted = claim.wanted_bytes.filter(|wanted| claim.size_bytes.is_some_and(|size| size < *wanted));
    if condition.is_none() && (wanted.is_none() || claim.phase != "Bound") {
        return None;
    }
    let sizes = match (claim.size_bytes, wanted) {
        (Some(size), Some(wanted)) => format!(" from {} to {}", units::bytes(size), units::bytes(wanted)),
        _ => String::new(),
    };
    let mut message = format!("waits to grow{sizes}");
    let mut hint = format!("kubectl describe pvc -n {} {} shows its events", objects_namespace(subject), claim.name);
    if let Some((kind, words, since)) = condition {
        message.push_str(&format!(": {kind}"));
        if let Some(since) = since {
            message.push_str(&format!(" since {}", units::age(*since, facts.now)));
        }
        if !words.is_empty() {
            message.push_str(&format!(" ({})", words.trim_end_matches('.')));
        }
        if kind == "FileSystemResizePending" {
            hint =
                "the file system grows when the pod is started again, where its driver cannot do it before".to_owned();
        }
    } else {
        message.push_str(", and nothing says that anybody works on it");
    }
    Some(Finding::new("claim-growing", Severity::Warning, subject, message).hint(hint))
}

fn objects_namespace(subject: &str) -> &str {
    subject.split('/').next().unwrap_or_default()
}

/// The AOF and the copy that its next rewrite makes, against the volume.
fn small(member: &MemberFacts, claim: &ClaimFacts) -> Option<Finding> {
    let info = member.info()?;
    let (current, size) = (info.number("aof_current_size")?, claim.size_bytes.filter(|size| *size > 0)?);
    // A rewrite writes what the last one wrote, and what came since, while the old files stay.
    let rewrite = info.number("aof_base_size").unwrap_or(0);
    let needed = current.saturating_add(rewrite);
    if info.flag("aof_enabled") != Some(true) || needed < size {
        return None;
    }
    let severity = if current >= size / 100 * 95 { Severity::Critical } else { Severity::Warning };
    let message = format!(
        "has an AOF of {} on a volume of {}, and its next rewrite needs about {} more",
        units::bytes(current),
        units::bytes(size),
        units::bytes(rewrite)
    );
    Some(Finding::new("volume-small", severity, &member.subject, message).hint(format!(
        "grow the claim: kubectl edit pvc -n {} {}, where its class allows it",
        objects_namespace(&member.subject),
        claim.name
    )))
}

/// What the end of a log says of writes that failed, by the words of strerror(3).
fn full(member: &MemberFacts, objects: &ObjectFacts) -> Option<Finding> {
    const SIGNS: [&str; 3] = ["No space left on device", "Disk quota exceeded", "Read-only file system"];
    let (_, lines) = objects.last_lines.iter().find(|(subject, _)| *subject == member.subject)?;
    let line = lines.iter().rev().find(|line| SIGNS.iter().any(|sign| line.contains(sign)))?;
    let words = log::parse_line(line).map_or(line.as_str(), |line| line.message);
    let message = format!("could not write to its volume, its log says: {}", words.trim());
    Some(
        Finding::new("volume-full", Severity::Critical, &member.subject, message)
            .hint("grow the volume, or make room on it; redis-ops describe shows the claims and their sizes"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::*;
    use crate::target::facts::{ContainerFacts, PodFacts};

    fn judged(fields: &str, claim: ClaimFacts) -> Vec<Finding> {
        let mut only = member("a", fields);
        let mounts = [("/data".to_owned(), "data".to_owned())].into();
        only.pod = Some(PodFacts {
            containers: vec![ContainerFacts { mounts, ..ContainerFacts::default() }],
            volumes: [("data".to_owned(), Volume::Claim("data-a".into()))].into(),
            ..PodFacts::default()
        });
        let claims = vec![ClaimFacts { name: "data-a".into(), ..claim }];
        let namespace = "apps".to_owned();
        let objects = ObjectFacts { namespace, seen: vec![ObjectKind::Claims], claims, ..ObjectFacts::default() };
        judge(&instance(vec![only]), &objects)
    }

    fn bound() -> ClaimFacts {
        ClaimFacts {
            phase: "Bound".into(),
            size_bytes: Some(8 << 30),
            wanted_bytes: Some(8 << 30),
            ..Default::default()
        }
    }

    #[test]
    fn a_claim_without_a_volume_is_critical() {
        assert!(judged("", bound()).is_empty());
        let pending = ClaimFacts { phase: "Pending".into(), size_bytes: Some(8 << 30), ..ClaimFacts::default() };
        let found = judged("", pending);
        assert_eq!((ids(&found), found[0].severity), (vec!["claim-unbound"], Severity::Critical));
        let lost = judged("", ClaimFacts { phase: "Lost".into(), ..bound() });
        assert!(lost[0].message.contains("is gone"), "{}", lost[0].message);
    }

    #[test]
    fn an_expansion_that_was_asked_for_is_told_until_it_is_done() {
        let asked = || ClaimFacts { wanted_bytes: Some(16 << 30), ..bound() };
        assert!(judged("", asked())[0].message.contains("from 8.00GiB to 16.0GiB, and nothing"));
        let condition = ("FileSystemResizePending".to_owned(), "Waiting for user to (re-)start a pod".to_owned(), None);
        let found = judged("", ClaimFacts { conditions: vec![condition], ..asked() });
        assert_eq!((ids(&found), found[0].severity), (vec!["claim-growing"], Severity::Warning));
        assert!(found[0].hint.as_deref().is_some_and(|hint| hint.contains("started again")));
    }

    #[test]
    fn an_aof_that_its_rewrite_cannot_fit_beside_is_told() {
        let aof = |current: u64, base: u64| {
            let fields = format!("aof_enabled:1\naof_current_size:{current}\naof_base_size:{base}\n");
            judged(&fields, bound()).into_iter().map(|one| one.severity).collect::<Vec<_>>()
        };
        assert!(aof(3 << 30, 2 << 30).is_empty());
        assert_eq!(aof(5 << 30, 4 << 30), [Severity::Warning]);
        assert_eq!(aof(8 << 30, 4 << 30), [Severity::Critical]);
    }

    #[test]
    fn the_log_tells_why_a_write_failed() {
        let one = member("a", "");
        let line = "7:M 20 Nov 2026 15:33:05.423 # Error writing to the AOF file: No space left on device".to_owned();
        let last_lines = vec![("apps/a".to_owned(), vec![line, "7:M 20 Nov 2026 15:33:06.423 * x".to_owned()])];
        let found = full(&one, &ObjectFacts { last_lines, ..ObjectFacts::default() }).expect("full");
        assert!(found.message.ends_with("says: Error writing to the AOF file: No space left on device"));
        assert_eq!(full(&one, &ObjectFacts::default()), None);
    }
}
