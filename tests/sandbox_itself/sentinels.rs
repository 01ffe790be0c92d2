//! Deployments with Sentinel: real Sentinels, which find each other and fail over.

use crate::harness::until;
use crate::sandbox::{Deployment, Reply, Sandbox};

#[test]
fn sentinels_know_each_other_and_name_their_primary_as_their_deployment_does() {
    let sandbox =
        Deployment::SENTINEL.into_iter().fold(Sandbox::builder(), crate::sandbox::Builder::deployment).start();
    let expected = [
        ("redis-system", "mymaster", sandbox.pod("redis-system", "rfr-redis-cluster-0").address().ip().to_string()),
        ("web", "mymaster", "session-redis-node-0.session-redis-headless.web.svc.cluster.local".to_owned()),
        ("ot", "myMaster", sandbox.pod("ot", "store-0").address().ip().to_string()),
    ];
    for (namespace, name, address) in expected {
        let sentinels = sandbox.sentinels(namespace);
        assert_eq!(sentinels.len(), 3, "{namespace}");
        for sentinel in sentinels {
            assert_eq!(sentinel.cli(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]), format!("{address}\n6379"));
            assert!(sentinel.cli(&["SENTINEL", "CKQUORUM", name]).starts_with("OK 3 usable"));
        }
        let replicas = sandbox
            .servers()
            .iter()
            .filter(|one| one.namespace() == namespace)
            .filter(|one| one.info("role") == "slave")
            .count();
        assert_eq!(replicas, 2, "{namespace}");
    }
    // Names lead to pods both ways, and Bitnami's Sentinels have a password.
    let primary = sandbox.pod("web", "session-redis-node-0");
    assert!(primary.info("slave0").starts_with("ip=session-redis-node-"), "{}", primary.info("slave0"));
    let sentinel = sandbox.sentinel("web", "session-redis-node-1");
    sentinel.use_password(None);
    assert!(matches!(sentinel.reply(&["PING"]), Reply::Error(text) if text.starts_with("NOAUTH")));
    // The operators keep the role in labels, also after a failover.
    let label = |pod: &str| {
        sandbox.get("pods", "redis-system", pod).unwrap()["metadata"]["labels"]["redisfailovers-role"].clone()
    };
    assert_eq!((label("rfr-redis-cluster-0"), label("rfr-redis-cluster-1")), ("master".into(), "slave".into()));
    sandbox.fail_over("redis-system", "mymaster");
    until("the operator labels the new primary", || {
        sandbox.operators_act();
        label("rfr-redis-cluster-0") == "slave"
            && (label("rfr-redis-cluster-1") == "master" || label("rfr-redis-cluster-2") == "master")
    });
}
