//! The configuration file: defaults for options, and targets by name (`-t NAME`).
//!
//! ```yaml
//! defaults:                # below the environment and the command line
//!   backups: s3://backups/redis
//! targets:
//!   prod:                  # -t prod: above the environment, below the command line
//!     context: prod-eu
//!     namespace: apps
//!     release: cache
//! ```
//!
//! The keys are long options: those of the help page's first three headings, `timeout`, `s3-*`, `encrypt-to` and
//! `encrypt-recipients-file`; and `backups`, which is what `REDIS_OPS_BACKUP_DIR` is. No key holds a password.

use crate::options::{HEADINGS, OUTPUT};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Names the file where it is not at its place.
const FILE: &str = "REDIS_OPS_CONFIG";
/// The environment's name for what the key `backups` says.
const BACKUPS: &str = "REDIS_OPS_BACKUP_DIR";

/// Options by name, with their values.
type Options = BTreeMap<String, Vec<String>>;

/// What the file says; nothing, where there is none.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    path: PathBuf,
    defaults: Options,
    targets: BTreeMap<String, Options>,
}

impl ConfigFile {
    /// Reads `$REDIS_OPS_CONFIG`, else `redis-ops/config.yaml` below `$XDG_CONFIG_HOME` or `~/.config`.
    ///
    /// # Errors
    /// A text: the file is named but missing, cannot be read, is no YAML, or has a key that is no option (`tree` knows them).
    pub fn load(tree: &Command) -> Result<Self, String> {
        let named = std::env::var_os(FILE).map(PathBuf::from);
        let Some(path) = named.clone().or_else(usual_place) else { return Ok(Self::default()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(format!("cannot read the configuration file {}: {error}", path.display())),
        };
        Self::parse(&path, &text, tree).map_err(|why| format!("the configuration file {}: {why}", path.display()))
    }

    fn parse(path: &Path, text: &str, tree: &Command) -> Result<Self, String> {
        let mut file = Self { path: path.to_owned(), ..Self::default() };
        let whole: serde_json::Value = match text.lines().all(|line| line.trim().is_empty() || line.starts_with('#')) {
            true => serde_json::Value::Null,
            false => serde_saphyr::from_str(text).map_err(|error| format!("is no YAML: {error}"))?,
        };
        for (key, value) in entries(&whole, "the file")? {
            match key.as_str() {
                "defaults" => file.defaults = options(value, "defaults", tree)?,
                "targets" => {
                    for (name, value) in entries(value, "targets")? {
                        file.targets.insert(name.clone(), options(value, &format!("target {name}"), tree)?);
                    }
                }
                _ => return Err(format!("has the key {key:?}; there are `defaults` and `targets`")),
            }
        }
        Ok(file)
    }

    /// The tree with the file's values where nothing else is said, and `argv` with the target's options put in.
    ///
    /// # Errors
    /// A text: the target that `argv` names is not in the file.
    pub fn apply(&self, tree: Command, mut argv: Vec<OsString>) -> Result<(Command, Vec<OsString>), String> {
        let tree = with(tree, &self.defaults, false);
        // What stands on the command line must be known before it can be judged as a whole.
        // A command line that is no good even so is refused, or answered with help, by the tree itself.
        let Ok(said) = tree.clone().ignore_errors(true).try_get_matches_from(&argv) else { return Ok((tree, argv)) };
        let Some(name) = said.get_one::<String>("target") else { return Ok((tree, argv)) };
        let target = self.targets.get(name).ok_or_else(|| self.unknown(name))?;
        let globals: Vec<&Arg> = tree.get_arguments().collect();
        let mut words = Vec::new();
        for (key, values) in target {
            let Some(option) = globals.iter().find(|option| option.get_long() == Some(key)) else { continue };
            if source(&said, option) == Some(ValueSource::CommandLine) {
                continue;
            }
            match option.get_action().takes_values() {
                true => words.extend(values.iter().map(|value| OsString::from(format!("--{key}={value}")))),
                false if values.iter().any(|value| value == "true") => words.push(format!("--{key}").into()),
                false => {}
            }
        }
        argv.splice(1..1, words);
        let rest = target.iter().filter(|(key, _)| !globals.iter().any(|option| option.get_long() == Some(key)));
        let rest = rest.map(|(key, values)| (key.clone(), values.clone())).collect();
        Ok((with(tree, &rest, true), argv))
    }

    /// The names of the targets.
    pub fn names(&self) -> Vec<String> {
        self.targets.keys().cloned().collect()
    }

    fn unknown(&self, name: &str) -> String {
        if self.path.as_os_str().is_empty() {
            return format!("-t {name}: there is no configuration file (looked for redis-ops/config.yaml, or {FILE})");
        }
        let names: Vec<&str> = self.targets.keys().map(String::as_str).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!("-t {name}: no such target in {}; it has: {names}", self.path.display())
    }
}

fn usual_place() -> Option<PathBuf> {
    let folder = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folder = folder.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")))?;
    Some(folder.join("redis-ops/config.yaml"))
}

/// How an option that every command takes came to its value, on either side of the command's name.
pub fn source(said: &ArgMatches, option: &Arg) -> Option<ValueSource> {
    let innermost = said.subcommand().map_or(said, |(_, said)| said);
    let id = option.get_id().as_str();
    [said, innermost].into_iter().filter_map(|said| said.value_source(id)).max()
}

fn entries<'a>(
    value: &'a serde_json::Value,
    what: &str,
) -> Result<impl Iterator<Item = (&'a String, &'a serde_json::Value)>, String> {
    let object = match value {
        serde_json::Value::Null => None,
        serde_json::Value::Object(object) => Some(object),
        _ => return Err(format!("{what}: keys with values are wanted")),
    };
    Ok(object.into_iter().flatten())
}

