//! `resync-replica`: a replica copies its primary anew, from the first byte.

use super::ending;
use super::line::{Line, command, refusal};
use super::report::{MemberNow, StepDone, StepState, members_now, members_table, step_lines};
use super::scene::{self, Scene};
use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::backup::headroom::{self, Headroom};
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::promote::{Facts, Objection, cannot_log_in, pair};
use crate::domain::replication::Link;
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::lock::Lock;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Tone, Verdict, View, units};
use crate::target::flavour::Role;
use crate::target::survey::text;
use crate::values::parse_duration;
use serde::Serialize;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "resync-replica";
/// Why a copy is not there that has not begun.
const LINK_DOWN: &str = "its link is down";

/// Have a replica copy its primary anew
///
/// For a replica whose data are in doubt. Telling it once more to follow the primary it follows does nothing, and a cut
/// link is mended by a partial copy; so in one transaction, in which no client gets a word in, it forgets its history
/// (REPLICAOF NO ONE) and follows the same primary by the same address again, which then has to send everything. The
/// command waits until the copy is complete, and takes the primary's count of full copies (sync_full) as the proof.
///
/// The primary forks for it: where its memory is too short the command refuses, and where the replica could not log in to
/// it; --force overrides. Only a replica that follows a member of its own instance is touched, and the primary never. A
/// node of a Redis Cluster cannot be told to forget its history.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 the copy has begun and is not complete,
/// 7 it was not a full copy, 8 another run works on it.
///
/// Examples:
///   redis-ops resync-replica cache-redis-2 -n apps --dry-run
///   redis-ops resync-replica cache-redis-2 -n apps --yes
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ResyncReplicaArgs {
    /// The replica: a pod, or HOST:PORT with --url
    #[arg(value_name = "POD")]
    replica: String,
    /// Longest wait for the copy
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Do it even if the primary's memory is short for the fork, or the replica's masterauth is not its password
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    consent: ConsentArgs,
}

/// What is to be done.
struct Proposal {
    replica: usize,
    primary: usize,
    address: (String, u16),
    headroom: Headroom,
    plan: Plan,
}

#[derive(Debug, Serialize)]
struct ResyncReport {
    plan: Plan,
    primary: String,
    replica: String,
    headroom: Headroom,
    done: bool,
    steps: Vec<StepDone>,
    /// The primary's count of full copies before and after.
    full_copies: Option<(u64, u64)>,
    seconds: Option<f64>,
    members: Vec<MemberNow>,
}

/// Runs the command.
///
/// # Errors
/// Refused with every reason; Locked; Failed when nothing was changed; Partial when the copy has begun and its end was not
/// seen; Verification when it was no full one.
pub async fn run(context: &Context, args: &ResyncReplicaArgs) -> Result<Outcome> {
    let scene = scene::look(context, Some(&args.replica)).await?;
    let (proposal, objections) =
        propose(args, &scene).map_err(|objection| ending::refusal(&scene, NAME, &[objection]))?;
    if args.consent.dry_run {
        let refused = objections.iter().any(|objection| !(args.force && objection.forceable));
        let findings = objections.into_iter().map(|objection| *objection.finding).collect();
        let report = report(&scene, proposal, Vec::new());
        let verdict = if refused { Verdict::Refused } else { Verdict::Ok };
        return Ok(Outcome::with_findings(verdict, findings, Some(scene.target.reference()), &report));
    }
    ending::refuse(&scene, NAME, &objections, args.force)?;
    let consent = Consent::to(&proposal.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &scene.target, NAME).await?;
    let outcome = copy_anew(context, args, &scene, proposal, &consent).await;
    lock.release(context).await?;
    outcome
}

