//! The report for people.

use super::BackupReport;
use super::snapshot::Via;
use crate::commands::backup::destination;
use crate::domain::backup::manifest::{Checksum, Compression, Manifest};
use crate::domain::backup::naming;
use crate::formats::rdb::Census;
use crate::report::{Block, Report, View, units};

impl Report for BackupReport {
    fn view(&self) -> View {
        let plan = &self.plan;
        let source = format!("{} ({})", plan.source.member, plan.source.because);
        let mut fields =
            vec![("source".to_owned(), source.into()), ("memory".to_owned(), plan.headroom.words().into())];
        if let Some(Via::Disk { path, .. }) = &self.via {
            fields.push(("saved".to_owned(), format!("by BGSAVE to {path}, read through exec").into()));
        }
        for artefact in self.manifest.iter().flat_map(Manifest::artefacts) {
            let census = &artefact.census;
            let version = match artefact.checksum {
                Checksum::Ok => format!("{}, CRC64 ok", census.format),
                Checksum::Absent => format!("{}, no checksum in the file", census.format),
            };
            fields.push(("rdb".to_owned(), version.into()));
            fields.push(("keys".to_owned(), keys_in_words(census).into()));
            let sizes = if artefact.compression == Compression::None {
                units::bytes(artefact.stored_bytes)
            } else {
                format!(
                    "{} ({} before compression)",
                    units::bytes(artefact.stored_bytes),
                    units::bytes(artefact.plain_bytes)
                )
            };
            let rate = units::rate(artefact.plain_bytes, artefact.transfer_seconds);
            fields.push(("size".to_owned(), format!("{sizes}, {rate}").into()));
            fields.extend(destination::encrypted(&artefact.encryption));
            fields.push(("sha256".to_owned(), artefact.stored_sha256.as_str().into()));
        }
        let files = self.manifest.iter().flat_map(|manifest| &manifest.besides.files);
        fields.extend(files.map(|file| (file.name.clone(), units::bytes(file.stored_bytes).into())));
        if let Some(seconds) = self.seconds {
            fields.push(("time".to_owned(), units::duration(seconds).into()));
        }
        if !self.done {
            for place in &plan.places {
                let at = destination::would_be(place, &plan.instance_folder, &plan.artefact);
                let more: String = plan.besides.iter().map(|name| format!(", {name}")).collect();
                let words = format!("{at}{more} and {}", naming::MANIFEST);
                fields.push(("would write".to_owned(), words.into()));
            }
        }
        fields.extend(self.kept.fields());
        View { blocks: vec![Block::Fields(fields)], last: self.kept.path.clone() }
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
