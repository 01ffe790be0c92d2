//! One question to every member at once: one stream and one flight each, and a silent member is an answer too.

use super::by_url;
use super::discover::{Target, no_member_with_role};
use super::flavour::Role;
use super::shards::{Cluster, ClusterView, ShardTag};
use super::spec::RoleFilter;
use super::topology::{AddressMap, Instance, Member};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::cluster::parse_nodes;
use crate::formats::info::Info;
use crate::formats::reply::Plain;
use crate::wire::session::{Reply, Session};
use crate::wire::tls::no_tls_port;
use futures::StreamExt;
use redis::{Cmd, Value};
use std::sync::Arc;
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
    /// It is a Sentinel that was named by `--url`, where a server with keys is meant; `result` says so.
    pub is_sentinel: bool,
    /// The Redis Cluster that the instance is, as all members together see it; none outside of cluster mode.
    pub cluster: Option<Arc<Cluster>>,
}

impl Answer {
    /// INFO, if the member answered.
    pub fn info(&self) -> Option<&Info> {
        self.result.as_ref().ok().map(|(info, _)| info)
    }

    /// The shard it is in, in cluster mode.
    pub fn shard(&self) -> Option<ShardTag> {
        self.cluster.as_ref()?.shard_of(&self.member.name)
    }

