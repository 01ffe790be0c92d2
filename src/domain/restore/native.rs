//! A value built from commands, piece by piece, so that neither side holds it whole. Mirrors what the server itself writes
//! when it rewrites its AOF (`rewriteStreamObject` and its like in redis/src/aof.c).

use crate::formats::rdb::{Element, KeyType, StreamId, StreamMeta};
use std::collections::HashMap;

/// Bytes gathered in one command.
const COMMAND_BYTES: usize = 64 * 1024;
/// Arguments gathered in one command.
const COMMAND_ARGS: usize = 512;

/// The words of a command.
pub type Words = Vec<Vec<u8>>;

/// What the server understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Fields with expiry times.
    pub field_expiry: bool,
    /// `XSETID … ENTRIESADDED`, `XGROUP CREATE … ENTRIESREAD` (Redis 7.0).
    pub stream_counters: bool,
    /// Fields whose time is before this are left out where fields cannot have one: milliseconds since 1970.
    pub now_ms: u64,
}

/// Whether a value of this type can be built from commands.
#[must_use]
pub fn can_build(kind: KeyType) -> bool {
    matches!(kind, KeyType::String | KeyType::List | KeyType::Set | KeyType::Zset | KeyType::Hash | KeyType::Stream)
}

/// The command that counts the elements of a value; the length of a string.
#[must_use]
pub fn counting(kind: KeyType) -> &'static str {
    match kind {
        KeyType::List => "LLEN",
        KeyType::Set => "SCARD",
        KeyType::Zset => "ZCARD",
        KeyType::Hash => "HLEN",
        KeyType::Stream => "XLEN",
        _ => "STRLEN",
    }
}

/// Turns elements into commands on one key.
#[derive(Debug)]
pub struct Builder {
    key: Vec<u8>,
    abilities: Abilities,
    gathered: Words,
    bytes: usize,
    /// Commands that have to come after the ones gathered.
    after: Vec<Words>,
    entries: u64,
    /// The first entry.
    first: Option<StreamId>,
    meta: Option<StreamMeta>,
    group: Vec<u8>,
    consumer: Vec<u8>,
    pending: HashMap<StreamId, (u64, u64)>,
    lost: u64,
}

impl Builder {
    /// For a key that does not exist.
    #[must_use]
    pub fn new(key: Vec<u8>, abilities: Abilities) -> Self {
        Self {
            key,
            abilities,
            gathered: Vec::new(),
            bytes: 0,
            after: Vec::new(),
            entries: 0,
            first: None,
            meta: None,
            group: Vec::new(),
            consumer: Vec::new(),
            pending: HashMap::new(),
            lost: 0,
        }
    }

    /// Takes an element and gives the commands that are complete.
    pub fn take(&mut self, element: &Element<'_>, out: &mut Vec<Words>) {
        match *element {
            Element::StringChunk { bytes, .. } => self.gather_text(bytes, out),
            Element::ListItem(item) => self.gather("RPUSH", &[item], out),
            Element::SetMember(member) => self.gather("SADD", &[member], out),
            Element::ZsetMember { member, score } => self.gather("ZADD", &[score.to_string().as_bytes(), member], out),
            Element::HashField { field, value, expires_at_ms } => self.hash_field(field, value, expires_at_ms, out),
            Element::StreamEntry { id, fields } => {
                let mut words = self.words("XADD");
                words.push(text(id));
                words.extend(fields.iter().flat_map(|(field, value)| [field.to_vec(), value.to_vec()]));
                self.entries += 1;
                self.first.get_or_insert(id);
                out.push(words);
            }
            Element::StreamMeta(meta) => self.stream_meta(meta, out),
            Element::Group { name, last_id, entries_read } => {
                self.group = name.to_vec();
                self.pending.clear();
                let mut words =
                    vec![b"XGROUP".to_vec(), b"CREATE".to_vec(), self.key.clone(), name.to_vec(), text(last_id)];
                let read = entries_read.or_else(|| estimate(self.meta?, self.first, last_id));
                if let Some(read) = read.filter(|_| self.abilities.stream_counters) {
                    words.extend([b"ENTRIESREAD".to_vec(), read.to_string().into_bytes()]);
                }
                out.push(words);
            }
            Element::Pending { id, delivered_at_ms, deliveries } => {
                self.pending.insert(id, (delivered_at_ms, deliveries));
            }
            Element::Consumer { name, .. } => {
                self.consumer = name.to_vec();
                let (key, group) = (self.key.clone(), self.group.clone());
                out.push(vec![b"XGROUP".to_vec(), b"CREATECONSUMER".to_vec(), key, group, name.to_vec()]);
            }
            Element::Owned(id) => self.claim(id, out),
            Element::Unowned(_) | Element::RememberedRequest | Element::ProducerLimits { .. } => self.lost += 1,
            // Never asked for: such values are not built from commands.
            Element::ArrayCursor(_) | Element::ArrayElement { .. } => self.lost += 1,
        }
    }

