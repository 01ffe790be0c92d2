//! `restore-rdb --engine offline`: servers stopped, files changed, servers started, on real ones.

mod aof;
mod disk;
mod makefile;
mod refusals;
mod resume;
mod snapshot;

use crate::commands::backup_rdb::dataset::{self, Contents};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};

/// Where the record of a run stands.
const ANNOTATION: &str = "redis-ops/offline-restore";

/// An instance of a deployment.
struct Instance {
    namespace: &'static str,
    name: &'static str,
    primary: &'static str,
    set: &'static str,
    /// Options that its owner makes necessary.
    options: &'static [&'static str],
}

const SB_CHART: Instance =
    Instance { namespace: "apps", name: "cache", primary: "cache-redis-0", set: "cache-redis", options: &[] };

/// With AOF, and an annotation of Argo CD.
const BITNAMI: Instance = Instance {
    namespace: "data",
    name: "redis",
    primary: "redis-master-0",
    set: "redis-master",
    options: &["--force"],
};

impl Instance {
    fn primary(&self, sandbox: &Sandbox) -> Server {
        sandbox.pod(self.namespace, self.primary)
    }

    fn with<'a>(&self, words: &[&'a str], confirm: &'a str) -> Vec<&'a str> {
        let mut arguments = words.to_vec();
        arguments.extend(["-n", self.namespace, "-r", self.name, "--confirm", confirm]);
        arguments.extend(self.options);
        arguments
    }

    fn confirm(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    fn restore(&self, tool: &Tool, source: &str) -> Run {
        let confirm = self.confirm();
        tool.run(&self.with(&["restore-rdb", source, "--engine", "offline"], &confirm))
    }

    fn undo(&self, tool: &Tool) -> Run {
        let confirm = self.confirm();
        tool.run(&self.with(&["restore-rdb", "--undo"], &confirm))
    }

    /// A set with what is there now.
    fn backup(&self, tool: &Tool) -> String {
        let run =
            tool.run(&["backup-rdb", "-n", self.namespace, "-r", self.name, "--to", "good", "--compress", "none"]);
        run.expect(0).last_line().to_owned()
    }

    /// What the record says, if there is one.
    fn record(&self, sandbox: &Sandbox) -> Option<serde_json::Value> {
        let set = sandbox.get("statefulsets", self.namespace, self.set)?;
        let text = set["metadata"]["annotations"][ANNOTATION].as_str()?.to_owned();
        serde_json::from_str(&text).ok()
    }

    fn step(&self, sandbox: &Sandbox) -> String {
        self.record(sandbox).map_or_else(String::new, |record| record["step"].as_str().unwrap_or_default().to_owned())
    }

    /// Names in the primary's data folder, those of the tool's own folders without the time.
    fn files(&self, sandbox: &Sandbox) -> Vec<String> {
        names(&self.primary(sandbox))
    }
}

fn names(server: &Server) -> Vec<String> {
    let names = std::fs::read_dir(server.data_dir()).expect("a data folder").flatten();
    let mut names: Vec<String> = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .map(|name| if name.starts_with(".redis-ops-") { name[..name.len() - 17].to_owned() } else { name })
        .collect();
    names.sort();
    names
}

/// A sandbox whose instance holds data, a set of it, and then other data.
fn prepared(deployment: Deployment, instance: &Instance) -> (Sandbox, Tool, String, Contents) {
    let sandbox = Sandbox::builder().deployment(deployment).start();
    let tool = Tool::on(&sandbox);
    let primary = instance.primary(&sandbox);
    dataset::fill(&primary);
    let set = instance.backup(&tool);
    // A replica knows of some consumers what the primary does not, and it is the replica that is backed up.
    let servers = sandbox.servers();
    let replica = servers
        .iter()
        .find(|server| server.namespace() == instance.namespace && server.pod() == format!("{}-1", instance.set));
    let good = Contents::of(replica.unwrap_or(&primary));
    spoil(&primary);
    (sandbox, tool, set, good)
}

/// Everything is deleted by mistake, and something else written.
fn spoil(server: &Server) {
    for db in ["0", "3", "15"] {
        let mut connection = server.connect().expect("a connection");
        connection.call(&["SELECT", db]).expect("a reply");
        let keys = connection.call(&["KEYS", "*"]).expect("a reply").to_string();
        for key in keys.lines().take(50) {
            connection.call(&["UNLINK", key]).expect("a reply");
        }
        connection.call(&["SET", "spoiled", "yes"]).expect("a reply");
    }
}

/// The primary holds the good data, now and after its pod was deleted once more, and so does every replica.
fn assert_restored(sandbox: &Sandbox, instance: &Instance, good: &Contents) {
    good.assert_same(&Contents::of(&instance.primary(sandbox)));
    sandbox.remove("pods", instance.namespace, instance.primary);
    good.assert_same(&Contents::of(&instance.primary(sandbox)));
    let others = sandbox.servers();
    let others = others.iter().filter(|server| server.namespace() == instance.namespace);
    for server in others.filter(|server| server.pod().starts_with(instance.set) && server.pod() != instance.primary) {
        until("the replica has it all", || Contents::of(server) == *good);
    }
}
