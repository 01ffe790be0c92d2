//! A stored file, decrypted and unpacked while it is read: plain, gzip, zstd or in Valkey's own envelope, told by its
//! first bytes; hashed as it lies there.

mod taps;

use super::crypt::Identities;
use super::stop::Stop;
use super::stored::Stored;
use crate::domain::backup::manifest::Compression;
use crate::error::{Error, Kind, Result};
use flate2::read::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use taps::{Tap, ToItsEnd};

/// Bytes read at a time.
pub const CHUNK: usize = 256 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// RFC 8878, 3.1.1.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Of age-encryption.org/v1.
const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// How Valkey 9.2 begins a file with `rdbcompression lz4` (design-docs/compressed-stream.md, compression_stream.h).
const VALKEY_MAGIC: &[u8; 3] = b"VCS";
/// Magic, version 1, codec LZ4, a reserved byte, an RDB inside; one LZ4 frame follows.
const VALKEY_LZ4_RDB: [u8; 7] = *b"VCS\x01\x01\x00\x01";

/// In the flags after the four bytes of magic of an LZ4 frame.
const LZ4_CONTENT_CHECKSUM: u8 = 0x04;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// Not to be undone, nor its encryption.
    AsStored,
    /// gzip, of one member or several.
    Gzip,
    /// Zstandard, of one frame or several.
    Zstd,
    /// Valkey's envelope round one LZ4 frame, whose checksums stand in for that of the RDB.
    ValkeyLz4,
}

impl Packing {
    fn of(magic: &[u8]) -> Self {
        if magic.starts_with(&GZIP_MAGIC) {
            Self::Gzip
        } else if magic.starts_with(&ZSTD_MAGIC) {
            Self::Zstd
        } else if magic.starts_with(VALKEY_MAGIC) {
            Self::ValkeyLz4
        } else {
            Self::None
        }
    }
}

impl From<Compression> for Packing {
    fn from(compression: Compression) -> Self {
        match compression {
            Compression::Gzip => Self::Gzip,
            Compression::Zstd => Self::Zstd,
            Compression::None => Self::None,
        }
    }
}

/// How a file is packed and encrypted, as far as that is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form<'a> {
    /// Packing; where it is not known the first bytes decide.
    pub packing: Option<Packing>,
    /// Secret keys for a file that is encrypted.
    pub identities: Option<&'a Identities>,
}

type Buffered = BufReader<Box<dyn Read + Send>>;

enum Decoder {
    Plain(Buffered),
    Gzip(Box<MultiGzDecoder<Buffered>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Buffered>>),
    ValkeyLz4(Box<FrameDecoder<ToItsEnd>>),
}

/// A file being read. What [`Unpacked::read_chunk`] gives is what was packed.
pub struct Unpacked {
    path: PathBuf,
    packing: Packing,
    encrypted: bool,
    has_lz4_checksum: bool,
    decoder: Decoder,
    stored: Tap,
}

impl Unpacked {
    /// Opens a file of this machine. Where nothing is known of how it is packed, its first bytes decide.
    ///
    /// # Errors
    /// As [`Unpacked::of`].
    pub fn open(path: &Path, packing: Option<Packing>) -> Result<Self> {
        Self::of(&Stored::Local(path.to_owned()), Form { packing, identities: None }, &Stop::default())
    }

