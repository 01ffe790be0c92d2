//! A real redis-server process behind a pod.

use super::dns;
use super::pods;
use super::process::{self, Process};
use super::resp::{Connection, Reply};
use super::sentinel_plan::SentinelPlan;
use super::server_plan::ServerPlan;
use super::server_tls;
use super::world::{World, lock};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use tokio_rustls::rustls::ClientConfig;

/// How long a server may take to start, to answer, to catch up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A handle to the server of one pod; clones mean the same server.
#[derive(Clone, Debug)]
pub struct Server(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    namespace: String,
    pod: String,
    pod_uid: String,
    container: String,
    address: SocketAddr,
    primary: Option<Ipv4Addr>,
    config: PathBuf,
    data_dir: PathBuf,
    program: Option<String>,
    arguments: Vec<String>,
    environment: Vec<(String, PathBuf)>,
    password: Mutex<Option<String>>,
    process: Mutex<Option<Process>>,
    /// How to talk to it where it speaks TLS alone.
    tls: Option<Arc<ClientConfig>>,
    world: Weak<World>,
    joined: AtomicBool,
}

impl Server {
    /// Writes the configuration of a pod's server; nothing is started yet.
    pub(super) fn prepare(
        world: &Arc<World>,
        pod: &serde_json::Value,
        plan: &ServerPlan,
        address: Ipv4Addr,
        primary: Option<Ipv4Addr>,
    ) -> Self {
        let (namespace, name) = (super::objects::metadata(pod, "namespace"), super::objects::metadata(pod, "name"));
        let data_dir = world.data_dir(namespace, name);
        let run_dir = world.root().join("run").join(namespace).join(name);
        for folder in [&data_dir, &run_dir] {
            std::fs::create_dir_all(folder).expect("a folder in the sandbox's own");
        }
        let config = run_dir.join("redis.conf");
        let primary_name = plan.primary.as_ref().filter(|_| plan.by_names).and_then(|primary| {
            let primary = lock(world.objects()).get("pods", namespace, primary).cloned();
            dns::name_of(&primary?)
        });
        let followed = primary_name.or_else(|| primary.map(|primary| primary.to_string()));
        let text = process::config_text(plan, address, followed.as_deref(), &data_dir, world.announces_host_names());
        std::fs::write(&config, text).expect("a file in the sandbox's own folder");
        let path = config.display().to_string();
        let mut arguments = if plan.included {
            vec!["--port".to_owned(), plan.port.to_string(), "--include".to_owned(), path]
        } else {
            vec![path]
        };
        arguments.extend(plan.arguments.iter().cloned());
        Self(Arc::new(Inner {
            namespace: namespace.to_owned(),
            pod: name.to_owned(),
            pod_uid: super::objects::metadata(pod, "uid").to_owned(),
            container: plan.container.clone(),
            address: (address, plan.port).into(),
            primary,
            config,
            data_dir,
            program: plan.program.clone(),
            arguments,
            environment: if plan.by_names { dns::environment(world) } else { Vec::new() },
            password: Mutex::new(plan.password.clone()),
            process: Mutex::new(None),
            tls: server_tls::client_of(&plan.arguments),
            world: Arc::downgrade(world),
            joined: AtomicBool::new(false),
        }))
    }

    /// Writes the configuration of a pod's Sentinel, which is to watch this primary; nothing is started yet.
    pub(super) fn prepare_sentinel(
        world: &Arc<World>,
        pod: &serde_json::Value,
        plan: &SentinelPlan,
        primary: &str,
    ) -> Self {
        let (namespace, name) = (super::objects::metadata(pod, "namespace"), super::objects::metadata(pod, "name"));
        let address = world.pod_address(namespace, name, plan.port);
        let folder = world.root().join("run").join(namespace).join(name).join("sentinel");
        std::fs::create_dir_all(&folder).expect("a folder in the sandbox's own");
        let config = folder.join("sentinel.conf");
        let text = plan.config_text(&address.to_string(), primary, &folder.display().to_string());
        std::fs::write(&config, text).expect("a file in the sandbox's own folder");
        Self(Arc::new(Inner {
            namespace: namespace.to_owned(),
            pod: name.to_owned(),
            pod_uid: super::objects::metadata(pod, "uid").to_owned(),
            container: plan.container.clone(),
            address: (address, plan.port).into(),
            primary: None,
            program: plan.program.clone(),
            arguments: vec![config.display().to_string(), "--sentinel".to_owned()],
            environment: if plan.announced_name.is_some() { dns::environment(world) } else { Vec::new() },
            config,
            data_dir: folder,
            password: Mutex::new(plan.password.clone()),
            process: Mutex::new(None),
            tls: None,
            world: Arc::downgrade(world),
            joined: AtomicBool::new(false),
        }))
    }

