//! `restore-rdb --engine offline` with a real kubelet: pods that end, volumes, helper pods, a server's own user.

use super::{apply, command, deployment_in, kubeconfig, kubectl, redis_cli, redis_cli_in};
use crate::harness::{Run, Tool};
use std::time::{Duration, Instant};

/// A deployment in a namespace of its own.
struct Instance {
    file: &'static str,
    from: &'static str,
    namespace: &'static str,
    name: &'static str,
    set: &'static str,
    pod: &'static str,
    options: &'static [&'static str],
    password: bool,
}

const SB_CHART: Instance = Instance {
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
const BITNAMI: Instance = Instance {
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
    fn deploy(&self) {
        apply(&deployment_in(self.file, (self.from, self.namespace)));
        self.ready();
    }

    fn ready(&self) {
        kubectl(&[
            "rollout",
            "status",
            "-n",
            self.namespace,
            &format!("statefulset/{}", self.set),
            "--timeout",
            "300s",
        ]);
    }

    fn redis(&self, words: &str) -> String {
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

    fn spoil(&self) {
        self.redis(
            "eval \"for i=1,4000 do redis.call('unlink','k:'..i) end return redis.call('set','spoiled','yes')\" 0",
        );
    }

    fn is_good(&self) -> bool {
        self.redis("dbsize") == "5000" && self.redis("get k:77").len() == 77 && self.redis("-n 3 get other") == "there"
    }

    fn words<'a>(&self, words: &[&'a str], confirm: &'a str) -> Vec<&'a str> {
        let mut all = words.to_vec();
        all.extend(["-n", self.namespace, "-r", self.name, "--confirm", confirm]);
        all.extend(self.options);
        all
    }

    fn run(&self, tool: &Tool, words: &[&str]) -> Run {
        let confirm = format!("{}/{}", self.namespace, self.name);
        tool.run(&self.words(words, &confirm))
    }

    fn record(&self) -> String {
        let path = "jsonpath={.metadata.annotations.redis-ops/offline-restore}";
        let output = command(&["get", "statefulset", "-n", self.namespace, self.set, "-o", path]).output();
        String::from_utf8_lossy(&output.expect("kubectl can be started").stdout).into_owned()
    }

    /// Kills a run as soon as its record names this step.
    fn kill_in(&self, tool: &Tool, words: &[&str], step: &str, direction: &str) {
        let confirm = format!("{}/{}", self.namespace, self.name);
        let mut running = tool.start(&self.words(words, &confirm));
        let started = Instant::now();
        let wanted = [format!("\"step\":\"{step}\""), format!("\"direction\":\"{direction}\"")];
        loop {
            let record = self.record();
            if running.has_ended() || wanted.iter().all(|one| record.contains(one)) {
                break;
            }
            assert!(started.elapsed() < Duration::from_secs(180), "it never comes to {step}: {record}");
        }
        assert!(!running.has_ended(), "{step} was over before it was seen\n{}", running.wait());
        running.signal("KILL");
        assert_eq!(running.wait().code, 137);
    }
}

const STEPS: [&str; 6] = ["stopping", "writing", "moving", "naming", "starting", "following"];

fn killed_in_each_step(instance: &Instance) {
    let tool = Tool::alone().env("KUBECONFIG", kubeconfig());
    instance.deploy();
    instance.fill();
    let backup = tool.run(&["backup-rdb", "-n", instance.namespace, "-r", instance.name, "--to", "good"]);
    let set = backup.expect(0).last_line().to_owned();
    let words = ["restore-rdb", &set, "--engine", "offline"];
    for step in STEPS {
        instance.spoil();
        instance.kill_in(&tool, &words, step, "restore");
        let run = instance.run(&tool, &words);
        run.expect(0);
        assert!(instance.is_good(), "killed in {step}: {}", instance.redis("info keyspace"));
    }
    instance.spoil();
    for step in STEPS {
        instance.kill_in(&tool, &words, step, "restore");
        let run = instance.run(&tool, &["restore-rdb", "--undo"]);
        run.expect(0);
        assert_eq!(instance.redis("get spoiled"), "yes", "killed in {step}");
        assert_eq!(instance.record(), "", "killed in {step}");
    }
    instance.run(&tool, &words).expect(0);
    assert!(instance.is_good());
    // What was restored outlives another start.
    kubectl(&["delete", "pod", "-n", instance.namespace, instance.pod]);
    instance.ready();
    assert!(instance.is_good());
    instance.run(&tool, &["restore-rdb", "--undo"]).expect(0);
    assert_eq!(instance.redis("get spoiled"), "yes");
    kubectl(&["delete", "namespace", instance.namespace, "--wait=false"]);
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn an_offline_restore_of_the_sb_chart_killed_in_each_step() {
    killed_in_each_step(&SB_CHART);
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn an_offline_restore_of_bitnami_killed_in_each_step() {
    killed_in_each_step(&BITNAMI);
}
