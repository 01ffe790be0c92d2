//! Rules `upgrade-acl` and `upgrade-modules`: what users may do, and types that are not Redis's own, after the change.

use super::release_facts::{Named, ReleaseFacts};
use crate::domain::release::Release;
use crate::formats::rdb::Dialect;
use crate::report::{Finding, Severity};
use std::collections::BTreeSet;

/// Categories that the commands of the modules in Redis 8 joined (Redis 8.0 release notes, "ACL categories").
const JOINED: [&str; 3] = ["read", "write", "dangerous"];
/// Modules that Redis 8 brings along.
pub(super) const BUNDLED: [&str; 6] = ["bf", "rejson", "search", "searchlight", "timeseries", "vectorset"];

pub(super) fn judge(facts: &ReleaseFacts, current: Release, target: Release) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        [categories(facts, current, target), newer_rules(facts, target)].into_iter().flatten().collect();
    findings.extend(channels(&facts.named, current, target));
    findings.extend(modules(facts, target));
    findings
}

/// Redis 8: rules by category mean more than before.
fn categories(facts: &ReleaseFacts, current: Release, target: Release) -> Option<Finding> {
    let eight = Release::redis(8, 0);
    if !target.is_at_least(eight) || current.is_at_least(eight) {
        return None;
    }
    let by_category = |line: &&String| {
        let about = |word: &str| {
            let category = word.strip_prefix("+@").or_else(|| word.strip_prefix("-@"));
            category.is_some_and(|category| JOINED.contains(&category.to_ascii_lowercase().as_str()))
        };
        line.split(' ').any(|word| about(word.trim_matches(['(', ')'])))
    };
    let users = users(facts, by_category);
    (!users.is_empty()).then(|| {
        let message = format!(
            "users {} have rules by the categories {}, which hold the modules' commands too in {target}: +@ gives more, -@ \
             takes more",
            users.join(", "),
            JOINED.map(|name| format!("@{name}")).join(", ")
        );
        Finding::new("upgrade-acl", Severity::Warning, &facts.subject, message)
            .hint("redis-ops security-check after the upgrade; ACL DRYRUN USER COMMAND tells of one")
    })
}

/// Key permissions and selectors came with 7.0: a server before refuses the line, and does not start with it.
fn newer_rules(facts: &ReleaseFacts, target: Release) -> Option<Finding> {
    if target.dialect != Dialect::Redis || target.is_at_least(Release::redis(7, 0)) {
        return None;
    }
    let newer = |line: &&String| line.split(' ').any(|word| word.starts_with('%') || word.starts_with('('));
    let users = users(facts, newer);
    (!users.is_empty()).then(|| {
        let message = format!("users {} have key permissions or selectors, which {target} refuses", users.join(", "));
        Finding::new("upgrade-acl", Severity::Critical, &facts.subject, message)
    })
}

/// Before 7.0 a user without a rule about channels reaches all of them, afterwards none (`acl-pubsub-default`).
fn channels(named: &[Named], current: Release, target: Release) -> Option<Finding> {
    let seven = Release::redis(7, 0);
    let crosses = !current.is_at_least(seven) && current.dialect == Dialect::Redis;
    if !crosses || (target.dialect == Dialect::Redis && !target.is_at_least(seven)) {
        return None;
    }
    let directives = || named.iter().flat_map(|file| &file.directives);
    if directives().any(|one| one.name == "acl-pubsub-default") {
        return None;
    }
    let rules_channels = |word: &String| {
        word.starts_with('&') || ["allchannels", "resetchannels"].contains(&word.to_ascii_lowercase().as_str())
    };
    let users: BTreeSet<&str> = directives()
        .filter(|one| one.name == "user" && !one.arguments.iter().any(rules_channels))
        .filter_map(|one| one.arguments.first().map(String::as_str))
        .collect();
    (!users.is_empty()).then(|| {
        let users: Vec<&str> = users.into_iter().collect();
        let message = format!(
            "users {} have no rule about channels: {current} lets them subscribe to all, {target} to none",
            users.join(", ")
        );
        Finding::new("upgrade-acl", Severity::Warning, &named[0].place, message)
            .hint("add &* to the users that publish or subscribe, or acl-pubsub-default allchannels")
    })
}

