//! The report for people.

use super::BackupReport;
use super::plan::ShardPlan;
use super::snapshot::Via;
use crate::commands::backup::destination;
use crate::domain::backup::manifest::{self, Artefact, Checksum, Compression, Manifest, ShardBackup};
use crate::domain::backup::naming;
use crate::formats::cluster::words;
use crate::formats::rdb::Census;
use crate::report::{Block, Cell, Report, Table, View, units};

impl Report for BackupReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        let plan = &self.plan;
        let mut blocks = Vec::new();
        let mut fields = match plan.shards.as_slice() {
            [shard] => {
                let mut fields = source(shard);
                if let (Some(way), Some(artefact)) = (self.via.first(), self.artefacts().next()) {
                    fields.extend(saved(way));
                    fields.extend(stored(artefact));
                }
                fields
            }
            several => {
                blocks.push(Block::Table(self.table(several)));
                self.totals()
            }
        };
        let aofs = self.manifest.iter().flat_map(Manifest::artefacts).filter(|artefact| artefact.kind == manifest::AOF);
        fields.extend(aofs.map(|artefact| (artefact.name.clone(), aof_in_words(artefact).into())));
        let files = self.manifest.iter().flat_map(|manifest| &manifest.besides.files);
        fields.extend(files.map(|file| (file.name.clone(), units::bytes(file.stored_bytes).into())));
        if let Some(seconds) = self.seconds {
            fields.push(("time".to_owned(), units::duration(seconds).into()));
        }
        if !self.done {
            let artefacts: Vec<&str> = plan.shards.iter().map(|shard| shard.artefact.as_str()).collect();
            for place in &plan.places {
                let at = destination::would_be(place, &plan.instance_folder, &artefacts.join(", "));
                let more: String = plan.besides.iter().map(|name| format!(", {name}")).collect();
                let words = format!("{at}{more} and {}", naming::MANIFEST);
                fields.push(("would write".to_owned(), words.into()));
            }
        }
        fields.extend(self.kept.fields());
        blocks.push(Block::Fields(fields));
        View { blocks, last: self.kept.path.clone() }
    }
}

impl BackupReport {
    /// The RDB of each shard.
    fn artefacts(&self) -> impl Iterator<Item = &Artefact> {
        let rdb = |shard: &ShardBackup| shard.artefacts.iter().position(|artefact| artefact.kind == manifest::RDB);
        let shards = self.manifest.iter().flat_map(|manifest| &manifest.shards);
        shards.filter_map(move |shard| shard.artefacts.get(rdb(shard)?))
    }

    /// A shard a row: what will be done, or what was.
    fn table(&self, shards: &[ShardPlan]) -> Table {
        let mut table = match self.done {
            false => Table::new(&["SHARD", "SLOTS", "SOURCE", "ROLE", "MEMORY"]),
            true => Table::new(&["SHARD", "SLOTS", "SOURCE", "ROLE", "+WAY", "#KEYS", "#SIZE", "#TIME", "+FORMAT"]),
        };
        let mut artefacts = self.artefacts();
        for (index, shard) in shards.iter().enumerate() {
            let mut cells: Vec<Cell> = vec![
                shard.number.to_string().into(),
                shard.slots.as_deref().map_or_else(String::new, words).into(),
                shard.source.member.as_str().into(),
                shard.source.role.word().into(),
            ];
            if !self.done {
                cells.push(shard.headroom.words().into());
            } else if let Some(artefact) = artefacts.next() {
                cells.push(self.via.get(index).map_or("-", Via::word).into());
                cells.push(units::count(artefact.census.keys).into());
                cells.push(units::bytes(artefact.stored_bytes).into());
                cells.push(units::duration(artefact.transfer_seconds).into());
                cells.push(format(artefact).into());
            }
            table.row(cells);
        }
        table
    }

