//! `keys`: the names of keys, without the command that blocks a server for as long as it has keys.

use super::{choice, walk};
use crate::context::Context;
use crate::domain::keyspace::kind::Kind;
use crate::domain::keyspace::name;
use crate::domain::keyspace::pace::{Limits, Pace};
use crate::domain::keyspace::seen::{self, Seen};
use crate::domain::keyspace::ttl::Expiry;
use crate::domain::{silence, unavailable};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::resp::Reply;
use crate::render;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Verdict, View, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::target::survey::Answer;
use crate::wire::scan::{Event, Scan, Wish};
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "keys";

/// List keys, by SCAN
///
/// All databases, of each shard one member: a replica in sync where there is one (--role primary: the primary). KEYS is
/// never sent: it would block the server. The order is the server's own. After --limit names the scan ends, and it is said
/// that there may be more; the end of a scan is only near if most names fit.
///
/// Names are escaped, so that none can do anything to a terminal. Scripts take --print0: the bytes of each name as they are,
/// with a NUL after each (a name that has a NUL in it cannot be told from two).
///
/// Exit status: 0 listed, 2 a server is down, 3 not all could be gone through.
///
/// Examples:
///   redis-ops keys -n apps -r cache --match 'session:*' --limit 20 --ttl
///   redis-ops keys -n apps -r cache --type stream -o json
///   redis-ops keys -n apps -r cache --match 'tmp:*' --limit 0 --print0 | xargs -0 -n 100 redis-cli UNLINK
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct KeysArgs {
    /// Only names that fit this pattern, as Redis has them: * ? [abc]
    #[arg(long = "match", value_name = "PATTERN")]
    pattern: Option<String>,
    /// Only keys of this type: string, list, set, zset, hash, stream, or a module's
    #[arg(long = "type", value_name = "TYPE", value_parser = Kind::parse_typed)]
    kind: Option<Kind>,
    /// Only this database
    #[arg(long, value_name = "NUMBER")]
    db: Option<u64>,
    /// Names after which to end; 0 for none
    #[arg(long, value_name = "NUMBER", default_value = "1000")]
    limit: u64,
    /// Show when each expires
    #[arg(long, conflicts_with = "print0")]
    ttl: bool,
    /// The bytes of each name and a NUL, and nothing else
    #[arg(short = '0', long)]
    print0: bool,
}

#[derive(Debug, Serialize)]
struct KeysReport {
    keys: Vec<KeyRow>,
    /// Whether the scan ended at --limit.
    limited: bool,
    /// Whether these are all: every member was gone through, to its end.
    complete: bool,
    #[serde(skip)]
    ttl: bool,
    /// The names were written already.
    #[serde(skip)]
    written: bool,
}

#[derive(Debug, Serialize)]
struct KeyRow {
    member: String,
    db: u64,
    /// Bytes that are no UTF-8 as `\xNN`.
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_hex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_ms: Option<u64>,
    /// Whether it expires, with --ttl.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<bool>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or stdout cannot be written to. A member that cannot be gone through is a finding.
pub async fn run(context: &Context, args: &KeysArgs) -> Result<Outcome> {
    if args.print0 && !matches!(context.settings.format, render::Format::Table) {
        return Err(Error::usage("--print0 is a form of its own: it cannot be given with -o"));
    }
    let named = discover::resolve(context, Nature::Observing).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target: &Target = &target;
    let (sources, mut findings) = choice::one_of_each_shard(target, &answers);
    let report = KeysReport { keys: Vec::new(), limited: false, complete: true, ttl: args.ttl, written: args.print0 };
    let mut listing = Listing { args, report, listed: 0 };
    for source in sources {
        if listing.is_full() {
            break;
        }
        let answer = &answers[source.index];
        let subject = answer.member.subject();
        match listing.member(context, target, answer).await {
            Ok(found) => findings.extend(found),
            // Where nothing came at all, the member was never there.
            Err(error) if listing.listed == 0 => findings.push(silence::finding(&subject, &error)),
            Err(error) => {
                let message = format!("{} after {} keys", error.chain(), units::count(listing.listed));
                findings.push(Finding::new("scan-cut", Severity::Unknown, subject, message));
            }
        }
    }
    let all_seen = findings.iter().all(|finding| finding.severity != Severity::Unknown);
    listing.report.complete = all_seen && !listing.report.limited;
    if listing.report.limited {
        let listed = units::count(listing.listed);
        context
            .console
            .status(&format!("keys: ended after {listed} names, there may be more (--limit NUMBER, 0 for all)"));
    }
    let outcome = Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &listing.report);
    if args.print0 {
        // Findings stand on stderr: stdout has names alone.
        for finding in &outcome.findings {
            context.console.warning(&format!("{}: {}", finding.subject, finding.message));
        }
        return Ok(Outcome { findings: Vec::new(), view: View::default(), ..outcome });
    }
    Ok(outcome)
}

struct Listing<'a> {
    args: &'a KeysArgs,
    report: KeysReport,
    listed: u64,
}

