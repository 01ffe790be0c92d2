//! `benchmark`: from a pod, through the tunnel, straight; what is made for it goes, however it ends.

use crate::commands::keyspace::{Alone, usual};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Fault, Method, Reply, Sandbox, Server};
use serde_json::Value;

const CACHE: [&str; 6] = ["benchmark", "-n", "apps", "-r", "cache", "--yes"];
/// A load that is over in a moment.
const SMALL: [&str; 6] = ["--requests", "1000", "--clients", "4", "--keyspace", "50"];
const EVERY_TEST: [&str; 2] = ["--tests", "ping,set,get,mget,hget,zadd,lrange"];

fn keys(server: &Server) -> Vec<String> {
    let reply = server.cli(&["KEYS", "redis-ops:benchmark:*"]);
    reply.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Names of the pods that were made, by the paths of their deletion.
fn pods_deleted(sandbox: &Sandbox) -> Vec<String> {
    let of = |(method, path): (Method, String)| {
        (method == Method::DELETE).then(|| path.split("/pods/redis-ops-benchmark-").nth(1).map(str::to_owned))?
    };
    sandbox.requests().into_iter().filter_map(of).collect()
}

/// Nothing is left of any run: no key, no user, no pod.
fn is_clean(sandbox: &Sandbox, servers: &[Server]) {
    for server in servers {
        assert_eq!(keys(server), Vec::<String>::new(), "{}", server.pod());
        assert_eq!(server.cli(&["ACL", "USERS"]), "default", "{}", server.pod());
    }
    for rest in pods_deleted(sandbox) {
        let run = rest.split('?').next().unwrap_or_default();
        let name = format!("redis-ops-benchmark-{run}");
        for namespace in ["apps", "shop"] {
            assert!(sandbox.get("pods", namespace, &name).is_none(), "{name} is left");
        }
    }
}

/// Every test of a finished run has its figures.
fn has_figures(run: &Run, tests: usize) -> Value {
    let data = run.json()["data"].clone();
    let rows = data["tests"].as_array().unwrap().clone();
    assert_eq!(rows.len(), tests, "{run}");
    for row in rows {
        assert!(row["ops_per_second"].as_f64().unwrap() > 1.0, "{run}");
        for time in ["p50_microseconds", "p95_microseconds", "p99_microseconds", "greatest_microseconds"] {
            assert!(row[time].is_u64(), "{time}: {run}");
        }
    }
    data
}

#[test]
fn a_pod_of_the_servers_image_makes_the_load_as_a_user_of_its_own() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    primary.cli(&["SET", "own", "1"]);
    let run = tool.run(&[&CACHE[..], &SMALL, &EVERY_TEST, &["-o", "json", "-vv"]].concat());
    let data = has_figures(run.expect(0), 7);
    assert_eq!((&data["from"], &data["no_pod_because"]), (&"pod".into(), &Value::Null), "{run}");
    assert!(data["program"].as_str().unwrap().contains("redis-ops-benchmark-"), "{run}");
    assert!(!run.everything().contains(&primary.password().unwrap()), "the password is shown\n{run}");
    // It was the user, and not the instance's own password, that the load came with.
    assert!(run.stderr.contains("ACL"), "{run}");
    is_clean(&sandbox, std::slice::from_ref(&primary));
    assert_eq!(pods_deleted(&sandbox).len(), 1, "{run}");
    assert_eq!(primary.cli(&["DBSIZE"]), "1");

    let run = tool.run(&[&CACHE[..], &SMALL, &["--target-ops", "1", "--target-p95", "1h"]].concat());
    assert!(run.expect(0).stdout.contains("met") && run.stdout.contains("from pod redis-ops-benchmark-"), "{run}");
    let run = tool.run(&[&CACHE[..], &SMALL, &["--target-ops", "1000000000", "-o", "json"]].concat());
    run.expect(2);
    assert_eq!(run.finding_ids(), ["benchmark-ops", "benchmark-ops"], "{run}");
    let words = ["--duration", "500ms", "--tests", "get", "--data-size", "1KiB", "-o", "json"];
    let data = has_figures(tool.run(&[&CACHE[..], &words].concat()).expect(0), 1);
    assert_eq!(data["load"]["data_bytes"], 1024);
    is_clean(&sandbox, &[primary]);
}

