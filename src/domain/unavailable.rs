//! A command that a server does not execute for us, as a finding: disabled, renamed or forbidden, it leaves a blank.

use crate::report::{Finding, Severity};

/// The finding for a command that `subject` answered with an error reply instead of what was asked for.
pub fn finding(subject: &str, command: &str, error: &str) -> Finding {
    let lower = error.to_ascii_lowercase();
    let (what, hint) = if lower.contains("noperm") {
        ("forbids", format!("the ACL user needs +{}", acl_word(command)))
    } else if lower.contains("unknown command") {
        ("does not know", hint_for_unknown(command, error))
    } else if lower.contains("unknown subcommand") {
        ("does not know", "the server is too old for it".to_owned())
    } else {
        ("does not execute", "what it would have told is missing here".to_owned())
    };
    let message = format!("{what} {command}: {}", error.trim());
    Finding::new("command-unavailable", Severity::Unknown, subject, message).hint(hint)
}

/// Whether a command is one that the server does not have: its deployment has disabled it, which nobody mends by a right or a
/// name.
pub fn is_disabled(error: &str) -> bool {
    error.to_ascii_lowercase().contains("unknown command") && !error.contains(RENAMED)
}

/// What a server's own list of commands tells of one that it did not know; `given` where the user named it.
pub fn absence(renamed: bool, given: bool) -> &'static str {
    match (renamed, given) {
        (true, true) => "the server has it under another name than the one given",
        (true, false) => RENAMED,
        (false, _) => ABSENT,
    }
}

const RENAMED: &str = "the server has it under another name";
const ABSENT: &str = "the server does not have it under any name";

fn hint_for_unknown(command: &str, error: &str) -> String {
    let name = command.split_whitespace().next().unwrap_or(command);
    if error.contains(RENAMED) {
        format!("--rename-command {name}=NEW-NAME says which (or --rename-command-file FILE, which no ps shows)")
    } else if error.contains(ABSENT) {
        "it is disabled (rename-command, or the chart's disableCommands), or too new for this server".to_owned()
    } else {
        format!(
            "it is disabled or renamed (rename-command, or the chart's disableCommands), or too new for this server; \
             if renamed: --rename-command {name}=NEW-NAME"
        )
    }
}

/// `config|get` for `CONFIG GET save`: how an ACL rule names it.
fn acl_word(command: &str) -> String {
    let mut words = command.split_whitespace().map(str::to_ascii_lowercase);
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    second.map_or(first.clone(), |second| format!("{first}|{second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disabled_and_a_forbidden_command_differ_in_what_to_do() {
        let disabled = finding("apps/a", "CONFIG GET", "ERR unknown command 'CONFIG', with args beginning with: 'GET'");
        assert_eq!((disabled.id.as_str(), disabled.severity), ("command-unavailable", Severity::Unknown));
        assert!(disabled.message.starts_with("does not know CONFIG GET: ERR unknown command"));
        assert!(disabled.hint.is_some_and(|hint| hint.contains("disabled or renamed")));
        let unknown =
            |renamed| finding("apps/a", "CONFIG GET", &format!("ERR unknown command: {}", absence(renamed, renamed)));
        assert!(unknown(true).hint.is_some_and(|hint| hint.starts_with("--rename-command CONFIG=")));
        assert!(unknown(false).hint.is_some_and(|hint| hint.starts_with("it is disabled")));
        let forbidden = finding("apps/a", "CONFIG GET", "NOPERM User ops has no permissions");
        assert_eq!(forbidden.hint.as_deref(), Some("the ACL user needs +config|get"));
        assert!(finding("apps/a", "SAVE", "LOADING Redis is loading").message.contains("does not execute SAVE"));
    }
}
