//! The key of the write and read probe: named so that nobody takes it for data, in a slot that the shard serves.

use crate::formats::cluster::{SLOTS, SlotRange};

/// What every probe's key begins with.
pub const PROBE_PREFIX: &str = "redis-ops:probe:";

/// A key of this run, in one of these slots; in any where there are none. Keys with the same `{tag}` share their slot.
pub fn probe_key(run: &str, slots: &[SlotRange]) -> String {
    let fits = |key: &str| {
        let slot = slot_of(key);
        slots.is_empty() || slots.iter().any(|range| (range.first..=range.last).contains(&slot))
    };
    let mut number = 0_u32;
    loop {
        let key = format!("{PROBE_PREFIX}{{{run}-{number}}}");
        // a shard has one slot at least, which is met after some ten thousand numbers
        if fits(&key) || number > 2_000_000 {
            return key;
        }
        number += 1;
    }
}

/// The slot of a key: CRC16 (XMODEM) of what stands between the first braces (redis/src/cluster.c, keyHashSlot).
fn slot_of(key: &str) -> u16 {
    let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
    let hashed = tag.filter(|tag| !tag.is_empty()).unwrap_or(key);
    let crc = hashed.bytes().fold(0_u16, |crc, byte| {
        (0..8)
            .fold(crc ^ (u16::from(byte) << 8), |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 })
    });
    crc % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hash_as_the_servers_do_it() {
        // CLUSTER KEYSLOT of a real server
        assert_eq!((slot_of("foo"), slot_of("{user1000}.following"), slot_of("123456789")), (12182, 3443, 12739));
    }

    #[test]
    fn the_probe_lands_in_the_shard() {
        for slots in [SlotRange { first: 0, last: 5460 }, SlotRange { first: 16383, last: 16383 }] {
            let key = probe_key("abc", &[slots]);
            assert!((slots.first..=slots.last).contains(&slot_of(&key)), "{key}");
        }
        assert_eq!(probe_key("abc", &[]), "redis-ops:probe:{abc-0}");
    }
}
