//! One question to every member at once: one stream and one flight each, and a silent member is an answer too.

use super::discover::{Target, no_member_with_role};
use super::flavour::Role;
use super::spec::RoleFilter;
use super::topology::Member;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::wire::session::{Reply, Session};
use crate::wire::tls::NO_TLS_PORT;
use futures::StreamExt;
use redis::{Cmd, Value};
use std::time::{Duration, Instant};

/// Streams opened at the same time; each is a connection to the API server and through its kubelet.
const AT_ONCE: usize = 16;

/// What one member answered.
#[derive(Debug)]
pub struct Answer {
    /// The member.
    pub member: Member,
    /// INFO and the replies to the further commands, or why there are none.
    pub result: Result<(Info, Vec<Reply>)>,
    /// Time of the flight alone, without opening the stream.
    pub round_trip: Duration,
    /// Whether a password was offered that the server does not want.
    pub password_not_needed: bool,
}

impl Answer {
    /// INFO, if the member answered.
    pub fn info(&self) -> Option<&Info> {
        self.result.as_ref().ok().map(|(info, _)| info)
    }

    /// The role the server itself claims.
    pub fn role(&self) -> Option<Role> {
        match self.info()?.text("role")? {
            "master" => Some(Role::Primary),
            "slave" => Some(Role::Replica),
            _ => None,
        }
    }
}

/// Asks every member of the target for `INFO` and for `commands`, in one flight each, and keeps those that `--role`
/// wants. Members that did not answer are kept: their role is unknown.
///
/// # Errors
/// Of kind Target, when `--role` leaves nobody.
pub async fn ask(context: &Context, target: &Target, info: Cmd, commands: &[Cmd]) -> Result<Vec<Answer>> {
    let flight: Vec<Cmd> = std::iter::once(info).chain(commands.iter().cloned()).collect();
    let members: Vec<Member> = target.instance.members().cloned().collect();
    let mut answers: Vec<Answer> = futures::stream::iter(members)
        .map(|member| ask_member(context, target, member, &flight))
        .buffered(AT_ONCE)
        .collect()
        .await;
    let wanted = match context.settings.target.role {
        RoleFilter::Any => return Ok(answers),
        RoleFilter::Primary => Role::Primary,
        RoleFilter::Replica => Role::Replica,
    };
    answers.retain(|answer| answer.role().is_none_or(|role| role == wanted));
    if answers.is_empty() {
        return Err(no_member_with_role(wanted.word(), &target.instance));
    }
    Ok(answers)
}

async fn ask_member(context: &Context, target: &Target, member: Member, flight: &[Cmd]) -> Answer {
    let mut round_trip = Duration::ZERO;
    let mut password_not_needed = false;
    let limit = context.time_for_a_node();
    let work = async {
        if let Some(problem) = not_running(&member) {
            return Err(problem);
        }
        let login = target.login(&member);
        let mut session = Session::open(&target.dialer, &member, &login, limit, &context.console).await?;
        password_not_needed = session.password_not_needed;
        let started = Instant::now();
        let replies = session.flight(flight).await?;
        round_trip = started.elapsed();
        split(&member, replies)
    };
    let result = tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
        let silent =
            Error::target(format!("Redis on {} did not answer within {} ms", member.subject(), limit.as_millis()))
                .hint("--node-timeout DURATION waits longer; is the server blocked or its node overloaded?");
        Err(if target.dialer.tls.is_some() { silent.hint(NO_TLS_PORT) } else { silent })
    });
    Answer { member, result, round_trip, password_not_needed }
}

fn not_running(member: &Member) -> Option<Error> {
    let pod = member.pod.as_ref().filter(|pod| pod.phase != "Running")?;
    Some(Error::target(format!("pod {} is not running", member.subject())).cause(format!("its phase is {}", pod.phase)))
}

fn split(member: &Member, replies: Vec<Reply>) -> Result<(Info, Vec<Reply>)> {
    let mut replies = replies.into_iter();
    let info = match replies.next() {
        Some(Ok(value)) => Info::parse(&text(&value)),
        Some(Err(error)) => {
            return Err(Error::target(format!("Redis on {} does not answer INFO", member.subject()))
                .cause(error.to_string())
                .hint("an ACL user needs +info"));
        }
        None => Info::default(),
    };
    Ok((info, replies.collect()))
}

/// The text of a bulk or simple string reply; empty for anything else.
pub fn text(value: &Value) -> String {
    match value {
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::SimpleString(text) => text.clone(),
        Value::VerbatimString { text, .. } => text.clone(),
        Value::Okay => "OK".to_owned(),
        _ => String::new(),
    }
}
