//! One thing that was found: a stable id, how bad it is, on what, one sentence, and what to do.

use serde::Serialize;

/// How bad a finding is. The order is the order of precedence in [`super::Verdict::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; changes no verdict.
    Info,
    /// Deserves attention.
    Warning,
    /// Could not be seen.
    Unknown,
    /// Broken.
    Critical,
}

impl Severity {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "INFO",
            Severity::Warning => "WARNING",
            Severity::Unknown => "UNKNOWN",
            Severity::Critical => "CRITICAL",
        }
    }
}

/// A finding of a check or a preflight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name of the rule, in kebab-case.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about: `namespace/pod`, `namespace/instance`, a path.
    pub subject: String,
    /// One sentence without a full stop, with the figures.
    pub message: String,
    /// What to do or type next.
    pub hint: Option<String>,
    /// Where the rule is explained: a file of the repository and an anchor.
    pub docs: String,
}

impl Finding {
    /// A finding without a hint.
    pub fn new(id: &str, severity: Severity, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            severity,
            subject: subject.into(),
            message: message.into(),
            hint: None,
            docs: format!("docs/findings.md#{id}"),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
