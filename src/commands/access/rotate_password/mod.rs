//! `rotate-password`: a new password, without a moment in which a client is refused.

mod scene;
mod servers;
mod vault;

use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::plan::Plan;
use crate::domain::rotate::{self, Stage};
use crate::error::{Error, Kind, Result};
use crate::lock::Lock;
use crate::report::{Block, Cell, Outcome, Report, Tone, Verdict, View};
use crate::undo::Pending;
use scene::{LeftTo, Scene};
use serde::Serialize;
use servers::Server;
pub(super) use servers::hash;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use vault::Vault;

/// The command's name.
pub const NAME: &str = "rotate-password";

/// Change the password, old and new side by side
///
/// First every server comes to accept the new password beside the old one, and is logged in to with it; then replicas and
/// Sentinels log in with the new one, and the Secret that the pods take it from gets it. From then on pods that start, and
/// clients that read the Secret, have the new one, and all others go on with the old one. When they have changed over, the
/// same command with --remove-old has the servers refuse the old one.
///
/// The new password is made up, or read from --new-password-file; it is shown nowhere. While it goes on both are kept in the
/// Secret (keys .next and .previous), so that a run that was killed is ended by the same command again. Until the old one is
/// removed, the command makes up no further one: it sees to it that all servers know the new one.
///
/// Pods that have the password in their environment know the old one until they are made anew, their probes with them;
/// a container that starts again in such a pod knows the old one alone, and the same command has it accept both. The
/// report names these pods and the redis-ops restart that makes them anew. --remove-old is refused before that, unless
/// --force is given. A Secret that Argo CD, Flux or an operator writes is not touched: --print-patch changes the
/// servers and prints what is to be changed there. Servers before Redis 6.0, and replicas whose CONFIG is disabled,
/// cannot be served.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 some servers know the new password, and the
/// same command goes on, 7 the old password still gets in, 8 another run works on it.
///
/// Examples:
///   redis-ops rotate-password -n apps -r cache --dry-run
///   redis-ops rotate-password -n apps -r cache --yes
///   redis-ops rotate-password -n apps -r cache --remove-old --yes
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RotatePasswordArgs {
    /// File with the new password (default: one is made up)
    #[arg(long, value_name = "FILE")]
    new_password_file: Option<PathBuf>,
    /// Have the servers refuse the old password
    #[arg(long)]
    remove_old: bool,
    /// Leave the Secret alone, and print what is to be changed in it
    #[arg(long, requires = "new_password_file")]
    print_patch: bool,
    /// Remove the old password also while pods have it in their environment
    #[arg(long, requires = "remove_old")]
    force: bool,
    #[command(flatten)]
    consent: ConsentArgs,
}

#[derive(Debug, Serialize)]
struct RotateReport {
    plan: Plan,
    stage_before: Stage,
    done: bool,
    /// Whether the old password is refused now.
    old_removed: bool,
    /// What the owner of the Secret has to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    patch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Report for RotateReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if !self.done {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let mut lines = vec![Cell::toned(
            if self.old_removed {
                "the new password is in force, and the old one is refused"
            } else {
                "the new password is in force, and the old one is still good"
            },
            Tone::Good,
        )];
        lines.extend(self.next.iter().map(|next| Cell::plain(format!("next: {next}"))));
        let mut blocks = vec![Block::Lines(lines)];
        blocks.extend(self.patch.iter().map(|patch| Block::Verbatim(format!("{patch}\n"))));
        View { blocks, last: None }
    }
}

/// Runs the command.
///
/// # Errors
/// As the page of the command says.
pub async fn run(context: &Context, args: &RotatePasswordArgs) -> Result<Outcome> {
    let mut scene = scene::look(context, args).await?;
    let place = scene.vault.as_ref().map(|vault| (vault.full_name(), vault.key().to_owned()));
    let mut facts = scene.facts(args.remove_old);
    facts.secret = place.as_ref().map(|(secret, key)| (secret.as_str(), key.as_str()));
    let plan = rotate::plan(&facts);
    let reference = scene.target.reference();
    let mut report =
        RotateReport { plan, stage_before: scene.stage, done: false, old_removed: false, patch: None, next: None };
    if args.remove_old {
        refuse_while_in_environment(&scene, args).await?;
    }
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(reference), &report));
    }
    let consent = Consent::to(&report.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &scene.target, NAME).await?;
    let touched = Arc::new(AtomicBool::new(false));
    let unfinished = account_for(context, &scene, &touched);
    let mut work = Work { context, scene: &mut scene, touched: Arc::clone(&touched) };
    let done = work.apply(args.remove_old, &consent).await;
    unfinished.done();
    let touched = touched.load(Ordering::Relaxed);
    let released = lock.release(context).await;
    done.map_err(|error| half_done(error, touched))?;
    released?;
    report.done = true;
    report.old_removed = args.remove_old;
    report.patch = scene.left_to.as_ref().map(|left_to| patch(args, left_to));
    let holding = pods_with_the_old(&scene, args.remove_old).await;
    let restart = restart(&scene, &holding);
    report.next = (!args.remove_old).then(|| rotate::next(restart.as_deref()));
    let name = scene.target.instance.full_name();
    let findings = rotate::in_old_pods(&name, &holding, restart.as_deref(), args.remove_old);
    Ok(Outcome::with_findings(Verdict::Ok, findings.into_iter().collect(), Some(reference), &report))
}

