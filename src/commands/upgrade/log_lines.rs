//! What the members logged since a time that deserves attention: Redis's warnings, and crash reports.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::log::{self, Level};
use crate::k8s::client::Kubernetes;
use crate::k8s::logs::LogPart;
use crate::report::{Finding, Severity};
use crate::target::discover::Target;
use crate::target::topology::Member;
use chrono::{DateTime, Utc};

/// Lines of each member that are looked at, from the end.
const TAIL: u32 = 10_000;
/// Different lines that are told of a member.
const TOLD: usize = 3;
/// Warnings of every start, which tell of the kernel or greet (redis/src/server.c, `linuxMemoryWarnings`, `main`).
const EVERY_START: [&str; 7] = [
    "oO0OoO0OoO0Oo",
    "WARNING: The TCP backlog setting",
    "WARNING Memory overcommit must be enabled",
    "WARNING you have Transparent Huge Pages",
    "Warning: no config file specified",
    "Redis version=",
    "Configuration loaded",
];

/// Findings of what was logged since `since`, a finding a member.
pub(super) async fn judge(context: &Context, target: &Target, since: DateTime<Utc>) -> Vec<Finding> {
    let Some(kubernetes) = &target.dialer.kubernetes else { return Vec::new() };
    let mut findings = Vec::new();
    for member in target.instance.members() {
        match read(context, kubernetes, member, since).await {
            Ok(lines) => findings.extend(told(&member.subject(), &lines)),
            Err(error) => {
                let message = format!("its log since the baseline cannot be read: {}", error.chain());
                let finding = Finding::new("upgrade-log", Severity::Unknown, member.subject(), message);
                findings.push(error.hints().iter().take(1).fold(finding, |finding, hint| finding.hint(hint.clone())));
            }
        }
    }
    findings
}

fn told(subject: &str, lines: &[String]) -> Option<Finding> {
    let mut messages: Vec<&str> = Vec::new();
    for line in lines {
        let line = log::split_timestamp(line).map_or(line.as_str(), |(_, rest)| rest);
        let Some(parsed) = log::parse_line(line).filter(|line| line.level == Level::Warning) else { continue };
        let usual = EVERY_START.iter().any(|start| parsed.message.starts_with(start));
        // "Server initialized", "Ready to accept connections" and the like were warnings before 7.
        let news = !usual && !is_greeting(parsed.message);
        if news && !messages.contains(&parsed.message) {
            messages.push(parsed.message);
        }
    }
    let (first, rest) = (messages.iter().take(TOLD), messages.len().saturating_sub(TOLD));
    let mut text = first.copied().collect::<Vec<_>>().join("; ");
    if rest > 0 {
        text.push_str(&format!("; and {rest} more"));
    }
    (!messages.is_empty()).then(|| {
        Finding::new("upgrade-log", Severity::Warning, subject, format!("warned in its log: {text}"))
            .hint("redis-ops logs --level warning shows them with their times")
    })
}

fn is_greeting(message: &str) -> bool {
    const GREETINGS: [&str; 8] = [
        "Diskless rdb transfer",
        "Server initialized",
        "User requested shutdown",
        "Received SIGTERM",
        "Redis is now ready to exit",
        "Valkey is now ready to exit",
        "Connection with replica",
        "Connection with primary",
    ];
    GREETINGS.iter().any(|start| message.starts_with(start))
}

async fn read(
    context: &Context,
    kubernetes: &Kubernetes,
    member: &Member,
    since: DateTime<Utc>,
) -> Result<Vec<String>> {
    let Some(pod) = &member.pod else { return Ok(Vec::new()) };
    let container = pod.containers.get(member.container).map(|one| one.name.as_str()).unwrap_or_default();
    let broken = || Error::target(format!("the log of {} was not read to its end", member.subject()));
    let part = LogPart { tail: Some(TAIL), from: Some(since), ..LogPart::default() };
    let work = async {
        let mut stream = kubernetes.open_log(&pod.namespace, &pod.name, container, part).await?;
        let mut lines = Vec::new();
        while let Some(more) = stream.next().await.map_err(|error| broken().because(&error))? {
            lines.extend(more);
        }
        Ok(lines)
    };
    tokio::time::timeout(context.time_for_a_node(), work).await.unwrap_or_else(|_| Err(broken()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_that_are_news_are_told_once_and_greetings_are_not() {
        let line = |message: &str| format!("2026-11-20T15:33:05.4Z 1:M 20 Nov 2026 15:33:05.423 # {message}");
        let usual = [line("Server initialized"), line("WARNING Memory overcommit must be enabled!")];
        assert_eq!(told("apps/a", &usual), None);
        let bad = [line("Bad file format"), line("Bad file format"), line("Fatal error loading the DB")];
        let found = told("apps/a", &bad).expect("told");
        assert_eq!(found.message, "warned in its log: Bad file format; Fatal error loading the DB");
    }
}
