//! `slowlog`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Reply, Sandbox};

#[test]
fn slow_commands_of_all_members_are_one_list_without_their_values() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let busy = ["EVAL", "for i = 1, 3000000 do end return 1", "0"];
    primary.config_set("slowlog-log-slower-than", "0");
    primary.cli(&["SET", "session:1", "hunter2"]);
    replica.config_set("slowlog-log-slower-than", "1000");
    replica.cli(&busy);
    let tool = Tool::on(&sandbox);
    let words = ["slowlog", "-n", "apps", "-r", "cache", "-o", "json", "--sort", "duration"];
    let run = tool.run(&words);
    run.expect(0);
    assert!(!run.to_string().contains("hunter2"), "a value is shown\n{run}");
    let entries = run.json()["data"]["entries"].as_array().cloned().unwrap();
    let longest = &entries[0];
    assert_eq!(
        (longest["member"].as_str(), longest["command"].as_str()),
        (Some("cache-redis-1"), Some("EVAL …")),
        "{run}"
    );
    let truth = longest_in(&replica.reply(&["SLOWLOG", "GET", "100"]));
    assert_eq!(longest["duration_microseconds"].as_i64(), Some(truth), "{run}");
    assert!(longest["age_seconds"].as_i64().is_some_and(|age| (0..60).contains(&age)), "{run}");
    assert!(entries.iter().any(|entry| entry["command"] == "SET session:1 …"), "{run}");
    assert_eq!(run.json()["data"]["members"][2]["threshold_microseconds"].as_i64(), Some(10_000), "{run}");

    let run = tool.run(&["slowlog", "-n", "apps", "-r", "cache", "--arguments"]);
    run.expect(0);
    assert!(run.stdout.contains("SET session:1 hunter2"), "{run}");
    assert!(!run.to_string().contains(&primary.password().unwrap()), "the password is shown");

    primary.config_set("slowlog-log-slower-than", "-1");
    let run = tool.run(&["slowlog", "-n", "apps", "-r", "cache", "--limit", "1", "-o", "json"]);
    assert_eq!((run.code, run.finding_ids()), (0, vec!["slowlog-off".to_owned()]), "{run}");
    assert_eq!(run.json()["data"]["entries"].as_array().map(Vec::len), Some(1), "{run}");
}

fn longest_in(log: &Reply) -> i64 {
    let Reply::Array(entries) = log else { panic!("no SLOWLOG: {log:?}") };
    let duration = |entry: &Reply| match entry {
        Reply::Array(parts) => match parts[2] {
            Reply::Integer(duration) => duration,
            _ => 0,
        },
        _ => 0,
    };
    entries.iter().map(duration).max().unwrap_or(0)
}
