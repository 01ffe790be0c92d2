//! What of a file the server has no place for. It is told before anything is done, and never left out in silence.

use super::contents::Contents;
use super::filter::Selection;
use crate::formats::rdb::{Dialect, Header, KeyType, ModuleTypeName, ValueType};
use crate::report::units;
use serde::Serialize;
use std::collections::BTreeSet;

/// Something the server cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// A stable word: `field-expiry`, `type`, `functions`, `module-metadata`, `module-section`, `commands`.
    pub kind: &'static str,
    /// A sentence without a full stop.
    pub what: String,
}

/// Whether a server of this format takes the encoding as it is.
#[must_use]
pub fn takes(value_type: ValueType, server: Header) -> bool {
    ValueType::from_byte(value_type.byte(), server) == Some(value_type) && value_type.lowest_version() <= server.version
}

/// Whether fields of hashes can have expiry times of their own there.
#[must_use]
pub fn has_field_expiry(server: Header) -> bool {
    match server.dialect {
        Dialect::Redis => server.version >= 12,
        Dialect::Valkey => server.version >= 80,
    }
}

/// Whether the server has functions: Redis 7.0 and every Valkey.
#[must_use]
pub fn has_functions(server: Header) -> bool {
    server.dialect == Dialect::Valkey || server.version >= 10
}

/// Modules that are part of a server, and say nothing of others' types.
const BUILT_IN: [&str; 2] = ["vectorset", "lua"];

/// Types of modules among the contents that the server has no place for. `written` is the format of the file, `loaded` are the
/// names of the server's modules; none where they are not known, and then the server itself has to tell.
#[must_use]
pub fn modules_without_place(
    contents: &Contents,
    written: Option<Header>,
    server: Header,
    loaded: Option<&BTreeSet<String>>,
) -> BTreeSet<String> {
    let Some(loaded) = loaded else { return BTreeSet::new() };
    // A vector set is part of the server, and each one writes it in a form of its own.
    let newer = written.is_some_and(|file| file.dialect == server.dialect && file.version > server.version);
    let has_place = |name: &str| match ModuleTypeName::modules(name) {
        Some(modules) => modules.iter().any(|module| loaded.contains(*module)) && !(name == "vectorset" && newer),
        None => loaded.iter().any(|module| !BUILT_IN.contains(&module.as_str())),
    };
    contents.modules.iter().filter(|name| !has_place(name)).cloned().collect()
}

/// What is lost when the contents are restored into a server that writes files of format `server`; `without_place` are the
/// types of [`modules_without_place`].
#[must_use]
pub fn judge(
    contents: &Contents,
    selection: &Selection,
    server: Header,
    without_place: &BTreeSet<String>,
) -> Vec<Loss> {
    let mut losses = Vec::new();
    let (mut fields, mut without_type) = (0, 0);
    for (value_type, count) in &contents.encodings {
        if takes(*value_type, server) {
            continue;
        }
        match value_type.key_type() {
            Some(KeyType::Hash) if !has_field_expiry(server) => fields += count.fields_with_expiry,
            Some(KeyType::Hash | KeyType::List | KeyType::Set | KeyType::Zset) => {}
            Some(KeyType::Stream) if server.version >= 9 => {}
            _ => without_type += count.keys,
        }
    }
    let mut add = |kind, count: u64, what: &dyn Fn(&str) -> String| {
        if count > 0 {
            losses.push(Loss { kind, what: what(&units::count(count)) });
        }
    };
    add("field-expiry", fields, &|count| {
        format!("{count} fields of hashes lose their expiry times, and stay for good")
    });
    add("type", without_type, &|count| format!("{} the server does not have", of_types(count)));
    let of_modules = without_place.iter().filter_map(|name| contents.types.get(name)).sum();
    let names: Vec<&str> = without_place.iter().map(String::as_str).collect();
    add("type", of_modules, &|count| {
        format!("{} the server cannot read from this file: {}", of_types(count), names.join(", "))
    });
    let functions = if has_functions(server) || !selection.is_all() { 0 } else { contents.functions };
    add("functions", functions, &|count| format!("{count} function libraries: the server has no functions"));
    let metadata = contents.with_module_metadata;
    add("module-metadata", metadata, &|count| {
        let have = if count == "1" { "key has" } else { "keys have" };
        format!("{count} {have} metadata of modules, which no command restores")
    });
    let sections = if selection.is_all() { contents.module_sections } else { 0 };
    add("module-section", sections, &|count| {
        format!("{count} sections of modules beside the keys, which no command restores")
    });
    add("commands", contents.updates, &|count| {
        format!("{count} commands stand between the keys: without them the keys are those of an earlier moment")
    });
    losses
}

