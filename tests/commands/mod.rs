//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod backup_rdb;
mod backup_verify;
mod forward;
mod health;
mod info;
mod list;
mod ping;
mod target;
