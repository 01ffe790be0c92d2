//! redis.conf: a directive and its arguments per line, quoted as redis/src/sds.c (`sdssplitargs`) reads them.

use super::words;

/// One directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Its name in lower case.
    pub name: String,
    /// Its arguments, unquoted.
    pub arguments: Vec<String>,
}

/// The directives of a file, in order. Comments, empty lines and lines with unbalanced quotes, which a server refuses,
/// are left out.
pub fn parse(text: &str) -> Vec<Directive> {
    text.lines().filter_map(directive).collect()
}

/// The directive of a line.
pub fn directive(line: &str) -> Option<Directive> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let mut words = words::split(line)?.into_iter().map(|word| String::from_utf8_lossy(&word).into_owned());
    let name = words.next()?.to_ascii_lowercase();
    Some(Directive { name, arguments: words.collect() })
}

/// Directives given on the command line of a server: `--maxmemory 1gb --save "900 1"`.
pub fn of_command_line(command: &[String]) -> Vec<Directive> {
    let program = |word: &&String| ["redis-server", "valkey-server"].iter().any(|name| word.ends_with(name));
    let Some(start) = command.iter().position(|word| program(&word)) else { return Vec::new() };
    let mut found: Vec<Directive> = Vec::new();
    for word in &command[start + 1..] {
        match (word.strip_prefix("--"), found.last_mut()) {
            (Some(name), _) if !name.is_empty() => {
                found.push(Directive { name: name.to_ascii_lowercase(), arguments: Vec::new() });
            }
            (_, Some(last)) => last.arguments.extend(word.split_whitespace().map(str::to_owned)),
            // the configuration file itself
            (_, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Option<(String, Vec<String>)> {
        directive(line).map(|found| (found.name, found.arguments))
    }

    #[test]
    fn words_are_split_and_unquoted_as_the_server_does() {
        let of = |name: &str, arguments: &[&str]| {
            Some((name.to_owned(), arguments.iter().map(ToString::to_string).collect::<Vec<_>>()))
        };
        assert_eq!(one("  Save 900 1 "), of("save", &["900", "1"]));
        assert_eq!(one(r##"requirepass "p$'\"#x y""##), of("requirepass", &[r##"p$'"#x y"##]));
        assert_eq!(one(r"requirepass 'it\'s'"), of("requirepass", &["it's"]));
        assert_eq!(one("save \"\""), of("save", &[""]));
        for none in ["# save 1 1", "", "requirepass \"open", "requirepass \"a\"b"] {
            assert_eq!(one(none), None, "{none}");
        }
    }

    #[test]
    fn a_command_line_has_directives_too() {
        let words =
            ["sh", "redis-server", "/etc/redis.conf", "--maxmemory", "1gb", "--save", "900 1", "--appendonly", "yes"];
        let found = of_command_line(&words.map(str::to_owned));
        let found: Vec<(&str, String)> = found.iter().map(|one| (one.name.as_str(), one.arguments.join(" "))).collect();
        let expected = [("maxmemory", "1gb"), ("save", "900 1"), ("appendonly", "yes")];
        assert_eq!(found, expected.map(|(name, value)| (name, value.to_owned())));
        assert!(of_command_line(&["sleep".to_owned(), "--x".to_owned()]).is_empty());
    }
}
