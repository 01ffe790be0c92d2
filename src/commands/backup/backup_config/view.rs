//! The report as text.

use super::{ConfigReport, MemberConfig, Source};
use crate::formats::redis_conf;
use crate::report::{Block, Cell, Report, Table, Tone, View, units};
use std::collections::{BTreeMap, BTreeSet};

impl Report for ConfigReport {
    fn has_acted(&self) -> bool {
        self.done
    }

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
    let mut table = Table::new(&["MEMBER", "ROLE", "ASKED BY", "#PARAMETERS", "#ACL USERS", "#DRIFT", "FILE"]);
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
            parameters(member).len().to_string().into(),
            match &member.file {
                None => "-".into(),
                Some(file) if file.unread.is_some() => Cell::toned("not read", Tone::Warn),
                Some(file) => file.path.as_str().into(),
            },
        ]);
    }
    table
}

/// What the three places say of a parameter in which any two of them differ.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Three<'a> {
    runtime: Option<&'a str>,
    file: Option<&'a str>,
    config_map: Option<&'a str>,
    place: Option<String>,
}

fn parameters(member: &MemberConfig) -> BTreeMap<&str, Three<'_>> {
    let mut all: BTreeMap<&str, Three<'_>> = BTreeMap::new();
    for one in &member.drift {
        let three = all.entry(&one.drift.parameter).or_default();
        three.runtime = Some(&one.drift.runtime);
        three.config_map = Some(&one.drift.file);
        three.place = Some(format!("{}/{}", one.config_map, one.key));
    }
    for one in member.file.iter().flat_map(|file| &file.beside_config_maps) {
        let three = all.entry(&one.between.parameter).or_default();
        three.file = Some(&one.between.file);
        three.config_map = Some(&one.between.config_map);
        three.place = Some(format!("{}/{}", one.map, one.key));
    }
    for one in member.file.iter().flat_map(|file| &file.drift) {
        let three = all.entry(&one.parameter).or_default();
        three.runtime = Some(&one.runtime);
        three.file = Some(&one.file);
    }
    // What does not differ is not listed: where its file tells a parameter and was not found to differ, it says the same.
    let text = member.file.as_ref().and_then(|file| file.text.as_deref()).unwrap_or_default();
    let told: BTreeSet<String> = redis_conf::parse(text).into_iter().map(|one| one.name).collect();
    for (name, three) in &mut all {
        three.runtime = three.runtime.or(member.parameters.get(*name).map(String::as_str));
        three.file = three.file.or(three.config_map.filter(|_| told.contains(*name)));
    }
    all
}

/// Equal drift of several members is told once.
fn drift(members: &BTreeMap<String, MemberConfig>) -> Option<Table> {
    let mut rows: BTreeMap<(&str, Three<'_>), Vec<&str>> = BTreeMap::new();
    for (name, member) in members {
        for (parameter, three) in parameters(member) {
            rows.entry((parameter, three)).or_default().push(name);
        }
    }
    if rows.is_empty() {
        return None;
    }
    let mut table = Table::new(&["PARAMETER", "RUNTIME", "IN ITS FILE", "IN THE CONFIGMAP", "CONFIGMAP", "MEMBERS"]);
    let quoted = |value: Option<&str>| match value {
        None => "-".to_owned(),
        Some("") => "\"\"".to_owned(),
        Some(value) => value.to_owned(),
    };
    for ((parameter, three), who) in rows {
        let who = if who.len() == members.len() && members.len() > 1 { "all".to_owned() } else { who.join(", ") };
        table.row([
            parameter.into(),
            Cell::toned(quoted(three.runtime), Tone::Warn),
            quoted(three.file).into(),
            quoted(three.config_map).into(),
            three.place.unwrap_or_else(|| "-".to_owned()).into(),
            who.into(),
        ]);
    }
    Some(table)
}
