//! `bigkeys`, beside what the servers say themselves.

use super::{Alone, usual};
use crate::harness::servers;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::Value;

fn of_type(run: &Run, name: &str) -> Value {
    let json = run.json();
    let found = json["data"]["types"].as_array().into_iter().flatten().find(|one| one["type"] == name);
    found.unwrap_or_else(|| panic!("no type {name}\n{run}")).clone()
}

/// The size of a key as the server says it.
fn own_size(server: &Server, kind: &str, key: &str) -> u64 {
    let command = match kind {
        "string" => "STRLEN",
        "list" => "LLEN",
        "set" => "SCARD",
        "zset" => "ZCARD",
        "hash" => "HLEN",
        "stream" => "XLEN",
        other => panic!("{other}"),
    };
    server.cli(&[command, key]).parse().unwrap()
}

#[test]
fn a_thousand_keys_have_the_sizes_that_the_server_says() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    sandbox.fill(1000);
    let server = sandbox.pod("tutorial", "redis");
    // Names alike of two types: a guess of one from the other would be wrong.
    for number in 0..40 {
        let name = format!("mixed:{number}");
        let words: &[&str] = if number < 20 { &["SET", &name, "12345"] } else { &["RPUSH", &name, "a", "b"] };
        server.cli(words);
    }
    let run = Tool::on(&sandbox).run(&["bigkeys", "--top", "1000", "--memory", "--ttl", "-o", "json"]);
    run.expect(0);
    let json = run.json();
    let databases = server.cli(&["INFO", "keyspace"]);
    let first: u64 = server.cli(&["DBSIZE"]).parse().unwrap();
    assert!(first > 1000 && databases.contains("db3"), "{databases}");
    assert_eq!(json["data"]["databases"], serde_json::json!([{"db": 0, "keys": first}, {"db": 3, "keys": 2}]), "{run}");
    let mut compared = 0;
    for one in json["data"]["types"].as_array().unwrap() {
        let kind = one["type"].as_str().unwrap();
        let keys = one["by_size"].as_array().unwrap();
        assert_eq!(keys.len() as u64, one["keys"].as_u64().unwrap(), "{kind}");
        let sum: u64 = keys.iter().map(|key| key["size"].as_u64().unwrap()).sum();
        let in_classes: u64 =
            one["histogram"].as_array().unwrap().iter().map(|class| class["keys"].as_u64().unwrap()).sum();
        assert_eq!((one["size"].as_u64(), one["keys"].as_u64()), (Some(sum), Some(in_classes)), "{kind}");
        for key in keys.iter().filter(|key| key["db"] == 0) {
            let name = key["key"].as_str().unwrap();
            assert_eq!(server.cli(&["TYPE", name]), kind, "{name}");
            assert_eq!(key["size"], own_size(&server, kind, name), "{name}");
            assert_eq!(key["memory_bytes"].to_string(), server.cli(&["MEMORY", "USAGE", name]), "{name}");
            assert_eq!(key["encoding"].as_str().unwrap(), server.cli(&["OBJECT", "ENCODING", name]), "{name}");
            assert_eq!(key["expires"], server.cli(&["TTL", name]) != "-1", "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, first, "{run}");
    let ttl = &json["data"]["ttl"];
    assert_eq!((&ttl["asked_keys"], &ttl["sampled"]), (&(first + 2).into(), &false.into()), "{run}");
    let prefixes = json["data"]["prefixes"].as_array().unwrap();
    let session = prefixes.iter().find(|one| one["prefix"] == "session:").unwrap();
    assert_eq!((&session["keys"], &session["types"]), (&125.into(), &serde_json::json!(["string"])), "{run}");
    // Guessed wrongly once at most for each kind of name.
    let wrong: u64 = server
        .cli(&["INFO", "errorstats"])
        .lines()
        .filter_map(|line| line.strip_prefix("errorstat_WRONGTYPE:count=")?.parse::<u64>().ok())
        .sum();
    assert!(wrong <= 1100, "{wrong}");
}

#[test]
fn one_round_trip_a_page_and_one_command_a_key() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.cli(&["EVAL", "for i = 1, 20000 do redis.call('SET', 'plain:' .. i, i) end", "0"]);
    server.cli(&["CONFIG", "RESETSTAT"]);
    let run = Tool::on(&sandbox).run(&["bigkeys", "--max-latency", "1h", "-o", "json"]);
    run.expect(0);
    assert_eq!(of_type(&run, "string")["keys"], 20000, "{run}");
    let calls = |command: &str| {
        let stats = server.cli(&["INFO", "commandstats"]);
        let line =
            stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")).map(str::to_owned));
        line.map_or(0, |line| line.split(',').next().unwrap().parse::<u64>().unwrap())
    };
    // The first pages have to learn; what a replica prefers does not matter here.
    assert_eq!(calls("strlen"), 20000);
    assert!(
        calls("type") < 2000 && calls("scan") < 260 && calls("pttl") < 1500,
        "{}",
        server.cli(&["INFO", "commandstats"])
    );
    assert!(!server.cli(&["INFO", "errorstats"]).contains("WRONGTYPE"));
}

#[test]
fn a_replica_is_gone_through_and_of_a_cluster_every_shard_once() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).deployment(Deployment::RedisCluster).start();
    sandbox.fill(300);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["bigkeys", "-n", "apps", "-o", "json"]);
    run.expect(0);
    let primary = sandbox.pod("apps", "cache-redis-0");
    let source = &run.json()["data"]["sources"][0];
    assert_eq!((&source["role"], &source["complete"]), (&"replica".into(), &true.into()), "{run}");
    let size: u64 = primary.cli(&["DBSIZE"]).parse().unwrap();
    assert_eq!(run.json()["data"]["keys"], size + 2, "{run}");
    assert!(!primary.cli(&["INFO", "commandstats"]).contains("cmdstat_scan"), "the primary was scanned");
    let run = tool.run(&["bigkeys", "-n", "apps", "--role", "primary", "-o", "json"]);
    assert_eq!(run.expect(0).json()["data"]["sources"][0]["name"], "cache-redis-0", "{run}");

    let run = tool.run(&["bigkeys", "-n", "default", "--memory", "-o", "json"]);
    run.expect(0);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let sizes: Vec<u64> = cluster.primaries().iter().map(|one| one.cli(&["DBSIZE"]).parse().unwrap()).collect();
    let sources = run.json()["data"]["sources"].as_array().unwrap().clone();
    let scanned: Vec<u64> = sources.iter().map(|one| one["keys"].as_u64().unwrap()).collect();
    assert_eq!((sources.len(), run.json()["data"]["keys"].as_u64()), (3, Some(sizes.iter().sum())), "{run}");
    assert_eq!(scanned.iter().sum::<u64>(), sizes.iter().sum::<u64>(), "{run}");
    assert!(sources.iter().all(|one| one["role"] == "replica" && one["slots"].is_array()), "{run}");
    assert_eq!(of_type(&run, "set")["by_size"][0]["key"], "set:big", "{run}");
}

