use super::*;
use crate::formats::aof::Tail;
use crate::formats::resp::encode_command;

/// A command's arguments, as the reader of a file gives them.
pub(in crate::domain::restore::point_in_time) fn with_args<T>(words: &[&[u8]], f: impl FnOnce(&Args<'_>) -> T) -> T {
    struct Taking<F, T>(Option<F>, Option<T>);
    impl<F, T> rdb::Visitor for Taking<F, T> {}
    impl<F: FnOnce(&Args<'_>) -> T, T> AofVisitor for Taking<F, T> {
        fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
            if let (Event::Command(command), Some(f)) = (event, self.0.take()) {
                self.1 = Some(f(&command.args));
            }
            ControlFlow::Continue(())
        }
    }
    let mut bytes = Vec::new();
    encode_command(&mut bytes, words);
    let mut taking = Taking(Some(f), None);
    let mut parser = AofParser::new(AofOptions::default());
    let _ = parser.push(&bytes, &mut taking).expect("a command");
    taking.1.expect("a command that is neither MULTI, EXEC nor SELECT")
}

/// A file of these lines; `#TS:…` is an annotation. With it, where each line starts.
fn file(lines: &[&str]) -> (Vec<u8>, Vec<u64>) {
    let (mut bytes, mut starts) = (Vec::new(), Vec::new());
    for line in lines {
        starts.push(bytes.len() as u64);
        if line.starts_with('#') {
            bytes.extend_from_slice(format!("{line}\r\n").as_bytes());
        } else {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            encode_command(&mut bytes, &words);
        }
    }
    starts.push(bytes.len() as u64);
    (bytes, starts)
}

fn survey(bytes: &[u8], rule: FileRule) -> FileSurvey {
    let mut surveyor = Surveyor::new("a.incr.aof", rule, 0);
    for piece in bytes.chunks(7) {
        surveyor.take(piece);
    }
    surveyor.finish()
}

fn before(text: &str) -> FileRule {
    FileRule::Before(CommandPattern::parse(text).expect("a pattern"))
}

fn commands(sightings: &[Sighting]) -> Vec<&str> {
    sightings.iter().map(|sighting| sighting.command.as_str()).collect()
}

#[test]
fn the_last_flushall_with_what_stands_around_it() {
    let lines = [
        "SELECT 0",
        "SET a 1",
        "flushall",
        "SET b 1",
        "SET c 1",
        "SET d 1",
        "SET e 1",
        "FLUSHALL ASYNC",
        "SET f secret",
    ];
    let (bytes, starts) = file(&lines);
    let found = survey(&bytes, before("FLUSHALL"));
    let cut = found.cut.expect("a cut");
    assert_eq!((cut.offset, found.matches), (starts[7], 2));
    assert_eq!(commands(&cut.before), ["SET c …", "SET d …", "SET e …"]);
    assert_eq!(cut.at.map(|at| (at.command, at.offset)), Some(("FLUSHALL ASYNC".to_owned(), starts[7])));
    assert_eq!(commands(&cut.after), ["SET f …"]);
    assert_eq!(found.earlier.iter().map(|at| at.offset).collect::<Vec<_>>(), [starts[2]]);
    assert_eq!((found.before.commands, found.after.commands), (6, 2));
    assert_eq!((found.before.wipes, found.after.wipes), (1, 1));
}

#[test]
fn a_command_that_is_not_there_leaves_all_of_it() {
    let (bytes, _) = file(&["SET a 1", "SET b 1"]);
    let found = survey(&bytes, before("FLUSHALL"));
    assert!(found.cut.is_none());
    assert_eq!((found.before.commands, found.after.commands, found.matches), (2, 0, 0));
}

#[test]
fn a_transaction_is_left_out_whole_whichever_rule_ends_in_it() {
    let lines = ["#TS:10", "SET a 1", "MULTI", "SET b 1", "#TS:12", "FLUSHALL", "SET c 1", "EXEC", "SET d 1"];
    let (bytes, starts) = file(&lines);
    let inside = starts[5] + 3;
    for rule in [before("FLUSHALL"), FileRule::Until(10), FileRule::Until(11), FileRule::Offset(inside)] {
        let found = survey(&bytes, rule.clone());
        assert_eq!(found.cut.as_ref().map(|cut| cut.offset), Some(starts[2]), "{rule:?}");
        assert_eq!((found.before.commands, found.after.commands), (1, 4), "{rule:?}");
        assert_eq!(found.after.transactions, 1);
    }
    let found = survey(&bytes, before("FLUSHALL"));
    let at = found.cut.and_then(|cut| cut.at).expect("the command");
    assert_eq!((at.offset, at.in_transaction, at.unix_seconds), (starts[5], true, Some(12)));
    // The end of the transaction is the first place at which it counts.
    let whole = survey(&bytes, FileRule::Offset(starts[8]));
    assert_eq!((whole.cut.map(|cut| cut.offset), whole.before.commands), (Some(starts[8]), 4));
}