fn users(facts: &ReleaseFacts, fits: impl Fn(&&String) -> bool) -> Vec<String> {
    let lines = facts.members.iter().filter_map(|member| member.acl.as_ref()).flatten();
    let names = lines.filter(fits).filter_map(|line| line.split(' ').nth(1).map(str::to_owned));
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

fn modules(facts: &ReleaseFacts, target: Release) -> Option<Finding> {
    let loaded = facts.members.iter().filter_map(|member| member.modules.as_ref()).flatten();
    let loaded: BTreeSet<&str> = loaded.map(String::as_str).collect();
    if loaded.is_empty() {
        return None;
    }
    let bundles = target.is_at_least(Release::redis(8, 0));
    let missing: Vec<&str> =
        loaded.into_iter().filter(|name| !(bundles && BUNDLED.contains(&name.to_ascii_lowercase().as_str()))).collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!(
        "module {} is loaded, and a plain {target} does not bring it: keys of its types stop the start",
        missing.join(", ")
    );
    Some(
        Finding::new("upgrade-modules", Severity::Critical, &facts.subject, message).hint(
            "does the new image carry a build of it for that version? then this is a warning to heed, no obstacle",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, ids};
    use super::*;
    use crate::formats::redis_conf::parse;

    fn judged(facts: &ReleaseFacts, target: Release) -> Vec<(String, Severity)> {
        let current = facts.current().expect("a release");
        ids(&judge(facts, current, target))
    }

    fn acl(version: &str, line: &str) -> ReleaseFacts {
        let mut facts = facts(&format!("redis_version:{version}\n"));
        facts.members[0].acl = Some(vec!["user default on nopass ~* &* +@all".to_owned(), line.to_owned()]);
        facts
    }

    #[test]
    fn categories_mean_more_in_eight() {
        let line = "user app on #5f ~* &* +@all -@write";
        let warned = [("upgrade-acl".to_owned(), Severity::Warning)];
        assert_eq!(judged(&acl("7.4.2", line), Release::redis(8, 0)), warned);
        assert_eq!(judged(&acl("8.0.2", line), Release::redis(8, 6)), []);
        assert_eq!(judged(&acl("7.4.2", line), Release::valkey(8, 1)), []);
        assert_eq!(judged(&acl("7.4.2", "user app on ~* +@all -@scripting"), Release::redis(8, 0)), []);
    }

    #[test]
    fn rules_of_seven_are_refused_before() {
        let line = "user app on %R~cache:* resetchannels -@all +get";
        assert_eq!(judged(&acl("7.4.2", line), Release::redis(6, 2)), [("upgrade-acl".to_owned(), Severity::Critical)]);
        assert_eq!(judged(&acl("7.4.2", line), Release::redis(7, 0)), []);
    }

    #[test]
    fn channels_are_closed_from_seven_on() {
        let mut old = facts("redis_version:6.2.14\n");
        let place = "ConfigMap a/b, key redis.conf".to_owned();
        old.named = vec![Named { place, directives: parse("user app on >x ~* +@all\nuser other on >x ~* &* +@all\n") }];
        let found = judge(&old, Release::redis(6, 2), Release::redis(7, 4));
        assert_eq!(ids(&found), [("upgrade-acl".to_owned(), Severity::Warning)]);
        assert!(found[0].message.starts_with("users app have"), "{}", found[0].message);
        old.named[0].directives.extend(parse("acl-pubsub-default allchannels\n"));
        assert!(judge(&old, Release::redis(6, 2), Release::redis(7, 4)).is_empty());
    }

    #[test]
    fn modules_that_the_target_lacks_stop_it() {
        let mut loaded = facts("redis_version:7.4.2\n");
        loaded.members[0].modules = Some(vec!["ReJSON".into(), "search".into()]);
        assert_eq!(judged(&loaded, Release::redis(8, 0)), []);
        let critical = [("upgrade-modules".to_owned(), Severity::Critical)];
        assert_eq!(judged(&loaded, Release::valkey(8, 1)), critical);
        loaded.members[0].modules = Some(vec!["own".into()]);
        assert_eq!(judged(&loaded, Release::redis(8, 0)), critical);
    }
}
