//! Commands that give a person or a program a way in: commands, connections, a shell.

pub mod bash;
pub mod benchmark;
pub mod cli;
pub mod port_forward;
pub mod rotate_password;
pub mod shell;

mod talk;

use crate::context::Context;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use clap::Subcommand;

/// The access commands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a command is documented where its arguments are, which is what --help shows")]
pub enum AccessCommand {
    #[command(name = cli::NAME)]
    Cli(cli::CliArgs),
    #[command(name = shell::NAME)]
    Shell(shell::ShellArgs),
    #[command(name = port_forward::NAME)]
    PortForward(port_forward::PortForwardArgs),
    #[command(name = bash::NAME)]
    Bash(bash::BashArgs),
    #[command(name = rotate_password::NAME)]
    RotatePassword(rotate_password::RotatePasswordArgs),
    #[command(name = benchmark::NAME)]
    Benchmark(benchmark::BenchmarkArgs),
}

impl AccessCommand {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            AccessCommand::Cli(_) => cli::NAME,
            AccessCommand::Shell(_) => shell::NAME,
            AccessCommand::PortForward(_) => port_forward::NAME,
            AccessCommand::Bash(_) => bash::NAME,
            AccessCommand::RotatePassword(_) => rotate_password::NAME,
            AccessCommand::Benchmark(_) => benchmark::NAME,
        }
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            // It changes nothing that stays, and tells how things are.
            AccessCommand::Benchmark(_) => Nature::Observing,
            _ => Nature::Acting,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            AccessCommand::Cli(args) => cli::run(context, args).await,
            AccessCommand::Shell(args) => shell::run(context, args).await,
            AccessCommand::PortForward(args) => port_forward::run(context, args).await,
            AccessCommand::Bash(args) => bash::run(context, args).await,
            AccessCommand::RotatePassword(args) => rotate_password::run(context, args).await,
            AccessCommand::Benchmark(args) => benchmark::run(context, args).await,
        }
    }
}
