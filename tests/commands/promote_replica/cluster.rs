//! A Redis Cluster: the nodes vote, and each shard has its primary.

use super::{nothing_lost, servers};
use crate::harness::Tool;
use crate::harness::writer::{KEY, Writer};
use crate::sandbox::{Deployment, Sandbox, Server};

/// The primary and a replica of the shard that has the writer's key.
fn shard(sandbox: &Sandbox, namespace: &str) -> (Server, Server) {
    let all = servers(sandbox, namespace);
    let takes = |server: &&Server| {
        let reply = server.reply(&["LLEN", KEY]).to_string();
        server.info("role") == "master" && !reply.starts_with("MOVED")
    };
    let primary = all.iter().find(takes).expect("somebody has the slot").clone();
    let address = primary.address().ip().to_string();
    let follows = |server: &&Server| server.info("role") == "slave" && server.info("master_host") == address;
    let replica = all.iter().find(follows).expect("it has a replica").clone();
    (primary, replica)
}

fn promote(deployment: Deployment, namespace: &str) {
    let sandbox = Sandbox::builder().deployment(deployment).namespace(namespace).start();
    let tool = Tool::on(&sandbox);
    // the votes of an election are remembered for four times that
    servers(&sandbox, namespace).iter().for_each(|server| server.config_set("cluster-node-timeout", "1000"));
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
