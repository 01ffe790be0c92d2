//! The JSON object of a run. Field names are stable; numbers are raw.

use super::{Finding, Outcome, Verdict};
use crate::error::Error;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

/// Version of the envelope. It changes when a field changes its meaning or goes away, not when one is added.
pub const SCHEMA: &str = "redis-ops/v1";

/// What a run was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TargetRef {
    /// The kubeconfig context, or `in-cluster`; none with `--url`.
    pub context: Option<String>,
    /// The namespace; none with `--url`.
    pub namespace: Option<String>,
    /// The instance's name, or `host:port` with `--url`; none where a command covers several.
    pub instance: Option<String>,
    /// The pods, or the address with `--url`.
    pub members: Vec<String>,
}

/// The JSON object that every run prints with `-o json`, failed ones too.
#[derive(Debug, Serialize)]
pub struct Envelope<'a> {
    schema: &'static str,
    command: &'a str,
    target: Option<&'a TargetRef>,
    time: String,
    verdict: Verdict,
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject<'a>>,
    data: &'a serde_json::Value,
}

#[derive(Debug, Serialize)]
struct ErrorObject<'a> {
    message: String,
    causes: &'a [String],
    hints: &'a [String],
}

impl<'a> Envelope<'a> {
    /// The envelope of a finished run. `now` is printed in UTC to the second.
    pub fn of(command: &'a str, now: DateTime<Utc>, outcome: &'a Outcome) -> Self {
        Self {
            schema: SCHEMA,
            command,
            target: outcome.target.as_ref(),
            time: now.to_rfc3339_opts(SecondsFormat::Secs, true),
            verdict: outcome.verdict,
            findings: &outcome.findings,
            error: None,
            data: &outcome.data,
        }
    }

    /// The envelope of a run that an error ended.
    pub fn of_error(command: &'a str, now: DateTime<Utc>, verdict: Verdict, error: &'a Error) -> Self {
        Self {
            schema: SCHEMA,
            command,
            target: None,
            time: now.to_rfc3339_opts(SecondsFormat::Secs, true),
            verdict,
            findings: &[],
            error: Some(ErrorObject { message: error.to_string(), causes: error.causes(), hints: error.hints() }),
            data: &serde_json::Value::Null,
        }
    }
}
