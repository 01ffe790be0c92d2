//! Rules about memory beyond those of health: fragmentation, room for a fork, a missing bound; and what the server's
//! own doctor says.

use crate::domain::backup::headroom::Headroom;
use crate::formats::info::Info;
use crate::report::{Finding, Severity, units};
use serde::Serialize;

/// Below this much data the code and buffers of an idle server outweigh its keys, and a ratio means nothing.
pub const LEAST_JUDGED_BYTES: u64 = 16 * 1024 * 1024;
const WARN_RATIO: f64 = 1.5;
const SWAPPED_RATIO: f64 = 0.8;

/// Resident memory beside used memory.
pub fn judge_fragmentation(subject: &str, info: &Info) -> Option<Finding> {
    let used = info.number("used_memory").filter(|used| *used >= LEAST_JUDGED_BYTES)?;
    let rss = info.number("used_memory_rss").filter(|rss| *rss > 0)?;
    let ratio = rss as f64 / used as f64;
    let figures = format!("occupies {} for {} in use (ratio {ratio:.2})", units::bytes(rss), units::bytes(used));
    if ratio >= WARN_RATIO {
        let hint = if info.flag("active_defrag_running") == Some(true) {
            "its active defragmentation is running: look again later"
        } else {
            "CONFIG SET activedefrag yes, where the allocator is jemalloc; a restart also gives the memory back"
        };
        return Some(Finding::new("fragmentation", Severity::Warning, subject, figures).hint(hint));
    }
    (ratio < SWAPPED_RATIO).then(|| {
        let message = format!("{figures}: the rest is swapped out or was never touched");
        Finding::new("fragmentation", Severity::Warning, subject, message).hint("does the node swap? Redis must not")
    })
}

/// Whether a snapshot, a rewrite or a full sync would get the container killed.
pub fn judge_headroom(subject: &str, headroom: &Headroom) -> Option<Finding> {
    (!headroom.enough).then(|| {
        let message = format!("has too little room for a fork: {}", headroom.words());
        Finding::new("fork-headroom", Severity::Warning, subject, message).hint(
            "raise the container's memory limit: a BGSAVE, an AOF rewrite or a replica's full sync may get it killed",
        )
    })
}

/// A container's limit that Redis does not know of.
pub fn judge_unbounded(subject: &str, info: &Info, limit_bytes: Option<u64>) -> Option<Finding> {
    let limit = limit_bytes.filter(|_| info.number("maxmemory") == Some(0))?;
    let message = format!(
        "has no maxmemory in a container limited to {}: it neither evicts nor refuses writes before it is killed",
        units::bytes(limit)
    );
    let hint = "set maxmemory to about three quarters of the limit";
    Some(Finding::new("maxmemory-unset", Severity::Info, subject, message).hint(hint))
}

/// What MEMORY DOCTOR found (redis/src/object.c, getMemoryDoctorReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diagnosis {
    /// The server holds less than 5 MB, and the doctor does not look at such.
    TooSmall,
    /// Nothing is wrong.
    Healthy,
    /// These issues, each with its title and explanation.
    Issues(Vec<(String, String)>),
}

impl Diagnosis {
    /// Parses the doctor's words.
    pub fn parse(words: &str) -> Self {
        if words.contains("empty or is using very little memory") {
            return Diagnosis::TooSmall;
        }
        let issues = words.lines().filter_map(|line| line.trim_start().strip_prefix("* ")).map(|issue| {
            let (title, explanation) = issue.split_once(": ").unwrap_or((issue, ""));
            (title.trim().to_owned(), explanation.trim().to_owned())
        });
        let issues: Vec<(String, String)> = issues.collect();
        if issues.is_empty() { Diagnosis::Healthy } else { Diagnosis::Issues(issues) }
    }

    /// In a few words.
    pub fn words(&self) -> String {
        match self {
            Diagnosis::TooSmall => "too small to judge".to_owned(),
            Diagnosis::Healthy => "no issue".to_owned(),
            Diagnosis::Issues(issues) => {
                issues.iter().map(|(title, _)| title.to_lowercase()).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Each issue in the doctor's own words. They change no verdict: our own rules judge the same figures.
    pub fn findings(&self, subject: &str) -> Vec<Finding> {
        let Diagnosis::Issues(issues) = self else { return Vec::new() };
        let finding = |(title, explanation): &(String, String)| {
            let message = format!("{title}: {}", explanation.trim_end_matches('.'));
            Finding::new("memory-doctor", Severity::Info, subject, message)
        };
        issues.iter().map(finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::backup::headroom;

    fn info(used_mib: u64, rss_mib: u64) -> Info {
        Info::parse(&format!("used_memory:{}\nused_memory_rss:{}\nmaxmemory:0\n", used_mib << 20, rss_mib << 20))
    }

    #[test]
    fn the_ratio_of_a_small_server_means_nothing() {
        assert_eq!(judge_fragmentation("a", &info(2, 12)), None);
        assert_eq!(judge_fragmentation("a", &info(100, 120)), None);
        let found = judge_fragmentation("a", &info(100, 160)).expect("fragmented");
        assert!(found.message.contains("ratio 1.60"), "{}", found.message);
        assert!(judge_fragmentation("a", &info(100, 60)).expect("swapped").message.contains("swapped"));
    }

    #[test]
    fn a_limit_that_redis_does_not_know_of_and_one_that_a_fork_breaks() {
        let limit = Some(128 << 20);
        assert_eq!(judge_unbounded("a", &info(2, 12), limit).expect("unbounded").severity, Severity::Info);
        assert_eq!(judge_unbounded("a", &info(2, 12), None), None);
        assert_eq!(judge_headroom("a", &headroom::judge(&info(20, 22), limit)), None);
        assert!(judge_headroom("a", &headroom::judge(&info(124, 126), limit)).is_some());
    }

    #[test]
    fn the_doctors_issues_have_titles() {
        let words = "Sam, I detected a few issues in this Redis instance memory implants:\n\n \
            * Peak memory: In the past this instance used more than 150% the memory.\n\n \
            * High total RSS: This instance has a memory fragmentation.\n\nI'm here to keep you safe, Sam.\n";
        let diagnosis = Diagnosis::parse(words);
        assert_eq!(diagnosis.words(), "peak memory, high total rss");
        assert_eq!(diagnosis.findings("a").len(), 2);
        assert_eq!(Diagnosis::parse("Hi Sam, I can't find any memory issue in your instance."), Diagnosis::Healthy);
        assert_eq!(
            Diagnosis::parse("Hi Sam, this instance is empty or is using very little memory, my"),
            Diagnosis::TooSmall
        );
    }
}