    /// Starts the process; to be called in the kubelet's thread.
    pub(super) fn spawn(&self) {
        let mut process = lock(&self.0.process);
        if process.as_mut().is_none_or(|process| !process.is_running()) {
            let inner = &self.0;
            let program = inner.program.as_deref();
            *process =
                Some(Process::spawn(program, &inner.arguments, &inner.environment, &inner.data_dir, &self.log_path()));
        }
    }

    /// Notes that it was started as a member of a Redis Cluster that has to come up.
    pub(super) fn mark_joined(&self) {
        self.0.joined.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_joined(&self) -> bool {
        self.0.joined.load(Ordering::Relaxed)
    }

    pub(super) fn pod_uid(&self) -> &str {
        &self.0.pod_uid
    }

    pub(super) fn primary(&self) -> Option<Ipv4Addr> {
        self.0.primary
    }

    /// The running server that it was started as a replica of.
    pub(super) fn running_primary(&self) -> Option<Self> {
        let (primary, world) = (self.0.primary?, self.0.world.upgrade()?);
        let servers: Vec<Self> = lock(world.servers()).values().cloned().collect();
        servers.into_iter().find(|server| server.address().ip() == primary && server.is_running())
    }

    /// The pod's namespace.
    pub fn namespace(&self) -> &str {
        &self.0.namespace
    }

    /// The pod's name.
    pub fn pod(&self) -> &str {
        &self.0.pod
    }

    /// The container that it runs in.
    pub fn container(&self) -> &str {
        &self.0.container
    }

    /// Where the server listens: the pod's IP and port.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.0.address.port()
    }

    /// The password of the default user that this handle uses.
    pub fn password(&self) -> Option<String> {
        lock(&self.0.password).clone()
    }

    /// Uses another password from now on; the server is not told.
    pub fn use_password(&self, password: Option<&str>) {
        *lock(&self.0.password) = password.map(str::to_owned);
    }

    /// The server's working directory, where dump.rdb and appendonlydir are.
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// The server's configuration file.
    pub fn config_file(&self) -> &Path {
        &self.0.config
    }

    /// Where the server's stdout goes.
    pub fn log_path(&self) -> PathBuf {
        self.0.config.with_file_name("stdout.log")
    }

    /// All that the server has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The process id.
    ///
    /// # Panics
    /// It does not run.
    pub fn pid(&self) -> u32 {
        let mut process = lock(&self.0.process);
        let pid = process.as_mut().and_then(|process| process.is_running().then(|| process.pid()));
        pid.unwrap_or_else(|| panic!("the server of {} does not run", self.0.pod))
    }

    /// Whether the process runs (a paused one does).
    pub fn is_running(&self) -> bool {
        lock(&self.0.process).as_mut().is_some_and(Process::is_running)
    }

