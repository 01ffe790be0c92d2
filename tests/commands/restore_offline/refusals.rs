//! What is refused, and that nothing is changed then.

use super::{BITNAMI, SB_CHART, prepared};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Method, Sandbox};

/// Every request that could change something: reviews, leases and exec aside.
fn changes(sandbox: &Sandbox) -> Vec<String> {
    let harmless = |path: &str| path.contains("selfsubject") || path.contains("/leases");
    let requests = sandbox.requests();
    let changing = requests.iter().filter(|(method, path)| *method != Method::GET && !harmless(path));
    changing.map(|(method, path)| format!("{method} {path}")).collect()
}

#[test]
fn what_cannot_be_stopped_is_refused_with_the_other_engine_named() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::BarePod)
        .deployment(Deployment::K3s)
        .deployment(Deployment::RedisCluster)
        .start();
    let tool = Tool::on(&sandbox);
    std::fs::write(tool.folder().join("empty.rdb"), b"REDIS0009\xff\0\0\0\0\0\0\0\0").expect("a file");
    for (namespace, name, words) in [
        ("tutorial", "redis", "without a controller"),
        ("redis-server", "redis", "only StatefulSets"),
        ("default", "redis-cluster", "Redis Cluster"),
    ] {
        sandbox.clear_requests();
        let confirm = format!("{namespace}/{name}");
        let run =
            tool.run(&["restore-rdb", "empty.rdb", "--engine", "offline", "-n", namespace, "--confirm", &confirm]);
        assert!(run.expect(4).stderr.contains(words) && run.stderr.contains("--engine live"), "{run}");
        assert_eq!(changes(&sandbox), Vec::<String>::new());
    }
}

#[test]
fn operators_are_left_alone() {
    let sandbox = Sandbox::builder().deployment(Deployment::Spotahome).deployment(Deployment::OtReplication).start();
    let tool = Tool::on(&sandbox);
    std::fs::write(tool.folder().join("empty.rdb"), b"REDIS0009\xff\0\0\0\0\0\0\0\0").expect("a file");
    for (namespace, release, words) in
        [("redis-system", "redis-cluster", "Spotahome"), ("ot", "store", "OT-CONTAINER-KIT")]
    {
        let confirm = format!("{namespace}/{release}");
        let run = tool.run(&[
            "restore-rdb",
            "empty.rdb",
            "--engine",
            "offline",
            "-n",
            namespace,
            "-r",
            release,
            "--confirm",
            &confirm,
        ]);
        assert!(run.expect(4).stderr.contains(words) && run.stderr.contains("--engine live"), "{run}");
    }
}

#[test]
fn what_would_undo_it_is_named_with_how_to_pause_it() {
    let (sandbox, tool, set, _) = prepared(Deployment::BitnamiStandalone, &BITNAMI);
    sandbox.clear_requests();
    let plain = ["restore-rdb", &set, "--engine", "offline", "-n", "data", "-r", "redis", "--confirm", "data/redis"];
    let run = tool.run(&plain);
    assert!(
        run.expect(4).stderr.contains("Argo CD") && run.stderr.contains("argocd app set redis --sync-policy none"),
        "{run}"
    );
    assert!(run.stderr.contains("--force"), "{run}");
    let dry = ["restore-rdb", &set, "--engine", "offline", "-n", "data", "-r", "redis", "--dry-run", "-o", "json"];
    assert_eq!(tool.run(&dry).expect(4).finding_ids(), ["restore-refused"]);
    let application = |heals: bool| {
        format!(
            "{{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {{name: redis, namespace: argocd}},
               spec: {{syncPolicy: {{automated: {{selfHeal: {heals}}}}}}}}}"
        )
    };
    sandbox.add(&application(true));
    tool.run(&dry).expect(4);
    sandbox.edit("applications", "argocd", "redis", |application| {
        application["spec"]["syncPolicy"]["automated"]["selfHeal"] = false.into();
    });
    tool.run(&dry).expect(0);
    sandbox.add(
        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h, namespace: data},
          spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {kind: StatefulSet, name: redis-master}}}",
    );
    let run = tool.run(&plain);
    assert!(run.expect(4).stderr.contains("HorizontalPodAutoscaler h"), "{run}");
    sandbox.edit("statefulsets", "data", "redis-master", |set| {
        set["spec"]["persistentVolumeClaimRetentionPolicy"] = serde_json::json!({"whenScaled": "Delete"});
    });
    let run = BITNAMI.restore(&tool, &set);
    assert!(run.expect(4).stderr.contains("whenScaled is Delete"), "--force does not help\n{run}");
    assert_eq!(changes(&sandbox), Vec::<String>::new());
}

