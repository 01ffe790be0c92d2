//! RESP to a server: sessions for commands, and the replication stream for backups.

pub mod dial;
pub mod framing;
pub mod http;
mod last_words;
pub mod line;
pub mod session;
pub mod sync;
pub mod tls;
