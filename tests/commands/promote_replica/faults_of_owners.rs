//! Who dies half-way, for every owner that acts: the account is true, nothing is lost, and the commands that it names do
//! what they say. The sb chart has a file of its own.

use super::cluster::{leader, on_short_timeout, shard};
use super::faults::once_primary;
use super::{last_replica, primary, servers};
use crate::harness::operators::Operators;
use crate::harness::writer::Writer;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What health finds where Sentinel has not come to terms with something yet.
const OF_OWNERS: [&str; 4] =
    ["sentinels-disagree", "sentinel-primary-wrong", "sentinel-primary-unseen", "sentinel-no-quorum"];

struct Place {
    sandbox: Arc<Sandbox>,
    tool: Tool,
    namespace: &'static str,
    instance: &'static str,
    old: Server,
    new: Server,
    is_cluster: bool,
}

impl Place {
    fn of(deployment: Deployment, namespace: &'static str, instance: &'static str) -> Self {
        let sandbox = Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start());
        let is_cluster = deployment == Deployment::RedisCluster;
        let (old, new) = if is_cluster {
            on_short_timeout(&sandbox, namespace);
            shard(&sandbox, namespace)
        } else {
            (primary(&sandbox, namespace), last_replica(&sandbox, namespace))
        };
        Self { tool: Tool::on(&sandbox), sandbox, namespace, instance, old, new, is_cluster }
    }

    fn sentinel() -> Self {
        Self::of(Deployment::BitnamiSentinel, "web", "session")
    }

    fn cluster() -> Self {
        Self::of(Deployment::RedisCluster, "default", "redis-cluster")
    }

    fn opstree() -> Self {
        Self::of(Deployment::OtAlone, "ot", "store")
    }

    fn spotahome() -> Self {
        Self::of(Deployment::Spotahome, "redis-system", "redis-cluster")
    }

    /// Sentinel's own patience, shortened: it has another one take over sooner.
    fn with_hasty_sentinels(self) -> Self {
        for sentinel in self.sandbox.sentinels(self.namespace) {
            sentinel.cli(&["SENTINEL", "SET", "mymaster", "failover-timeout", "5000"]);
            sentinel.cli(&["SENTINEL", "SET", "mymaster", "down-after-milliseconds", "5000"]);
        }
        self
    }

    /// Promotes, and does something as soon as the new one is a primary.
    fn promote_and(&self, act: impl FnOnce() + Send) -> Run {
        let words =
            ["promote-replica", self.new.pod(), "-n", self.namespace, "-r", self.instance, "--yes", "-o", "json"];
        let run = self.tool.start(&[&words[..], &["--max-wait", "3s", "--node-timeout", "1s"]].concat());
        once_primary(&self.new, act);
        run.wait()
    }

    /// The server that takes the writer's writes.
    fn primary(&self) -> Server {
        if self.is_cluster { leader(&self.sandbox, self.namespace) } else { primary(&self.sandbox, self.namespace) }
    }

    /// Waits until there is one primary, everybody follows it, and whoever decides about it has come to terms with that.
    fn until_in_order(&self) {
        let check = ["check-replication", "-n", self.namespace, "-r", self.instance];
        let health = ["health", "-n", self.namespace, "-r", self.instance, "-o", "json"];
        until("replication is in order", || self.tool.run(&check).code == 0);
        let disagree = |ids: &[String]| ids.iter().any(|id| OF_OWNERS.contains(&id.as_str()));
        until("its owner agrees", || !disagree(&self.tool.run(&health).finding_ids()));
    }

    /// Runs the commands that the finding names, one after the other.
    fn follow_the_hint(&self, run: &Run) {
        let _operators = Operators::of(&self.sandbox);
        let hint = run.finding("promotion-unfinished")["hint"].as_str().expect("a hint").to_owned();
        for part in hint.split("; ") {
            let ends = [" does what is left", " goes back", " makes it so"];
            let end = ends.iter().find_map(|end| part.find(end)).unwrap_or_else(|| panic!("no end in {part:?}: {run}"));
            let begin = part.find("redis-ops ").unwrap_or_else(|| panic!("no command in {part:?}: {run}"));
            let mut words: Vec<&str> = part[begin..end].split(' ').skip(1).collect();
            if !words.contains(&"--confirm") {
                words.push("--yes");
            }
            self.tool.run(&words).expect(0);
            let named = words[1];
            assert_eq!(self.primary().pod(), named, "{part:?} of {run}");
            self.until_in_order();
        }
    }

    fn old_dies(&self) {
        let writer = Writer::start(vec![self.old.clone(), self.new.clone()]);
        let run = self.promote_and(|| self.old.kill());
        run.expect(6);
        assert_eq!(run.json()["data"]["to"], self.new.pod(), "{run}");
        writer.until_more(20);
        let written = writer.stop();
        assert_eq!(written.lost_on(&self.new), [0_u64; 0], "{run}");
        self.old.restart();
        if !self.is_cluster {
            // it comes back as a primary, or as a replica, by who owns the role
            self.sandbox.operators_act();
        }
        self.until_in_order();
        assert_eq!(written.lost_on(&self.primary()), [0_u64; 0], "{run}");
        self.follow_the_hint(&run);
        assert_eq!(written.lost_on(&self.primary()), [0_u64; 0], "{run}");
    }

    fn api_dies(&self) {
        let writer = Writer::start(vec![self.old.clone(), self.new.clone()]);
        let run = self.promote_and(|| self.sandbox.kill_api());
        run.expect(6);
        writer.until_more(20);
        let written = writer.stop();
        self.sandbox.restart_api();
        self.sandbox.operators_act();
        self.until_in_order();
        assert_eq!(self.primary().pod(), self.new.pod(), "{run}");
        assert_eq!(written.lost_on(&self.new), [0_u64; 0], "{run}");
        self.follow_the_hint(&run);
        assert_eq!(written.lost_on(&self.primary()), [0_u64; 0], "{run}");
    }

    /// What only the new primary took in the moment before it died is nobody's to keep; what was there before is.
    fn new_dies(&self) {
        let written = Writer::start(vec![self.old.clone(), self.new.clone()]).stop();
        let run = self.promote_and(|| self.new.kill());
        run.expect(6);
        assert!(
            run.finding("promotion-unfinished")["message"].as_str().is_some_and(|text| text.contains("in part")),
            "{run}"
        );
        // who has nobody to decide is told how to; the others are given the time
        let hint = run.finding("promotion-unfinished")["hint"].as_str().unwrap_or_default().to_owned();
        if hint.contains("force-failover") && hint.contains("goes back") {
            self.follow_force(&hint);
        } else {
            self.until_led();
        }
        assert_eq!(written.lost_on(&self.primary()), [0_u64; 0], "{run}");
        self.new.restart();
        self.sandbox.operators_act();
        self.until_in_order();
        assert_eq!(written.lost_on(&self.primary()), [0_u64; 0], "{run}");
    }

    fn follow_force(&self, hint: &str) {
        let begin = hint.find("redis-ops ").expect("a command");
        let end = hint.find(" goes back").expect("its end");
        let words: Vec<&str> = hint[begin..end].split(' ').skip(1).collect();
        let run = self.tool.run(&[&words[..], &["--node-timeout", "2s", "--max-wait", "5s"]].concat());
        // the dead one cannot follow, which is said
        assert!([0, 6].contains(&run.code), "{run}");
        assert_eq!(self.primary().pod(), self.old.pod(), "{run}");
    }

    /// Sentinel takes its time: a primary that says it is a replica is given twenty seconds.
    fn until_led(&self) {
        let start = Instant::now();
        while !self.somebody_leads() {
            let log = || self.old.log();
            assert!(start.elapsed() < Duration::from_secs(120), "nobody took over; the log of the old one:\n{}", log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn somebody_leads(&self) -> bool {
        let running = servers(&self.sandbox, self.namespace).into_iter().filter(Server::is_running);
        let primaries: Vec<Server> = running.filter(|server| server.info("role") == "master").collect();
        if self.is_cluster { primaries.iter().any(|one| one.pod() == self.old.pod()) } else { primaries.len() == 1 }
    }
}

#[test]
fn sentinel_whose_old_primary_dies() {
    Place::sentinel().old_dies();
}

#[test]
fn sentinel_while_the_api_dies() {
    Place::sentinel().api_dies();
}

#[test]
fn sentinel_whose_new_primary_dies() {
    Place::sentinel().with_hasty_sentinels().new_dies();
}

#[test]
fn a_cluster_whose_old_primary_dies() {
    Place::cluster().old_dies();
}

#[test]
fn a_cluster_while_the_api_dies() {
    Place::cluster().api_dies();
}

#[test]
fn a_cluster_whose_new_primary_dies() {
    Place::cluster().new_dies();
}

#[test]
fn opstrees_operator_whose_old_primary_dies() {
    Place::opstree().old_dies();
}

#[test]
fn opstrees_operator_while_the_api_dies() {
    Place::opstree().api_dies();
}

#[test]
fn opstrees_operator_whose_new_primary_dies() {
    Place::opstree().new_dies();
}

#[test]
fn the_sb_charts_new_primary_dies() {
    Place::of(Deployment::SbChart, "apps", "cache").new_dies();
}

#[test]
fn spotahomes_operator_whose_old_primary_dies() {
    Place::spotahome().old_dies();
}

#[test]
#[ignore = "more than a minute, most of it Sentinel's patience: cargo test --test main faults_of_owners::spota -- --ignored"]
fn spotahomes_operator_while_the_api_dies() {
    Place::spotahome().api_dies();
}

#[test]
#[ignore = "more than a minute, most of it Sentinel's patience: cargo test --test main faults_of_owners::spota -- --ignored"]
fn spotahomes_operator_whose_new_primary_dies() {
    Place::spotahome().with_hasty_sentinels().new_dies();
}
