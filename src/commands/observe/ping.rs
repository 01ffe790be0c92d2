//! `ping`: does every member answer, and how fast.

use crate::context::Context;
use crate::domain::silence;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Block;
use crate::report::{Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View};
use crate::target::discover;
use crate::target::survey::{self, Answer};
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "ping";

/// Ask every member whether it answers, and how fast
///
/// Opens one stream to each member, logs in, and sends PING. The time is that of the reply alone, through the
/// Kubernetes API where there is one. A server that is loading its data answers LOADING, which is not PONG.
///
/// Exit status: 0 all answered PONG, 2 a server is down or answers an error, 3 a member could not be asked.
///
/// Examples:
///   redis-ops ping -n apps -r cache
///   redis-ops ping --url redis://127.0.0.1:6379
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct PingArgs {}

#[derive(Debug, Serialize)]
struct PingReport {
    members: Vec<MemberPing>,
}

#[derive(Debug, Serialize)]
struct MemberPing {
    member: String,
    role: Option<&'static str>,
    reply: Option<String>,
    round_trip_microseconds: Option<u64>,
    error: Option<String>,
    #[serde(skip)]
    tone: Tone,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut info = redis::cmd("INFO");
    info.arg("replication");
    let answers = survey::ask(context, &target, info, &[redis::cmd("PING")]).await?;
    let findings = answers.iter().filter_map(judge).collect::<Vec<Finding>>();
    let report = PingReport { members: answers.iter().map(describe).collect() };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn judge(answer: &Answer) -> Option<Finding> {
    let subject = answer.member.subject();
    match &answer.result {
        Err(error) => Some(silence::finding(&subject, error)),
        Ok((_, replies)) => match replies.first() {
            Some(Ok(value)) if survey::text(value) == "PONG" => None,
            Some(Ok(value)) => {
                let text = format!("answers PING with {:?}", survey::text(value));
                Some(Finding::new("ping", Severity::Critical, subject, text))
            }
            Some(Err(error)) => {
                Some(Finding::new("ping", Severity::Critical, subject, format!("answers PING with {error}")))
            }
            None => Some(Finding::new("ping", Severity::Unknown, subject, "gave no reply to PING")),
        },
    }
}

fn describe(answer: &Answer) -> MemberPing {
    let role = answer.role().map(|role| role.word());
    let member = answer.member.name.clone();
    let (reply, error) = match &answer.result {
        Err(error) => (None, Some(error.chain())),
        Ok((_, replies)) => match replies.first() {
            Some(Ok(value)) => (Some(survey::text(value)), None),
            Some(Err(error)) => (Some(error.to_string()), None),
            None => (None, None),
        },
    };
    let round_trip_microseconds =
        reply.is_some().then(|| u64::try_from(answer.round_trip.as_micros()).unwrap_or(u64::MAX));
    let tone = if reply.as_deref() == Some("PONG") { Tone::Good } else { Tone::Bad };
    MemberPing { member, role, reply, round_trip_microseconds, error, tone }
}

impl Report for PingReport {
    fn view(&self) -> View {
        let mut table = Table::new(&["MEMBER", "ROLE", "REPLY", "#TIME"]);
        for member in &self.members {
            let time = member.round_trip_microseconds;
            table.row([
                member.member.as_str().into(),
                member.role.unwrap_or("-").into(),
                Cell::toned(member.reply.as_deref().unwrap_or("none"), member.tone),
                time.map_or("-".into(), |time| format!("{:.1} ms", time as f64 / 1000.0).into()),
            ]);
        }
        View::of(Block::Table(table))
    }
}
