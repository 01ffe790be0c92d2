//! `backup-all-namespaces`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

fn everything() -> Sandbox {
    use Deployment::{BarePod, BitnamiReplication, BitnamiStandalone, SbChart};
    let all = [SbChart, BitnamiStandalone, BitnamiReplication, BarePod];
    all.into_iter().fold(Sandbox::builder(), |builder, deployment| builder.deployment(deployment)).start()
}

#[test]
fn every_instance_is_backed_up_and_verified_and_the_excluded_are_named() {
    let sandbox = everything();
    sandbox.fill(10);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[
        "backup-all-namespaces",
        "--exclude",
        "tutorial",
        "--exclude",
        "data/prod-redis",
        "--exclude",
        "nothing",
    ]);
    run.expect(0);
    let paths: Vec<&str> = run.stdout.lines().rev().take_while(|line| line.starts_with("redis-backups/")).collect();
    assert_eq!(paths.len(), 3, "{run}");
    for path in paths {
        tool.run(&["backup-verify", path]).expect(0);
    }
    assert!(run.stdout.contains("excluded: data/prod-redis, tutorial/redis"), "{run}");
    assert!(run.stderr.contains("--exclude nothing fits no instance"), "{run}");
}

#[test]
fn one_that_cannot_be_backed_up_does_not_stop_the_others_and_is_named() {
    let sandbox = everything();
    sandbox.pod("tutorial", "redis").kill();
    let tool = Tool::on(&sandbox);
    let path = tool.folder().join("all.prom");
    let run =
        tool.run(&["backup-all-namespaces", "--jobs", "4", "-o", "json", "--metrics-file", path.to_str().unwrap()]);
    run.expect(6);
    let rows = run.json()["data"]["instances"].as_array().unwrap().clone();
    let exits: Vec<(String, u64)> = rows
        .iter()
        .map(|row| {
            (
                format!("{}/{}", row["namespace"].as_str().unwrap(), row["instance"].as_str().unwrap()),
                row["exit"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("apps/cache", 0),
        ("data/prod-redis", 0),
        ("data/redis", 0),
        ("redis/redis-shared", 0),
        ("tutorial/redis", 5),
    ];
    assert_eq!(exits, expected.map(|(name, exit)| (name.to_owned(), exit)));
    assert_eq!(run.finding("not-backed-up")["subject"], "tutorial/redis");
    let metrics = std::fs::read_to_string(path).unwrap();
    for line in [
        "namespace=\"apps\",instance=\"cache\",command=\"backup-all-namespaces\"} 0",
        "namespace=\"tutorial\",instance=\"redis\",command=\"backup-all-namespaces\"} 5",
    ] {
        assert!(metrics.contains(&format!("redis_ops_backup_exit_code{{{line}")), "{metrics}");
    }
    sandbox.kill_api();
    tool.run(&["backup-all-namespaces"]).expect(5);
}
