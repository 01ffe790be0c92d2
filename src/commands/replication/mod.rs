//! Commands that change who is the primary, and that start servers and copies anew.

pub mod cutover;
pub mod force_failover;
pub mod promote_replica;
pub mod restart;
pub mod resync_replica;

mod ending;
mod follow;
mod force;
mod job;
mod lend;
mod line;
mod prober;
pub(in crate::commands) mod report;
mod route;
mod scene;
mod switch;
mod votes;

use crate::context::Context;
use crate::error::Result;
use crate::report::Outcome;
use clap::Subcommand;

/// The replication commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum ReplicationCommand {
    #[command(name = promote_replica::NAME)]
    PromoteReplica(promote_replica::PromoteReplicaArgs),
    #[command(name = force_failover::NAME)]
    ForceFailover(force_failover::ForceFailoverArgs),
    #[command(name = resync_replica::NAME)]
    ResyncReplica(resync_replica::ResyncReplicaArgs),
    #[command(name = restart::NAME)]
    Restart(restart::RestartArgs),
    #[command(name = cutover::NAME)]
    Cutover(Box<cutover::CutoverArgs>),
}

impl ReplicationCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            ReplicationCommand::PromoteReplica(_) => promote_replica::NAME,
            ReplicationCommand::ForceFailover(_) => force_failover::NAME,
            ReplicationCommand::ResyncReplica(_) => resync_replica::NAME,
            ReplicationCommand::Restart(_) => restart::NAME,
            ReplicationCommand::Cutover(_) => cutover::NAME,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            ReplicationCommand::PromoteReplica(args) => promote_replica::run(context, args).await,
            ReplicationCommand::ForceFailover(args) => force_failover::run(context, args).await,
            ReplicationCommand::ResyncReplica(args) => resync_replica::run(context, args).await,
            ReplicationCommand::Restart(args) => restart::run(context, args).await,
            ReplicationCommand::Cutover(args) => cutover::run(context, args).await,
        }
    }
}
