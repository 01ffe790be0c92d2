//! Commands that have servers write to their own disks: saves and rewrites of the AOF.

pub mod aof_rewrite;
pub mod bgsave;
pub mod lastsave;
pub mod save;

mod members;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The commands about persistence.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum PersistenceCommand {
    #[command(name = bgsave::NAME)]
    Bgsave(bgsave::BgsaveArgs),
    #[command(name = save::NAME)]
    Save(save::SaveArgs),
    #[command(name = lastsave::NAME)]
    Lastsave(lastsave::LastsaveArgs),
    #[command(name = aof_rewrite::NAME)]
    AofRewrite(aof_rewrite::AofRewriteArgs),
}

impl PersistenceCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            PersistenceCommand::Bgsave(_) => bgsave::NAME,
            PersistenceCommand::Save(_) => save::NAME,
            PersistenceCommand::Lastsave(_) => lastsave::NAME,
            PersistenceCommand::AofRewrite(_) => aof_rewrite::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            PersistenceCommand::Lastsave(_) => Nature::Observing,
            _ => Nature::Acting,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            PersistenceCommand::Bgsave(args) => bgsave::run(context, args).await,
            PersistenceCommand::Save(args) => save::run(context, args).await,
            PersistenceCommand::Lastsave(_) => lastsave::run(context).await,
            PersistenceCommand::AofRewrite(args) => aof_rewrite::run(context, args).await,
        }
    }
}
