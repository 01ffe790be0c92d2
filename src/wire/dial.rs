//! From a member's endpoint to a connected byte stream: through the Kubernetes API or straight, with or without TLS.

use super::rename::Renames;
use super::tls::RedisTls;
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::k8s::forward;
use crate::target::topology::Endpoint;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// What commands and the replication stream travel over.
pub trait ByteStream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> ByteStream for T {}

/// A connected stream.
pub type BoxStream = Box<dyn ByteStream>;

/// The option that bounds a wait: one that is shorter than what the dialer was given is what `--timeout` has left.
pub fn option_of(wait: Duration, dialer: &Dialer) -> &'static str {
    if wait < dialer.timeout { "--timeout" } else { "--node-timeout" }
}

/// Opens streams to members.
#[derive(Debug, Clone)]
pub struct Dialer {
    /// The cluster; none with `--url`.
    pub kubernetes: Option<Kubernetes>,
    /// TLS to Redis, if wanted.
    pub tls: Option<RedisTls>,
    /// Longest wait for one stream to open.
    pub timeout: Duration,
    /// Commands that the servers know by other names.
    pub renames: Renames,
}

impl Dialer {
    /// Opens one stream: one websocket, or one TCP connection.
    ///
    /// # Errors
    /// Of kind Target, naming the member.
    pub async fn open(&self, endpoint: &Endpoint) -> Result<BoxStream> {
        let (stream, host): (BoxStream, &str) = match (endpoint, &self.kubernetes) {
            (Endpoint::Pod { namespace, pod, port }, Some(kubernetes)) => {
                (Box::new(forward::open(kubernetes, namespace, pod, *port, self.timeout).await?), pod)
            }
            (Endpoint::Pod { namespace, pod, .. }, None) => {
                return Err(Error::target(format!("cannot reach pod {namespace}/{pod} without a Kubernetes API")));
            }
            (Endpoint::Address { host, port }, _) => (Box::new(self.connect(host, *port).await?), host),
        };
        match &self.tls {
            None => Ok(stream),
            Some(tls) => tls.wrap(stream, host, endpoint, self.timeout).await,
        }
    }

    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream> {
        let attempt = || Error::target(format!("cannot connect to {host}:{port}"));
        let stream = tokio::time::timeout(self.timeout, TcpStream::connect((host, port)))
            .await
            .map_err(|_| attempt().cause("no answer in time").hint("--node-timeout DURATION waits longer"))?
            .map_err(|error| attempt().because(&error))?;
        stream.set_nodelay(true).map_err(|error| attempt().because(&error))?;
        Ok(stream)
    }
}
