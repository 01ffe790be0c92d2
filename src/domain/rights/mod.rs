//! The Kubernetes rights that commands need: the README's table as data.

mod table;

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A rule of a Role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// API groups.
    pub api_groups: Vec<&'static str>,
    /// Resources, with their subresources.
    pub resources: Vec<&'static str>,
    /// Verbs.
    pub verbs: Vec<&'static str>,
}

/// What a command needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rights {
    /// In the instance's namespace, or in all of them.
    pub namespaced: Vec<Rule>,
    /// At the cluster scope.
    pub cluster: Vec<Rule>,
    /// Whether it looks into all namespaces.
    pub all_namespaces: bool,
}

/// How to ask about a right, in a place such as `-n apps`. kubectl takes `pods/log` for a pod of the name `log`, so a
/// subresource is an option of its own.
pub fn can_i(verb: &str, resource: &str, place: &str) -> String {
    match resource.split_once('/') {
        Some((resource, below)) => format!("kubectl auth can-i {verb} {resource} --subresource={below} {place}"),
        None => format!("kubectl auth can-i {verb} {resource} {place}"),
    }
}

/// What a Rule allows, one at a time: group, resource, verb.
pub fn single(rules: &[Rule]) -> BTreeSet<(&'static str, &'static str, &'static str)> {
    let mut all = BTreeSet::new();
    for rule in rules {
        for group in &rule.api_groups {
            for resource in &rule.resources {
                all.extend(rule.verbs.iter().map(|verb| (*group, *resource, *verb)));
            }
        }
    }
    all
}

/// The rules that allow this and nothing else, as few as possible.
fn merged(all: &BTreeSet<(&'static str, &'static str, &'static str)>) -> Vec<Rule> {
    let mut verbs: BTreeMap<(&'static str, &'static str), Vec<&'static str>> = BTreeMap::new();
    for &(group, resource, verb) in all {
        verbs.entry((group, resource)).or_default().push(verb);
    }
    let mut rules: Vec<Rule> = Vec::new();
    for ((group, resource), verbs) in verbs {
        match rules.iter_mut().find(|rule| rule.api_groups == [group] && rule.verbs == verbs) {
            Some(rule) => rule.resources.push(resource),
            None => rules.push(Rule { api_groups: vec![group], resources: vec![resource], verbs }),
        }
    }
    rules
}

impl Rights {
    /// With those of another command too.
    pub fn add(&mut self, other: Self) {
        for (own, more) in [(&mut self.namespaced, other.namespaced), (&mut self.cluster, other.cluster)] {
            let mut all = single(own);
            all.extend(single(&more));
            *own = merged(&all);
        }
        self.all_namespaces |= other.all_namespaces;
    }

    /// Whether nothing is needed of a cluster.
    pub fn is_empty(&self) -> bool {
        self.namespaced.is_empty() && self.cluster.is_empty()
    }

    /// Without the right to read files in pods, for `full-backup --no-aof`.
    #[must_use]
    pub fn without_files_in_pods(mut self) -> Self {
        self.namespaced.iter_mut().for_each(|rule| rule.resources.retain(|resource| *resource != "pods/exec"));
        self.namespaced.retain(|rule| !rule.resources.is_empty());
        self
    }
}

/// What a command needs, or a command with the option that needs more, such as `restore-rdb --engine offline`; none where
/// there is no such command. A way that a command takes by itself where the usual one is closed (`backup-rdb` without
/// SYNC, a restore where no server answers) is that of its option.
pub fn of(what: &str) -> Option<Rights> {
    let (command, option) = what.split_once(' ').unwrap_or((what, ""));
    let mut rights = table::of_command(command)?;
    if !option.is_empty() {
        rights.add(table::of_option(command, option)?);
    }
    let mut whole = Rights::default();
    whole.add(rights);
    Some(whole)
}

/// What a command line needs: its command, with the options on it that need more.
pub fn of_line(command: &str, words: &[String]) -> Option<Rights> {
    let mut rights = of(command)?;
    let said = |option: &str| {
        let (name, value) = option.split_once(' ').unwrap_or((option, ""));
        let joined = format!("{name}={value}");
        words.contains(&joined)
            || words.iter().enumerate().any(|(at, word)| {
                word == name && (value.is_empty() || words.get(at + 1).is_some_and(|next| next == value))
            })
    };
    let named = table::OPTIONS.iter().filter(|(of, option)| *of == command && said(option));
    named.filter_map(|(_, option)| table::of_option(command, option)).for_each(|more| rights.add(more));
    if command == "full-backup" && said("--no-aof") && !said("--via disk") {
        rights = rights.without_files_in_pods();
    }
    Some(rights)
}

/// The options that need more than their command, with it: `restore-rdb --engine offline`.
pub fn with_options() -> impl Iterator<Item = String> {
    table::OPTIONS.iter().map(|(command, option)| format!("{command} {option}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rights_of_several_are_those_of_each_and_no_more() {
        let mut both = Rights::default();
        for command in ["backup-rdb", "health", "backup-rdb"] {
            both.add(of(command).expect("known"));
        }
        let mut all = single(&of("backup-rdb").expect("known").namespaced);
        all.extend(single(&of("health").expect("known").namespaced));
        assert_eq!(single(&both.namespaced), all);
        let pods: Vec<_> = both.namespaced.iter().filter(|rule| rule.resources.contains(&"pods")).collect();
        assert_eq!(pods.len(), 1);
    }

    #[test]
    fn a_backup_needs_no_right_to_write_but_its_lock() {
        let rights = of("backup-rdb").expect("known");
        let writing =
            |rule: &&Rule| rule.verbs.iter().any(|verb| ["create", "update", "delete", "patch"].contains(verb));
        let writes: BTreeSet<_> = rights.namespaced.iter().filter(writing).flat_map(|rule| &rule.resources).collect();
        assert_eq!(writes, BTreeSet::from([&"leases", &"pods/portforward"]));
        assert!(rights.cluster.is_empty() && of("make-shim").is_some_and(|none| none.is_empty()));
        assert_eq!(of("restore-rdb --engine live"), None);
    }

    #[test]
    fn a_command_line_needs_what_its_options_need() {
        let line = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            of_line(&words[0], &words).expect("known")
        };
        let plain = line(&["backup-rdb", "-n", "apps"]);
        let via_disk = line(&["backup-rdb", "--via", "disk", "-n", "apps"]);
        assert_eq!((Some(&plain), Some(&via_disk)), (of("backup-rdb").as_ref(), of("backup-rdb --via disk").as_ref()));
        assert!(plain != via_disk && line(&["backup-rdb", "--via=disk"]) == via_disk);
        assert_eq!(line(&["backup-rdb", "--via", "sync", "--to", "disk"]), plain);
        assert_ne!(line(&["backup-prune", "/b", "--orphans"]), of("backup-prune").expect("known"));
        let full = |words| single(&line(words).namespaced).contains(&("", "pods/exec", "get"));
        assert!(full(&["full-backup"]) && !full(&["full-backup", "--no-aof"]));
        assert!(full(&["full-backup", "--no-aof", "--via=disk"]));
    }

    #[test]
    fn every_option_with_rights_of_its_own_adds_some_to_its_command() {
        for what in with_options() {
            let command = what.split(' ').next().expect("a word");
            assert_ne!(of(&what), of(command), "{what}");
        }
    }
}
