//! The text form of a report, as blocks: what to show, not how.

/// What a value means, for colour. Never the only carrier of the meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// In order.
    Good,
    /// Deserves attention.
    Warn,
    /// Broken.
    Bad,
}

/// Where a column's values stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, in capitals.
    pub name: String,
    /// Where its values stand.
    pub align: Align,
    /// Whether it is shown with `-o wide` alone.
    pub wide: bool,
}

/// One cell of a table. The text may hold bytes of a server; rendering escapes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

impl Cell {
    /// A plain cell.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    /// A cell with a meaning.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell::plain(text)
    }
}

/// A table with a header in capitals, as kubectl prints them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The columns, those for `-o wide` included.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table. A column whose name starts with `#` holds numbers and stands right, one that starts with `+` (or
    /// `+#`) is shown with `-o wide` alone; neither mark is shown.
    pub fn new(columns: &[&str]) -> Self {
        let column = |marked: &&str| {
            let name = marked.trim_start_matches('+');
            let wide = name.len() < marked.len();
            match name.strip_prefix('#') {
                Some(name) => Column { name: name.to_owned(), align: Align::Right, wide },
                None => Column { name: name.to_owned(), align: Align::Left, wide },
            }
        };
        Self { columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }
}

/// A part of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A table.
    Table(Table),
    /// Names and values, one a line, aligned.
    Fields(Vec<(String, Cell)>),
    /// A heading over what follows.
    Heading(String),
    /// One line.
    Line(Cell),
    /// Lines without an empty one between them.
    Lines(Vec<Cell>),
    /// Text that belongs to somebody else and is printed as it is: a generated script, a man page.
    Verbatim(String),
}

/// A report's text form. Findings are rendered between `blocks` and `last`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// Shown in order, with an empty line between them.
    pub blocks: Vec<Block>,
    /// The last line on stdout, for scripts: the path of a backup; of several backups a line each.
    pub last: Option<String>,
}

impl View {
    /// A view of one block.
    pub fn of(block: Block) -> Self {
        Self { blocks: vec![block], last: None }
    }
}
