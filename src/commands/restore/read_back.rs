//! `--verify`: the servers read back once everything is restored, beside what it was restored from.

use super::compare::{self, CompareReport};
use crate::compare::{FileSide, Options, ServerSide, Side};
use crate::context::Context;
use crate::domain::compare::{Part, Rules};
use crate::domain::restore::read_back::{self, Accepted};
use crate::error::Result;
use crate::report::{Finding, Severity};
use crate::target::discover::Target;

/// Servers before 7.0 tell the time that is left, and not when it is over.
const EXPIRY_TOLERANCE_MS: u64 = 1000;
/// Keys that are named where they differ.
const NAMED: usize = 20;

/// `--verify`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Verify {
    /// By the servers' replies and counts, without reading keys back.
    Counts,
    /// Some ten thousand keys, chosen by the hashes of their names, read back beside the source.
    Sample,
    /// Every key read back beside the source, and what the servers have besides.
    Full,
}

/// What is read back.
pub(super) struct ReadBack<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) verify: Verify,
    /// The files, and which of their keys are meant.
    pub(super) files: FileSide,
    /// Keys that are meant.
    pub(super) keys: u64,
    /// The servers may hold nothing else.
    pub(super) alone: bool,
    pub(super) accepted: Accepted,
}

/// What came of it.
pub(super) struct SeenAgain {
    /// None where nothing was to be read, or it could not be.
    pub(super) report: Option<CompareReport>,
    pub(super) findings: Vec<Finding>,
    /// Whether it is what it should be.
    pub(super) good: bool,
}

impl ReadBack<'_> {
    /// Reads. What goes wrong with that is a finding: then nothing is known to be as it should.
    pub(super) async fn run(self) -> SeenAgain {
        if self.verify == Verify::Counts {
            return SeenAgain { report: None, findings: Vec::new(), good: true };
        }
        let name = self.target.instance.full_name();
        let accepted = self.accepted;
        match self.compare().await {
            Ok((report, findings)) => judge(report, findings, accepted),
            Err(error) => {
                let message = format!("what was restored could not be read back: {}", error.chain());
                let finding = Finding::new("restore-not-read-back", Severity::Critical, name, message)
                    .hint("redis-ops compare reads both sides again");
                SeenAgain { report: None, findings: vec![finding], good: false }
            }
        }
    }

    async fn compare(self) -> Result<(CompareReport, Vec<Finding>)> {
        let part = if self.verify == Verify::Full { Part::ALL } else { read_back::sample(self.keys) };
        let rules = Rules { expiry_tolerance_ms: EXPIRY_TOLERANCE_MS };
        let strangers = self.alone && self.verify == Verify::Full;
        // Clients may be at work already: what differs is read once more.
        let options = Options { settle: true, part, strangers, ..Options::whole(rules, NAMED) };
        let servers = ServerSide::open(self.context, self.target).await?;
        let (mut a, mut b) = (Side::Files(self.files), Side::Servers(servers));
        self.context.console.status("reading back what was restored");
        compare::full(self.context, &mut a, &mut b, options).await
    }
}

fn judge(report: CompareReport, findings: Vec<Finding>, accepted: Accepted) -> SeenAgain {
    let functions = report.functions.as_ref().is_some_and(|functions| !functions.is_empty());
    let explained = report.full.as_ref().is_some_and(|full| {
        full.keys_differing > 0 && read_back::unexplained(&full.aspects, accepted).is_empty() && !functions
    });
    let mut kept = Vec::new();
    for finding in findings {
        if explained && finding.id == compare::DIFFERS {
            let message = format!("{}: by what was accepted to be lost", finding.message);
            kept.push(Finding::new("restore-loss", Severity::Warning, &finding.subject, message));
        } else {
            kept.push(finding);
        }
    }
    let bad = |finding: &Finding| matches!(finding.severity, Severity::Critical | Severity::Unknown);
    let good = !kept.iter().any(bad);
    SeenAgain { report: Some(report), findings: kept, good }
}
