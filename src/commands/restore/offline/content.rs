//! What is put under the servers: an RDB, or the files of an AOF.

use super::aof::AofFiles;
use super::file::RdbFile;
use crate::domain::backup::fitting::Need;
use crate::domain::restore::offline::layout::Made;
use crate::domain::restore::offline::record::FileMark;

/// One or the other.
#[derive(Debug)]
pub(super) enum Content {
    Rdb(Box<RdbFile>),
    Aof(AofFiles),
}

impl Content {
    /// What it is, in words and by its hash.
    pub(super) fn mark(&self) -> &FileMark {
        match self {
            Self::Rdb(file) => &file.mark,
            Self::Aof(files) => &files.mark,
        }
    }

    /// Keys in it, where that is known without executing anything.
    pub(super) fn keys(&self) -> Option<u64> {
        match self {
            Self::Rdb(file) => Some(file.keys),
            Self::Aof(_) => None,
        }
    }

    /// What a server must be able to read.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Rdb(file) => file.need,
            Self::Aof(files) => files.need,
        }
    }

    /// What files are made of it.
    pub(super) fn made(&self) -> Made {
        match self {
            Self::Rdb(_) => Made::OfRdb,
            Self::Aof(files) => Made::OfAof { files: files.pieces.len() as u64, annotated: files.annotated },
        }
    }
}
