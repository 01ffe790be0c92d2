//! `backup-all-namespaces`: every instance that can be seen, each backed up as backup-rdb does it.

use super::backup_rdb::{self, BackupRdbArgs};
use super::metrics_file::MetricsArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::{Exit, Nature};
use crate::report::{Block, Cell, Figures, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::target::discover;
use crate::target::topology::Instance;
use futures::StreamExt;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Instant;

/// The command's name.
pub const NAME: &str = "backup-all-namespaces";

/// Back up every Redis of every namespace
///
/// Finds the instances as list -A does (in one namespace with -n, by labels with -l), and takes a backup of each as
/// backup-rdb does, with its options. One that cannot be backed up does not stop the others: it is named with the
/// reason. The last lines on stdout are the folders of the sets, a line each.
///
/// Exit status: the worst of all; 6 where some were backed up and some were not, 5 where none was.
///
/// Examples:
///   redis-ops backup-all-namespaces --to /backups
///   redis-ops backup-all-namespaces --jobs 4 --exclude tutorial --exclude data/redis
///   redis-ops backup-all-namespaces -l team=core --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupAllNamespacesArgs {
    /// Backups at the same time
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u16).range(1..=16))]
    jobs: u16,
    /// Leave out a NAMESPACE or a NAMESPACE/INSTANCE (can be repeated)
    #[arg(long, value_name = "NAME")]
    exclude: Vec<String>,
    #[command(flatten)]
    backup: BackupRdbArgs,
}

impl BackupAllNamespacesArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        self.backup.metrics()
    }
}

#[derive(Debug, Serialize)]
struct AllReport {
    instances: Vec<InstanceReport>,
    excluded: Vec<String>,
}

#[derive(Debug, Serialize)]
struct InstanceReport {
    namespace: Option<String>,
    instance: String,
    verdict: Verdict,
    exit: u8,
    /// Why there is no backup.
    reason: Option<String>,
    seconds: f64,
    /// What backup-rdb says of it.
    backup: Value,
    #[serde(skip)]
    figures: Figures,
    #[serde(skip)]
    findings: Vec<Finding>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be seen, or all are excluded. An instance that cannot be backed up is a finding.
pub async fn run(context: &Context, args: &BackupAllNamespacesArgs) -> Result<Outcome> {
    let mut everywhere = context.clone();
    let said = &mut everywhere.settings.target;
    if said.url.is_some() || said.pod.is_some() || said.release.is_some() {
        return Err(Error::usage(format!("{NAME} is about every instance"))
            .hint("redis-ops backup-rdb backs up the one that is named"));
    }
    said.all_namespaces = said.namespace.is_none();
    let (reference, targets) = discover::resolve_all(&everywhere).await?;
    let instances: Vec<Instance> = targets.into_iter().map(|target| target.instance).collect();
    let is_excluded = |instance: &Instance| {
        let namespace = instance.namespace.as_deref().unwrap_or_default();
        args.exclude.iter().any(|name| *name == namespace || *name == instance.full_name())
    };
    let (excluded, wanted): (Vec<Instance>, Vec<Instance>) = instances.into_iter().partition(is_excluded);
    let excluded: Vec<String> = excluded.iter().map(Instance::full_name).collect();
    let unused = |name: &&String| !excluded.iter().any(|one| one == *name || one.starts_with(&format!("{name}/")));
    if let Some(name) = args.exclude.iter().find(unused) {
        // A name with a slip in it would exclude nothing, in silence.
        context.console.warning(&format!("--exclude {name} fits no instance"));
    }
    if wanted.is_empty() {
        return Err(Error::refused("every instance is excluded").cause(excluded.join(", ")));
    }
    let backups = futures::stream::iter(&wanted).map(|instance| back_up(&everywhere, args, instance));
    let mut reports: Vec<InstanceReport> = backups.buffer_unordered(usize::from(args.jobs)).collect().await;
    reports.sort_by(|a, b| (&a.namespace, &a.instance).cmp(&(&b.namespace, &b.instance)));
    let verdict = overall(&reports.iter().map(|report| report.verdict).collect::<Vec<_>>());
    let findings = reports.iter_mut().flat_map(|report| std::mem::take(&mut report.findings)).collect();
    let figures = reports.iter().map(|report| report.figures.clone()).collect();
    let report = AllReport { instances: reports, excluded };
    Ok(Outcome::with_findings(verdict, findings, Some(reference), &report).with_figures(figures))
}

/// One instance, by backup-rdb's own function, as if it had been named on the command line.
async fn back_up(everywhere: &Context, args: &BackupAllNamespacesArgs, instance: &Instance) -> InstanceReport {
    let started = Instant::now();
    let mut context = everywhere.clone();
    context.target = Arc::default();
    let said = &mut context.settings.target;
    said.namespace.clone_from(&instance.namespace);
    said.all_namespaces = false;
    said.release = Some(instance.name.clone());
    let result = backup_rdb::run(&context, &args.backup).await;
    let seconds = started.elapsed().as_secs_f64();
    let none = Figures {
        namespace: instance.namespace.clone().unwrap_or_default(),
        instance: instance.name.clone(),
        seconds: Some(seconds),
        ..Figures::default()
    };
    let (verdict, reason, backup, figures, findings) = match result {
        Ok(mut outcome) => {
            let figures = outcome.figures.pop().unwrap_or_else(|| none.clone());
            let refused = (outcome.verdict == Verdict::Refused)
                .then(|| outcome.findings.first().map(|finding| finding.message.clone()))
                .flatten();
            (outcome.verdict, refused, outcome.data, figures, outcome.findings)
        }
        Err(error) => {
            let finding = Finding::new("not-backed-up", Severity::Critical, instance.full_name(), error.chain());
            let finding = match error.hints().first() {
                Some(hint) => finding.hint(hint.clone()),
                None => finding,
            };
            let verdict = Verdict::of_exit(error.exit(Nature::Acting));
            (verdict, Some(error.chain()), Value::Null, none.clone(), vec![finding])
        }
    };
    let exit = verdict.exit();
    InstanceReport {
        namespace: instance.namespace.clone(),
        instance: instance.name.clone(),
        verdict,
        exit: exit.code(),
        reason,
        seconds,
        backup,
        figures: Figures { exit: Some(exit), seconds: Some(seconds), ..figures },
        findings,
    }
}

/// The worst of all. What was done beside what was not is partly done, unless something is damaged, which is worse.
fn overall(verdicts: &[Verdict]) -> Verdict {
    const WORST_FIRST: [Verdict; 6] = [
        Verdict::VerificationFailed,
        Verdict::Partial,
        Verdict::Failed,
        Verdict::Locked,
        Verdict::Refused,
        Verdict::Critical,
    ];
    let done = |verdict: &Verdict| matches!(verdict.exit(), Exit::Ok | Exit::Warning | Exit::Partial);
    let worst = WORST_FIRST.into_iter().find(|worst| verdicts.contains(worst));
    match worst {
        Some(Verdict::VerificationFailed) => Verdict::VerificationFailed,
        Some(_) if verdicts.iter().any(done) => Verdict::Partial,
        Some(worst) => worst,
        None => verdicts.iter().copied().find(|verdict| *verdict != Verdict::Ok).unwrap_or(Verdict::Ok),
    }
}

impl Report for AllReport {
    fn has_acted(&self) -> bool {
        self.instances.iter().any(|one| one.backup["done"] == true)
    }

