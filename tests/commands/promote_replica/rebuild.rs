//! Bitnami's chart without Sentinel: nobody is promoted, and what is offered in its place works. The primary's pod loses its
//! data, its replica copies the empty primary, and the two commands bring every write back.

use super::{primary, servers};
use crate::harness::Tool;
use crate::harness::series::runs;
use crate::harness::writer::Writer;
use crate::sandbox::{Deployment, Sandbox};

/// The commands of a refusal's hint.
fn offered(stderr: &str) -> Vec<Vec<String>> {
    let hint = stderr.lines().find(|line| line.contains("redis-ops backup-rdb")).expect("an offer");
    let (first, second) = hint.split_once(", then, ").expect("two commands");
    let words = |text: &str| {
        let begin = text.find("redis-ops ").expect("a command");
        text[begin..].split_whitespace().skip(1).map(str::to_owned).collect::<Vec<String>>()
    };
    vec![words(first), words(second)]
}

fn rebuild(times: usize) {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let tool = Tool::on(&sandbox);
    for _ in 0..times {
        let old = primary(&sandbox, "redis");
        let written = Writer::start(vec![old.clone()]).stop();
        let refused = tool.run(&["promote-replica", "redis-shared-replicas-0", "--yes"]);
        refused.expect(4);
        let commands = offered(&refused.stderr);
        let replica =
            servers(&sandbox, "redis").into_iter().find(|server| server.pod() != old.pod()).expect("a replica");
        crate::harness::until("it has all", || replica.info("slave_repl_offset") == old.info("master_repl_offset"));
        let run = |words: &[String], more: &[&str]| {
            let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
            tool.run(&words)
        };
        let taken = run(&commands[0], &[]);
        let set = taken.expect(0).last_line().to_owned();
        old.kill();
        let refused = tool.run(&["force-failover", "--confirm", "redis/redis-shared", "--node-timeout", "1s"]);
        refused.expect(4);
        assert!(refused.stderr.contains("redis-ops create-pvc-snapshot -n redis -r redis-shared"), "{refused}");
        for entry in std::fs::read_dir(old.data_dir()).expect("its data").flatten() {
            let path = entry.path();
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.expect("removed");
        }
        old.restart();
        assert_eq!(old.cli(&["DBSIZE"]), "0");
        let words: Vec<String> =
            commands[1].iter().map(|word| if word == "SET" { set.clone() } else { word.clone() }).collect();
        let restored = run(&words, &["--yes"]);
        restored.expect(0);
        assert_eq!(written.lost_on(&primary(&sandbox, "redis")), [0_u64; 0], "{restored}");
        // its replica has lost it for a moment
        let check = ["check-replication", "-r", "redis-shared", "--replicas", "1"];
        crate::harness::until("the replica follows", || tool.run(&check).code == 0);
    }
}

#[test]
fn the_two_commands_that_are_offered_bring_every_write_back() {
    rebuild(1);
}

#[test]
#[ignore = "ten times over: benches/promotions"]
fn they_do_so_many_times() {
    rebuild(runs());
}
