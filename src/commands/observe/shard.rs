//! The column SHARD of tables of members: only there where the instance is a Redis Cluster.

use crate::report::{Cell, Tone};
use crate::target::shards::ShardTag;

/// Adds the heading, second in the row.
pub(super) fn add_column(columns: &mut Vec<&str>, sharded: bool) {
    if sharded {
        columns.insert(1, "SHARD");
    }
}

/// Adds a member's cell: the slots of its shard.
pub(super) fn add_cell(cells: &mut Vec<Cell>, sharded: bool, shard: Option<&ShardTag>) {
    if sharded {
        cells.insert(1, cell(shard));
    }
}

/// The slots of a member's shard; a member of a cluster that is in none stands out.
pub(super) fn cell(shard: Option<&ShardTag>) -> Cell {
    match shard {
        Some(shard) => shard.words().into(),
        None => Cell::toned("none", Tone::Warn),
    }
}