#[test]
fn every_primary_of_a_cluster_gets_the_load() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiCluster).start();
    let (tool, servers) = (Tool::on(&sandbox), sandbox.servers());
    for from in ["pod", "tunnel"] {
        let words = ["benchmark", "-n", "shop", "-r", "shop", "--yes", "--from", from, "-o", "json"];
        let run = tool.run(&[&words[..], &SMALL, &EVERY_TEST].concat());
        let data = has_figures(run.expect(0), 7);
        assert_eq!(data["from"], from, "{run}");
        let members = data["tests"][1]["members"].as_array().unwrap();
        assert_eq!(members.len(), 3, "{run}");
        let sum: f64 = members.iter().map(|member| member["ops_per_second"].as_f64().unwrap()).sum();
        assert!((sum - data["tests"][1]["ops_per_second"].as_f64().unwrap()).abs() < 1.0, "{run}");
        assert_eq!(data["tests"][1]["requests"], 3000, "{run}");
        is_clean(&sandbox, &servers);
    }
}

#[test]
fn where_no_pod_can_make_it_the_tunnel_does_and_a_target_cannot_be_missed_there() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let pod = [&CACHE[..], &SMALL, &["--from", "pod"]].concat();
    let auto = [&CACHE[..], &SMALL, &["--target-ops", "1000000000", "-o", "json"]].concat();
    let falls_back = |why: &str| {
        let run = tool.run(&auto);
        has_figures(run.expect(3), 2);
        assert_eq!(run.json()["data"]["from"], "tunnel", "{run}");
        assert!(run.finding("benchmark-from-tunnel")["message"].as_str().unwrap().contains(why), "{run}");
        assert_eq!(run.finding("benchmark-ops")["severity"], "unknown", "{run}");
        is_clean(&sandbox, std::slice::from_ref(&primary));
    };
    sandbox.without_tools(&["redis-benchmark"]);
    falls_back("neither redis-benchmark nor valkey-benchmark");
    assert!(tool.run(&pod).expect(3).stderr.contains("--from tunnel"));
    sandbox.without_tools(&[]);
    sandbox.deny("create", "pods");
    falls_back("make the helper pod");
    sandbox.allow_all();
    sandbox.deny("get", "pods/exec");
    falls_back("pods/exec");
    sandbox.allow_all();
    // A user that may make no user.
    primary.cli(&["ACL", "SETUSER", "default", "-acl|setuser"]);
    falls_back("lets no user be made");
    let run = tool.run(&[&CACHE[..], &SMALL, &["--from", "tunnel", "--target-ops", "1"]].concat());
    assert!(run.expect(0).stdout.contains("through the tunnel"), "{run}");
    is_clean(&sandbox, &[primary]);
}

#[test]
fn straight_to_an_address_a_target_is_met_or_missed() {
    let server = Alone::start(&usual(), &[]);
    let (tool, url) = (Tool::alone(), server.url());
    let words = ["benchmark", "--url", &url, "--yes"];
    let run = tool.run(&[&words[..], &EVERY_TEST, &SMALL, &["--pipeline", "16", "-o", "json"]].concat());
    let data = has_figures(run.expect(0), 7);
    assert_eq!((&data["from"], &data["tests"][2]["requests"]), (&"here".into(), &1000.into()), "{run}");
    let run = tool.run(&[&words[..], &SMALL, &["--target-p95", "1h", "--target-ops", "1000000000"]].concat());
    assert!(run.expect(2).stdout.contains("missed"), "{run}");
    let run = tool.run(&[&words[..], &["--duration", "300ms", "--tests", "set", "-o", "json"]].concat());
    assert!(has_figures(run.expect(0), 1)["tests"][0]["requests"].as_u64().unwrap() > 1, "{run}");
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "0");
    tool.run(&[&words[..], &["--from", "pod"]].concat()).expect(64);
    for wrong in [["--tests", "incr"], ["--data-size", "0"], ["--duration", "2h"]] {
        tool.run(&[&words[..], &wrong].concat()).expect(64);
    }
}

