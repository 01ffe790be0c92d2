//! Commands that take and verify backups.

pub mod backup_aof;
pub mod backup_rdb;
pub mod backup_verify;

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
}

impl BackupCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            BackupCommand::BackupRdb(_) => backup_rdb::NAME,
            BackupCommand::BackupAof(_) => backup_aof::NAME,
            BackupCommand::BackupVerify(_) => backup_verify::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            BackupCommand::BackupRdb(_) | BackupCommand::BackupAof(_) => Nature::Acting,
            BackupCommand::BackupVerify(_) => Nature::Observing,
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
        }
    }
}
