//! One error type: a kind that decides the exit code, a sentence, its causes, and hints that say what to type.

use crate::exit::{Exit, Nature};
use std::fmt;

/// What went wrong, as far as a script needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line or the configuration is wrong.
    Usage,
    /// A rule forbids going on; nothing has been changed.
    Refused,
    /// The target could not be reached, read or asked: network, rights, time.
    Target,
    /// The work itself failed; nothing has been changed.
    Failed,
    /// Something was done and something was not.
    Partial,
    /// The result is complete but wrong.
    Verification,
    /// Another run holds the lock.
    Locked,
}

/// An error as the user meets it. `Display` is the sentence alone; [`Error::chain`] adds the causes.
#[derive(Debug, Clone)]
pub struct Error {
    kind: Kind,
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
}

/// The result of everything that can fail in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this kind whose message is one sentence without a full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), causes: Vec::new(), hints: Vec::new() }
    }

    /// A rule forbids going on.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The target could not be reached or asked.
    pub fn target(message: impl Into<String>) -> Self {
        Self::new(Kind::Target, message)
    }

    /// The work failed and nothing changed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Adds what lies beneath: each error of `source`'s chain whose text its parent does not already contain.
    #[must_use]
    pub fn because(mut self, source: &dyn std::error::Error) -> Self {
        let mut next = Some(source);
        while let Some(error) = next {
            self.push_cause(error.to_string());
            next = error.source();
        }
        self
    }

    /// Adds a cause in words.
    #[must_use]
    pub fn cause(mut self, text: impl Into<String>) -> Self {
        self.push_cause(text.into());
        self
    }

    // Many libraries print their source and expose it as well; saying it twice hides the point.
    fn push_cause(&mut self, text: String) {
        let text = text.trim().to_owned();
        let said = std::iter::once(&self.message).chain(&self.causes).any(|before| before.contains(&text));
        if !text.is_empty() && !said {
            self.causes.push(text);
        }
    }

    /// Adds what to do or type next. A hint given twice is kept once.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
        self
    }

    /// Whether the API server has said that a right is missing: the callers of its API say so in a hint.
    pub fn lacks_a_right(&self) -> bool {
        self.hints.iter().any(|hint| hint.contains("the right is missing"))
    }

    /// Another error as the cause: what it says, and what it says to type.
    #[must_use]
    pub fn caused_by(self, other: &Self) -> Self {
        other.hints.iter().fold(self.cause(other.chain()), |error, hint| error.hint(hint.clone()))
    }

    /// Wraps this error in what was being attempted; kind and hints stay.
    #[must_use]
    pub fn while_attempting(mut self, attempt: impl fmt::Display) -> Self {
        let before = std::mem::replace(&mut self.message, format!("cannot {attempt}"));
        self.causes.insert(0, before);
        self
    }

    /// Turns a failure to look into a failure of the work: for the steps of an acting command.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Causes, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// Hints, in the order given.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Message and causes on one line, for findings and logs.
    pub fn chain(&self) -> String {
        let mut line = self.message.clone();
        for cause in &self.causes {
            line.push_str(": ");
            line.push_str(cause);
        }
        line
    }

    /// The exit code for a command of this nature.
    pub fn exit(&self, nature: Nature) -> Exit {
        match (self.kind, nature) {
            (Kind::Usage, _) => Exit::Usage,
            (Kind::Refused, _) => Exit::Refused,
            (Kind::Target | Kind::Failed, Nature::Observing) => Exit::Unknown,
            (Kind::Target | Kind::Failed, Nature::Acting) => Exit::Failed,
            (Kind::Partial, _) => Exit::Partial,
            (Kind::Verification, _) => Exit::VerificationFailed,
            (Kind::Locked, _) => Exit::Locked,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        let inner = std::io::Error::other("connection refused");
        let error = Error::target("cannot reach 10.0.0.1: connection refused").because(&inner).cause("no route");
        assert_eq!(error.causes(), ["no route"]);
    }

    #[test]
    fn unreachable_is_unknown_to_a_check_and_failure_to_an_action() {
        let error = Error::target("x");
        assert_eq!(error.exit(Nature::Observing), Exit::Unknown);
        assert_eq!(error.exit(Nature::Acting), Exit::Failed);
    }

    #[test]
    fn attempts_wrap_outside_in() {
        let error = Error::target("pod is gone").while_attempting("ping apps/cache-redis-0");
        assert_eq!(error.chain(), "cannot ping apps/cache-redis-0: pod is gone");
    }
}
