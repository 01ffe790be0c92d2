//! Rule `kernel-setting`: what a server said of the node's kernel when it started (redis/src/syscheck.c, server.c). Of no
//! weight by itself: what may come of it, a save that fails or latency, has rules of its own.

use super::{HealthFacts, ObjectFacts};
use crate::formats::log;
use crate::report::{Finding, Severity};

/// A word of the warning, what it means, what to do.
const WARNINGS: [(&str, &str, &str); 3] = [
    (
        "overcommit_memory",
        "vm.overcommit_memory is not 1: a fork may be refused while memory is short, and with it saves and full syncs",
        "on the node: sysctl vm.overcommit_memory=1",
    ),
    (
        "Transparent Huge Pages",
        "Transparent Huge Pages are always on: a fork costs more memory and time",
        "on the node: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
    ),
    (
        "somaxconn",
        "net.core.somaxconn is below tcp-backlog: connections that come in a burst are dropped",
        "in the pod's securityContext.sysctls: net.core.somaxconn, or a lower tcp-backlog",
    ),
];

pub(super) fn judge(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (word, meaning, hint) in WARNINGS {
        let warned = |(subject, lines): &&(String, Vec<String>)| {
            let known = facts.members.iter().any(|member| member.subject == *subject);
            // Only what Redis itself wrote: a script may have printed the word, too.
            known && lines.iter().filter_map(|line| log::parse_line(line)).any(|line| line.message.contains(word))
        };
        let said: Vec<&str> = objects
            .first_lines
            .iter()
            .filter(warned)
            .map(|(subject, _)| subject.split_once('/').map_or(subject.as_str(), |(_, pod)| pod))
            .collect();
        if !said.is_empty() {
            let message = format!("{meaning} (said by {} at the start)", said.join(", "));
            findings.push(Finding::new("kernel-setting", Severity::Info, &facts.subject, message).hint(hint));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{instance, member};
    use super::*;

    #[test]
    fn each_warning_is_told_once_with_the_members_that_wrote_it() {
        let line = |words: &str| format!("1:M 20 Nov 2026 15:33:05.423 # {words}");
        // 7.0.15, 5.0.14 and 7.4.1 in their own words
        let seven = line("WARNING Memory overcommit must be enabled! Without it, [...] add 'vm.overcommit_memory = 1'");
        let five = line("WARNING overcommit_memory is set to 0! Background save may fail under low memory condition.");
        let pages = line("WARNING You have Transparent Huge Pages (THP) support enabled in your kernel.");
        let backlog =
            line("WARNING: The TCP backlog setting of 511 cannot be enforced because [...]/somaxconn is set [...]");
        let objects = ObjectFacts {
            first_lines: vec![
                ("apps/a".into(), vec![seven, pages, backlog]),
                ("apps/b".into(), vec![five, "an own script: somaxconn".into()]),
            ],
            ..ObjectFacts::default()
        };
        let found = judge(&instance(vec![member("a", ""), member("b", "")]), &objects);
        let said: Vec<&str> = found.iter().filter_map(|one| one.message.rsplit_once('(')).map(|(_, by)| by).collect();
        assert_eq!(said, ["said by a, b at the start)", "said by a at the start)", "said by a at the start)"]);
        assert!(found.iter().all(|one| one.severity == Severity::Info));
    }
}
