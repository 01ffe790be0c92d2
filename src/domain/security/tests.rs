use super::*;
use crate::target::objects::ServiceFacts;
use std::collections::BTreeMap;

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A member in which nothing is to be found.
fn hardened(name: &str) -> MemberFacts {
    let container = ContainerFacts {
        name: "redis".into(),
        image: "redis@sha256:0".into(),
        user: Some(999),
        non_root: Some(true),
        escalation: Some(false),
        read_only: true,
        drops_all: true,
        seccomp: Some("RuntimeDefault".into()),
        memory_limit: true,
        cpu_limit: true,
        ..ContainerFacts::default()
    };
    let pod = PodFacts {
        labels: pairs(&[("app", "cache")]),
        service_account: "cache".into(),
        automount: Some(false),
        containers: vec![container],
        ..PodFacts::default()
    };
    MemberFacts {
        subject: format!("apps/{name}"),
        name: name.into(),
        open: Open::No,
        password: Some(Strength { length: 32, classes: 3 }),
        config: Some(pairs(&[("port", "0"), ("tls-port", "6379"), ("tls-auth-clients", "yes"), ("bind", "*")])),
        users: Some(acl::parse(&["user default off".into(), "user app on #00 ~app:* +@all -@dangerous".into()])),
        reachable: Some(Vec::new()),
        pod: Some(pod),
        ..MemberFacts::default()
    }
}

fn facts() -> SecurityFacts {
    let policy = PolicyFacts { name: "cache".into(), ingress: true, ..PolicyFacts::default() };
    let cluster = ClusterFacts {
        namespace_labels: Some(pairs(&[("pod-security.kubernetes.io/enforce", "restricted")])),
        policies: Some(vec![policy]),
        services: Some(Vec::new()),
        accounts: [("cache".to_owned(), Some(false))].into(),
        account_rules: [("cache".to_owned(), (Vec::new(), true))].into(),
        config_maps_read: true,
        caller_rules: Some(Vec::new()),
    };
    SecurityFacts {
        subject: "apps/cache".into(),
        namespace: Some("apps".into()),
        members: vec![hardened("a"), hardened("b")],
        cluster: Some(cluster),
    }
}

fn ids(facts: &SecurityFacts) -> Vec<(String, Severity, String)> {
    judge(facts).into_iter().map(|one| (one.id, one.severity, one.subject)).collect()
}

#[track_caller]
fn assert_found(change: impl FnOnce(&mut SecurityFacts), expected: &[(&str, Severity, &str)]) {
    let mut facts = facts();
    change(&mut facts);
    let expected: Vec<_> =
        expected.iter().map(|(id, severity, subject)| ((*id).to_owned(), *severity, (*subject).to_owned())).collect();
    assert_eq!(ids(&facts), expected);
}

#[test]
fn a_hardened_instance_passes_every_line() {
    assert_found(|_| {}, &[]);
    let list = checklist(&facts(), &[]);
    // There is no open server that these could be about.
    let open_only = ["protected-mode-off", "bind-everywhere"];
    let expected = |id| if open_only.contains(&id) { Grade::NotApplicable } else { Grade::Ok };
    assert!(list.iter().all(|check| check.result == expected(check.id)), "{list:?}");
}

#[test]
fn what_is_so_on_one_member_is_said_of_it_and_what_is_so_on_all_once() {
    let floating = |facts: &mut SecurityFacts, index: usize| {
        if let Some(pod) = &mut facts.members[index].pod {
            pod.containers[0].image = "redis:latest".into();
        }
    };
    assert_found(|facts| floating(facts, 0), &[("image-floating", Severity::Warning, "apps/a")]);
    let both = |facts: &mut SecurityFacts| (0..2).for_each(|index| floating(facts, index));
    assert_found(both, &[("image-floating", Severity::Warning, "apps/cache")]);
}

#[test]
fn an_open_server_is_critical_unless_protected_mode_guards_it() {
    let open = |mode: &'static str| {
        move |facts: &mut SecurityFacts| {
            facts.members.truncate(1);
            let member = &mut facts.members[0];
            member.open = Open::Yes;
            member.password = None;
            let config = member.config.get_or_insert_default();
            config.insert("protected-mode".into(), mode.into());
            config.insert("bind".into(), "127.0.0.1".into());
        }
    };
    assert_found(
        open("no"),
        &[("auth-off", Severity::Critical, "apps/cache"), ("protected-mode-off", Severity::Warning, "apps/cache")],
    );
    assert_found(open("yes"), &[("auth-off", Severity::Warning, "apps/cache")]);
}

#[test]
fn passwords_are_judged_by_their_measures() {
    let of = |password: &str| {
        let mut facts = facts();
        facts.members.truncate(1);
        facts.members[0].password = Some(Strength::of(password));
        judge(&facts).first().map(|finding| (finding.severity, finding.message.clone()))
    };
    assert_eq!(of("hunter2").map(|found| found.0), Some(Severity::Critical));
    assert_eq!(of("p$'\"#x y 1").map(|found| found.0), Some(Severity::Warning));
    let (severity, message) = of("12345678901234567890").expect("digits alone");
    assert_eq!((severity, message.as_str()), (Severity::Warning, "its password has 20 characters of 1 kind"));
    assert_eq!(of("aB3aB3aB3aB3aB3aB3aB3").map(|found| found.0), Some(Severity::Info));
    assert_eq!(of("aB3!#$%&*()-_=+[]{}<>?xY9zQ7wE5r"), None);
}

