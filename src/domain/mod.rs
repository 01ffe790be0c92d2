//! Decisions, without I/O: facts in, findings and plans out.

pub mod backup;
pub mod clients;
pub mod command_words;
pub mod compare;
pub mod config;
pub mod config_restore;
pub mod drift;
pub mod health;
pub mod helper_pod;
pub mod inspect;
pub mod latency;
pub mod lock;
pub mod memory;
pub mod monitor;
pub mod plan;
pub mod replication;
pub mod resources;
pub mod restore;
pub mod rights;
pub mod schedule;
pub mod security;
pub mod silence;
pub mod stateful_set;
pub mod unavailable;
pub mod version;
