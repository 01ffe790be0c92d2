//! `config-get`: the runtime parameters that fit a pattern.

use super::config;
use crate::context::Context;
use crate::error::Result;
use crate::report::Outcome;

/// The command's name.
pub const NAME: &str = "config-get";

/// Show the runtime parameters that fit a pattern, of every member
///
/// As `config`, for the parameters whose names fit: `maxmemory`, `save`, `'*max*'`. Secrets are never shown.
///
/// Exit status: 0 all members answered, 2 a server is down, 3 a member could not be asked or refuses CONFIG, 64 no
/// parameter fits.
///
/// Examples:
///   redis-ops config-get save appendonly -n apps -r cache
///   redis-ops config-get maxmemory* --diff -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ConfigGetArgs {
    /// Names, or patterns with `*` and `?`
    #[arg(value_name = "PATTERN", required = true)]
    patterns: Vec<String>,
    /// Only the parameters in which members differ
    #[arg(long)]
    diff: bool,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or no parameter fits. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &ConfigGetArgs) -> Result<Outcome> {
    config::show(context, &args.patterns, args.diff).await
}
