//! What a command of an AOF is to a server that works.
//!
//! A server writes to its AOF what changes data, in a form that does not depend on when it is executed
//! (`propagatePendingCommands` in `redis/src/server.c`). Whatever else stands there was put in by somebody else.

use crate::formats::aof::Args;

/// What becomes of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is sent as it is.
    Replayed,
    /// It is sent, and takes keys away that are not its own: all of a database, or all there is.
    Wipes,
    /// It is sent, and what it changes is not in its words.
    Script,
    /// It is left out: it changes no data, and somebody would hear of it again.
    LeftOut,
    /// No server writes it: it is about the server, blocks, or changes what replies mean.
    Forbidden,
}

/// Commands that no server writes to an AOF: about the server itself or its replication, …
const OF_THE_SERVER: [&str; 27] = [
    "ACL",
    "AUTH",
    "BGREWRITEAOF",
    "BGSAVE",
    "CLIENT",
    "CLUSTER",
    "CONFIG",
    "DEBUG",
    "FAILOVER",
    "HELLO",
    "LATENCY",
    "MEMORY",
    "MIGRATE",
    "MODULE",
    "MONITOR",
    "PSYNC",
    "QUIT",
    "REPLCONF",
    "REPLICAOF",
    "RESET",
    "SAVE",
    "SENTINEL",
    "SHUTDOWN",
    "SLAVEOF",
    "SLOWLOG",
    "SYNC",
    "INFO",
];
/// … that wait, where a server writes what came of the waiting, …
const THAT_WAIT: [&str; 12] = [
    "BLMOVE",
    "BLMPOP",
    "BLPOP",
    "BRPOP",
    "BRPOPLPUSH",
    "BZMPOP",
    "BZPOPMAX",
    "BZPOPMIN",
    "WAIT",
    "WAITAOF",
    "XREAD",
    "XREADGROUP",
];
/// … or of one connection, whose replies they change.
const OF_A_CONNECTION: [&str; 12] = [
    "ASKING",
    "DISCARD",
    "PSUBSCRIBE",
    "PUNSUBSCRIBE",
    "READONLY",
    "READWRITE",
    "SSUBSCRIBE",
    "SUBSCRIBE",
    "SUNSUBSCRIBE",
    "UNSUBSCRIBE",
    "UNWATCH",
    "WATCH",
];
const SCRIPTS: [&str; 4] = ["EVAL", "EVALSHA", "FCALL", "SCRIPT"];
const MESSAGES: [&str; 2] = ["PUBLISH", "SPUBLISH"];
const WIPES: [&str; 3] = ["FLUSHALL", "FLUSHDB", "SWAPDB"];

/// Judges a command by its words.
#[must_use]
pub fn of(args: &Args<'_>) -> Fate {
    let name = args.get(0).unwrap_or_default();
    let among = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    if among(&WIPES) {
        Fate::Wipes
    } else if among(&SCRIPTS) {
        Fate::Script
    } else if among(&MESSAGES) {
        Fate::LeftOut
    } else if among(&OF_THE_SERVER) || among(&THAT_WAIT) || among(&OF_A_CONNECTION) {
        Fate::Forbidden
    } else {
        Fate::Replayed
    }
}

#[cfg(test)]
mod tests {
    use super::super::survey::tests::with_args;
    use super::*;

    #[test]
    fn by_the_name_whatever_its_letters() {
        for (line, fate) in [
            ("SET k v", Fate::Replayed),
            ("JSON.SET k . 1", Fate::Replayed),
            ("FUNCTION LOAD x", Fate::Replayed),
            ("flushall async", Fate::Wipes),
            ("SWAPDB 0 1", Fate::Wipes),
            ("eval return 0", Fate::Script),
            ("publish c m", Fate::LeftOut),
            ("config SET maxmemory 0", Fate::Forbidden),
            ("BLPOP q 0", Fate::Forbidden),
            ("subscribe c", Fate::Forbidden),
        ] {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            assert_eq!(with_args(&words, of), fate, "{line}");
        }
    }
}
