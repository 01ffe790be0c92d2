//! `latency`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn round_trips_are_measured_and_the_servers_spikes_are_shown() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (primary, silent) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-2"));
    primary.config_set("latency-monitor-threshold", "1");
    primary.cli(&["EVAL", "for i = 1, 5000000 do end return 1", "0"]);
    let executed = || primary.info("total_commands_processed").parse::<u64>().unwrap();
    let before = executed();
    silent.pause();
    let words = ["latency", "-n", "apps", "-r", "cache", "--samples", "40", "--node-timeout", "3s", "-o", "json"];
    let run = Tool::on(&sandbox).run(&words);
    silent.resume();
    run.expect(3);
    assert_eq!(run.finding_ids(), ["unreachable", "latency-monitor-off"], "{run}");
    assert!(executed() >= before + 40, "no PINGs were sent\n{run}");
    let members = run.json()["data"]["members"].clone();
    for member in members.as_array().unwrap().iter().take(2) {
        assert_eq!(member["samples"].as_u64(), Some(40), "{run}");
        let counted: u64 =
            member["histogram"].as_array().unwrap().iter().filter_map(|bucket| bucket["count"].as_u64()).sum();
        assert_eq!(counted, 40, "{run}");
        let figure = |name: &str| member["round_trip"][name].as_u64().unwrap();
        let (least, greatest) = (figure("least_microseconds"), figure("greatest_microseconds"));
        assert!(least > 0 && least <= figure("p50_microseconds") && figure("p99_microseconds") <= greatest, "{run}");
        assert!(member["on_the_way_microseconds"].as_u64().is_some_and(|way| way <= least), "{run}");
        assert!(member["server"]["ping_microseconds"].as_f64().is_some_and(|ping| ping < least as f64), "{run}");
    }
    let event = members[0]["events"].as_array().unwrap().iter().find(|event| event["event"] == "command").unwrap();
    let truth = primary.cli(&["LATENCY", "LATEST"]);
    let worst = event["worst_milliseconds"].to_string();
    assert!(truth.lines().any(|line| line.trim_start_matches("(integer) ") == worst), "{truth}\n{run}");
    assert!(event["spikes_milliseconds"].as_array().is_some_and(|spikes| !spikes.is_empty()), "{run}");
    assert!(members[2]["round_trip"].is_null(), "{run}");
}
