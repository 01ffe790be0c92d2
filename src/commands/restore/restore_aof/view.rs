//! The report for people.

use super::AofRestore;
use crate::report::units::{self, count};
use crate::report::{Block, Cell, Report, Tone, View};

impl Report for AofRestore {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let history = &self.history;
        let mut fields: Vec<(String, Cell)> = vec![("source".to_owned(), self.source.as_str().into())];
        let mut field = |name: &str, text: String| fields.push((name.to_owned(), text.into()));
        let end = match (&history.cut, history.then_rest) {
            (Some(cut), false) => format!("{} at offset {}", cut.file, cut.offset),
            (Some(cut), true) => match &cut.at {
                Some(at) => format!("the end of history, without the {} at {}", at.command, at.place()),
                None => "the end of history".to_owned(),
            },
            (None, _) => "the end of history".to_owned(),
        };
        field("up to", end);
        if let Some(base) = self.base.as_ref().filter(|base| base.answered > 0) {
            field("snapshot", format!("{} keys and functions restored", count(base.acknowledged)));
        }
        if let Some(commands) = &self.commands {
            let transactions = match commands.transactions {
                0 => String::new(),
                transactions => format!(" in part within {} transactions", count(transactions)),
            };
            field("commands", format!("{} replayed{transactions}", count(commands.acknowledged)));
        }
        if history.left.commands > 0 {
            field("not replayed", format!("{} commands", count(history.left.commands)));
        }
        if let Some(lowered) = self.lowered.filter(|lowered| lowered.lowered > 0) {
            let words = format!(
                "{} keys have their own time to live again, {} of them had expired and are gone",
                count(lowered.lowered),
                count(lowered.expired)
            );
            field("expiry", words);
        }
        if let Some(after) = &self.after {
            let keys: Vec<String> = after.keys.iter().map(|(db, keys)| format!("db{db} {}", count(*keys))).collect();
            let keys = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
            field("keys now", format!("{keys} (before: {})", count(self.target.all_keys())));
        }
        if let Some(safety) = &self.safety {
            field("safety copy", safety.clone());
        }
        if let Some(seconds) = self.seconds {
            field("time", units::duration(seconds));
        }
        let mut blocks = vec![Block::Fields(fields)];
        if !self.verified.is_empty() {
            let lines = self.verified.iter().map(|text| Cell::toned(format!("verified: {text}"), Tone::Good));
            blocks.push(Block::Lines(lines.collect()));
        }
        if !history.remarks.is_empty() {
            let lines = history.remarks.iter().map(|text| Cell::toned(format!("note: {text}"), Tone::Warn));
            blocks.push(Block::Lines(lines.collect()));
        }
        View { blocks, last: None }
    }
}
