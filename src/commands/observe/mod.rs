//! Commands that look and judge; they change nothing.

pub mod health;
pub mod info;
pub mod list;
pub mod ping;

use crate::context::Context;
use crate::error::Result;
use crate::report::Outcome;
use crate::watch::WatchArgs;
use clap::Subcommand;

/// The observing commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum ObserveCommand {
    #[command(name = list::NAME)]
    List(list::ListArgs),
    #[command(name = ping::NAME)]
    Ping(ping::PingArgs),
    #[command(name = info::NAME)]
    Info(info::InfoArgs),
    #[command(name = health::NAME)]
    Health(health::HealthArgs),
}

impl ObserveCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            ObserveCommand::List(_) => list::NAME,
            ObserveCommand::Ping(_) => ping::NAME,
            ObserveCommand::Info(_) => info::NAME,
            ObserveCommand::Health(_) => health::NAME,
        }
    }

    /// The command's watching options, if it has any.
    pub fn watch(&self) -> Option<WatchArgs> {
        match self {
            ObserveCommand::Health(args) => Some(args.watch),
            ObserveCommand::List(_) | ObserveCommand::Ping(_) | ObserveCommand::Info(_) => None,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            ObserveCommand::List(_) => list::run(context).await,
            ObserveCommand::Ping(_) => ping::run(context).await,
            ObserveCommand::Info(args) => info::run(context, args).await,
            ObserveCommand::Health(args) => health::run(context, args).await,
        }
    }
}
