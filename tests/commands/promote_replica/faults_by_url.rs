//! Bare servers of which one dies half-way: there is nobody who decides, and no API that could tell. The account is true, and
//! the commands that it names do what they say.

use super::faults::once_primary;
use super::{primary, servers};
use crate::harness::writer::Writer;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};

/// Three servers, the first of them the primary, also whenever it starts; the others follow it when they start.
struct Bare {
    sandbox: Sandbox,
    tool: Tool,
    old: Server,
    new: Server,
}

impl Bare {
    fn start() -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
        let (old, new) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
        let tool = Tool::alone().env("REDISCLI_AUTH", old.password().expect("a password"));
        Self { sandbox, tool, old, new }
    }

    fn promote_and(&self, act: impl FnOnce() + Send) -> Run {
        let url = format!("redis://{}", self.new.address());
        let words = ["promote-replica", "--url", &url, "--yes", "-o", "json"];
        let run = self.tool.start(&[&words[..], &["--max-wait", "3s", "--node-timeout", "1s"]].concat());
        once_primary(&self.new, act);
        run.wait()
    }

    fn primary(&self) -> Server {
        primary(&self.sandbox, "apps")
    }
}

/// The command in a hint that ends with these words, as it is typed.
fn command(run: &Run, end: &str) -> Vec<String> {
    let finding = run.finding("promotion-unfinished");
    let hint = finding["hint"].as_str().expect("a hint");
    let before = hint.find(end).unwrap_or_else(|| panic!("no {end:?} in {hint:?}: {run}"));
    let begin = hint[..before].rfind("redis-ops ").unwrap_or_else(|| panic!("no command in {hint:?}: {run}"));
    hint[begin..before].split(' ').skip(1).map(str::to_owned).collect()
}

#[test]
fn the_old_primary_that_dies_and_comes_back_as_one_is_made_a_replica_and_goes_back() {
    let bare = Bare::start();
    let writer = Writer::start(servers(&bare.sandbox, "apps"));
    let run = bare.promote_and(|| bare.old.kill());
    run.expect(6);
    assert_eq!(run.json()["data"]["to"], bare.new.address().to_string(), "{run}");
    writer.until_more(20);
    let written = writer.stop();
    assert_eq!((bare.primary().pod(), written.lost_on(&bare.new)), ("cache-redis-1", Vec::new()), "{run}");
    bare.old.restart();
    assert_eq!(bare.old.info("role"), "master");
    let tool = |words: &[String], more: &[&str]| {
        let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
        bare.tool.run(&words)
    };
    // its writes would be lost: not without its name
    let joined = command(&run, " makes it a replica");
    let refused = tool(&joined[..joined.len() - 3], &["--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("are both primaries"), "{refused}");
    tool(&joined, &[]).expect(0);
    assert_eq!((bare.primary().pod(), bare.old.info("master_link_status").as_str()), ("cache-redis-1", "up"), "{run}");
    tool(&command(&run, " goes back"), &["--yes"]).expect(0);
    let now = bare.primary();
    assert_eq!((now.pod(), written.lost_on(&now)), ("cache-redis-0", Vec::new()), "{run}");
    until("all follow it", || now.info("connected_slaves") == "2");
}

#[test]
fn the_new_primary_that_dies_leaves_a_command_that_goes_back() {
    let bare = Bare::start();
    let written = Writer::start(servers(&bare.sandbox, "apps")).stop();
    let run = bare.promote_and(|| bare.new.kill());
    run.expect(6);
    let back = command(&run, " goes back");
    let words: Vec<&str> =
        back.iter().map(String::as_str).chain(["--node-timeout", "2s", "--max-wait", "5s", "-o", "json"]).collect();
    let forced = bare.tool.run(&words);
    // the dead one cannot follow, which is said
    assert!([0, 6].contains(&forced.code), "{forced}");
    let now = bare.primary();
    assert_eq!((now.pod(), written.lost_on(&now)), ("cache-redis-0", Vec::new()), "{forced}");
    // the third may have been led to the dead one, which nobody but itself knows: then its command is named
    let third = bare.sandbox.pod("apps", "cache-redis-2");
    let leads = format!(" leads {} to it", third.address());
    assert!(forced.finding("followers-unseen")["hint"].to_string().contains("--url redis://HOST:PORT"), "{forced}");
    if run.finding("promotion-unfinished")["hint"].to_string().contains(&leads) {
        let words = command(&run, &leads);
        bare.tool.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
    }
    until("the third follows", || third.info("master_link_status") == "up");
    assert_eq!(now.info("connected_slaves"), "1", "{forced}");
    bare.new.restart();
    until("all follow it", || [&bare.new, &third].iter().all(|one| one.info("master_link_status") == "up"));
    until("the third has all", || written.lost_on(&third).is_empty());
}
