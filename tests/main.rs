//! One integration binary: the house's own rules, then the real redis-ops against the sandbox, a file for each command.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

mod architecture;
mod commands;
mod documents;
mod formats;
mod generated;
mod harness;
mod live;
mod live_in_ci;
mod packaging;
#[path = "sandbox/mod.rs"]
mod sandbox;
mod sandbox_itself;
mod usage;
