//! Blocks become lines: tables without borders, findings as sentences with their hints.

use super::{Layout, escape};
use crate::report::{Align, Block, Cell, Column, Finding, Outcome, Severity, Table, Tone};
use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, presets};

/// The whole text of an outcome.
pub fn outcome(outcome: &Outcome, layout: Layout) -> String {
    let mut parts: Vec<String> = outcome.view.blocks.iter().map(|part| block(part, layout)).collect();
    if !outcome.findings.is_empty() {
        parts.push(findings(&outcome.findings, layout));
    }
    if let Some(last) = &outcome.view.last {
        parts.push(last.lines().map(|line| format!("{}\n", escape(line))).collect());
    }
    parts.join("\n")
}

fn block(block: &Block, layout: Layout) -> String {
    match block {
        Block::Table(content) => table(content, layout),
        Block::Fields(fields) => {
            let width = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
            fields.iter().map(|(name, value)| field(&format!("{name:<width$}"), value, layout)).collect()
        }
        Block::Heading(text) => format!("{}\n", styled(&escape(text), Style::new().bold(), layout)),
        Block::Line(cell) => line(cell, layout),
        Block::Lines(cells) => cells.iter().map(|cell| line(cell, layout)).collect(),
        Block::Verbatim(text) => text.clone(),
    }
}

/// One line; see [`hung`].
pub fn line(cell: &Cell, layout: Layout) -> String {
    let lines = hung(&escape(&cell.text), layout.width);
    lines.lines().map(|line| format!("{}\n", styled(line, tone_style(cell.tone), layout))).collect()
}

/// A step of a plan, a note or a target that is longer than the width is folded below its own first word. Every other line
/// stays as it is: it may be a command to be copied.
pub fn hung(text: &str, width: Option<u16>) -> String {
    let is_long = width.is_some_and(|width| text.chars().count() > usize::from(width));
    let Some(indent) = first_word(text).filter(|_| is_long) else { return format!("{text}\n") };
    let (marker, sentence) = text.split_at(indent);
    let lines = fold(sentence, indent, Layout { color: false, width, wide: false });
    let folded = lines.iter().enumerate().map(|(at, line)| match at {
        0 => format!("{marker}{line}\n"),
        _ => format!("{:indent$}{line}\n", ""),
    });
    folded.collect()
}

/// Where the words begin behind a marker such as `note: ` or `  1. `, bytes.
fn first_word(text: &str) -> Option<usize> {
    if let Some(marker) = ["note: ", "target: "].into_iter().find(|marker| text.starts_with(marker)) {
        return Some(marker.len());
    }
    let number = text.trim_start_matches(' ');
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && number[digits..].starts_with(". ")).then(|| text.len() - number.len() + digits + 2)
}

fn table(content: &Table, layout: Layout) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let shown = |column: &&Column| layout.wide || !column.wide;
    let columns = || content.columns.iter().filter(shown);
    table.set_header(columns().map(|column| aligned(comfy_table::Cell::new(&column.name), column.align)));
    let last = columns().count().saturating_sub(1);
    let widths = widths(content, layout);
    let (gap, before_last) = (gap(&widths, layout), before_a_long_last_column(content, &widths, layout));
    for row in &content.rows {
        let cells = row.iter().zip(&content.columns).filter(|(_, column)| shown(column));
        let painted = cells.enumerate().map(|(index, (cell, column))| {
            let text = match before_last {
                Some(before) if index == last => {
                    let lines = fold(&escape(&cell.text), before, layout);
                    let lines = lines.iter().map(|line| styled(line, tone_style(cell.tone), layout));
                    lines.collect::<Vec<_>>().join("\n")
                }
                _ => paint(cell, layout),
            };
            aligned(comfy_table::Cell::new(text), column.align)
        });
        table.add_row(painted);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if index == last { 0 } else { gap }));
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Characters of the columns that are shown, their widest cells.
fn widths(content: &Table, layout: Layout) -> Vec<usize> {
    let columns = content.columns.iter().enumerate().filter(|(_, column)| layout.wide || !column.wide);
    let width = |(index, column): (usize, &Column)| {
        let cells = content.rows.iter().filter_map(|row| row.get(index)).map(|cell| escape(&cell.text).chars().count());
        cells.chain([column.name.chars().count()]).max().unwrap_or(0)
    };
    columns.map(width).collect()
}

