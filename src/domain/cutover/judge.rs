//! What speaks against a cutover.

use crate::domain::promote::{self, MasterAuth, Objection, ends_as_replica, refuses_writes};
use crate::domain::release::Release;
use crate::report::{Finding, Severity, units};
use crate::target::role_owner::RoleOwner;

/// One of the two instances.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What was seen of it.
    pub facts: &'a promote::Facts,
    /// Its primary, or the member that stands for it: the index of a member.
    pub head: usize,
}

/// What the user allows.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Whether Services are to be led over.
    pub switches_services: bool,
    /// Whether they can be: both instances are in one namespace.
    pub same_namespace: bool,
    /// Whether Services may be patched; none where that was not asked.
    pub may_patch: Option<bool>,
    /// How many Services would be changed.
    pub services: usize,
}

/// The only primary of an instance.
///
/// # Errors
/// Why there is none that could be meant.
pub fn sole_primary(facts: &promote::Facts) -> Result<usize, Objection> {
    let subject = facts.subject.as_str();
    let primaries: Vec<usize> = facts.topology.primaries().map(|(index, _)| index).collect();
    if facts.owner == RoleOwner::ClusterBus || facts.topology.is_sharded() {
        let message = "it is a Redis Cluster, whose nodes follow nobody outside of it";
        let finding = Finding::new("cutover-owner", Severity::Critical, subject, message);
        return Err(Objection::firm(
            finding.hint(
                "redis-ops backup-rdb of the one, redis-ops restore-rdb into the other, with the writers stopped",
            ),
        ));
    }
    match primaries.as_slice() {
        [one] => Ok(*one),
        [] => {
            let silent = facts.members.iter().filter_map(|member| Some(member.answer.as_ref().err()?.chain()));
            let why: String = silent.map(|why| format!(": {why}")).collect();
            let message = format!("no primary of it can be seen{why}");
            let finding = Finding::new("no-primary", Severity::Critical, subject, message);
            Err(Objection::firm(finding))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|index| facts.name(*index)).collect();
            let message = format!("{} are both primaries", names.join(" and "));
            Err(Objection::firm(Finding::new("two-primaries", Severity::Critical, subject, message)))
        }
    }
}

/// Every reason not to. `follows` is whether the new one follows the old one already.
pub fn judge(old: Side<'_>, new: Side<'_>, follows: bool, terms: Terms) -> Vec<Objection> {
    let mut found: Vec<Objection> = [old, new].into_iter().filter_map(owner).collect();
    found.extend(version(old, new));
    found.extend(room(old, new));
    found.extend(refuses_writes(new.facts, old.facts.info(old.head), new.head));
    found.extend(ends_as_replica(old.facts, old.head));
    found.extend([old, new].into_iter().filter_map(busy));
    if !follows {
        found.extend(keys(new));
    }
    found.extend(services(old, terms));
    found
}

/// Sentinels and operators would not let a primary be a replica of somebody else's.
fn owner(side: Side<'_>) -> Option<Objection> {
    let who = match side.facts.owner {
        RoleOwner::Sentinel | RoleOwner::OpstreeSentinel => "Sentinel",
        RoleOwner::SpotahomeOperator | RoleOwner::OpstreeOperator => "its operator",
        RoleOwner::ClusterBus => "the cluster bus",
        RoleOwner::StatefulSetOrdinal | RoleOwner::StatefulSetName | RoleOwner::Nobody | RoleOwner::Unknown => {
            let watched = side.facts.settings[side.head].watched_by_sentinel;
            watched.then_some("a Sentinel that is connected to it")?
        }
    };
    let message = format!(
        "{who} decides which of its members is the primary, and would make it one again as soon as it follows another \
         instance"
    );
    let finding = Finding::new("cutover-owner", Severity::Critical, &side.facts.subject, message);
    Some(Objection::firm(
        finding.hint("stop the writers, then redis-ops backup-rdb of the one and redis-ops restore-rdb into the other"),
    ))
}

/// The new servers have to read what the old ones send.
fn version(old: Side<'_>, new: Side<'_>) -> Option<Objection> {
    let of = |side: Side<'_>| side.facts.info(side.head).and_then(Release::of);
    let (from, to) = (of(old), of(new));
    let reads = match (from, to) {
        (Some(from), Some(to)) => from.rdb().and_then(|written| to.reads(written)),
        _ => None,
    };
    let said =
        |release: Option<Release>| release.map_or_else(|| "an unknown version".to_owned(), |one| one.to_string());
    let finding = |message: String| Finding::new("cutover-version", Severity::Critical, &new.facts.subject, message);
    match reads {
        Some(true) => None,
        Some(false) => Some(Objection::firm(
            finding(format!("{} does not read what {} sends: it cannot follow", said(to), said(from)))
                .hint("redis-ops restore-rdb of a backup, --engine live, takes the keys by commands"),
        )),
        None => {
            Some(Objection::soft(finding(format!("whether {} reads what {} sends is not known", said(to), said(from)))))
        }
    }
}

/// Whether the old primary could take a full copy of the new one: else it follows by the partial copy alone.
pub(super) fn old_reads_new(old: Side<'_>, new: Side<'_>) -> Option<bool> {
    let of = |side: Side<'_>| side.facts.info(side.head).and_then(Release::of);
    of(old)?.reads(of(new)?.rdb()?)
}

