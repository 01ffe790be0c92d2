//! The servers behind the pods.
use crate::sandbox::{Deployment, Reply, Sandbox};
use std::time::{Duration, Instant};

fn sb() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).start()
}

fn wait(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn alive(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    status.is_ok_and(|stat| !stat.contains(") Z"))
}

#[test]
fn everything_is_as_its_chart_says() {
    let start = Instant::now();
    let sandbox = Sandbox::everything();
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    for primary in sandbox.servers().iter().filter(|server| server.info("role") == "master") {
        assert!(primary.cli(&["BGSAVE"]).starts_with("Background saving started"));
    }
    sandbox.fill(200);
    let primary = sandbox.pod("apps", "cache-redis-0");
    assert_eq!(primary.password().as_deref(), Some("p$'\"#x y"));
    assert_eq!(primary.cli(&["CONFIG", "GET", "maxmemory"]), "maxmemory\n268435456");
    assert_eq!(primary.cli(&["CONFIG", "GET", "masterauth"]), "masterauth\np$'\"#x y");
    assert_eq!(primary.info("connected_slaves"), "2");
    for ordinal in [1, 2] {
        let replica = sandbox.pod("apps", &format!("cache-redis-{ordinal}"));
        assert_eq!(replica.info("master_host"), primary.address().ip().to_string());
        assert_eq!(replica.cli(&["DBSIZE"]), primary.cli(&["DBSIZE"]));
        let named = primary.info(&format!("slave{}", ordinal - 1));
        assert!(named.starts_with(&format!("ip={},port=6379,state=online", replica.address().ip())), "{named}");
    }
    assert_eq!(primary.cli(&["CONFIG", "REWRITE"]), "OK");

    let shared = sandbox.pod("redis", "redis-shared-master-0");
    for command in [&["CONFIG", "GET", "*"][..], &["FLUSHALL"], &["SHUTDOWN"]] {
        assert!(matches!(shared.reply(command), Reply::Error(text) if text.starts_with("ERR unknown command")));
    }
    assert_eq!(sandbox.pod("redis", "redis-shared-replicas-0").info("master_link_status"), "up");
    let dev = sandbox.pod("data", "redis-master-0");
    assert_eq!(dev.password(), None);
    assert_eq!(dev.cli(&["CONFIG", "GET", "appendonly"]), "appendonly\nyes");
    assert_eq!(dev.info("config_file"), "");
    assert!(matches!(dev.reply(&["CONFIG", "REWRITE"]), Reply::Error(_)));
    assert!(dev.data_dir().join("appendonlydir").is_dir());
    assert!(matches!(dev.reply(&["FLUSHDB"]), Reply::Error(_)));
    assert!(dev.used_memory_bytes() > 500_000);
    assert_eq!(sandbox.pod("tutorial", "redis").cli(&["CONFIG", "GET", "maxmemory"]), "maxmemory\n0");
    assert_eq!(sandbox.servers().len(), 21);
    assert!(sandbox.get("deployments", "tutorial", "redisinsight").is_some());
    assert!(sandbox.get("pods", "tutorial", "redis").unwrap()["metadata"].get("labels").is_none());

    let pids: Vec<u32> = sandbox.servers().iter().map(|server| server.pid()).collect();
    let root = sandbox.kubeconfig().parent().unwrap().to_owned();
    drop(sandbox);
    assert!(pids.iter().all(|pid| !alive(*pid)));
    drop(primary);
    assert!(!root.exists());
}

#[test]
fn host_names_as_the_bitnami_chart_announces_them() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).announce_host_names().start();
    let named = sandbox.pod("redis", "redis-shared-master-0").info("slave0");
    let name = "ip=redis-shared-replicas-0.redis-shared-headless.redis.svc.cluster.local,port=6379";
    assert!(named.starts_with(name), "{named}");
}