/// Pods whose containers were started with the old password in their environment: a server says what it was started with.
async fn pods_with_the_old(scene: &Scene, is_removed: bool) -> Vec<String> {
    let mut holding = Vec::new();
    for server in scene.servers.iter().filter(|server| scene.in_environment.contains(&server.member.name)) {
        let started_with = match scene.ways.session(&server.member, &scene.new).await {
            Ok(mut session) => scene.ways.parameter(&mut session, "requirepass").await.ok().flatten(),
            Err(_) => None,
        };
        // Where it does not say, its pod counts as an old one, unless it had to be anew for the removal.
        if started_with.map_or(!is_removed, |password| password != scene.new.reveal()) {
            holding.push(server.member.name.clone());
        }
    }
    holding
}

/// What has these pods start with the new password; none where there is none.
fn restart(scene: &Scene, pods: &[String]) -> Option<String> {
    let namespace = scene.target.instance.namespace.as_ref().filter(|_| !pods.is_empty())?;
    let only = if pods.len() < scene.servers.len() { format!(" --only {}", pods.join(",")) } else { String::new() };
    Some(format!("redis-ops restart -n {namespace} -r {}{only}", scene.target.instance.name))
}

/// What the owner of the Secret changes: the password itself is read from the file when it is done.
fn patch(args: &RotatePasswordArgs, LeftTo { namespace, name, key }: &LeftTo) -> String {
    let file = args.new_password_file.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    format!(
        "kubectl patch secret {name} -n {namespace} --type merge -p \\\n  \
         \"{{\\\"data\\\":{{\\\"{key}\\\":\\\"$(tr -d '\\r\\n' < {file} | base64 -w0)\\\"}}}}\""
    )
}

/// How long a replica may take to find its primary again.
const LONGEST_BREAK: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(500);
const BOTH_ARE_GOOD: &str = "both passwords are good where the new one is known";

/// Has it told that it is half-way, wherever the run is ended.
fn account_for(context: &Context, scene: &Scene, touched: &Arc<AtomicBool>) -> Pending {
    let touched = Arc::clone(touched);
    let what = format!("the rotation of the password of {} is not finished", scene.target.instance.full_name());
    context.undo.account_for(what, "the same command again", async move {
        if touched.load(Ordering::Relaxed) { Err(Error::failed(BOTH_ARE_GOOD)) } else { Ok(()) }
    })
}

/// The same command goes on from where this one ended.
fn half_done(error: Error, touched: bool) -> Error {
    match (touched, error.kind()) {
        (_, Kind::Verification) => error,
        (true, _) => error.of_kind(Kind::Partial).hint(format!("{BOTH_ARE_GOOD}; the same command again goes on")),
        (false, _) => error.of_kind(Kind::Failed),
    }
}

/// Where containers have the old password in their environment they need it, unless they were restarted since.
async fn refuse_while_in_environment(scene: &Scene, args: &RotatePasswordArgs) -> Result<()> {
    if args.force {
        return Ok(());
    }
    let mut holding = Vec::new();
    for server in scene.servers.iter().filter(|server| scene.in_environment.contains(&server.member.name)) {
        let mut session = scene.ways.session_by_any(&server.member, &[&scene.new, &scene.old]).await?;
        let accepted = scene.ways.accepted(&mut session, &server.member).await?.unwrap_or_default();
        if accepted.contains(&hash(&scene.old)) {
            holding.push(server.member.name.clone());
        }
    }
    if holding.is_empty() {
        return Ok(());
    }
    let restart = restart(scene, &holding).unwrap_or_else(|| "redis-ops restart".to_owned());
    Err(Error::refused(format!("containers of {} have the old password in their environment", holding.join(", ")))
        .cause("their probes and exporters would be refused, and one that starts again would know the old one alone")
        .hint(format!("first without --remove-old, then {restart}, then with it; --force does it all the same")))
}

