//! Rules `slots-uncovered`, `cluster-state`, `cluster-node`, `cluster-disagrees`, `cluster-outsider`, `cluster-stranger`,
//! `shard-without-replica`, `slots-moving`, `cluster-unseen`, and `two-primaries` of a shard: is a Redis Cluster whole.

use crate::formats::cluster::{SLOTS, SlotRange, count, words};
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;
use crate::target::shards::{Cluster, ClusterShard, Place};

pub(super) fn judge(subject: &str, cluster: &Cluster, partial: bool) -> Vec<Finding> {
    let judge = Judge { subject, cluster, partial };
    let mut findings: Vec<Finding> = judge.unseen().into_iter().collect();
    if cluster.views == 0 {
        return findings;
    }
    findings.extend(judge_slots(subject, cluster));
    findings.extend(judge.state());
    findings.extend(super::unasked::nodes(subject, cluster));
    findings.extend(cluster.conflicts.iter().map(|conflict| {
        let (newer, older) = (cluster.nodes[conflict.newer].name(), cluster.nodes[conflict.older].name());
        let message = format!("{newer} and {older} are both primary of {}: writes go apart", slots(&conflict.slots));
        Finding::new("two-primaries", Severity::Critical, subject, message).hint(format!(
            "{newer} has the greater epoch and wins once they hear of each other; is the gossip port open?"
        ))
    }));
    findings.extend(cluster.nodes.iter().filter_map(|place| judge.node(place)));
    findings.extend(cluster.separate.iter().map(|(member, slots)| judge.separate(member, *slots)));
    findings.extend(judge.spare());
    findings.extend(judge.disagrees());
    findings.extend(cluster.shards.iter().enumerate().filter_map(|(number, shard)| judge.replicas(number, shard)));
    findings.extend(judge.moving());
    findings
}

/// The rule `slots-uncovered`.
pub(super) fn judge_slots(subject: &str, cluster: &Cluster) -> Option<Finding> {
    let uncovered = &cluster.uncovered;
    if uncovered.is_empty() || cluster.views == 0 {
        return None;
    }
    // Without cluster-require-full-coverage the others go on, and nobody notices.
    let goes_on = cluster.failing.is_empty();
    let rest = if goes_on { "the other slots are served" } else { "the cluster refuses commands" };
    let message = format!(
        "no primary that is up serves {} ({} of {SLOTS}): their keys can be neither read nor written; {rest}",
        slots(uncovered),
        count(uncovered)
    );
    Some(
        Finding::new("slots-uncovered", Severity::Critical, subject, message)
            .hint("bring the pod of their primary back, or make its replica take over: CLUSTER FAILOVER FORCE on it"),
    )
}

struct Judge<'a> {
    /// `namespace/instance`, or `host:port`.
    subject: &'a str,
    cluster: &'a Cluster,
    /// Whether only a part of the members was asked.
    partial: bool,
}

