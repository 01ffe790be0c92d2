//! Stores that refuse, lose answers, cut streams or die, and runs that are ended in the middle of an upload.

use super::backup_rdb::peer::{PRIMARY, Peer, send_strings};
use super::backup_rdb::wait_until;
use crate::harness::s3::Store;
use crate::harness::s3::proxy::{Fate, Proxy};
use crate::harness::{Run, Running, Tool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

/// A server with 20 MiB that take three parts.
fn three_parts() -> Peer {
    Peer::start(PRIMARY, |stream| send_strings(stream, 20, &|_| {}))
}

/// A server that holds the last of its 20 MiB back until it may send them.
fn waiting() -> (Peer, Arc<AtomicBool>) {
    let go = Arc::new(AtomicBool::new(false));
    let may = Arc::clone(&go);
    let peer = Peer::start(PRIMARY, move |stream| {
        send_strings(stream, 20, &|number| {
            while number >= 18 && !may.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(10));
            }
        })
    });
    (peer, go)
}

fn begin(tool: &Tool, peer: &Peer, more: &[&str]) -> Running {
    let options = ["--compress", "none", "--max-silence", "5m"];
    tool.start(&[&["backup-rdb", "--url", &peer.url()], &options[..], more].concat())
}

/// A run of which two parts have been stored.
fn two_parts_in(store: &Store, place: &str, running: &mut Running) {
    wait_until("two parts in the store", || {
        assert!(!running.has_ended(), "it ended before anything happened to it");
        store.open_uploads(place).iter().any(|(_, parts)| *parts == 2)
    });
}

#[test]
fn a_store_that_is_overloaded_for_a_while_is_asked_again() {
    let (store, place) = (Store::shared(), Store::shared().place());
    for refusal in [Fate::SlowDown, Fate::Error] {
        // Of every two requests one.
        let proxy = Proxy::start(store.port(), move |number, _| if number % 2 == 0 { refusal } else { Fate::Passed });
        let run = begin(&store.tool_at(&proxy.url()), &three_parts(), &["--to", &place, "-o", "json", "-v"]).wait();
        run.expect(0);
        // Begin, three parts, complete, manifest.
        let retries = run.json()["data"]["retries"].as_u64().unwrap();
        assert!(retries >= 6 && proxy.seen() >= 12, "{retries} of {}\n{run}", proxy.seen());
        assert!(run.stderr.contains("s3 answers 50"), "{run}");
        let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
        store.tool().run(&["backup-verify", &set]).expect(0);
    }
    assert!(store.open_uploads(&place).is_empty());
}

#[test]
fn a_store_that_stays_overloaded_is_a_failure_with_its_own_words() {
    let (store, place) = (Store::shared(), Store::shared().place());
    // The third part never gets in; taking away works.
    let proxy =
        Proxy::start(store.port(), |_, line| if line.contains("partNumber=3") { Fate::SlowDown } else { Fate::Passed });
    let tool = store.tool_at(&proxy.url()).env("AWS_MAX_ATTEMPTS", "2");
    let run = begin(&tool, &three_parts(), &["--to", &place, "-v"]).wait();
    run.expect(5);
    assert!(run.stderr.contains("part 3 of s3://") && run.stderr.contains("SlowDown"), "{run}");
    assert!(run.stderr.contains("try again later"), "{run}");
    assert_eq!(run.stderr.matches("s3 answers 503").count(), 2, "{run}");
    assert_nothing_left(store, &place, &run);
}

#[test]
fn an_answer_that_is_lost_neither_fails_a_backup_nor_doubles_it() {
    let (store, place) = (Store::shared(), Store::shared().place());
    for lost in ["POST /", "manifest.json", "partNumber=2"] {
        let times = AtomicU32::new(0);
        let proxy = Proxy::start(store.port(), move |_, line| {
            // The completion is the POST with the id of an upload.
            let hit = line.contains(lost) && (lost != "POST /" || line.contains("uploadId="));
            if hit && times.fetch_add(1, Ordering::Relaxed) == 0 { Fate::AnswerLost } else { Fate::Passed }
        });
        let to = format!("{place}/{}", lost.len());
        let run = begin(&store.tool_at(&proxy.url()), &three_parts(), &["--to", &to, "-v"]).wait();
        run.expect(0);
        assert_eq!(store.keys(&to).len(), 2, "{lost}\n{run}");
        store.tool().run(&["backup-verify", run.last_line()]).expect(0);
    }
    assert!(store.open_uploads(&place).is_empty());
}

