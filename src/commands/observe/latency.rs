//! `latency`: how fast every member answers, and how much of that is the way.

use crate::context::Context;
use crate::domain::latency::{self, Bucket, Distribution};
use crate::domain::{silence, unavailable};
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::command_stats::{self, CommandStats};
use crate::formats::info::Info;
use crate::formats::latency::{self as replies, LatestEvent};
use crate::report::{Block, Finding, Outcome, Report, Severity, Table, Verdict, View, bar, sparkline, units};
use crate::target::discover::{self, Target};
use crate::target::survey::{self, Answer};
use crate::wire::session::Session;
use futures::StreamExt;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "latency";

/// Members that are probed at the same time; more would measure each other.
const AT_ONCE: usize = 4;
/// Commands shown of each member.
const COSTLIEST: usize = 5;
/// Characters of a histogram's longest bar, and of a line of spikes.
const WIDTH: usize = 40;
/// What the columns of the first table are.
const HEADING: &str = "PING, there and back (WAY: on the network; EXEC, LOOP: in the server)";
/// An answer that is missing for so long is no matter of a slow way.
const STALLED: Duration = Duration::from_secs(1);

/// Measure how fast every member answers, and how much of it is the way there
///
/// Sends PINGs one after another over one stream to each member and shows the round trips. The shortest, less the
/// server's own time for a PING, is what every command pays on the way through the Kubernetes API. Beside it stands what
/// the servers measured themselves: a turn of the event loop during the probe, the costliest commands since the start,
/// and the spikes that the latency monitor recorded. It ends after --samples, or at --node-timeout with fewer.
///
/// Exit status: 0 all members answered, 1 a member stopped answering, 2 a server is down, 3 a member could not be asked.
///
/// Examples:
///   redis-ops latency -n apps -r cache
///   redis-ops latency --samples 1000 --node-timeout 30s --role primary -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct LatencyArgs {
    /// PINGs to send to each member
    #[arg(long, value_name = "NUMBER", default_value = "100", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    samples: u32,
}

#[derive(Debug, Serialize)]
struct LatencyReport {
    members: Vec<MemberLatency>,
}

#[derive(Debug, Default, Serialize)]
struct MemberLatency {
    member: String,
    samples: usize,
    round_trip: Option<Distribution>,
    histogram: Vec<Bucket>,
    /// What every command pays there and back.
    on_the_way_microseconds: Option<u64>,
    server: ServerSide,
    /// 0 means that the monitor is off.
    monitor_threshold_milliseconds: Option<u64>,
    events: Vec<Event>,
    /// The words of LATENCY DOCTOR, where the monitor is on.
    doctor: Option<String>,
}

/// What the server measured itself.
#[derive(Debug, Default, Serialize)]
struct ServerSide {
    /// Mean execution of a PING during the probe.
    ping_microseconds: Option<f64>,
    /// Mean turn of the event loop during the probe, all clients' commands included (Redis 7.2, Valkey 7.2 and later).
    event_loop_microseconds: Option<f64>,
    /// The costliest commands since the start.
    commands: Vec<CommandStats>,
}

#[derive(Debug, Serialize)]
struct Event {
    event: String,
    age_seconds: Option<i64>,
    latest_milliseconds: u64,
    worst_milliseconds: u64,
    /// Oldest first.
    spikes_milliseconds: Vec<u64>,
}

