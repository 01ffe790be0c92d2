//! The commands, each against real servers behind the sandbox's Kubernetes API.

mod describe;
mod events;
mod inspect;
mod logs;
mod metrics;
mod ping;
mod top;
