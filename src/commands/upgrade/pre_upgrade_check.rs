//! `pre-upgrade-check`: what speaks against an upgrade, before it is begun.

use super::{baseline_file, facts};
use crate::commands::backup::s3_args::S3Args;
use crate::commands::backup::sources;
use crate::commands::observe::health::around;
use crate::context::Context;
use crate::domain::backup::headroom;
use crate::domain::backup::naming;
use crate::domain::health::{self, BackupFacts};
use crate::domain::release::Release;
use crate::domain::upgrade::baseline::{self, Baseline};
use crate::domain::upgrade::{self, ReleaseFacts};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::store::place::Place;
use crate::target::flavour::Role;
use crate::target::surroundings::unseen_finding;
use crate::values::{parse_duration, parse_size};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "pre-upgrade-check";

/// Judge whether an upgrade may begin, and write down what there is
///
/// All rules of health and of check-replication, and: a verified backup that is young enough, nothing under way (save,
/// rewrite, full copy, failover), memory for a fork, volumes, disruption budgets. With the version to come (--to, or the
/// image in --manifests): can it read the RDB and the AOF, is there a way back, does it know every directive of the
/// configuration, do ACL rules and defaults change their meaning, does it bring the modules. With --manifests, what helm
/// template or kustomize prints: would the StatefulSets change what the API server refuses to change, and is appendonly
/// switched over volumes that hold an RDB alone.
///
/// Writes a baseline for post-upgrade-check: versions, roles, keys of every database, configuration with its secrets
/// hidden, lag, clients. Where no primary tells its keys none is written, and one that is there stays.
///
/// Exit status: 0 nothing speaks against it, 1 WARNING, 2 CRITICAL: do not begin, 3 UNKNOWN: something could not be seen.
///
/// Examples:
///   redis-ops pre-upgrade-check -n apps -r cache --to 8.0 --backups /backups
///   helm template cache charts/redis -f values.yaml | redis-ops pre-upgrade-check -n apps -r cache --manifests -
///   redis-ops pre-upgrade-check -n apps -r cache --to valkey-9.0 --max-backup-age 1h -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct PreUpgradeCheckArgs {
    /// Version to come, such as 8.0 or valkey-9.0
    #[arg(long, value_name = "VERSION", value_parser = Release::parse)]
    to: Option<Release>,
    /// The objects that will be applied, as helm template prints them; - is standard input
    #[arg(long, value_name = "FILE")]
    manifests: Option<PathBuf>,
    /// Age the newest backup may have
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = parse_duration)]
    max_backup_age: Duration,
    /// Where the backups are, as backup-rdb was told by --to: a folder, or s3://BUCKET/PREFIX
    #[arg(
        long,
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    backups: Place,
    /// Bytes a replica may be behind its primary
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// File for the baseline (default: redis-ops-baseline.NAMESPACE.INSTANCE.json)
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write no baseline
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,
    #[command(flatten)]
    s3: S3Args,
}

#[derive(Debug, Serialize)]
struct PreReport {
    verdict: Verdict,
    /// The version to come, where it is known.
    target: Option<String>,
    /// The file, where one was written.
    baseline: Option<String>,
    /// None where they are not known.
    keys: Option<u64>,
    members: Vec<MemberRow>,
}

