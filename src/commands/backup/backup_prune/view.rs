//! The report as text.

use super::PruneReport;
use super::plan::{Removal, What};
use crate::commands::backup::backup_list::age;
use crate::report::{Block, Cell, Report, Table, Tone, View, units};

impl Report for PruneReport {
    fn has_acted(&self) -> bool {
        self.removed > 0
    }

    fn view(&self) -> View {
        let plan = &self.plan;
        let mut blocks = Vec::new();
        let mut places: Vec<&str> = plan.sets.iter().map(|set| set.place.as_str()).collect();
        places.dedup();
        for place in &places {
            if places.len() > 1 {
                blocks.push(Block::Heading((*place).to_owned()));
            }
            let mut table = Table::new(&["INSTANCE", "SET", "#AGE", "#SIZE", "PLAN", "WHY"]);
            for set in plan.sets.iter().filter(|set| set.place == *place) {
                let (word, tone) = if set.keep { ("keep", Tone::Good) } else { ("remove", Tone::Warn) };
                let why = if set.keep { set.reasons.join(", ") } else { "no --keep option keeps it".to_owned() };
                table.row([
                    set.instance.as_str().into(),
                    set.set.as_str().into(),
                    age(set.time, plan.now).into(),
                    units::bytes(set.bytes).into(),
                    Cell::toned(word, tone),
                    why.into(),
                ]);
            }
            blocks.push(Block::Table(table));
        }
        let leavings: Vec<&Removal> = plan.removals.iter().filter(|removal| removal.what != What::Set).collect();
        if !leavings.is_empty() {
            let mut table = Table::new(&["LEFT BY A DEAD RUN", "#SIZE", "FILES"]);
            for removal in leavings {
                let size = match removal.what {
                    What::Upload => "open upload".to_owned(),
                    What::Snapshot => "snapshot".to_owned(),
                    What::Set | What::Orphans => units::bytes(removal.bytes),
                };
                table.row([removal.path.as_str().into(), size.into(), removal.files.join(", ").into()]);
            }
            blocks.push(Block::Table(table));
        }
        blocks.push(Block::Line(if plan.removals.is_empty() {
            "nothing to remove".into()
        } else if self.done {
            format!("removed {} of {}, {} freed", self.removed, plan.removals.len(), units::bytes(self.freed_bytes))
                .into()
        } else {
            format!("dry run: {}", plan.in_words()).into()
        }));
        View { blocks, last: None }
    }
}
