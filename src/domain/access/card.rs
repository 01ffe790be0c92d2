//! What a server tells of its commands: COMMAND since 2.8, COMMAND DOCS since 7.0 (redis/src/server.c,
//! `addReplyCommandInfo`, `addReplyCommandDocs`).

use crate::formats::resp::Reply;
use std::collections::BTreeMap;

/// A command, or a subcommand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// Its flags, such as `write`, `admin`, `blocking`.
    pub flags: Vec<String>,
    /// Its arguments for people, such as `key` and `[EX seconds | PX milliseconds]`; a first guess where there are no docs.
    pub syntax: Vec<String>,
    /// What it does, in a sentence; empty where there are no docs.
    pub summary: String,
}

impl Card {
    /// Whether it has a flag.
    pub fn is(&self, flag: &str) -> bool {
        self.flags.iter().any(|own| own == flag)
    }
}

/// Cards by name in capitals; a subcommand's name is `CONFIG SET`.
pub type Cards = BTreeMap<String, Card>;

/// Reads the reply to `COMMAND` or `COMMAND INFO`; what is unknown to the server is left out.
pub fn parse_info(reply: &Reply) -> Cards {
    let mut cards = Cards::new();
    reply.elements().iter().for_each(|entry| add(&mut cards, entry));
    cards
}

fn add(cards: &mut Cards, entry: &Reply) {
    let parts = entry.elements();
    let (Some(name), Some(Reply::Integer(arity)), Some(flags)) =
        (parts.first().and_then(Reply::text), parts.get(1), parts.get(2))
    else {
        return;
    };
    let flags = flags.elements().iter().filter_map(|flag| Some(flag.text()?.to_owned())).collect();
    let has_key = matches!(parts.get(3), Some(Reply::Integer(first)) if *first > 0);
    let name = spoken(name);
    let own = name.split(' ').count() as i64;
    cards.insert(name, Card { flags, syntax: guess(*arity, own, has_key), summary: String::new() });
    parts.get(9).into_iter().flat_map(Reply::elements).for_each(|entry| add(cards, entry));
}

/// `config|set` as people say it.
fn spoken(name: &str) -> String {
    name.to_ascii_uppercase().replace('|', " ")
}

/// Arguments as far as the count of them tells; negative where it is the least one.
fn guess(arity: i64, own: i64, has_key: bool) -> Vec<String> {
    let sure = (arity.abs() - own).clamp(0, 8);
    let mut syntax: Vec<String> =
        (0..sure).map(|index| if index == 0 && has_key { "key" } else { "arg" }.to_owned()).collect();
    if arity < 0 {
        syntax.push("[arg ...]".to_owned());
    }
    syntax
}

/// Adds what `COMMAND DOCS` tells.
pub fn add_docs(cards: &mut Cards, reply: &Reply) {
    for (name, doc) in reply.pairs() {
        let Some(name) = name.text() else { continue };
        let fields: BTreeMap<&str, &Reply> =
            doc.pairs().into_iter().filter_map(|(name, value)| Some((name.text()?, value))).collect();
        if let Some(card) = cards.get_mut(&spoken(name)) {
            card.summary = fields.get("summary").and_then(|text| text.text()).unwrap_or_default().to_owned();
            if let Some(arguments) = fields.get("arguments") {
                card.syntax = arguments.elements().iter().map(argument).collect();
            }
        }
        if let Some(below) = fields.get("subcommands") {
            // A container has no arguments of its own.
            if let (Some(card), None) = (cards.get_mut(&spoken(name)), fields.get("arguments")) {
                card.syntax.clear();
            }
            add_docs(cards, below);
        }
    }
}

fn argument(reply: &Reply) -> String {
    let fields: BTreeMap<&str, &Reply> =
        reply.pairs().into_iter().filter_map(|(name, value)| Some((name.text()?, value))).collect();
    let text = |name: &str| fields.get(name).and_then(|value| value.text()).unwrap_or_default();
    let flags: Vec<&str> =
        fields.get("flags").into_iter().flat_map(|flags| flags.elements()).filter_map(Reply::text).collect();
    let inner = || fields.get("arguments").into_iter().flat_map(|list| list.elements()).map(argument);
    let (token, optional, multiple) = (text("token"), flags.contains(&"optional"), flags.contains(&"multiple"));
    let value = match text("type") {
        "pure-token" => String::new(),
        "oneof" => {
            let choice = inner().collect::<Vec<_>>().join(" | ");
            if optional && token.is_empty() { choice } else { format!("<{choice}>") }
        }
        "block" => inner().collect::<Vec<_>>().join(" "),
        _ if text("display_text").is_empty() => text("name").to_owned(),
        _ => text("display_text").to_owned(),
    };
    let once = [token, &value].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let all = match (multiple, flags.contains(&"multiple_token")) {
        (true, true) => format!("{once} [{once} ...]"),
        (true, false) => format!("{once} [{value} ...]"),
        (false, _) => once,
    };
    if optional { format!("[{all}]") } else { all }
}

