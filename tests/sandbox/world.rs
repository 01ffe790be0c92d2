//! What the API, the controllers and the tests share: objects, servers, rules, faults, the record of requests.

use super::controller;
use super::encoding;
use super::exec_rules::ExecRules;
use super::failures::Failures;
use super::faults::ForwardFaults;
use super::folder::Folder;
use super::kubelet::Kubelet;
use super::loopback::Loopback;
use super::objects::{Objects, metadata};
use super::rbac::Rbac;
use super::resources::Resource;
use super::server::Server;
use super::snapshots::Snapshots;
use axum::http::Method;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Locks whatever a panicking test left behind, so that its clean-up does not panic too.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Namespace and name.
pub type PodKey = (String, String);

/// The state of one sandbox.
#[derive(Debug)]
pub struct World {
    objects: Mutex<Objects>,
    servers: Mutex<BTreeMap<PodKey, Server>>,
    sentinels: Mutex<BTreeMap<PodKey, Server>>,
    rbac: Mutex<Rbac>,
    faults: Mutex<ForwardFaults>,
    exec: Arc<Mutex<ExecRules>>,
    failures: Mutex<Failures>,
    requests: Mutex<Vec<(Method, String)>>,
    loopback: Mutex<Loopback>,
    snapshots: Mutex<Snapshots>,
    kubelet: Kubelet,
    stopping: AtomicBool,
    token: String,
    root: Folder,
    announce_host_names: bool,
    kernel_warnings: AtomicBool,
    rolls_updates: AtomicBool,
}

impl World {
    /// An empty cluster.
    pub fn new(announce_host_names: bool) -> Arc<Self> {
        let root = Folder::make();
        Arc::new(Self {
            objects: Mutex::new(Objects::new()),
            servers: Mutex::default(),
            sentinels: Mutex::default(),
            rbac: Mutex::default(),
            faults: Mutex::default(),
            exec: Arc::default(),
            failures: Mutex::default(),
            requests: Mutex::default(),
            loopback: Mutex::new(Loopback::claim()),
            snapshots: Mutex::new(Snapshots::Never),
            kubelet: Kubelet::start(),
            stopping: AtomicBool::new(false),
            token: encoding::hex(40),
            root,
            announce_host_names,
            kernel_warnings: AtomicBool::new(false),
            rolls_updates: AtomicBool::new(false),
        })
    }

    /// Whether StatefulSets replace their pods where their template was changed.
    pub fn rolls_updates(&self) -> bool {
        self.rolls_updates.load(Ordering::SeqCst)
    }

    /// From now on they do.
    pub fn roll_updates(&self) {
        self.rolls_updates.store(true, Ordering::SeqCst);
    }

    /// Whether logs have the servers' warnings about the kernel.
    pub fn shows_kernel_warnings(&self) -> bool {
        self.kernel_warnings.load(Ordering::SeqCst)
    }

    /// From now on they have.
    pub fn show_kernel_warnings(&self) {
        self.kernel_warnings.store(true, Ordering::SeqCst);
    }

    /// The stored objects.
    pub fn objects(&self) -> &Mutex<Objects> {
        &self.objects
    }

    /// The servers by pod.
    pub fn servers(&self) -> &Mutex<BTreeMap<PodKey, Server>> {
        &self.servers
    }

    /// The Sentinels by pod.
    pub fn sentinels(&self) -> &Mutex<BTreeMap<PodKey, Server>> {
        &self.sentinels
    }

    /// The server of a pod, if it is one.
    pub fn server(&self, namespace: &str, pod: &str) -> Option<Server> {
        lock(&self.servers).get(&(namespace.to_owned(), pod.to_owned())).cloned()
    }

    /// The deny rules.
    pub fn rbac(&self) -> &Mutex<Rbac> {
        &self.rbac
    }

    /// The faults of port-forwards.
    pub fn faults(&self) -> &Mutex<ForwardFaults> {
        &self.faults
    }

    /// The rules of exec, for who outlives the request.
    pub fn exec_rules(&self) -> &Arc<Mutex<ExecRules>> {
        &self.exec
    }

    /// The rules of exec.
    pub fn exec(&self) -> &Mutex<ExecRules> {
        &self.exec
    }

    /// What requests meet that are yet to come.
    pub fn failures(&self) -> &Mutex<Failures> {
        &self.failures
    }

    /// Every request since the start or the last clearing.
    pub fn requests(&self) -> &Mutex<Vec<(Method, String)>> {
        &self.requests
    }

    /// What becomes of VolumeSnapshots.
    pub fn snapshots(&self) -> &Mutex<Snapshots> {
        &self.snapshots
    }

    /// The bearer token that is accepted.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The thread that starts servers.
    pub fn kubelet(&self) -> &Kubelet {
        &self.kubelet
    }

    /// The folder of everything that the sandbox writes.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where the data of a pod is, across its recreation.
    pub fn data_dir(&self, namespace: &str, pod: &str) -> PathBuf {
        self.root().join("data").join(namespace).join(pod)
    }

    /// Whether Bitnami's replicas announce host names, as their chart has it, which nothing here resolves.
    pub fn announces_host_names(&self) -> bool {
        self.announce_host_names
    }

    /// The address of the node.
    pub fn node_address(&self) -> Ipv4Addr {
        lock(&self.loopback).node()
    }

    /// The address of a pod.
    pub fn pod_address(&self, namespace: &str, pod: &str, port: u16) -> Ipv4Addr {
        lock(&self.loopback).address(namespace, pod, port)
    }

    /// Whether the sandbox is ending: nothing is started any more.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Has the controllers act on the objects, later.
    pub fn reconcile_later(self: &Arc<Self>) {
        let world = Arc::clone(self);
        self.kubelet.post(move || drop(controller::reconcile(&world)));
    }

    /// Has the controllers act on the objects, waits until all is running and returns the servers that were started.
    pub fn reconcile(self: &Arc<Self>) -> Vec<Server> {
        let world = Arc::clone(self);
        self.kubelet.run(move || controller::reconcile(&world))
    }

    /// Brings what is derived from pods (endpoints, StatefulSet statuses) up to date.
    pub fn refresh(&self) {
        controller::refresh(&mut lock(&self.objects));
    }

    /// Removes an object with all that goes with it: a namespace's contents, a Service's Endpoints, what it owns.
    pub fn remove(&self, resource: &Resource, object: &Value) {
        let (namespace, name) = (metadata(object, "namespace"), metadata(object, "name"));
        let mut objects = lock(&self.objects);
        objects.remove(&resource.plural, namespace, name);
        if resource.plural == "services" {
            objects.remove("endpoints", namespace, name);
        }
        let inside = (resource.plural == "namespaces").then_some(name);
        objects.remove_dependents(inside, metadata(object, "uid"));
    }

    /// Ends every server.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.destroy_servers();
        super::scratch_servers::end_all(self);
        self.kubelet.stop();
        self.destroy_servers();
    }

    fn destroy_servers(&self) {
        for all in [&self.sentinels, &self.servers] {
            let servers: Vec<Server> = lock(all).values().cloned().collect();
            servers.iter().for_each(Server::destroy);
        }
    }
}
