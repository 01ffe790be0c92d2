//! Metrics of a backup run, or of a restore, in the text format of Prometheus, for node_exporter's textfile collector.

use crate::exit::Exit;
use crate::report::Figures;

/// What a run is about: each family has metrics of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Something is stored.
    Backup,
    /// Something is restored, for practice or in earnest.
    Restore,
}

impl Family {
    /// In front of every name.
    fn prefix(self) -> &'static str {
        match self {
            Self::Backup => "redis_ops_backup_",
            Self::Restore => "redis_ops_restore_",
        }
    }

    /// Names with their help texts, in the order they are written. All are gauges.
    fn metrics(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Backup => &BACKUP,
            Self::Restore => &RESTORE,
        }
    }
}

const RESTORE: [(&str, &str); 8] = [
    ("success", "1 if the last run restored everything, within its limits, else 0."),
    ("exit_code", "Exit status of the last run."),
    ("last_run_timestamp_seconds", "When the last run ended."),
    ("last_success_timestamp_seconds", "When the last run that succeeded ended; 0 if none has yet."),
    ("duration_seconds", "How long the last run took."),
    ("rto_seconds", "How long it took until the data were back, of the last run that restored any."),
    ("rpo_seconds", "How old the newest data were that could be restored, of the last run that had any."),
    ("keys", "Keys that the last run that succeeded restored."),
];

const BACKUP: [(&str, &str); 7] = [
    ("success", "1 if the last run ended with a whole backup, else 0."),
    ("exit_code", "Exit status of the last run."),
    ("last_run_timestamp_seconds", "When the last run ended."),
    ("last_success_timestamp_seconds", "When the last run that succeeded ended; 0 if none has yet."),
    ("duration_seconds", "How long the last run took."),
    ("bytes", "Bytes stored by the last run that succeeded."),
    ("keys", "Keys in the backup of the last run that succeeded."),
];

/// A run that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<'a> {
    /// What it is about.
    pub family: Family,
    /// The command.
    pub command: &'a str,
    /// How it ended.
    pub exit: Exit,
    /// When, in seconds since 1970.
    pub ended_at: i64,
    /// Seconds it took.
    pub seconds: f64,
    /// What it was about; where that never became known, the last run's labels are kept.
    pub figures: &'a [Figures],
}

/// The file's new text. What only a success tells is kept from `before`, the old text, by labels.
pub fn render(run: &Run<'_>, before: &str) -> String {
    let mut rows = Vec::new();
    let unknown = run.figures.iter().all(|one| one.namespace.is_empty() && one.instance.is_empty());
    let former = if unknown { labels_in(before, run) } else { Vec::new() };
    if former.is_empty() {
        for figures in run.figures {
            rows.push((labels(&figures.namespace, &figures.instance, run.command), Some(figures)));
        }
    } else {
        rows.extend(former.into_iter().map(|labels| (labels, None)));
    }
    let mut text = String::new();
    for (name, help) in run.family.metrics() {
        let name = format!("{}{name}", run.family.prefix());
        let values = rows.iter().filter_map(|(labels, figures)| {
            value(&name, labels, run, *figures, before).map(|value| format!("{name}{labels} {value}\n"))
        });
        let values: String = values.collect();
        if !values.is_empty() {
            text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{values}"));
        }
    }
    text
}

fn value(name: &str, labels: &str, run: &Run<'_>, figures: Option<&Figures>, before: &str) -> Option<String> {
    let exit = figures.and_then(|one| one.exit).unwrap_or(run.exit);
    // A warning is about the server, not about what was stored.
    let succeeded = matches!(exit, Exit::Ok | Exit::Warning);
    let kept = || former(before, name, labels);
    let number = |value: Option<u64>| value.map(|value| value.to_string());
    let time = |value: Option<f64>| value.map(|value| format!("{value:.3}"));
    match name.strip_prefix(run.family.prefix())? {
        "success" => Some(u8::from(succeeded).to_string()),
        "exit_code" => Some(exit.code().to_string()),
        "last_run_timestamp_seconds" => Some(run.ended_at.to_string()),
        "last_success_timestamp_seconds" if succeeded => Some(run.ended_at.to_string()),
        "last_success_timestamp_seconds" => Some(kept().unwrap_or_else(|| "0".to_owned())),
        "duration_seconds" => Some(format!("{:.3}", figures.and_then(|one| one.seconds).unwrap_or(run.seconds))),
        "bytes" if succeeded => number(figures.and_then(|one| one.bytes)),
        "keys" if succeeded => number(figures.and_then(|one| one.keys)),
        "rto_seconds" => time(figures.and_then(|one| one.rto_seconds)).or_else(kept),
        "rpo_seconds" => time(figures.and_then(|one| one.rpo_seconds)).or_else(kept),
        _ => kept(),
    }
}

fn labels(namespace: &str, instance: &str, command: &str) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!(
        "{{namespace=\"{}\",instance=\"{}\",command=\"{}\"}}",
        escaped(namespace),
        escaped(instance),
        escaped(command)
    )
}

fn former(before: &str, name: &str, labels: &str) -> Option<String> {
    let line = before.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(labels))?;
    Some(line.trim().to_owned()).filter(|value| value.parse::<f64>().is_ok())
}

