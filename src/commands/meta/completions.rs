//! `completions`: the completion script of a shell.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are the help page, where brackets are not links")]

use crate::completing;
use crate::report::{Block, Outcome, Report, Verdict, View};
use clap_complete::Shell;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "completions";

/// Print the completion script of a shell
///
/// The script asks redis-ops at every Tab, so that names are completed as they are at the time: contexts of the kubeconfig,
/// namespaces, instances, pods, targets of the configuration file. An answer takes a second at most; what cannot be asked
/// by then, or not without a password, is not completed.
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
    let script = Script { shell: args.shell.to_string(), script: completing::script(args.shell) };
    Outcome::new(Verdict::Ok, None, &script)
}

impl Report for Script {
    fn view(&self) -> View {
        View::of(Block::Verbatim(self.script.clone()))
    }
}