fn options(value: &serde_json::Value, what: &str, tree: &Command) -> Result<Options, String> {
    entries(value, what)?
        .map(|(key, value)| {
            if !is_key(key, tree) {
                return Err(format!("{what}: {key:?} is not an option that may stand here"));
            }
            let values = match value {
                serde_json::Value::Array(values) => values.iter().map(scalar).collect(),
                value => scalar(value).map(|value| vec![value]),
            };
            let values = values.ok_or_else(|| format!("{what}: {key}: a value, or a list of values, is wanted"))?;
            Ok((key.clone(), values))
        })
        .collect()
}

fn scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(is) => Some(is.to_string()),
        _ => None,
    }
}

/// A key is an option that says which Redis or which store, never what is to be done or agreed to.
fn is_key(key: &str, tree: &Command) -> bool {
    let global = |option: &Arg| {
        let heading = option.get_help_heading().filter(|heading| HEADINGS.contains(heading) && *heading != OUTPUT);
        option.get_long() == Some(key) && (heading.is_some() || key == "timeout") && key != "target"
    };
    let elsewhere = key.starts_with("s3-") || matches!(key, "encrypt-to" | "encrypt-recipients-file");
    let of_a_command = |option: &Arg| option.get_long() == Some(key);
    key == "backups"
        || tree.get_arguments().any(global)
        || elsewhere && tree.get_subcommands().any(|command| command.get_arguments().any(of_a_command))
}

