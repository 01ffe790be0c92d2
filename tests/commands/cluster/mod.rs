//! The commands on a Redis Cluster.

mod broken;
mod flavours;
mod healthy;

use crate::sandbox::{Deployment, RedisCluster, Sandbox};

/// The Rancher guide's six nodes with some keys; they call a silent one failed after a second.
fn six() -> (Sandbox, RedisCluster) {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    sandbox.fill(120);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    cluster.node_timeout(1000);
    (sandbox, cluster)
}
