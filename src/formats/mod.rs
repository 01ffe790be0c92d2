//! Formats, fed bytes: pure parsers that name neither files nor sockets.

pub mod info;
pub mod log;
pub mod prometheus;
pub mod rdb;
