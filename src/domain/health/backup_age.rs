//! Rule `backup-overdue`: how much would be lost if everything were lost now.

use crate::domain::backup::catalogue::{SetEntry, SetState};
use crate::error::Result;
use crate::report::{Finding, Severity, units};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// What lies in the place of an instance's backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFacts {
    /// The place, for people.
    pub place: String,
    /// The newest set whose manifest and files are there: its name, and when it began.
    pub newest: Option<(String, DateTime<Utc>)>,
    /// Newer sets that cannot be used, with why.
    pub unusable: Vec<(String, String)>,
    /// Why the place itself could not be read. One that is not there holds no backup.
    pub unreadable: Option<String>,
}

impl BackupFacts {
    /// What is known of the instance whose folder is `instance`, from the sets of the place that was looked through.
    pub fn of(place: &str, instance: &str, sets: Result<Vec<SetEntry>>) -> Self {
        let mut facts = Self { place: place.to_owned(), newest: None, unusable: Vec::new(), unreadable: None };
        let mut sets = sets.unwrap_or_else(|error| {
            facts.unreadable = Some(error.chain());
            Vec::new()
        });
        sets.retain(|set| set.instance == instance);
        sets.sort_by(|a, b| b.set.cmp(&a.set));
        for set in sets {
            match set.state {
                // Configuration alone is no backup of the keys, nor is one shard of a cluster.
                SetState::Verified | SetState::Parsed if !set.has_good_data() => {}
                SetState::Verified | SetState::Parsed => {
                    facts.newest = Some((set.set, set.time));
                    break;
                }
                // Being written, or its writer was killed: it is none yet.
                SetState::Incomplete => {}
                SetState::Damaged | SetState::Unknown => facts.unusable.push((set.set, set.problems.join("; "))),
            }
        }
        facts
    }
}

/// Judges the newest backup by the time of which all changes may be lost. A set is whole and was verified while it was
/// taken when it has a manifest: that is written last.
pub fn judge(subject: &str, backups: &BackupFacts, allowed: Duration, now: DateTime<Utc>) -> Option<Finding> {
    let rpo = units::duration(allowed.as_secs_f64());
    let hint = "redis-ops backup-rdb takes one; redis-ops backup-verify looks at one that is there";
    if let Some(reason) = &backups.unreadable {
        let message = format!("whether there is a backup younger than {rpo} cannot be seen: {reason}");
        return Some(
            Finding::new("backup-overdue", Severity::Unknown, subject, message).hint("--backups DIR names the place"),
        );
    }
    let unusable = match backups.unusable.as_slice() {
        [] => String::new(),
        [(name, reason)] => format!("; {name} cannot be used: {reason}"),
        [(name, reason), others @ ..] => {
            format!("; {name} cannot be used: {reason}; nor can {} more", others.len())
        }
    };
    let message = match &backups.newest {
        None => format!("has no backup in {}, and {rpo} of changes may be lost at most{unusable}", backups.place),
        // It holds what there was when it began.
        Some((name, began)) => {
            let age = (now - *began).to_std().unwrap_or_default();
            if age <= allowed {
                return None;
            }
            format!(
                "its newest backup {name} in {} is {} old, and {rpo} is allowed{unusable}",
                backups.place,
                units::duration(age.as_secs_f64())
            )
        }
    };
    Some(Finding::new("backup-overdue", Severity::Critical, subject, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn judged(age_minutes: Option<i64>, unreadable: bool) -> Option<Severity> {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let backups = BackupFacts {
            place: "/backups/apps.cache".into(),
            newest: age_minutes.map(|minutes| ("19700101T000000Z".to_owned(), now - TimeDelta::minutes(minutes))),
            unusable: Vec::new(),
            unreadable: unreadable.then(|| "permission denied".to_owned()),
        };
        judge("apps/cache", &backups, Duration::from_secs(3600), now).map(|one| one.severity)
    }

    #[test]
    fn older_than_allowed_or_none_is_critical_and_unseen_is_unknown() {
        assert_eq!(judged(Some(59), false), None);
        assert_eq!(judged(Some(61), false), Some(Severity::Critical));
        assert_eq!(judged(None, false), Some(Severity::Critical));
        assert_eq!(judged(None, true), Some(Severity::Unknown));
    }
}
