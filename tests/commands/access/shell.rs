//! `shell`: a conversation, typed and piped.

use crate::harness::plain::Plain;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use std::fs;
use std::os::unix::fs::PermissionsExt;

const CACHE: [&str; 5] = ["shell", "-n", "apps", "-r", "cache"];

fn piped(tool: &Tool, lines: &str, words: &[&str]) -> Run {
    fs::write(tool.folder().join("lines"), lines).unwrap();
    tool.run(words)
}

#[test]
fn lines_of_stdin_are_commands_and_the_worst_of_them_is_the_exit_status() {
    let mut server = Plain::start("7.4");
    server.must("SET k v");
    server.must("RPUSH list a b");
    let tool = Tool::alone().after("exec < lines");
    let url = server.url();
    let (reads, writes) = (["shell", "--url", &url], ["shell", "--url", &url, "--write"]);
    assert_eq!(
        piped(&tool, "GET k\n# a comment\n\nLRANGE list 0 -1\nGET \"k\"\n", &reads).expect(0).stdout,
        "v\na\nb\nv\n"
    );
    let run = piped(&tool, "SET k w\nGET k\n", &reads);
    assert!(run.expect(4).stderr.contains("line 1") && run.stderr.contains("--write") && run.stdout == "v\n", "{run}");
    let run = piped(&tool, "LLEN k\nSET k w\nGET k\n", &reads);
    assert!(run.expect(5).stderr.contains("line 1, LLEN k: WRONGTYPE"), "{run}");
    let run = piped(&tool, "MULTI\nSET k w\nINCR n\nEXEC\nGET k\n", &writes);
    assert_eq!(run.expect(0).stdout, "OK\nQUEUED\nQUEUED\nOK\n1\nw\n", "{run}");
    let run = piped(&tool, "MULTI\nSET k x\n", &writes);
    assert!(run.expect(4).stderr.contains("MULTI without EXEC") && server.must("GET k") == "w", "{run}");
    // What destroys wants a name, whatever else is allowed.
    piped(&tool, "FLUSHALL\n", &writes).expect(4);
    assert_eq!(server.must("GET k"), "w");
    let name = &url["redis://".len()..];
    piped(&tool, "FLUSHALL\n", &["shell", "--url", &url, "--write", "--confirm", name]).expect(0);
    assert_eq!(server.must("DBSIZE"), "0");
    piped(&tool, "GET \"open\n", &reads).expect(4);
    let run =
        piped(&tool, "HSET h a 1\nHGETALL h\nSELECT 3\nSET k 3\n", &["shell", "--url", &url, "--write", "--json"]);
    assert_eq!(run.expect(0).stdout, "1\n{\"a\":\"1\"}\n\"OK\"\n\"OK\"\n", "{run}");
    let run = piped(&tool, "PING\n", &["shell", "--url", &url, "-o", "json"]);
    assert!(run.expect(64).stderr.contains("--json"), "{run}");
    server.must("SELECT 3");
    assert_eq!(server.must("GET k"), "3");
    let run = piped(&tool, "AUTH hunter2\nCONFIG SET requirepass\n", &writes);
    assert!(!run.expect(5).everything().contains("hunter2"), "{run}");
}

#[test]
fn at_a_terminal_names_are_completed_arguments_hinted_at_and_secrets_forgotten() {
    let mut server = Plain::start("7.4");
    server.must("RPUSH list a b");
    let tool = Tool::alone();
    let mut terminal = tool.at_terminal(&["shell", "--url", &server.url()]);
    terminal.until("read-only").until("> ").types("LRANGE ");
    terminal.until("key start stop").types("list 0 -1\r");
    terminal.until("1) \"a\"").until("2) \"b\"").until("> ").types("dbsi\t\r");
    terminal.until("DBSIZE").until("(integer) 1").until("> ").types("SET k v\r");
    terminal.until("redis-ops shell --write").until("> ").types("AUTH hunter2\r");
    terminal.until("(error) ").until("> ").types("HELLO 3\r");
    terminal.until("=> \"redis\"").until("> ").types("help config set\r");
    terminal.until("CONFIG SET").until("> ").types("FLUSHALL\r");
    terminal.until("only reads").until("> ").types("nonsense\x03");
    // What is pasted is not lost, whatever is read at once.
    terminal.until("> ").types("ECHO one\rECHO two\rECHO three\r");
    terminal.until("\"one\"").until("\"two\"").until("\"three\"");
    terminal.until("> ").types("quit\r");
    let screen = terminal.ends_with(0);
    assert!(screen.contains("127.0.0.1"), "{screen}");
    let history = tool.folder().join(".local/state/redis-ops/history");
    let text = fs::read_to_string(&history).unwrap();
    assert!(text.contains("LRANGE list 0 -1\n") && !text.contains("hunter2"), "{text}");
    assert_eq!(fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o600);
    // The next shell knows it; Ctrl-D ends it.
    let mut terminal = tool.at_terminal(&["shell", "--url", &server.url()]);
    terminal.until("> ").types("\x12LRANGE\r");
    terminal.until("2) \"b\"").until("> ").types("\x04");
    terminal.ends_with(0);
}

