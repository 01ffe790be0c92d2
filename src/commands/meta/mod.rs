//! Commands about the tool itself. All but `doctor` need neither a cluster nor a server.

pub mod completions;
pub mod cronjob;
pub mod doctor;
pub mod make_shim;
pub mod man;
pub mod rbac;

use crate::context::Context;
use crate::error::Result;
use crate::report::Outcome;
use clap::Subcommand;

/// The commands about the tool.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum MetaCommand {
    #[command(name = completions::NAME)]
    Completions(completions::CompletionsArgs),
    #[command(name = man::NAME)]
    Man(man::ManArgs),
    #[command(name = cronjob::NAME)]
    Cronjob(Box<cronjob::CronjobArgs>),
    #[command(name = doctor::NAME)]
    Doctor(doctor::DoctorArgs),
    #[command(name = rbac::NAME)]
    Rbac(rbac::RbacArgs),
    #[command(name = make_shim::NAME)]
    MakeShim(make_shim::MakeShimArgs),
}

impl MetaCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            MetaCommand::Completions(_) => completions::NAME,
            MetaCommand::Man(_) => man::NAME,
            MetaCommand::Cronjob(_) => cronjob::NAME,
            MetaCommand::MakeShim(_) => make_shim::NAME,
            MetaCommand::Doctor(_) => doctor::NAME,
            MetaCommand::Rbac(_) => rbac::NAME,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            MetaCommand::Completions(args) => Ok(completions::run(args)),
            MetaCommand::Man(args) => man::run(args),
            MetaCommand::Cronjob(args) => cronjob::run(context, args),
            MetaCommand::MakeShim(_) => Ok(make_shim::run()),
            MetaCommand::Doctor(args) => doctor::run(context, args).await,
            MetaCommand::Rbac(args) => rbac::run(context, args),
        }
    }
}

/// The names of these commands.
pub fn names() -> Vec<String> {
    let tree = MetaCommand::augment_subcommands(clap::Command::new("meta"));
    tree.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}
