//! Commands that a server knows by another name (`rename-command`). Whoever chose such a name meant it as a password, so
//! it is never shown: not in logs, not in errors, not where a server repeats it.

use crate::error::{Error, Result};
use redis::{Arg, Cmd};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Name → the name on the server. `Debug` shows the first half alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Renames(Arc<BTreeMap<String, String>>);

impl fmt::Debug for Renames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Renames {
    /// From `--rename-command NAME=NEW-NAME` and the lines of `--rename-command-file`.
    ///
    /// # Errors
    /// Of kind Usage. What cannot be understood is told by its place, since it may hold the secret.
    pub fn load(options: &[String], file: Option<&Path>) -> Result<Self> {
        let mut renames = BTreeMap::new();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Error::usage(format!("cannot read {}", path.display())).because(&error))?;
            renames.extend(parse_file(&text).map_err(|line| {
                Error::usage(format!("line {line} of {} renames no command", path.display()))
                    .hint("a line is CONFIG=NEW-NAME, or as in redis.conf: rename-command CONFIG NEW-NAME")
            })?);
        }
        for option in options {
            let pair = parse_option(option).ok_or_else(|| {
                Error::usage("--rename-command has another form").hint("it is --rename-command CONFIG=NEW-NAME")
            })?;
            renames.extend([pair]);
        }
        Ok(Self(Arc::new(renames)))
    }

    /// The command as the server knows it: its own name, and those it asks about (`COMMAND INFO`, `ACL DRYRUN`).
    pub fn apply(&self, command: &Cmd) -> Cmd {
        let mut renamed = Cmd::new();
        let mut first = Vec::new();
        for (index, argument) in command.args_iter().enumerate() {
            let Arg::Simple(word) = argument else { return command.clone() };
            if index == 0 {
                first = word.to_ascii_uppercase();
            }
            let names_command = match first.as_slice() {
                b"COMMAND" => index != 1,
                b"ACL" => index == 0 || index == 3,
                _ => index == 0,
            };
            renamed.arg(if names_command { self.of(word) } else { word });
        }
        renamed
    }

    /// Whether no command has another name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name on the server of one command.
    pub fn of<'a>(&'a self, name: &'a [u8]) -> &'a [u8] {
        let known = std::str::from_utf8(name).ok().and_then(|name| self.0.get(&name.to_ascii_uppercase()));
        known.map_or(name, |name| name.as_bytes())
    }

    /// The name that everybody knows, of a word that a server showed.
    pub fn original<'a>(&'a self, word: &'a [u8]) -> &'a [u8] {
        let known = self.0.iter().find(|(_, new)| new.as_bytes().eq_ignore_ascii_case(word));
        known.map_or(word, |(name, _)| name.as_bytes())
    }

    /// The words of a command that a server showed, its name the one that everybody knows.
    pub fn original_words(&self, mut words: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        if let Some(first) = words.first_mut() {
            *first = self.original(first).to_vec();
        }
        words
    }

    /// A text of the server in which the names that everybody knows stand for the new ones.
    pub fn hide(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for (name, new) in self.0.iter() {
            shown = replace_ignoring_case(&shown, new, name);
        }
        shown
    }
}

fn replace_ignoring_case(text: &str, from: &str, to: &str) -> String {
    // ASCII alone changes its case here, so that places in the one text are places in the other.
    let (lower, from) = (text.to_ascii_lowercase(), from.to_ascii_lowercase());
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    for (found, _) in lower.match_indices(&from) {
        shown.push_str(&text[at..found]);
        shown.push_str(to);
        at = found + from.len();
    }
    shown + &text[at..]
}

fn parse_option(text: &str) -> Option<(String, String)> {
    pair(text.split_once('=')?)
}

fn pair((name, new): (&str, &str)) -> Option<(String, String)> {
    let (name, new) = (name.trim(), new.trim());
    let fits = !name.is_empty() && !new.is_empty() && !name.contains(char::is_whitespace);
    fits.then(|| (name.to_ascii_uppercase(), new.to_owned()))
}

