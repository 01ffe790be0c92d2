//! How the Redis server of a pod is to be started: read from the pod, its ConfigMaps and its Secrets, as the charts'
//! start scripts do.

use super::dns;
use super::encoding;
use super::objects::{Objects, metadata};
use super::sentinel_plan::is_sentinel;
use serde_json::Value;

/// What a pod's Redis container asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerPlan {
    /// Name of the container that runs the server.
    pub container: String,
    /// The server to start in place of the usual one: the pod's annotation `sandbox/server`.
    pub program: Option<String>,
    /// Port it listens on.
    pub port: u16,
    /// Password of the default user.
    pub password: Option<String>,
    /// Name of the pod it replicates.
    pub primary: Option<String>,
    /// Lines of its configuration that the charts give.
    pub directives: Vec<String>,
    /// `--name value` arguments of the container.
    pub arguments: Vec<String>,
    /// Bitnami's way: started by arguments with `--include`, so that the server has no configuration file to rewrite.
    pub included: bool,
    /// The host name that Bitnami's replicas announce.
    pub announced_name: Option<String>,
    /// Whether it goes by names, its own and its primary's, which are resolved for it.
    pub by_names: bool,
    /// Whether it follows itself until an operator says whom to follow.
    pub follows_itself: bool,
}

/// Directives that the sandbox decides.
const OURS: &[&str] = &[
    "bind",
    "port",
    "dir",
    "daemonize",
    "supervised",
    "logfile",
    "pidfile",
    "include",
    "unixsocket",
    "protected-mode",
    "replicaof",
    "slaveof",
    "replica-announce-ip",
    "replica-announce-port",
    "cluster-config-file",
];

impl ServerPlan {
    /// The plan of a pod; `None` where no container of it is a Redis server.
    pub fn of(pod: &Value, objects: &Objects) -> Option<Self> {
        let containers = pod["spec"]["containers"].as_array()?;
        let container = containers.iter().find(|container| runs_redis(container))?;
        let namespace = metadata(pod, "namespace");
        let mode = env(container, "REDIS_REPLICATION_MODE", namespace, objects);
        // both files of the chart are the same but for the role
        let node = starts_by(container, "start-node.sh").then_some("replica");
        let lines = config_lines(pod, mode.as_deref().or(node), objects);
        let mut plan = Self {
            container: container["name"].as_str().unwrap_or_default().to_owned(),
            program: pod["metadata"]["annotations"]["sandbox/server"].as_str().map(str::to_owned),
            port: container["ports"][0]["containerPort"]
                .as_u64()
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or(6379),
            password: password(pod, container, objects),
            included: mode.is_some(),
            arguments: arguments(container),
            ..Self::default()
        };
        if starts_by(container, "start-node.sh") {
            // the chart's script asks Sentinel; at the very first start there is none, and node 0 is the primary
            let name = metadata(pod, "name");
            let first = name.rsplit_once('-').map(|(set, _)| format!("{set}-0")).unwrap_or_default();
            plan.primary = Some(first).filter(|first| first != name);
            plan.by_names = true;
            plan.announced_name = dns::name_of(pod);
        } else if mode.as_deref() == Some("replica") {
            plan.primary = env(container, "REDIS_MASTER_HOST", namespace, objects).map(|host| first_label(&host));
            plan.announced_name = env(container, "HEADLESS_DOMAIN", namespace, objects)
                .map(|domain| format!("{}.{domain}", metadata(pod, "name")));
        } else if !metadata(pod, "name").ends_with("-0") {
            plan.primary = script_of_init_containers(pod).as_deref().and_then(replicated_host);
        }
        for line in lines {
            let (name, value) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
            match name.to_lowercase().as_str() {
                "replicaof" | "slaveof" if value.starts_with("127.0.0.1") => plan.follows_itself = true,
                "replicaof" | "slaveof" => plan.primary = value.split_whitespace().next().map(first_label),
                "requirepass" => plan.password = Some(value.trim().trim_matches('"').to_owned()),
                name if OURS.contains(&name) => {}
                _ => plan.directives.push(line),
            }
        }
        let required = plan.arguments.iter().position(|argument| argument == "--requirepass");
        if let Some(at) = required {
            plan.password = plan.arguments.get(at + 1).cloned();
        }
        Some(plan)
    }
}

/// Whether a container runs a server: by its image's own name or its command, not by the mere word. One that sleeps is
/// there to be given commands.
fn runs_redis(container: &Value) -> bool {
    let command = &container["command"][0];
    let other = command == "redis-sentinel" || command == "sleep" || is_sentinel(container);
    ["redis", "redis-server", "redis-cluster", "valkey"].contains(&image_name(container)) && !other
}