    /// Opens a file. One that is encrypted is known by its first bytes.
    ///
    /// # Errors
    /// Of kind Target when it cannot be read, which may be for want of a key; Verification when it is not there: a part
    /// of a set that is missing is damage of the set.
    pub fn of(file: &Stored, form: Form<'_>, stop: &Stop) -> Result<Self> {
        let path = file.shown();
        let stored = Tap::new(file.open(stop)?);
        let mut input: Buffered = BufReader::with_capacity(CHUNK, Box::new(stored.clone()));
        // Whoever reads a file as it lies there wants it so.
        let encrypted = form.packing != Some(Packing::AsStored) && magic(path, &mut input)?.starts_with(AGE_MAGIC);
        if encrypted {
            let keys = form.identities.filter(|keys| !keys.is_empty()).ok_or_else(|| locked(path))?;
            let plain = keys.decrypt(input).map_err(|error| undecrypted(path, error))?;
            input = BufReader::with_capacity(CHUNK, Box::new(plain));
        }
        let packing = match form.packing {
            Some(packing) => packing,
            None => Packing::of(&magic(path, &mut input)?),
        };
        let mut has_lz4_checksum = false;
        let decoder = match packing {
            Packing::None | Packing::AsStored => Decoder::Plain(input),
            Packing::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(input))),
            Packing::Zstd => {
                let decoder = zstd::stream::read::Decoder::with_buffer(input);
                Decoder::Zstd(Box::new(decoder.map_err(|error| unreadable(path, &error))?))
            }
            Packing::ValkeyLz4 => {
                has_lz4_checksum = skip_envelope(path, &mut input)?;
                Decoder::ValkeyLz4(Box::new(FrameDecoder::new(ToItsEnd { inner: input, is_past: false })))
            }
        };
        Ok(Self { path: path.to_owned(), packing, encrypted, has_lz4_checksum, decoder, stored })
    }

    /// How it is packed.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// Whether what is read is not what lies there.
    pub fn is_transformed(&self) -> bool {
        self.encrypted || !matches!(self.packing, Packing::None | Packing::AsStored)
    }

    /// Whether Valkey's packing has a checksum of the whole, which it writes in place of the RDB's own.
    pub fn has_lz4_checksum(&self) -> bool {
        self.has_lz4_checksum
    }

    /// The next unpacked bytes; 0 at the end.
    ///
    /// # Errors
    /// Of kind Target when the disk fails, Verification when the packing is damaged or cut.
    pub fn read_chunk(&mut self, chunk: &mut [u8]) -> Result<usize> {
        loop {
            match self.read(chunk) {
                Ok(0) => return self.at_end().map(|()| 0),
                Ok(length) => return Ok(length),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(damaged(&self.path, self.packing, "file", &error)),
            }
        }
    }

    /// There is nothing after the end of what was packed, where the packing has one.
    fn at_end(&mut self) -> Result<()> {
        let Decoder::ValkeyLz4(decoder) = &mut self.decoder else { return Ok(()) };
        if decoder.get_ref().is_past {
            let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
            return Err(damaged(&self.path, self.packing, "file", &cut));
        }
        match decoder.get_mut().inner.fill_buf() {
            Ok([]) => Ok(()),
            Ok(_) => Err(wrong(&self.path, "bytes follow the end of its LZ4 frame")),
            Err(error) => Err(unreadable(&self.path, &error)),
        }
    }

    /// Bytes and SHA-256 of the file as it lies there, read to its end: a decoder stops at the end of what it knows.
    ///
    /// # Errors
    /// Of kind Target when the disk fails.
    pub fn finish(self) -> Result<(u64, String)> {
        drop(self.decoder);
        let mut stored = self.stored;
        io::copy(&mut stored, &mut io::sink()).map_err(|error| unreadable(&self.path, &error))?;
        stored.end()
    }
}

/// The first bytes, which stay to be read.
fn magic(path: &Path, input: &mut Buffered) -> Result<Vec<u8>> {
    // A read may give fewer; the rest has to be put in front again.
    let mut head = Vec::new();
    input.by_ref().take(AGE_MAGIC.len() as u64).read_to_end(&mut head).map_err(|error| unreadable(path, &error))?;
    let rest = std::mem::replace(input, BufReader::with_capacity(0, Box::new(io::empty())));
    *input = BufReader::with_capacity(CHUNK, Box::new(io::Cursor::new(head.clone()).chain(rest)));
    Ok(head)
}

fn locked(path: &Path) -> Error {
    Error::target(format!("{} is encrypted, and there is no key to read it with", path.display()))
        .hint("--identity FILE names the secret key; --quick compares sizes and hashes without it")
}

fn undecrypted(path: &Path, error: age::DecryptError) -> Error {
    match error {
        age::DecryptError::NoMatchingKeys => {
            Error::target(format!("{} is encrypted to others than the given identities", path.display()))
                .hint("--identity FILE names the secret key of one of the recipients that the manifest lists")
        }
        age::DecryptError::Io(error) => damaged(path, Packing::None, "age file", &error),
        other => wrong(path, format!("it is no whole age file: {other}")),
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.decoder {
            Decoder::Plain(input) => input.read(buffer),
            Decoder::Gzip(decoder) => decoder.read(buffer),
            Decoder::Zstd(decoder) => decoder.read(buffer),
            Decoder::ValkeyLz4(decoder) => decoder.read(buffer),
        }
    }
}

