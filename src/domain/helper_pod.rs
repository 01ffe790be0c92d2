//! A pod that lends a hand: the server's own image and user, on a claim or on a folder that goes with it.
//!
//! What it is made of comes from the pods whose work it does, so that what admits those admits it, too; beyond that it
//! keeps to the restricted profile of the Pod Security Standards, which [`violations`] checks by itself.

mod restricted;

pub use restricted::violations;

use serde_json::{Map, Value, json};

/// The label with the run that made it.
pub const RUN_LABEL: &str = "redis-ops/run";
/// The label with what it is for.
pub const PURPOSE_LABEL: &str = "redis-ops/purpose";
/// The name of its only container.
pub const CONTAINER: &str = "helper";
/// Where memory that a command takes comes to an end.
const MEMORY: &str = "128Mi";

/// Who its processes are: the numbers that own the server's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Identity {
    /// User id.
    pub user: Option<i64>,
    /// Group id.
    pub group: Option<i64>,
    /// The group that a volume is given to.
    pub fs_group: Option<i64>,
}

/// What a helper pod takes over from a server's pod.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The server's image.
    pub image: String,
    /// `IfNotPresent`, …; none for the cluster's own choice.
    pub pull_policy: Option<String>,
    /// Who it runs as, as far as its specification says.
    pub identity: Identity,
    /// `imagePullSecrets`, `tolerations`, `nodeSelector`, `serviceAccountName`, `priorityClassName`, `runtimeClassName` and
    /// the like, where they are set.
    placement: Map<String, Value>,
    /// Group ids besides.
    supplemental_groups: Vec<Value>,
    /// SELinux labels, which decide who may read a volume.
    se_linux: Option<Value>,
}

/// Where a helper pod works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// On a PersistentVolumeClaim.
    Claim {
        /// The claim.
        name: String,
        /// The folder of the volume that is shown; empty for all of it.
        sub_path: String,
    },
    /// In a folder that goes with the pod, of so many bytes at most.
    Empty {
        /// Its bound, in bytes; none for the node's.
        bytes: Option<u64>,
    },
}

/// A helper pod that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct HelperSpec {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The run that makes it, for those that clean up after it.
    pub run: String,
    /// What it is for, a word: `restore`, `verify`.
    pub purpose: String,
    /// What it takes over.
    pub server: Server,
    /// Where it works.
    pub storage: Storage,
    /// Where that is mounted.
    pub mount_path: String,
    /// The node it should be on; others will do where that one cannot.
    pub node: Option<String>,
    /// What it runs; none to wait for commands, until its time is over.
    pub command: Option<Vec<String>>,
    /// When it ends by itself, should nobody delete it.
    pub lasts_seconds: u64,
    /// What its container may take of memory, in bytes; none for what small tools need.
    pub memory_bytes: Option<u64>,
}

impl Server {
    /// Reads a pod's or a template's specification; none without that container.
    #[must_use]
    pub fn of(spec: &Value, container: &str) -> Option<Self> {
        let server = spec["containers"].as_array()?.iter().find(|one| one["name"] == container)?;
        let own = &server["securityContext"];
        let of_pod = &spec["securityContext"];
        let number = |field: &str| own[field].as_i64().or_else(|| of_pod[field].as_i64());
        let mut placement = Map::new();
        for field in [
            "imagePullSecrets",
            "tolerations",
            "nodeSelector",
            "serviceAccountName",
            "priorityClassName",
            "runtimeClassName",
            "schedulerName",
        ] {
            if !spec[field].is_null() {
                placement.insert(field.to_owned(), spec[field].clone());
            }
        }
        let se_linux = [&own["seLinuxOptions"], &of_pod["seLinuxOptions"]].into_iter().find(|one| one.is_object());
        Some(Self {
            image: server["image"].as_str()?.to_owned(),
            pull_policy: server["imagePullPolicy"].as_str().map(str::to_owned),
            identity: Identity {
                user: number("runAsUser"),
                group: number("runAsGroup"),
                fs_group: of_pod["fsGroup"].as_i64(),
            },
            placement,
            supplemental_groups: of_pod["supplementalGroups"].as_array().cloned().unwrap_or_default(),
            se_linux: se_linux.cloned(),
        })
    }

    /// Whether its user is known and is not root, without which no pod can be made that every namespace admits.
    #[must_use]
    pub fn has_user(&self) -> bool {
        self.identity.user.is_some_and(|user| user > 0)
    }
}

