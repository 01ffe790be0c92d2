//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod backup_rdb;
mod backup_verify;
mod forward;
mod ping;
