//! `restore-rdb`: the keys of a backup, written to running servers, each acknowledged.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

mod args;
mod ending;
pub(super) mod feed;
pub(super) mod flush;
pub(super) mod lanes;
pub(super) mod live;
pub(super) mod plan;
pub(super) mod preflight;
pub(super) mod shared;
mod state;
mod validate;
mod view;
pub(super) mod worker;

pub use args::RestoreRdbArgs;
pub(in crate::commands) use preflight::find as find_primaries;

use super::compare::CompareReport;
use super::engine;
use super::read_back::{ReadBack, Verify};
use super::source::Source;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::restore::contents::Contents;
use crate::domain::restore::engine::Engine;
use crate::domain::restore::fitting;
use crate::domain::restore::native::Abilities;
use crate::domain::restore::read_back::Accepted;
use crate::domain::restore::tally::Tally;
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::formats::rdb::Header;
use crate::lock::Lock;
use crate::report::{Outcome, Verdict, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use ending::Begun;
use feed::Terms;
use live::Pass;
use plan::{RestorePlan, Sources};
use preflight::Servers;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use shared::{Account, Shared};
use state::{Identity, State};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use validate::validate;
use worker::Reach;

/// The command's name.
pub const NAME: &str = "restore-rdb";

/// What was planned and what became of it.
#[derive(Debug, Serialize)]
struct RestoreReport {
    #[serde(flatten)]
    plan: RestorePlan,
    done: bool,
    #[serde(flatten)]
    account: Account,
    /// A run that was told to end: more keys may be restored than are counted.
    at_least: bool,
    /// Where the data lie that were there before.
    safety_backup: Option<String>,
    /// The servers were emptied first.
    flushed: bool,
    seconds: Option<f64>,
    /// What brings back what was there before.
    undo: Option<String>,
    /// What goes on with a run that was cut short.
    resume: Option<String>,
    /// The servers beside the source, once all was restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_back: Option<CompareReport>,
}

/// Runs the command.
///
/// # Errors
/// Verification when the source is not what it should be, Refused by the preflight or for want of consent, Failed where
/// nothing was changed. What happens once keys are written is in the report.
pub async fn run(context: &Context, args: &RestoreRdbArgs) -> Result<Outcome> {
    if args.offline.undo() {
        return args.run_offline(context, None).await;
    }
    let chosen = engine::choose(context, args.engine, args.keys_alone()).await?;
    if chosen.choice.engine == Engine::Offline {
        let because = args.engine.is_none().then_some(chosen.choice.because.as_str());
        return args.run_offline(context, because).await;
    }
    if args.skip_existing && args.verify != Verify::Counts {
        return Err(Error::usage("--verify reads back what was restored, and --skip-existing leaves keys as they are")
            .hint("redis-ops compare shows in what such keys differ from the source"));
    }
    let destination = args.safety.destination(context)?;
    let (source, sources) = validate(context, args).await?;
    let source = Arc::new(source);
    let (target, answers) = match chosen.whole() {
        Some(found) => found,
        None => {
            let named = discover::resolve(context, Nature::Acting).await?;
            let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
            (target.into_owned(), answers)
        }
    };
    let target = Arc::new(target);
    let servers = preflight::find(&target, &answers)?;
    let format = servers.format.or(sources.header).ok_or_else(|| Error::failed("the source has no header"))?;
    let needs = args.needs(&sources.contents, format);
    preflight::check(context, &target, &servers, &sources.contents, needs).await?;

    let identity = args.identity(&sources, &target);
    let folder = naming::instance_folder(target.instance.namespace.as_deref(), &target.instance.name);
    let note = state::path(&args.state_dir, &folder);
    let earlier = state::fetch(&note).filter(|state| state.identity == identity);
    let earlier = earlier.map(|state| state.on(servers.run_ids(), servers.keys()));
    let resumed = earlier_run(args, earlier.as_ref(), &note)?;
    let run = match resumed {
        Some(state) => state.run.clone(),
        None => random_run()?,
    };
    let reach = Reach {
        context: context.clone(),
        target: Arc::clone(&target),
        consent: Arc::new(Consent::not_needed()),
        bounds: args.bounds(servers.primaries.len()),
        policy: args.policy(),
        resumed: resumed.is_some(),
        run: run.clone(),
        cluster: servers.slots.is_some(),
    };
    let now_ms = servers.primaries[0].info.server_time_ms().unwrap_or_else(|| now_ms(context));
    let work = Work { context, args, source: &source, target: &target, servers: &servers, sources: &sources };
    let terms = Terms {
        selection: args.selection(),
        server: format,
        without_place: work.without_place(format),
        abilities: Abilities {
            field_expiry: fitting::has_field_expiry(format),
            stream_counters: fitting::has_functions(format),
            now_ms,
        },
        max_value_bytes: usize::try_from(args.max_value).unwrap_or(usize::MAX),
        from: resumed.map_or(0, |state| state.point),
        functions: args.selection().is_all() && fitting::has_functions(format),
        probe: None,
        run: run.clone(),
        lift_up_to_ms: None,
    };
    let existing =
        if work.has_to_probe(resumed.is_some()) { work.probe(&reach, &terms).await? } else { (0, Vec::new()) };
    let plan = plan::plan_restore(&work, format, existing, resumed, earlier.as_ref())?;
    if args.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &RestoreReport::planned(plan)));
    }
    let consent = Consent::to(&plan.plan, args.answer(), &context.console).await?;
    let lock = Lock::take(context, &target, NAME).await?;
    let mut state = resumed.cloned().unwrap_or_else(|| State::new(identity, run, servers.run_ids()));
    if plan.takes_safety_backup {
        let what = "restore-rdb, of what is there before it";
        let taken = crate::commands::backup::backup_rdb::take(context, &target, &destination, what, args.force).await;
        let taken = taken.map_err(|error| {
            error
                .while_attempting("take the safety backup, so nothing was changed")
                .hint("--no-safety-backup restores without one")
        })?;
        state.safety_backup = taken.kept.path;
        context.console.status(&format!("safety backup: {}", state.safety_backup.as_deref().unwrap_or_default()));
    }
    let reach = Reach { consent: Arc::new(consent), ..reach };
    work.apply(reach, terms, plan, state, (&note, lock)).await
}

