//! Rules `phantom-replica`, as `replication-info` has it, `replica-outside` and `replica-writable`: who else follows, and
//! whether replicas do nothing but follow.

use super::HealthFacts;
use crate::domain::replication::{self, Limits, Topology};
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;

pub(super) fn judge(facts: &HealthFacts, topology: &Topology) -> Vec<Finding> {
    let all_known = !facts.partial && facts.members.iter().all(|member| member.pod.is_some());
    // In a cluster the nodes themselves tell who follows whom.
    let mut findings = replication::judge_structure(topology, all_known && facts.cluster.is_none());
    // A silent member that may be the one followed is told as such.
    findings.retain(|finding| finding.severity != Severity::Unknown);
    // What is being copied right now is a snapshot under way, such as our own backup.
    let copying = topology.attached.iter().filter(|one| one.is_phantom()).all(|one| one.state != "online");
    for finding in findings.iter_mut().filter(|finding| finding.id == "phantom-replica" && copying) {
        finding.severity = Severity::Info;
    }
    // One that is none of the members is judged by what is said of it where it is attached.
    let limits = Limits {
        warning_bytes: facts.thresholds.lag_bytes,
        critical_bytes: u64::MAX,
        max_silence: facts.thresholds.lag,
    };
    findings.extend(replication::judge_attached_lag(topology, limits).into_iter().map(|mut finding| {
        // It was attached a second ago, which is told and alarms nobody.
        if finding.severity == Severity::Unknown {
            finding.severity = Severity::Info;
        }
        finding
    }));
    // By an address alone, or of a part of the members, it cannot be said who belongs to the instance.
    for outsider in topology.attached.iter().filter(|attached| all_known && attached.is_outsider()) {
        let subject = &topology.nodes[outsider.node].subject;
        let message = format!(
            "has a replica attached that is none of the instance's pods: {} ({})",
            outsider.address(),
            outsider.state
        );
        findings.push(Finding::new("replica-outside", Severity::Warning, subject, message).hint(format!(
            "is it meant to have all data? kubectl get pods -A -o wide | grep -F {} tells who it is",
            outsider.host
        )));
    }
    for member in facts.members.iter().filter(|member| member.role() == Some(Role::Replica)) {
        if member.info().and_then(|info| info.flag("slave_read_only")) == Some(false) {
            let message = "is a replica that takes writes (replica-read-only no): what only it has is lost at its next \
                           full copy";
            findings.push(
                Finding::new("replica-writable", Severity::Warning, &member.subject, message)
                    .hint("CONFIG SET replica-read-only yes, and the same in its redis.conf"),
            );
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{instance, member};
    use super::*;
    use crate::target::facts::PodFacts;

    fn judged(line: &str, replica: &str, pods: bool) -> Vec<(String, Severity)> {
        let primary = member("a", &format!("connected_slaves:1\nslave0:ip={line}\n"));
        let mut facts = instance(vec![primary, member("b", &format!("role:slave\n{replica}"))]);
        if pods {
            facts.members.iter_mut().for_each(|member| member.pod = Some(PodFacts::default()));
        }
        judge(&facts, &Topology::of(&facts.members, &facts.addresses))
            .into_iter()
            .map(|one| (one.id, one.severity))
            .collect()
    }

    #[test]
    fn a_snapshot_under_way_is_no_warning_and_a_phantom_is() {
        let phantom = |severity| vec![("phantom-replica".to_owned(), severity)];
        assert_eq!(judged("127.0.0.1,port=0,state=wait_bgsave,offset=0,lag=0", "", true), phantom(Severity::Info));
        assert_eq!(judged("127.0.0.1,port=0,state=online,offset=0,lag=0", "", true), phantom(Severity::Warning));
    }

    #[test]
    fn a_replica_that_is_no_pod_is_told_where_all_pods_are_known() {
        let line = "192.0.2.7,port=6379,state=online,offset=5,lag=0";
        assert_eq!(judged(line, "", true), [("replica-outside".to_owned(), Severity::Warning)]);
        assert!(judged(line, "", false).is_empty());
    }

    #[test]
    fn a_replica_that_takes_writes_is_told() {
        let line = "127.0.0.1,port=0,state=online,offset=0,lag=0,type=rdb-channel";
        assert!(judged(line, "slave_read_only:1\n", true).is_empty());
        assert_eq!(judged(line, "slave_read_only:0\n", true), [("replica-writable".to_owned(), Severity::Warning)]);
    }

    #[test]
    fn what_follows_an_address_is_judged_by_its_acknowledgements() {
        let judged = |lag: u64, pods: bool| {
            let line = format!("192.0.2.7,port=6379,state=online,offset=5,lag={lag}\nmaster_repl_offset:5");
            judged(&line, "", pods)
        };
        let late = ("replica-lag".to_owned(), Severity::Warning);
        assert_eq!((judged(20, false), judged(45, false)), (vec![], vec![late.clone()]));
        assert_eq!(judged(45, true)[0], late, "as where all pods are known");
    }
}
