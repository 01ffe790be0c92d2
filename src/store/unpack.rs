//! A stored file, unpacked while it is read: plain, gzip or zstd, told by its first bytes; hashed as it lies there.

use super::tee::hex;
use crate::domain::backup::manifest::Compression;
use crate::error::{Error, Kind, Result};
use flate2::read::MultiGzDecoder;
use ring::digest::{Context as Hash, SHA256};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes read at a time.
pub const CHUNK: usize = 256 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// RFC 8878, 3.1.1.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// gzip, of one member or several.
    Gzip,
    /// Zstandard, of one frame or several.
    Zstd,
}

impl Packing {
    fn of(magic: &[u8]) -> Self {
        if magic.starts_with(&GZIP_MAGIC) {
            Self::Gzip
        } else if magic.starts_with(&ZSTD_MAGIC) {
            Self::Zstd
        } else {
            Self::None
        }
    }
}

impl From<Compression> for Packing {
    fn from(compression: Compression) -> Self {
        match compression {
            Compression::Gzip => Self::Gzip,
            Compression::None => Self::None,
        }
    }
}

type Buffered = BufReader<Hashed<File>>;

enum Decoder {
    Plain(Box<Hashed<File>>),
    Gzip(Box<MultiGzDecoder<Buffered>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Buffered>>),
}

/// A file being read. What [`Unpacked::read_chunk`] gives is what was packed.
pub struct Unpacked {
    path: PathBuf,
    packing: Packing,
    decoder: Decoder,
}

impl Unpacked {
    /// Opens a file. Where nothing is known of how it is packed, its first bytes decide.
    ///
    /// # Errors
    /// Of kind Target when it cannot be read, Verification when it is not there: a part of a set that is missing is
    /// damage of the set.
    pub fn open(path: &Path, packing: Option<Packing>) -> Result<Self> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => wrong(path, "it is missing"),
            _ => unreadable(path, &error),
        })?;
        let packing = match packing {
            Some(packing) => packing,
            None => {
                let mut magic = Vec::new();
                let read = File::open(path).and_then(|file| file.take(4).read_to_end(&mut magic));
                read.map_err(|error| unreadable(path, &error))?;
                Packing::of(&magic)
            }
        };
        let stored = Hashed { inner: file, hash: Hash::new(&SHA256), bytes: 0 };
        let decoder = match packing {
            Packing::None => Decoder::Plain(Box::new(stored)),
            Packing::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, stored)))),
            Packing::Zstd => {
                let buffered = BufReader::with_capacity(CHUNK, stored);
                let decoder = zstd::stream::read::Decoder::with_buffer(buffered);
                Decoder::Zstd(Box::new(decoder.map_err(|error| unreadable(path, &error))?))
            }
        };
        Ok(Self { path: path.to_owned(), packing, decoder })
    }

    /// How it is packed.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// The next unpacked bytes; 0 at the end.
    ///
    /// # Errors
    /// Of kind Target when the disk fails, Verification when the packing is damaged or cut.
    pub fn read_chunk(&mut self, chunk: &mut [u8]) -> Result<usize> {
        loop {
            match self.read(chunk) {
                Ok(length) => return Ok(length),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(damaged(&self.path, self.packing, "file", &error)),
            }
        }
    }

    /// Bytes and SHA-256 of the file as it lies there, read to its end: a decoder stops at the end of what it knows.
    ///
    /// # Errors
    /// Of kind Target when the disk fails.
    pub fn finish(self) -> Result<(u64, String)> {
        let mut stored = match self.decoder {
            Decoder::Plain(stored) => *stored,
            Decoder::Gzip(decoder) => decoder.into_inner().into_inner(),
            Decoder::Zstd(decoder) => decoder.finish().into_inner(),
        };
        io::copy(&mut stored, &mut io::sink()).map_err(|error| unreadable(&self.path, &error))?;
        Ok((stored.bytes, hex(stored.hash.finish().as_ref())))
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.decoder {
            Decoder::Plain(stored) => stored.read(buffer),
            Decoder::Gzip(decoder) => decoder.read(buffer),
            Decoder::Zstd(decoder) => decoder.read(buffer),
        }
    }
}

/// What an error of reading means: decoders report damage with errors that no system call gave.
pub(super) fn damaged(path: &Path, packing: Packing, what: &str, error: &io::Error) -> Error {
    let form = match packing {
        _ if error.raw_os_error().is_some() => return unreadable(path, error),
        // Beyond a window of 128 MiB (zstd --long=28 and more), which says nothing of the data.
        Packing::Zstd if error.to_string().contains("too much memory") => return unreadable(path, error),
        Packing::None => "",
        Packing::Gzip => "gzip ",
        Packing::Zstd => "zstd ",
    };
    wrong(path, format!("it is no whole {form}{what}: {error}"))
}

/// A file that is there and cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::target(format!("cannot read {}", path.display())).because(error)
}

/// A file that can be read and is damaged.
pub(super) fn wrong(path: &Path, reason: impl Into<String>) -> Error {
    Error::new(Kind::Verification, format!("{} is not what it should be", path.display())).cause(reason)
}

/// Hashes and counts what is read through it.
struct Hashed<R> {
    inner: R,
    hash: Hash,
    bytes: u64,
}

impl<R: Read> Read for Hashed<R> {
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
    use std::io::Write;

    type Tested = std::result::Result<(), Box<dyn std::error::Error>>;

    fn unpacked(bytes: &[u8]) -> Result<(Vec<u8>, Packing, u64)> {
        let mut file = tempfile::NamedTempFile::new().map_err(|error| Error::failed("x").because(&error))?;
        file.write_all(bytes).map_err(|error| Error::failed("x").because(&error))?;
        let mut reader = Unpacked::open(file.path(), None)?;
        let (mut all, mut chunk, packing) = (Vec::new(), vec![0; 7], reader.packing());
        loop {
            match reader.read_chunk(&mut chunk)? {
                0 => break,
                length => all.extend_from_slice(&chunk[..length]),
            }
        }
        Ok((all, packing, reader.finish()?.0))
    }

    fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes)?;
        encoder.finish()
    }

    #[test]
    fn the_first_bytes_decide_and_several_members_are_one_file() -> Tested {
        let text = b"REDIS0011 and more";
        assert_eq!(unpacked(text)?, (text.to_vec(), Packing::None, 18));
        let packings = [
            (gzip(b"REDIS0011 ")?, gzip(b"and more")?, Packing::Gzip),
            (zstd::encode_all(&b"REDIS0011 "[..], 3)?, zstd::encode_all(&b"and more"[..], 3)?, Packing::Zstd),
        ];
        for (first, second, packing) in packings {
            let both = [first, second].concat();
            assert_eq!(unpacked(&both)?, (text.to_vec(), packing, both.len() as u64));
        }
        Ok(())
    }

    #[test]
    fn every_cut_of_a_packed_file_is_damage() -> Tested {
        let text: Vec<u8> = (0..2000_u32).flat_map(|number| (number * number).to_le_bytes()).collect();
        for (whole, form) in [(gzip(&text)?, "gzip"), (zstd::encode_all(&text[..], 3)?, "zstd")] {
            for cut in 4..whole.len() {
                let error = unpacked(&whole[..cut]).expect_err("a cut file");
                assert_eq!(error.kind(), Kind::Verification, "{form} cut at {cut}: {error}");
                assert!(error.chain().contains(&format!("no whole {form} file")), "{}", error.chain());
            }
        }
        Ok(())
    }
}
