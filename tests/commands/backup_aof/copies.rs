//! Copies of AOFs of real servers, unpacked and loaded.

use super::set_of;
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

const BACKUP: [&str; 5] = ["backup-aof", "-n", "data", "-r", "redis"];

#[test]
fn a_copy_is_whole_and_verified() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    sandbox.fill(50);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--dry-run"]].concat());
    println!("{run}");
    let run = tool.run(&[&BACKUP[..], &["-v"]].concat());
    println!("{run}");
    run.expect(0);
    let set = set_of(&tool, &run);
    println!("{}", std::fs::read_to_string(set.join("manifest.json")).unwrap());
    let run = tool.run(&["backup-verify", "--load", &set.display().to_string()]);
    println!("{run}");
    run.expect(0);
    panic!()
}
