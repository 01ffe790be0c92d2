//! What the members run with, beside what was kept.

use crate::context::Context;
use crate::domain::config::Parameters;
use crate::domain::config_restore::{Kept, Live, MemberPlan, plan_member};
use crate::error::{Error, Result};
use crate::report::{Finding, Severity};
use crate::target::discover::Target;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;

/// A member that can be told, and what is to be done with it.
pub(super) struct MemberFacts {
    pub(super) member: Member,
    pub(super) kept_of: String,
    pub(super) plan: MemberPlan,
}

/// All members.
pub(super) struct ConfigFacts {
    pub(super) members: Vec<MemberFacts>,
    /// Members that nothing is done with.
    pub(super) findings: Vec<Finding>,
}

pub(super) async fn fetch(context: &Context, target: &Target, kept: &Kept) -> Result<ConfigFacts> {
    let mut get = redis::cmd("CONFIG");
    get.arg("GET").arg("*");
    let answers = survey::ask(context, target, redis::cmd("INFO"), &[get]).await?;
    let mut facts = ConfigFacts { members: Vec::new(), findings: Vec::new() };
    let mut reasons = Vec::new();
    let mut denied = false;
    for answer in &answers {
        let parameters = match parameters(answer) {
            Ok(parameters) => parameters,
            Err((reason, is_denied)) => {
                denied |= is_denied;
                facts.findings.push(left_out(answer, &reason));
                reasons.push(format!("{}: {reason}", answer.member.name));
                continue;
            }
        };
        let Some((kept_of, of_member)) = kept.for_member(&answer.member.name, answer.role()) else {
            facts.findings.push(left_out(answer, "no configuration was kept of it, nor of one of its role"));
            continue;
        };
        let used_memory_bytes = answer.info().and_then(|info| info.number("used_memory"));
        let plan = plan_member(&of_member.parameters, Live { parameters: &parameters, used_memory_bytes });
        facts.members.push(MemberFacts { member: answer.member.clone(), kept_of: kept_of.to_owned(), plan });
    }
    if !facts.members.is_empty() || reasons.is_empty() {
        return Ok(facts);
    }
    let name = target.instance.full_name();
    let error = match denied {
        true => Error::refused(format!("no member of {name} executes CONFIG"))
            .hint("--rename-command CONFIG=NAME if it has another name; an ACL user needs +config|get +config|set")
            .hint("where it is disabled, put the parameters into the deployment's values: --dry-run of another instance of the same kind, or the config.json itself, shows them"),
        false => {
            let hints = answers.iter().find_map(|answer| answer.result.as_ref().err()?.hints().first().cloned());
            hints.into_iter().fold(Error::target(format!("no member of {name} can be asked")), Error::hint)
        }
    };
    Err(reasons.into_iter().fold(error, Error::cause))
}

/// What it runs with, or why that is not known, and whether it is CONFIG that is denied.
fn parameters(answer: &Answer) -> Result<Parameters, (String, bool)> {
    let reply = match (&answer.result, answer.reply(0)) {
        (Err(error), _) => return Err((error.chain(), false)),
        (Ok(_), None) => return Err(("it did not answer CONFIG GET".to_owned(), false)),
        (Ok(_), Some(reply)) => reply.map_err(|error| (error, true))?,
    };
    Ok(reply.pairs().filter_map(|(name, value)| Some((name, value.text()?))).collect())
}

fn left_out(answer: &Answer, reason: &str) -> Finding {
    let message = format!("nothing was set there: {reason}");
    Finding::new("config-not-set", Severity::Critical, answer.member.subject(), message)
}
