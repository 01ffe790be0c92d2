//! Secrets in text that goes into a backup: what is known to be one, and what stands where one belongs.

use crate::domain::config::is_secret;
use std::collections::BTreeSet;

/// What stands in the place of a secret.
pub const REDACTED: &str = "<redacted>";
/// Shorter values are not looked for everywhere: replacing each `a` of a text hides nothing and ruins all.
const SHORTEST: usize = 4;

/// Hides secrets.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    /// Longest first, so that a secret within another does not leave the rest of it.
    known: Vec<Secret>,
}

/// A value that never shows itself.
#[derive(Clone, PartialEq, Eq)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Redactor {
    /// Knows these values as secrets, wherever they stand.
    pub fn knowing(secrets: impl IntoIterator<Item = String>) -> Self {
        let distinct: BTreeSet<String> = secrets.into_iter().filter(|text| text.len() >= SHORTEST).collect();
        let mut known: Vec<Secret> = distinct.into_iter().map(Secret).collect();
        known.sort_by_key(|secret| std::cmp::Reverse(secret.0.len()));
        Self { known }
    }

    /// A text of any kind — redis.conf, a script, an ACL file — without its secrets.
    pub fn text(&self, text: &str) -> String {
        let mut lines: Vec<String> = text.split('\n').map(line).collect();
        for line in &mut lines {
            for secret in &self.known {
                if line.contains(&secret.0) {
                    *line = line.replace(&secret.0, REDACTED);
                }
            }
        }
        lines.join("\n")
    }

    /// One value by its name, such as an environment variable's.
    pub fn value(&self, name: &str, value: &str) -> String {
        if names_a_secret(name) && !value.is_empty() { REDACTED.to_owned() } else { self.text(value) }
    }
}

/// Whether what has this name holds a password, as charts and operators name them.
pub fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    is_secret(&name) || name == "rediscli-auth" || name.ends_with("-passwd") || name.ends_with("-token")
}

/// A line with what follows a word that a secret follows hidden.
fn line(line: &str) -> String {
    let body = line.trim_start();
    let indent = &line[..line.len() - body.len()];
    if body.starts_with('#') {
        // A comment may hold an old password.
        let rest = self::line(body.trim_start_matches('#'));
        let hashes = body.len() - body.trim_start_matches('#').len();
        return format!("{indent}{}{rest}", &body[..hashes]);
    }
    let first = body.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    if first == "user" {
        return format!("{indent}{}", acl_rule(body));
    }
    if first == "rename-command" {
        // The new name is what keeps others from using the command.
        let words: Vec<&str> = body.split_whitespace().collect();
        return match words.as_slice() {
            [directive, command, new, ..] if *new != "\"\"" && *new != "''" => {
                format!("{indent}{directive} {command} {REDACTED}")
            }
            _ => line.to_owned(),
        };
    }
    match after_secret_word(body) {
        Some(kept) => format!("{indent}{kept} {REDACTED}"),
        None => line.to_owned(),
    }
}

/// The line up to and with the word that a secret follows; none where nothing or only a variable follows.
fn after_secret_word(body: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(word) = body[from..].split_whitespace().next() {
        let start = from + body[from..].find(word)?;
        let end = start + word.len();
        let bare = word.trim_start_matches(['"', '\'', '-', '(']);
        let rest = body[end..].trim_start();
        // `--requirepass=x`, `PASSWORD=x`: the value is a part of the word.
        if let Some((name, value)) = word.split_once('=')
            && names_a_secret(name.trim_start_matches(['"', '\'', '-', '(']))
            && !is_blank_or_variable(value)
        {
            return Some(&body[..start + name.len() + 1]);
        }
        // `sentinel auth-pass mymaster x`: a name stands between.
        let rest =
            if bare == "auth-pass" { rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest) } else { rest };
        let follows = (is_secret(bare) || (word == "-a" && body.contains("-cli"))) && !is_blank_or_variable(rest);
        if follows {
            return Some(&body[..end]);
        }
        from = end;
    }
    None
}

/// Nothing, an empty string, or a variable of a shell, whose value is elsewhere.
fn is_blank_or_variable(rest: &str) -> bool {
    let rest = rest.trim();
    let bare = rest.trim_matches(['"', '\'', '\\', ';', ')']);
    bare.is_empty() || bare.starts_with("$(") || bare.starts_with("${") || is_plain_variable(bare)
}

fn is_plain_variable(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'', '\\', ';', ')']);
    word.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    })
}

/// An ACL rule, `user NAME on >password #hash ~* +@all`, without passwords and hashes.
pub fn acl_rule(rule: &str) -> String {
    let word = |word: &str| match word.chars().next() {
        Some(sign @ ('>' | '#' | '<' | '!')) => format!("{sign}{REDACTED}"),
        _ => word.to_owned(),
    };
    let words: Vec<&str> = rule.split(' ').collect();
    // `>pass word` would be two words for the server as well; quotes hold such a password together.
    if rule.contains('"') || rule.contains('\'') {
        let kept: Vec<&str> = words.iter().take(2).copied().collect();
        return format!("{} {REDACTED}", kept.join(" "));
    }
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_from_every_form_they_are_written_in() {
        let text = "requirepass hunter2\n  masterauth \"hunter two\"\nuser kim on >hunter2 #5e88 ~* +@all\n\
                    # requirepass hunter2\nsentinel auth-pass mymaster hunter2\nrename-command CONFIG hunter2\n\
                    tls-key-file-pass hunter2\nredis-server --requirepass hunter2 --port 1\n\
                    redis-cli -a hunter2 ping\nREDIS_PASSWORD=hunter2 sh\nuser lee on \">hunter2 x\" +@all";
        let hidden = Redactor::default().text(text);
        assert!(!hidden.contains("hunter") && !hidden.contains("5e88"), "{hidden}");
        for kept in [
            "requirepass <redacted>",
            "  masterauth",
            "user kim on ><redacted> #<redacted> ~* +@all",
            "rename-command CONFIG",
        ] {
            assert!(hidden.contains(kept), "{kept}: {hidden}");
        }
    }

    #[test]
    fn what_holds_none_stays_as_it_is() {
        let text = "maxmemory 256mb\nrequirepass \"\"\necho \"requirepass $REDIS_PASSWORD\"\nuser\n\
                    redis-cli -a \"$REDIS_PASSWORD\" ping\nrename-command FLUSHALL \"\"\nacllog-max-len 128\n\
                    tls-auth-clients no\nset -- --requirepass \"$P\" --masterauth \"$P\"; fi\nmasteruser kim\necho \"masterauth \\\"$Q\\\"\" >> /etc/redis.conf\n";
        assert_eq!(Redactor::default().text(text), text);
    }

    #[test]
    fn a_known_secret_goes_wherever_it_stands() {
        let redactor = Redactor::knowing(["p$'\"#x y".to_owned(), "ab".to_owned()]);
        assert_eq!(redactor.text("x p$'\"#x y z ab"), "x <redacted> z ab");
        assert_eq!(redactor.value("REDIS_PASSWORD", "q"), REDACTED);
        assert_eq!(redactor.value("REDIS_PORT", "6379"), "6379");
        assert!(!format!("{redactor:?}").contains("#x"));
    }
}
