//! Whether two keyspaces are the same: each key's type, value and times, whatever the encoding and the order in which a
//! server keeps them.
//!
//! A value becomes a [`ValueDigest`] of fixed size while it is read, so that nothing is held whole. Not compared are the
//! traces of use: idle times, access frequencies, when a consumer was last seen, remembered requests of producers.

mod counts;
mod functions;
mod hash;
mod judge;
mod keys;
mod record;
mod slot;
mod tally;
mod value;

pub use counts::{Count, Counts};
pub use functions::{Functions, MISSING_IN_A, library_name};
pub use hash::{Hasher, key_hash};
pub use judge::{Aspect, Rules, judge};
pub use keys::{KeySet, Part};
pub use record::{KeyRecord, Kind, Reading};
pub use slot::slot;
pub use tally::{Difference, Tally};
pub use value::{Digester, ValueDigest};
