//! Values taken apart into elements, against the values the servers themselves listed.

use std::collections::{BTreeMap, BTreeSet};

use super::rdb_support::taken_apart::{Group, TakenApart, take_apart};
use super::rdb_support::{SeenKey, fixtures, oracle_bytes, parse};
use redis_ops::formats::rdb::{StreamId, ValueError, ValueType};
use serde_json::Value;

fn parse_id(value: &Value) -> StreamId {
    let (ms, seq) = value.as_str().unwrap().split_once('-').unwrap();
    StreamId { ms: ms.parse().unwrap(), seq: seq.parse().unwrap() }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

fn check_stream(taken: &TakenApart, oracle: &Value, what: &str) {
    let entries: Vec<_> = items(&oracle["entries"])
        .map(|entry| {
            let words: Vec<_> = items(&entry[1]).map(oracle_bytes).collect();
            let fields = words.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone()));
            (parse_id(&entry[0]), fields.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(taken.entries, entries, "{what}");
    let meta = taken.meta.unwrap();
    assert_eq!(meta.length, oracle["length"].as_u64().unwrap(), "{what}");
    assert_eq!(meta.last_id, parse_id(&oracle["last-generated-id"]), "{what}");
    if let Some(added) = oracle["entries-added"].as_u64() {
        assert_eq!(meta.entries_added, Some(added), "{what}");
        assert_eq!(meta.first_id, Some(parse_id(&oracle["recorded-first-entry-id"])), "{what}");
        assert_eq!(meta.max_deleted_id, Some(parse_id(&oracle["max-deleted-entry-id"])), "{what}");
    }
    if let Some(seconds) = oracle["idmp-duration"].as_u64() {
        let requests = oracle["idmp-maxsize"].as_u64().unwrap();
        assert_eq!(taken.producer_limits, Some((seconds, requests)), "{what}");
    }
    assert_eq!(taken.groups.len(), items(&oracle["groups"]).count(), "{what}");
    for (group, oracle) in taken.groups.iter().zip(items(&oracle["groups"])) {
        check_group(group, oracle, what);
    }
}

fn check_group(group: &Group, oracle: &Value, what: &str) {
    assert_eq!(group.name, oracle_bytes(&oracle["name"]), "{what}");
    assert_eq!(group.last_id, parse_id(&oracle["last-delivered-id"]), "{what}");
    if let Some(read) = oracle.get("entries-read") {
        assert_eq!(group.entries_read, read.as_u64(), "{what}");
    }
    let pending: Vec<_> = items(&oracle["pending"])
        .map(|entry| (parse_id(&entry[0]), entry[2].as_u64().unwrap(), entry[3].as_u64().unwrap()))
        .collect();
    assert_eq!(group.pending, pending, "{what}");
    assert_eq!(group.consumers.len(), items(&oracle["consumers"]).count(), "{what}");
    for (consumer, oracle) in group.consumers.iter().zip(items(&oracle["consumers"])) {
        assert_eq!(consumer.name, oracle_bytes(&oracle["name"]), "{what}");
        if let Some(active) = oracle.get("active-time") {
            assert_eq!(consumer.active_at_ms, active.as_u64(), "{what}");
        }
        let owned: Vec<_> = items(&oracle["pending"]).map(|entry| parse_id(&entry[0])).collect();
        assert_eq!(consumer.owned, owned, "{what}");
    }
}

fn check(taken: &TakenApart, key: &Value, expired_fields: &[&Value], what: &str) {
    let value = &key["value"];
    match key["type"].as_str().unwrap() {
        "string" => assert_eq!(taken.string, oracle_bytes(value), "{what}"),
        "list" => {
            let expected: Vec<_> = items(value).map(oracle_bytes).collect();
            assert_eq!(taken.list, expected, "{what}");
        }
        "set" => {
            let expected: BTreeSet<_> = items(value).map(oracle_bytes).collect();
            assert_eq!(taken.set, expected, "{what}");
        }
        "zset" => {
            let expected: BTreeMap<_, f64> = items(value)
                .map(|pair| {
                    let score = pair["score"].as_str().unwrap().parse().unwrap();
                    (oracle_bytes(&pair["member"]), score)
                })
                .collect();
            assert_eq!(taken.zset, expected, "{what}");
        }
        "hash" => {
            let expected: BTreeMap<_, _> = items(value)
                .chain(expired_fields.iter().copied())
                .map(|pair| {
                    let value = oracle_bytes(&pair["value"]);
                    (oracle_bytes(&pair["field"]), (value, pair["pexpiretime_ms"].as_u64()))
                })
                .collect();
            assert_eq!(taken.hash, expected, "{what}");
        }
        "stream" => check_stream(taken, value, what),
        _ => {}
    }
}

fn is_module(seen: &SeenKey) -> bool {
    seen.value_type == ValueType::Module2
}

#[test]
fn every_value_is_what_the_server_listed() {
    let mut types_seen = BTreeSet::new();
    for fixture in fixtures() {
        let (transcript, _) = parse(&fixture.bytes, usize::MAX);
        let oracle = &fixture.oracle;
        let expired_fields: Vec<_> = oracle["expired_fields_in_file"].as_array().into_iter().flatten().collect();
        let live = items(&oracle["keys"]);
        for key in live.chain(oracle["expired_in_file"].as_array().into_iter().flatten()) {
            let name = oracle_bytes(&key["name"]);
            let mut keys = transcript.keys.iter();
            let seen = keys.find(|seen| seen.name == name && Some(seen.db) == key["db"].as_u64());
            let seen = seen.unwrap();
            if is_module(seen) {
                continue;
            }
            let taken = take_apart(seen.value_type, &seen.payload, usize::MAX).unwrap();
            let expired: Vec<&Value> = expired_fields
                .iter()
                .copied()
                .filter(|field| oracle_bytes(&field["name"]) == name && field["db"] == key["db"])
                .collect();
            check(&taken, key, &expired, &format!("{}: {key}", fixture.name));
            for chunk in [1, 5, 1000] {
                let again = take_apart(seen.value_type, &seen.payload, chunk).unwrap();
                assert_eq!(again.string, taken.string);
                assert!(TakenApart { count: 0, ..again } == TakenApart { count: 0, ..taken.clone() });
            }
            types_seen.insert(format!("{:?}", seen.value_type));
        }
        if let Some(requests) = oracle["requests_in_file"].as_array() {
            let remembered: usize = transcript
                .keys
                .iter()
                .map(|seen| take_apart(seen.value_type, &seen.payload, 100).unwrap().remembered_requests)
                .sum();
            assert_eq!(remembered, requests.len(), "{}", fixture.name);
        }
    }
    let missing: Vec<_> = [
        "String",
        "Set",
        "Zset2",
        "Hash",
        "SetIntset",
        "ZsetZiplist",
        "HashZiplist",
        "ListQuicklist",
        "Stream(1)",
        "HashListpack",
        "ZsetListpack",
        "ListQuicklist2",
        "Stream(2)",
        "SetListpack",
        "Stream(3)",
        "HashMetadata",
        "HashListpackEx",
        "ValkeyHash2",
        "Stream(4)",
    ]
    .into_iter()
    .filter(|kind| !types_seen.contains(*kind))
    .collect();
    assert!(missing.is_empty(), "no fixture has {missing:?}");
}

#[test]
fn a_payload_cut_or_continued_is_refused() {
    for fixture in fixtures() {
        let (transcript, _) = parse(&fixture.bytes, usize::MAX);
        for seen in transcript.keys.iter().filter(|seen| !is_module(seen)) {
            let payload = &seen.payload;
            let step = payload.len() / 50 + 1;
            for cut in (0..payload.len()).step_by(step) {
                let result = take_apart(seen.value_type, &payload[..cut], usize::MAX);
                let bytes = cut as u64;
                assert_eq!(result, Err(ValueError::Incomplete { bytes }), "{}", fixture.name);
            }
            let longer = [payload.as_slice(), b"x"].concat();
            let result = take_apart(seen.value_type, &longer, 3);
            let offset = payload.len() as u64;
            assert_eq!(result, Err(ValueError::Trailing { offset }), "{}", fixture.name);
        }
    }
}
