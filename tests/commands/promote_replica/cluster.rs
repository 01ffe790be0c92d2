//! A Redis Cluster: the nodes vote, and each shard has its primary.

use super::{nothing_lost, servers};
use crate::harness::writer::{KEY, Writer};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::time::{Duration, Instant};

/// The primary and a replica of the shard that has the writer's key.
pub fn shard(sandbox: &Sandbox, namespace: &str) -> (Server, Server) {
    let all = servers(sandbox, namespace);
    let primary = leader(sandbox, namespace);
    let address = primary.address().ip().to_string();
    let follows = |server: &&Server| server.info("role") == "slave" && server.info("master_host") == address;
    let replica = all.iter().find(follows).expect("it has a replica").clone();
    (primary, replica)
}

/// The primary of that shard, whoever else is dead.
pub fn leader(sandbox: &Sandbox, namespace: &str) -> Server {
    let takes = |server: &Server| {
        let reply = server.reply(&["LLEN", KEY]).to_string();
        server.info("role") == "master" && !reply.starts_with("MOVED")
    };
    let running = servers(sandbox, namespace).into_iter().filter(Server::is_running);
    running.into_iter().find(takes).expect("somebody has the slot")
}

/// The votes of an election are remembered for four times the node timeout.
pub fn on_short_timeout(sandbox: &Sandbox, namespace: &str) {
    servers(sandbox, namespace).iter().for_each(|server| server.config_set("cluster-node-timeout", "1000"));
}

fn promote(deployment: Deployment, namespace: &str) {
    let sandbox = Sandbox::builder().deployment(deployment).namespace(namespace).start();
    let tool = Tool::on(&sandbox);
    on_short_timeout(&sandbox, namespace);
    // each of the two is elected, and the first once more, which must not be by its former votes
    for _ in 0..3 {
        let (old, new) = shard(&sandbox, namespace);
        let writer = Writer::start(vec![old.clone(), new.clone()]);
        let run = tool.run(&["promote-replica", new.pod(), "--yes", "-o", "json"]);
        run.expect(0);
        writer.until_more(20);
        let written = writer.stop();
        assert_eq!((new.info("role"), old.info("role")), ("master".to_owned(), "slave".to_owned()), "{run}");
        assert_eq!(run.json()["data"]["way"], "cluster");
        nothing_lost(&run, &written, &new);
    }
    let refused = tool.run(&["promote-replica", "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("3 shards"), "{refused}");
}

#[test]
fn the_ranchers_guide() {
    promote(Deployment::RedisCluster, "default");
}

#[test]
fn bitnamis_chart() {
    promote(Deployment::BitnamiCluster, "shop");
}

/// CLUSTER FAILOVER, once more where the primary has passed it over. Each of them ends after five seconds, and a busy machine
/// may see several of them pass.
fn ask_until(what: &str, server: &Server, holds: impl Fn() -> bool) {
    let started = Instant::now();
    let mut asked: Option<Instant> = None;
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(120), "waited in vain until {what}:\n{}", server.log());
        if asked.is_none_or(|at| at.elapsed() > Duration::from_secs(6)) {
            server.cli(&["CLUSTER", "FAILOVER"]);
            asked = Some(Instant::now());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// CLUSTER FAILOVER as anybody may type it, until the other one is known to follow.
fn fail_over_by_hand(old: &Server, new: &Server) {
    ask_until("it is the primary", new, || new.info("role") == "master" && old.info("role") == "slave");
    let id = new.cli(&["CLUSTER", "MYID"]);
    until("the other follows", || {
        let known = new.cli(&["CLUSTER", "REPLICAS", &id]).contains(&old.cli(&["CLUSTER", "MYID"]));
        known && old.info("master_link_status") == "up"
    });
}

/// Without a wait the servers fail so (Redis 7.0): the node that was elected before takes the role by its former votes,
/// writes are acknowledged, and it loses the role, and them, to the one that was elected since.
#[test]
fn the_votes_of_a_former_election_are_waited_out() {
    // On a busy machine the primary may follow it after all; then nobody has lost a role, and it begins anew.
    let (sandbox, first, second) =
        (0..5).find_map(|_| deposed()).expect("a node took the role by its former votes, and lost it");
    let tool = Tool::on(&sandbox);
    // the tool comes right after that
    until("its link is up", || second.info("master_link_status") == "up");
    let writer = Writer::start(vec![first.clone(), second.clone()]);
    let run = tool.run(&["promote-replica", second.pod(), "--yes", "-o", "json"]);
    run.expect(0);
    writer.until_more(20);
    let written = writer.stop();
    assert_eq!((second.info("role"), first.info("role")), ("master".to_owned(), "slave".to_owned()), "{run}");
    nothing_lost(&run, &written, &second);
    assert!(run.stderr.contains("no votes of a former election"), "{run}");
    assert_eq!(second.log().matches("Starting a failover election").count(), 2, "it was elected anew");
}

/// A primary, and a node that took its role by former votes and lost it again.
fn deposed() -> Option<(Sandbox, Server, Server)> {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    // they are remembered for four times that
    servers(&sandbox, "default").iter().for_each(|server| server.config_set("cluster-node-timeout", "8000"));
    let (first, second) = shard(&sandbox, "default");
    fail_over_by_hand(&first, &second);
    fail_over_by_hand(&second, &first);
    let won = || second.log().matches("Failover election won").count();
    assert_eq!(won(), 1);
    ask_until("it takes the role by its former votes", &second, || won() == 2);
    let lost = || second.info("role") == "slave" && first.info("role") == "master";
    let began = Instant::now();
    while !lost() {
        if began.elapsed() > Duration::from_secs(15) {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(second.log().matches("Starting a failover election").count(), 1, "there was no second election");
    Some((sandbox, first, second))
}
