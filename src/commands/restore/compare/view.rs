//! The report as text.

use super::{CompareReport, FullReport, QuickReport};
use crate::domain::compare::{Aspect, Count};
use crate::report::{Block, Cell, Report, Table, Tone, View, units};

impl Report for CompareReport {
    fn view(&self) -> View {
        let mut blocks = vec![Block::Fields(vec![
            ("A".to_owned(), self.a.as_str().into()),
            ("B".to_owned(), self.b.as_str().into()),
        ])];
        blocks.extend(self.full.as_ref().map(|full| Block::Fields(totals(full, self.seconds))));
        blocks.extend(self.full.as_ref().and_then(differences));
        blocks.extend(self.quick.iter().flat_map(counts));
        let (last, tone) = match (self.same, self.differs) {
            (true, _) => ("A and B are the same.", Tone::Good),
            (false, true) => ("A and B differ.", Tone::Bad),
            (false, false) => ("Whether A and B are the same could not be told.", Tone::Warn),
        };
        blocks.push(Block::Line(Cell::toned(last, tone)));
        View { blocks, last: None }
    }
}

fn totals(full: &FullReport, seconds: f64) -> Vec<(String, Cell)> {
    let compared = format!("{} keys in {}", units::count(full.keys_compared), units::duration(seconds));
    let mut fields = vec![("compared".to_owned(), compared.into())];
    let more = [
        ("differing", full.keys_differing, Tone::Bad),
        ("undecided", full.keys_undecided, Tone::Warn),
        ("settled", full.keys_settled, Tone::Plain),
        ("expired", full.keys_expired, Tone::Plain),
    ];
    let shown = more.into_iter().filter(|(_, keys, _)| *keys > 0);
    fields.extend(shown.map(|(name, keys, tone)| (name.to_owned(), Cell::toned(units::count(keys), tone))));
    for aspect in Aspect::ALL {
        if let Some(keys) = full.aspects.get(&aspect) {
            fields.push((format!("  {}", aspect.words()), units::count(*keys).into()));
        }
    }
    fields
}

/// `1,000 keys, all the same`.
pub(in crate::commands) fn read_back_words(full: &FullReport) -> Cell {
    let keys = units::count(full.keys_compared);
    match full.keys_differing + full.keys_undecided {
        0 => Cell::toned(format!("{keys} keys, all the same"), Tone::Good),
        bad => Cell::toned(format!("{keys} keys, {} not known to be the same", units::count(bad)), Tone::Bad),
    }
}

/// The first keys that differ.
pub(in crate::commands) fn differences(full: &FullReport) -> Option<Block> {
    if full.differences.is_empty() {
        return None;
    }
    let mut table = Table::new(&["#DB", "KEY", "DIFFERS IN", "A", "B"]);
    for difference in &full.differences {
        let aspects: Vec<&str> = difference.aspects.iter().map(|aspect| aspect.words()).collect();
        table.row([
            difference.db.to_string().into(),
            difference.key.as_str().into(),
            Cell::toned(aspects.join(", "), Tone::Bad),
            difference.a.as_str().into(),
            difference.b.as_str().into(),
        ]);
    }
    Some(Block::Table(table))
}

fn counts(quick: &QuickReport) -> Vec<Block> {
    let keys = |keys: u64, expiring: u64| match expiring {
        0 => format!("{} keys", units::count(keys)),
        expiring => format!("{} keys, and {} about to expire", units::count(keys), units::count(expiring)),
    };
    let mut blocks = vec![Block::Fields(vec![
        ("A holds".to_owned(), keys(quick.keys_a, quick.expiring_a).into()),
        ("B holds".to_owned(), keys(quick.keys_b, quick.expiring_b).into()),
    ])];
    if !quick.differences.is_empty() {
        let mut table = Table::new(&["#DB", "TYPE", "#A", "#B", "#EXPIRING IN A", "#EXPIRING IN B"]);
        for difference in &quick.differences {
            let cell = |count: Count| Cell::toned(units::count(count.keys), Tone::Bad);
            table.row([
                difference.db.to_string().into(),
                difference.kind.as_str().into(),
                cell(difference.a),
                cell(difference.b),
                units::count(difference.a.with_expiry).into(),
                units::count(difference.b.with_expiry).into(),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    blocks
}
