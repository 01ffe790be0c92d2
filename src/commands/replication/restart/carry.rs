//! The restarts themselves: one after the other, each waited for.

use super::RestartArgs;
use super::plan::{Action, Proposal};
use super::tally::{Fate, Tally};
use super::view::RestartReport;
use crate::commands::replication::promote_replica::{self, Wish};
use crate::commands::replication::report::{StepDone, StepState, members_now};
use crate::commands::replication::scene::{self, Scene};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::promote::best_replica;
use crate::domain::replication::Link;
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::k8s::eviction::Evicted;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::undo::Pending;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often a role is handed over at most, where that is given up.
const MOST_TRIES: u32 = 3;
/// So many times as long as one server is waited for nobody at all may answer while every pod is ready: the way to them is
/// gone then, and waiting does not help.
const MOST_SILENCES: u32 = 6;

/// Follows the plan, up to the first step that fails.
pub(super) async fn carry_out(
    context: &Context,
    args: &RestartArgs,
    scene: &Scene,
    proposal: Proposal,
    _consent: &Consent,
) -> Outcome {
    let tally = Arc::new(Mutex::new(Tally::of(&proposal.actions)));
    let pending = account_for(context, scene, &tally);
    let mut steps: Vec<StepDone> = Vec::new();
    for (action, step) in proposal.actions.iter().zip(&proposal.plan.steps) {
        let broken = steps.iter().any(|step| step.state == StepState::Failed);
        let (state, why) = if broken {
            (StepState::NotDone, None)
        } else {
            context.console.status(&step.does);
            match act(context, args, scene, action, &tally).await {
                Ok(()) => (StepState::Done, None),
                Err(error) => (StepState::Failed, Some(error.chain())),
            }
        };
        steps.push(StepDone { id: step.id, does: step.does.clone(), state, why });
    }
    pending.done();
    let mut findings = Vec::new();
    let failed = steps.iter().find(|step| step.state == StepState::Failed);
    let begun = read(&tally, Tally::begun);
    if let Some(step) = failed {
        let mut message = format!("{}: {}", step.does, step.why.as_deref().unwrap_or_default());
        if begun {
            message = format!("{message}; {}", read(&tally, Tally::words));
        }
        let finding = Finding::new("restart-unfinished", Severity::Critical, &scene.facts.subject, message);
        let place = scene.subject(context).place;
        findings.push(finding.hint(read(&tally, |tally| tally.command(&place))));
    }
    let verdict = match (failed, begun) {
        (None, _) => Verdict::Ok,
        (Some(_), true) => Verdict::Partial,
        (Some(_), false) => Verdict::Failed,
    };
    let mut report = RestartReport::of(proposal.plan);
    report.done = verdict == Verdict::Ok;
    report.steps = steps;
    if let Ok(target) = find(context, scene).await
        && let Ok(now) = scene::again(context, target).await
    {
        report.members = members_now(&now.facts.topology);
    }
    Outcome::with_findings(verdict, findings, Some(scene.target.reference()), &report)
}

/// Has it told how far the run is, wherever it is ended.
fn account_for(context: &Context, scene: &Scene, tally: &Arc<Mutex<Tally>>) -> Pending {
    let place = scene.subject(context).place;
    let tally = Arc::clone(tally);
    context.undo.account_for(format!("the restart of {} is not finished", scene.facts.subject), "", async move {
        if !read(&tally, Tally::begun) {
            return Ok(());
        }
        Err(Error::failed(read(&tally, Tally::words)).hint(read(&tally, |tally| tally.command(&place))))
    })
}

fn read<T: Default>(tally: &Mutex<Tally>, of: impl FnOnce(&Tally) -> T) -> T {
    tally.lock().map(|tally| of(&tally)).unwrap_or_default()
}

fn change(tally: &Mutex<Tally>, by: impl FnOnce(&mut Tally)) {
    if let Ok(mut tally) = tally.lock() {
        by(&mut tally);
    }
}

fn note(tally: &Mutex<Tally>, pod: &str, fate: Fate) {
    change(tally, |tally| tally.note(pod, fate));
}