    /// A connection of its own, authenticated.
    ///
    /// # Errors
    /// Refused, timed out, or the password is not accepted.
    pub fn connect(&self) -> io::Result<Connection> {
        let mut connection = Connection::open_by(self.0.address, PATIENCE, self.0.tls.as_ref())?;
        if let Some(password) = self.password()
            && let Reply::Error(text) = connection.call(&["AUTH", &password])?
        {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        Ok(connection)
    }

    /// The reply to one command, whatever it is.
    ///
    /// # Panics
    /// The server cannot be reached.
    pub fn reply(&self, command: &[&str]) -> Reply {
        let reply = self.connect().and_then(|mut connection| connection.call(command));
        reply.unwrap_or_else(|error| panic!("{} to {}: {error}", command.join(" "), self.0.pod))
    }

    /// The reply to one command as `redis-cli` prints it: an array a line each, nil as nothing.
    ///
    /// # Panics
    /// The server cannot be reached or answers with an error.
    pub fn cli(&self, command: &[&str]) -> String {
        match self.reply(command) {
            Reply::Error(text) => panic!("{} to {}: {text}", command.join(" "), self.0.pod),
            reply => reply.to_string(),
        }
    }

    /// CONFIG SET.
    pub fn config_set(&self, name: &str, value: &str) {
        self.cli(&["CONFIG", "SET", name, value]);
    }

    /// A field of INFO.
    ///
    /// # Panics
    /// The server has no such field.
    pub fn info(&self, field: &str) -> String {
        // Sentinel cuts a server's clients off when it gives it another role; one that asks again is answered.
        let asked = self.connect().and_then(|mut connection| connection.call(&["INFO", "all"]));
        let info = match asked {
            Ok(reply) if !matches!(reply, Reply::Error(_)) => reply.to_string(),
            _ => self.cli(&["INFO", "all"]),
        };
        let line = info.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {field} in INFO of {}", self.0.pod)).to_owned()
    }

    /// `used_memory`, bytes.
    pub fn used_memory_bytes(&self) -> u64 {
        self.info("used_memory").parse().expect("a number of bytes")
    }

    /// SIGKILL: the process is gone, the pod stays, its container shown as ended with 137. It is not started again by
    /// itself; see [`Self::restart`].
    pub fn kill(&self) {
        if let Some(mut process) = lock(&self.0.process).take() {
            process.kill();
        }
        self.mark(|pod, container| pods::mark_terminated(pod, container, 137));
    }

    /// SIGSTOP: connections are still accepted by the kernel and nothing answers.
    pub fn pause(&self) {
        process::signal(self.pid(), "STOP");
    }

    /// SIGCONT after [`Self::pause`].
    pub fn resume(&self) {
        process::signal(self.pid(), "CONT");
    }

    /// Restarts the container as the kubelet does: the same pod, volumes and configuration file, one more restart.
    /// Waits until it answers, and a replica of a running primary until its link is up.
    pub fn restart(&self) {
        self.stop();
        self.mark(|pod, container| pods::mark_terminated(pod, container, 0));
        let world = self.0.world.upgrade().expect("the sandbox lives");
        let server = self.clone();
        world.kubelet().run(move || server.spawn());
        self.wait_until_answering();
        self.mark(|pod, _| pods::mark_running(pod));
        if self.running_primary().is_some() {
            self.wait_until_in_sync();
        }
    }

    /// SIGTERM, and SIGKILL 5 s later: the end of a pod's container. Redis saves before it ends where it has save points.
    pub(super) fn stop(&self) {
        if let Some(mut process) = lock(&self.0.process).take() {
            process.terminate(Duration::from_secs(5));
        }
    }

    /// SIGKILL without touching the API objects: the end of the sandbox.
    pub(super) fn destroy(&self) {
        if let Some(mut process) = lock(&self.0.process).take() {
            process.kill();
        }
    }

    fn mark(&self, change: impl FnOnce(&mut serde_json::Value, &str)) {
        let Some(world) = self.0.world.upgrade() else { return };
        let edit = |pod: &mut serde_json::Value| {
            if pod["metadata"]["uid"] == self.0.pod_uid.as_str() {
                change(pod, &self.0.container);
            }
        };
        lock(world.objects()).edit("pods", &self.0.namespace, &self.0.pod, edit);
        world.refresh();
    }

    /// Waits until it answers PING, being done with loading.
    ///
    /// # Panics
    /// It has ended, or does not answer within 20 s; with its log.
    pub fn wait_until_answering(&self) {
        let answering = |server: &Self| {
            let reply = server.connect().and_then(|mut connection| connection.call(&["PING"]));
            matches!(reply, Ok(Reply::Simple(text)) if text == "PONG")
        };
        let holds = self.holds_within(PATIENCE, answering);
        assert!(holds, "the server of {} does not answer; its log:\n{}", self.0.pod, self.log());
    }

    /// Waits until a replica's link to its primary is up and the primary's child that sent it the data is gone, as it
    /// would refuse a BGSAVE. A server that has become a primary has nothing to wait for.
    ///
    /// # Panics
    /// It is not within 20 s; with its log.
    pub fn wait_until_in_sync(&self) {
        let holds = self.try_until_in_sync(PATIENCE);
        assert!(holds, "the server of {} is not in sync; its log:\n{}", self.0.pod, self.log());
        if let Some(primary) = self.running_primary() {
            let idle = |server: &Self| server.section("persistence").contains("rdb_bgsave_in_progress:0");
            assert!(primary.holds_within(PATIENCE, idle), "{} does not end its save", primary.0.pod);
        }
    }

    /// Whether a replica's link to its primary is up before the time has passed.
    pub(super) fn try_until_in_sync(&self, patience: Duration) -> bool {
        self.holds_within(patience, |server| {
            let info = server.section("replication");
            info.contains("master_link_status:up") || info.contains("role:master")
        })
    }

    /// A section of INFO; empty where the server does not answer.
    fn section(&self, name: &str) -> String {
        let reply = self.connect().and_then(|mut connection| connection.call(&["INFO", name]));
        reply.map(|reply| reply.to_string()).unwrap_or_default()
    }

    fn holds_within(&self, patience: Duration, holds: impl Fn(&Self) -> bool) -> bool {
        let start = Instant::now();
        while self.is_running() && start.elapsed() < patience {
            if holds(self) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }
}
