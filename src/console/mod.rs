//! The only writer to stderr: status, warnings, errors, prompts, progress and the log.

mod progress;

pub use progress::{Progress, ProgressMode};

use crate::error::Error;
use crate::render::{escape, hung};
use crate::settings::terminal_width;
use anstyle::{AnsiColor, Style};
use chrono::{SecondsFormat, Utc};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only, `-q`.
    Quiet,
    /// What was resolved, what is being done, warnings.
    Normal,
    /// API calls and Redis commands with their times, `-v`.
    Calls,
    /// Frames too, `-vv`.
    Frames,
}

/// Where words that are not the answer go.
#[derive(Debug)]
pub struct Console {
    verbosity: Verbosity,
    color: bool,
    terminal: bool,
    /// Columns of the terminal, where it is one.
    width: Option<u16>,
    progress: ProgressMode,
    log: Option<Mutex<File>>,
    bar: Mutex<Option<indicatif::ProgressBar>>,
    said: Mutex<Vec<String>>,
    left_behind: Mutex<Vec<String>>,
}

impl Console {
    /// A console on the process's stderr. With a log file, everything up to frames is written there as well.
    ///
    /// # Errors
    /// Usage, when the log file cannot be opened for appending.
    pub fn open(verbosity: Verbosity, color: bool, progress: ProgressMode, log: Option<&Path>) -> Result<Self, Error> {
        let log = match log {
            None => None,
            Some(path) => {
                let file = File::options().create(true).append(true).open(path).map_err(|error| {
                    Error::usage(format!("cannot open the log file {}", path.display())).because(&error)
                })?;
                Some(Mutex::new(file))
            }
        };
        let terminal = io::stderr().is_terminal();
        Ok(Self {
            verbosity,
            color,
            terminal,
            width: terminal.then(terminal_width),
            progress,
            log,
            bar: Mutex::new(None),
            said: Mutex::default(),
            left_behind: Mutex::default(),
        })
    }

    /// A console for errors that come before the command line was understood.
    pub fn plain() -> Self {
        let terminal = io::stderr().is_terminal();
        let color = color_allowed(clap::ColorChoice::Auto, terminal);
        let (verbosity, progress) = (Verbosity::Normal, ProgressMode::None);
        Self {
            verbosity,
            color,
            terminal,
            width: terminal.then(terminal_width),
            progress,
            log: None,
            bar: Mutex::new(None),
            said: Mutex::default(),
            left_behind: Mutex::default(),
        }
    }

    /// Says what was resolved or is being done.
    pub fn status(&self, text: &str) {
        self.log("info", text);
        if self.verbosity >= Verbosity::Normal {
            self.line(self.shown(text).trim_end_matches('\n'));
        }
    }

    /// A line as the terminal shows it: escaped, and folded where it is a step, a note or a target.
    pub fn shown(&self, text: &str) -> String {
        hung(&escape(text), self.width)
    }

    /// Says what stays so from look to look of a run that watches or waits: the first time only.
    pub fn status_once(&self, text: &str) {
        if let Ok(mut said) = self.said.lock() {
            if said.iter().any(|before| before == text) {
                return;
            }
            said.push(text.to_owned());
        }
        self.status(text);
    }

    /// Says what could not be taken away of a run that failed, and keeps it for the run's last words.
    pub fn left_behind(&self, text: &str) {
        if let Ok(mut left) = self.left_behind.lock() {
            left.push(text.to_owned());
        }
        self.warning(text);
    }

    /// Whether something was left behind.
    pub fn has_left_something(&self) -> bool {
        self.left_behind.lock().is_ok_and(|left| !left.is_empty())
    }

    /// Says what the user should know before trusting the result.
    pub fn warning(&self, text: &str) {
        self.log("warning", text);
        if self.verbosity >= Verbosity::Normal {
            self.headed("warning:", AnsiColor::Yellow.on_default().bold(), text);
        }
    }