/// All that is known before the first change.
struct Work<'a> {
    context: &'a Context,
    args: &'a RestoreRdbArgs,
    source: &'a Arc<Source>,
    target: &'a Arc<Target>,
    servers: &'a Servers,
    sources: &'a Sources,
}

impl Work<'_> {
    /// Whether keys may be there that the source has too.
    fn has_to_probe(&self, resumed: bool) -> bool {
        !resumed && !self.args.flush_first && self.servers.keys() > 0
    }

    /// That no key of the source is one that is meant, where it has some: a pattern may be mistyped.
    fn nothing_is_meant(&self) -> Option<String> {
        let contents = &self.sources.contents;
        let words = self.args.selection().words();
        (contents.selected == 0 && contents.keys > 0)
            .then(|| format!("the source has no keys{words}, of {} in all", units::count(contents.keys)))
    }

    /// Types of modules in the source that a server of this format, with its modules, has no place for.
    fn without_place(&self, format: Header) -> BTreeSet<String> {
        let (contents, written) = (&self.sources.contents, self.sources.header);
        fitting::modules_without_place(contents, written, format, self.servers.modules().as_ref())
    }

    fn pass<'a>(&'a self, reach: &'a Reach, terms: Terms, shared: &'a Arc<Shared>, label: &str) -> Pass<'a> {
        let contents = &self.sources.contents;
        Pass {
            reach,
            servers: self.servers,
            source: self.source,
            terms,
            connections: self.args.connections.into(),
            shared,
            note: None,
            label: format!("{label} {}", self.target.instance.full_name()),
            total: (contents.selected, contents.selected_bytes),
        }
    }

    /// Asks for every key that is meant whether it is there. Nothing is changed.
    async fn probe(&self, reach: &Reach, terms: &Terms) -> Result<(u64, Vec<String>)> {
        let shared = Arc::new(Shared::default());
        let terms = Terms { probe: Some(self.servers.databases()), ..terms.clone() };
        let ended = self.pass(reach, terms, &shared, "look for keys in").run().await?;
        match ended.error {
            Some(error) => Err(error.while_attempting("look for the source's keys, so nothing was changed")),
            None => Ok(shared.existing()),
        }
    }

    fn read_back(&self, plan: &RestorePlan, account: &Account, flushed: bool) -> ReadBack<'_> {
        let lost = |kind| plan.losses.iter().any(|loss| loss.kind == kind);
        ReadBack {
            context: self.context,
            target: self.target,
            verify: self.args.verify,
            files: self.source.side(self.args.selection()),
            keys: self.sources.contents.selected,
            alone: (flushed || plan.keys_before == 0) && self.args.selection().is_all(),
            accepted: Accepted {
                left_out: account.counts.left_out,
                field_expiry: lost("field-expiry"),
                parts: account.lost_parts > 0,
            },
        }
    }

    /// Follows the plan, and gives the lock back. Wherever the run is ended, it is told how far it came.
    async fn apply(
        &self,
        reach: Reach,
        terms: Terms,
        plan: RestorePlan,
        state: State,
        (note, lock): (&std::path::Path, Lock),
    ) -> Result<Outcome> {
        let shared = Arc::new(Shared::from(Tally::from(state.point, state.counts)));
        let begun = Arc::new(Begun::default());
        let untold = ending::account_for(self, &plan, &shared, &begun);
        let mut ended = self.follow(reach, terms, plan, state, (note, &shared, &begun)).await;
        if ended.is_ok() {
            ended = lock.release(self.context).await.and(ended);
        }
        untold.done();
        ended
    }

    async fn follow(
        &self,
        reach: Reach,
        terms: Terms,
        plan: RestorePlan,
        state: State,
        (note, shared, begun): (&std::path::Path, &Arc<Shared>, &Begun),
    ) -> Result<Outcome> {
        let clock = Instant::now();
        let flushes = self.args.flush_first && !reach.resumed;
        if flushes {
            begun.flush.store(true, Ordering::SeqCst);
            flush::apply_flush(&reach, self.servers).await.map_err(|error| match &state.safety_backup {
                Some(path) if error.kind() == Kind::Partial => error.hint(plan::undo(self.context, self.target, path)),
                _ => error,
            })?;
        }
        let safety_backup = state.safety_backup.clone();
        let pass = Pass { note: Some((note, state)), ..self.pass(&reach, terms, shared, "restore") };
        begun.write.store(true, Ordering::SeqCst);
        let mut ended = match pass.run().await {
            Ok(ended) => ended,
            Err(error) if flushes => live::Ended { error: Some(error), ..live::Ended::default() },
            Err(error) => return Err(error),
        };
        if !ended.interrupted && ended.evicted.is_none() {
            ended.evicted = live::evicted_since(&reach, self.servers).await;
        }
        let account = shared.account();
        let undo = safety_backup.as_deref().map(|path| plan::undo(self.context, self.target, path));
        let mut report = RestoreReport {
            plan,
            done: true,
            account,
            at_least: false,
            safety_backup,
            flushed: flushes,
            seconds: Some(clock.elapsed().as_secs_f64()),
            undo,
            resume: None,
            read_back: None,
        };
        if ended.is_whole() && report.account.counts.failed == 0 {
            let seen = self.read_back(&report.plan, &report.account, flushes).run().await;
            report.read_back.clone_from(&seen.report);
            ended.seen = Some(seen);
        }
        ending::judge(self, report, ended, note)
    }
}

