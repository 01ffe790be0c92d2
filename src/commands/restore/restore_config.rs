//! `restore-config`: a kept configuration back into the running members, as far as it can be set while they run.

mod facts;
mod source;
mod view;

use crate::commands::backup::s3_args::S3Args;
use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::config_restore::{Change, Held, Patch, is_same, patch};
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::store::place::Place;
use crate::target::discover::{self, Target};
use crate::target::flavour::Flavour;
use crate::target::topology::Member;
use crate::undo::Pending;
use crate::wire::line::Line;
use facts::ConfigFacts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// The command's name.
pub const NAME: &str = "restore-config";

/// Bring a kept configuration back
///
/// SOURCE is a set that backup-config or full-backup made, in a folder or as s3:// address, or the config.json of one.
/// What each running member has is compared with what the member of its name, else one of its role, had. What differs and
/// can be changed while a server runs is set with CONFIG SET and read back; the plan shows each step with the command that
/// undoes it. Never touched: passwords and users, addresses, ports, TLS, files, who follows whom, and how the server is
/// started. A maxmemory below what a server uses is not set.
///
/// Nothing is written into files of the pods (CONFIG REWRITE): they are made anew from the deployment's values at every
/// start. What has to go there, so that it lasts and for what takes a restart, is printed for the chart or operator that
/// made the instance.
///
/// Exit status: 0 all set and read back, or nothing to set, 4 refused, 5 nothing set, 6 a part of it set, 7 set and
/// something else read back.
///
/// Examples:
///   redis-ops restore-config -n apps -r cache redis-backups/apps.cache/20261120T031502Z --dry-run
///   redis-ops restore-config -n apps -r cache s3://backups/redis/apps.cache/20261120T031502Z --yes
///   redis-ops restore-config -n apps -r cache config.json --pod cache-redis-1
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreConfigArgs {
    /// A set's folder or s3:// address, or a config.json
    #[arg(value_name = "SOURCE", value_parser = Place::parse)]
    source: Place,
    /// Secret key of age for a set that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    s3: S3Args,
}

/// One member, before and after.
#[derive(Debug, Serialize)]
pub(in crate::commands) struct MemberReport {
    member: String,
    /// Whose kept configuration it gets.
    kept_of: String,
    changes: Vec<ChangeReport>,
    held: Vec<Held>,
}

/// What became of a change.
#[derive(Debug, Serialize)]
pub(in crate::commands) struct ChangeReport {
    #[serde(flatten)]
    change: Change,
    state: ChangeState,
    /// Why it is not set.
    error: Option<String>,
    undo: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ChangeState {
    Planned,
    Set,
    Failed,
    /// Set, and something else read back.
    Differs,
}

#[derive(Debug, Serialize)]
pub(in crate::commands) struct ConfigRestoreReport {
    plan: Plan,
    done: bool,
    members: Vec<MemberReport>,
    /// For the deployment's values.
    patch: Option<Patch>,
}

/// Runs the command.
///
/// # Errors
/// Target when the source cannot be read; Verification when it is not what its manifest says; Refused when no member lets
/// its configuration be read, or without consent.
pub async fn run(context: &Context, args: &RestoreConfigArgs) -> Result<Outcome> {
    let kept = source::fetch(context, &args.source, &args.identity, &args.s3).await?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let facts = facts::fetch(context, &target, &kept).await?;
    restore(context, &target, facts, (NAME, &args.source.to_string()), &args.consent).await
}

/// From the plan on.
async fn restore(
    context: &Context,
    target: &Target,
    facts: ConfigFacts,
    (command, source): (&str, &str),
    consent: &ConsentArgs,
) -> Result<Outcome> {
    let ConfigFacts { members, findings } = facts;
    let mut report = report(target, members, source);
    let changes: usize = report.members.iter().map(|member| member.changes.len()).sum();
    if consent.dry_run || changes == 0 {
        let verdict = if findings.is_empty() || consent.dry_run { Verdict::Ok } else { Verdict::Failed };
        report.done = !consent.dry_run;
        return Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report));
    }
    let agreed = Consent::to(&report.plan, consent.answer(), &context.console).await?;
    let lock = Lock::take(context, target, command).await?;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let unfinished = account_for(context, target, changes, &sent);
    apply(context, target, &mut report, &sent, &agreed).await;
    unfinished.done();
    lock.release(context).await?;
    report.done = true;
    let (verdict, found) = judge(target, &report, &findings);
    Ok(Outcome::with_findings(verdict, [findings, found].concat(), Some(target.reference()), &report))
}

