//! The report as text.

use super::DrillReport;
use crate::report::{Block, Cell, Report, Table, Tone, View, units};

impl Report for DrillReport {
    fn view(&self) -> View {
        let mut fields: Vec<(String, Cell)> = vec![("instance".to_owned(), self.instance.as_str().into())];
        let none = || Cell::toned("none", Tone::Bad);
        fields.push(("set".to_owned(), self.set.as_deref().map_or_else(none, Cell::plain)));
        fields.push(("RPO".to_owned(), limited(self.rpo_seconds, self.max_rpo_seconds)));
        fields.push(("RTO".to_owned(), limited(self.rto_seconds, self.max_rto_seconds)));
        if let Some(keys) = self.keys {
            fields.push(("keys".to_owned(), units::count(keys).into()));
        }
        fields.push(("drill took".to_owned(), units::duration(self.seconds).into()));
        let mut blocks = vec![Block::Fields(fields)];
        if !self.loads.is_empty() {
            let mut table = Table::new(&["FILE", "SERVER", "#KEYS", "#SECONDS", "COMPARED"]);
            for load in &self.loads {
                let compared = match load.comparison.as_ref().map(|comparison| (comparison.same, comparison.differs)) {
                    Some((true, _)) => Cell::toned("the same", Tone::Good),
                    Some((false, true)) => Cell::toned("differs", Tone::Bad),
                    Some((false, false)) => Cell::toned("could not be told", Tone::Warn),
                    None if load.loaded => Cell::plain("counts only"),
                    None => Cell::toned("not loaded", Tone::Bad),
                };
                table.row([
                    load.name.as_str().into(),
                    load.server.as_deref().unwrap_or("none").into(),
                    load.keys.map_or("-".to_owned(), units::count).into(),
                    load.seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.2}")).into(),
                    compared,
                ]);
            }
            blocks.push(Block::Table(table));
        }
        View { blocks, last: None }
    }
}

/// A time beside its limit.
fn limited(reached: Option<f64>, limit: Option<f64>) -> Cell {
    match (reached.map(units::duration), limit.map(units::duration)) {
        (None, _) => Cell::toned("not known", Tone::Warn),
        (Some(shown), None) => shown.into(),
        (Some(shown), Some(bound)) => {
            let tone = if reached > limit { Tone::Bad } else { Tone::Good };
            Cell::toned(format!("{shown} (limit {bound})"), tone)
        }
    }
}