/// What the probing of a member gave.
#[derive(Debug, Default)]
struct Probe {
    round_trips: Vec<u64>,
    before: Info,
    after: Info,
    spikes: Vec<Vec<u64>>,
    /// How long the PING waited that had no answer when the time was up.
    unanswered: Option<Duration>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &LatencyArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut info = redis::cmd("INFO");
    info.arg("all");
    let answers = survey::ask(context, &target, info, &questions()).await?;
    let probed: Vec<(Answer, Result<Probe>)> = futures::stream::iter(answers)
        .map(|answer| async {
            let probe = probe(context, &target, &answer, args.samples).await;
            (answer, probe)
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let (mut findings, mut members) = (Vec::new(), Vec::new());
    for (answer, probe) in probed {
        let (member, found) = describe(&answer, probe, args.samples);
        members.push(member);
        findings.extend(found);
    }
    let report = LatencyReport { members };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn questions() -> [redis::Cmd; 4] {
    let mut commands = [redis::cmd("LATENCY"), redis::cmd("LATENCY"), redis::cmd("CONFIG"), redis::cmd("TIME")];
    commands[0].arg("LATEST");
    commands[1].arg("DOCTOR");
    commands[2].arg("GET").arg("latency-monitor-threshold");
    commands
}

fn events(answer: &Answer) -> Vec<LatestEvent> {
    answer.reply(0).and_then(Result::ok).map(|reply| replies::parse_latest(&reply)).unwrap_or_default()
}

/// Sends the PINGs, between two readings of the server's counters.
async fn probe(context: &Context, target: &Target, answer: &Answer, samples: u32) -> Result<Probe> {
    if answer.result.is_err() {
        return Ok(Probe::default());
    }
    let limit = context.time_for_a_node();
    let ends = Instant::now() + limit;
    let login = target.login(&answer.member);
    let mut probe = Probe::default();
    let mut work = async || {
        let mut session = Session::open(&target.dialer, &answer.member, &login, limit, &context.console).await?;
        let mut first = vec![counters("stats"), counters("commandstats")];
        first.extend(events(answer).iter().map(|event| {
            let mut history = redis::cmd("LATENCY");
            history.arg("HISTORY").arg(&event.event);
            history
        }));
        let mut replies = session.flight(&first).await?.into_iter().map(|reply| reply.as_ref().map(survey::plain).ok());
        probe.before = read_counters(&mut replies);
        probe.spikes =
            replies.map(|reply| reply.map(|reply| replies::parse_history(&reply)).unwrap_or_default()).collect();
        let ping = [redis::cmd("PING")];
        for _ in 0..samples {
            let started = Instant::now();
            let left = ends.saturating_duration_since(started);
            match tokio::time::timeout(left, session.flight(&ping)).await {
                Ok(replies) => drop(replies?),
                Err(_) => {
                    probe.unanswered = Some(started.elapsed());
                    return Ok(());
                }
            }
            probe.round_trips.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        let last = [counters("stats"), counters("commandstats")];
        let mut replies = session.flight(&last).await?.into_iter().map(|reply| reply.as_ref().map(survey::plain).ok());
        probe.after = read_counters(&mut replies);
        Ok(())
    };
    work().await.map(|()| probe)
}

fn counters(section: &str) -> redis::Cmd {
    let mut info = redis::cmd("INFO");
    info.arg(section);
    info
}

/// Two INFO replies as one.
fn read_counters(replies: &mut impl Iterator<Item = Option<crate::formats::reply::Plain>>) -> Info {
    let texts: Vec<String> = replies.take(2).flatten().filter_map(|reply| reply.text()).collect();
    Info::parse(&texts.join("\r\n"))
}

fn describe(answer: &Answer, probe: Result<Probe>, wanted: u32) -> (MemberLatency, Vec<Finding>) {
    let subject = answer.member.subject();
    let member = answer.member.name.clone();
    let (info, probe) = match (answer.result.as_ref(), probe.as_ref()) {
        (Err(error), _) | (_, Err(error)) => {
            let finding = silence::finding(&subject, error);
            return (MemberLatency { member, ..MemberLatency::default() }, vec![finding]);
        }
        (Ok((info, _)), Ok(probe)) => (info, probe),
    };
    let mut findings = Vec::new();
    for (index, command) in [(0, "LATENCY LATEST"), (1, "LATENCY DOCTOR"), (2, "CONFIG GET")] {
        if let Some(Err(error)) = answer.reply(index) {
            findings.push(unavailable::finding(&subject, command, &error));
        }
    }
    findings.extend(cut_short(&subject, probe, wanted));
    let setting = answer.reply(2).and_then(Result::ok).and_then(|reply| reply.pairs().next()?.1.number());
    if setting == Some(0) {
        let message = "records no latency spikes: latency-monitor-threshold is 0";
        findings.push(
            Finding::new("latency-monitor-off", Severity::Info, &subject, message)
                .hint("CONFIG SET latency-monitor-threshold 100 records what takes 100 ms or longer"),
        );
    }
    let time = answer.reply(3).and_then(Result::ok).and_then(|time| time.list().first()?.signed());
    let mut spikes = probe.spikes.iter();
    let events = events(answer).into_iter().map(|event| Event {
        age_seconds: time.map(|now| now.saturating_sub(event.unix_seconds)),
        event: event.event,
        latest_milliseconds: event.latest_milliseconds,
        worst_milliseconds: event.worst_milliseconds,
        spikes_milliseconds: spikes.next().cloned().unwrap_or_default(),
    });
    let server = server_side(info, probe);
    let round_trip = latency::distribution(&probe.round_trips);
    let doctor = answer.reply(1).and_then(Result::ok).and_then(|words| words.text());
    let latency = MemberLatency {
        member,
        samples: probe.round_trips.len(),
        on_the_way_microseconds: round_trip
            .map(|round_trip| latency::on_the_way(round_trip.least_microseconds, server.ping_microseconds)),
        round_trip,
        histogram: latency::buckets(&probe.round_trips),
        server,
        monitor_threshold_milliseconds: setting,
        events: events.collect(),
        doctor: doctor.filter(|_| setting != Some(0)),
    };
    (latency, findings)
}

fn cut_short(subject: &str, probe: &Probe, wanted: u32) -> Option<Finding> {
    let waited = probe.unanswered?;
    let severity = if waited >= STALLED { Severity::Warning } else { Severity::Info };
    let waited = units::microseconds(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX));
    let message = format!(
        "answered {} of {wanted} PINGs within --node-timeout; the last had waited {waited}",
        probe.round_trips.len()
    );
    Some(Finding::new("latency-cut-short", severity, subject, message).hint("--node-timeout DURATION measures longer"))
}

fn server_side(info: &Info, probe: &Probe) -> ServerSide {
    let both = |of: &dyn Fn(&Info) -> Option<u64>| (of(&probe.before), of(&probe.after));
    let field = |name: &'static str| both(&move |info: &Info| info.number(name));
    let ping = |info: &Info| command_stats::parse(info).into_iter().find(|each| each.command == "ping");
    // A command that was never called has no line: it was called 0 times.
    let known = |info: &Info| info.text("cmdstat_info").or(info.text("cmdstat_ping")).is_some();
    let of_ping = |of: fn(CommandStats) -> u64| both(&move |info: &Info| known(info).then(|| ping(info).map_or(0, of)));
    let mut commands = command_stats::parse(info);
    commands.truncate(COSTLIEST);
    ServerSide {
        ping_microseconds: latency::mean_between(of_ping(|ping| ping.total_microseconds), of_ping(|ping| ping.calls)),
        event_loop_microseconds: latency::mean_between(field("eventloop_duration_sum"), field("eventloop_cycles")),
        commands,
    }
}

impl Report for LatencyReport {
    fn view(&self) -> View {
        let mut blocks = vec![Block::Heading(HEADING.to_owned()), Block::Table(self.round_trips())];
        for member in self.members.iter().filter(|member| !member.histogram.is_empty()) {
            blocks.push(Block::Heading(format!("Round trips of {}", member.member)));
            blocks.push(Block::Table(histogram(&member.histogram)));
        }
        blocks.push(Block::Heading("Costliest commands since the start, by the servers' own clocks".to_owned()));
        blocks.push(Block::Table(self.commands()));
        if self.members.iter().any(|member| !member.events.is_empty()) {
            blocks.push(Block::Heading("Spikes that the latency monitor recorded".to_owned()));
            blocks.push(Block::Table(self.events()));
        }
        for member in self.members.iter().filter(|member| !member.events.is_empty()) {
            let Some(doctor) = &member.doctor else { continue };
            blocks.push(Block::Heading(format!("LATENCY DOCTOR of {}", member.member)));
            let words = doctor.lines().map(str::trim_end).filter(|line| !line.is_empty());
            blocks.push(Block::Fields(words.map(|line| (String::new(), line.into())).collect()));
        }
        View { blocks, last: None }
    }
}

/// A mean in words; what was measured is never shown as nothing.
fn time(microseconds: f64) -> String {
    match microseconds {
        mean if mean > 0.0 && mean < 0.5 => "<1µs".to_owned(),
        mean => units::microseconds(mean.round() as u64),
    }
}

fn histogram(buckets: &[Bucket]) -> Table {
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0);
    let mut table = Table::new(&["#UP TO", "#COUNT", ""]);
    for bucket in buckets {
        table.row([
            units::microseconds(bucket.up_to_microseconds).into(),
            bucket.count.to_string().into(),
            bar(bucket.count, most, WIDTH).into(),
        ]);
    }
    table
}

impl LatencyReport {
    fn round_trips(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "#PINGS", "#MIN", "#P50", "#P99", "#MAX", "#WAY", "#EXEC", "#LOOP"]);
        for member in &self.members {
            let dash = || "-".to_owned();
            let figure = |of: fn(Distribution) -> u64| {
                member.round_trip.map_or_else(dash, |round_trip| units::microseconds(of(round_trip))).into()
            };
            let mean = |mean: Option<f64>| mean.map_or_else(dash, time).into();
            table.row([
                member.member.as_str().into(),
                member.samples.to_string().into(),
                figure(|round_trip| round_trip.least_microseconds),
                figure(|round_trip| round_trip.p50_microseconds),
                figure(|round_trip| round_trip.p99_microseconds),
                figure(|round_trip| round_trip.greatest_microseconds),
                member.on_the_way_microseconds.map_or_else(dash, units::microseconds).into(),
                mean(member.server.ping_microseconds),
                mean(member.server.event_loop_microseconds),
            ]);
        }
        table
    }

