//! The report for people.

use super::facts::AofFacts;
use super::plan::setting_in_words;
use super::{AofReport, NAME};
use crate::commands::backup::backup_rdb::keys_in_words;
use crate::commands::backup::destination;
use crate::domain::backup::manifest::{AofFileCopy, Artefact, CheckedBy, Compression, Manifest};
use crate::formats::aof::Role;
use crate::formats::cluster::words;
use crate::report::{Block, Cell, Report, Table, View, units};

impl Report for AofReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let mut blocks = Vec::new();
        let artefacts: Vec<&Artefact> = self.manifest.iter().flat_map(Manifest::artefacts).collect();
        let mut fields = match (self.shards.as_slice(), artefacts.as_slice()) {
            ([facts], [artefact]) => alone(facts, artefact),
            (shards, artefacts) => {
                blocks.push(Block::Table(table(shards, artefacts)));
                vec![("checked".to_owned(), checked(artefacts.iter().flat_map(|artefact| files(artefact))).into())]
            }
        };
        if let Some(seconds) = self.seconds {
            fields.push(("time".to_owned(), units::duration(seconds).into()));
        }
        fields.extend(self.kept.fields());
        debug_assert!(self.kept.path.is_some(), "{NAME} is done and has no path");
        blocks.push(Block::Fields(fields));
        View { blocks, last: self.kept.path.clone() }
    }
}

fn files(artefact: &Artefact) -> &[AofFileCopy] {
    artefact.aof.as_ref().map(|aof| aof.files.as_slice()).unwrap_or_default()
}

/// The one AOF of an instance.
fn alone(facts: &AofFacts, artefact: &Artefact) -> Vec<(String, Cell)> {
    let mut fields: Vec<(String, Cell)> = Vec::new();
    if let Some(slots) = &facts.slots {
        fields.push(("shard".to_owned(), format!("{}, slots {}", facts.number, words(slots)).into()));
    }
    fields.extend([
        ("source".to_owned(), format!("{} ({})", facts.source.member, facts.source.because).into()),
        ("aof".to_owned(), format!("{}/{}", facts.place.folder, facts.place.file).into()),
        ("rewrites".to_owned(), setting_in_words(facts.rewrites).into()),
        ("files".to_owned(), counted(files(artefact)).into()),
    ]);
    if !artefact.census.format.is_empty() {
        let base = format!("{}, keys {}", artefact.census.format, keys_in_words(&artefact.census));
        fields.push(("base".to_owned(), base.into()));
    }
    fields.push(("commands".to_owned(), units::count(commands(artefact)).into()));
    fields.push(("checked".to_owned(), checked(files(artefact).iter()).into()));
    let rate = units::rate(artefact.plain_bytes, artefact.transfer_seconds);
    let stored = units::bytes(artefact.stored_bytes);
    let size = match artefact.compression {
        Compression::None => format!("{stored}, {rate}"),
        _ => format!("{stored} ({} before compression), {rate}", units::bytes(artefact.plain_bytes)),
    };
    fields.push(("size".to_owned(), size.into()));
    fields.extend(destination::encrypted(&artefact.encryption));
    fields.push(("sha256".to_owned(), artefact.stored_sha256.as_str().into()));
    fields
}

/// Those of the shards of a cluster.
fn table(shards: &[AofFacts], artefacts: &[&Artefact]) -> Table {
    let mut table =
        Table::new(&["SHARD", "SLOTS", "SOURCE", "ROLE", "FILES", "#COMMANDS", "#SIZE", "#TIME", "+REWRITES"]);
    for (facts, artefact) in shards.iter().zip(artefacts) {
        table.row([
            facts.number.to_string().into(),
            facts.slots.as_deref().map_or_else(String::new, words).into(),
            facts.source.member.as_str().into(),
            facts.source.role.word().into(),
            counted(files(artefact)).into(),
            units::count(commands(artefact)).into(),
            units::bytes(artefact.stored_bytes).into(),
            units::duration(artefact.transfer_seconds).into(),
            setting_in_words(facts.rewrites).into(),
        ]);
    }
    table
}

/// `1 base, 2 increments`.
fn counted(files: &[AofFileCopy]) -> String {
    let many = |role: Role| files.iter().filter(|file| file.role == role).count();
    let counted: Vec<String> = [(Role::Base, "base"), (Role::Increment, "increment"), (Role::Legacy, "file")]
        .into_iter()
        .filter(|(role, _)| many(*role) > 0)
        .map(|(role, name)| format!("{} {name}{}", many(role), if many(role) == 1 { "" } else { "s" }))
        .collect();
    counted.join(", ")
}

fn commands(artefact: &Artefact) -> u64 {
    files(artefact).iter().map(|file| file.commands).sum()
}

fn checked<'a>(mut files: impl Iterator<Item = &'a AofFileCopy>) -> &'static str {
    match files.any(|file| file.checked_by == CheckedBy::SecondReading) {
        false => "every file read to its end, its SHA-256 that of the file in the pod",
        true => "every file read to its end, and twice: the image has nothing to hash with",
    }
}
