//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod check_replication;
mod dbsize;
mod master_info;
mod ping;
mod replica_lag;
mod replication_info;
mod role;
mod version;
