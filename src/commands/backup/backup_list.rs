//! `backup-list`: which backups there are, how old they are, and which of them can be relied on.

use super::sources::{self, Found, SourceArgs};
use crate::context::Context;
use crate::domain::backup::catalogue::{SetEntry, SetState};
use crate::error::Result;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::store::catalogue;
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "backup-list";

/// After so long without a manifest a set is not one that is just being written.
const LONGEST_BACKUP: chrono::Duration = chrono::Duration::hours(24);

/// List backups and what is wrong with them
///
/// PLACE is what --to was: a folder or s3://BUCKET/PREFIX. Every set is shown with its age, size, keys and state.
/// "verified" means that it was parsed to its end with its CRC64 while it was taken, and that its files are there with
/// the sizes the manifest says; "parsed" is the same of a server that writes no CRC64. backup-verify reads the files
/// themselves. A set without a manifest is incomplete: it is being written, or its run died. -n and -r name an
/// instance.
///
/// Exit status: 0 all in order, 1 something deserves attention, 2 a set is damaged or --max-age is exceeded, 3 it could
/// not be told.
///
/// Examples:
///   redis-ops backup-list /backups
///   redis-ops backup-list s3://backups/redis -n apps -r cache
///   redis-ops backup-list s3://backups/redis --max-age 26h -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupListArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// An instance whose newest verified set is older is CRITICAL
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_age: Option<Duration>,
}

#[derive(Debug, Serialize)]
struct ListReport {
    places: Vec<PlaceSets>,
    #[serde(skip)]
    now: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
struct PlaceSets {
    place: String,
    sets: Vec<ListedSet>,
    /// Uploads that were begun and never ended; none where the store cannot tell.
    open_uploads: Option<usize>,
}

#[derive(Debug, Serialize)]
struct ListedSet {
    path: String,
    #[serde(flatten)]
    entry: SetEntry,
}

/// Runs the command.
///
/// # Errors
/// Of kind Target, when no place can be listed.
pub async fn run(context: &Context, args: &BackupListArgs) -> Result<Outcome> {
    let (found, mut findings) = sources::fetch(context, &args.sources).await?;
    let now = context.now();
    let mut places = Vec::new();
    for Found { place, sets, uploads, .. } in found {
        let mut sets: Vec<SetEntry> =
            sets.into_iter().filter(|set| sources::is_wanted(context, &set.instance)).collect();
        sets.sort_by(|a, b| (&a.instance, b.time, &b.set).cmp(&(&b.instance, a.time, &a.set)));
        findings.extend(judge(&place.to_string(), &sets, args.max_age, now));
        let listed = |entry: SetEntry| ListedSet { path: catalogue::show(&place, &entry), entry };
        let sets = sets.into_iter().map(listed).collect();
        places.push(PlaceSets {
            place: place.to_string(),
            sets,
            open_uploads: uploads.ok().map(|uploads| uploads.len()),
        });
    }
    let report = ListReport { places, now };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, None, &report))
}

/// What deserves attention in a place.
fn judge(place: &str, sets: &[SetEntry], max_age: Option<Duration>, now: DateTime<Utc>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for set in sets {
        let subject = format!("{}/{}/{}", place.trim_end_matches('/'), set.instance, set.set);
        let problems = set.problems.join("; ");
        match set.state {
            SetState::Verified | SetState::Parsed => {}
            SetState::Damaged => findings.push(Finding::new("backup-damaged", Severity::Critical, subject, problems)),
            SetState::Unknown => findings.push(Finding::new("backup-unreadable", Severity::Unknown, subject, problems)),
            SetState::Incomplete => {
                let old = now - set.time > LONGEST_BACKUP;
                let severity = if old { Severity::Warning } else { Severity::Info };
                let finding = Finding::new("backup-incomplete", severity, subject, problems);
                findings.push(finding.hint("a run that died left it: backup-prune --orphans takes it away"));
            }
        }
    }
    let mut newest: BTreeMap<&str, Option<DateTime<Utc>>> = BTreeMap::new();
    for set in sets {
        let time = newest.entry(&set.instance).or_default();
        *time = (*time).max(set.has_good_data().then_some(set.time));
    }
    for (instance, time) in newest {
        let subject = format!("{instance} in {place}");
        let text = match (time, max_age) {
            (None, _) => "has no verified backup".to_owned(),
            (Some(time), Some(max_age)) if (now - time).to_std().is_ok_and(|age| age > max_age) => {
                let limit = units::duration(max_age.as_secs_f64());
                format!("has its newest verified backup from {}; the limit is {limit}", units::age(time, now))
            }
            _ => continue,
        };
        findings.push(Finding::new("backup-overdue", Severity::Critical, subject, text));
    }
    if sets.is_empty() {
        // Where backups have to be younger than so much, none at all is no less than an old one.
        let severity = if max_age.is_some() { Severity::Critical } else { Severity::Warning };
        let finding = Finding::new("no-backup", severity, place, "there is no backup here");
        findings.push(finding.hint("--to of backup-rdb says where backups go; -n and -r may name another instance"));
    }
    findings
}

