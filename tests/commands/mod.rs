//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod health;
mod info;
mod list;
mod ping;
mod target;
