//! What became of the commands that were sent: every reply is matched to one of them.

use super::feed::{Kind, Sent};
use crate::formats::resp::Reply;
use serde::Serialize;

/// Errors that are named; the others are counted.
const MOST_NAMED: usize = 10;

/// Replies that say that nothing further will go well: the server is full, read-only, loading, not to be written to …
const FATAL: [&str; 12] = [
    "OOM",
    "MISCONF",
    "READONLY",
    "NOREPLICAS",
    "LOADING",
    "MASTERDOWN",
    "NOAUTH",
    "NOPERM",
    "CLUSTERDOWN",
    "MOVED",
    "CROSSSLOT",
    "UNKILLABLE",
];

/// An error reply, with the command that it is to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandError {
    /// The file the command stands in.
    pub file: String,
    /// Offset of its first byte.
    pub offset: u64,
    /// Its name.
    pub command: String,
    /// What the server said.
    pub error: String,
}

impl CommandError {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} of {} at offset {}: {}", self.command, self.file, self.offset, self.error)
    }
}

/// The replies so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Account {
    /// Commands whose reply has come, without SELECT, MULTI and EXEC.
    pub answered: u64,
    /// Of these, the ones that were executed without an error.
    pub acknowledged: u64,
    /// Transactions that were executed.
    pub transactions: u64,
    /// Commands that were answered by an error, or were in a transaction that was not executed.
    pub errors: u64,
    /// Of these, scripts: what they did before their error is done.
    #[serde(skip)]
    pub in_doubt: u64,
    /// The first of them.
    pub first_errors: Vec<CommandError>,
    /// Where the last command stands whose reply has come.
    pub last: Option<(String, u64)>,
    /// The error after which it is of no use to go on.
    pub fatal: Option<CommandError>,
    /// Commands of the transaction under way.
    #[serde(skip)]
    queued: Vec<(Sent, Option<String>)>,
}

impl Account {
    /// Takes the reply to a command of `file`.
    pub fn take(&mut self, file: &str, sent: &Sent, reply: &Reply) {
        match (sent.kind, reply) {
            (Kind::Select | Kind::Multi, Reply::Error(text)) => {
                self.fatal = Some(named(file, sent, text));
            }
            (Kind::Select, _) => {}
            (Kind::Multi, _) => self.queued.clear(),
            (Kind::Queued | Kind::QueuedSelect, Reply::Error(text)) => {
                self.queued.push((*sent, Some(String::from_utf8_lossy(text).into_owned())));
            }
            (Kind::Queued | Kind::QueuedSelect, _) => self.queued.push((*sent, None)),
            (Kind::Exec, reply) => self.end_transaction(file, sent, reply),
            (Kind::Command, Reply::Error(text)) => self.failed(file, sent, text),
            (Kind::Command, _) => self.executed(file, sent),
        }
    }

    /// Takes in what came over another connection.
    pub fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.acknowledged += other.acknowledged;
        self.transactions += other.transactions;
        self.errors += other.errors;
        self.in_doubt += other.in_doubt;
        self.first_errors.extend(other.first_errors);
        self.first_errors.truncate(MOST_NAMED);
        self.last = self.last.take().or(other.last);
        self.fatal = self.fatal.take().or(other.fatal);
        self.queued.extend(other.queued);
    }

    fn end_transaction(&mut self, file: &str, exec: &Sent, reply: &Reply) {
        let queued = std::mem::take(&mut self.queued);
        match reply {
            Reply::Array(replies) if replies.len() == queued.len() => {
                self.transactions += 1;
                for ((sent, _), reply) in queued.iter().zip(replies) {
                    match (sent.kind, reply) {
                        (Kind::QueuedSelect, Reply::Error(text)) => self.fatal = Some(named(file, sent, text)),
                        (Kind::QueuedSelect, _) => {}
                        (_, Reply::Error(text)) => self.failed(file, sent, text),
                        _ => self.executed(file, sent),
                    }
                }
            }
            other => {
                let whole = match other {
                    Reply::Error(text) => String::from_utf8_lossy(text).into_owned(),
                    _ => "EXEC was answered by something else than one reply for each command".to_owned(),
                };
                if queued.is_empty() {
                    self.failed(file, exec, whole.as_bytes());
                }
                for (sent, error) in queued.iter().filter(|(sent, _)| sent.kind != Kind::QueuedSelect) {
                    let text = error.clone().unwrap_or_else(|| format!("its transaction was not executed: {whole}"));
                    self.failed(file, sent, text.as_bytes());
                }
            }
        }
    }

    fn executed(&mut self, file: &str, sent: &Sent) {
        self.answered += 1;
        self.acknowledged += 1;
        self.passed(file, sent);
    }

    fn passed(&mut self, file: &str, sent: &Sent) {
        match &mut self.last {
            Some((name, offset)) if name == file => *offset = sent.offset,
            last => *last = Some((file.to_owned(), sent.offset)),
        }
    }

    fn failed(&mut self, file: &str, sent: &Sent, text: &[u8]) {
        self.answered += 1;
        self.errors += 1;
        self.in_doubt += u64::from(sent.kind != Kind::Exec && sent.name.is_script());
        self.passed(file, sent);
        let code = text.split(|byte| *byte == b' ').next().unwrap_or_default();
        if self.fatal.is_none() && FATAL.iter().any(|fatal| fatal.as_bytes() == code) {
            self.fatal = Some(named(file, sent, text));
        }
        if self.first_errors.len() < MOST_NAMED {
            self.first_errors.push(named(file, sent, text));
        }
    }
}

