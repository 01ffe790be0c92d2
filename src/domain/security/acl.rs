//! ACL users, by lines of ACL LIST: `user default on nopass ~* &* +@all`. Password hashes are passed over.

use serde::Serialize;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Its name.
    pub name: String,
    /// Whether it may log in.
    pub on: bool,
    /// Whether any password will do.
    pub nopass: bool,
    /// Whether it reaches every key.
    pub all_keys: bool,
    /// Whether it starts from all commands.
    pub all_commands: bool,
    /// The command rules, in order.
    #[serde(skip)]
    rules: Vec<String>,
}

/// The users of ACL LIST.
pub fn parse(lines: &[String]) -> Vec<User> {
    lines.iter().filter_map(|line| parse_line(line)).collect()
}

fn parse_line(line: &str) -> Option<User> {
    // Selectors (in parentheses) only add to what the user may do.
    let mut words = line.split(' ').map(|word| word.trim_matches(['(', ')']));
    let name = match (words.next(), words.next()) {
        (Some("user"), Some(name)) => name.to_owned(),
        _ => return None,
    };
    let words: Vec<&str> = words.collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let rules: Vec<String> =
        words.iter().filter(|word| is_command_rule(word)).map(|word| word.to_lowercase()).collect();
    Some(User {
        name,
        on: has(&["on"]),
        nopass: has(&["nopass"]),
        all_keys: has(&["~*", "allkeys"]),
        all_commands: rules.iter().fold(false, |all, rule| match rule.as_str() {
            "+@all" | "allcommands" => true,
            "-@all" | "nocommands" => false,
            _ => all,
        }),
        rules,
    })
}

fn is_command_rule(word: &str) -> bool {
    word.starts_with(['+', '-']) || ["allcommands", "nocommands"].contains(&word)
}

impl User {
    /// Whether the rules allow a whole command, by its name in lower case. Categories other than `@all`, `@dangerous`,
    /// `@admin` and `@keyspace` decide nothing here.
    pub fn allows(&self, command: &str) -> bool {
        const ADMIN: [&str; 4] = ["config", "debug", "module", "shutdown"];
        const KEYSPACE: [&str; 3] = ["flushall", "flushdb", "keys"];
        self.rules.iter().fold(false, |allowed, rule| {
            let (sign, what) = rule.split_at(1);
            let about = match what {
                "llcommands" | "ocommands" | "@all" | "@dangerous" => true,
                "@admin" => ADMIN.contains(&command),
                "@keyspace" => KEYSPACE.contains(&command),
                name => name == command,
            };
            if about { sign == "+" || sign == "a" } else { allowed }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(line: &str) -> User {
        parse(&[line.to_owned()]).remove(0)
    }

    #[test]
    fn rules_apply_in_order() {
        let all = user("user default on nopass sanitize-payload ~* &* +@all");
        assert!(all.on && all.nopass && all.all_keys && all.all_commands && all.allows("flushall"));
        let app = user("user app on #5feceb ~app:* resetchannels -@all +@read +@write +config|get -keys");
        assert!(!app.nopass && !app.all_keys && !app.all_commands && !app.allows("config") && !app.allows("keys"));
        let safe = user("user ops off ~* +@all -@dangerous +config");
        assert!(!safe.on && safe.all_commands && safe.allows("config") && !safe.allows("flushall"));
        assert!(user("user x on ~* allcommands -flushdb").allows("flushall"));
        assert!(parse(&["nonsense".to_owned()]).is_empty());
    }
}
