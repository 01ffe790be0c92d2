//! The command line: its root, and a help page that lists the commands by group and the options by heading.

use crate::commands::{self, Command};
use crate::config_file::{self, ConfigFile};
use crate::options::{GlobalArgs, HEADINGS};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// Operate Redis on Kubernetes: verified backups, honest health
#[derive(Debug, Parser)]
#[command(name = "redis-ops", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The whole clap tree: groups and options on the help page, the Makefile's names as hidden aliases.
pub fn tree() -> clap::Command {
    let tree = Cli::command();
    let help = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}{}{}\n",
        commands::help_by_group(),
        options_by_heading(&tree),
        "'redis-ops COMMAND --help' explains a command and gives examples."
    );
    let mut tree = tree.help_template(help);
    for (name, aliases) in commands::makefile_names() {
        tree = tree.mut_subcommand(name, |command| {
            let about = command.get_long_about().map(|text| reflow(&text.to_string()));
            let command = command.aliases(aliases);
            match about {
                Some(about) => command.long_about(about),
                None => command,
            }
        });
    }
    tree
}

/// The options that every command takes, a line each.
fn options_by_heading(tree: &clap::Command) -> String {
    let mut text = String::new();
    for heading in HEADINGS {
        text.push_str(&format!("{heading}:\n"));
        for option in tree.get_arguments().filter(|option| option.get_help_heading() == Some(heading)) {
            let short = option.get_short().map_or("    ".to_owned(), |short| format!("-{short}, "));
            let long = option.get_long().unwrap_or_default();
            let value = match (option.get_value_names(), option.get_action().takes_values()) {
                (Some([name, ..]), true) => format!(" <{name}>"),
                _ => String::new(),
            };
            let help = option.get_help().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("  {:<35} {help}\n", format!("{short}--{long}{value}")));
        }
        text.push('\n');
    }
    text
}

/// Joins the lines of each paragraph, so that clap folds it at the width of the terminal. Indented lines stay.
fn reflow(text: &str) -> String {
    let mut flowing = String::new();
    let mut joinable = false;
    for line in text.lines() {
        let plain = !line.is_empty() && !line.starts_with(' ');
        if joinable && plain {
            flowing.push(' ');
        } else if !flowing.is_empty() {
            flowing.push('\n');
        }
        flowing.push_str(line);
        joinable = plain;
    }
    flowing
}

/// Parses the command line, with what the configuration file says to it.
///
/// # Errors
/// clap's own error, which holds the help page, the version or the usage error to print.
pub fn parse(argv: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let wrong = |text: String| clap::Error::raw(ErrorKind::ValueValidation, format!("{text}\n")).with_cmd(&tree());
    let tree = tree();
    let file = ConfigFile::load(&tree).map_err(wrong)?;
    let (mut tree, argv) = file.apply(tree, argv.into_iter().collect()).map_err(wrong)?;
    if argv.first().is_some_and(|program| is_plugin(program)) {
        tree = tree.bin_name("kubectl redis-ops");
    }
    matches(tree, argv)
}

/// clap looks for options that exclude each other on one side of the command's name; the common ones may stand on both.
///
/// # Errors
/// clap's own.
pub fn matches(mut tree: clap::Command, argv: Vec<OsString>) -> Result<Cli, clap::Error> {
    let matches = tree.try_get_matches_from_mut(argv).map_err(with_similar_commands)?;
    let is_said = |option: &clap::Arg| {
        option.is_global_set() && config_file::source(&matches, option) == Some(ValueSource::CommandLine)
    };
    for option in tree.get_arguments().filter(|option| is_said(option)) {
        if let Some(other) = tree.get_arg_conflicts_with(option).into_iter().find(|other| is_said(other)) {
            let text = format!("the argument '{option}' cannot be used with '{other}'\n");
            return Err(clap::Error::raw(ErrorKind::ArgumentConflict, text).with_cmd(&tree));
        }
    }
    Cli::from_arg_matches(&matches)
}

/// The Makefile's names all begin alike, so that clap finds each of them similar to any word that does, such as the
/// program's own: what is meant is told by the rest of the word, and by the commands' own names.
fn with_similar_commands(mut error: clap::Error) -> clap::Error {
    if let (ErrorKind::InvalidSubcommand, Some(ContextValue::String(word))) =
        (error.kind(), error.get(ContextKind::InvalidSubcommand))
    {
        let similar = similar_commands(word);
        error.remove(ContextKind::SuggestedSubcommand);
        // It may be there without a word in it, and be given a line.
        error.remove(ContextKind::Suggested);
        if !similar.is_empty() {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(similar));
        }
    }
    error
}

/// The three that are most similar, the most similar last.
fn similar_commands(word: &str) -> Vec<String> {
    let own = word.strip_prefix("redis-").unwrap_or(word);
    let error = Cli::command().try_get_matches_from(["redis-ops", own]).err();
    match error.as_ref().and_then(|error| error.get(ContextKind::SuggestedSubcommand)) {
        Some(ContextValue::Strings(similar)) => similar[similar.len().saturating_sub(3)..].to_vec(),
        _ => Vec::new(),
    }
}

/// kubectl finds a plugin by the name of its program, and there is no `-` in a plugin's name.
/// <https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/#names-with-dashes-and-underscores>
fn is_plugin(program: &OsStr) -> bool {
    Path::new(program).file_stem().is_some_and(|name| name == "kubectl-redis_ops")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound() {
        tree().debug_assert();
    }

    #[test]
    fn a_plugin_of_kubectl_is_called_as_kubectl_calls_it() {
        let shown = |program: &str| {
            let argv = [program, "ping", "--help"].map(OsString::from);
            parse(argv).expect_err("help is clap's way out").to_string()
        };
        assert!(shown("/usr/local/bin/kubectl-redis_ops").contains("Usage: kubectl redis-ops ping"));
        assert!(shown("redis-ops").contains("Usage: redis-ops ping"));
    }

    #[test]
    fn only_what_is_similar_is_named_as_similar() {
        let said = |word: &str| {
            let argv = ["redis-ops", word].map(OsString::from).to_vec();
            matches(tree(), argv).expect_err("there is no such command").to_string()
        };
        for (word, meant) in [("helth", "'health'"), ("redis-helth", "'health'"), ("redis-backup-rbd", "'backup-rdb'")]
        {
            assert!(said(word).contains(meant), "{}", said(word));
        }
        for word in ["redis-ops", "redis-", "xyzzy", "redis-backup-x"] {
            let said = said(word);
            assert!(said.matches('\'').count() <= 2 * 5 && !said.contains("'redis-health'"), "{said}");
            assert!(said.contains("--help") && !said.contains("\n\n\n"), "{said}");
        }
    }

    #[test]
    fn the_makefiles_names_still_work() {
        for name in ["redis-health", "redis-health-check", "redis-backup", "redis-backup-rdb", "redis-backup-verify"] {
            let argv = ["redis-ops", name, "--help"].map(OsString::from);
            let shown = parse(argv).expect_err("help is clap's way out");
            assert_eq!(shown.kind(), clap::error::ErrorKind::DisplayHelp, "{name}");
        }
    }
}
