//! The report as text.

use super::ResourcesReport;
use crate::domain::backup::besides::{DERIVED_FILE, RESOURCES_FILE};
use crate::report::{Block, Cell, Report, Table, View, units};

impl Report for ResourcesReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        let mut table = Table::new(&["KIND", "NAME", "WHY"]);
        for object in self.index.objects.iter().filter(|object| object.file == RESOURCES_FILE) {
            table.row([object.kind.as_str().into(), object.name.as_str().into(), object.why.as_str().into()]);
        }
        let mut blocks = vec![Block::Table(table)];
        let mut lines = Vec::new();
        for secret in &self.index.secrets {
            let keys: Vec<&str> = secret.keys.iter().map(String::as_str).collect();
            lines.push(Cell::plain(format!("by reference: Secret {} ({})", secret.name, keys.join(", "))));
        }
        for object in self.index.objects.iter().filter(|object| object.file == DERIVED_FILE) {
            let text = format!("made by a controller: {} {} ({})", object.kind, object.name, object.why);
            lines.push(Cell::plain(text));
        }
        if !lines.is_empty() {
            blocks.push(Block::Lines(lines));
        }
        let files = self.manifest.iter().flat_map(|manifest| &manifest.besides.files);
        let mut fields: Vec<(String, Cell)> =
            files.map(|file| (file.name.clone(), units::bytes(file.stored_bytes).into())).collect();
        if !self.done {
            fields.extend(self.would_write.iter().map(|place| ("would write".to_owned(), place.as_str().into())));
        }
        fields.extend(self.kept.fields());
        blocks.push(Block::Fields(fields));
        View { blocks, last: self.kept.path.clone() }
    }
}
