//! What will be done, and what speaks against it.

use super::shared::Policy;
use super::state::State;
use super::{NAME, Work};
use crate::context::Context;
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::restore::contents::{Contents, MOST_DATABASES};
use crate::domain::restore::engine::{self, Choice, Engine};
use crate::domain::restore::fitting::{self, Loss};
use crate::domain::restore::room::{self, Room};
use crate::error::{Error, Result};
use crate::formats::rdb::Header;
use crate::report::units;
use crate::store::source::Visited;
use crate::target::discover::Target;
use serde::Serialize;

/// What the first pass found.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub contents: Contents,
    /// The newest format of the files.
    pub header: Option<Header>,
    /// Of each file, unpacked.
    pub sha256: Vec<String>,
    pub plain_bytes: u64,
}

impl Sources {
    pub fn add(&mut self, contents: Contents, visited: Visited) {
        self.contents.add(contents);
        self.header = visited.header.into_iter().chain(self.header).max_by_key(|header| header.version);
        self.sha256.push(visited.plain_sha256);
        self.plain_bytes += visited.plain_bytes;
    }
}

/// What will be done: shown by `--dry-run`, agreed to, followed.
#[derive(Debug, Serialize)]
pub(super) struct RestorePlan {
    pub plan: Plan,
    pub source: String,
    /// `REDIS0012`.
    pub format: String,
    /// The server's, where it is known.
    pub server_format: Option<String>,
    pub engine: Choice,
    pub policy: Policy,
    /// Keys of the source.
    pub source_keys: u64,
    /// Those that are meant.
    pub keys: u64,
    /// Values that are built piece by piece.
    pub large_values: u64,
    /// Keys on the servers before.
    pub keys_before: u64,
    /// Of those that are meant, the ones that were there before; none where it was not asked.
    pub existing: u64,
    /// The first of them.
    pub existing_names: Vec<String>,
    pub losses: Vec<Loss>,
    pub memory: Room,
    /// Keys that an earlier run has settled.
    pub resumes_at: Option<u64>,
    #[serde(skip)]
    pub takes_safety_backup: bool,
}

/// Plans.
///
/// # Errors
/// Refused: keys that are there, too little memory, what the server has no place for.
pub(super) fn plan_restore(
    work: &Work<'_>,
    format: Header,
    (existing, existing_names): (u64, Vec<String>),
    resumed: Option<&State>,
    earlier: Option<&State>,
) -> Result<RestorePlan> {
    let Work { args, servers, sources, target, .. } = *work;
    let contents = &sources.contents;
    let name = target.instance.full_name();
    let engine = Choice { engine: Engine::Live, because: engine::running(servers.primaries.len()) };
    if contents.databases.len() > MOST_DATABASES {
        return Err(Error::refused(format!("the source has more than {MOST_DATABASES} databases")));
    }
    if contents.functions_cut > 0 && args.selection().is_all() {
        return Err(Error::refused("the source has a function library of more than 64MiB"));
    }
    let losses = fitting::judge(contents, &args.selection(), format, &work.without_place(format));
    refuse_losses(args.accept_losses, &losses, format)?;
    let policy = args.policy();
    if policy == Policy::FailExisting && existing > 0 {
        return Err(refuse_existing(&name, existing, &existing_names, earlier));
    }
    let memory = room::judge(contents, &servers.memory(), args.flush_first && resumed.is_none());
    // What is overwritten is freed, and what was restored before is there: then the figures say nothing.
    if !memory.enough && !args.force && resumed.is_none() && existing == 0 {
        return Err(Error::refused(format!("memory of {name} is too short"))
            .cause(memory.words())
            .hint("raise maxmemory or the container's limit, or restore a part with --match, --type or --db")
            .hint("add --force to do it all the same"));
    }
    let keys_before = servers.keys();
    let overwrites = keys_before > 0 && work.nothing_is_meant().is_none();
    let takes_safety_backup = overwrites && !args.safety.no_safety_backup && resumed.is_none();
    let destroys = keys_before > 0
        && (args.flush_first || policy == Policy::Replace || (args.safety.no_safety_backup && resumed.is_none()));
    let mut plan = RestorePlan {
        plan: Plan {
            intent: format!("restore {}{} into {name}", keys(contents.selected), args.selection().words()),
            target: name,
            danger: if destroys { Danger::Destroys } else { Danger::Changes },
            steps: Vec::new(),
            remarks: Vec::new(),
        },
        source: work.source.shown.clone(),
        format: sources.header.map(|header| header.to_string()).unwrap_or_default(),
        server_format: servers.format.map(|header| header.to_string()),
        engine,
        policy,
        source_keys: contents.keys,
        keys: contents.selected,
        large_values: contents.large,
        keys_before,
        existing,
        existing_names,
        losses,
        memory,
        resumes_at: resumed.map(|state| state.point),
        takes_safety_backup,
    };
    plan.plan.steps = steps(work, &plan);
    plan.plan.remarks = remarks(work, &plan);
    Ok(plan)
}

