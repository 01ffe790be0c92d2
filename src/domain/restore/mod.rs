//! Restoring: what a backup may be put into, by which way, and in which steps.

pub mod offline;
