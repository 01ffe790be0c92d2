//! The plan: what `--dry-run` shows, consent is given to, and is then done.

use super::preflight::Primary;
use super::prepare::Prepared;
use super::{NAME, RestoreAofArgs};
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::restore::point_in_time::{CutRule, History, Onto, Sighting};
use crate::report::units::count;

/// Makes it.
pub(super) fn plan(
    args: &RestoreAofArgs,
    primary: &Primary,
    prepared: &Prepared,
    onto: Onto,
    judged: Vec<String>,
) -> Plan {
    let (history, facts) = (&prepared.history, &primary.facts);
    let name = primary.target.instance.full_name();
    let member = &facts.member;
    let held = facts.all_keys();
    let mut steps = Vec::new();
    match (&prepared.copy, held) {
        (Some(copy), _) if !args.destroy.dry_run => {
            steps.push(Step::new("copied", format!("done: the AOF of {member} is copied to {}", copy.path)));
        }
        (Some(_), _) => {
            let does =
                format!("copy the AOF of {member} to {}, with automatic rewrites held off", args.safety_backup_to);
            steps.push(Step::new("copy", does));
        }
        (None, 0) => {}
        (None, held) => {
            let does = format!("back up the {} keys of {member} to {}", count(held), args.safety_backup_to);
            steps.push(Step::new("safety-backup", does));
        }
    }
    if held > 0 && onto == Onto::Flushed {
        steps.push(Step::new("flush", format!("remove the {} keys of {member}", count(held))));
    }
    if history.base_keys() > 0 {
        let base = history.base.as_ref().map(|base| base.format.clone()).unwrap_or_default();
        let does = format!("restore the {} keys of the snapshot at its start ({base})", count(history.base_keys()));
        steps.push(Step::new("restore-base", does));
    }
    steps.push(Step::new("replay", replay_in_words(history)));
    if prepared.lift_up_to_ms.is_some() {
        steps.push(Step::new(
            "lower-times",
            "bring down times to live that were lifted, which lets keys go whose time has passed",
        ));
    }
    steps.push(Step::new("verify", "compare keys, replies and evictions"));
    let mut remarks = cut_in_words(history);
    remarks.extend(judged);
    if held > 0 && onto == Onto::Flushed && prepared.copy.is_some() {
        remarks
            .push("what is written between the copy and the removal is lost: stop the clients, if you can".to_owned());
    }
    Plan {
        intent: format!("replay {} into {name}", prepared.source.words),
        target: name,
        danger: if held > 0 { Danger::Destroys } else { Danger::Changes },
        steps,
        remarks,
    }
}

/// The command that begins anew after a replay was ended on the way; for the server's own history, from its copy.
pub(super) fn undo(primary: &Primary, from_pod: bool, source: Option<&str>, safety: Option<&str>) -> String {
    let instance = &primary.target.instance;
    let target = match &instance.namespace {
        Some(namespace) => format!("-n {namespace} -r {}", instance.name),
        None => format!("--url redis://{}", instance.name),
    };
    let flushed = format!("{target} --flush-first --confirm {}", instance.full_name());
    match (from_pod, source, safety) {
        (true, _, Some(copy)) => {
            format!("begin anew from the copy, with the same end: redis-ops {NAME} {copy} {flushed}")
        }
        (_, Some(source), Some(set)) => format!(
            "begin anew: redis-ops {NAME} {source} {flushed}, with the same end; or go back: redis-ops restore-rdb {set} {flushed}"
        ),
        (_, source, _) => {
            format!("begin anew, with the same end: redis-ops {NAME} {} {flushed}", source.unwrap_or("SOURCE"))
        }
    }
}

pub(super) fn replay_in_words(history: &History) -> String {
    let replayed = &history.replayed;
    let mut words = format!("replay {} commands", count(replayed.commands));
    if replayed.commands > 0 {
        words.push_str(&format!(" ({})", replayed.in_words()));
    }
    let left_out = history.cut.as_ref().and_then(|cut| cut.at.as_ref()).filter(|_| history.then_rest);
    match (left_out, &history.cut) {
        (Some(at), _) => words.push_str(&format!(", all but the {} at {}", at.command, at.place())),
        (None, Some(cut)) => words.push_str(&format!(", up to {} at offset {}", cut.file, cut.offset)),
        (None, None) => words.push_str(", to the end"),
    }
    words
}

/// The cut with what stands around it, and what is not replayed.
pub(super) fn cut_in_words(history: &History) -> Vec<String> {
    let Some(cut) = &history.cut else { return Vec::new() };
    let mut lines = Vec::new();
    if let Some(at) = &cut.at {
        let what = match &history.rule {
            CutRule::BeforeCommand { command } => format!("the last {command}"),
            _ => "the first command that is not replayed".to_owned(),
        };
        lines.push(format!("{what} is in {}, {}", at.place(), in_time(at)));
        if at.in_transaction {
            let whole = if history.then_rest { "that command is left out" } else { "all of it is left out" };
            lines.push(format!("it is in the transaction at offset {}: {whole}", cut.offset));
        }
    }
    let shown = |mark: &str, sighting: &Sighting| {
        format!("{mark} {:>10}  db{}  {}", sighting.offset, sighting.db, sighting.command)
    };
    lines.extend(cut.before.iter().map(|sighting| shown("  ", sighting)));
    lines.extend(cut.at.iter().map(|sighting| shown("->", sighting)));
    lines.extend(cut.after.iter().map(|sighting| shown("  ", sighting)));
    if history.matches > 1 {
        let earlier: Vec<String> = cut.earlier.iter().rev().map(Sighting::place).collect();
        lines.push(format!(
            "there are {} such commands; the ones before it: {} (--until-offset FILE:OFFSET ends before another)",
            count(history.matches),
            earlier.join(", ")
        ));
    }
    // The command itself is one of those that are left.
    let after = history.left.commands.saturating_sub(u64::from(cut.at.is_some()));
    if !history.then_rest && after > 0 {
        let goes_on = match &history.rule {
            CutRule::BeforeCommand { command } => format!(": --then-rest replays them too, but for the {command}"),
            _ => String::new(),
        };
        lines.push(format!(
            "{} commands stand after it and are not replayed (in all {}){goes_on}",
            count(after),
            history.left.in_words()
        ));
    }
    lines
}

fn in_time(at: &Sighting) -> String {
    match at.time() {
        Some(time) => format!("written at {time}"),
        None => "written at a time that nothing tells (aof-timestamp-enabled is no)".to_owned(),
    }
}
