//! The Sentinel that is asked for a failover.

use super::super::line::{Line, command};
use super::super::scene::Scene;
use crate::context::Context;
use crate::domain::promote::Pair;
use crate::domain::release::Release;
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::formats::rdb::Dialect;
use crate::target::sentinels;

/// The Sentinel that is asked, and what it calls things.
pub(in crate::commands::replication) struct AskedSentinel {
    pub line: Line,
    pub name: String,
    /// How it knows the new primary.
    pub replica: (String, u16),
}

/// The first Sentinel that knows the replica as one that is up.
pub(in crate::commands::replication) async fn asked_sentinel(
    context: &Context,
    scene: &Scene,
    pair: Pair,
) -> Result<AskedSentinel> {
    let facts = &scene.facts;
    let name = facts.name(pair.new);
    let views = facts.sentinels.iter().flat_map(|seen| &seen.views);
    let mut found = None;
    for (sentinel, view) in views {
        let known = view.replicas.iter().find(|replica| {
            let down = replica.flags.iter().any(|flag| ["s_down", "disconnected"].contains(&flag.as_str()));
            !down && facts.topology.addresses.member_at(&replica.host, replica.port) == Some(name)
        });
        if let Some(replica) = known {
            found = Some((sentinel.clone(), view.watched.name.clone(), (replica.host.clone(), replica.port)));
            break;
        }
    }
    let Some((sentinel, master_name, replica)) = found else {
        return Err(Error::failed(format!("no Sentinel knows {name} as a replica that is up")));
    };
    let candidate = scene.target.sentinels.iter().find(|candidate| candidate.sentinel.name == sentinel);
    let member = candidate.map(|candidate| candidate.sentinel.clone());
    let member = member.ok_or_else(|| Error::target(format!("Sentinel {sentinel} is gone")))?;
    let logins = sentinels::logins(context, &scene.target, &member).await;
    let line = Line::with(context, &scene.target, &member, logins);
    Ok(AskedSentinel { line, name: master_name, replica })
}

impl AskedSentinel {
    /// Whether it may know COORDINATED: Redis's does not (Valkey's from 9.0 on does), and to try it there costs a wait.
    pub(super) async fn may_coordinate(&mut self) -> bool {
        let replies = self.line.ask(&[command(&["INFO", "server"])]).await.unwrap_or_default();
        let info = replies.first().and_then(|reply| reply.as_ref().ok()).map(crate::target::survey::text);
        let release = info.and_then(|text| Release::of(&Info::parse(&text)));
        release.is_none_or(|release| release.dialect != Dialect::Redis)
    }

    /// Whether it is failing over; none where it does not say.
    pub(super) async fn is_busy(&mut self) -> Option<bool> {
        let replies = self.line.ask(&[command(&["SENTINEL", "MASTERS"])]).await.ok()?;
        let reply = crate::target::survey::plain(replies.first()?.as_ref().ok()?);
        let watched = crate::formats::sentinel::parse_masters(&reply);
        let own = watched.into_iter().find(|watched| watched.name == self.name)?;
        Some(own.has("failover_in_progress"))
    }

    /// The priorities of the replicas as it last read them.
    ///
    /// # Errors
    /// Of kind Target.
    pub(in crate::commands::replication) async fn priorities(&mut self) -> Result<Vec<((String, u16), Option<u64>)>> {
        let replies = self.line.ask(&[command(&["SENTINEL", "REPLICAS", &self.name])]).await?;
        match replies.into_iter().next() {
            Some(Ok(value)) => {
                let replicas = crate::formats::sentinel::parse_replicas(&crate::target::survey::plain(&value));
                Ok(replicas.into_iter().map(|one| ((one.host, one.port), one.priority)).collect())
            }
            Some(Err(error)) => Err(Error::target("Sentinel does not list its replicas").cause(error.to_string())),
            None => Err(Error::target("Sentinel does not list its replicas")),
        }
    }
}
