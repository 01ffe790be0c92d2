//! A Kubernetes cluster in one process: an API server (TLS, token, RBAC, port-forwards) in front of REAL redis-servers.
//!
//! Each pod has an address of its own on the loopback network and its server listens there on its real port, so that
//! the addresses that servers name lead to pods, as in a cluster. Linux only; needs redis-server on the PATH or in
//! `REDIS_OPS_TEST_SERVER`. The API can be used from a plain `#[test]`; everything ends when the sandbox is dropped,
//! and, by the parent-death signal, when its process is killed.
#![allow(clippy::expect_used, reason = "test code: what cannot be set up is a panic")]
#![allow(dead_code, unused_imports, reason = "no single test or example uses all of it")]

mod api;
mod api_server;
mod call;
mod cluster;
mod container_log;
mod controller;
mod debug_containers;
mod deployments;
mod dns;
mod encoding;
mod endpoints;
mod exec;
mod exec_rules;
mod failures;
mod faults;
pub mod folder;
mod keys;
mod kubeconfig;
mod kubelet;
mod loopback;
mod objects;
mod operators;
mod patch;
mod pods;
mod portforward;
mod process;
mod rbac;
mod replica_sets;
mod resources;
mod resp;
mod scratch_servers;
mod selector;
mod sentinel_plan;
mod sentinels;
mod server;
mod server_plan;
mod server_tls;
mod snapshots;
mod status;
mod tls;
mod watch;
mod world;
mod writes;

pub use axum::http::Method;
pub use cluster::RedisCluster;
pub use debug_containers::DebugContainers;
pub use deployments::Deployment;
pub use exec_rules::ExecFault;
pub use failures::Moment;
pub use faults::Fault;
pub use resp::{Connection, Reply, encode};
pub use server::Server;
pub use snapshots::Snapshots;

use api_server::ApiServer;
use objects::metadata;
use serde_json::Value;
use status::Failure;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use world::{World, lock};

/// What a sandbox is to be made of.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    deployments: Vec<Deployment>,
    yaml: Vec<String>,
    namespace: Option<String>,
    announce_host_names: bool,
}

impl Builder {
    /// With this deployment.
    pub fn deployment(mut self, deployment: Deployment) -> Self {
        self.deployments.push(deployment);
        self
    }

    /// With these objects, as [`Sandbox::add`] takes them.
    pub fn yaml(mut self, yaml: &str) -> Self {
        self.yaml.push(yaml.to_owned());
        self
    }

    /// The namespace of the kubeconfig's context; `default` where not said.
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.namespace = Some(namespace.to_owned());
        self
    }

    /// Bitnami's replicas announce host names, as their chart has it. Nothing resolves them here: a server that is told
    /// to follow one cannot. Otherwise every server announces its pod's IP.
    pub fn announce_host_names(mut self) -> Self {
        self.announce_host_names = true;
        self
    }

    /// Starts the API server and every Redis, and waits until replicas are in sync.
    ///
    /// # Panics
    /// Something cannot be started; the message says what, with the server's log.
    pub fn start(self) -> Sandbox {
        let world = World::new(self.announce_host_names);
        let api = ApiServer::start(Arc::clone(&world));
        let kubeconfig = world.root().join("kubeconfig");
        let namespace = self.namespace.as_deref().unwrap_or("default");
        kubeconfig::write(&kubeconfig, api.port(), api.ca_pem(), world.token(), namespace);
        let sandbox = Sandbox { world, api, kubeconfig };
        let texts = self.deployments.iter().flat_map(|deployment| [deployment.yaml(), deployment.budgets()]);
        let texts = texts.chain(self.yaml.iter().map(String::as_str));
        let all: Vec<&str> = std::iter::once(deployments::CLUSTER).chain(texts).collect();
        sandbox.insert(&all);
        sandbox.settle();
        sandbox
    }
}

/// A running cluster.
pub struct Sandbox {
    world: Arc<World>,
    api: ApiServer,
    kubeconfig: PathBuf,
}

impl Sandbox {
    /// Says what a sandbox is to be made of.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Every deployment.
    pub fn everything() -> Self {
        Deployment::ALL.into_iter().fold(Self::builder(), Builder::deployment).start()
    }

