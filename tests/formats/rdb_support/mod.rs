//! What the tests of the RDB parser share: the fixtures, their oracles, and a visitor that writes down everything.

#![allow(dead_code)]

pub mod taken_apart;

use std::path::PathBuf;

use redis_ops::formats::rdb::{End, Header, KeyEnd, KeyInfo, ModuleTypeName, Parser, RdbError, Update, Visitor, Want};

/// An RDB file that a real server wrote, and what that server said it held.
pub struct Fixture {
    /// `server/case`, as in `8.0/hfe`.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// The server's own account.
    pub oracle: serde_json::Value,
}

/// All fixtures, in order of name.
pub fn fixtures() -> Vec<Fixture> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rdb");
    let mut found = Vec::new();
    for server in std::fs::read_dir(&root).unwrap() {
        let server = server.unwrap().path();
        if !server.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(&server).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rdb") {
                let oracle = std::fs::read(path.with_extension("json")).unwrap();
                found.push(Fixture {
                    name: path.with_extension("").strip_prefix(&root).unwrap().display().to_string(),
                    bytes: std::fs::read(&path).unwrap(),
                    oracle: serde_json::from_slice(&oracle).unwrap(),
                });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!found.is_empty(), "no fixtures under {}", root.display());
    found
}

/// Files of formats that no server at hand writes, made by `make-unverified`; they have no oracle.
pub fn unverified() -> Vec<Fixture> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rdb-unverified");
    let mut paths: Vec<_> = std::fs::read_dir(root).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let fixture = |path: PathBuf| Fixture {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(&path).unwrap(),
        oracle: serde_json::json!({ "file": { "checksum": "matches" } }),
    };
    paths.into_iter().map(fixture).collect()
}

/// A string of an oracle: text, or `{"base64": …}` where it is not UTF-8.
pub fn oracle_bytes(value: &serde_json::Value) -> Vec<u8> {
    match value.get("base64") {
        Some(text) => decode_base64(text.as_str().unwrap()),
        None => value.as_str().unwrap().as_bytes().to_vec(),
    }
}

fn decode_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut held) = (0u32, 0);
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        let digit = ALPHABET.iter().position(|&c| c == byte).unwrap();
        bits = bits << 6 | u32::try_from(digit).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    out
}

/// A key as the parser reported it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenKey {
    pub db: u64,
    pub name: Vec<u8>,
    pub kind: String,
    pub type_byte: u8,
    pub value_type: redis_ops::formats::rdb::ValueType,
    pub expires_at_ms: Option<u64>,
    pub idle_seconds: Option<u64>,
    pub frequency: Option<u8>,
    pub module_metadata: u64,
    pub offset: u64,
    pub payload: Vec<u8>,
    pub end: Option<KeyEnd>,
}

/// Everything the parser reported.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    pub header: Option<Header>,
    pub events: Vec<String>,
    pub functions: Vec<Vec<u8>>,
    pub keys: Vec<SeenKey>,
    pub update: Vec<u8>,
}

impl Visitor for Transcript {
    fn header(&mut self, header: Header) {
        self.header = Some(header);
    }
    fn aux(&mut self, key: &[u8], value: &[u8]) {
        let (key, value) = (key.escape_ascii(), value.escape_ascii());
        self.events.push(format!("aux {key} {value}"));
    }
    fn select_db(&mut self, db: u64) {
        self.events.push(format!("db {db}"));
    }
    fn resize_db(&mut self, keys: u64, with_expiry: u64) {
        self.events.push(format!("resize {keys} {with_expiry}"));
    }
    fn slot_info(&mut self, slot: u64, keys: u64, with_expiry: u64) {
        self.events.push(format!("slot {slot} {keys} {with_expiry}"));
    }
    fn slot_import(&mut self, job: &[u8]) {
        self.events.push(format!("import {}", job.escape_ascii()));
    }
    fn function(&mut self, code: &[u8], len: u64) {
        assert_eq!(code.len() as u64, len);
        self.functions.push(code.to_vec());
    }
    fn module_aux(&mut self, module: ModuleTypeName) {
        self.events.push(format!("module {module}"));
    }
    fn hash_template(&mut self, id: u64, fields: u64) {
        self.events.push(format!("template {id} of {fields} fields"));
    }
    fn update_bytes(&mut self, chunk: &[u8]) {
        self.update.extend_from_slice(chunk);
    }
    fn update(&mut self, update: &Update<'_>) {
        let bytes = std::mem::take(&mut self.update);
        assert_eq!(bytes.len() as u64, update.bytes);
        let (Update { db, offset, args, .. }, name) = (update, update.name.escape_ascii());
        self.events.push(format!("update {db} at {offset}: {name} of {args}, {}", bytes.escape_ascii()));
    }
    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        assert_eq!(key.name.len() as u64, key.name_len);
        self.keys.push(SeenKey {
            db: key.db,
            name: key.name.to_vec(),
            kind: key.kind.as_str().to_owned(),
            type_byte: key.value_type.byte(),
            value_type: key.value_type,
            expires_at_ms: key.expires_at_ms,
            idle_seconds: key.idle_seconds,
            frequency: key.frequency,
            module_metadata: key.module_metadata,
            offset: key.offset,
            payload: Vec::new(),
            end: None,
        });
        Want::Chunks
    }
    fn payload(&mut self, chunk: &[u8]) {
        let key = self.keys.last_mut().unwrap();
        assert!(key.end.is_none(), "a payload after the key's end");
        key.payload.extend_from_slice(chunk);
    }
    fn key_end(&mut self, end: &KeyEnd) {
        let key = self.keys.last_mut().unwrap();
        // A hash that refers to a template is handed out with its names.
        let is_extended = matches!(key.type_byte, 29 | 31);
        assert!(is_extended || key.payload.len() as u64 == end.serialized_bytes);
        assert_eq!(key.end.replace(*end), None);
    }
}

/// Parses `bytes` fed in chunks of `chunk` bytes.
pub fn parse(bytes: &[u8], chunk: usize) -> (Transcript, Result<End, RdbError>) {
    let mut transcript = Transcript::default();
    let mut parser = Parser::default();
    for piece in bytes.chunks(chunk) {
        if let Err(error) = parser.feed(piece, &mut transcript) {
            assert_eq!(parser.finish(), Err(error.clone()));
            return (transcript, Err(error));
        }
    }
    (transcript, parser.finish())
}
