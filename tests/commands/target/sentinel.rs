//! The way in by a Secret that says where Sentinel is, and what is left of it where rights are missing.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};

const ENTRY: [&str; 4] = ["-n", "orders", "--sentinel-secret", "redis-sentinel"];

fn start() -> Sandbox {
    Sandbox::builder().deployment(Deployment::Spotahome).start()
}

fn run(sandbox: &Sandbox, command: &[&str], further: &[&str]) -> Run {
    Tool::on(sandbox).run(&[command, &ENTRY, further].concat())
}

#[track_caller]
fn says(run: &Run, words: &[&str]) {
    words.iter().for_each(|word| assert!(run.stderr.contains(word), "{word:?} is not said\n{run}"));
}

#[test]
fn a_secret_leads_to_the_instance_in_another_namespace_before_and_after_a_failover() {
    let sandbox = start();
    // another Redis of that namespace, which comes first by its name
    sandbox.add("{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: redis-system}, spec: {containers: [{name: redis, image: 'redis:7'}]}}");
    for pod in ["rfr-redis-cluster-0", ""] {
        let ping = run(&sandbox, &["ping"], &[]);
        ping.expect(0);
        let primary = if pod.is_empty() {
            sandbox.fail_over("redis-system", "mymaster")
        } else {
            sandbox.pod("redis-system", pod)
        };
        let role = run(&sandbox, &["role"], &["--role", "primary", "-o", "json"]);
        role.expect(0);
        assert_eq!(role.json()["data"]["members"][0]["member"], primary.pod(), "{role}");
        says(&role, &[&format!("sentinel: mymaster is {}, pod {}", primary.address(), primary.pod())]);
        let target = &role.json()["target"];
        assert_eq!((&target["namespace"], &target["instance"]), (&"redis-system".into(), &"redis-cluster".into()));
    }
    let backup = run(&sandbox, &["backup-rdb"], &[]);
    backup.expect(0);
    assert!(backup.last_line().contains("redis-system.redis-cluster"), "{backup}");
    // Nothing else of that namespace is asked for, and no password.
    sandbox.clear_requests();
    run(&sandbox, &["ping"], &[]).expect(0);
    let seen: Vec<String> =
        sandbox.requests().iter().map(|(_, path)| path.clone()).filter(|path| !path.contains("portforward")).collect();
    assert_eq!(
        seen,
        [
            "/api/v1/namespaces/orders/secrets/redis-sentinel",
            "/api/v1/namespaces/redis-system/pods?",
            "/api/v1/namespaces/redis-system/services/rfs-redis-cluster",
        ],
        "{seen:?}"
    );
}

#[test]
fn several_names_are_refused_with_what_to_type_and_a_name_counts_by_its_letters() {
    let sandbox = start();
    let other = sandbox.pod("redis-system", "rfr-redis-cluster-0").address().ip().to_string();
    for sentinel in sandbox.sentinels("redis-system") {
        sentinel.cli(&["SENTINEL", "MONITOR", "second one", &other, "6379", "2"]);
    }
    let refused = run(&sandbox, &["ping"], &[]);
    refused.expect(4);
    says(&refused, &["Sentinel watches 2 primaries: mymaster, second one"]);
    says(&refused, &["hint: redis-ops ping -n orders --sentinel-secret redis-sentinel --master-name 'second one'"]);
    run(&sandbox, &["ping"], &["--master-name", "mymaster"]).expect(0);
    let wrong = run(&sandbox, &["ping"], &["--master-name", "myMaster"]);
    wrong.expect(4);
    says(&wrong, &["no Sentinel knows the name myMaster", "they know: mymaster, second one", "--master-name mymaster"]);
    // without a Secret, too
    let tool = Tool::on(&sandbox);
    tool.run(&["health", "-n", "redis-system", "--master-name", "Mymaster"]).expect(4);
    tool.run(&["health", "-n", "redis-system", "--master-name", "mymaster"]).expect(0);
}

#[test]
fn a_missing_right_is_named_with_what_can_still_be_done() {
    let sandbox = start();
    sandbox.deny_in("orders", "get", "secrets");
    let refused = run(&sandbox, &["ping"], &[]);
    refused.expect(3);
    says(
        &refused,
        &["Secret orders/redis-sentinel", "kubectl auth can-i get secrets -n orders", "-n NAMESPACE -r NAME", "--url"],
    );
    sandbox.allow_all();

    sandbox.deny_in("redis-system", "list", "pods");
    let refused = run(&sandbox, &["ping"], &[]);
    refused.expect(3);
    says(&refused, &["rfs-redis-cluster", "kubectl auth can-i list pods -n redis-system", "--url redis://HOST"]);
    sandbox.allow_all();

    // The Sentinels of the namespace are all of one workload: those are meant.
    sandbox.deny_in("redis-system", "get", "services");
    let warned = run(&sandbox, &["ping"], &[]);
    warned.expect(0);
    says(
        &warned,
        &["cannot get services in namespace redis-system", "are taken for those of Service rfs-redis-cluster"],
    );
    sandbox.allow_all();

    // Nobody can be asked; what Kubernetes shows still says which instance it is, and each member says why it is silent.
    sandbox.deny_in("redis-system", "get", "pods/portforward");
    let unknown = run(&sandbox, &["health"], &["-o", "json"]);
    unknown.expect(3);
    assert_eq!(unknown.json()["target"]["instance"], "redis-cluster", "{unknown}");
    assert!(unknown.finding_ids().contains(&"sentinel-unreachable".to_owned()), "{unknown}");
    assert!(
        unknown.stdout.contains("kubectl auth can-i get pods --subresource=portforward -n redis-system"),
        "{unknown}"
    );
}