    /// What all shards come to.
    fn totals(&self) -> Vec<(String, Cell)> {
        let Some(first) = self.artefacts().next() else { return Vec::new() };
        let sum = |of: fn(&Artefact) -> u64| self.artefacts().map(of).sum::<u64>();
        let seconds = self.artefacts().map(|artefact| artefact.transfer_seconds).sum::<f64>();
        let (stored, plain) = (sum(|artefact| artefact.stored_bytes), sum(|artefact| artefact.plain_bytes));
        let mut fields = vec![
            ("rdb".to_owned(), format(first).into()),
            ("keys".to_owned(), units::count(sum(|artefact| artefact.census.keys)).into()),
            ("size".to_owned(), size(first.compression, stored, plain, seconds).into()),
        ];
        fields.extend(destination::encrypted(&first.encryption));
        fields
    }
}

fn source(shard: &ShardPlan) -> Vec<(String, Cell)> {
    let mut fields = Vec::new();
    if let Some(slots) = &shard.slots {
        fields.push(("shard".to_owned(), format!("{}, slots {}", shard.number, words(slots)).into()));
    }
    let source = format!("{} ({})", shard.source.member, shard.source.because);
    fields.push(("source".to_owned(), source.into()));
    fields.push(("memory".to_owned(), shard.headroom.words().into()));
    fields
}

fn saved(way: &Via) -> Option<(String, Cell)> {
    let Via::Disk { path, .. } = way else { return None };
    Some(("saved".to_owned(), format!("by BGSAVE to {path}, read through exec").into()))
}

fn stored(artefact: &Artefact) -> Vec<(String, Cell)> {
    let mut fields =
        vec![("rdb".to_owned(), format(artefact).into()), ("keys".to_owned(), keys_in_words(&artefact.census).into())];
    let Artefact { compression, stored_bytes, plain_bytes, transfer_seconds, .. } = artefact;
    fields.push(("size".to_owned(), size(*compression, *stored_bytes, *plain_bytes, *transfer_seconds).into()));
    fields.extend(destination::encrypted(&artefact.encryption));
    fields.push(("sha256".to_owned(), artefact.stored_sha256.as_str().into()));
    fields
}

fn format(artefact: &Artefact) -> String {
    match artefact.checksum {
        Checksum::Ok => format!("{}, CRC64 ok", artefact.census.format),
        Checksum::Absent => format!("{}, no checksum in the file", artefact.census.format),
    }
}

/// What there is to say of an AOF beside an RDB.
fn aof_in_words(artefact: &Artefact) -> String {
    let files = artefact.aof.iter().flat_map(|aof| &aof.files);
    let commands = units::count(files.map(|file| file.commands).sum());
    let of = artefact.aof.as_ref().and_then(|aof| aof.member.as_deref()).unwrap_or("the same member");
    format!("{}, {commands} commands, from {of}", units::bytes(artefact.stored_bytes))
}

fn size(compression: Compression, stored_bytes: u64, plain_bytes: u64, seconds: f64) -> String {
    let stored = units::bytes(stored_bytes);
    let rate = units::rate(plain_bytes, seconds);
    match compression {
        Compression::None => format!("{stored}, {rate}"),
        _ => format!("{stored} ({} before compression), {rate}", units::bytes(plain_bytes)),
    }
}

/// `12,345 (hash 3, string 12,342), 5 functions, 2 expired`.
pub fn keys_in_words(census: &Census) -> String {
    let mut types: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for database in census.databases.values() {
        for (name, count) in &database.types {
            *types.entry(name).or_default() += count.keys;
        }
    }
    let types: Vec<String> = types.iter().map(|(name, keys)| format!("{name} {}", units::count(*keys))).collect();
    let mut text = units::count(census.keys);
    if !types.is_empty() {
        text.push_str(&format!(" ({})", types.join(", ")));
    }
    if census.databases.len() > 1 {
        text.push_str(&format!(" in {} databases", census.databases.len()));
    }
    if census.functions > 0 {
        text.push_str(&format!(", {} function libraries", census.functions));
    }
    if census.expired > 0 {
        text.push_str(&format!(", {} of them expired", units::count(census.expired)));
    }
    if census.update_commands > 0 {
        text.push_str(&format!(", and {} commands", units::count(census.update_commands)));
    }
    text
}
