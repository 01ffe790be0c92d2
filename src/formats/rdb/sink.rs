//! Where the reader of values delivers what it finds: nowhere when a file is only checked.

use super::container::ContainerKind;

/// What a string inside a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The value of a string key.
    StringValue,
    /// An item of a list.
    ListItem,
    /// A member of a set.
    SetMember,
    /// A member of a sorted set; [`Item::Score`] follows.
    ZsetMember,
    /// A field of a hash.
    HashField,
    /// The value of the field before it.
    HashValue,
    /// The name of a consumer group; [`Item::Group`] follows.
    GroupName,
    /// The name of a consumer; [`Item::Consumer`] follows.
    ConsumerName,
    /// An element of an array that is stored as a string.
    ArrayElement,
    /// A name that only matters for the structure.
    Other,
}

/// An id of a stream entry: milliseconds and sequence number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct StreamId {
    /// Milliseconds since 1970, as a rule.
    pub ms: u64,
    /// Number within the millisecond.
    pub seq: u64,
}

/// What a stream says of itself beside its entries. The last three exist since Redis 7.0 (version 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StreamMeta {
    /// Entries it holds.
    pub length: u64,
    /// The highest id ever used.
    pub last_id: StreamId,
    /// Id of the first entry.
    pub first_id: Option<StreamId>,
    /// The highest id ever deleted.
    pub max_deleted_id: Option<StreamId>,
    /// Entries ever added.
    pub entries_added: Option<u64>,
}

/// The parts of a value that are not strings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Item<'a> {
    /// Score of the member before it.
    Score(f64),
    /// Expiry time in milliseconds of the field that follows.
    NextFieldExpiry(Option<u64>),
    /// Expiry time in milliseconds of the field and value just read.
    LastFieldExpiry(Option<u64>),
    /// A whole container, checked.
    Container(ContainerKind, &'a [u8]),
    /// A whole listpack of stream entries, checked, and the id its entries count from.
    StreamNode(StreamId, &'a [u8]),
    /// What the stream says of itself.
    StreamMeta(StreamMeta),
    /// State of the consumer group named before it.
    Group { last_id: StreamId, entries_read: Option<u64> },
    /// An entry delivered by the current group and not acknowledged.
    Pending { id: StreamId, delivered_at_ms: u64, deliveries: u64 },
    /// Times of the consumer named before it.
    Consumer { seen_at_ms: u64, active_at_ms: Option<u64> },
    /// The current consumer owns this pending entry.
    Owned(StreamId),
    /// This pending entry belongs to no consumer (Redis 8.8).
    Unowned(StreamId),
    /// How long and how many requests of a producer are remembered (Redis 8.6).
    ProducerLimits { duration_seconds: u64, max_requests: u64 },
    /// One request of a producer, remembered so that its repetition adds nothing; no command can restore it.
    RememberedRequest,
    /// A container too large to be held.
    Oversize,
    /// Where the next `ARINSERT` would go.
    ArrayCursor(u64),
    /// Index of the array element after it.
    ArrayIndex(u64),
    /// An array element stored as an integer.
    ArrayInt(i64),
    /// An array element stored as a double.
    ArrayFloat(f64),
}

/// Receives a value piece by piece. An error stops the reading; it becomes the reason given for the offset.
pub(super) trait Sink {
    /// Whether the content of strings is wanted at all.
    const CONTENT: bool;

    /// A string of `len` bytes starts.
    fn text_begin(&mut self, role: Role, len: u64) -> Result<(), String>;
    /// Its next bytes.
    fn text(&mut self, role: Role, bytes: &[u8]) -> Result<(), String>;
    /// It is complete.
    fn text_end(&mut self, role: Role) -> Result<(), String>;
    /// A part that is not a string.
    fn item(&mut self, item: Item<'_>) -> Result<(), String>;
}

/// Checks without keeping anything.
pub(super) struct CheckOnly;

impl Sink for CheckOnly {
    const CONTENT: bool = false;

    fn text_begin(&mut self, _role: Role, _len: u64) -> Result<(), String> {
        Ok(())
    }
    fn text(&mut self, _role: Role, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
    fn text_end(&mut self, _role: Role) -> Result<(), String> {
        Ok(())
    }
    fn item(&mut self, _item: Item<'_>) -> Result<(), String> {
        Ok(())
    }
}

/// Keeps the start of one string, up to a limit, growing only with bytes that arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Collect {
    pub(super) bytes: Vec<u8>,
    pub(super) len: u64,
    pub(super) limit: usize,
}

impl Collect {
    /// Forgets what was kept and sets the limit for the next string.
    pub(super) fn reset(&mut self, limit: usize) {
        self.bytes.clear();
        self.bytes.shrink_to(1 << 16);
        self.limit = limit;
        self.len = 0;
    }
}

impl Sink for Collect {
    const CONTENT: bool = true;

    fn text_begin(&mut self, _role: Role, len: u64) -> Result<(), String> {
        self.len = len;
        Ok(())
    }
    fn text(&mut self, _role: Role, bytes: &[u8]) -> Result<(), String> {
        let room = self.limit.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&bytes[..room.min(bytes.len())]);
        Ok(())
    }
    fn text_end(&mut self, _role: Role) -> Result<(), String> {
        Ok(())
    }
    fn item(&mut self, _item: Item<'_>) -> Result<(), String> {
        Ok(())
    }
}
