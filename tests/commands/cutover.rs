//! `cutover`: from one instance to another, with a client that writes all the while.

use crate::harness::writer::{Writer, Written};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::{Value, json};
use std::io::Write as _;

/// Bitnami's two standalone releases of one namespace: blue is `redis`, green is `prod-redis`. Nothing reconciles them.
fn standalone() -> (Sandbox, Tool) {
    let yaml =
        Deployment::BitnamiStandalone.yaml().replace("argocd.argoproj.io/tracking-id", "example.com/was-tracked-as");
    let sandbox = Sandbox::builder().yaml(&yaml).namespace("data").start();
    let tool = Tool::on(&sandbox);
    (sandbox, tool)
}

/// Runs it with a client that writes to `old` as long as that takes writes, and then to `new`.
fn with_writer(tool: &Tool, (old, new): (&Server, &Server), words: &[&str]) -> (Run, Written) {
    // the writer begins with the second of its servers
    let writer = Writer::start(vec![new.clone(), old.clone()]);
    let run = tool.run(&[&["cutover", "-o", "json"], words].concat());
    if run.code == 0 {
        writer.until_more(20);
    }
    (run, writer.stop())
}

fn nothing_lost(run: &Run, written: &Written, (old, new): (&Server, &Server)) {
    run.expect(0);
    assert_eq!(written.lost_on(new), [0_u64; 0], "{run}");
    let probe = &run.json()["data"]["probe"];
    assert!(probe["outage_ms"].as_u64().is_some(), "{run}");
    assert_eq!(probe["last_write_kept"], true, "{run}");
    assert_eq!((old.info("role"), new.info("role")), ("slave".to_owned(), "master".to_owned()), "{run}");
    until("the old one follows", || old.info("master_link_status") == "up");
    assert_eq!(old.info("master_host"), new.address().ip().to_string(), "{run}");
    assert_eq!(new.cli(&["KEYS", "redis-ops:*"]), "", "the probe's keys are gone");
}

fn selector(sandbox: &Sandbox, service: &str) -> Value {
    sandbox.get("services", "data", service).unwrap()["spec"]["selector"].clone()
}

#[test]
fn blue_becomes_greens_replica_and_the_service_leads_to_green_and_back() {
    let (sandbox, tool) = standalone();
    let (blue, green) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
    for number in 0..50 {
        blue.cli(&["SET", &format!("user:{number}"), "x"]);
    }
    let before = selector(&sandbox, "redis-master");
    sandbox.clear_requests();
    let dry = tool.run(&["cutover", "--from", "redis", "--to", "prod-redis", "--dry-run"]);
    dry.expect(0);
    for text in [
        "plan to cut over from data/redis to data/prod-redis:",
        "make data/prod-redis-master-0 a replica of data/redis-master-0",
        "lead Service redis-master to data/prod-redis-master-0",
        "undo: redis-ops cutover --from data/prod-redis --to data/redis --confirm data/redis",
    ] {
        assert!(dry.stdout.contains(text), "no {text:?}: {dry}");
    }
    assert_eq!((blue.info("role"), green.info("role")), ("master".to_owned(), "master".to_owned()));
    tool.run(&["cutover", "--from", "redis", "--to", "prod-redis", "--yes"]).expect(4);
    let words = ["--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis"];
    let (run, written) = with_writer(&tool, (&blue, &green), &words);
    nothing_lost(&run, &written, (&blue, &green));
    assert_eq!(green.cli(&["EXISTS", "user:0", "user:49"]), "2");
    assert_eq!(
        selector(&sandbox, "redis-master"),
        json!({"statefulset.kubernetes.io/pod-name": "prod-redis-master-0"})
    );
    assert!(run.json()["data"]["services_outage_ms"].as_u64().is_some(), "{run}");
    // its own command goes back, without another full copy, and leaves no trace
    let copies = green.info("sync_full");
    let words = ["--from", "data/prod-redis", "--to", "data/redis", "--confirm", "data/redis"];
    let (run, written) = with_writer(&tool, (&green, &blue), &words);
    nothing_lost(&run, &written, (&green, &blue));
    assert_eq!((green.info("sync_full"), selector(&sandbox, "redis-master")), (copies, before), "{run}");
    let service = sandbox.get("services", "data", "redis-master").unwrap();
    assert!(service["metadata"]["annotations"]["redis-ops/former-selector"].is_null(), "{service}");
}

