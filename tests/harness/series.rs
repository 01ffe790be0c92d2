//! The same thing done many times with one writer through all of it, and its figures as a row of a table.

use super::Run;
use super::writer::Writer;
use crate::sandbox::Server;
use std::io::Write as _;

/// How often: `REDIS_OPS_RUNS`, or ten times.
pub fn runs() -> usize {
    std::env::var("REDIS_OPS_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

/// Runs so far.
pub struct Series {
    what: String,
    writer: Writer,
    runs: usize,
    /// For how long nobody took writes: as the tool itself measured it.
    outages_ms: Vec<u64>,
    /// The same as the writer saw it, who looks for the new primary by itself.
    gaps_ms: Vec<u64>,
}

impl Series {
    /// Begins with a writer to these servers.
    pub fn begin(what: &str, servers: Vec<Server>) -> Self {
        let writer = Writer::start(servers);
        Self { what: what.to_owned(), writer, runs: 0, outages_ms: Vec::new(), gaps_ms: Vec::new() }
    }

    /// Notes a run that has just ended well.
    pub fn note(&mut self, run: &Run) {
        self.writer.until_more(20);
        self.runs += 1;
        self.gaps_ms.push(u64::try_from(self.writer.lap().as_millis()).unwrap_or(u64::MAX));
        if let Some(outage) = run.json()["data"]["probe"]["outage_ms"].as_u64() {
            self.outages_ms.push(outage);
        }
    }

    /// Ends it: prints the row, and panics if one of the servers' primaries lacks a write.
    pub fn end(self, primary: &Server) {
        let written = self.writer.stop();
        let lost = written.lost_on(primary);
        let row = format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            self.what,
            self.runs,
            written.acknowledged.len(),
            lost.len(),
            figures(self.outages_ms),
            figures(self.gaps_ms)
        );
        // past the test's captured output
        std::io::stdout().write_all(row.as_bytes()).expect("standard output");
        assert!(lost.is_empty(), "{row}lost: {lost:?}");
    }
}

/// Least, median and most.
pub fn figures(mut all: Vec<u64>) -> String {
    all.sort_unstable();
    match all.as_slice() {
        [] => "-".to_owned(),
        [first, .., last] => format!("{first} / {} / {last}", all[all.len() / 2]),
        [only] => only.to_string(),
    }
}
