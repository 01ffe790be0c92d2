//! The hash slot of a key in a Redis Cluster: CRC16 (XMODEM) of its hash tag, or of all of it
//! (`keyHashSlot` in redis/src/cluster.c).

use super::cluster::SLOTS;
use crc_fast::{CrcAlgorithm, checksum};

/// The slot of a key.
#[must_use]
pub fn of(key: &[u8]) -> u16 {
    let hashed = tag(key).unwrap_or(key);
    (checksum(CrcAlgorithm::Crc16Xmodem, hashed) % u64::from(SLOTS)) as u16
}

/// What stands between the first `{` and the first `}` after it, unless that is nothing.
fn tag(key: &[u8]) -> Option<&[u8]> {
    let start = memchr::memchr(b'{', key)? + 1;
    let length = memchr::memchr(b'}', &key[start..])?;
    (length > 0).then(|| &key[start..start + length])
}

/// A number whose digits as a hash tag lead to the slot of `key`, whatever bytes the key has.
#[must_use]
pub fn tag_beside(key: &[u8]) -> u32 {
    let slot = of(key);
    (0..).find(|number: &u32| of(number.to_string().as_bytes()) == slot).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_as_the_server_tells_them() {
        // CLUSTER KEYSLOT of Redis 7.0.15.
        for (key, slot) in
            [("foo", 12182), ("{user1000}.following", 3443), ("foo{}{bar}", 8363), ("foo{{bar}}zap", 4015)]
        {
            assert_eq!(of(key.as_bytes()), slot, "{key}");
        }
    }

    #[test]
    fn every_key_has_a_tag_that_lies_beside_it() {
        for key in [&b"foo"[..], b"a}b", b"{}x", b"\xff\0"] {
            let temporary = format!("temporary:{{{}}}:1", tag_beside(key));
            assert_eq!(of(temporary.as_bytes()), of(key));
        }
    }
}
