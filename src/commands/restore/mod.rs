//! Commands that bring data back, and that show whether it is what it was.

pub mod compare;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The restore commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum RestoreCommand {
    #[command(name = compare::NAME)]
    Compare(compare::CompareArgs),
}

impl RestoreCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            RestoreCommand::Compare(_) => compare::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            RestoreCommand::Compare(_) => Nature::Observing,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            RestoreCommand::Compare(args) => compare::run(context, args).await,
        }
    }
}