    fn commands(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "COMMAND", "#CALLS", "#MEAN", "#P99", "#TOTAL"]);
        for member in &self.members {
            for command in &member.server.commands {
                table.row([
                    member.member.as_str().into(),
                    command.command.as_str().into(),
                    units::count(command.calls).into(),
                    time(command.mean_microseconds()).into(),
                    command.p99_microseconds.map_or_else(|| "-".to_owned(), time).into(),
                    units::microseconds(command.total_microseconds).into(),
                ]);
            }
        }
        table
    }

    fn events(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "EVENT", "#AGE", "#LATEST", "#WORST", "#SPIKES", ""]);
        for member in &self.members {
            for event in &member.events {
                let spikes: Vec<f64> = event.spikes_milliseconds.iter().map(|spike| *spike as f64).collect();
                let age = event.age_seconds.map(|age| units::duration(age.max(0) as f64));
                table.row([
                    member.member.as_str().into(),
                    event.event.as_str().into(),
                    age.unwrap_or_else(|| "-".to_owned()).into(),
                    units::microseconds(event.latest_milliseconds.saturating_mul(1000)).into(),
                    units::microseconds(event.worst_milliseconds.saturating_mul(1000)).into(),
                    spikes.len().to_string().into(),
                    sparkline(&spikes, WIDTH).into(),
                ]);
            }
        }
        table
    }
}
