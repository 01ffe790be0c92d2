//! What a restart shows.

use crate::commands::replication::report::{MemberNow, StepDone, members_table, step_lines};
use crate::domain::plan::Plan;
use crate::report::{Block, Cell, Report, Tone, View};
use serde::Serialize;

/// The plan, what became of each step, and the members afterwards.
#[derive(Debug, Serialize)]
pub(super) struct RestartReport {
    pub plan: Plan,
    pub done: bool,
    /// Empty for a dry run.
    pub steps: Vec<StepDone>,
    pub members: Vec<MemberNow>,
}

impl RestartReport {
    /// Of a plan that nothing was done of.
    pub(super) fn of(plan: Plan) -> Self {
        Self { plan, done: false, steps: Vec::new(), members: Vec::new() }
    }
}

impl Report for RestartReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if self.steps.is_empty() {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let head = match self.done {
            true => Cell::toned("every pod was restarted, and is in order", Tone::Good),
            false => Cell::toned("not every pod was restarted", Tone::Bad),
        };
        let mut blocks = vec![Block::Line(head), step_lines(&self.steps)];
        if !self.members.is_empty() {
            blocks.push(members_table(&self.members));
        }
        View { blocks, last: None }
    }
}