/// What a line that is being typed may go on as: the names that begin so, shortest first.
pub fn completions(cards: &Cards, typed: &str) -> Vec<String> {
    let typed = typed.trim_start().to_ascii_uppercase();
    let words = typed.split(' ').count();
    let fits = |name: &&String| name.starts_with(&typed) && name.split(' ').count() == words;
    cards.keys().filter(fits).cloned().collect()
}

/// The arguments that are still to come after what was typed; none before the first space behind the name.
pub fn hint(cards: &Cards, typed: &str) -> Option<String> {
    if !typed.ends_with(' ') {
        return None;
    }
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name = |count: usize| Some(words.get(..count)?.join(" ").to_ascii_uppercase());
    let (card, used) = [2, 1].into_iter().find_map(|count| Some((cards.get(&name(count)?)?, count)))?;
    let rest = card.syntax.get(words.len() - used..).filter(|rest| !rest.is_empty())?;
    Some(rest.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> Reply {
        Reply::Bulk(text.as_bytes().to_vec())
    }

    fn fields(pairs: Vec<(&str, Reply)>) -> Reply {
        Reply::Map(pairs.into_iter().map(|(name, value)| (bulk(name), value)).collect())
    }

    fn info() -> Reply {
        let entry = |name: &str, arity, flags: &[&str], first, below| {
            let flags = flags.iter().map(|flag| Reply::Simple(flag.as_bytes().to_vec())).collect();
            let numbers = [first, first, first].map(Reply::Integer);
            let mut parts = vec![bulk(name), Reply::Integer(arity), Reply::Set(flags)];
            parts.extend(numbers);
            parts.extend([Reply::Set(vec![]), Reply::Array(vec![]), Reply::Array(vec![]), Reply::Array(below)]);
            Reply::Array(parts)
        };
        let set = entry("config|set", -4, &["admin"], 0, vec![]);
        Reply::Array(vec![
            entry("set", -3, &["write", "denyoom"], 1, vec![]),
            Reply::Null,
            entry("config", -2, &[], 0, vec![set]),
        ])
    }

    #[test]
    fn cards_of_commands_and_subcommands() {
        let cards = parse_info(&info());
        assert_eq!(cards.keys().collect::<Vec<_>>(), ["CONFIG", "CONFIG SET", "SET"]);
        assert!(cards["SET"].is("write") && cards["CONFIG SET"].is("admin"));
        assert_eq!(hint(&cards, "set "), Some("key arg [arg ...]".to_owned()));
        assert_eq!((hint(&cards, "set"), hint(&cards, "config set a b ")), (None, Some("[arg ...]".to_owned())));
        assert_eq!(completions(&cards, "con"), ["CONFIG"]);
        assert_eq!(completions(&cards, "config s"), ["CONFIG SET"]);
    }

    #[test]
    fn docs_tell_the_arguments() {
        let token =
            |name: &str| fields(vec![("name", bulk(name)), ("type", bulk("pure-token")), ("token", bulk(name))]);
        let seconds = fields(vec![("name", bulk("seconds")), ("type", bulk("integer")), ("token", bulk("EX"))]);
        let choice = fields(vec![
            ("name", bulk("expiration")),
            ("type", bulk("oneof")),
            ("flags", Reply::Set(vec![Reply::Simple(b"optional".to_vec())])),
            ("arguments", Reply::Array(vec![seconds, token("KEEPTTL")])),
        ]);
        let key = fields(vec![("name", bulk("key")), ("type", bulk("key")), ("display_text", bulk("key"))]);
        let doc = fields(vec![("summary", bulk("Sets a key.")), ("arguments", Reply::Array(vec![key, choice]))]);
        let mut cards = parse_info(&info());
        let config = fields(vec![("subcommands", fields(vec![]))]);
        add_docs(&mut cards, &fields(vec![("set", doc), ("config", config)]));
        assert_eq!(hint(&cards, "CONFIG "), None);
        assert_eq!(cards["SET"].summary, "Sets a key.");
        assert_eq!(hint(&cards, "SET "), Some("key [EX seconds | KEEPTTL]".to_owned()));
        assert_eq!(hint(&cards, "SET k "), Some("[EX seconds | KEEPTTL]".to_owned()));
    }
}
