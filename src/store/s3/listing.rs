//! What lies in a bucket: objects, and uploads that were begun and never ended.

use super::connection::S3;
use super::errors::explain;
use super::location::S3Location;
use super::{abort, read};
use crate::error::{Error, Kind, Result};
use crate::store::stop::Stop;
use aws_sdk_s3::primitives::DateTime as SdkTime;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// An object.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its key.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// When it was stored.
    pub modified: Option<DateTime<Utc>>,
}

/// An upload that was begun.
#[derive(Debug, Clone)]
pub struct OpenUpload {
    /// The key it will have.
    pub key: String,
    /// Its id.
    pub id: String,
    /// When it was begun.
    pub begun: Option<DateTime<Utc>>,
}

/// Every object below a location.
///
/// # Errors
/// Of kind Target.
pub fn fetch_objects(s3: &Arc<S3>, location: &S3Location, stop: &Stop) -> Result<Vec<Object>> {
    let request = s3.client().list_objects_v2().bucket(&location.bucket).prefix(&location.prefix);
    let mut pages = request.into_paginator().send();
    let listed = s3.wait(stop, async move {
        let mut objects = Vec::new();
        while let Some(page) = pages.next().await {
            objects.extend(page?.contents.unwrap_or_default());
        }
        Ok(objects)
    })?;
    let objects =
        listed.map_err(|error| explain(&format!("list {location}"), "s3:ListBucket", &error).of_kind(Kind::Target))?;
    let object = |object: aws_sdk_s3::types::Object| {
        Some(Object {
            key: object.key?,
            bytes: object.size.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0),
            modified: object.last_modified.and_then(time),
        })
    };
    Ok(objects.into_iter().filter_map(object).collect())
}

/// Every upload below a location that was begun and not ended.
///
/// # Errors
/// Of kind Target, also where the store cannot tell.
pub fn fetch_open_uploads(s3: &Arc<S3>, location: &S3Location, stop: &Stop) -> Result<Vec<OpenUpload>> {
    let mut uploads = Vec::new();
    let mut marker: (Option<String>, Option<String>) = (None, None);
    loop {
        let request = s3.client().list_multipart_uploads().bucket(&location.bucket).prefix(&location.prefix);
        let request = request.set_key_marker(marker.0.take()).set_upload_id_marker(marker.1.take());
        let page = s3.wait(stop, request.send())?.map_err(|error| {
            explain(&format!("list the open uploads of {location}"), "s3:ListBucketMultipartUploads", &error)
                .of_kind(Kind::Target)
        })?;
        uploads.extend(page.uploads.unwrap_or_default().into_iter().filter_map(|upload| {
            let key = upload.key.filter(|key| key.starts_with(&location.prefix))?;
            Some(OpenUpload { key, id: upload.upload_id?, begun: upload.initiated.and_then(time) })
        }));
        match (page.is_truncated, page.next_key_marker) {
            (Some(true), Some(key)) => marker = (Some(key), page.next_upload_id_marker),
            _ => return Ok(uploads),
        }
    }
}

/// Small objects, several at a time, in the order of the keys.
///
/// # Errors
/// When the run is being ended. What is wrong with one object is said in its place.
pub fn fetch_many(
    s3: &Arc<S3>,
    bucket: &str,
    keys: &[String],
    longest: u64,
    stop: &Stop,
) -> Result<Vec<Result<Vec<u8>>>> {
    const AT_A_TIME: usize = 8;
    let mut fetched = Vec::new();
    for some in keys.chunks(AT_A_TIME) {
        let of_some: Vec<Result<Vec<u8>>> = std::thread::scope(|scope| {
            let fetch = |key: &'_ String| {
                let key = key.clone();
                scope.spawn(move || read::fetch_small(s3, bucket, &key, longest, stop))
            };
            let threads: Vec<_> = some.iter().map(fetch).collect();
            let ended = |_| Err(Error::failed("a worker thread ended"));
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(ended)).collect()
        });
        stop.check()?;
        fetched.extend(of_some);
    }
    Ok(fetched)
}

/// Removes an object.
///
/// # Errors
/// Of kind Failed.
pub fn remove_object(s3: &Arc<S3>, bucket: &str, key: &str) -> Result<()> {
    abort::objects(s3, bucket, &[key.to_owned()]).into_iter().next().map_or(Ok(()), Err)
}

/// Gives up an upload that somebody began.
///
/// # Errors
/// Of kind Failed.
pub fn abort_upload(s3: &Arc<S3>, bucket: &str, upload: &OpenUpload) -> Result<()> {
    abort::upload(s3, bucket, &upload.key, &upload.id)
}

fn time(time: SdkTime) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(time.secs(), time.subsec_nanos())
}
