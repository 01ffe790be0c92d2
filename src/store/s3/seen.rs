//! Whether a store has what it said that it took.

use super::connection::S3;
use super::errors::explain;
use crate::error::{Error, Kind, Result};
use crate::report::units;
use crate::store::stop::Stop;
use std::sync::Arc;
use std::time::Duration;

/// A store may take a moment until it shows a new object: these pauses are made before it counts as missing.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(800), Duration::from_secs(2)];

/// What a HEAD says of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// It is there, with this size, where the store tells one.
    There(Option<u64>),
    /// There is no such object.
    Missing,
    /// The store does not show it to this identity, or to nobody.
    Refused,
    /// Anything else.
    Failed,
}

/// Looks for an object that was stored just now with so many bytes. An answer is why the store does not show it, which is
/// no failure: credentials that may only write are good for backups.
///
/// # Errors
/// Of kind Verification when it is not there or has another size, Failed when the store does not answer.
pub(super) fn check(s3: &Arc<S3>, bucket: &str, key: &str, bytes: u64, stop: &Stop) -> Result<Option<Error>> {
    let shown = format!("s3://{bucket}/{key}");
    for pause in PAUSES.into_iter().map(Some).chain([None]) {
        let answer = s3.wait(stop, s3.client().head_object().bucket(bucket).key(key).send())?;
        let seen = match &answer {
            Ok(head) => Shown::There(head.content_length.and_then(|bytes| u64::try_from(bytes).ok())),
            Err(error) => judge_status(error.raw_response().map(|answer| answer.status().as_u16())),
        };
        if let (Shown::Missing, Some(pause)) = (seen, pause) {
            s3.wait(stop, async move { tokio::time::sleep(pause).await })?;
            continue;
        }
        let Err(error) = answer else { return judge(&shown, seen, bytes).map(|()| None) };
        let explained = || explain(&format!("look at {shown}"), "s3:GetObject", &error);
        return match seen {
            Shown::Refused => Ok(Some(explained())),
            Shown::Failed => Err(explained()),
            Shown::There(_) | Shown::Missing => judge(&shown, seen, bytes).map(|()| None),
        };
    }
    Ok(None)
}

fn judge_status(status: Option<u16>) -> Shown {
    match status {
        // A bucket that may not be listed says so of an object that is not there as well.
        Some(401 | 403 | 405 | 501) => Shown::Refused,
        Some(404) => Shown::Missing,
        _ => Shown::Failed,
    }
}

fn judge(shown: &str, seen: Shown, bytes: u64) -> Result<()> {
    let wrong = |what: String| {
        Err(Error::new(Kind::Verification, format!("the store took {shown} and does not have it"))
            .cause(what)
            .hint("do not keep backups there: whatever stands at this address drops what it is given"))
    };
    match seen {
        Shown::There(Some(there)) if there == bytes => Ok(()),
        Shown::There(Some(there)) => {
            wrong(format!("it has {} bytes of it, and {} were sent", units::count(there), units::count(bytes)))
        }
        Shown::There(None) => wrong("it tells no size of it".to_owned()),
        _ => wrong("asked for it, it says that there is no such object".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_of_the_size_that_was_sent_is_the_one_that_was_sent() {
        assert!(judge("s3://b/k", Shown::There(Some(7)), 7).is_ok());
        for wrong in [Shown::There(Some(6)), Shown::There(Some(0)), Shown::There(None), Shown::Missing] {
            let error = judge("s3://b/k", wrong, 7).expect_err("it is not there");
            assert_eq!(error.kind(), Kind::Verification, "{wrong:?}");
            assert!(error.chain().contains("s3://b/k") && !error.causes().is_empty(), "{error}");
        }
    }

    #[test]
    fn what_is_not_shown_is_told_apart_from_what_is_not_there() {
        assert_eq!(judge_status(Some(403)), Shown::Refused);
        assert_eq!(judge_status(Some(501)), Shown::Refused);
        assert_eq!(judge_status(Some(404)), Shown::Missing);
        assert_eq!(judge_status(Some(503)), Shown::Failed);
        assert_eq!(judge_status(None), Shown::Failed);
    }
}
