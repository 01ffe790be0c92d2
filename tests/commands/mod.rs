//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod backup_rdb;
mod backup_verify;
mod backup_verify_aof;
mod backup_verify_load;
mod clients;
mod config;
mod forward;
mod health;
mod info;
mod latency;
mod list;
mod memory_stats;
mod ping;
mod slowlog;
mod stats;
mod target;
