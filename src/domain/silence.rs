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
    match (error.hints(), subject.split_once('/')) {
        ([_, ..], _) => finding.hint(error.hints().join("; ")),
        ([], Some((namespace, pod))) => {
            finding.hint(format!("does the pod run? kubectl describe pod -n {namespace} {pod}"))
        }
        ([], None) => finding.hint("does the server run, and is the address right?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_is_down_and_silent_is_unknown() {
        let refused = Error::target("cannot open").cause("dial tcp4 127.0.0.1:6379: connect: connection refused");
        let found = finding("apps/a", &refused);
        assert_eq!(found.severity, Severity::Critical);
        assert!(found.hint.is_some_and(|hint| hint.ends_with("-n apps a")));
        assert!(finding("127.0.0.1:6379", &refused).hint.is_some_and(|hint| !hint.contains("pod")));
        let silent = Error::target("did not answer in time").hint("wait longer");
        let found = finding("apps/a", &silent);
        assert_eq!((found.severity, found.hint.as_deref()), (Severity::Unknown, Some("wait longer")));
    }
}
