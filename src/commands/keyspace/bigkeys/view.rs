//! The report as text.

use crate::domain::keyspace::histogram::Class;
use crate::domain::keyspace::name;
use crate::domain::keyspace::report::{KeyReport, KeyspaceReport, Measure, SourceReport, TypeReport};
use crate::report::{Block, Cell, Report, Table, View, bar, units};
use crate::target::flavour::Role;

/// Characters of a name in a table; `-o wide` and JSON have more.
const NAME: usize = 60;
/// Characters of the longest bar.
const BAR: usize = 40;

impl Report for KeyspaceReport {
    fn view(&self) -> View {
        let mut blocks = Vec::new();
        if !self.sources.is_empty() {
            blocks.push(Block::Lines(self.sources.iter().flat_map(source_lines).collect()));
        }
        if self.keys == 0 {
            return View { blocks, last: self.page.clone() };
        }
        blocks.push(Block::Table(types(self)));
        for one in self.types.iter().filter(|one| !one.histogram.is_empty()) {
            blocks.push(histogram(&one.kind, one.unit, &one.histogram));
        }
        blocks.extend(keys(self, "Biggest keys", |one| &one.by_size));
        if self.measure != Measure::None {
            let heading = if self.measure == Measure::Memory { "Most memory" } else { "Most bytes in the backup" };
            blocks.extend(keys(self, heading, |one| &one.by_bytes));
        } else {
            blocks.extend(keys(self, "Most memory, of types without a size", |one| match one.by_size.is_empty() {
                true => &one.by_bytes,
                false => &[],
            }));
        }
        blocks.extend(prefixes(self));
        blocks.extend(ttl(self));
        View { blocks, last: self.page.clone() }
    }
}

fn source_lines(source: &SourceReport) -> Vec<Cell> {
    let mut line = format!("{} keys in {}", units::count(source.keys), source.name);
    if !source.complete {
        line =
            format!("{} of {} keys in {}", units::count(source.keys), units::count(source.expected_keys), source.name);
    }
    if let Some(slots) = &source.slots {
        line.push_str(&format!(", slots {}", crate::formats::cluster::words(slots)));
    }
    match (source.role, &source.because) {
        (Some(Role::Replica), Some(because)) => line.push_str(&format!(" ({because})")),
        (_, Some(because)) => line.push_str(&format!(" ({because})")),
        _ => {}
    }
    line.push_str(&format!(", {}", units::duration(source.seconds)));
    if let Some(cpu) = source.server_cpu_seconds {
        line.push_str(&format!(", {cpu:.2}s of the server's CPU"));
    }
    let mut lines = vec![Cell::plain(line)];
    if let Some(pings) = source.pings {
        lines.push(Cell::plain(format!(
            "  PING {} before, meanwhile p50 {}, p99 {}, longest {}",
            units::microseconds(pings.before_microseconds),
            units::microseconds(pings.p50_microseconds),
            units::microseconds(pings.p99_microseconds),
            units::microseconds(pings.longest_microseconds),
        )));
        if source.slowed > 0 {
            let text = format!("  slowed down {} times in {} pages", source.slowed, units::count(source.pages));
            lines.push(Cell::plain(text));
        }
    }
    if source.resumed_keys > 0 {
        let text = format!("  {} of them were counted before, --resume", units::count(source.resumed_keys));
        lines.push(Cell::plain(text));
    }
    if source.expired_keys > 0 {
        lines.push(Cell::plain(format!(
            "  {} more had expired, and are not counted",
            units::count(source.expired_keys)
        )));
    }
    if source.repeated_keys > 0 {
        let text = format!("  {} came twice, and are counted once", units::count(source.repeated_keys));
        lines.push(Cell::plain(text));
    }
    if !source.repeats_are_told {
        lines.push(Cell::plain("  not every key is remembered: one that came twice is counted twice, in lists once"));
    }
    lines
}

fn types(report: &KeyspaceReport) -> Table {
    let mut columns = vec!["TYPE", "#KEYS", "#SHARE", "#SIZE", "UNIT", "#MEAN", "#GREATEST"];
    if report.measure != Measure::None {
        columns.push(if report.measure == Measure::Memory { "#MEMORY" } else { "#IN BACKUP" });
    }
    let mut table = Table::new(&columns);
    for one in &report.types {
        let mut row: Vec<Cell> = vec![
            one.kind.as_str().into(),
            units::count(one.keys).into(),
            units::share(one.keys as f64 / report.keys.max(1) as f64).into(),
            size(one.unit, (one.unsized_keys < one.keys).then_some(one.size)).into(),
            one.unit.into(),
            one.mean_size.map_or("-".to_owned(), |mean| mean_size(one.unit, mean)).into(),
            size(one.unit, one.greatest_size).into(),
        ];
        if report.measure != Measure::None {
            row.push(one.memory_bytes.or(one.stored_bytes).map_or("-".to_owned(), units::bytes).into());
        }
        table.row(row);
    }
    table
}

fn size(unit: &str, size: Option<u64>) -> String {
    match size {
        Some(bytes) if unit == "bytes" => units::bytes(bytes),
        Some(count) => units::count(count),
        None => "-".to_owned(),
    }
}