#[test]
fn names_are_bytes_of_somebody_else() {
    let server = Alone::start(&usual(), &[]);
    let mut line = server.connect();
    let hostile = [
        "<script>alert(1)</script>:x",
        "a\u{1b}]0;owned\u{7}:x",
        "\u{202e}evil:x",
        "line\nbreak:x",
        "nul\0:x",
        "'\"&:x",
    ];
    for name in hostile {
        line.call(&["SET", name, "value"]).unwrap();
    }
    let mut request = Vec::new();
    request.extend_from_slice(b"*3\r\n$3\r\nSET\r\n$4\r\n\xff\xfe:\x00\r\n$3\r\nabc\r\n");
    assert_eq!(line.replies(&request, 1).unwrap().len(), 1);
    let (tool, url) = (Tool::alone(), server.url());
    let run = tool.run(&["bigkeys", "--url", &url, "--top", "10", "--html", "page.html"]);
    run.expect(0);
    assert!(
        !run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}') && run.stdout.contains("\\xff\\xfe"),
        "{run}"
    );
    let page = std::fs::read_to_string(tool.folder().join("page.html")).unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"), "{page}");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}') && page.contains("default-src 'none'"));
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(tool.folder().join("page.html")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let run = tool.run(&["bigkeys", "--url", &url, "--top", "10", "-o", "json"]);
    let string = of_type(&run, "string");
    let odd = string["by_size"].as_array().unwrap().iter().find(|key| key["key_hex"].is_string()).unwrap().clone();
    assert_eq!((&odd["key_hex"], &odd["size"]), (&"fffe3a00".into(), &3.into()), "{run}");
    assert_eq!(string["keys"], 7, "{run}");
}