/// `1 key is of a type that`, `2 keys are of types that`.
fn of_types(count: &str) -> String {
    let are = if count == "1" { "key is of a type that" } else { "keys are of types that" };
    format!("{count} {are}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::restore::contents::EncodingCount;

    fn header(magic: &[u8; Header::BYTES]) -> Header {
        Header::parse(magic).expect("a header")
    }

    fn contents(value_type: ValueType, fields_with_expiry: u64) -> Contents {
        let encodings = [(value_type, EncodingCount { keys: 2, fields_with_expiry })].into();
        Contents { encodings, ..Contents::default() }
    }

    fn kinds(contents: &Contents, server: &[u8; Header::BYTES]) -> Vec<&'static str> {
        judge(contents, &Selection::default(), header(server), &BTreeSet::new()).iter().map(|loss| loss.kind).collect()
    }

    #[test]
    fn an_older_server_takes_what_can_be_written_in_its_own_encodings() {
        let stream = contents(ValueType::Stream(4), 0);
        assert!(kinds(&stream, b"REDIS0009").is_empty());
        assert_eq!(kinds(&stream, b"REDIS0008"), ["type"]);
        assert!(kinds(&contents(ValueType::HashListpackEx, 3), b"VALKEY080").is_empty());
        assert_eq!(kinds(&contents(ValueType::HashListpackEx, 3), b"REDIS0011"), ["field-expiry"]);
        assert!(kinds(&contents(ValueType::HashListpackEx, 3), b"REDIS0013").is_empty());
        assert_eq!(kinds(&contents(ValueType::Array, 0), b"REDIS0013"), ["type"]);
    }

    #[test]
    fn types_of_modules_have_a_place_where_their_module_is_loaded() {
        let modules = ["vectorset", "ReJSON-RL", "mine-type"].map(str::to_owned);
        let types = modules.iter().map(|name| (name.clone(), 2)).collect();
        let contents = Contents { modules: modules.into(), types, ..Contents::default() };
        let without = |written: &[u8; Header::BYTES], server: &[u8; Header::BYTES], loaded: &[&str]| {
            let loaded = loaded.iter().map(|name| (*name).to_owned()).collect();
            let names = modules_without_place(&contents, Some(header(written)), header(server), Some(&loaded));
            names.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(without(b"REDIS0012", b"REDIS0009", &[]), "ReJSON-RL mine-type vectorset");
        assert_eq!(without(b"REDIS0012", b"VALKEY080", &["lua"]), "ReJSON-RL mine-type vectorset");
        assert_eq!(without(b"REDIS0012", b"REDIS0012", &["vectorset"]), "ReJSON-RL mine-type");
        assert_eq!(without(b"REDIS0012", b"REDIS0012", &["vectorset", "ReJSON"]), "");
        assert_eq!(without(b"REDIS0013", b"REDIS0012", &["vectorset", "mine", "json"]), "vectorset");
        let unknown = modules_without_place(&contents, None, header(b"REDIS0012"), None);
        assert!(unknown.is_empty());
        let names = BTreeSet::from(["vectorset".to_owned()]);
        let losses = judge(&contents, &Selection::default(), header(b"REDIS0009"), &names);
        assert!(losses[0].kind == "type" && losses[0].what.starts_with("2 keys"), "{losses:?}");
    }

    #[test]
    fn functions_are_a_loss_where_there_are_none_and_no_part_of_a_selection() {
        let contents = Contents { functions: 1, ..Contents::default() };
        assert_eq!(kinds(&contents, b"REDIS0009"), ["functions"]);
        assert!(kinds(&contents, b"REDIS0010").is_empty());
        let part = Selection { databases: vec![0], ..Selection::default() };
        assert!(judge(&contents, &part, header(b"REDIS0009"), &BTreeSet::new()).is_empty());
    }
}
