//! Reads the keys of two sides, a server's or a file's, and hands them to [`crate::domain::compare`]. Neither side is
//! ever held: a file is read as a stream, a server key by key in flights, and what one of them alone has is found by
//! hashes of names.

mod big;
mod clock;
mod file;
mod full;
mod quick;
mod read;
mod server;
mod value;

pub use file::{FileSide, Source};
pub use full::{Full, Progress, compare_full};
pub use quick::{Quick, compare_quick};
pub use server::ServerSide;

use crate::domain::compare::{Part, Rules};

/// One of the two.
#[derive(Debug)]
pub enum Side {
    /// RDB files: one, or one for each shard.
    Files(FileSide),
    /// Running servers: one, or one for each shard.
    Servers(ServerSide),
}

impl Side {
    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Files(files) => &files.name,
            Self::Servers(servers) => &servers.name,
        }
    }
}

/// How to compare.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How exactly.
    pub rules: Rules,
    /// Differing keys that are named.
    pub limit: usize,
    /// Whether keys that differ are read once more at the end.
    pub settle: bool,
    /// The keys that are compared: a share of a file's beside a server's. Two sides of one kind are compared whole.
    pub part: Part,
    /// Whether keys are looked for that a server has and the file beside it has not.
    pub strangers: bool,
}

impl Options {
    /// Every key of both sides, each read once.
    #[must_use]
    pub fn whole(rules: Rules, limit: usize) -> Self {
        Self { rules, limit, settle: false, part: Part::ALL, strangers: true }
    }
}
