//! Files written by real servers of every version at hand, against what those servers said they held.

use std::collections::BTreeMap;

use super::rdb_support::{Fixture, SeenKey, Transcript, fixtures, oracle_bytes, parse};
use redis_ops::formats::rdb::{Census, CensusTaker, Crc, Parser};
use serde_json::Value;

/// 2026-11-20: after the expiry times of the fixtures' expired keys, before all others.
const NOW_MS: u64 = 1_795_132_800_000;

fn whole(fixture: &Fixture) -> Transcript {
    let (transcript, end) = parse(&fixture.bytes, usize::MAX);
    let end = end.unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
    let crc = match fixture.oracle["file"]["checksum"].as_str().unwrap() {
        "matches" => Crc::Ok,
        _ => Crc::Absent,
    };
    assert_eq!(end.crc, crc, "{}", fixture.name);
    assert_eq!(end.bytes, fixture.bytes.len() as u64, "{}", fixture.name);
    assert_eq!(end.trailing, 0, "{}", fixture.name);
    transcript
}

fn find<'t>(transcript: &'t Transcript, key: &Value) -> &'t SeenKey {
    let name = oracle_bytes(&key["name"]);
    let db = key["db"].as_u64().unwrap();
    let mut found = transcript.keys.iter().filter(|seen| seen.db == db && seen.name == name);
    let seen = found.next().unwrap_or_else(|| panic!("no key {key}"));
    assert!(found.next().is_none(), "twice: {key}");
    seen
}

fn oracle_keys(oracle: &Value) -> impl Iterator<Item = &Value> {
    let expired = oracle["expired_in_file"].as_array();
    let live = oracle["keys"].as_array().unwrap().iter();
    live.chain(expired.into_iter().flatten())
}

/// How many elements the server's own listing of a value shows.
fn oracle_elements(key: &Value) -> Option<u64> {
    match key["type"].as_str().unwrap() {
        "string" => Some(1),
        "list" | "set" | "zset" | "hash" => Some(key["value"].as_array()?.len() as u64),
        "stream" => key["value"]["length"].as_u64(),
        _ => Some(0),
    }
}

#[test]
fn every_key_has_its_type_and_expiry_and_size() {
    for fixture in fixtures() {
        let transcript = whole(&fixture);
        let header = transcript.header.unwrap();
        let file = &fixture.oracle["file"];
        assert_eq!(u64::from(header.version), file["rdb_version"].as_u64().unwrap());
        assert!(header.to_string().starts_with(file["magic"].as_str().unwrap()));
        let expired_fields = fixture.oracle["expired_fields_in_file"].as_array().map_or(&[][..], Vec::as_slice);
        let mut count = 0;
        for key in oracle_keys(&fixture.oracle) {
            count += 1;
            let seen = find(&transcript, key);
            let what = format!("{}: {key}", fixture.name);
            assert_eq!(seen.kind, key["type"].as_str().unwrap(), "{what}");
            assert_eq!(seen.expires_at_ms, key["pexpiretime_ms"].as_u64(), "{what}");
            assert_eq!(seen.idle_seconds.is_some(), !key["idletime_seconds"].is_null(), "{what}");
            if let Some(frequency) = key["freq"].as_u64() {
                assert_eq!(seen.frequency.map(u64::from), Some(frequency), "{what}");
            }
            let metadata = key["metadata"].as_object().map_or(0, |map| map.len() as u64);
            assert_eq!(seen.module_metadata, metadata, "{what}");
            let has_expired_fields =
                expired_fields.iter().any(|field| field["db"] == key["db"] && field["name"] == key["name"]);
            if let Some(elements) = oracle_elements(key)
                && !has_expired_fields
            {
                assert_eq!(seen.end.unwrap().elements, elements, "{what}");
            }
        }
        assert_eq!(transcript.keys.len(), count, "{}", fixture.name);
    }
}

#[test]
fn chunks_of_any_size_tell_the_same() {
    for fixture in fixtures() {
        let expected = whole(&fixture);
        for chunk in [1, 2, 3, 7, 64, 513, 4096] {
            let (transcript, end) = parse(&fixture.bytes, chunk);
            assert_eq!(end.unwrap().bytes, fixture.bytes.len() as u64);
            assert!(transcript == expected, "{} in chunks of {chunk}", fixture.name);
        }
    }
}

#[test]
fn functions_arrive_whole() {
    let mut libraries = 0;
    for fixture in fixtures() {
        let transcript = whole(&fixture);
        let declared = fixture.oracle["functions"].as_array().map_or(0, Vec::len);
        assert_eq!(transcript.functions.len(), declared, "{}", fixture.name);
        for code in &transcript.functions {
            assert!(code.starts_with(b"#!lua name="), "{}", fixture.name);
            libraries += 1;
        }
    }
    assert!(libraries > 0);
}

fn census(bytes: &[u8]) -> Census {
    let mut taker = CensusTaker::new(NOW_MS);
    let mut parser = Parser::default();
    parser.feed(bytes, &mut taker).unwrap();
    parser.finish().unwrap();
    taker.into_census()
}

#[test]
fn the_census_counts_as_the_server_does() {
    for fixture in fixtures() {
        let census = census(&fixture.bytes);
        let oracle = &fixture.oracle;
        let mut types: BTreeMap<(u64, &str), u64> = BTreeMap::new();
        for key in oracle_keys(oracle) {
            let place = (key["db"].as_u64().unwrap(), key["type"].as_str().unwrap());
            *types.entry(place).or_default() += 1;
        }
        for ((db, kind), keys) in &types {
            let found = census.databases[db].types[*kind];
            assert_eq!(found.keys, *keys, "{} db {db} {kind}", fixture.name);
        }
        let in_types: u64 = census.databases.values().flat_map(|db| db.types.values()).map(|t| t.keys).sum();
        assert_eq!(in_types, census.keys, "{}", fixture.name);
        let with_expiry = oracle_keys(oracle).filter(|key| !key["pexpiretime_ms"].is_null()).count();
        assert_eq!(census.with_expiry, with_expiry as u64, "{}", fixture.name);
        let expired = oracle["expired_in_file"].as_array().map_or(0, Vec::len);
        assert_eq!(census.expired, expired as u64, "{}", fixture.name);
        for (db, keys) in oracle["keys_in_file"].as_object().into_iter().flatten() {
            let db = db.parse().unwrap();
            assert_eq!(census.databases[&db].keys, keys.as_u64().unwrap(), "{}", fixture.name);
            // Version 7 of the format brought announcements and information fields.
            let is_announced = oracle["file"]["rdb_version"].as_u64() >= Some(7);
            let announced = keys.as_u64().filter(|_| is_announced);
            assert_eq!(census.databases[&db].announced_keys, announced, "{}", fixture.name);
        }
        let version = census.server_version();
        assert_eq!(version.is_some(), oracle["file"]["rdb_version"].as_u64() >= Some(7));
        if let Some(version) = version {
            assert!(oracle["server"].as_str().unwrap().contains(&version), "{}: {version}", fixture.name);
        }
        let json = serde_json::to_string(&census).unwrap();
        let back: Census = serde_json::from_str(&json).unwrap();
        assert_eq!(back, census);
    }
}
