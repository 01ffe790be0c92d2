//! `logs`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use chrono::DateTime;
use std::time::{Duration, Instant};

#[test]
fn all_members_interleaved_and_filtered_by_level() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.show_kernel_warnings();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["logs", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    let lines = run.json()["data"]["lines"].as_array().unwrap().clone();
    let time = |line: &serde_json::Value| DateTime::parse_from_rfc3339(line["time"].as_str().unwrap()).unwrap();
    let times: Vec<_> = lines.iter().map(time).collect();
    assert!(times.is_sorted(), "{run}");
    let of = |member: &str| lines.iter().filter(|line| line["member"] == member).count();
    for member in ["cache-redis-0", "cache-redis-1", "cache-redis-2"] {
        let written = sandbox.pod("apps", member).log().lines().count();
        assert!(of(member) > 5 && of(member) <= written, "{member}: {} of {written}", of(member));
    }
    // each level by itself, counted in the server's own file
    let own = sandbox.pod("apps", "cache-redis-0").log();
    let run = tool.run(&["logs", "-n", "apps", "--pod", "cache-redis-0", "--level", "warning", "-o", "json"]);
    let warnings = run.json()["data"]["lines"].as_array().unwrap().len();
    assert_eq!(warnings, own.lines().filter(|line| line.split(' ').nth(5) == Some("#")).count(), "{run}");
    let run = tool.run(&["logs", "-n", "apps", "-r", "cache", "--tail", "1"]);
    assert_eq!(run.stdout.lines().count(), 3, "{run}");
}

#[test]
fn the_former_run_is_another_log() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    let server = sandbox.pod("data", "redis-master-0");
    let tool = Tool::on(&sandbox);
    let previous = ["logs", "-n", "data", "-r", "redis", "--previous"];
    let run = tool.run(&previous);
    run.expect(0);
    assert!(run.stdout.is_empty() && run.stderr.contains("no former run"), "{run}");
    let pid = server.pid();
    server.restart();
    let run = tool.run(&previous);
    assert!(run.stdout.contains(&format!("pid={pid},")) && run.stdout.contains("bye bye"), "{run}");
    let run = tool.run(&["logs", "-n", "data", "-r", "redis"]);
    assert!(run.stdout.contains(&format!("pid={},", server.pid())) && !run.stdout.contains("bye bye"), "{run}");
    sandbox.deny("get", "pods/log");
    let run = tool.run(&["logs", "-n", "data", "-r", "redis", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["objects-unseen"]);
}

#[test]
fn followed_through_a_restart_until_ctrl_c() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    let server = sandbox.pod("data", "redis-master-0");
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["logs", "-n", "data", "-r", "redis", "-f", "--tail", "0"]);
    let mut opened = |times: usize| {
        let followed = || sandbox.requests().iter().filter(|(_, path)| path.contains("follow=true")).count();
        let end = Instant::now() + Duration::from_secs(20);
        while followed() < times {
            assert!(!running.has_ended() && Instant::now() < end, "the log was opened {} times", followed());
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_millis(500));
    };
    opened(1);
    server.restart();
    opened(2);
    running.signal("INT");
    let run = running.wait();
    run.expect(130);
    let ready = run.stdout.matches("Ready to accept connections").count();
    assert!(run.stdout.contains("bye bye") && ready == 1, "both runs, nothing twice: {run}");
}
