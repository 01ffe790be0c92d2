//! `cutover`: from one instance to another, with a client that writes all the while.

use crate::harness::series::{Series, runs};
use crate::harness::writer::{Writer, Written};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::{Value, json};

/// Bitnami's two standalone releases of one namespace: blue is `redis`, green is `prod-redis`. Nothing reconciles them.
pub fn standalone() -> (Sandbox, Tool) {
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
    let (before, greens) = (selector(&sandbox, "redis-master"), selector(&sandbox, "prod-redis-master"));
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
    // green's own Service leads to green, as it did before, and its clients are told of
    assert_eq!(selector(&sandbox, "prod-redis-master"), greens, "{run}");
    assert!(run.everything().contains("Service prod-redis-master is of data/prod-redis and stays with"), "{run}");
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
    let masterauth = |server: &Server| server.cli(&["CONFIG", "GET", "masterauth"]);
    assert_eq!(masterauth(&new), own, "what was lent is given back");
    assert_eq!(masterauth(&old), format!("masterauth\n{}", new.password().unwrap()), "it follows with the other's");
    for password in [old.password().unwrap(), new.password().unwrap()] {
        assert!(!run.everything().contains(&password), "a password is shown: {run}");
    }
    // it is done when the replicas of green have their link again
    let members = run.json()["data"]["members"].as_array().unwrap().clone();
    let of = |member: &str| members.iter().find(|one| one["member"] == member).unwrap().clone();
    for replica in ["green/cache-redis-1", "green/cache-redis-2", "apps/cache-redis-0"] {
        assert_eq!((&of(replica)["link"], &of(replica)["role"]), (&json!("up"), &json!("replica")), "{run}");
    }
    assert_eq!(of("green/cache-redis-1")["follows"], "cache-redis-0", "{run}");
    let replica = sandbox.pod("green", "cache-redis-1");
    until("green's replica has all", || replica.info("slave_repl_offset") == new.info("master_repl_offset"));
    assert_eq!(written.lost_on(&replica), [0_u64; 0]);
    let back = ["--from", "green/cache", "--to", "apps/cache", "--switch", "none", "--confirm", "apps/cache"];
    let (run, written) = with_writer(&tool, (&new, &old), &back);
    nothing_lost(&run, &written, (&new, &old));
    // each leads with what it had, or follows with the other's
    assert_eq!(masterauth(&old), format!("masterauth\n{}", old.password().unwrap()), "{run}");
    assert_eq!(masterauth(&new), format!("masterauth\n{}", old.password().unwrap()), "{run}");
}

/// A server refuses a password that it has not, so that a replica with one does not come to follow it.
#[test]
fn an_instance_without_a_password_takes_over_and_gives_back() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::SbChart)
        .deployment(Deployment::BitnamiStandalone)
        .namespace("apps")
        .start();
    let tool = Tool::on(&sandbox);
    let (old, new) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("data", "redis-master-0"));
    assert_eq!(new.password(), None);
    let own = old.cli(&["CONFIG", "GET", "masterauth"]);
    let words = ["--from", "apps/cache", "--to", "data/redis", "--switch", "none"];
    let dry = tool.run(&[&["cutover", "--dry-run"], &words[..]].concat());
    dry.expect(0);
    let said = "take the masterauth of apps/cache-redis-0 away, until it leads again or is restarted";
    assert!(dry.stdout.contains(said), "no {said:?}: {dry}");
    let (run, written) = with_writer(&tool, (&old, &new), &[&words[..], &["--confirm", "data/redis"]].concat());
    nothing_lost(&run, &written, (&old, &new));
    assert_eq!(new.cli(&["CONFIG", "GET", "masterauth"]), "masterauth\n", "what was lent is given back: {run}");
    let words = ["--from", "data/redis", "--to", "apps/cache", "--switch", "none", "--confirm", "apps/cache"];
    let (run, written) = with_writer(&tool, (&new, &old), &words);
    nothing_lost(&run, &written, (&new, &old));
    assert_eq!(old.cli(&["CONFIG", "GET", "masterauth"]), own, "it leads with its own again: {run}");
}

#[test]
fn a_replica_of_the_new_one_that_does_not_come_is_told_of() {
    let green =
        Deployment::SbChart.yaml().replace("apps/v1", "APPS").replace("apps", "green").replace("APPS", "apps/v1");
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).yaml(&green).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let (new, replica) = (sandbox.pod("green", "cache-redis-0"), sandbox.pod("green", "cache-redis-2"));
    let words = ["cutover", "--from", "apps/cache", "--to", "green/cache", "--switch", "none", "-o", "json"];
    let more = ["--confirm", "green/cache", "--max-wait", "8s", "--node-timeout", "1s"];
    let run = tool.start(&[&words[..], &more].concat());
    until("green follows", || new.info("role") == "slave");
    replica.kill();
    let run = run.wait();
    run.expect(6);
    let finding = run.finding("cutover-unfinished");
    assert!(finding["message"].as_str().unwrap().contains("green/cache-redis-2 does not answer"), "{run}");
    assert_eq!(new.info("role"), "master", "{run}");
    assert!(!run.stderr.contains("nothing was left behind"), "{run}");
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
    let run = tool.start(&[&words[..], &["--node-timeout", "1s", "--max-wait", "10s"]].concat());
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
#[ignore = "minutes of cutovers, for their figures: benches/promotions"]
fn ten_times_there_and_back() {
    let (sandbox, tool) = standalone();
    let both = [("data/redis", "redis-master-0"), ("data/prod-redis", "prod-redis-master-0")];
    let server = |number: usize| sandbox.pod("data", both[number % 2].1);
    let mut series = Series::begin("cutover, there and back", vec![server(1), server(0)]);
    for number in 0..runs() {
        let (from, to) = (both[number % 2].0, both[(number + 1) % 2].0);
        let run = tool.run(&["cutover", "--from", from, "--to", to, "--confirm", to, "-o", "json"]);
        run.expect(0);
        assert_eq!(server(number + 1).info("role"), "master", "{run}");
        series.note(&run);
    }
    series.end(&server(runs()));
}
