//! What the controllers and the kubelet do: StatefulSets become pods and claims, pods become servers, Services get
//! their Endpoints.

use super::cluster;
use super::dns;
use super::endpoints;
use super::objects::{Objects, metadata};
use super::operators;
use super::pods;
use super::replica_sets;
use super::scratch_servers;
use super::sentinels;
use super::server::Server;
use super::server_plan::ServerPlan;
use super::snapshots;
use super::world::{PodKey, World, lock};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Brings the world to what the objects say and returns the servers that were started; to be run in the kubelet's
/// thread.
pub fn reconcile(world: &Arc<World>) -> Vec<Server> {
    if world.is_stopping() {
        return Vec::new();
    }
    if world.rolls_updates() && roll(&mut lock(world.objects())) {
        // one pod at a time: what is left is done once this one runs
        world.reconcile_later();
    }
    let fresh_claims = expand_sets(&mut lock(world.objects()));
    replica_sets::expand(&mut lock(world.objects()));
    snapshots::reconcile(world);
    end_servers_of_gone_pods(world);
    scratch_servers::end_those_of_gone_pods(world);
    remove_ended_pods(&mut lock(world.objects()));
    for (namespace, pod) in fresh_claims {
        std::fs::remove_dir_all(world.data_dir(&namespace, &pod)).ok();
    }
    schedule(world);
    let started = start_servers(world);
    if !started.is_empty() {
        operators::act(world);
    }
    dns::refresh_if_used(world);
    sentinels::start(world, &all_pods(world));
    world.refresh();
    started
}

/// Brings what is derived from pods up to date: endpoints and the status of StatefulSets.
pub fn refresh(objects: &mut Objects) {
    endpoints::refresh(objects);
    let sets: Vec<Value> = objects.list("statefulsets", None).into_iter().cloned().collect();
    for set in sets {
        let namespace = metadata(&set, "namespace");
        let own = |pod: &&Value| pod["metadata"]["ownerReferences"][0]["uid"] == set["metadata"]["uid"];
        let of_set: Vec<&Value> = objects.list("pods", Some(namespace)).into_iter().filter(own).collect();
        let ready = of_set.iter().filter(|pod| pods::is_ready(pod)).count();
        let all = of_set.len();
        let revision = &set["status"]["updateRevision"];
        let updated =
            of_set.iter().filter(|pod| pod["metadata"]["labels"]["controller-revision-hash"] == *revision).count();
        objects.edit("statefulsets", namespace, metadata(&set, "name"), |set| {
            // a new template is seen once its revision is made
            let template = &set["status"]["sandboxTemplate"];
            if template.is_null() || *template == set["spec"]["template"] {
                set["status"]["observedGeneration"] = set["metadata"]["generation"].clone();
            }
            for (field, count) in [
                ("replicas", all),
                ("currentReplicas", all),
                ("updatedReplicas", updated),
                ("readyReplicas", ready),
                ("availableReplicas", ready),
            ] {
                set["status"][field] = json!(count);
            }
        });
    }
}

/// Makes the missing pods and claims of every StatefulSet and removes the surplus; returns the pods whose claims are new.
fn expand_sets(objects: &mut Objects) -> Vec<(String, String)> {
    let mut fresh = Vec::new();
    let sets: Vec<Value> = objects.list("statefulsets", None).into_iter().cloned().collect();
    for mut set in sets {
        let (namespace, name) = (metadata(&set, "namespace").to_owned(), metadata(&set, "name").to_owned());
        if set["status"]["updateRevision"].is_null() {
            let revision = format!("{name}-{}", super::encoding::hex(10));
            set["status"]["updateRevision"] = json!(revision);
            set["status"]["currentRevision"] = json!(revision);
            objects.edit("statefulsets", &namespace, &name, |stored| *stored = set.clone());
        }
        let replicas = set["spec"]["replicas"].as_u64().unwrap_or(1);
        for ordinal in 0..replicas {
            let pod = pods::pod_of(&set, ordinal);
            let pod_name = metadata(&pod, "name").to_owned();
            for claim in pods::claims_of(&set, ordinal) {
                let claim_name = metadata(&claim, "name").to_owned();
                if objects.get("persistentvolumeclaims", &namespace, &claim_name).is_none() {
                    fresh.push((namespace.clone(), pod_name.clone()));
                    insert(objects, claim);
                }
            }
            if objects.get("pods", &namespace, &pod_name).is_none() {
                insert(objects, pod);
            }
        }
        let surplus: Vec<String> = objects
            .list("pods", Some(&namespace))
            .into_iter()
            .filter(|pod| pod["metadata"]["ownerReferences"][0]["uid"] == set["metadata"]["uid"])
            .map(|pod| metadata(pod, "name").to_owned())
            .filter(|pod| ordinal_of(pod).is_some_and(|ordinal| ordinal >= replicas))
            .collect();
        for pod in surplus {
            // it is there until its containers have ended
            objects.edit("pods", &namespace, &pod, |pod| {
                pod["metadata"]["deletionTimestamp"] = json!(super::encoding::now());
                pod["metadata"]["annotations"][GOING] = json!("true");
            });
        }
    }
    fresh
}

