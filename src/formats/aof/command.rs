//! Commands of an AOF: held whole up to a limit, described by their start beyond it.

use std::fmt;

/// A command, with where and when it was written.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a> {
    /// Name and arguments.
    pub args: Args<'a>,
    /// Database it applies to.
    pub db: u64,
    /// Offset of its first byte in the file.
    pub offset: u64,
    /// Offset of the byte after it.
    pub end_offset: u64,
    /// Seconds since 1970 of the last timestamp annotation before it, if there was one.
    pub timestamp: Option<u64>,
    /// Whether it stands between MULTI and EXEC.
    pub in_transaction: bool,
}

impl<'a> Command<'a> {
    /// The command's name as written.
    #[must_use]
    pub fn name(&self) -> &'a [u8] {
        self.args.get(0).unwrap_or_default()
    }

    /// Whether the name is `name`, whatever the case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The start of a command that is too large to hold.
#[derive(Debug, Clone, Copy)]
pub struct LargeCommand<'a> {
    /// The arguments that were complete when the limit was reached; none if the first was too large.
    pub first_args: Args<'a>,
    /// Number of arguments the command declares.
    pub args: u64,
    /// Database it applies to.
    pub db: u64,
    /// Offset of its first byte in the file.
    pub offset: u64,
    /// Seconds since 1970 of the last timestamp annotation before it, if there was one.
    pub timestamp: Option<u64>,
    /// Whether it stands between MULTI and EXEC.
    pub in_transaction: bool,
}

/// The arguments of a command, the name first.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    data: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Args<'a> {
    /// Number of arguments, the name included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is not even a name, which only the start of a [`LargeCommand`] can be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One argument, counted from the name as 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.data.get(start..end)
    }

    /// All arguments in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + use<'a> {
        let (data, ends) = (self.data, self.ends);
        let mut start = 0;
        ends.iter().map(move |&end| &data[std::mem::replace(&mut start, end)..end])
    }
}

impl fmt::Debug for Args<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = out.debug_list();
        for arg in self.iter() {
            list.entry(&format_args!("{}", arg.escape_ascii()));
        }
        list.finish()
    }
}

/// The arguments read so far of the command under way.
#[derive(Debug, Default)]
pub(super) struct Held {
    data: Vec<u8>,
    ends: Vec<usize>,
}

impl Held {
    pub(super) fn clear(&mut self) {
        self.data.clear();
        self.ends.clear();
    }

    /// Whether another argument of `len` bytes would keep the command within `limit` bytes, the
    /// bookkeeping for each argument included.
    pub(super) fn has_room(&self, len: u64, limit: usize) -> bool {
        let bookkeeping = (self.ends.len() + 1) * size_of::<usize>();
        let held = (self.data.len() + bookkeeping) as u64;
        len <= (limit as u64).saturating_sub(held)
    }

    pub(super) fn push(&mut self, data: &[u8]) {
        self.data.extend_from_slice(data);
    }

    pub(super) fn end_arg(&mut self) {
        self.ends.push(self.data.len());
    }

    pub(super) fn args(&self) -> Args<'_> {
        Args { data: &self.data, ends: &self.ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_by_index_and_in_order() {
        let mut held = Held::default();
        for arg in [&b"SET"[..], b"", b"value"] {
            held.push(arg);
            held.end_arg();
        }
        let args = held.args();
        assert_eq!(args.iter().collect::<Vec<_>>(), [&b"SET"[..], b"", b"value"]);
        assert_eq!(
            (0..4).map(|i| args.get(i)).collect::<Vec<_>>()[..],
            [Some(&b"SET"[..]), Some(b""), Some(b"value"), None]
        );
        assert_eq!(format!("{args:?}"), "[SET, , value]");
    }

    #[test]
    fn room_counts_what_is_held() {
        let mut held = Held::default();
        let each = size_of::<usize>() as u64;
        assert!(held.has_room(100 - each, 100));
        assert!(!held.has_room(101 - each, 100));
        held.push(b"0123456789");
        held.end_arg();
        assert!(held.has_room(90 - 2 * each, 100));
        assert!(!held.has_room(91 - 2 * each, 100));
        assert!(!held.has_room(u64::MAX, 100));
    }
}
