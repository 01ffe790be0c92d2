//! What goes along with a run: the lock of the instance, and the file that monitoring reads.

use super::{World, held_at, says};
use crate::harness::{Run, Tool};
use crate::sandbox::{Fault, Moment, Sandbox};

const TAKING: Moment = Moment { of: ("POST", "/leases"), later: 0 };
const GIVING_BACK: Moment = Moment { of: ("DELETE", "/leases/"), later: 0 };
const BACKUP: [&str; 5] = ["backup-rdb", "--request-timeout", "2s", "--node-timeout", "2s"];

/// A word that is said, what goes wrong, and what makes it right again.
type Strike = (&'static str, fn(&Sandbox), fn(&Sandbox));

const OF_THE_API: [Strike; 3] = [
    ("Unauthorized", |sandbox| sandbox.fail_after(0, 401, "Unauthorized"), Sandbox::fail_no_more),
    ("timed out", |sandbox| sandbox.fail_after(0, 500, "etcdserver: request timed out"), Sandbox::fail_no_more),
    ("", Sandbox::kill_api, Sandbox::restart_api),
];

#[test]
fn without_its_lock_nothing_is_done_and_one_that_is_not_given_back_is_taken_over() {
    let world = World::new();
    let (sandbox, tool) = (&world.sandbox, &world.tool);
    let (before, lease) = (world.state(), || sandbox.get("leases", "apps", "redis-ops-cache"));
    for (word, strike, heal) in OF_THE_API {
        let at = |moment| {
            let run = held_at((sandbox, tool), &BACKUP, moment, |running| {
                strike(sandbox);
                sandbox.release();
                running.wait()
            });
            heal(sandbox);
            run
        };
        let run = at(TAKING);
        says(run.expect(5), &[word, "leases.coordination.k8s.io in namespace apps"]);
        assert_eq!((tool.backup_files().len(), world.state()), (0, before.clone()), "{run}");
        let run = at(GIVING_BACK);
        says(run.expect(0), &[word, "the lock could not be given back"]);
        assert!(lease().is_some(), "{run}");
        tool.run(&["backup-verify", run.last_line()]).expect(0);
        let run = tool.run(&BACKUP);
        says(run.expect(0), &["the lock of a dead run is taken over: backup-rdb"]);
        assert!(lease().is_none(), "{run}");
        std::fs::remove_dir_all(tool.folder().join("redis-backups")).expect("sets of the test's own");
    }
    // Where there are no leases for this user it is a file of this machine, of which a disk may be full.
    sandbox.deny("create", "leases");
    let full = Tool::on(sandbox).after("trap '' XFSZ; ulimit -f 0");
    let run = full.run(&["bgsave"]);
    says(run.expect(5), &["cannot lock ", "apps.cache.lock"]);
    let nowhere = Tool::on(sandbox).env("XDG_RUNTIME_DIR", "/sys");
    let run = nowhere.run(&["bgsave"]);
    says(run.expect(5), &["cannot use the folder of locks /sys/redis-ops"]);
    assert_eq!(world.state(), before);
    Tool::on(sandbox).run(&["bgsave"]).expect(0);
}

/// What the file says of backups.
fn told(tool: &Tool) -> impl Fn(&str) -> f64 {
    let text = std::fs::read_to_string(tool.folder().join("run.prom")).expect("the file");
    move |metric| {
        let start =
            format!("redis_ops_backup_{metric}{{namespace=\"apps\",instance=\"cache\",command=\"backup-rdb\"}} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&start));
        line.and_then(|line| line.parse().ok()).unwrap_or_else(|| panic!("no {metric}\n{text}"))
    }
}

#[test]
fn monitoring_is_told_of_whatever_ended_a_run_and_keeps_the_last_success() {
    let world = World::new();
    let (sandbox, tool) = (&world.sandbox, &world.tool);
    let words = [&BACKUP[..], &["-r", "cache", "--metrics-file", "run.prom"]].concat();
    tool.run(&words).expect(0);
    let succeeded = told(tool)("last_success_timestamp_seconds");
    assert!(succeeded > 1e9);
    let failed = |name: &str, run: &Run| {
        assert_ne!(run.code, 0, "{name}\n{run}");
        let told = told(tool);
        let is = (told("success"), told("exit_code"), told("last_success_timestamp_seconds"));
        assert_eq!(is, (0.0, f64::from(run.code), succeeded), "{name}\n{run}");
    };
    let refused = "error dialing backend: dial tcp 192.0.2.7:10250: connect: no route to host";
    let cut = |fault: Fault| {
        sandbox.forward_fault(fault);
        let run = tool.run(&words);
        sandbox.clear_faults();
        run
    };
    failed("cut", &cut(Fault::CutAfter { bytes: 400 }));
    failed("node", &cut(Fault::Refuse(refused.to_owned())));
    sandbox.deny("get", "pods/portforward");
    failed("403", &tool.run(&words));
    sandbox.allow_all();
    for (name, strike, heal) in OF_THE_API {
        let run = held_at((sandbox, tool), &words, TAKING, |running| {
            strike(sandbox);
            sandbox.release();
            running.wait()
        });
        heal(sandbox);
        failed(name, &run);
    }
    let servers = world.servers();
    servers.iter().for_each(crate::sandbox::Server::pause);
    failed("slow", &tool.run(&words));
    servers.iter().for_each(crate::sandbox::Server::resume);
    // A run that is killed tells nothing, and leaves what was told before.
    let before = std::fs::read(tool.folder().join("run.prom")).expect("the file");
    let run = held_at((sandbox, tool), &words, TAKING, |running| {
        running.signal("KILL");
        running.wait()
    });
    run.expect(137);
    assert_eq!(std::fs::read(tool.folder().join("run.prom")).expect("the file"), before);
    tool.run(&words).expect(0);
    assert_eq!((told(tool)("success"), told(tool)("exit_code")), (1.0, 0.0));
    let files = std::fs::read_dir(tool.folder()).expect("a folder").flatten();
    let halves: Vec<_> = files.map(|file| file.file_name()).filter(|name| name.as_encoded_bytes()[0] == b'.').collect();
    assert!(halves.is_empty(), "{halves:?}");
    servers.iter().for_each(crate::sandbox::Server::kill);
    failed_of_now(&tool.run(&words), tool);
}

/// As the last one: there was a success since.
fn failed_of_now(run: &Run, tool: &Tool) {
    assert_ne!(run.code, 0, "{run}");
    assert_eq!((told(tool)("success"), told(tool)("exit_code")), (0.0, f64::from(run.code)), "{run}");
}
