//! `save`: the save that blocks the server, refused unless it is forced.

use super::bgsave::{SaveReport, Saved};
use super::members;
use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::backup::save::SaveFacts;
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::lock::Lock;
use crate::report::{Outcome, Report, Verdict, View, units};
use crate::target::discover::Target;
use crate::target::survey::{self, Answer};
use crate::values::parse_duration;
use crate::wire::line::Line;
use crate::wire::session::Session;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "save";

/// Save in the foreground: refused, for the server serves nobody meanwhile
///
/// SAVE blocks the server until the file is written: minutes for some gigabytes, with probes that fail and a Sentinel that
/// may fail over. bgsave does the same in the background. Only where a fork is impossible for want of memory is there a
/// reason for SAVE, and then --force does it, with consent.
///
/// Exit status: 0 saved, 4 refused, 5 failed, 6 saved on some of the members.
///
/// Examples:
///   redis-ops bgsave -n apps -r cache
///   redis-ops save -n apps -r cache --force --yes --max-wait 10m
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct SaveArgs {
    /// Block the server all the same
    #[arg(long)]
    force: bool,
    /// Longest wait for the server
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    #[command(flatten)]
    consent: ConsentArgs,
}

#[derive(Debug, Serialize)]
struct PlanReport {
    plan: Plan,
}

/// Runs the command.
///
/// # Errors
/// As its page says.
pub async fn run(context: &Context, args: &SaveArgs) -> Result<Outcome> {
    let (target, answers) = members::choose(context).await?;
    if !args.force {
        return Err(Error::refused(format!(
            "SAVE would block {} until its file is written",
            target.instance.full_name()
        ))
        .cause("no client is served meanwhile, and probes fail")
        .hint("redis-ops bgsave saves in the background, and waits for it")
        .hint("add --force to block it all the same"));
    }
    let plan = plan(&target, &answers);
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &PlanReport { plan }));
    }
    let consent = Consent::to(&plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &target, NAME).await?;
    let (mut done, mut members) = (Vec::new(), Vec::new());
    for answer in &answers {
        let saved = one(context, &target, answer, args.max_wait, &consent).await;
        members.push(saved.map_err(|error| members::after(&done, error, NAME))?);
        done.push(answer.member.name.clone());
    }
    lock.release(context).await?;
    Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &SaveReport { done: true, members }))
}

fn plan(target: &Target, answers: &[Answer]) -> Plan {
    let step = |answer: &Answer| {
        let bytes = answer.info().and_then(|info| info.number("used_memory")).unwrap_or(0);
        Step::new("save", format!("SAVE on {}, which has {} in memory", answer.member.subject(), units::bytes(bytes)))
    };
    Plan {
        intent: format!("save {} in the foreground", target.instance.full_name()),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        steps: answers.iter().map(step).collect(),
        remarks: vec!["each server serves nobody until its file is written".to_owned()],
    }
}

async fn one(context: &Context, target: &Target, answer: &Answer, wait: Duration, _consent: &Consent) -> Result<Saved> {
    let subject = answer.member.subject();
    let mut line = Line::to(context, target, &answer.member);
    let file_bytes_before = members::fetch_rdb_bytes(context, target, &mut line).await;
    let before = SaveFacts::of(&line.persistence().await?);
    let login = target.login(&answer.member);
    let mut session = Session::open(&target.dialer, &answer.member, &login, wait, &context.console).await?;
    let mut info = redis::cmd("INFO");
    info.arg("persistence");
    let started = Instant::now();
    let unanswered = context.undo.account_for(
        format!("{subject} was told to save, and serves nobody until it has"),
        "redis-ops lastsave",
        async { Err(Error::failed("its answer was not waited for")) },
    );
    let replies = session.flight(&[redis::cmd("SAVE"), info]).await;
    unanswered.done();
    let mut replies = replies?.into_iter();
    let seconds = started.elapsed().as_secs_f64();
    match replies.next() {
        Some(Ok(_)) => {}
        Some(Err(error)) => {
            return Err(Error::failed(format!("Redis on {subject} did not save"))
                .cause(format!("it answered {error}"))
                .hint("redis-ops logs has the server's own words; is its disk full?"));
        }
        None => return Err(Error::failed(format!("Redis on {subject} said nothing to SAVE"))),
    }
    let after = match replies.next() {
        Some(Ok(value)) => SaveFacts::of(&Info::parse(&survey::text(&value))),
        _ => before,
    };
    if after.last_save_time < before.last_save_time || !after.last_ok {
        return Err(Error::new(Kind::Verification, format!("the last save of {subject} is not this one")));
    }
    Ok(Saved {
        member: answer.member.name.clone(),
        joined: false,
        seconds: Some(seconds),
        last_save_before: before.last_save_time,
        last_save_after: Some(after.last_save_time),
        copied_bytes: None,
        file_bytes_before,
        file_bytes_after: members::fetch_rdb_bytes(context, target, &mut line).await,
    })
}

impl Report for PlanReport {
    fn view(&self) -> View {
        View { blocks: self.plan.blocks(), last: None }
    }
}