/// The image's own name: `registry:5000/bitnami/redis:8.2@sha256:…` is `redis`.
pub fn image_name(container: &Value) -> &str {
    let image = container["image"].as_str().unwrap_or_default();
    image.rsplit('/').next().unwrap_or_default().split([':', '@']).next().unwrap_or_default()
}

/// Whether a container is started by this script of its chart.
pub fn starts_by(container: &Value, script: &str) -> bool {
    container["command"].as_array().into_iter().flatten().filter_map(Value::as_str).any(|word| word.ends_with(script))
}

fn first_label(host: &str) -> String {
    host.split('.').next().unwrap_or(host).to_owned()
}

fn script_of_init_containers(pod: &Value) -> Option<String> {
    let containers = pod["spec"]["initContainers"].as_array()?;
    let scripts = containers.iter().flat_map(|container| container["args"].as_array()).flatten();
    Some(scripts.filter_map(Value::as_str).collect::<Vec<_>>().join("\n"))
}

fn replicated_host(script: &str) -> Option<String> {
    let (_, rest) = script.split_once("replicaof ")?;
    rest.split_whitespace().next().map(first_label)
}

fn arguments(container: &Value) -> Vec<String> {
    let words = ["command", "args"].into_iter().filter_map(|field| container[field].as_array()).flatten();
    let words: Vec<String> = words.filter_map(Value::as_str).map(str::to_owned).collect();
    if words.first().is_some_and(|word| word.contains("sh")) {
        return Vec::new();
    }
    words.into_iter().skip_while(|word| !word.starts_with("--")).collect()
}

/// Lines of the pod's redis.conf, and of master.conf or replica.conf by its mode.
fn config_lines(pod: &Value, mode: Option<&str>, objects: &Objects) -> Vec<String> {
    let wanted: &[&str] = match mode {
        None => &["redis.conf", "redis-default.conf"],
        Some("replica") => &["redis.conf", "replica.conf"],
        Some(_) => &["redis.conf", "master.conf"],
    };
    let mut lines = Vec::new();
    for volume in pod["spec"]["volumes"].as_array().into_iter().flatten() {
        let Some(name) = volume["configMap"]["name"].as_str() else { continue };
        let Some(map) = objects.get("configmaps", metadata(pod, "namespace"), name) else { continue };
        for file in wanted {
            let items = volume["configMap"]["items"].as_array();
            let item = items.and_then(|items| items.iter().find(|item| item["path"] == *file));
            let key = item.and_then(|item| item["key"].as_str()).unwrap_or(file);
            let text = map["data"][key].as_str().unwrap_or_default();
            let kept = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.extend(kept.map(str::to_owned));
        }
    }
    lines
}

/// An environment variable of a container, through secretKeyRef where it is one.
pub fn env(container: &Value, name: &str, namespace: &str, objects: &Objects) -> Option<String> {
    let variables = container["env"].as_array()?;
    let variable = variables.iter().find(|variable| variable["name"] == name)?;
    if let Some(value) = variable["value"].as_str() {
        return Some(value.to_owned());
    }
    let reference = &variable["valueFrom"]["secretKeyRef"];
    secret(namespace, reference["name"].as_str()?, reference["key"].as_str()?, objects)
}

fn secret(namespace: &str, name: &str, key: &str, objects: &Objects) -> Option<String> {
    let data = objects.get("secrets", namespace, name)?["data"][key].as_str()?;
    String::from_utf8(encoding::from_base64(data)?).ok()
}

/// REDIS_PASSWORD, or the file of REDIS_PASSWORD_FILE in a mounted Secret. Empty means none.
pub fn password(pod: &Value, container: &Value, objects: &Objects) -> Option<String> {
    let namespace = metadata(pod, "namespace");
    let direct = env(container, "REDIS_PASSWORD", namespace, objects);
    let found = direct.or_else(|| {
        let path = env(container, "REDIS_PASSWORD_FILE", namespace, objects)?;
        let (folder, file) = path.rsplit_once('/')?;
        let mounts = container["volumeMounts"].as_array()?;
        let mount = mounts
            .iter()
            .find(|mount| mount["mountPath"].as_str().is_some_and(|at| at.trim_end_matches('/') == folder))?;
        let volumes = pod["spec"]["volumes"].as_array()?;
        let volume = &volumes.iter().find(|volume| volume["name"] == mount["name"])?["secret"];
        let items = volume["items"].as_array();
        let item = items.and_then(|items| items.iter().find(|item| item["path"] == file));
        let key = item.and_then(|item| item["key"].as_str()).unwrap_or(file);
        secret(namespace, volume["secretName"].as_str()?, key, objects)
    });
    found.filter(|password| !password.is_empty())
}
