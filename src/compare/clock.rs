//! Times of the comparison, in milliseconds since 1970.

use std::time::Duration;

/// Fields of hashes that expire within so long are not compared: they may be gone when the other side is read.
const FADING: Duration = Duration::from_secs(120);

/// Now.
pub(super) fn now_ms() -> u64 {
    u64::try_from(chrono::Utc::now().timestamp_millis()).unwrap_or(0)
}

/// What expires before it is about to.
pub(super) fn horizon_ms() -> u64 {
    now_ms() + u64::try_from(FADING.as_millis()).unwrap_or(0)
}