impl Judge<'_> {
    /// The subject of a finding on a member.
    fn of_member(&self, member: &str) -> String {
        match self.subject.split_once('/') {
            Some((namespace, _)) => format!("{namespace}/{member}"),
            None => member.to_owned(),
        }
    }

    fn state(&self) -> Option<Finding> {
        let failing = &self.cluster.failing;
        if failing.is_empty() {
            return None;
        }
        let separate = |member: &String| self.cluster.separate.iter().any(|(other, _)| other == member);
        let failing: Vec<&str> = failing.iter().filter(|member| !separate(member)).map(String::as_str).collect();
        (!failing.is_empty()).then(|| {
            let message = format!("cluster_state is fail on {}: they refuse commands", failing.join(", "));
            Finding::new("cluster-state", Severity::Critical, self.subject, message)
                .hint("slots are not served, or too few primaries reach each other: redis-ops inspect shows both")
        })
    }

    fn node(&self, place: &Place) -> Option<Finding> {
        let cut_off = place.cut_off_from.len();
        let serves = self.cluster.shards.iter().any(|shard| self.cluster.nodes[shard.primary].id == place.id);
        let stranger = place.member.is_none();
        // Without all pods a node that is none of them is no stranger.
        let pods = self.subject.contains('/');
        if stranger && !place.failed && (self.partial || !pods) {
            return None;
        }
        let (id, severity, message) = if !place.handshake_with.is_empty() {
            let with = place.handshake_with.join(", ");
            ("cluster-node", Severity::Warning, format!("is shaking hands with {with} and no part of the cluster yet"))
        } else if place.failed {
            let severity = if serves || !stranger { Severity::Critical } else { Severity::Warning };
            ("cluster-node", severity, "is down, the other nodes agree (fail)".to_owned())
        } else if !place.suspected_by.is_empty() {
            let by = place.suspected_by.join(", ");
            ("cluster-node", Severity::Warning, format!("does not answer {by} (fail?)"))
        } else if stranger {
            let message = format!("is a node of the cluster ({}) and no pod of the instance", place.role.word());
            ("cluster-stranger", Severity::Warning, message)
        } else if cut_off > 0 {
            let from = place.cut_off_from.join(", ");
            ("cluster-node", Severity::Warning, format!("is not connected with {from}"))
        } else {
            return None;
        };
        // An address that somebody announces on purpose need not be the pod's; one that leads nowhere is an old one.
        let message = match place.looked_for_at.first() {
            Some((_, host)) if id == "cluster-node" => {
                let by: Vec<&str> = place.looked_for_at.iter().map(|(member, _)| member.as_str()).collect();
                format!("{message}; {} look for it at {host}, which is not its address", by.join(", "))
            }
            _ => message,
        };
        let subject = place.member.as_deref().map_or_else(|| place.name(), |member| self.of_member(member));
        let hint = match (stranger, place.failed) {
            (true, true) => format!("gone for good? CLUSTER FORGET {} on every node", place.id),
            (true, false) => "does it run elsewhere, or has a pod changed its address since (nodes.conf)?".to_owned(),
            _ if !place.looked_for_at.is_empty() => {
                "pods that were restarted together have lost each other: CLUSTER MEET with the new addresses".to_owned()
            }
            _ => "does its pod run, and is its gossip port (the client port plus 10000) open?".to_owned(),
        };
        Some(Finding::new(id, severity, subject, message).hint(hint))
    }

    fn separate(&self, member: &str, slots: u32) -> Finding {
        let (severity, message) = match slots {
            0 => {
                (Severity::Warning, "is in no cluster: none of the others knows it, and it serves no slots".to_owned())
            }
            slots => (
                Severity::Critical,
                format!(
                    "is in another cluster than the rest: they do not know each other, and it serves {slots} slots"
                ),
            ),
        };
        Finding::new("cluster-outsider", severity, self.of_member(member), message)
            .hint("CLUSTER MEET brings it in; then CLUSTER REPLICATE makes it a replica, or slots are moved to it")
    }

    /// Members that the others know and that are in no shard.
    fn spare(&self) -> Vec<Finding> {
        let places = self.cluster.nodes.iter().filter_map(|place| Some((place, place.member.as_deref()?)));
        let spare = places.filter(|(place, member)| {
            !place.failed && place.handshake_with.is_empty() && self.cluster.outside.iter().any(|other| other == member)
        });
        let found = spare.map(|(place, member)| {
            let message = match place.role {
                Role::Primary => "is a primary without slots: it holds no keys and backs nobody up",
                Role::Replica => "follows nobody who has slots: it holds no keys and backs nobody up",
            };
            Finding::new("cluster-outsider", Severity::Warning, self.of_member(member), message)
                .hint("CLUSTER REPLICATE makes it a replica of a primary; or slots are moved to it")
        });
        found.collect()
    }

    fn disagrees(&self) -> Option<Finding> {
        let disagreements = &self.cluster.disagreements;
        let (member, what) = disagreements.first()?;
        let more = match disagreements.len() {
            1 => String::new(),
            more => format!(", and {} more", more - 1),
        };
        let message = if what.starts_with("does not know") {
            format!("has members that do not agree: {member} {what}{more}")
        } else {
            format!("has members that do not agree: {member} sees {what} otherwise than that one itself{more}")
        };
        Some(
            Finding::new("cluster-disagrees", Severity::Warning, self.subject, message)
                .hint("for some seconds after a change this is so; ask again"),
        )
    }

    fn replicas(&self, number: usize, shard: &ClusterShard) -> Option<Finding> {
        let nodes = &self.cluster.nodes;
        let up = shard.replicas.iter().filter(|replica| !nodes[**replica].failed).count();
        // Where the primary is down, too, there is worse: its slots are not served.
        if up > 0 || nodes[shard.primary].failed {
            return None;
        }
        let primary = nodes[shard.primary].name();
        let down = if shard.replicas.is_empty() { "no replica" } else { "no replica that is up" };
        let message = format!(
            "shard {number} ({} on {primary}) has {down}: when {primary} goes, its keys are out of reach",
            slots(&shard.slots)
        );
        Some(
            Finding::new("shard-without-replica", Severity::Warning, self.subject, message)
                .hint("CLUSTER REPLICATE on a spare node makes one; redis-ops inspect shows who follows whom"),
        )
    }

    fn moving(&self) -> Option<Finding> {
        let moving: Vec<String> = self
            .cluster
            .nodes
            .iter()
            .filter(|place| place.moving_slots > 0)
            .map(|place| format!("{} ({})", place.name(), place.moving_slots))
            .collect();
        if moving.is_empty() {
            return None;
        }
        let message = format!("has slots on the move, that are given away or taken: {}", moving.join(", "));
        Some(
            Finding::new("slots-moving", Severity::Info, self.subject, message)
                .hint("if nobody is moving slots now, a move was broken off: redis-cli --cluster fix ends it"),
        )
    }

    fn unseen(&self) -> Option<Finding> {
        let (member, words) = self.cluster.unseen.first()?;
        let more = match self.cluster.unseen.len() {
            1 => String::new(),
            more => format!(" and {} more", more - 1),
        };
        let message = format!("what {member}{more} sees of the cluster is not known: CLUSTER NODES gave {words}");
        Some(
            Finding::new("cluster-unseen", Severity::Unknown, self.subject, message)
                .hint("an ACL user needs +cluster|nodes +cluster|info (before 7.0: +cluster)"),
        )
    }
}

