//! `restore-rdb`: the data of an RDB back into an instance.

use super::offline::{self, OfflineArgs, Request};
use crate::commands::backup::destination::DestinationArgs;
use crate::commands::backup::s3_args::S3Args;
use crate::consent::DestroyArgs;
use crate::context::Context;
use crate::domain::backup::manifest::Compression;
use crate::error::{Error, Result};
use crate::report::Outcome;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use std::path::PathBuf;

/// The command's name.
pub const NAME: &str = "restore-rdb";

/// Restore an RDB with the servers stopped
///
/// SOURCE is a backup set, in a folder or as s3://BUCKET/PREFIX/NAMESPACE.INSTANCE/TIME, or an RDB file. It is read to
/// its end first: structure, CRC64, and SHA-256 against the set's manifest. Then a safety backup is taken of what is
/// there, the servers are stopped, replicas first, and a helper pod with the server's own image and user writes the
/// RDB to the primary's volume, beside the old files, and reads its SHA-256 back. Where the server keeps an AOF, one
/// is made with the RDB as its base: a dump.rdb alone would be ignored. The old files are moved aside, never deleted.
/// The primary starts alone, loads, and is compared with the file; then the replicas come back and copy it.
///
/// How far it has come stands in an annotation of the StatefulSet. A run that was interrupted anywhere is taken up by
/// the same command, or taken back with --undo, which also undoes a restore that came to its end.
///
/// Refused for operators, Sentinel, Redis Cluster and pods without a StatefulSet, and where claims are deleted with
/// scaled pods. What a GitOps controller or an autoscaler would put back is named, with how to pause it; --force goes
/// on all the same.
///
/// Exit status: 0 restored and compared, 4 refused, 5 failed and nothing changed, 6 stopped on the way (how to go on
/// and back is said), 7 what was loaded is not what the file holds, 8 another run works on the instance.
///
/// Examples:
///   redis-ops restore-rdb redis-backups/apps.cache/20261120T031502Z -n apps -r cache --engine offline --dry-run
///   redis-ops restore-rdb dump.rdb -n apps -r cache --engine offline --confirm apps/cache
///   redis-ops restore-rdb --undo -n apps -r cache --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreRdbArgs {
    /// A set's folder or s3:// address, or an RDB file; packed or encrypted as backups are
    #[arg(value_name = "SOURCE", value_parser = Place::parse, required_unless_present = "undo", conflicts_with = "undo")]
    source: Option<Place>,
    /// Secret key of age for a source that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// Way of the restore
    #[arg(long, value_name = "ENGINE", default_value = "offline")]
    engine: Engine,
    #[command(flatten)]
    offline: OfflineArgs,
    /// Folder or s3://BUCKET/PREFIX for the safety backup
    #[arg(long, value_name = "PLACE", default_value = "redis-backups", value_parser = Place::parse)]
    safety_to: Place,
    /// Take no safety backup
    #[arg(long)]
    no_safety_backup: bool,
    /// Go on against what can be overridden: a GitOps controller, an autoscaler, memory for the safety backup's fork
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    s3: S3Args,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// `--engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    Offline,
}

/// Runs the command.
///
/// # Errors
/// As [`offline::run`].
pub async fn run(context: &Context, args: &RestoreRdbArgs) -> Result<Outcome> {
    let Engine::Offline = args.engine;
    let identities = Identities::load(&args.identity)?;
    let safety = DestinationArgs::of(args.safety_to.clone(), Vec::new(), Vec::new(), args.s3.clone());
    let safety = safety.check(Compression::Gzip, context.now())?;
    if args.source.is_none() && !args.offline.undo() {
        return Err(Error::usage("a SOURCE is needed"));
    }
    let request = Request {
        command: NAME,
        source: args.source.as_ref(),
        identities: &identities,
        access: &args.s3.access(),
        safety: (!args.no_safety_backup).then_some(&safety),
        args: &args.offline,
        force: args.force,
        consent: &args.consent,
    };
    offline::run(context, &request).await
}
