//! `completions`: the completion script of a shell.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are the help page, where brackets are not links")]

use crate::report::{Block, Outcome, Report, Verdict, View};
use clap_complete::Shell;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "completions";

/// Print the completion script of a shell
///
/// Examples:
///   redis-ops completions bash > /etc/bash_completion.d/redis-ops
///   redis-ops completions zsh > "${fpath[1]}/_redis-ops"
///   redis-ops completions fish > ~/.config/fish/completions/redis-ops.fish
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, Serialize)]
struct Script {
    shell: String,
    script: String,
}

/// Runs the command.
pub fn run(args: &CompletionsArgs) -> Outcome {
    let script = Script { shell: args.shell.to_string(), script: script(args.shell) };
    Outcome::new(Verdict::Ok, None, &script)
}

/// The script for a shell, as it is checked in below `completions/`.
pub fn script(shell: Shell) -> String {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::tree(), "redis-ops", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Report for Script {
    fn view(&self) -> View {
        View::of(Block::Verbatim(self.script.clone()))
    }
}