impl RestoreReport {
    fn planned(plan: RestorePlan) -> Self {
        Self {
            plan,
            done: false,
            account: Account::default(),
            at_least: false,
            safety_backup: None,
            flushed: false,
            seconds: None,
            undo: None,
            resume: None,
            read_back: None,
        }
    }
}

/// The run that `--resume` goes on with.
fn earlier_run<'a>(
    args: &RestoreRdbArgs,
    earlier: Option<&'a State>,
    note: &std::path::Path,
) -> Result<Option<&'a State>> {
    match earlier {
        _ if !args.resume => Ok(None),
        Some(state) => Ok(Some(state)),
        None => Err(Error::refused("there is no run to go on with")
            .cause(format!(
                "{} is not there, or of another source, target, part of the keys or way with keys that are there",
                note.display()
            ))
            .hint("give the same source and options as before, and --state-dir if it was given then")
            .hint("--skip-existing restores what is missing, without --resume")),
    }
}

fn now_ms(context: &Context) -> u64 {
    u64::try_from(context.now().timestamp_millis()).unwrap_or(0)
}

/// Stands in the names of temporary keys: no two runs share them.
pub(super) fn random_run() -> Result<String> {
    let mut bytes = [0; 6];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::failed("this machine gives no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl RestoreRdbArgs {
    fn needs(&self, contents: &Contents, format: Header) -> preflight::Needs {
        preflight::Needs {
            large: contents.large > 0,
            functions: contents.functions > 0 && self.selection().is_all() && fitting::has_functions(format),
            highest_db: contents.databases.keys().next_back().copied().unwrap_or(0),
        }
    }

    fn identity(&self, sources: &Sources, target: &Target) -> Identity {
        Identity {
            source_sha256: sources.sha256.clone(),
            target: target.instance.full_name(),
            selection: self.selection(),
            policy: self.policy(),
            flush_first: self.flush_first,
        }
    }
}
