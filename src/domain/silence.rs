//! A member that did not answer, as a finding: down is known, silent is not.

use crate::error::Error;
use crate::report::{Finding, Severity};

/// The finding for a member that could not be asked. Where it is certain that no server listens — the connection is
/// refused inside the pod, or the pod does not run — it is critical; otherwise nothing is known of the server.
pub fn finding(subject: &str, error: &Error) -> Finding {
    let chain = error.chain();
    let down = ["onnection refused", "is not running"].iter().any(|sign| chain.contains(sign));
    let severity = if down { Severity::Critical } else { Severity::Unknown };
    let finding = Finding::new("unreachable", severity, subject, chain);
    match error.hints().first() {
        Some(hint) => finding.hint(hint.clone()),
        None => finding.hint("is the pod running? kubectl get pods and kubectl describe pod tell"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_is_down_and_silent_is_unknown() {
        let refused = Error::target("cannot open").cause("dial tcp4 127.0.0.1:6379: connect: connection refused");
        assert_eq!(finding("apps/a", &refused).severity, Severity::Critical);
        let silent = Error::target("did not answer in time").hint("wait longer");
        let found = finding("apps/a", &silent);
        assert_eq!((found.severity, found.hint.as_deref()), (Severity::Unknown, Some("wait longer")));
    }
}
