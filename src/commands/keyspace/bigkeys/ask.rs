//! What is asked about one key, and what the answers make of it.

use crate::domain::keyspace::guess::Guesses;
use crate::domain::keyspace::kind::Kind;
use crate::domain::keyspace::prefix::Cut;
use crate::domain::keyspace::ttl::Expiry;
use crate::formats::resp::Reply;
use std::collections::BTreeMap;

/// Flights in which a key is asked about again before it is left: its type keeps changing.
const MOST_TRIES: u8 = 4;
/// Of so many keys one is asked when it expires.
const TTL_SAMPLE: u64 = 16;

/// Questions whose answers are there, or under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Questions {
    pub(super) kind: bool,
    pub(super) size: bool,
    pub(super) memory: bool,
    pub(super) expiry: bool,
}

/// A key that is being asked about.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) name: Vec<u8>,
    pub(super) kind: Option<Kind>,
    pub(super) size: Option<u64>,
    pub(super) memory_bytes: Option<u64>,
    pub(super) expiry: Option<Expiry>,
    shape: u64,
    is_guess: bool,
    tries: u8,
    /// What is still to be asked.
    open: Questions,
    /// What was asked last.
    sent: Questions,
}

/// What the answers make of a key.
pub(super) enum Verdict {
    /// All is known that can be.
    Done(Asked),
    /// There is more to ask.
    Again(Asked),
    /// It is gone.
    Gone,
}

/// What to ask about keys, and what was learned about asking.
#[derive(Debug, Default)]
pub(super) struct Asker {
    pub(super) cut: Cut,
    pub(super) memory: bool,
    pub(super) every_expiry: bool,
    guesses: Guesses,
    /// Commands that the user may not give at all; they are not tried again.
    denied: Vec<&'static str>,
    /// Commands that were refused, with how often and the last words.
    pub(super) refusals: BTreeMap<String, (u64, String)>,
}

impl Asker {
    pub(super) fn new(cut: Cut, memory: bool, every_expiry: bool) -> Self {
        Self { cut, memory, every_expiry, ..Self::default() }
    }

    /// A key that SCAN gave.
    pub(super) fn key(&mut self, name: Vec<u8>) -> Asked {
        let shape = self.cut.shape(&name);
        let kind = self.guesses.of(shape).cloned();
        let is_guess = kind.is_some();
        let expiry = self.every_expiry || is_sampled(&name);
        let open = Questions { kind: !is_guess, size: is_guess, memory: self.memory, expiry };
        let sent = Questions::default();
        Asked { name, kind, size: None, memory_bytes: None, expiry: None, shape, is_guess, tries: 0, open, sent }
    }

    fn may(&self, command: &str) -> bool {
        !self.denied.contains(&command)
    }

    /// The questions of the next flight; none where nothing is left that may be asked.
    pub(super) fn questions(&self, key: &mut Asked) -> Questions {
        let size = key.kind.as_ref().and_then(Kind::size_command).is_some_and(|command| self.may(command));
        key.sent = Questions {
            kind: key.open.kind && self.may("TYPE"),
            size: key.open.size && size,
            memory: key.open.memory && self.may("MEMORY USAGE"),
            expiry: key.open.expiry && self.may("PTTL"),
        };
        key.open = Questions::default();
        key.tries += 1;
        key.sent
    }

    /// What the answers to those questions make of the key.
    pub(super) fn answered(&mut self, mut key: Asked, replies: Vec<Reply>) -> Verdict {
        let mut replies = replies.into_iter();
        let sent = key.sent;
        if sent.kind {
            match replies.next() {
                Some(Reply::Simple(word)) => match Kind::parse(&word) {
                    None => return Verdict::Gone,
                    Some(kind) => {
                        self.guesses.learn(key.shape, &kind);
                        match kind.size_command() {
                            Some(_) => key.open.size = true,
                            // Of a module's value memory is all that can be told.
                            None => key.open.memory = !sent.memory,
                        }
                        (key.kind, key.is_guess) = (Some(kind), false);
                    }
                },
                Some(Reply::Error(text)) => self.refused("TYPE", &text),
                _ => {}
            }
        }
        if sent.size
            && let Some(command) = key.kind.as_ref().and_then(Kind::size_command)
        {
            match replies.next() {
                // No value of a guessed type may be no key at all.
                Some(Reply::Integer(0)) if key.is_guess => Self::ask_type(&mut key),
                Some(Reply::Integer(0)) if !matches!(key.kind, Some(Kind::String | Kind::Stream)) => {
                    return Verdict::Gone;
                }
                Some(Reply::Integer(size)) => key.size = u64::try_from(size).ok(),
                Some(Reply::Error(text)) if text.starts_with(b"WRONGTYPE") => {
                    if key.is_guess {
                        self.guesses.was_wrong(key.shape);
                    }
                    Self::ask_type(&mut key);
                }
                Some(Reply::Error(text)) => self.refused(command, &text),
                _ => {}
            }
        }
        if sent.memory {
            match replies.next() {
                Some(Reply::Integer(bytes)) => key.memory_bytes = u64::try_from(bytes).ok(),
                Some(Reply::Null) => return Verdict::Gone,
                Some(Reply::Error(text)) => self.refused("MEMORY USAGE", &text),
                _ => {}
            }
        }
        if sent.expiry {
            match replies.next() {
                Some(Reply::Integer(left)) => match Expiry::parse(left) {
                    Some(expiry) => key.expiry = Some(expiry),
                    None => return Verdict::Gone,
                },
                Some(Reply::Error(text)) => self.refused("PTTL", &text),
                _ => {}
            }
        }
        if key.open != Questions::default() && key.tries < MOST_TRIES {
            Verdict::Again(key)
        } else {
            Verdict::Done(key)
        }
    }

