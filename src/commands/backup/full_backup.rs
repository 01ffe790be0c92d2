//! `full-backup`: data, configuration and Kubernetes objects of an instance under one time and one manifest.

use super::backup_rdb::{self, BackupRdbArgs, Extra};
use super::metrics_file::MetricsArgs;
use super::{backup_config, backup_k8s_resources};
use crate::context::Context;
use crate::domain::backup::besides::{CONFIG_FILE, DERIVED_FILE, INDEX_FILE, RESOURCES_FILE};
use crate::error::{Error, Result};
use crate::report::{Finding, Outcome, Severity};
use crate::target::discover::Target;
use crate::target::survey::Answer;

/// The command's name.
pub const NAME: &str = "full-backup";

/// Back up data, configuration and Kubernetes objects as one set
///
/// One folder with one manifest: the RDB as backup-rdb takes it, config.json as backup-config, resources.yaml and its
/// index as backup-k8s-resources. Configuration and objects are read first, under the same lock. If they cannot be read
/// the data is kept all the same, and the exit status is 6.
///
/// The AOF is not in it. The RDB holds all data as of its moment; where the AOF is on, that is said.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing kept, 6 kept, with something missing that is named,
/// 7 complete but not a valid RDB, 8 another run works on the instance.
///
/// Examples:
///   redis-ops full-backup -n apps -r cache
///   redis-ops full-backup -n apps -r cache --to /backups --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct FullBackupArgs {
    #[command(flatten)]
    backup: BackupRdbArgs,
}

impl FullBackupArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        self.backup.metrics()
    }
}

/// Runs the command.
///
/// # Errors
/// As backup-rdb.
pub async fn run(context: &Context, args: &FullBackupArgs) -> Result<Outcome> {
    let mut besides = vec![CONFIG_FILE.to_owned()];
    if context.settings.target.url.is_none() {
        besides.extend([RESOURCES_FILE.to_owned(), INDEX_FILE.to_owned()]);
    }
    backup_rdb::run_with(context, &args.backup, NAME, besides, gather).await
}

async fn gather(context: &Context, target: &Target, answers: &[Answer]) -> Extra {
    let mut extra = Extra::default();
    match backup_config::fetch(context, target).await {
        Ok((configuration, findings)) => {
            extra.findings.extend(findings);
            extra.missing.extend(configuration.missing().iter().cloned());
            match backup_config::file(&configuration) {
                Ok(file) => extra.files.push(file),
                Err(error) => extra.lack(target, CONFIG_FILE, &error),
            }
        }
        Err(error) => extra.lack(target, CONFIG_FILE, &error),
    }
    if target.dialer.kubernetes.is_some() {
        match backup_k8s_resources::fetch(context, target, false).await {
            Ok((resources, findings)) => {
                extra.findings.extend(findings);
                let (files, missing) = resources.into_parts();
                extra.files.extend(files);
                extra.missing.extend(missing);
            }
            Err(error) => extra.lack(target, &format!("{RESOURCES_FILE}, {DERIVED_FILE}"), &error),
        }
    }
    let with_aof =
        answers.iter().filter(|answer| answer.info().and_then(|info| info.flag("aof_enabled")) == Some(true));
    let with_aof: Vec<&str> = with_aof.map(|answer| answer.member.name.as_str()).collect();
    if !with_aof.is_empty() {
        let message =
            format!("the AOF is on ({}) and not in this set, which holds the data as of its RDB", with_aof.join(", "));
        extra.findings.push(Finding::new("aof-not-included", Severity::Info, target.instance.full_name(), message));
    }
    extra
}

impl Extra {
    /// A part that could not be made.
    fn lack(&mut self, target: &Target, part: &str, error: &Error) {
        let text = format!("{part}: {}", error.chain());
        let finding = Finding::new("part-not-included", Severity::Unknown, target.instance.full_name(), text.clone());
        self.findings.push(match error.hints().first() {
            Some(hint) => finding.hint(hint.clone()),
            None => finding,
        });
        self.missing.push(text);
    }
}
