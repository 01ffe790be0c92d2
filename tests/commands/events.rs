//! `events`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

fn event(name: &str, object: (&str, &str), reason: &str, time: &str) -> String {
    let (kind, of) = object;
    format!(
        "{{apiVersion: v1, kind: Event, metadata: {{name: {name}, namespace: apps}}, type: Warning, reason: {reason},
           message: '{reason} happened', count: 4, lastTimestamp: '{time}', source: {{component: kubelet}},
           involvedObject: {{kind: {kind}, name: {of}, namespace: apps}}}}\n---\n"
    )
}

#[test]
fn only_the_instances_own_objects_and_the_newest_last() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let yaml = [
        event("a", ("PersistentVolumeClaim", "data-cache-redis-1"), "ResizeFailed", "2020-01-01T00:00:00Z"),
        event("b", ("Pod", "cache-redis-9"), "Elsewhere", "2020-01-01T00:00:00Z"),
        event("c", ("Pod", "redis-insight"), "Elsewhere", "2020-01-01T00:00:00Z"),
        event("d", ("StatefulSet", "cache-redis"), "FailedCreate", "2099-01-01T00:00:00Z"),
    ];
    yaml.iter().for_each(|yaml| sandbox.add(yaml.trim_end_matches("---\n")));
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["events", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    let events = run.json()["data"]["events"].as_array().unwrap().clone();
    assert!(events.iter().all(|event| event["reason"] != "Elsewhere"), "{run}");
    assert_eq!((&events[0]["reason"], &events[0]["count"]), (&"ResizeFailed".into(), &4.into()), "{run}");
    assert_eq!(events.last().unwrap()["object"], "StatefulSet/cache-redis");
    assert!(events.iter().any(|event| event["object"] == "Pod/cache-redis-0" && event["type"] == "Normal"), "{run}");
    let run = tool.run(&["events", "-n", "apps", "-r", "cache", "--since", "1h"]);
    assert!(!run.stdout.contains("ResizeFailed") && run.stdout.contains("FailedCreate"), "{run}");
}

#[test]
fn none_is_an_answer_and_forbidden_is_none() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let tool = Tool::on(&sandbox);
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let run = tool.run(&["events", "-n", "tutorial", "--since", "1s"]);
    run.expect(0);
    assert!(run.stdout.contains("no events of 1 object"), "{run}");
    sandbox.deny("list", "events");
    let run = tool.run(&["events", "-n", "tutorial"]);
    run.expect(3);
    assert!(run.stderr.contains("kubectl auth can-i list events"), "{run}");
}
