//! A stored file, wherever it is: on this machine or in a bucket.

use super::s3::read::ObjectReader;
use super::s3::{S3, S3Location};
use super::stop::Stop;
use super::unpack::{unreadable, wrong};
use crate::error::Result;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that can be read, more than once.
#[derive(Debug, Clone)]
pub enum Stored {
    /// Of this machine.
    Local(PathBuf),
    /// An object.
    Object {
        /// Its store.
        s3: Arc<S3>,
        /// Its bucket.
        bucket: String,
        /// Its key.
        key: String,
        /// `s3://bucket/key`, for messages.
        shown: PathBuf,
    },
}

impl Stored {
    /// An object right below a location.
    pub fn object(s3: &Arc<S3>, location: &S3Location, name: &str) -> Self {
        let key = location.key(name);
        let shown = PathBuf::from(location.show(&key));
        Self::Object { s3: Arc::clone(s3), bucket: location.bucket.clone(), key, shown }
    }

    /// Its path, or `s3://bucket/key`: for messages only.
    pub fn shown(&self) -> &Path {
        match self {
            Self::Local(path) => path,
            Self::Object { shown, .. } => shown,
        }
    }

    /// Its path, where it has one.
    pub fn local(&self) -> Option<&Path> {
        match self {
            Self::Local(path) => Some(path),
            Self::Object { .. } => None,
        }
    }

    /// Begins to read it.
    ///
    /// # Errors
    /// Of kind Target when it cannot be read, Verification when it is not there: a part of a set that is missing is
    /// damage of the set.
    pub fn open(&self, stop: &Stop) -> Result<Box<dyn Read + Send>> {
        match self {
            Self::Local(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Err(wrong(path, "it is missing")),
                Err(error) => Err(unreadable(path, &error)),
            },
            Self::Object { s3, bucket, key, .. } => Ok(Box::new(ObjectReader::open(s3, bucket, key, stop)?)),
        }
    }
}