fn report(target: &Target, members: Vec<facts::MemberFacts>, source: &str) -> ConfigRestoreReport {
    let flavour = target.instance.flavour;
    let mut lasting: BTreeMap<String, String> = BTreeMap::new();
    let mut steps = Vec::new();
    let mut rows = Vec::new();
    for facts::MemberFacts { member, kept_of, plan } in members {
        lasting.extend(plan.changes.iter().map(|change| (change.name.clone(), change.to.clone())));
        let for_the_file = plan.held.iter().filter(|held| held.for_the_file);
        lasting.extend(for_the_file.map(|held| (held.name.clone(), held.kept.clone())));
        let mut changes = Vec::new();
        for change in plan.changes {
            let undo = by_hand(&member, &change);
            let does = format!(
                "set {} of {} to {} (now {})",
                change.name,
                member.name,
                shown(&change.to),
                shown(&change.from)
            );
            steps.push(Step::new("config-set", does).undone_by(undo.clone()));
            changes.push(ChangeReport { change, state: ChangeState::Planned, error: None, undo });
        }
        rows.push(MemberReport { member: member.name.clone(), kept_of, changes, held: plan.held });
    }
    let plan = Plan {
        intent: format!("set {} parameters of {} as {source} has them", steps.len(), target.instance.full_name()),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        remarks: remarks(&rows, flavour),
        steps,
    };
    ConfigRestoreReport { plan, done: false, members: rows, patch: patch(flavour, &lasting) }
}

fn remarks(members: &[MemberReport], flavour: Flavour) -> Vec<String> {
    let changes = || members.iter().flat_map(|member| &member.changes).map(|report| &report.change);
    let mut remarks = Vec::new();
    if changes().next().is_some() {
        remarks.push(
            "what is set while a server runs is lost at its next start, unless it is in the deployment's values too"
                .to_owned(),
        );
    }
    if changes().any(|change| change.name == "appendonly" && change.to == "yes") {
        remarks.push("appendonly yes makes the server fork and write its whole data into an AOF".to_owned());
    }
    if changes().any(|change| change.name == "appendonly" && change.to == "no") {
        remarks.push("appendonly no: from then on writes since the last save are lost in a crash".to_owned());
    }
    if flavour == Flavour::Spotahome {
        remarks.push("the operator sets its own customConfig again at every look".to_owned());
    }
    remarks
}

/// Has it told what was set, wherever the run is ended.
fn account_for(context: &Context, target: &Target, changes: usize, sent: &Arc<Mutex<Vec<String>>>) -> Pending {
    let sent = Arc::clone(sent);
    let what = format!("the configuration of {} is not brought back", target.instance.full_name());
    context.undo.account_for(what, "the same command again", async move {
        let sent = sent.lock().map(|sent| sent.clone()).unwrap_or_default();
        if sent.is_empty() {
            return Ok(());
        }
        let words = format!("{} of {changes} parameters were set: {}", sent.len(), sent.join(", "));
        Err(Error::failed(words))
    })
}

