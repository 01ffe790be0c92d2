//! Commands that bring data back.

pub mod offline;
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
}

impl RestoreCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            RestoreCommand::RestoreRdb(_) => restore_rdb::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            RestoreCommand::RestoreRdb(_) => Nature::Acting,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            RestoreCommand::RestoreRdb(args) => restore_rdb::run(context, args).await,
        }
    }
}
