//! `restore-aof`: the history of a server, replayed up to the moment that is wanted.

mod lower;
mod offline;
mod plan;
mod preflight;
mod prepare;
mod replay;
mod router;
mod shards;
mod source;
mod view;
mod work;

use super::engine::{self, EngineChoice};
use super::restore_rdb::feed::Terms;
use super::restore_rdb::preflight::Servers;
use super::restore_rdb::worker::Reach;
use crate::commands::backup::destination::{Destination, DestinationArgs};
use crate::commands::backup::s3_args::S3Args;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::backup::manifest::Compression;
use crate::domain::plan::Plan;
use crate::domain::restore::engine::Engine;
use crate::domain::restore::filter::Selection;
use crate::domain::restore::fitting;
use crate::domain::restore::native::Abilities;
use crate::domain::restore::point_in_time::account::Account;
use crate::domain::restore::point_in_time::{CommandPattern, CutRule, History, Onto, TargetFacts};
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::formats::rdb::{Dialect, Header};
use crate::lock::Lock;
use crate::report::{Outcome, Verdict};
use crate::store::place::Place;
use crate::target::survey;
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use lower::Lowered;
use preflight::Primary;
use prepare::Preparing;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use work::Work;

/// The command's name.
pub const NAME: &str = "restore-aof";
/// Larger values of a snapshot are built in pieces.
const MOST_AT_ONCE: usize = 8 << 20;
/// That of Redis 6.2, where nothing is known of the server.
const OLDEST_FORMAT: u16 = 9;

/// Restore the append-only file, up to the moment you choose
///
/// An AOF is the history of a server: a snapshot, then every command that changed data. This replays it into a running
/// primary, up to its end or to the moment before something went wrong. SOURCE is a backup set with an AOF (a folder or
/// s3://BUCKET/PREFIX/NAMESPACE.INSTANCE/TIME), the folder or the manifest of an AOF, the one file of a server before
/// Redis 7, or a tar of either. --from-pod takes the AOF of the running server itself.
///
/// A FLUSHALL by mistake is undone by one command: restore-aof --from-pod --before-command FLUSHALL. First the files are
/// copied out of the pod, while automatic rewrites are held off: that copy is a backup set and stays. Then it is read to
/// its end, and the plan shows the file, the offset, the time and what stands around the FLUSHALL. What was written since
/// then is not replayed; with --then-rest it is, and only the FLUSHALL is left out.
///
/// --before-command NAME ends before the last command of that name (an argument may follow as a pattern: 'DEL user:*'),
/// --until TIME after the last second that is wanted, --until-offset at a place. Times are known where the server writes
/// them (aof-timestamp-enabled yes, Redis 7.0 and later). A transaction is replayed whole or not at all. A torn command
/// at the end is left out and told; damage in the middle is refused, unless --stop-at-damage ends the replay there.
///
/// The server must hold no keys, unless --flush-first removes them or --on-top replays history over them. A backup is
/// taken first of what it holds, into --safety-backup-to. Every reply is matched to its command. Times to live that have passed
/// meanwhile are kept off during the replay, as a server does that loads its AOF.
///
/// Into a Redis Cluster goes the set that backup-aof makes of one: the history of each shard, one after the other, each
/// command to the primary that has its slot now. Slots may have moved, but to where FLUSHALL in a history would remove keys
/// of other shards it is refused. --until ends each history at that time, --before-command at the last such command of its
/// own; a shard without one is replayed whole.
///
/// Where no primary answers, or an offline restore was interrupted, the engine is offline, else live; the plan says
/// which and why, and --engine overrides it. Where none answers and pods are ready all the same, neither is chosen: the
/// way to them may be broken, and servers that live are not stopped for that. With --engine offline the servers are
/// stopped, the files of the AOF are written to the primary's volume, each up to where the replay is to end, with a
/// manifest of their own (in one file, before Redis 7), and the primary starts from them; what was there is moved
/// aside. restore-rdb --help tells the rest of that engine, and restore-rdb --undo takes it back. The server has to
/// keep an AOF (appendonly yes), or it would not read the files.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 ended on the way: the report says where,
/// 7 damaged, or commands were answered by errors or keys were dropped, 8 another run works on the instance.
///
/// Examples:
///   redis-ops restore-aof --from-pod -n apps -r cache --before-command FLUSHALL
///   redis-ops restore-aof --from-pod -n apps -r cache --before-command FLUSHALL --then-rest --confirm apps/cache
///   redis-ops restore-aof --from-pod -n apps -r cache --until 2026-11-20T03:14:59Z --flush-first --dry-run
///   redis-ops restore-aof redis-backups/apps.cache/20261120T031502Z -n staging -r cache
///   redis-ops restore-aof redis-backups/apps.cache/20261120T031502Z -n apps -r cache --engine offline --confirm apps/cache
///   redis-ops restore-aof appendonlydir --url redis://127.0.0.1:6379 --before-command FLUSHDB --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreAofArgs {
    /// A backup set, the folder, manifest or file of an AOF, or a tar of it
    #[arg(value_name = "SOURCE", value_parser = Place::parse, required_unless_present = "from_pod")]
    source: Option<Place>,
    /// Take the AOF of the running server itself: it is copied out first
    #[arg(long, conflicts_with = "source")]
    from_pod: bool,
    /// Replay nothing later: a time such as 2026-11-20T03:14:59Z, or 10m for ten minutes ago
    #[arg(long, value_name = "TIME", value_parser = parse_when, group = "cut")]
    until: Option<When>,
    /// End before the last command of this name; patterns of arguments may follow it
    #[arg(long, value_name = "COMMAND", value_parser = CommandPattern::parse, group = "cut")]
    before_command: Option<CommandPattern>,
    /// End at this place: bytes of the last file, or of the one that is named
    #[arg(long, value_name = "[FILE:]OFFSET", value_parser = CutRule::parse_offset, group = "cut")]
    until_offset: Option<CutRule>,
    /// Go on after the command of --before-command: leave out that one alone
    #[arg(long, requires = "before_command")]
    then_rest: bool,
    /// End before bytes that are damaged, instead of refusing them
    #[arg(long)]
    stop_at_damage: bool,
    /// Remove all keys of the server first
    #[arg(long, conflicts_with = "on_top")]
    flush_first: bool,
    /// Replay history over the keys that the server holds
    #[arg(long)]
    on_top: bool,
    /// Folder or s3://BUCKET/PREFIX for the backup that is taken first
    #[arg(
        long,
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    safety_backup_to: Place,
    /// Secret key of age for a backup that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// Time the server, the API server or the pod may stay silent
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Way of the restore: commands to a running server, or files under stopped ones (default: live where a primary answers)
    #[arg(long, value_name = "ENGINE")]
    engine: Option<EngineChoice>,
    /// Longest wait for a rewrite of the AOF that is under way; offline: for pods to end, to start, and to load
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Go on even if memory is too short
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    s3: S3Args,
    #[command(flatten)]
    destroy: DestroyArgs,
}