fn propose(args: &ResyncReplicaArgs, scene: &Scene) -> std::result::Result<(Proposal, Vec<Objection>), Objection> {
    let facts = &scene.facts;
    if let Some(stranger) = follows_stranger(facts, &args.replica) {
        return Err(stranger);
    }
    let found = pair(facts, Some(&args.replica))?;
    let (subject, name) = (facts.subject_of(found.new), facts.name(found.new));
    let firm = |id: &str, message: String| Objection::firm(Finding::new(id, Severity::Critical, subject, message));
    if found.old == found.new {
        let message = "it is the primary: there is nobody whom it could copy";
        return Err(Objection::firm(Finding::new("not-a-replica", Severity::Critical, subject, message)));
    }
    if facts.topology.is_sharded() {
        let message =
            "it is a node of a Redis Cluster, where REPLICAOF is not allowed, and which no command has copy anew";
        return Err(firm("role-owner-refuses", message.to_owned()));
    }
    let node = &facts.topology.nodes[found.new];
    let (Some(follows), Some(primary)) = (&node.follows, node.upstream) else {
        return Err(firm("not-a-replica", "it does not say whom it follows".to_owned()));
    };
    let primary_name = facts.name(primary);
    let Some(info) = facts.info(primary) else {
        return Err(firm("no-primary", format!("{primary_name}, which it follows, does not answer")));
    };
    let upstream = &facts.topology.nodes[primary];
    if upstream.role == Some(Role::Replica) && upstream.link != Some(Link::Up) {
        let why = "is a replica itself, and has lost its primary: it would send nobody a copy";
        return Err(firm("no-primary", format!("{primary_name}, which it follows, {why}")));
    }
    let mut objections = Vec::new();
    if info.flag("loading") == Some(true) {
        objections.push(firm("loading", format!("{primary_name} is reading its data from disk")));
    }
    if node.link != Some(Link::Up) {
        objections.extend(cannot_log_in(facts, found.new, primary_name));
    }
    let headroom = headroom::judge(info, facts.members[primary].memory_limit_bytes());
    if !headroom.enough {
        let message = format!("memory of {primary_name} is too short for a fork: {}", headroom.words());
        objections.push(Objection::soft(Finding::new("fork-headroom", Severity::Warning, subject, message)));
    }
    let size = info.number("used_memory").unwrap_or(0);
    let address = (follows.host.clone(), follows.port);
    let plan = Plan {
        intent: format!("have {name} copy {primary_name} anew"),
        target: facts.subject.clone(),
        danger: Danger::Changes,
        steps: vec![
            Step::new(
                "resync",
                format!(
                    "have {name} forget its history and follow {}:{} again, in one transaction",
                    address.0, address.1
                ),
            ),
            Step::new(
                "wait",
                format!("wait until it has everything, {} at most", units::duration(args.max_wait.as_secs_f64())),
            ),
            Step::new("verify", format!("see that {primary_name} has counted one more full copy")),
        ],
        remarks: vec![
            format!("{primary_name} forks for the copy: {}", headroom.words()),
            format!(
                "about {} of data are sent; meanwhile {name} answers with what it had, or not at all",
                units::bytes(size)
            ),
        ],
    };
    Ok((Proposal { replica: found.new, primary, address, headroom, plan }, objections))
}

/// Whom it follows would replace its data, and is nobody of this instance.
fn follows_stranger(facts: &Facts, name: &str) -> Option<Objection> {
    let node = &facts.topology.nodes[facts.topology.index_of(name)?];
    let follows = node.follows.as_ref().filter(|_| node.role == Some(Role::Replica) && node.upstream.is_none())?;
    let message = format!(
        "it follows {}:{}, which is no member of this instance that can be seen: a copy of a stranger would replace its data",
        follows.host, follows.port
    );
    let finding = Finding::new("follows-stranger", Severity::Critical, &node.subject, message);
    Some(Objection::firm(finding.hint("redis-ops replication-info shows who follows whom")))
}

fn report(scene: &Scene, proposal: Proposal, steps: Vec<StepDone>) -> ResyncReport {
    ResyncReport {
        primary: scene.facts.name(proposal.primary).to_owned(),
        replica: scene.facts.name(proposal.replica).to_owned(),
        plan: proposal.plan,
        headroom: proposal.headroom,
        done: false,
        steps,
        full_copies: None,
        seconds: None,
        members: Vec::new(),
    }
}

