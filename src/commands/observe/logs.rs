//! `logs`: what all members logged, interleaved by time.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::log::{self, Level};
use crate::k8s::client::Kubernetes;
use crate::k8s::logs::LogPart;
use crate::render;
use crate::report::{Block, Cell, Outcome, Report, Tone, Verdict, View};
use crate::target::discover;
use crate::target::surroundings::unseen_finding;
use crate::target::survey;
use crate::target::topology::Member;
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The command's name.
pub const NAME: &str = "logs";

/// Lines of each member that are looked at, without and with `--level`.
const TAIL: u32 = 200;
const TAIL_WITH_LEVEL: u32 = 10_000;
/// A container that restarts has no log for a moment.
const BEFORE_OPENING_AGAIN: Duration = Duration::from_secs(1);

/// Show the members' logs, interleaved by time
///
/// The times are the kubelet's, in UTC; the level is the one Redis wrote (. debug, - verbose, * notice, # warning). What
/// Redis did not write in that form, such as a crash report, counts as the line before it. With -f the logs are followed
/// through container restarts until Ctrl-C, one JSON object a line with -o json.
///
/// Exit status: 0 shown, 3 a member's log could not be read, 130 after Ctrl-C.
///
/// Examples:
///   redis-ops logs -n apps -r cache --since 1h --level warning
///   redis-ops logs -n apps -r cache --previous
///   redis-ops logs -n apps -r cache -f
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct LogsArgs {
    /// Only lines younger than this
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    since: Option<Duration>,
    /// The logs of the containers' former runs
    #[arg(long, conflicts_with = "follow")]
    previous: bool,
    /// Lines of each member to look at, from the end (default: 200, with --level 10000)
    #[arg(long, value_name = "NUMBER")]
    tail: Option<u32>,
    /// Go on as more is logged
    #[arg(short, long)]
    follow: bool,
    /// Least level to show
    #[arg(long, value_name = "LEVEL")]
    level: Option<LevelChoice>,
}

/// `--level`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LevelChoice {
    Debug,
    Verbose,
    Notice,
    Warning,
}

impl LevelChoice {
    fn level(self) -> Level {
        match self {
            LevelChoice::Debug => Level::Debug,
            LevelChoice::Verbose => Level::Verbose,
            LevelChoice::Notice => Level::Notice,
            LevelChoice::Warning => Level::Warning,
        }
    }
}

#[derive(Debug, Serialize)]
struct LogsReport {
    /// Oldest first.
    lines: Vec<Line>,
    #[serde(skip)]
    width: usize,
}

/// One line of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Line {
    time: DateTime<Utc>,
    member: String,
    /// None for a line that is not of Redis's form.
    level: Option<Level>,
    /// `M` primary, `S` replica, `C` child, `X` Sentinel.
    role: Option<char>,
    message: String,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or it was named by `--url`. A log that cannot be read is a finding.
