//! Values as they are typed: durations and sizes.

use std::time::Duration;

/// A duration such as `500ms`, `10s`, `5m`, `2h` or `1d`.
///
/// # Errors
/// A sentence, when the number or the unit is missing or unknown.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "expected a number with a unit, such as 10s or 5m".to_owned())?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "" => return Err(format!("a unit is missing: {number}s, {number}m or {number}h?")),
        _ => return Err(format!("unknown unit '{unit}': ms, s, m, h or d")),
    };
    number.checked_mul(milliseconds).map(Duration::from_millis).ok_or_else(|| "too long".to_owned())
}

/// A size such as `512KiB`, `10MiB`, `1GiB` or `0`; a bare number is bytes.
///
/// # Errors
/// A sentence, when the number or the unit is unknown.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "expected a size, such as 512MiB".to_owned())?;
    let factor: u64 = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(format!("unknown unit '{unit}': B, KiB, MiB or GiB")),
    };
    number.checked_mul(factor).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("2h"), Ok(Duration::from_secs(7200)));
        assert!(parse_duration("10").expect_err("no unit").contains("10s"));
        for wrong in ["", "s", "-1s", "1.5s", "5 m", "99999999999999999d"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_binary() {
        assert_eq!(parse_size("512KiB"), Ok(524_288));
        assert_eq!(parse_size("7"), Ok(7));
        for wrong in ["", "MiB", "1MB", "1.5GiB", "99999999999GiB"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }
}
