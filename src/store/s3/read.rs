//! Objects as streams: read while they arrive, and asked for again from where they were cut.

use super::connection::S3;
use super::errors::{code_of, explain};
use crate::error::{Error, Kind, Result};
use crate::store::stop::Stop;
use bytes::Bytes;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Pieces that wait to be read; one is what a read of the connection gave.
const QUEUE: usize = 16;
/// A stream that is cut is asked for again so often without a byte in between.
const ATTEMPTS: u32 = 4;
/// How often a reader that waits looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(200);

/// An object being read.
pub struct ObjectReader {
    pieces: mpsc::Receiver<Result<Bytes>>,
    piece: Bytes,
    /// Keeps the threads that read.
    _s3: Arc<S3>,
}

impl ObjectReader {
    /// Begins to read an object.
    ///
    /// # Errors
    /// Of kind Verification when it is not there, Target when it cannot be read.
    pub fn open(s3: &Arc<S3>, bucket: &str, key: &str, stop: &Stop) -> Result<Self> {
        let (sender, pieces) = mpsc::channel(QUEUE);
        let (bucket, key, client) = (bucket.to_owned(), key.to_owned(), s3.client().clone());
        let first = s3.wait(stop, begin(client.clone(), bucket.clone(), key.clone(), 0, None))??;
        // Its end is the reader's: sending fails then.
        let stop = stop.clone();
        drop(s3.start(async move { send(client, bucket, key, first, sender, stop).await })?);
        Ok(Self { pieces, piece: Bytes::new(), _s3: Arc::clone(s3) })
    }
}

impl Read for ObjectReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(Ok(piece)) => self.piece = piece,
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.len());
        buffer[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}

struct Begun {
    body: aws_sdk_s3::primitives::ByteStream,
    e_tag: Option<String>,
    bytes: Option<u64>,
}

async fn begin(
    client: aws_sdk_s3::Client,
    bucket: String,
    key: String,
    offset: u64,
    e_tag: Option<String>,
) -> Result<Begun> {
    let range = (offset > 0).then(|| format!("bytes={offset}-"));
    let request = client.get_object().bucket(&bucket).key(&key).set_range(range).set_if_match(e_tag);
    match request.send().await {
        Ok(object) => Ok(Begun {
            body: object.body,
            e_tag: object.e_tag,
            bytes: object.content_length.and_then(|bytes| u64::try_from(bytes).ok()),
        }),
        Err(error) => {
            let shown = format!("s3://{bucket}/{key}");
            match code_of(&error).as_deref() {
                Some("NoSuchKey") => {
                    Err(Error::new(Kind::Verification, format!("{shown} is not what it should be"))
                        .cause("it is missing"))
                }
                _ => Err(explain(&format!("read {shown}"), "s3:GetObject", &error).of_kind(Kind::Target)),
            }
        }
    }
}

async fn send(
    client: aws_sdk_s3::Client,
    bucket: String,
    key: String,
    first: Begun,
    to: mpsc::Sender<Result<Bytes>>,
    stop: Stop,
) {
    let (mut body, e_tag, total) = (first.body, first.e_tag, first.bytes);
    let (mut offset, mut cuts) = (0, 0);
    loop {
        let cut = loop {
            // One who does not want to go on must not wait for a store that is silent.
            let next = match tokio::time::timeout(LOOK, body.next()).await {
                Ok(next) => next,
                Err(_) => match stop.check() {
                    Ok(()) => continue,
                    Err(given_up) => {
                        let _ = to.send(Err(given_up)).await;
                        return;
                    }
                },
            };
            match next {
                Some(Ok(piece)) => {
                    offset += piece.len() as u64;
                    cuts = 0;
                    if to.send(Ok(piece)).await.is_err() {
                        return;
                    }
                }
                Some(Err(error)) => break error.to_string(),
                None if total.is_some_and(|total| offset < total) => break "the connection was closed".to_owned(),
                None => return,
            }
        };
        cuts += 1;
        if cuts > ATTEMPTS {
            let shown = format!("s3://{bucket}/{key}");
            let error =
                Error::target(format!("cannot read {shown}")).cause(format!("it was cut at byte {offset}: {cut}"));
            let _ = to.send(Err(error)).await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(250 << cuts)).await;
        match begin(client.clone(), bucket.clone(), key.clone(), offset, e_tag.clone()).await {
            Ok(begun) => body = begun.body,
            Err(error) => {
                let _ = to.send(Err(error)).await;
                return;
            }
        }
    }
}

/// An object that is no longer than `longest` bytes.
///
/// # Errors
/// As [`ObjectReader::open`], and Verification when it is longer.
pub fn fetch_small(s3: &Arc<S3>, bucket: &str, key: &str, longest: u64, stop: &Stop) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let reader = ObjectReader::open(s3, bucket, key, stop)?;
    reader.take(longest + 1).read_to_end(&mut bytes).map_err(|error| {
        let of_store = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()).cloned();
        of_store.unwrap_or_else(|| Error::target(format!("cannot read s3://{bucket}/{key}")).because(&error))
    })?;
    if bytes.len() as u64 > longest {
        return Err(Error::new(Kind::Verification, format!("s3://{bucket}/{key} is larger than it can be")));
    }
    Ok(bytes)
}

/// Whether these bytes are there; asked when the run has failed, so not for long.
pub(super) fn is_there(s3: &Arc<S3>, bucket: &str, key: &str, bytes: &[u8]) -> bool {
    let request = s3.client().get_object().bucket(bucket).key(key).send();
    let fetched = s3.wait(&Stop::default(), async move {
        let fetch = async { request.await.ok()?.body.collect().await.ok() };
        tokio::time::timeout(Duration::from_secs(4), fetch).await.ok().flatten()
    });
    fetched.ok().flatten().is_some_and(|there| there.into_bytes() == bytes)
}
