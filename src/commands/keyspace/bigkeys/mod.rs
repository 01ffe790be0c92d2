//! `bigkeys`: what the keyspace is made of, and which keys are the greatest.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

mod ask;
mod describe;
mod flight;
mod guard;
mod keep;
mod keysizes;
mod live;
mod member;
mod offline;
mod page;
mod place;
mod view;

use super::choice;
use crate::commands::backup::s3_args::S3Args;
use crate::context::Context;
use crate::domain::keyspace::pace::Limits;
use crate::domain::keyspace::prefix::Cut;
use crate::domain::keyspace::state::Wanted;
use crate::domain::keyspace::tally::Counting;
use crate::error::{Error, Result};
use crate::report::Outcome;
use crate::store::place::Place;
use crate::values::parse_duration;
use std::path::PathBuf;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "bigkeys";

/// Find the biggest keys, and what the keyspace is made of
///
/// One pass over all databases: of each shard one member, a replica in sync where there is one. Types with their sizes as
/// histograms, the greatest keys of each type, prefixes (numbers and identifiers in names are taken together as *), and
/// when keys expire. A size is what the server says it is: bytes of a string, fields of a hash, and so on; --memory asks
/// for the memory of every key as well. Of the keys that are listed memory, expiry and encoding are always asked.
///
/// The server is asked for a page of keys and for the sizes of the page before in one round trip. Where names alike have
/// had one type, the size is asked for without the type; a wrong guess is an error reply to the server's statistics
/// (WRONGTYPE), of which there is one for each kind of name. PINGs on a second connection tell what others wait: above
/// --max-latency pages get smaller, with pauses between them.
///
/// Up to 3.5 million keys, a key that SCAN gives twice is counted once; in larger databases it may be counted again, if
/// the server's table grows or shrinks meanwhile. A list never has a key twice. A key that is made or removed during the
/// scan may be missed. When a key expires is asked of one in 16, of all with --ttl.
///
/// With --state FILE a scan can be gone on with after Ctrl-C, --timeout, a connection that is lost or a machine that dies: the
/// file says how far it has come, anew every 3 seconds and in the end, and is removed once all is seen. --resume FILE, with
/// the same target and the same questions, goes on, and has the counts of all runs together. A server that was started
/// anew, has keys in other databases or other slots is refused: the place in the scan means nothing to it. The file holds
/// names of keys, and is its owner's alone to read.
///
/// With --from nothing is asked of any server: a backup is read instead, a set or an RDB file in any form, with the size
/// of every key in it in place of memory. --keysizes shows the histograms that Redis 8 keeps itself, at once.
///
/// Exit status: 0 all was seen, 2 a server is down, 3 some was not (a member that is silent, a right that is missing,
/// --timeout; what was seen is shown), 4 --resume finds another server than it left, 7 the backup is damaged, 130 after Ctrl-C, with what was seen.
///
/// Examples:
///   redis-ops bigkeys -n apps -r cache
///   redis-ops bigkeys -n apps -r cache --memory --html report.html
///   redis-ops bigkeys -n apps -r cache --max-server-cpu 10 --max-latency 5ms --top 25
///   redis-ops bigkeys -n apps -r cache --separator :/ --depth 3 --keep-ids -o json
///   redis-ops bigkeys --from /backups/apps.cache/20261120T031502Z
///   redis-ops bigkeys --from dump.rdb.gz --html report.html
///   redis-ops bigkeys -n apps -r cache --keysizes
///   redis-ops bigkeys -n apps -r cache --state scan.json --timeout 10m
///   redis-ops bigkeys -n apps -r cache --resume scan.json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BigkeysArgs {
    /// Keys to list of each type
    #[arg(long, value_name = "NUMBER", default_value = "5", value_parser = clap::value_parser!(u16).range(0..=1000))]
    top: u16,
    /// Prefixes to list
    #[arg(long, value_name = "NUMBER", default_value = "20", value_parser = clap::value_parser!(u16).range(0..=10_000))]
    prefixes: u16,
    /// Characters that end a segment of a name
    #[arg(long, value_name = "CHARACTERS", default_value = ":", value_parser = parse_separators)]
    separator: Separators,
    /// Segments that make a prefix
    #[arg(long, value_name = "NUMBER", default_value = "2", value_parser = clap::value_parser!(u8).range(1..=16))]
    depth: u8,
    /// Tell prefixes apart that differ by numbers or identifiers
    #[arg(long)]
    keep_ids: bool,
    /// Ask for the memory of every key (MEMORY USAGE)
    #[arg(long, conflicts_with_all = ["from", "keysizes"])]
    memory: bool,
    /// Elements MEMORY USAGE looks at of a key; 0 is all of them, which blocks the server for large keys
    #[arg(long, value_name = "NUMBER", default_value = "5")]
    samples: u32,
    /// Ask of every key when it expires
    #[arg(long, conflicts_with_all = ["from", "keysizes"])]
    ttl: bool,
    /// Keys to ask for at a time (default: 100, up to 5000 where the way is long)
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: Option<u32>,
    /// Longest that others may wait because of the scan
    #[arg(long, value_name = "DURATION", default_value = "20ms", value_parser = parse_duration)]
    max_latency: Duration,
    /// Percentage of the time that the server may work for the scan
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    max_server_cpu: Option<u8>,
    /// Pause after each page
    #[arg(long, value_name = "DURATION", default_value = "0ms", value_parser = parse_duration)]
    throttle: Duration,
    /// Read a backup in place of a server: a set's folder or s3:// address, or an RDB file
    #[arg(long, value_name = "PATH", value_parser = Place::parse, conflicts_with = "keysizes")]
    from: Option<Place>,
    /// Secret key of age for a backup that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE", requires = "from")]
    identity: Vec<PathBuf>,
    /// Only the histograms that the server keeps itself (INFO keysizes, Redis 8.0)
    #[arg(long)]
    keysizes: bool,
    /// Keep in a file how far the scan has come, until it is at its end
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "keysizes", "resume"])]
    state: Option<PathBuf>,
    /// Go on from such a file, and keep it up to date
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "keysizes"])]
    resume: Option<PathBuf>,
    /// Write the report as a web page, too
    #[arg(long, value_name = "FILE", conflicts_with = "keysizes")]
    html: Option<PathBuf>,
    #[command(flatten)]
    s3: S3Args,
}

