//! What redis-benchmark and valkey-benchmark print with `--csv`: since 6.2 a line with the names of the columns,
//! `"test","rps","avg_latency_ms",…,"p95_latency_ms",…`, and a line with the figures; before that the test and its rate
//! alone (redis/src/redis-benchmark.c, showLatencyReport).

use super::Measured;

/// Reads the figures of the one test that was run; none where there are none.
#[must_use]
pub fn parse(text: &str) -> Option<Measured> {
    let mut lines = text.lines().map(str::trim).filter(|line| line.len() > 2 && line.starts_with('"'));
    let first = fields(lines.next()?);
    let is_heading = first.first() == Some(&"test");
    let (names, figures) = if is_heading { (first, fields(lines.next()?)) } else { (Vec::new(), first) };
    // The test's name is the whole command, with whatever is in it; the figures are what comes last.
    let wanted = names.len().max(2) - 1;
    let figures = &figures[figures.len().checked_sub(wanted)?..];
    let figure = |name: &str| -> Option<f64> {
        let index = names.iter().position(|one| *one == name)?.checked_sub(1)?;
        figures.get(index)?.parse().ok()
    };
    let microseconds = |name: &str| figure(name).map(|milliseconds| (milliseconds * 1000.0).round() as u64);
    let rate = if is_heading { figure("rps") } else { figures.first()?.parse().ok() };
    Some(Measured {
        ops_per_second: rate.filter(|rate: &f64| rate.is_finite())?,
        p50_microseconds: microseconds("p50_latency_ms"),
        p95_microseconds: microseconds("p95_latency_ms"),
        p99_microseconds: microseconds("p99_latency_ms"),
        greatest_microseconds: microseconds("max_latency_ms"),
    })
}

fn fields(line: &str) -> Vec<&str> {
    line.trim_matches('"').split("\",\"").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_redis_7_and_valkey_9() {
        let text = concat!(
            ".\n\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\",",
            "\"p99_latency_ms\",\"max_latency_ms\"\n.\n",
            "\"SETEX redis-ops:benchmark:1:k:__rand_int__ 600 a\",\"b\",\"38461.54\",\"0.039\",\"0.008\",\"0.023\",",
            "\"0.039\",\"0.295\",\"2.007\"\n",
        );
        let found = parse(text).expect("figures");
        assert_eq!((found.ops_per_second, found.p50_microseconds), (38461.54, Some(23)));
        assert_eq!(
            (found.p95_microseconds, found.p99_microseconds, found.greatest_microseconds),
            (Some(39), Some(295), Some(2007))
        );
    }

    #[test]
    fn an_older_one_tells_the_rate_alone_and_nothing_is_nothing() {
        let found = parse("\"PING\",\"1000.50\"\n").expect("a rate");
        assert_eq!((found.ops_per_second, found.p95_microseconds), (1000.5, None));
        let heading = "\"test\",\"rps\",\"avg_latency_ms\"\n";
        // One request is over in no time.
        for nothing in ["", ".\n.\n", "\"PING\",\"inf\"\n", "\"PING\"\n", heading] {
            assert_eq!(parse(nothing), None, "{nothing:?}");
        }
    }
}
