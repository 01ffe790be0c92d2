//! Bare servers, named by `--url`: the others are those that they name themselves.

use super::{nothing_lost, primary, servers, with_writer};
use crate::harness::{Run, Tool};
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

#[test]
fn of_the_primary_itself_it_says_that_it_is_one_already() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let all = servers(&sandbox, "apps");
    let tool = Tool::alone().env("REDISCLI_AUTH", all[0].password().unwrap());
    let [first, second, third] = [0, 1, 2].map(|number| all[number].address().to_string());
    let url = format!("redis://{first}");
    let promote = |more: &[&str]| tool.run(&[&["promote-replica", &first, "--url", &url], more].concat());
    let words = |run: &Run| run.everything().split_whitespace().collect::<Vec<_>>().join(" ");
    // One that was there, and is silent now.
    all[2].pause();
    let run = promote(&["--node-timeout", "1s", "--dry-run"]);
    all[2].resume();
    run.expect(0);
    let said = words(&run);
    assert!(
        !said.contains("in place of") && said.contains(&format!("for {first}, the primary of {first} already")),
        "{run}"
    );
    assert!(said.contains(&format!("have {second} follow {first}")), "{run}");
    assert!(said.contains(&format!("{third} does not answer: it is not told to follow {first}")), "{run}");
    let run = promote(&["--yes"]);
    let said = words(run.expect(0));
    assert!(
        said.contains("was the primary already") && !said.contains("in place of") && !said.contains("go back"),
        "{run}"
    );
    assert_eq!(primary(&sandbox, "apps").address().to_string(), first);
}