/// Follows the plan.
async fn copy_anew(
    context: &Context,
    args: &ResyncReplicaArgs,
    scene: &Scene,
    proposal: Proposal,
    _consent: &Consent,
) -> Result<Outcome> {
    let mut primary = Line::to(context, &scene.target, &scene.member(proposal.primary)?);
    let mut replica = Line::to(context, &scene.target, &scene.member(proposal.replica)?);
    let before = full_copies(&mut primary).await?;
    let (host, port) = (proposal.address.0.as_str(), proposal.address.1.to_string());
    let transaction = [
        command(&["MULTI"]),
        command(&["REPLICAOF", "NO", "ONE"]),
        command(&["REPLICAOF", host, &port]),
        command(&["EXEC"]),
    ];
    let started = Instant::now();
    match replica.tell(&transaction).await {
        Ok(replies) => {
            if let Some(why) = refusal(&replies) {
                return Err(Error::failed(format!("{} did not do it", replica.subject())).cause(why));
            }
        }
        Err(error) if error.hints().iter().any(|hint| hint == super::line::NOT_SENT) => return Err(error),
        Err(error) => context.console.warning(&format!("it is not known what became of it: {}", error.chain())),
    }
    let what = format!("{} copies {} anew, which goes on by itself", replica.subject(), primary.subject());
    let command = format!("redis-ops check-replication {} --wait 10m", scene.subject(context).place);
    let unfinished =
        context.undo.account_for(what, command, async { Err(Error::failed("its end was not waited for")) });
    let waited = wait(context, args, (&mut primary, &mut replica), before).await;
    unfinished.done();
    let after = full_copies(&mut primary).await;
    let waited = waited.and_then(|()| after.as_ref().map(|_| ()).map_err(Error::chain));
    let after = after.unwrap_or(before);
    let mut findings = Vec::new();
    let subject = scene.facts.subject_of(proposal.replica);
    let states = match &waited {
        Ok(()) if after > before => [(StepState::Done, None), (StepState::Done, None), (StepState::Done, None)],
        Ok(()) => {
            let why = format!("{} counts {after} full copies, as before", primary.subject());
            findings.push(Finding::new("not-a-full-copy", Severity::Critical, subject, why.clone()));
            [(StepState::Done, None), (StepState::Done, None), (StepState::Failed, Some(why))]
        }
        Err(why) => {
            let name = scene.facts.name(proposal.replica);
            let (message, hint) = if why.starts_with(LINK_DOWN) {
                let hint = format!(
                    "is masterauth right, and {} reachable? redis-ops logs --pod {name} says why; it tries again by itself",
                    scene.facts.name(proposal.primary)
                );
                (format!("it has forgotten its history, and no copy has begun: {why}"), hint)
            } else {
                let hint = "redis-ops replica-lag --watch shows how far it is; it goes on by itself";
                (format!("the copy has begun, and: {why}"), hint.to_owned())
            };
            findings.push(Finding::new("copy-unfinished", Severity::Critical, subject, message).hint(hint));
            [(StepState::Done, None), (StepState::Failed, Some(why.clone())), (StepState::NotDone, None)]
        }
    };
    let verdict = match (&waited, after > before) {
        (Ok(()), true) => Verdict::Ok,
        (Ok(()), false) => Verdict::VerificationFailed,
        (Err(_), _) => Verdict::Partial,
    };
    let steps = proposal.plan.steps.iter().zip(states).map(|(step, (state, why))| StepDone {
        id: step.id,
        does: step.does.clone(),
        state,
        why,
    });
    let steps = steps.collect();
    let mut report = report(scene, proposal, steps);
    report.done = verdict == Verdict::Ok;
    report.full_copies = Some((before, after));
    report.seconds = Some(started.elapsed().as_secs_f64());
    if let Ok(now) = scene::refreshed(context, &scene.target).await {
        report.members = members_now(&now.facts.topology);
    }
    Ok(Outcome::with_findings(verdict, findings, Some(scene.target.reference()), &report))
}

async fn full_copies(primary: &mut Line) -> Result<u64> {
    let replies = primary.ask(&[command(&["INFO", "stats"])]).await?;
    let info = replies.first().and_then(|reply| reply.as_ref().ok()).map(text);
    let count = info.and_then(|text| Info::parse(&text).number("sync_full"));
    count.ok_or_else(|| Error::new(Kind::Target, format!("{} does not say sync_full", primary.subject())))
}

/// Waits until the link is up and the replica has what the primary had written when it came up.
async fn wait(
    context: &Context,
    args: &ResyncReplicaArgs,
    (primary, replica): (&mut Line, &mut Line),
    before: u64,
) -> std::result::Result<(), String> {
    let started = Instant::now();
    let mut goal = None;
    let mut progress = context.console.progress(&format!("copy to {}", replica.subject()), None);
    loop {
        let mut why = "it does not answer".to_owned();
        if let Ok(info) = replica.replication().await {
            progress.set_done(info.number("master_sync_read_bytes").unwrap_or(0));
            why = match (info.text("master_link_status"), info.flag("master_sync_in_progress")) {
                (Some("up"), _) => "it is still behind".to_owned(),
                (_, Some(true)) => {
                    format!("{} are left", units::bytes(info.number("master_sync_left_bytes").unwrap_or(0)))
                }
                _ => LINK_DOWN.to_owned(),
            };
            if info.text("master_link_status") == Some("up") {
                // The link is still the old one until the primary has counted the copy, or a second has passed without.
                let counted = full_copies(primary).await.is_ok_and(|now| now > before);
                if goal.is_none() && (counted || started.elapsed() > Duration::from_secs(3)) {
                    goal = primary.replication().await.ok().and_then(|info| info.number("master_repl_offset"));
                }
                if goal.is_some_and(|goal| info.number("slave_repl_offset").is_some_and(|have| have >= goal)) {
                    return Ok(());
                }
            }
        }
        if started.elapsed() > args.max_wait {
            return Err(format!("{why} after {}", units::duration(args.max_wait.as_secs_f64())));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

impl Report for ResyncReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if self.steps.is_empty() {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let head = match self.done {
            true => Cell::toned(format!("{} has copied {} anew", self.replica, self.primary), Tone::Good),
            false => Cell::toned(format!("{} has not copied {} anew", self.replica, self.primary), Tone::Bad),
        };
        let mut blocks = vec![Block::Line(head), step_lines(&self.steps)];
        if !self.members.is_empty() {
            blocks.push(members_table(&self.members));
        }
        if let (Some((before, after)), Some(seconds)) = (self.full_copies, self.seconds) {
            let line = format!(
                "full copies that {} has counted: {before} before, {after} after; {}",
                self.primary,
                units::duration(seconds)
            );
            blocks.push(Block::Line(Cell::plain(line)));
        }
        View { blocks, last: None }
    }
}
