//! One member of `inspect`: its role, what it keeps and where, which commands it has.

use crate::domain::health::{SavePoint, parse_save_points};
use crate::domain::unavailable;
use crate::report::Finding;
use crate::target::facts::Volume;
use crate::target::flavour::Role;
use crate::target::objects::{ClaimFacts, volume_at};
use crate::target::shards::ShardTag;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::wire::session::Reply;
use redis::{Cmd, Value};
use serde::Serialize;
use std::collections::BTreeMap;

/// The commands that operating Redis depends on, and that charts and providers take away.
const PROBED: [&str; 11] = [
    "BGSAVE",
    "CONFIG",
    "DEBUG",
    "FAILOVER",
    "FLUSHALL",
    "FLUSHDB",
    "MONITOR",
    "PSYNC",
    "REPLICAOF",
    "SHUTDOWN",
    "SYNC",
];

/// Parameters of CONFIG GET, each asked for on its own: servers before 7.0 take one.
const PARAMETERS: [&str; 3] = ["save", "dir", "dbfilename"];

/// What every member is asked beside INFO.
pub fn questions() -> Vec<Cmd> {
    let mut probe = redis::cmd("COMMAND");
    probe.arg("INFO");
    for name in PROBED {
        probe.arg(name);
    }
    let config = PARAMETERS.map(|parameter| {
        let mut get = redis::cmd("CONFIG");
        get.arg("GET").arg(parameter);
        get
    });
    std::iter::once(probe).chain(config).collect()
}

/// Findings on the replies: what could not be asked.
pub fn judge(subject: &str, replies: &[Reply]) -> Vec<Finding> {
    let failed = |index: usize, command: &str| {
        let error = replies.get(index)?.as_ref().err()?;
        Some(unavailable::finding(subject, command, &error.to_string()))
    };
    [failed(0, "COMMAND INFO"), failed(1, "CONFIG GET")].into_iter().flatten().collect()
}

/// A member as it is shown.
#[derive(Debug, Serialize)]
pub struct MemberView {
    pub member: String,
    /// What to draw before its name.
    #[serde(skip)]
    pub branch: String,
    /// The shard it is in, in cluster mode.
    pub shard: Option<ShardTag>,
    pub role: Option<Role>,
    /// The role its deployment intends, where one is fixed.
    pub intended_role: Option<Role>,
    /// The member it follows; none for a primary, and where it follows a server that is none of the members.
    pub follows: Option<String>,
    /// The address it follows, as it says.
    pub primary_address: Option<String>,
    pub link_up: Option<bool>,
    pub lag_bytes: Option<u64>,
    pub version: Option<String>,
    pub ready: Option<bool>,
    pub node: Option<String>,
    pub used_memory_bytes: Option<u64>,
    pub maxmemory_bytes: Option<u64>,
    pub memory_limit_bytes: Option<u64>,
    /// None where it did not answer, or loads its data: what it has of it is no count.
    pub keys: Option<u64>,
    pub loading: bool,
    pub auth: String,
    pub persistence: Option<Persistence>,
    pub volume: Option<DataVolume>,
    /// Command → whether the server has it under this name; none where it could not be asked.
    pub commands: Option<BTreeMap<&'static str, bool>>,
}

/// How a server keeps its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Persistence {
    /// None where CONFIG could not be asked.
    pub save_points: Option<Vec<Point>>,
    pub aof: Option<bool>,
    pub last_save_unix_seconds: Option<u64>,
    pub last_save_ok: Option<bool>,
    pub folder: Option<String>,
    pub rdb_file: Option<String>,
}

/// A save point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Point {
    pub seconds: u64,
    pub changes: u64,
}

/// What the data folder is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DataVolume {
    /// A claim: it outlives the pod.
    Claim { name: String, phase: Option<String>, size_bytes: Option<u64>, storage_class: Option<String> },
    /// Gone with the pod.
    EmptyDir { memory: bool },
    /// The container's own file system: gone with the container.
    Container,
    /// Another volume.
    Other { name: String },
}

