//! What is done to an artefact's bytes on their way into a sink: compressed, encrypted, hashed, in this order.

use super::Sink;
use super::crypt::Recipients;
use super::tee::hex;
use crate::domain::backup::manifest::Compression;
use crate::error::{Error, Result};
use age::stream::StreamWriter;
use flate2::write::GzEncoder;
use ring::digest::{Context as Hash, SHA256};
use std::io::{self, Write};
use zstd::stream::write::Encoder as ZstdEncoder;

/// What zstd takes by itself: a window of 2 MiB, some MiB of memory.
const ZSTD_LEVEL: i32 = 3;

/// How artefacts are packed.
#[derive(Debug, Clone, Default)]
pub struct Packing {
    /// Compression.
    pub compression: Compression,
    /// Who can read it; everybody where there are none.
    pub recipients: Recipients,
}

impl Packing {
    /// The suffix of a file's name.
    pub fn suffix(&self) -> String {
        let encryption = if self.recipients.is_empty() { "" } else { super::crypt::SUFFIX };
        format!("{}{encryption}", self.compression.suffix())
    }
}

/// An artefact as it was stored.
pub(super) struct Packed {
    pub(super) bytes: u64,
    /// None where the stored bytes are those that came, whose hash is known.
    pub(super) sha256: Option<String>,
}

/// Takes an artefact's bytes.
pub(super) struct Packer<'a> {
    compressed: Compressed<Encrypted<Output<'a>>>,
}

enum Compressed<W: Write> {
    Gzip(Box<GzEncoder<W>>),
    Zstd(Box<ZstdEncoder<'static, W>>),
    None(W),
}

enum Encrypted<W: Write> {
    Age(Box<StreamWriter<W>>),
    None(W),
}

impl<'a> Packer<'a> {
    /// Begins an artefact in `sink`.
    ///
    /// # Errors
    /// The sink's, and that of the encryption's header.
    pub(super) fn begin(sink: &'a mut dyn Sink, artefact: &str, packing: &Packing) -> Result<Self> {
        sink.begin(artefact)?;
        let as_it_comes = packing.compression == Compression::None && packing.recipients.is_empty();
        let hash = (!as_it_comes).then(|| Hash::new(&SHA256));
        let output = Output { sink, hash, bytes: 0 };
        let encrypted = if packing.recipients.is_empty() {
            Encrypted::None(output)
        } else {
            let writer = packing.recipients.encrypt(output).map_err(|error| reason("encrypt", &error))?;
            Encrypted::Age(Box::new(writer))
        };
        let compressed = match packing.compression {
            Compression::None => Compressed::None(encrypted),
            Compression::Zstd => {
                let encoder = ZstdEncoder::new(encrypted, ZSTD_LEVEL).and_then(|mut encoder| {
                    encoder.include_checksum(true)?;
                    Ok(encoder)
                });
                Compressed::Zstd(Box::new(encoder.map_err(|error| reason("compress", &error))?))
            }
            Compression::Gzip => Compressed::Gzip(Box::new(GzEncoder::new(encrypted, flate2::Compression::fast()))),
        };
        Ok(Self { compressed })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.compressed {
            Compressed::Gzip(encoder) => encoder.write_all(bytes),
            Compressed::Zstd(encoder) => encoder.write_all(bytes),
            Compressed::None(output) => output.write_all(bytes),
        };
        written.map_err(|error| reason("compress", &error))
    }

    /// Writes what was held back, and ends the artefact in the sink.
    pub(super) fn finish(self) -> Result<Packed> {
        let encrypted = match self.compressed {
            Compressed::Gzip(encoder) => encoder.finish().map_err(|error| reason("compress", &error))?,
            Compressed::Zstd(encoder) => encoder.finish().map_err(|error| reason("compress", &error))?,
            Compressed::None(output) => output,
        };
        let output = match encrypted {
            Encrypted::Age(writer) => writer.finish().map_err(|error| reason("encrypt", &error))?,
            Encrypted::None(output) => output,
        };
        output.sink.finish()?;
        Ok(Packed { bytes: output.bytes, sha256: output.hash.map(|hash| hex(hash.finish().as_ref())) })
    }
}

/// Why it could not go on: the sink's own error, where it was the sink.
fn reason(what: &str, error: &io::Error) -> Error {
    let of_sink = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    of_sink.cloned().unwrap_or_else(|| Error::failed(format!("cannot {what}")).because(error))
}

impl<W: Write> Write for Encrypted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Age(writer) => writer.write(bytes),
            Self::None(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Age(writer) => writer.flush(),
            Self::None(writer) => writer.flush(),
        }
    }
}

/// The end of the way: hashes what is stored.
struct Output<'a> {
    sink: &'a mut dyn Sink,
    hash: Option<Hash>,
    bytes: u64,
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(hash) = &mut self.hash {
            hash.update(bytes);
        }
        self.bytes += bytes.len() as u64;
        self.sink.write(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