#[test]
fn without_the_right_name_or_a_right_nothing_happens() {
    let (sandbox, tool, set, _) = prepared(Deployment::SbChart, &SB_CHART);
    sandbox.clear_requests();
    let restore = |more: &[&str]| {
        let mut words = vec!["restore-rdb", &set, "--engine", "offline", "-n", "apps", "-r", "cache"];
        words.extend(more);
        tool.run(&words)
    };
    let run = restore(&["--yes"]);
    assert!(run.expect(4).stderr.contains("--confirm apps/cache"), "{run}");
    restore(&["--confirm", "apps/other"]).expect(4);
    let run = restore(&["--dry-run", "-o", "json"]);
    let json = run.expect(0).json();
    let ids: Vec<&str> =
        json["data"]["plan"]["steps"].as_array().into_iter().flatten().filter_map(|step| step["id"].as_str()).collect();
    assert_eq!(
        ids,
        ["safety-backup", "scale-down", "write", "set-aside", "put-in-place", "start", "scale-up"],
        "{run}"
    );
    for (verb, resource) in [("create", "pods"), ("patch", "statefulsets"), ("get", "pods/exec")] {
        sandbox.allow_all();
        sandbox.deny(verb, resource);
        let run = restore(&["--confirm", "apps/cache"]);
        assert!(run.expect(4).stderr.contains(&format!("{verb} {resource}")), "{run}");
    }
    sandbox.allow_all();
    assert_eq!(changes(&sandbox), Vec::<String>::new());
    let manifest = tool.folder().join(&set).join("manifest.json");
    let whole = std::fs::read(&manifest).expect("a manifest");
    let mut other: serde_json::Value = serde_json::from_slice(&whole).expect("JSON");
    other["shards"][0]["artefacts"][0]["census"]["keys"] = 7.into();
    std::fs::write(&manifest, other.to_string()).expect("a file");
    let run = restore(&["--confirm", "apps/cache"]);
    assert!(run.expect(7).stderr.contains("keys, and the manifest says 7"), "{run}");
    assert_eq!(changes(&sandbox), Vec::<String>::new());
    std::fs::write(&manifest, whole).expect("a file");
    let damaged = tool.folder().join("damaged.rdb");
    let mut bytes = std::fs::read(tool.folder().join(&set).join("dump.rdb")).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(damaged, bytes).expect("a file");
    let run = tool.run(&[
        "restore-rdb",
        "damaged.rdb",
        "--engine",
        "offline",
        "-n",
        "apps",
        "-r",
        "cache",
        "--confirm",
        "apps/cache",
    ]);
    run.expect(7);
    assert_eq!(changes(&sandbox), Vec::<String>::new());
}

#[test]
fn a_file_that_is_newer_than_the_server_is_refused() {
    let (sandbox, tool, _, _) = prepared(Deployment::SbChart, &SB_CHART);
    std::fs::write(tool.folder().join("new.rdb"), b"REDIS0012\xff\0\0\0\0\0\0\0\0").expect("a file");
    sandbox.clear_requests();
    let version = SB_CHART.primary(&sandbox).info("redis_version");
    if !version.starts_with("7.0") && !version.starts_with("7.2") {
        return;
    }
    let run = tool.run(&[
        "restore-rdb",
        "new.rdb",
        "--engine",
        "offline",
        "-n",
        "apps",
        "-r",
        "cache",
        "--confirm",
        "apps/cache",
    ]);
    assert!(run.expect(4).stderr.contains("cannot load the file"), "{run}");
    assert_eq!(changes(&sandbox), Vec::<String>::new());
}
