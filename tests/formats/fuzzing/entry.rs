//! What the fuzzer's targets call with any bytes, and `cargo test` with mangled fixtures: nothing panics, nothing is
//! held that has not arrived, and the size of the chunks never changes the outcome.

use super::digest::Digest;
use redis_ops::domain::backup::manifest;
use redis_ops::formats::aof::{
    AofCensus, AofOptions, AofParser, AofSet, AofVisitor, Event, FolderFile, Manifest, ManifestFault, Tail,
};
use redis_ops::formats::rdb::{
    CensusTaker, End, Header, KeyEnd, KeyInfo, ModuleTypeName, Options, Parser, RdbError, Update, Visitor, Want,
};
use redis_ops::formats::resp::{CommandReader, Reply, ReplyLimits, ReplyReader, Token, encode_command};
use std::ops::ControlFlow;

/// A target: its name in `fuzz/targets`, and what it calls.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 6] = [
    ("rdb", rdb),
    ("rdb_values", super::values::rdb_values),
    ("aof", aof),
    ("aof_manifest", aof_manifest),
    ("resp", resp),
    ("manifest", manifest),
];

/// Sizes of chunks: all at once, some, and byte by byte where that does not take long.
pub fn chunk_sizes(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let smallest = if bytes.len() <= 600 { 1 } else { 19 };
    [usize::MAX, 100, smallest].into_iter()
}

/// Writes down all that is reported.
#[derive(Default)]
struct Witness {
    digest: Digest,
    keys: u64,
    payload_bytes: u64,
    update_bytes: u64,
    has_template: bool,
}

impl Visitor for Witness {
    fn header(&mut self, header: Header) {
        self.digest.debug(&header);
    }
    fn aux(&mut self, key: &[u8], value: &[u8]) {
        self.digest.bytes(key);
        self.digest.bytes(value);
    }
    fn select_db(&mut self, db: u64) {
        self.digest.number(db);
    }
    fn resize_db(&mut self, keys: u64, with_expiry: u64) {
        self.digest.number(keys ^ with_expiry.rotate_left(32));
    }
    fn slot_info(&mut self, slot: u64, keys: u64, with_expiry: u64) {
        self.digest.debug(&(slot, keys, with_expiry));
    }
    fn slot_import(&mut self, job: &[u8]) {
        self.digest.bytes(job);
    }
    fn function(&mut self, code: &[u8], len: u64) {
        assert!(code.len() as u64 <= len);
        self.digest.bytes(code);
    }
    fn module_aux(&mut self, module: ModuleTypeName) {
        self.digest.debug(&module);
    }
    fn hash_template(&mut self, id: u64, fields: u64) {
        assert!(fields > 0);
        self.digest.number(id ^ fields.rotate_left(32));
    }
    fn update_bytes(&mut self, chunk: &[u8]) {
        self.update_bytes += chunk.len() as u64;
        self.digest.part(chunk);
    }
    fn update(&mut self, update: &Update<'_>) {
        assert_eq!(std::mem::take(&mut self.update_bytes), update.bytes);
        assert!(update.args > 0);
        self.digest.debug(update);
    }
    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.keys += 1;
        self.payload_bytes = 0;
        self.has_template = key.value_type.encoding().starts_with("template");
        self.digest.debug(key);
        if key.name_len.is_multiple_of(2) { Want::Chunks } else { Want::Nothing }
    }
    fn payload(&mut self, chunk: &[u8]) {
        self.payload_bytes += chunk.len() as u64;
        self.digest.part(chunk);
    }
    fn key_end(&mut self, end: &KeyEnd) {
        let is_as_in_file = self.payload_bytes == 0 || self.payload_bytes == end.serialized_bytes;
        assert!(is_as_in_file || self.has_template);
        self.digest.debug(end);
    }
}

/// Bytes as an RDB file, with roomy limits and with tight ones.
pub fn rdb(bytes: &[u8]) {
    let tight = Options { max_key_bytes: 8, max_container_bytes: 40, max_template_bytes: 200, max_function_bytes: 16 };
    for options in [Options::default(), tight] {
        // Held may be what has arrived, and what one compressed string of it expands to.
        let most = 300 * bytes.len() + 4096;
        let mut first: Option<(Result<End, RdbError>, u64, Digest)> = None;
        for chunk in chunk_sizes(bytes) {
            let (mut parser, mut witness) = (Parser::new(options), Witness::default());
            let fed = bytes.chunks(chunk).try_for_each(|piece| {
                let fed = parser.feed(piece, &mut witness);
                assert!(parser.held_bytes() <= most, "{} bytes held of {}", parser.held_bytes(), bytes.len());
                fed
            });
            let result = fed.and_then(|()| parser.finish());
            if let Ok(end) = &result {
                assert_eq!(end.bytes + end.trailing, bytes.len() as u64);
            }
            let (known, keys, digest) = first.get_or_insert_with(|| (result.clone(), witness.keys, witness.digest));
            assert_eq!((&*known, *keys), (&result, witness.keys), "chunks of {chunk}");
            // In a value that is damaged the chunks that came before may be more or fewer.
            assert!(result.is_err() || *digest == witness.digest, "chunks of {chunk}");
        }
    }
    let mut census = CensusTaker::new(1_700_000_000_000);
    let mut parser = Parser::default();
    if parser.feed(bytes, &mut census).is_ok() && parser.finish().is_ok() {
        let census = serde_json::to_value(census.into_census()).expect("a census is JSON");
        assert!(census.is_object());
    }
}

struct AofWitness {
    rdb: Witness,
    census: AofCensus,
    events_left: u64,
}

