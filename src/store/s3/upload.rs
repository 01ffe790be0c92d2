//! One object going in: in one piece if it is small, else in parts, the next of which is collected while one is sent.

use super::connection::{S3, Task};
use super::errors::{code_of, explain};
use super::{Checksum, LockMode, ObjectLock, ServerSideEncryption, abort, parts};
use crate::error::{Error, Result};
use crate::report::units;
use crate::store::stop::Stop;
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use aws_sdk_s3::types::{
    ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, ObjectLockMode, ServerSideEncryption as Sse,
};
use bytes::Bytes;
use std::sync::{Arc, Mutex};

/// How the objects of a set are stored.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) bucket: String,
    pub(super) encryption: Option<ServerSideEncryption>,
    pub(super) lock: Option<ObjectLock>,
    pub(super) checksum: Checksum,
}

/// An object that is going in.
pub(super) struct Upload {
    s3: Arc<S3>,
    form: Form,
    key: String,
    /// What it will be called in errors.
    shown: String,
    buffer: Vec<u8>,
    /// A buffer whose part has gone, to be filled again.
    spare: Spare,
    bytes: u64,
    multipart: Option<Multipart>,
}

/// Buffers are used again: memory that is given back in such pieces does not all go back to the system.
#[derive(Clone, Default)]
struct Spare(Arc<Mutex<Vec<u8>>>);

/// A full buffer, which goes back when nobody needs its bytes any more.
struct Lent {
    buffer: Vec<u8>,
    to: Spare,
}

impl Spare {
    fn take(&self) -> Vec<u8> {
        self.0.lock().map(|mut spare| std::mem::take(&mut *spare)).unwrap_or_default()
    }

    fn lend(&self, buffer: Vec<u8>) -> Bytes {
        Bytes::from_owner(Lent { buffer, to: self.clone() })
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        if let Ok(mut spare) = self.to.0.lock()
            && spare.capacity() <= buffer.capacity()
        {
            *spare = buffer;
        }
    }
}

struct Multipart {
    id: String,
    number: u32,
    done: Vec<CompletedPart>,
    under_way: Option<Task<Result<CompletedPart>>>,
}

/// Sets the same fields of two requests that share no trait.
macro_rules! in_form {
    ($request:expr, $form:expr) => {{
        let form = $form;
        let (sse, key) = encryption(form);
        $request
            .set_server_side_encryption(sse)
            .set_ssekms_key_id(key)
            .set_object_lock_mode(form.lock.map(|lock| lock_mode(lock.mode)))
            .set_object_lock_retain_until_date(form.lock.map(|lock| DateTime::from_secs(lock.until.timestamp())))
            .set_checksum_algorithm(algorithm(form.checksum))
    }};
}

