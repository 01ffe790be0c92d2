//! Restoring: what is put back, in which way, and what speaks against it.

pub mod point_in_time;
