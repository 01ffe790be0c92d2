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

/// One tick of a watching run: drawn over the one before on a terminal, else a JSON object on a line of its own.
pub fn tick(command: &str, now: DateTime<Utc>, outcome: &Outcome, format: Format, layout: Layout) -> String {
    let redrawn = layout.width.is_some() && format == Format::Table;
    if redrawn {
        let time = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        return format!("\x1b[H\x1b[2J{command}  {time}\n\n{}", text::outcome(outcome, layout));
    }
    let mut line = serde_json::to_string(&Envelope::of(command, now, outcome)).unwrap_or_default();
    line.push('\n');
    line
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
