//! `version`: what every member runs.

use crate::context::Context;
use crate::domain::silence;
use crate::domain::version;
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::rdb::Header;
use crate::report::{Block, Outcome, Report, Table, Verdict, View};
use crate::target::discover;
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "version";

/// Show which version every member runs
///
/// The version is the server's own word, the image that of its container. RDB is the header of the snapshots that a
/// server of this version writes, where that is known: a server reads those of its own version and below.
/// Members that run different versions are a WARNING.
///
/// Exit status: 0 all run the same, 1 they differ, 2 a server is down, 3 a member could not be asked.
///
/// Examples:
///   redis-ops version -n apps -r cache
///   redis-ops version -n apps -r cache -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct VersionArgs {}

#[derive(Debug, Serialize)]
struct VersionReport {
    members: Vec<MemberVersion>,
}

#[derive(Debug, Serialize)]
struct MemberVersion {
    member: String,
    role: Option<Role>,
    /// `redis`, `valkey`, ….
    server: Option<String>,
    /// The server's own version, without its name.
    version: Option<String>,
    /// The version of Redis that it says to be compatible with.
    redis_version: Option<String>,
    /// `standalone`, `cluster` or `sentinel`.
    mode: Option<String>,
    /// The header of the RDBs that such a server writes: `REDIS0012`.
    rdb_magic: Option<String>,
    rdb_version: Option<u16>,
    image: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let silent =
        answers.iter().filter_map(|one| Some(silence::finding(&one.member.subject(), one.result.as_ref().err()?)));
    let mut findings: Vec<_> = silent.collect();
    let versions: Vec<_> =
        answers.iter().filter_map(|answer| Some((answer.member.name.as_str(), answer.info()?))).collect();
    findings.extend(version::judge_skew(&target.instance.full_name(), &versions));
    let report = VersionReport { members: answers.iter().map(describe).collect() };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn describe(answer: &Answer) -> MemberVersion {
    let info = answer.info();
    let text = |field: &str| info.and_then(|info| info.text(field)).map(str::to_owned);
    let server = text("server_name").or_else(|| text("redis_version").map(|_| "redis".to_owned()));
    let rdb: Option<Header> = info.and_then(version::rdb_header);
    let image = answer.member.pod.as_ref().and_then(|pod| pod.containers.get(answer.member.container));
    MemberVersion {
        member: answer.member.name.clone(),
        role: answer.role(),
        server,
        version: text("valkey_version").or_else(|| text("redis_version")),
        redis_version: text("redis_version"),
        mode: text("redis_mode").or_else(|| text("server_mode")),
        rdb_magic: rdb.map(|header| header.to_string()),
        rdb_version: rdb.map(|header| header.version),
        image: image.map(|container| container.image.clone()),
    }
}

impl Report for VersionReport {
    fn view(&self) -> View {
        let mut table = Table::new(&["MEMBER", "ROLE", "VERSION", "RDB", "IMAGE"]);
        for member in &self.members {
            let version = match (member.server.as_deref(), &member.version) {
                (Some("redis") | None, version) => version.clone(),
                (Some(server), version) => version.as_ref().map(|version| format!("{server} {version}")),
            };
            table.row([
                member.member.as_str().into(),
                member.role.map_or("-", Role::word).into(),
                version.as_deref().unwrap_or("-").into(),
                member.rdb_magic.as_deref().unwrap_or("-").into(),
                member.image.as_deref().unwrap_or("-").into(),
            ]);
        }
        View::of(Block::Table(table))
    }
}