#[test]
fn kill_restart_pause() {
    let sandbox = sb();
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.cli(&["SET", "k", "v"]);
    assert_eq!(primary.cli(&["SAVE"]), "OK");
    let before = primary.pid();
    primary.kill();
    assert!(!primary.is_running() && !alive(before));
    assert!(primary.connect().is_err());
    let status = sandbox.get("pods", "apps", "cache-redis-0").unwrap()["status"].clone();
    assert_eq!(status["containerStatuses"][0]["state"]["terminated"]["exitCode"], 137);
    assert_eq!(status["containerStatuses"][0]["ready"], false);
    let endpoints = sandbox.get("endpoints", "apps", "cache-redis-master").unwrap();
    assert_eq!(endpoints["subsets"][0]["notReadyAddresses"][0]["targetRef"]["name"], "cache-redis-0");
    assert!(endpoints["subsets"][0].get("addresses").is_none());
    primary.restart();
    assert_eq!(primary.cli(&["GET", "k"]), "v");
    let status = sandbox.get("pods", "apps", "cache-redis-0").unwrap()["status"].clone();
    assert_eq!(status["containerStatuses"][0]["restartCount"], 1);
    assert_eq!(status["containerStatuses"][0]["ready"], true);
    let endpoints = sandbox.get("endpoints", "apps", "cache-redis-master").unwrap();
    assert_eq!(endpoints["subsets"][0]["addresses"][0]["ip"], primary.address().ip().to_string());

    primary.pause();
    // The signal is sent; a busy kernel takes a moment to stop the process.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    let stat = || std::fs::read_to_string(format!("/proc/{}/stat", primary.pid())).unwrap();
    while !stat().contains(") T ") {
        assert!(std::time::Instant::now() < deadline, "{}", stat());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    primary.resume();
    assert_eq!(primary.cli(&["PING"]), "PONG");
    primary.pause();
    primary.restart();
    assert_eq!(primary.cli(&["PING"]), "PONG");
    sandbox.pod("apps", "cache-redis-2").restart();
    let replica = sandbox.pod("apps", "cache-redis-1");
    replica.cli(&["REPLICAOF", "NO", "ONE"]);
    assert_eq!(replica.cli(&["CONFIG", "REWRITE"]), "OK");
    replica.restart();
    // the container's own file was kept; a new pod gets a new one
    assert_eq!(replica.info("role"), "master");
    sandbox.remove("pods", "apps", "cache-redis-1");
    assert_eq!(sandbox.pod("apps", "cache-redis-1").info("role"), "slave");
    primary.kill();
    sandbox.remove("pods", "apps", "cache-redis-1");
    primary.restart();
    primary.pause();
}

#[test]
fn pods_come_and_go_with_their_data() {
    let sandbox = sb();
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.cli(&["SET", "k", "v"]);
    let uid = sandbox.get("pods", "apps", "cache-redis-0").unwrap()["metadata"]["uid"].clone();
    sandbox.remove("pods", "apps", "cache-redis-0");
    assert!(!primary.is_running());
    let again = sandbox.pod("apps", "cache-redis-0");
    // a final save on SIGTERM, as there are save points
    assert_eq!(again.cli(&["GET", "k"]), "v");
    assert_ne!(sandbox.get("pods", "apps", "cache-redis-0").unwrap()["metadata"]["uid"], uid);
    assert_eq!(again.address(), primary.address());

    sandbox.edit("statefulsets", "apps", "cache-redis", |set| set["spec"]["replicas"] = 0.into());
    assert!(sandbox.servers().is_empty());
    assert_eq!(sandbox.get("statefulsets", "apps", "cache-redis").unwrap()["status"]["readyReplicas"], 0);
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| set["spec"]["replicas"] = 2.into());
    assert_eq!(sandbox.servers().len(), 2);
    assert_eq!(sandbox.pod("apps", "cache-redis-1").cli(&["GET", "k"]), "v");
    // a new claim is an empty one
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| set["spec"]["replicas"] = 0.into());
    sandbox.remove("persistentvolumeclaims", "apps", "data-cache-redis-0");
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| set["spec"]["replicas"] = 1.into());
    assert_eq!(sandbox.pod("apps", "cache-redis-0").cli(&["DBSIZE"]), "0");
}

