//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod backup_rdb;
mod backup_verify;
mod backup_verify_aof;
mod backup_verify_load;
mod check_replication;
mod clients;
mod config;
mod dbsize;
mod forward;
mod health;
mod info;
mod latency;
mod list;
mod master_info;
mod memory_stats;
mod ping;
mod replica_lag;
mod replication_info;
mod role;
mod slowlog;
mod stats;
mod target;
mod version;
