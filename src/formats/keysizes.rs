//! `INFO keysizes` (Redis 8.0): `db0_distrib_strings_sizes:1=19,2=655,1K=31`. Each number is the lower end of a class that
//! ends below its double.

use crate::domain::keyspace::histogram::Class;
use serde::Serialize;

/// The sizes of one type in one database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// The type, as TYPE names it.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is counted: `bytes`, `items`.
    pub unit: String,
    /// Keys by size.
    pub classes: Vec<Class>,
}

impl Sizes {
    /// Takes up another database's.
    pub fn merge(&mut self, other: &Self) {
        for class in &other.classes {
            match self.classes.iter_mut().find(|known| known.from == class.from) {
                Some(known) => known.keys += class.keys,
                None => self.classes.push(*class),
            }
        }
        self.classes.sort_by_key(|class| class.from);
    }
}

/// Parses the section. Lines of other forms are passed over.
pub fn parse(text: &str) -> Vec<Sizes> {
    text.lines().filter_map(|line| parse_line(line.trim())).collect()
}

fn parse_line(line: &str) -> Option<Sizes> {
    let (field, classes) = line.split_once(':')?;
    let (_, name) = field.strip_prefix("db")?.split_once("_distrib_")?;
    let (types, unit) = name.rsplit_once('_')?;
    let kind = types.strip_suffix("es").filter(|_| types == "hashes").or_else(|| types.strip_suffix('s'))?;
    let unit = if unit == "sizes" { "bytes" } else { unit };
    let class = |pair: &str| {
        let (from, keys) = pair.split_once('=')?;
        let from = number(from)?;
        let to = from.saturating_mul(2).saturating_sub(1).max(from);
        Some(Class { from, to, keys: keys.parse().ok()? })
    };
    Some(Sizes {
        kind: kind.to_owned(),
        unit: unit.to_owned(),
        classes: classes.split(',').filter_map(class).collect(),
    })
}

/// `512`, `1K`, `2M`, `1G`.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let factor = match &text[digits.len()..] {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        "T" => 1 << 40,
        "P" => 1 << 50,
        "E" => 1 << 60,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_of_redis_8_says() {
        let text = "# Keysizes\r\ndb0_distrib_strings_sizes:0=2,4=1,1K=31\r\ndb0_distrib_hashes_items:2=1\r\nx\r\n";
        let sizes = parse(text);
        let of = |index: usize| (sizes[index].kind.as_str(), sizes[index].unit.as_str());
        assert_eq!((sizes.len(), of(0), of(1)), (2, ("string", "bytes"), ("hash", "items")));
        let ends: Vec<(u64, u64, u64)> =
            sizes[0].classes.iter().map(|class| (class.from, class.to, class.keys)).collect();
        assert_eq!(ends, [(0, 0, 2), (4, 7, 1), (1024, 2047, 31)]);
        let mut both = sizes[0].clone();
        both.merge(&sizes[0]);
        assert_eq!(both.classes[2].keys, 62);
        assert_eq!(number("9999E"), None);
    }
}
