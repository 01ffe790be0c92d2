//! Commands before and after an upgrade: what speaks against it, and whether it went well.

mod baseline_file;
mod canary;
mod facts;
mod log_lines;
pub mod post_upgrade_check;
pub mod pre_upgrade_check;
pub mod upgrade_rollback;
pub mod validate_upgrade;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The upgrade commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum UpgradeCommand {
    #[command(name = pre_upgrade_check::NAME)]
    PreUpgradeCheck(Box<pre_upgrade_check::PreUpgradeCheckArgs>),
    #[command(name = post_upgrade_check::NAME)]
    PostUpgradeCheck(post_upgrade_check::PostUpgradeCheckArgs),
    #[command(name = validate_upgrade::NAME)]
    ValidateUpgrade(validate_upgrade::ValidateUpgradeArgs),
    #[command(name = upgrade_rollback::NAME)]
    UpgradeRollback(Box<upgrade_rollback::UpgradeRollbackArgs>),
}

impl UpgradeCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            UpgradeCommand::PreUpgradeCheck(_) => pre_upgrade_check::NAME,
            UpgradeCommand::PostUpgradeCheck(_) => post_upgrade_check::NAME,
            UpgradeCommand::ValidateUpgrade(_) => validate_upgrade::NAME,
            UpgradeCommand::UpgradeRollback(_) => upgrade_rollback::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            UpgradeCommand::UpgradeRollback(_) => Nature::Acting,
            _ => Nature::Observing,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            UpgradeCommand::PreUpgradeCheck(args) => pre_upgrade_check::run(context, args).await,
            UpgradeCommand::PostUpgradeCheck(args) => post_upgrade_check::run(context, args).await,
            UpgradeCommand::ValidateUpgrade(args) => validate_upgrade::run(context, args).await,
            UpgradeCommand::UpgradeRollback(args) => upgrade_rollback::run(context, args).await,
        }
    }
}