    /// The last commands, and how many parts of a stream no command restores: requests of producers and their limits,
    /// pending entries without an owner.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Words>, u64) {
        let mut out = Vec::new();
        self.flush(&mut out);
        (out, self.lost)
    }

    fn words(&self, name: &str) -> Words {
        vec![name.as_bytes().to_vec(), self.key.clone()]
    }

    fn gather(&mut self, name: &str, arguments: &[&[u8]], out: &mut Vec<Words>) {
        if self.gathered.is_empty() {
            self.gathered = self.words(name);
        }
        for argument in arguments {
            self.bytes += argument.len();
            self.gathered.push(argument.to_vec());
        }
        if self.bytes >= COMMAND_BYTES || self.gathered.len() >= COMMAND_ARGS {
            self.flush(out);
        }
    }

    fn gather_text(&mut self, bytes: &[u8], out: &mut Vec<Words>) {
        if self.gathered.is_empty() {
            self.gathered = self.words("APPEND");
            self.gathered.push(Vec::new());
        }
        if let Some(text) = self.gathered.last_mut() {
            text.extend_from_slice(bytes);
        }
        self.bytes += bytes.len();
        if self.bytes >= COMMAND_BYTES {
            self.flush(out);
        }
    }

    fn flush(&mut self, out: &mut Vec<Words>) {
        if !self.gathered.is_empty() {
            out.push(std::mem::take(&mut self.gathered));
        }
        out.append(&mut self.after);
        self.bytes = 0;
    }

    fn hash_field(&mut self, field: &[u8], value: &[u8], expires_at_ms: Option<u64>, out: &mut Vec<Words>) {
        if let Some(at) = expires_at_ms {
            if self.abilities.field_expiry {
                let mut words = self.words("HPEXPIREAT");
                words.push(at.to_string().into_bytes());
                words.extend([b"FIELDS".to_vec(), b"1".to_vec(), field.to_vec()]);
                self.after.push(words);
            } else if at < self.abilities.now_ms {
                return;
            }
        }
        self.gather("HSET", &[field, value], out);
    }

    fn stream_meta(&mut self, meta: StreamMeta, out: &mut Vec<Words>) {
        self.meta = Some(meta);
        if self.entries == 0 {
            // Only an entry makes a stream; this one is gone at once. An id of 0-0 is not allowed.
            let id = meta.last_id.max(StreamId { ms: 0, seq: 1 });
            let mut words = self.words("XADD");
            words.extend([b"MAXLEN".to_vec(), b"0".to_vec(), text(id), b"x".to_vec(), b"y".to_vec()]);
            out.push(words);
        }
        let mut words = self.words("XSETID");
        words.push(text(meta.last_id));
        if self.abilities.stream_counters {
            // What a server makes of a file that does not tell them (redis/src/rdb.c, RDB_TYPE_STREAM_LISTPACKS).
            let (added, deleted) = (meta.entries_added.unwrap_or(meta.length), meta.max_deleted_id.unwrap_or_default());
            words.extend([b"ENTRIESADDED".to_vec(), added.to_string().into_bytes()]);
            words.extend([b"MAXDELETEDID".to_vec(), text(deleted)]);
        }
        out.push(words);
    }

    fn claim(&mut self, id: StreamId, out: &mut Vec<Words>) {
        let (delivered_at_ms, deliveries) = self.pending.remove(&id).unwrap_or((0, 1));
        let (group, consumer) = (self.group.clone(), self.consumer.clone());
        let mut words = self.words("XCLAIM");
        words.extend([group, consumer, b"0".to_vec(), text(id)]);
        words.extend([b"TIME".to_vec(), delivered_at_ms.to_string().into_bytes()]);
        words.extend([b"RETRYCOUNT".to_vec(), deliveries.to_string().into_bytes()]);
        words.extend([b"FORCE".to_vec(), b"JUSTID".to_vec()]);
        out.push(words);
    }
}

/// How many entries a group has read whose file does not tell it, being of a server before 7.0: what a newer server makes
/// of it (`streamEstimateDistanceFromFirstEverEntry` in redis/src/t_stream.c, of a stream from which nothing was deleted).
/// None where that is not known.
fn estimate(meta: StreamMeta, first: Option<StreamId>, last_read: StreamId) -> Option<u64> {
    if meta.entries_added.is_some() {
        return None;
    }
    match (meta.length, last_read.cmp(&meta.last_id)) {
        (0, _) => Some(0),
        (length, std::cmp::Ordering::Equal) => Some(length),
        (_, std::cmp::Ordering::Greater) => None,
        (_, std::cmp::Ordering::Less) => match last_read.cmp(&first?) {
            std::cmp::Ordering::Less => Some(0),
            std::cmp::Ordering::Equal => Some(1),
            std::cmp::Ordering::Greater => None,
        },
    }
}