impl Visitor for AofWitness {
    fn header(&mut self, header: Header) {
        self.rdb.header(header);
    }
    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.rdb.key(key)
    }
    fn payload(&mut self, chunk: &[u8]) {
        self.rdb.payload(chunk);
    }
    fn key_end(&mut self, end: &KeyEnd) {
        self.rdb.key_end(end);
    }
}

impl AofVisitor for AofWitness {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.census.record(&event);
        match event {
            Event::LargeBytes(bytes) => {
                self.rdb.digest.part(bytes);
                return ControlFlow::Continue(());
            }
            other => self.rdb.digest.debug(&other),
        }
        self.events_left -= 1;
        if self.events_left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Bytes as a file of an append-only log, to its end and to the third event.
pub fn aof(bytes: &[u8]) {
    let tight = AofOptions { max_command_bytes: 24, max_arg_bytes: 1 << 20 };
    for (options, events) in [(AofOptions::default(), u64::MAX), (tight, u64::MAX), (tight, 3)] {
        let mut first = None;
        for chunk in chunk_sizes(bytes) {
            let mut witness = AofWitness { rdb: Witness::default(), census: AofCensus::default(), events_left: events };
            let mut parser = AofParser::new(options);
            let fed = bytes.chunks(chunk).try_for_each(|piece| parser.push(piece, &mut witness).map(drop));
            let result = fed.and_then(|()| parser.finish());
            match &result {
                Ok(ending) => {
                    assert!(ending.last_good_offset <= ending.bytes && ending.bytes <= bytes.len() as u64);
                    assert_eq!(ending.tail == Tail::Stopped, witness.events_left == 0);
                }
                Err(error) => {
                    assert!(error.last_good_offset <= error.offset && error.offset <= bytes.len() as u64)
                }
            }
            let digest = result.is_ok().then_some(witness.rdb.digest);
            let seen = (result, digest, format!("{:?}", witness.census));
            let known = first.get_or_insert_with(|| seen.clone());
            assert_eq!(*known, seen, "chunks of {chunk}");
        }
    }
}

/// Bytes as the manifest of an append-only folder.
pub fn aof_manifest(bytes: &[u8]) {
    let Ok(manifest) = Manifest::parse(bytes) else { return };
    let written = match manifest.to_bytes() {
        Ok(written) => written,
        Err(error) => return assert_eq!(error.fault, ManifestFault::LineTooLong),
    };
    // A file of comments alone lists nothing; without even those no server takes it.
    if written.is_empty() {
        return;
    }
    let again = Manifest::parse(&written).expect("what is written is read");
    assert_eq!(manifest, again);
    let listed = manifest.base.iter().chain(&manifest.increments);
    let folder: Vec<_> = listed.map(|file| FolderFile { name: file.name.clone(), bytes: u64::MAX / 2 }).collect();
    if let Ok(set) = AofSet::from_manifest(&manifest, &folder) {
        assert_eq!(set.steps.len(), folder.len());
        assert!(set.others.is_empty() && set.total_bytes() > 0);
    }
}

/// Bytes as what a client sends and as what a server answers.
pub fn resp(bytes: &[u8]) {
    let mut first = None;
    for chunk in chunk_sizes(bytes) {
        let seen = (commands(bytes, chunk), replies(bytes, chunk));
        assert_eq!(*first.get_or_insert_with(|| seen.clone()), seen, "chunks of {chunk}");
    }
    let (commands, _, _) = commands(bytes, usize::MAX);
    let mut encoded = Vec::new();
    commands.iter().for_each(|command| encode_command(&mut encoded, command));
    assert_eq!(self::commands(&encoded, usize::MAX).0, commands);
}

type Commands = (Vec<Vec<Vec<u8>>>, u64, Option<String>);

fn commands(bytes: &[u8], chunk: usize) -> Commands {
    let (mut done, mut args): (Vec<_>, Vec<Vec<u8>>) = (Vec::new(), Vec::new());
    let mut reader = CommandReader::new(0, 1 << 20);
    for mut piece in bytes.chunks(chunk) {
        loop {
            match reader.next(&mut piece) {
                Ok(None) => break,
                Ok(Some(Token::Command { args: declared })) => assert!(declared > 0),
                Ok(Some(Token::Arg { .. })) => args.push(Vec::new()),
                Ok(Some(Token::Data(data))) => args.last_mut().expect("an argument").extend_from_slice(data),
                Ok(Some(Token::ArgEnd { last: true })) => done.push(std::mem::take(&mut args)),
                Ok(Some(Token::ArgEnd { last: false })) => {}
                Err(error) => return (done, reader.offset(), Some(error.to_string())),
            }
        }
    }
    (done, reader.offset(), None)
}

fn replies(bytes: &[u8], chunk: usize) -> (Vec<Reply>, u64, Option<String>) {
    let mut reader = ReplyReader::new(ReplyLimits { max_depth: 8, max_bytes: 1 << 16 });
    let mut done = Vec::new();
    for mut piece in bytes.chunks(chunk) {
        loop {
            match reader.next(&mut piece) {
                Ok(None) => break,
                Ok(Some(reply)) => done.push(reply),
                Err(error) => return (done, reader.offset(), Some(error.to_string())),
            }
        }
    }
    (done, reader.offset(), None)
}

/// Bytes as the manifest of a backup set.
pub fn manifest(bytes: &[u8]) {
    let Ok(manifest) = manifest::Manifest::parse(bytes) else { return };
    for artefact in manifest.artefacts() {
        assert!(!artefact.name.contains('/'));
    }
    let written = serde_json::to_vec(&manifest).expect("a manifest is JSON");
    let again = manifest::Manifest::parse(&written).expect("what is written is read");
    assert_eq!(again.artefacts().count(), manifest.artefacts().count());
}
