//! The guided tour: every command of it ends as it says, in its order.

#[path = "../sandbox/tour.rs"]
mod guide;

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn every_stop_of_the_tour_is_as_it_is_told() {
    let deployments = [Deployment::SbChart, Deployment::BitnamiStandalone, Deployment::BitnamiCluster];
    let sandbox = deployments.into_iter().fold(Sandbox::builder(), crate::sandbox::Builder::deployment).start();
    sandbox.fill(40);
    let tool = Tool::on(&sandbox);
    let mut set = String::new();
    for stop in guide::stops(&sandbox, tool.folder()) {
        for (command, code) in stop.commands {
            let command = command.replace("$set", &set);
            let run = tool.run(&command.split(' ').collect::<Vec<_>>());
            assert_eq!(run.code, i32::from(code), "{}\n{run}", stop.title);
            if command.starts_with("backup-rdb") {
                set = run.last_line().to_owned();
            }
        }
    }
}
