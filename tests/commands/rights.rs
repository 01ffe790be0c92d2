//! The rights that `rbac` prints are enough: every command runs in a cluster that grants them and nothing else.

use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Snapshots};
use redis_ops::domain::rights;
use serde_json::Value;
use std::collections::BTreeSet;

/// A command with the option that its rights are for, what is typed beside it, and the exit status.
type Line = (&'static str, &'static [&'static str], i32);
/// The exit status is what it is for who may do everything.
const AS_ADMIN: i32 = -1;

/// Nothing is allowed, and nothing is missing.
const ALONE: [Line; 9] = [
    ("backup-list", &["redis-backups"], 0),
    ("backup-prune", &["redis-backups", "--keep-last", "9", "--dry-run"], 0),
    ("backup-verify", &["{set}"], 0),
    ("restore-drill", &["redis-backups"], 0),
    ("completions", &["bash"], 0),
    ("man", &["ping"], 0),
    ("make-shim", &[], 0),
    ("rbac", &["ping", "-n", "apps"], 0),
    ("cronjob", &["-n", "apps", "--schedule", "@daily", "--image", "x", "--", "backup-list", "s3://bucket"], 0),
];

const LOOKING: [Line; 39] = [
    ("list", &[], AS_ADMIN),
    ("ping", &[], AS_ADMIN),
    ("info", &[], AS_ADMIN),
    ("version", &[], AS_ADMIN),
    ("stats", &[], AS_ADMIN),
    ("dbsize", &[], AS_ADMIN),
    ("memory-stats", &[], AS_ADMIN),
    ("clients", &[], AS_ADMIN),
    ("config", &[], AS_ADMIN),
    ("config-get", &["maxmemory"], AS_ADMIN),
    ("slowlog", &[], AS_ADMIN),
    ("latency", &[], AS_ADMIN),
    ("monitor", &["--duration", "200ms", "--yes"], AS_ADMIN),
    ("metrics", &[], AS_ADMIN),
    ("role", &[], AS_ADMIN),
    ("replication-info", &[], AS_ADMIN),
    ("master-info", &[], AS_ADMIN),
    ("replica-lag", &[], AS_ADMIN),
    ("check-replication", &[], AS_ADMIN),
    ("top", &[], AS_ADMIN),
    ("logs", &["--tail", "3"], AS_ADMIN),
    ("events", &[], AS_ADMIN),
    ("describe", &[], AS_ADMIN),
    ("inspect", &[], AS_ADMIN),
    ("health", &[], AS_ADMIN),
    ("security-check", &[], AS_ADMIN),
    ("doctor", &["ping", "-r", "cache"], AS_ADMIN),
    ("bigkeys", &[], AS_ADMIN),
    ("keys", &["--limit", "3"], AS_ADMIN),
    ("hotkeys", &["--by", "monitor", "--duration", "200ms", "--yes"], AS_ADMIN),
    ("lastsave", &[], AS_ADMIN),
    ("compare", &[".", "{set}"], AS_ADMIN),
    ("cli", &["--", "DBSIZE"], AS_ADMIN),
    ("shell", &[], AS_ADMIN),
    ("port-forward", &["--", "true"], AS_ADMIN),
    ("bash", &["--", "echo", "here"], AS_ADMIN),
    ("pre-upgrade-check", &["--to", "7.0", "--baseline", "before.json"], AS_ADMIN),
    ("post-upgrade-check", &["--to", "7.0", "--baseline", "before.json"], AS_ADMIN),
    ("validate-upgrade", &["--to", "7.0"], AS_ADMIN),
];

const KEEPING: [Line; 16] = [
    ("benchmark", &["--from", "pod", "--requests", "1000", "--clients", "4", "--keyspace", "50", "--yes"], 0),
    ("bgsave", &["--yes"], 0),
    ("save", &["--yes", "--force"], 0),
    ("backup-rdb", &[], 0),
    ("backup-rdb --via disk", &["--via", "disk"], 0),
    ("backup-config", &[], AS_ADMIN),
    ("backup-k8s-resources", &[], AS_ADMIN),
    ("full-backup", &[], AS_ADMIN),
    ("backup-all-namespaces", &[], AS_ADMIN),
    ("backup-all-namespaces --via disk", &["--via", "disk"], AS_ADMIN),
    ("create-pvc-snapshot", &["before", "--pod", "cache-redis-0", "--yes"], 0),
    ("backup-prune --orphans", &["redis-backups", "--orphans", "-n", "apps", "--dry-run"], 0),
    ("restore-config", &["{config}", "--yes"], 0),
    ("restore-rdb", &["{set}", "--replace", "--confirm", "apps/cache"], 0),
    ("restore-rdb --engine offline", &["{set}", "--engine", "offline", "--confirm", "apps/cache"], 0),
    ("restore-from-pvc-snapshot", &["before", "--confirm", "apps/cache"], 0),
];

const RECOVERING: [Line; 4] = [
    ("disaster-recovery", &["good", "--confirm", "apps/cache"], 0),
    ("disaster-recovery --engine offline", &["good", "--engine", "offline", "--confirm", "apps/cache"], 0),
    ("flushdb", &["--confirm", "apps/cache"], 0),
    ("flushall", &["--confirm", "apps/cache"], 0),
];

const LEADING: [Line; 5] = [
    ("promote-replica", &["cache-redis-1", "--yes"], 0),
    ("promote-replica", &["cache-redis-0", "--yes"], 0),
    ("resync-replica", &["cache-redis-1", "--yes"], 0),
    ("restart", &["--yes"], 0),
    ("rotate-password", &["--yes"], 0),
];

/// Of the server with an AOF in namespace data.
const HISTORY: [Line; 6] = [
    ("aof-rewrite", &["-r", "redis", "--yes"], 0),
    ("backup-aof", &["-r", "redis"], 0),
    ("restore-aof", &["{aof}", "-r", "redis", "--flush-first", "--confirm", "data/redis"], 0),
    ("restore-aof --from-pod", &["--from-pod", "-r", "redis", "--flush-first", "--confirm", "data/redis"], 0),
    ("restore-aof --engine offline", &["{aof}", "-r", "redis", "--engine", "offline", "--confirm", "data/redis"], 0),
    ("cutover", &["--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis", "--force"], 0),
];

/// What other files prove: a primary that is lost, a release of Helm, a terminal; and, on a real cluster, servers on the
/// loopback network of a pod, which here is that of everybody.
const ELSEWHERE: [&str; 5] = [
    "force-failover",
    "upgrade-rollback",
    "bash --debug-image",
    "backup-verify --load-in pod",
    "restore-drill --load-in pod",
];

/// The Roles and ClusterRoles for a command in a namespace.
pub fn roles(what: &str, namespace: &str) -> Vec<Value> {
    if rights::of(what).expect("a command with rights").is_empty() {
        return Vec::new();
    }
    let run = Tool::alone().run(&["rbac", what, "-n", namespace, "-o", "json"]);
    let objects = run.expect(0).json()["data"]["objects"].as_array().expect("objects").clone();
    objects.into_iter().filter(|object| ["Role", "ClusterRole"].iter().any(|kind| object["kind"] == *kind)).collect()
}

fn is_enough(run: &Run, code: i32) -> bool {
    let said = run.everything();
    run.code == code
        && !["forbidden", "right is missing", "rights are missing"].iter().any(|words| said.contains(words))
}

/// That nothing was missing.
pub fn assert_enough(what: &str, run: &Run, code: i32) {
    assert!(is_enough(run, code), "{what}: {run}");
}

struct Cluster {
    sandbox: Sandbox,
    tool: Tool,
    namespace: &'static str,
    /// What stands for `{name}` in a line.
    names: Vec<(&'static str, String)>,
}

impl Cluster {
    fn new(deployment: Deployment, namespace: &'static str) -> Self {
        // Nothing reconciles it.
        let yaml = deployment.yaml().replace("argocd.argoproj.io/tracking-id", "example.com/was-tracked-as");
        let sandbox = Sandbox::builder().yaml(&yaml).namespace(namespace).start();
        sandbox.fill(30);
        Self { tool: Tool::on(&sandbox), sandbox, namespace, names: Vec::new() }
    }

    fn keep(&mut self, name: &'static str, words: &[&str]) {
        let path = self.tool.run(words).expect(0).last_line().to_owned();
        self.names.push((name, path));
    }

    fn run(&self, lines: &[Line]) {
        let mut wrong = Vec::new();
        for (what, words, code) in lines {
            let command = what.split(' ').next().expect("a word");
            let named = |word: &&str| {
                let found = self.names.iter().find(|(name, _)| *name == *word);
                found.map_or_else(|| (*word).to_owned(), |(_, path)| path.clone())
            };
            let words: Vec<String> = words.iter().map(named).collect();
            let all: Vec<&str> = std::iter::once(command).chain(words.iter().map(String::as_str)).collect();
            let code = match *code {
                AS_ADMIN => self.tool.run(&all).code,
                code => code,
            };
            self.sandbox.grant(&roles(what, self.namespace));
            let run = self.tool.run(&all);
            self.sandbox.allow_all();
            // One that refuses whoever asks would prove nothing.
            if ![0, 1, 3].contains(&code) || !is_enough(&run, code) {
                wrong.push(format!("{what}: {run}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn every_command_is_proven_here_or_where_it_is_said() {
    let lines = [&ALONE[..], &LOOKING, &KEEPING, &RECOVERING, &LEADING, &HISTORY].concat();
    let proven: BTreeSet<String> = lines.iter().map(|(what, ..)| *what).chain(ELSEWHERE).map(str::to_owned).collect();
    let tree = redis_ops::cli::tree();
    let commands = tree.get_subcommands().map(|command| command.get_name().to_owned());
    let all: BTreeSet<String> = commands.chain(rights::with_options()).collect();
    assert_eq!(proven, all);
}

#[test]
fn what_looks_and_judges_does_with_the_rights_that_are_printed() {
    let mut cluster = Cluster::new(Deployment::SbChart, "apps");
    cluster.keep("{set}", &["backup-rdb"]);
    cluster.run(&ALONE);
    cluster.run(&LOOKING);
}

#[test]
fn backups_and_restores_do_with_the_rights_that_are_printed() {
    let mut cluster = Cluster::new(Deployment::SbChart, "apps");
    cluster.sandbox.volume_snapshots(Snapshots::Ready);
    cluster.keep("{set}", &["backup-rdb"]);
    cluster.keep("{config}", &["backup-config"]);
    cluster.run(&KEEPING);
}

#[test]
fn recoveries_and_handovers_do_with_the_rights_that_are_printed() {
    let cluster = Cluster::new(Deployment::SbChart, "apps");
    cluster.tool.run(&["backup-rdb", "--to", "good"]).expect(0);
    cluster.run(&LEADING);
    cluster.sandbox.servers().iter().for_each(|server| {
        let password = cluster.sandbox.secret("apps", "cache-redis", "redis-password");
        server.use_password(password.as_deref());
    });
    let in_order = || cluster.tool.run(&["check-replication", "--replicas", "2"]).code == 0;
    until("replicas are in sync", in_order);
    cluster.run(&RECOVERING);
}

#[test]
fn histories_and_cutovers_do_with_the_rights_that_are_printed() {
    let mut cluster = Cluster::new(Deployment::BitnamiStandalone, "data");
    cluster.keep("{aof}", &["backup-aof", "-r", "redis"]);
    cluster.run(&HISTORY);
}
