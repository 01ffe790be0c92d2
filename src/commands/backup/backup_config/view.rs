//! The report as text.

use super::{ConfigReport, MemberConfig, Source};
use crate::report::{Block, Cell, Report, Table, Tone, View, units};
use std::collections::BTreeMap;

impl Report for ConfigReport {
    fn view(&self) -> View {
        let mut blocks = vec![Block::Table(members(&self.configuration.members))];
        if !self.configuration.config_maps.is_empty() {
            let mut table = Table::new(&["CONFIGMAP", "KEYS", "SECRETS LEFT OUT OF"]);
            for (name, map) in &self.configuration.config_maps {
                let keys: Vec<&str> = map.data.keys().map(String::as_str).collect();
                let keys = if keys.len() > 3 { format!("{} keys", keys.len()) } else { keys.join(", ") };
                let redacted = if map.redacted.is_empty() { "-".to_owned() } else { map.redacted.join(", ") };
                table.row([name.as_str().into(), keys.into(), redacted.into()]);
            }
            blocks.push(Block::Table(table));
        }
        blocks.extend(drift(&self.configuration.members).map(Block::Table));
        let size = self.manifest.iter().flat_map(|manifest| &manifest.besides.files);
        blocks.extend(size.map(|file| {
            Block::Fields(vec![
                ("file".to_owned(), format!("{}, {}", file.name, units::bytes(file.stored_bytes)).into()),
                ("sha256".to_owned(), file.stored_sha256.as_str().into()),
            ])
        }));
        if !self.done {
            let places = self.would_write.iter().map(|place| ("would write".to_owned(), place.as_str().into()));
            blocks.push(Block::Fields(places.collect()));
        }
        blocks.push(Block::Fields(self.kept.fields()));
        View { blocks, last: self.kept.path.clone() }
    }
}

fn members(members: &BTreeMap<String, MemberConfig>) -> Table {
    let mut table = Table::new(&["MEMBER", "ROLE", "ASKED BY", "#PARAMETERS", "#ACL USERS", "#DRIFT"]);
    for (name, member) in members {
        let source = match member.source {
            Source::Config => Cell::plain("CONFIG GET"),
            Source::Info => Cell::toned("INFO only", Tone::Warn),
        };
        table.row([
            name.as_str().into(),
            member.role.map_or("-", |role| role.word()).into(),
            source,
            member.parameters.len().to_string().into(),
            member.acl.as_ref().map_or("-".to_owned(), |rules| rules.len().to_string()).into(),
            member.drift.len().to_string().into(),
        ]);
    }
    table
}

/// Equal drift of several members is told once.
fn drift(members: &BTreeMap<String, MemberConfig>) -> Option<Table> {
    let mut rows: BTreeMap<(&str, &str, &str, String), Vec<&str>> = BTreeMap::new();
    for (name, member) in members {
        for one in &member.drift {
            let place = format!("{}/{}", one.config_map, one.key);
            let row = (one.drift.parameter.as_str(), one.drift.file.as_str(), one.drift.runtime.as_str(), place);
            rows.entry(row).or_default().push(name);
        }
    }
    if rows.is_empty() {
        return None;
    }
    let mut table = Table::new(&["PARAMETER", "RUNTIME", "IN THE FILE", "FILE", "MEMBERS"]);
    let quoted = |value: &str| if value.is_empty() { "\"\"".to_owned() } else { value.to_owned() };
    for ((parameter, file, runtime, place), who) in rows {
        let who = if who.len() == members.len() && members.len() > 1 { "all".to_owned() } else { who.join(", ") };
        table.row([
            parameter.into(),
            Cell::toned(quoted(runtime), Tone::Warn),
            quoted(file).into(),
            place.into(),
            who.into(),
        ]);
    }
    Some(table)
}
