//! AOF files that real servers wrote (`fixtures/make-aof`): read whole, cut at every byte, and
//! with every byte changed.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use redis_ops::formats::aof::{
    AofCensus, AofError, AofFault, AofOptions, AofParser, AofSet, AofVisitor, Ending, Event, FolderFile, Inside,
    Manifest, Role, Tail,
};
use redis_ops::formats::rdb;

#[derive(Default)]
struct Count {
    census: AofCensus,
    rdb_keys: u64,
    texts: Vec<String>,
}

impl rdb::Visitor for Count {
    fn key(&mut self, _key: &rdb::KeyInfo<'_>) -> rdb::Want {
        self.rdb_keys += 1;
        rdb::Want::Nothing
    }
}

impl AofVisitor for Count {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.census.record(&event);
        if let Event::Command(command) = event {
            self.texts.push(format!("{} {:?}", command.db, command.args));
        }
        ControlFlow::Continue(())
    }
}

fn read(bytes: &[u8], step: usize) -> (Result<Ending, AofError>, Count) {
    let mut count = Count::default();
    let mut parser = AofParser::new(AofOptions::default());
    for piece in bytes.chunks(step) {
        if let Err(error) = parser.push(piece, &mut count) {
            return (Err(error), count);
        }
    }
    (parser.finish(), count)
}

/// Every case: a folder with the files of one AOF.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/aof");
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<_> = folders(&root).iter().flat_map(|server| folders(server)).collect();
    cases.sort();
    assert!(cases.len() >= 20, "fixtures are missing: {}", cases.len());
    cases
}

fn case(name: &str) -> PathBuf {
    let found = cases().into_iter().find(|path| path.ends_with(name));
    found.unwrap_or_else(|| panic!("no fixture {name}"))
}

/// The set of a case, from its manifest if it has one.
fn open(case: &Path) -> AofSet {
    let mut folder: Vec<FolderFile> = std::fs::read_dir(case)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap().into_bytes();
            FolderFile { name, bytes: entry.metadata().unwrap().len() }
        })
        .collect();
    folder.sort_by(|a, b| a.name.cmp(&b.name));
    match folder.iter().find(|file| file.name.ends_with(b".manifest")) {
        Some(file) => {
            let text = load(case, &file.name);
            let manifest = Manifest::parse(&text).unwrap();
            assert_eq!(manifest.to_bytes().unwrap(), text, "a manifest is written as the server wrote it");
            AofSet::from_manifest(&manifest, &folder).unwrap()
        }
        None => AofSet::legacy(folder.remove(0)),
    }
}

fn load(case: &Path, name: &[u8]) -> Vec<u8> {
    std::fs::read(case.join(std::str::from_utf8(name).unwrap())).unwrap()
}

/// Every data file of every case.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for case in cases() {
        for step in open(&case).steps {
            let name = String::from_utf8(step.name.clone()).unwrap();
            files.push((format!("{}/{name}", case.display()), load(&case, &step.name)));
        }
    }
    files
}

fn base_end(bytes: &[u8]) -> Option<usize> {
    struct End(Option<u64>);
    impl rdb::Visitor for End {}
    impl AofVisitor for End {
        fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
            if let Event::BaseEnd { offset } = event {
                self.0 = Some(offset);
            }
            ControlFlow::Continue(())
        }
    }
    let mut end = End(None);
    let mut parser = AofParser::new(AofOptions::default());
    let _ = parser.push(bytes, &mut end).unwrap();
    end.0.map(|offset| usize::try_from(offset).unwrap())
}

#[test]
fn every_set_is_whole_but_for_the_torn_ones() {
    for case in cases() {
        let set = open(&case);
        let torn = case.to_string_lossy().contains("torn");
        for (index, step) in set.steps.iter().enumerate() {
            let last = index + 1 == set.steps.len();
            assert_eq!(step.may_be_truncated, last);
            let (ending, _) = read(&load(&case, &step.name), 64);
            let ending = ending.unwrap_or_else(|error| panic!("{}: {error}", case.display()));
            assert_eq!(ending.bytes, step.bytes);
            assert_eq!(ending.tail == Tail::Complete, !(torn && last), "{}", case.display());
        }
    }
}

