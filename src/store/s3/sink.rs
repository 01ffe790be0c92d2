//! A set going into a bucket. Its objects have keys of their own run; the manifest is put last.

use super::connection::S3;
use super::location::S3Location;
use super::upload::{Form, Upload, put_manifest};
use super::{Storing, abort, read, seen};
use crate::domain::backup::naming;
use crate::error::{Error, Result};
use crate::store::Sink;
use crate::store::stop::Stop;
use std::sync::Arc;

/// A set being written into a bucket.
pub struct S3Sink {
    s3: Arc<S3>,
    form: Form,
    set: S3Location,
    stop: Stop,
    writing: Option<Upload>,
    /// Keys that may be there by now.
    stored: Vec<String>,
    /// What was tried to put, where it is not known whether it is there.
    manifest: Option<Vec<u8>>,
    /// Why the store would not show what it took; the first reason.
    unseen: Option<Error>,
    kept: bool,
}

impl S3Sink {
    /// Will write to `<root>/<instance>/<set>/`. The store is not asked anything yet.
    pub fn new(s3: Arc<S3>, storing: &Storing, root: &S3Location, instance: &str, set: &str, stop: Stop) -> Self {
        let usual = s3.usual_checksum(storing.lock.is_some());
        let form = Form {
            bucket: root.bucket.clone(),
            encryption: storing.encryption.clone(),
            lock: storing.lock,
            checksum: storing.checksum.unwrap_or(usual),
        };
        let set = root.below(instance).below(set);
        Self { s3, form, set, stop, writing: None, stored: Vec::new(), manifest: None, unseen: None, kept: false }
    }

    /// A store's word that it took something is not believed: it has to show it.
    fn look_for(&mut self, key: &str, bytes: u64) -> Result<()> {
        let refused = seen::check(&self.s3, &self.form.bucket, key, bytes, &self.stop)?;
        self.unseen = self.unseen.take().or(refused);
        Ok(())
    }

    fn writing(&mut self) -> Result<&mut Upload> {
        self.writing.as_mut().ok_or_else(|| Error::failed("bytes of a backup came before its artefact began"))
    }
}

impl Sink for S3Sink {
    /// By an upload that is begun and given up: that takes the right to write, and leaves no object to be removed.
    fn try_out(&mut self) -> Result<()> {
        let stop = self.stop.clone();
        let upload = self.writing.insert(Upload::new(&self.s3, &self.form, self.set.key(naming::MANIFEST)));
        upload.begin(&stop)?;
        self.discard()
    }

    fn begin(&mut self, artefact: &str) -> Result<()> {
        self.writing = Some(Upload::new(&self.s3, &self.form, self.set.key(artefact)));
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let stop = self.stop.clone();
        self.writing()?.write(bytes, &stop)
    }

    fn finish(&mut self) -> Result<()> {
        let stop = self.stop.clone();
        let key = self.writing()?.key().to_owned();
        // Before it is: a request that fails here may have done its work.
        self.stored.push(key.clone());
        self.writing()?.finish(&stop)?;
        let bytes = self.writing()?.bytes();
        self.writing = None;
        self.look_for(&key, bytes)
    }

    fn discard(&mut self) -> Result<()> {
        match self.writing.take() {
            // Parts that a store keeps all the same are said to be left, and cost; the backup is not worse for it.
            Some(mut upload) => upload.abort().or_else(|error| {
                self.s3.console().left_behind(&error.chain());
                Ok(())
            }),
            None => Ok(()),
        }
    }

    fn commit(&mut self, manifest: &[u8]) -> Result<Vec<String>> {
        let key = self.set.key(naming::MANIFEST);
        self.manifest = Some(manifest.to_vec());
        put_manifest(&self.s3, &self.form, &key, manifest, &self.stop)?;
        self.look_for(&key, manifest.len() as u64)?;
        Ok(vec![self.set.to_string()])
    }

    fn keep(&mut self) {
        self.kept = true;
    }

    fn unseen(&self) -> Vec<(String, Error)> {
        self.unseen.iter().map(|why| (self.set.to_string(), why.clone())).collect()
    }

    fn retries(&self) -> u64 {
        self.s3.retries()
    }

    fn abort(&mut self) {
        let mut left = Vec::new();
        if let Some(mut upload) = self.writing.take() {
            left.extend(upload.abort().err());
        }
        // The manifest goes first: without it a set is none. One of another run, which was there before, stays.
        if let Some(manifest) = self.manifest.take() {
            let key = self.set.key(naming::MANIFEST);
            if read::is_there(&self.s3, &self.form.bucket, &key, &manifest) {
                left.extend(abort::objects(&self.s3, &self.form.bucket, &[key]));
            }
        }
        left.extend(abort::objects(&self.s3, &self.form.bucket, &std::mem::take(&mut self.stored)));
        for error in left {
            self.s3.console().left_behind(&error.chain());
        }
    }
}

impl Drop for S3Sink {
    fn drop(&mut self) {
        if !self.kept {
            self.abort();
        }
    }
}