    /// The kubeconfig: server, CA, token, a context `sandbox` with its namespace.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// `https://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.api.port())
    }

    /// The API server's CA certificate, PEM.
    pub fn ca_pem(&self) -> &str {
        self.api.ca_pem()
    }

    /// The bearer token that is accepted; any other is answered with 401.
    pub fn token(&self) -> &str {
        self.world.token()
    }

    /// The server of a pod.
    ///
    /// # Panics
    /// There is no such pod, or it is no Redis server.
    pub fn pod(&self, namespace: &str, name: &str) -> Server {
        let server = self.world.server(namespace, name);
        server.unwrap_or_else(|| panic!("no server in pod {namespace}/{name}; there are {:?}", self.pod_names()))
    }

    /// The Redis Cluster of a StatefulSet.
    ///
    /// # Panics
    /// There is none.
    pub fn redis_cluster(&self, namespace: &str, set: &str) -> RedisCluster {
        let own = |server: &Server| {
            let ordinal = server.pod().strip_prefix(set).and_then(|rest| rest.strip_prefix('-'));
            server.namespace() == namespace && ordinal.is_some_and(|ordinal| ordinal.parse::<u32>().is_ok())
        };
        RedisCluster::of(self.servers().into_iter().filter(own).collect())
    }

    /// The Sentinel of a pod; it is talked to, paused, killed and restarted as a server is.
    ///
    /// # Panics
    /// There is no Sentinel in that pod.
    pub fn sentinel(&self, namespace: &str, pod: &str) -> Server {
        let found = self.sentinels(namespace).into_iter().find(|sentinel| sentinel.pod() == pod);
        found.unwrap_or_else(|| panic!("no Sentinel in pod {namespace}/{pod}"))
    }

    /// Every Sentinel of a namespace, by pod name.
    pub fn sentinels(&self, namespace: &str) -> Vec<Server> {
        let all = lock(self.world.sentinels());
        all.values().filter(|sentinel| sentinel.namespace() == namespace).cloned().collect()
    }

    /// SENTINEL FAILOVER, and waits until every Sentinel of the namespace names the new primary, every server but that one
    /// follows it, and all links are up. Returns the new primary.
    ///
    /// # Panics
    /// It has not come to that within a minute.
    pub fn fail_over(&self, namespace: &str, master_name: &str) -> Server {
        sentinels::fail_over(&self.world, namespace, master_name)
    }

    /// One loop of the redis-operators: the labels that keep roles follow what the servers say.
    pub fn operators_act(&self) {
        operators::act(&self.world);
    }

    /// Every server, by namespace and pod name.
    pub fn servers(&self) -> Vec<Server> {
        lock(self.world.servers()).values().cloned().collect()
    }

    fn pod_names(&self) -> Vec<String> {
        self.servers().iter().map(|server| format!("{}/{}", server.namespace(), server.pod())).collect()
    }

    /// Fills every primary with so many keys of every type, and waits until its replicas have them.
    pub fn fill(&self, keys_each: usize) {
        let servers = self.servers();
        let primaries = servers.iter().filter(|server| server.info("role") == "master");
        primaries.for_each(|primary| keys::fill(primary, keys_each));
    }

    /// An API object; the resource is its plural, the namespace empty at the cluster scope.
    pub fn get(&self, resource: &str, namespace: &str, name: &str) -> Option<Value> {
        lock(self.world.objects()).get(resource, namespace, name).cloned()
    }

    /// A key of a Secret, as text.
    pub fn secret(&self, namespace: &str, name: &str, key: &str) -> Option<String> {
        let object = self.get("secrets", namespace, name)?;
        String::from_utf8(encoding::from_base64(object["data"][key].as_str()?)?).ok()
    }

    /// Changes an API object; servers do not notice, except that pods are made or removed where a StatefulSet's replicas
    /// are changed.
    ///
    /// # Panics
    /// There is no such object.
    pub fn edit(&self, resource: &str, namespace: &str, name: &str, edit: impl FnOnce(&mut Value)) {
        let found = lock(self.world.objects()).edit(resource, namespace, name, edit);
        assert!(found, "no {resource} {namespace}/{name} to edit");
        self.world.refresh();
        if resource == "statefulsets" {
            self.settle();
        }
    }

    /// Adds objects. A pod whose container's image is redis gets a server: `requirepass` and other arguments as
    /// `args: [--requirepass, secret]`, configuration from a mounted ConfigMap's redis.conf (where `replicaof <pod> 6379`
    /// names another pod of the namespace). A missing namespace is made. Returns when all is running.
    pub fn add(&self, yaml: &str) {
        self.insert(&[yaml]);
        self.settle();
    }

    fn insert(&self, texts: &[&str]) {
        let mut objects = lock(self.world.objects());
        for object in texts.iter().flat_map(|text| objects::parse_yaml(text)) {
            let resource = objects.resource_of(&object);
            let object = objects.insert(&resource, object);
            let namespace = metadata(&object, "namespace");
            if !namespace.is_empty() && objects.get("namespaces", "", namespace).is_none() {
                let namespaces = objects.resource("", "v1", "namespaces").expect("built in");
                objects.insert(&namespaces, serde_json::json!({"metadata": {"name": namespace}}));
            }
            // Every namespace has it.
            if !namespace.is_empty() && objects.get("serviceaccounts", namespace, "default").is_none() {
                let accounts = objects.resource("", "v1", "serviceaccounts").expect("built in");
                let metadata = serde_json::json!({"name": "default", "namespace": namespace});
                objects.insert(&accounts, serde_json::json!({"metadata": metadata}));
            }
        }
    }

    /// Has the controllers act, and waits for what they started, replicas included.
    fn settle(&self) {
        let started = self.world.reconcile();
        started.iter().filter(|server| server.running_primary().is_some()).for_each(Server::wait_until_in_sync);
        let joined: Vec<Server> = started.into_iter().filter(Server::is_joined).collect();
        cluster::wait_until_whole(&joined);
    }

    /// Removes an object with what it owns; the server of a removed pod is ended as a kubelet would. A pod of a
    /// StatefulSet comes again.
    ///
    /// # Panics
    /// There is no such object.
    pub fn remove(&self, resource: &str, namespace: &str, name: &str) {
        let object = self.get(resource, namespace, name);
        let object = object.unwrap_or_else(|| panic!("no {resource} {namespace}/{name} to remove"));
        let resource = lock(self.world.objects()).resource_of(&object);
        self.world.remove(&resource, &object);
        self.settle();
    }

    /// As [`Self::remove`], but what comes again need not come to be in sync with anybody.
    ///
    /// # Panics
    /// There is no such object.
    pub fn delete(&self, resource: &str, namespace: &str, name: &str) {
        let object = self.get(resource, namespace, name);
        let object = object.unwrap_or_else(|| panic!("no {resource} {namespace}/{name} to delete"));
        let resource = lock(self.world.objects()).resource_of(&object);
        self.world.remove(&resource, &object);
        self.world.reconcile();
    }

    /// Has the cluster serve VolumeSnapshots, with a controller that does as it is told. Claims are of the class `csi`.
    pub fn volume_snapshots(&self, script: Snapshots) {
        snapshots::serve(&mut lock(self.world.objects()));
        *lock(self.world.snapshots()) = script;
        self.insert(&[deployments::CSI]);
        let claims: Vec<Value> =
            lock(self.world.objects()).list("persistentvolumeclaims", None).into_iter().cloned().collect();
        for claim in claims {
            let (namespace, name) = (metadata(&claim, "namespace"), metadata(&claim, "name"));
            self.edit("persistentvolumeclaims", namespace, name, |claim| {
                claim["spec"]["storageClassName"] = serde_json::json!("csi");
            });
        }
    }

    /// Denies a verb (get, list, watch, create, update, patch, delete; `*`) on a resource (`pods`, `pods/portforward`;
    /// `*`): 403.
    pub fn deny(&self, verb: &str, resource: &str) {
        lock(self.world.rbac()).deny(verb, resource, None);
    }

    /// From now on nothing is allowed but what these Roles and ClusterRoles grant.
    pub fn grant(&self, roles: &[Value]) {
        lock(self.world.rbac()).grant(roles);
    }

    /// Denies it in one namespace, and so also over all namespaces.
    pub fn deny_in(&self, namespace: &str, verb: &str, resource: &str) {
        lock(self.world.rbac()).deny(verb, resource, Some(namespace));
    }

    /// From now on SelfSubjectRulesReviews are incomplete and empty, as on clusters with an authorizer of their own.
    pub fn tell_no_rules(&self) {
        lock(self.world.rbac()).tell_no_rules();
    }

    /// Allows everything again.
    pub fn allow_all(&self) {
        lock(self.world.rbac()).clear();
    }

    /// Serves a group and version no more, as an older cluster does not; its objects stay.
    pub fn unserve(&self, group: &str, version: &str) {
        lock(self.world.objects()).unserve(group, version);
    }

    /// Logs have the servers' warnings about the kernel of this machine. Otherwise the node's kernel is as Redis wants it,
    /// whatever machine this is.
    pub fn show_kernel_warnings(&self) {
        self.world.show_kernel_warnings();
    }

    /// From now on StatefulSets whose template is changed replace their pods, the last one first, as RollingUpdate does.
    pub fn roll_updates(&self) {
        self.world.roll_updates();
        self.settle();
    }

    /// The next `times` requests are answered with this code and message as a `Status`.
    pub fn fail_next(&self, status: u16, message: &str, times: usize) {
        lock(self.world.failures()).next(Failure::new(status, message), times);
    }

    /// Every request is answered so, but the next `requests`: a token that expires, an API server that breaks down.
    pub fn fail_after(&self, requests: usize, status: u16, message: &str) {
        lock(self.world.failures()).after(requests, Failure::new(status, message));
    }

    /// Sends a signal, by its name, to every server that redis-ops has started in a pod of its own; there has to be one.
    pub fn signal_scratch_servers(&self, name: &str) {
        scratch_servers::signal_all(&self.world, name);
    }

    /// No request fails any more.
    pub fn fail_no_more(&self) {
        lock(self.world.failures()).clear();
    }

    /// Keeps one request waiting, which has the API, and what is connected already, going on: the moment for something to
    /// happen.
    pub fn hold(&self, moment: Moment) {
        lock(self.world.failures()).hold(moment);
    }

    /// Whether that request has come, and waits.
    pub fn is_holding(&self) -> bool {
        lock(self.world.failures()).is_holding()
    }

    /// No request waits any more, and none will.
    pub fn release(&self) {
        lock(self.world.failures()).release();
    }

    /// Method, path and query of every request that the API has seen.
    pub fn requests(&self) -> Vec<(Method, String)> {
        lock(self.world.requests()).clone()
    }

    /// Forgets the requests seen.
    pub fn clear_requests(&self) {
        lock(self.world.requests()).clear();
    }

    /// Every port-forward opened from now on meets this fault.
    pub fn forward_fault(&self, fault: Fault) {
        lock(self.world.faults()).add(fault, None, None);
    }

    /// The next `times` port-forwards meet this fault.
    pub fn forward_fault_next(&self, fault: Fault, times: usize) {
        lock(self.world.faults()).add(fault, None, Some(times));
    }

    /// Every port-forward to this pod meets this fault.
    pub fn forward_fault_on(&self, namespace: &str, pod: &str, fault: Fault) {
        lock(self.world.faults()).add(fault, Some((namespace, pod)), None);
    }

    /// The next `times` port-forwards to this pod meet this fault.
    pub fn forward_fault_next_on(&self, namespace: &str, pod: &str, fault: Fault, times: usize) {
        lock(self.world.faults()).add(fault, Some((namespace, pod)), Some(times));
    }

    /// No more faults for forwards opened from now on.
    pub fn clear_faults(&self) {
        lock(self.world.faults()).clear();
    }

    /// The next `times` commands that begin so (`head`, `sh -c`) meet this fault when they are run by exec.
    pub fn exec_fault_next(&self, command: &str, fault: ExecFault, times: usize) {
        lock(self.world.exec()).add(command, fault, Some(times));
    }

    /// Every command that begins so meets this fault.
    pub fn exec_fault(&self, command: &str, fault: ExecFault) {
        lock(self.world.exec()).add(command, fault, None);
    }

    /// Does something just before the next command that begins so is run by exec. It must not use the API.
    pub fn before_exec(&self, command: &str, hook: impl FnOnce() + Send + 'static) {
        lock(self.world.exec()).hook(command, Box::new(hook));
    }

    /// No more faults for commands run from now on.
    pub fn clear_exec_faults(&self) {
        lock(self.world.exec()).clear();
    }

    /// From now on the images lack these tools, and no others.
    pub fn without_tools(&self, tools: &[&str]) {
        lock(self.world.exec()).set_missing(tools);
    }

    /// Every size that a terminal of an exec had, as the client wrote it.
    pub fn terminal_sizes(&self) -> Vec<String> {
        lock(self.world.exec()).sizes().to_vec()
    }

    /// From now on the API server has debug containers in this form.
    pub fn debug_containers(&self, form: DebugContainers) {
        lock(self.world.exec()).set_debug_containers(form);
    }

    /// Kills the API server: open connections are cut, new ones refused. The Redis servers go on.
    pub fn kill_api(&self) {
        self.api.kill();
    }

    /// Starts the API server again, on the same port and with the same certificates, killing it first if it runs.
    pub fn restart_api(&self) {
        self.api.restart();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.api.kill();
        self.world.stop();
    }
}
