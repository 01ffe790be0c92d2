//! A save on the pod's disk: started or joined, waited for, found.

use crate::domain::backup::aof_place::{self, FileSettings};
use crate::domain::backup::save::{self, DiskRoom, Next, SaveFacts};
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::k8s::pod_files::PodFiles;
use crate::report::units;
use crate::target::survey;
use crate::wire::line::Line;
use std::time::{Duration, Instant};

const RDB_FILE: &str = "dump.rdb";
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// A save that is done.
#[derive(Debug)]
pub(super) struct Saved {
    /// The file, as the container has it.
    pub(super) path: String,
    /// Its size in bytes just after.
    pub(super) bytes: u64,
    /// Whether it was under way already.
    pub(super) joined: bool,
    /// The earliest time at which it was made, in seconds of the server's clock.
    pub(super) not_before: u64,
}

impl Saved {
    /// Whether so many bytes are all of the file: of the one that was seen, or of one that has its place by now.
    ///
    /// # Errors
    /// Of kind Failed: exec has lost some, though it said that all went well.
    pub(super) async fn compare_length(&self, files: &PodFiles<'_>, taken: u64) -> Result<()> {
        if taken == self.bytes {
            return Ok(());
        }
        match files.fetch_facts(&self.path).await? {
            Some(facts) if facts.bytes == taken => Ok(()),
            _ => Err(Error::failed(format!("{} came with {taken} bytes of {}", self.path, self.bytes))),
        }
    }
}

/// Has the server save, and finds the file.
///
/// # Errors
/// Refused, with the figures, where the disk has too little room and `force` is not given; Failed when the save fails or
/// takes longer than `wait`; Target when the server does not do it, or the file cannot be found.
pub(super) async fn make(
    line: &mut Line,
    files: &PodFiles<'_>,
    info: &Info,
    wait: Duration,
    force: bool,
) -> Result<Saved> {
    let parameters = line.parameters(&["dir", "dbfilename"]).await?;
    let settings = parameters.ok().map(|parameters| FileSettings::of(&parameters)).filter(|all| all.dir.is_some());
    let paths = candidates(line, settings.as_ref());
    judge_room(line, files, &paths, info, force).await?;
    let (joined, not_before) = wait_for_save(line, wait).await?;
    for path in &paths {
        if let Some(facts) = files.fetch_facts(path).await? {
            return Ok(Saved { path: path.clone(), bytes: facts.bytes, joined, not_before });
        }
    }
    Err(Error::target(format!("cannot find what {} has saved", line.member().subject()))
        .cause(format!("there is no {}", paths.join(", no ")))
        .hint("where CONFIG GET dir may be asked, it need not be looked for: the ACL user needs +config|get"))
}

/// The file by the configuration, else where it may be.
fn candidates(line: &Line, settings: Option<&FileSettings>) -> Vec<String> {
    let of = |dir: &str, file: &str| format!("{}/{file}", dir.trim_end_matches('/'));
    match settings.and_then(|settings| Some((settings.dir.as_deref()?, settings.rdb_file.as_deref()))) {
        Some((dir, file)) => vec![of(dir, file.unwrap_or(RDB_FILE))],
        None => aof_place::data_folders(line.member()).iter().map(|dir| of(dir, RDB_FILE)).collect(),
    }
}

async fn judge_room(line: &Line, files: &PodFiles<'_>, paths: &[String], info: &Info, force: bool) -> Result<()> {
    let name = &line.member().name;
    for path in paths {
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        let Some(free) = files.fetch_free_bytes(folder).await? else { continue };
        let former = files.fetch_facts(path).await?.map(|facts| facts.bytes);
        let dataset = info.number("used_memory_dataset").or_else(|| info.number("used_memory")).unwrap_or(0);
        let room = save::judge_room(free, former, dataset);
        if room.enough || force {
            return Ok(());
        }
        return Err(Error::refused(format!("the disk of {name} is too full for a save"))
            .cause(words(&room))
            .hint("make room on the volume, or add --force to try all the same"));
    }
    line.console().warning(&format!("what is free on the disk of {name} cannot be told"));
    Ok(())
}

