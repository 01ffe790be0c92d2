//! `rotate-password`: old and new side by side, on every kind of instance, and however the run ends.

use crate::harness::plain::Plain;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Connection, Deployment, Reply, Sandbox, Server};
use serde_json::json;
use std::fs;
use std::time::Duration;

const CACHE: [&str; 6] = ["rotate-password", "-n", "apps", "-r", "cache", "--yes"];

/// Whether a password gets in.
fn gets_in(server: &Server, password: &str) -> bool {
    let mut connection = Connection::open(server.address(), Duration::from_secs(20)).unwrap();
    !matches!(connection.call(&["AUTH", password]).unwrap(), Reply::Error(_))
}

/// Which of old and new get in at every server.
fn accepted(servers: &[Server], old: &str, new: &str) -> Vec<(bool, bool)> {
    let mut all: Vec<(bool, bool)> =
        servers.iter().map(|server| (gets_in(server, old), gets_in(server, new))).collect();
    all.dedup();
    all
}

fn shows_none(run: &Run, passwords: &[&str]) {
    for password in passwords {
        assert!(!run.everything().contains(password), "a password is shown\n{run}");
    }
}

/// Replicas connect anew, and so log in anew.
fn links_come_up_again(servers: &[Server]) {
    for server in servers {
        server.cli(&["CLIENT", "KILL", "TYPE", "replica"]);
        server.cli(&["CLIENT", "KILL", "TYPE", "master"]);
    }
    for replica in servers.iter().filter(|server| server.info("role") == "slave") {
        until("the replica has its primary again", || replica.info("master_link_status") == "up");
    }
}

/// What it said, without the folds of the lines.
fn in_one_line(run: &Run) -> String {
    run.everything().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn use_password(servers: &[Server], password: &str) {
    servers.iter().for_each(|server| server.use_password(Some(password)));
}

fn of_cache(sandbox: &Sandbox) -> Vec<Server> {
    (0..3).map(|ordinal| sandbox.pod("apps", &format!("cache-redis-{ordinal}"))).collect()
}

#[test]
fn servers_the_secret_and_replicas_change_over_and_the_old_one_goes_last() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, servers) = (Tool::on(&sandbox), of_cache(&sandbox));
    let secret = |key: &str| sandbox.secret("apps", "cache-redis", key);
    let old = servers[0].password().unwrap();
    let run = tool.run(&["rotate-password", "-n", "apps", "-r", "cache", "--dry-run"]);
    assert!(run.expect(0).stdout.contains("CONFIG SET masterauth"), "{run}");
    tool.run(&["rotate-password", "-n", "apps", "-r", "cache"]).expect(4);
    assert_eq!((secret("redis-password"), secret("redis-password.next")), (Some(old.clone()), None));

    let run = tool.run(&[&CACHE[..], &["-vv"]].concat());
    let new = secret("redis-password").unwrap();
    assert!(run.expect(0).stdout.contains("the old one is still good") && new != old && new.len() == 40, "{run}");
    shows_none(&run, &[&old, &new]);
    let restart = "redis-ops restart -n apps -r cache";
    let named = "in the environment of cache-redis-0, cache-redis-1, cache-redis-2:";
    assert!(in_one_line(&run).contains(restart) && in_one_line(&run).contains(named), "{run}");
    assert_eq!(secret("redis-password.previous"), Some(old.clone()));
    assert_eq!(accepted(&servers, &old, &new), [(true, true)]);
    for server in &servers {
        assert!(server.cli(&["CONFIG", "GET", "masterauth"]).ends_with(&new));
    }
    links_come_up_again(&servers);

    // A container that starts again from its old configuration file is told the new one by the same command.
    servers[2].restart();
    assert_eq!((gets_in(&servers[2], &old), gets_in(&servers[2], &new)), (true, false));
    assert!(tool.run(&[&CACHE[..], &["--remove-old", "--force"]].concat()).expect(4).stderr.contains("does not know"));
    for command in ["health", "check-replication"] {
        let run = tool.run(&[command, "-n", "apps", "-r", "cache"]);
        assert_ne!(run.code, 0, "{run}");
        for words in ["is being rotated", "rotate-password again has the server accept both"] {
            assert!(in_one_line(&run).contains(words), "{command} does not say {words}\n{run}");
        }
    }
    tool.run(&CACHE).expect(0);
    assert_eq!((secret("redis-password"), accepted(&servers, &old, &new)), (Some(new.clone()), vec![(true, true)]));
    fs::write(tool.folder().join("other"), "another").unwrap();
    let run = tool.run(&[&CACHE[..], &["--new-password-file", "other"]].concat());
    assert!(run.expect(4).stderr.contains("is under way"), "{run}");
    // Pods that have the old one in their environment hold its end up.
    let run = tool.run(&[&CACHE[..], &["--remove-old"]].concat());
    assert!(run.expect(4).stderr.contains("redis-ops restart"), "{run}");
    assert_eq!(accepted(&servers, &old, &new), [(true, true)]);
    let run = tool.run(&[&CACHE[..], &["--remove-old", "--force", "-o", "json"]].concat());
    assert_eq!(run.expect(0).json()["data"]["old_removed"], true, "{run}");
    shows_none(&run, &[&old, &new]);
    assert_eq!(accepted(&servers, &old, &new), [(false, true)]);
    assert_eq!((secret("redis-password.previous"), secret("redis-password")), (None, Some(new.clone())));
    use_password(&servers, &new);
    links_come_up_again(&servers);
    tool.run(&["check-replication", "-n", "apps", "-r", "cache"]).expect(0);
    // A pod that is made anew starts with it.
    sandbox.remove("pods", "apps", "cache-redis-2");
    let anew = sandbox.pod("apps", "cache-redis-2");
    anew.use_password(Some(&new));
    until("it follows", || anew.info("master_link_status") == "up");
}