fn slots(ranges: &[SlotRange]) -> String {
    let word = if count(ranges) == 1 { "slot" } else { "slots" };
    format!("{word} {}", words(ranges))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::cluster::parse_nodes;
    use crate::target::shards::ClusterView;

    /// Findings on a cluster of two shards, `a-0` with `a-2` and `a-1` with `a-3`, as all its nodes see it that are in
    /// `views`, with a change to all lines.
    fn judged(views: &[usize], change: impl Fn(&str) -> String) -> Vec<Finding> {
        let lines = [
            "n0 10.0.0.0:6379@1 master - 0 0 1 connected 0-8191",
            "n1 10.0.0.1:6379@1 master - 0 0 2 connected 8192-16383",
            "n2 10.0.0.2:6379@1 slave n0 0 0 1 connected",
            "n3 10.0.0.3:6379@1 slave n1 0 0 2 connected",
        ];
        let view = |own: &usize| {
            let text: Vec<String> = lines
                .iter()
                .map(|line| change(line))
                .enumerate()
                .map(|(index, line)| match index == *own {
                    true => line.replace(" master", " myself,master").replace(" slave", " myself,slave"),
                    false => line,
                })
                .collect();
            ClusterView {
                member: format!("a-{own}"),
                state: Some("ok".into()),
                nodes: Ok(parse_nodes(&text.join("\n"))),
            }
        };
        let views: Vec<ClusterView> = views.iter().map(view).collect();
        let members: Vec<String> = (0..4).map(|index| format!("a-{index}")).collect();
        let cluster =
            Cluster::of(&views, &members, &|host, _| host.strip_prefix("10.0.0.").map(|last| format!("a-{last}")));
        judge("apps/a", &cluster, false)
    }

    fn ids(findings: &[Finding]) -> Vec<(&str, Severity, &str)> {
        findings.iter().map(|found| (found.id.as_str(), found.severity, found.subject.as_str())).collect()
    }

    #[test]
    fn a_whole_cluster_is_silent() {
        assert_eq!(ids(&judged(&[0, 1, 2, 3], str::to_owned)), []);
        assert_eq!(ids(&judged(&[2], str::to_owned)), [], "one view is enough");
    }

    #[test]
    fn a_failed_replica_leaves_its_shard_alone() {
        let failed = |line: &str| line.replace("slave n0 0 0 1 connected", "slave,fail n0 0 0 1 disconnected");
        let found = judged(&[0, 1, 3], failed);
        assert_eq!(
            ids(&found),
            [("cluster-node", Severity::Critical, "apps/a-2"), ("shard-without-replica", Severity::Warning, "apps/a")]
        );
        assert!(found[1].message.contains("slots 0-8191 on a-0"), "{}", found[1].message);
    }

    #[test]
    fn suspected_cut_off_and_shaking_hands_are_told_apart() {
        for (flags, words) in [
            ("slave,fail? n0 0 0 1 connected", "does not answer a-1"),
            ("slave n0 0 0 1 disconnected", "is not connected with a-1"),
            ("slave,handshake n0 0 0 1 connected", "is shaking hands with a-1"),
        ] {
            let found = judged(&[1], |line| line.replace("slave n0 0 0 1 connected", flags));
            assert_eq!(ids(&found)[0], ("cluster-node", Severity::Warning, "apps/a-2"));
            assert!(found[0].message.contains(words), "{}", found[0].message);
        }
    }

    #[test]
    fn one_that_is_no_pod_is_a_stranger_and_when_it_failed_left_over() {
        let elsewhere = |line: &str| line.replace("10.0.0.3", "192.168.0.9");
        assert_eq!(ids(&judged(&[0, 1, 2], elsewhere)), [("cluster-stranger", Severity::Warning, "192.168.0.9:6379")]);
        let gone = |line: &str| elsewhere(line).replace("slave n1 0 0 2 connected", "slave,fail n1 0 0 2 disconnected");
        let found = judged(&[0, 1, 2], gone);
        assert_eq!(ids(&found)[0], ("cluster-node", Severity::Warning, "192.168.0.9:6379"));
        assert!(found[0].hint.as_deref().is_some_and(|hint| hint.contains("CLUSTER FORGET n3")));
    }

    #[test]
    fn two_primaries_of_the_same_slots_are_a_split_brain() {
        let view = |own: usize, text: &str| ClusterView {
            member: format!("a-{own}"),
            state: Some("ok".into()),
            nodes: Ok(parse_nodes(text)),
        };
        let views = [
            view(0, "n0 h:1@2 myself,master - 0 0 1 connected 0-16383\nn1 h:3@4 slave n0 0 0 1 disconnected"),
            view(1, "n0 h:1@2 master,fail - 0 0 1 disconnected\nn1 h:3@4 myself,master - 0 0 7 connected 0-16383"),
        ];
        let cluster = Cluster::of(&views, &["a-0".to_owned(), "a-1".to_owned()], &|_, _| None);
        let found = judge("apps/a", &cluster, false);
        let split = found.iter().find(|one| one.id == "two-primaries").expect("found");
        assert_eq!(split.severity, Severity::Critical);
        assert!(split.message.starts_with("a-1 and a-0 are both primary of slots 0-16383"), "{}", split.message);
    }

    #[test]
    fn slots_on_the_move_change_no_verdict() {
        let moving = |line: &str| line.replace(" 0-8191", " 0-8191 [93->-n1]");
        assert_eq!(ids(&judged(&[0, 1, 2, 3], moving)), [("slots-moving", Severity::Info, "apps/a")]);
    }
}
