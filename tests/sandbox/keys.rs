//! Keys of every type, to have something to look at.

use super::resp::{Reply, encode};
use super::server::Server;

/// Fills a server's db 0 (and a few keys in db 3) with `count` keys of every type, some with a time to live, and waits
/// until its replicas have them. A primary of a Redis Cluster gets those whose slots it has, in its only database: all
/// primaries together have all.
///
/// # Panics
/// The server refuses a command.
pub fn fill(server: &Server, count: usize) {
    let mut requests = Vec::new();
    let mut sent = 0;
    let mut push = |command: &[&str]| {
        encode(&mut requests, command);
        sent += 1;
    };
    for number in 0..count {
        let name = number.to_string();
        let text = "x".repeat(20 + number % 200);
        match number % 8 {
            0 => push(&["SET", &format!("session:{name}"), &text]),
            1 => push(&["SET", &format!("page:{name}"), &text, "EX", "86400"]),
            2 => push(&["HSET", &format!("user:{name}"), "name", &name, "mail", "x@example.org", "note", &text]),
            3 => push(&["RPUSH", &format!("queue:{name}"), "one", "two", &text]),
            4 => push(&["SADD", &format!("tags:{name}"), "red", "green", &name]),
            5 => push(&["ZADD", &format!("board:{name}"), "1", "first", "2.5", "second", &name, "last"]),
            6 => push(&["XADD", &format!("events:{name}"), "*", "kind", "click", "page", &name]),
            _ => push(&["SET", &format!("counter:{name}"), &name]),
        }
    }
    let big = "y".repeat(256 * 1024);
    push(&["SET", "report:big", &big]);
    let members: Vec<String> = (0..2000).map(|member| format!("member-{member}")).collect();
    let mut command = vec!["SADD", "set:big"];
    command.extend(members.iter().map(String::as_str));
    push(&command);
    push(&["XGROUP", "CREATE", "events:6", "workers", "0", "MKSTREAM"]);
    push(&["PFADD", "visitors", "a", "b", "c"]);
    push(&["GEOADD", "places", "13.36", "38.11", "Palermo"]);
    let clustered = server.info("cluster_enabled") == "1";
    if !clustered {
        push(&["SELECT", "3"]);
        push(&["SET", "other:database", "3"]);
        push(&["SET", "other:soon", "gone", "EX", "3600"]);
    }
    let mut connection = server.connect().expect("a server that runs");
    let replies = connection.replies(&requests, sent).expect("a server that answers");
    let elsewhere = |text: &str| clustered && text.starts_with("MOVED ");
    let refused = replies.iter().find(|reply| matches!(reply, Reply::Error(text) if !elsewhere(text)));
    assert_eq!(refused, None, "filling {}", server.pod());
    let replicas = server.info("connected_slaves");
    let reply = connection.call(&["WAIT", &replicas, "5000"]).expect("a server that answers");
    assert_eq!(reply.to_string(), replicas, "replicas of {} that have the keys", server.pod());
}
