//! RESP to a server: sessions for commands, and the replication stream for backups.

pub mod dial;
pub mod framing;
mod handshake;
pub mod http;
mod last_words;
pub mod line;
pub mod monitor;
pub mod rename;
pub mod replay;
pub mod sentinel;
pub mod session;
pub mod sync;
pub mod tls;