pub async fn run(context: &Context, args: &LogsArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let Some(kubernetes) = &target.dialer.kubernetes else {
        return Err(Error::usage("logs are the containers', and --url names a server without one"));
    };
    let members = survey::members(context, &target).await?;
    let tail = args.tail.unwrap_or(if args.level.is_some() { TAIL_WITH_LEVEL } else { TAIL });
    let part = LogPart { previous: args.previous, tail: Some(tail), since: args.since, ..LogPart::default() };
    let least = args.level.map(LevelChoice::level);
    let logs = members.iter().map(|member| read(context, kubernetes, member, part, least));
    let (mut lines, mut findings, mut readers) = (Vec::new(), Vec::new(), Vec::new());
    for (member, log) in members.iter().zip(futures::future::join_all(logs).await) {
        match log {
            Ok((reader, own)) => {
                lines.extend(own);
                readers.push((member.clone(), reader));
            }
            // the member was not restarted: there is nothing to show, and nothing unseen
            Err(error) if args.previous && error.chain().contains("previous terminated container") => {
                context.console.status(&format!("{} has no former run", member.subject()));
            }
            Err(error) => findings.push(unseen_finding(&member.subject(), &error)),
        }
    }
    lines.sort_by_key(|line| line.time);
    let width = members.iter().map(|member| member.name.len()).max().unwrap_or(0);
    if args.follow {
        write(context, &lines, width)?;
        follow(context, kubernetes, readers, width).await?;
        lines = Vec::new();
    }
    let report = LogsReport { lines, width };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// What is known of one member's log after its last line.
#[derive(Debug, Clone)]
struct Reader {
    member: String,
    least: Option<Level>,
    /// The level of the last line that had one.
    level: Option<Level>,
    last: Option<DateTime<Utc>>,
}

impl Reader {
    /// The line, unless it was seen before or its level is too low. A line without a level counts as the one before;
    /// while there was none, it is shown.
    fn take(&mut self, text: &str) -> Option<Line> {
        let (time, text) = log::split_timestamp(text)?;
        if self.last.is_some_and(|last| time <= last) {
            return None;
        }
        self.last = Some(time);
        let parsed = log::parse_line(text);
        self.level = parsed.as_ref().map(|line| line.level).or(self.level);
        let shown = match (self.least, self.level) {
            (Some(least), Some(level)) => level >= least,
            _ => true,
        };
        shown.then(|| Line {
            time,
            member: self.member.clone(),
            level: parsed.as_ref().map(|line| line.level),
            role: parsed.as_ref().and_then(|line| line.role),
            message: parsed.map_or(text, |line| line.message).to_owned(),
        })
    }
}

fn place(member: &Member) -> Option<(&str, &str, &str)> {
    let pod = member.pod.as_ref()?;
    Some((&pod.namespace, &pod.name, &pod.containers.get(member.container)?.name))
}

async fn read(
    context: &Context,
    kubernetes: &Kubernetes,
    member: &Member,
    part: LogPart,
    least: Option<Level>,
) -> Result<(Reader, Vec<Line>)> {
    let mut reader = Reader { member: member.name.clone(), least, level: None, last: None };
    let Some((namespace, pod, container)) = place(member) else { return Ok((reader, Vec::new())) };
    let mut stream = kubernetes.open_log(namespace, pod, container, part).await?;
    let mut lines = Vec::new();
    let broken = || Error::target(format!("the log of {} was not read to its end", member.subject()));
    loop {
        let limit = context.settings.kubernetes.request_timeout;
        let next = tokio::time::timeout(limit, stream.next()).await;
        let next = next.map_err(|_| broken().hint("--request-timeout DURATION waits longer"))?;
        match next.map_err(|error| broken().because(&error))? {
            Some(texts) => lines.extend(texts.iter().filter_map(|text| reader.take(text))),
            None => return Ok((reader, lines)),
        }
    }
}

/// Follows until every pod is gone, the reader of stdout is, or `--timeout` is over.
async fn follow(
    context: &Context,
    kubernetes: &Kubernetes,
    readers: Vec<(Member, Reader)>,
    width: usize,
) -> Result<()> {
    let (sender, mut receiver) = mpsc::channel(64);
    let mut followers = JoinSet::new();
    for (member, reader) in readers {
        followers.spawn(follow_member(context.clone(), kubernetes.clone(), member, reader, sender.clone()));
    }
    drop(sender);
    let over = async {
        match context.deadline {
            Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(over);
    loop {
        let lines: Option<Vec<Line>> = tokio::select! {
            lines = receiver.recv() => lines,
            () = &mut over => None,
        };
        let Some(lines) = lines else { return Ok(()) };
        if !write(context, &lines, width)? {
            return Ok(());
        }
    }
}

async fn follow_member(
    context: Context,
    kubernetes: Kubernetes,
    member: Member,
    mut reader: Reader,
    sender: mpsc::Sender<Vec<Line>>,
) {
    let Some((namespace, pod, container)) = place(&member) else { return };
    let (begun, mut opened, mut told) = (Instant::now(), false, false);
    loop {
        let mut part = LogPart { from: reader.last, follow: true, ..LogPart::default() };
        if reader.last.is_none() {
            // Nothing was shown yet: what was written before is not wanted, what came while nobody looked is.
            part.tail = (!opened).then_some(0);
            part.since = opened.then(|| begun.elapsed() + BEFORE_OPENING_AGAIN);
        }
        match kubernetes.open_log(namespace, pod, container, part).await {
            Ok(mut stream) => {
                (opened, told) = (true, false);
                while let Ok(Some(texts)) = stream.next().await {
                    let lines: Vec<Line> = texts.iter().filter_map(|text| reader.take(text)).collect();
                    if !lines.is_empty() && sender.send(lines).await.is_err() {
                        return;
                    }
                }
            }
            Err(error) if error.chain().contains("(404)") => {
                context.console.warning(&format!("{} is gone: its log is no longer followed", member.subject()));
                return;
            }
            Err(error) => {
                if !told {
                    context.console.warning(&format!("{}; trying again", error.chain()));
                }
                told = true;
            }
        }
        tokio::time::sleep(BEFORE_OPENING_AGAIN).await;
    }
}

/// Writes lines at once; whether somebody still reads them.
fn write(context: &Context, lines: &[Line], width: usize) -> Result<bool> {
    let (format, layout) = (context.settings.format, context.settings.layout);
    let text: String = lines.iter().map(|line| render::line(&cell(line, width), line, format, layout)).collect();
    render::stream_stdout(&text).map_err(|error| Error::failed("cannot write the log to stdout").because(&error))
}

fn cell(line: &Line, width: usize) -> Cell {
    let time = line.time.format("%m-%d %H:%M:%S%.3f");
    let level = line.level.map_or("-", Level::word);
    let tone = if line.level == Some(Level::Warning) { Tone::Warn } else { Tone::Plain };
    Cell::toned(format!("{:<width$}  {time}  {level:<7}  {}", line.member, line.message), tone)
}

impl Report for LogsReport {
    fn view(&self) -> View {
        View::of(Block::Lines(self.lines.iter().map(|line| cell(line, self.width)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(least: Option<Level>) -> Reader {
        Reader { member: "a".into(), least, level: None, last: None }
    }

    #[test]
    fn a_crash_report_counts_as_the_warning_before_it() {
        let mut reader = reader(Some(Level::Warning));
        let mut take = |second: u32, text: &str| {
            reader.take(&format!("2026-11-20T15:00:{second:02}Z {text}")).map(|line| line.message)
        };
        assert_eq!(take(1, "starting").as_deref(), Some("starting"), "nothing says that it is less");
        assert_eq!(take(2, "1:M 20 Nov 2026 15:00:02.000 * Ready"), None);
        assert_eq!(take(3, "  banner"), None);
        assert_eq!(take(4, "1:M 20 Nov 2026 15:00:04.000 # crashed by signal").as_deref(), Some("crashed by signal"));
        assert_eq!(take(5, "=== REDIS BUG REPORT").as_deref(), Some("=== REDIS BUG REPORT"));
    }

    #[test]
    fn a_line_is_taken_once() {
        let mut reader = reader(None);
        let text = "2026-11-20T15:00:01.5Z hello";
        assert!(reader.take(text).is_some() && reader.take(text).is_none());
        assert!(reader.take("2026-11-20T15:00:01.500000001Z hello").is_some());
    }
}
