//! Counts what a server holds: per database the types of all keys, by SCAN and TYPE in flights.

use super::server::Connection;
use crate::domain::backup::keyspace::Keyspace;
use redis::{Cmd, Pipeline, RedisError};

/// Keys asked for at a time.
const KEYS_A_FLIGHT: usize = 1000;
/// What TYPE says of a key that expired since SCAN named it.
const GONE: &str = "none";

/// Counts everything.
pub(super) async fn fetch(connection: &mut Connection) -> Result<Keyspace, RedisError> {
    let redis = &mut connection.redis;
    let info: String = redis::cmd("INFO").arg("keyspace").query_async(redis).await?;
    let mut keyspace = Keyspace::default();
    for db in databases(&info) {
        redis::cmd("SELECT").arg(db).query_async::<()>(redis).await?;
        let types = keyspace.databases.entry(db).or_default();
        let mut cursor = 0_u64;
        loop {
            let (next, keys): (u64, Vec<Vec<u8>>) = scan(cursor).query_async(redis).await?;
            let mut flight = Pipeline::with_capacity(keys.len());
            for key in &keys {
                flight.cmd("TYPE").arg(key);
            }
            let names: Vec<String> = if keys.is_empty() { Vec::new() } else { flight.query_async(redis).await? };
            for name in names.into_iter().filter(|name| name != GONE) {
                *types.entry(name).or_default() += 1;
            }
            if next == 0 {
                break;
            }
            cursor = next;
        }
    }
    keyspace.databases.retain(|_, types| !types.is_empty());
    // Servers before 7.0 answer with an error: they have no functions.
    let functions = redis::cmd("FUNCTION").arg("LIST").query_async::<Vec<redis::Value>>(redis).await;
    keyspace.functions = functions.ok().map(|libraries| libraries.len() as u64);
    Ok(keyspace)
}

fn scan(cursor: u64) -> Cmd {
    let mut scan = redis::cmd("SCAN");
    scan.arg(cursor).arg("COUNT").arg(KEYS_A_FLIGHT);
    scan
}

/// The databases that hold keys: `db0:keys=3,expires=0,…` in INFO.
fn databases(info: &str) -> Vec<u64> {
    let number = |line: &str| line.strip_prefix("db")?.split_once(":keys=")?.0.parse().ok();
    info.lines().filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_those_of_info() {
        let info = "# Keyspace\r\ndb0:keys=61,expires=3,avg_ttl=0\r\ndb15:keys=2,expires=0,avg_ttl=0\r\n";
        assert_eq!(databases(info), [0, 15]);
        assert!(databases("# Keyspace\r\n").is_empty());
    }
}
