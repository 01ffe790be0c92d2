//! The report.

use crate::domain::benchmark::judge::{Met, Targets};
use crate::domain::benchmark::test::Test;
use crate::domain::benchmark::{Load, Measured, Origin};
use crate::domain::plan::Plan;
use crate::report::{Block, Cell, Report, Table, Tone, View, units};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct BenchmarkReport {
    pub(super) plan: Plan,
    pub(super) done: bool,
    load: Load,
    pub(super) targets: Targets,
    /// Keys live for so long at most.
    ttl_seconds: u64,
    /// Where the load came from; none before there was one.
    from: Option<Origin>,
    /// The pod that made it, with its image.
    program: Option<String>,
    /// Why no pod made it, where one was to be preferred.
    no_pod_because: Option<String>,
    pub(super) tests: Vec<TestRow>,
}

/// A test on all primaries.
#[derive(Debug, Serialize)]
pub(super) struct TestRow {
    pub(super) test: Test,
    pub(super) requests: u64,
    /// The sum of what they did, and the longest times of any.
    #[serde(flatten)]
    pub(super) measured: Measured,
    pub(super) met: Met,
    pub(super) members: Vec<MemberRow>,
}

/// A test on one primary.
#[derive(Debug, Serialize)]
pub(super) struct MemberRow {
    pub(super) member: String,
    pub(super) requests: u64,
    #[serde(flatten)]
    pub(super) measured: Measured,
}

impl BenchmarkReport {
    pub(super) fn of(plan: Plan, load: Load, targets: Targets, ttl_seconds: u64) -> Self {
        Self {
            plan,
            done: false,
            load,
            targets,
            ttl_seconds,
            from: None,
            program: None,
            no_pod_because: None,
            tests: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, from: Origin, no_pod_because: Option<String>, program: Option<String>) {
        (self.from, self.no_pod_because, self.program) = (Some(from), no_pod_because, program);
    }

    fn heading(&self) -> String {
        let from = match (self.from, &self.program) {
            (Some(Origin::Pod), Some(program)) => format!("from {program}"),
            (Some(Origin::Tunnel), _) => "through the tunnel of the Kubernetes API, which is measured too".to_owned(),
            _ => "from this machine".to_owned(),
        };
        format!("{}, {from}", self.plan.target)
    }

    fn amount(&self) -> String {
        let Load { clients, pipeline, data_bytes, keyspace, .. } = self.load;
        let each = if self.tests.iter().any(|test| test.members.len() > 1) { " to each primary" } else { "" };
        format!(
            "{clients} connections{each}, {pipeline} at a time, values of {}, {} keys",
            units::bytes(data_bytes),
            units::count(keyspace)
        )
    }
}

fn figures(measured: &Measured) -> [Cell; 5] {
    let time = |time: Option<u64>| time.map_or_else(|| "-".to_owned(), units::microseconds).into();
    [
        units::count(measured.ops_per_second.round() as u64).into(),
        time(measured.p50_microseconds),
        time(measured.p95_microseconds),
        time(measured.p99_microseconds),
        time(measured.greatest_microseconds),
    ]
}

fn targets(targets: Targets, met: Met) -> Cell {
    let wanted = [(targets.ops_per_second, met.ops), (targets.p95_microseconds, met.p95)];
    let told: Vec<Option<bool>> = wanted.into_iter().filter_map(|(wanted, met)| wanted.map(|_| met)).collect();
    match told.as_slice() {
        [] => Cell::plain("-"),
        told if told.contains(&Some(false)) => Cell::toned("missed", Tone::Bad),
        told if told.contains(&None) => Cell::toned("unknown", Tone::Warn),
        _ => Cell::toned("met", Tone::Good),
    }
}

impl Report for BenchmarkReport {
    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let mut table = Table::new(&["TEST", "#REQUESTS", "#OPS/S", "#P50", "#P95", "#P99", "#MAX", "TARGETS"]);
        for row in &self.tests {
            let first = [row.test.name().into(), units::count(row.requests).into()];
            table.row(first.into_iter().chain(figures(&row.measured)).chain([targets(self.targets, row.met)]));
        }
        let mut blocks =
            vec![Block::Heading(self.heading()), Block::Line(Cell::plain(self.amount())), Block::Table(table)];
        if self.tests.iter().any(|row| row.members.len() > 1) {
            let mut table = Table::new(&["TEST", "PRIMARY", "#OPS/S", "#P50", "#P95", "#P99", "#MAX"]);
            for row in &self.tests {
                for member in &row.members {
                    let first = [row.test.name().into(), member.member.as_str().into()];
                    table.row(first.into_iter().chain(figures(&member.measured)));
                }
            }
            blocks.push(Block::Table(table));
        }
        View { blocks, last: None }
    }
}
