//! The report as text.

use super::{RecoveryReport, StepState};
use crate::report::{Block, Cell, Report, Table, Tone, View, units};

impl Report for RecoveryReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let time = |seconds: Option<f64>| match seconds {
            Some(seconds) => Cell::plain(units::duration(seconds)),
            None => Cell::toned("not reached", Tone::Warn),
        };
        let mut table = Table::new(&["STEP", "STATE", "#SECONDS", "WHAT"]);
        for step in &self.steps {
            let state = match step.state {
                StepState::Done => Cell::toned("done", Tone::Good),
                StepState::DoneWithFindings => Cell::toned("done, see below", Tone::Warn),
                StepState::Failed => Cell::toned("failed", Tone::Bad),
                StepState::NotBegun => Cell::toned("not begun", Tone::Bad),
            };
            let seconds = step.seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
            table.row([step.id.into(), state, seconds.into(), step.words.as_str().into()]);
        }
        let mut fields = vec![
            ("set".to_owned(), self.set.as_str().into()),
            ("RPO".to_owned(), time(self.rpo_seconds)),
            ("RTO".to_owned(), time(self.rto_seconds)),
        ];
        fields.extend(self.undo.iter().map(|undo| ("undo".to_owned(), undo.as_str().into())));
        View { blocks: vec![Block::Table(table), Block::Fields(fields)], last: None }
    }
}
