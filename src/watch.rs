//! Watching: the same command again and again, with what was seen before to draw rates and lines from.

use crate::values::parse_duration;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Samples a series keeps: what a sparkline shows.
const KEPT: usize = 60;

/// The options of commands whose numbers move.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct WatchArgs {
    /// Go on until Ctrl-C: redrawn in place on a terminal, else one JSON object a tick
    #[arg(long)]
    pub watch: bool,
    /// Time between two ticks
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = parse_duration)]
    pub interval: Duration,
    /// Ticks after which to stop
    #[arg(long, value_name = "NUMBER", requires = "watch")]
    pub count: Option<u64>,
}

/// Numbers seen in earlier ticks of this run, by series: `member/field`.
#[derive(Debug, Default)]
pub struct History {
    series: Mutex<BTreeMap<String, VecDeque<(Instant, f64)>>>,
    lines: Mutex<BTreeMap<String, Vec<String>>>,
}

impl History {
    /// Remembers a number and returns the series with it, oldest first.
    pub fn push(&self, series: &str, value: f64) -> Vec<f64> {
        let Ok(mut all) = self.series.lock() else { return vec![value] };
        let samples = all.entry(series.to_owned()).or_default();
        if samples.len() == KEPT {
            samples.pop_front();
        }
        samples.push_back((Instant::now(), value));
        samples.iter().map(|(_, value)| *value).collect()
    }

    /// Lines that were kept in an earlier tick, since they do not change.
    pub fn lines(&self, key: &str) -> Option<Vec<String>> {
        self.lines.lock().ok()?.get(key).cloned()
    }

    /// Keeps lines for later ticks.
    pub fn keep_lines(&self, key: &str, lines: &[String]) {
        if let Ok(mut all) = self.lines.lock() {
            all.insert(key.to_owned(), lines.to_vec());
        }
    }

    /// Remembers a counter and returns by how much it grew in a second since the tick before; nothing at the first
    /// tick, or where the counter went back because the server was restarted.
    pub fn rate(&self, series: &str, counter: u64) -> Option<f64> {
        let now = Instant::now();
        let mut all = self.series.lock().ok()?;
        let samples = all.entry(series.to_owned()).or_default();
        let before = samples.back().copied();
        if samples.len() == KEPT {
            samples.pop_front();
        }
        samples.push_back((now, counter as f64));
        let (then, value) = before?;
        let seconds = now.duration_since(then).as_secs_f64();
        (counter as f64 >= value && seconds > 0.0).then(|| (counter as f64 - value) / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_keeps_its_last_samples() {
        let history = History::default();
        for value in 0..100 {
            history.push("a/ops", f64::from(value));
        }
        let series = history.push("a/ops", 100.0);
        assert_eq!((series.len(), series[0], series[KEPT - 1]), (KEPT, 41.0, 100.0));
    }

    #[test]
    fn a_counter_gives_a_rate_from_the_second_tick_on() {
        let history = History::default();
        assert_eq!(history.rate("a/hits", 100), None);
        std::thread::sleep(Duration::from_millis(5));
        assert!(history.rate("a/hits", 200).is_some_and(|rate| rate > 0.0 && rate <= 20_000.0));
        assert_eq!(history.rate("a/hits", 10), None, "the server was restarted");
    }
}
