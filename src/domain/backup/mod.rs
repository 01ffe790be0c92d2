//! Decisions of a backup: from which member, whether its memory bears the fork, what the set is called, what it says.

pub mod headroom;
pub mod manifest;
pub mod naming;
pub mod source;
