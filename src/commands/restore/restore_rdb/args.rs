//! The arguments.

use crate::commands::backup::destination::{Destination, DestinationArgs};
use crate::commands::backup::s3_args::S3Args;
use crate::commands::restore::source::SourceArgs;
use crate::consent::Answer;
use crate::context::Context;
use crate::domain::backup::manifest::Compression;
use crate::domain::restore::filter::Selection;
use crate::error::Result;
use crate::store::place::Place;
use crate::store::s3::Access;
use crate::values::{parse_duration, parse_size};
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
/// A server that evicts keys meanwhile (allkeys-lru and its like) ends the run with 7: it would answer OK, and drop keys.
///
/// Exit status: 0 done and verified, 1 done but for losses that were accepted, 4 refused, 5 failed and nothing changed, 6
/// partly done: --resume goes on, 7 the source is damaged, or keys were evicted.
///
/// Examples:
///   redis-ops restore-rdb redis-backups/apps.cache/20261120T031502Z -n apps -r cache --dry-run
///   redis-ops restore-rdb redis-backups/apps.cache/20261120T031502Z -n apps -r cache --yes
///   redis-ops restore-rdb dump.rdb -n apps -r cache --match 'user:*' --skip-existing --yes
///   redis-ops restore-rdb s3://backups/redis/apps.cache/20261120T031502Z -n apps -r cache --flush-first --confirm apps/cache
///   redis-ops restore-rdb dump.rdb --url redis://127.0.0.1:6379 --replace --confirm 127.0.0.1:6379
///   redis-ops restore-rdb dump.rdb -n apps -r cache --yes --resume
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreRdbArgs {
    #[command(flatten)]
    pub(super) source: SourceArgs,
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
    #[arg(long = "type", id = "kind", value_name = "TYPE")]
    pub(super) kind: Vec<String>,
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

/// Where the data go that were there before.
#[derive(Debug, clap::Args)]
pub(super) struct SafetyArgs {
    /// Folder or s3://BUCKET/PREFIX for the backup of what is there before
    #[arg(
        long,
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    safety_backup_to: Place,
    /// Take no backup of what is there before; has to be confirmed by name
    #[arg(long)]
    pub(super) no_safety_backup: bool,
    /// Encrypt that backup to this age public key (can be repeated)
    #[arg(long, value_name = "KEY")]
    encrypt_to: Vec<String>,
    /// Encrypt that backup to the age public keys in a file, one a line (can be repeated)
    #[arg(long, value_name = "FILE")]
    encrypt_recipients_file: Vec<PathBuf>,
    #[command(flatten)]
    s3: S3Args,
}

impl SafetyArgs {
    /// How a store is reached, the source's too.
    pub fn access(&self) -> Access {
        self.s3.access()
    }

    /// Where the backup goes.
    ///
    /// # Errors
    /// Of kind Usage: a key that is none.
    pub fn destination(&self, context: &Context) -> Result<Destination> {
        let (place, keys, files) =
            (self.safety_backup_to.clone(), self.encrypt_to.clone(), self.encrypt_recipients_file.clone());
        DestinationArgs::of(place, keys, files, self.s3.clone()).check(Compression::Gzip, context.now())
    }
}

impl RestoreRdbArgs {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            matching: self.matching.clone(),
            excluding: self.exclude.clone(),
            types: self.kind.clone(),
            databases: self.db.clone(),
        }
    }

    pub(super) fn answer(&self) -> Answer<'_> {
        Answer { yes: self.yes, confirm: self.confirm.as_deref() }
    }
}
