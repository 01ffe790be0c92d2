//! Progress of bytes or keys: a bar on a terminal once the work takes longer than a moment, plain lines on request.

use super::Console;
use crate::report::units::{bytes, count, duration, rate};
use indicatif::{ProgressBar, ProgressStyle};
use std::time::{Duration, Instant};

const QUIET_FOR: Duration = Duration::from_millis(250);
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// `--progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ProgressMode {
    /// A bar on a terminal, nothing otherwise.
    #[default]
    Auto,
    /// A line every five seconds.
    Plain,
    /// Nothing.
    None,
}

impl ProgressMode {
    pub(super) fn resolve(self, terminal: bool, quiet: bool) -> Shown {
        match self {
            _ if quiet => Shown::Nothing,
            ProgressMode::None => Shown::Nothing,
            ProgressMode::Plain => Shown::Lines,
            ProgressMode::Auto if terminal => Shown::Bar,
            ProgressMode::Auto => Shown::Nothing,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    Lines,
    Bar,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    Keys,
}

impl Unit {
    fn amount(self, amount: u64) -> String {
        match self {
            Unit::Bytes => bytes(amount),
            Unit::Keys => format!("{} keys", count(amount)),
        }
    }

    fn rate(self, done: u64, seconds: f64) -> String {
        match self {
            Unit::Bytes => rate(done, seconds),
            Unit::Keys if seconds <= 0.0 => "-".to_owned(),
            Unit::Keys => format!("{}/s", count((done as f64 / seconds) as u64)),
        }
    }
}

/// Progress being shown; dropping it takes the bar away.
#[derive(Debug)]
pub struct Progress<'a> {
    console: &'a Console,
    shown: Shown,
    unit: Unit,
    label: String,
    total: Option<u64>,
    done: u64,
    started: Instant,
    last_line: Instant,
    bar: Option<ProgressBar>,
}

impl<'a> Progress<'a> {
    pub(super) fn start(console: &'a Console, shown: Shown, unit: Unit, label: &str, total: Option<u64>) -> Self {
        let now = Instant::now();
        Self { console, shown, unit, label: label.to_owned(), total, done: 0, started: now, last_line: now, bar: None }
    }

    /// The total has become known.
    pub fn set_total(&mut self, total: u64) {
        self.total = Some(total);
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_style(style(self.unit, true));
        }
    }

    /// So much in all is through.
    pub fn set_done(&mut self, done: u64) {
        self.done = done;
        match self.shown {
            Shown::Nothing => {}
            Shown::Lines if self.last_line.elapsed() >= PLAIN_EVERY => {
                self.last_line = Instant::now();
                self.console.status(&self.line());
            }
            Shown::Lines => {}
            Shown::Bar if self.started.elapsed() < QUIET_FOR => {}
            Shown::Bar => self.bar().set_position(done),
        }
    }

    fn bar(&mut self) -> &ProgressBar {
        let (console, unit, total, label) = (self.console, self.unit, self.total, &self.label);
        self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new(total.unwrap_or(0)).with_message(label.clone());
            bar.set_style(style(unit, total.is_some()));
            bar.enable_steady_tick(Duration::from_millis(200));
            if let Ok(mut shown) = console.bar.lock() {
                *shown = Some(bar.clone());
            }
            bar
        })
    }

    fn line(&self) -> String {
        let seconds = self.started.elapsed().as_secs_f64();
        let mut line = format!("{}: {}", self.label, self.unit.amount(self.done));
        if let Some(total) = self.total {
            line.push_str(&format!(" of {}", self.unit.amount(total)));
        }
        line.push_str(&format!(", {}, {}", self.unit.rate(self.done, seconds), duration(seconds)));
        if let Some(total) = self.total.filter(|total| self.done > 0 && *total >= self.done) {
            let left = seconds * (total - self.done) as f64 / self.done as f64;
            line.push_str(&format!(", {} left", duration(left)));
        }
        line
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
            if let Ok(mut shown) = self.console.bar.lock() {
                *shown = None;
            }
        }
    }
}

fn style(unit: Unit, known: bool) -> ProgressStyle {
    let template = match (unit, known) {
        (Unit::Bytes, true) => "{msg} {wide_bar} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta} left",
        (Unit::Bytes, false) => "{msg} {spinner} {binary_bytes} {binary_bytes_per_sec} {elapsed}",
        (Unit::Keys, true) => "{msg} {wide_bar} {human_pos}/{human_len} keys {per_sec} {eta} left",
        (Unit::Keys, false) => "{msg} {spinner} {human_pos} keys {per_sec} {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_wins_and_a_pipe_gets_no_bar() {
        assert_eq!(ProgressMode::Plain.resolve(true, true), Shown::Nothing);
        assert_eq!(ProgressMode::Auto.resolve(false, false), Shown::Nothing);
        assert_eq!(ProgressMode::Auto.resolve(true, false), Shown::Bar);
        assert_eq!(ProgressMode::Plain.resolve(false, false), Shown::Lines);
    }
}