#[test]
fn nothing_is_written_without_consent_nor_where_the_server_cannot_bear_it() {
    let server = Alone::start(&usual(), &[]);
    let (tool, url) = (Tool::alone(), server.url());
    let words = ["benchmark", "--url", &url];
    let yes = [&words[..], &["--yes"]].concat();
    let refused = |words: &[&str], why: &str| {
        let run = tool.run(words);
        assert!(run.expect(4).stderr.contains(why), "{run}");
    };
    refused(&words, "--yes");
    let run = tool.run(&[&words[..], &["--dry-run"]].concat());
    assert!(run.expect(0).stdout.contains("10,000 keys") && run.stdout.contains("redis-ops:benchmark:"), "{run}");
    for (name, value) in [("maxmemory", "6mb"), ("maxmemory-policy", "allkeys-lru")] {
        server.call(&["CONFIG", "SET", name, value]);
    }
    refused(&yes, "evict keys (allkeys-lru)");
    server.call(&["CONFIG", "SET", "maxmemory", "0"]);
    // What only the first write tells.
    server.call(&["CONFIG", "SET", "min-replicas-to-write", "1"]);
    refused(&yes, "NOREPLICAS");
    server.call(&["CONFIG", "SET", "min-replicas-to-write", "0"]);
    // A save that fails, so that writes are refused.
    server.call(&["SET", "own", "1"]);
    server.call(&["CONFIG", "SET", "save", "3600 1"]);
    std::fs::create_dir(server.folder().join("dump.rdb")).unwrap();
    server.call(&["BGSAVE"]);
    until("the save has failed", || {
        server.call(&["INFO", "persistence"]).to_string().contains("rdb_last_bgsave_status:err")
    });
    refused(&yes, "MISCONF");
    server.call(&["CONFIG", "SET", "stop-writes-on-bgsave-error", "no"]);
    server.call(&["CONFIG", "SET", "lua-time-limit", "100"]);
    let mut line = server.connect();
    let busy = std::thread::spawn(move || line.call(&["EVAL", "while true do end", "0"]));
    busy_is_said(&tool, &yes, &server);
    busy.join().unwrap().ok();
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "1");
}

/// A script that does not end keeps all others out, and is ended by SCRIPT KILL.
fn busy_is_said(tool: &Tool, words: &[&str], server: &Alone) {
    until(
        "the server is busy",
        || matches!(server.connect().call(&["GET", "own"]), Ok(Reply::Error(text)) if text.starts_with("BUSY")),
    );
    let run = tool.run(words);
    assert!(run.expect(4).stderr.contains("busy with a script"), "{run}");
    until("the script has ended", || {
        server.connect().call(&["SCRIPT", "KILL"]).ok();
        matches!(server.connect().call(&["GET", "own"]), Ok(Reply::Bulk(_)))
    });
}

#[test]
fn a_run_that_ends_early_takes_all_away_and_one_that_is_killed_leaves_what_expires() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    // One connection needs some seconds for these.
    let long = [&CACHE[..], &["--requests", "150000", "--clients", "1", "--keyspace", "500", "--from"]].concat();
    for (from, signal, code) in [("pod", "TERM", 143), ("pod", "INT", 130), ("tunnel", "TERM", 143)] {
        let mut running = tool.start(&[&long[..], &[from]].concat());
        while !running.error_line().contains("set: a load") {}
        until("there are keys", || keys(&primary).len() == 500);
        running.signal(signal);
        running.wait().expect(code);
        is_clean(&sandbox, std::slice::from_ref(&primary));
    }
    let mut running = tool.start(&[&long[..], &["pod"]].concat());
    while !running.error_line().contains("set: a load") {}
    running.signal("KILL");
    running.wait();
    let left = keys(&primary);
    assert_eq!(left.len(), 500);
    for key in &left {
        assert!(primary.cli(&["TTL", key]).parse::<i64>().unwrap() > 0, "{key} stays for ever");
    }
    assert!(primary.cli(&["ACL", "USERS"]).contains("redis-ops-benchmark-"));
    let run = tool.run(&["doctor", "-n", "apps", "-r", "cache", "-o", "json"]);
    assert_eq!(run.finding("left-behind")["subject"], "apps/cache-redis-0", "{run}");
    let run = tool.run(&[&CACHE[..], &SMALL].concat());
    assert!(run.expect(0).stderr.contains("of a run that was killed, is removed"), "{run}");
    assert_eq!(primary.cli(&["ACL", "USERS"]), "default");
}

