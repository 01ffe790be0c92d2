//! OT-CONTAINER-KIT's operator without Sentinel: where there are two primaries, the one that has replicas wins.

use super::{last_replica, nothing_lost, primary, servers, with_writer};
use crate::harness::Tool;
use crate::harness::operators::Operators;
use crate::sandbox::{Deployment, Sandbox};
use std::sync::Arc;

#[test]
fn the_primary_hands_over_and_the_operator_moves_the_services() {
    let sandbox = Arc::new(Sandbox::builder().deployment(Deployment::OtAlone).namespace("ot").start());
    let _operators = Operators::of(&sandbox);
    let tool = Tool::on(&sandbox);
    let new = last_replica(&sandbox, "ot");
    let words = ["promote-replica", new.pod(), "-r", "store", "--yes", "-o", "json"];
    let (run, written) = with_writer(&tool, servers(&sandbox, "ot"), &words);
    run.expect(0);
    let data = &run.json()["data"];
    assert_eq!((data["way"].as_str(), data["role_owner"].as_str()), (Some("failover"), Some("opstree-operator")));
    nothing_lost(&run, &written, &primary(&sandbox, "ot"));
    assert_eq!(primary(&sandbox, "ot").pod(), new.pod(), "{run}");
    let led = data["leads_to"].as_array().unwrap().iter().find(|service| service["service"] == "store-master");
    assert_eq!(led.unwrap()["leads_to"], serde_json::json!([new.pod()]), "{run}");
    // what the plan says: the operator keeps what it finds
    for _ in 0..3 {
        sandbox.operators_act();
        assert_eq!(primary(&sandbox, "ot").pod(), new.pod());
    }
    tool.run(&["check-replication", "-r", "store", "--replicas", "2"]).expect(0);
}
