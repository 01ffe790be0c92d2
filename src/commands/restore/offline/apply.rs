//! The steps, each written down before it is taken.

use super::NAME;
use super::content::Content;
use super::disk::Disk;
use super::find::Found;
use super::request::Options;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::helper_pod::{HelperSpec, Server, Storage};
use crate::domain::restore::offline::loaded::LoadedFacts;
use crate::domain::restore::offline::moves;
use crate::domain::restore::offline::record::{ANNOTATION, Direction, Record, Step};
use crate::domain::stateful_set::SetFacts;
use crate::error::{Error, Kind, Result};
use crate::k8s::exec::Patience;
use crate::k8s::helper_pod::{self, HelperPod};
use crate::k8s::scale::stateful_sets;
use crate::undo::Pending;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// A helper pod ends by itself after a day: nothing that it does takes longer.
const HELPER_LASTS_SECONDS: u64 = 24 * 60 * 60;

/// A run at work.
pub(super) struct Work<'a> {
    pub(super) context: &'a Context,
    pub(super) found: &'a Found,
    pub(super) options: &'a Options,
    pub(super) record: Record,
    /// What the helper pod is made of.
    pub(super) server: Option<Server>,
    /// What is restored; nothing on the way back.
    pub(super) file: Option<&'a Content>,
    /// Whether the cluster knows of the run.
    pub(super) begun: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// What the primary holds.
    pub(super) loaded: Option<LoadedFacts>,
    /// Seconds without a primary; not known where an earlier run had started it.
    pub(super) outage_seconds: Option<f64>,
}

