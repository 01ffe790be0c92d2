//! `backup-rdb` and `backup-verify` on the real cluster.

use super::{holding, kubectl, redis_cli, until};
use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_backup_of_the_sb_chart_holds_every_key() {
    let tool = holding(&["apps"]);
    redis_cli("apps", "cache-redis-0", "flushall");
    let script = "for i in $(seq 1 300); do echo SET s:$i v$i EX 86400; echo HSET h:$i f $i g v; echo RPUSH l:$i a b $i; \
        echo ZADD z:$i $i m; echo XADD x 1-$i f $i; done | REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli | grep -c ERR; true";
    kubectl(&["exec", "-n", "apps", "cache-redis-0", "-c", "redis", "--", "sh", "-c", script]);
    let keys: u64 = redis_cli("apps", "cache-redis-0", "dbsize").trim().parse().expect("a number");
    assert_eq!(keys, 4 * 300 + 1);
    redis_cli("apps", "cache-redis-0", "wait 2 5000");

    let run = tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]);
    run.expect(0);
    assert!(run.stdout.contains("replica in sync") && run.stdout.contains("CRC64 ok"), "{run}");
    let set = tool.folder().join(run.last_line());
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(set.join("manifest.json")).expect("a manifest")).expect("JSON");
    assert_eq!(manifest["shards"][0]["artefacts"][0]["census"]["keys"], keys);
    tool.run(&["backup-verify", run.last_line()]).expect(0);
    same_keys_in_the_pod(&set.join("dump.rdb.gz"));
    drop(tool);
    let tool = holding(&["data", "redis"]);
    tool.run(&["backup-rdb", "-n", "redis", "-r", "redis-shared"]).expect(0);
    tool.run(&["backup-rdb", "-n", "data", "-r", "redis"]).expect(0);
}

/// Loads the file with the server's own image, in the primary's pod beside the server, and compares every key: type,
/// value and expiry time.
fn same_keys_in_the_pod(file: &Path) {
    let pod = ["-n", "apps", "cache-redis-0", "-c", "redis"];
    let mut copy = Command::new("sh");
    let target = pod.join(" ");
    copy.arg("-c").arg(format!(
        "gunzip -c '{}' | kubectl exec -i {target} -- sh -c 'mkdir -p /tmp/loaded && cat > /tmp/loaded/dump.rdb'",
        file.display()
    ));
    assert!(copy.status().expect("sh can be started").success());
    let check = r#"
        cd /tmp/loaded
        export REDISCLI_AUTH="$REDIS_PASSWORD"
        redis-server --port 0 --unixsocket /tmp/loaded/s --dir /tmp/loaded --save '' --requirepass "$REDIS_PASSWORD" --daemonize yes >/dev/null
        for i in $(seq 1 100); do [ "$(redis-cli -s s ping 2>/dev/null)" = PONG ] && break; sleep 0.1; done
        keys() { redis-cli "$@" --scan | sort; }
        keys -s s > ours; keys > theirs
        cmp ours theirs || { echo DIFFERENT KEYS; exit 1; }
        values() {
            while read -r k; do
                echo "TYPE $k"; echo "PEXPIRETIME $k"
                case $k in s:*) echo "GET $k";; h:*) echo "HGETALL $k";; l:*) echo "LRANGE $k 0 -1";; z:*) echo "ZRANGE $k 0 -1 WITHSCORES";; x) echo "XINFO STREAM x FULL COUNT 0";; esac
            done < ours | redis-cli "$@"
        }
        values -s s > a; values > b
        cmp a b || { echo DIFFERENT VALUES; diff a b | head; exit 1; }
        echo SAME $(wc -l < ours) keys $(wc -l < a) lines
        redis-cli -s s shutdown nosave; rm -rf /tmp/loaded
    "#;
    let mut arguments = vec!["exec"];
    arguments.extend(pod);
    arguments.extend(["--", "sh", "-c", check]);
    let said = kubectl(&arguments);
    assert!(said.contains("SAME 1201 keys"), "{said}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_pod_killed_during_the_backup_leaves_nothing_behind() {
    let tool = holding(&["apps"]);
    // twenty seconds of saving
    let fill = "eval \"for i=1,1000 do redis.call('set','killed:'..i,i,'EX',3600) end return 1\" 0";
    redis_cli("apps", "cache-redis-0", fill);
    redis_cli("apps", "cache-redis-0", "config set repl-diskless-sync-delay 0");
    redis_cli("apps", "cache-redis-0", "config set rdb-key-save-delay 20000");
    let running = tool.start(&["backup-rdb", "-n", "apps", "-r", "cache", "--role", "primary", "-v"]);
    let begun = || tool.backup_files().iter().any(|file| file.to_string_lossy().contains(".partial"));
    until("the backup begins", begun);
    kubectl(&["delete", "pod", "-n", "apps", "cache-redis-0", "--grace-period=0", "--force"]);
    let run = running.wait();
    run.expect(5);
    assert!(tool.backup_files().is_empty(), "{:?}\n{run}", tool.backup_files());
    kubectl(&["rollout", "status", "-n", "apps", "statefulset/cache-redis", "--timeout", "300s"]);
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
}