async fn act(
    context: &Context,
    args: &RestartArgs,
    scene: &Scene,
    action: &Action,
    tally: &Mutex<Tally>,
) -> Result<()> {
    match action {
        Action::Restart(pod) => restart(context, args, scene, pod, tally).await,
        Action::HandOver(primary) => hand_over(context, args, scene, primary, tally).await,
    }
}

/// Hands a role over. A refusal may be one of the moment: a Sentinel that has just started does not know the others yet.
async fn hand_over(
    context: &Context,
    args: &RestartArgs,
    scene: &Scene,
    primary: &str,
    tally: &Mutex<Tally>,
) -> Result<()> {
    let started = Instant::now();
    let mut tries = 1;
    loop {
        let handed = try_hand_over(context, args, scene, primary, tally).await;
        let kind = handed.as_ref().err().map(Error::kind);
        // roles are as they were: an operator may have looked at the wrong moment
        let given_up = kind == Some(Kind::Failed) && tries < MOST_TRIES;
        match handed {
            Err(error) if started.elapsed() < args.max_wait && (given_up || kind == Some(Kind::Refused)) => {
                context.console.status_once(&format!("waiting until {primary} can hand over: {}", error.chain()));
                tries += u32::from(given_up);
                tokio::time::sleep(LOOK_EVERY).await;
            }
            handed => return handed,
        }
    }
}

async fn try_hand_over(
    context: &Context,
    args: &RestartArgs,
    scene: &Scene,
    primary: &str,
    tally: &Mutex<Tally>,
) -> Result<()> {
    let target = find(context, scene).await?;
    let now = scene::again(context, target).await?;
    let Some(index) = now.facts.topology.index_of(primary) else {
        return Err(Error::failed(format!("{primary} is gone")));
    };
    match now.facts.topology.nodes[index].role {
        Some(Role::Primary) => {}
        // somebody else has handed the role over meanwhile, which is as good
        Some(Role::Replica) => return Ok(()),
        None => {
            let why = now.facts.silence().unwrap_or_default();
            return Err(Error::failed(format!("{primary} does not say whether it is the primary still{why}")));
        }
    }
    let replica = best_replica(&now.facts, Some(index)).map(|replica| now.facts.name(replica).to_owned());
    let replica = replica.ok_or_else(|| Error::failed(format!("{primary} has no replica in sync")))?;
    let wish = Wish {
        max_lag_bytes: args.max_lag,
        switch_timeout: args.switch_timeout,
        max_wait: args.max_wait,
        leave_services: false,
        force: args.force,
    };
    change(tally, |tally| tally.note_handover(primary));
    let handed = promote_replica::hand_over_to(context, now, &replica, wish).await;
    if handed.as_ref().is_err_and(|error| error.kind() == Kind::Refused) {
        change(tally, |tally| tally.take_back_handover(primary));
    }
    handed
}