impl Work<'_> {
    /// Takes every step that is left.
    ///
    /// # Errors
    /// Failed where nothing was changed; Partial, or Verification where what was loaded is wrong, with how to go on and
    /// how to go back.
    pub(super) async fn apply(mut self, _consent: &Consent) -> Result<(Record, Ended)> {
        let standing = self.register();
        let mut ended = Ended::default();
        let result = self.take_steps(&mut ended).await;
        standing.done();
        match result {
            Ok(()) => Ok((self.record, ended)),
            Err(error) if !self.begun => Err(error.of_kind(Kind::Failed)),
            Err(error) => Err(self.stopped(error)),
        }
    }

    async fn take_steps(&mut self, ended: &mut Ended) -> Result<()> {
        let mut helper: Option<HelperPod> = None;
        if self.begun {
            helper_pod::delete_left(self.context, &self.found.kubernetes, &self.found.namespace, &self.record.run)
                .await?;
        }
        self.save().await?;
        while !self.record.is_finished() {
            self.context.console.status(&format!("step: {}", step_words(&self.record)));
            match self.record.step {
                Step::Stopping => self.stop().await?,
                Step::Writing | Step::Moving | Step::Naming => {
                    let at = match helper.take() {
                        Some(helper) => helper,
                        None => self.make_helper().await?,
                    };
                    let done = self.work_on_the_disk(&at).await;
                    helper = Some(at);
                    done?;
                }
                Step::Starting => {
                    let loaded = self.start(ended).await?;
                    ended.loaded = Some(loaded);
                }
                Step::Following => self.bring_back().await?,
                Step::Done => {}
            }
            self.record.advance();
            if self.record.step == Step::Starting
                && let Some(helper) = helper.take()
            {
                // The volume has to be free before the server wants it.
                helper.delete().await?;
            }
            self.save().await?;
        }
        Ok(())
    }

    /// Writes down where the run is; on the way back the end of it is that nothing is written there any more.
    async fn save(&mut self) -> Result<()> {
        let gone = self.record.is_finished() && self.record.direction == Direction::Undo;
        let text = if gone { Value::Null } else { json!(self.record.text()) };
        let mut annotations = Map::new();
        annotations.insert(ANNOTATION.to_owned(), text);
        let patch = json!({"metadata": {"annotations": annotations}});
        let set = self.primary_set()?.name.clone();
        self.found.kubernetes.merge_patch(&stateful_sets(), &self.found.namespace, &set, &patch).await?;
        self.begun = true;
        Ok(())
    }

    fn primary_set(&self) -> Result<&SetFacts> {
        self.found.sets.last().ok_or_else(|| Error::failed("the primary has no StatefulSet"))
    }

    /// The replicas' pods go first, so that none of them copies what is about to change; then the primary's.
    async fn stop(&self) -> Result<()> {
        let (kubernetes, namespace) = (&self.found.kubernetes, &self.found.namespace);
        for set in &self.found.sets {
            kubernetes.scale_set(namespace, &set.name, 0).await?;
            self.context.console.status(&format!("StatefulSet {} is scaled to 0", set.name));
            kubernetes.wait_until_scaled_down(self.context, namespace, set, 0, self.options.max_wait).await?;
        }
        Ok(())
    }

    async fn make_helper(&self) -> Result<HelperPod> {
        let server = self.server.clone().ok_or_else(|| Error::failed("nothing is known of the server's container"))?;
        // Somebody may have started the server meanwhile, and two must not write to one volume.
        let (kubernetes, namespace) = (&self.found.kubernetes, &self.found.namespace);
        let there = kubernetes.fetch_pods_of_set(namespace, self.primary_set()?).await?;
        if !there.is_empty() {
            return Err(Error::failed("the server was started by somebody else while its files were to be changed")
                .cause(format!("StatefulSet {} has {} pods", self.primary_set()?.name, there.len()))
                .hint("what scales it: a GitOps controller, an autoscaler? it has to be paused"));
        }
        let spec = HelperSpec {
            namespace: namespace.clone(),
            name: self.record.helper_name(),
            run: self.record.run.clone(),
            purpose: "restore".to_owned(),
            server,
            storage: Storage::Claim {
                name: self.record.place.claim.clone(),
                sub_path: self.record.place.sub_path.clone(),
            },
            mount_path: self.record.place.mount_path.clone(),
            node: self.record.node.clone(),
            command: None,
            lasts_seconds: HELPER_LASTS_SECONDS,
            memory_bytes: None,
        };
        let patience = Patience { opening: self.context.time_for_a_node(), silence: self.options.max_silence };
        HelperPod::make(self.context, kubernetes, &spec, patience, self.options.max_wait).await
    }

    async fn work_on_the_disk(&mut self, helper: &HelperPod) -> Result<()> {
        let disk = Disk { context: self.context, helper, record: &self.record };
        let impossible = |why: String| Error::failed("the files are not where they should be").cause(why);
        match (self.record.direction, self.record.step) {
            (_, Step::Writing) => {
                let file = self.file.ok_or_else(|| Error::failed("there is no file to write"))?;
                disk.write(file).await?;
                let old = moves::old(&self.record, &disk.fetch_listing().await?.top);
                self.record.old = old;
            }
            (_, Step::Moving) => {
                let moves = moves::aside(&self.record, &disk.fetch_listing().await?).map_err(impossible)?;
                disk.carry_out(&moves).await?;
            }
            (Direction::Restore, _) => {
                let moves = moves::into_place(&self.record, &disk.fetch_listing().await?).map_err(impossible)?;
                disk.carry_out(&moves).await?;
                disk.clean_up().await?;
            }
            (Direction::Undo, _) => {
                if self.record.touched {
                    let moves = moves::back(&self.record, &disk.fetch_listing().await?).map_err(impossible)?;
                    disk.carry_out(&moves).await?;
                }
                disk.clean_up().await?;
            }
        }
        Ok(())
    }

    async fn start(&self, ended: &mut Ended) -> Result<LoadedFacts> {
        let set = self.primary_set()?;
        self.found.kubernetes.scale_set(&self.found.namespace, &set.name, 1).await?;
        self.context.console.status(&format!("StatefulSet {} is scaled to 1", set.name));
        let loaded = self.wait_until_loaded(set).await?;
        let stopped = DateTime::parse_from_rfc3339(&self.record.stopped_at).ok();
        ended.outage_seconds =
            stopped.and_then(|at| (self.context.now() - at.to_utc()).to_std().ok()).map(|it| it.as_secs_f64());
        if let Some(file) = self.file {
            self.compare(file, &loaded).await?;
            self.context.console.status(&format!("{} holds what the file holds", self.found.primary.name));
        }
        Ok(loaded)
    }

    /// A run that ends early leaves the servers stopped: that is said, with how to go on.
    fn register(&self) -> Pending {
        let name = self.found.target.instance.full_name();
        let what = format!("{name} is in the middle of a restore, its servers may be stopped");
        let by_hand = format!("{} (to go on), or {} (to put the old data back)", self.again(), self.undo_command());
        self.context.undo.register(what, by_hand, async {
            Err(Error::failed(format!("the annotation {ANNOTATION} of its StatefulSet says how far it has come")))
        })
    }

    /// The error of a run that has begun.
    fn stopped(&self, error: Error) -> Error {
        let kind = if error.kind() == Kind::Verification { Kind::Verification } else { Kind::Partial };
        let name = self.found.target.instance.full_name();
        let what = match self.record.direction {
            Direction::Restore => {
                format!("the restore of {name} has stopped in the step: {}", step_words(&self.record))
            }
            Direction::Undo => format!("the way back of {name} has stopped in the step: {}", step_words(&self.record)),
        };
        let stopped = Error::new(kind, what).cause(error.to_string());
        let stopped = error.causes().iter().fold(stopped, |stopped, cause| stopped.cause(cause.clone()));
        let stopped = error.hints().iter().fold(stopped, |stopped, hint| stopped.hint(hint.clone()));
        stopped
            .hint(format!("to go on from there: {}", self.again()))
            .hint(format!("to put the old data back: {}", self.undo_command()))
    }

    fn again(&self) -> String {
        format!("redis-ops {}", self.context.argv.join(" "))
    }

    fn undo_command(&self) -> String {
        undo_command(self.found, self.options.force)
    }
}

/// What puts the old data back.
pub(super) fn undo_command(found: &Found, force: bool) -> String {
    let instance = &found.target.instance;
    let force = if force { " --force" } else { "" };
    let context = found.target.context_name.as_ref().map(|name| format!(" --context {name}")).unwrap_or_default();
    format!(
        "redis-ops {NAME} --undo{context} -n {} -r {} --confirm {}{force}",
        found.namespace,
        instance.name,
        instance.full_name()
    )
}

/// The time, as the record has it.
pub(super) fn now(context: &Context) -> String {
    context.now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The name of a run that begins now.
pub(super) fn run_name(now: DateTime<Utc>) -> String {
    now.format("%Y%m%dT%H%M%SZ").to_string()
}

fn step_words(record: &Record) -> &'static str {
    match (record.direction, record.step) {
        (_, Step::Stopping) => "stop the servers",
        (_, Step::Writing) => "write the new files",
        (_, Step::Moving) => "move the old files aside",
        (Direction::Restore, Step::Naming) => "give the new files their names",
        (Direction::Undo, Step::Naming) => "put the old files back",
        (_, Step::Starting) => "start the primary alone",
        (_, Step::Following) => "bring the replicas back",
        (_, Step::Done) => "done",
    }
}
