//! An address of this machine, and the connections that come through it.

use super::role::Leads;
use crate::error::{Error, Result};
use crate::wire::dial::ByteStream;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinSet;

/// A client that says it will send no more may still wait for replies. The way to the pod cannot be closed in one
/// direction alone, so it stays open so long after the last byte.
const LINGER: Duration = Duration::from_secs(2);
const PIECE: usize = 64 * 1024;

/// What came through all doors.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) opened: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) there: AtomicU64,
    pub(super) back: AtomicU64,
}

enum Listener {
    Port(TcpListener),
    Socket(UnixListener),
}

/// The address.
pub(super) struct Door {
    listener: Listener,
    leads: Arc<Leads>,
    counts: Arc<Counts>,
}

impl Door {
    /// Listens. Gives the address as a URL, and its port.
    ///
    /// # Errors
    /// Of kind Failed: the port is taken, the socket cannot be made.
    pub(super) async fn open(
        leads: Leads,
        port: Option<u16>,
        socket: Option<PathBuf>,
        counts: Arc<Counts>,
    ) -> Result<(Self, String, Option<u16>)> {
        let (listener, url, port) = match socket {
            Some(path) => {
                let failed = |error: &std::io::Error| {
                    Error::failed(format!("cannot listen at {}", path.display())).because(error)
                };
                let listener = UnixListener::bind(&path).map_err(|error| failed(&error))?;
                (Listener::Socket(listener), format!("unix://{}", path.display()), None)
            }
            None => {
                let wanted = port.unwrap_or(0);
                let failed = |error: &std::io::Error| {
                    Error::failed(format!("cannot listen on port {wanted} of 127.0.0.1"))
                        .because(error)
                        .hint("without --local-port a free one is taken")
                };
                let listener =
                    TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).await.map_err(|error| failed(&error))?;
                let port = listener.local_addr().map_err(|error| failed(&error))?.port();
                (Listener::Port(listener), format!("redis://127.0.0.1:{port}"), Some(port))
            }
        };
        Ok((Self { listener, leads: Arc::new(leads), counts }, url, port))
    }

    /// Takes connections for ever. Dropping it closes them.
    pub(super) async fn serve(&self) {
        let mut connections = JoinSet::new();
        let follow = self.leads.follow();
        tokio::pin!(follow);
        loop {
            tokio::select! {
                () = &mut follow => {}
                Some(_) = connections.join_next() => {}
                accepted = self.accept() => match accepted {
                    Ok(client) => {
                        connections.spawn(pass(client, Arc::clone(&self.leads), Arc::clone(&self.counts)));
                    }
                    Err(error) => {
                        // Out of descriptors, mostly: those that end give some back.
                        let error = Error::failed("cannot take a connection").because(&error);
                        self.leads.context().console.error(&error);
                        tokio::time::sleep(Duration::from_millis(200)).await;
                    }
                },
            }
        }
    }

    async fn accept(&self) -> std::io::Result<Box<dyn ByteStream>> {
        match &self.listener {
            Listener::Port(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
            Listener::Socket(listener) => {
                let (stream, _) = listener.accept().await?;
                Ok(Box::new(stream))
            }
        }
    }
}

/// One connection, from its beginning to its end. What goes wrong is told, and the client's connection closed.
async fn pass(client: Box<dyn ByteStream>, leads: Arc<Leads>, counts: Arc<Counts>) {
    counts.opened.fetch_add(1, Ordering::Relaxed);
    let console = Arc::clone(&leads.context().console);
    let mut changes = leads.changes();
    let (number, member, server) = match leads.dial().await {
        Ok(opened) => opened,
        Err(error) => {
            counts.failed.fetch_add(1, Ordering::Relaxed);
            console.error(&error);
            return;
        }
    };
    let moved = async { changes.wait_for(|(now, _)| *now != number).await.map(drop) };
    tokio::select! {
        ended = both_ways(client, server, &counts) => {
            if let Err(error) = ended {
                counts.failed.fetch_add(1, Ordering::Relaxed);
                let lost = Error::target(format!("a connection to {} was lost", member.subject()));
                console.error(&lost.because(&error));
            }
        }
        _ = moved => console.status(&format!("a connection to {} is closed: it leads elsewhere now", member.subject())),
    }
}

/// # Errors
/// The server's side failed. That a client goes away is no error.
async fn both_ways(client: Box<dyn ByteStream>, server: Box<dyn ByteStream>, counts: &Counts) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let there = async {
        let mut buffer = vec![0; PIECE];
        loop {
            match from_client.read(&mut buffer).await {
                Ok(0) | Err(_) => return Ok::<(), std::io::Error>(()),
                Ok(read) => {
                    to_server.write_all(&buffer[..read]).await?;
                    to_server.flush().await?;
                    counts.there.fetch_add(read as u64, Ordering::Relaxed);
                }
            }
        }
    };
    tokio::pin!(there);
    let (mut buffer, mut client_is_done) = (vec![0; PIECE], false);
    loop {
        tokio::select! {
            ended = &mut there, if !client_is_done => {
                ended?;
                client_is_done = true;
            }
            read = from_server.read(&mut buffer) => {
                let read = read?;
                let written = async {
                    to_client.write_all(&buffer[..read]).await?;
                    to_client.flush().await
                };
                if read == 0 || written.await.is_err() {
                    return Ok(());
                }
                counts.back.fetch_add(read as u64, Ordering::Relaxed);
            }
            () = tokio::time::sleep(LINGER), if client_is_done => return Ok(()),
        }
    }
}
