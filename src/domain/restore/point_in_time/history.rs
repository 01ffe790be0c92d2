//! The files of a set together: up to where they are replayed, what that is, and why it may not be told.

use super::counts::Counts;
use super::cut::{CutRule, Position};
use super::sighting::{Sighting, in_utc};
use super::survey::{CutFound, FileSurvey};
use crate::error::{Error, Kind, Result};
use crate::formats::aof::{Inside, Role, Tail};
use crate::formats::rdb::Census;
use serde::Serialize;

/// A file of the set, surveyed.
#[derive(Debug)]
pub struct Surveyed {
    /// Its place in the set.
    pub role: Role,
    /// Whether a torn command at its end is tolerable.
    pub may_be_truncated: bool,
    /// What was found in it.
    pub survey: FileSurvey,
}

/// What is wished besides the rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// To end before bytes that are no commands, instead of refusing them.
    pub to_damage: bool,
    /// To go on after the command at the cut.
    pub then_rest: bool,
}

/// What will be replayed of a set, and what will not.
#[derive(Debug, Serialize)]
pub struct History {
    /// The rule.
    pub rule: CutRule,
    /// Up to here.
    pub end: Position,
    /// The files.
    pub files: Vec<FileInHistory>,
    /// The cut, with what stands around it; none where all is replayed.
    pub cut: Option<CutInHistory>,
    /// Whether what stands after the cut is replayed too, without the command at it.
    pub then_rest: bool,
    /// What is replayed after the snapshot.
    pub replayed: Counts,
    /// What is not.
    pub left: Counts,
    /// Commands of the kind that was asked for.
    pub matches: u64,
    /// First annotation of all, in seconds since 1970.
    pub first_timestamp: Option<u64>,
    /// Last annotation of all.
    pub last_timestamp: Option<u64>,
    /// What has to be said of the files: a torn end, damage behind the cut.
    pub remarks: Vec<String>,
    /// The snapshot at the start.
    #[serde(skip)]
    pub base: Option<Census>,
}

/// A file, in the report.
#[derive(Debug, Serialize)]
pub struct FileInHistory {
    /// Its name.
    pub name: String,
    /// Its place in the set.
    pub role: Role,
    /// Bytes of it that are replayed.
    pub replayed_bytes: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// Keys of the snapshot at its start.
    pub base_keys: Option<u64>,
    /// Commands that are replayed.
    pub commands: u64,
    /// Commands that are not.
    pub commands_left: u64,
}

/// The cut, in the report.
#[derive(Debug, Serialize)]
pub struct CutInHistory {
    /// The file.
    pub file: String,
    /// Offset of the first byte that is not replayed.
    pub offset: u64,
    /// What stands before it, the nearest last.
    pub before: Vec<Sighting>,
    /// The command that was asked for, or the first that is not replayed.
    pub at: Option<Sighting>,
    /// What stands after that.
    pub after: Vec<Sighting>,
    /// Other places with a command of the kind that was asked for, the last of them.
    pub earlier: Vec<Sighting>,
}

impl History {
    /// Puts the files together, in the order they are read.
    ///
    /// # Errors
    /// Refused where the rule cannot be followed; Verification where the files are damaged before the end.
    pub fn of(rule: CutRule, surveyed: Vec<Surveyed>, wish: Wish) -> Result<Self> {
        let Wish { to_damage, then_rest } = wish;
        judge_times(&rule, &surveyed)?;
        let cut_at = surveyed.iter().position(|file| file.survey.cut.is_some());
        // Of a command the last one counts, of all else the first.
        let cut_at = match &rule {
            CutRule::BeforeCommand { .. } => surveyed.iter().rposition(|file| file.survey.cut.is_some()),
            _ => cut_at,
        };
        judge_rule(&rule, &surveyed, cut_at)?;
        let mut remarks = Vec::new();
        let cut = cut_at.and_then(|index| surveyed[index].survey.cut.as_ref().map(|cut| (index, cut.offset)));
        let end = find_end(&surveyed, cut.filter(|_| !then_rest), to_damage, &mut remarks)?;
        let mut history = Self {
            end,
            files: Vec::new(),
            cut: None,
            then_rest,
            replayed: Counts::default(),
            left: Counts::default(),
            matches: surveyed.iter().map(|file| file.survey.matches).sum(),
            first_timestamp: surveyed.iter().find_map(|file| file.survey.first_timestamp),
            last_timestamp: surveyed.iter().rev().find_map(|file| file.survey.last_timestamp),
            remarks,
            base: None,
            rule,
        };
        let mut earlier = Vec::new();
        for (index, Surveyed { role, survey, .. }) in surveyed.into_iter().enumerate() {
            let bytes = survey.ending.as_ref().map_or_else(|error| error.offset, |ending| ending.bytes);
            let (mut before, mut after) = (survey.before, survey.after);
            let has_cut = cut_at == Some(index);
            if then_rest || index != end.file || !has_cut {
                before.add(std::mem::take(&mut after));
            }
            if !has_cut {
                // Its own cut is not the one.
                earlier.extend(survey.earlier.clone());
                earlier.extend(survey.cut.as_ref().and_then(|cut| cut.at.clone()));
            }
            if index > end.file {
                std::mem::swap(&mut before, &mut after);
            }
            let replayed_bytes = match index.cmp(&end.file) {
                std::cmp::Ordering::Less => bytes,
                std::cmp::Ordering::Equal => end.offset,
                std::cmp::Ordering::Greater => 0,
            };
            history.files.push(FileInHistory {
                name: survey.name.clone(),
                role,
                replayed_bytes,
                bytes,
                base_keys: survey.base.as_ref().map(|base| base.keys),
                commands: before.commands,
                commands_left: after.commands,
            });
            history.replayed.add(before);
            history.left.add(after);
            if history.base.is_none() {
                history.base = survey.base;
            }
            if has_cut
                && (then_rest || index == end.file)
                && let Some(CutFound { offset, before, at, after }) = survey.cut
            {
                earlier.extend(survey.earlier);
                let earlier = std::mem::take(&mut earlier);
                history.cut = Some(CutInHistory { file: survey.name, offset, before, at, after, earlier });
            }
        }
        history.leave_out();
        history.remark();
        Ok(history)
    }