fn mean_size(unit: &str, mean: f64) -> String {
    if unit == "bytes" { units::bytes(mean.round() as u64) } else { format!("{mean:.1}") }
}

/// A histogram with its bars.
pub(super) fn histogram(kind: &str, unit: &str, classes: &[Class]) -> Block {
    let mut table = Table::new(&[&format!("#{} {}", kind.to_uppercase(), unit.to_uppercase()), "#KEYS", ""]);
    let greatest = classes.iter().map(|class| class.keys).max().unwrap_or(0);
    for class in classes {
        let range = match class.from == class.to {
            true => size(unit, Some(class.from)),
            false if unit == "bytes" => format!("{} to {}", units::bytes(class.from), units::bytes(class.to)),
            false => format!("{} to {}", units::count(class.from), units::count(class.to)),
        };
        table.row([range.into(), units::count(class.keys).into(), bar(class.keys, greatest, BAR).into()]);
    }
    Block::Table(table)
}

fn keys<'a>(report: &'a KeyspaceReport, heading: &str, of: impl Fn(&'a TypeReport) -> &'a [KeyReport]) -> Vec<Block> {
    let several_dbs = report.databases.len() > 1 || report.databases.iter().any(|database| database.db != 0);
    let several = report.sources.len() > 1;
    let mut columns = vec!["TYPE", "KEY", "#SIZE", "UNIT", report.measure.heading_marked(), "#EXPIRES", "ENCODING"];
    if several_dbs {
        columns.insert(1, "#DB");
    }
    columns.push(if several { "MEMBER" } else { "+MEMBER" });
    let mut table = Table::new(&columns);
    for one in &report.types {
        for key in of(one) {
            let expires = match (key.expires, key.expires_in_ms) {
                (Some(false), _) => "never".to_owned(),
                (_, Some(left)) => units::duration(left as f64 / 1000.0),
                _ => "-".to_owned(),
            };
            let mut row: Vec<Cell> = vec![
                one.kind.as_str().into(),
                name::cut(&key.key, NAME).into(),
                size(one.unit, key.size).into(),
                one.unit.into(),
                key.memory_bytes.or(key.stored_bytes).map_or("-".to_owned(), units::bytes).into(),
                expires.into(),
                key.encoding.as_deref().unwrap_or("-").into(),
                key.member.as_str().into(),
            ];
            if several_dbs {
                row.insert(1, key.db.to_string().into());
            }
            table.row(row);
        }
    }
    if table.rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading(heading.to_owned()), Block::Table(table)]
}

impl Measure {
    fn heading_marked(self) -> &'static str {
        match self.heading() {
            "MEMORY" => "#MEMORY",
            _ => "#IN BACKUP",
        }
    }
}

fn prefixes(report: &KeyspaceReport) -> Vec<Block> {
    if report.prefixes.is_empty() {
        return Vec::new();
    }
    let bytes = report.measure != Measure::None;
    let mut columns = vec!["PREFIX", "#KEYS", "#SHARE", "TYPES", "#STRING BYTES", "#ELEMENTS"];
    if bytes {
        columns.push(report.measure.heading_marked());
    }
    let mut table = Table::new(&columns);
    for one in &report.prefixes {
        let shown = match (one.others, one.prefix.as_str()) {
            (true, _) => "(smaller ones)".to_owned(),
            (false, "") => "(none)".to_owned(),
            (false, prefix) => format!("{}*", name::cut(prefix, NAME)),
        };
        let mut row: Vec<Cell> = vec![
            shown.into(),
            units::count(one.keys).into(),
            units::share(one.keys as f64 / report.keys.max(1) as f64).into(),
            one.types.join(",").into(),
            if one.string_bytes > 0 { units::bytes(one.string_bytes) } else { "-".to_owned() }.into(),
            if one.elements > 0 { units::count(one.elements) } else { "-".to_owned() }.into(),
        ];
        if bytes {
            row.push(one.bytes().map_or("-".to_owned(), units::bytes).into());
        }
        table.row(row);
    }
    let mut blocks = vec![Block::Table(table)];
    let listed = report.prefixes.iter().filter(|one| !one.others).count();
    if report.prefixes_in_all > listed {
        let text = format!(
            "{listed} of {} prefixes: --prefixes NUMBER lists more",
            units::count(report.prefixes_in_all as u64)
        );
        blocks.push(Block::Line(Cell::plain(text)));
    }
    blocks
}

fn ttl(report: &KeyspaceReport) -> Vec<Block> {
    let ttl = &report.ttl;
    if ttl.asked_keys == 0 {
        return Vec::new();
    }
    let of = if ttl.sampled { "#KEYS SAMPLED" } else { "#KEYS" };
    let mut table = Table::new(&["EXPIRES", of, "#SHARE", ""]);
    let greatest = ttl.classes.iter().map(|class| class.keys).max().unwrap_or(0);
    for class in &ttl.classes {
        let share = units::share(class.keys as f64 / ttl.asked_keys as f64);
        let row = [
            class.expires.into(),
            units::count(class.keys).into(),
            share.into(),
            bar(class.keys, greatest, BAR).into(),
        ];
        table.row(row);
    }
    vec![Block::Table(table)]
}
