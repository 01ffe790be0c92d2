//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod backup_verify_aof;
mod backup_verify_load;
mod ping;