/// Characters between two columns: columns move together where only that keeps them within the layout's width.
fn gap(widths: &[usize], layout: Layout) -> u16 {
    let between = widths.len().saturating_sub(1);
    let needed = |gap: usize| widths.iter().sum::<usize>() + gap * between;
    let fits = |gap| layout.width.is_none_or(|width| needed(gap) <= usize::from(width));
    if !fits(2) && fits(1) { 1 } else { 2 }
}

/// The characters before the last column, where that is text which goes beyond the layout's width: then it is folded.
fn before_a_long_last_column(content: &Table, widths: &[usize], layout: Layout) -> Option<usize> {
    let (last, others) = widths.split_last()?;
    let gap = usize::from(gap(widths, layout));
    let before = others.iter().map(|width| width + gap).sum::<usize>();
    let mut columns = content.columns.iter().filter(|column| layout.wide || !column.wide);
    let is_text = columns.next_back().is_some_and(|column| column.align == Align::Left);
    (is_text && layout.width.is_some_and(|width| before + last > usize::from(width))).then_some(before)
}

fn aligned(cell: comfy_table::Cell, align: Align) -> comfy_table::Cell {
    cell.set_alignment(match align {
        Align::Left => CellAlignment::Left,
        Align::Right => CellAlignment::Right,
    })
}

/// Findings, the worst first: `CRITICAL  replica-link-down  apps/cache-redis-1: …` with the hint below.
pub fn findings(findings: &[Finding], layout: Layout) -> String {
    let mut text = String::new();
    for finding in findings {
        let word = format!("{:<8}", finding.severity.word());
        let word = styled(&word, tone_style(severity_tone(finding.severity)), layout);
        let sentence = format!("{}: {} [{}]", escape(&finding.subject), escape(&finding.message), finding.id);
        text.push_str(&hanging(&word, &sentence, layout));
        if let Some(hint) = &finding.hint {
            text.push_str(&hanging("        ", &format!("hint: {}", escape(hint)), layout));
        }
    }
    text
}

/// A name and its value, which is folded at the layout's width and indented below itself.
fn field(name: &str, value: &Cell, layout: Layout) -> String {
    let indent = name.chars().count() + 2;
    let mut text = String::new();
    for (at, line) in fold(&escape(&value.text), indent, layout).iter().enumerate() {
        let before = if at == 0 { name } else { "" };
        text.push_str(&format!("{before:indent$}{}\n", styled(line, tone_style(value.tone), layout)));
    }
    text
}

/// A sentence beside an eight-column word, folded at the layout's width with the fold indented below the sentence.
fn hanging(word: &str, sentence: &str, layout: Layout) -> String {
    const INDENT: usize = 10;
    let lines = fold(sentence, INDENT, layout);
    let mut text = format!("{word}  {}\n", lines[0]);
    for line in &lines[1..] {
        text.push_str(&format!("{:INDENT$}{line}\n", ""));
    }
    text
}

/// Breaks a sentence at its spaces so that its lines, indented, stay within the layout's width. One line at least.
fn fold(sentence: &str, indent: usize, layout: Layout) -> Vec<String> {
    let width = layout.width.map_or(usize::MAX, |width| usize::from(width).saturating_sub(indent).max(30));
    let mut lines: Vec<String> = vec![String::new()];
    for piece in sentence.split(' ') {
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + piece.chars().count() > width {
            lines.push(piece.to_owned());
        } else if let Some(last) = lines.last_mut() {
            if line > 0 {
                last.push(' ');
            }
            last.push_str(piece);
        }
    }
    lines
}

fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Info => Tone::Plain,
        Severity::Warning | Severity::Unknown => Tone::Warn,
        Severity::Critical => Tone::Bad,
    }
}

fn tone_style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Warn => AnsiColor::Yellow.on_default(),
        Tone::Bad => AnsiColor::Red.on_default().bold(),
    }
}

fn paint(cell: &Cell, layout: Layout) -> String {
    styled(&escape(&cell.text), tone_style(cell.tone), layout)
}

