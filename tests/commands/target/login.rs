//! Where the password comes from, which one wins, what happens without, and that it is shown nowhere.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::fs;

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

/// A file with a password below the tool's folder.
fn password_file(tool: &Tool, password: &str) -> String {
    let path = tool.folder().join("password");
    fs::write(&path, format!("{password}\n")).unwrap();
    path.display().to_string()
}

fn password(server: &Server) -> String {
    server.password().unwrap()
}

#[track_caller]
fn assert_says(run: &Run, words: &[&str]) {
    words.iter().for_each(|word| assert!(run.everything().contains(word), "{word} is not said\n{run}"));
}

#[test]
fn the_password_is_found_where_the_deployment_keeps_it() {
    let sandbox = Sandbox::everything();
    let tool = Tool::on(&sandbox);
    // A Secret by secretKeyRef with quotes in it, a Secret by a mounted file, none at all, a bare pod.
    for (namespace, release) in [("apps", "cache"), ("redis", "redis-shared"), ("data", "redis"), ("tutorial", "redis")]
    {
        tool.run(&["ping", "-n", namespace, "-r", release]).expect(0);
    }
    let pod = "
apiVersion: v1
kind: Pod
metadata: {name: literal, namespace: lab}
spec:
  containers:
  - name: redis
    image: redis:7.0
    env: [{name: REDIS_PASSWORD, value: in-the-clear}]
";
    sandbox.add(pod);
    assert_eq!(sandbox.pod("lab", "literal").password().as_deref(), Some("in-the-clear"));
    let run = tool.run(&["ping", "-n", "lab", "-vv"]);
    run.expect(0);
    assert!(!run.everything().contains("in-the-clear"), "{run}");
}

#[test]
fn no_password_is_shown_anywhere() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let log = tool.folder().join("log");
    let secret = password(&sandbox.pod("apps", "cache-redis-0"));
    let encoded = sandbox.get("secrets", "apps", "cache-redis").unwrap()["data"]["redis-password"].clone();
    let file = password_file(&tool, "wrong-but-secret");
    for command in [&["health"][..], &["list"], &["info"], &["ping"], &["ping", "--redis-password-file", &file]] {
        for format in ["table", "json"] {
            let further = ["-vv", "-o", format, "--log-file", &log.display().to_string()];
            let run = tool.run(&[command, &further].concat());
            assert!(run.stderr.contains("kubernetes list pods"), "-vv shows the calls\n{run}");
            for hidden in [secret.as_str(), encoded.as_str().unwrap(), "wrong-but-secret", sandbox.token()] {
                assert!(!run.everything().contains(hidden), "{hidden} is shown\n{run}");
            }
        }
    }
    let logged = fs::read_to_string(log).unwrap();
    assert!(logged.contains("AUTH") && logged.contains("INFO"), "{logged}");
    for hidden in [secret.as_str(), encoded.as_str().unwrap(), "wrong-but-secret", sandbox.token()] {
        assert!(!logged.contains(hidden), "{hidden} is logged\n{logged}");
    }
}

#[test]
fn a_server_without_a_password_is_asked_without_one() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let run = Tool::on(&sandbox).env("REDISCLI_AUTH", "of-another-server").run(&["ping"]);
    run.expect(0);
    assert!(!run.everything().contains("of-another-server"), "{run}");
}

#[test]
fn a_file_wins_over_the_environment_and_both_over_the_specification() {
    let sandbox = cache();
    let right = password(&sandbox.pod("apps", "cache-redis-0"));
    let wrong = Tool::on(&sandbox).env("REDISCLI_AUTH", "wrong");
    let run = wrong.run(&["ping"]);
    run.expect(3);
    assert_says(&run, &["refuses the password", "it was taken from REDISCLI_AUTH"]);
    let file = password_file(&wrong, &right);
    wrong.run(&["ping", "--redis-password-file", &file]).expect(0);

    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", &right);
    tool.run(&["ping"]).expect(0);
    let file = password_file(&tool, "wrong");
    let run = tool.run(&["ping", "--redis-password-file", &file]);
    run.expect(3);
    assert_says(&run, &["refuses the password", "it was taken from --redis-password-file"]);
    // With a password given nobody needs to see Secrets.
    sandbox.deny("get", "secrets");
    sandbox.clear_requests();
    tool.run(&["ping"]).expect(0);
    assert!(!sandbox.requests().iter().any(|(_, path)| path.contains("secrets")));
    let run = tool.run(&["ping", "--redis-password-file", "/does/not/exist"]);
    run.expect(64);
    assert_says(&run, &["/does/not/exist"]);
}

