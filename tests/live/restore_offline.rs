//! `restore-rdb --engine offline` with a real kubelet: pods that end, volumes, helper pods, a server's own user.

use super::{Held, Namespace, command, deployment_in, hold, redis_cli, redis_cli_in, tool};
use crate::harness::{Run, Tool};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A deployment in a namespace of its own.
pub struct Instance {
    lane: &'static str,
    file: &'static str,
    from: &'static str,
    namespace: &'static str,
    name: &'static str,
    pub set: &'static str,
    pub pod: &'static str,
    options: &'static [&'static str],
    password: bool,
}

pub const SB_CHART: Instance = Instance {
    lane: "lane 1",
    file: "sb-chart.yaml",
    from: "apps",
    namespace: "eoff-apps",
    name: "cache",
    set: "cache-redis",
    pod: "cache-redis-0",
    options: &[],
    password: true,
};

/// Argo CD's annotation is on it, and there is no Argo CD in the cluster.
pub const BITNAMI: Instance = Instance {
    lane: "lane 2",
    file: "bitnami-standalone.yaml",
    from: "data",
    namespace: "eoff-data",
    name: "redis",
    set: "redis-master",
    pod: "redis-master-0",
    options: &["--force"],
    password: false,
};

impl Instance {
    /// It alone, with its data; a backup of these; and the command that restores the backup.
    pub fn deploy(&self, tool: &Tool) -> (Held, Namespace, String) {
        let held = hold(&[self.lane]);
        let text = deployment_in(self.file, (self.from, self.namespace));
        let objects: Vec<&str> = text.split("---\n").filter(|object| !object.contains("name: prod-")).collect();
        let namespace = Namespace::with(self.namespace, &objects.join("---\n"), &[self.set]);
        self.fill();
        let backup = tool.run(&["backup-rdb", "-n", self.namespace, "-r", self.name, "--to", "good"]);
        (held, namespace, backup.expect(0).last_line().to_owned())
    }

    pub fn redis(&self, words: &str) -> String {
        let said = match self.password {
            true => redis_cli(self.namespace, self.pod, words),
            false => redis_cli_in(self.namespace, self.pod, words),
        };
        said.trim().to_owned()
    }

    fn fill(&self) {
        self.redis("eval \"for i=1,5000 do redis.call('set','k:'..i,string.rep('v',i%100)) end return 1\" 0");
        self.redis("-n 3 set other there");
    }

    pub fn spoil(&self) {
        self.redis(
            "eval \"for i=1,4000 do redis.call('unlink','k:'..i) end return redis.call('set','spoiled','yes')\" 0",
        );
    }

    pub fn is_good(&self) -> bool {
        self.redis("dbsize") == "5000" && self.redis("get k:77").len() == 77 && self.redis("-n 3 get other") == "there"
    }

    fn words<'a>(&self, words: &[&'a str], confirm: &'a str) -> Vec<&'a str> {
        let mut all = words.to_vec();
        all.extend(["-n", self.namespace, "-r", self.name, "--confirm", confirm]);
        all.extend(self.options);
        all
    }

    pub fn run(&self, tool: &Tool, words: &[&str]) -> Run {
        let confirm = format!("{}/{}", self.namespace, self.name);
        tool.run(&self.words(words, &confirm))
    }

    fn annotation() -> &'static str {
        "jsonpath={.metadata.annotations.redis-ops/offline-restore}{\"\\n\"}"
    }

    pub fn record(&self) -> String {
        let output =
            command(&["get", "statefulset", "-n", self.namespace, self.set, "-o", Self::annotation()]).output();
        String::from_utf8_lossy(&output.expect("kubectl can be started").stdout).trim().to_owned()
    }

    /// Kills a run as soon as its record names this step.
    pub fn kill_in(&self, tool: &Tool, words: &[&str], step: &str, direction: &str) {
        let confirm = format!("{}/{}", self.namespace, self.name);
        let mut watch =
            command(&["get", "statefulset", "-n", self.namespace, self.set, "-w", "-o", Self::annotation()]);
        let mut watch = watch.stdout(Stdio::piped()).spawn().expect("kubectl can be started");
        let (sender, records) = mpsc::channel();
        let lines = BufReader::new(watch.stdout.take().expect("piped")).lines();
        let reader = std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut running = tool.start(&self.words(words, &confirm));
        let started = Instant::now();
        let wanted = [format!("\"step\":\"{step}\""), format!("\"direction\":\"{direction}\"")];
        let mut last = String::new();
        while !running.has_ended() && !wanted.iter().all(|one| last.contains(one)) {
            assert!(started.elapsed() < Duration::from_secs(180), "it never comes to {step}: {last}");
            last = records.recv_timeout(Duration::from_millis(50)).unwrap_or(last);
        }
        watch.kill().and_then(|()| watch.wait()).expect("a child of ours");
        let _ = reader.join();
        assert!(!running.has_ended(), "{step} was over before it was seen\n{}", running.wait());
        running.signal("KILL");
        assert_eq!(running.wait().code, 137);
    }
}

/// Every step in which a run can be killed; `exhaustive.rs` does so in each.
pub const STEPS: [&str; 6] = ["stopping", "writing", "moving", "naming", "starting", "following"];

fn killed_gone_on_with_and_undone(instance: &Instance, [first, second]: [&str; 2]) {
    let tool = tool();
    let (_held, _namespace, set) = instance.deploy(&tool);
    let words = ["restore-rdb", &set, "--engine", "offline"];
    instance.spoil();
    instance.kill_in(&tool, &words, first, "restore");
    instance.run(&tool, &words).expect(0);
    assert!(instance.is_good(), "killed in {first}: {}", instance.redis("info keyspace"));
    instance.spoil();
    instance.kill_in(&tool, &words, second, "restore");
    instance.run(&tool, &["restore-rdb", "--undo"]).expect(0);
    assert_eq!((instance.redis("get spoiled").as_str(), instance.record().as_str()), ("yes", ""), "killed in {second}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn an_offline_restore_of_the_sb_chart_is_killed_gone_on_with_and_undone() {
    killed_gone_on_with_and_undone(&SB_CHART, ["moving", "starting"]);
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn an_offline_restore_of_bitnami_is_killed_gone_on_with_and_undone() {
    killed_gone_on_with_and_undone(&BITNAMI, ["writing", "naming"]);
}