fn keys(count: u64) -> String {
    format!("{} {}", units::count(count), if count == 1 { "key" } else { "keys" })
}

fn refuse_losses(accepted: bool, losses: &[Loss], format: Header) -> Result<()> {
    if accepted || losses.is_empty() {
        return Ok(());
    }
    let error = Error::refused(format!("the server, of format {format}, has no place for a part of the source"));
    let error = losses.iter().fold(error, |error, loss| error.cause(loss.what.clone()));
    Err(error.hint("restore into a newer server, or add --accept-losses to leave that out"))
}

fn refuse_existing(name: &str, existing: u64, names: &[String], earlier: Option<&State>) -> Error {
    let shown = names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let error = Error::refused(format!(
        "{} of the source {} in {name} already",
        keys(existing),
        if existing == 1 { "is" } else { "are" }
    ))
    .cause(format!("such as {shown}"));
    let error = match earlier {
        Some(state) => {
            error.hint(format!("--resume goes on with the run that was cut short after {}", keys(state.point)))
        }
        None => error,
    };
    error.hint(
        "--skip-existing leaves them as they are, --replace overwrites them, --flush-first removes all keys before",
    )
}

fn steps(work: &Work<'_>, plan: &RestorePlan) -> Vec<Step> {
    let Work { args, servers, .. } = *work;
    let mut steps = Vec::new();
    let primaries: Vec<String> = servers.primaries.iter().map(|primary| primary.member.name.clone()).collect();
    let primaries = primaries.join(", ");
    if plan.takes_safety_backup {
        steps.push(Step::new("safety-backup", format!("back up the {} that are there", keys(plan.keys_before))));
    }
    if args.flush_first && plan.resumes_at.is_none() {
        steps.push(Step::new("flush", format!("remove all {} from {primaries}", keys(plan.keys_before))));
    }
    let existing = match plan.policy {
        Policy::Replace if plan.existing > 0 => format!(", overwriting {}", keys(plan.existing)),
        Policy::SkipExisting if plan.existing > 0 => format!(", leaving {} as they are", keys(plan.existing)),
        _ => String::new(),
    };
    let after = plan.resumes_at.map(|point| format!(", after the first {}", units::count(point))).unwrap_or_default();
    let does = format!("write {} of {} to {primaries}{existing}{after}", keys(plan.keys), plan.source);
    steps.push(Step::new("write", does));
    steps.push(Step::new("verify", "account for every key, and see that no key was evicted"));
    steps
}

fn remarks(work: &Work<'_>, plan: &RestorePlan) -> Vec<String> {
    let Work { args, servers, sources, .. } = *work;
    let mut remarks: Vec<String> = plan.losses.iter().map(|loss| format!("lost: {}", loss.what)).collect();
    remarks.extend(work.nothing_is_meant());
    if servers.format.is_none() {
        remarks.push("the server's version is not known: values are written as they are in the source".to_owned());
    }
    let overwrites = plan.keys_before > 0 && work.nothing_is_meant().is_none();
    if overwrites && !plan.takes_safety_backup && plan.resumes_at.is_none() {
        remarks.push("no safety backup: what is overwritten or removed cannot be brought back".to_owned());
    }
    if let Some(policy) = &plan.memory.evicts {
        remarks.push(format!("the server evicts keys when it is full ({policy}); then the run ends with 7"));
    }
    if !plan.memory.enough {
        remarks.push(format!("memory may be too short: {}", plan.memory.words()));
    }
    if sources.contents.functions > 0 && !args.selection().is_all() {
        remarks.push("functions are not restored, since a part of the keys is meant".to_owned());
    }
    if let Some(manifest) = &work.source.manifest {
        remarks.extend(manifest.besides.missing.iter().map(|missing| format!("the set is incomplete: {missing}")));
    }
    remarks
}

/// The options that name the target.
pub(in crate::commands::restore) fn target_options(context: &Context, target: &Target) -> String {
    match (&target.instance.namespace, &context.settings.target.url) {
        (_, Some(url)) => {
            let scheme = if url.tls { "rediss" } else { "redis" };
            format!("--url {scheme}://{}:{}", url.host, url.port)
        }
        (Some(namespace), None) => format!("-n {namespace} -r {}", target.instance.name),
        (None, None) => String::new(),
    }
}

/// The command that brings back what was there before.
pub(super) fn undo(context: &Context, target: &Target, safety_backup: &str) -> String {
    let options = target_options(context, target);
    format!("redis-ops {NAME} {safety_backup} {options} --flush-first --confirm {}", target.instance.full_name())
}
