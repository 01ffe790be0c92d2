//! Every way of talking to a Redis that speaks TLS alone: `port 0`, a CA of its own, a client certificate required.

use crate::harness::Tool;
use crate::harness::authority::Authority;
use crate::sandbox::Sandbox;
use rcgen::ExtendedKeyUsagePurpose::{ClientAuth, ServerAuth};
use serde_json::json;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A primary and a replica, replicating by TLS too, with a password.
fn sandbox(authority: &Authority, names: &[&str]) -> Sandbox {
    let (certificate, key) = authority.sign_for(names, vec![ServerAuth, ClientAuth]);
    let script = "echo replicaof vault-0.vault.lab.svc.cluster.local 6379 >> /etc/redis.conf";
    let set = json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "vault", "namespace": "lab"},
        "spec": {
            "replicas": 2, "serviceName": "vault", "selector": {"matchLabels": {"app": "vault"}},
            "template": {
                "metadata": {"labels": {"app": "vault"}},
                "spec": {
                    "initContainers": [{"name": "setup", "image": "busybox", "command": ["sh", "-c"], "args": [script]}],
                    "containers": [{
                        "name": "redis", "image": "redis:7.0", "ports": [{"name": "redis", "containerPort": 6379}],
                        "env": [{"name": "REDIS_PASSWORD", "value": "0123456789abcdef"}],
                        "args": [
                            "--port", "0", "--tls-port", "6379", "--tls-replication", "yes",
                            "--tls-cert-file", certificate, "--tls-key-file", key,
                            "--tls-ca-cert-file", authority.ca(), "--tls-auth-clients", "yes",
                        ],
                    }],
                },
            },
        },
    });
    Sandbox::builder().yaml(&set.to_string()).namespace("lab").start()
}

#[test]
fn everything_works_where_there_is_no_port_without_tls() {
    let authority = Authority::new();
    let sandbox = sandbox(&authority, &["vault-0", "vault-1"]);
    sandbox.fill(20);
    let (certificate, key) = authority.sign("client", ClientAuth);
    let ca = authority.ca();
    let tls =
        ["--redis-tls", "--redis-cacert", text(&ca), "--redis-cert", text(&certificate), "--redis-key", text(&key)];
    let tool = Tool::on(&sandbox);
    for words in [
        &["ping"][..],
        &["health"],
        &["info"],
        &["inspect"],
        &["check-replication", "--wait", "1m"],
        &["monitor", "--duration", "200ms"],
        &["monitor", "--duration", "200ms", "--role", "primary", "--yes"],
        &["backup-rdb"],
        &["backup-rdb", "--role", "primary"],
    ] {
        let run = tool.run(&[words, &tls[..]].concat());
        run.expect(0);
    }
    let backup = tool.run(&[&["backup-rdb"], &tls[..]].concat());
    let keys = sandbox.pod("lab", "vault-0").cli(&["DBSIZE"]);
    tool.run(&["backup-verify", backup.expect(0).last_line()]).expect(0);
    assert!(backup.stdout.contains("vault-1") && keys != "0", "{backup}");
    // What else there is to find: no finding is about TLS.
    let run = tool.run(&[&["security-check", "-o", "json"], &tls[..]].concat());
    let ids = run.finding_ids();
    assert!(!ids.iter().any(|id| id.starts_with("tls-") || id == "unreachable"), "{run}");
    assert_eq!(run.member("vault-0")["open"], "no", "{run}");

    // Without TLS, and without a client's certificate, nobody gets in, and the way in is named.
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(3);
    assert!(run.finding("unreachable")["hint"].to_string().contains("--redis-tls"), "{run}");
    tool.run(&[&["health"], &tls[..3]].concat()).expect(3);
    let run = tool.run(&["backup-rdb"]);
    assert!([3, 5].contains(&run.code) && run.everything().contains("vault"), "{run}");
    let run = tool.run(&["monitor", "--yes"]);
    run.expect(3);
    assert!(tool.backup_files().iter().all(|file| !file.to_string_lossy().contains("/.")), "a file is left");
}

#[test]
fn one_name_for_all_members_is_given_by_sni() {
    let authority = Authority::new();
    let sandbox = sandbox(&authority, &["vault.example"]);
    let (certificate, key) = authority.sign("client", ClientAuth);
    let ca = authority.ca();
    let tls =
        ["--redis-tls", "--redis-cacert", text(&ca), "--redis-cert", text(&certificate), "--redis-key", text(&key)];
    let tool = Tool::on(&sandbox);
    for words in [&["health"][..], &["backup-rdb"], &["monitor", "--duration", "100ms"]] {
        let run = tool.run(&[words, &tls[..]].concat());
        assert!(run.code != 0 && run.everything().contains("--redis-sni"), "{run}");
        tool.run(&[words, &tls[..], &["--redis-sni", "vault.example"]].concat()).expect(0);
    }
}
