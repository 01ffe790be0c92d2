//! Commands that take, verify, list and remove backups.

pub mod backup_all_namespaces;
pub mod backup_aof;
pub mod backup_config;
pub mod backup_k8s_resources;
pub mod backup_list;
pub mod backup_prune;
pub mod backup_rdb;
pub mod backup_verify;
pub mod create_pvc_snapshot;
pub mod destination;
mod division;
pub mod full_backup;
mod left_snapshots;
pub mod metrics_file;
pub mod s3_args;
pub(in crate::commands) mod safety_args;
mod set;
pub(in crate::commands) mod sources;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The backup commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum BackupCommand {
    #[command(name = backup_rdb::NAME)]
    BackupRdb(backup_rdb::BackupRdbArgs),
    #[command(name = backup_aof::NAME)]
    BackupAof(backup_aof::BackupAofArgs),
    #[command(name = backup_config::NAME)]
    BackupConfig(backup_config::BackupConfigArgs),
    #[command(name = backup_k8s_resources::NAME)]
    BackupK8sResources(backup_k8s_resources::BackupK8sResourcesArgs),
    #[command(name = create_pvc_snapshot::NAME)]
    CreatePvcSnapshot(create_pvc_snapshot::CreatePvcSnapshotArgs),
    #[command(name = backup_all_namespaces::NAME)]
    BackupAllNamespaces(backup_all_namespaces::BackupAllNamespacesArgs),
    #[command(name = full_backup::NAME)]
    FullBackup(full_backup::FullBackupArgs),
    #[command(name = backup_verify::NAME)]
    BackupVerify(backup_verify::BackupVerifyArgs),
    #[command(name = backup_list::NAME)]
    BackupList(backup_list::BackupListArgs),
    #[command(name = backup_prune::NAME)]
    BackupPrune(backup_prune::BackupPruneArgs),
}

impl BackupCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            BackupCommand::BackupRdb(_) => backup_rdb::NAME,
            BackupCommand::BackupAof(_) => backup_aof::NAME,
            BackupCommand::BackupConfig(_) => backup_config::NAME,
            BackupCommand::BackupK8sResources(_) => backup_k8s_resources::NAME,
            BackupCommand::CreatePvcSnapshot(_) => create_pvc_snapshot::NAME,
            BackupCommand::BackupAllNamespaces(_) => backup_all_namespaces::NAME,
            BackupCommand::FullBackup(_) => full_backup::NAME,
            BackupCommand::BackupVerify(_) => backup_verify::NAME,
            BackupCommand::BackupList(_) => backup_list::NAME,
            BackupCommand::BackupPrune(_) => backup_prune::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            BackupCommand::BackupVerify(_) | BackupCommand::BackupList(_) => Nature::Observing,
            _ => Nature::Acting,
        }
    }

    /// Where the metrics of the run go. A dry run makes no backup, so that nothing is told of it.
    pub fn metrics_file(&self) -> Option<&std::path::Path> {
        let args = match self {
            BackupCommand::BackupRdb(args) => args.metrics(),
            BackupCommand::BackupConfig(args) => args.metrics(),
            BackupCommand::BackupK8sResources(args) => args.metrics(),
            BackupCommand::CreatePvcSnapshot(args) => args.metrics(),
            BackupCommand::BackupAllNamespaces(args) => args.metrics(),
            BackupCommand::FullBackup(args) => args.metrics(),
            BackupCommand::BackupAof(args) => args.metrics(),
            BackupCommand::BackupVerify(_) | BackupCommand::BackupList(_) | BackupCommand::BackupPrune(_) => None,
        };
        args.and_then(|args| args.metrics_file.as_deref())
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            BackupCommand::BackupRdb(args) => backup_rdb::run(context, args).await,
            BackupCommand::BackupAof(args) => backup_aof::run(context, args).await,
            BackupCommand::BackupConfig(args) => backup_config::run(context, args).await,
            BackupCommand::BackupK8sResources(args) => backup_k8s_resources::run(context, args).await,
            BackupCommand::CreatePvcSnapshot(args) => create_pvc_snapshot::run(context, args).await,
            BackupCommand::BackupAllNamespaces(args) => backup_all_namespaces::run(context, args).await,
            BackupCommand::FullBackup(args) => full_backup::run(context, args).await,
            BackupCommand::BackupVerify(args) => backup_verify::run(context, args).await,
            BackupCommand::BackupList(args) => backup_list::run(context, args).await,
            BackupCommand::BackupPrune(args) => backup_prune::run(context, args).await,
        }
    }
}