impl HelperSpec {
    /// The pod, to be made.
    #[must_use]
    pub fn object(&self) -> Value {
        let mut spec = Value::Object(self.server.placement.clone());
        spec["restartPolicy"] = json!("Never");
        spec["automountServiceAccountToken"] = json!(false);
        spec["enableServiceLinks"] = json!(false);
        spec["terminationGracePeriodSeconds"] = json!(1);
        spec["activeDeadlineSeconds"] = json!(self.lasts_seconds);
        spec["securityContext"] = self.security();
        if let Some(node) = &self.node {
            let term = json!({"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]});
            spec["affinity"] = json!({"nodeAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "preference": term}]
            }});
        }
        spec["volumes"] = json!([self.volume()]);
        spec["containers"] = json!([self.container()]);
        json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": self.name, "namespace": self.namespace,
                "labels": {
                    "app.kubernetes.io/managed-by": "redis-ops",
                    RUN_LABEL: self.run, PURPOSE_LABEL: self.purpose,
                },
                // A mesh would put a container of its own beside it, which never ends; a node's drain is not for it to stop.
                "annotations": {
                    "sidecar.istio.io/inject": "false", "linkerd.io/inject": "disabled",
                    "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
                },
            },
            "spec": spec,
        })
    }

    fn security(&self) -> Value {
        let identity = self.server.identity;
        let mut security = json!({"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}});
        for (field, number) in
            [("runAsUser", identity.user), ("runAsGroup", identity.group), ("fsGroup", identity.fs_group)]
        {
            if let Some(number) = number {
                security[field] = json!(number);
            }
        }
        if identity.fs_group.is_some() {
            // Walking through a large volume to give each file to the group takes minutes.
            security["fsGroupChangePolicy"] = json!("OnRootMismatch");
        }
        if !self.server.supplemental_groups.is_empty() {
            security["supplementalGroups"] = json!(self.server.supplemental_groups);
        }
        if let Some(se_linux) = &self.server.se_linux {
            security["seLinuxOptions"] = se_linux.clone();
        }
        security
    }

    fn volume(&self) -> Value {
        match &self.storage {
            Storage::Claim { name, .. } => json!({"name": "data", "persistentVolumeClaim": {"claimName": name}}),
            Storage::Empty { bytes: None } => json!({"name": "data", "emptyDir": {}}),
            Storage::Empty { bytes: Some(bytes) } => {
                json!({"name": "data", "emptyDir": {"sizeLimit": bytes.to_string()}})
            }
        }
    }

    fn container(&self) -> Value {
        let mut mount = json!({"name": "data", "mountPath": self.mount_path});
        if let Storage::Claim { sub_path, .. } = &self.storage
            && !sub_path.is_empty()
        {
            mount["subPath"] = json!(sub_path);
        }
        let waiting = || vec!["sleep".to_owned(), self.lasts_seconds.to_string()];
        let memory = self.memory_bytes.map_or_else(|| MEMORY.to_owned(), |bytes| bytes.to_string());
        let mut container = json!({
            "name": CONTAINER, "image": self.server.image,
            "command": self.command.clone().unwrap_or_else(waiting),
            "workingDir": self.mount_path,
            "securityContext": {
                "allowPrivilegeEscalation": false, "privileged": false, "readOnlyRootFilesystem": true,
                "capabilities": {"drop": ["ALL"]},
            },
            "resources": {
                "requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"cpu": "1", "memory": memory},
            },
            "volumeMounts": [mount],
        });
        if let Some(policy) = &self.server.pull_policy {
            container["imagePullPolicy"] = json!(policy);
        }
        container
    }
}

/// How far a pod has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Its containers run.
    Running,
    /// Not yet, for this reason as far as it is told.
    Waiting(String),
    /// It will not.
    Failed(String),
}

