//! Whom to talk to.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::spec::RoleFilter;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;

/// Whom to talk to: the primary, or what `--pod` and `--role` say.
pub(in crate::commands::access) fn choose(context: &Context, target: &Target, answers: &[Answer]) -> Result<Member> {
    let name = target.instance.full_name();
    let said = &context.settings.target;
    let of_role = |role| answers.iter().filter(move |answer| answer.role() == Some(role));
    let silent = || {
        let mut errors = answers.iter().filter_map(|answer| answer.result.as_ref().err());
        let first = errors.next();
        let error = Error::target(format!(
            "no {} of {name} answers",
            if said.role == RoleFilter::Replica { "replica" } else { "primary" }
        ));
        match first {
            // One member alone: its own error says all.
            Some(only) if answers.len() == 1 => only.clone(),
            Some(first) => error.caused_by(first),
            None => error,
        }
    };
    if said.pod.is_some() || answers.len() == 1 {
        let answered = answers.iter().find(|answer| answer.result.is_ok());
        return answered.map(|answer| answer.member.clone()).ok_or_else(silent);
    }
    let link_is_up = |answer: &&Answer| answer.info().is_some_and(|info| info.text("master_link_status") == Some("up"));
    if said.role == RoleFilter::Replica {
        let chosen = of_role(Role::Replica).find(link_is_up).or_else(|| of_role(Role::Replica).next());
        return chosen.map(|answer| answer.member.clone()).ok_or_else(silent);
    }
    let primaries: Vec<&Answer> = of_role(Role::Primary).collect();
    match primaries.as_slice() {
        [] => Err(silent().hint("--role replica asks a replica, whose data may be older")),
        [one] => Ok(one.member.clone()),
        [first, ..] if survey::cluster(answers).is_some() => {
            let with_slots = primaries.iter().find(|answer| answer.shard().is_some());
            Ok(with_slots.unwrap_or(first).member.clone())
        }
        several => {
            let names: Vec<&str> = several.iter().map(|answer| answer.member.name.as_str()).collect();
            Err(Error::refused(format!("{name} has {} primaries: {}", several.len(), names.join(", ")))
                .hint(format!("--pod says which one is meant, such as --pod {}", names[0]))
                .hint("redis-ops check-replication tells more"))
        }
    }
}
