//! Servers, places and redis-ops itself that end between two shards: all of them or nothing.

use super::{assert_nothing_left, set_of, six, slow_down, sources, until_shard};
use crate::harness::Tool;
use crate::harness::s3::Store;

#[test]
fn a_source_that_is_killed_is_replaced_by_the_primary_of_its_shard() {
    let (sandbox, cluster) = six();
    slow_down(&cluster.servers()[3..]);
    let plan = Tool::on(&sandbox).run(&["backup-rdb", "--dry-run", "-o", "json"]).json()["data"]["plan"].clone();
    let name = sources(&plan)[1].clone();
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb", "-o", "json"]);
    until_shard(&tool, &mut running, 1);
    sandbox.pod("default", &name).kill();
    let run = running.wait();
    run.expect(1);
    let finding = run.finding("backup-source-changed");
    assert_eq!(finding["subject"], name, "{run}");
    let second = &run.json()["data"]["second_tries"][0];
    assert_eq!((&second["shard"], &second["lost"]), (&1.into(), &name.as_str().into()), "{run}");
    let now = sources(&run.json()["data"]["plan"]);
    assert!(now[1] != name && second["member"] == now[1], "{run}");
    let manifest = &run.json()["data"]["manifest"];
    let shards = manifest["shards"].as_array().unwrap();
    assert_eq!(shards.len(), 3, "{run}");
    assert_eq!(
        (&shards[1]["source"]["member"], &shards[1]["source"]["role"]),
        (&now[1].as_str().into(), &"primary".into())
    );
    let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
    tool.run(&["backup-verify", &set]).expect(0);
    assert!(tool.backup_files().iter().all(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.')));
}

#[test]
fn a_source_that_is_killed_without_another_costs_the_whole_set() {
    let (sandbox, cluster) = six();
    slow_down(&cluster.servers()[3..]);
    // The primaries are told not to be taken, so that there is nobody else.
    let plan =
        Tool::on(&sandbox).run(&["backup-rdb", "--role", "replica", "--dry-run", "-o", "json"]).json()["data"]["plan"]
            .clone();
    let names = sources(&plan);
    for (shard, name) in names.iter().enumerate() {
        let tool = Tool::on(&sandbox);
        let mut running = tool.start(&["backup-rdb", "--role", "replica"]);
        until_shard(&tool, &mut running, shard);
        let server = sandbox.pod("default", name);
        server.kill();
        let run = running.wait();
        run.expect(5);
        assert!(run.stderr.contains(name) && run.stderr.contains("it stopped after "), "{run}");
        assert_nothing_left(&tool, &run);
        server.restart();
        slow_down(&[server]);
        cluster.until("all are well again", |_, nodes| !nodes.contains("fail"));
    }
}

#[test]
fn signals_between_two_shards_leave_nothing() {
    let (sandbox, cluster) = six();
    slow_down(&cluster.servers()[3..]);
    let store = Store::moto();
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        for shard in [1, 2] {
            let tool = store.tool().env("KUBECONFIG", sandbox.kubeconfig());
            let place = store.place();
            let mut running = tool.start(&["backup-rdb", "--to", "redis-backups", "--to", &place]);
            until_shard(&tool, &mut running, shard);
            running.signal(signal);
            let run = running.wait();
            run.expect(code);
            assert!(run.stderr.contains("nothing was left behind"), "{run}");
            assert_nothing_left(&tool, &run);
            assert_eq!(store.keys(&place), Vec::<String>::new(), "{run}");
            assert!(sandbox.get("leases", "default", "redis-ops-redis-cluster").is_none(), "{run}");
        }
    }
}

#[test]
fn after_a_sigkill_the_next_run_works_and_prune_takes_the_rest_away() {
    let (sandbox, cluster) = six();
    slow_down(&cluster.servers()[3..]);
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb"]);
    until_shard(&tool, &mut running, 2);
    running.signal("KILL");
    running.wait().expect(137);
    let left = tool.backup_files();
    assert!(left.len() == 3 && left.iter().all(|path| path.to_string_lossy().contains("/.dump-shard-")), "{left:?}");
    cluster.servers()[3..].iter().for_each(|server| server.config_set("rdb-key-save-delay", "0"));
    let run = tool.run(&["backup-rdb"]);
    run.expect(0);
    let prune = ["backup-prune", "--orphans", "--orphan-age", "0s", "--confirm", "default/redis-cluster"];
    tool.run(&prune).expect(0);
    assert_eq!(tool.backup_files().len(), 4);
    tool.run(&["backup-verify", run.last_line()]).expect(0);
}

#[test]
fn a_place_that_fails_between_two_shards_does_not_stop_the_other() {
    let (sandbox, cluster) = six();
    slow_down(&cluster.servers()[3..]);
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb", "--to", "redis-backups", "--to", "other", "-o", "json"]);
    until_shard(&tool, &mut running, 1);
    std::fs::remove_dir_all(tool.folder().join("other")).expect("a folder");
    let run = running.wait();
    run.expect(6);
    let finding = run.finding("place-failed");
    assert!(finding["subject"] == "other" && finding["message"].as_str().unwrap().contains("dump-shard-"), "{run}");
    let path = run.json()["data"]["path"].as_str().unwrap().to_owned();
    tool.run(&["backup-verify", &path]).expect(0);
}

#[test]
fn a_killed_api_server_is_a_failure() {
    let (sandbox, cluster) = six();
    slow_down(&cluster.servers()[3..]);
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb"]);
    until_shard(&tool, &mut running, 1);
    sandbox.kill_api();
    let run = running.wait();
    run.expect(5);
    assert_nothing_left(&tool, &run);
    sandbox.restart_api();
    cluster.servers()[3..].iter().for_each(|server| server.config_set("rdb-key-save-delay", "0"));
    let run = tool.run(&["backup-rdb"]);
    run.expect(0);
    set_of(&tool, &run);
}
