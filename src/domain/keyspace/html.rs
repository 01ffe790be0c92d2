//! The report as one web page: no script, nothing from elsewhere, every byte of a server escaped.

use super::name;
use super::report::{KeyReport, KeyspaceReport, Measure, PrefixReport, TypeReport};
use super::treemap::{self, Area};
use crate::report::units;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 420.0;
/// Prefixes that a map can show.
const IN_MAP: usize = 120;
/// Width of a letter in a map, about.
const LETTER: f64 = 7.2;

/// The page.
pub fn page(title: &str, now: DateTime<Utc>, report: &KeyspaceReport) -> String {
    let mut text = String::new();
    let title = escape(title);
    let _ = write!(
        text,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Keys of {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    );
    let stamp = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let _ = write!(text, "<header>\n<h1>Keys of {title}</h1>\n<p class=\"sub\">{stamp}");
    let _ = write!(text, ", {}", units::duration(report.seconds));
    if !report.complete {
        text.push_str(", <strong class=\"bad\">not all of it was seen</strong>");
    }
    text.push_str("</p>\n</header>\n<main>\n");
    cards(&mut text, report);
    map(&mut text, report);
    types(&mut text, report);
    let by_size = |one: &TypeReport| one.by_size.clone();
    keys(&mut text, report, "Biggest keys", &by_size);
    if report.measure != Measure::None {
        let heading = if report.measure == Measure::Memory { "Most memory" } else { "Most bytes in the backup" };
        keys(&mut text, report, heading, &|one: &TypeReport| one.by_bytes.clone());
    }
    prefixes(&mut text, report);
    expiry(&mut text, report);
    sources(&mut text, report);
    text.push_str("</main>\n<footer>made by redis-ops bigkeys</footer>\n</body>\n</html>\n");
    text
}

/// Escapes what HTML takes for markup; what does not show, or turns the direction of writing, is spelled out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
            }
            _ if character.is_control() => {
                let _ = write!(escaped, "\\x{:02x}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

fn cards(text: &mut String, report: &KeyspaceReport) {
    text.push_str("<section class=\"cards\">\n");
    let mut card = |name: &str, value: String| {
        let _ = writeln!(text, "<div class=\"card\"><b>{}</b><span>{}</span></div>", escape(&value), escape(name));
    };
    card("keys", units::count(report.keys));
    card("types", report.types.len().to_string());
    card("prefixes", units::count(report.prefixes_in_all as u64));
    let bytes = |one: &TypeReport| one.memory_bytes.or(one.stored_bytes);
    if report.measure != Measure::None {
        let name = if report.measure == Measure::Memory { "memory" } else { "in the backup" };
        card(name, units::bytes(report.types.iter().filter_map(bytes).sum()));
    }
    if report.ttl.asked_keys > 0 {
        let never = report.ttl.classes.first().map_or(0, |class| class.keys);
        let share = 1.0 - never as f64 / report.ttl.asked_keys as f64;
        card(if report.ttl.sampled { "expire (of a sample)" } else { "expire" }, units::share(share));
    }
    text.push_str("</section>\n");
}

fn weight(one: &PrefixReport) -> u64 {
    one.bytes().unwrap_or(one.keys)
}

fn prefix_name(one: &PrefixReport) -> String {
    match (one.others, one.prefix.as_str()) {
        (true, _) => "(smaller ones)".to_owned(),
        (false, "") => "(none)".to_owned(),
        (false, prefix) => format!("{prefix}*"),
    }
}

fn map(text: &mut String, report: &KeyspaceReport) {
    let mut shown: Vec<&PrefixReport> = report.prefixes.iter().filter(|one| weight(one) > 0).collect();
    shown.sort_by_key(|one| std::cmp::Reverse(weight(one)));
    shown.truncate(IN_MAP);
    if shown.is_empty() {
        return;
    }
    let by = match report.measure {
        Measure::Memory => "memory",
        Measure::Stored => "bytes in the backup",
        Measure::None => "number of keys",
    };
    let total: u64 = shown.iter().map(|one| weight(one)).sum();
    let _ = write!(
        text,
        "<section>\n<h2>Prefixes by {by}</h2>\n<svg class=\"map\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"Prefixes by {by}; the table below has the figures\">\n"
    );
    let weights: Vec<f64> = shown.iter().map(|one| weight(one) as f64).collect();
    let whole = Area { x: 0.0, y: 0.0, width: WIDTH, height: HEIGHT };
    for (one, area) in shown.iter().zip(treemap::lay_out(&weights, whole)) {
        let value = one.bytes().map_or_else(|| format!("{} keys", units::count(one.keys)), units::bytes);
        let share = units::share(weight(one) as f64 / total as f64);
        let label = prefix_name(one);
        let colour = one.types.first().map_or("other", |kind| class(kind));
        let _ = write!(
            text,
            "<g><title>{}: {}, {share}, {} keys, {}</title><rect class=\"{colour}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            escape(&label),
            escape(&value),
            units::count(one.keys),
            escape(&one.types.join(", ")),
            area.x + 1.0,
            area.y + 1.0,
            (area.width - 2.0).max(0.0),
            (area.height - 2.0).max(0.0)
        );
        let letters = ((area.width - 14.0) / LETTER).max(0.0) as usize;
        if letters >= 4 && area.height >= 24.0 {
            let _ = write!(
                text,
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                area.x + 8.0,
                area.y + 19.0,
                escape(&name::cut(&label, letters - 1))
            );
            if area.height >= 42.0 {
                let _ = write!(
                    text,
                    "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    area.x + 8.0,
                    area.y + 36.0,
                    escape(&name::cut(&format!("{value} · {share}"), letters.saturating_sub(1)))
                );
            }
        }
        text.push_str("</g>\n");
    }
    text.push_str("</svg>\n<p class=\"legend\">");
    for one in &report.types {
        let _ = write!(text, "<span class=\"key {}\"></span>{} ", class(&one.kind), escape(&one.kind));
    }
    text.push_str("</p>\n</section>\n");
}

/// The colour of a type.
fn class(kind: &str) -> &'static str {
    match kind {
        "string" => "string",
        "list" => "list",
        "set" => "set",
        "zset" => "zset",
        "hash" => "hash",
        "stream" => "stream",
        _ => "other",
    }
}

fn size(unit: &str, size: u64) -> String {
    if unit == "bytes" { units::bytes(size) } else { units::count(size) }
}

fn types(text: &mut String, report: &KeyspaceReport) {
    text.push_str("<section>\n<h2>Types</h2>\n<div class=\"types\">\n");
    for one in &report.types {
        let share = units::share(one.keys as f64 / report.keys.max(1) as f64);
        let _ = write!(
            text,
            "<article>\n<h3><span class=\"key {}\"></span>{}</h3>\n<p>{} keys, {share}",
            class(&one.kind),
            escape(&one.kind),
            units::count(one.keys)
        );
        if one.unsized_keys < one.keys {
            let amount = size(one.unit, one.size);
            let amount = if one.unit == "bytes" { amount } else { format!("{amount} {}", one.unit) };
            let _ = write!(text, " · {amount}");
        }
        if let Some(bytes) = one.memory_bytes {
            let _ = write!(text, " · {} of memory", units::bytes(bytes));
        }
        if let Some(bytes) = one.stored_bytes {
            let _ = write!(text, " · {} in the backup", units::bytes(bytes));
        }
        text.push_str("</p>\n");
        histogram(text, one);
        text.push_str("</article>\n");
    }
    text.push_str("</div>\n</section>\n");
}

fn histogram(text: &mut String, one: &TypeReport) {
    let greatest = one.histogram.iter().map(|class| class.keys).max().unwrap_or(0);
    if greatest == 0 {
        return;
    }
    let _ = writeln!(text, "<table class=\"bars\"><caption>keys by {}</caption>", one.unit);
    for row in &one.histogram {
        let range = if row.from == row.to {
            size(one.unit, row.from)
        } else {
            format!("{} – {}", size(one.unit, row.from), size(one.unit, row.to))
        };
        // What is not nothing shows.
        let share = if row.keys == 0 { 0.0 } else { (row.keys as f64 / greatest as f64 * 100.0).max(0.7) };
        let _ = writeln!(
            text,
            "<tr><th>{range}</th><td class=\"bar\"><i class=\"{}\" style=\"width:{share:.1}%\"></i></td><td class=\"n\">{}</td></tr>",
            class(&one.kind),
            units::count(row.keys)
        );
    }
    text.push_str("</table>\n");
}

fn keys(text: &mut String, report: &KeyspaceReport, heading: &str, of: &dyn Fn(&TypeReport) -> Vec<KeyReport>) {
    if report.types.iter().all(|one| of(one).is_empty()) {
        return;
    }
    let bytes = if report.measure == Measure::Stored { "In backup" } else { "Memory" };
    let _ = write!(
        text,
        "<section>\n<h2>{heading}</h2>\n<div class=\"scroll\"><table>\n<tr><th>Type</th><th class=\"n\">DB</th><th>Key</th>\
         <th class=\"n\">Size</th><th class=\"n\">{bytes}</th><th class=\"n\">Expires</th><th>Encoding</th><th>Where</th></tr>\n"
    );
    for one in &report.types {
        for key in of(one) {
            let amount = key.size.map_or("–".to_owned(), |amount| match one.unit {
                "bytes" => units::bytes(amount),
                unit => format!("{} {unit}", units::count(amount)),
            });
            let expires = match (key.expires, key.expires_in_ms) {
                (Some(false), _) => "never".to_owned(),
                (_, Some(left)) => format!("in {}", units::duration(left as f64 / 1000.0)),
                _ => "–".to_owned(),
            };
            let _ = writeln!(
                text,
                "<tr><td><span class=\"key {}\"></span>{}</td><td class=\"n\">{}</td><td class=\"name\">{}</td><td class=\"n\">{amount}</td>\
                 <td class=\"n\">{}</td><td class=\"n\">{expires}</td><td>{}</td><td>{}</td></tr>",
                class(&one.kind),
                escape(&one.kind),
                key.db,
                escape(&name::cut(&key.key, 300)),
                key.memory_bytes.or(key.stored_bytes).map_or("–".to_owned(), units::bytes),
                escape(key.encoding.as_deref().unwrap_or("–")),
                escape(&key.member)
            );
        }
    }
    text.push_str("</table></div>\n</section>\n");
}

fn prefixes(text: &mut String, report: &KeyspaceReport) {
    if report.prefixes.is_empty() {
        return;
    }
    let bytes = match report.measure {
        Measure::Memory => "<th class=\"n\">Memory</th>",
        Measure::Stored => "<th class=\"n\">In backup</th>",
        Measure::None => "",
    };
    let listed = report.prefixes.iter().filter(|one| !one.others).count();
    let _ = write!(
        text,
        "<section>\n<h2>Prefixes</h2>\n<p class=\"sub\">{listed} of {}; * stands for numbers and identifiers</p>\n<div class=\"scroll\"><table>\n\
         <tr><th>Prefix</th><th class=\"n\">Keys</th><th class=\"n\">Share</th><th>Types</th><th class=\"n\">String bytes</th>\
         <th class=\"n\">Elements</th>{bytes}</tr>\n",
        units::count(report.prefixes_in_all as u64)
    );
    for one in &report.prefixes {
        let _ = write!(
            text,
            "<tr><td class=\"name\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>",
            escape(&name::cut(&prefix_name(one), 200)),
            units::count(one.keys),
            units::share(one.keys as f64 / report.keys.max(1) as f64),
            escape(&one.types.join(", ")),
            units::bytes(one.string_bytes),
            units::count(one.elements)
        );
        if let Some(bytes) = one.bytes() {
            let _ = write!(text, "<td class=\"n\">{}</td>", units::bytes(bytes));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</table></div>\n</section>\n");
}

fn expiry(text: &mut String, report: &KeyspaceReport) {
    let ttl = &report.ttl;
    let greatest = ttl.classes.iter().map(|class| class.keys).max().unwrap_or(0);
    if greatest == 0 {
        return;
    }
    let of = if ttl.sampled {
        format!("of a sample of {} keys", units::count(ttl.asked_keys))
    } else {
        "of all keys".to_owned()
    };
    let _ = writeln!(text, "<section>\n<h2>Expiry</h2>\n<table class=\"bars wide\"><caption>{of}</caption>");
    for class in &ttl.classes {
        let share = class.keys as f64 / ttl.asked_keys.max(1) as f64;
        let width = if class.keys == 0 { 0.0 } else { (class.keys as f64 / greatest as f64 * 100.0).max(0.7) };
        let _ = writeln!(
            text,
            "<tr><th>{}</th><td class=\"bar\"><i class=\"string\" style=\"width:{width:.1}%\"></i></td><td class=\"n\">{} · {}</td></tr>",
            class.expires,
            units::count(class.keys),
            units::share(share)
        );
    }
    text.push_str("</table>\n</section>\n");
}

fn sources(text: &mut String, report: &KeyspaceReport) {
    text.push_str("<section>\n<h2>Where this is from</h2>\n<ul>\n");
    for source in &report.sources {
        let _ = write!(text, "<li><b>{}</b>: {} keys", escape(&source.name), units::count(source.keys));
        if !source.complete {
            let _ = write!(
                text,
                " of {}, <strong class=\"bad\">not to its end</strong>",
                units::count(source.expected_keys)
            );
        }
        if let Some(because) = &source.because {
            let _ = write!(text, " ({})", escape(because));
        }
        let _ = writeln!(text, ", {}</li>", units::duration(source.seconds));
    }
    text.push_str("</ul>\n</section>\n");
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(escape("<script>'\"&"), "&lt;script&gt;&#39;&quot;&amp;");
        assert_eq!(escape("a\u{202e}b\u{1b}[2J\n"), "a\\u{202e}b\\x1b[2J\\x0a");
    }
}
