//! `cutover` with a fault before it begins, while the full copy is taken, and when the Services are to be led over.

use super::{held_at, says, while_loading, while_saves_fail};
use crate::commands::cutover::standalone;
use crate::harness::{Run, Running, Tool, until};
use crate::sandbox::{Deployment, Fault, Moment, Sandbox, Server};
use serde_json::Value;

/// Blue with keys, and green.
struct Pair {
    sandbox: Sandbox,
    tool: Tool,
    blue: Server,
    green: Server,
}

const OVER: [&str; 7] = ["cutover", "--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis"];
const SOON: [&str; 6] = ["--node-timeout", "1s", "--request-timeout", "2s", "--max-wait", "10s"];
/// The switch is done, and the first Service is led over.
const SWITCHED: Moment = Moment { of: ("PATCH", "/services/"), later: 0 };

impl Pair {
    fn new() -> Self {
        Self::of(standalone())
    }

    /// With servers that can be brought into any state.
    fn breakable() -> Self {
        let settings = "appendonly yes\n    enable-debug-command yes\n    loading-process-events-interval-bytes 1024";
        let yaml =
            Deployment::BitnamiStandalone.yaml().replace("argocd.argoproj.io/tracking-id", "example.com/tracked");
        let sandbox = Sandbox::builder().yaml(&yaml.replace("appendonly yes", settings)).namespace("data").start();
        let tool = Tool::on(&sandbox);
        Self::of((sandbox, tool))
    }

    fn of((sandbox, tool): (Sandbox, Tool)) -> Self {
        let (blue, green) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
        for number in 0..20 {
            blue.cli(&["SET", &format!("user:{number}"), "x"]);
        }
        Self { sandbox, tool, blue, green }
    }

    fn run(&self, words: &[&str]) -> Run {
        self.tool.run(&[words, &SOON].concat())
    }

    fn selector(&self) -> Value {
        self.sandbox.get("services", "data", "redis-master").expect("a Service")["spec"]["selector"].clone()
    }

    /// Roles, keys, and where the Service leads.
    fn state(&self) -> String {
        let of = |server: &Server| format!("{} {}", server.info("role"), server.cli(&["DBSIZE"]));
        format!("{}, {}, {}", of(&self.blue), of(&self.green), self.selector())
    }

    /// What the run says goes back does, and then the same command comes to its end.
    fn goes_back_and_over(&self, run: &Run) {
        let back = "redis-ops cutover --from data/prod-redis --to data/redis --switch none --confirm data/redis";
        says(run, &[back]);
        let words: Vec<&str> = back.split(' ').skip(1).collect();
        self.run(&words).expect(0);
        assert_eq!(self.blue.info("role"), "master");
        let again = self.run(&OVER);
        again.expect(0);
        self.is_over(&again);
    }

    /// Every key is with the one that leads, to whom the Service leads too.
    fn is_over(&self, run: &Run) {
        assert_eq!((self.blue.info("role").as_str(), self.green.info("role").as_str()), ("slave", "master"), "{run}");
        assert_eq!(self.green.cli(&["EXISTS", "user:0", "user:19"]), "2", "{run}");
        assert!(self.selector().to_string().contains("prod-redis-master-0"), "{run}");
        for name in ["redis", "prod-redis"] {
            assert!(self.sandbox.get("leases", "data", &format!("redis-ops-{name}")).is_none(), "{run}");
        }
    }
}

#[test]
fn what_goes_wrong_before_a_cutover_begins_changes_nothing() {
    let pair = Pair::new();
    let before = pair.state();
    let refused = |what: &str, word: &str, heal: &dyn Fn()| {
        let run = pair.run(&OVER);
        heal();
        assert!([4, 5].contains(&run.code), "{what}\n{run}");
        says(&run, &["error: ", word]);
        assert_eq!(pair.state(), before, "{what}\n{run}");
    };
    pair.sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned()));
    refused("a node that is gone", "no route to host", &|| pair.sandbox.clear_faults());
    pair.sandbox.fail_after(3, 401, "Unauthorized");
    refused("a token that expires", "Unauthorized", &|| pair.sandbox.fail_no_more());
    pair.sandbox.fail_after(3, 500, "etcdserver: request timed out");
    refused("an API server that breaks down", "request timed out", &|| pair.sandbox.fail_no_more());
    for server in [&pair.blue, &pair.green] {
        server.pause();
        refused("silence", "did not answer", &|| server.resume());
    }
    pair.blue.config_set("lua-time-limit", "50");
    std::thread::scope(|scope| {
        scope.spawn(|| pair.blue.connect().and_then(|mut line| line.call(&["EVAL", "while true do end", "0"])));
        until("the script runs", || pair.blue.reply(&["PING"]).to_string().contains("BUSY"));
        refused("BUSY", "BUSY", &|| {
            pair.blue.reply(&["SCRIPT", "KILL"]);
        });
    });
    pair.blue.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    refused("READONLY", "primary", &|| {
        pair.blue.cli(&["REPLICAOF", "NO", "ONE"]);
    });
    let run = pair.run(&OVER);
    run.expect(0);
    pair.is_over(&run);
}

/// Runs it until this moment, and lets something happen then.
fn at(pair: &Pair, moment: Moment, happen: impl FnOnce(Running) -> Run) -> Run {
    held_at((&pair.sandbox, &pair.tool), &[&OVER[..], &SOON].concat(), moment, happen)
}

