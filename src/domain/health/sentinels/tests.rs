//! Each rule with the facts that fire it, and the healthy ones where all are silent.

use super::super::facts::fixtures::{ids, member};
use super::*;
use crate::error::Error;
use crate::formats::sentinel::{KnownReplica, Watched};
use crate::target::credentials::PasswordSource;
use crate::target::facts::PodFacts;
use crate::target::flavour::Flavour;
use crate::target::topology::{Endpoint, Instance, Member, Shard};

const NO_PASSWORD: Option<PasswordSource> = None;

fn addresses() -> AddressMap {
    let members = (0..3).map(|ordinal| {
        let name = format!("n-{ordinal}");
        Member {
            endpoint: Endpoint::Pod { namespace: "apps".into(), pod: name.clone(), port: 6379 },
            intended_role: None,
            password: NO_PASSWORD,
            pod: Some(PodFacts { ip: Some(format!("10.0.0.{ordinal}")), ..PodFacts::default() }),
            container: 0,
            name,
        }
    });
    AddressMap::of(&Instance {
        namespace: Some("apps".into()),
        name: "n".into(),
        also_known_as: Vec::new(),
        flavour: Flavour::BitnamiSentinel,
        shards: vec![Shard { members: members.collect(), slots: Vec::new() }],
    })
}

fn view(primary: &str) -> SentinelView {
    let replica =
        |host: &str| KnownReplica { host: host.to_owned(), port: 6379, flags: vec!["slave".into()], priority: None };
    SentinelView {
        watched: Watched {
            name: "mymaster".into(),
            host: primary.to_owned(),
            port: 6379,
            flags: vec!["master".into()],
            quorum: 2,
            down_after_milliseconds: 5000,
        },
        replicas: vec![replica("10.0.0.1"), replica("n-2.n-headless.apps.svc.cluster.local")],
        sentinels: Vec::new(),
        can_fail_over: Quorum::Reached("OK 3 usable Sentinels".into()),
    }
}

fn sentinel(name: &str, answer: Result<Option<SentinelView>, Error>) -> SentinelFacts {
    SentinelFacts { subject: format!("apps/{name}"), name: name.to_owned(), answer, certain: true }
}

fn judged(sentinels: &[SentinelFacts]) -> Vec<Finding> {
    let members = [member("n-0", ""), member("n-1", "role:slave\n"), member("n-2", "role:slave\n")];
    let addresses = addresses();
    judge_sentinels(&WatchFacts { subject: "apps/n", sentinels, members: &members, addresses: &addresses })
}

fn changed(change: impl Fn(&mut SentinelView)) -> Vec<SentinelFacts> {
    ["a", "b", "c"]
        .map(|name| {
            let mut view = view("10.0.0.0");
            change(&mut view);
            sentinel(name, Ok(Some(view)))
        })
        .into()
}

fn down() -> Error {
    Error::target("cannot ask").cause("dial tcp4 127.0.0.1:26379: connect: connection refused")
}

#[test]
fn sentinels_that_agree_by_address_or_by_name_are_in_order() {
    let mut sentinels = changed(|_| {});
    sentinels[1].answer = Ok(Some(view("n-0.n-headless.apps.svc.cluster.local")));
    assert_eq!(judged(&sentinels), []);
    assert_eq!(judged(&[]), [], "an instance without Sentinels has nothing to judge");
}

#[test]
fn a_sentinel_that_is_down_is_a_warning_and_a_silent_one_is_unknown() {
    let mut sentinels = changed(|_| {});
    sentinels[2].answer = Err(down());
    let found = judged(&sentinels);
    assert_eq!((ids(&found), found[0].severity), (vec!["sentinel-unreachable"], Severity::Warning));
    sentinels[2].answer = Err(Error::target("did not answer in time"));
    assert_eq!(judged(&sentinels)[0].severity, Severity::Unknown);
    sentinels[2].answer = Ok(None);
    assert_eq!(ids(&judged(&sentinels)), ["sentinel-watches-nothing"]);
}

#[test]
fn a_quorum_lost_by_all_is_critical_and_by_one_a_warning() {
    let lost = Quorum::Lost("NOQUORUM 1 usable Sentinels.".into());
    let found = judged(&changed(|view| view.can_fail_over = lost.clone()));
    assert_eq!((ids(&found), found[0].severity), (vec!["sentinel-no-quorum"], Severity::Critical));
    let mut sentinels = changed(|_| {});
    sentinels[0] = changed(|view| view.can_fail_over = lost.clone()).remove(0);
    let found = judged(&sentinels);
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(found[0].message.contains("by a: NOQUORUM"), "{}", found[0].message);
}

#[test]
fn with_no_sentinel_at_all_the_quorum_is_lost_or_unknown() {
    let severity_of = |answers: [Error; 2]| {
        let sentinels: Vec<SentinelFacts> = answers.into_iter().map(|error| sentinel("a", Err(error))).collect();
        judged(&sentinels).into_iter().find(|one| one.id == "sentinel-no-quorum").map(|one| one.severity)
    };
    assert_eq!(severity_of([down(), down()]), Some(Severity::Critical));
    assert_eq!(severity_of([down(), Error::target("silent")]), Some(Severity::Unknown));
}

#[test]
fn different_primaries_are_named_with_those_who_name_them() {
    let mut sentinels = changed(|_| {});
    sentinels[1].answer = Ok(Some(view("10.0.0.1")));
    let found = judged(&sentinels);
    assert_eq!(ids(&found), ["sentinels-disagree", "sentinel-primary-wrong"]);
    assert!(found[0].message.contains("n-0 by a, c; n-1 by b"), "{}", found[0].message);
    assert!(found[1].message.contains("primary by its own words: n-0"), "{}", found[1].message);
}

#[test]
fn an_address_that_is_no_pod_is_critical_for_a_primary_and_a_warning_for_a_replica() {
    let found = judged(&changed(|view| view.watched.host = "10.9.9.9".into()));
    assert_eq!((ids(&found), found[0].severity), (vec!["sentinel-primary-unseen"], Severity::Critical));
    let gone = KnownReplica { host: "10.9.9.9".into(), port: 6379, flags: Vec::new(), priority: None };
    // a snapshot's own connection comes from an address that may be anybody's, but port 0 is nobody's
    let snapshot = KnownReplica { host: "10.0.0.1".into(), port: 0, flags: Vec::new(), priority: None };
    let found = judged(&changed(|view| view.replicas.extend([gone.clone(), snapshot.clone()])));
    assert_eq!(ids(&found), ["sentinel-phantom-replica", "sentinel-phantom-replica"]);
    assert!(found[0].message.contains("10.9.9.9:6379") && found[1].message.contains("10.0.0.1:0"), "{found:?}");
    assert!(found[0].hint.as_ref().is_some_and(|hint| hint.contains("SENTINEL RESET mymaster")));
}

#[test]
fn a_primary_that_sentinels_believe_down_is_told_with_how_many() {
    let mut sentinels = changed(|_| {});
    sentinels[0] = changed(|view| view.watched.flags.push("s_down".into())).remove(0);
    let found = judged(&sentinels);
    assert_eq!((ids(&found), found[0].severity), (vec!["sentinel-primary-down"], Severity::Warning));
    let found = judged(&changed(|view| view.watched.flags.extend(["s_down".into(), "o_down".into()])));
    assert_eq!(found[0].severity, Severity::Critical);
}