#[test]
fn messages_are_shown_until_ctrl_c_and_the_conversation_goes_on() {
    let mut server = Plain::start("7.4");
    let tool = Tool::alone();
    let mut terminal = tool.at_terminal(&["shell", "--url", &server.url(), "--write"]);
    terminal.until("# ").types("SUBSCRIBE news\r");
    terminal.until("\"subscribe\"").until("(integer) 1");
    until("it listens", || server.must("PUBLISH news hello") == "1");
    terminal.until("\"message\"").until("\"hello\"").types("\x03");
    terminal.until("# ").types("BLPOP queue 0\r");
    until("it waits", || server.must("INFO clients").contains("blocked_clients:1"));
    terminal.types("\x03");
    terminal.until("the wait was ended").until("# ").types("MULTI\r");
    terminal.until("(transaction)").types("SET k v\r");
    terminal.until("QUEUED").until("(transaction)").types("EXEC\r");
    terminal.until("1) OK").until("# ").types("SELECT 2\r");
    terminal.until("[2]# ").types("MONITOR\r");
    terminal.until("redis-ops monitor").until("# ").types("\x04");
    terminal.ends_with(0);
    assert_eq!(server.must("GET k"), "v");
}

#[test]
fn a_pod_that_restarts_is_waited_for_and_a_signal_leaves_the_terminal_as_it_was() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.cli(&["SET", "k", "v"]);
    primary.cli(&["SAVE"]);
    let mut terminal = tool.at_terminal(&[&CACHE[..], &["--write"]].concat());
    terminal.until("apps/cache-redis-0# ").types("GET k\r");
    terminal.until("\"v\"").until("# ").types("MULTI\r");
    terminal.until("OK").until("(transaction)# ");
    primary.kill();
    terminal.types("GET k\r");
    terminal.until("the transaction is lost").until("waiting for");
    primary.restart();
    terminal.until("connected to apps/cache-redis-0, primary").until("cache-redis-0# ").types("GET k\r");
    terminal.until("\"v\"").until("# ");
    terminal.signal("TERM");
    let screen = terminal.ends_with(143);
    assert!(!sandbox_password(&sandbox).is_some_and(|password| screen.contains(&password)), "{screen}");
}

fn sandbox_password(sandbox: &Sandbox) -> Option<String> {
    sandbox.pod("apps", "cache-redis-0").password()
}

#[test]
fn in_a_cluster_keys_lead_to_pods_and_what_is_read_survives_a_failover() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let tool = Tool::on(&sandbox).after("exec < lines");
    let words = ["shell", "-n", "default", "-r", "redis-cluster", "--write"];
    let run = piped(&tool, "SET a 1\nSET b 2\nSET c 3\nGET a\nGET b\nGET c\n", &words);
    assert_eq!(run.expect(0).stdout, "OK\nOK\nOK\n1\n2\n3\n", "{run}");
    assert!(run.stderr.contains("-> slot "), "{run}");
    // An operator without the right to ask is told, and what is not known counts as a change.
    for server in sandbox.redis_cluster("default", "redis-cluster").servers() {
        server.cli(&["ACL", "SETUSER", "default", "-command"]);
    }
    let run = piped(&tool, "GET a\nLLEN list\n", &words[..5]);
    assert!(run.expect(4).stderr.contains("does not tell of its commands") && run.stdout == "1\n", "{run}");
}