    fn view(&self) -> View {
        let mut table = Table::new(&["NAMESPACE", "INSTANCE", "RESULT", "#KEYS", "#SIZE", "#TIME"]);
        for one in &self.instances {
            let tone = if one.verdict == Verdict::Ok { Tone::Good } else { Tone::Bad };
            table.row([
                one.namespace.as_deref().unwrap_or("-").into(),
                one.instance.as_str().into(),
                Cell::toned(one.verdict.word(), tone),
                one.figures.keys.map_or("-".to_owned(), units::count).into(),
                one.figures.bytes.map_or("-".to_owned(), units::bytes).into(),
                units::duration(one.seconds).into(),
            ]);
        }
        let mut blocks = vec![Block::Table(table)];
        if !self.excluded.is_empty() {
            blocks.push(Block::Line(format!("excluded: {}", self.excluded.join(", ")).into()));
        }
        let paths: Vec<&str> = self.instances.iter().filter_map(|one| one.backup["path"].as_str()).collect();
        View { blocks, last: (!paths.is_empty()).then(|| paths.join("\n")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_done_and_some_not_is_partly_done_and_damage_outranks_it() {
        use Verdict::{Failed, Locked, Ok, Partial, Refused, VerificationFailed, Warning};
        assert_eq!(overall(&[Ok, Ok]), Ok);
        assert_eq!(overall(&[Ok, Warning]), Warning);
        assert_eq!(overall(&[Ok, Refused]), Partial);
        assert_eq!(overall(&[Ok, Failed, VerificationFailed]), VerificationFailed);
        assert_eq!(overall(&[Refused, Failed]), Failed);
        assert_eq!(overall(&[Locked]), Locked);
    }
}