#[test]
fn a_transaction_without_its_end_was_never_executed() {
    let (bytes, starts) = file(&["SET a 1", "MULTI", "FLUSHALL"]);
    let found = survey(&bytes, before("FLUSHALL"));
    assert!(found.cut.is_none(), "{found:?}");
    assert_eq!(found.before.commands, 1);
    let ending = found.ending.expect("only its end is missing");
    assert_eq!(ending.last_good_offset, starts[1]);
    assert!(matches!(ending.tail, Tail::Truncated { .. }));
}

#[test]
fn by_time_the_second_itself_is_replayed() {
    let lines = ["SET early 1", "#TS:10", "SET a 1", "#TS:11", "SET b 1", "#TS:13", "SET c 1"];
    let (bytes, starts) = file(&lines);
    for (until, line, counted) in [(9, 2, 1), (10, 4, 2), (11, 6, 3), (12, 6, 3)] {
        let found = survey(&bytes, FileRule::Until(until));
        assert_eq!(found.cut.map(|cut| cut.offset), Some(starts[line]), "{until}");
        assert_eq!((found.before.commands, found.before.untimed), (counted, 1), "{until}");
    }
    let found = survey(&bytes, FileRule::Until(13));
    assert!(found.cut.is_none());
    assert_eq!((found.first_timestamp, found.last_timestamp), (Some(10), Some(13)));
}

#[test]
fn an_offset_leaves_out_the_command_that_it_ends_in() {
    let (bytes, starts) = file(&["SET a 1", "SET b 1", "SET c 1"]);
    for (offset, line) in [(0, 0), (starts[1] - 1, 0), (starts[1], 1), (starts[1] + 1, 1), (starts[3], 3), (999_999, 3)]
    {
        let found = survey(&bytes, FileRule::Offset(offset));
        assert_eq!(found.cut.map(|cut| cut.offset), Some(starts[line]), "{offset}");
        assert_eq!(found.before.commands, line as u64, "{offset}");
    }
}

#[test]
fn a_command_too_large_to_hold_is_one_all_the_same() {
    let large = "x".repeat(3 << 20);
    let (bytes, starts) = file(&["SET a 1", &format!("RPUSH list {large}"), "SET c 1"]);
    let found = survey(&bytes, before("RPUSH l*"));
    assert_eq!(found.cut.as_ref().map(|cut| cut.offset), Some(starts[1]));
    assert_eq!((found.before.commands, found.after.commands), (1, 2));
    let found = survey(&bytes, FileRule::Offset(starts[1] + 5));
    assert_eq!((found.cut.map(|cut| cut.offset), found.before.commands), (Some(starts[1]), 1));
}

#[test]
fn damage_keeps_what_was_found_before_it() {
    let (mut bytes, starts) = file(&["SET a 1", "FLUSHALL", "SET b 1"]);
    bytes.extend_from_slice(b"nonsense");
    let found = survey(&bytes, before("FLUSHALL"));
    assert_eq!(found.cut.map(|cut| cut.offset), Some(starts[1]));
    let error = found.ending.expect_err("damage");
    assert_eq!((error.offset, error.last_good_offset), (starts[3], starts[3]));
}

#[test]
fn a_rule_is_for_the_file_that_it_names() {
    let of = |file: Option<&str>| CutRule::Offset { file: file.map(str::to_owned), offset: 5 };
    assert_eq!(of(None).for_file(1, "b", 2), FileRule::Offset(5));
    assert_eq!(of(None).for_file(0, "a", 2), FileRule::All);
    assert_eq!(of(Some("a")).for_file(0, "a", 2), FileRule::Offset(5));
    assert_eq!(of(Some("2")).for_file(1, "b", 2), FileRule::Offset(5));
}
