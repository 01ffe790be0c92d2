//! `ping`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn every_member_answers_and_is_named() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let run = Tool::on(&sandbox).run(&["ping", "-n", "apps", "-r", "cache"]);
    run.expect(0);
    for member in ["cache-redis-0  primary  PONG", "cache-redis-1  replica  PONG", "cache-redis-2  replica  PONG"] {
        assert!(run.stdout.contains(member), "{run}");
    }
}
