//! A command that a server does not let us use, as a finding: what it would have told is not known.

use crate::report::{Finding, Severity};

/// The finding for a command that was answered with an error: disabled or renamed, forbidden by an ACL, or failed.
/// `error` is the server's reply, its code first.
pub fn finding(subject: &str, command: &str, error: &str) -> Finding {
    let lower = error.to_ascii_lowercase();
    let (what, hint) = if lower.contains("unknown command") || lower.contains("unknown subcommand") {
        (
            format!("has no command {command}: it is disabled, renamed, or newer than the server"),
            "a renamed command stands in the server's configuration (rename-command)".to_owned(),
        )
    } else if lower.starts_with("noperm") {
        let right = command.to_ascii_lowercase().replacen(' ', "|", 1);
        (
            format!("does not let this user use {command}: {error}"),
            format!("give the ACL user +{right}, or use another one with --redis-user"),
        )
    } else {
        (format!("answers {command} with an error: {error}"), format!("try {command} with redis-cli on that member"))
    };
    Finding::new("command-unavailable", Severity::Unknown, subject, what).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disabled_forbidden_and_failed_differ() {
        let text = |error: &str| finding("apps/a", "CONFIG GET", error).message;
        assert!(text("ERR unknown command 'CONFIG', with args beginning with: 'GET'").contains("disabled, renamed"));
        let forbidden = finding("apps/a", "CONFIG GET", "NOPERM this user has no permissions");
        assert_eq!(forbidden.severity, Severity::Unknown);
        assert!(forbidden.hint.is_some_and(|hint| hint.contains("+config|get")));
        assert!(text("LOADING Redis is loading").contains("LOADING"));
    }
}
