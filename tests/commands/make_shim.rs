//! `make-shim`, by a real make.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

/// Every target of the old redis.mk, and those that its documents name besides.
pub const OLD: &str = "aof-rewrite backup backup-all backup-all-namespaces backup-aof backup-config backup-k8s-resources \
    backup-pvc-snapshot backup-rdb backup-rdb-download backup-verify bash bgsave bigkeys check-replication cli clients config \
    config-get create-pvc-snapshot dbsize describe disaster-recovery events flushall flushdb force-failover full-backup \
    health health-check info keys lastsave latency logs master-info memory memory-stats metrics monitor ping port-forward \
    post-upgrade-check pre-upgrade-check promote-replica replica-lag replication-info replication-lag replication-status \
    restore restore-all restore-aof restore-config restore-from-pvc-snapshot restore-rdb resync-replica role save shell \
    slowlog stats top upgrade-rollback validate-upgrade version";

/// Makes a target with these variables, where the file is.
fn make(tool: &Tool, kubeconfig: Option<&Sandbox>, words: &[&str]) -> Output {
    let mut command = Command::new("make");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", tool.folder());
    command.envs(kubeconfig.map(|sandbox| ("KUBECONFIG", sandbox.kubeconfig().to_owned())));
    command.args(["-f", "redis.mk", "--no-print-directory"]).args(words);
    command.current_dir(tool.folder()).stdin(Stdio::null()).output().expect("make can be started")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn write(tool: &Tool) -> serde_json::Value {
    let run = tool.run(&["make-shim"]);
    std::fs::write(tool.folder().join("redis.mk"), &run.expect(0).stdout).unwrap();
    tool.run(&["make-shim", "-o", "json"]).json()["data"]["targets"].clone()
}

/// A program that shows its words, each in brackets, and the password that it was given.
fn show(tool: &Tool) {
    let path = tool.folder().join("show");
    let script = "#!/bin/sh\nfor word; do printf '[%s]\\n' \"$word\"; done\nprintf 'auth=%s\\n' \"$REDISCLI_AUTH\"\n";
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn every_target_of_the_old_one_is_there_and_is_a_command_line_or_says_that_it_is_none() {
    let tool = Tool::alone();
    let targets = write(&tool);
    show(&tool);
    for name in OLD.split_whitespace() {
        assert!(targets.get(format!("redis-{name}")).is_some(), "redis-{name} is missing");
    }
    let help = make(&tool, None, &[]);
    assert!(help.status.success(), "{}", said(&help));
    let all = ["REDIS_OPS=./show", "NAMESPACE=apps", "RELEASE=cache", "POD=cache-0", "BACKUP_DIR=dir", "FILE=file.rdb"];
    let all = [&all[..], &["SNAPSHOT_NAME=snap", "PARAM=maxmemory", "CMD=GET a", "DRY_RUN=1", "YES=1"]].concat();
    let mut commands = 0;
    for (name, command) in targets.as_object().unwrap() {
        assert!(said(&help).contains(&format!("\n  {name} ")), "{name} is not in the help");
        let made = make(&tool, None, &[&[name.as_str()], &all[..]].concat());
        if command.is_null() {
            assert!(!made.status.success() && said(&made).contains("no command"), "{name}: {}", said(&made));
            continue;
        }
        assert!(made.status.success(), "{name}: {}", said(&made));
        let shown = said(&made);
        let words = shown.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        let words: Vec<&str> = std::iter::once("redis-ops").chain(words).collect();
        assert_eq!(words[1], command.as_str().unwrap(), "{name}");
        let parsed = redis_ops::cli::tree().try_get_matches_from(&words);
        assert!(parsed.is_ok(), "{name}: {words:?}: {}", parsed.unwrap_err());
        for word in ["apps", "cache", "cache-0"] {
            assert!(words.contains(&word), "{name} does not heed {word}: {words:?}");
        }
        commands += 1;
    }
    assert!(commands > 50, "{commands} commands");
}

#[test]
fn variables_arrive_as_they_are() {
    let tool = Tool::alone();
    write(&tool);
    show(&tool);
    let shown = |words: &[&str]| {
        let made = make(&tool, None, &[&["REDIS_OPS=./show"], words].concat());
        assert!(made.status.success(), "{}", said(&made));
        said(&made).replace('\n', "")
    };
    assert_eq!(shown(&["redis-ping"]), "[ping]auth=");
    assert_eq!(shown(&["redis-ping", "NAMESPACE=it's $$5; x"]), "[ping][-n][it's $5; x]auth=");
    // As the old one took it: as it stands, dollars and all.
    assert_eq!(shown(&["redis-ping", "REDIS_PASSWORD=a'b \"c`d$e#f"]), "[ping]auth=a'b \"c`d$e#f");
    assert_eq!(shown(&["redis-config-get"]), "[config-get][*]auth=");
    assert_eq!(shown(&["redis-config-get", "PARAM=max*", "ARGS=-o json"]), "[config-get][max*][-o][json]auth=");
    let by_kubectl = ["redis-role", "KUBECTL=microk8s kubectl --context prod -n data", "NAMESPACE=other"];
    assert_eq!(shown(&by_kubectl), "[role][--context][prod][-n][data]auth=");
    assert_eq!(shown(&["redis-ping", "KUBECTL=oc", "NAMESPACE=other"]), "[ping][-n][other]auth=");
    let restore = ["redis-restore-rdb", "BACKUP_FILE=a b.rdb", "CONFIRM=apps/cache", "RELEASE=cache"];
    let restored = shown(&restore);
    assert_eq!(restored, "[restore-rdb][-r][cache][--confirm][apps/cache][a b.rdb]auth=");
    assert_eq!(shown(&["redis-backup-rdb"]), "[backup-rdb][--to][tmp/redis-backups]auth=");
}

#[test]
fn the_targets_do_the_work_on_a_cluster() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("default").start();
    sandbox.fill(20);
    let tool = Tool::alone();
    write(&tool);
    let binary = format!("REDIS_OPS={}", env!("CARGO_BIN_EXE_redis-ops"));
    let run = |words: &[&str]| make(&tool, Some(&sandbox), &[&[binary.as_str(), "NAMESPACE=apps"], words].concat());
    let good = |words: &[&str]| {
        let made = run(words);
        assert!(made.status.success(), "{words:?}: {}", said(&made));
        String::from_utf8(made.stdout).unwrap()
    };
    assert!(good(&["redis-ping", "RELEASE=cache"]).contains("cache-redis-0"));
    assert!(good(&["redis-config-get", "PARAM=maxmemory", "POD=cache-redis-1"]).contains("maxmemory"));
    // A namespace without Redis is no success, as it was.
    let made = run(&["redis-ping", "NAMESPACE=default"]);
    assert_eq!(made.status.code(), Some(2), "{}", said(&made));
    let set = good(&["redis-backup-rdb", "RELEASE=cache", "BACKUP_DIR=kept"]).lines().last().unwrap().to_owned();
    assert!(set.starts_with("kept/apps.cache/"), "{set}");
    good(&["redis-backup-verify", &format!("BACKUP_FILE={set}")]);
    // What destroys data is not done without the name.
    let primary = sandbox.pod("apps", "cache-redis-0");
    let made = run(&["redis-flushall", "RELEASE=cache", "YES=1"]);
    assert!(!made.status.success() && said(&made).contains("--confirm apps/cache"), "{}", said(&made));
    assert_ne!(primary.cli(&["DBSIZE"]), "0");
    good(&["redis-flushall", "RELEASE=cache", "CONFIRM=apps/cache", "BACKUP_DIR=kept"]);
    assert_eq!(primary.cli(&["DBSIZE"]), "0");
}