impl Listing<'_> {
    fn is_full(&self) -> bool {
        self.args.limit > 0 && self.listed >= self.args.limit
    }

    async fn member(&mut self, context: &Context, target: &Target, answer: &Answer) -> Result<Option<Finding>> {
        let mut pipe = walk::open(context, target, answer).await?;
        let sent = Instant::now();
        walk::refuse(&pipe.ask(&[b"PING"]).await?, &pipe, "PING")?;
        let round_trip = sent.elapsed();
        let databases = answer.info().map(|info| info.databases()).unwrap_or_default();
        let wanted = databases.iter().filter(|database| self.args.db.is_none_or(|wanted| wanted == database.index));
        // A database that the server does not have is not one without keys.
        if let Some(db) = self.args.db.filter(|db| databases.iter().all(|database| database.index != *db)) {
            walk::select(&mut pipe, db, true).await?;
        }
        let mut is_first = true;
        for database in wanted {
            let db = database.index;
            walk::select(&mut pipe, db, is_first).await?;
            is_first = false;
            let limits = Limits { latency: Duration::MAX, server_share: None, throttle: Duration::ZERO, count: None };
            let mut pace = Pace::new(limits, round_trip);
            let pattern = self.args.pattern.as_ref().map(|pattern| pattern.clone().into_bytes());
            let mut scan: Scan<'_, Vec<u8>> = Scan::new(
                &mut pipe,
                Wish { pattern, kind: self.args.kind.as_ref().map(|kind| kind.word().to_owned()) },
            );
            let mut seen = Seen::of(database.keys, seen::MOST);
            scan.ask_page(b"0", pace.count());
            scan.send().await?;
            while let Some(event) = scan.next().await? {
                match event {
                    Event::Refused(text) => {
                        return Ok(Some(unavailable::finding(&answer.member.subject(), "SCAN", &text)));
                    }
                    Event::Page { mut keys, next } => {
                        keys.retain(|key| seen.is_new(key));
                        let left = if self.args.limit == 0 { u64::MAX } else { self.args.limit - self.listed };
                        let left = usize::try_from(left).unwrap_or(usize::MAX);
                        let (more, next) = (keys.len() > left, next);
                        keys.truncate(left);
                        self.listed += keys.len() as u64;
                        let ends = self.is_full();
                        self.report.limited |= ends && (more || next.is_some());
                        pace.after(Duration::ZERO, Duration::ZERO);
                        if let Some(cursor) = next.filter(|_| !ends) {
                            scan.ask_page(&cursor, pace.count());
                        }
                        if !self.take(answer, db, keys, &mut scan)? {
                            return Ok(None);
                        }
                        scan.send().await?;
                    }
                    Event::Answers(key, replies) => match replies.first() {
                        Some(Reply::Integer(left)) => {
                            // It was there when SCAN gave it; now it is gone.
                            if let Some(expiry) = Expiry::parse(*left) {
                                self.row(answer, db, &key, Some(expiry));
                            }
                        }
                        Some(Reply::Error(text)) => {
                            let text = String::from_utf8_lossy(text);
                            return Ok(Some(unavailable::finding(&answer.member.subject(), "PTTL", &text)));
                        }
                        _ => {}
                    },
                }
            }
        }
        Ok(None)
    }

    /// Takes the names of a page; `false` when nobody reads them any more.
    fn take(&mut self, answer: &Answer, db: u64, keys: Vec<Vec<u8>>, scan: &mut Scan<'_, Vec<u8>>) -> Result<bool> {
        if self.args.print0 {
            let mut bytes = Vec::new();
            for key in &keys {
                bytes.extend_from_slice(key);
                bytes.push(0);
            }
            return render::stream_bytes(&bytes)
                .map_err(|error| Error::failed("cannot write the names to stdout").because(&error));
        }
        for key in keys {
            if self.args.ttl {
                let name = key.clone();
                scan.ask(key, &[&[b"PTTL", &name]]);
            } else {
                self.row(answer, db, &key, None);
            }
        }
        Ok(true)
    }

    fn row(&mut self, answer: &Answer, db: u64, key: &[u8], expiry: Option<Expiry>) {
        self.report.keys.push(KeyRow {
            member: answer.member.name.clone(),
            db,
            key: name::shown(key),
            key_hex: name::hex(key),
            expires_in_ms: match expiry {
                Some(Expiry::InMs(left)) => Some(left),
                _ => None,
            },
            expires: expiry.map(|expiry| expiry != Expiry::Never),
        });
    }
}

impl Report for KeysReport {
    fn view(&self) -> View {
        if self.written {
            return View::default();
        }
        if self.keys.is_empty() {
            let text = if self.complete { "There are no such keys." } else { "No such key was seen." };
            return View::of(Block::Line(Cell::plain(text)));
        }
        let several_dbs = self.keys.iter().any(|row| row.db != self.keys[0].db);
        if !several_dbs && !self.ttl {
            let names = self.keys.iter().map(|row| Cell::plain(row.key.as_str()));
            return View::of(Block::Lines(names.collect()));
        }
        let mut columns = vec!["#DB", "#EXPIRES", "KEY"];
        if !self.ttl {
            columns.remove(1);
        }
        if !several_dbs {
            columns.remove(0);
        }
        let mut table = Table::new(&columns);
        for row in &self.keys {
            let mut cells: Vec<Cell> = Vec::new();
            if several_dbs {
                cells.push(row.db.to_string().into());
            }
            if self.ttl {
                let expires = row.expires_in_ms.map(|left| units::duration(left as f64 / 1000.0));
                cells.push(expires.unwrap_or_else(|| "never".to_owned()).into());
            }
            cells.push(row.key.as_str().into());
            table.row(cells);
        }
        View::of(Block::Table(table))
    }
}