/// `--until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    At(u64),
    Ago(Duration),
}

fn parse_when(text: &str) -> Result<When, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return u64::try_from(time.timestamp()).map(When::At).map_err(|_| "a time before 1970".to_owned());
    }
    parse_duration(text).map(When::Ago).map_err(|_| "expected a time such as 2026-11-20T03:14:59Z, or 10m".to_owned())
}

impl RestoreAofArgs {
    /// The rule by which the replay ends; a command is known by another name where the server has it by one. `now_ms` is
    /// the server's time, which is the one that stands in its AOF.
    fn rule(&self, context: &Context, now_ms: u64) -> CutRule {
        if let Some(command) = &self.before_command {
            let renames = &context.settings.redis.renames;
            let name = renames.of(command.name().as_bytes()).to_vec();
            return CutRule::BeforeCommand { command: command.clone().renamed(&name) };
        }
        match (self.until, &self.until_offset) {
            (Some(When::At(unix_seconds)), _) => CutRule::Until { unix_seconds },
            (Some(When::Ago(ago)), _) => CutRule::Until { unix_seconds: (now_ms / 1000).saturating_sub(ago.as_secs()) },
            (None, Some(offset)) => offset.clone(),
            (None, None) => CutRule::End,
        }
    }

    /// Why a running server is meant, whatever its state.
    fn keys_alone(&self) -> Option<&'static str> {
        if self.from_pod {
            return Some("the AOF of the running server is meant");
        }
        let about_keys = self.then_rest || self.flush_first || self.on_top;
        about_keys.then_some("the options are about keys in a running server")
    }

    /// A place for a backup that is not encrypted.
    fn destination(&self, context: &Context, place: &Place) -> Result<Destination> {
        let args = DestinationArgs::of(place.clone(), Vec::new(), Vec::new(), self.s3.clone());
        args.check(Compression::Gzip, context.now())
    }

    /// What is to become of keys that the server holds. Of its own history, all that it holds is a part.
    fn onto(&self, target: &TargetFacts) -> Onto {
        match (self.flush_first, self.on_top) {
            (true, _) => Onto::Flushed,
            (_, true) => Onto::OnTop,
            _ if self.from_pod && self.then_rest && target.all_keys() > 0 => Onto::Flushed,
            _ => Onto::Empty,
        }
    }
}

/// What was found, planned and done.
#[derive(Debug, Serialize)]
struct AofRestore {
    source: String,
    history: History,
    target: TargetFacts,
    onto: Onto,
    plan: Plan,
    done: bool,
    /// The backup that was taken first.
    safety: Option<String>,
    /// Keys and functions of the snapshot.
    base: Option<Account>,
    /// Commands after it.
    commands: Option<Account>,
    lowered: Option<Lowered>,
    /// Commands that were sent and not answered.
    unanswered: u64,
    /// The server afterwards.
    after: Option<TargetFacts>,
    /// What was verified, a sentence each.
    verified: Vec<String>,
    seconds: Option<f64>,
}