#[test]
fn servers_agree_on_what_was_written() {
    // INCR, SET and RPUSH and (in database 5) SET in a transaction, a script of two SET, DEL.
    let expected = [
        "0 [INCR, number]",
        "0 [SET, in, transaction]",
        "0 [RPUSH, list, c]",
        "5 [SET, five, 5]",
        "0 [SET, e1, 1]",
        "0 [SET, e2, 2]",
        "0 [DEL, string]",
    ];
    let multi_part: Vec<_> = cases().into_iter().filter(|case| case.ends_with("rdb-base")).collect();
    assert_eq!(multi_part.len(), 5);
    for case in multi_part {
        let set = open(&case);
        let roles: Vec<_> = set.steps.iter().map(|step| step.role).collect();
        assert_eq!(roles, [Role::Base, Role::Increment]);
        let (_, base) = read(&load(&case, &set.steps[0].name), 1);
        assert!(base.census.has_rdb_base);
        assert_eq!((base.rdb_keys, base.census.commands), (9, 0), "{}", case.display());
        let (_, increment) = read(&load(&case, &set.steps[1].name), 7);
        assert_eq!(increment.texts, expected, "{}", case.display());
        assert_eq!(increment.census.transactions, 2);
        assert_eq!(increment.census.commands_by_db, [(0, 6), (5, 1)].into());
        assert!(!increment.census.has_rdb_base);
    }

    let preamble = case("redis-6.2/legacy-preamble");
    let (_, count) = read(&load(&preamble, b"appendonly.aof"), 5);
    assert!(count.census.has_rdb_base);
    assert_eq!(count.rdb_keys, 9);
    assert_eq!(count.texts, expected);

    let (_, legacy) = read(&load(&case("redis-6.2/legacy"), b"appendonly.aof"), 5);
    assert_eq!(legacy.texts[9..], expected);
    assert_eq!(legacy.texts[8], r"3 [SET, third, \x00\r\n$binary\xff]");
    assert_eq!(legacy.census.commands_by_name["SET"], 8);
}

#[test]
fn a_base_of_commands_has_its_timestamps() {
    for case in cases().into_iter().filter(|case| case.ends_with("aof-base")) {
        let set = open(&case);
        let (_, base) = read(&load(&case, &set.steps[0].name), 9);
        assert_eq!(base.rdb_keys, 0);
        // One command per key, one for the expiry, two more that rebuild the stream.
        assert_eq!(base.census.commands_by_db, [(0, 10), (3, 1)].into(), "{:?}", base.texts);
        assert!(base.census.first_timestamp > Some(1_600_000_000));
        let (_, increment) = read(&load(&case, &set.steps[1].name), 9);
        assert_eq!(increment.census.commands_by_name["APPEND"], 1);
        let (first, last) = (increment.census.first_timestamp, increment.census.last_timestamp);
        assert!(base.census.last_timestamp <= first && first < last, "{}", case.display());
    }
}

#[test]
fn increments_are_read_in_order() {
    let case = case("redis-7.0/two-increments");
    let texts: Vec<_> = open(&case).steps.iter().flat_map(|step| read(&load(&case, &step.name), 64).1.texts).collect();
    assert_eq!(texts[0], "0 [SET, string, value]");
    assert_eq!(texts[9], "0 [INCR, number]");
    assert_eq!(texts.len(), 16);
}

