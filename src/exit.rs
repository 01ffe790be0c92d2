//! The exit-code table: the contract between redis-ops and the scripts that call it.

/// What a command does, which decides what "could not reach it" means to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Looks and judges; when it cannot tell, the answer is UNKNOWN (exit 3).
    Observing,
    /// Makes or changes something; when it cannot, it failed and changed nothing (exit 5).
    Acting,
}

/// How a run ended. The numbers are stable: runbooks and cron jobs depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// OK; done and verified.
    Ok,
    /// A check found something that deserves attention.
    Warning,
    /// A check found something that is broken.
    Critical,
    /// An observing command could not tell: unreachable, forbidden, timed out.
    Unknown,
    /// Refused before anything changed: preflight, ambiguity, no consent.
    Refused,
    /// An acting command failed and nothing changed.
    Failed,
    /// Partly done: the report says what is done, what is not, and how to undo it.
    Partial,
    /// Complete, but not what it should be: CRC, structure, hash, comparison.
    VerificationFailed,
    /// Another run holds the lock.
    Locked,
    /// The command line was wrong.
    Usage,
    /// Ended by SIGINT, after cleaning up.
    Interrupted,
    /// Ended by SIGTERM, after cleaning up.
    Terminated,
    /// The exit status of a program that was run for the user: a shell in a pod, a program beside a port-forward.
    Of(u8),
}

impl Exit {
    /// The process exit status.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Ok => 0,
            Exit::Warning => 1,
            Exit::Critical => 2,
            Exit::Unknown => 3,
            Exit::Refused => 4,
            Exit::Failed => 5,
            Exit::Partial => 6,
            Exit::VerificationFailed => 7,
            Exit::Locked => 8,
            Exit::Usage => 64,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
            Exit::Of(status) => status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_contract() {
        let codes: Vec<u8> = [
            Exit::Ok,
            Exit::Warning,
            Exit::Critical,
            Exit::Unknown,
            Exit::Refused,
            Exit::Failed,
            Exit::Partial,
            Exit::VerificationFailed,
            Exit::Locked,
            Exit::Usage,
            Exit::Interrupted,
            Exit::Terminated,
        ]
        .map(Exit::code)
        .into();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 64, 130, 143]);
    }
}
