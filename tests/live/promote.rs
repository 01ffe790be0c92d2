//! `promote-replica` on the real cluster, again and again, with a writer in a pod all the while: behind the chart's own Service,
//! in a Redis Cluster, and on servers that are named by `--url`. `REDIS_OPS_RUNS` says how often; see `benches/promotions`.

use super::{holding, kubectl, redis_cli, redis_cli_in, until};
use crate::harness::series::{figures, runs};
use crate::harness::{Run, Tool};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::thread::JoinHandle;

pub const KEY: &str = "{counter}:log";

/// A writer in a pod: numbers that were acknowledged, a line each, until a file says that it is enough.
pub struct Writer {
    pod: (&'static str, &'static str),
    thread: JoinHandle<String>,
}

impl Writer {
    /// With these options of redis-cli. No `timeout` around it: what it leaves behind is the server's to reap, which is the
    /// first process of the pod and reaps ten a second, its own child that saves for a replica among them.
    pub fn start(pod: (&'static str, &'static str), options: &str) -> Self {
        let script = format!(
            "[ -z \"$REDIS_PASSWORD\" ] || export REDISCLI_AUTH=\"$REDIS_PASSWORD\"; rm -f /tmp/enough; i=0; \
             while [ ! -e /tmp/enough ]; do i=$((i+1)); r=$(redis-cli {options} RPUSH {KEY} $i 2>&1); \
             case \"$r\" in ''|*[!0-9]*) ;; *) echo $i;; esac; done"
        );
        let thread = std::thread::spawn(move || {
            kubectl(&["exec", "-n", pod.0, pod.1, "-c", "redis", "--", "sh", "-c", &script])
        });
        Self { pod, thread }
    }

    fn stop(self) -> Vec<String> {
        kubectl(&["exec", "-n", self.pod.0, self.pod.1, "-c", "redis", "--", "touch", "/tmp/enough"]);
        let acknowledged = self.thread.join().expect("the writer does not panic");
        acknowledged.lines().map(str::to_owned).collect()
    }
}