#[test]
fn a_password_comes_from_the_users_own_namespace_or_file() {
    let sandbox = start();
    let password = "only the team knows";
    for server in sandbox.servers() {
        server.config_set("masterauth", password);
        server.config_set("requirepass", password);
        server.use_password(Some(password));
    }
    let secret = "
apiVersion: v1
kind: Secret
metadata: {name: redis-login, namespace: orders}
stringData: {password: only the team knows}
";
    sandbox.add(secret);
    run(&sandbox, &["ping"], &[]).expect(3);
    run(&sandbox, &["ping"], &["--redis-password-secret", "redis-login/password"]).expect(0);
    let tool = Tool::on(&sandbox);
    let file = tool.folder().join("password");
    std::fs::write(&file, password).unwrap();
    let file = file.display().to_string();
    // The Sentinels have none, and take none amiss.
    tool.run(&[&["inspect"], &ENTRY[..], &["--redis-password-file", &file]].concat()).expect(0);
}

#[test]
fn a_secret_that_leads_nowhere_says_where_it_led() {
    let sandbox = start();
    let lead_to = |host: &str| {
        let secret = "
apiVersion: v1
kind: Secret
metadata: {name: elsewhere, namespace: orders}
stringData: {REDIS_SENTINEL_HOST: HOST, REDIS_SENTINEL_PORT: \"26379\"}
";
        if sandbox.get("secrets", "orders", "elsewhere").is_some() {
            sandbox.remove("secrets", "orders", "elsewhere");
        }
        sandbox.add(&secret.replace("HOST", "@").replace("REDIS_SENTINEL_@", "REDIS_SENTINEL_HOST").replace('@', host));
        let run = Tool::on(&sandbox).run(&["ping", "-n", "orders", "--sentinel-secret", "elsewhere"]);
        run.expect(3);
        run
    };
    says(&lead_to("rfs-gone.redis-system"), &["there is no Service redis-system/rfs-gone"]);
    says(&lead_to("10.20.30.40"), &["'10.20.30.40' is not the name of a Service", "--url"]);
    says(
        &lead_to("rfrm-redis-cluster.redis-system.svc"),
        &["no Sentinel runs behind Service redis-system/rfrm-redis-cluster"],
    );
    let run = Tool::on(&sandbox).run(&["ping", "-n", "orders", "--sentinel-secret", "none"]);
    run.expect(3);
    says(&run, &["Secret orders/none", "not found"]);
    for conflict in [["-A"].as_slice(), &["-l", "a=b"], &["--url", "redis://127.0.0.1"]] {
        Tool::on(&sandbox).run(&[&["ping", "--sentinel-secret", "none"], conflict].concat()).expect(64);
    }
    // Sentinel itself leads nowhere.
    for sentinel in sandbox.sentinels("redis-system") {
        sentinel.cli(&["SENTINEL", "REMOVE", "mymaster"]);
        sentinel.cli(&["SENTINEL", "MONITOR", "mymaster", "127.9.9.9", "6379", "2"]);
    }
    let lost = self::run(&sandbox, &["ping"], &[]);
    lost.expect(3);
    says(&lost, &["Sentinel names 127.9.9.9:6379 as primary, which is no pod of namespace redis-system"]);
}

#[test]
fn names_of_pods_lead_to_pods_and_sentinels_own_password_is_found() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiSentinel).start();
    let secret = "
apiVersion: v1
kind: Secret
metadata: {name: session-sentinel, namespace: web}
stringData: {REDIS_SENTINEL_HOST: session-redis, REDIS_SENTINEL_PORT: \"26379\"}
";
    sandbox.add(secret);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["role", "-n", "web", "--sentinel-secret", "session-sentinel", "-o", "json"]);
    run.expect(0);
    says(&run, &["session-redis-node-0.session-redis-headless.web.svc.cluster.local:6379, pod session-redis-node-0"]);
    assert_eq!(run.json()["data"]["members"].as_array().unwrap().len(), 3, "{run}");
    // Without the right to read the password neither Redis nor Sentinel answers, and both say why.
    sandbox.deny("get", "secrets");
    let run = tool.run(&["health", "-n", "web", "-o", "json"]);
    run.expect(3);
    let findings = run.json()["findings"].to_string();
    assert!(findings.contains("ask the Sentinel in pod web/session-redis-node-1"), "{run}");
    assert!(findings.contains("kubectl auth can-i get secrets -n web"), "{run}");
    let file = tool.folder().join("password");
    std::fs::write(&file, sandbox.pod("web", "session-redis-node-0").password().unwrap()).unwrap();
    tool.run(&["health", "-n", "web", "--redis-password-file", &file.display().to_string()]).expect(0);
}
