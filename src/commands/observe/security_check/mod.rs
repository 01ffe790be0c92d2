//! `security-check`: is what should be closed closed.

mod cluster;
mod servers;

use super::health::FailOn;
use crate::context::Context;
use crate::domain::security::acl::User;
use crate::domain::security::{self, Check, Grade, Open, SecurityFacts, Strength};
use crate::error::Result;
use crate::exit::{Exit, Nature};
use crate::report::{Block, Cell, Outcome, Report, Table, Tone, Verdict, View};
use crate::target::discover;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "security-check";

/// Check what a Redis lets in and what its pods may do, line by line
///
/// Looks at the login (is a password really wanted: it is tried without one; how long is it; ACL users), dangerous
/// commands, TLS and addresses, NetworkPolicies and Services, the containers' rights, limits and images, the namespace's
/// Pod Security Standard, the rights of the pods' ServiceAccount and your own, and passwords that stand in clear. It
/// changes nothing and shows no password. docs/findings.md explains each finding; what could not be read is UNKNOWN, with
/// the right that is missing.
///
/// Exit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (something could not be seen).
///
/// Examples:
///   redis-ops security-check -n apps -r cache
///   redis-ops security-check -n apps -r cache --fail-on critical -o json
///   redis-ops security-check --url rediss://cache.example:6379 --redis-cacert ca.crt
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct SecurityCheckArgs {
    /// Least severity that makes the exit status other than 0 (UNKNOWN always does)
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
}

#[derive(Debug, Serialize)]
struct SecurityReport {
    checks: Vec<Check>,
    members: Vec<MemberView>,
    #[serde(skip)]
    verdict: Verdict,
}

#[derive(Debug, Serialize)]
struct MemberView {
    member: String,
    /// Whether it answers without a login.
    open: Open,
    password: Option<Strength>,
    users: Option<Vec<User>>,
    /// Dangerous commands that the default user reaches.
    reachable_commands: Option<Vec<String>>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. Whatever cannot be seen of the instance is a finding.
pub async fn run(context: &Context, args: &SecurityCheckArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut findings = Vec::new();
    let mut members = servers::look(context, &target, &mut findings).await?;
    let cluster = cluster::look(&target, &mut members, &mut findings).await;
    let facts = SecurityFacts {
        subject: target.instance.full_name(),
        namespace: target.instance.namespace.clone(),
        members,
        cluster,
    };
    findings.extend(security::judge(&facts));
    let verdict = Verdict::of(&findings);
    let checks = security::checklist(&facts, &findings);
    let view = |member: security::MemberFacts| MemberView {
        member: member.name,
        open: member.open,
        password: member.password,
        users: member.users,
        reachable_commands: member.reachable,
    };
    let report = SecurityReport { checks, members: facts.members.into_iter().map(view).collect(), verdict };
    let mut outcome = Outcome::with_findings(verdict, findings, Some(target.reference()), &report);
    if (args.fail_on, verdict) == (FailOn::Critical, Verdict::Warning) {
        outcome.exit = Exit::Ok;
    }
    Ok(outcome)
}

impl Report for SecurityReport {
    fn view(&self) -> View {
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let applicable: Vec<&Check> = self.checks.iter().filter(|check| check.result != Grade::NotApplicable).collect();
        let passed = applicable.iter().filter(|check| check.result == Grade::Ok).count();
        let mut line = format!("{}: {passed} of {} checks passed", self.verdict.word(), applicable.len());
        if applicable.len() < self.checks.len() {
            line.push_str(&format!("; {} have nothing to be about here", self.checks.len() - applicable.len()));
        }
        let mut table = Table::new(&["TOPIC", "RESULT", "WANTED"]);
        let mut before = "";
        for check in &self.checks {
            let (word, tone) = match check.result {
                Grade::Ok => ("OK", Tone::Good),
                Grade::NotApplicable => ("-", Tone::Plain),
                Grade::Info => ("INFO", Tone::Plain),
                Grade::Warning => ("WARNING", Tone::Warn),
                Grade::Unknown => ("UNKNOWN", Tone::Warn),
                Grade::Critical => ("CRITICAL", Tone::Bad),
            };
            let topic = if check.topic == before { "" } else { check.topic };
            table.row([topic.into(), Cell::toned(word, tone), check.wanted.into()]);
            before = check.topic;
        }
        View { blocks: vec![Block::Line(Cell::toned(line, tone)), Block::Table(table)], last: None }
    }
}
