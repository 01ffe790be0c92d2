//! A figure as a bar: `██████▌`.

/// A bar for `value` where `greatest` takes `width` characters, to an eighth of a character. What is not nothing shows.
pub fn bar(value: u64, greatest: u64, width: usize) -> String {
    const PARTS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
    if value == 0 || greatest == 0 {
        return String::new();
    }
    let share = (value as f64 / greatest as f64).min(1.0);
    let eighths = ((share * width as f64 * 8.0).round() as usize).max(1);
    let mut bar: String = std::iter::repeat_n('█', eighths / 8).collect();
    if !eighths.is_multiple_of(8) {
        bar.push(PARTS[eighths % 8 - 1]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_to_scale_and_little_is_not_nothing() {
        assert_eq!((bar(4, 4, 4).as_str(), bar(2, 4, 4).as_str(), bar(0, 4, 4).as_str()), ("████", "██", ""));
        assert_eq!((bar(1, 1_000_000, 4).as_str(), bar(5, 8, 1).as_str()), ("▏", "▋"));
        assert_eq!(bar(9, 4, 2), "██");
    }
}
