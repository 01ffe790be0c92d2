//! Members for this room's tests.

use super::Topology;
use crate::domain::health::MemberFacts;
use crate::error::Error;
use crate::formats::info::Info;
use crate::target::credentials::PasswordSource;
use crate::target::facts::PodFacts;
use crate::target::flavour::Flavour;
use crate::target::topology::{AddressMap, Endpoint, Instance, Member, Shard};

/// Members of an instance `apps/cache`, whose pods have the addresses 10.0.0.1, 10.0.0.2, ….
pub struct Fixture {
    pub members: Vec<MemberFacts>,
    map: AddressMap,
}

impl Fixture {
    /// Members by name and INFO; one without INFO is silent.
    pub fn of(members: &[(&str, &str)]) -> Self {
        let pod = |at: usize| PodFacts { ip: Some(format!("10.0.0.{}", at + 1)), ..PodFacts::default() };
        let known = members.iter().enumerate().map(|(at, (name, _))| Member {
            name: (*name).to_owned(),
            endpoint: Endpoint::Pod { namespace: "apps".into(), pod: (*name).to_owned(), port: 6379 },
            intended_role: None,
            password: None::<PasswordSource>,
            pod: Some(pod(at)),
            container: 0,
        });
        let instance = Instance {
            namespace: Some("apps".into()),
            name: "cache".into(),
            also_known_as: Vec::new(),
            flavour: Flavour::Workload,
            shards: vec![Shard { slots: Vec::new(), members: known.collect() }],
        };
        let facts = members.iter().enumerate().map(|(at, (name, info))| MemberFacts {
            subject: format!("apps/{name}"),
            name: (*name).to_owned(),
            intended_role: None,
            pod: Some(pod(at)),
            container: 0,
            answer: if info.is_empty() { Err(Error::target("silent")) } else { Ok(Info::parse(info)) },
            save_points: None,
        });
        Self { members: facts.collect(), map: AddressMap::of(&instance) }
    }

    /// Their topology.
    pub fn topology(&self) -> Topology {
        Topology::of(&self.members, &self.map)
    }
}

/// INFO of a primary with these `slaveN` lines, less their `ip=`.
pub fn primary(offset: u64, attached: &[&str]) -> String {
    let mut text = format!("role:master\nmaster_replid:aaaa\nmaster_repl_offset:{offset}\n");
    text.push_str(&format!("connected_slaves:{}\n", attached.len()));
    for (index, line) in attached.iter().enumerate() {
        text.push_str(&format!("slave{index}:ip={line}\n"));
    }
    text
}

/// INFO of a replica of the same history.
pub fn replica(host: &str, link: &str, offset: u64) -> String {
    format!(
        "role:slave\nmaster_host:{host}\nmaster_port:6379\nmaster_link_status:{link}\nmaster_last_io_seconds_ago:0\n\
        master_replid:aaaa\nslave_repl_offset:{offset}\n"
    )
}

/// The ids of the findings with their severities.
pub fn ids(findings: &[crate::report::Finding]) -> Vec<(&str, crate::report::Severity)> {
    findings.iter().map(|finding| (finding.id.as_str(), finding.severity)).collect()
}
