//! Round trips by way of a bucket, encrypted, for every version of a server: taken, verified, loaded by the same version.

use crate::harness::s3::Store;
use crate::harness::servers::server;
use crate::sandbox::{Sandbox, Server, encode};
use age::secrecy::ExposeSecret;
use serde_json::Value;

const VERSIONS: [&str; 7] = ["6.2", "7.0", "7.4", "8.0", "8.6", "valkey-8.0", "valkey-9.1"];

fn pod(version: &str) -> String {
    let program = server(version).display().to_string();
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: store, namespace: versions, annotations: {{sandbox/server: \
         {program}}}}}\nspec:\n  containers: [{{name: redis, image: 'redis:7', args: [--save, ''], ports: \
         [{{containerPort: 6379}}]}}]\n"
    )
}

/// Keys of every type that all versions have, small and large ones, in two databases. Returns how many.
fn fill(server: &Server) -> u64 {
    let (mut requests, mut sent) = (Vec::new(), 0);
    let mut push = |command: &[&[u8]]| {
        encode(&mut requests, command);
        sent += 1;
    };
    let binary: Vec<u8> = (0..=255).collect();
    push(&[b"SET", &binary, &binary]);
    push(&[b"SET", b"number", b"-32768"]);
    push(&[b"SET", b"compressible", &[b'a'; 50_000]]);
    push(&[b"SET", b"ends", b"x", b"PX", b"3600000"]);
    for (key, count) in [("small", 3), ("large", 600)] {
        for number in 0..count {
            let text = format!("{number}-{}", "y".repeat(number));
            push(&[b"RPUSH", format!("list:{key}").as_bytes(), text.as_bytes()]);
            push(&[b"SADD", format!("set:{key}").as_bytes(), text.as_bytes()]);
            push(&[b"SADD", format!("ints:{key}").as_bytes(), format!("{}", number * 7).as_bytes()]);
            push(&[b"ZADD", format!("zset:{key}").as_bytes(), format!("{number}.5").as_bytes(), text.as_bytes()]);
            push(&[b"HSET", format!("hash:{key}").as_bytes(), text.as_bytes(), &binary]);
            push(&[b"XADD", format!("stream:{key}").as_bytes(), format!("{}-1", number + 1).as_bytes(), b"f", b"v"]);
        }
    }
    push(&[b"XGROUP", b"CREATE", b"stream:large", b"workers", b"0"]);
    push(&[b"SELECT", b"9"]);
    push(&[b"SET", b"in:nine", b"9"]);
    let mut connection = server.connect().expect("a server that runs");
    assert_eq!(connection.pipeline(&requests, sent).expect("replies"), None, "filling {}", server.pod());
    4 + 12 + 1
}

#[test]
fn every_version_comes_back_from_a_bucket_as_it_was() {
    let store = Store::shared();
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    for version in VERSIONS {
        let sandbox = Sandbox::builder().yaml(&pod(version)).start();
        let redis = sandbox.pod("versions", "store");
        let keys = fill(&redis);
        let (place, tool) = (store.place(), store.tool());
        let key = tool.folder().join("key");
        std::fs::write(&key, identity.to_string().expose_secret()).unwrap();
        let url = format!("redis://{}", redis.address());
        let run = tool.run(&["backup-rdb", "--url", &url, "--to", &place, "--encrypt-to", &recipient, "-o", "json"]);
        run.expect(0);
        let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
        let shard = run.json()["data"]["manifest"]["shards"][0].clone();
        let of_server = if version.starts_with("valkey") { "valkey_version" } else { "redis_version" };
        let full = redis.info(of_server);
        assert!(full.starts_with(version.trim_start_matches("valkey-")), "{version} is {full}");
        assert_eq!(shard["artefacts"][0]["census"]["keys"], keys, "{version}\n{run}");
        let verify = |more: &[&str]| {
            let run =
                tool.run(&[&["backup-verify", &set, "--identity", key.to_str().unwrap(), "-o", "json"], more].concat());
            run.expect(0);
            run.json()["data"].clone()
        };
        assert_eq!(verify(&["--data"])["artefacts"][0]["census"]["keys"], keys, "{version}");
        let program = server(version).display().to_string();
        let loads: Value = verify(&["--load", "--server", &program])["loads"][0].clone();
        assert_eq!((&loads["loaded"], &loads["keys"]), (&true.into(), &keys.into()), "{version}: {loads}");
        tool.run(&["backup-verify", &set]).expect(3);
        assert!(store.open_uploads(&place).is_empty());
    }
}
