//! Taking away: uploads that were begun, objects that were stored. Also while the run is being ended, so with little time.

use super::connection::S3;
use super::errors::{code_of, explain};
use crate::error::{Error, Result};
use crate::store::stop::Stop;
use std::time::Duration;

/// For one request of those that take away; the end of a run waits 20 s for all of them.
const TIMEOUT: Duration = Duration::from_secs(6);
/// A part that was under way may still come in after the upload was aborted; then it has to be aborted again.
const ROUNDS: u32 = 3;

/// Aborts a multipart upload, until the store says that it is gone.
pub(super) fn upload(s3: &S3, bucket: &str, key: &str, id: &str) -> Result<()> {
    let attempt = format!("abort the upload of s3://{bucket}/{key}");
    for _ in 0..ROUNDS {
        let request = s3.client().abort_multipart_upload().bucket(bucket).key(key).upload_id(id).send();
        if let Err(error) = in_time(s3, &attempt, request)? {
            if code_of(&error).as_deref() == Some("NoSuchUpload") {
                return Ok(());
            }
            return Err(explain(&attempt, "s3:AbortMultipartUpload", &error));
        }
        // Who may not list parts, or cannot, has to believe the answer above.
        let parts = s3.client().list_parts().bucket(bucket).key(key).upload_id(id).max_parts(1).send();
        match in_time(s3, &attempt, parts)? {
            Ok(_) => {}
            // An answer that cannot be understood is one of an upload that is there.
            Err(error) if error.raw_response().is_some_and(|answer| answer.status().is_success()) => {}
            Err(_) => return Ok(()),
        }
    }
    Err(Error::failed(format!("cannot {attempt}")).cause("the store still has parts of it"))
}

/// Removes objects, all at the same time.
pub(super) fn objects(s3: &S3, bucket: &str, keys: &[String]) -> Vec<Error> {
    let requests = keys.iter().map(|key| {
        let request = s3.client().delete_object().bucket(bucket).key(key).send();
        let key = key.clone();
        async move { (key, tokio::time::timeout(TIMEOUT, request).await) }
    });
    let requests: Vec<_> = requests.collect();
    let answers = match s3.wait(&Stop::default(), async move { futures::future::join_all(requests).await }) {
        Ok(answers) => answers,
        Err(error) => return vec![error],
    };
    let judged = answers.into_iter().map(|(key, answer)| {
        let attempt = format!("remove s3://{bucket}/{key}");
        match answer {
            Err(_) => Err(late(&attempt)),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if code_of(&error).as_deref() == Some("NoSuchKey") => Ok(()),
            Ok(Err(error)) => Err(explain(&attempt, "s3:DeleteObject", &error)),
        }
    });
    judged.filter_map(Result::err).collect()
}

fn in_time<T: Send + 'static>(s3: &S3, attempt: &str, request: impl Future<Output = T> + Send + 'static) -> Result<T> {
    let answer = s3.wait(&Stop::default(), async move { tokio::time::timeout(TIMEOUT, request).await })?;
    answer.map_err(|_| late(attempt))
}

fn late(attempt: &str) -> Error {
    Error::failed(format!("cannot {attempt}")).cause("the store did not answer in time")
}
