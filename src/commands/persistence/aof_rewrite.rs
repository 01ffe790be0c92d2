//! `aof-rewrite`: the AOF written anew without what is not needed any more, and waited for.

use super::members;
use crate::context::Context;
use crate::domain::rewrite::{Next, RewriteFacts, next_step};
use crate::error::{Error, Kind, Result};
use crate::lock::Lock;
use crate::report::{Block, Cell, Outcome, Report, Table, Verdict, View, units};
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::values::parse_duration;
use crate::wire::line::Line;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "aof-rewrite";

const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Have the servers rewrite their AOF, and wait for it
///
/// On the primary, of a Redis Cluster on every primary, one after the other; --pod and --role name others. A rewrite that
/// is under way is joined; one that the server puts off until a save is done is waited for. The sizes before and after are
/// the server's own.
///
/// A rewrite drops what the AOF has of the past: afterwards it cannot be taken back to a time before it. It makes the
/// server fork: if the container's memory limit leaves too little room for that, the command refuses; --force overrides.
///
/// Exit status: 0 rewritten, 4 refused (the AOF is off, memory), 5 failed, 6 rewritten on some of the members.
///
/// Examples:
///   redis-ops aof-rewrite -n apps -r cache
///   redis-ops aof-rewrite -n apps -r cache --pod cache-redis-1 --max-wait 1h
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct AofRewriteArgs {
    /// Longest wait for a rewrite of one member, and for what is in its way
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Rewrite even if memory is too short for the fork
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
struct RewriteReport {
    done: bool,
    members: Vec<Rewritten>,
}

#[derive(Debug, Default, Serialize)]
struct Rewritten {
    member: String,
    /// Whether a rewrite was joined that was under way.
    joined: bool,
    seconds: Option<f64>,
    bytes_before: Option<u64>,
    bytes_after: Option<u64>,
    copied_bytes: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// As its page says.
pub async fn run(context: &Context, args: &AofRewriteArgs) -> Result<Outcome> {
    let (target, answers) = members::choose(context).await?;
    for answer in &answers {
        let enabled = answer.info().is_some_and(|info| RewriteFacts::of(info).enabled);
        if !enabled {
            return Err(Error::refused(format!("the AOF of {} is off", answer.member.subject()))
                .cause("there is nothing to rewrite")
                .hint("redis-ops bgsave writes an RDB"));
        }
    }
    members::judge_memory(&answers, args.force)?;
    let of = |answer: &Answer| Rewritten {
        member: answer.member.name.clone(),
        bytes_before: answer.info().and_then(|info| RewriteFacts::of(info).bytes),
        ..Rewritten::default()
    };
    let mut report = RewriteReport { done: false, members: answers.iter().map(of).collect() };
    if args.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    let lock = Lock::take(context, &target, NAME).await?;
    let mut done = Vec::new();
    for (answer, row) in answers.iter().zip(&mut report.members) {
        one(context, &target, answer, args.max_wait, row).await.map_err(|error| members::after(&done, error, NAME))?;
        done.push(answer.member.name.clone());
    }
    lock.release(context).await?;
    report.done = true;
    Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report))
}

async fn one(context: &Context, target: &Target, answer: &Answer, wait: Duration, row: &mut Rewritten) -> Result<()> {
    let mut line = Line::to(context, target, &answer.member);
    let subject = answer.member.subject();
    let started = Instant::now();
    let (mut asked, mut pending) = (false, false);
    loop {
        let info = line.persistence().await?;
        let now = RewriteFacts::of(&info);
        match next_step(&now, pending) {
            Next::Start => {
                row.bytes_before = now.bytes;
                asked = true;
                pending = start(&mut line).await?;
                if pending {
                    context.console.status(&format!("{subject} rewrites its AOF"));
                }
            }
            Next::Wait => {
                if !asked && !pending {
                    context.console.status(&format!("{subject} is rewriting its AOF already: waiting for its end"));
                }
                pending = true;
            }
            Next::Done => {
                row.joined = !asked;
                row.seconds = Some(started.elapsed().as_secs_f64());
                row.bytes_after = now.bytes;
                row.copied_bytes = info.number("aof_last_cow_size");
                return Ok(());
            }
            Next::Restarted => {
                return Err(Error::failed(format!("{subject} was started anew before its AOF was rewritten"))
                    .cause("the AOF is as it was")
                    .hint("redis-ops events says why it ended; the same command again rewrites it"));
            }
            Next::Failed => {
                return Err(Error::failed(format!("the rewrite of the AOF of {subject} failed"))
                    .cause("aof_last_bgrewrite_status is err")
                    .hint("redis-ops logs has the server's own words; is its disk full?"));
            }
        }
        if started.elapsed() > wait {
            let waited = units::duration(wait.as_secs_f64());
            return Err(Error::failed(format!("{subject} has not rewritten its AOF within {waited}"))
                .cause("it goes on by itself")
                .hint("--max-wait DURATION waits longer; the same command again joins it"));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Asks for a rewrite; `false` where another child is in the way.
async fn start(line: &mut Line) -> Result<bool> {
    let error = match line.ask(&redis::cmd("BGREWRITEAOF")).await? {
        Ok(_) => return Ok(true),
        Err(error) => error,
    };
    let text = error.to_string();
    if text.contains("already in progress") || text.contains("child process") {
        return Ok(false);
    }
    let failed =
        Error::target(format!("Redis on {} does not rewrite its AOF", line.member().subject())).cause(text.clone());
    Err(match error.code.as_str() {
        "NOPERM" => failed.hint("the ACL user needs: ACL SETUSER NAME +bgrewriteaof +info"),
        _ if text.contains("unknown command") => {
            failed.hint("BGREWRITEAOF may be disabled or renamed there (rename-command)")
        }
        _ => failed,
    }
    .of_kind(Kind::Target))
}

impl Report for RewriteReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            let line = |row: &Rewritten| {
                let bytes = row.bytes_before.map_or("unknown".to_owned(), units::bytes);
                Cell::plain(format!("would rewrite the AOF of {}, {bytes} now", row.member))
            };
            return View::of(Block::Lines(self.members.iter().map(line).collect()));
        }
        let mut table = Table::new(&["MEMBER", "#TOOK", "#AOF BEFORE", "#AFTER", "#COPIED", "HOW"]);
        for row in &self.members {
            table.row([
                row.member.as_str().into(),
                row.seconds.map_or("-".to_owned(), units::duration).into(),
                members::bytes(row.bytes_before),
                members::bytes(row.bytes_after),
                members::bytes(row.copied_bytes),
                if row.joined { "joined" } else { "asked for" }.into(),
            ]);
        }
        View::of(Block::Table(table))
    }
}
