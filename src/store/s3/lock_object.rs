//! One small object that is made, replaced and removed only under conditions: the lock of an instance.

use super::connection::S3;
use super::errors::{code_of, explain};
use super::upload::{Form, algorithm, encryption};
use super::{S3Location, Storing};
use crate::domain::backup::naming;
use crate::error::{Error, Result};
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

/// For one request with all its attempts. A lock that is not renewed for 20 s counts as a dead run's.
const TIMEOUT: Duration = Duration::from_secs(8);
/// No ETag of an object: `If-Match` with it must be refused.
const NO_ETAG: &str = "\"00000000000000000000000000000000\"";

/// What a write asks for.
#[derive(Debug, Clone)]
pub enum Condition {
    /// That there is no such object: `If-None-Match: *`.
    Absent,
    /// That it still has this ETag: `If-Match`.
    ETag(String),
}

/// What became of a request.
#[derive(Debug)]
pub enum Answer<T> {
    /// Done.
    Done(T),
    /// The condition does not hold; of a reading, there is no such object.
    Conflict,
    /// The store does not do this, does not allow it, or does not answer.
    Unavailable(Error),
}

/// The object `<prefix>/<instance>/lock.json`. It is nothing of a set: those are folders.
#[derive(Debug, Clone)]
pub struct LockObject {
    s3: Arc<S3>,
    form: Form,
    key: String,
}

impl LockObject {
    /// That of an instance's folder. The store is not asked anything yet.
    pub fn new(s3: &Arc<S3>, storing: &Storing, root: &S3Location, instance: &str) -> Self {
        let usual = s3.usual_checksum(storing.lock.is_some());
        let form = Form {
            bucket: root.bucket.clone(),
            encryption: storing.encryption.clone(),
            // It has to go when the run ends.
            lock: None,
            checksum: storing.checksum.unwrap_or(usual),
        };
        Self { s3: Arc::clone(s3), form, key: root.below(instance).key(naming::LOCK) }
    }

    /// `s3://bucket/prefix/apps.cache/lock.json`.
    pub fn shown(&self) -> String {
        format!("s3://{}/{}", self.form.bucket, self.key)
    }

    /// Writes it under a condition, and tells its ETag.
    pub async fn put(&self, bytes: Vec<u8>, condition: &Condition) -> Answer<String> {
        let (absent, e_tag) = match condition {
            Condition::Absent => (Some("*".to_owned()), None),
            Condition::ETag(e_tag) => (None, Some(e_tag.clone())),
        };
        let (sse, key_id) = encryption(&self.form);
        let request = self.s3.client().put_object().bucket(&self.form.bucket).key(&self.key);
        let request = request.content_type("application/json").body(ByteStream::from(bytes));
        let request = request.set_server_side_encryption(sse).set_ssekms_key_id(key_id);
        let request = request.set_checksum_algorithm(algorithm(self.form.checksum));
        let request = request.set_if_none_match(absent).set_if_match(e_tag);
        let attempt = format!("write {}", self.shown());
        self.judged(&attempt, "s3:PutObject", request.send(), |done| done.e_tag).await
    }

    /// Reads it: its bytes and its ETag.
    pub async fn fetch(&self) -> Answer<(Bytes, String)> {
        let request = self.s3.client().get_object().bucket(&self.form.bucket).key(&self.key);
        let attempt = format!("read {}", self.shown());
        let object = self.judged(&attempt, "s3:GetObject", request.send(), Some).await;
        let object = match object {
            Answer::Done(object) => object,
            Answer::Conflict => return Answer::Conflict,
            Answer::Unavailable(error) => return Answer::Unavailable(error),
        };
        let e_tag = object.e_tag;
        let body = self.in_time(&attempt, object.body.collect()).await;
        match (body, e_tag) {
            (Ok(Ok(body)), Some(e_tag)) => Answer::Done((body.into_bytes(), e_tag)),
            (Ok(Ok(_)), None) => Answer::Unavailable(no_e_tag(&attempt)),
            (Ok(Err(error)), _) => {
                Answer::Unavailable(Error::failed(format!("cannot {attempt}")).cause(error.to_string()))
            }
            (Err(error), _) => Answer::Unavailable(error),
        }
    }

    /// Removes it if it still has this ETag, where the store compares it. Many do not and take it away whatever it is, so
    /// whoever asks has proven just now that the ETag is its own.
    ///
    /// # Errors
    /// Of kind Failed.
    pub async fn remove(&self, e_tag: &str) -> Result<()> {
        let attempt = format!("remove {}", self.shown());
        for condition in [Some(e_tag.to_owned()), None] {
            let request = self.s3.client().delete_object().bucket(&self.form.bucket).key(&self.key);
            let is_plain = condition.is_none();
            match self.in_time(&attempt, request.set_if_match(condition).send()).await? {
                Ok(_) => return Ok(()),
                // A store that says that it compares nothing is asked without.
                Err(error) if !is_plain && is_unknown(&code_of(&error)) => {}
                Err(error) if is_conflict(&code_of(&error)) => return Ok(()),
                Err(error) => return Err(explain(&attempt, "s3:DeleteObject", &error)),
            }
        }
        Ok(())
    }

    /// Whether the store compares what is asked of it: several take a conditional write as any other, and a lock there
    /// would keep nobody out. Asked while the object is there.
    pub async fn is_guarded(&self, bytes: &[u8]) -> Answer<()> {
        for (condition, header) in
            [(Condition::Absent, "If-None-Match"), (Condition::ETag(NO_ETAG.to_owned()), "If-Match")]
        {
            match self.put(bytes.to_vec(), &condition).await {
                Answer::Conflict => {}
                Answer::Done(_) => {
                    let error = Error::failed(format!("{} cannot be a lock", self.shown()));
                    return Answer::Unavailable(error.cause(format!("the store takes no notice of {header}")));
                }
                Answer::Unavailable(error) => return Answer::Unavailable(error),
            }
        }
        Answer::Done(())
    }

    async fn judged<T, E, D>(
        &self,
        attempt: &str,
        right: &str,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send + 'static,
        done: impl FnOnce(T) -> Option<D>,
    ) -> Answer<D>
    where
        T: Send + 'static,
        E: ProvideErrorMetadata + std::error::Error + Send + 'static,
    {
        match self.in_time(attempt, request).await {
            Ok(Ok(answer)) => done(answer).map_or_else(|| Answer::Unavailable(no_e_tag(attempt)), Answer::Done),
            Ok(Err(error)) if is_conflict(&code_of(&error)) => Answer::Conflict,
            Ok(Err(error)) => Answer::Unavailable(explain(attempt, right, &error)),
            Err(error) => Answer::Unavailable(error),
        }
    }

    async fn in_time<T: Send + 'static>(
        &self,
        attempt: &str,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        let answer = self.s3.spawned(async move { tokio::time::timeout(TIMEOUT, work).await }).await?;
        answer.map_err(|_| Error::failed(format!("cannot {attempt}")).cause("the store did not answer in time"))
    }
}

fn no_e_tag(attempt: &str) -> Error {
    Error::failed(format!("cannot {attempt}"))
        .cause("the store gave no ETag, so nobody could tell one write from another")
}

fn is_conflict(code: &Option<String>) -> bool {
    matches!(code.as_deref(), Some("PreconditionFailed" | "ConditionalRequestConflict" | "NoSuchKey"))
}

fn is_unknown(code: &Option<String>) -> bool {
    matches!(code.as_deref(), Some("NotImplemented" | "XNotImplemented" | "InvalidRequest" | "InvalidArgument"))
}
