//! What runs that were killed have left: in a namespace locks that nobody renews and helper pods that nobody waits for, on a
//! server users that nobody logs in as.

use super::benchmark::USER_PREFIX;
use crate::report::{Finding, Severity, units};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

/// The label of all that redis-ops makes.
pub const SELECTOR: &str = "app.kubernetes.io/managed-by=redis-ops";

/// A lock that was not renewed for so long is a dead run's, also where clocks differ a little: they are renewed every few
/// seconds.
const ALIVE: Duration = Duration::minutes(2);

/// Findings for what is left, from the Leases and pods with that label, as the API has them.
pub fn judge(leases: &[Value], pods: &[Value], now: DateTime<Utc>) -> Vec<Finding> {
    let (mut found, mut is_somebody_at_work) = (Vec::new(), false);
    for lease in leases {
        let renewed = time(&lease["spec"]["renewTime"]).or_else(|| time(&lease["metadata"]["creationTimestamp"]));
        let Some(renewed) = renewed.filter(|renewed| now - *renewed > ALIVE) else {
            is_somebody_at_work = true;
            continue;
        };
        let holder = lease["spec"]["holderIdentity"].as_str().unwrap_or("a run");
        let message = format!(
            "is the lock of {holder}, which has not renewed it since {}: the next run takes it over",
            units::age(renewed, now)
        );
        found.push(left("leases", lease, message));
    }
    // A pod without its lock is nobody's; while somebody is at work it may be theirs.
    for pod in pods.iter().filter(|_| !is_somebody_at_work) {
        let made = time(&pod["metadata"]["creationTimestamp"]).filter(|made| now - *made > ALIVE);
        let Some(made) = made else { continue };
        let phase = pod["status"]["phase"].as_str().unwrap_or("of unknown state");
        let message = format!("is a helper pod ({phase}), made {}, and no run is at work here", units::age(made, now));
        found.push(left("pods", pod, message));
    }
    found
}

/// A finding for users that `benchmark` has made and not removed, of all users of a server.
pub fn judge_users(subject: &str, users: &[String]) -> Option<Finding> {
    let left: Vec<&str> = users.iter().map(String::as_str).filter(|user| user.starts_with(USER_PREFIX)).collect();
    (!left.is_empty()).then(|| {
        let names = left.join(", ");
        let message = format!("has the user {names}: unless a benchmark is at work, one that was killed has left it");
        Finding::new("left-behind", Severity::Warning, subject, message)
            .hint(format!("the next benchmark removes it, or redis-ops cli -- ACL DELUSER {}", left.join(" ")))
    })
}

fn left(resource: &str, object: &Value, message: String) -> Finding {
    let text = |name: &str| object["metadata"][name].as_str().unwrap_or_default();
    let (name, namespace) = (text("name"), text("namespace"));
    Finding::new("left-behind", Severity::Warning, format!("{resource}/{name}"), message)
        .hint(format!("kubectl delete {resource} {name} -n {namespace}"))
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_nobody_renews_is_left_and_what_somebody_may_use_is_not() {
        let now: DateTime<Utc> = "2026-11-28T12:00:00Z".parse().expect("a time");
        let lease = |renewed: &str| {
            let metadata = json!({"name": "redis-ops-cache", "namespace": "apps"});
            json!({"metadata": metadata, "spec": {"renewTime": renewed, "holderIdentity": "backup-rdb of a@b, process 7"}})
        };
        let pod = json!({
            "metadata": {"name": "redis-ops-restore-1", "namespace": "apps", "creationTimestamp": "2026-11-28T11:00:00Z"},
            "status": {"phase": "Running"},
        });
        let pods = std::slice::from_ref(&pod);
        let dead = lease("2026-11-28T11:00:00.000000Z");
        let found = judge(std::slice::from_ref(&dead), pods, now);
        let subjects: Vec<&str> = found.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!(subjects, ["leases/redis-ops-cache", "pods/redis-ops-restore-1"]);
        assert!(found[0].message.contains("backup-rdb of a@b, process 7"), "{}", found[0].message);
        assert_eq!(judge(&[lease("2026-11-28T11:59:55Z")], pods, now), []);
        assert_eq!(judge(&[], &[], now), []);
        let users = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        assert_eq!(judge_users("apps/a", &users(&["default", "redis-ops"])), None);
        let found = judge_users("apps/a", &users(&["default", "redis-ops-benchmark-1f"])).expect("it is left");
        assert!(found.message.contains("redis-ops-benchmark-1f") && found.id == "left-behind", "{}", found.message);
    }
}