/// Sets and reads back, member by member; one that fails does not stop the others. `sent` gets what is about to be set.
async fn apply(
    context: &Context,
    target: &Target,
    report: &mut ConfigRestoreReport,
    sent: &Mutex<Vec<String>>,
    _consent: &Consent,
) {
    for row in &mut report.members {
        let Some(member) = target.instance.members().find(|member| member.name == row.member) else { continue };
        let mut line = Line::to(context, target, member);
        let mut lost: Option<Error> = None;
        for change in &mut row.changes {
            let result = match &lost {
                Some(error) => Err(error.clone()),
                None => {
                    if let Ok(mut sent) = sent.lock() {
                        sent.push(format!("{} of {}", change.change.name, row.member));
                    }
                    line.set_parameter(&change.change.name, &change.change.to).await
                }
            };
            match result {
                Ok(()) => change.state = ChangeState::Set,
                Err(error) => {
                    if error.kind() != crate::error::Kind::Refused {
                        lost = Some(error.clone());
                    }
                    (change.state, change.error) = (ChangeState::Failed, Some(error.chain()));
                }
            }
        }
        read_back(&mut line, row).await;
    }
}

async fn read_back(line: &mut Line, row: &mut MemberReport) {
    let set: Vec<String> = row
        .changes
        .iter()
        .filter(|change| change.state == ChangeState::Set)
        .map(|change| change.change.name.clone())
        .collect();
    let names: Vec<&str> = set.iter().map(String::as_str).collect();
    let read = match line.parameters(&names).await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(text)) => Err(text),
        Err(error) => Err(error.chain()),
    };
    for change in row.changes.iter_mut().filter(|change| change.state == ChangeState::Set) {
        let Change { name, to, .. } = &change.change;
        let problem = match &read {
            Err(error) => Some(format!("it could not be read back: {error}")),
            Ok(read) => match read.get(name) {
                Some(now) if is_same(name, now, to) => None,
                Some(now) => Some(format!("it was set, and {} is read back", shown(now))),
                None => Some("it was set, and is not there when it is read back".to_owned()),
            },
        };
        if let Some(problem) = problem {
            (change.state, change.error) = (ChangeState::Differs, Some(problem));
        }
    }
}

fn judge(target: &Target, report: &ConfigRestoreReport, silent: &[Finding]) -> (Verdict, Vec<Finding>) {
    let count =
        |state| report.members.iter().flat_map(|member| &member.changes).filter(|change| change.state == state).count();
    let mut findings = Vec::new();
    for row in &report.members {
        let subject = target.instance.members().find(|member| member.name == row.member).map(Member::subject);
        for change in &row.changes {
            if let Some(error) = &change.error {
                let message =
                    format!("{} is not known to be {}: {error}", change.change.name, shown(&change.change.to));
                let subject = subject.clone().unwrap_or_else(|| row.member.clone());
                let finding = Finding::new("config-not-set", Severity::Critical, subject, message);
                findings.push(match change.state {
                    ChangeState::Differs => finding.hint(change.undo.clone()),
                    _ => finding,
                });
            }
        }
    }
    let verdict = match (count(ChangeState::Set), count(ChangeState::Failed), count(ChangeState::Differs)) {
        (_, 0, 0) if silent.is_empty() => Verdict::Ok,
        (0, _, 0) => Verdict::Failed,
        (_, 0, differing) if differing > 0 && silent.is_empty() => Verdict::VerificationFailed,
        _ => Verdict::Partial,
    };
    (verdict, findings)
}

/// A value for people: an empty one is seen.
fn shown(value: &str) -> String {
    if value.is_empty() || value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() }
}

/// What puts a parameter back.
fn by_hand(member: &Member, change: &Change) -> String {
    let set = format!("redis-cli CONFIG SET {} '{}'", change.name, change.from.replace('\'', "'\\''"));
    let container = member.pod.as_ref().and_then(|pod| Some((pod, pod.containers.get(member.container)?)));
    match container {
        Some((pod, container)) => {
            format!("kubectl exec -n {} {} -c {} -- {set}", pod.namespace, pod.name, container.name)
        }
        None => set,
    }
}
