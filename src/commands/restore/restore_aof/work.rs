//! The plan's steps, each observed.

use super::lower::{self, Lowered};
use super::plan;
use super::preflight::Primary;
use super::prepare::{Prepared, Preparing};
use super::replay::{Replayed, Replaying};
use super::{AofRestore, NAME, RestoreAofArgs, in_ms, terms};
use crate::commands::backup::backup_rdb;
use crate::commands::restore::restore_rdb::preflight::Servers;
use crate::commands::restore::restore_rdb::shared::Policy;
use crate::commands::restore::restore_rdb::worker::Reach;
use crate::commands::restore::restore_rdb::{flush, random_run};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::plan::Plan;
use crate::domain::restore::point_in_time::account::CommandError;
use crate::domain::restore::point_in_time::{History, Onto, TargetFacts};
use crate::error::{Error, Kind, Result};
use crate::report::units::count;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::undo::Pending;
use crate::wire::replay::{Bounds, Replay};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// What it takes.
pub(super) struct Work<'a> {
    pub(super) context: &'a Context,
    pub(super) args: &'a RestoreAofArgs,
    pub(super) primary: &'a Primary,
    pub(super) onto: Onto,
}

/// What was done, and what is to be said of it.
#[derive(Default)]
struct Done {
    replayed: Replayed,
    lowered: Option<Lowered>,
    after: Option<TargetFacts>,
    verified: Vec<String>,
    findings: Vec<Finding>,
    /// Why it ended before its end.
    stopped: Option<Error>,
    /// Whether the server may have executed something.
    has_changed: bool,
    /// Whether times to live are lifted meanwhile.
    lifts: bool,
    /// Whether something is missing that should be there.
    is_partial: bool,
    /// Whether all was done, and is not what it should be.
    is_wrong: bool,
}