#[test]
fn users_and_commands() {
    assert_found(
        |facts| {
            facts.members.truncate(1);
            let lines = [
                "user default on #0 ~* +@all",
                "user root on nopass ~* +@all",
                "user old off",
                "user all on #1 ~* +@all",
            ];
            facts.members[0].users = Some(acl::parse(&lines.map(str::to_owned)));
            facts.members[0].reachable = Some(vec!["FLUSHALL".into()]);
        },
        &[
            ("acl-user-nopass", Severity::Critical, "apps/cache"),
            ("acl-user-off", Severity::Info, "apps/cache"),
            ("acl-user-unlimited", Severity::Warning, "apps/cache"),
            ("dangerous-commands", Severity::Warning, "apps/cache"),
        ],
    );
}

#[test]
fn ports_without_tls_are_found_by_the_configuration_or_by_having_come_in() {
    let plain = |facts: &mut SecurityFacts| {
        facts.members.truncate(1);
        facts.members[0].config = None;
        facts.members[0].reached_plain = true;
    };
    assert_found(plain, &[("tls-off", Severity::Warning, "apps/cache")]);
}

#[test]
fn a_service_that_leads_here_from_outside_is_worse_where_the_server_is_open() {
    let exposed = |open: Open| {
        move |facts: &mut SecurityFacts| {
            facts.members.truncate(1);
            facts.members[0].open = open;
            if let Some(cluster) = &mut facts.cluster {
                let service = |name: &str, app: &str| ServiceFacts {
                    name: name.into(),
                    kind: "NodePort".into(),
                    selector: pairs(&[("app", app)]),
                    ..ServiceFacts::default()
                };
                cluster.services = Some(vec![service("out", "cache"), service("other", "shop")]);
            }
        }
    };
    assert_found(exposed(Open::No), &[("service-exposed", Severity::Warning, "apps/cache")]);
    let mut facts = facts();
    exposed(Open::Yes)(&mut facts);
    assert!(ids(&facts).contains(&("service-exposed".into(), Severity::Critical, "apps/cache".into())));
}

#[test]
fn a_container_that_says_nothing_is_found_wanting_in_every_point() {
    let mut facts = facts();
    for member in &mut facts.members {
        let pod = member.pod.get_or_insert_default();
        pod.containers =
            vec![ContainerFacts { name: "redis".into(), image: "bitnamilegacy/redis:8".into(), ..Default::default() }];
        pod.automount = None;
        pod.service_account = "default".into();
    }
    let found: Vec<String> = ids(&facts).into_iter().map(|one| one.0).collect();
    let expected = [
        "runs-as-root",
        "privilege-escalation",
        "capabilities-kept",
        "seccomp-off",
        "root-filesystem-writable",
        "no-memory-limit",
        "no-cpu-limit",
        "image-floating",
        "image-unmaintained",
        "token-mounted",
        "service-account-shared",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_was_not_seen_is_unknown_and_what_does_not_exist_is_not_applicable() {
    let result = |facts: &SecurityFacts, id: &str| {
        checklist(facts, &judge(facts)).into_iter().find(|check| check.id == id).map(|check| check.result)
    };
    let mut facts = facts();
    facts.members[0].users = None;
    if let Some(cluster) = &mut facts.cluster {
        cluster.policies = None;
        cluster.account_rules = [("cache".to_owned(), (Vec::new(), false))].into();
        cluster.config_maps_read = false;
    }
    for id in ["acl-user-nopass", "no-network-policy", "service-account-rights", "password-in-clear"] {
        assert_eq!(result(&facts, id), Some(Grade::Unknown), "{id}");
    }
    facts.cluster = None;
    facts.members.iter_mut().for_each(|member| member.pod = None);
    assert_eq!(result(&facts, "privileged"), Some(Grade::NotApplicable));
    assert_eq!(result(&facts, "auth-off"), Some(Grade::Ok));
    facts.members.iter_mut().for_each(|member| member.open = Open::Yes);
    assert_eq!(result(&facts, "password-weak"), Some(Grade::NotApplicable), "there is none");
}

#[test]
fn every_finding_has_a_line_in_the_checklist() {
    let mut facts = facts();
    for member in &mut facts.members {
        *member = MemberFacts {
            open: Open::Yes,
            pod: Some(PodFacts { containers: vec![ContainerFacts::default()], ..PodFacts::default() }),
            exposures: vec!["a file".into()],
            ..std::mem::take(member)
        };
    }
    for finding in judge(&facts) {
        assert!(CHECKS.iter().any(|check| check.1 == finding.id), "{} is in no line", finding.id);
    }
}