    /// Takes the command at the cut from what is replayed, where history goes on after it.
    fn leave_out(&mut self) {
        let Some(at) = self.cut.as_ref().and_then(|cut| cut.at.as_ref()).filter(|_| self.then_rest) else { return };
        self.replayed.commands = self.replayed.commands.saturating_sub(1);
        let name = at.command.split(' ').next().unwrap_or_default();
        if let Some(count) = self.replayed.commands_by_name.get_mut(name) {
            *count = count.saturating_sub(1);
        }
        if self.replayed.last_wipe.as_ref() == Some(at) {
            self.replayed.wipes = self.replayed.wipes.saturating_sub(1);
            if self.replayed.wipes == 0 {
                self.replayed.last_wipe = None;
            }
        }
    }

    /// Up to which offset a file is replayed, and without which command of it; none of the files after the end.
    #[must_use]
    pub fn part(&self, file: usize) -> Option<(u64, Option<u64>)> {
        let end = match file.cmp(&self.end.file) {
            std::cmp::Ordering::Less => u64::MAX,
            std::cmp::Ordering::Equal => self.end.offset,
            std::cmp::Ordering::Greater => return None,
        };
        let name = self.files.get(file).map(|file| &file.name);
        let at = self.cut.as_ref().filter(|cut| self.then_rest && Some(&cut.file) == name);
        Some((end, at.and_then(|cut| cut.at.as_ref()).map(|at| at.offset)))
    }

    /// Keys of the snapshot at the start.
    #[must_use]
    pub fn base_keys(&self) -> u64 {
        self.base.as_ref().map_or(0, |base| base.keys)
    }

    /// Whether a time of a key has passed that history may go on to use.
    #[must_use]
    pub fn has_past_times(&self) -> bool {
        self.replayed.past_key_times > 0 || self.base.as_ref().is_some_and(|base| base.expired > 0)
    }

