//! Commands that look and judge; they change nothing.

pub mod check_replication;
pub mod clients;
pub mod config;
pub mod config_get;
pub mod dbsize;
pub mod describe;
pub mod events;
pub mod health;
pub mod info;
pub mod inspect;
pub mod latency;
pub mod list;
pub mod logs;
pub mod master_info;
pub mod memory_stats;
pub mod metrics;
pub mod monitor;
pub mod ping;
pub mod replica_lag;
pub mod replication_info;
pub mod role;
pub mod security_check;
pub mod slowlog;
pub mod stats;
pub mod top;
pub mod version;

mod sentinel_rows;
mod shard;
pub(in crate::commands) mod whole;

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
    #[command(name = inspect::NAME)]
    Inspect(inspect::InspectArgs),
    #[command(name = describe::NAME)]
    Describe(describe::DescribeArgs),
    #[command(name = events::NAME)]
    Events(events::EventsArgs),
    #[command(name = logs::NAME)]
    Logs(logs::LogsArgs),
    #[command(name = top::NAME)]
    Top(top::TopArgs),
    #[command(name = metrics::NAME)]
    Metrics(metrics::MetricsArgs),
    #[command(name = health::NAME)]
    Health(Box<health::HealthArgs>),
    #[command(name = security_check::NAME)]
    SecurityCheck(security_check::SecurityCheckArgs),
    #[command(name = version::NAME)]
    Version(version::VersionArgs),
    #[command(name = role::NAME)]
    Role(role::RoleArgs),
    #[command(name = replication_info::NAME)]
    ReplicationInfo(replication_info::ReplicationInfoArgs),
    #[command(name = master_info::NAME)]
    MasterInfo(master_info::MasterInfoArgs),
    #[command(name = replica_lag::NAME)]
    ReplicaLag(replica_lag::ReplicaLagArgs),
    #[command(name = check_replication::NAME)]
    CheckReplication(check_replication::CheckReplicationArgs),
    #[command(name = dbsize::NAME)]
    Dbsize(dbsize::DbsizeArgs),
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
    #[command(name = monitor::NAME)]
    Monitor(monitor::MonitorArgs),
}

impl ObserveCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            ObserveCommand::List(_) => list::NAME,
            ObserveCommand::Ping(_) => ping::NAME,
            ObserveCommand::Info(_) => info::NAME,
            ObserveCommand::Health(_) => health::NAME,
            ObserveCommand::SecurityCheck(_) => security_check::NAME,
            ObserveCommand::Version(_) => version::NAME,
            ObserveCommand::Role(_) => role::NAME,
            ObserveCommand::ReplicationInfo(_) => replication_info::NAME,
            ObserveCommand::MasterInfo(_) => master_info::NAME,
            ObserveCommand::ReplicaLag(_) => replica_lag::NAME,
            ObserveCommand::CheckReplication(_) => check_replication::NAME,
            ObserveCommand::Dbsize(_) => dbsize::NAME,
            ObserveCommand::Stats(_) => stats::NAME,
            ObserveCommand::MemoryStats(_) => memory_stats::NAME,
            ObserveCommand::Clients(_) => clients::NAME,
            ObserveCommand::Config(_) => config::NAME,
            ObserveCommand::ConfigGet(_) => config_get::NAME,
            ObserveCommand::Slowlog(_) => slowlog::NAME,
            ObserveCommand::Latency(_) => latency::NAME,
            ObserveCommand::Monitor(_) => monitor::NAME,
            ObserveCommand::Inspect(_) => inspect::NAME,
            ObserveCommand::Describe(_) => describe::NAME,
            ObserveCommand::Events(_) => events::NAME,
            ObserveCommand::Logs(_) => logs::NAME,
            ObserveCommand::Top(_) => top::NAME,
            ObserveCommand::Metrics(_) => metrics::NAME,
        }
    }

    /// The command's watching options, if it has any.
    pub fn watch(&self) -> Option<WatchArgs> {
        match self {
            ObserveCommand::Health(args) => Some(args.watch),
            ObserveCommand::ReplicaLag(args) => Some(args.watch),
            ObserveCommand::Stats(args) => Some(args.watch),
            ObserveCommand::Top(args) => Some(args.watch),
            _ => None,
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
            ObserveCommand::SecurityCheck(args) => security_check::run(context, args).await,
            ObserveCommand::Version(_) => version::run(context).await,
            ObserveCommand::Role(_) => role::run(context).await,
            ObserveCommand::ReplicationInfo(_) => replication_info::run(context).await,
            ObserveCommand::MasterInfo(_) => master_info::run(context).await,
            ObserveCommand::ReplicaLag(args) => replica_lag::run(context, args).await,
            ObserveCommand::CheckReplication(args) => check_replication::run(context, args).await,
            ObserveCommand::Dbsize(_) => dbsize::run(context).await,
            ObserveCommand::Stats(args) => stats::run(context, args).await,
            ObserveCommand::MemoryStats(_) => memory_stats::run(context).await,
            ObserveCommand::Clients(args) => clients::run(context, args).await,
            ObserveCommand::Config(args) => config::run(context, args).await,
            ObserveCommand::ConfigGet(args) => config_get::run(context, args).await,
            ObserveCommand::Slowlog(args) => slowlog::run(context, args).await,
            ObserveCommand::Latency(args) => latency::run(context, args).await,
            ObserveCommand::Monitor(args) => monitor::run(context, args).await,
            ObserveCommand::Inspect(_) => inspect::run(context).await,
            ObserveCommand::Describe(_) => describe::run(context).await,
            ObserveCommand::Events(args) => events::run(context, args).await,
            ObserveCommand::Logs(args) => logs::run(context, args).await,
            ObserveCommand::Top(args) => top::run(context, args).await,
            ObserveCommand::Metrics(args) => metrics::run(context, args).await,
        }
    }
}
