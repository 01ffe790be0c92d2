//! `force-failover` with a fault before it begins, and when the new primary is there and clients are to be led to it.

use super::{breakable, held_at, says, while_busy, while_loading, while_saves_fail};
use crate::harness::{Run, Running, Tool, until};
use crate::sandbox::{Fault, Moment, Sandbox, Server};

/// The sb chart with keys; cache-redis-1 is to take over from cache-redis-0.
struct Cache {
    sandbox: Sandbox,
    tool: Tool,
    old: Server,
    new: Server,
}

const FORCE: [&str; 4] = ["force-failover", "cache-redis-1", "--confirm", "apps/cache"];
/// What does the rest where the one that is named is a primary already, and its rival is one, too.
const REST: [&str; 5] = ["promote-replica", "cache-redis-1", "--force", "--confirm", "apps/cache"];
const BACK: [&str; 3] = ["promote-replica", "cache-redis-0", "--yes"];
const SOON: [&str; 6] = ["--node-timeout", "2s", "--request-timeout", "2s", "--max-wait", "5s"];
/// The lock is taken, and the new one is about to be asked.
const BEGUN: Moment = Moment { of: ("POST", "/leases"), later: 1 };
/// It is a primary, and the first Service is led to it.
const PROMOTED: Moment = Moment { of: ("PATCH", "/services/"), later: 0 };

impl Cache {
    fn new() -> Self {
        let sandbox = breakable();
        let tool = Tool::on(&sandbox);
        let (old, new) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
        for number in 0..20 {
            old.cli(&["SET", &format!("user:{number}"), "x"]);
        }
        until("they are replicated", || new.info("slave_repl_offset") == old.info("master_repl_offset"));
        Self { sandbox, tool, old, new }
    }

    fn run(&self, words: &[&str]) -> Run {
        self.tool.run(&[words, &SOON].concat())
    }

    fn is_in_order(&self) {
        self.tool.run(&["check-replication", "--replicas", "2", "--wait", "20s"]).expect(0);
    }

    fn leads_to(&self) -> String {
        let service = self.sandbox.get("services", "apps", "cache-redis").expect("a Service");
        service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"].as_str().unwrap_or_default().to_owned()
    }

    /// Roles and keys of those that are well, and where the Service leads.
    fn state(&self) -> String {
        let of = |server: &Server| format!("{} {}", server.info("role"), server.cli(&["EXISTS", "user:0", "user:19"]));
        format!("{}, {}, {}", of(&self.old), of(&self.new), self.leads_to())
    }

    fn at(&self, moment: Moment, happen: impl FnOnce(Running) -> Run) -> Run {
        self.struck(&FORCE, moment, happen)
    }

    fn struck(&self, words: &[&str], moment: Moment, happen: impl FnOnce(Running) -> Run) -> Run {
        held_at((&self.sandbox, &self.tool), &[words, &SOON].concat(), moment, happen)
    }

    /// The new one leads with every key, the others follow it, the Service leads to it, and no lock is left.
    fn is_over(&self, run: &Run) {
        assert_eq!((self.new.info("role").as_str(), self.leads_to().as_str()), ("master", "cache-redis-1"), "{run}");
        assert_eq!(self.new.cli(&["EXISTS", "user:0", "user:19"]), "2", "{run}");
        self.is_in_order();
        assert!(self.sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{run}");
    }

    /// Comes to the end by the same command, or by the one that its refusal names.
    fn comes_to_its_end(&self) {
        let again = self.run(&FORCE);
        if again.code == 4 {
            says(&again, &["redis-ops promote-replica cache-redis-1"]);
            self.run(&REST).expect(0);
        } else {
            again.expect(0);
        }
        self.is_over(&again);
    }

    fn goes_back(&self) {
        self.run(&BACK).expect(0);
        self.is_in_order();
    }
}

#[test]
fn what_goes_wrong_before_a_forced_failover_begins_changes_nothing() {
    let cache = Cache::new();
    let before = cache.state();
    let refused = |what: &str, word: &str, heal: &dyn Fn()| {
        let run = cache.run(&FORCE);
        heal();
        assert!([4, 5].contains(&run.code), "{what}\n{run}");
        says(&run, &["error: ", word]);
        assert_eq!(cache.state(), before, "{what}\n{run}");
    };
    cache.sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned()));
    refused("a node that is gone", "no route to host", &|| cache.sandbox.clear_faults());
    for (status, word) in [(401, "Unauthorized"), (500, "request timed out")] {
        cache.sandbox.fail_after(3, status, word);
        refused("an API server that refuses", word, &|| cache.sandbox.fail_no_more());
    }
    cache.sandbox.deny("get", "pods/portforward");
    refused("no right to its pods", "--subresource=portforward", &|| cache.sandbox.allow_all());
    cache.sandbox.deny("patch", "services");
    refused("no right to its Services", "can-i patch services -n apps", &|| cache.sandbox.allow_all());
    cache.new.pause();
    refused("silence", "cache-redis-1", &|| cache.new.resume());
    while_busy(&cache.new, || {
        let run = cache.run(&FORCE);
        run.expect(4);
        says(&run, &["cache-redis-1", "BUSY"]);
    });
    while_loading(&cache.old, &cache.new, || {
        let run = cache.run(&FORCE);
        run.expect(4);
        says(&run, &["is reading its data"]);
    });
    assert_eq!(cache.state(), before);
    // At the moment when it begins.
    let strikes: [(&str, Strike, Strike); 3] = [
        ("API", |cache| cache.sandbox.kill_api(), |cache| cache.sandbox.restart_api()),
        (
            "cut",
            |cache| cache.sandbox.forward_fault(Fault::CutAfter { bytes: 0 }),
            |cache| cache.sandbox.clear_faults(),
        ),
        ("401", |cache| cache.sandbox.fail_after(0, 401, "Unauthorized"), |cache| cache.sandbox.fail_no_more()),
    ];
    for (name, strike, heal) in strikes {
        let run = cache.at(BEGUN, |running| {
            strike(&cache);
            cache.sandbox.release();
            running.wait()
        });
        heal(&cache);
        run.expect(5);
        assert_eq!(cache.state(), before, "{name}\n{run}");
    }
    let killed = cache.at(BEGUN, |running| {
        running.signal("KILL");
        running.wait()
    });
    killed.expect(137);
    assert_eq!(cache.state(), before);
    cache.comes_to_its_end();
}

