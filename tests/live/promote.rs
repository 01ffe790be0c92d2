//! `promote-replica` on the real cluster, with a writer behind the chart's own Service.

use super::{kubectl, redis_cli, tool};
use std::collections::BTreeSet;

const WRITER: &str = "i=0; while [ $i -lt 4000 ] && [ ! -e /tmp/enough ]; do i=$((i+1)); \
    r=$(REDISCLI_AUTH=\"$REDIS_PASSWORD\" timeout 10 redis-cli -h cache-redis RPUSH promotion:log $i 2>&1); \
    case \"$r\" in ''|*[!0-9]*) ;; *) echo $i;; esac; done";

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn there_and_back_without_losing_a_write() {
    let tool = tool();
    redis_cli("apps", "cache-redis-0", "del promotion:log");
    kubectl(&["exec", "-n", "apps", "cache-redis-2", "-c", "redis", "--", "rm", "-f", "/tmp/enough"]);
    let writer = std::thread::spawn(|| {
        kubectl(&["exec", "-n", "apps", "cache-redis-2", "-c", "redis", "--", "sh", "-c", WRITER])
    });
    for pod in ["cache-redis-1", "cache-redis-0"] {
        let run = tool.run(&["promote-replica", pod, "-n", "apps", "-r", "cache", "--yes", "-o", "json"]);
        run.expect(0);
        let probe = &run.json()["data"]["probe"];
        assert!(probe["outage_ms"].as_u64().is_some() && probe["last_write_kept"] == true, "{run}");
        assert_eq!(probe["split_writes"], 0, "{run}");
    }
    kubectl(&["exec", "-n", "apps", "cache-redis-2", "-c", "redis", "--", "touch", "/tmp/enough"]);
    let acknowledged = writer.join().expect("the writer does not panic");
    let there = redis_cli("apps", "cache-redis-0", "lrange promotion:log 0 -1");
    let there: BTreeSet<&str> = there.lines().collect();
    let lost: Vec<&str> = acknowledged.lines().filter(|number| !there.contains(number)).collect();
    assert!(acknowledged.lines().count() > 20 && lost.is_empty(), "lost: {lost:?}");
    let annotations =
        kubectl(&["get", "service", "-n", "apps", "cache-redis", "-o", "jsonpath={.metadata.annotations}"]);
    assert!(!annotations.contains("redis-ops/former-selector"), "{annotations}");
}
