//! The bytes of one file, counted and hashed as they arrive.

use crate::error::{Error, Kind, Result};
use crate::k8s::exec::{Ending, ExecStream};
use crate::store::tee::hex;
use bytes::Bytes;
use ring::digest::{Context as Hash, SHA256};

/// A file that is being read.
pub struct FileStream {
    exec: ExecStream,
    path: String,
    first: Option<Bytes>,
    bytes: Option<u64>,
    taken: u64,
    hash: Hash,
}

/// What arrived of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// Bytes.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl FileStream {
    /// Waits for the first bytes; nothing where the image has no such command. Without `bytes` it goes to the end.
    pub(super) async fn begin(mut exec: ExecStream, path: &str, bytes: Option<u64>) -> Result<Option<Self>> {
        let first = exec.next().await?;
        if matches!(exec.ending(), Some(Ending::NoCommand(_))) {
            return Ok(None);
        }
        Ok(Some(Self { exec, path: path.to_owned(), first, bytes, taken: 0, hash: Hash::new(&SHA256) }))
    }

    /// The next bytes, or nothing once all that are wanted have come.
    ///
    /// # Errors
    /// Of kind Failed: the file is shorter than it was, or was cut on the way; the command failed; the connection was
    /// lost.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let left = self.bytes.map_or(u64::MAX, |bytes| bytes - self.taken);
        let piece = match self.first.take() {
            Some(piece) => Some(piece),
            // A command that goes on past what is wanted is not waited for.
            None if left == 0 => return Ok(None),
            None => self.exec.next().await.map_err(|error| self.stopped(error))?,
        };
        let Some(mut piece) = piece else {
            let is_whole = match self.bytes {
                Some(_) => left == 0,
                None => self.exec.ending() == Some(&Ending::Success),
            };
            return if is_whole { Ok(None) } else { Err(self.too_short()) };
        };
        if piece.len() as u64 > left {
            piece.truncate(usize::try_from(left).unwrap_or(piece.len()));
        }
        self.taken += piece.len() as u64;
        self.hash.update(&piece);
        Ok(if piece.is_empty() { None } else { Some(piece) })
    }

    /// Bytes that have come so far.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// What arrived, once [`FileStream::next`] has given nothing more.
    pub fn finish(self) -> FileRead {
        FileRead { bytes: self.taken, sha256: hex(self.hash.finish().as_ref()) }
    }

    fn stopped(&self, error: Error) -> Error {
        error
            .of_kind(Kind::Failed)
            .while_attempting(format!("read {} to its end", self.path))
            .cause(format!("it stopped after {}", self.counted()))
    }

    fn too_short(&self) -> Error {
        let how = self.exec.ending().map(Ending::words).unwrap_or_default();
        Error::failed(format!("{} came with {}", self.path, self.counted()))
            .cause(self.exec.stderr())
            .cause(format!("the command that reads it {how}"))
    }
    fn counted(&self) -> String {
        match self.bytes {
            Some(bytes) => format!("{} bytes of {bytes}", self.taken),
            None => format!("{} bytes", self.taken),
        }
    }
}