/// Runs the command.
///
/// # Errors
/// Refused before anything is changed; Failed when the backup cannot be taken; Verification when the source is damaged.
/// What goes wrong once the replay has begun is in the report.
pub async fn run(context: &Context, args: &RestoreAofArgs) -> Result<Outcome> {
    let chosen = engine::choose(context, args.engine, args.keys_alone()).await?;
    if chosen.choice.engine == Engine::Offline {
        let because = args.engine.is_none().then_some(chosen.choice.because.as_str());
        return offline::run(context, args, because).await;
    }
    let (target, answers) = preflight::ask(context, chosen.whole()).await?;
    if survey::cluster(&answers).is_some() {
        return shards::run(context, args, target, &answers).await;
    }
    let primary = Primary::find(target, answers)?;
    if args.from_pod && primary.target.dialer.kubernetes.is_none() {
        return Err(Error::refused("--from-pod reads files in a pod, and there is none with --url")
            .hint("name the AOF's folder as SOURCE, where it is on this machine"));
    }
    // The lock comes before the copy: a rewrite that is held off is a change.
    let lock = match args.destroy.dry_run {
        true => None,
        false => Some(Lock::take(context, &primary.target, NAME).await?),
    };
    let preparing = Preparing { context, args, primary: &primary };
    let prepared = preparing.run(args.destroy.dry_run).await?;
    let kept = |error: Error| match &prepared.copy {
        Some(copy) if !args.destroy.dry_run => error.hint(format!("the copy of the AOF is kept: {}", copy.path)),
        _ => error,
    };
    let onto = args.onto(&primary.facts);
    let judged = preparing.judge(&prepared, onto).await.map_err(kept)?;
    let plan = plan::plan(args, &primary, &prepared, onto, judged);
    if args.destroy.dry_run {
        let reference = primary.target.reference();
        let report = AofRestore {
            source: prepared.source.words.clone(),
            history: prepared.history,
            target: primary.facts,
            onto,
            plan,
            done: false,
            safety: None,
            base: None,
            commands: None,
            lowered: None,
            unanswered: 0,
            after: None,
            verified: Vec::new(),
            seconds: None,
        };
        return Ok(Outcome::new(Verdict::Ok, Some(reference), &report));
    }
    let consent = Arc::new(Consent::to(&plan, args.destroy.answer(), &context.console).await.map_err(kept)?);
    let work = Work { context, args, primary: &primary, onto };
    let outcome = work.run(&preparing, prepared, plan, &consent).await?;
    if let Some(lock) = lock {
        lock.release(context).await?;
    }
    Ok(outcome)
}

/// How the snapshot's keys are written: into what the server has, in pieces where they are large.
fn terms(reach: &Reach, history: &History, servers: &Servers, lift_up_to_ms: Option<u64>) -> Terms {
    let of_base = history.base.as_ref().and_then(|base| Header::parse(base.format.as_bytes().try_into().ok()?).ok());
    let server = servers.format.or(of_base).unwrap_or(Header { dialect: Dialect::Redis, version: OLDEST_FORMAT });
    Terms {
        // its plan says of which modules the snapshot wants the types
        without_place: BTreeSet::new(),
        selection: Selection::default(),
        server,
        abilities: Abilities {
            field_expiry: fitting::has_field_expiry(server),
            stream_counters: fitting::has_functions(server),
            now_ms: now_ms(&reach.context, servers.primaries.iter().map(|primary| &primary.info)),
        },
        max_value_bytes: MOST_AT_ONCE,
        from: 0,
        functions: fitting::has_functions(server),
        probe: None,
        run: reach.run.clone(),
        lift_up_to_ms,
    }
}

/// The time by which keys expire, milliseconds since 1970: the latest of the servers', which need not be this machine's.
fn now_ms<'a>(context: &Context, servers: impl Iterator<Item = &'a Info>) -> u64 {
    servers.filter_map(Info::server_time_ms).max().unwrap_or_else(|| in_ms(context.now()))
}

/// Milliseconds since 1970.
fn in_ms(time: DateTime<Utc>) -> u64 {
    u64::try_from(time.timestamp_millis()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_time_or_so_long_ago() {
        assert_eq!(parse_when("1970-01-01T00:01:00Z"), Ok(When::At(60)));
        assert_eq!(parse_when("1970-01-01T01:01:00+01:00"), Ok(When::At(60)));
        assert_eq!(parse_when("10m"), Ok(When::Ago(Duration::from_secs(600))));
        assert!(parse_when("yesterday").is_err());
    }
}
