//! A command in a container of a pod, straight over the websocket of the API server, as `forward` has it for ports.
//!
//! The protocol is `v4.channel.k8s.io` (kubelet/pkg/cri/streaming/remotecommand/websocket.go); v5 differs in how the
//! client closes its input, which `feed` does without. Channel 0 carries stdin, 1 stdout, 2 stderr, 3 the `Status` that
//! says how the command ended. A stream that ends without that status was cut; a status of success does not prove that no
//! byte of stdout was lost either, so the layer above counts and hashes what it asked for.

mod ending;
mod feed;
mod terminal;

pub use ending::Ending;
pub use feed::{Patience, TAKE, feed};
pub use terminal::{Ended, Interaction, Wanted, interact};

use super::client::Kubernetes;
use crate::console::Console;
use crate::error::{Error, Result};
use crate::report::units;
use crate::target::topology::{Endpoint, Member};
use bytes::{Buf, Bytes};
use futures::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use kube::client::UpgradeConnectionError;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message};

const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const STATUS: u8 = 3;
/// Load balancers drop connections that stay silent for a minute or more.
const PING_EVERY: Duration = Duration::from_secs(20);
/// What is kept of stderr, for messages.
const STDERR_BYTES: usize = 2048;
/// What a command may print whose whole output is kept.
const LONGEST_OUTPUT: usize = 1024 * 1024;

/// A container of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The pod's namespace.
    pub namespace: String,
    /// The pod.
    pub pod: String,
    /// The container.
    pub container: String,
}

impl Place {
    /// The container of a member's server.
    ///
    /// # Errors
    /// Refused: the member is no pod.
    pub fn of(member: &Member) -> Result<Self> {
        let container = member.pod.as_ref().and_then(|pod| pod.containers.get(member.container));
        match (&member.endpoint, container) {
            (Endpoint::Pod { namespace, pod, .. }, Some(container)) => {
                Ok(Self { namespace: namespace.clone(), pod: pod.clone(), container: container.name.clone() })
            }
            _ => Err(Error::refused(format!("{} is no pod", member.name))),
        }
    }

    fn words(&self) -> String {
        format!("container {} of {}/{}", self.container, self.namespace, self.pod)
    }
}

