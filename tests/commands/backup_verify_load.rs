//! `backup-verify --load`: into real servers, and what is left when they are gone.

use crate::harness::archive::{files_of, gzip, tar, zstd};
use crate::harness::servers::{fixture, odd_server, server};
use crate::harness::{Run, Tool};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

/// Runs it with a scratch place of its own, which must be empty afterwards.
fn load(tool: &Tool, path: &Path, options: &[&str]) -> Run {
    let scratch = scratch(tool);
    let (path, place) = (path.display().to_string(), scratch.display().to_string());
    let run = tool.run(&[&["backup-verify", "--load", "-o", "json", &path, "--scratch-dir", &place], options].concat());
    assert_eq!(left_in(&scratch), Vec::<PathBuf>::new(), "{run}");
    run
}

fn scratch(tool: &Tool) -> PathBuf {
    let scratch = tool.folder().join("scratch");
    fs::create_dir_all(&scratch).unwrap();
    scratch
}

pub fn left_in(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The tool, with nothing on its PATH but these programs.
fn tool_with(programs: &[&str]) -> Tool {
    let tool = Tool::alone();
    let folder = tool.folder().join("bin");
    fs::create_dir_all(&folder).unwrap();
    for name in programs {
        let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).output().unwrap();
        let program = String::from_utf8(found.stdout).unwrap();
        std::os::unix::fs::symlink(program.trim(), folder.join(name)).unwrap();
    }
    tool.env("PATH", folder)
}

/// An RDB of version 9 without a checksum: keys of database 0 with a string each, and when they expire.
fn rdb(keys: &[(&str, Option<Duration>)]) -> Vec<u8> {
    let mut bytes = b"REDIS0009\xfe\x00".to_vec();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    for (key, expires_in) in keys {
        if let Some(expires_in) = expires_in {
            bytes.push(0xfc);
            bytes.extend(u64::try_from((now + *expires_in).as_millis()).unwrap().to_le_bytes());
        }
        bytes.extend([0, u8::try_from(key.len()).unwrap()]);
        bytes.extend(key.bytes());
        bytes.extend(b"\x05value");
    }
    bytes.push(0xff);
    bytes.extend([0; 8]);
    bytes
}

#[test]
fn the_keys_of_every_type_and_database_are_compared() {
    let tool = Tool::alone();
    let run = load(&tool, &fixture("rdb/7.0/types.rdb"), &[]);
    let report = &run.expect(0).json()["data"]["loads"][0];
    assert!(report["server"].as_str().unwrap().starts_with("Redis "), "{run}");
    assert_eq!((&report["loaded"], &report["keys"]), (&true.into(), &65.into()), "{run}");
    let databases = report["keyspace"]["databases"].as_object().unwrap();
    assert_eq!(databases.keys().collect::<Vec<_>>(), ["0", "15", "3"], "{run}");
    let functions = load(&tool, &fixture("rdb/7.0/functions.rdb"), &[]);
    assert_eq!(functions.expect(0).json()["data"]["loads"][0]["keyspace"]["functions"], 2, "{functions}");
}

#[test]
fn packed_files_are_unpacked_for_the_server() {
    let tool = Tool::alone();
    let plain = fs::read(fixture("rdb/6.2/types.rdb")).unwrap();
    for (name, bytes) in [("dump.rdb.gz", gzip(&plain)), ("dump", zstd(&plain))] {
        fs::write(tool.folder().join(name), bytes).unwrap();
        let run = load(&tool, &tool.folder().join(name), &[]);
        assert_eq!(run.expect(0).json()["data"]["loads"][0]["keys"], 64, "{run}");
    }
}

#[test]
fn every_server_holds_what_was_counted_in_its_own_files() {
    let tool = Tool::alone();
    let mut loaded = 0;
    for version in ["6.2", "7.0", "7.4", "8.0", "8.6", "valkey-8.0", "valkey-9.1"] {
        let program = server(version).display().to_string();
        for path in left_in(&fixture("rdb").join(version)) {
            // The metadata in this one belongs to a module that is not here.
            if path.extension().is_some_and(|extension| extension == "rdb") && !path.ends_with("8.6/keymeta.rdb") {
                load(&tool, &path, &["--server", &program]).expect(0);
                loaded += 1;
            }
        }
        for folder in left_in(&fixture("aof")) {
            if folder.ends_with(format!("redis-{version}")) || folder.ends_with(version) {
                for case in left_in(&folder) {
                    let torn = case.to_string_lossy().contains("torn");
                    let run = load(&tool, &case, &["--server", &program]);
                    let keys = &run.expect(i32::from(torn)).json()["data"]["loads"][0]["keys"];
                    assert_eq!(*keys, if case.ends_with("torn-transaction") { 9 } else { 12 }, "{run}");
                    loaded += 1;
                }
            }
        }
    }
    assert!(loaded > 75, "only {loaded} fixtures were loaded");
}

