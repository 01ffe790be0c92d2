//! TLS to Redis: a server with certificates of its own CA.

use crate::harness::authority::Authority;
use crate::harness::{Run, Tool};
use crate::sandbox::Sandbox;
use rcgen::ExtendedKeyUsagePurpose;
use std::fs;
use std::path::Path;

/// A pod whose server speaks TLS on 6380 beside plain RESP on 6379.
fn sandbox(authority: &Authority, names: &str, clients: &str) -> Sandbox {
    let (certificate, key) = authority.sign(names, ExtendedKeyUsagePurpose::ServerAuth);
    let pod = serde_json::json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "vault", "namespace": "lab"},
        "spec": {"containers": [{
            "name": "redis", "image": "redis:7.0", "ports": [{"name": "redis", "containerPort": 6379}],
            "args": [
                "--tls-port", "6380", "--tls-cert-file", certificate, "--tls-key-file", key,
                "--tls-ca-cert-file", authority.ca(), "--tls-auth-clients", clients,
            ],
        }]},
    });
    Sandbox::builder().yaml(&pod.to_string()).namespace("lab").start()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[track_caller]
fn assert_refused(run: &Run, words: &[&str]) {
    run.expect(3);
    let finding = run.finding("unreachable");
    let said = format!("{} {}", finding["message"], finding["hint"]);
    words.iter().for_each(|word| assert!(said.contains(word), "{word} is not said\n{run}"));
}

#[test]
fn a_certificate_is_accepted_from_its_own_ca_only() {
    let (authority, other) = (Authority::new(), Authority::new());
    let sandbox = sandbox(&authority, "vault", "no");
    let tool = Tool::on(&sandbox);
    let ping =
        |further: &[&str]| tool.run(&[&["ping", "--redis-tls", "--port", "6380", "-o", "json"], further].concat());
    ping(&["--redis-cacert", text(&authority.ca())]).expect(0);
    assert_refused(
        &ping(&["--redis-cacert", text(&other.ca())]),
        &["cannot speak TLS", "certificate", "--redis-cacert"],
    );
    assert_refused(&ping(&[]), &["cannot speak TLS", "certificate"]);
    ping(&["--redis-insecure"]).expect(0);
    let ca = authority.ca();
    let name = ["--redis-cacert", text(&ca), "--redis-sni", "elsewhere"];
    assert_refused(&ping(&name), &["certificate", "elsewhere", "--redis-sni"]);
    // A plain port answers no handshake, a TLS port no plain command.
    let plain = tool.run(&["ping", "--redis-tls", "--redis-insecure", "--node-timeout", "1s", "-o", "json"]);
    assert_refused(&plain, &["vault", "TLS", "--port"]);
    let wrapped = tool.run(&["ping", "--port", "6380", "--node-timeout", "1s", "-o", "json"]);
    assert_refused(&wrapped, &["lab/vault", "--redis-tls"]);
}

#[test]
fn a_url_with_rediss_speaks_tls_without_kubernetes() {
    let authority = Authority::new();
    let sandbox = sandbox(&authority, "redis.example", "no");
    let url = format!("rediss://{}:6380", sandbox.pod("lab", "vault").address().ip());
    let ping = |further: &[&str]| Tool::alone().run(&[&["ping", "-o", "json", "--url", &url], further].concat());
    let file = authority.ca();
    let ca = ["--redis-cacert", text(&file)];
    ping(&[&ca[..], &["--redis-sni", "redis.example"]].concat()).expect(0);
    // The address is not among the certificate's names.
    assert_refused(&ping(&ca), &["certificate", "--redis-sni"]);
    ping(&["--redis-insecure"]).expect(0);
    // The other scheme is named where the one that was given does not fit.
    let ip = sandbox.pod("lab", "vault").address().ip();
    let other =
        |command: &[&str], url: &str| Tool::alone().run(&[command, &["--node-timeout", "1s", "--url", url]].concat());
    for (command, code) in [(&["ping"][..], 3), (&["lastsave"], 3), (&["backup-rdb"], 5)] {
        let run = other(command, &format!("redis://{ip}:6380"));
        assert!(run.expect(code).everything().contains(&format!("--url rediss://{ip}:6380")), "{run}");
        let run = other(command, &format!("rediss://{ip}:6379"));
        assert!(run.expect(code).everything().contains(&format!("--url redis://{ip}:6379")), "{run}");
    }
}

#[test]
fn a_server_that_wants_a_client_certificate_gets_one() {
    let (authority, other) = (Authority::new(), Authority::new());
    let sandbox = sandbox(&authority, "vault", "yes");
    let tool = Tool::on(&sandbox);
    let ca = authority.ca();
    let ping = |further: &[&str]| {
        let common = ["ping", "--redis-tls", "--port", "6380", "--redis-cacert", text(&ca), "-o", "json"];
        tool.run(&[&common, further].concat())
    };
    let (certificate, key) = authority.sign("client", ExtendedKeyUsagePurpose::ClientAuth);
    ping(&["--redis-cert", text(&certificate), "--redis-key", text(&key)]).expect(0);
    assert_refused(&ping(&[]), &["lab/vault", "ertificate"]);
    let (certificate, key) = other.sign("stranger", ExtendedKeyUsagePurpose::ClientAuth);
    assert_refused(&ping(&["--redis-cert", text(&certificate), "--redis-key", text(&key)]), &["lab/vault"]);
    ping(&["--redis-cert", text(&certificate)]).expect(64);
}

#[test]
fn unusable_files_and_forgotten_options_are_usage_errors() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "no certificate here\n").unwrap();
    let tool = Tool::alone();
    for (file, words) in [(text(&empty), "no usable certificate"), ("/does/not/exist", "/does/not/exist")] {
        let run = tool.run(&["ping", "--url", "rediss://127.0.0.1:1", "--redis-cacert", file]);
        run.expect(64);
        assert!(run.stderr.contains(words) && run.stderr.contains(file), "{run}");
    }
    let run = tool.run(&["ping", "--url", "redis://127.0.0.1:1", "--redis-cacert", text(&empty)]);
    run.expect(64);
    assert!(run.stderr.contains("add --redis-tls"), "{run}");
}