#[test]
fn a_store_that_takes_an_object_and_does_not_have_it_has_no_backup() {
    let (store, place) = (Store::shared(), Store::shared().place());
    // One object in one piece, one in three parts, the manifest.
    let small = Peer::start(PRIMARY, |stream| send_strings(stream, 1, &|_| {}));
    let cases = [("PUT ", "dump-", &small), ("POST ", "uploadId=", &three_parts()), ("PUT ", "manifest.json", &small)];
    for (number, (method, part, peer)) in cases.into_iter().enumerate() {
        let dropped = move |_, line: &str| {
            if line.starts_with(method) && line.contains(part) { Fate::Taken } else { Fate::Passed }
        };
        let proxy = Proxy::start(store.port(), dropped);
        let (tool, to) = (store.tool_at(&proxy.url()), format!("{place}/{number}"));
        let run = begin(&tool, peer, &["--to", &to, "-o", "json"]).wait();
        run.expect(7);
        assert_eq!(run.json()["verdict"], "verification-failed", "{run}");
        assert!(run.stderr.contains("does not have it") && run.stderr.contains("no such object"), "{run}");
        assert_eq!(store.keys(&to), [""; 0], "{part}\n{run}");
        // A folder beside it has the backup.
        let run = begin(&tool, peer, &["--to", &to, "--to", "here", "-o", "json"]).wait();
        run.expect(6);
        assert!(run.finding("place-failed")["message"].as_str().unwrap().contains("does not have it"), "{run}");
        let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
        tool.run(&["backup-verify", &set]).expect(0);
        assert_eq!(store.keys(&to), [""; 0], "{part}\n{run}");
    }
}

#[test]
fn a_store_that_does_not_show_what_it_took_has_a_backup_and_that_is_said() {
    let (store, place) = (Store::shared(), Store::shared().place());
    let looks = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&looks);
    let proxy = Proxy::start(store.port(), move |_, line| {
        if !line.starts_with("HEAD ") {
            return Fate::Passed;
        }
        seen.fetch_add(1, Ordering::Relaxed);
        Fate::Denied
    });
    let (tool, peer) = (store.tool_at(&proxy.url()), three_parts());
    let run = begin(&tool, &peer, &["--to", &place, "-o", "json"]).wait();
    run.expect(0);
    let finding = run.finding("backup-not-shown");
    assert!(finding["message"].as_str().unwrap().contains("AccessDenied"), "{run}");
    assert!(finding["hint"].as_str().unwrap().contains("s3:GetObject"), "{run}");
    assert_eq!(looks.load(Ordering::Relaxed), 2, "one look for each object\n{run}");
    let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
    store.tool().run(&["backup-verify", &set]).expect(0);
}

#[test]
fn a_stream_that_is_cut_is_read_on_from_there() {
    let (store, place) = (Store::shared(), Store::shared().place());
    let run = begin(&store.tool(), &three_parts(), &["--to", &place]).wait();
    let set = run.expect(0).last_line().to_owned();
    let cuts = AtomicU32::new(0);
    let proxy = Proxy::start(store.port(), move |_, line| {
        let cut = line.contains("/dump-") && cuts.fetch_add(1, Ordering::Relaxed) < 3;
        if cut { Fate::CutAfter(3_000_000) } else { Fate::Passed }
    });
    store.tool_at(&proxy.url()).run(&["backup-verify", &set]).expect(0);
    // The manifest, and the object in four pieces.
    assert_eq!(proxy.seen(), 5);
    // One that is cut again and again where it stands is not known to be bad, nor to be good.
    let proxy =
        Proxy::start(store.port(), |_, line| if line.contains("/dump-") { Fate::CutAfter(0) } else { Fate::Passed });
    let run = store.tool_at(&proxy.url()).run(&["backup-verify", &set]);
    run.expect(3);
    assert!(run.stderr.contains("it was cut at byte 0"), "{run}");
}

#[test]
fn a_signal_in_the_middle_of_an_upload_leaves_nothing() {
    let (store, place, tool) = (Store::shared(), Store::shared().place(), Store::shared().tool());
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let (peer, _go) = waiting();
        let mut running = begin(&tool, &peer, &["--to", &place, "--to", "here", "-o", "json"]);
        two_parts_in(store, &place, &mut running);
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        assert_eq!(run.json()["verdict"], "interrupted", "{run}");
        assert!(run.stderr.contains("nothing was left behind"), "{run}");
        assert_nothing_left(store, &place, &run);
        assert_eq!(std::fs::read_dir(tool.folder().join("here")).unwrap().count(), 0, "{run}");
    }
}

