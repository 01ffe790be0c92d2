//! The lock in a bucket, where the cluster has none: a conditional object beside the instance's sets.

use super::register::Register;
use crate::domain::lock::{Holder, Seen, Written, from_bytes, to_bytes};
use crate::error::Result;
use crate::store::s3::lock_object::{Answer, Condition, LockObject};

/// The lock object of an instance.
#[derive(Clone)]
pub(super) struct BucketLock {
    object: LockObject,
}

impl BucketLock {
    /// In this object.
    pub(super) fn of(object: LockObject) -> Self {
        Self { object }
    }

    fn written(holder: &Holder, answer: Answer<String>) -> Written {
        match answer {
            Answer::Done(version) => Written::Done(Seen { holder: holder.clone(), version }),
            Answer::Conflict => Written::Conflict,
            Answer::Unavailable(error) => Written::Unavailable(error),
        }
    }
}

impl Register for BucketLock {
    async fn create(&self, holder: &Holder) -> Result<Written> {
        let bytes = to_bytes(holder, chrono::Utc::now());
        let written = Self::written(holder, self.object.put(bytes.clone(), &Condition::Absent).await);
        let Written::Done(seen) = written else { return Ok(written) };
        match self.object.is_guarded(&bytes).await {
            Answer::Unavailable(error) => {
                self.object.remove(&seen.version).await?;
                Ok(Written::Unavailable(error))
            }
            Answer::Done(()) | Answer::Conflict => Ok(Written::Done(seen)),
        }
    }

    async fn fetch(&self) -> Result<Written> {
        Ok(match self.object.fetch().await {
            Answer::Done((bytes, version)) => Written::Done(Seen { holder: from_bytes(&bytes), version }),
            Answer::Conflict => Written::Conflict,
            Answer::Unavailable(error) => Written::Unavailable(error),
        })
    }

    async fn replace(&self, holder: &Holder, version: &str) -> Result<Written> {
        let bytes = to_bytes(holder, chrono::Utc::now());
        Ok(Self::written(holder, self.object.put(bytes, &Condition::ETag(version.to_owned())).await))
    }

    async fn remove(&self, holder: &Holder) -> Result<()> {
        match self.object.fetch().await {
            Answer::Done((bytes, version)) if from_bytes(&bytes) == *holder => self.object.remove(&version).await,
            Answer::Done(_) | Answer::Conflict => Ok(()),
            Answer::Unavailable(error) => Err(error),
        }
    }

    fn shown(&self) -> String {
        self.object.shown()
    }

    fn removed_by(&self) -> String {
        format!("aws s3 rm {}", self.object.shown())
    }
}