fn styled(text: &str, style: Style, layout: Layout) -> String {
    if layout.color && style != Style::new() { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Verdict, View};

    const PLAIN: Layout = Layout { color: false, width: Some(60), wide: false };

    #[test]
    fn tables_align_and_carry_no_borders() {
        let mut content = Table::new(&["POD", "#KEYS"]);
        content.row(["cache-redis-0".into(), "12".into()]);
        content.row(["c".into(), "1,234".into()]);
        assert_eq!(table(&content, PLAIN), "POD             KEYS\ncache-redis-0     12\nc              1,234\n");
    }

    #[test]
    fn wide_columns_are_shown_where_they_are_wanted() {
        let mut content = Table::new(&["POD", "+#OFFSET", "READY"]);
        content.row(["a".into(), "12".into(), "yes".into()]);
        assert_eq!(table(&content, PLAIN), "POD  READY\na    yes\n");
        let wide = Layout { wide: true, ..PLAIN };
        assert_eq!(table(&content, wide), "POD  OFFSET  READY\na        12  yes\n");
    }

    #[test]
    fn a_long_last_column_is_folded_at_a_terminal_alone() {
        let mut content = Table::new(&["FILE", "#SIZE", "KEYS"]);
        content.row(["dump.rdb.gz".into(), "39KiB".into(), "1,234 (hash 1,000, list 34, string 100, zset 100)".into()]);
        content.row(["b".into(), "1B".into(), "1".into()]);
        let folded = table(&content, PLAIN);
        assert!(folded.lines().count() == 4 && folded.lines().all(|line| line.chars().count() <= 60), "{folded}");
        assert_eq!(folded.lines().nth(2).map(str::trim_start), Some("zset 100)"), "{folded}");
        assert_eq!(table(&content, Layout { width: None, ..PLAIN }).lines().count(), 3);
    }

    #[test]
    fn columns_move_together_where_that_alone_keeps_them_within_the_width() {
        let mut content = Table::new(&["MEMBER", "#CLIENTS", "#KEYS"]);
        content.row(["cache-redis-0".into(), "1".into(), "123,456".into()]);
        let at = |width| table(&content, Layout { width, ..PLAIN });
        let (near, far) = ("MEMBER        CLIENTS    KEYS\n", "MEMBER         CLIENTS     KEYS\n");
        assert!(at(Some(29)).starts_with(near) && at(Some(30)).starts_with(near), "{}", at(Some(29)));
        assert!([Some(31), None, Some(28)].into_iter().all(|width| at(width).starts_with(far)), "{}", at(Some(28)));
    }

    #[test]
    fn colour_does_not_move_the_columns() {
        let mut content = Table::new(&["POD", "READY"]);
        content.row([Cell::toned("a", Tone::Good), "yes".into()]);
        content.row(["longer".into(), "no".into()]);
        let coloured = table(&content, Layout { color: true, width: None, wide: false });
        let stripped = coloured.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
        assert_ne!(coloured, stripped);
        assert_eq!(stripped, table(&content, PLAIN));
    }

    #[test]
    fn steps_and_notes_fold_below_their_words_and_commands_never() {
        let told = |text: &str| hung(text, Some(40));
        assert_eq!(told("note: short"), "note: short\n");
        let note = "note: writes stand still for a moment, 15s at most";
        assert_eq!(told(note), "note: writes stand still for a moment,\n      15s at most\n");
        let step = "  1. write a key to cache-redis-1, read it, and take it away";
        assert_eq!(told(step), "  1. write a key to cache-redis-1, read\n     it, and take it away\n");
        let undo = "     undo: redis-ops promote-replica cache-redis-0 -n apps -r cache";
        assert_eq!(told(undo), format!("{undo}\n"));
        assert_eq!(hung(note, None), format!("{note}\n"));
        let cell = Cell::toned(note, Tone::Warn);
        let painted = line(&cell, Layout { color: true, width: Some(40), wide: false });
        assert!(
            painted.lines().all(|line| line.starts_with("\u{1b}[33m") && line.ends_with("\u{1b}[0m")),
            "{painted:?}"
        );
    }

    #[test]
    fn findings_fold_below_their_sentence() {
        let found = vec![
            Finding::new(
                "replica-lag",
                Severity::Warning,
                "apps/cache-redis-1",
                "is 12 seconds behind its primary now",
            )
            .hint("redis-ops health"),
        ];
        assert_eq!(
            findings(&found, PLAIN),
            "WARNING   apps/cache-redis-1: is 12 seconds behind its\n          primary now [replica-lag]\n          hint: redis-ops health\n"
        );
    }

    #[test]
    fn the_last_line_is_last() {
        let view = View { blocks: vec![Block::Line("done".into())], last: Some("/b/x".into()) };
        let finished = Outcome {
            verdict: Verdict::Ok,
            exit: Verdict::Ok.exit(),
            findings: vec![],
            target: None,
            data: serde_json::Value::Null,
            view,
            figures: vec![],
            has_acted: false,
        };
        assert_eq!(outcome(&finished, PLAIN).lines().last(), Some("/b/x"));
    }
}