/// The labels of the last run of this command.
fn labels_in(before: &str, run: &Run<'_>) -> Vec<String> {
    let name = format!("{}exit_code", run.family.prefix());
    let of_command = format!("command=\"{}\"}}", run.command);
    let rows = before.lines().filter_map(|line| line.strip_prefix(&name)?.rsplit_once(' '));
    rows.map(|(labels, _)| labels.to_owned()).filter(|labels| labels.ends_with(&of_command)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(namespace: &str, instance: &str) -> Figures {
        Figures {
            namespace: namespace.into(),
            instance: instance.into(),
            bytes: Some(12),
            keys: Some(406),
            ..Figures::default()
        }
    }

    fn at<'a>(exit: Exit, ended_at: i64, figures: &'a [Figures]) -> Run<'a> {
        Run { family: Family::Backup, command: "backup-rdb", exit, ended_at, seconds: 1.5, figures }
    }

    #[test]
    fn the_alerts_of_the_documentation_name_metrics_that_are_written() {
        for family in [Family::Backup, Family::Restore] {
            names_are_those_of_the_documentation(family);
        }
    }

    fn names_are_those_of_the_documentation(family: Family) {
        let document = include_str!("../../../docs/alerts.md");
        let prefix = family.prefix();
        let written: Vec<String> = family.metrics().iter().map(|(name, _)| format!("{prefix}{name}")).collect();
        let named: Vec<&str> = document
            .match_indices(prefix)
            .map(|(at, _)| {
                let rest = &document[at..];
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
                &rest[..end]
            })
            .collect();
        for name in &named {
            assert!(written.iter().any(|one| one == name), "{name} is in no file");
        }
        for name in &written {
            assert!(named.contains(&name.as_str()), "{name} is not explained");
        }
    }

    #[test]
    fn a_failure_keeps_when_it_last_went_well() {
        let good = render(&at(Exit::Ok, 100, &[figures("apps", "cache")]), "");
        let labels = "{namespace=\"apps\",instance=\"cache\",command=\"backup-rdb\"}";
        for line in ["success", "exit_code", "last_success_timestamp_seconds", "bytes", "keys"]
            .iter()
            .zip(["1", "0", "100", "12", "406"])
        {
            assert!(good.contains(&format!("redis_ops_backup_{}{labels} {}\n", line.0, line.1)), "{line:?}: {good}");
        }
        let failed = Figures { bytes: None, keys: None, ..figures("apps", "cache") };
        let bad = render(&at(Exit::Failed, 200, &[failed]), &good);
        for line in ["success", "exit_code", "last_run_timestamp_seconds", "last_success_timestamp_seconds", "bytes"]
            .iter()
            .zip(["0", "5", "200", "100", "12"])
        {
            assert!(bad.contains(&format!("redis_ops_backup_{}{labels} {}\n", line.0, line.1)), "{line:?}: {bad}");
        }
        // The API server is gone: nobody knows which instance it was about.
        let unknown = Figures { bytes: None, keys: None, ..figures("", "") };
        let lost = render(&at(Exit::Failed, 300, &[unknown]), &bad);
        assert!(lost.contains(&format!("redis_ops_backup_last_success_timestamp_seconds{labels} 100\n")), "{lost}");
        assert!(!lost.contains("namespace=\"\""), "{lost}");
    }

    #[test]
    fn a_restore_tells_its_times_also_when_they_are_too_long() {
        let times = Figures { rto_seconds: Some(1.25), rpo_seconds: Some(60.0), ..figures("apps", "cache") };
        let restore = |exit, ended_at, figures| Run {
            family: Family::Restore,
            command: "restore-drill",
            ..at(exit, ended_at, figures)
        };
        let late = render(&restore(Exit::Critical, 100, std::slice::from_ref(&times)), "");
        let labels = "{namespace=\"apps\",instance=\"cache\",command=\"restore-drill\"}";
        for (name, value) in [("success", "0"), ("rto_seconds", "1.250"), ("rpo_seconds", "60.000")] {
            assert!(late.contains(&format!("redis_ops_restore_{name}{labels} {value}\n")), "{name}: {late}");
        }
        assert!(!late.contains("keys"), "{late}");
        let none = Figures { rto_seconds: None, ..times.clone() };
        let failed = render(&restore(Exit::Unknown, 200, std::slice::from_ref(&none)), &late);
        assert!(failed.contains(&format!("redis_ops_restore_rto_seconds{labels} 1.250\n")), "{failed}");
    }

    #[test]
    fn each_instance_has_its_own_end() {
        let all = [
            Figures { exit: Some(Exit::Ok), seconds: Some(0.25), ..figures("a", "x") },
            Figures { exit: Some(Exit::Refused), bytes: None, ..figures("b", "y") },
        ];
        let text = render(&at(Exit::Partial, 100, &all), "");
        assert!(text.contains("success{namespace=\"a\",instance=\"x\",command=\"backup-rdb\"} 1"), "{text}");
        assert!(text.contains("exit_code{namespace=\"b\",instance=\"y\",command=\"backup-rdb\"} 4"), "{text}");
        assert!(
            text.contains("duration_seconds{namespace=\"a\",instance=\"x\",command=\"backup-rdb\"} 0.250"),
            "{text}"
        );
    }
}
