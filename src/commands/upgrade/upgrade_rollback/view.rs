//! What a rollback shows: the plan with every field that changes, and what became of each step.

use crate::commands::replication::report::{StepDone, step_lines};
use crate::domain::plan::Plan;
use crate::domain::rollback::{Change, Difference, Fate};
use crate::report::{Block, Cell, Report, Tone, View};
use serde::Serialize;

/// The whole of it.
#[derive(Debug, Serialize)]
pub(super) struct RollbackReport {
    pub release: String,
    pub from_revision: u64,
    pub to_revision: u64,
    pub new_revision: u64,
    /// The release of the servers that may have written the data.
    pub version_from: Option<String>,
    /// The release that the former image promises.
    pub version_to: Option<String>,
    pub plan: Plan,
    /// Every object of both manifests.
    pub changes: Vec<Change>,
    pub done: bool,
    /// Empty for a dry run.
    pub steps: Vec<StepDone>,
    pub safety_backup: Option<String>,
    /// The command that goes forward again.
    pub undo: Option<String>,
}

impl RollbackReport {
    fn changed(&self) -> Block {
        let mut lines = Vec::new();
        for change in &self.changes {
            let shown = change.identity.shown();
            match &change.fate {
                Fate::Create { .. } => lines.push(Cell::plain(format!("+ {shown}"))),
                Fate::Delete => lines.push(Cell::toned(format!("- {shown}"), Tone::Warn)),
                Fate::Keep => lines.push(Cell::plain(format!("  {shown}: stays, as its annotation says"))),
                Fate::Change { differences, .. } => {
                    lines.push(Cell::plain(format!("~ {shown}")));
                    lines.extend(differences.iter().flat_map(of_field));
                }
                Fate::Same | Fate::Unserved => {}
            }
        }
        Block::Lines(lines)
    }
}

fn of_field(field: &Difference) -> Vec<Cell> {
    let mut lines = vec![Cell::plain(format!("    {}", field.path))];
    lines.extend(field.from.iter().map(|from| Cell::plain(format!("      - {from}"))));
    lines.extend(field.to.iter().map(|to| Cell::plain(format!("      + {to}"))));
    lines
}

impl Report for RollbackReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if self.steps.is_empty() {
            let mut blocks = self.plan.blocks();
            blocks.push(self.changed());
            return View { blocks, last: None };
        }
        let head = match self.done {
            true => Cell::toned(
                format!(
                    "release {} is as in revision {}, as revision {}",
                    self.release, self.to_revision, self.new_revision
                ),
                Tone::Good,
            ),
            false => Cell::toned(format!("release {} was not taken back to its end", self.release), Tone::Bad),
        };
        let mut blocks = vec![Block::Line(head), step_lines(&self.steps), self.changed()];
        let named = [("safety backup", &self.safety_backup), ("to go forward again", &self.undo)];
        let lines: Vec<Cell> = named
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| Cell::plain(format!("{name}: {value}"))))
            .collect();
        if !lines.is_empty() {
            blocks.push(Block::Lines(lines));
        }
        View { blocks, last: None }
    }
}