/// What a primary says of itself or does not say is what the command is for.
#[test]
fn whatever_the_old_primary_is_in_it_is_replaced() {
    let cache = Cache::new();
    let replaced = |what: &str| {
        let run = cache.run(&FORCE);
        assert_eq!(run.code, 0, "{what}\n{run}");
        assert_eq!((cache.new.info("role").as_str(), cache.leads_to().as_str()), ("master", "cache-redis-1"), "{what}");
        assert_eq!(cache.new.cli(&["EXISTS", "user:0", "user:19"]), "2", "{what}\n{run}");
    };
    cache.old.pause();
    replaced("silence");
    cache.old.resume();
    // It is a second primary now, as the plan has said.
    cache.run(&REST).expect(0);
    cache.goes_back();
    while_busy(&cache.old, || replaced("BUSY"));
    cache.run(&REST).expect(0);
    cache.goes_back();
    while_saves_fail(&cache.old, || {
        assert!(cache.old.reply(&["SET", "a", "1"]).to_string().contains("MISCONF"));
        // From 7.0 on it would end at the first write that it is sent, and start again as a primary.
        let ends = "as a replica it would end at the first write that it is sent";
        let run = cache.run(&["promote-replica", "cache-redis-1", "--yes"]);
        says(run.expect(4), &[ends, "replica-ignore-disk-write-errors yes"]);
        says(cache.run(&[&FORCE[..2], &["--dry-run"]].concat()).expect(0), &[ends]);
        cache.old.config_set("replica-ignore-disk-write-errors", "yes");
        replaced("MISCONF");
    });
    cache.goes_back();
    cache.old.config_set("maxmemory-policy", "noeviction");
    cache.old.config_set("maxmemory", "1");
    replaced("OOM");
    // Back to it would be to one that takes no writes.
    let run = cache.run(&BACK);
    run.expect(4);
    says(&run, &["as the primary it would refuse writes (OOM)", "writes-refused"]);
    cache.old.config_set("maxmemory", "0");
    cache.goes_back();
    cache.new.config_set("replica-ignore-disk-write-errors", "yes");
    while_saves_fail(&cache.new, || {
        let run = cache.run(&["promote-replica", "cache-redis-1", "--yes"]);
        run.expect(4);
        says(&run, &["as the primary it would refuse writes (MISCONF)"]);
    });
    cache.old.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    replaced("READONLY");
    cache.goes_back();
}

#[test]
fn a_new_primary_that_takes_no_writes_is_told_before_and_after() {
    let cache = Cache::new();
    let told = |word: &str| {
        let dry = cache.run(&[&FORCE[..2], &["--dry-run"]].concat());
        dry.expect(0);
        says(&dry, &[&format!("it would refuse writes ({word})")]);
        let run = cache.run(&FORCE);
        run.expect(6);
        says(&run, &[word, "redis-ops promote-replica cache-redis-1"]);
        assert_eq!((cache.new.info("role").as_str(), cache.leads_to().as_str()), ("master", "cache-redis-1"), "{run}");
        assert_eq!(cache.new.cli(&["EXISTS", "user:0", "user:19"]), "2", "{run}");
    };
    cache.new.config_set("maxmemory-policy", "noeviction");
    cache.new.config_set("maxmemory", "1");
    told("OOM");
    cache.new.config_set("maxmemory", "0");
    cache.comes_to_its_end();
    cache.goes_back();
    while_saves_fail(&cache.new, || told("MISCONF"));
    cache.comes_to_its_end();
}