#[test]
fn a_cluster_in_one_go() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiCluster).start();
    let tool = Tool::on(&sandbox);
    let servers = sandbox.servers();
    let old = servers[0].password().unwrap();
    let file = tool.folder().join("new");
    fs::write(&file, "n3w 'p$\"w#\n").unwrap();
    let words = ["rotate-password", "-n", "shop", "-r", "shop", "--yes", "--remove-old", "--new-password-file", "new"];
    let run = tool.run(&words);
    let new = "n3w 'p$\"w#";
    shows_none(run.expect(0), &[&old, new]);
    assert_eq!(accepted(&servers, &old, new), [(false, true)]);
    assert_eq!(sandbox.secret("shop", "shop-redis-cluster", "redis-password").as_deref(), Some(new));
    use_password(&servers, new);
    links_come_up_again(&servers);
    tool.run(&["check-replication", "-n", "shop", "-r", "shop"]).expect(0);
}

#[test]
fn sentinels_change_over_too_and_can_fail_over_afterwards() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiSentinel).start();
    let tool = Tool::on(&sandbox);
    let servers: Vec<Server> = sandbox.servers().into_iter().filter(|server| server.namespace() == "web").collect();
    let sentinels = sandbox.sentinels("web");
    let old = servers[0].password().unwrap();
    let run = tool.run(&["rotate-password", "-n", "web", "-r", "session", "--yes", "--remove-old"]);
    run.expect(0);
    let new = sandbox.secret("web", "session-redis", "redis-password").unwrap();
    shows_none(&run, &[&old, &new]);
    for all in [&servers, &sentinels] {
        assert_eq!(accepted(all, &old, &new), [(false, true)], "{run}");
        use_password(all, &new);
    }
    links_come_up_again(&servers);
    for sentinel in &sentinels {
        until("it sees its fellows", || {
            sentinel.reply(&["SENTINEL", "CKQUORUM", "mymaster"]).to_string().starts_with("OK 3")
        });
    }
    let primary = sandbox.fail_over("web", "mymaster");
    assert_eq!(primary.info("role"), "master");
    assert_eq!(accepted(&servers, &old, &new), [(false, true)]);
}

#[test]
fn a_run_that_is_killed_is_ended_by_the_same_command() {
    for words in ["is kept in Secret", "cache-redis-1 accepts both", "cache-redis-1 logs in", "has the new password"] {
        let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
        let (tool, servers) = (Tool::on(&sandbox), of_cache(&sandbox));
        let old = servers[0].password().unwrap();
        let mut running = tool.start(&CACHE);
        while !running.error_line().contains(words) {}
        running.signal("KILL");
        running.wait();
        // Whatever was done: who has the password of the Secret gets in everywhere.
        let current = sandbox.secret("apps", "cache-redis", "redis-password").unwrap();
        assert!(servers.iter().all(|server| gets_in(server, &current)), "{words}");
        tool.run(&CACHE).expect(0);
        let new = sandbox.secret("apps", "cache-redis", "redis-password").unwrap();
        assert_eq!(accepted(&servers, &old, &new), [(true, true)], "{words}");
        tool.run(&[&CACHE[..], &["--remove-old", "--force"]].concat()).expect(0);
        assert_eq!(accepted(&servers, &old, &new), [(false, true)], "{words}");
        assert_eq!(sandbox.secret("apps", "cache-redis", "redis-password.next"), None, "{words}");
    }
}

