//! The backup before a change: the arguments that say where it goes, for the commands that take one.

use super::destination::{Destination, DestinationArgs};
use super::s3_args::S3Args;
use crate::context::Context;
use crate::domain::backup::manifest::Compression;
use crate::error::Result;
use crate::store::place::Place;
use crate::store::s3::Access;
use std::path::PathBuf;

/// Where the data go that were there before.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct SafetyArgs {
    /// Folder or s3://BUCKET/PREFIX for the backup of what is there before
    #[arg(
        long,
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    pub(in crate::commands) safety_backup_to: Place,
    /// Take no backup of what is there before; has to be confirmed by name
    #[arg(long)]
    pub(in crate::commands) no_safety_backup: bool,
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

    /// How a bucket is reached, as the arguments say.
    pub fn s3(&self) -> &S3Args {
        &self.s3
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
