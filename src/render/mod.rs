//! The only writer to stdout: a finished outcome becomes text, JSON or YAML.

mod escape;
mod text;

pub use escape::escape;
pub use text::hung;

use crate::error::Error;
use crate::report::{Cell, Envelope, Outcome, Verdict};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::io::{self, Write};

/// The form of stdout, `-o`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Tables and lines for a person.
    #[default]
    Table,
    /// The same, with columns that do not fit everywhere.
    Wide,
    /// One JSON object.
    Json,
    /// The same object as YAML.
    Yaml,
}

/// How text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Whether colours may be used.
    pub color: bool,
    /// Columns to stay within, if the output has a width.
    pub width: Option<u16>,
    /// Whether tables show the columns for `-o wide`.
    pub wide: bool,
}

/// A finished outcome in the chosen form.
pub fn outcome(command: &str, now: DateTime<Utc>, outcome: &Outcome, format: Format, layout: Layout) -> String {
    match format {
        Format::Json => json(&Envelope::of(command, now, outcome)),
        Format::Yaml => yaml(&Envelope::of(command, now, outcome)),
        Format::Table | Format::Wide => text::outcome(outcome, layout),
    }
}

/// One tick of a watching run: drawn over the one before on a terminal, else a JSON object on a line of its own, or a
/// YAML document.
pub fn tick(command: &str, now: DateTime<Utc>, outcome: &Outcome, format: Format, layout: Layout) -> String {
    let redrawn = layout.width.is_some() && matches!(format, Format::Table | Format::Wide);
    if redrawn {
        let time = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        return format!("\x1b[H\x1b[2J{command}  {time}\n\n{}", text::outcome(outcome, layout));
    }
    let envelope = Envelope::of(command, now, outcome);
    match format {
        Format::Yaml => format!("---\n{}", yaml(&envelope)),
        _ => serde_json::to_string(&envelope).unwrap_or_default() + "\n",
    }
}

/// What stdout says of a run that an error ended: nothing as text (the error stands on stderr), an object as JSON.
pub fn failure(command: &str, now: DateTime<Utc>, verdict: Verdict, error: &Error, format: Format) -> String {
    match format {
        Format::Json => json(&Envelope::of_error(command, now, verdict, error)),
        Format::Yaml => yaml(&Envelope::of_error(command, now, verdict, error)),
        Format::Table | Format::Wide => String::new(),
    }
}

fn json(envelope: &Envelope<'_>) -> String {
    match serde_json::to_string_pretty(envelope) {
        Ok(text) => text + "\n",
        Err(error) => format!("{{\"error\": \"{}\"}}\n", escape(&error.to_string())),
    }
}

fn yaml(value: &impl Serialize) -> String {
    match serde_saphyr::to_string(value) {
        Ok(text) => text.trim_end_matches('\n').to_owned() + "\n",
        Err(error) => format!("error: {:?}\n", error.to_string()),
    }
}

/// One line of an answer that has no end, such as a log that is followed: text, a JSON object, or a YAML document.
pub fn line(cell: &Cell, value: &impl Serialize, format: Format, layout: Layout) -> String {
    match format {
        Format::Json => serde_json::to_string(value).unwrap_or_default() + "\n",
        Format::Yaml => format!("---\n{}", yaml(value)),
        Format::Table | Format::Wide => text::line(cell, layout),
    }
}

/// Writes to stdout. A reader that has gone away (`| head`) is not a failure.
///
/// # Errors
/// Any other error of the stream, such as a full disk behind a redirection.
pub fn write_stdout(text: &str) -> io::Result<()> {
    stream_stdout(text).map(|_| ())
}

/// Writes to stdout and tells whether there is still a reader.
///
/// # Errors
/// As [`write_stdout`].
pub fn stream_stdout(text: &str) -> io::Result<bool> {
    stream_bytes(text.as_bytes())
}

/// As [`stream_stdout`], bytes that need be no text: for scripts alone, since a terminal may obey them.
///
/// # Errors
/// As [`write_stdout`].
pub fn stream_bytes(bytes: &[u8]) -> io::Result<bool> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        result => result.map(|()| true),
    }
}
