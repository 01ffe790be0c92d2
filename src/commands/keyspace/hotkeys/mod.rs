//! `hotkeys`: the keys that most of the work is for.

mod frequency;
mod sample;
mod session;
mod view;

use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::keyspace::name;
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::silence;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey::Answer;
use crate::values::parse_duration;
use futures::StreamExt;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "hotkeys";

/// Members that are watched at the same time.
const AT_ONCE: usize = 8;

/// Find the keys that most of the work is for
///
/// On the primary, of a Redis Cluster on every primary; --pod and --role name others. In the first of these ways that the
/// servers have, or the one that --by names:
///
/// hotkeys: the server measures itself, CPU time and bytes by key, for --duration (HOTKEYS, Redis 8.6). One such session at
/// a time is possible; another's is left alone. It is ended and its memory given back however the run ends.
///
/// freq: the counters of access that a server keeps with an LFU policy (OBJECT FREQ), of every key by SCAN. They grow with
/// the logarithm of the accesses and decay.
///
/// monitor: a sample of what is executed, by MONITOR, for --duration or --lines, whichever comes first. A busy server may
/// lose half of its throughput meanwhile, so this is never chosen by itself, and needs consent.
///
/// Exit status: 0 measured, 2 a server is down, 3 not on all members, 4 no way that may be taken without asking.
///
/// Examples:
///   redis-ops hotkeys -n apps -r cache --duration 30s
///   redis-ops hotkeys -n apps -r cache --by freq --top 50 -o json
///   redis-ops hotkeys -n apps -r cache --by monitor --duration 5s --yes
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct HotkeysArgs {
    /// Way to find them
    #[arg(long, value_name = "WAY", default_value = "auto")]
    by: Way,
    /// Time to measure
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = parse_time)]
    duration: Duration,
    /// Keys to list
    #[arg(long, value_name = "NUMBER", default_value = "10", value_parser = clap::value_parser!(u16).range(1..=64))]
    top: u16,
    /// Measure one command in so many (hotkeys)
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    sample: u32,
    /// Commands after which a sample of MONITOR ends
    #[arg(long, value_name = "NUMBER", default_value = "100000", value_parser = clap::value_parser!(u64).range(1..))]
    lines: u64,
    #[command(flatten)]
    consent: ConsentArgs,
}

fn parse_time(text: &str) -> Result<Duration, String> {
    match parse_duration(text)? {
        Duration::ZERO => Err("nothing can be measured in no time".to_owned()),
        duration => Ok(duration),
    }
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    /// HOTKEYS where it is there, else the counters of an LFU policy
    Auto,
    /// HOTKEYS (Redis 8.6)
    Hotkeys,
    /// OBJECT FREQ, with an LFU policy
    Freq,
    /// A sample of MONITOR, with consent
    Monitor,
}

#[derive(Debug, Serialize)]
struct HotkeysReport {
    by: Way,
    /// One command in so many was measured.
    sample: u32,
    seconds: f64,
    members: Vec<String>,
    /// What each list counts, with its keys.
    lists: Vec<List>,
}

/// Keys by one measure.
#[derive(Debug, Clone, Serialize)]
struct List {
    /// `cpu-microseconds`, `net-bytes`, `frequency` or `commands`.
    measure: &'static str,
    keys: Vec<HotKey>,
}

/// A key.
#[derive(Debug, Clone, Serialize)]
struct HotKey {
    member: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    db: Option<u64>,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_hex: Option<String>,
    value: u64,
    /// Of all that the member did; estimated where a sample was measured.
    share: Option<f64>,
}

impl HotKey {
    fn new(member: &str, db: Option<u64>, key: &[u8], value: u64, of: Option<u64>) -> Self {
        let share = of.filter(|all| *all > 0).map(|all| value as f64 / all as f64);
        Self { member: member.to_owned(), db, key: name::shown(key), key_hex: name::hex(key), value, share }
    }
}