/// Something that goes wrong, or right again.
type Strike = fn(&Cache);

#[test]
fn what_goes_wrong_once_the_new_primary_is_there_is_told_with_what_does_the_rest() {
    let strikes: [(&str, Strike, Strike); 4] = [
        (
            "cut",
            |cache| cache.sandbox.forward_fault(Fault::CutAfter { bytes: 0 }),
            |cache| cache.sandbox.clear_faults(),
        ),
        (
            "node",
            |cache| cache.sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned())),
            |cache| cache.sandbox.clear_faults(),
        ),
        ("API", |cache| cache.sandbox.kill_api(), |cache| cache.sandbox.restart_api()),
        ("401", |cache| cache.sandbox.fail_after(0, 401, "Unauthorized"), |cache| cache.sandbox.fail_no_more()),
    ];
    told_with_what_does_the_rest(&strikes);
}

#[test]
fn an_api_that_fails_or_a_pod_that_goes_once_the_new_primary_is_there_is_told_too() {
    let strikes: [(&str, Strike, Strike); 3] = [
        (
            "5xx",
            |cache| cache.sandbox.fail_after(0, 500, "etcdserver: request timed out"),
            |cache| cache.sandbox.fail_no_more(),
        ),
        ("the old pod", |cache| cache.sandbox.delete("pods", "apps", "cache-redis-0"), |_| {}),
        ("the new pod", |cache| cache.sandbox.delete("pods", "apps", "cache-redis-1"), |_| {}),
    ];
    told_with_what_does_the_rest(&strikes);
}

fn told_with_what_does_the_rest(strikes: &[(&str, Strike, Strike)]) {
    let mut cache = Cache::new();
    for &(name, strike, heal) in strikes {
        let run = cache.at(PROMOTED, |running| {
            strike(&cache);
            cache.sandbox.release();
            running.wait()
        });
        heal(&cache);
        // A pod that is there again at once may be led like any other.
        let codes: &[i32] = if name.ends_with("pod") { &[0, 6] } else { &[6] };
        assert!(codes.contains(&run.code), "{name}\n{run}");
        if run.code == 6 {
            says(&run, &["cache-redis-1", "hint: ", "redis-ops "]);
        }
        (cache.old, cache.new) =
            (cache.sandbox.pod("apps", "cache-redis-0"), cache.sandbox.pod("apps", "cache-redis-1"));
        cache.old.wait_until_answering();
        cache.new.wait_until_answering();
        cache.comes_to_its_end();
        cache.goes_back();
    }
}

#[test]
fn a_forced_failover_that_is_ended_or_killed_half_way_is_carried_on() {
    let cache = Cache::new();
    for moment in [BEGUN, PROMOTED] {
        let run = cache.at(moment, |running| {
            running.signal("TERM");
            cache.sandbox.release();
            running.wait()
        });
        run.expect(143);
        assert!(!run.stderr.contains("nothing was left behind"), "{run}");
        says(&run, &["carried to its end"]);
        assert_eq!((cache.new.info("role").as_str(), cache.leads_to().as_str()), ("master", "cache-redis-1"), "{run}");
        cache.is_over(&run);
        cache.goes_back();
    }
    let run = cache.at(PROMOTED, |running| {
        running.signal("KILL");
        running.wait()
    });
    run.expect(137);
    cache.comes_to_its_end();
}

#[test]
fn a_promotion_whose_connections_are_cut_is_ended_by_the_same_command() {
    let cache = Cache::new();
    let before = cache.state();
    let promote = ["promote-replica", "cache-redis-1", "--yes"];
    // Before the switch, and after it.
    for moment in [Moment { of: ("POST", "/leases"), later: 4 }, PROMOTED] {
        let run = cache.struck(&promote, moment, |running| {
            cache.sandbox.forward_fault(Fault::CutAfter { bytes: 0 });
            cache.sandbox.release();
            running.wait()
        });
        cache.sandbox.clear_faults();
        match run.code {
            4 | 5 => assert_eq!(cache.state(), before, "{run}"),
            _ => {
                run.expect(6);
                says(&run, &["redis-ops promote-replica cache-redis-1"]);
            }
        }
    }
    let run = cache.run(&promote);
    run.expect(0);
    cache.is_over(&run);
}
