//! Rules `upgrade-defaults` and `upgrade-image`: values that change by themselves, and images that are not to be had.

use super::release_facts::ReleaseFacts;
use crate::domain::release::Release;
use crate::formats::rdb::Dialect;
use crate::report::{Finding, Severity};

/// Which releases have which default.
struct Default {
    parameter: &'static str,
    before: &'static str,
    after: &'static str,
    /// The first release of Redis with `after`; none where Redis keeps `before`.
    redis: Option<(u32, u32)>,
}

/// Defaults of `CONFIG GET *` that differ between Redis 6.2 to 8.6 and Valkey 8.0 to 9.1, measured on servers without a
/// configuration; all of Valkey's have `after`.
const DEFAULTS: [Default; 10] = [
    changed("acl-pubsub-default", "allchannels", "resetchannels", Some((7, 0))),
    changed("repl-diskless-sync", "no", "yes", Some((7, 0))),
    changed("hide-user-data-from-log", "no", "yes", None),
    changed("lazyfree-lazy-eviction", "no", "yes", None),
    changed("lazyfree-lazy-expire", "no", "yes", None),
    changed("lazyfree-lazy-server-del", "no", "yes", None),
    changed("lazyfree-lazy-user-del", "no", "yes", None),
    changed("lazyfree-lazy-user-flush", "no", "yes", None),
    changed("replica-lazy-flush", "no", "yes", None),
    changed("repl-backlog-size", "1048576", "10485760", None),
];

const fn changed(
    parameter: &'static str,
    before: &'static str,
    after: &'static str,
    redis: Option<(u32, u32)>,
) -> Default {
    Default { parameter, before, after, redis }
}

impl Default {
    fn of(&self, release: Release) -> &'static str {
        let after = match release.dialect {
            Dialect::Valkey => true,
            Dialect::Redis => self.redis.is_some_and(|first| (release.major, release.minor) >= first),
        };
        if after { self.after } else { self.before }
    }
}

/// Parameters that run with a default that will be another, and that no configuration names.
pub(super) fn defaults(facts: &ReleaseFacts, current: Release, target: Release) -> Option<Finding> {
    let named = |parameter: &str| {
        facts.named.iter().flat_map(|file| &file.directives).any(|directive| directive.name == parameter)
    };
    let runs = |parameter: &str, value: &str| {
        let members = facts.members.iter().filter_map(|member| member.parameters.as_ref());
        members.into_iter().any(|parameters| parameters.get(parameter).is_some_and(|own| own == value))
    };
    let changes = DEFAULTS.iter().filter_map(|default| {
        let (before, after) = (default.of(current), default.of(target));
        let changes = before != after && !named(default.parameter) && runs(default.parameter, before);
        changes.then(|| format!("{} {before} → {after}", default.parameter))
    });
    let changes: Vec<String> = changes.collect();
    (!changes.is_empty()).then(|| {
        let message = format!("defaults that change with {target}: {}", changes.join(", "));
        Finding::new("upgrade-defaults", Severity::Info, &facts.subject, message)
            .hint("name those that you want to keep in the configuration before the upgrade")
    })
}

/// Bitnami's free images stopped: what is there is not updated any more.
pub(super) fn images(facts: &ReleaseFacts) -> Vec<Finding> {
    let mut seen: Vec<&str> = facts.members.iter().filter_map(|member| member.image.as_deref()).collect();
    seen.sort_unstable();
    seen.dedup();
    let finding = |image: &&str| {
        let legacy = image.contains("bitnamilegacy/");
        let frozen = legacy || (image.contains("bitnami/") && !image.contains("bitnamisecure/"));
        frozen.then(|| {
            let message = if legacy {
                format!("runs {image}, an archive that gets no new version: the upgrade needs an image from elsewhere")
            } else {
                format!("runs {image}: Bitnami's versioned images moved to bitnamilegacy, and a pull may find none")
            };
            Finding::new("upgrade-image", Severity::Warning, &facts.subject, message)
                .hint("can every node pull the new image? kubectl run with it, before the upgrade")
        })
    };
    seen.iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, ids};
    use super::*;
    use crate::domain::upgrade::Named;
    use crate::formats::redis_conf::parse;

    #[test]
    fn defaults_that_nobody_names_are_told() {
        let mut old = facts("redis_version:6.2.14\n");
        let values =
            [("repl-diskless-sync", "no"), ("acl-pubsub-default", "allchannels"), ("lazyfree-lazy-expire", "yes")];
        old.members[0].parameters = Some(values.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let found = defaults(&old, Release::redis(6, 2), Release::redis(7, 4)).expect("told");
        assert_eq!(
            found.message,
            "defaults that change with Redis 7.4: acl-pubsub-default allchannels → resetchannels, repl-diskless-sync no → yes"
        );
        old.named = vec![Named { place: "x".into(), directives: parse("repl-diskless-sync no\n") }];
        let found = defaults(&old, Release::redis(6, 2), Release::valkey(9, 0)).expect("told");
        assert!(!found.message.contains("repl-diskless-sync"), "{}", found.message);
        assert_eq!(defaults(&old, Release::redis(7, 0), Release::redis(8, 0)), None);
    }

    #[test]
    fn an_archived_image_is_told_once() {
        let mut archived = facts("redis_version:8.2.1\n");
        archived.members[0].image = Some("docker.io/bitnamilegacy/redis:8.2.1-debian-12-r0".into());
        assert_eq!(ids(&images(&archived)), [("upgrade-image".to_owned(), Severity::Warning)]);
        archived.members[0].image = Some("docker.io/redis:8.2".into());
        assert!(images(&archived).is_empty());
    }
}
