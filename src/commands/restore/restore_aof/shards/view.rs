//! The report for people.

use super::ClusterReport;
use crate::domain::restore::point_in_time::shards;
use crate::report::units::{self, count};
use crate::report::{Block, Cell, Report, Table, Tone, View};

impl Report for ClusterReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let mut table = Table::new(&["SLOTS", "#SNAPSHOT", "#COMMANDS", "#ERRORS", "#NOT REPLAYED", "UP TO"]);
        for shard in &self.shards {
            let end = match &shard.history.cut {
                Some(cut) if !shard.history.then_rest => format!("{} at offset {}", cut.file, cut.offset),
                _ => "the end of history".to_owned(),
            };
            let (base, commands) = (shard.base.as_ref(), shard.commands.as_ref());
            let done = |account: Option<&_>| account.map_or("not begun".to_owned(), acknowledged);
            let errors = base.into_iter().chain(commands).map(|account| account.errors).sum();
            let tone = if errors > 0 { Tone::Bad } else { Tone::Plain };
            table.row([
                shards::words(&shard.slots).into(),
                done(base).into(),
                done(commands).into(),
                Cell::toned(count(errors), tone),
                count(shard.history.left.commands).into(),
                end.into(),
            ]);
        }
        let mut fields: Vec<(String, Cell)> = vec![("source".to_owned(), self.source.as_str().into())];
        if let Some(lowered) = self.lowered.filter(|lowered| lowered.lowered > 0) {
            let words = format!("{} keys have their own time to live again", count(lowered.lowered));
            fields.push(("expiry".to_owned(), words.into()));
        }
        fields.extend(self.safety.as_ref().map(|path| ("safety copy".to_owned(), path.as_str().into())));
        fields.extend(self.seconds.map(|seconds| ("time".to_owned(), units::duration(seconds).into())));
        let lines = self.verified.iter().map(|text| Cell::toned(format!("verified: {text}"), Tone::Good));
        View { blocks: vec![Block::Table(table), Block::Fields(fields), Block::Lines(lines.collect())], last: None }
    }
}

fn acknowledged(account: &crate::domain::restore::point_in_time::account::Account) -> String {
    count(account.acknowledged)
}