    /// Records an API call or a Redis command; shown with `-v`. The text must hold no secret: commands are named
    /// without their arguments.
    pub fn call(&self, text: &str) {
        self.traced(Verbosity::Calls, "call", text);
    }

    /// Records a frame by its size, never by its content; shown with `-vv`. The text is only made if somebody reads it.
    pub fn frame(&self, text: impl FnOnce() -> String) {
        if self.verbosity >= Verbosity::Frames || self.log.is_some() {
            self.traced(Verbosity::Frames, "frame", &text());
        }
    }

    fn traced(&self, level: Verbosity, word: &str, text: &str) {
        self.log(word, text);
        if self.verbosity >= level {
            let time = Utc::now().format("%H:%M:%S%.3f");
            self.line(&format!("{time} {}", escape(text)));
        }
    }

    /// Prints an error: the sentence, its causes, its hints.
    pub fn error(&self, error: &Error) {
        self.log("error", &error.chain());
        self.headed("error:", AnsiColor::Red.on_default().bold(), &error.to_string());
        for cause in error.causes() {
            self.headed("  cause:", Style::new().bold(), cause);
        }
        for hint in error.hints() {
            self.headed("hint:", AnsiColor::Cyan.on_default().bold(), hint);
        }
    }

    /// Says what stdout could not be told, also where errors alone are wanted. The text is one that was rendered.
    pub fn last_words(&self, text: &str) {
        for line in text.lines() {
            self.log("info", line);
            self.line(line);
        }
    }

    /// Asks on the terminal and returns the line, or nothing where there is no terminal to ask on.
    pub async fn prompt(&self, question: &str) -> Option<String> {
        if !self.terminal || !io::stdin().is_terminal() {
            return None;
        }
        let mut stderr = io::stderr().lock();
        stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush()).ok()?;
        drop(stderr);
        // A thread of its own, which nobody waits for: Ctrl-C must end a run that waits for an answer.
        let (answer, line) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = io::stdin().read_line(&mut line).ok().filter(|read| *read > 0);
            answer.send(read.map(|_| line))
        });
        line.await.ok().flatten()
    }

    /// Starts showing progress in bytes, of `total` bytes if that is known.
    pub fn progress(&self, label: &str, total: Option<u64>) -> Progress<'_> {
        self.progress_of(progress::Unit::Bytes, label, total)
    }

    /// Starts showing progress in keys, of `total` keys if that is known.
    pub fn progress_in_keys(&self, label: &str, total: Option<u64>) -> Progress<'_> {
        self.progress_of(progress::Unit::Keys, label, total)
    }

    fn progress_of(&self, unit: progress::Unit, label: &str, total: Option<u64>) -> Progress<'_> {
        let quiet = self.verbosity < Verbosity::Normal;
        Progress::start(self, self.progress.resolve(self.terminal, quiet), unit, label, total)
    }

    fn headed(&self, heading: &str, style: Style, text: &str) {
        let heading = if self.color { format!("{style}{heading}{style:#}") } else { heading.to_owned() };
        self.line(&format!("{heading} {}", escape(text)));
    }

    // A failure to write to stderr has nowhere to be reported.
    fn line(&self, line: &str) {
        let write = || {
            let _ = writeln!(io::stderr().lock(), "{line}");
        };
        match self.bar.lock().ok().and_then(|bar| bar.clone()) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn log(&self, level: &str, text: &str) {
        if let Some(file) = self.log.as_ref().and_then(|log| log.lock().ok()).as_deref_mut() {
            let time = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
            let _ = writeln!(file, "{time} {level} {}", escape(text));
        }
    }
}

/// Passes on what a program elsewhere writes to its stderr, as it is.
///
/// # Errors
/// Stderr cannot be written.
pub fn pass_on(bytes: &[u8]) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(bytes)?;
    stderr.flush()
}

/// Whether colours may be used on a stream: `--color`, then `NO_COLOR`, then whether it is a terminal.
pub fn color_allowed(choice: clap::ColorChoice, terminal: bool) -> bool {
    match choice {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        clap::ColorChoice::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}
