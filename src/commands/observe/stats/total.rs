//! The primaries of a Redis Cluster as if they were one server.

use super::{Measured, MemberStats, Rates, Series, Totals, ratio};
use crate::target::shards::Cluster;

/// The sums over the primaries that have slots; none as long as one of them is not among the members. What a silent one
/// would have added is not guessed: such a sum is none.
pub(super) fn of(members: &[MemberStats], cluster: &Cluster) -> Option<MemberStats> {
    let leads = |member: &&MemberStats| cluster.primary_of(&member.member) == Some(&member.member);
    let primaries: Vec<&MemberStats> = members.iter().filter(leads).collect();
    if primaries.len() < 2 || primaries.len() != cluster.shards.len() {
        return None;
    }
    let whole = |of: fn(&MemberStats) -> Option<u64>| primaries.iter().map(|one| of(one)).sum::<Option<u64>>();
    let rate = |of: fn(&Rates) -> Option<f64>| primaries.iter().map(|one| of(&one.rates)).sum::<Option<f64>>();
    let total = |of: fn(&Totals) -> Option<u64>| primaries.iter().map(|one| of(&one.totals)).sum::<Option<u64>>();
    let (hits, misses) = (total(|totals| totals.keyspace_hits), total(|totals| totals.keyspace_misses));
    let ticking = primaries.iter().all(|one| one.rates.measured == Measured::BetweenTicks);
    Some(MemberStats {
        member: format!("{} primaries", primaries.len()),
        shard: None,
        role: primaries[0].role,
        uptime_seconds: None,
        used_memory_bytes: whole(|one| one.used_memory_bytes),
        connected_clients: whole(|one| one.connected_clients),
        blocked_clients: whole(|one| one.blocked_clients),
        latest_fork_microseconds: None,
        rates: Rates {
            measured: if ticking { Measured::BetweenTicks } else { Measured::ByServer },
            operations_per_second: rate(|rates| rates.operations_per_second),
            input_bytes_per_second: rate(|rates| rates.input_bytes_per_second),
            output_bytes_per_second: rate(|rates| rates.output_bytes_per_second),
            cpu_cores: rate(|rates| rates.cpu_cores),
            hit_ratio: None,
            connections_per_second: rate(|rates| rates.connections_per_second),
            rejected_connections_per_second: rate(|rates| rates.rejected_connections_per_second),
            expired_keys_per_second: rate(|rates| rates.expired_keys_per_second),
            evicted_keys_per_second: rate(|rates| rates.evicted_keys_per_second),
        },
        totals: Totals {
            commands: total(|totals| totals.commands),
            keyspace_hits: hits,
            keyspace_misses: misses,
            hit_ratio: ratio(hits.map(|hits| hits as f64), misses.map(|misses| misses as f64)),
            input_bytes: total(|totals| totals.input_bytes),
            output_bytes: total(|totals| totals.output_bytes),
            connections: total(|totals| totals.connections),
            rejected_connections: total(|totals| totals.rejected_connections),
            expired_keys: total(|totals| totals.expired_keys),
            evicted_keys: total(|totals| totals.evicted_keys),
        },
        series: Series::default(),
    })
}
