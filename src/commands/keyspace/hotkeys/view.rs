//! The report as text.

use super::{HotkeysReport, List, PlanReport};
use crate::domain::keyspace::name;
use crate::report::{Block, Cell, Report, Table, View, units};

/// Characters of a name.
const NAME: usize = 60;

impl Report for PlanReport {
    fn view(&self) -> View {
        View { blocks: self.plan.blocks(), last: None }
    }
}

impl Report for HotkeysReport {
    fn view(&self) -> View {
        if self.members.is_empty() {
            return View { blocks: Vec::new(), last: None };
        }
        let mut line = format!("{} on {}", units::duration(self.seconds), self.members.join(", "));
        if self.sample > 1 {
            line.push_str(&format!("; one command in {} was measured", self.sample));
        }
        let mut blocks = vec![Block::Line(Cell::plain(line))];
        blocks.extend(self.lists.iter().map(|list| table(list, self.members.len() > 1)));
        View { blocks, last: None }
    }
}

fn table(list: &List, several: bool) -> Block {
    if list.keys.is_empty() {
        return Block::Line(Cell::plain(format!("{}: no key was used", heading(list.measure).trim_start_matches('#'))));
    }
    let mut columns = vec!["KEY", heading(list.measure)];
    let (dbs, shares) = (list.keys.iter().any(|key| key.db.is_some()), list.keys.iter().any(|key| key.share.is_some()));
    if shares {
        columns.push("#SHARE");
    }
    if dbs {
        columns.push("#DB");
    }
    columns.push(if several { "MEMBER" } else { "+MEMBER" });
    let mut table = Table::new(&columns);
    for key in &list.keys {
        let value = match list.measure {
            "cpu-microseconds" => units::microseconds(key.value),
            "net-bytes" => units::bytes(key.value),
            _ => units::count(key.value),
        };
        let mut row: Vec<Cell> = vec![name::cut(&key.key, NAME).into(), value.into()];
        if shares {
            row.push(key.share.map_or("-".to_owned(), units::share).into());
        }
        if dbs {
            row.push(key.db.map_or("-".to_owned(), |db| db.to_string()).into());
        }
        row.push(key.member.as_str().into());
        table.row(row);
    }
    Block::Table(table)
}

fn heading(measure: &str) -> &'static str {
    match measure {
        "cpu-microseconds" => "#CPU TIME",
        "net-bytes" => "#BYTES",
        "frequency" => "#LFU COUNTER",
        _ => "#COMMANDS",
    }
}