#[test]
fn a_server_that_dies_in_the_middle_of_an_upload_leaves_nothing_in_the_store() {
    let (store, place) = (Store::shared(), Store::shared().place());
    // 20 of 30 MB.
    let cut = Peer::start(PRIMARY, |stream| {
        use std::io::Write;
        stream.write_all(b"$30000000\r\n")?;
        stream.write_all(b"REDIS0010\xfe\x00\x00\x01k\x80\x01\x90\x00\x00")?;
        stream.write_all(&vec![7; 20_000_000])
    });
    let run = begin(&store.tool(), &cut, &["--to", &place]).wait();
    run.expect(5);
    assert_nothing_left(store, &place, &run);
}

#[test]
fn a_store_that_dies_in_the_middle_of_an_upload_is_a_failure_and_a_folder_beside_it_is_not() {
    let mut store = Store::moto();
    let tool = store.tool().env("AWS_MAX_ATTEMPTS", "2");
    let place = store.place();
    let (peer, go) = waiting();
    let mut running = begin(&tool, &peer, &["--to", &place, "--to", "here", "-o", "json"]);
    two_parts_in(&store, &place, &mut running);
    store.kill();
    go.store(true, Ordering::Relaxed);
    let run = running.wait();
    run.expect(6);
    let message = run.finding("place-failed")["message"].as_str().unwrap().to_owned();
    assert!(message.contains("part 3 of s3://") && message.contains("cannot be reached"), "{run}");
    assert!(run.stderr.contains("cannot abort the upload"), "what was left is said\n{run}");
    let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
    tool.run(&["backup-verify", &set]).expect(0);
    // Alone it is a failure.
    let run = begin(&tool, &three_parts(), &["--to", &place]).wait();
    run.expect(5);
}

#[test]
fn what_a_killed_run_left_is_found_and_removed_when_it_is_old_enough() {
    let (store, place, tool) = (Store::shared(), Store::shared().place(), Store::shared().tool());
    let (peer, go) = waiting();
    let mut running = begin(&tool, &peer, &["--to", &place, "--to", "here"]);
    two_parts_in(store, &place, &mut running);
    running.signal("KILL");
    running.wait().expect(137);
    assert_eq!(store.open_uploads(&place).len(), 1);
    // A run that died between its artefact and its manifest.
    let dead = format!("{place}/apps.cache/20260101T000000Z");
    store.put(&format!("{dead}/dump-1f2e3d4c.rdb.gz"), b"REDIS");
    store.put(&format!("{dead}/notes-of-somebody"), b"mine");
    // And one that is whole.
    go.store(true, Ordering::Relaxed);
    let whole = begin(&tool, &peer, &["--to", &place]).wait();
    let listed = tool.run(&["backup-list", &place, "-o", "json"]);
    listed.expect(2);
    assert!(listed.finding_ids().contains(&"backup-incomplete".to_owned()), "{listed}");
    let prune = |more: &[&str]| tool.run(&[&["backup-prune", &place, "here", "--orphans"], more].concat());
    // Objects are young; only the upload, of which moto says that it is of 2010, is old enough.
    let run = prune(&["--dry-run", "-o", "json"]);
    let removals = run.expect(0).json()["data"]["plan"]["removals"].as_array().unwrap().clone();
    assert!(removals.iter().all(|removal| removal["what"] == "upload"), "{run}");
    prune(&["--orphan-age", "0s"]).expect(4);
    assert_eq!(store.open_uploads(&place).len(), 1, "nobody consented");
    let run = prune(&["--orphan-age", "0s", "--confirm", &place, "--confirm", "here"]);
    run.expect(0);
    assert!(store.open_uploads(&place).is_empty(), "{run}");
    assert_eq!(std::fs::read_dir(tool.folder().join("here")).unwrap().count(), 0, "{run}");
    let keys = store.keys(&place);
    assert_eq!(keys.len(), 3, "the whole set and what is none of ours: {keys:?}");
    assert!(keys.iter().any(|key| key.ends_with("notes-of-somebody")), "{keys:?}");
    tool.run(&["backup-verify", whole.expect(0).last_line()]).expect(0);
}

/// No object, no upload.
fn assert_nothing_left(store: &Store, place: &str, run: &Run) {
    assert_eq!(store.keys(place), Vec::<String>::new(), "{run}");
    assert!(store.open_uploads(place).is_empty(), "{run}");
}
