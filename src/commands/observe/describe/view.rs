//! The screen of `describe`.

use super::DescribeReport;
use super::pod::{End, PodView};
use crate::report::{Block, Cell, Report, Table, Tone, View, grouped, units};
use chrono::{DateTime, Utc};

impl Report for DescribeReport {
    fn view(&self) -> View {
        let mut blocks = vec![Block::Table(self.pods()), Block::Fields(self.fields())];
        let claims = self.claims();
        if !claims.rows.is_empty() {
            blocks.push(Block::Table(claims));
        }
        View { blocks, last: None }
    }
}

impl DescribeReport {
    fn pods(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "STATE", "READY", "NODE", "#AGE", "#RESTARTS", "LAST END"]);
        for pod in &self.members {
            let running = pod.state == "Running";
            table.row([
                pod.member.as_str().into(),
                Cell::toned(&pod.state, if running { Tone::Plain } else { Tone::Bad }),
                if pod.ready { "yes".into() } else { Cell::toned("no", Tone::Warn) },
                pod.node.as_deref().unwrap_or("-").into(),
                pod.started_at.map_or("-".to_owned(), |time| age(time, self.now)).into(),
                Cell::toned(pod.restarts.to_string(), if pod.restarts == 0 { Tone::Plain } else { Tone::Warn }),
                pod.last_end.as_ref().map_or("-".into(), |end| self.last_end(end)),
            ]);
        }
        table
    }

    fn last_end(&self, end: &End) -> Cell {
        let when = end.at.map_or_else(String::new, |time| format!(", {} ago", age(time, self.now)));
        let tone = if end.reason == "OOMKilled" { Tone::Bad } else { Tone::Warn };
        Cell::toned(format!("{} ({}){when}", end.reason, end.exit_code), tone)
    }

    fn fields(&self) -> Vec<(String, Cell)> {
        let mut fields: Vec<(String, Cell)> = Vec::new();
        let mut each = |name: &str, of: &dyn Fn(&PodView) -> Option<Cell>| {
            let values = grouped(self.members.iter().map(|pod| (pod.member.as_str(), of(pod))));
            fields.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        };
        each("not ready", &|pod| Some(Cell::toned(pod.not_ready_because.clone()?, Tone::Warn)));
        each("image", &|pod| Some(pod.image.as_str().into()));
        each("container", &|pod| Some(pod.container.as_str().into()));
        each("beside it", &|pod| (!pod.beside.is_empty()).then(|| beside(pod)));
        each("owner", &|pod| {
            let none = || Cell::toned("none: a deleted pod does not come back", Tone::Warn);
            Some(if pod.owners.is_empty() { none() } else { pod.owners.join(" ← ").into() })
        });
        each("requests", &|pod| Some(resources(pod.cpu_request_millicores, pod.memory_request_bytes)));
        each("limits", &|pod| {
            let cell = resources(pod.cpu_limit_millicores, pod.memory_limit_bytes);
            Some(if pod.memory_limit_bytes.is_none() { Cell::toned(cell.text, Tone::Warn) } else { cell })
        });
        for kind in ["startup", "liveness", "readiness"] {
            each(kind, &|pod| {
                let probe = pod.probes.iter().find(|probe| probe.kind == kind);
                Some(probe.map_or("no probe".into(), |probe| probe.words.as_str().into()))
            });
        }
        each("budget", &|pod| Some(budgets(pod)));
        each("services", &|pod| {
            Some(if pod.services.is_empty() { "none".into() } else { pod.services.join(", ").into() })
        });
        each("mounts", &mounts);
        fields
    }

    fn claims(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "MOUNT", "CLAIM", "PHASE", "#SIZE", "CLASS"]);
        for pod in &self.members {
            for volume in &pod.volumes {
                let Some(claim) = &volume.claim else { continue };
                let phase = claim.phase.as_deref().unwrap_or("unknown");
                let name = volume.volume.strip_prefix("claim ").unwrap_or(&volume.volume);
                table.row([
                    pod.member.as_str().into(),
                    volume.mount.as_str().into(),
                    name.into(),
                    Cell::toned(phase, if phase == "Bound" { Tone::Plain } else { Tone::Bad }),
                    claim.size_bytes.map_or("-".to_owned(), units::bytes).into(),
                    claim.storage_class.as_deref().unwrap_or("-").into(),
                ]);
            }
        }
        table
    }
}

/// The mounts that are no claims.
fn mounts(pod: &PodView) -> Option<Cell> {
    let others = pod.volumes.iter().filter(|volume| volume.claim.is_none());
    let words: Vec<String> = others.map(|volume| format!("{}: {}", volume.mount, volume.volume)).collect();
    (!words.is_empty()).then(|| words.join("; ").into())
}

fn age(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    units::duration((now - time).num_seconds().max(0) as f64)
}

fn beside(pod: &PodView) -> Cell {
    let words = pod.beside.iter().map(|(name, image, ready)| {
        let ready = if *ready { "" } else { ", not ready" };
        format!("{name} ({image}{ready})")
    });
    words.collect::<Vec<_>>().join(", ").into()
}

fn resources(cpu_millicores: Option<u64>, memory_bytes: Option<u64>) -> Cell {
    let cpu = cpu_millicores.map_or("no cpu".to_owned(), |cpu| format!("cpu {cpu}m"));
    let memory = memory_bytes.map_or("no memory".to_owned(), |bytes| format!("memory {}", units::bytes(bytes)));
    format!("{cpu}, {memory}").into()
}

fn budgets(pod: &PodView) -> Cell {
    if pod.budgets.is_empty() {
        return "no PodDisruptionBudget: a drained node asks nobody".into();
    }
    let words = pod.budgets.iter().map(|budget| {
        format!("{}: {}, may be evicted now: {}", budget.name, budget.demand, budget.disruptions_allowed)
    });
    words.collect::<Vec<_>>().join("; ").into()
}
