//! What a command that somebody types would do, by its name and by what the server says of it.

use super::card::Cards;

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// It looks, or changes the connection alone.
    Reads,
    /// It changes keys, or the server in a way that can be undone.
    Changes,
    /// It removes data or functions, ends or blocks the server, or changes who follows whom. Why, in words.
    Destroys(&'static str),
    /// It makes the connection one on which the server speaks when it likes: SUBSCRIBE, MONITOR.
    Streams,
    /// It cannot be used here. Why, in words.
    Unusable(&'static str),
}

/// Name, subcommand or nothing, and what is the matter.
const DESTROYING: [(&str, &str, &str); 21] = [
    ("FLUSHALL", "", "removes all keys"),
    ("FLUSHDB", "", "removes all keys of a database"),
    ("SHUTDOWN", "", "ends the server"),
    ("REPLICAOF", "", "changes whom the server follows, and may replace its data"),
    ("SLAVEOF", "", "changes whom the server follows, and may replace its data"),
    ("FAILOVER", "", "changes who is the primary"),
    ("SWAPDB", "", "exchanges two databases under their clients"),
    ("DEBUG", "", "may block or crash the server"),
    ("SAVE", "", "blocks all clients until the file is written"),
    ("CLUSTER", "RESET", "makes the node forget its cluster"),
    ("CLUSTER", "FLUSHSLOTS", "takes all slots from the node"),
    ("CLUSTER", "DELSLOTS", "takes slots from the node"),
    ("CLUSTER", "DELSLOTSRANGE", "takes slots from the node"),
    ("CLUSTER", "FORGET", "removes a node from the cluster"),
    ("CLUSTER", "REPLICATE", "replaces the node's data by another's"),
    ("CLUSTER", "FAILOVER", "changes who is the primary"),
    ("CLUSTER", "SETSLOT", "changes who serves a slot"),
    ("SCRIPT", "FLUSH", "removes all scripts"),
    ("FUNCTION", "FLUSH", "removes all functions"),
    ("FUNCTION", "DELETE", "removes functions"),
    ("SENTINEL", "REMOVE", "has the Sentinel watch a primary no more"),
];

/// What changes something without the flag `write`.
const CHANGING: [(&str, &str); 46] = [
    ("CONFIG", "SET"),
    ("CONFIG", "REWRITE"),
    ("CONFIG", "RESETSTAT"),
    ("ACL", "SETUSER"),
    ("ACL", "DELUSER"),
    ("ACL", "LOAD"),
    ("ACL", "SAVE"),
    ("CLIENT", "KILL"),
    ("CLIENT", "PAUSE"),
    ("CLIENT", "UNPAUSE"),
    ("CLIENT", "UNBLOCK"),
    ("SLOWLOG", "RESET"),
    ("COMMANDLOG", "RESET"),
    ("LATENCY", "RESET"),
    ("MEMORY", "PURGE"),
    ("MODULE", "LOAD"),
    ("MODULE", "LOADEX"),
    ("MODULE", "UNLOAD"),
    ("SCRIPT", "KILL"),
    ("SCRIPT", "LOAD"),
    ("SCRIPT", "DEBUG"),
    ("FUNCTION", "LOAD"),
    ("FUNCTION", "RESTORE"),
    ("FUNCTION", "KILL"),
    ("CLUSTER", "ADDSLOTS"),
    ("CLUSTER", "ADDSLOTSRANGE"),
    ("CLUSTER", "BUMPEPOCH"),
    ("CLUSTER", "MEET"),
    ("CLUSTER", "MIGRATION"),
    ("CLUSTER", "SAVECONFIG"),
    ("CLUSTER", "SET-CONFIG-EPOCH"),
    ("HOTKEYS", "START"),
    ("HOTKEYS", "RESET"),
    ("BGSAVE", ""),
    ("BGREWRITEAOF", ""),
    ("EVAL", ""),
    ("EVALSHA", ""),
    ("FCALL", ""),
    ("PUBLISH", ""),
    ("SPUBLISH", ""),
    ("MIGRATE", ""),
    ("SENTINEL", "SET"),
    ("SENTINEL", "FAILOVER"),
    ("SENTINEL", "RESET"),
    ("SENTINEL", "MONITOR"),
    ("SENTINEL", "CONFIG"),
];

/// What the server does not flag as reading, and does nothing all the same; for servers that tell nothing of it, too.
const READING: [&str; 34] = [
    "ACL",
    "ASKING",
    "AUTH",
    "CLIENT",
    "CLUSTER",
    "COMMAND",
    "COMMANDLOG",
    "CONFIG",
    "DBSIZE",
    "DISCARD",
    "ECHO",
    "EXEC",
    "FUNCTION",
    "HELLO",
    "HOTKEYS",
    "INFO",
    "LASTSAVE",
    "LATENCY",
    "LOLWUT",
    "MEMORY",
    "MODULE",
    "MULTI",
    "OBJECT",
    "PING",
    "PUBSUB",
    "QUIT",
    "READONLY",
    "READWRITE",
    "RESET",
    "ROLE",
    "SCRIPT",
    "SELECT",
    "SLOWLOG",
    "TIME",
];

/// As [`READING`], of keys and of Sentinels.
const READING_KEYS: [&str; 8] = ["EXISTS", "GET", "SCAN", "SENTINEL", "TTL", "TYPE", "UNWATCH", "WATCH"];

/// What a command would do. `cards` is what the server says of it; where it says nothing at all, only what is known to be
/// harmless counts as such. A command that it does not know does nothing.
pub fn judge(words: &[Vec<u8>], cards: Option<&Cards>) -> Class {
    let upper = |index: usize| {
        let word = words.get(index).map(|word| String::from_utf8_lossy(word).to_ascii_uppercase());
        word.unwrap_or_default()
    };
    let (name, sub) = (upper(0), upper(1));
    match (name.as_str(), sub.as_str()) {
        ("SYNC" | "PSYNC" | "REPLCONF", _) => {
            return Class::Unusable("makes the connection a replica's, which answers no more");
        }
        ("CLIENT", "REPLY") => return Class::Unusable("takes the replies away that are to be shown"),
        ("SUBSCRIBE" | "PSUBSCRIBE" | "SSUBSCRIBE" | "MONITOR", _) => return Class::Streams,
        ("DEBUG", "OBJECT" | "HELP" | "STRINGMATCH-LEN" | "DIGEST" | "DIGEST-VALUE") => return Class::Reads,
        ("CONFIG" | "ACL" | "CLIENT" | "CLUSTER" | "SCRIPT" | "FUNCTION" | "SENTINEL" | "MODULE", "HELP") => {
            return Class::Reads;
        }
        ("ACL" | "SLOWLOG" | "LATENCY", "LOG") if upper(2) == "RESET" => return Class::Changes,
        ("FUNCTION", "RESTORE") if upper(3) == "FLUSH" => return Class::Destroys("removes all functions before"),
        _ => {}
    }
    let here = |own: &str, below: &str| own == name && (below.is_empty() || below == sub);
    if let Some((_, _, why)) = DESTROYING.iter().find(|(own, below, _)| here(own, below)) {
        return Class::Destroys(why);
    }
    if CHANGING.iter().any(|(own, below)| here(own, below)) {
        return Class::Changes;
    }
    let card = cards.and_then(|cards| cards.get(&format!("{name} {sub}")).or_else(|| cards.get(&name)));
    match card {
        None if cards.is_some() => Class::Reads,
        Some(card) if card.is("write") => Class::Changes,
        Some(card) if card.is("readonly") => Class::Reads,
        _ if READING.contains(&name.as_str()) || READING_KEYS.contains(&name.as_str()) => Class::Reads,
        // A command that the server has and that is known here as nothing: what administrators alone may do changes things.
        Some(card) if card.is("admin") => Class::Changes,
        Some(card) if card.is("fast") || card.is("pubsub") || card.is("loading") => Class::Reads,
        _ => Class::Changes,
    }
}

/// Whether the reply to a command is text to be shown as it is, on a server that does not say so itself (RESP2).
pub fn answers_text(words: &[Vec<u8>]) -> bool {
    let upper = |index: usize| {
        words.get(index).map(|word| String::from_utf8_lossy(word).to_ascii_uppercase()).unwrap_or_default()
    };
    matches!(
        (upper(0).as_str(), upper(1).as_str()),
        ("INFO" | "LOLWUT", _)
            | ("CLIENT", "LIST" | "INFO")
            | ("CLUSTER", "NODES" | "INFO")
            | ("MEMORY", "DOCTOR" | "MALLOC-STATS")
            | ("LATENCY", "DOCTOR" | "GRAPH")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::card::Card;

    fn of(line: &str, cards: Option<&Cards>) -> Class {
        let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.as_bytes().to_vec()).collect();
        judge(&words, cards)
    }

    fn flagged(name: &str, flags: &[&str]) -> Cards {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Cards::from([(name.to_owned(), Card { flags, ..Card::default() })])
    }

    #[test]
    fn what_a_command_does_is_told_by_its_name_or_by_its_flags() {
        let nothing = None;
        for line in ["get k", "CONFIG GET save", "client list", "info", "cluster nodes", "acl whoami", "DEBUG OBJECT k"]
        {
            assert_eq!(of(line, nothing), Class::Reads, "{line}");
        }
        for line in ["config set hz 10", "EVAL x 0", "publish a b", "acl log reset", "client kill id 3", "bgsave"] {
            assert_eq!(of(line, nothing), Class::Changes, "{line}");
        }
        for line in
            ["flushall", "shutdown nosave", "DEBUG SLEEP 1", "REPLICAOF NO ONE", "cluster reset", "script flush"]
        {
            assert!(matches!(of(line, nothing), Class::Destroys(_)), "{line}");
        }
        assert_eq!(of("SET k v", Some(&flagged("SET", &["write"]))), Class::Changes);
        assert_eq!(of("LRANGE k 0 1", Some(&flagged("LRANGE", &["readonly"]))), Class::Reads);
        assert_eq!(of("monitor", nothing), Class::Streams);
        assert!(matches!(of("PSYNC ? -1", nothing), Class::Unusable(_)));
    }

    #[test]
    fn what_nobody_knows_counts_as_a_change_and_what_the_server_does_not_know_as_nothing() {
        assert_eq!(of("MODULE.DO x", None), Class::Changes);
        assert_eq!(of("GTE k", Some(&flagged("GET", &["readonly"]))), Class::Reads);
        assert!(matches!(of("FLUSHALL", Some(&flagged("GET", &["readonly"]))), Class::Destroys(_)));
        assert_eq!(of("MODULE.DO x", Some(&flagged("MODULE.DO", &["admin"]))), Class::Changes);
        assert_eq!(of("LRANGE k 0 1", None), Class::Changes);
    }
}