    /// The reply to one of the further commands, or the server's error in its own words; none where the member did
    /// not answer at all.
    pub fn reply(&self, index: usize) -> Option<Result<Plain, String>> {
        let (_, replies) = self.result.as_ref().ok()?;
        Some(replies.get(index)?.as_ref().map(plain).map_err(ToString::to_string))
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
    let answers = ask_all(context, target, info, commands).await;
    keep_wanted(context, target, answers)
}

/// The answers of the members that `--role` wants.
///
/// # Errors
/// As [`ask`].
pub fn keep_wanted(context: &Context, target: &Target, mut answers: Vec<Answer>) -> Result<Vec<Answer>> {
    no_sentinel(&answers)?;
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

/// That no Sentinel was named by `--url` where a server with keys is meant.
///
/// # Errors
/// Of kind Target, with what its primaries are to be named by.
pub fn no_sentinel(answers: &[Answer]) -> Result<()> {
    let sentinel = answers.iter().find(|answer| answer.is_sentinel);
    sentinel.and_then(|answer| answer.result.as_ref().err()).map_or(Ok(()), |error| Err(error.clone()))
}

/// As [`ask`], whatever `--role` says.
pub async fn ask_all(context: &Context, target: &Target, info: Cmd, commands: &[Cmd]) -> Vec<Answer> {
    let flight: Vec<Cmd> = std::iter::once(info).chain(commands.iter().cloned()).collect();
    let members: Vec<Member> = target.instance.members().cloned().collect();
    let (mut answers, views) = ask_each(context, target, members, &flight).await;
    let views: Vec<ClusterView> = views.into_iter().flatten().collect();
    if !views.is_empty() {
        let cluster = Arc::new(cluster_of(&target.instance, &views));
        answers.sort_by_cached_key(|answer| (cluster.rank_of(&answer.member.name), answer.member.name.clone()));
        answers.iter_mut().for_each(|answer| answer.cluster = Some(Arc::clone(&cluster)));
    }
    answers
}

/// INFO of some members once more, in their order.
pub async fn ask_again(context: &Context, target: &Target, members: Vec<Member>) -> Vec<Result<Info>> {
    let (answers, _) = ask_each(context, target, members, &[redis::cmd("INFO")]).await;
    answers.into_iter().map(|answer| answer.result.map(|(info, _)| info)).collect()
}

async fn ask_each(
    context: &Context,
    target: &Target,
    members: Vec<Member>,
    flight: &[Cmd],
) -> (Vec<Answer>, Vec<Option<ClusterView>>) {
    let asked: Vec<(Answer, Option<ClusterView>)> = futures::stream::iter(members)
        .map(|member| ask_member(context, target, member, flight))
        .buffered(AT_ONCE)
        .collect()
        .await;
    asked.into_iter().unzip()
}

/// The Redis Cluster that those who answered are members of; none outside of cluster mode.
pub fn cluster(answers: &[Answer]) -> Option<Arc<Cluster>> {
    answers.first()?.cluster.clone()
}

fn cluster_of(instance: &Instance, views: &[ClusterView]) -> Cluster {
    let members: Vec<String> = instance.members().map(|member| member.name.clone()).collect();
    let addresses = AddressMap::of(instance);
    Cluster::of(views, &members, &|host, port| addresses.member_at(host, port).map(str::to_owned))
}

/// What a member says of its cluster: asked over the same stream, once INFO has said that there is one.
async fn ask_view(session: &mut Session, member: &Member, info: &Info) -> Result<Option<ClusterView>> {
    if info.text("redis_mode") != Some("cluster") && info.flag("cluster_enabled") != Some(true) {
        return Ok(None);
    }
    let mut commands = [redis::cmd("CLUSTER"), redis::cmd("CLUSTER")];
    commands[0].arg("NODES");
    commands[1].arg("INFO");
    let mut replies = session.flight(&commands).await?.into_iter();
    let nodes = match replies.next() {
        Some(Ok(value)) => {
            let nodes = parse_nodes(&text(&value));
            let own = nodes.iter().any(|node| node.is("myself"));
            if own { Ok(nodes) } else { Err("nothing that can be understood".to_owned()) }
        }
        Some(Err(error)) => Err(error.to_string()),
        None => Err("no reply".to_owned()),
    };
    let state = replies.next().and_then(std::result::Result::ok);
    let state = state.and_then(|value| Info::parse(&text(&value)).text("cluster_state").map(str::to_owned));
    Ok(Some(ClusterView { member: member.name.clone(), state, nodes }))
}

/// The members that `--role` wants, for commands that ask Kubernetes alone: the servers are only asked where a role is
/// wanted. A member that does not say its role is kept.
///
/// # Errors
/// As [`ask`].
pub async fn members(context: &Context, target: &Target) -> Result<Vec<Member>> {
    if context.settings.target.role == RoleFilter::Any {
        return Ok(target.instance.members().cloned().collect());
    }
    let mut info = redis::cmd("INFO");
    info.arg("replication");
    let answers = ask(context, target, info, &[]).await?;
    Ok(answers.into_iter().map(|answer| answer.member).collect())
}

async fn ask_member(
    context: &Context,
    target: &Target,
    member: Member,
    flight: &[Cmd],
) -> (Answer, Option<ClusterView>) {
    let mut round_trip = Duration::ZERO;
    let mut password_not_needed = false;
    let (mut view, mut is_sentinel) = (None, false);
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
        let answer = split(&member, replies)?;
        if context.means_data
            && let Some(error) = by_url::sentinel(context, &mut session, &member, &answer.0).await?
        {
            is_sentinel = true;
            return Err(error);
        }
        view = ask_view(&mut session, &member, &answer.0).await?;
        Ok(answer)
    };
    let result = tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
        let silent =
            Error::target(format!("Redis on {} did not answer within {} ms", member.subject(), limit.as_millis()))
                .hint(format!(
                    "{} DURATION waits longer; is the server blocked or its node overloaded?",
                    context.option_of(limit)
                ));
        Err(if target.dialer.tls.is_some() { silent.hint(no_tls_port(&member.endpoint)) } else { silent })
    });
    (Answer { member, result, round_trip, password_not_needed, is_sentinel, cluster: None }, view)
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
            let said = error.to_string();
            let refused =
                Error::target(format!("Redis on {} does not answer INFO", member.subject())).cause(said.as_str());
            return Err(if said.contains("BUSY") {
                refused.hint(
                    "a script or function runs there: SCRIPT KILL or FUNCTION KILL ends one that has written nothing",
                )
            } else {
                refused.hint("an ACL user needs +info")
            });
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

/// A reply as plain data.
pub fn plain(value: &Value) -> Plain {
    let list = |values: &[Value]| Plain::List(values.iter().map(plain).collect());
    match value {
        Value::Nil => Plain::Nothing,
        Value::Int(number) => Plain::Integer(*number),
        Value::Boolean(flag) => Plain::Integer(i64::from(*flag)),
        Value::BulkString(bytes) => Plain::Bytes(bytes.clone()),
        Value::Double(number) => Plain::Bytes(number.to_string().into_bytes()),
        Value::Array(values) | Value::Set(values) => list(values),
        Value::Map(pairs) => Plain::List(pairs.iter().flat_map(|(name, value)| [plain(name), plain(value)]).collect()),
        Value::Attribute { data, .. } => plain(data),
        other => Plain::Bytes(text(other).into_bytes()),
    }
}
