//! What was seen by MONITOR: which lines are wanted, and what they come to.

use super::config;
use crate::formats::monitor::MonitorLine;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Which commands are wanted. Empty means all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Names, in any case.
    pub commands: Vec<String>,
    /// Patterns, one of which an argument has to fit.
    pub patterns: Vec<String>,
}

impl Filter {
    /// Whether a command is wanted.
    pub fn wants(&self, words: &[Vec<u8>]) -> bool {
        let named = |name: &String| words.first().is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()));
        let fits = |pattern: &String| {
            words.iter().skip(1).any(|word| config::matches_case(pattern, &String::from_utf8_lossy(word)))
        };
        (self.commands.is_empty() || self.commands.iter().any(named))
            && (self.patterns.is_empty() || self.patterns.iter().any(fits))
    }
}

/// Commands counted by name and by client.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    commands: BTreeMap<String, u64>,
    clients: BTreeMap<String, u64>,
    total: u64,
}

/// Distinct names or clients that are told apart; more are counted as others, so that memory stays bounded.
const MOST: usize = 10_000;
const OTHERS: &str = "(others)";

/// One row of a summary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The command or the client.
    pub name: String,
    /// How often.
    pub count: u64,
    /// How often in a second.
    pub per_second: f64,
    /// Its part of all.
    pub share: f64,
}

impl Tally {
    /// Counts one command of a client, which is named without its port.
    pub fn add(&mut self, line: &MonitorLine, client: &str) {
        let name = line.words.first().map(|word| String::from_utf8_lossy(word).to_uppercase()).unwrap_or_default();
        for (counts, name) in [(&mut self.commands, name.as_str()), (&mut self.clients, client)] {
            let name = if counts.len() < MOST || counts.contains_key(name) { name } else { OTHERS };
            *counts.entry(name.to_owned()).or_default() += 1;
        }
        self.total += 1;
    }

    /// All commands.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The most frequent commands, in so many seconds.
    pub fn top_commands(&self, most: usize, seconds: f64) -> Vec<Share> {
        self.top(&self.commands, most, seconds)
    }

    /// The busiest clients.
    pub fn top_clients(&self, most: usize, seconds: f64) -> Vec<Share> {
        self.top(&self.clients, most, seconds)
    }

    fn top(&self, counts: &BTreeMap<String, u64>, most: usize, seconds: f64) -> Vec<Share> {
        let mut rows: Vec<(&String, u64)> = counts.iter().map(|(name, count)| (name, *count)).collect();
        rows.sort_by_key(|(_, count)| Reverse(*count));
        let share = |(name, count): (&String, u64)| Share {
            name: name.clone(),
            count,
            per_second: if seconds > 0.0 { count as f64 / seconds } else { 0.0 },
            share: count as f64 / self.total.max(1) as f64,
        };
        rows.into_iter().take(most).map(share).collect()
    }
}

/// A client's address without its port, which is another at every connection.
pub fn host(client: &str) -> &str {
    match client.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host.trim_matches(['[', ']']),
        _ => client,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> MonitorLine {
        let words = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        MonitorLine { unix_microseconds: 0, database: 0, client: "h:1".into(), words }
    }

    #[test]
    fn filters_look_at_names_in_any_case_and_at_arguments_as_they_are() {
        let filter = |commands: &[&str], patterns: &[&str]| Filter {
            commands: commands.iter().map(ToString::to_string).collect(),
            patterns: patterns.iter().map(ToString::to_string).collect(),
        };
        let get = line(&["get", "Session:1"]).words;
        assert!(filter(&[], &[]).wants(&get) && filter(&["SET", "GET"], &["Session:*"]).wants(&get));
        assert!(!filter(&["SET"], &[]).wants(&get) && !filter(&[], &["session:*", "get"]).wants(&get));
    }

    #[test]
    fn the_busiest_come_first_with_their_rates() {
        let mut tally = Tally::default();
        for (words, client) in [(&["get", "a"], "x"), (&["GET", "b"], "y"), (&["set", "a"], "x")] {
            tally.add(&line(words), client);
        }
        let top = tally.top_commands(1, 2.0);
        assert_eq!((top[0].name.as_str(), top[0].count, top[0].per_second), ("GET", 2, 1.0));
        assert_eq!((top.len(), tally.top_clients(9, 2.0)[0].name.as_str(), tally.total()), (1, "x", 3));
    }

    #[test]
    fn ports_are_no_part_of_a_client() {
        let hosts = ["10.0.0.1:5", "[::1]:5", "lua", "unix:/tmp/x"].map(host);
        assert_eq!(hosts, ["10.0.0.1", "::1", "lua", "unix:/tmp/x"]);
    }
}
