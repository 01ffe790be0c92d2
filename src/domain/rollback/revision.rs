//! Helm's record of a release: which revisions there are, and which one to go back to.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// One revision, as Helm stores it (helm/pkg/release/release.go).
#[derive(Debug, Clone)]
pub struct Revision {
    /// Its number.
    pub number: u64,
    /// `deployed`, `superseded`, `failed`, `pending-upgrade`, ….
    pub status: String,
    /// What Helm says of it: `Upgrade complete`.
    pub description: String,
    /// Name and version of its chart: `redis-0.4.0`.
    pub chart: String,
    /// When it was deployed, as Helm writes it.
    pub deployed_at: String,
    /// What it applied, YAML.
    pub manifest: String,
    /// Hooks that run at a rollback.
    pub rollback_hooks: Vec<String>,
    /// The whole record.
    pub record: Value,
}

impl Revision {
    /// Reads a record.
    ///
    /// # Errors
    /// A sentence: it has no number or no manifest.
    pub fn of(record: Value) -> Result<Self, String> {
        let number = record["version"].as_u64().ok_or("a revision without a number")?;
        let manifest = record["manifest"].as_str().ok_or_else(|| format!("revision {number} has no manifest"))?;
        let manifest = manifest.to_owned();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let at_rollback = |hook: &&Value| {
            let events = hook["events"].as_array().into_iter().flatten();
            events.into_iter().any(|event| event == "pre-rollback" || event == "post-rollback")
        };
        let hooks = record["hooks"].as_array().into_iter().flatten().filter(at_rollback);
        let rollback_hooks = hooks.map(|hook| format!("{} {}", text(&hook["kind"]), text(&hook["name"]))).collect();
        let chart = &record["chart"]["metadata"];
        Ok(Self {
            number,
            status: text(&record["info"]["status"]),
            // Go's reader of JSON takes both spellings
            description: text(record["info"].get("description").unwrap_or(&record["info"]["Description"])),
            chart: format!("{}-{}", text(&chart["name"]), text(&chart["version"])),
            deployed_at: text(&record["info"]["last_deployed"]),
            manifest,
            rollback_hooks,
            record,
        })
    }

    /// Whether an operation of Helm is under way, or broke off.
    pub fn is_pending(&self) -> bool {
        self.status.starts_with("pending-")
    }

    /// The revision that goes back to `to`, while it is being applied.
    pub fn rolled_back(&self, to: &Self, now: DateTime<Utc>) -> Value {
        let mut record = to.record.clone();
        let info = json!({
            "first_deployed": self.record["info"]["first_deployed"],
            "last_deployed": now.to_rfc3339_opts(SecondsFormat::Nanos, true),
            "deleted": "",
            "description": format!("Rollback to {}", to.number),
            "status": "pending-rollback",
            "notes": to.record["info"]["notes"],
        });
        record["info"] = info;
        record["version"] = json!(self.number + 1);
        record["namespace"] = self.record["namespace"].clone();
        record
    }

    /// A record with another status, and where it is given, another description.
    pub fn with_status(record: &Value, status: &str, description: Option<&str>) -> Value {
        let mut record = record.clone();
        record["info"]["status"] = json!(status);
        if let Some(description) = description {
            record["info"]["description"] = json!(description);
        }
        record
    }
}

/// The present revision and the one to go back to.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// The newest one.
    pub current: &'a Revision,
    /// The one to go back to.
    pub target: &'a Revision,
}

