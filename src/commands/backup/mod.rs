//! Commands that take, verify, list and remove backups.

pub mod backup_aof;
pub mod backup_list;
pub mod backup_prune;
pub mod backup_rdb;
pub mod backup_verify;
pub mod destination;
pub mod s3_args;
mod sources;

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
            BackupCommand::BackupVerify(_) => backup_verify::NAME,
            BackupCommand::BackupList(_) => backup_list::NAME,
            BackupCommand::BackupPrune(_) => backup_prune::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            BackupCommand::BackupRdb(_) | BackupCommand::BackupAof(_) | BackupCommand::BackupPrune(_) => Nature::Acting,
            BackupCommand::BackupVerify(_) | BackupCommand::BackupList(_) => Nature::Observing,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            BackupCommand::BackupRdb(args) => backup_rdb::run(context, args).await,
            BackupCommand::BackupAof(args) => backup_aof::run(context, args).await,
            BackupCommand::BackupVerify(args) => backup_verify::run(context, args).await,
            BackupCommand::BackupList(args) => backup_list::run(context, args).await,
            BackupCommand::BackupPrune(args) => backup_prune::run(context, args).await,
        }
    }
}