impl Report for ListReport {
    fn view(&self) -> View {
        let mut blocks = Vec::new();
        for place in self.places.iter().filter(|place| !place.sets.is_empty()) {
            if self.places.len() > 1 {
                blocks.push(Block::Heading(place.place.clone()));
            }
            let mut table = Table::new(&["INSTANCE", "SET", "#AGE", "#SIZE", "#KEYS", "SERVER", "STATE"]);
            place.sets.iter().for_each(|set| table.row(row(&set.entry, self.now)));
            blocks.push(Block::Table(table));
        }
        View { blocks, last: None }
    }
}

fn row(set: &SetEntry, now: DateTime<Utc>) -> [Cell; 7] {
    [
        set.instance.as_str().into(),
        set.set.as_str().into(),
        age(set.time, now).into(),
        units::bytes(set.bytes).into(),
        set.keys.map_or("-".to_owned(), units::count).into(),
        set.server_version.as_deref().unwrap_or("-").into(),
        state(set),
    ]
}

/// `5h07m`, or `-` for a time to come.
pub(super) fn age(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    (now - time).to_std().map_or("-".to_owned(), |age| units::duration(age.as_secs_f64()))
}

fn state(set: &SetEntry) -> Cell {
    let (word, tone) = match set.state {
        SetState::Verified | SetState::Parsed if set.holds.part_of_data => ("some shards only", Tone::Warn),
        SetState::Verified if !set.holds.data => ("no data in it", Tone::Plain),
        SetState::Verified => ("verified", Tone::Good),
        SetState::Parsed => ("parsed", Tone::Good),
        SetState::Damaged => ("DAMAGED", Tone::Bad),
        SetState::Incomplete => ("incomplete", Tone::Warn),
        SetState::Unknown => ("unknown", Tone::Warn),
    };
    let encrypted = if set.encrypted { ", encrypted" } else { "" };
    let orphans = match set.orphans.len() {
        0 => String::new(),
        _ if set.state == SetState::Incomplete => String::new(),
        count => format!(", {count} orphans"),
    };
    Cell::toned(format!("{word}{encrypted}{orphans}"), tone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::backup::catalogue::{ManifestState, SetName};
    use chrono::TimeZone;

    fn set(state: SetState, hour: u32) -> SetEntry {
        let name = SetName { instance: "apps.cache".to_owned(), set: format!("20261120T{hour:02}0000Z") };
        let mut entry = crate::domain::backup::catalogue::judge(&name, &[], &ManifestState::Absent);
        entry.state = state;
        entry.holds.data = true;
        entry
    }

    #[test]
    fn only_a_good_set_counts_for_the_age() {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).single().expect("a time");
        let ids = |sets: &[SetEntry], hours: u64| -> Vec<String> {
            let findings = judge("/b", sets, Some(Duration::from_secs(hours * 3600)), now);
            findings.into_iter().map(|finding| finding.id).collect()
        };
        assert_eq!(ids(&[set(SetState::Verified, 10)], 3), Vec::<String>::new());
        assert_eq!(ids(&[set(SetState::Verified, 10)], 1), ["backup-overdue"]);
        assert_eq!(
            ids(&[set(SetState::Verified, 1), set(SetState::Damaged, 11)], 3),
            ["backup-damaged", "backup-overdue"]
        );
        assert_eq!(ids(&[set(SetState::Incomplete, 11)], 99), ["backup-incomplete", "backup-overdue"]);
        let mut without_data = set(SetState::Verified, 11);
        without_data.holds.data = false;
        assert_eq!(ids(&[set(SetState::Verified, 8), without_data], 3), ["backup-overdue"]);
        assert_eq!(ids(&[], 1), ["no-backup"]);
    }
}