impl Work<'_> {
    /// Does it.
    ///
    /// # Errors
    /// Before the server is changed: as [`Preparing::run`], and of the backup. After that the report tells.
    pub(super) async fn run(
        &self,
        preparing: &Preparing<'_>,
        prepared: Prepared,
        plan: Plan,
        consent: &Arc<Consent>,
    ) -> Result<Outcome> {
        let clock = Instant::now();
        let primary = self.primary;
        let servers = primary.servers();
        let reach = Reach {
            context: self.context.clone(),
            target: Arc::clone(&primary.target),
            consent: Arc::clone(consent),
            bounds: Bounds { silence: self.args.max_silence, ..Bounds::default() },
            policy: Policy::Replace,
            resumed: false,
            run: random_run()?,
            cluster: false,
        };
        let (prepared, before) = self.look_again(preparing, prepared).await?;
        let safety = self.back_up(&prepared, &before).await?;
        let acknowledged = Arc::new(AtomicU64::new(0));
        let pending = self.register(safety.as_deref(), &acknowledged);
        let mut done = Done { lifts: prepared.lift_up_to_ms.is_some(), ..Done::default() };
        if let Some(copy) = &prepared.copy {
            done.findings.extend(copy.findings.iter().cloned());
            done.is_partial |= !copy.findings.is_empty();
        }
        match self.flush(&reach, &servers, &before).await {
            Err(error) => {
                done.has_changed = error.kind() == Kind::Partial;
                done.stopped = Some(error);
            }
            Ok(verified) => {
                done.has_changed = verified.is_some();
                done.verified.extend(verified);
                let replaying = Replaying {
                    reach: &reach,
                    servers: &servers,
                    source: Arc::clone(&prepared.source),
                    history: &prepared.history,
                    terms: terms(&reach, &prepared.history, &servers, prepared.lift_up_to_ms),
                    everywhere: true,
                    own: vec![0],
                    acknowledged,
                };
                done.replayed = replaying.run().await;
                done.has_changed |= done.replayed.has_changed();
                done.stopped = done.replayed.stopped.take();
            }
        }
        match done.stopped.take() {
            Some(error) if !done.has_changed => {
                pending.done();
                return Err(unchanged(error, safety.as_deref()));
            }
            Some(error) => self.stopped(&mut done, error, safety.as_deref()),
            None => self.judge(&mut done, &prepared, &before, safety.as_deref(), consent).await,
        }
        pending.done();
        let verdict = match (done.is_partial, done.is_wrong) {
            (true, _) => Verdict::Partial,
            (false, true) => Verdict::VerificationFailed,
            (false, false) => Verdict::of(&done.findings),
        };
        let Done { replayed, lowered, after, verified, findings, .. } = done;
        let report = AofRestore {
            source: prepared.source.words.clone(),
            history: prepared.history,
            target: before,
            onto: self.onto,
            plan,
            done: true,
            safety,
            base: Some(replayed.base),
            commands: Some(replayed.commands),
            lowered,
            unanswered: replayed.unanswered,
            after,
            verified,
            seconds: Some(clock.elapsed().as_secs_f64()),
        };
        Ok(Outcome::with_findings(verdict, findings, Some(primary.target.reference()), &report))
    }

    /// What has happened since the plan was made. Where the server's own AOF has grown, and its keys are to be removed, it
    /// is copied once more.
    async fn look_again(&self, preparing: &Preparing<'_>, prepared: Prepared) -> Result<(Prepared, TargetFacts)> {
        let before = self.primary.look_again(self.context).await?;
        let name = self.primary.target.instance.full_name();
        before.judge(&name)?;
        let planned = &self.primary.facts;
        if before.run_id != planned.run_id {
            return Err(Error::refused(format!("{} was restarted since the plan was made", before.member))
                .hint("look at the plan once more"));
        }
        if self.onto == Onto::Empty && before.all_keys() > 0 {
            return Err(Error::refused(format!(
                "{} was empty when the plan was made, and holds {} keys now",
                before.member,
                count(before.all_keys())
            ))
            .cause("somebody writes to it")
            .hint("stop the clients, or add --then-rest, --flush-first or --on-top"));
        }
        if prepared.copy.is_none() || self.onto == Onto::Empty || before.aof_bytes == prepared.aof_bytes {
            return Ok((prepared, before));
        }
        self.context.console.status("the AOF has grown since it was copied: it is copied once more");
        let mut again = preparing.run(false).await?;
        let cut = |history: &History| history.cut.as_ref().map(|cut| (cut.file.clone(), cut.offset));
        if cut(&again.history) != cut(&prepared.history) {
            return Err(Error::refused("the place at which the replay would end is another one by now")
                .cause("the AOF was rewritten, or such a command was executed once more")
                .hint("look at the plan once more"));
        }
        again.aof_bytes = before.aof_bytes;
        Ok((again, before))
    }

    /// The backup of what the server holds; where its own AOF was copied, that copy is it.
    async fn back_up(&self, prepared: &Prepared, before: &TargetFacts) -> Result<Option<String>> {
        if let Some(copy) = &prepared.copy {
            return Ok(Some(copy.path.clone()));
        }
        if before.all_keys() == 0 {
            return Ok(None);
        }
        let destination = self.args.destination(self.context, &self.args.safety_backup_to)?;
        let what = format!("{NAME}, before anything is changed");
        let target = &self.primary.target;
        let taken = backup_rdb::take(self.context, target, &destination, &what, self.args.force)
            .await
            .map_err(|error| error.while_attempting("back up what the server holds"))?;
        taken.kept.path.map(Some).ok_or_else(|| Error::failed("the backup was kept nowhere"))
    }

    /// Says what is left, should the run be ended from now on.
    fn register(&self, safety: Option<&str>, acknowledged: &Arc<AtomicU64>) -> Pending {
        let name = self.primary.target.instance.full_name();
        let acknowledged = Arc::clone(acknowledged);
        let what = format!("{name} holds a part of the history: {NAME} was ended on the way");
        self.context.undo.register(what, self.undo_in_words(safety), async move {
            let done = acknowledged.load(Ordering::Relaxed);
            Err(Error::failed(format!("{} keys and commands were acknowledged by then", count(done))))
        })
    }

    fn undo_in_words(&self, safety: Option<&str>) -> String {
        let source = self.args.source.as_ref().map(ToString::to_string);
        plan::undo(self.primary, self.args.from_pod, source.as_deref(), safety)
    }

    async fn flush(&self, reach: &Reach, servers: &Servers, before: &TargetFacts) -> Result<Option<String>> {
        if self.onto != Onto::Flushed || before.all_keys() == 0 {
            return Ok(None);
        }
        let how = flush::apply_flush(reach, servers).await?;
        let now = self.primary.look_again(self.context).await.map_err(|error| error.of_kind(Kind::Partial))?;
        if now.all_keys() > 0 {
            let keys = count(now.all_keys());
            self.context.console.warning(&format!("{keys} keys were written since the keys were removed"));
        }
        Ok(Some(format!("{} keys were removed by {how}", count(before.all_keys()))))
    }

    /// The replay was ended before its end.
    fn stopped(&self, done: &mut Done, error: Error, safety: Option<&str>) {
        let (base, commands) = (&done.replayed.base, &done.replayed.commands);
        let place = commands.last.as_ref().or(base.last.as_ref());
        let place =
            place.map_or(String::new(), |(file, offset)| format!(", the last of them in {file} at offset {offset}"));
        let unknown = match done.replayed.unanswered {
            0 => String::new(),
            unanswered => format!("; {} more were sent and not answered", count(unanswered)),
        };
        let lifted = if done.lifts { "; times to live may still be lifted by 1,100 years" } else { "" };
        let message = format!(
            "the replay ended on the way: {}. {} keys of the snapshot and {} commands were acknowledged{place}{unknown}{lifted}",
            // A server ends its sentences itself.
            error.chain().trim_end_matches('.'),
            count(base.acknowledged),
            count(commands.acknowledged),
        );
        let hint = self.undo_in_words(safety);
        let subject = self.primary.member().subject();
        done.findings.push(Finding::new("replay-ended", Severity::Critical, subject, message).hint(hint));
        done.is_partial = true;
    }

    async fn judge(
        &self,
        done: &mut Done,
        prepared: &Prepared,
        before: &TargetFacts,
        safety: Option<&str>,
        consent: &Consent,
    ) {
        self.judge_errors(done);
        self.judge_base(done, prepared, before);
        if done.replayed.left_out > 0 {
            let subject = self.primary.member().subject();
            let left = count(done.replayed.left_out);
            let message = format!("{left} keys of the snapshot are of types that the server does not have");
            done.findings.push(Finding::new("keys-missing", Severity::Critical, subject, message));
            done.is_wrong = true;
        }
        let subject = self.primary.member().subject();
        if prepared.lift_up_to_ms.is_some() {
            match self.lower(&prepared.history, consent).await {
                Ok(lowered) => done.lowered = Some(lowered),
                Err(error) => {
                    let message = format!("keys keep times to live that were lifted by 1,100 years: {}", error.chain());
                    let hint = self.undo_in_words(safety);
                    done.findings.push(Finding::new("times-lifted", Severity::Critical, &subject, message).hint(hint));
                    done.is_partial = true;
                }
            }
        }
        match self.primary.look_again(self.context).await {
            Err(error) => {
                let message = format!("what it holds now cannot be told: {}", error.chain());
                done.findings.push(Finding::new("replay-unverified", Severity::Critical, &subject, message));
                done.is_partial = true;
            }
            Ok(after) => {
                self.judge_after(done, before, &after);
                done.after = Some(after);
            }
        }
    }

    fn judge_errors(&self, done: &mut Done) {
        let (base, commands) = (&done.replayed.base, &done.replayed.commands);
        let errors = base.errors + commands.errors;
        if errors == 0 {
            done.verified.push(format!(
                "{} keys and functions of the snapshot and {} commands were sent, and each was acknowledged",
                count(base.acknowledged),
                count(commands.acknowledged)
            ));
            return;
        }
        let first = base.first_errors.iter().chain(&commands.first_errors);
        let named: Vec<String> = first.take(5).map(CommandError::words).collect();
        let message = format!("{} commands were answered by an error: {}", count(errors), named.join("; "));
        let subject = self.primary.member().subject();
        done.findings.push(
            Finding::new("replay-errors", Severity::Critical, subject, message)
                .hint("-o json names more of them; all other commands were executed"),
        );
        done.is_wrong = true;
    }

    /// After the snapshot the server holds its keys and no others, where it was empty before.
    fn judge_base(&self, done: &mut Done, prepared: &Prepared, before: &TargetFacts) {
        let (Some(base), Some(held)) = (&prepared.history.base, &done.replayed.keys_after_base) else { return };
        let was_empty = self.onto == Onto::Flushed || before.all_keys() == 0;
        if !was_empty || done.replayed.base.errors > 0 {
            return;
        }
        let wanted: u64 = base.keys;
        let found: u64 = held.values().sum();
        let differing: Vec<String> = base
            .databases
            .iter()
            .map(|(db, census)| (*db, census.keys, held.get(db).copied().unwrap_or(0)))
            .filter(|(_, wanted, found)| found < wanted)
            .map(|(db, wanted, found)| format!("db{db} has {} of {}", count(found), count(wanted)))
            .collect();
        let subject = self.primary.member().subject();
        if !differing.is_empty() {
            let message = format!("keys of the snapshot are missing after it was restored: {}", differing.join(", "));
            let hint = "does another client delete, or maxmemory-policy evict?";
            done.findings.push(Finding::new("keys-missing", Severity::Critical, subject, message).hint(hint));
            done.is_wrong = true;
        } else if found > wanted {
            let message = format!(
                "{} keys were there after the snapshot that are not of it: clients write",
                count(found - wanted)
            );
            done.findings.push(Finding::new("writes-meanwhile", Severity::Warning, subject, message));
        } else {
            done.verified
                .push(format!("after the snapshot the server held its {} keys in each database", count(wanted)));
        }
    }

    fn judge_after(&self, done: &mut Done, before: &TargetFacts, after: &TargetFacts) {
        let subject = self.primary.member().subject();
        if after.run_id != before.run_id {
            let message = "the server was restarted during the replay: what it had not written to disk is lost";
            done.findings.push(Finding::new("server-restarted", Severity::Critical, &subject, message));
            done.is_wrong = true;
        }
        let evicted = after.evicted_keys.saturating_sub(before.evicted_keys);
        if after.run_id == before.run_id && evicted > 0 {
            let policy = &after.maxmemory_policy;
            let message =
                format!("{} keys were dropped for want of memory during the replay ({policy})", count(evicted));
            let hint = "raise maxmemory, and replay it again with --flush-first";
            done.findings.push(Finding::new("keys-evicted", Severity::Critical, &subject, message).hint(hint));
            done.is_wrong = true;
        } else {
            done.verified.push("no key was dropped for want of memory".to_owned());
        }
        if !after.is_primary {
            let message = "the server is a replica by now: what it holds is replaced by what its primary has";
            done.findings.push(Finding::new("no-primary-any-more", Severity::Critical, &subject, message));
            done.is_wrong = true;
        }
    }

    async fn lower(&self, history: &History, consent: &Consent) -> Result<Lowered> {
        let (target, member) = (&self.primary.target, self.primary.member());
        let bounds = Bounds { silence: self.args.max_silence, ..Bounds::default() };
        let login = target.login(member);
        let mut replay = Replay::open(consent, &target.dialer, member, &login, bounds, &self.context.console).await?;
        self.context.console.status("bringing down the times to live that were lifted");
        let lowered = lower::run(&mut replay, &history.databases(), in_ms(self.context.now())).await;
        lowered.map_err(|error| error.of_kind(Kind::Failed))
    }
}

/// The error of a replay that ended before the server executed anything of it.
pub(super) fn unchanged(error: Error, safety: Option<&str>) -> Error {
    let error = match error.kind() {
        Kind::Verification => error,
        _ => error.of_kind(Kind::Failed),
    };
    let error = error.cause("the server has executed nothing of it: what it holds is as it was");
    match safety {
        Some(path) => error.hint(format!("the copy that was taken first is kept: {path}")),
        None => error,
    }
}
