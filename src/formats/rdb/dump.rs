//! The payload of `DUMP` and `RESTORE`: type byte, value, format version, checksum.
//!
//! Source: `createDumpPayload` and `verifyDumpPayload` of redis/src/cluster.c.

use crc_fast::{CrcAlgorithm, checksum};

use super::value_type::ValueType;

/// Bytes after the value: two of version, eight of checksum, both little-endian.
const FOOTER_BYTES: usize = 10;

/// A payload for `RESTORE` being put together from a value's chunks.
#[derive(Debug, Clone)]
pub struct DumpBuilder {
    payload: Vec<u8>,
    version: u16,
}

impl DumpBuilder {
    /// Starts the payload of a value. It carries the lowest format version that has this type, so that every server
    /// that can load the value accepts it; Valkey refuses versions 12 to 79 whatever the type.
    #[must_use]
    pub fn new(value_type: ValueType) -> Self {
        Self { payload: vec![value_type.byte()], version: value_type.lowest_version() }
    }

    /// Appends the next bytes of the value, as a [`super::Visitor`] gets them.
    pub fn push(&mut self, chunk: &[u8]) {
        self.payload.extend_from_slice(chunk);
    }

    /// The value's bytes so far.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.payload[1..]
    }

    /// Bytes so far, so that a value too large for one command can be taken apart instead.
    #[must_use]
    pub fn len(&self) -> usize {
        self.payload.len()
    }

    /// Whether nothing of the value has arrived.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.payload.len() == 1
    }

    /// Completes the payload.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut payload = self.payload;
        payload.extend_from_slice(&self.version.to_le_bytes());
        let crc = checksum(CrcAlgorithm::Crc64Redis, &payload);
        payload.extend_from_slice(&crc.to_le_bytes());
        payload
    }
}

/// A payload that `DUMP` returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DumpPayload<'a> {
    /// What the first byte means depends on the server it came from.
    pub type_byte: u8,
    /// The value as it would stand in a file.
    pub value: &'a [u8],
    /// The format version of the server it came from.
    pub version: u16,
}

/// Why a payload is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DumpError {
    /// Shorter than type byte and footer.
    #[error("a DUMP payload of {0} bytes is too short")]
    TooShort(usize),
    /// Changed since it was made.
    #[error("the checksum of the DUMP payload is {computed:016x}, but it declares {expected:016x}")]
    WrongChecksum {
        /// What the payload says.
        expected: u64,
        /// What its bytes give.
        computed: u64,
    },
}

impl<'a> DumpPayload<'a> {
    /// Splits and verifies a payload. A checksum of 0 means that there is none, as `RESTORE` has it.
    ///
    /// # Errors
    /// [`DumpError`].
    pub fn parse(payload: &'a [u8]) -> Result<Self, DumpError> {
        let short = DumpError::TooShort(payload.len());
        let body = payload.len().checked_sub(FOOTER_BYTES).ok_or(short)?;
        let (value, footer) = payload.split_at(body);
        let (&type_byte, value) = value.split_first().ok_or(short)?;
        let (version, stored) = footer.split_first_chunk::<2>().ok_or(short)?;
        let expected = u64::from_le_bytes(*stored.first_chunk::<8>().ok_or(short)?);
        let computed = checksum(CrcAlgorithm::Crc64Redis, &payload[..body + 2]);
        if expected != 0 && expected != computed {
            return Err(DumpError::WrongChecksum { expected, computed });
        }
        Ok(Self { type_byte, value, version: u16::from_le_bytes(*version) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// `SET k hello`, `DUMP k` of Redis 7.0.15.
    const HELLO: &[u8] = b"\x00\x05hello\n\x00cr\xdfve4 \n";

    #[test]
    fn a_servers_payload_is_read_and_made() {
        let payload = DumpPayload::parse(HELLO).unwrap();
        assert_eq!((payload.type_byte, payload.version), (0, 10));
        assert_eq!(payload.value, b"\x05hello");
        let mut builder = DumpBuilder::new(ValueType::String);
        builder.push(payload.value);
        let ours = builder.finish();
        assert_eq!(DumpPayload::parse(&ours).unwrap().value, payload.value);
        assert_eq!(ours.len(), HELLO.len());
    }

    #[test]
    fn a_change_anywhere_is_found() {
        for at in 0..HELLO.len() {
            let mut payload = HELLO.to_vec();
            payload[at] ^= 1;
            assert!(DumpPayload::parse(&payload).is_err(), "{at}");
            let cut = DumpPayload::parse(&HELLO[..at]);
            assert!(cut.is_err(), "{at}");
        }
    }
}