#[test]
fn an_aof_in_a_tar_is_loaded_and_stays_as_it_is() {
    let tool = Tool::alone();
    let files = files_of(&fixture("aof/redis-7.0/torn-command"), "appendonlydir/");
    let named: Vec<(&str, Vec<u8>)> =
        files.iter().rev().map(|(name, content)| (name.as_str(), content.clone())).collect();
    fs::write(tool.folder().join("aof.tar.gz"), gzip(&tar(&named))).unwrap();
    let run = load(&tool, &tool.folder().join("aof.tar.gz"), &[]);
    assert_eq!(run.expect(1).json()["data"]["loads"][0]["keys"], 12, "{run}");
    // A server truncates the file it goes on writing to: that must have been a copy.
    load(&tool, &fixture("aof/redis-7.0/torn-command"), &[]).expect(1);
    assert_eq!(files_of(&fixture("aof/redis-7.0/torn-command"), "appendonlydir/"), files);
}

#[test]
fn the_first_server_that_is_new_enough_is_taken_and_none_is_said() {
    let tool = Tool::alone();
    let (old, new) = (server("6.2").display().to_string(), server("8.6").display().to_string());
    let file = fixture("rdb/8.0/types.rdb");
    let run = load(&tool, &file, &["--server", &old, "--server", &new]);
    assert!(run.expect(0).json()["data"]["loads"][0]["server"].to_string().contains("8.6"), "{run}");
    let run = load(&tool, &file, &["--server", &old]);
    assert_eq!(run.expect(3).finding_ids(), ["load-not-done"], "{run}");
    assert!(run.stdout.contains("Redis 6.2.14") && run.stdout.contains("it takes Redis 7.4 or newer"), "{run}");
    let none = tool_with(&["sh"]);
    let run = load(&none, &file, &[]);
    assert!(run.expect(3).stdout.contains("neither redis-server nor valkey-server"), "{run}");
    let run = load(&tool, &file, &["--server", "/bin/true"]);
    assert!(run.expect(64).stderr.contains("cannot be used as a server"), "{run}");
}

#[test]
fn a_file_that_only_a_server_finds_wrong_is_refused_with_its_words() {
    let tool = Tool::alone();
    let path = tool.folder().join("twice.rdb");
    fs::write(&path, rdb(&[("same", None), ("same", None)])).unwrap();
    tool.run(&["backup-verify", path.to_str().unwrap()]).expect(0);
    let run = load(&tool, &path, &[]);
    assert!(run.expect(7).finding_ids().contains(&"load-refused".to_owned()), "{run}");
    let message = run.json()["findings"][0]["message"].to_string();
    assert!(message.contains("cannot load it: RDB has duplicated key 'same'"), "{run}");
    let log = run.json()["data"]["loads"][0]["log"].to_string();
    assert!(log.contains("duplicated key") && !log.contains("BUG REPORT"), "{run}");
}

#[test]
fn data_of_modules_the_server_lacks_is_said_plainly() {
    let tool = Tool::alone();
    let program = server("7.4").display().to_string();
    let run = load(&tool, &fixture("rdb/stack-7.4/modules.rdb"), &["--server", &program]);
    assert_eq!(run.expect(3).finding_ids(), ["load-needs-modules"], "{run}");
    assert!(run.stdout.contains("ReJSON-RL") && run.stdout.contains("--module PATH"), "{run}");
}

#[test]
fn a_command_the_server_lacks_says_nothing_of_the_backup() {
    let tool = Tool::alone();
    let path = tool.folder().join("appendonly.aof");
    fs::write(&path, "*1\r\n$13\r\nNOSUCHCOMMAND\r\n").unwrap();
    let run = load(&tool, &path, &[]);
    assert_eq!(run.expect(3).finding_ids(), ["load-not-done"], "{run}");
    assert!(run.stdout.contains("NOSUCHCOMMAND"), "{run}");
}

#[test]
fn a_server_that_holds_something_else_fails_the_verification() {
    let tool = Tool::alone();
    let other = tool.folder().join("other.rdb");
    fs::write(&other, rdb(&[("a", None), ("b", None)])).unwrap();
    let file = tool.folder().join("dump.rdb");
    fs::write(&file, rdb(&[("a", None), ("b", None), ("c", None)])).unwrap();
    let program = odd_server(tool.folder(), &format!("ln -sf {} dump.rdb", other.display()), "");
    let run = load(&tool, &file, &["--server", program.to_str().unwrap()]);
    assert_eq!(run.expect(7).finding_ids(), ["load-differs", "rdb-no-checksum"], "{run}");
    assert!(run.stdout.contains("database 0 has 2 keys of type string, and should have 3"), "{run}");
}

