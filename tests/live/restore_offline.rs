//! `restore-rdb --engine offline` with a real kubelet: pods that end, volumes, helper pods, a server's own user.

use super::{command, kubeconfig, kubectl, redis_cli, redis_cli_in};
use crate::harness::{Run, Tool};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;
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
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/deployments");
        let text = std::fs::read_to_string(folder.join(self.file)).expect("a deployment");
        let (from, to) = (self.from, self.namespace);
        let text = text
            .replace(&format!("namespace: {from},"), &format!("namespace: {to},"))
            .replace(&format!("namespace: {from}}}"), &format!("namespace: {to}}}"))
            .replace(&format!("namespace: {from}\n"), &format!("namespace: {to}\n"))
            .replace(
                &format!("kind: Namespace\nmetadata: {{name: {from}}}"),
                &format!("kind: Namespace\nmetadata: {{name: {to}}}"),
            )
            .replace(&format!(".{from}.svc"), &format!(".{to}.svc"));
        // Thirty starts of every server: nobody waits for more than a second until the kubelet asks again.
        let text: Vec<String> = text.lines().map(impatient).collect();
        let text = text.join("\n");
        let path = std::env::temp_dir().join(format!("{to}.yaml"));
        std::fs::write(&path, text).expect("a file");
        kubectl(&["apply", "-f", &path.display().to_string()]);
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

    fn annotation() -> &'static str {
        "jsonpath={.metadata.annotations.redis-ops/offline-restore}{\"\\n\"}"
    }

    fn record(&self) -> String {
        let output =
            command(&["get", "statefulset", "-n", self.namespace, self.set, "-o", Self::annotation()]).output();
        String::from_utf8_lossy(&output.expect("kubectl can be started").stdout).trim().to_owned()
    }

    /// Kills a run as soon as its record names this step.
    fn kill_in(&self, tool: &Tool, words: &[&str], step: &str, direction: &str) {
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

/// A line of a deployment, whose probes ask every second.
fn impatient(line: &str) -> String {
    if !line.contains("readinessProbe:") && !line.contains("startupProbe:") {
        return line.to_owned();
    }
    let mut line = line.to_owned();
    for (name, longer) in [("initialDelaySeconds", ["2", "5"]), ("periodSeconds", ["2", "5"])] {
        for seconds in longer {
            line = line.replace(&format!("{name}: {seconds},"), &format!("{name}: 1,"));
        }
    }
    line
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
