//! Starting the Sentinels of pods, once the servers that they watch run.

use super::dns;
use super::objects::metadata;
use super::sentinel_plan::SentinelPlan;
use super::server::Server;
use super::world::{World, lock};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long Sentinels may take to find each other; they say hello every 2 s.
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts the Sentinels of these pods that have none, and waits until they know each other and the replicas.
pub fn start(world: &Arc<World>, pods: &[Value]) {
    let mut started: Vec<(Server, SentinelPlan)> = Vec::new();
    for pod in pods {
        let key = (metadata(pod, "namespace").to_owned(), metadata(pod, "name").to_owned());
        let plan = SentinelPlan::of(pod, &lock(world.objects()));
        let Some(plan) = plan.filter(|_| !lock(world.sentinels()).contains_key(&key)) else { continue };
        let Some(primary) = primary_of(world, &plan, pod) else { continue };
        let sentinel = Server::prepare_sentinel(world, pod, &plan, &primary);
        sentinel.spawn();
        lock(world.sentinels()).insert(key, sentinel.clone());
        started.push((sentinel, plan));
    }
    started.iter().for_each(|(sentinel, _)| sentinel.wait_until_answering());
    for (sentinel, plan) in &started {
        let others = fellows(world, plan, sentinel.namespace()).len();
        let replicas = watched(world, plan, sentinel.namespace()).len().saturating_sub(1);
        let start = Instant::now();
        while !knows(sentinel, &plan.master_name, others.saturating_sub(1), replicas) {
            assert!(start.elapsed() < PATIENCE, "the Sentinel of {} is alone:\n{}", sentinel.pod(), sentinel.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn knows(sentinel: &Server, name: &str, others: usize, replicas: usize) -> bool {
    let reply = sentinel.connect().and_then(|mut connection| connection.call(&["SENTINEL", "MASTER", name]));
    let text = reply.map(|reply| reply.to_string()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let number = |field: &str| lines.chunks(2).find(|pair| pair[0] == field)?.get(1)?.parse::<usize>().ok();
    number("num-other-sentinels") == Some(others) && number("num-slaves") == Some(replicas)
}

/// The pod that the Sentinels of a namespace name as the primary; none where no Sentinel runs. Bitnami's start script asks
/// them so.
pub fn named_primary(world: &World, namespace: &str) -> Option<String> {
    let sentinels: Vec<Server> = lock(world.sentinels()).values().cloned().collect();
    let running = sentinels.into_iter().filter(|one| one.namespace() == namespace && one.is_running());
    running.into_iter().find_map(|sentinel| {
        let pod = lock(world.objects()).get("pods", namespace, sentinel.pod()).cloned()?;
        let plan = SentinelPlan::of(&pod, &lock(world.objects()))?;
        let asked = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", &plan.master_name];
        let reply = sentinel.connect().and_then(|mut connection| connection.call(&asked)).ok()?.to_string();
        reply.lines().next()?.split('.').next().map(str::to_owned)
    })
}

/// The pods that a Sentinel watches.
fn watched(world: &World, plan: &SentinelPlan, namespace: &str) -> Vec<Value> {
    let objects = lock(world.objects());
    let fits =
        |pod: &&&Value| plan.watches.iter().all(|(key, value)| pod["metadata"]["labels"][key] == *value.as_str());
    objects.list("pods", Some(namespace)).iter().filter(fits).map(|pod| (*pod).clone()).collect()
}

fn fellows(world: &World, plan: &SentinelPlan, namespace: &str) -> Vec<Value> {
    let objects = lock(world.objects());
    let same = |pod: &&&Value| {
        SentinelPlan::of(pod, &objects)
            .is_some_and(|other| (&other.watches, &other.container) == (&plan.watches, &plan.container))
    };
    objects.list("pods", Some(namespace)).iter().filter(same).map(|pod| (*pod).clone()).collect()
}

/// The address, or name, of the watched server that is a primary.
fn primary_of(world: &World, plan: &SentinelPlan, pod: &Value) -> Option<String> {
    let namespace = metadata(pod, "namespace");
    let all = watched(world, plan, namespace);
    let is_primary = |pod: &&Value| {
        world.server(namespace, metadata(pod, "name")).is_some_and(|server| server.info("role") == "master")
    };
    let primary = all.iter().find(is_primary)?;
    let name = dns::name_of(primary).filter(|_| plan.announced_name.is_some());
    name.or_else(|| primary["status"]["podIP"].as_str().map(str::to_owned))
}

/// See [`super::Sandbox::fail_over`].
pub fn fail_over(world: &World, namespace: &str, master_name: &str) -> Server {
    let sentinels: Vec<Server> =
        lock(world.sentinels()).values().filter(|one| one.namespace() == namespace).cloned().collect();
    let named = |sentinel: &Server| sentinel.cli(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", master_name]);
    // whoever replicates; another server of the namespace has no part in it
    let involved = |server: &Server| server.info("role") == "slave" || server.info("connected_slaves") != "0";
    let servers: Vec<Server> = lock(world.servers())
        .values()
        .filter(|one| one.namespace() == namespace && one.is_running())
        .cloned()
        .collect();
    let servers: Vec<Server> = servers.into_iter().filter(involved).collect();
    let before = named(&sentinels[0]);
    let start = Instant::now();
    let wait = |what: &str| {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}; the log of a Sentinel:\n{}", sentinels[0].log());
        std::thread::sleep(Duration::from_millis(50));
    };
    // a Sentinel that has not had INFO of the replicas yet has no candidate: NOGOODSLAVE
    while sentinels[0].reply(&["SENTINEL", "FAILOVER", master_name]).to_string() != "OK" {
        wait("no failover was begun");
    }
    while sentinels.iter().any(|sentinel| named(sentinel) == before) {
        wait("the Sentinels do not agree on a new primary");
    }
    loop {
        let (primaries, replicas): (Vec<_>, Vec<_>) =
            servers.iter().partition(|server| server.info("role") == "master");
        if let [primary] = primaries.as_slice()
            && replicas.iter().all(|replica| replica.info("master_link_status") == "up")
            && primary.info("connected_slaves") == replicas.len().to_string()
        {
            return (*primary).clone();
        }
        wait("not every server follows the new primary");
    }
}
