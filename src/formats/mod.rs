//! Formats, fed bytes: pure parsers that name neither files nor sockets.

pub mod aof;
pub mod info;
pub mod kind;
pub mod rdb;
pub mod resp;