    /// The databases that anything applies to.
    #[must_use]
    pub fn databases(&self) -> Vec<u64> {
        let of_base = self.base.iter().flat_map(|base| base.databases.keys().copied());
        let mut all: Vec<u64> = self.replayed.databases.iter().copied().chain(of_base).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn remark(&mut self) {
        if let (CutRule::Until { unix_seconds }, None, Some(last)) = (&self.rule, &self.cut, self.last_timestamp) {
            self.remarks.push(format!(
                "nothing in it is later than {}: the last annotation is {}, and all of it is replayed",
                in_utc(*unix_seconds),
                in_utc(last)
            ));
        }
        if let (CutRule::Offset { offset, .. }, Some(cut)) = (&self.rule, &self.cut)
            && cut.offset != *offset
        {
            self.remarks.push(format!(
                "offset {offset} of {} is inside a command or a transaction, which is left out whole: the replay ends \
                 at {}",
                cut.file, cut.offset
            ));
        }
    }
}

/// Where the replay ends, damage and torn ends considered.
fn find_end(
    surveyed: &[Surveyed],
    cut: Option<(usize, u64)>,
    to_damage: bool,
    remarks: &mut Vec<String>,
) -> Result<Position> {
    let wanted = cut.map(|(file, offset)| Position { file, offset });
    let last = surveyed.len().saturating_sub(1);
    for (index, Surveyed { survey, may_be_truncated, .. }) in surveyed.iter().enumerate() {
        let name = &survey.name;
        let (good, problem) = match &survey.ending {
            Ok(ending) => match ending.tail {
                Tail::Complete | Tail::Stopped => continue,
                Tail::Truncated { lost_bytes, inside } => {
                    let inside = match inside {
                        Inside::Command => "a command",
                        Inside::Transaction => "a transaction",
                        Inside::Annotation => "an annotation",
                    };
                    let good = ending.last_good_offset;
                    let text = format!(
                        "{name} ends inside {inside}: it is whole up to byte {good} of {}, and the last {lost_bytes} \
                         bytes are not replayed",
                        ending.bytes
                    );
                    if *may_be_truncated {
                        remarks.push(text);
                        continue;
                    }
                    (good, text)
                }
            },
            Err(error) => (error.last_good_offset, format!("{name}: {error}")),
        };
        let here = Position { file: index, offset: good };
        if let Some(wanted) = wanted.filter(|wanted| *wanted <= here) {
            remarks.push(format!("what follows is damaged, and not needed: {problem}"));
            return Ok(wanted);
        }
        if to_damage && good > 0 && good >= survey.base_end {
            remarks.push(format!("the replay ends where the damage begins: {problem}"));
            return Ok(here);
        }
        let error = Error::new(Kind::Verification, "the AOF is damaged before the place up to which it is wanted");
        return Err(error.cause(problem).hint(
            "--stop-at-damage replays what stands before it; --until-offset FILE:OFFSET up to a place of your choice",
        ));
    }
    let end = match surveyed.get(last).map(|file| &file.survey.ending) {
        Some(Ok(ending)) => ending.last_good_offset,
        _ => 0,
    };
    Ok(wanted.unwrap_or(Position { file: last, offset: end }))
}

/// Whether the wanted time can be told from the annotations.
fn judge_times(rule: &CutRule, surveyed: &[Surveyed]) -> Result<()> {
    let CutRule::Until { unix_seconds: until } = rule else { return Ok(()) };
    let others = |error: Error| {
        error.hint(
            "--before-command FLUSHALL ends before the last command of a kind, --until-offset FILE:OFFSET at a place",
        )
    };
    let refused = |text: String| {
        others(Error::refused(format!("it cannot be told what was there at {}", in_utc(*until))).cause(text))
    };
    let first = surveyed.iter().position(|file| file.survey.first_timestamp.is_some());
    let Some(first) = first else {
        let without = refused("the AOF has no annotations of time (aof-timestamp-enabled was no)".to_owned());
        let hint =
            "for the next time: CONFIG SET aof-timestamp-enabled yes (Redis 7.0 and later), and in the configuration";
        return Err(without.hint(hint));
    };
    let written: Option<u64> =
        surveyed.iter().find_map(|file| file.survey.base.as_ref()?.aux.get("ctime")?.parse().ok());
    if let Some(written) = written.filter(|written| written > until) {
        return Err(refused(format!("the snapshot at its start was written later, at {}", in_utc(written)))
            .hint("redis-ops restore-rdb takes an older backup: redis-ops backup-list shows them"));
    }
    let time = surveyed[first].survey.first_timestamp.unwrap_or(0);
    let untimed = surveyed[..=first].iter().map(|file| file.survey.before.untimed + file.survey.after.untimed);
    let untimed: u64 = untimed.sum();
    if time > *until && untimed > 0 {
        return Err(refused(format!(
            "{untimed} commands stand before the first annotation, which is of {}: they have no time",
            in_utc(time)
        )));
    }
    Ok(())
}

/// Whether the rule leads anywhere in these files.
fn judge_rule(rule: &CutRule, surveyed: &[Surveyed], cut_at: Option<usize>) -> Result<()> {
    match rule {
        CutRule::End | CutRule::Until { .. } => Ok(()),
        CutRule::BeforeCommand { command } => match cut_at {
            Some(_) => Ok(()),
            None => {
                let error = Error::refused(format!("there is no {command} in the AOF"));
                let base = surveyed.iter().find_map(|file| file.survey.base.as_ref());
                let written = base.and_then(|base| base.aux.get("ctime")?.parse().ok()).map(in_utc);
                let error = match written {
                    Some(time) => error.cause(format!(
                        "its snapshot was written at {time}: what was done before that is not in it any more"
                    )),
                    None => error.cause("if it was rewritten since, what was done before that is not in it any more"),
                };
                Err(error.hint("redis-ops backup-list shows the backups, and redis-ops restore-rdb restores one"))
            }
        },
        CutRule::Offset { file, offset } => {
            let names = || surveyed.iter().map(|file| file.survey.name.as_str()).collect::<Vec<_>>().join(", ");
            let Some(cut_at) = cut_at else {
                let file = file.as_deref().unwrap_or_default();
                return Err(Error::refused(format!("no file of the AOF is called {file}"))
                    .cause(format!("there are, in the order they are read: {}", names())));
            };
            let survey = &surveyed[cut_at].survey;
            if *offset < survey.base_end {
                return Err(Error::refused(format!("offset {offset} of {} is inside its snapshot", survey.name))
                    .cause(format!("commands begin at {}", survey.base_end)));
            }
            let bytes = survey.ending.as_ref().map_or_else(|error| error.offset, |ending| ending.bytes);
            if *offset > bytes {
                return Err(Error::refused(format!(
                    "{} has {bytes} bytes, and --until-offset is {offset}",
                    survey.name
                )));
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
