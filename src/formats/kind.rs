//! What a file is, by its first bytes: an RDB, an AOF of one file, or a tar.

use crate::formats::rdb::{Parser, Visitor};

/// Bytes from the start of a file that are enough for [`Kind::of`].
pub const HEAD_BYTES: usize = 4096;
/// Where a tar header has its magic (POSIX ustar; GNU tar writes the same five letters).
const TAR_MAGIC: std::ops::Range<usize> = 257..262;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A snapshot.
    Rdb,
    /// Commands, perhaps after a snapshot: what servers before Redis 7 keep as their only AOF.
    Aof,
    /// An archive.
    Tar,
    /// None of these.
    Other,
}

impl Kind {
    /// Judges the start of an unpacked file: at least [`HEAD_BYTES`], or all of it if it is shorter.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        if head.get(TAR_MAGIC) == Some(b"ustar") {
            return Self::Tar;
        }
        match head {
            [b'*', b'0'..=b'9', ..] => Self::Aof,
            [b'#', b'T', b'S', b':', ..] => Self::Aof,
            _ if starts_as(head, b"REDIS") || starts_as(head, b"VALKEY") => {
                if is_preamble(head) {
                    Self::Aof
                } else {
                    Self::Rdb
                }
            }
            _ => Self::Other,
        }
    }
}

/// Whether `head` starts with the magic, or is cut inside it.
fn starts_as(head: &[u8], magic: &[u8]) -> bool {
    !head.is_empty() && (head.starts_with(magic) || magic.starts_with(head))
}

/// Servers from 4.0 to 6.2 mark the snapshot at the start of an AOF so (rdbSaveInfoAuxFields in redis/src/rdb.c); later
/// ones write it into a file of its own, as `aof-base`.
fn is_preamble(head: &[u8]) -> bool {
    #[derive(Default)]
    struct Preamble(bool);
    impl Visitor for Preamble {
        fn aux(&mut self, key: &[u8], value: &[u8]) {
            self.0 |= key == b"aof-preamble" && value == b"1";
        }
    }
    let mut preamble = Preamble::default();
    // Damage is for the one who reads it all to find.
    let _ = Parser::default().feed(head, &mut preamble);
    preamble.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Redis 6.2 starts a file: the fields before `aof-preamble`, and that one.
    fn redis_6_2(preamble: u8) -> Vec<u8> {
        let mut head = b"REDIS0009\xfa\x09redis-ver\x066.2.14\xfa\x0caof-preamble\xc0".to_vec();
        head.push(preamble);
        head
    }

    #[test]
    fn snapshots_and_commands_are_told_apart() {
        assert_eq!(Kind::of(b"REDIS0011\xff"), Kind::Rdb);
        assert_eq!(Kind::of(b"VALKEY080\xff"), Kind::Rdb);
        assert_eq!(Kind::of(&redis_6_2(0)), Kind::Rdb);
        assert_eq!(Kind::of(&redis_6_2(1)), Kind::Aof);
        assert_eq!(Kind::of(b"*2\r\n$6\r\nSELECT\r\n"), Kind::Aof);
        assert_eq!(Kind::of(b"#TS:1795184964\r\n*1"), Kind::Aof);
    }

    #[test]
    fn a_cut_magic_is_a_cut_snapshot_and_nothing_is_nothing() {
        assert_eq!(Kind::of(b"RED"), Kind::Rdb);
        assert_eq!(Kind::of(b""), Kind::Other);
        assert_eq!(Kind::of(b"hello, world"), Kind::Other);
        assert_eq!(Kind::of(b"*"), Kind::Other);
    }

    #[test]
    fn a_tar_is_known_by_its_header() {
        let mut header = vec![0; 512];
        header[..4].copy_from_slice(b"*1/x");
        header[257..262].copy_from_slice(b"ustar");
        assert_eq!(Kind::of(&header), Kind::Tar);
    }
}
