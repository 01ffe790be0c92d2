//! `lastsave`: when each member last wrote its data to disk, and how that went.

use super::bgsave::time;
use crate::context::Context;
use crate::domain::backup::save::{self, SaveFacts};
use crate::domain::silence;
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::target::flavour::Role;
use crate::target::survey::Answer;
use crate::target::{by_url, discover};
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "lastsave";

/// Show when each member last saved, and how it went
///
/// From INFO persistence: the last save to disk with its age by the server's own clock, changes since, a save or a rewrite
/// under way, the AOF. A server that has not saved since its start gives the time of that for its last save, as LASTSAVE
/// does: here it is "none since start", with the age of the start. A copy for a replica or a backup that went without the
/// server's disk is no save; a server before 7.0 that made one does not tell whether it has saved, too: "none known".
///
/// Exit status: 0 shown, 1 a rewrite of an AOF failed, 2 the last save of a member failed, or one is down, 3 a member could
/// not be asked.
///
/// Examples:
///   redis-ops lastsave -n apps -r cache
///   redis-ops lastsave -n apps -r cache --role primary -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct LastsaveArgs {}

#[derive(Debug, Serialize)]
struct LastsaveReport {
    members: Vec<MemberSave>,
}

#[derive(Debug, Serialize)]
struct MemberSave {
    member: String,
    role: Option<Role>,
    /// Seconds since 1970 on the server's clock, its start where it has not saved since; none where it did not answer.
    last_save: Option<u64>,
    /// Whether that is a save; none where it cannot be told.
    saved_since_start: Option<bool>,
    age_seconds: Option<u64>,
    last_save_ok: Option<bool>,
    changes_since: Option<u64>,
    /// Seconds that the last one took.
    took_seconds: Option<u64>,
    saving: bool,
    rewriting: bool,
    /// None where it did not answer.
    aof: Option<bool>,
    aof_bytes: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let named = discover::resolve(context, Nature::Observing).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let mut findings = Vec::new();
    let mut members = Vec::with_capacity(answers.len());
    for answer in &answers {
        let subject = answer.member.subject();
        match &answer.result {
            Err(error) => findings.push(silence::finding(&subject, error)),
            Ok((info, _)) => findings.extend(judge(&subject, info)),
        }
        members.push(describe(answer));
    }
    let report = LastsaveReport { members };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn judge(subject: &str, info: &Info) -> Vec<Finding> {
    let mut findings = Vec::new();
    if info.text("rdb_last_bgsave_status") == Some("err") {
        let message = "the last save failed: rdb_last_bgsave_status is err";
        findings.push(
            Finding::new("rdb-save-failed", Severity::Critical, subject, message).hint("redis-ops logs has the reason"),
        );
    }
    if info.flag("aof_enabled") == Some(true) && info.text("aof_last_bgrewrite_status") == Some("err") {
        let message = "the last rewrite of the AOF failed: aof_last_bgrewrite_status is err";
        findings.push(
            Finding::new("aof-rewrite-failed", Severity::Warning, subject, message)
                .hint("redis-ops logs has the reason"),
        );
    }
    findings
}

fn describe(answer: &Answer) -> MemberSave {
    let info = answer.info();
    let facts = info.map(SaveFacts::of);
    let number = |field: &str| info.and_then(|info| info.number(field));
    let last_save = facts.map(|facts| facts.last_save_time);
    let now = info.and_then(|info| info.server_time_ms()).map(|ms| ms / 1000);
    MemberSave {
        member: answer.member.name.clone(),
        role: answer.role(),
        last_save,
        saved_since_start: info.and_then(save::is_unsaved_since_start).map(|unsaved| !unsaved),
        age_seconds: now.zip(last_save).map(|(now, last)| now.saturating_sub(last)),
        last_save_ok: facts.map(|facts| facts.last_ok),
        changes_since: number("rdb_changes_since_last_save"),
        took_seconds: number("rdb_last_bgsave_time_sec"),
        saving: facts.is_some_and(|facts| facts.saving),
        rewriting: facts.is_some_and(|facts| facts.rewriting),
        aof: info.and_then(|info| info.flag("aof_enabled")),
        aof_bytes: number("aof_current_size"),
    }
}

impl Report for LastsaveReport {
    fn view(&self) -> View {
        let mut table = Table::new(&["MEMBER", "ROLE", "LAST SAVE", "#AGE", "STATUS", "#CHANGES SINCE", "NOW", "#AOF"]);
        for one in &self.members {
            let is_save = one.saved_since_start == Some(true);
            let status = match one.last_save_ok {
                Some(true) if is_save => Cell::plain("ok"),
                Some(false) => Cell::toned("failed", Tone::Bad),
                _ => Cell::plain("-"),
            };
            let last = one.last_save.map_or("-".to_owned(), |at| match one.saved_since_start {
                Some(true) => time(at),
                Some(false) => "none since start".to_owned(),
                None => "none known".to_owned(),
            });
            let aof = match (one.aof, one.aof_bytes) {
                (Some(true), bytes) => bytes.map_or("on".to_owned(), units::bytes),
                (Some(false), _) => "off".to_owned(),
                (None, _) => "-".to_owned(),
            };
            let now = match (one.saving, one.rewriting) {
                (true, _) => "saving",
                (_, true) => "rewriting the AOF",
                _ => "-",
            };
            table.row([
                one.member.as_str().into(),
                one.role.map_or("-", Role::word).into(),
                last.into(),
                one.age_seconds.map_or("-".to_owned(), |age| units::duration(age as f64)).into(),
                status,
                one.changes_since.map_or("-".to_owned(), units::count).into(),
                now.into(),
                aof.into(),
            ]);
        }
        View::of(Block::Table(table))
    }
}