/// `--separator`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Separators(Vec<u8>);

fn parse_separators(text: &str) -> Result<Separators, String> {
    if text.is_empty() || !text.is_ascii() {
        return Err("expected ASCII characters, such as : or :/".to_owned());
    }
    Ok(Separators(text.as_bytes().to_vec()))
}

impl BigkeysArgs {
    fn counting(&self, source: usize) -> Counting {
        let cut = Cut { separators: self.separator.0.clone(), depth: usize::from(self.depth), keep_ids: self.keep_ids };
        Counting { top: usize::from(self.top), cut, source }
    }

    /// What two runs have to want alike to be one.
    fn wanted(&self) -> Wanted {
        Wanted {
            top: self.top,
            separator: String::from_utf8_lossy(&self.separator.0).into_owned(),
            depth: self.depth,
            keep_ids: self.keep_ids,
            memory: self.memory,
            samples: self.samples,
            ttl: self.ttl,
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            latency: self.max_latency,
            server_share: self.max_server_cpu.map(|percent| f64::from(percent) / 100.0),
            throttle: self.throttle,
            count: self.count.map(u64::from),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, a backup cannot be read or is damaged, or the page cannot be written. A member that
/// cannot be scanned to its end is a finding.
pub async fn run(context: &Context, args: &BigkeysArgs) -> Result<Outcome> {
    if args.keysizes {
        return keysizes::run(context).await;
    }
    if let Some(path) = &args.state {
        keep::check(path)?;
    }
    if let Some(path) = &args.html {
        page::check(path, "--html")?;
    }
    match &args.from {
        Some(place) => offline::run(context, args, place).await,
        None => live::run(context, args).await,
    }
}

/// Writes the page of a report, where it is wanted.
fn write_page(
    context: &Context,
    args: &BigkeysArgs,
    title: &str,
    report: &mut crate::domain::keyspace::report::KeyspaceReport,
) -> Result<()> {
    let Some(path) = &args.html else { return Ok(()) };
    let text = crate::domain::keyspace::html::page(title, context.now(), report);
    page::write(path, text.as_bytes()).map_err(|error: Error| error.of_kind(crate::error::Kind::Failed))?;
    report.page = Some(path.display().to_string());
    Ok(())
}