async fn restart(context: &Context, args: &RestartArgs, scene: &Scene, pod: &str, tally: &Mutex<Tally>) -> Result<()> {
    let member = scene.target.instance.members().find(|member| member.name == pod);
    let (Some(kubernetes), Some(old)) = (&scene.target.dialer.kubernetes, member.and_then(|one| one.pod.as_ref()))
    else {
        return Err(Error::refused("there are no pods to be restarted with --url"));
    };
    let (count, uid) = (scene.facts.members.len(), old.uid.as_str());
    let started = Instant::now();
    loop {
        // A run that is told to end while the answer is on its way does not know it.
        note(tally, pod, Fate::Asked);
        let evicted = kubernetes.evict_pod(old).await.inspect_err(|_| note(tally, pod, Fate::Untouched))?;
        match evicted {
            Evicted::Going | Evicted::Gone => break,
            Evicted::Unanswered(error) => {
                return Err(error.while_attempting(format!("tell whether {pod} was evicted")));
            }
            Evicted::NotNow(why) => {
                note(tally, pod, Fate::Untouched);
                if started.elapsed() >= args.max_wait {
                    return Err(Error::failed(format!("{pod} may not be evicted")).cause(why));
                }
                context.console.status_once(&format!("waiting, since {pod} may not be evicted yet: {why}"));
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
    note(tally, pod, Fate::Evicted);
    let started = Instant::now();
    let mut silent_since = None;
    loop {
        let lacking = match find(context, scene).await {
            Err(error) => Some(Lacking::Something(error.chain())),
            Ok(target) => lacking(context, args, target, uid, count).await,
        };
        let why = match lacking {
            None => {
                note(tally, pod, Fate::Restarted);
                return Ok(());
            }
            Some(Lacking::Something(why)) => {
                silent_since = None;
                why
            }
            Some(Lacking::Everybody(why)) => {
                let since = *silent_since.get_or_insert_with(Instant::now);
                if since.elapsed() > context.settings.node_timeout * MOST_SILENCES {
                    let error = Error::failed(format!("whether the successor of {pod} is in order cannot be seen"));
                    return Err(error.cause(why));
                }
                why
            }
        };
        if started.elapsed() > args.max_wait {
            return Err(Error::failed(format!("the successor of {pod} is not in order")).cause(why));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// What is not yet as it should be.
#[derive(Debug)]
enum Lacking {
    /// It may still come.
    Something(String),
    /// Every pod is ready, and no server answers.
    Everybody(String),
}

/// The instance as it is now: pods come and go.
async fn find(context: &Context, scene: &Scene) -> Result<Target> {
    let mut context = context.clone();
    context.settings.target.pod = None;
    context.settings.target.selector = None;
    context.settings.target.release = Some(scene.target.instance.name.clone());
    context.settings.target.namespace.clone_from(&scene.target.instance.namespace);
    context.settings.target.all_namespaces = false;
    discover::resolve_whole(&context, Nature::Acting).await
}

/// What is not yet as it should be after a pod was evicted.
async fn lacking(context: &Context, args: &RestartArgs, target: Target, uid: &str, count: usize) -> Option<Lacking> {
    let pods: Vec<_> = target.instance.members().filter_map(|member| member.pod.as_ref()).collect();
    let something = |why: String| Some(Lacking::Something(why));
    if pods.iter().any(|pod| pod.uid == uid) {
        return something("the old pod is still there".to_owned());
    }
    if pods.len() < count {
        return something(format!("there are {} pods of {count}", pods.len()));
    }
    if let Some(pod) = pods.iter().find(|pod| !pod.ready) {
        let why = pod.not_ready_because.clone().unwrap_or_default();
        return something(format!("pod {} is not ready: {why}", pod.name));
    }
    let scene = match scene::again(context, target).await {
        Ok(scene) => scene,
        Err(error) => return something(error.chain()),
    };
    if scene.facts.topology.nodes.iter().all(|node| node.role.is_none()) {
        let why = scene.facts.silence().unwrap_or_default();
        return Some(Lacking::Everybody(why.trim_start_matches(": ").to_owned()));
    }
    missing(&scene, args.max_lag).map(Lacking::Something)
}

/// What of the servers is not yet as it should be.
fn missing(scene: &Scene, max_lag_bytes: u64) -> Option<String> {
    for (node, member) in scene.facts.topology.nodes.iter().zip(&scene.facts.members) {
        let name = &node.member;
        match (node.role, node.link) {
            (None, _) => {
                let why = member.answer.as_ref().err().map(Error::chain).unwrap_or_default();
                return Some(format!("{name} does not answer: {why}"));
            }
            (Some(Role::Primary), _) => {
                if member.info().is_some_and(|info| info.flag("loading") == Some(true)) {
                    return Some(format!("{name} is reading its data from disk"));
                }
            }
            (Some(Role::Replica), Some(Link::Up)) if node.lag_bytes.is_some_and(|lag| lag <= max_lag_bytes) => {}
            (Some(Role::Replica), Some(Link::Up)) => return Some(format!("{name} is behind its primary")),
            (Some(Role::Replica), _) => return Some(format!("the link of {name} is not up")),
        }
    }
    match scene.facts.topology.primaries().count() {
        0 => Some("there is no primary".to_owned()),
        1 => None,
        _ if scene.facts.topology.is_sharded() => None,
        several => Some(format!("there are {several} primaries")),
    }
}