#[test]
fn with_passwords_across_namespaces_what_clients_have_to_be_told_is_named() {
    let green =
        Deployment::SbChart.yaml().replace("apps/v1", "APPS").replace("apps", "green").replace("APPS", "apps/v1");
    let green = green.replace("p$'\"#x y", "of green's own");
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).yaml(&green).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let (old, new) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("green", "cache-redis-0"));
    assert_ne!(old.password(), new.password());
    let own = new.cli(&["CONFIG", "GET", "masterauth"]);
    let words = ["--from", "apps/cache", "--to", "green/cache", "--confirm", "green/cache"];
    let refused = tool.run(&[&["cutover"], &words[..]].concat());
    refused.expect(4);
    assert!(
        refused.stderr.contains("is in another namespace") && refused.stderr.contains("--switch none"),
        "{refused}"
    );
    let dry = tool.run(&[&["cutover", "--switch", "none", "--dry-run"], &words[..4]].concat());
    dry.expect(0);
    for text in [
        "clients of Service apps/cache-redis have to be led to",
        "kubectl patch service cache-redis -n apps --type merge",
        "lend green/cache-redis-0 the password of apps/cache-redis-0",
    ] {
        assert!(dry.stdout.contains(text), "no {text:?}: {dry}");
    }
    let (run, written) = with_writer(&tool, (&old, &new), &[&words[..], &["--switch", "none"]].concat());
    nothing_lost(&run, &written, (&old, &new));
    assert_eq!(new.cli(&["CONFIG", "GET", "masterauth"]), own, "what was lent is given back");
    for password in [old.password().unwrap(), new.password().unwrap()] {
        assert!(!run.everything().contains(&password), "a password is shown: {run}");
    }
    // the replicas of green have it all, too
    let replica = sandbox.pod("green", "cache-redis-1");
    until("green's replica has all", || replica.info("slave_repl_offset") == new.info("master_repl_offset"));
    assert_eq!(written.lost_on(&replica), [0_u64; 0]);
    let back = ["--from", "green/cache", "--to", "apps/cache", "--switch", "none", "--confirm", "apps/cache"];
    let (run, written) = with_writer(&tool, (&new, &old), &back);
    nothing_lost(&run, &written, (&new, &old));
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::BitnamiStandalone)
        .deployment(Deployment::BitnamiSentinel)
        .deployment(Deployment::RedisCluster)
        .namespace("data")
        .start();
    let tool = Tool::on(&sandbox);
    let refused = |words: &[&str], code: i32, text: &str| {
        let run = tool.run(&[&["cutover"], words].concat());
        run.expect(code);
        assert!(run.stderr.contains(text), "no {text:?}: {run}");
    };
    let to_green = ["--to", "prod-redis", "--confirm", "data/prod-redis", "--switch", "none"];
    refused(&[&["--from", "web/session"], &to_green[..]].concat(), 4, "Sentinel decides which of its members");
    refused(&[&["--from", "default/redis-cluster"], &to_green[..]].concat(), 4, "it is a Redis Cluster");
    refused(&[&["--from", "data/prod-redis"], &to_green[..]].concat(), 64, "are both data/prod-redis");
    sandbox.pod("data", "prod-redis-master-0").cli(&["SET", "precious", "1"]);
    refused(&[&["--from", "redis"], &to_green[..]].concat(), 4, "it holds 1 keys, which are gone");
    sandbox.pod("data", "prod-redis-master-0").cli(&["DEL", "precious"]);
    sandbox.deny("patch", "services");
    let words = ["--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis"];
    refused(&words, 4, "kubectl auth can-i patch services -n data");
}

#[test]
fn a_run_that_is_told_to_end_before_the_switch_takes_all_back() {
    let (sandbox, tool) = standalone();
    let (blue, green) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
    for number in 0..200 {
        blue.cli(&["SET", &format!("user:{number}"), "x"]);
    }
    blue.cli(&["CONFIG", "SET", "rdb-key-save-delay", "1000000"]);
    let run = tool.start(&["cutover", "--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis"]);
    let copies = || green.info("role") == "slave" && green.info("master_sync_in_progress") == "1";
    until("a full copy is taken", copies);
    run.signal("TERM");
    let run = run.wait();
    run.expect(143);
    assert_eq!((blue.info("role"), green.info("role")), ("master".to_owned(), "master".to_owned()), "{run}");
    assert!(run.stderr.contains("nothing was left behind"), "{run}");
    assert!(sandbox.get("leases", "data", "redis-ops-prod-redis").is_none(), "{run}");
    assert_eq!(blue.cli(&["SET", "still", "writable"]), "OK");
}

#[test]
fn the_old_primary_that_dies_half_way_leaves_clients_with_the_new_one() {
    let (sandbox, tool) = standalone();
    let (blue, green) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
    let writer = Writer::start(vec![green.clone(), blue.clone()]);
    let words = ["cutover", "--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis", "-o", "json"];
    let run = tool.start(&[&words[..], &["--node-timeout", "1s"]].concat());
    until("green follows", || green.info("role") == "slave");
    let mut connection = green.connect().unwrap();
    until("green is a primary", || {
        connection.call(&["ROLE"]).is_ok_and(|reply| reply.to_string().starts_with("master"))
    });
    blue.kill();
    let run = run.wait();
    assert!([0, 6].contains(&run.code), "{run}");
    if run.code == 6 {
        assert!(run.finding("cutover-unfinished")["hint"].as_str().unwrap().contains("goes back"), "{run}");
    }
    writer.until_more(20);
    let written = writer.stop();
    assert_eq!(written.lost_on(&green), [0_u64; 0], "{run}");
    assert_eq!(
        selector(&sandbox, "redis-master"),
        json!({"statefulset.kubernetes.io/pod-name": "prod-redis-master-0"})
    );
}

#[test]
#[ignore = "a minute and more: cargo test --test main cutover::ten -- --ignored --nocapture prints the figures"]
fn ten_times_there_and_back() {
    let (sandbox, tool) = standalone();
    let (blue, green) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
    let (mut outages, mut routes, mut count) = (Vec::new(), Vec::new(), 0);
    for turn in 0..10 {
        let (old, new, from, to) = match turn % 2 {
            0 => (&blue, &green, "data/redis", "data/prod-redis"),
            _ => (&green, &blue, "data/prod-redis", "data/redis"),
        };
        let (run, written) = with_writer(&tool, (old, new), &["--from", from, "--to", to, "--confirm", to]);
        nothing_lost(&run, &written, (old, new));
        count += written.acknowledged.len();
        outages.push(run.json()["data"]["probe"]["outage_ms"].as_u64().unwrap());
        routes.push(run.json()["data"]["services_outage_ms"].as_u64().unwrap());
        // the writer counts anew
        new.cli(&["DEL", crate::harness::writer::KEY]);
    }
    outages.sort_unstable();
    routes.sort_unstable();
    writeln!(
        std::io::stdout(),
        "10 cutovers, {count} acknowledged writes, 0 lost; nobody took writes for {outages:?} ms, Services led astray for \
         {routes:?} ms"
    )
    .unwrap();
}
