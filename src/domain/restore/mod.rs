//! Decisions of a restore: which keys are meant, what of them the server can hold, how a value is built from commands,
//! what became of each key, and which engine does it.

pub mod contents;
pub mod engine;
pub mod filter;
pub mod fitting;
pub mod native;
pub mod offline;
pub mod point_in_time;
pub mod pvc_snapshot;
pub mod read_back;
pub mod refusal;
pub mod room;
pub mod tally;
