//! The arguments.

use super::shared::Policy;
use crate::commands::backup::safety_args::SafetyArgs;
use crate::commands::restore::engine::EngineChoice;
use crate::commands::restore::offline::{self, OfflineArgs};
use crate::commands::restore::read_back::Verify;
use crate::consent::{Answer, DestroyArgs};
use crate::context::Context;
use crate::domain::keyspace::kind::Kind;
use crate::domain::restore::filter::Selection;
use crate::error::{Error, Result};
use crate::report::Outcome;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::values::{parse_duration, parse_size};
use crate::wire::replay::{Bounds, Pace};
use std::path::PathBuf;
use std::time::Duration;

/// Restore the keys of a backup into running servers
///
/// SOURCE is a backup set, in a folder or as s3://BUCKET/PREFIX/NAMESPACE.INSTANCE/TIME, or an RDB file; packed and
/// encrypted as backups are. It is read to its end first: structure, CRC64, and the hashes of its manifest. Then the
/// servers are asked whether they can take it: role, version, commands, rights, databases, memory. Only then are keys
/// written to the primary (of each shard, by slot), by RESTORE and with their expiry, access times and functions, in all
/// databases. Every key is acknowledged by the server, and accounted for: restored + skipped + expired = keys.
///
/// If any of the keys is there already the command refuses, before anything is changed (--fail-existing, the default).
/// --skip-existing leaves such keys as they are, --replace overwrites them, --flush-first empties the servers before.
/// Where there is anything at all, it is backed up first (--safety-backup-to); what may lose data has to be confirmed by
/// name, and the command that takes it back is printed.
///
/// Values above --max-value are built piece by piece under a temporary key, which then gets the key's name: neither side
/// holds them whole. What the server is too old for is written in the encodings it knows; what it has no place for at all
/// is refused, and left out with --accept-losses. A set of many shards goes into one server and the other way round; keys
/// of another database than 0 do not go into a Redis Cluster.
///
/// --verify full reads every key back when all is restored, and compares it with the source: type, value, expiry, fields,
/// groups, and what the servers have besides where they were empty or emptied; --verify sample some ten thousand keys.
///
/// A server that evicts keys meanwhile (allkeys-lru and its like) ends the run with 7: it would answer OK, and drop keys.
///
/// Where no primary answers, or an offline restore was interrupted, the engine is offline, else live; the plan says
/// which and why, and --engine overrides it. Where none answers and pods are ready all the same, neither is chosen: the
/// way to them may be broken, and servers that live are not stopped for that. With --engine offline the servers are
/// stopped, replicas first; a helper pod with the server's own image and user writes the RDB to the primary's volume,
/// beside the old files, and an AOF with it as the base where the server keeps one (it would not read a dump.rdb). The
/// old files are moved aside, never deleted. The primary starts alone, loads, and is compared; then the replicas come
/// back. It also restores servers that do not start any more. A run that was interrupted anywhere is taken up by the
/// same command; --undo puts the old files back, of such a run and of one that is done. Operators, Sentinel and Redis
/// Cluster are refused; what a GitOps controller or an autoscaler would put back is named, with how to pause it, and
/// --force goes on all the same.
///
/// Exit status: 0 done and verified, 1 done but for losses that were accepted, 4 refused, 5 failed and nothing changed, 6
/// partly done: --resume goes on (offline: the same command), 7 the source is damaged, keys were evicted, or what was
/// loaded or read back is not what the file holds.
///
/// Examples:
///   redis-ops restore-rdb redis-backups/apps.cache/20261120T031502Z -n apps -r cache --dry-run
///   redis-ops restore-rdb redis-backups/apps.cache/20261120T031502Z -n apps -r cache --yes
///   redis-ops restore-rdb dump.rdb -n apps -r cache --match 'user:*' --skip-existing --yes
///   redis-ops restore-rdb s3://backups/redis/apps.cache/20261120T031502Z -n apps -r cache --flush-first --confirm apps/cache
///   redis-ops restore-rdb dump.rdb --url redis://127.0.0.1:6379 --replace --confirm 127.0.0.1:6379
///   redis-ops restore-rdb dump.rdb -n apps -r cache --yes --verify full
///   redis-ops restore-rdb dump.rdb -n apps -r cache --yes --resume
///   redis-ops restore-rdb dump.rdb -n apps -r cache --engine offline --dry-run
///   redis-ops restore-rdb dump.rdb -n apps -r cache --engine offline --confirm apps/cache
///   redis-ops restore-rdb --undo -n apps -r cache --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreRdbArgs {
    /// A set's folder or s3:// address, or an RDB file; packed or encrypted as backups are
    #[arg(value_name = "SOURCE", value_parser = Place::parse, required_unless_present = "undo", conflicts_with = "undo")]
    pub(super) place: Option<Place>,
    /// Secret key of age for a source that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    pub(super) identity: Vec<PathBuf>,
    /// Way of the restore: keys into running servers, or files under stopped ones (default: live where a primary answers)
    #[arg(long, value_name = "ENGINE")]
    pub(super) engine: Option<EngineChoice>,
    #[command(flatten)]
    pub(super) offline: OfflineArgs,
    /// Overwrite keys that are there
    #[arg(long, group = "existing")]
    pub(super) replace: bool,
    /// Leave keys that are there as they are
    #[arg(long, group = "existing")]
    pub(super) skip_existing: bool,
    /// Refuse if any of the keys is there (default)
    #[arg(long, group = "existing")]
    pub(super) fail_existing: bool,
    /// Remove everything from the servers first
    #[arg(long, conflicts_with_all = ["matching", "exclude", "kind", "db", "skip_existing"])]
    pub(super) flush_first: bool,
    /// Keys that fit this pattern, as for KEYS (can be repeated)
    #[arg(long = "match", id = "matching", value_name = "PATTERN")]
    pub(super) matching: Vec<String>,
    /// No keys that fit this pattern (can be repeated)
    #[arg(long, value_name = "PATTERN")]
    pub(super) exclude: Vec<String>,
    /// Keys of this type: string, list, set, zset, hash, stream, or a module's (can be repeated)
    #[arg(long = "type", id = "kind", value_name = "TYPE", value_parser = Kind::parse_typed)]
    pub(super) kind: Vec<Kind>,
    /// Keys of this database (can be repeated)
    #[arg(long, value_name = "NUMBER")]
    pub(super) db: Vec<u64>,
    /// Go on with a run that was cut short, with the same source and options
    #[arg(long)]
    pub(super) resume: bool,
    /// Folder for the note of how far a run has come
    #[arg(
        long,
        value_name = "DIR",
        env = "REDIS_OPS_STATE_DIR",
        hide_env_values = true,
        default_value = "redis-backups"
    )]
    pub(super) state_dir: PathBuf,
    /// Leave out what the server has no place for
    #[arg(long)]
    pub(super) accept_losses: bool,
    /// Restore even if memory is too short, or, for the safety backup, for a fork
    #[arg(long)]
    pub(super) force: bool,
    /// Connections to each primary
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) connections: u16,
    /// Bytes per second, of all connections together (default: as fast as the servers take them)
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(super) rate_limit: Option<u64>,
    /// Values of more bytes are built piece by piece
    #[arg(long, value_name = "SIZE", default_value = "8MiB", value_parser = parse_size)]
    pub(super) max_value: u64,
    /// What is read back when all is restored, beside the source: nothing but counts, a sample, or every key
    #[arg(long, value_name = "HOW", default_value = "counts")]
    pub(super) verify: Verify,
    /// Time a server may stay silent
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    pub(super) max_silence: Duration,
    #[command(flatten)]
    pub(super) safety: SafetyArgs,
    /// Agree to the plan by the target's name: NAMESPACE/INSTANCE, or HOST:PORT with --url
    #[arg(long, value_name = "NAME")]
    pub(super) confirm: Option<String>,
    /// Agree to a plan that loses nothing: into servers without keys, or with none overwritten
    #[arg(short = 'y', long)]
    pub(super) yes: bool,
    /// Validate the source, ask the servers, show the plan, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl RestoreRdbArgs {
    /// Why the keys of running servers are meant, whatever their state.
    pub(super) fn keys_alone(&self) -> Option<&'static str> {
        let about_keys = !self.selection().is_all()
            || self.replace
            || self.skip_existing
            || self.fail_existing
            || self.flush_first
            || self.resume;
        about_keys.then_some("the options are about keys in running servers")
    }

    /// Restores, or undoes, with the servers stopped.
    ///
    /// # Errors
    /// Of kind Usage with an option that is about single keys; as [`offline::run`].
    pub(super) async fn run_offline(&self, context: &Context, because: Option<&str>) -> Result<Outcome> {
        let parts = [
            (!self.selection().is_all(), "--match, --exclude, --type and --db choose"),
            (
                self.replace || self.skip_existing || self.fail_existing,
                "--replace, --skip-existing and --fail-existing are about",
            ),
            (self.flush_first || self.resume, "--flush-first and --resume are about"),
        ];
        if let Some((_, words)) = parts.iter().find(|(given, _)| *given) {
            return Err(Error::usage(format!("{words} keys in running servers: --engine live"))
                .cause("the offline engine puts the whole file in place of what is there, and goes on by itself"));
        }
        let destination = self.safety.destination(context)?;
        let consent = DestroyArgs { confirm: self.confirm.clone(), yes: self.yes, dry_run: self.dry_run };
        let identities = Identities::load(&self.identity)?;
        let access = self.safety.access();
        let source = self.place.as_ref().filter(|_| !self.offline.undo());
        let request = offline::Request {
            command: super::NAME,
            source: source.map(|place| offline::Wanted::Rdb { place, identities: &identities, access: &access }),
            safety: (!self.safety.no_safety_backup).then_some(&destination),
            args: &self.offline,
            force: self.force,
            verify: self.verify,
            because,
            remarks: Vec::new(),
            consent: &consent,
        };
        offline::run(context, request).await
    }

    /// `--type`, as files and servers have them.
    pub(super) fn types(&self) -> Vec<String> {
        self.kind.iter().map(|kind| kind.word().to_owned()).collect()
    }

    pub(super) fn policy(&self) -> Policy {
        match (self.replace, self.skip_existing) {
            (true, _) => Policy::Replace,
            (_, true) => Policy::SkipExisting,
            _ => Policy::FailExisting,
        }
    }

    /// What may be under way: the memory of all connections together stays bounded.
    pub(super) fn bounds(&self, primaries: usize) -> Bounds {
        let lanes = primaries * usize::from(self.connections);
        let share = lanes as u64;
        Bounds {
            bytes_in_flight: ((8 << 20) / lanes.max(1)).clamp(256 << 10, 4 << 20),
            silence: self.max_silence,
            pace: self.rate_limit.map_or_else(Pace::unlimited, |rate| Pace::of(rate / share.max(1))),
            ..Bounds::default()
        }
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            matching: self.matching.clone(),
            excluding: self.exclude.clone(),
            types: self.types(),
            databases: self.db.clone(),
        }
    }

    pub(super) fn answer(&self) -> Answer<'_> {
        Answer { yes: self.yes, confirm: self.confirm.as_deref() }
    }
}
