//! Commands that look and judge; they change nothing.

pub mod clients;
pub mod config;
pub mod config_get;
pub mod health;
pub mod info;
pub mod latency;
pub mod list;
pub mod memory_stats;
pub mod ping;
pub mod slowlog;
pub mod stats;

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
    #[command(name = stats::NAME)]
    Stats(stats::StatsArgs),
    #[command(name = memory_stats::NAME)]
    MemoryStats(memory_stats::MemoryStatsArgs),
    #[command(name = clients::NAME)]
    Clients(clients::ClientsArgs),
    #[command(name = config::NAME)]
    Config(config::ConfigArgs),
    #[command(name = config_get::NAME)]
    ConfigGet(config_get::ConfigGetArgs),
    #[command(name = slowlog::NAME)]
    Slowlog(slowlog::SlowlogArgs),
    #[command(name = latency::NAME)]
    Latency(latency::LatencyArgs),
}

impl ObserveCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            ObserveCommand::List(_) => list::NAME,
            ObserveCommand::Ping(_) => ping::NAME,
            ObserveCommand::Info(_) => info::NAME,
            ObserveCommand::Health(_) => health::NAME,
            ObserveCommand::Stats(_) => stats::NAME,
            ObserveCommand::MemoryStats(_) => memory_stats::NAME,
            ObserveCommand::Clients(_) => clients::NAME,
            ObserveCommand::Config(_) => config::NAME,
            ObserveCommand::ConfigGet(_) => config_get::NAME,
            ObserveCommand::Slowlog(_) => slowlog::NAME,
            ObserveCommand::Latency(_) => latency::NAME,
        }
    }

    /// The command's watching options, if it has any.
    pub fn watch(&self) -> Option<WatchArgs> {
        match self {
            ObserveCommand::Health(args) => Some(args.watch),
            ObserveCommand::Stats(args) => Some(args.watch),
            ObserveCommand::List(_)
            | ObserveCommand::Ping(_)
            | ObserveCommand::Info(_)
            | ObserveCommand::MemoryStats(_)
            | ObserveCommand::Clients(_)
            | ObserveCommand::Config(_)
            | ObserveCommand::ConfigGet(_)
            | ObserveCommand::Slowlog(_)
            | ObserveCommand::Latency(_) => None,
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
            ObserveCommand::Stats(args) => stats::run(context, args).await,
            ObserveCommand::MemoryStats(_) => memory_stats::run(context).await,
            ObserveCommand::Clients(args) => clients::run(context, args).await,
            ObserveCommand::Config(args) => config::run(context, args).await,
            ObserveCommand::ConfigGet(args) => config_get::run(context, args).await,
            ObserveCommand::Slowlog(args) => slowlog::run(context, args).await,
            ObserveCommand::Latency(args) => latency::run(context, args).await,
        }
    }
}
