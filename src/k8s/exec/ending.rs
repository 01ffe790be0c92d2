//! How a command ended, as the `Status` object of the error channel tells it.

use serde::Deserialize;

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Exit status 0.
    Success,
    /// Another exit status; 128 and the signal's number where one ended it, so that 137 is a killed container.
    Exit(i32),
    /// The image has no such command, or it cannot be executed: in the runtime's words.
    NoCommand(String),
    /// The runtime could not run it, for another reason.
    Failed(String),
    /// It did not say.
    Unknown,
}

impl Ending {
    /// In words that follow "it".
    pub fn words(&self) -> String {
        match self {
            Ending::Success => "ended well".to_owned(),
            Ending::Exit(137) => "was killed (exit 137): the container has ended, or was out of memory".to_owned(),
            Ending::Exit(code) => format!("ended with exit {code}"),
            Ending::NoCommand(text) => format!("is not there to be run: {text}"),
            Ending::Failed(text) => format!("could not be run: {text}"),
            Ending::Unknown => "did not say how it ended".to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Status {
    status: Option<String>,
    message: Option<String>,
    reason: Option<String>,
    details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    #[serde(default)]
    causes: Vec<Cause>,
}

#[derive(Deserialize)]
struct Cause {
    reason: Option<String>,
    message: Option<String>,
}

/// Reads the status; nothing while it is not whole.
///
/// Shells and some runtimes say 126 and 127 of what cannot be executed and what is not there; containerd refuses to
/// start it, with the words of Go's os/exec.
pub(super) fn parse_status(bytes: &[u8]) -> Option<Ending> {
    let status: Status = serde_json::from_slice(bytes).ok()?;
    if status.status.as_deref() == Some("Success") {
        return Some(Ending::Success);
    }
    let message = status.message.unwrap_or_default();
    let code = || -> Option<i32> {
        let causes = &status.details.as_ref()?.causes;
        causes.iter().find(|cause| cause.reason.as_deref() == Some("ExitCode"))?.message.as_ref()?.parse().ok()
    };
    let not_there = ["executable file not found", "no such file or directory", "permission denied"];
    Some(match code().filter(|_| status.reason.as_deref() == Some("NonZeroExitCode")) {
        Some(126 | 127) => Ending::NoCommand(message),
        Some(code) => Ending::Exit(code),
        None if message.contains("exec") && not_there.iter().any(|words| message.contains(words)) => {
            Ending::NoCommand(message)
        }
        None => Ending::Failed(message),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_told_apart() {
        let of = |text: &str| parse_status(text.as_bytes());
        assert_eq!(of(r#"{"metadata":{},"status":"Success"}"#), Some(Ending::Success));
        let exit = |code: &str| {
            of(&format!(
                r#"{{"metadata":{{}},"status":"Failure","message":"command terminated with non-zero exit code",
                    "reason":"NonZeroExitCode","details":{{"causes":[{{"reason":"ExitCode","message":"{code}"}}]}}}}"#
            ))
        };
        assert_eq!(exit("2"), Some(Ending::Exit(2)));
        assert!(matches!(exit("127"), Some(Ending::NoCommand(_))) && matches!(exit("126"), Some(Ending::NoCommand(_))));
        let containerd = r#"{"metadata":{},"status":"Failure","message":"Internal error occurred: error executing command in container: failed to exec in container: failed to start exec \"ab\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"head\": executable file not found in $PATH: unknown","reason":"InternalError","details":{"causes":[{"message":"x"}]},"code":500}"#;
        assert!(matches!(of(containerd), Some(Ending::NoCommand(text)) if text.contains("head")));
        let other = r#"{"status":"Failure","message":"Internal error occurred: cannot exec in a stopped container"}"#;
        assert!(matches!(of(other), Some(Ending::Failed(_))));
        assert_eq!(of(r#"{"metadata":{},"sta"#), None);
    }
}