/// Lines `NAME=NEW-NAME`, or redis.conf's own `rename-command NAME NEW-NAME`; what else such a file has is passed over
/// where it has the directive at all. A command renamed to nothing is disabled, which no name helps.
///
/// # Errors
/// The number of the line that says neither.
fn parse_file(text: &str) -> Result<Vec<(String, String)>, usize> {
    let is_directive = |line: &str| line.trim_start().to_ascii_lowercase().starts_with("rename-command");
    let is_config = text.lines().any(is_directive);
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || (is_config && !is_directive(line)) {
            continue;
        }
        if !is_config {
            pairs.push(parse_option(line).ok_or(index + 1)?);
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
        match words.as_slice() {
            [_, _, ""] => {}
            [_, name, new] => pairs.push(pair((name, new)).ok_or(index + 1)?),
            _ => return Err(index + 1),
        }
    }
    Ok(pairs)
}

/// The words of a command line without the new names: hints repeat what was typed.
pub fn without_secrets(words: Vec<String>) -> Vec<String> {
    const OPTION: &str = "--rename-command";
    let hide = |text: &str| text.split_once('=').map_or_else(|| "…".to_owned(), |(name, _)| format!("{name}=…"));
    let mut shown: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let follows = shown.last().is_some_and(|before| before == OPTION);
        let joined = word.strip_prefix(OPTION).and_then(|rest| rest.strip_prefix('='));
        shown.push(match joined {
            Some(value) => format!("{OPTION}={}", hide(value)),
            None if follows => hide(&word),
            None => word,
        });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renames() -> Renames {
        Renames::load(&["config=Hidden_1".to_owned(), "SYNC=x.y".to_owned()], None).expect("two names")
    }

    fn packed(words: &[&str]) -> Vec<u8> {
        renames().apply(Cmd::new().arg(words)).get_packed_command()
    }

    fn plain(words: &[&str]) -> Vec<u8> {
        Cmd::new().arg(words).get_packed_command()
    }

    #[test]
    fn names_are_replaced_where_they_name_a_command_and_nowhere_else() {
        assert_eq!(packed(&["CONFIG", "GET", "config"]), plain(&["Hidden_1", "GET", "config"]));
        assert_eq!(packed(&["COMMAND", "INFO", "CONFIG", "GET"]), plain(&["COMMAND", "INFO", "Hidden_1", "GET"]));
        assert_eq!(
            packed(&["ACL", "DRYRUN", "config", "config", "config"]),
            plain(&["ACL", "DRYRUN", "config", "Hidden_1", "config"])
        );
        assert_eq!(packed(&["GET", "CONFIG"]), plain(&["GET", "CONFIG"]));
        assert_eq!((renames().of(b"sync"), renames().original(b"HIDDEN_1")), (&b"x.y"[..], &b"CONFIG"[..]));
    }

    #[test]
    fn a_new_name_is_hidden_in_all_that_a_server_says() {
        assert_eq!(renames().hide("ERR. Try HIDDEN_1 HELP, hidden_1é"), "ERR. Try CONFIG HELP, CONFIGé");
        assert_eq!(format!("{:?}", renames()), r#"{"CONFIG", "SYNC"}"#);
        for wrong in ["HIDDEN", "=HIDDEN", "CONFIG="] {
            let error = Renames::load(&[wrong.to_owned()], None).expect_err("another form");
            assert!(!error.chain().contains("HIDDEN"), "{}", error.chain());
        }
        let words = ["--rename-command", "CONFIG=h", "--rename-command=SYNC=h", "-n", "x"].map(str::to_owned);
        let shown = ["--rename-command", "CONFIG=…", "--rename-command=SYNC=…", "-n", "x"];
        assert_eq!(without_secrets(words.into()), shown);
    }

    #[test]
    fn files_are_pairs_or_a_redis_conf() {
        let names = |text: &str| parse_file(text).map(|pairs| pairs.into_iter().map(|pair| pair.1).collect::<Vec<_>>());
        assert_eq!(names("# mine\nCONFIG=a\n\nSYNC = b\n"), Ok(vec!["a".into(), "b".into()]));
        let config = "port 6379\nrename-command FLUSHALL \"\"\nRENAME-COMMAND config \"a\"\n";
        assert_eq!(names(config), Ok(vec!["a".into()]));
        assert_eq!(names("CONFIG=a\nsecret\n"), Err(2));
    }
}
