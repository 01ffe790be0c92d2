//! How the Sentinel of a pod is to be started, as the charts' and operators' start scripts do.

use super::dns;
use super::objects::{Objects, metadata};
use super::server_plan;
use serde_json::Value;

/// What a pod's Sentinel container asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentinelPlan {
    /// Name of the container.
    pub container: String,
    /// The server to start in place of the usual one, with `--sentinel`: the pod's annotation `sandbox/server`.
    pub program: Option<String>,
    /// Port it listens on.
    pub port: u16,
    /// Sentinel's own password.
    pub password: Option<String>,
    /// Redis's password.
    pub redis_password: Option<String>,
    /// The name of the primary, as Sentinel spells it.
    pub master_name: String,
    /// Sentinels that must agree.
    pub quorum: u32,
    /// The pods whose primary it watches: the labels they have.
    pub watches: Vec<(String, String)>,
    /// The name it announces and resolves, where it goes by names.
    pub announced_name: Option<String>,
}

/// Whether a container runs a Sentinel.
pub fn is_sentinel(container: &Value) -> bool {
    let image = server_plan::image_name(container);
    let words = ["command", "args"].into_iter().filter_map(|field| container[field].as_array()).flatten();
    let mut words = words.filter_map(Value::as_str);
    image == "redis-sentinel" || container["name"] == "sentinel" || words.any(|word| word == "--sentinel")
}

impl SentinelPlan {
    /// The plan of a pod; `None` where no container of it is a Sentinel.
    pub fn of(pod: &Value, objects: &Objects) -> Option<Self> {
        let containers = pod["spec"]["containers"].as_array()?;
        let container = containers.iter().find(|container| is_sentinel(container))?;
        let namespace = metadata(pod, "namespace");
        let env = |name: &str| server_plan::env(container, name, namespace, objects);
        let labels = &pod["metadata"]["labels"];
        let label = |name: &str| labels[name].as_str().map(|value| (name.to_owned(), value.to_owned()));
        let by_names = server_plan::starts_by(container, "start-sentinel.sh");
        let watches = if by_names {
            vec![label("app.kubernetes.io/instance")?, label("app.kubernetes.io/component")?]
        } else if let Some(name) = label("redisfailovers.databases.spotahome.com/name") {
            vec![name, ("app.kubernetes.io/component".to_owned(), "redis".to_owned())]
        } else {
            // the operator's resource says which replication it watches; a stand-in for what the operator writes into IP
            let all = objects.list("redissentinels", Some(namespace));
            let own = all.into_iter().find(|one| labels["app"] == format!("{}-sentinel", metadata(one, "name")))?;
            let watched = own["spec"]["redisSentinelConfig"]["redisReplicationName"].as_str()?;
            vec![("app".to_owned(), watched.to_owned())]
        };
        let password = server_plan::password(pod, container, objects);
        Some(Self {
            container: container["name"].as_str().unwrap_or_default().to_owned(),
            program: pod["metadata"]["annotations"]["sandbox/server"].as_str().map(str::to_owned),
            port: container["ports"][0]["containerPort"]
                .as_u64()
                .and_then(|port| port.try_into().ok())
                .unwrap_or(26379),
            redis_password: env("MASTER_PASSWORD").or_else(|| password.clone()),
            password,
            master_name: env("MASTER_GROUP_NAME").unwrap_or_else(|| "mymaster".to_owned()),
            quorum: env("QUORUM").and_then(|quorum| quorum.parse().ok()).unwrap_or(2),
            watches,
            announced_name: dns::name_of(pod).filter(|_| by_names),
        })
    }

    /// The configuration file. Slow to believe that a primary is down, as machines that run tests are busy: a test that
    /// wants it faster says so by SENTINEL SET.
    pub fn config_text(&self, address: &str, primary: &str, folder: &str) -> String {
        let name = &self.master_name;
        let mut lines = vec![format!("bind {address}"), format!("port {}", self.port), format!("dir {folder}")];
        lines.push("protected-mode no".to_owned());
        if self.announced_name.is_some() {
            lines.push("sentinel resolve-hostnames yes\nsentinel announce-hostnames yes".to_owned());
        }
        // in a cluster a connection comes from the pod's address by itself
        lines.push(format!("sentinel announce-ip {}", self.announced_name.as_deref().unwrap_or(address)));
        lines.push(format!("sentinel monitor {name} {primary} 6379 {}", self.quorum));
        lines.push(format!("sentinel down-after-milliseconds {name} 20000\nsentinel failover-timeout {name} 20000"));
        if let Some(password) = &self.redis_password {
            lines.push(format!("sentinel auth-pass {name} {}", super::process::quote(password)));
        }
        if let Some(password) = &self.password {
            let password = super::process::quote(password);
            lines.push(format!("requirepass {password}\nsentinel sentinel-pass {password}"));
        }
        lines.join("\n") + "\n"
    }
}
