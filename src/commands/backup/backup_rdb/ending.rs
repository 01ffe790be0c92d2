//! What is to be said of a snapshot that arrived: whether it is right, where it came from, what is worth knowing of it.

use super::BackupReport;
use super::plan::ShardPlan;
use super::snapshot::{Via, ViaChoice};
use crate::domain::backup::manifest::{self, Checksum, Manifest, SourceIdentity};
use crate::domain::backup::source::Source;
use crate::error::{Error, Kind, Result};
use crate::formats::rdb::{Census, Crc};
use crate::report::{Finding, Severity, units};
use crate::store::tee::Stored;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey::Answer;

/// The stream was whole by its framing and by its structure; what remains is the checksum and that nothing follows.
pub(super) fn judge_end(stored: &Stored, member: &str) -> Result<Checksum> {
    let wrong =
        |text: String| Err(Error::new(Kind::Verification, format!("the snapshot of {member} is wrong")).cause(text));
    if stored.end.trailing > 0 {
        return wrong(format!("{} bytes follow the end of the RDB", stored.end.trailing));
    }
    match stored.end.crc {
        Crc::Ok => Ok(Checksum::Ok),
        Crc::Absent => Ok(Checksum::Absent),
        Crc::Wrong { expected, computed } => {
            wrong(format!("its CRC64 is {computed:016x}, and the file says {expected:016x}"))
        }
    }
}

pub(super) fn source_identity(source: &Source, answer: &Answer, census: &Census) -> SourceIdentity {
    let info = answer.info();
    let of_info = |field: &str| info.and_then(|info| info.text(field)).map(str::to_owned);
    SourceIdentity {
        member: source.member.clone(),
        role: source.role,
        lag_bytes: source.lag_bytes,
        server_version: info.and_then(|info| info.version()),
        // The file itself knows best at which offset it was taken.
        replication_id: census.aux.get("repl-id").cloned().or_else(|| of_info("master_replid")),
        replication_offset: census
            .aux
            .get("repl-offset")
            .cloned()
            .or_else(|| of_info("master_repl_offset"))
            .and_then(|offset| offset.parse().ok()),
    }
}

/// What the user should know of a backup that is in order.
pub(super) fn remarks(target: &Target, answers: &[Answer], report: &BackupReport) -> Vec<Finding> {
    let all = || report.manifest.iter().flat_map(Manifest::artefacts);
    let artefacts = || all().filter(|artefact| artefact.kind == manifest::RDB);
    let commands = artefacts()
        .filter_map(|artefact| holds_commands(&artefact.census, Severity::Info, &target.instance.full_name(), ""));
    let absent = artefacts().filter(|artefact| artefact.checksum == Checksum::Absent);
    absent
        .map(|artefact| {
            let message = format!("no checksum in the file {}: the server runs with rdbchecksum no", artefact.name);
            Finding::new("rdb-no-checksum", Severity::Info, target.instance.full_name(), message)
                .hint("its SHA-256 in the manifest tells later changes; a change on the server's side cannot be told")
        })
        .chain(commands)
        .chain(report.plan.shards.iter().zip(&report.via).filter_map(|(shard, via)| through_disk(report, shard, via)))
        .chain(report.plan.shards.iter().filter_map(|shard| lag_unknown(answers, shard)))
        .collect()
}

/// A snapshot that left its server's RDB file behind: one that is told to keep nothing has something to load after a restart.
fn through_disk(report: &BackupReport, shard: &ShardPlan, via: &Via) -> Option<Finding> {
    let asked = report.plan.via == ViaChoice::Diskless;
    (*via == Via::ThroughDisk).then(|| {
        let severity = if asked { Severity::Warning } else { Severity::Info };
        let message = "wrote its own RDB file before it sent it, as it does for its replicas (repl-diskless-sync no)";
        Finding::new("backup-through-disk", severity, &shard.source.member, message)
            .hint("CONFIG SET repl-diskless-sync yes has snapshots sent without a file")
    })
}

/// A replica whose link is up may wait for a primary that hangs.
fn lag_unknown(answers: &[Answer], shard: &ShardPlan) -> Option<Finding> {
    let source = &shard.source;
    (source.role == Role::Replica && source.lag_bytes.is_none()).then(|| {
        let silent = answers.iter().any(|answer| answer.info().is_none());
        let severity = if silent { Severity::Warning } else { Severity::Info };
        let why = if silent { "did not answer" } else { "was not asked" };
        let message = format!("how far it was behind is not known: its link was up, and its primary {why}");
        Finding::new("backup-lag-unknown", severity, &source.member, message)
            .hint("redis-ops check-replication tells it, once the primary answers")
    })
}

/// A file that holds commands beside its keys: how many, and that the counts are without them.
pub fn holds_commands(census: &Census, severity: Severity, subject: &str, more: &str) -> Option<Finding> {
    let message = match census.update_commands {
        0 => return None,
        1 => format!("holds a command that a server applies when it loads it; the key counts leave it out{more}"),
        count => {
            let count = units::count(count);
            format!(
                "holds {count} commands that a server applies when it loads it; the key counts leave them out{more}"
            )
        }
    };
    Some(Finding::new("rdb-holds-commands", severity, subject, message))
}
