//! Sizes of a multipart upload's parts: small ones first, larger ones as the upload grows, since their number is limited
//! and so is memory.

const MIB: u64 = 1024 * 1024;
/// S3 takes no more parts than this in one upload; each but the last has at least 5 MiB.
pub(super) const MOST: u32 = 10_000;
/// An object stored in parts is at least this large; a smaller one is put in one piece.
pub(super) const FIRST_BYTES: u64 = 6 * MIB;
/// Of the parts up to this size one goes out while the next is collected; of larger ones there is only one at a time.
const OVERLAP_UP_TO: u64 = FIRST_BYTES;

/// Bytes of the part with this number, from 1 on; none when there can be no more parts.
pub(super) fn bytes_of(number: u32) -> Option<u64> {
    match number {
        0 => None,
        1..=4500 => Some(FIRST_BYTES),
        4501..=MOST => Some(14 * MIB),
        _ => None,
    }
}

/// Whether the next part may be collected while this one is under way.
pub(super) fn overlaps(bytes: u64) -> bool {
    bytes <= OVERLAP_UP_TO
}

/// The largest object that fits, in bytes.
pub(super) fn largest_object() -> u64 {
    (1..=MOST).filter_map(bytes_of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_large_data_fits() {
        let sizes: Vec<u64> = (1..=MOST).filter_map(bytes_of).collect();
        assert_eq!(sizes.len(), MOST as usize);
        assert!(sizes.is_sorted() && sizes[0] >= 5 * MIB);
        for size in &sizes {
            // Each request copies its body once on the way to the connection.
            let held = if overlaps(*size) { 3 * size } else { 2 * size };
            assert!(held <= 28 * MIB, "{size}");
        }
        assert_eq!(bytes_of(MOST + 1), None);
        assert!(largest_object() > 100 * 1024 * MIB);
    }
}
