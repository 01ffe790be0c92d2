//! The only writer to stdout: a finished outcome becomes text or JSON.

mod escape;
mod text;

pub use escape::escape;

use crate::error::Error;
use crate::report::{Envelope, Outcome, Verdict};
use chrono::{DateTime, Utc};
use std::io::{self, Write};

/// The form of stdout, `-o`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Tables and lines for a person.
    #[default]
    Table,
    /// One JSON object.
    Json,
}

/// How text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Whether colours may be used.
    pub color: bool,
    /// Columns to stay within, if the output has a width.
    pub width: Option<u16>,
}

/// A finished outcome in the chosen form.
pub fn outcome(command: &str, now: DateTime<Utc>, outcome: &Outcome, format: Format, layout: Layout) -> String {
    match format {
        Format::Json => json(&Envelope::of(command, now, outcome)),
        Format::Table => text::outcome(outcome, layout),
    }
}

/// What stdout says of a run that an error ended: nothing as text (the error stands on stderr), an object as JSON.
pub fn failure(command: &str, now: DateTime<Utc>, verdict: Verdict, error: &Error, format: Format) -> String {
    match format {
        Format::Json => json(&Envelope::of_error(command, now, verdict, error)),
        Format::Table => String::new(),
    }
}

fn json(envelope: &Envelope<'_>) -> String {
    match serde_json::to_string_pretty(envelope) {
        Ok(text) => text + "\n",
        Err(error) => format!("{{\"error\": \"{}\"}}\n", escape(&error.to_string())),
    }
}

/// Writes to stdout. A reader that has gone away (`| head`) is not a failure.
///
/// # Errors
/// Any other error of the stream, such as a full disk behind a redirection.
pub fn write_stdout(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
