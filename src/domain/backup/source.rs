//! From which member a backup is taken: a replica that is in sync by preference, else the primary, and why.

use crate::formats::info::Info;
use crate::report::units;
use crate::target::flavour::Role;
use serde::Serialize;

/// A member as the choice sees it.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it says; none where it did not answer.
    pub info: Option<&'a Info>,
}

/// The member to take the backup from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Index into the candidates.
    #[serde(skip)]
    pub index: usize,
    /// Its name.
    pub member: String,
    /// Its role.
    pub role: Role,
    /// Bytes it is behind its primary; 0 for the primary, none where that is unknown.
    pub lag_bytes: Option<u64>,
    /// Why this one, in words.
    pub because: String,
}

/// Chooses the source. `max_lag_bytes` is how far a replica may be behind to count as in sync.
///
/// # Errors
/// A sentence that says of each member why it will not do.
pub fn choose(candidates: &[Candidate<'_>], max_lag_bytes: u64) -> Result<Source, String> {
    let primary_info = only_primary(candidates);
    let mut against: Vec<String> = Vec::new();
    let mut replicas: Vec<(u64, Source)> = Vec::new();
    let mut primary: Option<Source> = None;
    for (index, candidate) in candidates.iter().enumerate() {
        let source = |role, lag_bytes| Source {
            index,
            member: candidate.name.to_owned(),
            role,
            lag_bytes,
            because: String::new(),
        };
        match fitness(candidate, primary_info, max_lag_bytes) {
            Fitness::Primary => primary = primary.or_else(|| Some(source(Role::Primary, Some(0)))),
            Fitness::Replica { lag_bytes, offset } => replicas.push((offset, source(Role::Replica, lag_bytes))),
            Fitness::Unfit(reason) => against.push(format!("{} {reason}", candidate.name)),
        }
    }
    // The one that has heard most; among equals the first by name.
    replicas.sort_by(|(a, first), (b, second)| b.cmp(a).then_with(|| first.member.cmp(&second.member)));
    let replicas_elsewhere = primary_info.and_then(|info| info.number("connected_slaves")).unwrap_or(0);
    let reason = match (against.as_slice(), replicas_elsewhere) {
        ([], 0) => "there is no replica".to_owned(),
        ([], _) => "its replicas were not asked".to_owned(),
        (against, _) => against.join("; "),
    };
    match (replicas.into_iter().next(), primary) {
        (Some((_, mut source)), _) => {
            source.because = match source.lag_bytes {
                Some(lag_bytes) => format!("a replica in sync, {} behind", units::bytes(lag_bytes)),
                None => "a replica with its link up".to_owned(),
            };
            Ok(source)
        }
        (None, Some(mut source)) => {
            source.because = format!("the primary, since {reason}");
            Ok(source)
        }
        (None, None) => Err(reason),
    }
}

enum Fitness {
    Primary,
    Replica { lag_bytes: Option<u64>, offset: u64 },
    Unfit(String),
}

fn fitness(candidate: &Candidate<'_>, primary: Option<&Info>, max_lag_bytes: u64) -> Fitness {
    let Some(info) = candidate.info else { return Fitness::Unfit("did not answer".to_owned()) };
    if info.flag("loading") == Some(true) {
        return Fitness::Unfit("is loading its data".to_owned());
    }
    match info.text("role") {
        Some("master") => Fitness::Primary,
        Some("slave") if info.text("master_link_status") != Some("up") => {
            Fitness::Unfit("has lost its primary".to_owned())
        }
        // Offsets of two histories cannot be compared, and the keys of the other one are not those that are wanted.
        Some("slave") if follows_another(info, primary) => Fitness::Unfit("follows another primary".to_owned()),
        Some("slave") => {
            let offset = info.number("slave_repl_offset").or_else(|| info.number("master_repl_offset")).unwrap_or(0);
            let primary_offset = primary.and_then(|primary| primary.number("master_repl_offset"));
            let lag_bytes = primary_offset.map(|primary| primary.saturating_sub(offset));
            match lag_bytes.filter(|lag| *lag > max_lag_bytes) {
                Some(lag) => Fitness::Unfit(format!("is {} behind", units::bytes(lag))),
                None => Fitness::Replica { lag_bytes, offset },
            }
        }
        other => Fitness::Unfit(format!("has the role {}", other.unwrap_or("unknown"))),
    }
}

fn follows_another(replica: &Info, primary: Option<&Info>) -> bool {
    let ids = (replica.text("master_replid"), primary.and_then(|primary| primary.text("master_replid")));
    matches!(ids, (Some(followed), Some(id)) if followed != id)
}

fn only_primary<'a>(candidates: &[Candidate<'a>]) -> Option<&'a Info> {
    let primaries: Vec<&'a Info> =
        candidates.iter().filter_map(|one| one.info).filter(|info| info.text("role") == Some("master")).collect();
    match primaries.as_slice() {
        [primary] => Some(primary),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose_of(members: &[(&str, &str)]) -> Result<Source, String> {
        let infos: Vec<Option<Info>> =
            members.iter().map(|(_, text)| (!text.is_empty()).then(|| Info::parse(text))).collect();
        let candidates: Vec<Candidate<'_>> =
            members.iter().zip(&infos).map(|((name, _), info)| Candidate { name, info: info.as_ref() }).collect();
        choose(&candidates, 1000)
    }

    const PRIMARY: &str = "role:master\nmaster_repl_offset:5000\n";

    fn replica(offset: u64, link: &str) -> String {
        format!("role:slave\nmaster_link_status:{link}\nslave_repl_offset:{offset}\n")
    }

    #[test]
    fn the_replica_that_has_heard_most_is_chosen() {
        let (near, far) = (replica(4990, "up"), replica(4500, "up"));
        let source = choose_of(&[("a", PRIMARY), ("b", &far), ("c", &near)]).expect("fits");
        assert_eq!((source.member.as_str(), source.role, source.lag_bytes), ("c", Role::Replica, Some(10)));
    }

    #[test]
    fn the_primary_stands_in_and_the_reason_is_said() {
        let (down, far) = (replica(5000, "down"), replica(1, "up"));
        let source = choose_of(&[("a", PRIMARY), ("b", &down), ("c", &far), ("d", "")]).expect("fits");
        assert_eq!((source.member.as_str(), source.role), ("a", Role::Primary));
        assert_eq!(source.because, "the primary, since b has lost its primary; c is 4.88KiB behind; d did not answer");
    }

    #[test]
    fn a_replica_of_another_history_is_not_in_sync_whatever_its_offset() {
        let primary = format!("{PRIMARY}master_replid:aaaa\n");
        let [ours, other] = ["aaaa", "bbbb"].map(|id| format!("{}master_replid:{id}\n", replica(9000, "up")));
        let source = choose_of(&[("a", &primary), ("b", &other)]).expect("fits");
        assert_eq!((source.member.as_str(), source.role), ("a", Role::Primary));
        assert_eq!(source.because, "the primary, since b follows another primary");
        let source = choose_of(&[("a", &primary), ("b", &other), ("c", &ours)]).expect("fits");
        assert_eq!(source.member, "c");
    }

    #[test]
    fn nobody_fits() {
        let error = choose_of(&[("a", ""), ("b", "role:master\nloading:1\n")]).expect_err("nobody");
        assert_eq!(error, "a did not answer; b is loading its data");
    }
}
