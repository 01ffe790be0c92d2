//! A stored RDB, read to its end: hashed as it lies there, unpacked, hashed again, parsed.

use crate::domain::backup::manifest::Compression;
use crate::error::{Error, Kind, Result};
use crate::formats::rdb::{Census, CensusTaker, End, Options, Parser};
use crate::store::tee::hex;
use flate2::read::MultiGzDecoder;
use ring::digest::{Context as Hash, SHA256};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::Path;

const CHUNK: usize = 256 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// How deep to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Sizes and hashes of the files as they lie there.
    Quick,
    /// Everything to the RDB's end.
    Data,
}

/// What a file turned out to be.
#[derive(Debug)]
pub struct Read {
    /// Its size in bytes.
    pub stored_bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub stored_sha256: String,
    /// What is in it; none at [`Depth::Quick`].
    pub content: Option<Content>,
}

/// What is in a file.
#[derive(Debug)]
pub struct Content {
    /// SHA-256 of the unpacked bytes, in hexadecimal.
    pub plain_sha256: String,
    /// What the parser counted.
    pub census: Census,
    /// How the RDB ended.
    pub end: End,
}

/// Reads a file. Without a stated compression its first bytes decide. `now_ms` decides which keys count as expired.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when it is no whole gzip or no whole RDB.
pub fn read(path: &Path, compression: Option<Compression>, depth: Depth, now_ms: u64) -> Result<Read> {
    let unreadable = |error: &io::Error| Error::target(format!("cannot read {}", path.display())).because(error);
    let missing = |error: io::Error| match error.kind() {
        // A set without one of its files is not a file that could not be read: it is damaged.
        io::ErrorKind::NotFound => wrong(path, "it is missing".to_owned()),
        _ => unreadable(&error),
    };
    let mut file = File::open(path).map_err(missing)?;
    if depth == Depth::Quick {
        let mut stored = Hashed { inner: file, hash: Hash::new(&SHA256), bytes: 0 };
        io::copy(&mut stored, &mut io::sink()).map_err(|error| unreadable(&error))?;
        return Ok(Read { stored_bytes: stored.bytes, stored_sha256: stored.finish(), content: None });
    }
    let mut magic = [0; 2];
    let known = file.read(&mut magic).map_err(|error| unreadable(&error))?;
    let gzip = compression.map_or(magic[..known] == GZIP_MAGIC, |form| form == Compression::Gzip);
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut stored = Hashed { inner: file, hash: Hash::new(&SHA256), bytes: 0 };
    let (census, end, unpacked_sha256) = if gzip {
        let unpacked = MultiGzDecoder::new(BufReader::with_capacity(CHUNK, &mut stored));
        let mut plain = Hashed { inner: unpacked, hash: Hash::new(&SHA256), bytes: 0 };
        let (census, end) = parse(path, &mut plain, true, now_ms)?;
        (census, end, Some(plain.finish()))
    } else {
        let (census, end) = parse(path, &mut stored, false, now_ms)?;
        (census, end, None)
    };
    // The decoder stops at the end of the last member; the hash is of the whole file.
    io::copy(&mut stored, &mut io::sink()).map_err(|error| unreadable(&error))?;
    let (stored_bytes, stored_sha256) = (stored.bytes, stored.finish());
    // Without compression they are the same bytes, and hashing takes longer than parsing.
    let plain_sha256 = unpacked_sha256.unwrap_or_else(|| stored_sha256.clone());
    Ok(Read { stored_bytes, stored_sha256, content: Some(Content { plain_sha256, census, end }) })
}

fn wrong(path: &Path, reason: String) -> Error {
    Error::new(Kind::Verification, format!("{} is not what it should be", path.display())).cause(reason)
}

fn parse(path: &Path, input: &mut dyn io::Read, gzip: bool, now_ms: u64) -> Result<(Census, End)> {
    let mut parser = Parser::new(Options::default());
    let mut taker = CensusTaker::new(now_ms);
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // The decoder reports a damaged or cut file as one of these; an error of the disk is another.
            Err(error)
                if gzip
                    && matches!(
                        error.kind(),
                        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
                    ) =>
            {
                return Err(wrong(path, format!("it is no whole gzip file: {error}")));
            }
            Err(error) => return Err(Error::target(format!("cannot read {}", path.display())).because(&error)),
        };
        parser.feed(&chunk[..length], &mut taker).map_err(|error| wrong(path, error.to_string()))?;
    }
    let end = parser.finish().map_err(|error| wrong(path, error.to_string()))?;
    Ok((taker.into_census(), end))
}

/// Hashes and counts what is read through it.
struct Hashed<R> {
    inner: R,
    hash: Hash,
    bytes: u64,
}

impl<R> Hashed<R> {
    fn finish(self) -> String {
        hex(self.hash.finish().as_ref())
    }
}

impl<R: io::Read> io::Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn both_hashes_are_of_what_they_name() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let rdb = b"REDIS0011\xff\0\0\0\0\0\0\0\0";
        let sha256 = |bytes: &[u8]| hex(ring::digest::digest(&SHA256, bytes).as_ref());
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(rdb)?;
        for stored in [rdb.to_vec(), encoder.finish()?] {
            let mut file = tempfile::NamedTempFile::new()?;
            file.write_all(&stored)?;
            let found = read(file.path(), None, Depth::Data, 0)?;
            assert_eq!((found.stored_bytes, found.stored_sha256), (stored.len() as u64, sha256(&stored)));
            assert_eq!(found.content.map(|content| content.plain_sha256), Some(sha256(rdb)));
        }
        Ok(())
    }
}
