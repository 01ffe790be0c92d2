//! Bare servers, named by `--url`: the others are those that they name themselves.

use super::{nothing_lost, primary, servers, with_writer};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn servers_are_found_by_what_they_say_of_each_other() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let all = servers(&sandbox, "apps");
    let password = all[0].password().unwrap();
    let tool = Tool::alone().env("REDISCLI_AUTH", &password);
    let (first, second) = (all[0].address().to_string(), all[1].address().to_string());
    // a replica is named: it is the one that is meant
    let (run, written) = with_writer(
        &tool,
        all.clone(),
        &["promote-replica", "--url", &format!("redis://{second}"), "--yes", "-o", "json"],
    );
    run.expect(0);
    nothing_lost(&run, &written, &primary(&sandbox, "apps"));
    assert_eq!(primary(&sandbox, "apps").address().to_string(), second);
    // the primary is named, with whom it is to hand over to
    let (run, written) = with_writer(
        &tool,
        all.clone(),
        &["promote-replica", &first, "--url", &format!("redis://{second}"), "--yes", "-o", "json"],
    );
    run.expect(0);
    nothing_lost(&run, &written, &primary(&sandbox, "apps"));
    assert_eq!(primary(&sandbox, "apps").address().to_string(), first);
    assert_eq!(run.json()["data"]["members"].as_array().unwrap().len(), 3, "{run}");
}