/// Judges a helper pod on its way.
#[must_use]
pub fn judge_start(pod: &Value) -> Start {
    let status = &pod["status"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let phase = status["phase"].as_str().unwrap_or_default();
    let container = &status["containerStatuses"][0];
    if matches!(phase, "Failed" | "Succeeded") {
        let ended = &container["state"]["terminated"];
        let words =
            [text(&status["reason"]), text(&status["message"]), text(&ended["reason"]), text(&ended["message"])];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        return Start::Failed(format!("it ended: {}", words.join(": ")));
    }
    if container["state"]["running"].is_object() {
        return Start::Running;
    }
    let waiting = &container["state"]["waiting"];
    let (reason, message) = (text(&waiting["reason"]), text(&waiting["message"]));
    let words = if message.is_empty() { reason.clone() } else { format!("{reason}: {message}") };
    const HOPELESS: [&str; 5] = [
        "CreateContainerConfigError",
        "InvalidImageName",
        "ErrImageNeverPull",
        "RunContainerError",
        "CreateContainerError",
    ];
    if HOPELESS.contains(&reason.as_str()) {
        return Start::Failed(words);
    }
    if !reason.is_empty() && reason != "ContainerCreating" {
        return Start::Waiting(words);
    }
    let conditions = status["conditions"].as_array().into_iter().flatten();
    let unscheduled = conditions.into_iter().find(|one| one["type"] == "PodScheduled" && one["status"] == "False");
    Start::Waiting(unscheduled.map_or(words, |one| text(&one["message"])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Value {
        json!({
            "securityContext": {"runAsUser": 999, "fsGroup": 1000, "supplementalGroups": [7]},
            "imagePullSecrets": [{"name": "pull"}], "nodeSelector": {"disk": "ssd"}, "serviceAccountName": "cache",
            "hostNetwork": true,
            "containers": [
                {"name": "exporter", "image": "exporter:1"},
                {"name": "redis", "image": "redis:7.4", "imagePullPolicy": "Never",
                 "securityContext": {"runAsUser": 1001, "runAsGroup": 0, "privileged": true}},
            ],
        })
    }

    fn spec(storage: Storage) -> Option<HelperSpec> {
        Some(HelperSpec {
            namespace: "apps".into(),
            name: "redis-ops-restore-1".into(),
            run: "1".into(),
            purpose: "restore".into(),
            server: Server::of(&template(), "redis")?,
            storage,
            mount_path: "/data".into(),
            node: Some("n1".into()),
            command: None,
            lasts_seconds: 60,
            memory_bytes: None,
        })
    }

    #[test]
    fn it_is_the_servers_in_all_that_decides_over_files_and_images_and_restricted_in_the_rest() {
        let claim = Storage::Claim { name: "data-cache-0".into(), sub_path: "sub".into() };
        let pod = spec(claim).map(|spec| spec.object()).unwrap_or_default();
        let security = &pod["spec"]["securityContext"];
        assert_eq!((&security["runAsUser"], &security["fsGroup"]), (&json!(1001), &json!(1000)));
        assert_eq!(security["supplementalGroups"], json!([7]));
        let container = &pod["spec"]["containers"][0];
        assert_eq!((&container["image"], &container["imagePullPolicy"]), (&json!("redis:7.4"), &json!("Never")));
        assert_eq!(container["volumeMounts"][0], json!({"name": "data", "mountPath": "/data", "subPath": "sub"}));
        assert_eq!(pod["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"], "data-cache-0");
        assert_eq!(pod["spec"]["imagePullSecrets"][0]["name"], "pull");
        assert!(pod["spec"]["hostNetwork"].is_null(), "nothing that is not needed is taken over");
        assert_eq!(violations(&pod), Vec::<String>::new());
        let empty = spec(Storage::Empty { bytes: Some(5) }).map(|spec| spec.object()).unwrap_or_default();
        assert_eq!(empty["spec"]["volumes"][0]["emptyDir"]["sizeLimit"], "5");
        assert_eq!(violations(&empty), Vec::<String>::new());
    }

    #[test]
    fn a_server_of_root_or_of_an_unknown_user_makes_no_restricted_pod() {
        let mut template = template();
        template["containers"][1]["securityContext"]["runAsUser"] = json!(0);
        assert!(Server::of(&template, "redis").is_some_and(|server| !server.has_user()));
        assert_eq!(Server::of(&template, "other"), None);
    }

    #[test]
    fn what_keeps_a_pod_from_starting_is_told() {
        assert_eq!(judge_start(&json!({})), Start::Waiting(String::new()));
        let waiting = |reason: &str| {
            json!({"status": {"phase": "Pending", "containerStatuses": [
                {"state": {"waiting": {"reason": reason, "message": "m"}}}]}})
        };
        assert_eq!(judge_start(&waiting("ImagePullBackOff")), Start::Waiting("ImagePullBackOff: m".into()));
        assert_eq!(judge_start(&waiting("ErrImageNeverPull")), Start::Failed("ErrImageNeverPull: m".into()));
        let unscheduled = json!({"status": {"phase": "Pending", "conditions": [
            {"type": "PodScheduled", "status": "False", "message": "0/1 nodes are available"}]}});
        assert_eq!(judge_start(&unscheduled), Start::Waiting("0/1 nodes are available".into()));
        let failed = json!({"status": {"phase": "Failed", "reason": "DeadlineExceeded", "message": "too long"}});
        assert_eq!(judge_start(&failed), Start::Failed("it ended: DeadlineExceeded: too long".into()));
        let running = json!({"status": {"phase": "Running", "containerStatuses": [{"state": {"running": {}}}]}});
        assert_eq!(judge_start(&running), Start::Running);
    }
}
