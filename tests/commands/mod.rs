//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod clients;
mod config;
mod latency;
mod memory_stats;
mod ping;
mod slowlog;
mod stats;
