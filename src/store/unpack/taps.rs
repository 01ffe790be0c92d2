//! Readers beneath a decoder that say what it read.

use super::Buffered;
use crate::error::{Error, Result};
use crate::store::tee::hex;
use ring::digest::{Context as Hash, SHA256};
use std::io::{self, Read};
use std::sync::{Arc, Mutex};

/// Tells whether more was asked for than there is. The LZ4 decoder takes a frame that stops between two blocks for one
/// that has ended; only then does it ask.
pub(super) struct ToItsEnd {
    pub(super) inner: Buffered,
    pub(super) is_past: bool,
}

impl Read for ToItsEnd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.is_past |= length == 0 && !buffer.is_empty();
        Ok(length)
    }
}

/// Hashes and counts what is read through it. Its clones are one: however deep a decoder holds it, what is left can be
/// read in the end.
#[derive(Clone)]
pub(super) struct Tap(Arc<Mutex<Tapped>>);

struct Tapped {
    input: Box<dyn Read + Send>,
    hash: Hash,
    bytes: u64,
}

impl Tap {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        Self(Arc::new(Mutex::new(Tapped { input, hash: Hash::new(&SHA256), bytes: 0 })))
    }

    pub(super) fn end(self) -> Result<(u64, String)> {
        let tapped = self.0.lock().map_err(|_| Error::failed("a worker thread ended"))?;
        Ok((tapped.bytes, hex(tapped.hash.clone().finish().as_ref())))
    }
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tapped = self.0.lock().map_err(|_| io::Error::other("a worker thread ended"))?;
        let length = tapped.input.read(buffer)?;
        tapped.hash.update(&buffer[..length]);
        tapped.bytes += length as u64;
        Ok(length)
    }
}
