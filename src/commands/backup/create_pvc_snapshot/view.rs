//! The report as text.

use super::SnapshotReport;
use crate::report::{Block, Report, Table, View};

impl Report for SnapshotReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let mut table = Table::new(&["SNAPSHOT", "CLAIM", "MEMBER", "ROLE", "SIZE", "HANDLE"]);
        for one in &self.snapshots {
            table.row([
                one.name.as_str().into(),
                one.claim.as_str().into(),
                one.member.as_str().into(),
                one.role.map_or("-", |role| role.word()).into(),
                one.restore_size.as_deref().unwrap_or("-").into(),
                one.handle.as_deref().unwrap_or("-").into(),
            ]);
        }
        View { blocks: vec![Block::Table(table)], last: self.kept.path.clone() }
    }
}
