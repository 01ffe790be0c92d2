//! Replication: who follows whom, how closely, and what is wrong with that. One topology, seen by several commands.

mod gate;
mod judge;
mod keyspace;
mod rows;
mod topology;

pub use gate::{Expected, ShardCount, count_shards, judge_gate};
pub use judge::{Limits, judge_attached_lag, judge_lag, judge_structure, no_replica};
pub use keyspace::{Count, MemberKeys, Total, count_keys, judge_keys, total};
pub use rows::Row;
pub use topology::{Attached, Link, Node, Topology, Upstream};

#[cfg(test)]
mod fixtures;
