//! The lock in a bucket, where the cluster has none: a conditional object beside the instance's sets.

use super::register::Register;
use crate::domain::lock::{Holder, Seen, Written, from_bytes, to_bytes};
use crate::error::{Error, Result};
use crate::store::s3::lock_object::{Answer, Condition, LockObject};

/// How often a lock that changes while it is being removed is looked at.
const ROUNDS: u32 = 3;

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

    /// Renewed a last time and then deleted, both of the version that is known to be ours.
    ///
    /// AWS compares the `If-Match` of a deletion since September 2025; MinIO deletes whatever it says, and the answer does
    /// not tell (<https://github.com/minio/minio/issues/21677>). That the store compares when it writes was proven when
    /// the lock was made, so a conditional write comes first: it fails if the lock is another's by now, and whoever
    /// watches the lock has to begin anew, and sees it unchanged for [`crate::domain::lock::DEAD_AFTER`] before it is taken
    /// over. A deletion has an answer, or is given up, in less than that. What remains is a store that does not compare
    /// and does the deletion late: after it was given up, or after this process was killed in the middle of it and a run
    /// on this machine has taken the lock over.
    async fn remove(&self, holder: &Holder) -> Result<()> {
        for _ in 0..ROUNDS {
            let version = match self.object.fetch().await {
                Answer::Done((bytes, version)) if from_bytes(&bytes) == *holder => version,
                Answer::Done(_) | Answer::Conflict => return Ok(()),
                Answer::Unavailable(error) => return Err(error),
            };
            match self.replace(holder, &version).await? {
                Written::Done(seen) => return self.object.remove(&seen.version).await,
                // A renewal of ours whose answer was lost, or another run: looked at again.
                Written::Conflict => {}
                Written::Unavailable(error) => return Err(error),
            }
        }
        Err(Error::failed(format!("cannot remove {}", self.object.shown())).cause("it is changed again and again"))
    }

    fn shown(&self) -> String {
        self.object.shown()
    }

    fn removed_by(&self) -> String {
        format!("aws s3 rm {}", self.object.shown())
    }
}