fn room(old: Side<'_>, new: Side<'_>) -> Option<Objection> {
    let used = old.facts.info(old.head)?.number("used_memory")?;
    let allowed = new.facts.info(new.head)?.number("maxmemory").filter(|limit| *limit > 0)?;
    (allowed < used).then(|| {
        let message =
            format!("its maxmemory is {}, and {} are in use there", units::bytes(allowed), units::bytes(used));
        Objection::soft(Finding::new("cutover-room", Severity::Critical, &new.facts.subject, message))
    })
}

fn busy(side: Side<'_>) -> Option<Objection> {
    let info = side.facts.info(side.head)?;
    let doing = [("loading", "is reading its data from disk")];
    let (_, words) = doing.iter().find(|(field, _)| info.flag(field) == Some(true))?;
    let finding = Finding::new("loading", Severity::Critical, side.facts.subject_of(side.head), *words);
    Some(Objection::firm(finding))
}

/// What the new instance holds is gone as soon as it follows.
fn keys(new: Side<'_>) -> Option<Objection> {
    let held: u64 = new.facts.info(new.head)?.databases().iter().map(|database| database.keys).sum();
    (held > 0).then(|| {
        let message =
            format!("it holds {} keys, which are gone as soon as it follows another instance", units::count(held));
        let finding = Finding::new("cutover-keys", Severity::Critical, &new.facts.subject, message);
        Objection::soft(finding.hint("redis-ops backup-rdb first, or flushall, if nobody needs them"))
    })
}

fn services(old: Side<'_>, terms: Terms) -> Vec<Objection> {
    if !terms.switches_services {
        return Vec::new();
    }
    let subject = old.facts.subject.as_str();
    let none = "--switch none leaves Services as they are: for clients that are led over by other means";
    let mut found = Vec::new();
    if let Some(why) = &old.facts.services_unseen {
        let message = format!("its Services cannot be seen: {why}");
        found.push(Objection::firm(Finding::new("objects-unseen", Severity::Critical, subject, message).hint(none)));
    }
    if !terms.same_namespace {
        let message = "the other instance is in another namespace, where a Service of this one cannot lead";
        let finding = Finding::new("cutover-services", Severity::Critical, subject, message);
        found.push(Objection::firm(finding.hint(none)));
        return found;
    }
    if terms.services == 0 {
        let message = "no Service leads to its primary alone, so that none can be led over";
        let finding = Finding::new("cutover-services", Severity::Critical, subject, message);
        found.push(Objection::firm(finding.hint(none)));
    }
    if let Some(manager) = old.facts.managers.iter().find(|manager| manager.reconciles).filter(|_| terms.services > 0) {
        let message = format!("{} ({}) would put its Services back", manager.manager, manager.name);
        let finding = Finding::new("services-reconciled", Severity::Critical, subject, message);
        found.push(Objection::firm(finding.hint(format!("pause it first: {}; {none}", manager.pause))));
    }
    if terms.may_patch == Some(false) {
        let message = "the right to patch services is missing";
        let namespace = subject.split('/').next().unwrap_or_default();
        let finding = Finding::new("right-missing", Severity::Critical, subject, message);
        found.push(Objection::firm(finding.hint(format!("kubectl auth can-i patch services -n {namespace}; {none}"))));
    }
    found
}

/// What a member's own login has to become so that it can follow another instance's primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginChange {
    /// It is given the other instance's password.
    Lent,
    /// The other instance wants none, and refuses one that is offered.
    TakenAway,
}

/// What the login of `follower` has to become so that it can follow `leader`.
pub fn login_change(leader: &promote::Settings, follower: &promote::Settings) -> Option<LoginChange> {
    match (&leader.masterauth, &follower.masterauth) {
        (MasterAuth::NotNeeded, MasterAuth::NotNeeded | MasterAuth::Missing) => None,
        (MasterAuth::NotNeeded, _) => Some(LoginChange::TakenAway),
        _ => Some(LoginChange::Lent),
    }
}

/// Whether a member that takes over has another instance's login, from when it began to follow it: its own instance's has
/// to be set again, or it could not follow its own members.
pub fn regains_login(leader: &promote::Settings, own: &promote::Settings) -> bool {
    match own.masterauth {
        MasterAuth::Fits => false,
        MasterAuth::NotNeeded => leader.masterauth != MasterAuth::NotNeeded,
        MasterAuth::Missing | MasterAuth::Differs | MasterAuth::Unknown(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_lent_taken_away_and_set_again() {
        let of = |masterauth| promote::Settings { masterauth, ..promote::Settings::unknown("") };
        let (none, fits, differs) = (of(MasterAuth::NotNeeded), of(MasterAuth::Fits), of(MasterAuth::Differs));
        assert_eq!(login_change(&fits, &none), Some(LoginChange::Lent));
        assert_eq!(login_change(&fits, &differs), Some(LoginChange::Lent));
        assert_eq!(login_change(&none, &fits), Some(LoginChange::TakenAway));
        assert_eq!(login_change(&none, &none), None);
        assert!(
            regains_login(&fits, &differs)
                && regains_login(&fits, &none)
                && regains_login(&none, &of(MasterAuth::Missing))
        );
        assert!(!regains_login(&fits, &fits) && !regains_login(&none, &none));
    }
}