impl Upload {
    pub(super) fn new(s3: &Arc<S3>, form: &Form, key: String) -> Self {
        let shown = format!("s3://{}/{key}", form.bucket);
        Self {
            s3: Arc::clone(s3),
            form: form.clone(),
            key,
            shown,
            buffer: Vec::new(),
            spare: Spare::default(),
            bytes: 0,
            multipart: None,
        }
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// How many bytes it was given.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes bytes; waits for the store when a part is full and the one before it is still under way.
    pub(super) fn write(&mut self, mut bytes: &[u8], stop: &Stop) -> Result<()> {
        while !bytes.is_empty() {
            let number = self.multipart.as_ref().map_or(1, |multipart| multipart.number + 1);
            let size = parts::bytes_of(number).ok_or_else(|| self.too_large())?;
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if self.buffer.capacity() < size {
                let spare = self.spare.take();
                self.buffer = if spare.capacity() < size { Vec::with_capacity(size) } else { spare };
            }
            let (now, later) = bytes.split_at(bytes.len().min(size - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            self.bytes += now.len() as u64;
            bytes = later;
            if self.buffer.len() == size {
                self.send_part(stop)?;
            }
        }
        Ok(())
    }

    /// Ends it: the object is there under its key when this returns.
    pub(super) fn finish(&mut self, stop: &Stop) -> Result<()> {
        if self.multipart.is_none() {
            let body = self.spare.lend(std::mem::take(&mut self.buffer));
            return self.put(body, stop);
        }
        if !self.buffer.is_empty() {
            self.send_part(stop)?;
        }
        self.wait_for_part(stop)?;
        self.complete(stop)?;
        self.multipart = None;
        Ok(())
    }

    /// Begins an upload in parts, however few bytes there are.
    pub(super) fn begin(&mut self, stop: &Stop) -> Result<()> {
        if self.multipart.is_none() {
            self.multipart = Some(self.create(stop)?);
        }
        Ok(())
    }

    /// Gives up what is under way.
    pub(super) fn abort(&mut self) -> Result<()> {
        self.buffer = Vec::new();
        let Some(multipart) = self.multipart.take() else { return Ok(()) };
        if let Some(part) = multipart.under_way {
            part.give_up();
        }
        abort::upload(&self.s3, &self.form.bucket, &self.key, &multipart.id)
    }

    fn too_large(&self) -> Error {
        let largest = units::bytes(parts::largest_object());
        Error::failed(format!("{} would be larger than {largest}", self.shown))
            .hint("--compress gzip makes it smaller; a folder (--to DIR) takes any size")
    }

    fn put(&self, body: Bytes, stop: &Stop) -> Result<()> {
        let request = self.s3.client().put_object().bucket(&self.form.bucket).key(&self.key);
        let request = in_form!(request, &self.form).body(ByteStream::from(body));
        let answer = self.s3.wait_to_know(stop, request.send())?;
        answer.map_err(|error| explain(&format!("write {}", self.shown), "s3:PutObject", &error))?;
        Ok(())
    }

    /// Begins the upload, unless it has begun, and sends what was collected as its next part.
    fn send_part(&mut self, stop: &Stop) -> Result<()> {
        self.begin(stop)?;
        self.wait_for_part(stop)?;
        let body = self.spare.lend(std::mem::take(&mut self.buffer));
        let size = body.len() as u64;
        let Some(multipart) = &mut self.multipart else { return Ok(()) };
        multipart.number += 1;
        let number = i32::try_from(multipart.number).unwrap_or(i32::MAX);
        let request = self.s3.client().upload_part().bucket(&self.form.bucket).key(&self.key);
        let request = request.upload_id(&multipart.id).part_number(number).body(ByteStream::from(body));
        let request = request.set_checksum_algorithm(algorithm(self.form.checksum));
        let attempt = format!("write part {number} of {}", self.shown);
        multipart.under_way = Some(self.s3.start(async move {
            let answer = request.send().await.map_err(|error| explain(&attempt, "s3:PutObject", &error))?;
            Ok(CompletedPart::builder()
                .part_number(number)
                .set_e_tag(answer.e_tag)
                .set_checksum_crc32(answer.checksum_crc32)
                .set_checksum_crc32_c(answer.checksum_crc32_c)
                .set_checksum_sha256(answer.checksum_sha256)
                .build())
        })?);
        if parts::overlaps(size) { Ok(()) } else { self.wait_for_part(stop) }
    }

    fn wait_for_part(&mut self, stop: &Stop) -> Result<()> {
        let Some(multipart) = &mut self.multipart else { return Ok(()) };
        if let Some(part) = multipart.under_way.take() {
            multipart.done.push(part.wait(stop)??);
        }
        Ok(())
    }

    fn create(&self, stop: &Stop) -> Result<Multipart> {
        let request = self.s3.client().create_multipart_upload().bucket(&self.form.bucket).key(&self.key);
        let answer = self.s3.wait_to_know(stop, in_form!(request, &self.form).send())?;
        let attempt = format!("begin {}", self.shown);
        let answer = answer.map_err(|error| explain(&attempt, "s3:PutObject", &error))?;
        let id =
            answer.upload_id.ok_or_else(|| Error::failed(format!("cannot {attempt}: the store gave no upload id")))?;
        Ok(Multipart { id, number: 0, done: Vec::new(), under_way: None })
    }

    fn complete(&mut self, stop: &Stop) -> Result<()> {
        let Some(multipart) = &self.multipart else { return Ok(()) };
        let parts = CompletedMultipartUpload::builder().set_parts(Some(multipart.done.clone())).build();
        let request = self.s3.client().complete_multipart_upload().bucket(&self.form.bucket).key(&self.key);
        let request = request.upload_id(&multipart.id).multipart_upload(parts);
        let answer = self.s3.wait_to_know(stop, request.send())?;
        let Err(error) = answer else { return Ok(()) };
        // An answer may have been lost and the request made again: then the upload is gone, and the object is there.
        if code_of(&error).is_some_and(|code| code == "NoSuchUpload") && self.is_there(stop)? {
            return Ok(());
        }
        Err(explain(&format!("complete {}", self.shown), "s3:PutObject", &error))
    }

    fn is_there(&self, stop: &Stop) -> Result<bool> {
        let request = self.s3.client().head_object().bucket(&self.form.bucket).key(&self.key);
        let answer = self.s3.wait(stop, request.send())?;
        Ok(answer.is_ok_and(|head| head.content_length.and_then(|bytes| u64::try_from(bytes).ok()) == Some(self.bytes)))
    }
}

/// Puts a manifest, unless one is there already.
pub(super) fn put_manifest(s3: &Arc<S3>, form: &Form, key: &str, manifest: &[u8], stop: &Stop) -> Result<()> {
    let shown = format!("s3://{}/{key}", form.bucket);
    let put = |condition: Option<&str>| {
        let request = s3.client().put_object().bucket(&form.bucket).key(key).content_type("application/json");
        let request = in_form!(request, form).set_if_none_match(condition.map(str::to_owned));
        s3.wait_to_know(stop, request.body(ByteStream::from(manifest.to_vec())).send())
    };
    let Err(error) = put(Some("*"))? else { return Ok(()) };
    match code_of(&error).as_deref() {
        // Somebody else's, or our own of a request that was made again because its answer was lost.
        Some("PreconditionFailed" | "ConditionalRequestConflict") => {
            let there = super::read::fetch_small(s3, &form.bucket, key, crate::domain::backup::manifest::LONGEST, stop);
            if there.is_ok_and(|there| there == manifest) {
                return Ok(());
            }
            Err(Error::failed(format!("there is another backup's {shown} already"))
                .hint("two backups of one second do not share a place: start this one again"))
        }
        Some("NotImplemented" | "XNotImplemented") => {
            s3.console().warning(&format!("the store knows no If-None-Match; {shown} is written without"));
            let plainly = put(None)?;
            plainly.map(|_| ()).map_err(|error| explain(&format!("write {shown}"), "s3:PutObject", &error))
        }
        _ => Err(explain(&format!("write {shown}"), "s3:PutObject", &error)),
    }
}

/// The store's own encryption, and the id of its key.
pub(super) fn encryption(form: &Form) -> (Option<Sse>, Option<String>) {
    match &form.encryption {
        None => (None, None),
        Some(ServerSideEncryption::Aes256) => (Some(Sse::Aes256), None),
        Some(ServerSideEncryption::Kms(key)) => (Some(Sse::AwsKms), key.clone()),
    }
}

pub(super) fn algorithm(checksum: Checksum) -> Option<ChecksumAlgorithm> {
    match checksum {
        Checksum::Crc32 => Some(ChecksumAlgorithm::Crc32),
        Checksum::Crc32c => Some(ChecksumAlgorithm::Crc32C),
        Checksum::Sha256 => Some(ChecksumAlgorithm::Sha256),
        Checksum::None => None,
    }
}

fn lock_mode(mode: LockMode) -> ObjectLockMode {
    match mode {
        LockMode::Governance => ObjectLockMode::Governance,
        LockMode::Compliance => ObjectLockMode::Compliance,
    }
}