fn words(room: &DiskRoom) -> String {
    format!("{} are free, and a save may take {}", units::bytes(room.free_bytes), units::bytes(room.expected_bytes))
}

/// Has the server save, or joins a save that is under way, and waits for its end. Whether one was joined, and the time
/// before which the file was not made, in seconds of the server's clock.
///
/// # Errors
/// Failed when the save fails or takes longer than `wait`; Target when the server does not do it.
pub(in crate::commands) async fn wait_for_save(line: &mut Line, wait: Duration) -> Result<(bool, u64)> {
    let started = Instant::now();
    let before = SaveFacts::of(&line.persistence().await?);
    let mut now = before;
    let mut asked_at: Option<u64> = None;
    loop {
        let name = line.member().name.clone();
        match save::next_step(&before, &now, asked_at.is_some()) {
            Next::Done => return Ok((asked_at.is_none(), asked_at.unwrap_or(before.last_save_time))),
            Next::Restarted => {
                return Err(Error::failed(format!("{name} was started anew before its save was done"))
                    .cause("what is in its RDB file is from before")
                    .hint("redis-ops events says why it ended; the same command again has it save"));
            }
            Next::Failed => {
                return Err(Error::failed(format!("the save of {name} failed"))
                    .cause("rdb_last_bgsave_status is err")
                    .hint("redis-ops logs has the server's own words; is its disk full?"));
            }
            Next::Start => {
                let time = server_time(line).await?;
                if start(line).await? {
                    line.console().status(&format!("{name} saves to its disk"));
                    asked_at = Some(time);
                } else {
                    wait_on(started, wait, &name, "busy with another child")?;
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
            Next::Wait => {
                let what = if now.saving { "saving" } else { "rewriting its AOF" };
                if asked_at.is_none() {
                    line.console().status_once(&format!("{name} is {what} already: waiting for its end"));
                }
                wait_on(started, wait, &name, what)?;
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        now = SaveFacts::of(&line.persistence().await?);
    }
}

fn wait_on(started: Instant, wait: Duration, name: &str, what: &str) -> Result<()> {
    if started.elapsed() <= wait {
        return Ok(());
    }
    let waited = units::duration(wait.as_secs_f64());
    Err(Error::failed(format!("{name} has been {what} for {waited}")).hint("--max-wait DURATION waits longer"))
}

/// The second that a save of now may give for its own; 0 where the server does not tell its time.
async fn server_time(line: &mut Line) -> Result<u64> {
    let reply = line.ask(&redis::cmd("TIME")).await?;
    let told = reply.ok().and_then(|value| {
        let value = survey::plain(&value);
        let numbers = value.list();
        Some(save::earliest_second(numbers.first()?.number()?, numbers.get(1)?.number()?))
    });
    Ok(told.unwrap_or(0))
}

/// Asks for a save. `false` where another child is at work, which is waited for.
async fn start(line: &mut Line) -> Result<bool> {
    let error = match line.ask(&redis::cmd("BGSAVE")).await? {
        Ok(_) => return Ok(true),
        Err(error) => error,
    };
    let text = error.to_string();
    if ["already in progress", "rewriting in progress", "child process"].iter().any(|words| text.contains(words)) {
        return Ok(false);
    }
    let failed = Error::target(format!("Redis on {} does not save", line.member().subject())).cause(text.clone());
    Err(match error.code.as_str() {
        "NOPERM" => failed.hint("the ACL user needs: ACL SETUSER NAME +bgsave +info"),
        _ if text.contains("unknown command") => {
            failed.hint("BGSAVE may be disabled or renamed there (rename-command)")
        }
        _ => failed,
    }
    .of_kind(Kind::Target))
}
