//! Every command that brings data back, from a bucket that wants a login and with backups that are encrypted.

use super::backup_aof::contents;
use super::backup_encryption::keys;
use crate::harness::s3::Store;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};

const TARGET: [&str; 4] = ["-n", "data", "-r", "redis"];

#[test]
fn each_of_them_takes_its_own_with_the_secret_key_and_nothing_without() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    let primary = || sandbox.pod("data", "redis-master-0");
    sandbox.fill(60);
    let (store, place) = (Store::shared(), Store::shared().place());
    let tool = store.credentials(Tool::on(&sandbox));
    let tool = tool.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", store.port()));
    let (own, other) = (keys(tool.folder(), "own"), keys(tool.folder(), "other"));
    let (identity, wrong) = (own.file.to_str().unwrap(), other.file.to_str().unwrap());
    let good = contents(&primary());
    let back_up = |command: &str| {
        // two sets of one second do not share a place
        let place = format!("{place}/{command}");
        let run = tool.run(&[&[command, "--to", &place, "--encrypt-to", &own.public][..], &TARGET].concat());
        run.expect(0).last_line().to_owned()
    };
    let (aof, config, rdb) = (back_up("backup-aof"), back_up("backup-config"), back_up("backup-rdb"));
    let place = format!("{place}/backup-rdb");
    let with = |words: &[&str], key: &str| -> Run {
        let run = tool.run(&[words, &TARGET, &["--identity", key]].concat());
        let said = run.everything();
        assert!(store.secrets().iter().all(|secret| !said.contains(secret)), "{run}");
        run
    };

    with(&["compare", ".", &rdb], identity).expect(0);
    let run = with(&["compare", ".", &rdb], wrong);
    assert!(![0, 7].contains(&run.code), "{run}");
    primary().cli(&["SET", "another", "1"]);
    with(&["compare", ".", &rdb], identity).expect(7);

    let drill = ["restore-drill", &place, "-o", "json", "--metrics-file", "drill.prom"];
    let run = with(&drill, identity);
    assert_eq!(run.expect(0).json()["data"]["keys"].as_u64(), Some(good.len() as u64), "{run}");
    let metrics = std::fs::read_to_string(tool.folder().join("drill.prom")).unwrap();
    let labels = "{namespace=\"data\",instance=\"redis\",command=\"restore-drill\"}";
    for name in ["success", "rto_seconds", "rpo_seconds", "keys"] {
        assert!(metrics.contains(&format!("redis_ops_restore_{name}{labels} ")), "{name}: {metrics}");
    }
    assert_ne!(with(&drill, wrong).code, 0);
    let metrics = std::fs::read_to_string(tool.folder().join("drill.prom")).unwrap();
    assert!(metrics.contains(&format!("redis_ops_restore_success{labels} 0")), "{metrics}");

    primary().config_set("slowlog-max-len", "3");
    with(&["restore-config", &config, "--yes"], identity).expect(0);
    assert!(primary().cli(&["CONFIG", "GET", "slowlog-max-len"]).ends_with("128"));

    let held = contents(&primary());
    let restore = ["restore-rdb", &rdb, "--flush-first", "--confirm", "data/redis", "--verify", "full"];
    assert_ne!(with(&restore, wrong).code, 0);
    assert_eq!(contents(&primary()), held, "nothing is changed by what cannot be read");
    with(&restore, identity).expect(0);
    assert_eq!(contents(&primary()), good);

    primary().cli(&["SET", "another", "1"]);
    let replay = ["restore-aof", &aof, "--flush-first", "--confirm", "data/redis"];
    assert_ne!(with(&replay, wrong).code, 0);
    assert_eq!(contents(&primary()).len(), good.len() + 1, "nothing is changed by what cannot be read");
    with(&replay, identity).expect(0);
    assert_eq!(contents(&primary()), good);

    let recover = ["disaster-recovery", &place, "--confirm", "data/redis", "--metrics-file", "recovery.prom"];
    primary().cli(&["SET", "another", "1"]);
    assert_ne!(with(&recover, wrong).code, 0);
    assert_eq!(contents(&primary()).len(), good.len() + 1, "nothing is changed by what cannot be read");
    with(&recover, identity).expect(0);
    assert_eq!(contents(&primary()), good);
    let metrics = std::fs::read_to_string(tool.folder().join("recovery.prom")).unwrap();
    let labels = "{namespace=\"data\",instance=\"redis\",command=\"disaster-recovery\"}";
    assert!(metrics.contains(&format!("redis_ops_restore_success{labels} 1")), "{metrics}");
    assert!(metrics.contains(&format!("redis_ops_restore_rto_seconds{labels} ")), "{metrics}");
    // Offline, from the bucket too.
    primary().cli(&["SET", "another", "1"]);
    let offline = ["restore-rdb", &rdb, "--engine", "offline", "--force", "--confirm", "data/redis"];
    assert_ne!(with(&offline, wrong).code, 0);
    with(&offline, identity).expect(0);
    assert_eq!(contents(&primary()), good);
    let offline = ["restore-aof", &aof, "--engine", "offline", "--force", "--confirm", "data/redis"];
    primary().cli(&["SET", "another", "1"]);
    with(&offline, identity).expect(0);
    assert_eq!(contents(&primary()), good);
}
