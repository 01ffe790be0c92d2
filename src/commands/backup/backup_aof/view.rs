//! The report for people.

use super::{AofReport, NAME, setting_in_words};
use crate::commands::backup::backup_rdb::keys_in_words;
use crate::commands::backup::destination;
use crate::domain::backup::manifest::{CheckedBy, Compression, Manifest};
use crate::formats::aof::Role;
use crate::report::{Block, Report, View, units};

impl Report for AofReport {
    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let facts = &self.facts;
        let mut fields = vec![
            ("source".to_owned(), format!("{} ({})", facts.source.member, facts.source.because).into()),
            ("aof".to_owned(), format!("{}/{}", facts.place.folder, facts.place.file).into()),
            ("rewrites".to_owned(), setting_in_words(facts.rewrites).into()),
        ];
        for artefact in self.manifest.iter().flat_map(Manifest::artefacts) {
            let files = artefact.aof.as_ref().map(|aof| aof.files.as_slice()).unwrap_or_default();
            let many = |role: Role| files.iter().filter(|file| file.role == role).count();
            let counted: Vec<String> = [(Role::Base, "base"), (Role::Increment, "increment"), (Role::Legacy, "file")]
                .into_iter()
                .filter(|(role, _)| many(*role) > 0)
                .map(|(role, name)| format!("{} {name}{}", many(role), if many(role) == 1 { "" } else { "s" }))
                .collect();
            fields.push(("files".to_owned(), counted.join(", ").into()));
            if !artefact.census.format.is_empty() {
                let base = format!("{}, keys {}", artefact.census.format, keys_in_words(&artefact.census));
                fields.push(("base".to_owned(), base.into()));
            }
            let commands = files.iter().map(|file| file.commands).sum();
            fields.push(("commands".to_owned(), units::count(commands).into()));
            let twice = files.iter().any(|file| file.checked_by == CheckedBy::SecondReading);
            let checked = match twice {
                false => "every file read to its end, its SHA-256 that of the file in the pod",
                true => "every file read to its end, and twice: the image has nothing to hash with",
            };
            fields.push(("checked".to_owned(), checked.into()));
            let rate = units::rate(artefact.plain_bytes, artefact.transfer_seconds);
            let stored = units::bytes(artefact.stored_bytes);
            let size = match artefact.compression {
                Compression::None => format!("{stored}, {rate}"),
                _ => format!("{stored} ({} before compression), {rate}", units::bytes(artefact.plain_bytes)),
            };
            fields.push(("size".to_owned(), size.into()));
            fields.extend(destination::encrypted(&artefact.encryption));
            fields.push(("sha256".to_owned(), artefact.stored_sha256.as_str().into()));
        }
        if let Some(seconds) = self.seconds {
            fields.push(("time".to_owned(), units::duration(seconds).into()));
        }
        fields.extend(self.kept.fields());
        debug_assert!(self.kept.path.is_some(), "{NAME} is done and has no path");
        View { blocks: vec![Block::Fields(fields)], last: self.kept.path.clone() }
    }
}