/// Chooses. Without a number: what a rollback that broke off was about, else the last revision before the newest one that
/// was ever deployed.
///
/// # Errors
/// A sentence, with the numbers there are.
pub fn choose(revisions: &[Revision], wanted: Option<u64>) -> Result<Chosen<'_>, String> {
    let current = revisions.iter().max_by_key(|one| one.number).ok_or("no revision of it is kept")?;
    let of = |number: u64| revisions.iter().find(|one| one.number == number);
    let numbers = || {
        let mut numbers: Vec<u64> = revisions.iter().map(|one| one.number).collect();
        numbers.sort_unstable();
        numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
    };
    let target = match wanted {
        Some(number) if number == current.number => {
            return Err(format!("revision {number} is the newest one already; there are {}", numbers()));
        }
        Some(number) => of(number).ok_or_else(|| format!("there is no revision {number}; there are {}", numbers()))?,
        None => {
            let begun = current.description.strip_prefix("Rollback to ").filter(|_| current.is_pending());
            let begun = begun.and_then(|number| of(number.parse().ok()?));
            let was_deployed = |one: &&Revision| ["superseded", "deployed"].contains(&one.status.as_str());
            let former = revisions.iter().filter(|one| one.number < current.number).filter(was_deployed);
            begun.or_else(|| former.max_by_key(|one| one.number)).ok_or_else(|| {
                format!("no revision before {} was ever deployed; there are {}", current.number, numbers())
            })?
        }
    };
    Ok(Chosen { current, target })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(number: u64, status: &str, description: &str) -> Revision {
        let record = json!({
            "name": "cache", "namespace": "apps", "version": number, "manifest": format!("# {number}\n"),
            "info": {"status": status, "description": description, "first_deployed": "2026-01-01T00:00:00Z", "notes": "n"},
            "chart": {"metadata": {"name": "redis", "version": "0.4.0"}},
            "config": {"image": {"tag": number.to_string()}},
            "hooks": [{"name": "t", "kind": "Pod", "events": ["test"]}],
        });
        Revision::of(record).expect("a revision")
    }

    fn chosen(all: &[Revision], wanted: Option<u64>) -> Result<(u64, u64), String> {
        choose(all, wanted).map(|chosen| (chosen.current.number, chosen.target.number))
    }

    #[test]
    fn the_last_one_that_was_deployed_is_gone_back_to() {
        let all = [revision(1, "superseded", ""), revision(2, "superseded", ""), revision(3, "deployed", "")];
        assert_eq!(chosen(&all, None), Ok((3, 2)));
        assert_eq!(chosen(&all, Some(1)), Ok((3, 1)));
        assert!(chosen(&all, Some(3)).is_err() && chosen(&all, Some(9)).is_err_and(|why| why.contains("1, 2, 3")));
        // the upgrade failed: what is deployed is the one before
        let all = [revision(4, "failed", ""), revision(5, "deployed", ""), revision(6, "failed", "Upgrade failed")];
        assert_eq!(chosen(&all, None), Ok((6, 5)));
        assert!(chosen(&all[..1], None).is_err() && chosen(&[], None).is_err());
        // a rollback that broke off is gone on with
        let all = [
            revision(1, "superseded", ""),
            revision(2, "deployed", ""),
            revision(3, "pending-rollback", "Rollback to 1"),
        ];
        assert_eq!(chosen(&all, None), Ok((3, 1)));
    }

    #[test]
    fn the_new_revision_is_the_former_one_with_the_next_number() {
        let (old, current) = (revision(1, "superseded", ""), revision(4, "deployed", "Upgrade complete"));
        let record = current.rolled_back(&old, DateTime::UNIX_EPOCH);
        assert_eq!((&record["version"], &record["manifest"]), (&json!(5), &json!("# 1\n")));
        assert_eq!(record["info"]["status"], "pending-rollback");
        assert_eq!(record["info"]["description"], "Rollback to 1");
        assert_eq!(record["info"]["last_deployed"], "1970-01-01T00:00:00.000000000Z");
        assert_eq!(record["config"]["image"]["tag"], "1");
        let ended = Revision::with_status(&record, "deployed", None);
        assert_eq!(
            (&ended["info"]["status"], &ended["info"]["description"]),
            (&json!("deployed"), &json!("Rollback to 1"))
        );
    }

    #[test]
    fn hooks_of_a_rollback_are_told_from_others() {
        let mut record = revision(1, "deployed", "").record;
        assert!(Revision::of(record.clone()).is_ok_and(|one| one.rollback_hooks.is_empty()));
        record["hooks"][0]["events"] = json!(["post-upgrade", "pre-rollback"]);
        assert_eq!(Revision::of(record).expect("a revision").rollback_hooks, ["Pod t"]);
        assert!(Revision::of(json!({"version": 1})).is_err());
    }
}