/// Reads Valkey's envelope, and says whether the frame after it has a checksum of its content. An envelope of another
/// version, codec or content is not guessed at, as Valkey has it.
fn skip_envelope(path: &Path, file: &mut Buffered) -> Result<bool> {
    let mut envelope = [0; VALKEY_LZ4_RDB.len()];
    let read = file.read_exact(&mut envelope).and_then(|()| match file.fill_buf()? {
        [] => Err(io::ErrorKind::UnexpectedEof.into()),
        frame => Ok(frame.get(4).is_some_and(|flags| flags & LZ4_CONTENT_CHECKSUM != 0)),
    });
    let has_checksum = read.map_err(|error| damaged(path, Packing::ValkeyLz4, "file", &error))?;
    if envelope == VALKEY_LZ4_RDB {
        return Ok(has_checksum);
    }
    let start = envelope.escape_ascii();
    Err(wrong(path, format!("it starts as a compressed file of Valkey, in a form that is not known here: \"{start}\"")))
}

/// What an error of reading means: decoders report damage with errors that no system call gave.
pub(super) fn damaged(path: &Path, packing: Packing, what: &str, error: &io::Error) -> Error {
    if let Some(of_store) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        return of_store.clone();
    }
    let form = match packing {
        _ if error.raw_os_error().is_some() => return unreadable(path, error),
        // Beyond a window of 128 MiB (zstd --long=28 and more), which says nothing of the data.
        Packing::Zstd if error.to_string().contains("too much memory") => return unreadable(path, error),
        Packing::None | Packing::AsStored => "",
        Packing::Gzip => "gzip ",
        Packing::Zstd => "zstd ",
        Packing::ValkeyLz4 => "lz4 ",
    };
    wrong(path, format!("it is no whole {form}{what}: {error}"))
}

/// A file that is there and cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Error {
    if let Some(of_store) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        return of_store.clone();
    }
    Error::target(format!("cannot read {}", path.display())).because(error)
}

/// A file that can be read and is damaged.
pub(super) fn wrong(path: &Path, reason: impl Into<String>) -> Error {
    Error::new(Kind::Verification, format!("{} is not what it should be", path.display())).cause(reason)
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

    /// As Valkey writes it: linked blocks of 64 KiB, both checksums.
    fn valkey_lz4(bytes: &[u8]) -> io::Result<Vec<u8>> {
        use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};
        let frame = FrameInfo::new().block_mode(BlockMode::Linked).block_size(BlockSize::Max64KB);
        let frame = frame.block_checksums(true).content_checksum(true);
        let mut encoder = FrameEncoder::with_frame_info(frame, VALKEY_LZ4_RDB.to_vec());
        encoder.write_all(bytes)?;
        encoder.finish().map_err(io::Error::other)
    }

    #[test]
    fn a_compressed_file_of_valkey_is_one_frame_in_its_envelope() -> Tested {
        let text: Vec<u8> = (0..60_000_u32).flat_map(|number| (number % 777).to_le_bytes()).collect();
        let whole = valkey_lz4(&text)?;
        assert!(whole.len() < text.len() / 2);
        assert_eq!(unpacked(&whole)?, (text, Packing::ValkeyLz4, whole.len() as u64));
        for (at, value) in [(3, 2), (4, 2), (4, 127), (5, 1), (6, 127)] {
            let mut other = whole.clone();
            other[at] = value;
            let error = unpacked(&other).expect_err("another envelope");
            assert!(error.chain().contains("in a form that is not known here"), "{}", error.chain());
        }
        for at in (7..whole.len()).step_by(7).chain(whole.len() - 8..whole.len()) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            let error = unpacked(&damaged).expect_err("a changed byte");
            assert_eq!(error.kind(), Kind::Verification, "{at}: {error}");
        }
        let error = unpacked(&[&whole[..], b"more"].concat()).expect_err("something after it");
        assert!(error.chain().contains("bytes follow the end of its LZ4 frame"), "{}", error.chain());
        Ok(())
    }

    #[test]
    fn every_cut_of_a_packed_file_is_damage() -> Tested {
        let text: Vec<u8> = (0..2000_u32).flat_map(|number| (number * number).to_le_bytes()).collect();
        let packed = [(gzip(&text)?, "gzip"), (zstd::encode_all(&text[..], 3)?, "zstd"), (valkey_lz4(&text)?, "lz4")];
        for (whole, form) in packed {
            for cut in 4..whole.len() {
                let error = unpacked(&whole[..cut]).expect_err("a cut file");
                assert_eq!(error.kind(), Kind::Verification, "{form} cut at {cut}: {error}");
                assert!(error.chain().contains(&format!("no whole {form} file")), "{}", error.chain());
            }
        }
        Ok(())
    }
}
