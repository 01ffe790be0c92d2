//! `restore-aof --engine offline`, and which engine it is where nobody says so.

use super::{BITNAMI, Instance, SB_CHART, names, spoil};
use crate::commands::backup_aof::contents;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};

fn send(server: &Server, lines: &[&str]) {
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        server.cli(&words);
    }
}

/// The deployment with a base and an increment, a set of its AOF, and what was there then.
fn prepared(yaml: &str) -> (Sandbox, Tool, String) {
    let sandbox = Sandbox::builder().yaml(yaml).start();
    let tool = Tool::on(&sandbox);
    let primary = BITNAMI.primary(&sandbox);
    send(&primary, &["SET before:rewrite 1", "RPUSH list a b c", "HSET hash f v", "SET short x PX 20"]);
    primary.cli(&["BGREWRITEAOF"]);
    until("the rewrite is over", || primary.info("aof_rewrite_in_progress") == "0");
    send(&primary, &["SET since:rewrite 1", "RPUSH list d", "SET marker 1", "DEL marker", "SET after:marker 1"]);
    let run = tool.run(&["backup-aof", "-n", "data", "-r", "redis", "--to", "good"]);
    let set = run.expect(0).last_line().to_owned();
    (sandbox, tool, set)
}

fn restore(tool: &Tool, set: &str, more: &[&str]) -> Run {
    let confirm = BITNAMI.confirm();
    tool.run(&[&BITNAMI.with(&["restore-aof", set, "--engine", "offline"], &confirm)[..], more].concat())
}

fn scale(sandbox: &Sandbox, instance: &Instance, replicas: u64) {
    sandbox.edit("statefulsets", instance.namespace, instance.set, |set| set["spec"]["replicas"] = replicas.into());
}

#[test]
fn the_files_are_put_under_the_server_up_to_where_they_are_wanted() {
    let (sandbox, tool, set) = prepared(&Deployment::BitnamiStandalone.yaml());
    let good = contents(&BITNAMI.primary(&sandbox));
    spoil(&BITNAMI.primary(&sandbox));
    let spoiled = contents(&BITNAMI.primary(&sandbox));

    let dry = restore(&tool, &set, &["--dry-run"]);
    dry.expect(0);
    assert!(dry.stdout.contains("appendonlydir with its 2 files"), "{dry}");
    assert_eq!(contents(&BITNAMI.primary(&sandbox)), spoiled);
    let run = restore(&tool, &set, &[]);
    run.expect(0);
    assert_eq!(contents(&BITNAMI.primary(&sandbox)), good, "{run}");
    sandbox.remove("pods", BITNAMI.namespace, BITNAMI.primary);
    assert_eq!(contents(&BITNAMI.primary(&sandbox)), good, "{run}");
    let files = names(&BITNAMI.primary(&sandbox));
    assert!(files.contains(&"appendonlydir".to_owned()) && !files.contains(&".redis-ops-new".to_owned()), "{files:?}");
    BITNAMI.undo(&tool).expect(0);
    assert_eq!(contents(&BITNAMI.primary(&sandbox)), spoiled);

    // Up to the command before the deletion.
    let run = restore(&tool, &set, &["--before-command", "DEL marker", "-o", "json"]);
    run.expect(0);
    let primary = BITNAMI.primary(&sandbox);
    let there = |key: &str| primary.cli(&["EXISTS", key]);
    assert_eq!(["since:rewrite", "marker", "after:marker", "spoiled"].map(there), ["1", "1", "0", "0"], "{run}");
    assert_eq!(primary.cli(&["LLEN", "list"]), "4", "{run}");
    // It goes on as any server: what is written now is in its AOF.
    primary.cli(&["SET", "written:later", "1"]);
    sandbox.remove("pods", BITNAMI.namespace, BITNAMI.primary);
    assert_eq!(BITNAMI.primary(&sandbox).cli(&["EXISTS", "written:later", "marker"]), "2");

    let run = restore(&tool, &set, &["--before-command", "DEL", "--then-rest"]);
    assert!(run.expect(64).stderr.contains("--engine live"), "{run}");
}

