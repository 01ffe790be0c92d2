//! The report as text.

use super::{ChangeState, ConfigRestoreReport, shown};
use crate::report::{Block, Cell, Report, Table, Tone, View};

impl Report for ConfigRestoreReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        let changes: usize = self.members.iter().map(|member| member.changes.len()).sum();
        let mut blocks = Vec::new();
        match (changes, self.done) {
            (0, _) => blocks.push(Block::Line(Cell::plain("There is nothing to set."))),
            (_, false) => blocks.extend(self.plan.blocks()),
            (_, true) => blocks.push(Block::Table(self.changes())),
        }
        blocks.extend(self.held());
        if let Some(patch) = &self.patch {
            blocks.push(Block::Heading(format!("So that it lasts, for {}:", patch.into)));
            blocks.push(Block::Verbatim(patch.text.clone()));
        }
        View { blocks, last: None }
    }
}

impl ConfigRestoreReport {
    fn changes(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "PARAMETER", "FROM", "TO", "STATE", "+UNDO"]);
        for row in &self.members {
            for change in &row.changes {
                let state = match change.state {
                    ChangeState::Planned => Cell::plain("planned"),
                    ChangeState::Set => Cell::toned("set", Tone::Good),
                    ChangeState::Failed => Cell::toned("not set", Tone::Bad),
                    ChangeState::Differs => Cell::toned("not what was set", Tone::Bad),
                };
                table.row([
                    row.member.as_str().into(),
                    change.change.name.as_str().into(),
                    shown(&change.change.from).into(),
                    shown(&change.change.to).into(),
                    state,
                    change.undo.as_str().into(),
                ]);
            }
        }
        table
    }

    /// What differs and is not set; told once where several members have it alike.
    fn held(&self) -> Option<Block> {
        let mut table = Table::new(&["PARAMETER", "KEPT", "NOW", "NOT SET, FOR"]);
        let mut seen = Vec::new();
        for held in self.members.iter().flat_map(|member| &member.held) {
            if seen.contains(&held) {
                continue;
            }
            seen.push(held);
            table.row([
                held.name.as_str().into(),
                shown(&held.kept).into(),
                held.now.as_deref().map_or("-".to_owned(), shown).into(),
                held.because.as_str().into(),
            ]);
        }
        (!table.rows.is_empty()).then_some(Block::Table(table))
    }
}
