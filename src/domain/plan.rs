//! A plan: what a run would do, as data. `--dry-run` shows it, consent is given to it, and the same steps are then taken.

use crate::report::{Block, Cell, Tone};
use serde::Serialize;

/// What the steps put at risk, which decides how consent is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Danger {
    /// Something changes, or the servers feel it; it can be undone. `--yes` is enough.
    Changes,
    /// Data may be gone afterwards. The name has to be typed, or given with `--confirm`.
    Destroys,
}

/// One thing that will be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// A stable word for scripts, such as `scale-down`.
    pub id: &'static str,
    /// One sentence without a full stop, naming the object.
    pub does: String,
    /// The command that takes it back, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

impl Step {
    /// A step that says what it does.
    pub fn new(id: &'static str, does: impl Into<String>) -> Self {
        Self { id, does: does.into(), undo: None }
    }

    /// With the command that takes it back.
    #[must_use]
    pub fn undone_by(mut self, command: impl Into<String>) -> Self {
        self.undo = Some(command.into());
        self
    }
}

/// Steps in order, on one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// What it is for, in words that follow "to": `restore 12,345 keys into apps/cache`.
    pub intent: String,
    /// The name that consent is given by: `<namespace>/<instance>`, or `host:port` with `--url`.
    pub target: String,
    /// What is at risk.
    pub danger: Danger,
    /// The steps.
    pub steps: Vec<Step>,
    /// What the user should know before agreeing: costs, what is lost, what will revert it.
    pub remarks: Vec<String>,
}

impl Plan {
    /// The plan as a report shows it.
    pub fn blocks(&self) -> Vec<Block> {
        let mut lines = vec![Cell::plain(format!("plan to {}:", self.intent))];
        for (number, step) in self.steps.iter().enumerate() {
            lines.push(Cell::plain(format!("{:>3}. {}", number + 1, step.does)));
            lines.extend(step.undo.iter().map(|undo| Cell::plain(format!("     undo: {undo}"))));
        }
        let mut blocks = vec![Block::Lines(lines)];
        if !self.remarks.is_empty() {
            let remarks = self.remarks.iter().map(|text| Cell::toned(format!("note: {text}"), Tone::Warn)).collect();
            blocks.push(Block::Lines(remarks));
        }
        blocks
    }

    /// The plan as lines of text, for the terminal on which consent is asked.
    pub fn lines(&self) -> Vec<String> {
        let blocks = self.blocks();
        let lines = blocks.iter().flat_map(|block| match block {
            Block::Lines(lines) => lines.as_slice(),
            _ => &[],
        });
        lines.map(|line| line.text.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_with_what_takes_them_back_and_what_to_know() {
        let plan = Plan {
            intent: "stop a/b".into(),
            target: "a/b".into(),
            danger: Danger::Changes,
            steps: vec![
                Step::new("scale-down", "scale b to 0").undone_by("kubectl scale --replicas=1 sts/b"),
                Step::new("wait", "wait for b-0 to end"),
            ],
            remarks: vec!["clients are refused meanwhile".into()],
        };
        let expected = [
            "plan to stop a/b:",
            "  1. scale b to 0",
            "     undo: kubectl scale --replicas=1 sts/b",
            "  2. wait for b-0 to end",
            "note: clients are refused meanwhile",
        ];
        assert_eq!(plan.lines(), expected);
    }
}
