//! A stored RDB, read to its end: hashed as it lies there, decrypted, unpacked, hashed again, parsed.

use super::crypt::Identities;
use super::stop::Stop;
use super::stored::Stored;
use super::tee::hex;
use super::unpack::{CHUNK, Form, Packing, Unpacked, unreadable, wrong};
use crate::domain::backup::keyspace::{Expected, LiveKeys};
use crate::error::Result;
use crate::formats::kind::{HEAD_BYTES, Kind};
use crate::formats::rdb::{
    Census, CensusTaker, End, Header, KeyEnd, KeyInfo, ModuleTypeName, Options, Parser, Update, Visitor, Want,
};
use ring::digest::{Context as Hash, SHA256};
use serde::Serialize;
use std::path::Path;

/// How deep to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Sizes and hashes of the files as they lie there.
    Quick,
    /// Everything to the RDB's end.
    Data,
    /// That, and what a server holds that loads it.
    Load,
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
    /// How it is packed.
    pub packing: Packing,
    /// Its size in bytes when unpacked.
    pub plain_bytes: u64,
    /// SHA-256 of the unpacked bytes, in hexadecimal.
    pub plain_sha256: String,
    /// What the parser counted.
    pub census: Census,
    /// What a server should hold that loads it; at [`Depth::Load`].
    pub expected: Option<Expected>,
    /// Magic and version.
    pub header: Option<Header>,
    /// How the RDB ended.
    pub end: End,
    /// Whether its checksum is in the packing, since Valkey compressed it.
    pub has_lz4_checksum: bool,
}

/// Reads a file. Without a stated packing its first bytes decide. `now_ms` decides which keys count as expired.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when it is missing, badly packed or no whole RDB.
pub fn read(what: &Stored, form: Form<'_>, depth: Depth, now_ms: u64, stop: &Stop) -> Result<Read> {
    let counts = match depth {
        Depth::Quick => return hash(what, stop),
        Depth::Data => Counts::new(now_ms, false),
        Depth::Load => Counts::new(now_ms, true),
    };
    parse(what, form, counts, stop)
}

/// Size and hash of a file as it lies there.
fn hash(what: &Stored, stop: &Stop) -> Result<Read> {
    let mut file = Unpacked::of(what, Form { packing: Some(Packing::AsStored), identities: None }, stop)?;
    let mut chunk = vec![0; CHUNK];
    while file.read_chunk(&mut chunk)? > 0 {
        stop.check()?;
    }
    let (stored_bytes, stored_sha256) = file.finish()?;
    Ok(Read { stored_bytes, stored_sha256, content: None })
}

/// What a file is, by its first unpacked bytes, which come with the answer.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when not even its first bytes can be unpacked.
pub fn peek(what: &Stored, identities: &Identities, stop: &Stop) -> Result<(Kind, Vec<u8>)> {
    let mut file = Unpacked::of(what, Form { packing: None, identities: Some(identities) }, stop)?;
    let mut head = vec![0; HEAD_BYTES];
    let mut known = 0;
    while known < head.len() {
        match file.read_chunk(&mut head[known..]) {
            Ok(0) => break,
            Ok(length) => known += length,
            // What there is may be enough; the damage is found by the one who reads all.
            Err(_) if known > 0 => break,
            Err(error) => return Err(error),
        }
    }
    head.truncate(known);
    Ok((Kind::of(&head), head))
}

/// The size of a file in bytes, and whether it is a folder.
///
/// # Errors
/// Of kind Target.
pub fn fetch_size(path: &Path) -> Result<(u64, bool)> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    Ok((metadata.len(), metadata.is_dir()))
}

/// How a file is packed and how it ended, once a visitor was shown all of it.
#[derive(Debug)]
pub struct Visited {
    /// Its size in bytes.
    pub stored_bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub stored_sha256: String,
    /// How it is packed.
    pub packing: Packing,
    /// Its size in bytes when unpacked.
    pub plain_bytes: u64,
    /// SHA-256 of the unpacked bytes, in hexadecimal.
    pub plain_sha256: String,
    /// Magic and version.
    pub header: Option<Header>,
    /// How the RDB ended.
    pub end: End,
    /// Whether its checksum is in the packing, since Valkey compressed it.
    pub has_lz4_checksum: bool,
}

