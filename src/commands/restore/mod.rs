//! Commands that bring data back, and that show whether it is what it was.

pub mod compare;
pub mod disaster_recovery;
mod engine;
pub mod offline;
mod read_back;
pub mod restore_aof;
pub mod restore_config;
pub mod restore_drill;
pub mod restore_from_pvc_snapshot;
pub mod restore_rdb;
pub(in crate::commands) mod source;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The restore commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum RestoreCommand {
    #[command(name = restore_rdb::NAME)]
    RestoreRdb(restore_rdb::RestoreRdbArgs),
    #[command(name = restore_aof::NAME)]
    RestoreAof(restore_aof::RestoreAofArgs),
    #[command(name = restore_config::NAME)]
    RestoreConfig(restore_config::RestoreConfigArgs),
    #[command(name = restore_drill::NAME)]
    RestoreDrill(restore_drill::RestoreDrillArgs),
    #[command(name = restore_from_pvc_snapshot::NAME)]
    RestoreFromPvcSnapshot(restore_from_pvc_snapshot::RestoreFromPvcSnapshotArgs),
    #[command(name = disaster_recovery::NAME)]
    DisasterRecovery(disaster_recovery::DisasterRecoveryArgs),
    #[command(name = compare::NAME)]
    Compare(compare::CompareArgs),
}

impl RestoreCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            RestoreCommand::RestoreRdb(_) => restore_rdb::NAME,
            RestoreCommand::RestoreAof(_) => restore_aof::NAME,
            RestoreCommand::RestoreConfig(_) => restore_config::NAME,
            RestoreCommand::RestoreDrill(_) => restore_drill::NAME,
            RestoreCommand::RestoreFromPvcSnapshot(_) => restore_from_pvc_snapshot::NAME,
            RestoreCommand::DisasterRecovery(_) => disaster_recovery::NAME,
            RestoreCommand::Compare(_) => compare::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            RestoreCommand::Compare(_) | RestoreCommand::RestoreDrill(_) => Nature::Observing,
            _ => Nature::Acting,
        }
    }

    /// Where the metrics of the run go, if they do.
    pub fn metrics_file(&self) -> Option<&std::path::Path> {
        let metrics = match self {
            RestoreCommand::RestoreDrill(args) => Some(args.metrics()),
            RestoreCommand::DisasterRecovery(args) => args.metrics(),
            _ => None,
        };
        metrics?.metrics_file.as_deref()
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            RestoreCommand::RestoreRdb(args) => restore_rdb::run(context, args).await,
            RestoreCommand::RestoreAof(args) => restore_aof::run(context, args).await,
            RestoreCommand::RestoreConfig(args) => restore_config::run(context, args).await,
            RestoreCommand::RestoreDrill(args) => restore_drill::run(context, args).await,
            RestoreCommand::RestoreFromPvcSnapshot(args) => restore_from_pvc_snapshot::run(context, args).await,
            RestoreCommand::DisasterRecovery(args) => disaster_recovery::run(context, args).await,
            RestoreCommand::Compare(args) => compare::run(context, args).await,
        }
    }
}