/// Something that goes wrong, or right again.
type Strike = fn(&Pair);

#[test]
fn what_goes_wrong_after_the_switch_is_told_with_the_way_back() {
    let strikes: [(&str, Strike, Strike); 3] = [
        ("cut", |pair| pair.sandbox.forward_fault(Fault::CutAfter { bytes: 0 }), |pair| pair.sandbox.clear_faults()),
        ("API", |pair| pair.sandbox.kill_api(), |pair| pair.sandbox.restart_api()),
        ("401", |pair| pair.sandbox.fail_after(0, 401, "Unauthorized"), |pair| pair.sandbox.fail_no_more()),
    ];
    for (name, strike, heal) in strikes {
        let pair = Pair::new();
        let run = at(&pair, SWITCHED, |running| {
            strike(&pair);
            pair.sandbox.release();
            running.wait()
        });
        heal(&pair);
        run.expect(6);
        says(&run, &["the switch is done", "redis-master-0", "goes back"]);
        assert_eq!((pair.blue.info("role").as_str(), pair.green.info("role").as_str()), ("slave", "master"), "{run}");
        assert_eq!(pair.green.cli(&["EXISTS", "user:0", "user:19"]), "2", "{name}\n{run}");
        if !pair.selector().to_string().contains("prod-redis-master-0") {
            pair.goes_back_and_over(&run);
        }
    }
}

#[test]
fn a_cutover_that_is_killed_leaves_what_its_own_words_mend() {
    let pair = Pair::new();
    let killed = |running: Running| {
        running.signal("KILL");
        running.wait()
    };
    // Before anything was done, the same command does it.
    at(&pair, Moment { of: ("POST", "/leases"), later: 6 }, killed).expect(137);
    let run = pair.run(&OVER);
    run.expect(0);
    pair.is_over(&run);
    let pair = Pair::new();
    at(&pair, SWITCHED, killed).expect(137);
    // The Service leads to one that takes no writes: what is refused says so, and how to go on.
    let run = pair.run(&OVER);
    run.expect(4);
    says(&run, &["it follows data/prod-redis-master-0", "takes no writes"]);
    pair.goes_back_and_over(&run);
}

#[test]
fn a_side_in_a_bad_state_is_refused_where_it_would_take_over_and_left_where_it_hands_over() {
    let pair = Pair::breakable();
    let before = pair.state();
    let refused = |word: &str| {
        let run = pair.run(&OVER);
        run.expect(4);
        says(&run, &["error: ", word]);
        assert_eq!((pair.blue.info("role").as_str(), pair.green.info("role").as_str()), ("master", "master"), "{run}");
    };
    for server in [&pair.blue, &pair.green] {
        while_loading(server, server, || refused("is reading its data"));
    }
    pair.green.config_set("save", "86400 1000000");
    while_saves_fail(&pair.green, || refused("as the primary it would refuse writes (MISCONF)"));
    pair.green.config_set("save", "");
    pair.green.config_set("maxmemory", "1");
    refused("as the primary it would refuse writes (OOM)");
    pair.green.config_set("maxmemory", "0");
    assert_eq!(pair.state(), before);
    // Leaving a primary that takes no writes any more is what it is for.
    pair.blue.config_set("maxmemory", "1");
    assert!(pair.blue.reply(&["SET", "a", "1"]).to_string().contains("OOM"));
    let run = pair.run(&OVER);
    run.expect(0);
    pair.is_over(&run);
    pair.blue.config_set("maxmemory", "0");
    pair.run(&["cutover", "--from", "data/prod-redis", "--to", "data/redis", "--confirm", "data/redis"]).expect(0);
    pair.blue.config_set("save", "86400 1000000");
    while_saves_fail(&pair.blue, || {
        assert!(pair.blue.reply(&["SET", "a", "1"]).to_string().contains("MISCONF"));
        let run = pair.run(&OVER);
        run.expect(4);
        says(&run, &["as a replica it would end at the first write that it is sent"]);
        pair.blue.config_set("replica-ignore-disk-write-errors", "yes");
        let run = pair.run(&OVER);
        run.expect(0);
        pair.is_over(&run);
    });
}

/// Each comes back as its deployment makes it: as a primary, with what its AOF holds.
#[test]
fn a_pod_that_is_deleted_after_the_switch_costs_nothing_and_is_told() {
    for name in ["redis-master-0", "prod-redis-master-0"] {
        let mut pair = Pair::new();
        let run = at(&pair, SWITCHED, |running| {
            pair.sandbox.delete("pods", "data", name);
            pair.sandbox.release();
            running.wait()
        });
        (pair.blue, pair.green) =
            (pair.sandbox.pod("data", "redis-master-0"), pair.sandbox.pod("data", "prod-redis-master-0"));
        pair.blue.wait_until_answering();
        pair.green.wait_until_answering();
        assert_eq!(pair.green.cli(&["EXISTS", "user:0", "user:19"]), "2", "{name}\n{run}");
        let follows = pair.blue.info("role") == "slave";
        // One that was back as a primary before its Service was led away may have taken a write: that is told by 7.
        let codes: [i32; 2] = if follows { [0, 6] } else { [6, 7] };
        assert!(codes.contains(&run.code), "{name}\n{run}");
        if run.code == 7 {
            says(&run, &["were acknowledged by the old primary after it took over"]);
        }
        if run.code == 6 {
            says(&run, &["the switch is done", "goes back"]);
        }
    }
}
