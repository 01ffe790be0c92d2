//! What a command returns: findings, a verdict, and one typed value from which both text and JSON are made.

mod bar;
mod envelope;
mod figures;
mod finding;
mod grouped;
mod spark;
pub mod units;
mod verdict;
mod view;

pub use bar::bar;
pub use envelope::{Envelope, SCHEMA, TargetRef};
pub use figures::Figures;
pub use finding::{Finding, Severity};
pub use grouped::grouped;
pub use spark::sparkline;
pub use verdict::Verdict;
pub use view::{Align, Block, Cell, Column, Table, Tone, View};

use crate::exit::Exit;
use serde::Serialize;

/// A command's typed result. The view and the JSON are both made from it, so they cannot say different things.
pub trait Report: Serialize {
    /// The lines for a person.
    fn view(&self) -> View;

    /// Whether something was made or changed, which stays so if nobody learns of it.
    fn has_acted(&self) -> bool {
        false
    }
}

/// A finished run, ready to be rendered: nothing is fetched after this.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What the run means.
    pub verdict: Verdict,
    /// The exit code: the verdict's own, unless the user chose otherwise with `--fail-on`.
    pub exit: Exit,
    /// What was found, worst first.
    pub findings: Vec<Finding>,
    /// What the run was about; none for commands without a target.
    pub target: Option<TargetRef>,
    /// The report as JSON.
    pub data: serde_json::Value,
    /// The report as blocks of text.
    pub view: View,
    /// What was backed up, an entry for each instance: for `--metrics-file`.
    pub figures: Vec<Figures>,
    /// Whether something was made or changed.
    pub has_acted: bool,
}

impl Outcome {
    /// An outcome without findings.
    pub fn new(verdict: Verdict, target: Option<TargetRef>, report: &impl Report) -> Self {
        Self::with_findings(verdict, Vec::new(), target, report)
    }

    /// An outcome with findings, which are put in order: the worst first, then by id and subject.
    pub fn with_findings(
        verdict: Verdict,
        mut findings: Vec<Finding>,
        target: Option<TargetRef>,
        report: &impl Report,
    ) -> Self {
        findings.sort_by(|a, b| {
            (b.severity, &a.id, &a.subject, &a.message).cmp(&(a.severity, &b.id, &b.subject, &b.message))
        });
        let data = serde_json::to_value(report)
            .unwrap_or_else(|error| serde_json::json!({ "error": format!("the report has no JSON form: {error}") }));
        let (view, has_acted) = (report.view(), report.has_acted());
        Self { verdict, exit: verdict.exit(), findings, target, data, view, figures: Vec::new(), has_acted }
    }

    /// The exit code of a run whose report nobody gets: what it has made or changed is there all the same.
    pub fn exit_untold(&self) -> Exit {
        match self.exit {
            Exit::Ok | Exit::Warning if self.has_acted => Exit::Partial,
            exit if self.has_acted => exit,
            _ => Exit::Failed,
        }
    }

    /// With what was backed up.
    #[must_use]
    pub fn with_figures(mut self, figures: Vec<Figures>) -> Self {
        self.figures = figures;
        self
    }
}
