use super::super::CommandPattern;
use super::super::survey::{FileRule, Surveyor};
use super::*;
use crate::formats::resp::encode_command;

fn bytes(lines: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        if line.starts_with(['#', '!']) {
            bytes.extend_from_slice(line.trim_start_matches('!').as_bytes());
            bytes.extend_from_slice(b"\r\n");
        } else {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            encode_command(&mut bytes, &words);
        }
    }
    bytes
}

/// The history of increments of these lines; `!` before a line is damage.
fn history(rule: &CutRule, files: &[&[&str]], to_damage: bool) -> Result<History> {
    let surveyed = files.iter().enumerate().map(|(index, lines)| {
        let name = format!("{}.aof", index + 1);
        let mut surveyor = Surveyor::new(&name, rule.for_file(index, &name, files.len()), 0);
        surveyor.take(&bytes(lines));
        Surveyed { role: Role::Increment, may_be_truncated: index + 1 == files.len(), survey: surveyor.finish() }
    });
    History::of(rule.clone(), surveyed.collect(), Wish { to_damage, then_rest: false })
}

#[test]
fn the_rest_is_all_but_the_command_itself() {
    let lines: [&[&str]; 2] =
        [&["SET a 1", "FLUSHALL", "SET b 1"], &["MULTI", "SET c 1", "FLUSHALL", "SET d 1", "EXEC"]];
    let rule = flushall();
    let surveyed = lines.iter().enumerate().map(|(index, lines)| {
        let name = format!("{}.aof", index + 1);
        let mut surveyor = Surveyor::new(&name, rule.for_file(index, &name, 2), 0);
        surveyor.take(&bytes(lines));
        Surveyed { role: Role::Increment, may_be_truncated: index == 1, survey: surveyor.finish() }
    });
    let found =
        History::of(rule.clone(), surveyed.collect(), Wish { then_rest: true, to_damage: false }).expect("a cut");
    let offset = bytes(&lines[1][..2]).len() as u64;
    assert_eq!((found.part(0), found.part(1)), (Some((u64::MAX, None)), Some((found.end.offset, Some(offset)))));
    assert_eq!(found.end, Position { file: 1, offset: bytes(lines[1]).len() as u64 });
    assert_eq!((found.replayed.commands, found.left.commands, found.replayed.wipes), (5, 0, 1));
}

fn flushall() -> CutRule {
    CutRule::BeforeCommand { command: CommandPattern::parse("FLUSHALL").expect("a pattern") }
}

fn until(unix_seconds: u64) -> CutRule {
    CutRule::Until { unix_seconds }
}

#[test]
fn of_several_files_the_last_flushall_counts_and_the_first_later_second() {
    let files: [&[&str]; 3] = [
        &["#TS:1", "SET a 1", "FLUSHALL", "SET b 1"],
        &["SET c 1", "FLUSHALL", "#TS:2", "SET d 1"],
        &["#TS:3", "SET e 1", "SET f 1"],
    ];
    let found = history(&flushall(), &files, false).expect("a cut");
    assert_eq!(found.end, Position { file: 1, offset: bytes(&files[1][..1]).len() as u64 });
    assert_eq!((found.replayed.commands, found.left.commands, found.matches), (4, 4, 2));
    let cut = found.cut.expect("a cut");
    assert_eq!((cut.file.as_str(), cut.earlier.len()), ("2.aof", 1));
    let commands: Vec<(u64, u64)> = found.files.iter().map(|file| (file.commands, file.commands_left)).collect();
    assert_eq!(commands, [(3, 0), (1, 2), (0, 2)]);

    let found = history(&until(1), &files, false).expect("a cut");
    assert_eq!((found.end.file, found.replayed.commands, found.left.commands), (1, 5, 3));
    let found = history(&until(5), &files, false).expect("all of it");
    assert!(
        found.cut.is_none() && found.remarks[0].contains("the last annotation is 1970-01-01T00:00:03Z"),
        "{found:?}"
    );
    assert_eq!((found.end.file, found.left.commands), (2, 0));
}

#[test]
fn a_time_that_nothing_tells_is_refused_with_what_else_there_is() {
    let error = history(&until(5), &[&["SET a 1"]], false).expect_err("no annotations");
    assert_eq!(error.kind(), Kind::Refused);
    assert!(error.chain().contains("no annotations") && error.hints().concat().contains("aof-timestamp-enabled yes"));
    let error = history(&until(5), &[&["SET a 1", "#TS:9", "SET b 1"]], false).expect_err("too early");
    assert!(error.chain().contains("1 commands stand before the first annotation"), "{}", error.chain());
    assert!(!error.hints().concat().contains("aof-timestamp-enabled"), "it has annotations: {:?}", error.hints());
    // Where nothing stands before it, there was nothing but the snapshot.
    let found = history(&until(5), &[&["#TS:9", "SET b 1"]], false).expect("nothing");
    assert_eq!(found.replayed.commands, 0);
    // A later file begins in the second in which the one before ended.
    assert_eq!(history(&until(9), &[&["#TS:9", "SET a 1"], &["SET b 1"]], false).expect("all").replayed.commands, 2);
}

#[test]
fn damage_matters_before_the_end_alone() {
    let damaged: [&[&str]; 2] = [&["SET a 1", "FLUSHALL", "!nonsense"], &["SET b 1"]];
    let found = history(&flushall(), &damaged, false).expect("the cut stands before it");
    assert!(found.remarks[0].contains("not needed"), "{:?}", found.remarks);
    let error = history(&CutRule::End, &damaged, false).expect_err("damage");
    assert_eq!(error.kind(), Kind::Verification);
    assert!(error.chain().contains("1.aof") && error.chain().contains("good up to"), "{}", error.chain());
    let found = history(&CutRule::End, &damaged, true).expect("up to the damage");
    assert_eq!((found.end.file, found.replayed.commands, found.left.commands), (0, 2, 1));
    // A first file that is torn has lost what stood before the second.
    let mut torn = bytes(&["SET a 1"]);
    torn.truncate(torn.len() - 3);
    let text = String::from_utf8(torn).expect("text");
    let torn: [&[&str]; 2] = [&[&format!("!{text}")], &["SET b 1"]];
    assert!(history(&CutRule::End, &torn, false).is_err());
}

#[test]
fn a_command_that_is_not_there_and_places_that_are_not_are_refused() {
    let files: [&[&str]; 1] = [&["SET a 1"]];
    let error = history(&flushall(), &files, false).expect_err("none");
    assert!(error.chain().contains("there is no FLUSHALL") && error.hints()[0].contains("backup-list"));
    let offset = |file: Option<&str>, offset| CutRule::Offset { file: file.map(str::to_owned), offset };
    assert!(history(&offset(Some("x"), 1), &files, false).expect_err("no file").chain().contains("1.aof"));
    assert!(history(&offset(None, 10_000), &files, false).is_err());
    let found = history(&offset(None, 3), &files, false).expect("nothing of it");
    assert!(found.remarks[0].contains("left out whole") && found.replayed.commands == 0, "{:?}", found.remarks);
    assert_eq!(FileRule::All, CutRule::End.for_file(0, "a", 1));
}
