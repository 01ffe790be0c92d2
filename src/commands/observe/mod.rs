//! Commands that look and judge; they change nothing.

pub mod check_replication;
pub mod dbsize;
pub mod health;
pub mod info;
pub mod list;
pub mod master_info;
pub mod ping;
pub mod replica_lag;
pub mod replication_info;
pub mod role;
pub mod version;

mod whole;

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
}

impl ObserveCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            ObserveCommand::List(_) => list::NAME,
            ObserveCommand::Ping(_) => ping::NAME,
            ObserveCommand::Info(_) => info::NAME,
            ObserveCommand::Health(_) => health::NAME,
            ObserveCommand::Version(_) => version::NAME,
            ObserveCommand::Role(_) => role::NAME,
            ObserveCommand::ReplicationInfo(_) => replication_info::NAME,
            ObserveCommand::MasterInfo(_) => master_info::NAME,
            ObserveCommand::ReplicaLag(_) => replica_lag::NAME,
            ObserveCommand::CheckReplication(_) => check_replication::NAME,
            ObserveCommand::Dbsize(_) => dbsize::NAME,
        }
    }

    /// The command's watching options, if it has any.
    pub fn watch(&self) -> Option<WatchArgs> {
        match self {
            ObserveCommand::Health(args) => Some(args.watch),
            ObserveCommand::ReplicaLag(args) => Some(args.watch),
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
            ObserveCommand::Version(_) => version::run(context).await,
            ObserveCommand::Role(_) => role::run(context).await,
            ObserveCommand::ReplicationInfo(_) => replication_info::run(context).await,
            ObserveCommand::MasterInfo(_) => master_info::run(context).await,
            ObserveCommand::ReplicaLag(args) => replica_lag::run(context, args).await,
            ObserveCommand::CheckReplication(args) => check_replication::run(context, args).await,
            ObserveCommand::Dbsize(_) => dbsize::run(context).await,
        }
    }
}
