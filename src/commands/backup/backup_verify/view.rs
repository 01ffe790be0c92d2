//! The report as text.

use super::aof::{AofReport, AofState};
use super::load::LoadReport;
use super::{ArtefactReport, FileResult, VerifyReport};
use crate::commands::backup::backup_rdb::keys_in_words;
use crate::formats::aof::Role;
use crate::report::{Block, Cell, Report, Table, Tone, View, units};
use chrono::{DateTime, SecondsFormat};

impl Report for VerifyReport {
    fn view(&self) -> View {
        let mut blocks = Vec::new();
        if !self.artefacts.is_empty() {
            blocks.push(Block::Table(artefacts(&self.artefacts)));
        }
        for aof in &self.aofs {
            if self.aofs.len() > 1 {
                blocks.extend(aof.artefact.clone().map(Block::Heading));
            }
            blocks.push(Block::Table(files(aof)));
            blocks.extend(times(aof));
        }
        for load in &self.loads {
            blocks.extend(loaded(load));
        }
        View { blocks, last: None }
    }
}

fn artefacts(artefacts: &[ArtefactReport]) -> Table {
    let mut table = Table::new(&["FILE", "RESULT", "#SIZE", "FORMAT", "KEYS"]);
    for artefact in artefacts {
        let result = match artefact.result {
            FileResult::Damaged => Cell::toned("DAMAGED", Tone::Bad),
            FileResult::HashOk => Cell::toned("hash ok", Tone::Good),
            FileResult::Verified => Cell::toned("verified", Tone::Good),
            FileResult::Parsed => Cell::toned("parsed", Tone::Good),
        };
        let census = artefact.census.as_ref();
        table.row([
            artefact.name.as_str().into(),
            result,
            units::bytes(artefact.stored_bytes).into(),
            census.map_or("-", |census| census.format.as_str()).into(),
            census.map_or("-".to_owned(), keys_in_words).into(),
        ]);
    }
    table
}

fn files(aof: &AofReport) -> Table {
    let mut table = Table::new(&["FILE", "PART", "RESULT", "#SIZE", "#COMMANDS", "KEYS IN RDB"]);
    for file in &aof.files {
        let result = match file.state {
            AofState::Listed => Cell::plain("there"),
            AofState::Whole => Cell::toned("verified", Tone::Good),
            AofState::Truncated => Cell::toned("TRUNCATED", Tone::Warn),
            AofState::Damaged => Cell::toned("DAMAGED", Tone::Bad),
        };
        let role = match file.role {
            Role::Base => "base",
            Role::Increment => "increment",
            Role::Legacy => "legacy",
        };
        table.row([
            file.name.as_str().into(),
            role.into(),
            result,
            units::bytes(file.bytes).into(),
            file.commands.as_ref().map_or("-".to_owned(), |commands| units::count(commands.commands)).into(),
            file.base.as_ref().map_or("-".to_owned(), keys_in_words).into(),
        ]);
    }
    table
}

/// From when to when the commands are, where they say so.
fn times(aof: &AofReport) -> Option<Block> {
    let commands = || aof.files.iter().filter_map(|file| file.commands.as_ref());
    let first = commands().filter_map(|commands| commands.first_timestamp).min()?;
    let last = commands().filter_map(|commands| commands.last_timestamp).max()?;
    let time = |seconds: u64| {
        let time = i64::try_from(seconds).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        time.map_or_else(|| seconds.to_string(), |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
    };
    Some(Block::Fields(vec![("written".to_owned(), format!("{} to {}", time(first), time(last)).into())]))
}

fn loaded(load: &LoadReport) -> Vec<Block> {
    let mut fields = vec![("load".to_owned(), Cell::plain(load.name.as_str()))];
    if let (Some(server), Some(program)) = (&load.server, &load.program) {
        fields.push(("server".to_owned(), format!("{server} ({program})").into()));
    }
    match (load.seconds, load.keys) {
        (Some(seconds), Some(keys)) => {
            let text = format!("{} keys, in {}", units::count(keys), units::duration(seconds));
            fields.push(("loaded".to_owned(), text.into()));
        }
        _ => fields.push(("loaded".to_owned(), Cell::toned("no", Tone::Warn))),
    }
    let mut blocks = vec![Block::Fields(fields)];
    if !load.log.is_empty() {
        let mut table = Table::new(&["THE SERVER'S LAST WORDS"]);
        for line in &load.log {
            table.row([line.as_str().into()]);
        }
        blocks.push(Block::Table(table));
    }
    blocks
}