/// Notes new revisions of StatefulSets, and takes the last pod of a former one away, once all others are ready: it is made
/// anew. Tells whether there was one.
fn roll(objects: &mut Objects) -> bool {
    let sets: Vec<Value> = objects.list("statefulsets", None).into_iter().cloned().collect();
    let mut found = false;
    for set in sets.iter().filter(|set| set["status"]["updateRevision"].is_string()) {
        let (namespace, name) = (metadata(set, "namespace"), metadata(set, "name"));
        let template = &set["spec"]["template"];
        let known = &set["status"]["sandboxTemplate"];
        let mut revision = set["status"]["updateRevision"].clone();
        if !known.is_null() && known != template {
            revision = json!(format!("{name}-{}", super::encoding::hex(10)));
        }
        objects.edit("statefulsets", namespace, name, |set| {
            set["status"]["updateRevision"] = revision.clone();
            set["status"]["sandboxTemplate"] = template.clone();
        });
        let own = |pod: &&Value| pod["metadata"]["ownerReferences"][0]["uid"] == set["metadata"]["uid"];
        let pods: Vec<Value> = objects.list("pods", Some(namespace)).into_iter().filter(own).cloned().collect();
        let is_old = |pod: &&Value| pod["metadata"]["labels"]["controller-revision-hash"] != revision;
        let last = pods.iter().filter(is_old).max_by_key(|pod| ordinal_of(metadata(pod, "name")));
        let on_delete = set["spec"]["updateStrategy"]["type"] == "OnDelete";
        match last {
            None => {
                objects.edit("statefulsets", namespace, name, |set| {
                    set["status"]["currentRevision"] = revision.clone();
                });
            }
            Some(pod) if !on_delete && pods.iter().all(pods::is_ready) => {
                objects.remove("pods", namespace, metadata(pod, "name"));
                found = true;
            }
            Some(_) => {}
        }
    }
    found
}

fn ordinal_of(pod: &str) -> Option<u64> {
    pod.rsplit_once('-')?.1.parse().ok()
}

fn insert(objects: &mut Objects, object: Value) {
    let resource = objects.resource_of(&object);
    objects.insert(&resource, object);
}

/// The annotation of a pod that its StatefulSet has too many of; what tests say of pods is left alone.
const GOING: &str = "sandbox/going";

fn is_going(pod: &Value) -> bool {
    pod["metadata"]["annotations"][GOING] == "true"
}

/// Pods that are going, once their servers have ended.
fn remove_ended_pods(objects: &mut Objects) {
    let pods: Vec<Value> = objects.list("pods", None).into_iter().filter(|pod| is_going(pod)).cloned().collect();
    for pod in pods {
        objects.remove("pods", metadata(&pod, "namespace"), metadata(&pod, "name"));
    }
}

fn end_servers_of_gone_pods(world: &World) {
    for all in [world.sentinels(), world.servers()] {
        end_those_of_gone_pods(world, all);
    }
}

fn end_those_of_gone_pods(world: &World, all: &Mutex<BTreeMap<PodKey, Server>>) {
    let servers: Vec<Server> = lock(all).values().cloned().collect();
    for server in servers {
        let uid = lock(world.objects())
            .get("pods", server.namespace(), server.pod())
            .filter(|pod| !is_going(pod))
            .map(|pod| metadata(pod, "uid").to_owned());
        if uid.as_deref() == Some(server.pod_uid()) {
            continue;
        }
        server.stop();
        if !has_claim(world, &server) {
            std::fs::remove_dir_all(server.data_dir()).ok();
        }
        lock(all).remove(&(server.namespace().to_owned(), server.pod().to_owned()));
    }
}

/// Whether the data of a pod outlives it: a claim whose name ends with the pod's.
fn has_claim(world: &World, server: &Server) -> bool {
    let suffix = format!("-{}", server.pod());
    let objects = lock(world.objects());
    let claims = objects.list("persistentvolumeclaims", Some(server.namespace()));
    claims.into_iter().any(|claim| metadata(claim, "name").ends_with(&suffix))
}

/// Gives every new pod its node and address.
fn schedule(world: &World) {
    let pods = all_pods(world);
    for pod in pods.iter().filter(|pod| pod["status"]["podIP"].is_null()) {
        let (namespace, name) = (metadata(pod, "namespace"), metadata(pod, "name"));
        let port = ServerPlan::of(pod, &lock(world.objects())).map_or(6379, |plan| plan.port);
        let address = world.pod_address(namespace, name, port).to_string();
        let node = world.node_address().to_string();
        lock(world.objects()).edit("pods", namespace, name, |pod| pods::schedule(pod, &address, &node));
        event(world, pod, "Scheduled", &format!("Successfully assigned {namespace}/{name} to {}", pods::NODE));
    }
}

