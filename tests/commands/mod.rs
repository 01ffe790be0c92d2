//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod backup_rdb;
mod backup_verify;
mod backup_verify_aof;
mod backup_verify_load;
mod forward;
mod health;
mod info;
mod list;
mod ping;
mod target;
