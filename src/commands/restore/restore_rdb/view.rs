//! The report for people.

use super::RestoreReport;
use crate::commands::restore::compare;
use crate::report::{Block, Cell, Report, Tone, View, units};

impl Report for RestoreReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        let plan = &self.plan;
        let server = plan.server_format.as_deref().unwrap_or("not known");
        let mut fields: Vec<(String, Cell)> = vec![
            ("source".to_owned(), format!("{} ({})", plan.source, plan.format).into()),
            ("server".to_owned(), format!("format {server}").into()),
            ("engine".to_owned(), format!("live: {}", plan.engine.because).into()),
            ("memory".to_owned(), plan.memory.words().into()),
        ];
        if !self.done {
            fields.push((
                "keys".to_owned(),
                format!("{} of {}", units::count(plan.keys), units::count(plan.source_keys)).into(),
            ));
            let mut blocks = vec![Block::Fields(fields)];
            blocks.extend(plan.plan.blocks());
            return View { blocks, last: None };
        }
        fields.push(("keys".to_owned(), self.keys()));
        if self.account.functions.loaded > 0 {
            let loaded = units::count(self.account.functions.loaded);
            fields.push(("functions".to_owned(), format!("{loaded} libraries loaded").into()));
        }
        if let Some(seconds) = self.seconds {
            let rate = self.account.counts.restored as f64 / seconds.max(0.001);
            let rate = units::count(rate as u64);
            fields.push(("time".to_owned(), format!("{}, {rate} keys/s", units::duration(seconds)).into()));
        }
        fields
            .push(("verified".to_owned(), "every key by the server's own reply; evicted_keys of each primary".into()));
        let read_back = self.read_back.as_ref().and_then(|report| report.full.as_ref());
        fields.extend(read_back.map(|full| ("read back".to_owned(), compare::read_back_words(full))));
        let named = [("safety backup", &self.safety_backup), ("undo", &self.undo), ("to go on", &self.resume)];
        for (name, value) in named {
            fields.extend(value.as_ref().map(|value| (name.to_owned(), Cell::plain(value.clone()))));
        }
        let mut blocks = vec![Block::Fields(fields)];
        blocks.extend(read_back.and_then(compare::differences));
        View { blocks, last: None }
    }
}

impl RestoreReport {
    /// `1,000 restored, 3 skipped, 2 expired, of 1,005`.
    fn keys(&self) -> Cell {
        let counts = self.account.counts;
        let at_least = if self.at_least { "at least " } else { "" };
        let mut words = vec![format!("{at_least}{} restored", units::count(counts.restored))];
        for (count, what) in [
            (counts.skipped, "skipped, since they were there"),
            (counts.present, "there already when the run was taken up again"),
            (counts.expired, "expired"),
            (counts.left_out, "left out"),
            (counts.failed, "failed"),
            (self.account.unanswered, "sent and not answered"),
        ] {
            if count > 0 {
                words.push(format!("{} {what}", units::count(count)));
            }
        }
        let tone = if counts.sum() == self.plan.keys && counts.failed == 0 { Tone::Good } else { Tone::Bad };
        Cell::toned(format!("{} of {}", words.join(", "), units::count(self.plan.keys)), tone)
    }
}
