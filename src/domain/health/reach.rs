//! Rules `unreachable` and `loading`: is there a server, and does it serve.

use super::MemberFacts;
use crate::domain::silence;
use crate::formats::info::Info;
use crate::report::units;
use crate::report::{Finding, Severity};

pub(super) fn judge(member: &MemberFacts) -> Option<Finding> {
    let info = match &member.answer {
        Err(error) => return Some(silence::finding(&member.subject, error)),
        Ok(info) => info,
    };
    loading(&member.subject, info)
}

/// The rule `loading`.
pub(super) fn loading(subject: &str, info: &Info) -> Option<Finding> {
    if info.flag("loading") != Some(true) {
        return None;
    }
    let mut message = String::from("is loading its data and serves nothing yet");
    if let (Some(done), Some(total)) = (info.number("loading_loaded_bytes"), info.number("loading_total_bytes")) {
        message.push_str(&format!(": {} of {}", units::bytes(done), units::bytes(total)));
    }
    if let Some(seconds) = info.number("loading_eta_seconds") {
        message.push_str(&format!(", {} left", units::duration(seconds as f64)));
    }
    Some(Finding::new("loading", Severity::Warning, subject, message).hint("wait, and ask again"))
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::super::judge;
    use crate::error::Error;

    #[test]
    fn a_loading_server_is_named_and_its_empty_numbers_are_not_judged() {
        let fields = "loading:1\nloading_loaded_bytes:10\nloading_total_bytes:100\nloading_eta_seconds:9\nrdb_last_bgsave_status:err\n";
        let findings = judge(&instance(vec![member("a", fields)]));
        assert_eq!(ids(&findings), ["loading"]);
        assert!(findings[0].message.contains("10B of 100B"));
    }

    #[test]
    fn a_silent_member_is_a_finding() {
        let mut silent = member("a", "");
        silent.answer = Err(Error::target("no answer in time"));
        assert!(ids(&judge(&instance(vec![silent, member("b", "")]))).contains(&"unreachable"));
    }
}
