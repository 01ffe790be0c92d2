//! The framing of a snapshot in the replication stream, without I/O (redis/src/replication.c, readSyncBulkPayload).
//!
//! After SYNC the server sends bare line breaks to keep the connection alive while it forks, then either `$<length>`
//! or `$EOF:<40 bytes>`. In the second form the snapshot ends where those 40 bytes come again; they may straddle any
//! number of reads, and line breaks may follow them.

use bytes::{Buf, Bytes, BytesMut};
use memchr::memmem;

/// Length of the mark in the `$EOF:` form.
pub const MARK_LENGTH: usize = 40;
/// No reply line before a snapshot is longer.
const LONGEST_LINE: usize = 1024;

/// How the snapshot's end is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// So many bytes follow.
    Length(u64),
    /// The snapshot ends before these bytes.
    Mark([u8; MARK_LENGTH]),
}

/// What the server says in place of a snapshot, or what cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// An error reply, without its leading `-`.
    #[error("{0}")]
    Refused(String),
    /// Something that is not the replication protocol.
    #[error("not a reply to SYNC: {0}")]
    Unexpected(String),
}

/// Takes the header from the front of `buffer`; nothing yet when more bytes are needed. Keep-alives are dropped.
///
/// # Errors
/// When the server refuses, or says what is not part of the protocol.
pub fn take_header(buffer: &mut BytesMut) -> Result<Option<Frame>, FramingError> {
    while buffer.first() == Some(&b'\n') {
        buffer.advance(1);
    }
    let Some(end) = memchr::memchr(b'\n', buffer) else {
        if buffer.len() > LONGEST_LINE {
            return Err(FramingError::Unexpected("a line without an end".to_owned()));
        }
        return Ok(None);
    };
    let line = buffer.split_to(end + 1);
    let line = line[..end].strip_suffix(b"\r").unwrap_or(&line[..end]);
    let text = || String::from_utf8_lossy(line).into_owned();
    match line.first() {
        Some(b'-') => Err(FramingError::Refused(text().split_off(1))),
        Some(b'$') => match line[1..].strip_prefix(b"EOF:") {
            Some(mark) => {
                mark.try_into().map(|mark| Some(Frame::Mark(mark))).map_err(|_| FramingError::Unexpected(text()))
            }
            None => text()[1..]
                .parse()
                .map(|length| Some(Frame::Length(length)))
                .map_err(|_| FramingError::Unexpected(text())),
        },
        _ => Err(FramingError::Unexpected(text())),
    }
}

/// Cuts the snapshot out of the bytes that follow the header.
#[derive(Debug)]
pub struct Payload {
    frame: Frame,
    taken: u64,
    complete: bool,
}

impl Payload {
    /// A payload that has not begun.
    pub fn new(frame: Frame) -> Self {
        let complete = frame == Frame::Length(0);
        Self { frame, taken: 0, complete }
    }

    /// The length, where the server gave it.
    pub fn length(&self) -> Option<u64> {
        match self.frame {
            Frame::Length(length) => Some(length),
            Frame::Mark(_) => None,
        }
    }

    /// Bytes of the snapshot taken so far.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Whether the end was reached: all bytes of the length, or the mark. A closed connection is not an end.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Takes the snapshot's bytes from the front of `buffer`; what may be the beginning of the mark stays in it.
    pub fn take(&mut self, buffer: &mut BytesMut) -> Bytes {
        if self.complete {
            return Bytes::new();
        }
        let ready = match &self.frame {
            Frame::Length(length) => {
                let left = length - self.taken;
                let ready = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
                self.complete = ready as u64 == left;
                ready
            }
            Frame::Mark(mark) => match memmem::find(buffer, mark) {
                Some(at) => {
                    self.complete = true;
                    at
                }
                None => buffer.len().saturating_sub(MARK_LENGTH - 1),
            },
        };
        self.taken += ready as u64;
        let bytes = buffer.split_to(ready).freeze();
        if self.complete && matches!(self.frame, Frame::Mark(_)) {
            buffer.advance(MARK_LENGTH);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &[u8; 40] = b"0123456789abcdef0123456789abcdef01234567";

    fn collect(payload: &mut Payload, reads: &[&[u8]]) -> (Vec<u8>, BytesMut) {
        let (mut snapshot, mut buffer) = (Vec::new(), BytesMut::new());
        for read in reads {
            buffer.extend_from_slice(read);
            snapshot.extend_from_slice(&payload.take(&mut buffer));
        }
        (snapshot, buffer)
    }

    #[test]
    fn the_mark_is_found_wherever_a_read_ends_in_it() {
        let stream = [b"REDIS0011 the snapshot 0123456789abcdef012345".as_slice(), MARK, b"\n\n"].concat();
        let length = stream.len() - MARK.len() - 2;
        for cut in 0..=MARK.len() {
            let (first, rest) = stream.split_at(length + cut);
            let mut payload = Payload::new(Frame::Mark(*MARK));
            let (snapshot, left) = collect(&mut payload, &[first, rest]);
            assert!(payload.is_complete(), "cut {cut}");
            assert_eq!(snapshot, &stream[..length], "cut {cut}");
            assert_eq!(&left[..], b"\n\n", "cut {cut}");
        }
        let mut payload = Payload::new(Frame::Mark(*MARK));
        let single: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(collect(&mut payload, &single).0, &stream[..length]);
    }

    #[test]
    fn a_stream_that_stops_early_is_not_complete() {
        let mut payload = Payload::new(Frame::Mark(*MARK));
        collect(&mut payload, &[b"REDIS", &MARK[..39]]);
        assert!(!payload.is_complete());
        let mut payload = Payload::new(Frame::Length(10));
        collect(&mut payload, &[b"REDIS", b"0011"]);
        assert!(!payload.is_complete() && payload.taken() == 9);
    }

    #[test]
    fn a_length_takes_no_byte_more() {
        let mut payload = Payload::new(Frame::Length(6));
        let (snapshot, left) = collect(&mut payload, &[b"REDIS0+PING"]);
        assert!(payload.is_complete());
        assert_eq!((snapshot.as_slice(), &left[..]), (b"REDIS0".as_slice(), b"+PING".as_slice()));
    }

    #[test]
    fn headers_come_after_keep_alives_and_in_pieces() {
        let mut buffer = BytesMut::from(&b"\n\n\n$EOF:"[..]);
        assert_eq!(take_header(&mut buffer), Ok(None));
        buffer.extend_from_slice(MARK);
        buffer.extend_from_slice(b"\r\nREDIS");
        assert_eq!(take_header(&mut buffer), Ok(Some(Frame::Mark(*MARK))));
        assert_eq!(&buffer[..], b"REDIS");
        assert_eq!(
            take_header(&mut BytesMut::from(&b"$18446744073709551615\r\n"[..])),
            Ok(Some(Frame::Length(u64::MAX)))
        );
    }

    #[test]
    fn refusals_and_nonsense_are_errors() {
        let header = |bytes: &[u8]| take_header(&mut BytesMut::from(bytes));
        assert_eq!(
            header(b"-NOMASTERLINK Can't SYNC while not connected with my master\r\n"),
            Err(FramingError::Refused("NOMASTERLINK Can't SYNC while not connected with my master".into()))
        );
        for nonsense in [&b"$-1\r\n"[..], b"$EOF:short\r\n", b"+OK\r\n", b"HTTP/1.1 400\r\n", b"\r\n"] {
            assert!(matches!(header(nonsense), Err(FramingError::Unexpected(_))), "{nonsense:?}");
        }
        assert!(header(&[b'x'; 2000]).is_err());
    }
}
