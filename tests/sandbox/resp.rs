//! RESP2 over a plain socket: how a test talks to a server without going through what is tested.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, StreamOwned};

/// A server's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// `+OK`.
    Simple(String),
    /// `-ERR …`, without the sign.
    Error(String),
    /// `:1`.
    Integer(i64),
    /// `$3 …`.
    Bulk(Vec<u8>),
    /// `*2 …`.
    Array(Vec<Reply>),
    /// `$-1` or `*-1`.
    Nil,
}

/// As `redis-cli` prints into a pipe: one line per element, nil as an empty line.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simple(text) | Self::Error(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Bulk(bytes) => f.write_str(&String::from_utf8_lossy(bytes)),
            Self::Nil => Ok(()),
            Self::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str("\n")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

/// What a connection travels over.
trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// One connection to a server.
pub struct Connection {
    stream: BufReader<Box<dyn Stream>>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects; reads and writes give up after `timeout`.
    ///
    /// # Errors
    /// Refused, or the timeout passed.
    pub fn open(address: SocketAddr, timeout: Duration) -> io::Result<Self> {
        Self::open_by(address, timeout, None)
    }

    /// Connects, by TLS where the server speaks nothing else.
    ///
    /// # Errors
    /// Refused, or the timeout passed.
    pub fn open_by(address: SocketAddr, timeout: Duration, tls: Option<&Arc<ClientConfig>>) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, timeout)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        let stream: Box<dyn Stream> = match tls {
            None => Box::new(stream),
            Some(config) => {
                let name = ServerName::from(address.ip());
                let session = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
                Box::new(StreamOwned::new(session, stream))
            }
        };
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends one command and reads its reply.
    ///
    /// # Errors
    /// The connection broke or timed out; an error reply is an `Ok(Reply::Error)`.
    pub fn call<A: AsRef<[u8]>>(&mut self, arguments: &[A]) -> io::Result<Reply> {
        let mut request = Vec::new();
        encode(&mut request, arguments);
        self.stream.get_mut().write_all(&request)?;
        self.read()
    }

    /// Sends commands encoded by [`encode`] and reads `count` replies, of which the first error is returned.
    ///
    /// # Errors
    /// The connection broke or timed out.
    pub fn pipeline(&mut self, requests: &[u8], count: usize) -> io::Result<Option<String>> {
        let replies = self.replies(requests, count)?;
        Ok(replies.into_iter().find_map(|reply| if let Reply::Error(text) = reply { Some(text) } else { None }))
    }

    /// Sends commands encoded by [`encode`] and reads their replies.
    ///
    /// # Errors
    /// The connection broke or timed out.
    pub fn replies(&mut self, requests: &[u8], count: usize) -> io::Result<Vec<Reply>> {
        self.stream.get_mut().write_all(requests)?;
        (0..count).map(|_| self.read()).collect()
    }

    fn read(&mut self) -> io::Result<Reply> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end_matches(['\r', '\n']);
        let (sign, rest) = line.split_at_checked(1).ok_or(io::ErrorKind::InvalidData)?;
        let number = || rest.parse::<i64>().map_err(|_| io::Error::from(io::ErrorKind::InvalidData));
        Ok(match sign {
            "+" => Reply::Simple(rest.to_owned()),
            "-" => Reply::Error(rest.to_owned()),
            ":" => Reply::Integer(number()?),
            "$" | "*" if number()? < 0 => Reply::Nil,
            "$" => {
                let length = number()? as u64 + 2;
                let mut bytes = Vec::new();
                (&mut self.stream).take(length).read_to_end(&mut bytes)?;
                bytes.truncate(bytes.len().saturating_sub(2));
                Reply::Bulk(bytes)
            }
            "*" => Reply::Array((0..number()?).map(|_| self.read()).collect::<io::Result<_>>()?),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        })
    }
}

/// Appends one command to a pipeline.
pub fn encode<A: AsRef<[u8]>>(request: &mut Vec<u8>, arguments: &[A]) {
    request.extend(format!("*{}\r\n", arguments.len()).bytes());
    for argument in arguments {
        let argument = argument.as_ref();
        request.extend(format!("${}\r\n", argument.len()).bytes());
        request.extend(argument);
        request.extend(b"\r\n");
    }
}