#[test]
fn what_fails_says_how_far_it_came_and_the_same_command_goes_on() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, servers) = (Tool::on(&sandbox), of_cache(&sandbox));
    let old = servers[0].password().unwrap();
    sandbox.deny("patch", "secrets");
    let run = tool.run(&CACHE);
    assert!(run.expect(5).stderr.contains("kubectl auth can-i patch secrets"), "{run}");
    sandbox.allow_all();
    assert_eq!(sandbox.secret("apps", "cache-redis", "redis-password.next"), None);
    // One server does not let its users be changed.
    servers[2].cli(&["ACL", "SETUSER", "default", "-acl|setuser"]);
    let run = tool.run(&CACHE);
    assert!(run.expect(6).stderr.contains("the same command again goes on"), "{run}");
    let next = sandbox.secret("apps", "cache-redis", "redis-password.next").unwrap();
    shows_none(&run, &[&old, &next]);
    assert!(gets_in(&servers[0], &next) && gets_in(&servers[0], &old) && !gets_in(&servers[2], &next));
    servers[2].restart();
    // A silent server would not come to know it.
    servers[1].kill();
    assert!(tool.run(&CACHE).expect(5).stderr.contains("not every server"), "a server is down");
    servers[1].restart();
    tool.run(&CACHE).expect(0);
    assert_eq!(sandbox.secret("apps", "cache-redis", "redis-password"), Some(next.clone()));
    assert_eq!(accepted(&servers, &old, &next), [(true, true)]);
}

#[test]
fn a_secret_of_somebody_else_is_left_to_them() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, servers) = (Tool::on(&sandbox), of_cache(&sandbox));
    let old = servers[0].password().unwrap();
    sandbox.edit("secrets", "apps", "cache-redis", |secret| {
        secret["metadata"]["annotations"] = json!({"argocd.argoproj.io/tracking-id": "cache:/Secret:apps/cache-redis"});
    });
    let run = tool.run(&CACHE);
    assert!(run.expect(4).stderr.contains("Argo CD") && run.stderr.contains("--print-patch"), "{run}");
    fs::write(tool.folder().join("new"), "n3w-password\n").unwrap();
    let words = [&CACHE[..], &["--print-patch", "--new-password-file", "new"]].concat();
    let run = tool.run(&words);
    assert!(run.expect(0).stdout.contains("kubectl patch secret cache-redis -n apps"), "{run}");
    shows_none(&run, &[&old, "n3w-password"]);
    assert_eq!(sandbox.secret("apps", "cache-redis", "redis-password"), Some(old.clone()));
    assert_eq!(accepted(&servers, &old, "n3w-password"), [(true, true)]);
    // Its owner has changed it.
    sandbox.edit("secrets", "apps", "cache-redis", |secret| {
        secret["data"]["redis-password"] = json!("bjN3LXBhc3N3b3Jk");
    });
    let run = tool.run(&[&words[..], &["--remove-old"]].concat());
    shows_none(run.expect(0), &[&old, "n3w-password"]);
    assert_eq!(accepted(&servers, &old, "n3w-password"), [(false, true)]);
}

#[test]
fn what_cannot_be_rotated_is_refused_and_says_why() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).deployment(Deployment::BarePod).start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["rotate-password", "-n", "redis", "-r", "redis-shared", "--yes"]);
    assert!(run.expect(4).stderr.contains("CONFIG is disabled") && run.stderr.contains("masterauth"), "{run}");
    let run = tool.run(&["rotate-password", "-n", "tutorial", "--yes"]);
    assert!(run.expect(4).stderr.contains("no password"), "{run}");
}

#[test]
fn without_kubernetes_the_new_password_stays_with_the_user() {
    for version in ["6.2", "7.4", "8.6", "valkey-9.1"] {
        let mut server = Plain::start(version);
        server.must("CONFIG SET requirepass old-0ne");
        let url = server.url();
        let tool = Tool::alone().env("REDISCLI_AUTH", "old-0ne");
        fs::write(tool.folder().join("new"), "n3w-one\n").unwrap();
        tool.run(&["rotate-password", "--url", &url, "--yes"]).expect(4);
        let words = ["rotate-password", "--url", &url, "--yes", "--new-password-file", "new"];
        let run = tool.run(&words);
        shows_none(run.expect(0), &["old-0ne", "n3w-one"]);
        assert_eq!(server.must("AUTH old-0ne"), "OK", "{version}");
        assert_eq!(server.must("AUTH n3w-one"), "OK", "{version}");
        let after = Tool::alone().env("REDISCLI_AUTH", "n3w-one");
        fs::write(after.folder().join("new"), "n3w-one\n").unwrap();
        let run = after.run(&[&words[..], &["--remove-old"]].concat());
        shows_none(run.expect(0), &["old-0ne", "n3w-one"]);
        assert!(matches!(server.call(&["AUTH", "old-0ne"]), Reply::Error(_)), "{version}");
        assert_eq!(server.must("AUTH n3w-one"), "OK", "{version}");
    }
}