#[test]
fn keys_that_expire_before_the_server_loads_them_are_no_difference() {
    let tool = Tool::alone();
    let file = tool.folder().join("dump.rdb");
    fs::write(&file, rdb(&[("stays", None), ("goes", Some(Duration::from_secs(10)))])).unwrap();
    // Until the second key's time is over, whenever the file was read before.
    let program = odd_server(tool.folder(), "sleep 11", "");
    let run = load(&tool, &file, &["--server", program.to_str().unwrap()]);
    assert_eq!(run.expect(0).json()["data"]["loads"][0]["keys"], 1, "{run}");
    assert_eq!(
        run.json()["data"]["artefacts"][0]["census"]["expired"],
        0,
        "it was read too late to show anything\n{run}"
    );
}

#[test]
fn a_server_that_cannot_start_says_nothing_of_the_backup() {
    let tool = Tool::alone();
    let program = odd_server(tool.folder(), "", "--no-such-directive yes");
    let run = load(&tool, &fixture("rdb/7.0/types.rdb"), &["--server", program.to_str().unwrap()]);
    assert_eq!(run.expect(3).finding_ids(), ["load-not-done"], "{run}");
    assert!(run.stdout.contains("could not be started"), "{run}");
    let deep = tool.folder().join("x".repeat(100));
    fs::create_dir(&deep).unwrap();
    let run = load(&tool, &fixture("rdb/7.0/types.rdb"), &["--scratch-dir", deep.to_str().unwrap()]);
    assert_eq!(run.code, 64, "an option was taken twice\n{run}");
    let file = fixture("rdb/7.0/types.rdb").display().to_string();
    let run = tool.run(&["backup-verify", "--load", &file, "--scratch-dir", deep.to_str().unwrap()]);
    assert!(run.expect(3).stdout.contains("too long a path for a socket"), "{run}");
}

/// The scratch server's process id, once it is there.
pub fn server_pid(scratch: &Path) -> u32 {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(20) {
        if let Some(pid) = pid_in(scratch) {
            return pid;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("no server was started in {}", scratch.display());
}

/// A redis-server whose working folder is below `scratch`.
fn pid_in(scratch: &Path) -> Option<u32> {
    let scratch = scratch.canonicalize().unwrap();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let of_entry = |entry: fs::DirEntry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let folder = fs::read_link(entry.path().join("cwd")).ok()?;
        let name = fs::read_to_string(entry.path().join("comm")).ok()?;
        (folder.starts_with(&scratch) && name.starts_with("redis-server")).then_some(pid)
    };
    processes.filter_map(of_entry).next()
}

pub fn is_gone(pid: u32) -> bool {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(10) {
        // A process that has ended and was not waited for yet has no working folder any more.
        if fs::read_link(format!("/proc/{pid}/cwd")).is_err() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn nothing_outlives_a_run_that_is_terminated_or_interrupted() {
    for (signal, code, has_setpriv) in [("TERM", 143, true), ("INT", 130, true), ("TERM", 143, false)] {
        let tool = if has_setpriv { Tool::alone() } else { tool_with(&["sh", "redis-server"]) };
        let scratch = scratch(&tool);
        let program = odd_server(tool.folder(), "", "--key-load-delay 1000000");
        let file = fixture("rdb/7.0/types.rdb").display().to_string();
        let (program, place) = (program.display().to_string(), scratch.display().to_string());
        let arguments = ["backup-verify", "--load", &file, "--server", &program, "--scratch-dir", &place];
        let running = tool.start(&arguments);
        let pid = server_pid(&scratch);
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        assert!(is_gone(pid), "the server outlives the run\n{run}");
        assert_eq!(left_in(&scratch), Vec::<PathBuf>::new(), "{run}");
    }
}

#[test]
fn a_killed_run_takes_its_server_with_it() {
    let setpriv = Command::new("setpriv").args(["--pdeathsig", "KILL", "--", "true"]).status();
    assert!(setpriv.is_ok_and(|status| status.success()), "there is no setpriv (util-linux): run tests/setup");
    let tool = Tool::alone();
    let scratch = scratch(&tool);
    let program = odd_server(tool.folder(), "", "--key-load-delay 1000000").display().to_string();
    let file = fixture("rdb/7.0/types.rdb").display().to_string();
    let place = scratch.display().to_string();
    let running = tool.start(&["backup-verify", "--load", &file, "--server", &program, "--scratch-dir", &place]);
    let pid = server_pid(&scratch);
    running.signal("KILL");
    assert!(is_gone(pid), "the server outlives the run\n{}", running.wait());
}
