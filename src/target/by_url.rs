//! `--url` of one node of a Redis Cluster: the others are reached at the addresses that it names.

use super::discover::Target;
use super::spec::RoleFilter;
use super::survey::{self, Answer};
use super::topology::{Endpoint, Member};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::formats::sentinel::parse_masters;
use crate::wire::session::Session;
use redis::Cmd;
use std::borrow::Cow;

/// As [`survey::ask`]; where one node of a cluster was named by its URL, all of its nodes are asked, and are in the
/// target that comes back.
///
/// # Errors
/// As [`survey::ask`].
pub async fn ask<'a>(context: &Context, target: &'a Target, info: Cmd) -> Result<(Cow<'a, Target>, Vec<Answer>)> {
    ask_for(context, target, info, &[]).await
}

/// The same, with more to ask of each member.
///
/// # Errors
/// As [`survey::ask`].
pub async fn ask_for<'a>(
    context: &Context,
    target: &'a Target,
    info: Cmd,
    commands: &[Cmd],
) -> Result<(Cow<'a, Target>, Vec<Answer>)> {
    if target.dialer.kubernetes.is_some() {
        let answers = survey::ask(context, target, info, commands).await?;
        return Ok((Cow::Borrowed(target), answers));
    }
    let answers = survey::ask_all(context, target, info.clone(), commands).await;
    let others = others(&answers);
    if others.is_empty() {
        return Ok((Cow::Borrowed(target), survey::keep_wanted(context, target, answers)?));
    }
    let names: Vec<&str> = others.iter().map(|member| member.name.as_str()).collect();
    context.console.status(&format!(
        "{} is a node of a Redis Cluster, with {}",
        target.instance.name,
        names.join(", ")
    ));
    let target = target.clone().joined_by(others);
    let answers = survey::ask(context, &target, info, commands).await?;
    Ok((Cow::Owned(target), answers))
}

/// The error for a Sentinel that was named by its address where a server with keys is meant. INFO of some sections is empty
/// there, as if there were nothing to tell.
///
/// # Errors
/// The connection was lost.
pub async fn sentinel(context: &Context, session: &mut Session, member: &Member, info: &Info) -> Result<Option<Error>> {
    if !matches!(member.endpoint, Endpoint::Address { .. }) {
        return Ok(None);
    }
    // Valkey has another name for it.
    let mode_of = |info: &Info| info.text("redis_mode").or_else(|| info.text("server_mode")).map(str::to_owned);
    let mode = match mode_of(info) {
        Some(mode) => mode,
        None => {
            let mut server = redis::cmd("INFO");
            server.arg("server");
            let reply = session.flight(&[server]).await?.into_iter().next().and_then(Result::ok);
            let info = reply.map(|value| Info::parse(&survey::text(&value))).unwrap_or_default();
            mode_of(&info).unwrap_or_default()
        }
    };
    if mode != "sentinel" {
        return Ok(None);
    }
    let mut masters = redis::cmd("SENTINEL");
    masters.arg("MASTERS");
    let reply = session.flight(&[masters]).await?.into_iter().next().and_then(Result::ok);
    let watched = reply.map(|value| parse_masters(&survey::plain(&value))).unwrap_or_default();
    let scheme = if context.settings.redis.tls.is_some() { "rediss" } else { "redis" };
    let error = Error::target(format!("{} is a Sentinel, which holds no keys", member.subject()));
    let error = watched.iter().fold(error, |error, primary| {
        let (name, host, port) = (&primary.name, &primary.host, primary.port);
        error.hint(format!("the primary {name} that it watches: --url {scheme}://{host}:{port}"))
    });
    Ok(Some(if watched.is_empty() { error.hint("name a server with keys by --url, or by -n and -r") } else { error }))
}

/// Whether it is left to the command whom it acts on, and that are the primaries: nobody was chosen by `--pod` or `--role`. An
/// address that is alone is the one that is meant, whatever its role.
pub fn means_primaries(context: &Context, answers: &[Answer]) -> bool {
    let said = &context.settings.target;
    let is_one = said.url.is_some() && answers.len() == 1;
    said.pod.is_none() && said.role == RoleFilter::Any && !is_one
}

/// The nodes that the asked one knows and that are not members yet. Those that are down for good are not asked.
fn others(answers: &[Answer]) -> Vec<Member> {
    let Some(cluster) = survey::cluster(answers) else { return Vec::new() };
    let unknown = cluster.nodes.iter().filter(|node| node.member.is_none() && !node.failed);
    let member = |node: &super::shards::Place| {
        let (host, port) = node.address.rsplit_once(':')?;
        Some(Member {
            name: node.address.clone(),
            endpoint: Endpoint::Address { host: host.to_owned(), port: port.parse().ok()? },
            intended_role: None,
            password: None,
            pod: None,
            container: 0,
        })
    };
    unknown.filter_map(member).collect()
}