#[derive(Debug, Serialize)]
struct MemberRow {
    member: String,
    role: Option<Role>,
    version: Option<String>,
    /// The header of the RDBs it writes.
    rdb: Option<String>,
    lag_bytes: Option<u64>,
    used_memory_bytes: Option<u64>,
    image: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, the manifests cannot be read, or the baseline cannot be written. Whatever cannot be
/// seen of the instance is a finding.
pub async fn run(context: &Context, args: &PreUpgradeCheckArgs) -> Result<Outcome> {
    let next = args.manifests.as_deref().map(facts::read_manifests).transpose()?;
    let whole = facts::look_at_rest(context).await?;
    let target = &whole.target;
    let subject = target.instance.full_name();
    let (sets, (named, mut findings), objects) = tokio::join!(
        facts::fetch_sets(target),
        facts::fetch_named_directives(target),
        around::fetch(context, target, &[], false),
    );
    let sets = sets.unwrap_or_else(|error| {
        findings.push(unseen_finding(&subject, &error));
        Vec::new()
    });
    let promised = next.as_ref().and_then(|next| upgrade::target_of(&sets, next));
    let releases = ReleaseFacts {
        subject: subject.clone(),
        members: facts::releases(&whole),
        named,
        target: args.to.or(promised),
        sets,
        next,
    };
    findings.extend(upgrade::judge_before(&releases));
    findings.extend(facts::unasked(&whole, releases.target.is_some()));
    findings.extend(facts::judge_as_it_is(context, &whole, args.max_lag).await);
    let health = whole.health_facts(context, Vec::new());
    findings.extend(health::judge_objects(&health, &objects));
    findings.extend(headroom_findings(&whole.members));
    let folder = naming::instance_folder(target.instance.namespace.as_deref(), &target.instance.name);
    let backups = sources::fetch_sets(context, &args.backups, &args.s3).await;
    let backups = BackupFacts::of(&args.backups.below(&folder).to_string(), &folder, backups);
    findings.extend(health::judge_backups(&subject, &backups, args.max_backup_age, context.now()));
    let lag = whole.topology.nodes.iter().filter_map(|node| Some((node.member.clone(), node.lag_bytes?))).collect();
    let baseline = Baseline::of(subject, context.now(), &whole.members, facts::parameters(&whole), &lag);
    let unseen = baseline::keys_unseen(&whole.members);
    let path = baseline_file::place(args.baseline.as_deref(), target);
    let written = match &unseen {
        _ if args.no_baseline => None,
        // Whoever compares with a file that holds no keys finds that none is missing.
        Some(why) => {
            let stays = if path.exists() { "; the one that is there stays" } else { "" };
            let message =
                format!("no baseline is written to {}{stays}: the keys are not known, as {why}", path.display());
            findings.push(Finding::new("upgrade-baseline", Severity::Unknown, &baseline.instance, message));
            None
        }
        None => {
            baseline_file::write(&path, &baseline)?;
            Some(path.display().to_string())
        }
    };
    dedup(&mut findings);
    let verdict = Verdict::of(&findings);
    let rows = whole.members.iter().zip(&releases.members).map(|(member, release)| MemberRow {
        member: member.name.clone(),
        role: member.role(),
        version: member.info().and_then(|info| info.version()),
        rdb: release.release().and_then(Release::rdb).map(|header| header.to_string()),
        lag_bytes: lag.get(&member.name).copied(),
        used_memory_bytes: member.info().and_then(|info| info.number("used_memory")),
        image: release.image.clone(),
    });
    let report = PreReport {
        verdict,
        target: releases.target.map(|release| release.to_string()),
        baseline: written,
        keys: unseen.is_none().then(|| baseline.keys.values().map(|keys| keys.keys).sum()),
        members: rows.collect(),
    };
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report))
}

/// The rules of several commands meet here: a thing is told once.
fn dedup(findings: &mut Vec<Finding>) {
    let mut seen: Vec<(String, String)> = Vec::new();
    findings.retain(|finding| {
        let key = (finding.id.clone(), finding.subject.clone());
        let message_matters = finding.id.starts_with("upgrade-");
        let new = message_matters || !seen.contains(&key);
        seen.push(key);
        new
    });
}

/// A restarted replica makes its primary fork for a full copy.
fn headroom_findings(members: &[health::MemberFacts]) -> Vec<Finding> {
    let judged = members.iter().filter_map(|member| {
        let headroom = headroom::judge(member.info()?, member.memory_limit_bytes());
        (!headroom.enough).then(|| {
            let message = format!("too little memory for a snapshot's fork: {}", headroom.words());
            Finding::new("fork-headroom", Severity::Warning, &member.subject, message)
                .hint("raise the container's memory limit: a restarted replica makes its primary fork")
        })
    });
    judged.collect()
}

impl Report for PreReport {
    fn view(&self) -> View {
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let words = match (self.verdict, &self.target) {
            (Verdict::Ok, Some(target)) => format!("OK: nothing speaks against {target}"),
            (Verdict::Ok, None) => "OK: nothing speaks against an upgrade".to_owned(),
            (verdict, _) => verdict.word().to_owned(),
        };
        let mut table = Table::new(&["MEMBER", "ROLE", "VERSION", "RDB", "#LAG", "#MEMORY", "+IMAGE"]);
        for row in &self.members {
            let dash = || "-".to_owned();
            table.row([
                row.member.as_str().into(),
                row.role.map_or("-", Role::word).into(),
                row.version.as_deref().unwrap_or("-").into(),
                row.rdb.as_deref().unwrap_or("-").into(),
                row.lag_bytes.map_or_else(dash, units::bytes).into(),
                row.used_memory_bytes.map_or_else(dash, units::bytes).into(),
                row.image.as_deref().unwrap_or("-").into(),
            ]);
        }
        let mut blocks = vec![Block::Line(Cell::toned(words, tone)), Block::Table(table)];
        let mut fields = vec![("keys".to_owned(), Cell::from(self.keys.map_or_else(|| "-".to_owned(), units::count)))];
        fields.extend(self.target.iter().map(|target| ("to".to_owned(), target.as_str().into())));
        fields.extend(self.baseline.iter().map(|path| ("baseline".to_owned(), path.as_str().into())));
        blocks.push(Block::Fields(fields));
        View { blocks, last: None }
    }
}