/// The plan, followed.
struct Work<'a> {
    context: &'a Context,
    scene: &'a mut Scene,
    /// Whether anything was changed.
    touched: Arc<AtomicBool>,
}

impl Work<'_> {
    async fn apply(&mut self, remove_old: bool, consent: &Consent) -> Result<()> {
        if self.scene.stage != Stage::Switched || !remove_old {
            self.begin(consent).await?;
        }
        if remove_old {
            self.end(consent).await?;
        }
        for server in self.scene.servers.iter().filter(|server| server.link_up) {
            // A primary that starts anew meanwhile is found again within a second or two.
            let started = Instant::now();
            let mut is_up = self.scene.ways.link_is_up(server, &self.scene.new).await?;
            while !is_up && started.elapsed() < LONGEST_BREAK {
                tokio::time::sleep(LOOK_EVERY).await;
                is_up = self.scene.ways.link_is_up(server, &self.scene.new).await?;
            }
            if !is_up {
                return Err(Error::new(
                    Kind::Verification,
                    format!("{} has lost its primary", server.member.subject()),
                )
                .hint("redis-ops check-replication tells more"));
            }
        }
        Ok(())
    }

    async fn begin(&mut self, _consent: &Consent) -> Result<()> {
        let console = &self.context.console;
        let (old, new) = (self.scene.old.clone(), self.scene.new.clone());
        if let Some(vault) = self.scene.vault.as_mut().filter(|vault| vault.stage() == Stage::Fresh) {
            vault.keep(&new).await?;
            self.touched.store(true, Ordering::Relaxed);
            console.status(&format!("the new password is kept in Secret {}", vault.full_name()));
        }
        for server in &self.scene.servers {
            self.touched.store(true, Ordering::Relaxed);
            self.scene.ways.accept(server, &old, &new).await?;
            console.status(&format!("{} accepts both passwords", server.member.subject()));
        }
        if self.scene.sentinels_too {
            for watcher in &self.scene.watchers {
                self.scene.ways.accept(&sentinel(&watcher.member), &old, &new).await?;
                console.status(&format!("the Sentinel {} accepts both passwords", watcher.member.subject()));
            }
        }
        if self.scene.with_masterauth() {
            for server in &self.scene.servers {
                self.scene.ways.set_masterauth(server, &new).await?;
                console.status(&format!("{} logs in with the new password", server.member.subject()));
            }
        }
        for watcher in &self.scene.watchers {
            let own = self.scene.sentinels_too;
            self.scene.ways.set_auth_pass(&watcher.member, &watcher.logins, &watcher.name, &new, own).await?;
            console.status(&format!("the Sentinel {} logs in with the new password", watcher.member.subject()));
        }
        if let Some(vault) = self.scene.vault.as_mut().filter(|vault| vault.stage() != Stage::Switched) {
            vault.switch(&old, &new).await?;
            console.status(&format!("Secret {} has the new password", vault.full_name()));
        }
        Ok(())
    }

    async fn end(&mut self, _consent: &Consent) -> Result<()> {
        let console = &self.context.console;
        let (old, new) = (self.scene.old.clone(), self.scene.new.clone());
        // Replicas first: their primary is the last to refuse anybody.
        let (replicas, primaries): (Vec<&Server>, Vec<&Server>) =
            self.scene.servers.iter().partition(|server| server.link_up);
        for server in replicas.into_iter().chain(primaries) {
            self.touched.store(true, Ordering::Relaxed);
            self.scene.ways.remove(server, &old, &new).await?;
            console.status(&format!("{} refuses the old password", server.member.subject()));
        }
        if self.scene.sentinels_too {
            for watcher in &self.scene.watchers {
                self.scene.ways.remove(&sentinel(&watcher.member), &old, &new).await?;
                console.status(&format!("the Sentinel {} refuses the old password", watcher.member.subject()));
            }
        }
        if let Some(vault) = &mut self.scene.vault {
            Vault::forget(vault).await?;
        }
        Ok(())
    }
}

fn sentinel(member: &crate::target::topology::Member) -> Server {
    Server { member: member.clone(), is_sentinel: true, has_config: false, link_up: false }
}
