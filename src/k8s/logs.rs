//! A container's log, in one piece or as it is written.

use super::client::Kubernetes;
use crate::error::Result;
use crate::formats::log::Lines;
use crate::target::spec::Scope;
use chrono::{DateTime, Utc};
use futures::{AsyncRead, AsyncReadExt};
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::jiff::Timestamp;
use kube::api::{Api, LogParams};
use std::io;
use std::time::Duration;

/// Which part of a log.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogPart {
    /// Of the container's former run.
    pub previous: bool,
    /// So many lines at most, from the end.
    pub tail: Option<u32>,
    /// So many bytes at most, from the beginning.
    pub first_bytes: Option<u32>,
    /// Only what is younger.
    pub since: Option<Duration>,
    /// Only what was written at this second or later.
    pub from: Option<DateTime<Utc>>,
    /// Go on as more is written.
    pub follow: bool,
}

/// An open log.
pub struct LogStream {
    stream: std::pin::Pin<Box<dyn AsyncRead + Send>>,
    lines: Lines,
}

impl Kubernetes {
    /// Opens the log of a container, each line with the kubelet's timestamp before it.
    ///
    /// # Errors
    /// Of kind Target: forbidden, no such pod, no former run.
    pub async fn open_log(&self, namespace: &str, pod: &str, container: &str, part: LogPart) -> Result<LogStream> {
        let api: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let parameters = LogParams {
            container: Some(container.to_owned()),
            follow: part.follow,
            previous: part.previous,
            since_seconds: part.since.map(|since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX).max(1)),
            since_time: part.from.and_then(|time| Timestamp::from_second(time.timestamp()).ok()),
            tail_lines: part.tail.map(i64::from),
            limit_bytes: part.first_bytes.map(i64::from),
            timestamps: true,
            ..LogParams::default()
        };
        let scope = Scope::Namespace(namespace.to_owned());
        let stream = self.bounded("get", "pods/log", &scope, api.log_stream(pod, &parameters)).await?;
        Ok(LogStream { stream: Box::pin(stream), lines: Lines::default() })
    }
}

impl LogStream {
    /// The next lines; none at the end.
    ///
    /// # Errors
    /// The connection was lost: there may have been more.
    pub async fn next(&mut self) -> io::Result<Option<Vec<String>>> {
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = self.stream.read(&mut buffer).await?;
            if count == 0 {
                return Ok(self.lines.finish().map(|line| vec![line]));
            }
            let lines = self.lines.push(&buffer[..count]);
            if !lines.is_empty() {
                return Ok(Some(lines));
            }
        }
    }
}
