//! The command line: global options under headings, and a help page that lists the commands by group.

use crate::commands::{self, Command};
use crate::console::ProgressMode;
use crate::render::Format;
use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

const KUBERNETES: &str = "Kubernetes options";
const TARGET: &str = "Target options";
const REDIS: &str = "Redis options";
const OUTPUT: &str = "Output options";

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

/// Options that every command takes, before or after its name.
#[derive(Debug, Clone, clap::Args)]
pub struct GlobalArgs {
    /// Kubeconfig file (default: $KUBECONFIG, ~/.kube/config, or the pod's service account)
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "NAME", env = "REDIS_OPS_CONTEXT", hide_env_values = true)]
    pub context: Option<String>,
    /// Cluster of the kubeconfig
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "NAME")]
    pub cluster: Option<String>,
    /// User of the kubeconfig (Redis's user is --redis-user)
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "NAME")]
    pub user: Option<String>,
    /// User to impersonate at the Kubernetes API
    #[arg(long = "as", global = true, help_heading = KUBERNETES, value_name = "USER")]
    pub impersonate: Option<String>,
    /// Group to impersonate (can be repeated)
    #[arg(long = "as-group", global = true, help_heading = KUBERNETES, value_name = "GROUP", requires = "impersonate")]
    pub impersonate_groups: Vec<String>,
    /// Longest wait for one answer of the Kubernetes API
    #[arg(long, global = true, help_heading = KUBERNETES, value_name = "DURATION", default_value = "10s", value_parser = parse_duration)]
    pub request_timeout: Duration,

    /// Namespace (default: the context's)
    #[arg(short = 'n', long, global = true, help_heading = TARGET, value_name = "NAME", env = "REDIS_OPS_NAMESPACE", hide_env_values = true)]
    pub namespace: Option<String>,
    /// Look in all namespaces
    #[arg(short = 'A', long, global = true, help_heading = TARGET, conflicts_with = "namespace")]
    pub all_namespaces: bool,
    /// Release, workload or instance name
    #[arg(short = 'r', long, global = true, help_heading = TARGET, value_name = "NAME", env = "REDIS_OPS_RELEASE", hide_env_values = true)]
    pub release: Option<String>,
    /// Label selector of the pods
    #[arg(short = 'l', long, global = true, help_heading = TARGET, value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// One pod
    #[arg(long, global = true, help_heading = TARGET, value_name = "NAME")]
    pub pod: Option<String>,
    /// The server's container (default: found)
    #[arg(long, global = true, help_heading = TARGET, value_name = "NAME")]
    pub container: Option<String>,
    /// The server's port (default: found, else 6379)
    #[arg(long, global = true, help_heading = TARGET, value_name = "PORT")]
    pub port: Option<u16>,
    /// Members with this role only
    #[arg(long, global = true, help_heading = TARGET, value_name = "ROLE", default_value = "any")]
    pub role: RoleChoice,
    /// A server without Kubernetes: redis://HOST[:PORT] or rediss://HOST[:PORT]
    #[arg(long, global = true, help_heading = TARGET, value_name = "URL", conflicts_with_all = ["namespace", "all_namespaces", "release", "selector", "pod"])]
    pub url: Option<String>,

    /// ACL user of Redis
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME")]
    pub redis_user: Option<String>,
    /// File that holds Redis's password (default: $REDISCLI_AUTH, else found in the pod's specification)
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE")]
    pub redis_password_file: Option<PathBuf>,
    /// Secret that holds Redis's password
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME[/KEY]", conflicts_with = "redis_password_file")]
    pub redis_password_secret: Option<String>,
    /// Connect to Redis by TLS
    #[arg(long, global = true, help_heading = REDIS)]
    pub redis_tls: bool,
    /// CA certificates for Redis's TLS, PEM (default: the system's)
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE")]
    pub redis_cacert: Option<PathBuf>,
    /// Client certificate for Redis's TLS, PEM
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE", requires = "redis_key")]
    pub redis_cert: Option<PathBuf>,
    /// Key of the client certificate, PEM
    #[arg(long, global = true, help_heading = REDIS, value_name = "FILE", requires = "redis_cert")]
    pub redis_key: Option<PathBuf>,
    /// Server name to expect in Redis's certificate
    #[arg(long, global = true, help_heading = REDIS, value_name = "NAME")]
    pub redis_sni: Option<String>,
    /// Do not verify Redis's certificate
    #[arg(long, global = true, help_heading = REDIS)]
    pub redis_insecure: bool,
    /// Longest wait for one node
    #[arg(long, global = true, help_heading = REDIS, value_name = "DURATION", default_value = "5s", value_parser = parse_duration)]
    pub node_timeout: Duration,

    /// Longest run of the whole command; what is known by then is shown (default: none)
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "DURATION", value_parser = parse_duration)]
    pub timeout: Option<Duration>,
    /// Form of the answer on stdout
    #[arg(short = 'o', long, global = true, help_heading = OUTPUT, value_name = "FORMAT", default_value = "table")]
    pub output: Format,
    /// Errors only on stderr, no progress
    #[arg(short = 'q', long, global = true, help_heading = OUTPUT)]
    pub quiet: bool,
    /// Show API calls and Redis commands with their times; twice: frames too
    #[arg(short = 'v', long, global = true, help_heading = OUTPUT, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    /// Append everything that -vv would show to a file
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// How progress is shown on stderr
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "MODE", default_value = "auto")]
    pub progress: ProgressMode,
    /// When to use colours
    #[arg(long, global = true, help_heading = OUTPUT, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// `--role`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum RoleChoice {
    /// The writable members.
    Primary,
    /// The members that follow another.
    Replica,
    /// All members.
    #[default]
    Any,
}

/// A duration such as `500ms`, `10s`, `5m`, `2h` or `1d`.
///
/// # Errors
/// A sentence, when the number or the unit is missing or unknown.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "expected a number with a unit, such as 10s or 5m".to_owned())?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "" => return Err(format!("a unit is missing: {number}s, {number}m or {number}h?")),
        _ => return Err(format!("unknown unit '{unit}': ms, s, m, h or d")),
    };
    number.checked_mul(milliseconds).map(Duration::from_millis).ok_or_else(|| "too long".to_owned())
}

/// A size such as `512KiB`, `10MiB`, `1GiB` or `0`; a bare number is bytes.
///
/// # Errors
/// A sentence, when the number or the unit is unknown.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "expected a size, such as 512MiB".to_owned())?;
    let factor: u64 = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(format!("unknown unit '{unit}': B, KiB, MiB or GiB")),
    };
    number.checked_mul(factor).ok_or_else(|| "too large".to_owned())
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
    for heading in [KUBERNETES, TARGET, REDIS, OUTPUT] {
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
        let plain = !line.is_empty() && !line.starts_with(' ') && !line.ends_with(':');
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

/// Parses the command line.
///
/// # Errors
/// clap's own error, which holds the help page, the version or the usage error to print.
pub fn parse(argv: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let matches = tree().try_get_matches_from(argv)?;
    Cli::from_arg_matches(&matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_sound() {
        tree().debug_assert();
    }

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("2h"), Ok(Duration::from_secs(7200)));
        assert!(parse_duration("10").expect_err("no unit").contains("10s"));
        for wrong in ["", "s", "-1s", "1.5s", "5 m", "99999999999999999d"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
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
