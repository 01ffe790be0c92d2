//! A series as a line of blocks: `▁▂▅█`.

/// The last `width` values of a series, scaled between the least and the greatest of them. A flat series lies low.
pub fn sparkline(series: &[f64], width: usize) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let shown = &series[series.len().saturating_sub(width)..];
    let least = shown.iter().copied().fold(f64::INFINITY, f64::min);
    let range = shown.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least;
    let block = |value: &f64| {
        let share = if range > 0.0 { (value - least) / range } else { 0.0 };
        BLOCKS[((share * 7.0).round() as usize).min(7)]
    };
    shown.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn lines_span_least_to_greatest() {
        assert_eq!(sparkline(&[0.0, 1.0, 7.0, 3.5], 10), "▁▂█▅");
        assert_eq!(sparkline(&[5.0, 5.0], 10), "▁▁");
        assert_eq!(sparkline(&[9.0, 0.0, 7.0], 2), "▁█");
        assert_eq!(sparkline(&[], 5), "");
    }
}