fn all_pods(world: &World) -> Vec<Value> {
    lock(world.objects()).list("pods", None).into_iter().cloned().collect()
}

/// Starts the servers of pending pods: primaries first and all at once, then the replicas, of one primary one after the
/// other, since a second one that asks while a full sync runs waits a second for the next (redis/src/replication.c).
fn start_servers(world: &Arc<World>) -> Vec<Server> {
    let mut waiting: Vec<Server> = Vec::new();
    let mut clustered = Vec::new();
    for pod in all_pods(world).iter().filter(|pod| pod["status"]["phase"] == "Pending") {
        let (namespace, name) = (metadata(pod, "namespace"), metadata(pod, "name"));
        let plan = ServerPlan::of(pod, &lock(world.objects()));
        let Some(mut plan) = plan else {
            if !waits_for_a_claim(world, pod) {
                set_running(world, pod);
            }
            continue;
        };
        if let Some(primary) = Some(&plan).filter(|plan| plan.by_names).and(sentinels::named_primary(world, namespace))
        {
            plan.primary = Some(primary).filter(|primary| primary != name);
        }
        let address = world.pod_address(namespace, name, plan.port);
        let primary = plan.primary.as_ref().map(|primary| world.pod_address(namespace, primary, 6379));
        let server = Server::prepare(world, pod, &plan, address, primary);
        if cluster::is_clustered(&plan) {
            let set = pod["metadata"]["ownerReferences"][0]["name"].as_str().unwrap_or_default();
            clustered.push(cluster::Joining { set: (namespace.to_owned(), set.to_owned()), server: server.clone() });
        }
        lock(world.servers()).insert((namespace.to_owned(), name.to_owned()), server.clone());
        waiting.push(server);
    }
    let started = waiting.clone();
    cluster::join(&clustered).iter().for_each(Server::mark_joined);
    let (primaries, mut replicas): (Vec<Server>, Vec<Server>) =
        waiting.into_iter().partition(|server| server.primary().is_none());
    start_wave(world, &primaries);
    while !replicas.is_empty() && !world.is_stopping() {
        let mut served: Vec<Option<Ipv4Addr>> = Vec::new();
        let (wave, later): (Vec<Server>, Vec<Server>) = replicas.into_iter().partition(|replica| {
            let first = !served.contains(&replica.primary());
            served.push(replica.primary());
            first
        });
        start_wave(world, &wave);
        replicas = later;
    }
    started
}

/// Whether a volume of the pod is still to come.
fn waits_for_a_claim(world: &World, pod: &Value) -> bool {
    let volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
    let mut claims = volumes.filter_map(|volume| volume["persistentVolumeClaim"]["claimName"].as_str());
    let objects = lock(world.objects());
    let claim = |name: &str| objects.get("persistentvolumeclaims", metadata(pod, "namespace"), name);
    claims.any(|name| claim(name).is_some_and(snapshots::is_waiting))
}

fn start_wave(world: &World, wave: &[Server]) {
    if world.is_stopping() {
        return;
    }
    wave.iter().for_each(Server::spawn);
    for server in wave {
        server.wait_until_answering();
        if server.running_primary().is_some() {
            server.try_until_in_sync(Duration::from_secs(5));
        }
        let pod = lock(world.objects()).get("pods", server.namespace(), server.pod()).cloned();
        if let Some(pod) = pod {
            set_running(world, &pod);
        }
    }
}

fn set_running(world: &World, pod: &Value) {
    let (namespace, name) = (metadata(pod, "namespace"), metadata(pod, "name"));
    lock(world.objects()).edit("pods", namespace, name, pods::mark_running);
    let container = pod["spec"]["containers"][0]["name"].as_str().unwrap_or_default();
    event(world, pod, "Started", &format!("Started container {container}"));
}

fn event(world: &World, pod: &Value, reason: &str, message: &str) {
    let now = super::encoding::now();
    let component = if reason == "Scheduled" { "default-scheduler" } else { "kubelet" };
    insert(
        &mut lock(world.objects()),
        json!({
            "apiVersion": "v1", "kind": "Event",
            "metadata": {
                "name": format!("{}.{}", metadata(pod, "name"), super::encoding::hex(16)),
                "namespace": metadata(pod, "namespace"),
            },
            "involvedObject": {
                "kind": "Pod", "apiVersion": "v1", "name": metadata(pod, "name"),
                "namespace": metadata(pod, "namespace"), "uid": metadata(pod, "uid"),
            },
            "reason": reason, "message": message, "type": "Normal", "count": 1,
            "firstTimestamp": now, "lastTimestamp": now, "eventTime": null,
            "source": {"component": component}, "reportingComponent": component, "reportingInstance": "",
        }),
    );
}