#[test]
fn a_name_cut_into_prefixes_as_asked() {
    let server = Alone::start(&usual(), &[]);
    for (name, value) in
        [("tenant:41/orders:1", "a"), ("tenant:42/orders:1", "bb"), ("tenant:42/carts:1", "ccc"), ("plain", "x")]
    {
        server.call(&["SET", name, value]);
    }
    let tool = Tool::alone();
    let prefixes = |words: &[&str]| {
        let run = tool.run(&[&["bigkeys", "--url", &server.url(), "-o", "json"], words].concat());
        let json = run.expect(0).json();
        let all = json["data"]["prefixes"].as_array().unwrap().clone();
        all.iter()
            .map(|one| (one["prefix"].as_str().unwrap().to_owned(), one["keys"].as_u64().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(prefixes(&["--depth", "1"]), [("tenant:".to_owned(), 3), (String::new(), 1)]);
    let kept = prefixes(&["--separator", ":/", "--depth", "2", "--keep-ids"]);
    assert_eq!(kept, [("tenant:42/".to_owned(), 2), (String::new(), 1), ("tenant:41/".to_owned(), 1)]);
    let run = tool.run(&["bigkeys", "--url", &server.url(), "--separator", "ü"]);
    assert!(run.expect(64).stderr.contains("ASCII"), "{run}");
}

#[test]
fn histograms_that_the_server_keeps_itself() {
    let server = Alone::start(&servers::server("8.6"), &[]);
    server.call(&["SET", "a", "12345"]);
    server.call(&["RPUSH", "l", "1", "2", "3"]);
    let tool = Tool::alone();
    let run = tool.run(&["bigkeys", "--keysizes", "--url", &server.url(), "-o", "json"]);
    run.expect(0);
    assert_eq!(of_type(&run, "string")["classes"], serde_json::json!([{"from": 4, "to": 7, "keys": 1}]), "{run}");
    assert_eq!(of_type(&run, "list")["classes"], serde_json::json!([{"from": 2, "to": 3, "keys": 1}]), "{run}");
    let old = Alone::start(&servers::server("7.4"), &[]);
    let run = tool.run(&["bigkeys", "--keysizes", "--url", &old.url(), "-o", "json"]);
    assert_eq!(run.expect(3).finding_ids(), ["keysizes-missing"], "{run}");
}

#[test]
fn of_one_node_of_a_cluster_the_histograms_of_all_shards_are_asked_or_the_missing_ones_are_said() {
    let two: [Alone; 2] = std::array::from_fn(|_| Alone::start(&servers::server("8.6"), &["--cluster-enabled", "yes"]));
    let ports = two.each_ref().map(|one| one.url().rsplit(':').next().unwrap().to_owned());
    two[0].call(&["CLUSTER", "ADDSLOTSRANGE", "0", "8191"]);
    two[1].call(&["CLUSTER", "ADDSLOTSRANGE", "8192", "16383"]);
    two[0].call(&["CLUSTER", "MEET", "127.0.0.1", &ports[1]]);
    let is_whole = |one: &Alone| {
        let said = one.call(&["CLUSTER", "INFO"]).to_string();
        said.contains("cluster_state:ok") && said.contains("cluster_known_nodes:2")
    };
    until("both nodes see all slots", || two.iter().all(is_whole));
    // slots 12182 and 5061
    two[1].call(&["SET", "foo", "12345"]);
    two[0].call(&["SET", "bar", "123"]);
    let words = ["bigkeys", "--keysizes", "--url", &two[0].url(), "--node-timeout", "1s", "-o", "json"];
    let run = Tool::alone().run(&words);
    let members = &run.expect(0).json()["data"]["members"];
    assert_eq!(members.as_array().map(Vec::len), Some(2), "{run}");
    let classes = serde_json::json!([{"from": 2, "to": 3, "keys": 1}, {"from": 4, "to": 7, "keys": 1}]);
    assert_eq!(of_type(&run, "string")["classes"], classes, "{run}");

    let [seen, gone] = two;
    drop(gone);
    let run = Tool::alone().run(&words);
    assert!(run.finding_ids().contains(&"shard-unscanned".to_owned()), "{run}");
    assert_ne!(run.code, 0, "{run}");
    assert_eq!(of_type(&run, "string")["classes"], serde_json::json!([{"from": 2, "to": 3, "keys": 1}]), "{run}");
    drop(seen);
}

#[test]
fn types_of_modules_and_of_newer_servers() {
    let server = Alone::start(&servers::server("8.6"), &[]);
    server.call(&["VADD", "vectors:1", "VALUES", "3", "1", "2", "3", "one"]);
    server.call(&["XADD", "stream:1", "*", "a", "b"]);
    let run = Tool::alone().run(&["bigkeys", "--url", &server.url(), "-o", "json"]);
    run.expect(0);
    assert_eq!(of_type(&run, "vectorset")["size"], 1, "{run}");
    assert_eq!(of_type(&run, "stream")["size"], 1, "{run}");
    // the greatest is told without a list, too: not the end of its class
    server.call(&["SET", "string:1", "12345"]);
    let run = Tool::alone().run(&["bigkeys", "--url", &server.url(), "--top", "0", "-o", "json"]);
    assert_eq!(of_type(run.expect(0), "string")["greatest_size"], 5, "{run}");
}