#[test]
fn added_pods_are_servers() {
    let sandbox = Sandbox::builder().start();
    assert!(sandbox.servers().is_empty());
    sandbox.add(
        "
apiVersion: v1
kind: Pod
metadata: {name: one, namespace: x}
spec: {containers: [{name: db, image: 'docker.io/redis:7', args: [--requirepass, 'a b', --maxmemory, 10mb]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two, namespace: x}
data: {redis.conf: \"replicaof one 6379\\nmasterauth \\\"a b\\\"\\n\"}
---
apiVersion: v1
kind: Pod
metadata: {name: two, namespace: x}
spec: {containers: [{name: db, image: 'valkey/valkey:8'}], volumes: [{name: c, configMap: {name: two}}]}
---
apiVersion: databases.spotahome.com/v1
kind: RedisFailover
metadata: {name: rf, namespace: x}
",
    );
    let one = sandbox.pod("x", "one");
    assert_eq!(one.cli(&["CONFIG", "GET", "maxmemory"]), "maxmemory\n10485760");
    assert_eq!(one.info("connected_slaves"), "1");
    assert!(sandbox.get("redisfailovers", "x", "rf").is_some());
    assert!(sandbox.get("namespaces", "", "x").is_some());
    let folder = one.data_dir().to_owned();
    one.cli(&["SET", "k", "v"]);
    sandbox.remove("pods", "x", "one");
    assert!(!one.is_running());
    assert!(!folder.exists());
}

#[test]
fn a_panic_while_editing_still_cleans_up() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let pid = sandbox.pod("tutorial", "redis").pid();
    let broken = std::thread::spawn(move || sandbox.edit("pods", "tutorial", "redis", |_| panic!("on purpose")));
    assert!(broken.join().is_err());
    wait("the server ends", || !alive(pid));
}

#[test]
fn servers_outlive_the_thread_that_started_the_sandbox() {
    let sandbox = std::thread::spawn(|| Sandbox::builder().deployment(Deployment::BarePod).start()).join().unwrap();
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(sandbox.pod("tutorial", "redis").cli(&["PING"]), "PONG");
}

#[test]
fn a_redis_cluster_is_joined_and_a_pod_that_is_added_later_is_not() {
    let start = Instant::now();
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    let servers = sandbox.servers();
    assert_eq!(servers.iter().map(|server| server.info("role")).filter(|role| role == "master").count(), 3);
    for server in &servers {
        let info = server.cli(&["CLUSTER", "INFO"]);
        for line in ["cluster_state:ok", "cluster_slots_ok:16384", "cluster_known_nodes:6", "cluster_size:3"] {
            assert!(info.contains(line), "{info}");
        }
    }
    let Reply::Error(moved) = sandbox.pod("default", "redis-cluster-1").reply(&["GET", "{a}"]) else {
        panic!("no MOVED")
    };
    let address = sandbox.pod("default", "redis-cluster-2").address();
    assert_eq!(moved, format!("MOVED 15495 {address}"));
    sandbox.fill(300);
    let keys = |server: &crate::sandbox::Server| server.cli(&["DBSIZE"]).parse::<u32>().unwrap();
    let of_primaries = servers.iter().filter(|server| server.info("role") == "master").map(keys);
    assert_eq!(of_primaries.sum::<u32>(), 304);
    sandbox.edit("statefulsets", "default", "redis-cluster", |set| set["spec"]["replicas"] = 7.into());
    let fresh = sandbox.pod("default", "redis-cluster-6").cli(&["CLUSTER", "INFO"]);
    assert!(fresh.contains("cluster_known_nodes:1") && fresh.contains("cluster_slots_assigned:0"), "{fresh}");
    let third = sandbox.pod("default", "redis-cluster-3");
    third.restart();
    wait("it follows again", || third.info("master_link_status") == "up");
}
