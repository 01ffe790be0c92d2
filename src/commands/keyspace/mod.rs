//! Commands about keys: what there is, what is large, what is hot, and away with all of it.

pub mod bigkeys;

mod choice;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The commands about keys.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum KeyspaceCommand {
    #[command(name = bigkeys::NAME)]
    Bigkeys(Box<bigkeys::BigkeysArgs>),
}

impl KeyspaceCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            KeyspaceCommand::Bigkeys(_) => bigkeys::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            KeyspaceCommand::Bigkeys(_) => Nature::Observing,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            KeyspaceCommand::Bigkeys(args) => bigkeys::run(context, args).await,
        }
    }
}
