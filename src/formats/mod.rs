//! Formats, fed bytes: pure parsers that name neither files nor sockets.

pub mod aof;
pub mod client_list;
pub mod cluster;
pub mod command_stats;
pub mod info;
pub mod keysizes;
pub mod kind;
pub mod latency;
pub mod log;
pub mod memory_stats;
pub mod monitor;
pub mod prometheus;
pub mod rdb;
pub mod redis_conf;
pub mod reply;
pub mod resp;
pub mod sentinel;
pub mod slot;
pub mod slowlog;
pub mod words;