    fn ask_type(key: &mut Asked) {
        key.kind = None;
        key.is_guess = false;
        key.open.kind = true;
    }

    /// Notes a refusal. A command that the user may not give is not tried again; a key that it may not read is.
    fn refused(&mut self, command: &'static str, text: &[u8]) {
        let text = String::from_utf8_lossy(text).into_owned();
        let lower = text.to_ascii_lowercase();
        let for_all = (lower.starts_with("noperm") && lower.contains("run the")) || lower.contains("unknown command");
        if for_all && self.may(command) {
            self.denied.push(command);
        }
        let (times, last) = self.refusals.entry(command.to_owned()).or_default();
        *times += 1;
        *last = text;
    }
}

/// Whether a key is one of those that are asked for all. Its name decides (FNV-1a), so that it is the same keys whatever
/// the order SCAN gives them in, and however often a scan is interrupted.
fn is_sampled(name: &[u8]) -> bool {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = name.iter().fold(0xcbf2_9ce4_8422_2325, mix);
    (hash ^ (hash >> 32)).is_multiple_of(TTL_SAMPLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks about a key until it is done, from a server that answers so.
    fn ask(asker: &mut Asker, name: &str, server: impl Fn(&str) -> Reply) -> (Option<Asked>, Vec<&'static str>) {
        let mut key = asker.key(name.into());
        let mut all = Vec::new();
        loop {
            let sent = asker.questions(&mut key);
            let size = key.kind.as_ref().and_then(Kind::size_command).unwrap_or("-");
            let asked = [(sent.kind, "TYPE"), (sent.size, size), (sent.memory, "MEMORY"), (sent.expiry, "PTTL")];
            let commands: Vec<&'static str> = asked.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
            all.extend(&commands);
            match asker.answered(key, commands.iter().map(|command| server(command)).collect()) {
                Verdict::Done(key) => return (Some(key), all),
                Verdict::Gone => return (None, all),
                Verdict::Again(again) => key = again,
            }
        }
    }

    fn hash(command: &str) -> Reply {
        match command {
            "TYPE" => Reply::Simple(b"hash".to_vec()),
            "HLEN" => Reply::Integer(7),
            "MEMORY" => Reply::Integer(100),
            "PTTL" => Reply::Integer(-1),
            _ => Reply::Error(b"WRONGTYPE Operation against a key holding the wrong kind of value".to_vec()),
        }
    }

    #[test]
    fn the_type_is_asked_until_it_can_be_guessed_and_again_after_a_wrong_guess() {
        let mut asker = Asker::new(Cut::default(), false, false);
        for _ in 0..3 {
            assert_eq!(ask(&mut asker, "user:1", hash).1, ["TYPE", "HLEN"]);
        }
        let (key, asked) = ask(&mut asker, "user:2", hash);
        assert_eq!((key.and_then(|key| key.size), asked), (Some(7), vec!["HLEN"]));
        let string = |command: &str| match command {
            "TYPE" => Reply::Simple(b"string".to_vec()),
            "STRLEN" => Reply::Integer(3),
            _ => hash("LLEN"),
        };
        let (key, asked) = ask(&mut asker, "user:3", string);
        assert_eq!((key.and_then(|key| key.kind), asked), (Some(Kind::String), vec!["HLEN", "TYPE", "STRLEN"]));
        assert_eq!(ask(&mut asker, "user:4", hash).1, ["TYPE", "HLEN"]);
    }

    #[test]
    fn a_key_that_is_gone_is_not_counted() {
        let mut asker = Asker::new(Cut::default(), true, false);
        let gone = |command: &str| match command {
            "TYPE" => Reply::Simple(b"none".to_vec()),
            "HLEN" => Reply::Integer(0),
            _ => Reply::Null,
        };
        assert!(ask(&mut asker, "user:1", gone).0.is_none());
        (0..3).for_each(|_| drop(ask(&mut asker, "user:1", hash)));
        assert!(ask(&mut asker, "user:1", gone).0.is_none());
    }

    #[test]
    fn what_is_forbidden_is_tried_once_and_the_key_is_counted_without() {
        let mut asker = Asker::new(Cut::default(), true, false);
        let strict = |command: &str| match command {
            "MEMORY" => Reply::Error(b"NOPERM User x has no permissions to run the 'memory|usage' command".to_vec()),
            other => hash(other),
        };
        let (key, asked) = ask(&mut asker, "e", strict);
        assert_eq!((key.map(|key| (key.size, key.memory_bytes)), asked.len()), (Some((Some(7), None)), 3));
        assert_eq!(ask(&mut asker, "b", strict).1, ["TYPE", "HLEN"]);
        assert_eq!(asker.refusals["MEMORY USAGE"].0, 1);
        let per_key = |_: &str| Reply::Error(b"NOPERM No permissions to access a key".to_vec());
        let (key, _) = ask(&mut asker, "c", per_key);
        assert_eq!(key.and_then(|key| key.kind), None);
        drop(ask(&mut asker, "d", per_key));
        assert_eq!(asker.refusals["TYPE"].0, 2);
    }
}