#[test]
fn a_secret_that_is_named_wins_over_the_environment() {
    let sandbox = cache();
    let right = password(&sandbox.pod("apps", "cache-redis-0"));
    let secret = |name: &str, key: &str, value: &str| {
        let data = serde_json::json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": "apps"},
            "type": "Opaque", "stringData": {key: value},
        });
        sandbox.add(&data.to_string());
    };
    secret("right", "redis-password", &right);
    secret("odd", "auth", &right);
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "wrong");
    tool.run(&["ping", "--redis-password-secret", "right"]).expect(0);
    tool.run(&["ping", "--redis-password-secret", "odd/auth"]).expect(0);
    let run = tool.run(&["ping", "--redis-password-secret", "odd"]);
    run.expect(3);
    assert_says(&run, &["wants a password", "odd", "no key redis-password", "its keys: auth"]);
    let run = tool.run(&["ping", "--redis-password-secret", "none"]);
    run.expect(3);
    assert_says(&run, &["wants a password", "\"none\" not found"]);
    tool.run(&["ping", "--redis-password-secret", "odd", "--redis-password-file", "x"]).expect(64);
}

#[test]
fn a_secret_that_may_not_be_read_is_named_with_the_missing_right() {
    let sandbox = cache();
    sandbox.deny_in("apps", "get", "secrets");
    let run = Tool::on(&sandbox).run(&["health", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["no-primary", "unreachable", "unreachable", "unreachable"], "{run}");
    assert_says(&run, &["wants a password", "Secret cache-redis, key redis-password", "is forbidden"]);
    let hint = run.finding("unreachable")["hint"].to_string();
    assert!(hint.contains("can-i get secrets -n apps") && hint.contains("REDISCLI_AUTH"), "{run}");
}

#[test]
fn users_of_redis_log_in_with_their_own_name() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    for (user, rules) in [
        ("watcher", &["on", ">watchword", "+info", "+ping", "+config|get"][..]),
        ("narrow", &["on", ">watchword", "+info", "+ping"]),
        ("blind", &["on", ">watchword", "+ping"]),
        ("open", &["on", "nopass", "+info", "+ping"]),
    ] {
        server.cli(&[&["ACL", "SETUSER", user], rules].concat());
    }
    server.cli(&["ACL", "SETUSER", "default", "off"]);
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "watchword");
    // Without CONFIG it cannot be told whether a restart loses all.
    let run = tool.run(&["health", "--redis-user", "narrow"]);
    run.expect(3);
    assert!(run.stdout.contains("persistence-off") && run.stdout.contains("+config|get"), "{run}");
    tool.run(&["health", "--redis-user", "watcher"]).expect(0);
    let url = format!("redis://watcher@{}", server.address());
    Tool::alone().env("REDISCLI_AUTH", "watchword").run(&["ping", "--url", &url]).expect(0);
    let run = tool.run(&["ping", "--redis-user", "blind"]);
    run.expect(3);
    assert_says(&run, &["NOPERM", "+info"]);
    let run = tool.run(&["ping", "--redis-user", "nobody"]);
    run.expect(3);
    assert_says(&run, &["refuses the password of user nobody"]);
    // A user without a password is still not the default user.
    Tool::on(&sandbox).run(&["ping", "--redis-user", "open"]).expect(0);
    let run = Tool::on(&sandbox).run(&["ping"]);
    run.expect(3);
    assert_says(&run, &["wants a password"]);
}
