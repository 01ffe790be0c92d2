//! `pods/log`: what a server wrote to its stdout, as a kubelet hands it out: `timestamps`, `tailLines`, `sinceSeconds`,
//! `sinceTime`, `limitBytes`, `previous`, `follow`.

use super::api::Answer;
use super::call::Call;
use super::objects::metadata;
use super::server::Server;
use super::status::Failure;
use super::world::World;
use axum::body::Body;
use axum::http::header;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeDelta, Utc};
use futures::StreamExt;
use serde_json::Value;
use std::collections::VecDeque;
use std::time::Duration;

/// What each run of a server begins with.
const START: &str = "oO0OoO0OoO0Oo";
/// What servers warn of that are started on a kernel they do not like.
const OF_THE_KERNEL: [&str; 3] = ["overcommit", "Transparent Huge Pages", "somaxconn"];
/// How often a followed log is looked at.
const TICK: Duration = Duration::from_millis(50);

/// A line with the time at which the container runtime would have taken it.
struct Line {
    time: DateTime<Utc>,
    text: String,
}

/// Answers a request for the log of a pod; one that is no server has logged nothing.
pub fn serve(world: &World, pod: &Value, call: &Call) -> Answer {
    let (namespace, name) = (metadata(pod, "namespace"), metadata(pod, "name"));
    let asked = |name: &str| call.query.get(name).map(String::as_str);
    let wants = |name: &str| asked(name) == Some("true");
    let sentinel = super::world::lock(world.sentinels()).get(&(namespace.to_owned(), name.to_owned())).cloned();
    let sentinel = sentinel.filter(|sentinel| asked("container") == Some(sentinel.container()));
    let server = sentinel.or_else(|| world.server(namespace, name));
    let restarts = &pod["status"]["containerStatuses"][0]["restartCount"];
    if wants("previous") && restarts.as_u64().unwrap_or(0) == 0 {
        let container = asked("container").unwrap_or_default();
        let text = format!("previous terminated container {container:?} in pod {name:?} not found");
        return Err(Failure::new(400, text));
    }
    let whole = world.shows_kernel_warnings();
    let mut all = server.as_ref().map_or_else(Vec::new, |server| runs(server, whole));
    let mut lines = all.pop().unwrap_or_default();
    if wants("previous") {
        lines = all.pop().unwrap_or_default();
    }
    let (run, seen) = (all.len(), lines.len());
    let since = asked("sinceSeconds").and_then(|seconds| seconds.parse().ok());
    let since = since.map(|seconds| Utc::now() - TimeDelta::seconds(seconds));
    let since = since.or_else(|| Some(DateTime::parse_from_rfc3339(asked("sinceTime")?).ok()?.to_utc()));
    lines.retain(|line| since.is_none_or(|since| line.time >= since));
    let tail = asked("tailLines").and_then(|count| count.parse().ok()).unwrap_or(lines.len());
    lines.drain(..lines.len().saturating_sub(tail));
    let timestamps = wants("timestamps");
    let mut text: String = lines.iter().map(|line| shown(line, timestamps)).collect();
    if let Some(limit) = asked("limitBytes").and_then(|bytes| bytes.parse().ok()) {
        text.truncate(text.floor_char_boundary(limit));
    }
    let content_type = [(header::CONTENT_TYPE, "text/plain")];
    let (true, Some(server)) = (wants("follow"), server) else { return Ok((content_type, text).into_response()) };
    let first = futures::stream::iter([Ok::<String, std::io::Error>(text)]);
    Ok((content_type, Body::from_stream(first.chain(written_later(server, run, (seen, whole), timestamps))))
        .into_response())
}

fn shown(line: &Line, timestamps: bool) -> String {
    let time = line.time.to_rfc3339_opts(SecondsFormat::Nanos, true);
    if timestamps { format!("{time} {}\n", line.text) } else { format!("{}\n", line.text) }
}

/// Lines of a run after the first `seen` ones, until it ends.
fn written_later(
    server: Server,
    run: usize,
    (seen, whole): (usize, bool),
    timestamps: bool,
) -> impl futures::Stream<Item = std::io::Result<String>> {
    let state = (server, seen, VecDeque::<String>::new());
    futures::stream::unfold(state, move |(server, mut seen, mut ready)| async move {
        loop {
            if let Some(text) = ready.pop_front() {
                return Some((Ok(text), (server, seen, ready)));
            }
            let ended = !server.is_running();
            let all = runs(&server, whole);
            let lines = all.get(run).map_or(&[][..], Vec::as_slice);
            ready.extend(lines.iter().skip(seen).map(|line| shown(line, timestamps)));
            seen = lines.len();
            if ready.is_empty() {
                if ended || all.len() > run + 1 {
                    return None;
                }
                tokio::time::sleep(TICK).await;
            }
        }
    })
}

/// The whole lines of each run of the server, the present one last; with or without what it says of the kernel.
fn runs(server: &Server, with_kernel: bool) -> Vec<Vec<Line>> {
    let text = server.log();
    let text = text.rfind('\n').map_or("", |end| &text[..end]);
    let about_kernel = |line: &str| OF_THE_KERNEL.iter().any(|word| line.contains(word));
    let mut runs: Vec<Vec<Line>> = Vec::new();
    let mut time = DateTime::UNIX_EPOCH;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| with_kernel || !about_kernel(line)) {
        if line.contains(START) || runs.is_empty() {
            runs.push(Vec::new());
        }
        // lines of the same millisecond differ, as they do in a container's log
        let written = time_of(line).map(|time| time + TimeDelta::nanoseconds(number as i64 % 1_000_000));
        time = written.unwrap_or(time + TimeDelta::nanoseconds(1));
        runs.last_mut().expect("one at least").push(Line { time, text: line.to_owned() });
    }
    runs
}

/// The time in `pid:role 20 Nov 2026 15:33:05.423 * message`; the servers' time zone is UTC.
fn time_of(line: &str) -> Option<DateTime<Utc>> {
    let mut words = line.splitn(6, ' ').skip(1);
    let text = format!("{} {} {} {}", words.next()?, words.next()?, words.next()?, words.next()?);
    Some(NaiveDateTime::parse_from_str(&text, "%d %b %Y %H:%M:%S%.3f").ok()?.and_utc())
}
