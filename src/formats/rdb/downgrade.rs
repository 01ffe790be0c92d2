//! Values rewritten for a server that does not know their encoding: the plain encodings every version loads.

use super::element::{Element, ElementReader, ValueError};
use super::encode::{put_ascii_double, put_length, put_string};
use super::header::{Dialect, Header};
use super::stream_rewrite;
use super::value_type::{KeyType, ValueType};

/// A value in an encoding the target loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// Its new encoding.
    pub value_type: ValueType,
    /// Its serialized form, as a [`super::DumpBuilder`] takes it.
    pub value: Vec<u8>,
    /// What the target has no place for.
    pub losses: Losses,
}

/// What a conversion had to leave out; all 0 when it is faithful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Losses {
    /// Hash fields that had an expiry time and now live as long as their key.
    pub field_expiries: u64,
    /// Producers' requests that the stream remembered, so that a repeated one would now add an entry.
    pub remembered_requests: u64,
    /// Pending entries without an owner, which would now count as acknowledged.
    pub unowned_pending: u64,
}

impl Losses {
    /// Whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a value cannot be rewritten for the target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The target has no such data type at all.
    #[error("a server of format {target} has no type for this value (type byte {kind})")]
    NoSuchType {
        /// The value's type byte.
        kind: u8,
        /// The target's format, as in `REDIS0009`.
        target: String,
    },
    /// The value itself is damaged or too large.
    #[error(transparent)]
    Value(#[from] ValueError),
}

/// Rewrites one whole value so that a server of format `target` loads it. A type the target knows is copied as it is.
/// `value` is held whole by the caller; larger values are taken apart into commands instead. Where the target has no
/// expiry of fields, those whose time is before `now_ms` (milliseconds since 1970) are left out, not brought back.
///
/// # Errors
/// [`ConvertError`].
pub fn convert(value_type: ValueType, value: &[u8], target: Header, now_ms: u64) -> Result<Converted, ConvertError> {
    let is_known = ValueType::from_byte(value_type.byte(), target) == Some(value_type);
    if is_known && value_type.lowest_version() <= target.version {
        return Ok(Converted { value_type, value: value.to_vec(), losses: Losses::default() });
    }
    let refusal = || ConvertError::NoSuchType { kind: value_type.byte(), target: target.to_string() };
    match value_type.key_type() {
        Some(KeyType::Stream) => {
            let version = stream_version(target).ok_or_else(refusal)?;
            Ok(stream_rewrite::rewrite(value_type, value, version)?)
        }
        Some(KeyType::List | KeyType::Set | KeyType::Zset | KeyType::Hash) => {
            Ok(plain(value_type, value, target, now_ms)?)
        }
        _ => Err(refusal()),
    }
}

/// The version of streams to write for the target.
fn stream_version(target: Header) -> Option<u8> {
    match target.version {
        11.. => Some(3),
        10 => Some(2),
        9 => Some(1),
        _ => None,
    }
}

fn plain(value_type: ValueType, value: &[u8], target: Header, now_ms: u64) -> Result<Converted, ValueError> {
    let (mut expired, mut fields_with_expiry) = (0, 0);
    let mut earliest_ms = u64::MAX;
    each_element(value_type, value, |element| {
        if let Some(at) = field_expiry(&element) {
            fields_with_expiry += 1;
            expired += u64::from(at < now_ms);
            earliest_ms = earliest_ms.min(at);
        }
    })?;
    let keeps_expiry = target.is_redis_from(12) || target.is_valkey_from(80);
    let plain_type = match value_type.key_type() {
        Some(KeyType::List) => ValueType::List,
        Some(KeyType::Set) => ValueType::Set,
        Some(KeyType::Zset) if target.version >= 8 => ValueType::Zset2,
        Some(KeyType::Zset) => ValueType::Zset,
        _ if fields_with_expiry == 0 || !keeps_expiry => ValueType::Hash,
        _ if target.dialect == Dialect::Valkey => ValueType::ValkeyHash2,
        _ => ValueType::HashMetadata,
    };
    let mut body = Vec::new();
    let mut elements = 0;
    each_element(value_type, value, |element| {
        let is_expired = field_expiry(&element).is_some_and(|at| at < now_ms);
        if !is_expired || plain_type != ValueType::Hash {
            elements += 1;
            put_element(&mut body, &element, plain_type, earliest_ms);
        }
    })?;
    let mut out = Vec::with_capacity(body.len() + 17);
    if plain_type == ValueType::HashMetadata {
        out.extend_from_slice(&earliest_ms.to_le_bytes());
    }
    put_length(&mut out, elements);
    out.extend_from_slice(&body);
    let field_expiries = match plain_type {
        ValueType::Hash => fields_with_expiry - expired,
        _ => 0,
    };
    Ok(Converted { value_type: plain_type, value: out, losses: Losses { field_expiries, ..Losses::default() } })
}

fn put_element(out: &mut Vec<u8>, element: &Element<'_>, plain_type: ValueType, earliest_ms: u64) {
    match *element {
        Element::ListItem(bytes) | Element::SetMember(bytes) => put_string(out, bytes),
        Element::ZsetMember { member, score } => {
            put_string(out, member);
            match plain_type {
                ValueType::Zset => put_ascii_double(out, score),
                _ => out.extend_from_slice(&score.to_le_bytes()),
            }
        }
        Element::HashField { field, value, expires_at_ms } => {
            if plain_type == ValueType::HashMetadata {
                put_length(out, expires_at_ms.map_or(0, |at| at - earliest_ms + 1));
            }
            put_string(out, field);
            put_string(out, value);
            if plain_type == ValueType::ValkeyHash2 {
                let at = expires_at_ms.unwrap_or(u64::MAX);
                out.extend_from_slice(&at.to_le_bytes());
            }
        }
        _ => {}
    }
}

fn field_expiry(element: &Element<'_>) -> Option<u64> {
    match element {
        Element::HashField { expires_at_ms, .. } => *expires_at_ms,
        _ => None,
    }
}

fn each_element(value_type: ValueType, value: &[u8], mut take: impl FnMut(Element<'_>)) -> Result<(), ValueError> {
    let mut reader = ElementReader::new(value_type, usize::MAX)?;
    reader.feed(value, &mut take)?;
    reader.finish()
}
