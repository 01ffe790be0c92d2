//! A stored RDB, read to its end for somebody who wants more of it than a census.

use super::stop::Stop;
use super::stored::Stored;
use super::unpack::{CHUNK, Form, Unpacked, wrong};
use crate::error::Result;
use crate::formats::rdb::{Crc, Options, Parser, Visitor};

/// Reads a file, in whatever form it lies there, and tells `visitor` what is in it. `progress` hears of the bytes that
/// were parsed. What the visitor was told is only true once this returns: a file that is damaged at its end is damaged.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when it is missing, badly packed or no whole RDB, or its checksum
/// is wrong.
pub fn visit(
    what: &Stored,
    form: Form<'_>,
    visitor: &mut impl Visitor,
    stop: &Stop,
    progress: &mut dyn FnMut(u64),
) -> Result<()> {
    let path = what.shown();
    let mut file = Unpacked::of(what, form, stop)?;
    let mut parser = Parser::new(Options::default());
    let mut chunk = vec![0; CHUNK];
    loop {
        stop.check()?;
        match file.read_chunk(&mut chunk)? {
            0 => break,
            length => {
                parser.feed(&chunk[..length], visitor).map_err(|error| wrong(path, error.to_string()))?;
                progress(parser.offset());
            }
        }
    }
    let end = parser.finish().map_err(|error| wrong(path, error.to_string()))?;
    match end.crc {
        Crc::Wrong { expected, computed } => {
            Err(wrong(path, format!("its CRC64 is {computed:016x}, and the file says {expected:016x}")))
        }
        Crc::Ok | Crc::Absent => Ok(()),
    }
}
