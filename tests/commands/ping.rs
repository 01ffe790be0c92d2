//! `ping`.

use crate::harness::Tool;
use crate::sandbox::{Connection, Deployment, Sandbox};

#[test]
fn every_member_answers_and_is_named() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let run = Tool::on(&sandbox).run(&["ping", "-n", "apps", "-r", "cache"]);
    run.expect(0);
    for member in ["cache-redis-0  primary  PONG", "cache-redis-1  replica  PONG", "cache-redis-2  replica  PONG"] {
        assert!(run.stdout.contains(member), "{run}");
    }
}

#[test]
fn a_server_that_takes_no_more_clients_is_heard() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    let held = Connection::open(server.address(), std::time::Duration::from_secs(10));
    server.config_set("maxclients", "1");
    for words in [&["ping", "-n", "tutorial"][..], &["ping", "--url", &format!("redis://{}", server.address())]] {
        let run = Tool::on(&sandbox).run(words);
        let said = &run.expect(3).stdout;
        assert!(said.contains("max number of clients reached") && said.contains("maxclients counts this"), "{run}");
    }
    drop(held);
}