fn named(file: &str, sent: &Sent, text: &[u8]) -> CommandError {
    CommandError {
        file: file.to_owned(),
        offset: sent.offset,
        command: sent.name.to_string(),
        error: String::from_utf8_lossy(text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::feed::tests::{ALL, feed};
    use super::*;

    fn account(lines: &[&str], replies: &[Reply]) -> Account {
        let mut account = Account::default();
        let flight = feed(lines, ALL);
        // The first is a SELECT of the file's own.
        flight.iter().skip(1).zip(replies).for_each(|((sent, _), reply)| account.take("a.aof", &sent, reply));
        account
    }

    fn ok() -> Reply {
        Reply::Simple(b"OK".to_vec())
    }

    fn error(text: &str) -> Reply {
        Reply::Error(text.as_bytes().to_vec())
    }

    #[test]
    fn an_error_has_its_command_and_its_place() {
        let found = account(&["SET a 1", "INCR a", "SET b 1"], &[ok(), error("ERR value is not"), ok()]);
        assert_eq!((found.answered, found.acknowledged, found.errors), (3, 2, 1));
        assert_eq!(found.first_errors[0].words(), "INCR of a.aof at offset 27: ERR value is not");
        assert_eq!((found.last, found.fatal), (Some(("a.aof".to_owned(), 48)), None));
        assert!(account(&["SET a 1"], &[error("OOM command not allowed")]).fatal.is_some());
        let script = account(&["EVAL x 0", "SET a 1"], &[error("OOM x"), error("OOM x")]);
        assert_eq!((script.errors, script.in_doubt, script.acknowledged), (2, 1, 0));
        assert!(account(&["SELECT 99"], &[error("ERR DB index is out of range")]).fatal.is_some());
    }

    #[test]
    fn errors_inside_a_transaction_are_found() {
        let lines = ["MULTI", "SET a 1", "INCR a", "EXEC"];
        let queued = || Reply::Simple(b"QUEUED".to_vec());
        let exec = Reply::Array(vec![ok(), error("ERR value is not")]);
        let found = account(&lines, &[ok(), queued(), queued(), exec]);
        assert_eq!((found.acknowledged, found.errors, found.transactions), (1, 1, 1));
        assert_eq!(found.first_errors[0].command, "INCR");
        let found = account(&lines, &[ok(), queued(), error("ERR unknown command"), error("EXECABORT x")]);
        assert_eq!((found.acknowledged, found.errors, found.transactions), (0, 2, 0));
        assert!(found.first_errors[0].error.contains("was not executed"));
        assert_eq!(found.first_errors[1].error, "ERR unknown command");
        assert_eq!(account(&lines, &[ok(), queued(), queued(), Reply::Null]).errors, 2);
        // Servers select the database before the first command of a transaction.
        let lines = ["MULTI", "SELECT 3", "SET a 1", "EXEC"];
        let exec = Reply::Array(vec![ok(), ok()]);
        let found = account(&lines, &[ok(), queued(), queued(), exec]);
        assert_eq!((found.answered, found.acknowledged, found.errors, found.transactions), (1, 1, 0, 1));
        let exec = Reply::Array(vec![error("ERR DB index is out of range"), ok()]);
        assert!(account(&lines, &[ok(), queued(), queued(), exec]).fatal.is_some());
    }
}