/// Shows a file to a visitor. Without a stated packing its first bytes decide.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when it is missing, badly packed or no whole RDB.
pub fn visit(
    what: &Stored,
    form: Form<'_>,
    options: Options,
    visitor: &mut impl Visitor,
    stop: &Stop,
) -> Result<Visited> {
    let path = what.shown();
    let mut file = Unpacked::of(what, form, stop)?;
    let mut parser = Parser::new(options);
    let (packing, has_lz4_checksum) = (file.packing(), file.has_lz4_checksum());
    // Bytes that are the stored ones are hashed already; a hash takes longer than the parsing.
    let mut hash = file.is_transformed().then(|| Hash::new(&SHA256));
    let mut chunk = vec![0; CHUNK];
    loop {
        stop.check()?;
        let length = match file.read_chunk(&mut chunk)? {
            0 => break,
            length => length,
        };
        if let Some(hash) = &mut hash {
            hash.update(&chunk[..length]);
        }
        parser.feed(&chunk[..length], visitor).map_err(|error| wrong(path, error.to_string()))?;
    }
    let end = parser.finish().map_err(|error| wrong(path, error.to_string()))?;
    let (stored_bytes, stored_sha256) = file.finish()?;
    let plain_sha256 = hash.map_or_else(|| stored_sha256.clone(), |hash| hex(hash.finish().as_ref()));
    let (plain_bytes, header) = (parser.offset(), parser.header());
    Ok(Visited { stored_bytes, stored_sha256, packing, plain_bytes, plain_sha256, header, end, has_lz4_checksum })
}

fn parse(what: &Stored, form: Form<'_>, mut counts: Counts, stop: &Stop) -> Result<Read> {
    let visited = visit(what, form, Options::default(), &mut counts, stop)?;
    let content = Content {
        packing: visited.packing,
        plain_bytes: visited.plain_bytes,
        plain_sha256: visited.plain_sha256,
        census: counts.census.into_census(),
        expected: counts.live.map(LiveKeys::into_expected),
        header: visited.header,
        end: visited.end,
        has_lz4_checksum: visited.has_lz4_checksum,
    };
    Ok(Read { stored_bytes: visited.stored_bytes, stored_sha256: visited.stored_sha256, content: Some(content) })
}

/// Takes the census and, if wanted, what a server should hold.
struct Counts {
    census: CensusTaker,
    live: Option<LiveKeys>,
}

impl Counts {
    fn new(now_ms: u64, live: bool) -> Self {
        Self { census: CensusTaker::new(now_ms), live: live.then(|| LiveKeys::at(now_ms)) }
    }
}

impl Visitor for Counts {
    fn header(&mut self, header: Header) {
        self.census.header(header);
    }

    fn aux(&mut self, key: &[u8], value: &[u8]) {
        self.census.aux(key, value);
    }

    fn select_db(&mut self, db: u64) {
        self.census.select_db(db);
    }

    fn resize_db(&mut self, keys: u64, with_expiry: u64) {
        self.census.resize_db(keys, with_expiry);
    }

    fn function(&mut self, code: &[u8], len: u64) {
        self.census.function(code, len);
        if let Some(live) = &mut self.live {
            live.function(code, len);
        }
    }

    fn module_aux(&mut self, module: ModuleTypeName) {
        self.census.module_aux(module);
    }

    fn update(&mut self, update: &Update<'_>) {
        self.census.update(update);
        if let Some(live) = &mut self.live {
            live.update(update);
        }
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        if let Some(live) = &mut self.live {
            live.key(key);
        }
        self.census.key(key)
    }

    fn key_end(&mut self, end: &KeyEnd) {
        if let Some(live) = &mut self.live {
            live.key_end(end);
        }
        self.census.key_end(end);
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
            let file = Stored::Local(file.path().to_owned());
            let found = read(&file, Form::default(), Depth::Data, 0, &Stop::default())?;
            assert_eq!((found.stored_bytes, found.stored_sha256), (stored.len() as u64, sha256(&stored)));
            assert_eq!(found.content.map(|content| content.plain_sha256), Some(sha256(rdb)));
        }
        Ok(())
    }
}
