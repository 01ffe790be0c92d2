//! `events`: what Kubernetes reports of an instance's objects, newest last.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Block, Cell, Outcome, Report, Table, Tone, Verdict, View, units};
use crate::target::discover;
use crate::target::facts::Volume;
use crate::target::objects::{EventFacts, owner_chain};
use crate::target::spec::RoleFilter;
use crate::target::surroundings::{self, Surroundings, Wanted};
use crate::target::survey;
use crate::target::topology::Member;
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeSet;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "events";

/// Show Kubernetes's events of the instance's own objects, newest last
///
/// Covers the members' pods, those that their StatefulSet is to have and that are missing, the controllers above them,
/// their claims, and the Services that select them; nothing that merely has a similar name. An API server forgets
/// events after an hour by default, so an empty list is no proof that nothing happened.
///
/// Exit status: 0 shown, also where there are none; 3 they could not be seen.
///
/// Examples:
///   redis-ops events -n apps -r cache
///   redis-ops events -n apps -r cache --since 10m
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct EventsArgs {
    /// Only events that happened within this time
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    since: Option<Duration>,
}

#[derive(Debug, Serialize)]
struct EventsReport {
    /// How many objects were looked at.
    objects: usize,
    /// Oldest first.
    events: Vec<EventView>,
}

#[derive(Debug, Serialize)]
struct EventView {
    last_seen: Option<DateTime<Utc>>,
    age_seconds: Option<i64>,
    #[serde(rename = "type")]
    kind: &'static str,
    object: String,
    reason: String,
    message: String,
    count: u32,
    source: String,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, it was named by `--url`, or events may not be listed.
pub async fn run(context: &Context, args: &EventsArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Err(Error::usage("events are Kubernetes's, and --url names a server without it"));
    };
    let (members, around, events) = tokio::join!(
        survey::members(context, &target),
        surroundings::fetch(&target, Wanted::default()),
        kubernetes.fetch_events(namespace)
    );
    let settings = &context.settings.target;
    let whole = settings.pod.is_none() && settings.role == RoleFilter::Any;
    let objects = objects(&members?, &around, whole);
    let report = select(events?, &objects, context.now(), args.since);
    let findings = around.unseen;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// Kind and name of everything that belongs to the members.
fn objects(members: &[Member], around: &Surroundings, whole: bool) -> BTreeSet<(String, String)> {
    let mut objects = BTreeSet::new();
    for pod in members.iter().filter_map(|member| member.pod.as_ref()) {
        objects.insert(("Pod".to_owned(), pod.name.clone()));
        objects.extend(owner_chain(pod, &around.workloads).into_iter().map(|owner| (owner.kind, owner.name)));
        for volume in pod.volumes.values() {
            if let Volume::Claim(name) = volume {
                objects.insert(("PersistentVolumeClaim".to_owned(), name.clone()));
            }
        }
        for service in around.services.iter().filter(|service| service.selects(pod)) {
            objects.insert(("Service".to_owned(), service.name.clone()));
        }
    }
    let sets = around.workloads.iter().filter(|workload| workload.kind == "StatefulSet" && whole);
    for set in sets {
        if objects.contains(&(set.kind.clone(), set.name.clone())) {
            // a pod that cannot be made is missing from the list, and its events are what one looks for
            objects
                .extend((0..set.replicas.min(1000)).map(|ordinal| ("Pod".into(), format!("{}-{ordinal}", set.name))));
        }
    }
    objects
}

fn select(
    events: Vec<EventFacts>,
    objects: &BTreeSet<(String, String)>,
    now: DateTime<Utc>,
    since: Option<Duration>,
) -> EventsReport {
    let recent = |event: &EventFacts| match (since, event.last_seen) {
        (Some(since), Some(time)) => (now - time).num_seconds() <= since.as_secs().cast_signed(),
        _ => true,
    };
    let own = |event: &EventFacts| objects.contains(&(event.kind.clone(), event.name.clone()));
    let mut events: Vec<EventFacts> = events.into_iter().filter(|event| own(event) && recent(event)).collect();
    events.sort_by(|a, b| (a.last_seen, &a.name, &a.reason).cmp(&(b.last_seen, &b.name, &b.reason)));
    let view = |event: EventFacts| EventView {
        last_seen: event.last_seen,
        age_seconds: event.last_seen.map(|time| (now - time).num_seconds().max(0)),
        kind: if event.warning { "Warning" } else { "Normal" },
        object: format!("{}/{}", event.kind, event.name),
        reason: event.reason,
        message: event.message,
        count: event.count,
        source: event.source,
    };
    EventsReport { objects: objects.len(), events: events.into_iter().map(view).collect() }
}

impl Report for EventsReport {
    fn view(&self) -> View {
        if self.events.is_empty() {
            let text =
                format!("no events of {} objects (the API server keeps them for an hour by default)", self.objects);
            return View::of(Block::Line(text.into()));
        }
        let mut table = Table::new(&["#AGE", "#COUNT", "TYPE", "REASON", "OBJECT", "MESSAGE"]);
        for event in &self.events {
            let tone = if event.kind == "Warning" { Tone::Warn } else { Tone::Plain };
            table.row([
                event.age_seconds.map_or("-".to_owned(), |seconds| units::duration(seconds as f64)).into(),
                event.count.to_string().into(),
                Cell::toned(event.kind, tone),
                Cell::toned(&event.reason, tone),
                event.object.as_str().into(),
                event.message.trim().into(),
            ]);
        }
        View::of(Block::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn event(name: &str, minutes_ago: i64) -> EventFacts {
        EventFacts {
            kind: "Pod".into(),
            name: name.into(),
            warning: true,
            reason: "BackOff".into(),
            message: "Back-off restarting".into(),
            count: 3,
            last_seen: Some(DateTime::UNIX_EPOCH + TimeDelta::minutes(100 - minutes_ago)),
            source: "kubelet".into(),
        }
    }

    #[test]
    fn only_own_events_and_the_newest_last() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::minutes(100);
        let objects = BTreeSet::from([("Pod".to_owned(), "cache-0".to_owned())]);
        let all = || vec![event("cache-0", 1), event("cache-0-other", 1), event("cache-0", 30)];
        let ages = |since: Option<Duration>| {
            let report = select(all(), &objects, now, since);
            report.events.iter().map(|event| event.age_seconds).collect::<Vec<_>>()
        };
        assert_eq!(ages(None), [Some(1800), Some(60)]);
        assert_eq!(ages(Some(Duration::from_secs(600))), [Some(60)]);
        assert!(select(Vec::new(), &objects, now, None).view().blocks.len() == 1);
    }
}
