//! Figures for people: bytes, rates, counts, durations and ages. JSON has the raw numbers.

use chrono::{DateTime, SecondsFormat, Utc};

/// Bytes in binary units with three figures: `512B`, `1.50MiB`, `12.3GiB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes}B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    // 1023.5 would print as 1024 with no decimals
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.decimals$}{}", UNITS[unit])
}

/// Bytes a second, as [`bytes()`].
pub fn rate(bytes_done: u64, seconds: f64) -> String {
    if seconds <= 0.0 {
        return "-".to_owned();
    }
    format!("{}/s", bytes((bytes_done as f64 / seconds) as u64))
}

/// A count with thousands separated: `1,000,005`.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A duration in its two largest units: `0.4s`, `12s`, `3m20s`, `5h07m`, `12d4h`.
pub fn duration(seconds: f64) -> String {
    if seconds < 9.95 {
        return format!("{seconds:.1}s");
    }
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{whole}s"),
        60..3600 => format!("{}m{:02}s", whole / 60, whole % 60),
        3600..86400 => format!("{}h{:02}m", whole / 3600, whole % 3600 / 60),
        _ => format!("{}d{}h", whole / 86400, whole % 86400 / 3600),
    }
}

/// A short time in three figures: `350µs`, `12.3ms`, `1.20s`; from a minute on as [`duration`].
pub fn microseconds(microseconds: u64) -> String {
    let value = microseconds as f64;
    let figures = |value: f64| {
        let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
        format!("{value:.decimals$}")
    };
    match microseconds {
        0..1_000 => format!("{microseconds}µs"),
        1_000..999_500 => format!("{}ms", figures(value / 1e3)),
        999_500..60_000_000 => format!("{}s", figures(value / 1e6)),
        _ => duration(value / 1e6),
    }
}

/// A share of one in percent: `98.1%`.
pub fn share(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A time in UTC with its age: `2026-11-20T03:00:00Z (5h07m ago)`.
pub fn age(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - time).num_seconds();
    let stamp = time.to_rfc3339_opts(SecondsFormat::Secs, true);
    if seconds >= 0 {
        format!("{stamp} ({} ago)", duration(seconds as f64))
    } else {
        format!("{stamp} (in {})", duration(-seconds as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_three_figures() {
        let shown: Vec<String> =
            [0, 1023, 1024, 10 * 1024, 1_048_575, 1_048_576, 241_315_557, u64::MAX].map(bytes).into();
        assert_eq!(shown, ["0B", "1023B", "1.00KiB", "10.0KiB", "1.00MiB", "1.00MiB", "230MiB", "16.0EiB"]);
    }

    #[test]
    fn short_times_keep_three_figures() {
        let shown: Vec<String> = [0, 999, 1_000, 12_345, 999_499, 1_200_000, 90_000_000].map(microseconds).into();
        assert_eq!(shown, ["0µs", "999µs", "1.00ms", "12.3ms", "999ms", "1.20s", "1m30s"]);
        assert_eq!(share(0.98123), "98.1%");
    }

    #[test]
    fn counts_and_durations() {
        assert_eq!(count(1_000_005), "1,000,005");
        assert_eq!(count(999), "999");
        let shown: Vec<String> = [0.04, 9.9, 59.6, 200.0, 18_420.0, 1_051_200.0].map(duration).into();
        assert_eq!(shown, ["0.0s", "9.9s", "1m00s", "3m20s", "5h07m", "12d4h"]);
    }
}
