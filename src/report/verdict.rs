//! The verdict of a run, and how several become one.

use super::{Finding, Severity};
use crate::exit::Exit;
use serde::Serialize;

/// What a run means. Serialized in kebab-case in the JSON envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// OK; done and verified.
    Ok,
    /// Something deserves attention.
    Warning,
    /// Something is broken.
    Critical,
    /// It could not be told.
    Unknown,
    /// Refused before anything changed.
    Refused,
    /// Failed; nothing changed.
    Failed,
    /// Partly done.
    Partial,
    /// Complete, but wrong.
    VerificationFailed,
    /// Locked by another run.
    Locked,
    /// The command line was wrong.
    Usage,
    /// Ended by a signal.
    Interrupted,
}

impl Verdict {
    /// The worst of the findings. Critical outranks unknown: a fault that was seen is worth more than a blank.
    /// Unknown outranks warning, since silence may hide something worse.
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(|finding| finding.severity).max() {
            None | Some(Severity::Info) => Verdict::Ok,
            Some(Severity::Warning) => Verdict::Warning,
            Some(Severity::Unknown) => Verdict::Unknown,
            Some(Severity::Critical) => Verdict::Critical,
        }
    }

    /// The exit code this verdict stands for.
    pub fn exit(self) -> Exit {
        match self {
            Verdict::Ok => Exit::Ok,
            Verdict::Warning => Exit::Warning,
            Verdict::Critical => Exit::Critical,
            Verdict::Unknown => Exit::Unknown,
            Verdict::Refused => Exit::Refused,
            Verdict::Failed => Exit::Failed,
            Verdict::Partial => Exit::Partial,
            Verdict::VerificationFailed => Exit::VerificationFailed,
            Verdict::Locked => Exit::Locked,
            Verdict::Usage => Exit::Usage,
            Verdict::Interrupted => Exit::Interrupted,
        }
    }

    /// The verdict an exit code stands for, used when an error ends a run.
    pub fn of_exit(exit: Exit) -> Self {
        match exit {
            Exit::Ok | Exit::Of(0) => Verdict::Ok,
            Exit::Warning => Verdict::Warning,
            Exit::Critical => Verdict::Critical,
            Exit::Unknown => Verdict::Unknown,
            Exit::Refused => Verdict::Refused,
            Exit::Failed | Exit::Of(_) => Verdict::Failed,
            Exit::Partial => Verdict::Partial,
            Exit::VerificationFailed => Verdict::VerificationFailed,
            Exit::Locked => Verdict::Locked,
            Exit::Usage => Verdict::Usage,
            Exit::Interrupted | Exit::Terminated => Verdict::Interrupted,
        }
    }

    /// The word for people: `OK`, `WARNING`, `CRITICAL`, `UNKNOWN`, ….
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "OK",
            Verdict::Warning => "WARNING",
            Verdict::Critical => "CRITICAL",
            Verdict::Unknown => "UNKNOWN",
            Verdict::Refused => "REFUSED",
            Verdict::Failed => "FAILED",
            Verdict::Partial => "PARTIAL",
            Verdict::VerificationFailed => "VERIFICATION FAILED",
            Verdict::Locked => "LOCKED",
            Verdict::Usage => "USAGE",
            Verdict::Interrupted => "INTERRUPTED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity) -> Finding {
        Finding::new("x", severity, "apps/cache-redis-0", "is so")
    }

    #[test]
    fn a_seen_fault_outranks_a_blank_and_a_blank_outranks_a_warning() {
        let of = |severities: &[Severity]| {
            Verdict::of(&severities.iter().map(|severity| finding(*severity)).collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), Verdict::Ok);
        assert_eq!(of(&[Severity::Info]), Verdict::Ok);
        assert_eq!(of(&[Severity::Warning, Severity::Unknown]), Verdict::Unknown);
        assert_eq!(of(&[Severity::Unknown, Severity::Critical]), Verdict::Critical);
    }
}
