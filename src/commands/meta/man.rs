//! `man`: the manual pages.

use crate::error::{Error, Result};
use crate::report::{Block, Outcome, Report, Verdict, View};
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "man";

/// Print a manual page
///
/// Examples:
///   redis-ops man | man -l -
///   redis-ops man backup-rdb | man -l -
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ManArgs {
    /// A command's own page
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

#[derive(Debug, Serialize)]
struct Page {
    name: String,
    roff: String,
}

/// Runs the command.
///
/// # Errors
/// Of kind Usage, when there is no such command.
pub fn run(args: &ManArgs) -> Result<Outcome> {
    let wanted = args.command.as_ref().map_or("redis-ops".to_owned(), |command| format!("redis-ops-{command}"));
    let (name, roff) = pages()
        .into_iter()
        .find(|(name, _)| *name == wanted)
        .ok_or_else(|| Error::usage(format!("there is no command {}", wanted.trim_start_matches("redis-ops-"))))?;
    Ok(Outcome::new(Verdict::Ok, None, &Page { name, roff }))
}

/// Every page with its name, as they are checked in below `man/`.
pub fn pages() -> Vec<(String, String)> {
    let mut tree = crate::cli::tree();
    tree.build();
    let whole = tree.clone();
    let mut pages = vec![("redis-ops".to_owned(), render(whole))];
    for command in tree.get_subcommands() {
        let name = format!("redis-ops-{}", command.get_name());
        let page = command.clone().name(name.clone()).display_name(name.clone());
        pages.push((name, render(page)));
    }
    pages
}

fn render(command: clap::Command) -> String {
    let mut bytes = Vec::new();
    // Writing into memory cannot fail.
    let _ = clap_mangen::Man::new(command).date("").render(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Report for Page {
    fn view(&self) -> View {
        View::of(Block::Verbatim(self.roff.clone()))
    }
}
