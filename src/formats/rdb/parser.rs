//! The parser of whole files: fed chunks of any size, it checks everything and tells a visitor what it finds.

use crc_fast::{CrcAlgorithm, Digest};

use super::carry::Carry;
use super::error::RdbError;
use super::header::Header;
use super::sections::Sections;
use super::visitor::{Crc, End, Visitor};

/// How much is handed out or looked into whole. None of these is allocated before the bytes have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Longer key names are cut at this many bytes for the visitor.
    pub max_key_bytes: usize,
    /// Containers (listpacks and the like) of more bytes have only their header checked. Redis makes them of a few
    /// KiB unless configured otherwise.
    pub max_container_bytes: usize,
    /// A file whose hash templates take more than this many bytes together cannot be read (Redis 8.10).
    pub max_template_bytes: usize,
    /// The code of longer function libraries is cut at this many bytes for the visitor.
    pub max_function_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_key_bytes: 64 << 10,
            max_container_bytes: 16 << 20,
            max_template_bytes: 32 << 20,
            max_function_bytes: 16 << 20,
        }
    }
}

/// Reads an RDB file from the chunks it is fed. A clone goes on from the same place. Memory stays bounded by [`Options`] whatever the file declares.
#[derive(Debug, Clone)]
pub struct Parser {
    sections: Sections,
    carry: Carry,
    digest: Digest,
    fed: u64,
    failure: Option<RdbError>,
}

impl Parser {
    /// A parser at the start of a file.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            sections: Sections::new(options),
            carry: Carry::default(),
            digest: Digest::new(CrcAlgorithm::Crc64Redis),
            fed: 0,
            failure: None,
        }
    }

    /// Reads the next bytes of the file; bytes after its end are only counted.
    ///
    /// # Errors
    /// Any [`RdbError`] but [`RdbError::Incomplete`]. After an error the parser repeats it.
    pub fn feed(&mut self, chunk: &[u8], visitor: &mut impl Visitor) -> Result<(), RdbError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let start = self.fed;
        self.fed += chunk.len() as u64;
        let sections = &mut self.sections;
        let read = self.carry.drive(chunk, |slice| sections.read(slice, visitor));
        if let Err(failure) = read {
            self.failure = Some(failure.clone());
            return Err(failure);
        }
        let summed = match self.sections.checksum_from() {
            None => chunk,
            Some(end) => {
                let count = end.saturating_sub(start).min(chunk.len() as u64);
                &chunk[..usize::try_from(count).unwrap_or(chunk.len())]
            }
        };
        if !summed.is_empty() {
            self.digest.update(summed);
        }
        Ok(())
    }

    /// Says how the file ended, once all its bytes have been fed.
    ///
    /// # Errors
    /// [`RdbError::Incomplete`] if they were not all there; the error of [`Parser::feed`] if it gave one.
    pub fn finish(&mut self) -> Result<End, RdbError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let Some((bytes, stored)) = self.sections.ended() else {
            if self.sections.header().is_none() && !Header::may_begin_with(self.carry.held()) {
                return Err(RdbError::NotAnRdb { start: self.carry.held().escape_ascii().to_string() });
            }
            return Err(RdbError::Incomplete { offset: self.fed, reading: self.sections.reading() });
        };
        let computed = self.digest.finalize();
        let crc = match stored {
            None | Some(0) => Crc::Absent,
            Some(expected) if expected == computed => Crc::Ok,
            Some(expected) => Crc::Wrong { expected, computed },
        };
        Ok(End { crc, bytes, trailing: self.fed - bytes })
    }

    /// Bytes fed so far.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.fed
    }

    /// Magic and version, once read.
    #[must_use]
    pub fn header(&self) -> Option<Header> {
        self.sections.header()
    }

    /// The length of the RDB in bytes, once its end has been fed.
    #[must_use]
    pub fn rdb_bytes(&self) -> Option<u64> {
        self.sections.ended().map(|(bytes, _)| bytes)
    }

    /// Bytes of the file held from one [`Parser::feed`] to the next.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.carry.len() + self.sections.held_bytes()
    }
}

impl Default for Parser {
    fn default() -> Self {
        Self::new(Options::default())
    }
}