/// The tree with these values where the command line says nothing, nor the environment unless the values stand `above_it`.
fn with(tree: Command, options: &Options, above_it: bool) -> Command {
    let given = |option: Arg| -> Arg {
        let backups = option.get_env().is_some_and(|name| name == BACKUPS);
        let key = if backups { Some("backups") } else { option.get_long() };
        let Some(values) = key.and_then(|key| options.get(key)) else { return option };
        let many = option.get_num_args().is_some_and(|count| count.max_values() > 1)
            || matches!(option.get_action(), clap::ArgAction::Append);
        let values: Vec<OsString> = values.iter().take(if many { usize::MAX } else { 1 }).map(Into::into).collect();
        let option = if above_it { option.env(None::<&str>) } else { option };
        option.default_values(values)
    };
    tree.mut_args(given).mut_subcommands(|command| command.mut_args(given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{self, Cli};

    const TEXT: &str = "defaults:\n  node-timeout: 9s\ntargets:\n  prod:\n    context: prod-eu\n    namespace: apps\n    \
                        release: cache\n    redis-tls: true\n  dev: {url: 'redis://localhost:7000'}\n";

    fn parsed(text: &str, words: &[&str]) -> Result<Cli, String> {
        let file = ConfigFile::parse(Path::new("/c.yaml"), text, &cli::tree())?;
        let argv = std::iter::once("redis-ops").chain(words.iter().copied()).map(OsString::from).collect();
        let (tree, argv) = file.apply(cli::tree(), argv)?;
        cli::matches(tree, argv).map_err(|error| error.to_string())
    }

    #[test]
    fn a_target_gives_what_the_command_line_leaves_open() {
        for words in [&["-t", "prod", "ping", "-n", "other"][..], &["ping", "-n", "other", "--target=prod"]] {
            let global = parsed(TEXT, words).expect("good").global;
            assert_eq!(global.context.as_deref(), Some("prod-eu"));
            assert_eq!((global.namespace.as_deref(), global.release.as_deref()), (Some("other"), Some("cache")));
            assert!(global.redis_tls);
        }
        assert_eq!(parsed(TEXT, &["ping"]).expect("good").global.release, None);
    }

    #[test]
    fn defaults_yield_to_the_command_line() {
        assert_eq!(parsed(TEXT, &["ping"]).expect("good").global.node_timeout.as_secs(), 9);
        assert_eq!(parsed(TEXT, &["ping", "--node-timeout", "2s"]).expect("good").global.node_timeout.as_secs(), 2);
    }

    #[test]
    fn what_does_not_go_together_is_refused_wherever_it_stands() {
        let error = parsed(TEXT, &["-t", "dev", "ping", "-n", "apps"]).expect_err("a URL has no namespace");
        assert!(error.contains("--url") && error.contains("--namespace"), "{error}");
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = parsed(TEXT, &["-t", "prd", "ping"]).expect_err("no such target");
        assert!(error.contains("-t prd") && error.contains("/c.yaml") && error.contains("dev, prod"), "{error}");
        let error = parsed("", &["-t", "prd", "ping"]).expect_err("no such target");
        assert!(error.contains("it has: none"), "{error}");
    }

    #[test]
    fn consent_is_never_a_key() {
        for key in ["yes", "confirm", "force", "dry-run", "output", "target", "nonsense"] {
            let error = parsed(&format!("defaults: {{{key}: x}}"), &["ping"]).expect_err(key);
            assert!(error.contains(key), "{error}");
        }
        for text in ["targets: [a]", "other: {}", "targets: {a: {namespace: {}}}", "targets: {a: [1]}", "{"] {
            parsed(text, &["ping"]).expect_err(text);
        }
    }

    #[test]
    fn backups_are_wherever_a_command_asks_for_them() {
        let text = "targets: {prod: {backups: ['s3://b/p', /second], s3-region: eu-1, release: cache}}";
        let file = ConfigFile::parse(Path::new("/c.yaml"), text, &cli::tree()).expect("good");
        for (command, option, expected) in [
            ("backup-rdb", "to", "s3://b/p /second"),
            ("health", "backups", "s3://b/p"),
            ("backup-list", "places", "s3://b/p /second"),
        ] {
            let argv = ["redis-ops", "-t", "prod", command].map(OsString::from).to_vec();
            let (tree, argv) = file.apply(cli::tree(), argv).expect("good");
            let matches = tree.try_get_matches_from(argv).expect("good");
            let (_, matches) = matches.subcommand().expect("one");
            let raw: Vec<_> = matches.get_raw(option).expect("it has a value").map(|v| v.to_string_lossy()).collect();
            assert_eq!(raw.join(" "), expected, "{command}");
            assert_eq!(matches.get_one::<String>("s3_region").map(String::as_str), Some("eu-1"));
        }
    }
}
