//! Before and after an upgrade: what speaks against it, and what it changed. Facts → rules with ids.

mod access;
pub mod baseline;
mod busy;
mod compare;
pub mod directives;
mod formats;
mod objects;
mod release_facts;
mod rollout;
mod settings;

pub use busy::is_moving;
pub use compare::{AfterFacts, judge_after, judge_keys, judge_releases};
pub use objects::target_of;
pub use release_facts::{MemberRelease, Named, ReleaseFacts};
pub use rollout::judge as judge_rollout;

use crate::domain::release::Release;
use crate::domain::version;
use crate::report::{Finding, Severity};

/// The rules about a change of release. What the rules of health, replication and backups say stands beside it.
pub fn judge_before(facts: &ReleaseFacts) -> Vec<Finding> {
    let mut findings = busy::judge(facts);
    findings.extend(objects::judge(facts));
    findings.extend(settings::images(facts));
    let versions: Vec<_> =
        facts.members.iter().filter_map(|member| Some((member.subject.as_str(), member.info.as_ref()?))).collect();
    findings.extend(version::judge_skew(&facts.subject, &versions));
    match (facts.current(), facts.target) {
        (Some(current), Some(target)) => {
            findings.extend(formats::judge(facts, current, target));
            findings.extend(access::judge(facts, current, target));
            findings.extend(settings::defaults(facts, current, target));
            findings.extend(directives::judge(&facts.named, target));
        }
        (_, None) => {
            let message = "formats, directives, ACL rules and modules are not judged: the version to come is not known";
            findings.push(
                Finding::new("upgrade-target", Severity::Info, &facts.subject, message)
                    .hint("--to 8.0, or --manifests with what helm template prints"),
            );
        }
        (None, Some(target)) => {
            let message = format!("what it runs is not known, so nothing can be said of the change to {target}");
            findings.push(Finding::new("upgrade-target", Severity::Unknown, &facts.subject, message));
        }
    }
    findings
}

/// The rules about going back to a release from `written`, the newest one that may have written the data: what is there is
/// read by the former server, and what is to be applied again fits.
pub fn judge_back(facts: &ReleaseFacts, written: Option<Release>) -> Vec<Finding> {
    let mut findings = busy::judge(facts);
    findings.extend(objects::judge(facts));
    let unjudged = |message: String| Finding::new("rollback-unjudged", Severity::Unknown, &facts.subject, message);
    match (written, facts.target) {
        (Some(written), Some(target)) if written != target => {
            // the way back from the way back is no rule here
            findings
                .extend(formats::judge(facts, written, target).into_iter().filter(|one| one.id != "upgrade-rollback"));
            let access = access::judge(facts, written, target);
            findings.extend(access.into_iter().map(|one| of_bundled_modules(facts, written, one)));
            findings.extend(directives::judge(&facts.named, target));
        }
        (Some(_), Some(_)) => {}
        (None, _) => {
            let message = "what wrote its data is not known: no member answers, and its image names no version";
            findings.push(unjudged(message.to_owned()));
        }
        (_, None) => {
            let message = "whether the former version reads the data is not judged: its image names no version";
            findings.push(unjudged(message.to_owned()).hint("--to VERSION says which one it is"));
        }
    }
    findings
}

/// Modules that come with Redis 8 are loaded whether anybody uses them or not: that alone stops no way back.
fn of_bundled_modules(facts: &ReleaseFacts, written: Release, finding: Finding) -> Finding {
    let mut loaded = facts.members.iter().filter_map(|member| member.modules.as_ref()).flatten();
    let is_bundled = |name: &String| access::BUNDLED.contains(&name.to_ascii_lowercase().as_str());
    let bundled = written.is_at_least(Release::redis(8, 0)) && loaded.all(is_bundled);
    if finding.id != "upgrade-modules" || !bundled {
        return finding;
    }
    let message = "Redis 8 brings modules along: a key of their types stops the start of the former server";
    Finding::new("upgrade-modules", Severity::Warning, &facts.subject, message)
        .hint("redis-ops bigkeys shows the types that there are")
}

#[cfg(test)]
mod fixtures {
    use super::*;
    use crate::formats::info::Info;

    /// An instance of one member that answered with these fields.
    pub fn facts(info: &str) -> ReleaseFacts {
        let member = MemberRelease {
            subject: "apps/a".into(),
            info: Some(Info::parse(info)),
            looked_at_for: std::time::Duration::ZERO,
            image: None,
            parameters: None,
            acl: None,
            modules: None,
        };
        ReleaseFacts {
            subject: "apps/cache".into(),
            members: vec![member],
            named: Vec::new(),
            target: None,
            sets: Vec::new(),
            next: None,
        }
    }

    /// Ids and severities.
    pub fn ids(findings: &[Finding]) -> Vec<(String, Severity)> {
        findings.iter().map(|one| (one.id.clone(), one.severity)).collect()
    }
}
