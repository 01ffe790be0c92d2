//! What a run will do.

use super::test::Test;
use super::{Load, Origin, PREFIX};
use crate::domain::plan::{Danger, Plan, Step};
use crate::report::units;

/// What the plan is made of.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The instance's name.
    pub target: String,
    /// The run's own word in names.
    pub run: &'a str,
    /// Primaries, as messages name them.
    pub primaries: Vec<String>,
    /// Where the load is to come from first.
    pub from: Origin,
    /// Whether it may come through the tunnel where no pod can make it.
    pub or_tunnel: bool,
    /// The image of the pod.
    pub image: Option<String>,
    /// The user that the load logs in as; none where servers want no login.
    pub user: Option<String>,
    /// The tests, in order.
    pub tests: &'a [Test],
    /// How much.
    pub load: Load,
    /// What it takes of each primary, in bytes.
    pub expected_bytes: u64,
    /// Keys live for so long at most.
    pub ttl_seconds: u64,
    /// Whether a primary has replicas.
    pub has_replicas: bool,
    /// Whether a primary has an AOF.
    pub has_aof: bool,
}

/// The plan.
#[must_use]
pub fn plan(facts: &Facts<'_>) -> Plan {
    let (load, on) = (facts.load, facts.primaries.join(", "));
    let mut steps = Vec::new();
    let what = if facts.tests.iter().any(|test| test.uses_strings()) {
        format!("{} keys of {}", units::count(load.keyspace), units::bytes(load.data_bytes))
    } else {
        "what the tests read".to_owned()
    };
    let ttl = units::duration(facts.ttl_seconds as f64);
    steps.push(Step::new(
        "keys",
        format!("write {what} to {on}, all below {PREFIX}{}: and expiring within {ttl}", facts.run),
    ));
    if let (Origin::Pod, Some(user)) = (facts.from, &facts.user) {
        let step = format!("make the user {user} on {on}, which may touch these keys and no others");
        steps.push(Step::new("user", step).undone_by(format!("redis-ops cli -- ACL DELUSER {user}, on each of them")));
    }
    if let (Origin::Pod, Some(image)) = (facts.from, &facts.image) {
        steps.push(Step::new("pod", format!("make the pod {} of the image {image}", pod_name(facts.run))));
    }
    let amount = match load.duration_milliseconds {
        Some(milliseconds) => format!("for {}", units::duration(milliseconds as f64 / 1000.0)),
        None => format!("{} requests", units::count(load.requests)),
    };
    let pipeline = if load.pipeline > 1 { format!(", {} at a time", load.pipeline) } else { String::new() };
    for test in facts.tests {
        let each = if facts.primaries.len() > 1 { " to each primary" } else { "" };
        let step = format!("{}: {amount} over {} connections{pipeline}{each}", test.name(), load.clients);
        steps.push(Step::new("test", step));
    }
    steps.push(Step::new("remove", "remove what was made"));
    let mut remarks = vec![format!(
        "the load takes what the servers can give: clients of {} wait longer meanwhile; about {} of memory on each primary",
        facts.target,
        units::bytes(facts.expected_bytes)
    )];
    if facts.has_replicas || facts.has_aof {
        let where_to = match (facts.has_replicas, facts.has_aof) {
            (true, true) => "to replicas and into the AOF",
            (true, false) => "to replicas",
            _ => "into the AOF",
        };
        remarks.push(format!("what is written goes {where_to}, too"));
    }
    match facts.from {
        Origin::Pod if facts.or_tunnel => {
            remarks.push(
                "where no pod can make the load it comes through the tunnel, which is slower, and that is said"
                    .to_owned(),
            );
        }
        Origin::Tunnel => {
            remarks.push("through the tunnel of the Kubernetes API: what is measured is the tunnel, too".to_owned())
        }
        _ => {}
    }
    Plan {
        intent: format!("put a load on {}", facts.target),
        target: facts.target.clone(),
        danger: Danger::Changes,
        steps,
        remarks,
    }
}

/// The name of the pod of a run.
#[must_use]
pub fn pod_name(run: &str) -> String {
    format!("redis-ops-benchmark-{run}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_says_what_is_written_where_the_load_is_from_and_what_it_costs() {
        let load = Load {
            requests: 100_000,
            duration_milliseconds: None,
            clients: 50,
            pipeline: 4,
            data_bytes: 3,
            keyspace: 10_000,
        };
        let mut facts = Facts {
            target: "apps/cache".into(),
            run: "r1",
            primaries: vec!["apps/a".into(), "apps/b".into()],
            from: Origin::Pod,
            or_tunnel: true,
            image: Some("redis:7.4".into()),
            user: Some("redis-ops-benchmark-r1".into()),
            tests: &[Test::Set, Test::Get],
            load,
            expected_bytes: 4 << 20,
            ttl_seconds: 900,
            has_replicas: true,
            has_aof: false,
        };
        let lines = plan(&facts).lines().join("\n");
        for part in [
            "10,000 keys of 3B to apps/a, apps/b",
            "redis-ops:benchmark:r1:",
            "15m00s",
            "ACL DELUSER redis-ops-benchmark-r1",
            "the pod redis-ops-benchmark-r1 of the image redis:7.4",
            "set: 100,000 requests over 50 connections, 4 at a time to each primary",
            "goes to replicas, too",
            "through the tunnel, which is slower",
        ] {
            assert!(lines.contains(part), "{part} is not in\n{lines}");
        }
        (facts.from, facts.or_tunnel) = (Origin::Tunnel, false);
        let lines = plan(&facts).lines().join("\n");
        assert!(
            !lines.contains("the pod ") && !lines.contains("ACL") && lines.contains("is the tunnel, too"),
            "{lines}"
        );
    }
}
