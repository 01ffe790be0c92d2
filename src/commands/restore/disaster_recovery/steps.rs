//! The steps that follow the restore of the keys, and what they have in common.

use super::{DisasterRecoveryArgs, RecoveryReport, StepReport, StepState};
use crate::commands::restore::{restore_config, restore_rdb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::report::{Finding, Severity, units};
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use crate::undo::Pending;
use clap::Parser;
use std::time::{Duration, Instant};

/// Between two looks at the replicas.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A command line of restore-rdb without the words before it.
#[derive(Debug, Parser)]
#[command(no_binary_name = false)]
struct RestoreLine {
    #[command(flatten)]
    args: restore_rdb::RestoreRdbArgs,
}

/// A command line of restore-config.
#[derive(Debug, Parser)]
struct ConfigLine {
    #[command(flatten)]
    args: restore_config::RestoreConfigArgs,
}

/// Reads the words of a restore-rdb.
pub(super) fn parse(words: &[String]) -> Result<restore_rdb::RestoreRdbArgs> {
    let line = RestoreLine::try_parse_from(words);
    line.map(|line| line.args).map_err(|error| Error::usage(error.to_string()))
}

pub(super) fn done(id: &'static str, words: String) -> StepReport {
    StepReport { id, state: StepState::Done, seconds: None, words, data: None }
}

/// Takes the time of a step.
pub(super) async fn timed(work: impl Future<Output = Result<StepReport>>) -> Result<StepReport> {
    let begun = Instant::now();
    let step = work.await?;
    Ok(StepReport { seconds: Some(begun.elapsed().as_secs_f64()), ..step })
}

/// Has it told that the keys are there, where the run is ended while it does the rest.
pub(super) fn account_for(
    context: &Context,
    args: &DisasterRecoveryArgs,
    report: &RecoveryReport,
    name: &str,
) -> Pending {
    let rest = if args.no_config { "the replicas" } else { "configuration and replicas" };
    let restored = report.keys.map_or_else(|| "its keys".to_owned(), |keys| format!("{} keys", units::count(keys)));
    let mut words = Error::failed(format!("{restored} of {} are restored", report.set));
    if let Some(undo) = &report.undo {
        words = words.cause(format!("{undo} brings back what was there before"));
    }
    let what = format!("the recovery of {name} is not finished: {rest} were not seen to be in order");
    context.undo.account_for(what, "redis-ops restore-config, and redis-ops check-replication --wait 10m", async move {
        Err(words)
    })
}

/// The configuration. What fails here is told, and undoes nothing of what was restored.
pub(super) async fn configure(
    context: &Context,
    args: &DisasterRecoveryArgs,
    config: &str,
) -> (StepReport, Vec<Finding>) {
    let begun = Instant::now();
    let mut words = vec![restore_config::NAME.to_owned(), config.to_owned(), "--yes".to_owned()];
    for path in &args.identity {
        words.extend(["--identity".to_owned(), path.display().to_string()]);
    }
    words.extend(args.sources.words());
    let line = ConfigLine::try_parse_from(&words).map_err(|error| Error::usage(error.to_string()));
    let ended = match line {
        Ok(line) => restore_config::run(context, &line.args).await,
        Err(error) => Err(error),
    };
    let seconds = Some(begun.elapsed().as_secs_f64());
    match ended {
        Ok(outcome) => {
            let state = if outcome.exit == Exit::Ok { StepState::Done } else { StepState::Failed };
            let words = format!("{}: the configuration of {config}", outcome.verdict.word());
            (StepReport { id: "restore-config", state, seconds, words, data: Some(outcome.data) }, outcome.findings)
        }
        Err(error) => {
            let finding = Finding::new("config-not-set", Severity::Critical, config, error.chain());
            let words = format!("failed: {}", error.chain());
            (StepReport { id: "restore-config", state: StepState::Failed, seconds, words, data: None }, vec![finding])
        }
    }
}

/// Waits until every replica has a link and all that its primary has written.
pub(super) async fn wait_for_replicas(
    context: &Context,
    target: &Target,
    longest: Duration,
) -> (StepReport, Vec<Finding>) {
    let begun = Instant::now();
    loop {
        let answers = survey::ask_all(context, target, redis::cmd("INFO"), &[]).await;
        let behind = behind(&answers);
        let seconds = Some(begun.elapsed().as_secs_f64());
        if behind.is_empty() {
            let replicas = answers.iter().filter(|answer| answer.role() == Some(Role::Replica)).count();
            let words = format!("{replicas} replicas are in sync");
            return (StepReport { id: "replicas", state: StepState::Done, seconds, words, data: None }, Vec::new());
        }
        if begun.elapsed() > longest {
            let words =
                format!("{} members are not in sync after {}", behind.len(), units::duration(longest.as_secs_f64()));
            let finding = |(subject, why): (String, String)| {
                Finding::new("recovery-not-in-sync", Severity::Critical, subject, why)
                    .hint("redis-ops check-replication --wait 10m waits for it")
            };
            let findings = behind.into_iter().map(finding).collect();
            return (StepReport { id: "replicas", state: StepState::Failed, seconds, words, data: None }, findings);
        }
        context.console.status_once(&format!("waiting for the replicas: {}", behind[0].1));
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Members that are not where their primary is, with the reason. Their primary is whoever has their history.
fn behind(answers: &[Answer]) -> Vec<(String, String)> {
    let mut behind = Vec::new();
    for answer in answers {
        let subject = answer.member.subject();
        let info = match &answer.result {
            Ok((info, _)) => info,
            Err(error) => {
                behind.push((subject, error.chain()));
                continue;
            }
        };
        if answer.role() != Some(Role::Replica) {
            continue;
        }
        let offset_of_primary = answers.iter().filter(|other| other.role() == Some(Role::Primary)).find_map(|other| {
            let other = other.info()?;
            (other.text("master_replid") == info.text("master_replid")).then(|| other.number("master_repl_offset"))?
        });
        let why = match (info.text("master_link_status"), info.number("slave_repl_offset"), offset_of_primary) {
            (Some("up"), Some(own), Some(primary)) if own >= primary => continue,
            (Some("up"), Some(own), Some(primary)) => format!("it is {} bytes behind", primary - own),
            (Some("up"), ..) => "its primary has another history".to_owned(),
            _ => "its link to the primary is down".to_owned(),
        };
        behind.push((subject, why));
    }
    behind
}