/// What the pod writes until its end would come back after the keys were removed.
#[test]
fn the_end_of_the_pod_is_waited_for_before_its_keys_are_removed() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, server) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let words = "benchmark -n apps -r cache --yes --requests 150000 --clients 1 --keyspace 500 --from pod";
    let words: Vec<&str> = words.split(' ').collect();
    for is_let_go in [true, false] {
        let mut running = tool.start(&words);
        while !running.error_line().contains("set: a load") {}
        let made = |(method, path): (Method, String)| {
            let rest = path.split("/pods/redis-ops-benchmark-").nth(1)?;
            (method == Method::GET).then(|| format!("redis-ops-benchmark-{}", rest.split(['?', '/']).next().unwrap()))
        };
        let pod = sandbox.requests().into_iter().rev().find_map(made).expect("the pod was looked at");
        sandbox.edit("pods", "apps", &pod, |pod| pod["metadata"]["finalizers"] = serde_json::json!(["a/holder"]));
        sandbox.clear_requests();
        running.signal("INT");
        let looked_at = || {
            let asked = sandbox.requests();
            let deleted = asked.iter().position(|(method, path)| *method == Method::DELETE && path.contains(&pod));
            deleted.is_some_and(|at| asked[at..].iter().filter(|(method, _)| *method == Method::GET).count() > 2)
        };
        until("the end of the pod is waited for", looked_at);
        assert_eq!(keys(&server).len(), 500, "the keys are removed after the pod");
        if is_let_go {
            sandbox.remove("pods", "apps", &pod);
        }
        let run = running.wait();
        if !is_let_go {
            sandbox.remove("pods", "apps", &pod);
        }
        run.expect(130);
        assert_eq!(run.stderr.contains("was told to end, and has not within 8 s"), !is_let_go, "{run}");
        assert_eq!(run.stderr.contains(&format!("kubectl delete pod {pod} -n apps")), !is_let_go, "{run}");
        assert_eq!(keys(&server), Vec::<String>::new());
    }
}

#[test]
fn a_lost_way_or_server_is_told_as_unknown() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let tunnel =
        [&CACHE[..], &["--from", "tunnel", "--clients", "2", "--keyspace", "100", "--node-timeout", "5s"]].concat();
    sandbox.forward_fault(Fault::CutAfter { bytes: 60_000 });
    let run = tool.run(&tunnel);
    assert!(run.expect(3).stderr.contains("cache-redis-0"), "{run}");
    sandbox.clear_faults();
    is_clean(&sandbox, std::slice::from_ref(&primary));

    let words = [&CACHE[..], &["--from", "pod", "--clients", "1", "--node-timeout", "5s"]].concat();
    let mut running = tool.start(&words);
    while !running.error_line().contains("set: a load") {}
    let commands = || primary.info("total_commands_processed").parse::<u64>().unwrap();
    let before = commands();
    until("the load is on", || commands() > before + 1000);
    primary.kill();
    let run = running.wait();
    assert!(run.expect(3).stderr.contains("the load of set on apps/cache-redis-0 failed"), "{run}");
    primary.restart();
    tool.run(&[&CACHE[..], &SMALL].concat()).expect(0);
    is_clean(&sandbox, &[primary]);
}
