//! A redis-ops at a terminal: `script` of util-linux makes the terminal, and passes on what is typed at it.

use super::Tool;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// It; killed when dropped.
pub struct Terminal {
    child: Child,
    input: ChildStdin,
    seen: Arc<Mutex<Vec<u8>>>,
    mark: usize,
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Tool {
    /// Starts it at a terminal of 100 columns and 30 rows. In the end the terminal shows `[exit N]`, and its settings.
    pub fn at_terminal(&self, arguments: &[&str]) -> Terminal {
        let quoted: Vec<String> = arguments.iter().map(|word| format!("'{}'", word.replace('\'', r"'\''"))).collect();
        let program = env!("CARGO_BIN_EXE_redis-ops");
        // Ctrl-C is for redis-ops: the shell around it goes on.
        let line = format!(
            "trap : INT; stty cols 100 rows 30; sh -c 'echo \"[pid $$]\"; exec \"$0\" \"$@\"' '{program}' {}; echo \"[exit $?]\"; stty -a",
            quoted.join(" ")
        );
        self.program_at_terminal(&line)
    }

    /// Starts a command line of sh at a terminal.
    pub fn program_at_terminal(&self, line: &str) -> Terminal {
        // What runs in the background ignores Ctrl-C, and whatever it starts would, too.
        let mut command = self.program("env");
        command
            .args(["--default-signal=INT,QUIT", "script", "-qefc", line, "/dev/null"])
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("script of util-linux");
        let (input, mut output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                shared.lock().unwrap().extend_from_slice(&buffer[..read]);
            }
        });
        Terminal { child, input, seen, mark: 0 }
    }
}

impl Terminal {
    /// All that the terminal has shown, without what colours, moves and rings.
    pub fn screen(&self) -> String {
        plain(&String::from_utf8_lossy(&self.seen.lock().unwrap())).replace('\u{7}', "")
    }

    /// Types.
    pub fn types(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).and_then(|()| self.input.flush()).expect("a terminal that is open");
    }

    /// Waits until the terminal shows a text, behind the one that was waited for before.
    ///
    /// # Panics
    /// It does not within a minute.
    pub fn until(&mut self, text: &str) -> &mut Self {
        let started = Instant::now();
        loop {
            let screen = self.screen();
            if let Some(at) = screen.get(self.mark..).and_then(|rest| rest.find(text)) {
                self.mark += at + text.len();
                return self;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "the terminal does not show {text:?}:\n{screen}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends a signal to redis-ops.
    pub fn signal(&self, name: &str) {
        let screen = self.screen();
        let pid = screen.split("[pid ").nth(1).and_then(|rest| rest.split(']').next()).expect("its number");
        let status = std::process::Command::new("kill").arg(format!("-{name}")).arg(pid).status();
        assert!(status.expect("kill can be started").success(), "cannot send {name}");
    }

    /// Waits for the end, and checks the exit status, and that the terminal is as it was.
    ///
    /// # Panics
    /// It is another one.
    pub fn ends_with(&mut self, code: i32) -> String {
        self.until(&format!("[exit {code}]")).until("-echoprt");
        let screen = self.screen();
        let settings = screen.rsplit("[exit").next().unwrap_or_default();
        for flag in ["icanon", "echo", "isig", "icrnl", "opost"] {
            let is_set = settings.split_whitespace().any(|word| word == flag);
            assert!(is_set, "the terminal is not as it was, {flag}:\n{screen}");
        }
        screen
    }
}

/// Without control sequences, and without what one takes back.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\x1b' if rest.next_if_eq(&'[').is_some() => {
                while rest.next().is_some_and(|each| !('@'..='~').contains(&each)) {}
            }
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}