#[test]
fn a_server_before_redis_7_gets_them_in_one_file() {
    let program = crate::harness::servers::server("6.2");
    let yaml = Deployment::BitnamiStandalone.yaml().replace(
        "    metadata: {labels: {app.kubernetes.io/instance: redis,",
        &format!(
            "    metadata: {{annotations: {{sandbox/server: {}}}, labels: {{app.kubernetes.io/instance: redis,",
            program.display()
        ),
    );
    // The AOF of a server of the same version, of two files: written here as 7 would, without times.
    let (sandbox, tool, _) = prepared(&yaml);
    let primary = BITNAMI.primary(&sandbox);
    assert!(primary.info("redis_version").starts_with("6.2"), "{}", primary.info("redis_version"));
    let folder = tool.folder().join("aof");
    std::fs::create_dir(&folder).expect("the test's own folder");
    let aof = |lines: &[&str]| {
        let mut bytes = Vec::new();
        for line in lines {
            crate::sandbox::encode(&mut bytes, &line.split(' ').collect::<Vec<_>>());
        }
        bytes
    };
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes).expect("a file");
    write("a.1.base.aof", aof(&["SELECT 3", "SET in:base 1"]));
    write("a.1.incr.aof", aof(&["SET in:increment 1"]));
    write("a.manifest", b"file a.1.base.aof seq 1 type b\nfile a.1.incr.aof seq 1 type i\n".to_vec());
    let run = restore(&tool, folder.to_str().expect("a plain name"), &[]);
    run.expect(0);
    let primary = BITNAMI.primary(&sandbox);
    assert_eq!(primary.cli(&["GET", "in:increment"]), "1", "{run}");
    assert_eq!(primary.info("db3").split(',').next(), Some("keys=1"), "{run}");
    let files = names(&primary);
    assert!(files.contains(&"appendonly.aof".to_owned()) && !files.contains(&"appendonlydir".to_owned()), "{files:?}");
    // Annotations are nothing that it reads.
    write("a.1.incr.aof", [b"#TS:1000\r\n".to_vec(), aof(&["SET in:increment 2"])].concat());
    let run = restore(&tool, folder.to_str().expect("a plain name"), &[]);
    assert!(run.expect(4).stderr.contains("annotations of time"), "{run}");
    assert_eq!(BITNAMI.primary(&sandbox).cli(&["GET", "in:increment"]), "1");
}

#[test]
fn a_server_without_an_aof_is_refused_and_keeps_all() {
    let (_sandbox, tool, set) = prepared(&Deployment::BitnamiStandalone.yaml());
    let good = tool.folder().join(&set);
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    SB_CHART.primary(&sandbox).cli(&["SET", "k", "1"]);
    let confirm = SB_CHART.confirm();
    let words = ["restore-aof", good.to_str().expect("a plain name"), "--engine", "offline"];
    let run = tool.run(&SB_CHART.with(&words, &confirm));
    assert!(run.expect(4).stderr.contains("appendonly no"), "{run}");
    assert_eq!(SB_CHART.primary(&sandbox).cli(&["GET", "k"]), "1");
    assert_eq!(SB_CHART.record(&sandbox), None);
}

#[test]
fn where_nobody_says_it_the_engine_follows_the_servers_state() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let primary = SB_CHART.primary(&sandbox);
    send(&primary, &["SET a 1", "SET b 2"]);
    let set = SB_CHART.backup(&tool);
    primary.cli(&["FLUSHALL"]);
    let words = ["restore-rdb", &set, "-n", "apps", "-r", "cache"];
    let run = tool.run(&[&words[..], &["--dry-run"]].concat());
    assert!(run.expect(0).stdout.contains("live: the primary runs and takes writes"), "{run}");
    // Its pods are gone: nobody answers.
    scale(&sandbox, &SB_CHART, 0);
    let run = tool.run(&[&words[..], &["--dry-run"]].concat());
    run.expect(0);
    assert!(run.stdout.contains("engine offline: no primary answers"), "{run}");
    // Options about keys mean running servers.
    let run = tool.run(&[&words[..], &["--replace", "--dry-run"]].concat());
    assert_ne!(run.code, 0, "{run}");
    assert!(!run.everything().contains("engine offline"), "{run}");
    let run = tool.run(&[&words[..], &["--confirm", "apps/cache"]].concat());
    run.expect(0);
    assert_eq!(SB_CHART.primary(&sandbox).cli(&["DBSIZE"]), "2", "{run}");
}
