//! The lines of `monitor`, written as they arrive, until one of its bounds.

use crate::context::Context;
use crate::domain::command_words;
use crate::domain::monitor::{Filter, Tally, host};
use crate::error::{Error, Result};
use crate::formats::monitor::MonitorLine;
use crate::render;
use crate::report::{Cell, Finding, Severity};
use crate::target::topology::{AddressMap, Instance};
use crate::wire::monitor::MonitorStream;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use std::time::{Duration, Instant};

/// Characters of a command's words, without and with its arguments.
const SHOWN: usize = 60;
const SHOWN_WITH_ARGUMENTS: usize = 400;

/// When to end, and how much of a command to show.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub duration: Duration,
    pub lines: u64,
    pub arguments: bool,
}

/// Why it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    Duration,
    Lines,
    Interrupt,
    /// Nobody reads stdout any more.
    Reader,
    Loss,
}

impl EndedBy {
    pub fn words(self) -> &'static str {
        match self {
            EndedBy::Duration => "--duration",
            EndedBy::Lines => "--lines",
            EndedBy::Interrupt => "Ctrl-C",
            EndedBy::Reader => "the reader of stdout",
            EndedBy::Loss => "a lost connection",
        }
    }
}

/// What was seen by the end.
#[derive(Debug)]
pub struct Seen {
    pub tally: Tally,
    /// Commands, also those that the filter does not want.
    pub all: u64,
    pub seconds: f64,
    pub ended_by: EndedBy,
    loss: Option<Error>,
}

impl Seen {
    /// The finding where the connection was lost.
    pub fn finding(&self, subject: &str) -> Option<Finding> {
        let error = self.loss.as_ref()?;
        let message = format!("{} after {} commands: nothing is known of what came later", error.chain(), self.all);
        let found = Finding::new("monitor-lost", Severity::Unknown, subject, message);
        Some(found.hint(error.hints().first().cloned().unwrap_or_else(|| "redis-ops health tells more".to_owned())))
    }
}

#[derive(Debug, Serialize)]
struct Line {
    time: String,
    database: u32,
    client: String,
    /// The member behind the client's address, where it is one.
    client_member: Option<String>,
    command: String,
}

/// Writes the commands that the filter wants.
///
/// # Errors
/// Stdout cannot be written to. A lost connection is part of what was seen.
pub async fn watch(
    context: &Context,
    mut stream: MonitorStream,
    instance: &Instance,
    filter: &Filter,
    bounds: Bounds,
) -> Result<Seen> {
    let addresses = AddressMap::of_pods(instance);
    let started = Instant::now();
    let end = context.deadline.into_iter().chain(started.checked_add(bounds.duration)).min();
    let over = async {
        match end {
            Some(end) => tokio::time::sleep_until(end.into()).await,
            None => std::future::pending().await,
        }
    };
    let asked = context.ending.asked();
    tokio::pin!(over, asked);
    let (mut tally, mut all, mut loss) = (Tally::default(), 0, None);
    let ended_by = loop {
        let arrived = tokio::select! {
            // A busy server always has a next line: the bounds are looked at first.
            biased;
            () = &mut asked => break EndedBy::Interrupt,
            () = &mut over => break EndedBy::Duration,
            arrived = stream.next() => arrived,
        };
        let lines = match arrived {
            Ok(lines) => lines,
            Err(error) => {
                loss = Some(error);
                break EndedBy::Loss;
            }
        };
        let mut text = String::new();
        for line in &lines {
            if tally.total() == bounds.lines {
                break;
            }
            all += 1;
            if !filter.wants(&line.words) {
                continue;
            }
            let member = addresses.member(host(&line.client)).map(str::to_owned);
            tally.add(line, member.as_deref().unwrap_or_else(|| host(&line.client)));
            text.push_str(&written(context, line, member, bounds.arguments));
        }
        let reads = render::stream_stdout(&text)
            .map_err(|error| Error::failed("cannot write the commands to stdout").because(&error))?;
        if !reads {
            break EndedBy::Reader;
        }
        if tally.total() == bounds.lines {
            break EndedBy::Lines;
        }
    };
    if tally.total() > 0 && context.settings.format == render::Format::Table {
        // A line between the commands and what they come to.
        let _ = render::write_stdout("\n");
    }
    Ok(Seen { tally, all, seconds: started.elapsed().as_secs_f64(), ended_by, loss })
}

fn written(context: &Context, line: &MonitorLine, client_member: Option<String>, arguments: bool) -> String {
    let micros = i64::try_from(line.unix_microseconds).ok().and_then(DateTime::<Utc>::from_timestamp_micros);
    let most = if arguments { SHOWN_WITH_ARGUMENTS } else { SHOWN };
    let shown = Line {
        time: micros.map(|time| time.to_rfc3339_opts(SecondsFormat::Micros, true)).unwrap_or_default(),
        database: line.database,
        client: line.client.clone(),
        client_member,
        command: command_words::show(&line.words, arguments, most),
    };
    let clock = micros.map(|time| time.format("%H:%M:%S%.6f").to_string()).unwrap_or_default();
    let client = shown.client_member.as_ref().unwrap_or(&shown.client);
    let cell = Cell::plain(format!("{clock}  db{}  {client:<21}  {}", shown.database, shown.command));
    render::line(&cell, &shown, context.settings.format, context.settings.layout)
}
