//! `shell` and `bash` in the middle of a conversation: what happens to the server, the pod, the API, or to themselves.

use super::{World, says};
use crate::harness::{Run, Running, Tool, until};
use crate::sandbox::Sandbox;
use std::fs::File;
use std::io::Write;
use std::process::Command;

/// A shell whose lines come one by one, as from a pipe.
struct Talk {
    running: Running,
    lines: File,
}

impl Talk {
    fn begin(tool: &Tool) -> Self {
        let path = tool.folder().join("lines");
        if !path.exists() {
            assert!(Command::new("mkfifo").arg(&path).status().is_ok_and(|status| status.success()), "mkfifo");
        }
        let running = tool.start(&["shell", "--write", "--node-timeout", "2s", "--request-timeout", "2s"]);
        // It is open once the other end is.
        Self { running, lines: File::options().write(true).open(path).expect("a pipe") }
    }

    fn says(&mut self, line: &str) {
        writeln!(self.lines, "{line}").expect("a reader");
    }

    /// Reads what it tells until it tells this.
    fn until(&mut self, word: &str) {
        while !self.running.error_line().contains(word) {}
    }

    fn end(self) -> Run {
        drop(self.lines);
        self.running.wait()
    }
}

/// What goes wrong, or right again.
type Strike = fn(&Sandbox);

#[test]
fn a_conversation_goes_on_after_whatever_cut_it_and_repeats_no_write() {
    let world = World::new();
    let (sandbox, tool) = (&world.sandbox, Tool::on(&world.sandbox).after("exec < lines"));
    let primary = || sandbox.pod("apps", "cache-redis-0");
    let strikes: [(&str, Strike, Strike); 5] = [
        (
            "kill",
            |sandbox| sandbox.pod("apps", "cache-redis-0").kill(),
            |sandbox| {
                sandbox.pod("apps", "cache-redis-0").restart();
            },
        ),
        ("pod", |sandbox| sandbox.delete("pods", "apps", "cache-redis-0"), |_| {}),
        ("API", Sandbox::kill_api, Sandbox::restart_api),
        (
            "401",
            |sandbox| {
                sandbox.fail_after(0, 401, "Unauthorized");
                sandbox.pod("apps", "cache-redis-0").kill();
            },
            |sandbox| {
                sandbox.pod("apps", "cache-redis-0").restart();
                sandbox.fail_no_more();
            },
        ),
        (
            "5xx",
            |sandbox| {
                sandbox.fail_after(0, 500, "etcdserver: request timed out");
                sandbox.pod("apps", "cache-redis-0").kill();
            },
            |sandbox| {
                sandbox.pod("apps", "cache-redis-0").restart();
                sandbox.fail_no_more();
            },
        ),
    ];
    for (name, strike, heal) in strikes {
        primary().cli(&["DEL", "talked"]);
        let mut talk = Talk::begin(&tool);
        talk.says("INCR talked");
        until("it is written", || primary().cli(&["EXISTS", "talked"]) == "1");
        primary().cli(&["SAVE"]);
        strike(sandbox);
        // What is read is asked again.
        talk.says("GET talked");
        if name != "pod" {
            talk.until("waiting for apps/cache-redis-0");
        }
        heal(sandbox);
        talk.says("INCR talked");
        let run = talk.end();
        assert_eq!(run.expect(0).stdout, "1\n1\n2\n", "{name}\n{run}");
        assert_eq!(primary().cli(&["GET", "talked"]), "2", "{name}\n{run}");
        world.wait_until_replicated();
    }
    // What was under way may have been done, and is not done again.
    let mut talk = Talk::begin(&tool);
    talk.says("BLPOP queue 0");
    until("it waits", || primary().info("blocked_clients") == "1");
    primary().kill();
    talk.until("may have been carried out: look before you repeat it");
    primary().restart();
    let run = talk.end();
    says(run.expect(6), &["apps/cache-redis-0"]);
    // Without a word more, what was queued is not carried out, and the connection is gone.
    let mut talk = Talk::begin(&tool);
    talk.says("MULTI");
    talk.says("SET written 1");
    until("it is queued", || primary().cli(&["CLIENT", "LIST"]).contains(" multi=1 "));
    talk.running.signal("KILL");
    talk.end().expect(137);
    until("its connection is gone", || !primary().cli(&["CLIENT", "LIST"]).contains(" multi=1 "));
    assert_eq!(primary().cli(&["EXISTS", "written"]), "0");
    let mut talk = Talk::begin(&tool);
    talk.says("SET written 1");
    talk.end().expect(0);
    assert_eq!(primary().cli(&["GET", "written"]), "1");
    // Lines that cannot be remembered, in a folder where nobody may write and on a full disk, end no conversation.
    let nowhere = Tool::on(sandbox).env("XDG_STATE_HOME", "/sys");
    let mut terminal = nowhere.at_terminal(&["shell"]);
    terminal.until("nothing is remembered").until("> ").types("GET written\r");
    terminal.until("\"1\"").until("> ").types("quit\r");
    terminal.ends_with(0);
    let full = Tool::on(sandbox);
    let program = env!("CARGO_BIN_EXE_redis-ops");
    let line =
        format!("trap '' XFSZ; stty cols 100 rows 30; ulimit -f 0; '{program}' shell; echo \"[exit $?]\"; stty -a");
    let mut terminal = full.program_at_terminal(&line);
    terminal.until("> ").types("GET written\r");
    terminal.until("\"1\"").until("> ").types("quit\r");
    terminal.ends_with(0);
    let history = std::fs::read(full.folder().join(".local/state/redis-ops/history")).unwrap_or_default();
    assert!(history.is_empty(), "the disk was not full");
}

#[test]
fn a_program_in_a_pod_ends_with_its_container_and_outlives_whoever_started_it() {
    let world = World::new();
    let (sandbox, tool) = (&world.sandbox, &world.tool);
    let server = || sandbox.pod("apps", "cache-redis-0");
    let own = ["bash", "--pod", "cache-redis-0", "--"];
    let here = [&own[..], &["echo", "here"]].concat();
    let folder = server().data_dir().to_owned();
    let started = || {
        let running =
            tool.start(&[&own[..], &["sh", "-c", "echo $$ > started; mv started pid; exec sleep 1000"]].concat());
        until("the program runs", || folder.join("pid").exists());
        let pid = std::fs::read_to_string(folder.join("pid")).expect("its number").trim().to_owned();
        std::fs::remove_file(folder.join("pid")).expect("a file of the test's own");
        (running, pid)
    };
    // A node ends all that runs in a container together with it.
    let end = |pid: &str| Command::new("kill").args(["-9", pid]).status().is_ok_and(|status| status.success());
    let (running, pid) = started();
    server().kill();
    assert!(end(&pid), "it runs on until then");
    running.wait().expect(137);
    let run = tool.run(&here);
    says(run.expect(5), &["cache-redis-0"]);
    server().restart();
    assert_eq!(tool.run(&here).expect(0).stdout, "here\n");

    let (running, pid) = started();
    sandbox.delete("pods", "apps", "cache-redis-0");
    assert!(end(&pid), "it runs on until then");
    running.wait().expect(137);
    server().wait_until_answering();
    assert_eq!(tool.run(&here).expect(0).stdout, "here\n");

    for (signal, code) in [("TERM", 143), ("KILL", 137)] {
        let (running, pid) = started();
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        if signal == "TERM" {
            says(&run, &["may go on in container redis of apps/cache-redis-0"]);
        }
        end(&pid);
        assert_eq!(tool.run(&here).expect(0).stdout, "here\n");
    }
}
