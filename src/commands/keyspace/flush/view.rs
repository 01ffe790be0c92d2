//! The report as text.

use super::FlushReport;
use crate::report::{Block, Cell, Report, Table, View, units};

impl Report for FlushReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        if self.members.iter().all(|member| member.keys_before == 0) {
            return View::of(Block::Line(Cell::plain("There are no keys: nothing was done.")));
        }
        let mut table = Table::new(&["MEMBER", "#KEYS BEFORE", "#AFTER", "#MEMORY BEFORE", "#AFTER"]);
        for member in &self.members {
            let bytes = |bytes: Option<u64>| bytes.map_or("-".to_owned(), units::bytes);
            table.row([
                member.member.as_str().into(),
                units::count(member.keys_before).into(),
                member.keys_after.map_or("-".to_owned(), units::count).into(),
                bytes(member.memory_before_bytes).into(),
                bytes(member.memory_after_bytes).into(),
            ]);
        }
        let mut blocks = vec![Block::Table(table)];
        if let Some(backup) = &self.backup {
            blocks.push(Block::Line(Cell::plain(format!("the backup from before: {backup}"))));
        }
        View { blocks, last: None }
    }
}
