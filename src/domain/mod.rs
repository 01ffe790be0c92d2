//! Decisions, without I/O: facts in, findings and plans out.

pub mod backup;
pub mod health;
pub mod inspect;
pub mod silence;
pub mod unavailable;
