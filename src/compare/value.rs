//! A value's digest from its serialized form, whole or in chunks.

use crate::domain::compare::{Digester, Kind, Reading};
use crate::formats::rdb::{Dialect, DumpPayload, ElementReader, Header, ValueType};

/// Longest item, member or field; servers allow no longer ones (`proto-max-bulk-len`).
const LONGEST_ELEMENT: usize = 512 << 20;
/// Formats from here on are Valkey's, in the footer of DUMP, where there is no magic.
const FIRST_OF_VALKEY: u16 = 80;

/// Takes the digest of one value.
#[derive(Debug)]
pub(super) struct ValueReader {
    digester: Digester,
    reader: Option<ElementReader>,
    failure: Option<String>,
}

impl ValueReader {
    /// Fields that expire before `horizon_ms` are left out.
    pub(super) fn new(value_type: ValueType, horizon_ms: u64) -> Self {
        // What cannot be taken apart is a module's, and is known by its bytes.
        let reader = ElementReader::new(value_type, LONGEST_ELEMENT).ok();
        Self { digester: Digester::new(horizon_ms), reader, failure: None }
    }

    /// Takes in the next bytes.
    pub(super) fn feed(&mut self, chunk: &[u8]) {
        match &mut self.reader {
            _ if self.failure.is_some() => {}
            None => self.digester.take_opaque(chunk),
            Some(reader) => {
                let digester = &mut self.digester;
                if let Err(error) = reader.feed(chunk, &mut |element| digester.take(&element)) {
                    self.failure = Some(error.to_string());
                }
            }
        }
    }

    /// The value is complete.
    pub(super) fn finish(self) -> Reading {
        let ended = self.reader.as_ref().map_or(Ok(()), ElementReader::finish);
        match (self.failure, ended) {
            (Some(reason), _) => Reading::Unread(reason),
            (None, Err(error)) => Reading::Unread(error.to_string()),
            (None, Ok(())) => Reading::Whole(self.digester.finish(true)),
        }
    }
}

/// What DUMP answered: the value, and its type where the payload says it.
pub(super) fn read_dump(payload: &[u8], horizon_ms: u64) -> (Option<Kind>, Reading) {
    let payload = match DumpPayload::parse(payload) {
        Ok(payload) => payload,
        Err(error) => return (None, Reading::Unread(error.to_string())),
    };
    let dialect = if payload.version >= FIRST_OF_VALKEY { Dialect::Valkey } else { Dialect::Redis };
    let header = Header { dialect, version: payload.version };
    let Some(value_type) = ValueType::from_byte(payload.type_byte, header) else {
        let reason = format!("type {} of format {} is not known", payload.type_byte, payload.version);
        return (None, Reading::Unread(reason));
    };
    let mut reader = ValueReader::new(value_type, horizon_ms);
    reader.feed(payload.value);
    (value_type.key_type().map(Kind::from), reader.finish())
}
