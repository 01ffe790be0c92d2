//! Keys that are there: refused, left, overwritten, or removed first; what was there can be brought back.

use super::{CONFIRM, Contents, World, count, dbsize};

#[test]
fn a_key_that_is_there_is_a_reason_to_refuse_before_anything_changes() {
    let world = World::new();
    world.empty();
    world.server.cli(&["SET", "bits", "mine"]);
    world.server.cli(&["SET", "other", "mine too"]);
    let run = world.restore(&["--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("1 key of the source is in") && run.stderr.contains("such as bits"), "{run}");
    assert_eq!((dbsize(&world.server), world.tool.backup_files().len()), (2, 0), "{run}");
}

#[test]
fn keys_of_others_do_not_stand_in_the_way() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.empty();
    world.server.cli(&["SET", "other", "mine"]);
    let run = world.restore(&["--yes"]);
    run.expect(0);
    assert_eq!(world.server.cli(&["GET", "other"]), "mine");
    world.server.cli(&["DEL", "other"]);
    Contents::of(&world.server).assert_same(&before);
    // There was something, so it was saved first.
    assert_eq!(world.tool.backup_files().len(), 2, "{run}");
    assert!(run.stdout.contains("safety backup") && run.stdout.contains("undo"), "{run}");
}

#[test]
fn what_is_there_stays_with_skip_existing_and_goes_with_replace() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.empty();
    world.server.cli(&["SET", "bits", "mine"]);
    let run = world.json(&["--skip-existing", "--yes"]);
    run.expect(0);
    assert_eq!((count(&run, "skipped"), count(&run, "restored")), (1, before.keys.len() as u64 - 1), "{run}");
    assert_eq!(world.server.cli(&["GET", "bits"]), "mine");

    world.restore(&["--replace", "--yes"]).expect(4);
    world.restore(&["--replace", "--confirm", "tutorial/other"]).expect(4);
    assert_eq!(world.server.cli(&["GET", "bits"]), "mine");
    let run = world.json(&[&["--replace"][..], &CONFIRM].concat());
    run.expect(0);
    assert_eq!(count(&run, "existing"), before.keys.len() as u64, "{run}");
    Contents::of(&world.server).assert_same(&before);
}

#[test]
fn the_command_that_is_printed_brings_back_what_was_there() {
    let world = World::new();
    world.empty();
    world.server.cli(&["SET", "bits", "mine"]);
    world.server.cli(&["RPUSH", "mine", "a", "b"]);
    let mine = Contents::of(&world.server);
    let run = world.json(&[&["--flush-first"][..], &CONFIRM].concat());
    run.expect(0);
    assert!(mine.keys.len() == 2 && dbsize(&world.server) > 20, "{run}");
    let undo = run.json()["data"]["undo"].as_str().expect("a command").to_owned();
    let words: Vec<&str> = undo.split(' ').skip(1).collect();
    world.tool.run(&words).expect(0);
    let after = Contents::of(&world.server);
    assert!(after.keys == mine.keys, "{:?}", after.keys.keys());
}

#[test]
fn servers_are_emptied_key_by_key_where_flushall_is_denied() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.server.cli(&["SET", "other", "goes"]);
    world.server.cli(&["ACL", "SETUSER", "default", "-flushall"]);
    let run = world.restore(&[&["--flush-first"][..], &CONFIRM].concat());
    run.expect(0);
    assert!(run.stderr.contains("removed one by one"), "{run}");
    Contents::of(&world.server).assert_same(&before);
}

#[test]
fn without_a_safety_backup_the_name_has_to_be_confirmed() {
    let world = World::new();
    world.server.cli(&["DEL", "bits"]);
    let options = ["--skip-existing", "--no-safety-backup"];
    world.restore(&[&options[..], &["--yes"]].concat()).expect(4);
    assert_eq!(world.server.cli(&["EXISTS", "bits"]), "0");
    let run = world.restore(&[&options[..], &CONFIRM].concat());
    run.expect(0);
    assert!(world.tool.backup_files().is_empty() && world.server.cli(&["EXISTS", "bits"]) == "1", "{run}");
}