/// Promotes, writes the row, and panics where a write is lost.
pub fn series(what: &str, writer: Writer, promote: impl Fn(usize) -> Run, read: impl Fn() -> String) {
    let mut outages_ms = Vec::new();
    let mut services_ms = Vec::new();
    for number in 0..runs() {
        let run = promote(number);
        run.expect(0);
        let data = &run.json()["data"];
        let probe = &data["probe"];
        assert!(probe["last_write_kept"] == true && probe["split_writes"] == 0, "{run}");
        outages_ms.extend(probe["outage_ms"].as_u64());
        services_ms.extend(data["services_outage_ms"].as_u64());
    }
    let acknowledged = writer.stop();
    let there = read();
    let there: BTreeSet<&str> = there.lines().collect();
    let lost: Vec<&String> = acknowledged.iter().filter(|number| !there.contains(number.as_str())).collect();
    let row = format!(
        "| {what} | {} | {} | {} | {} | {} |\n",
        runs(),
        acknowledged.len(),
        lost.len(),
        figures(outages_ms),
        figures(services_ms)
    );
    std::io::stdout().write_all(row.as_bytes()).expect("standard output");
    assert!(acknowledged.len() > 2 * runs() && lost.is_empty(), "{row}lost: {lost:?}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn there_and_back_without_losing_a_write() {
    let tool = holding(&["apps", "processors"]);
    redis_cli("apps", "cache-redis-0", &format!("del {KEY}"));
    let writer = Writer::start(("apps", "cache-redis-2"), "-h cache-redis");
    let promote = |number: usize| {
        let pod = ["cache-redis-1", "cache-redis-0"][number % 2];
        tool.run(&["promote-replica", pod, "-n", "apps", "-r", "cache", "--yes", "-o", "json"])
    };
    series("real cluster: sb chart, through its Service", writer, promote, || {
        redis_cli("apps", "cache-redis-0", &format!("lrange {KEY} 0 -1"))
    });
    // an odd number of times leaves it elsewhere
    if runs() % 2 == 1 {
        promote(1).expect(0);
    }
    let annotations =
        kubectl(&["get", "service", "-n", "apps", "cache-redis", "-o", "jsonpath={.metadata.annotations}"]);
    assert!(!annotations.contains("redis-ops/former-selector"), "{annotations}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_shard_of_a_cluster_hands_over_without_losing_a_write() {
    let tool = holding(&["default", "processors"]);
    let cli = |pod: &str, words: &str| redis_cli_in("default", pod, words);
    cli("redis-cluster-0", &format!("-c del {KEY}"));
    let pods: Vec<String> = (0..6).map(|ordinal| format!("redis-cluster-{ordinal}")).collect();
    for pod in &pods {
        // the votes of an election are remembered for four times that
        cli(pod, "config set cluster-node-timeout 2000");
    }
    let writer = Writer::start(("default", "redis-cluster-0"), "-c");
    let promote = |_: usize| {
        let primary = pods.iter().find(|pod| {
            cli(pod, "role").starts_with("master") && !cli(pod, &format!("llen {KEY}")).starts_with("MOVED")
        });
        let id = cli(primary.expect("somebody has the slot"), "cluster myid");
        let replica = pods.iter().find(|pod| {
            cli(pod, "cluster nodes").lines().any(|line| line.contains("myself,slave") && line.contains(id.trim()))
        });
        let replica = replica.expect("it has a replica");
        tool.run(&["promote-replica", replica, "-n", "default", "-r", "redis-cluster", "--yes", "-o", "json"])
    };
    series("real cluster: Redis Cluster", writer, promote, || cli("redis-cluster-0", &format!("-c lrange {KEY} 0 -1")));
    for pod in &pods {
        cli(pod, "config set cluster-node-timeout 15000");
    }
}

#[test]
#[ignore = "needs a cluster whose pods' addresses lead there from here: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn servers_named_by_their_addresses_hand_over_without_losing_a_write() {
    let _apps = holding(&["apps", "processors"]);
    let address = |pod: &str| kubectl(&["get", "pod", "-n", "apps", pod, "-o", "jsonpath={.status.podIP}"]);
    let addresses = ["cache-redis-1", "cache-redis-0"].map(address);
    let print =
        ["exec", "-n", "apps", "cache-redis-0", "-c", "redis", "--", "sh", "-c", "printf %s \"$REDIS_PASSWORD\""];
    let password = kubectl(&print);
    let by_url = Tool::alone().env("REDISCLI_AUTH", password);
    redis_cli("apps", "cache-redis-0", &format!("del {KEY}"));
    let name = redis_cli("apps", "cache-redis-1", "info replication");
    let name = name.lines().find_map(|line| line.trim().strip_prefix("master_host:")).expect("a primary").to_owned();
    // as bare servers do it; the chart's name leads nowhere from here
    let follow = |host: &str| {
        for pod in ["cache-redis-1", "cache-redis-2"] {
            redis_cli("apps", pod, &format!("replicaof {host} 6379"));
            let up = || redis_cli("apps", pod, "info replication").contains("master_link_status:up");
            until("the link is up", up);
        }
    };
    follow(&addresses[1]);
    // a client that knows both: one of them takes the write
    let [first, second] = &addresses;
    let options = format!("$([ $((i % 2)) = 0 ] && echo -h {first} || echo -h {second})");
    let writer = Writer::start(("apps", "cache-redis-2"), &options);
    let promote = |number: usize| {
        let url = format!("redis://{}:6379", addresses[number % 2]);
        by_url.run(&["promote-replica", "--url", &url, "--yes", "-o", "json"])
    };
    series("real cluster: servers by `--url`", writer, promote, || {
        redis_cli("apps", "cache-redis-0", &format!("lrange {KEY} 0 -1"))
    });
    if runs() % 2 == 1 {
        promote(1).expect(0);
    }
    follow(&name);
}