#[derive(Debug, Serialize)]
struct PlanReport {
    plan: Plan,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or there is no way that may be taken. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &HotkeysArgs) -> Result<Outcome> {
    let named = discover::resolve(context, Nature::Observing).await?;
    let (target, mut answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target: &Target = &target;
    if by_url::means_primaries(context, &answers) {
        answers.retain(|answer| answer.role() != Some(Role::Replica));
    }
    let mut findings: Vec<Finding> = Vec::new();
    let silent = answers
        .iter()
        .filter_map(|answer| Some(silence::finding(&answer.member.subject(), answer.result.as_ref().err()?)));
    findings.extend(silent);
    answers.retain(|answer| answer.result.is_ok());
    if answers.is_empty() {
        if findings.is_empty() {
            return Err(Error::target(format!("{} has no primary that can be seen", target.instance.full_name())));
        }
        let report = HotkeysReport { by: args.by, sample: args.sample, seconds: 0.0, members: vec![], lists: vec![] };
        return Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report));
    }
    let way = choose(context, target, &answers, args.by).await?;
    let plan = plan(target, &answers, args, way);
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &PlanReport { plan }));
    }
    let consent = match way {
        Way::Monitor => Some(Consent::to(&plan, args.consent.answer(), &context.console).await?),
        _ => None,
    };
    let started = Instant::now();
    let consent = consent.as_ref();
    let watched = answers.iter().map(|answer| async move {
        let lists = match (way, consent) {
            (Way::Freq, _) => frequency::watch(context, target, answer, args).await,
            (Way::Monitor, Some(consent)) => sample::watch(context, target, answer, args, consent).await,
            _ => session::watch(context, target, answer, args).await,
        };
        (answer, lists)
    });
    let watched: Vec<_> = futures::stream::iter(watched).buffered(AT_ONCE).collect().await;
    let (mut members, mut lists): (Vec<String>, Vec<List>) = (Vec::new(), Vec::new());
    for (answer, result) in watched {
        match result {
            Err(error) => {
                let message = error.chain();
                let finding = Finding::new("hotkeys-unseen", Severity::Unknown, answer.member.subject(), message);
                findings.push(error.hints().iter().take(1).fold(finding, |finding, hint| finding.hint(hint.clone())));
            }
            Ok(own) => {
                members.push(answer.member.name.clone());
                for list in own {
                    match lists.iter_mut().find(|known| known.measure == list.measure) {
                        Some(known) => known.keys.extend(list.keys),
                        None => lists.push(list),
                    }
                }
            }
        }
    }
    for list in &mut lists {
        list.keys.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.key.cmp(&b.key)));
        list.keys.truncate(usize::from(args.top));
    }
    let sample = if way == Way::Hotkeys { args.sample } else { 1 };
    let report = HotkeysReport { by: way, sample, seconds: started.elapsed().as_secs_f64(), members, lists };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// The way to take.
///
/// # Errors
/// Refused, where the one that is wanted is not there, or none is.
async fn choose(context: &Context, target: &Target, answers: &[Answer], wanted: Way) -> Result<Way> {
    let is_lfu = |answer: &&Answer| {
        answer.info().and_then(|info| info.text("maxmemory_policy")).is_some_and(|policy| policy.ends_with("lfu"))
    };
    let without_lfu = answers.iter().find(|answer| !is_lfu(answer));
    let policy = without_lfu.map(|answer| {
        let policy = answer.info().and_then(|info| info.text("maxmemory_policy")).unwrap_or("unknown");
        format!(
            "the maxmemory-policy of {} is {policy}, and accesses are counted with an LFU policy alone",
            answer.member.subject()
        )
    });
    let refused = |text: &str, causes: Vec<String>| {
        let error = causes.into_iter().fold(Error::refused(text), Error::cause);
        error.hint("--by monitor takes a sample of what is executed, with consent (--yes)")
    };
    match wanted {
        Way::Monitor => Ok(wanted),
        Way::Freq => match policy {
            None => Ok(wanted),
            Some(policy) => Err(refused("the servers do not count accesses", vec![policy])),
        },
        Way::Hotkeys | Way::Auto => match session::missing(context, target, &answers[0]).await? {
            None => Ok(Way::Hotkeys),
            Some(why) if wanted == Way::Hotkeys => Err(refused("the servers do not measure their keys", vec![why])),
            Some(why) => match policy {
                None => Ok(Way::Freq),
                Some(policy) => Err(refused("there is no way that costs the servers little", vec![why, policy])),
            },
        },
    }
}

fn plan(target: &Target, answers: &[Answer], args: &HotkeysArgs, way: Way) -> Plan {
    let duration = units::duration(args.duration.as_secs_f64());
    let step = |answer: &Answer| {
        let subject = answer.member.subject();
        Step::new(
            "watch",
            match way {
                Way::Monitor => format!("MONITOR on {subject} for {duration} or {} commands", units::count(args.lines)),
                Way::Freq => format!("SCAN and OBJECT FREQ on {subject}"),
                Way::Auto | Way::Hotkeys => format!("HOTKEYS on {subject} for {duration}"),
            },
        )
    };
    let mut remarks = Vec::new();
    if way == Way::Monitor {
        remarks.push(
            "the server writes every command to one more connection: a busy one may lose half of its throughput"
                .to_owned(),
        );
    }
    Plan {
        intent: format!("find the hot keys of {}", target.instance.full_name()),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        steps: answers.iter().map(step).collect(),
        remarks,
    }
}