/// A running command, whose stdout is read piece by piece. Dropping it closes the connection.
pub struct ExecStream {
    websocket: WebSocketStream<TokioIo<Upgraded>>,
    subject: String,
    silence: Duration,
    stderr: Vec<u8>,
    status: Vec<u8>,
    ending: Option<Ending>,
    console: Arc<Console>,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Output {
    /// All of stdout.
    pub stdout: Vec<u8>,
    /// The start of stderr.
    pub stderr: String,
    /// How it ended.
    pub ending: Ending,
}

/// Starts a command without a shell, its stdin closed. `opening` bounds the wait for the API server, `silence` the time
/// between two arrivals.
///
/// # Errors
/// Of kind Target: the API's refusal with the missing right, no such container, or no answer in time. That the image
/// has no such command is an [`Ending`].
pub async fn open(
    kubernetes: &Kubernetes,
    place: &Place,
    command: &[&str],
    opening: Duration,
    silence: Duration,
) -> Result<ExecStream> {
    let (websocket, subject) =
        connect(kubernetes, place, command, "stdin=false&stderr=true&tty=false", opening).await?;
    let console = kubernetes.console();
    Ok(ExecStream { websocket, subject, silence, stderr: Vec::new(), status: Vec::new(), ending: None, console })
}

/// The websocket of a command, and how messages name it.
async fn connect(
    kubernetes: &Kubernetes,
    place: &Place,
    command: &[&str],
    streams: &str,
    opening: Duration,
) -> Result<(WebSocketStream<TokioIo<Upgraded>>, String)> {
    // What runs in the container already, and is attached to, has no command here.
    let program = command.first().copied().unwrap_or("the program");
    let subject = format!("{program} in {}", place.words());
    let attempt = || Error::target(format!("cannot run {subject}"));
    let request = http::Request::get(path(place, command, streams))
        .body(Vec::new())
        .map_err(|error| attempt().because(&error))?;
    let started = Instant::now();
    let connected = tokio::time::timeout(opening, kubernetes.client.connect(request)).await;
    kubernetes.console().call(&format!("kubernetes exec {subject}: {} ms", started.elapsed().as_millis()));
    match connected {
        Ok(Ok(connection)) => Ok((connection.into_stream(), subject)),
        Ok(Err(error)) => Err(explain(attempt(), place, &error)),
        Err(_) => Err(attempt()
            .cause(format!("no answer within {} ms", opening.as_millis()))
            .hint("--node-timeout DURATION waits longer; is the pod's node reachable from the API server?")),
    }
}

/// Runs a command to its end and keeps what it prints, up to 1 MiB.
///
/// # Errors
/// As [`open`] and [`ExecStream::next`].
pub async fn run(
    kubernetes: &Kubernetes,
    place: &Place,
    command: &[&str],
    opening: Duration,
    silence: Duration,
) -> Result<Output> {
    let mut stream = open(kubernetes, place, command, opening, silence).await?;
    let mut stdout = Vec::new();
    while let Some(piece) = stream.next().await? {
        stdout.extend_from_slice(&piece);
        if stdout.len() > LONGEST_OUTPUT {
            return Err(Error::target(format!("{} prints more than it should", stream.subject)));
        }
    }
    let stderr = stream.stderr();
    Ok(Output { stdout, stderr, ending: stream.ending.unwrap_or(Ending::Unknown) })
}

impl ExecStream {
    /// The next bytes of stdout, or nothing once the status has come, which [`ExecStream::ending`] tells.
    ///
    /// # Errors
    /// Of kind Failed when the connection is lost, stays silent for too long, or ends without a status.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.ending.is_some() {
            return Ok(None);
        }
        let mut heard = Instant::now();
        loop {
            let left = self.silence.saturating_sub(heard.elapsed());
            if left.is_zero() {
                let lasted = units::duration(self.silence.as_secs_f64());
                return Err(Error::failed(format!("{} has been silent for {lasted}", self.subject)).hint(
                    "--max-silence DURATION waits longer; is the API server or the pod's node gone or overloaded?",
                ));
            }
            let message = match tokio::time::timeout(left.min(PING_EVERY), self.websocket.next()).await {
                Ok(message) => message,
                Err(_) => {
                    // One that takes no bytes is found out by its silence.
                    let ping = self.websocket.send(Message::Ping(Bytes::new()));
                    let _ = tokio::time::timeout(Duration::from_secs(1), ping).await;
                    continue;
                }
            };
            let frame = match message {
                Some(Ok(Message::Binary(frame))) => frame,
                Some(Ok(Message::Close(_))) | None => return self.at_the_end().map(|()| None),
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(self.lost(&error)),
            };
            heard = Instant::now();
            if let Some(bytes) = self.take(frame)? {
                return Ok(Some(bytes));
            }
            if self.ending.is_some() {
                return Ok(None);
            }
        }
    }

    /// How the command ended, once it has.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// The start of what it wrote to stderr.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr).trim().to_owned()
    }

    fn take(&mut self, mut frame: Bytes) -> Result<Option<Bytes>> {
        if frame.is_empty() {
            return Ok(None);
        }
        let channel = frame.get_u8();
        self.console.frame(|| format!("exec < channel {channel}, {} bytes", frame.len()));
        match channel {
            // Each channel begins with an empty frame.
            _ if frame.is_empty() => Ok(None),
            STDOUT => Ok(Some(frame)),
            STDERR => {
                let room = STDERR_BYTES.saturating_sub(self.stderr.len());
                self.stderr.extend_from_slice(&frame[..frame.len().min(room)]);
                Ok(None)
            }
            STATUS => {
                self.status.extend_from_slice(&frame);
                self.ending = ending::parse_status(&self.status);
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn at_the_end(&mut self) -> Result<()> {
        Err(Error::failed(format!("{} ended without saying how", self.subject))
            .cause("the API server closed the stream before the command's exit status came")
            .hint("was the pod or its node lost? kubectl get events and redis-ops health tell more"))
    }

    fn lost(&self, error: &tungstenite::Error) -> Error {
        Error::failed(format!("the connection to {} was lost", self.subject))
            .cause("the API server, or a proxy before it, dropped it")
            .because(error)
    }
}

fn path(place: &Place, command: &[&str], streams: &str) -> String {
    let Place { namespace, pod, container } = place;
    let verb = if command.is_empty() { "attach" } else { "exec" };
    let mut path = format!(
        "/api/v1/namespaces/{namespace}/pods/{pod}/{verb}?container={}&stdout=true&{streams}",
        encode(container)
    );
    for word in command {
        path.push_str("&command=");
        path.push_str(&encode(word));
    }
    path
}

/// Percent-encoding of all but the unreserved characters (RFC 3986, 2.3).
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn explain(attempt: Error, place: &Place, error: &kube::Error) -> Error {
    let namespace = &place.namespace;
    match error {
        kube::Error::Api(status) if status.code == 403 => attempt.cause(status.message.clone()).hint(format!(
            "the right is missing: get on pods/exec (and create from Kubernetes 1.35); to check: \
             kubectl auth can-i get pods --subresource=exec -n {namespace}"
        )),
        kube::Error::Api(status) if names_a_container(&status.message) => attempt
            .cause(format!("{} ({})", status.message, status.code))
            .hint(format!("the containers: kubectl get pod -n {namespace} {} -o jsonpath={{.spec.containers[*].name}}; choose with --container", place.pod)),
        kube::Error::Api(status) => attempt.cause(format!("{} ({})", status.message, status.code)),
        kube::Error::UpgradeConnection(
            UpgradeConnectionError::SecWebSocketProtocolMismatch | UpgradeConnectionError::ProtocolSwitch(_),
        ) => attempt
            .cause("the API server, or a proxy before it, does not speak v4.channel.k8s.io over websockets")
            .because(error),
        other => attempt.because(other),
    }
}

fn names_a_container(message: &str) -> bool {
    message.contains("container not found") || message.contains("is not valid for pod")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_command_are_told_apart_by_the_url_alone() {
        let place = Place { namespace: "apps".into(), pod: "cache-0".into(), container: "redis".into() };
        let path = path(&place, &["head", "-c", "12", "/data/a b&c=%\"'ü"], "stdin=false&stderr=true&tty=false");
        assert!(path.starts_with("/api/v1/namespaces/apps/pods/cache-0/exec?container=redis&"), "{path}");
        assert!(
            path.ends_with("&command=head&command=-c&command=12&command=%2Fdata%2Fa%20b%26c%3D%25%22%27%C3%BC"),
            "{path}"
        );
        assert!(path.parse::<http::Uri>().is_ok());
    }
}
