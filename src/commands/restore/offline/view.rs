//! The report as text.

use super::OfflineReport;
use crate::commands::restore::compare;
use crate::domain::restore::offline::record::Direction;
use crate::report::{Block, Cell, Report, View, units};

impl Report for OfflineReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let mut fields: Vec<(String, Cell)> = Vec::new();
        let mut field = |name: &str, value: String| fields.push((name.to_owned(), Cell::plain(value)));
        match self.direction {
            Direction::Restore => {
                field("restored", format!("{} ({})", self.file.source, units::bytes(self.file.bytes)));
            }
            Direction::Undo => field("undone", format!("the restore of {}", self.run)),
        }
        if let Some(keys) = self.keys {
            field("keys", units::count(keys));
        }
        if let Some(seconds) = self.outage_seconds {
            field("outage", units::duration(seconds));
        }
        let sets: Vec<String> = self.sets.iter().map(|set| format!("{} ({})", set.name, set.replicas.max(1))).collect();
        field("running", sets.join(", "));
        field("kept aside", format!("{} on claim {}", self.aside, self.claim));
        if let Some(path) = &self.safety_backup {
            field("safety backup", path.clone());
        }
        if let Some(undo) = &self.undo {
            field("undo", undo.clone());
        }
        let read_back = self.read_back.as_ref().and_then(|report| report.full.as_ref());
        fields.extend(read_back.map(|full| ("read back".to_owned(), compare::read_back_words(full))));
        let mut blocks = vec![Block::Fields(fields)];
        blocks.extend(read_back.and_then(compare::differences));
        View { blocks, last: None }
    }
}
