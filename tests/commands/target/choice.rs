//! Two releases in one namespace, and everything else that narrows the choice. Never the first of several.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};

fn two_releases() -> Sandbox {
    Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start()
}

/// The commands that mean one instance.
const COMMANDS: [&[&str]; 4] = [&["health"], &["ping"], &["info"], &["backup-rdb"]];

/// The members that a `-o json` run was about.
fn members(run: &Run) -> Vec<String> {
    let members = run.json()["target"]["members"].as_array().cloned().unwrap_or_default();
    members.iter().map(|member| member.as_str().unwrap().to_owned()).collect()
}

#[test]
fn without_a_release_every_command_refuses_and_names_both() {
    let sandbox = two_releases();
    let tool = Tool::on(&sandbox);
    for command in COMMANDS {
        sandbox.clear_requests();
        let run = tool.run(command);
        run.expect(4);
        assert!(run.stdout.is_empty(), "{run}");
        assert!(run.stderr.contains("2 Redis instances fit: data/prod-redis, data/redis"), "{run}");
        for release in ["prod-redis", "redis"] {
            let again = format!("hint: redis-ops {} -r {release}\n", command.join(" "));
            assert!(run.stderr.contains(&again), "{again} is missing\n{run}");
        }
        // It has looked at the pods and at nothing else.
        let paths: Vec<String> = sandbox.requests().into_iter().map(|(_, path)| path).collect();
        assert!(paths.len() == 1 && paths[0].starts_with("/api/v1/namespaces/data/pods"), "{paths:?}");
        let json = tool.run(&[command, &["-o", "json"]].concat());
        json.expect(4);
        assert_eq!(json.json()["verdict"], "refused", "{json}");
        assert_eq!(json.json()["error"]["hints"].as_array().unwrap().len(), 2, "{json}");
    }
    assert!(tool.backup_files().is_empty());
}

#[test]
fn a_release_is_that_release_alone() {
    let sandbox = two_releases();
    let tool = Tool::on(&sandbox);
    let (meant, other) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
    for server in [&meant, &other] {
        server.cli(&["SET", "a", "1"]);
        server.cli(&["CONFIG", "RESETSTAT"]);
    }
    for command in COMMANDS {
        sandbox.clear_requests();
        let run = tool.run(&[command, &["-r", "redis", "-o", "json"]].concat());
        run.expect(0);
        assert_eq!(
            (members(&run), &run.json()["target"]["instance"]),
            (vec!["redis-master-0".into()], &"redis".into())
        );
        let touched = sandbox.requests().into_iter().filter(|(_, path)| path.contains("prod-redis")).count();
        assert_eq!(touched, 0, "{run}");
    }
    // The other server has seen nobody but this question.
    assert_eq!(other.info("total_connections_received"), "1");
    assert!(meant.info("total_connections_received").parse::<u32>().unwrap() > COMMANDS.len() as u32);
}

#[test]
fn what_the_refusal_says_to_type_works() {
    let sandbox = Sandbox::everything();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["ping", "-A", "--role", "primary"]);
    run.expect(4);
    assert!(run.stderr.contains("8 Redis instances fit"), "{run}");
    let hints: Vec<Vec<&str>> = run
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("hint: redis-ops "))
        .map(|words| words.split(' ').collect())
        .collect();
    assert_eq!(hints.len(), 8, "{run}");
    for words in hints {
        tool.run(&words).expect(0);
    }
}

#[test]
fn a_workload_a_pod_or_a_label_names_an_instance_too() {
    let sandbox = two_releases();
    let tool = Tool::on(&sandbox);
    let said: [&[&str]; 4] = [
        &["-r", "redis-master"],
        &["--pod", "redis-master-0"],
        &["-l", "app.kubernetes.io/instance=redis"],
        &["-n", "data", "--pod", "redis-master-0", "-r", "redis"],
    ];
    for words in said {
        let run = tool.run(&[&["ping", "-o", "json"], words].concat());
        run.expect(0);
        assert_eq!(members(&run), ["redis-master-0"], "{run}");
    }
    for variable in ["REDIS_OPS_RELEASE", "REDIS_OPS_NAMESPACE"] {
        let value = if variable.ends_with("RELEASE") { "prod-redis" } else { "elsewhere" };
        let run = Tool::on(&sandbox).env(variable, value).run(&["ping", "-o", "json"]);
        assert_eq!(run.code, if value == "prod-redis" { 0 } else { 3 }, "{run}");
    }
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let sandbox = two_releases();
    let tool = Tool::on(&sandbox);
    for (words, wanted) in [
        (["-r", "cache"], "no Redis server of release cache was found in namespace data"),
        (["--pod", "cache-0"], "no Redis server in pod cache-0 was found in namespace data"),
    ] {
        let run = tool.run(&[&["health"][..], &words].concat());
        run.expect(3);
        assert!(run.stderr.contains(wanted) && run.stderr.contains("data/prod-redis, data/redis"), "{run}");
    }
    let run = tool.run(&["health", "-l", "app=none"]);
    run.expect(3);
    assert!(run.stderr.contains("with labels app=none"), "{run}");
    // An acting command has not reached its target and changed nothing.
    tool.run(&["backup-rdb", "-r", "cache"]).expect(5);
}

#[test]
fn a_role_leaves_its_members_only() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let shown = |role: &str| {
        let run = tool.run(&["ping", "--role", role, "-o", "json"]);
        run.expect(0);
        let rows = run.json()["data"]["members"].as_array().unwrap().clone();
        rows.iter().map(|row| row["member"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown("primary"), ["cache-redis-0"]);
    assert_eq!(shown("replica"), ["cache-redis-1", "cache-redis-2"]);
    assert_eq!(shown("any").len(), 3);
    // The servers decide, not the ordinals.
    sandbox.pod("apps", "cache-redis-2").cli(&["REPLICAOF", "NO", "ONE"]);
    assert_eq!(shown("primary"), ["cache-redis-0", "cache-redis-2"]);
    let run = tool.run(&["ping", "--role", "replica", "--pod", "cache-redis-0"]);
    run.expect(3);
    assert!(run.stderr.contains("apps/cache has no replica that can be seen"), "{run}");
}

#[test]
fn the_target_is_stated_and_quiet_is_quiet() {
    let sandbox = two_releases();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["ping", "-r", "redis"]);
    let stated = "target: context sandbox, namespace data, instance redis (bitnami-standalone): redis-master-0";
    assert!(run.stderr.contains(stated), "{run}");
    let run = tool.run(&["ping", "-r", "redis", "-q"]);
    run.expect(0);
    assert!(run.stderr.is_empty(), "{run}");
}

#[test]
fn options_that_contradict_each_other_are_a_usage_error() {
    let tool = Tool::alone();
    for words in [["-n", "data"], ["-r", "redis"], ["--pod", "a"], ["-l", "a=b"]] {
        tool.run(&[&["ping", "--url", "redis://127.0.0.1"], &words[..]].concat()).expect(64);
    }
    tool.run(&["ping", "-A", "-n", "data"]).expect(64);
}
