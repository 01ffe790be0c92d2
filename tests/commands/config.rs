//! `config` and `config-get`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn parameters_are_the_servers_and_passwords_are_not_shown() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let replica = sandbox.pod("apps", "cache-redis-2");
    let password = replica.password().unwrap();
    let tool = Tool::on(&sandbox);
    for words in [&["config", "-n", "apps", "-r", "cache"][..], &["config", "-n", "apps", "-r", "cache", "-o", "json"]]
    {
        let run = tool.run(words);
        run.expect(0);
        assert!(!run.to_string().contains(&password), "the password is shown");
        assert!(run.stdout.contains("<redacted>"), "{run}");
    }
    replica.config_set("hz", "37");
    replica.config_set("masterauth", "another-secret");
    let run = tool.run(&["config", "--diff", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    let members = run.json()["data"]["members"].clone();
    assert_eq!(
        (members["cache-redis-0"]["hz"].as_str(), members["cache-redis-2"]["hz"].as_str()),
        (Some("10"), Some("37"))
    );
    assert!(members["cache-redis-2"]["maxmemory"].is_null(), "they do not differ in it\n{run}");
    let auth = |member: &str| members[member]["masterauth"].as_str().unwrap_or_default().to_owned();
    assert_eq!((auth("cache-redis-0"), auth("cache-redis-2")), ("<redacted 1>".into(), "<redacted 2>".into()), "{run}");
    assert!(!run.stdout.contains("another-secret"), "{run}");

    let run = tool.run(&["config-get", "maxmemory*", "appendonly", "--pod", "cache-redis-1", "-n", "apps"]);
    run.expect(0);
    let names = run.stdout.lines().skip(1).filter_map(|line| line.split(' ').next()).collect::<Vec<_>>();
    let mut truth: Vec<String> = ["maxmemory*", "appendonly"]
        .iter()
        .flat_map(|pattern| {
            let told = sandbox.pod("apps", "cache-redis-1").cli(&["CONFIG", "GET", pattern]);
            told.lines().step_by(2).map(|name| name.trim().to_owned()).collect::<Vec<_>>()
        })
        .collect();
    truth.sort();
    assert_eq!(names, truth, "{run}");
    let run = tool.run(&["config-get", "maxmemoryy", "-n", "apps", "-r", "cache"]);
    run.expect(64);
    assert!(run.stderr.contains("no member has a parameter that fits maxmemoryy"), "{run}");
}

#[test]
fn where_config_is_disabled_it_says_so_and_shows_what_info_tells() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).start();
    let run = Tool::on(&sandbox).run(&["config", "-n", "redis", "-r", "redis-shared", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["command-unavailable", "command-unavailable"], "{run}");
    let data = &run.json()["data"];
    assert_eq!(data["sources"]["redis-shared-master-0"].as_str(), Some("info"), "{run}");
    let told = data["members"]["redis-shared-master-0"]["maxmemory"].as_str().map(str::to_owned);
    assert_eq!(told, Some(sandbox.pod("redis", "redis-shared-master-0").info("maxmemory")), "{run}");
}