#[test]
fn torn_files_say_what_is_lost() {
    let last = |name: &str| {
        let case = case(name);
        let step = open(&case).steps.pop().unwrap();
        read(&load(&case, &step.name), 64).0.unwrap()
    };
    let command = last("redis-7.0/torn-command");
    // `*3 $6 APPEND $5 third $4 more` is 37 bytes as RESP, and 7 of them are gone.
    let tail = Tail::Truncated { lost_bytes: 30, inside: Inside::Command };
    assert_eq!(command.tail, tail);
    let transaction = last("redis-7.0/torn-transaction");
    let inside = Inside::Transaction;
    assert!(matches!(transaction.tail, Tail::Truncated { inside: i, .. } if i == inside));
    assert!(transaction.last_good_offset < transaction.bytes);
}

#[test]
fn every_file_cut_at_every_byte() {
    for (name, bytes) in files() {
        let base = base_end(&bytes).unwrap_or(0);
        let mut last_good = 0;
        let mut commands = 0;
        for cut in 0..bytes.len() {
            let (ending, count) = read(&bytes[..cut], 61);
            if (1..base).contains(&cut) {
                let error = ending.unwrap_err();
                assert_eq!(error.fault, AofFault::BaseTruncated, "{name} cut at {cut}");
                assert_eq!(error.offset, cut as u64);
                continue;
            }
            let ending = ending.unwrap_or_else(|error| panic!("{name} cut at {cut}: {error}"));
            assert_eq!(ending.bytes, cut as u64);
            assert!((last_good..=ending.bytes).contains(&ending.last_good_offset));
            assert!(count.census.commands >= commands);
            (last_good, commands) = (ending.last_good_offset, count.census.commands);
            match ending.tail {
                Tail::Complete => assert_eq!(ending.last_good_offset, ending.bytes),
                Tail::Truncated { lost_bytes, .. } => {
                    assert!(lost_bytes > 0);
                    assert_eq!(ending.last_good_offset + lost_bytes, ending.bytes);
                }
                Tail::Stopped => panic!("{name} cut at {cut}: nothing stopped the reading"),
            }
        }
    }
}

#[test]
fn every_file_with_every_byte_changed() {
    for (name, bytes) in files() {
        let base = base_end(&bytes).unwrap_or(0);
        for at in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                let (whole, _) = read(&damaged, damaged.len());
                let (pieces, _) = read(&damaged, 13);
                assert_eq!(whole, pieces, "{name} changed at {at}");
                if at < base {
                    assert!(whole.is_err(), "{name} changed at {at} by {change} in its RDB");
                }
                if let Err(error) = whole {
                    assert!(error.last_good_offset <= error.offset);
                    assert!(error.offset <= damaged.len() as u64);
                }
            }
        }
    }
}

/// `redis-check-aof` is the judge: what it calls good must be good here, to the byte.
#[test]
#[ignore = "takes a minute, and needs redis-check-aof of Redis 7.0 or later on the PATH"]
fn redis_check_aof_agrees_on_every_cut() {
    let folder = std::env::temp_dir().join(format!("redis-ops-aof-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("cut.aof");
    let mut judged = 0;
    for (name, bytes) in files().into_iter().filter(|(_, bytes)| base_end(bytes).is_none()) {
        if name.contains("torn") || !(name.contains("redis-7.0") || name.contains("legacy")) {
            continue;
        }
        for cut in 1..=bytes.len() {
            std::fs::write(&path, &bytes[..cut]).unwrap();
            let output = std::process::Command::new("redis-check-aof").arg(&path).output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let Some((_, rest)) = text.split_once("ok_up_to=") else { panic!("{text}") };
            let good: u64 = rest.split(',').next().unwrap().parse().unwrap();
            let ours = read(&bytes[..cut], 64).0.unwrap();
            // It takes half an annotation for a whole one, though the next command would then be
            // appended to that line and lost.
            let inside = Inside::Annotation;
            if matches!(ours.tail, Tail::Truncated { inside: i, .. } if i == inside) {
                assert_eq!(good, cut as u64, "{name} cut at {cut}: {text}");
            } else {
                assert_eq!(ours.last_good_offset, good, "{name} cut at {cut}: {text}");
            }
            judged += 1;
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(judged > 1000, "{judged}");
}
