//! Parts of a file, large values, keys whose time has passed.

use super::{Contents, World, count, dbsize};

#[test]
fn a_part_is_chosen_by_name_type_and_database() {
    let world = World::new();
    world.empty();
    let run = world.json(&["--match", "set:*", "--match", "list:*", "--exclude", "*:large", "--yes"]);
    run.expect(0);
    // set:ints:large and set:large are excluded.
    assert_eq!(count(&run, "restored"), 3, "{run}");
    assert_eq!(world.server.cli(&["EXISTS", "set:ints", "set:words", "list:small"]), "3");
    assert_eq!(world.server.cli(&["FUNCTION", "LIST"]), "", "functions are no part of a part");
    world.empty();
    world.restore(&["--db", "7", "--yes"]).expect(0);
    assert_eq!((dbsize(&world.server), world.server.info("db7").split(',').next()), (0, Some("keys=1")));
    world.empty();
    let run = world.json(&["--type", "stream", "--yes"]);
    run.expect(0);
    assert_eq!((count(&run, "restored"), dbsize(&world.server)), (3, 3), "{run}");
    world.empty();
    let run = world.json(&["--type", "STREAM", "--yes"]);
    assert_eq!((run.expect(0).code, dbsize(&world.server)), (0, 3), "{run}");
    // A type that nothing has would restore nothing, and say that all went well.
    let run = world.restore(&["--type", "streams", "--yes"]);
    assert!(run.expect(64).stderr.contains("zset") && run.stderr.contains("streams"), "{run}");
}

#[test]
fn large_values_are_built_under_another_name_and_nothing_of_that_stays() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.empty();
    let run = world.json(&["--max-value", "2KiB", "--yes"]);
    run.expect(0);
    assert!(run.json()["data"]["large_values"].as_u64() >= Some(5), "{run}");
    let after = Contents::of(&world.server);
    assert!(after.keys.keys().eq(before.keys.keys()), "{:?}", after.keys.keys());
    // What commands cannot set is the time a consumer was last active; the dataset's comparison leaves the other out.
    for (key, value) in &before.keys {
        if !key.1.starts_with(b"stream:large") {
            assert_eq!(Some(value), after.keys.get(key), "{}", key.1.escape_ascii());
        }
    }
    assert_eq!(world.server.cli(&["XLEN", "stream:large"]), "700");
    let pending = world.server.cli(&["XPENDING", "stream:large", "workers"]);
    assert!(pending.starts_with("19\n1-1\n20-1"), "{pending}");
    assert_eq!(world.server.cli(&["PEXPIRETIME", "string:ttl"]), "4102444800123");
}

#[test]
fn a_large_value_that_is_there_is_skipped_or_replaced() {
    let world = World::new();
    world.empty();
    world.server.cli(&["SET", "list:large", "mine"]);
    let large = ["--match", "list:large", "--max-value", "1KiB"];
    let run = world.json(&[&large[..], &["--skip-existing", "--yes"]].concat());
    run.expect(0);
    assert_eq!((count(&run, "skipped"), world.server.cli(&["GET", "list:large"])), (1, "mine".into()), "{run}");
    world.restore(&[&large[..], &["--replace", "--confirm", "tutorial/redis"]].concat()).expect(0);
    assert_eq!((world.server.cli(&["LLEN", "list:large"]), dbsize(&world.server)), ("700".into(), 1));
    assert_eq!(world.server.cli(&["TTL", "list:large"]), "-1");
}

#[test]
fn keys_whose_time_has_passed_are_counted_and_not_written() {
    let world = World::with(|server| {
        server.cli(&["SET", "stays", "1"]);
        server.cli(&["SET", "goes", "1", "PX", "1500"]);
    });
    world.empty();
    std::thread::sleep(std::time::Duration::from_millis(1600));
    let run = world.json(&["--yes"]);
    run.expect(0);
    assert_eq!((count(&run, "restored"), count(&run, "expired"), dbsize(&world.server)), (1, 1, 1), "{run}");
}
