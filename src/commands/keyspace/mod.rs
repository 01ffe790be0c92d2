//! Commands about keys: what there is, what is large, what is hot, and away with all of it.

pub mod bigkeys;
pub mod flush;
pub mod hotkeys;
pub mod keys;

mod choice;
mod walk;

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
    #[command(name = keys::NAME)]
    Keys(keys::KeysArgs),
    #[command(name = hotkeys::NAME)]
    Hotkeys(hotkeys::HotkeysArgs),
    #[command(name = flush::FLUSHDB)]
    Flushdb(Box<flush::FlushdbArgs>),
    #[command(name = flush::FLUSHALL)]
    Flushall(Box<flush::FlushallArgs>),
}

impl KeyspaceCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            KeyspaceCommand::Bigkeys(_) => bigkeys::NAME,
            KeyspaceCommand::Keys(_) => keys::NAME,
            KeyspaceCommand::Hotkeys(_) => hotkeys::NAME,
            KeyspaceCommand::Flushdb(_) => flush::FLUSHDB,
            KeyspaceCommand::Flushall(_) => flush::FLUSHALL,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            KeyspaceCommand::Bigkeys(_) | KeyspaceCommand::Keys(_) | KeyspaceCommand::Hotkeys(_) => Nature::Observing,
            KeyspaceCommand::Flushdb(_) | KeyspaceCommand::Flushall(_) => Nature::Acting,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            KeyspaceCommand::Bigkeys(args) => bigkeys::run(context, args).await,
            KeyspaceCommand::Keys(args) => keys::run(context, args).await,
            KeyspaceCommand::Hotkeys(args) => hotkeys::run(context, args).await,
            KeyspaceCommand::Flushdb(args) => flush::flushdb(context, args).await,
            KeyspaceCommand::Flushall(args) => flush::flushall(context, args).await,
        }
    }
}