impl MemberView {
    /// From what the member and Kubernetes said.
    pub fn of(
        answer: &Answer,
        branch: String,
        follows: Option<String>,
        leader_offset: Option<u64>,
        auth: String,
        claims: &[ClaimFacts],
    ) -> Self {
        let (info, member) = (answer.info(), &answer.member);
        let number = |field: &str| info.and_then(|info| info.number(field));
        let replica = info.filter(|_| answer.role() == Some(Role::Replica));
        let replies = answer.result.as_ref().map_or(&[][..], |(_, replies)| replies);
        let config = |index: usize| replies.get(index)?.as_ref().ok().and_then(config_value);
        let folder = config(2);
        Self {
            member: member.name.clone(),
            branch,
            shard: answer.shard(),
            role: answer.role(),
            intended_role: member.intended_role,
            follows,
            primary_address: replica
                .and_then(|info| Some(format!("{}:{}", info.text("master_host")?, info.text("master_port")?))),
            link_up: replica.and_then(|info| info.text("master_link_status")).map(|status| status == "up"),
            lag_bytes: leader_offset
                .zip(number("slave_repl_offset"))
                .map(|(primary, replica)| primary.saturating_sub(replica)),
            version: info.and_then(|info| info.version()),
            ready: member.pod.as_ref().map(|pod| pod.ready),
            node: member.pod.as_ref().and_then(|pod| pod.node.clone()),
            used_memory_bytes: number("used_memory"),
            maxmemory_bytes: number("maxmemory").filter(|bytes| *bytes > 0),
            memory_limit_bytes: member.memory_limit_bytes(),
            loading: info.is_some_and(|info| info.flag("loading") == Some(true)),
            keys: info
                .filter(|info| info.flag("loading") != Some(true))
                .map(|info| info.databases().iter().map(|database| database.keys).sum()),
            auth,
            persistence: info.map(|info| Persistence {
                save_points: config(1).map(|value| parse_save_points(&value).into_iter().map(point).collect()),
                aof: info.flag("aof_enabled"),
                last_save_unix_seconds: info.number("rdb_last_save_time"),
                last_save_ok: info.text("rdb_last_bgsave_status").map(|status| status == "ok"),
                folder: folder.clone(),
                rdb_file: config(3),
            }),
            volume: data_volume(member, folder.as_deref(), claims),
            commands: replies.first().and_then(|reply| commands(reply.as_ref().ok()?)),
        }
    }
}

fn point(point: SavePoint) -> Point {
    Point { seconds: point.seconds, changes: point.changes }
}

/// The value in a reply to `CONFIG GET <one parameter>`.
fn config_value(reply: &Value) -> Option<String> {
    match reply {
        Value::Array(pair) => pair.get(1).map(survey::text),
        Value::Map(pairs) => pairs.first().map(|(_, value)| survey::text(value)),
        _ => None,
    }
}

/// A command that is not there is nil in the reply of COMMAND INFO.
fn commands(reply: &Value) -> Option<BTreeMap<&'static str, bool>> {
    let Value::Array(rows) = reply else { return None };
    let there = |row: &Value| matches!(row, Value::Array(fields) if !fields.is_empty());
    (rows.len() == PROBED.len()).then(|| PROBED.into_iter().zip(rows.iter().map(there)).collect())
}

/// What the data folder is on. Without CONFIG the folder is not known: then the only claim of the container is taken.
fn data_volume(member: &Member, folder: Option<&str>, claims: &[ClaimFacts]) -> Option<DataVolume> {
    let pod = member.pod.as_ref()?;
    let found = match folder {
        Some(folder) => match volume_at(pod, member.container, folder) {
            Some(found) => found,
            None => return Some(DataVolume::Container),
        },
        None => {
            let mounts = pod.containers.get(member.container)?.mounts.values();
            let mounted = mounts.filter_map(|name| pod.volumes.get_key_value(name));
            let mut of_claims = mounted.filter(|(_, volume)| matches!(volume, Volume::Claim(_)));
            let (name, volume) = of_claims.next()?;
            // two claims: nothing says which of them holds the data
            if of_claims.next().is_some() {
                return None;
            }
            (name.as_str(), volume)
        }
    };
    Some(match found {
        (_, Volume::Claim(name)) => {
            let claim = claims.iter().find(|claim| claim.name == *name);
            DataVolume::Claim {
                name: name.clone(),
                phase: claim.map(|claim| claim.phase.clone()),
                size_bytes: claim.and_then(|claim| claim.size_bytes),
                storage_class: claim.and_then(|claim| claim.storage_class.clone()),
            }
        }
        (_, Volume::EmptyDir { memory }) => DataVolume::EmptyDir { memory: *memory },
        (name, _) => DataVolume::Other { name: name.to_owned() },
    })
}
