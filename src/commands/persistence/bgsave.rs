//! `bgsave`: an RDB on the server's own disk, made in the background, and waited for.

use super::members;
use crate::commands::backup::backup_rdb;
use crate::context::Context;
use crate::domain::backup::save::SaveFacts;
use crate::error::{Error, Kind, Result};
use crate::lock::Lock;
use crate::report::{Block, Cell, Outcome, Report, Table, Verdict, View, units};
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::values::parse_duration;
use crate::wire::line::Line;
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "bgsave";

/// Have the servers save to their disks, in the background, and wait for it
///
/// On the primary, of a Redis Cluster on every primary, one after the other; --pod and --role name others. A save that is
/// under way is joined, a rewrite of the AOF is waited for. What counts is what the server says of it (INFO persistence,
/// its own clock), never the time that has passed. The size of the file before and after is shown where exec into the pod
/// is allowed.
///
/// The file stays in the pod, and the next save replaces it: it is no backup. backup-rdb takes one.
///
/// A save makes the server fork. If the container's memory limit leaves too little room for that, the command refuses with
/// the figures; --force overrides.
///
/// Exit status: 0 saved, 4 refused, 5 failed, 6 saved on some of the members, 7 the server says it has saved, and its time
/// of the last save did not move.
///
/// Examples:
///   redis-ops bgsave -n apps -r cache
///   redis-ops bgsave -n apps -r cache --role replica --max-wait 1h
///   redis-ops bgsave -n apps -r cache --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BgsaveArgs {
    /// Longest wait for a save of one member, and for what is in its way
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Save even if memory is too short for the fork
    #[arg(long)]
    force: bool,
    /// Accepted for scripts: nobody is asked
    #[arg(short = 'y', long)]
    yes: bool,
    /// Show on whom it would be, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct SaveReport {
    pub(super) done: bool,
    pub(super) members: Vec<Saved>,
}

/// A member's save.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Saved {
    pub(super) member: String,
    /// Whether a save was joined that was under way.
    pub(super) joined: bool,
    /// Seconds of waiting.
    pub(super) seconds: Option<f64>,
    /// `rdb_last_save_time` before and after, seconds since 1970 on the server's clock.
    pub(super) last_save_before: u64,
    pub(super) last_save_after: Option<u64>,
    /// Memory that was copied while it saved.
    pub(super) copied_bytes: Option<u64>,
    /// The file's size.
    pub(super) file_bytes_before: Option<u64>,
    pub(super) file_bytes_after: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// As its page says.
pub async fn run(context: &Context, args: &BgsaveArgs) -> Result<Outcome> {
    let (target, answers) = members::choose(context).await?;
    members::judge_memory(&answers, args.force)?;
    let of = |answer: &Answer| Saved {
        member: answer.member.name.clone(),
        last_save_before: answer.info().map_or(0, |info| SaveFacts::of(info).last_save_time),
        ..Saved::default()
    };
    let mut report = SaveReport { done: false, members: answers.iter().map(of).collect() };
    if args.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    let lock = Lock::take(context, &target, NAME).await?;
    let mut done = Vec::new();
    for (answer, saved) in answers.iter().zip(&mut report.members) {
        one(context, &target, answer, args.max_wait, saved)
            .await
            .map_err(|error| members::after(&done, error, NAME))?;
        done.push(answer.member.name.clone());
    }
    lock.release(context).await?;
    report.done = true;
    Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report))
}

async fn one(context: &Context, target: &Target, answer: &Answer, wait: Duration, saved: &mut Saved) -> Result<()> {
    let mut line = Line::to(context, target, &answer.member);
    saved.file_bytes_before = members::fetch_rdb_bytes(context, target, &mut line).await;
    let started = Instant::now();
    let (joined, not_before) = backup_rdb::wait_for_save(&mut line, wait).await?;
    let info = line.persistence().await?;
    let facts = SaveFacts::of(&info);
    saved.seconds = Some(started.elapsed().as_secs_f64());
    saved.joined = joined;
    saved.last_save_after = Some(facts.last_save_time);
    saved.copied_bytes = info.number("rdb_last_cow_size");
    saved.file_bytes_after = members::fetch_rdb_bytes(context, target, &mut line).await;
    // A save that was joined ended after what was seen first; one of ours after it was asked for.
    if facts.last_save_time < not_before {
        let text = format!("the last save of {} is older than the wish for it", answer.member.subject());
        return Err(Error::new(Kind::Verification, text)
            .cause(format!("rdb_last_save_time is {}, and it was asked for at {not_before}", facts.last_save_time)));
    }
    Ok(())
}

impl Report for SaveReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            let line = |saved: &Saved| {
                Cell::plain(format!("would save {}; its last save: {}", saved.member, time(saved.last_save_before)))
            };
            return View::of(Block::Lines(self.members.iter().map(line).collect()));
        }
        let mut table = Table::new(&["MEMBER", "LAST SAVE", "#TOOK", "#FILE BEFORE", "#AFTER", "#COPIED", "HOW"]);
        for saved in &self.members {
            table.row([
                saved.member.as_str().into(),
                saved.last_save_after.map_or("-".to_owned(), time).into(),
                saved.seconds.map_or("-".to_owned(), units::duration).into(),
                members::bytes(saved.file_bytes_before),
                members::bytes(saved.file_bytes_after),
                members::bytes(saved.copied_bytes),
                if saved.joined { "joined" } else { "asked for" }.into(),
            ]);
        }
        View::of(Block::Table(table))
    }
}

/// A time of the server in UTC.
pub(super) fn time(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().filter(|seconds| *seconds > 0).and_then(|s| DateTime::from_timestamp(s, 0));
    time.map_or("never".to_owned(), |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}
