//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod ping;