fn text(id: StreamId) -> Vec<u8> {
    format!("{}-{}", id.ms, id.seq).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    const NEW: Abilities = Abilities { field_expiry: true, stream_counters: true, now_ms: 1000 };

    fn commands(abilities: Abilities, elements: &[Element<'_>]) -> (Vec<String>, u64) {
        let mut builder = Builder::new(b"k".to_vec(), abilities);
        let mut out = Vec::new();
        elements.iter().for_each(|element| builder.take(element, &mut out));
        let (rest, lost) = builder.finish();
        out.extend(rest);
        let line = |words: &Words| words.iter().map(|word| String::from_utf8_lossy(word)).collect::<Vec<_>>().join(" ");
        (out.iter().map(line).collect(), lost)
    }

    #[test]
    fn pieces_are_gathered_and_no_command_is_too_long() {
        let item = vec![b'x'; 40_000];
        let elements: Vec<Element<'_>> = (0..3).map(|_| Element::ListItem(&item)).collect();
        let (commands, _) = commands(NEW, &elements);
        assert_eq!(commands.iter().map(String::len).collect::<Vec<_>>(), [80_009, 40_008]);
    }

    #[test]
    fn fields_expire_after_they_were_set() {
        let field = |expires_at_ms| Element::HashField { field: b"f", value: b"v", expires_at_ms };
        let (lines, _) = commands(NEW, &[field(None), field(Some(1500)), field(Some(5))]);
        assert_eq!(lines, ["HSET k f v f v f v", "HPEXPIREAT k 1500 FIELDS 1 f", "HPEXPIREAT k 5 FIELDS 1 f"]);
        let old = Abilities { field_expiry: false, ..NEW };
        assert_eq!(commands(old, &[field(Some(1500)), field(Some(5))]).0, ["HSET k f v"]);
    }

    #[test]
    fn what_a_group_of_an_old_file_has_read_is_counted_as_a_server_does() {
        let id = |ms| StreamId { ms, seq: 0 };
        let old = |length, last| StreamMeta {
            length,
            last_id: id(last),
            first_id: None,
            max_deleted_id: None,
            entries_added: None,
        };
        assert_eq!(estimate(old(0, 0), None, id(0)), Some(0));
        let read = |last_read| estimate(old(3, 9), Some(id(5)), id(last_read));
        assert_eq!([0, 5, 7, 9, 10].map(read), [Some(0), Some(1), None, Some(3), None]);
        // A newer file says itself that it is not known.
        assert_eq!(estimate(StreamMeta { entries_added: Some(3), ..old(3, 9) }, Some(id(5)), id(9)), None);
        let elements = [
            Element::StreamEntry { id: id(5), fields: &[(Cow::Borrowed(b"f"), Cow::Borrowed(b"v"))] },
            Element::StreamMeta(old(1, 5)),
            Element::Group { name: b"g", last_id: id(5), entries_read: None },
        ];
        assert_eq!(commands(NEW, &elements).0[2], "XGROUP CREATE k g 5-0 ENTRIESREAD 1");
    }

    #[test]
    fn a_stream_without_entries_keeps_its_ids_and_its_groups() {
        let id = |ms, seq| StreamId { ms, seq };
        let meta = StreamMeta {
            length: 0,
            last_id: id(7, 2),
            first_id: None,
            max_deleted_id: Some(id(7, 1)),
            entries_added: Some(9),
        };
        let elements = [
            Element::StreamMeta(meta),
            Element::Group { name: b"g", last_id: id(7, 1), entries_read: Some(8) },
            Element::Pending { id: id(7, 1), delivered_at_ms: 55, deliveries: 3 },
            Element::Consumer { name: b"c", seen_at_ms: 1, active_at_ms: None },
            Element::Owned(id(7, 1)),
            Element::RememberedRequest,
        ];
        let expected = [
            "XADD k MAXLEN 0 7-2 x y",
            "XSETID k 7-2 ENTRIESADDED 9 MAXDELETEDID 7-1",
            "XGROUP CREATE k g 7-1 ENTRIESREAD 8",
            "XGROUP CREATECONSUMER k g c",
            "XCLAIM k g c 0 7-1 TIME 55 RETRYCOUNT 3 FORCE JUSTID",
        ];
        let (lines, lost) = commands(NEW, &elements);
        assert_eq!((lines, lost), (expected.map(str::to_owned).to_vec(), 1));
    }
}
