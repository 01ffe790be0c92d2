//! `full-backup`: data, AOF, configuration and Kubernetes objects of an instance under one time and one manifest.

mod parts;

use super::backup_rdb::{self, BackupRdbArgs};
use super::metrics_file::MetricsArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::report::Outcome;

pub(super) use parts::{Extra, Parts};

/// The command's name.
pub const NAME: &str = "full-backup";

/// Back up data, AOF, configuration and Kubernetes objects as one set
///
/// One folder with one manifest: the RDB as backup-rdb takes it, the AOF as backup-aof, config.json as backup-config,
/// resources.yaml and its index as backup-k8s-resources. Configuration and objects are read first, then the data of each
/// shard, its RDB before its AOF, all under the same lock. If a part cannot be read the data is kept all the same, and
/// the exit status is 6.
///
/// The AOF is in it where it is on; its files are read through exec, which needs the right to that. --no-aof leaves it
/// out. With --url there is no pod to read files in: the RDB holds all data as of its moment, and that is said.
///
/// Exit status: 0 done and verified, 1 done, with a warning, 4 refused, 5 failed and nothing kept, 6 kept, with something
/// missing that is named, 7 complete but not a valid RDB, or not a whole, 8 another run works on the instance.
///
/// Examples:
///   redis-ops full-backup -n apps -r cache
///   redis-ops full-backup -n apps -r cache --to /backups --dry-run
///   redis-ops full-backup -n apps -r cache --to s3://backups/redis --include-secrets --encrypt-to age1...
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct FullBackupArgs {
    #[command(flatten)]
    backup: BackupRdbArgs,
    /// Leave the AOF out
    #[arg(long)]
    no_aof: bool,
    /// Keep the Secrets with their values too, in secrets.yaml; needs --encrypt-to
    #[arg(long)]
    include_secrets: bool,
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
/// As backup-rdb; Refused for `--include-secrets` without encryption.
pub async fn run(context: &Context, args: &FullBackupArgs) -> Result<Outcome> {
    if args.include_secrets && context.settings.target.url.is_some() {
        return Err(Error::refused("--include-secrets keeps objects of Kubernetes, and there are none with --url"));
    }
    let (max_lag, silence, wait) = args.backup.bounds();
    let parts = Parts { with_aof: !args.no_aof, with_secrets: args.include_secrets, max_lag, silence, wait };
    backup_rdb::run_with(context, &args.backup, NAME, Some(&parts)).await
}
