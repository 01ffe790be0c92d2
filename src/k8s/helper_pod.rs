//! Helper pods: made, waited for, worked in, deleted. What they are made of is decided in [`crate::domain::helper_pod`].

use super::client::Kubernetes;
use super::exec::{self, Output, Patience, Place};
use super::pod_files::PodFiles;
use super::scale::pods;
use crate::context::Context;
use crate::domain::helper_pod::{CONTAINER, HelperSpec, RUN_LABEL, Server, Start, judge_start, violations};
use crate::error::{Error, Kind, Result};
use crate::target::discover::Target;
use crate::undo::Pending;
use bytes::Bytes;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;

const LOOK_EVERY: Duration = Duration::from_millis(300);
/// A pod that is deleted is gone within its grace of one second, and what its node needs.
const GONE_WITHIN: Duration = Duration::from_secs(300);
/// At the end of a run that ends early: what is taken back after it, such as the keys that it writes, has its time too.
const GONE_AT_THE_END_WITHIN: Duration = Duration::from_secs(8);

/// A running helper pod. It is deleted when the run ends, however it ends; [`HelperPod::delete`] does it before.
#[derive(Debug)]
#[must_use = "a helper pod that is not deleted stays until the run ends"]
pub struct HelperPod {
    kubernetes: Kubernetes,
    place: Place,
    patience: Patience,
    pending: Pending,
}

impl HelperPod {
    /// Makes the pod and waits until it runs. Its deletion is registered before.
    ///
    /// # Errors
    /// Refused when the pod would break the restricted profile; of kind Target when the API refuses it (a missing right,
    /// a quota, an admission policy); Failed when it does not come to run within `longest`, with what keeps it.
    pub async fn make(
        context: &Context,
        kubernetes: &Kubernetes,
        spec: &HelperSpec,
        patience: Patience,
        longest: Duration,
    ) -> Result<Self> {
        let pod = spec.object();
        let wrong = violations(&pod);
        if !wrong.is_empty() {
            return Err(Error::refused(format!(
                "no pod can be made beside {} that every namespace admits",
                spec.namespace
            ))
            .cause(wrong.join("; ")));
        }
        let (namespace, name) = (&spec.namespace, &spec.name);
        let pending = deletion(context, kubernetes, namespace, name);
        let made = kubernetes.create_object(&pods(), namespace, &pod).await;
        if let Err(error) = made {
            pending.done();
            return Err(error.while_attempting(format!("make the helper pod {namespace}/{name}")));
        }
        context.console.status(&format!("helper pod {name} is made, of the image {}", spec.server.image));
        let place = Place { namespace: namespace.clone(), pod: name.clone(), container: CONTAINER.to_owned() };
        let helper = Self { kubernetes: kubernetes.clone(), place, patience, pending };
        match helper.wait(context, longest).await {
            Ok(()) => Ok(helper),
            Err(error) => {
                helper.delete().await?;
                Err(error)
            }
        }
    }

    async fn wait(&self, context: &Context, longest: Duration) -> Result<()> {
        let Place { namespace, pod: name, .. } = &self.place;
        let failed = || Error::failed(format!("the helper pod {namespace}/{name} does not run"));
        let started = Instant::now();
        loop {
            let Some(pod) = self.kubernetes.fetch_object(&pods(), Some(namespace), name).await? else {
                return Err(failed().cause("somebody has deleted it"));
            };
            let why = match judge_start(&pod) {
                Start::Running => return Ok(()),
                Start::Failed(why) => return Err(failed().cause(why)),
                Start::Waiting(why) => why,
            };
            let words = if why.is_empty() { String::new() } else { format!(": {why}") };
            context.console.status_once(&format!("waiting for the helper pod{words}"));
            if started.elapsed() > longest {
                return Err(failed()
                    .cause(format!("it did not start within {} s", longest.as_secs()))
                    .cause(why)
                    .hint("--max-wait DURATION waits longer"));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Its container.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Its files.
    pub fn files(&self) -> PodFiles<'_> {
        PodFiles::of(&self.kubernetes, self.place.clone(), self.patience.opening, self.patience.silence)
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// As [`exec::run`].
    pub async fn run(&self, command: &[&str]) -> Result<Output> {
        exec::run(&self.kubernetes, &self.place, command, self.patience.opening, self.patience.silence).await
    }

    /// Runs a command whose stdin gets so many bytes of `input`.
    ///
    /// # Errors
    /// As [`exec::feed`].
    pub async fn feed(
        &self,
        command: &[&str],
        input: (u64, &mut Receiver<Result<Bytes>>),
        taken: impl Fn(u64) + Sync,
    ) -> Result<Output> {
        exec::feed(&self.kubernetes, &self.place, command, input, self.patience, taken).await
    }

    /// Deletes it and waits until it is gone, so that its volume is free.
    ///
    /// # Errors
    /// Of kind Failed when it is not gone in time; as the API's.
    pub async fn delete(self) -> Result<()> {
        let Place { namespace, pod: name, .. } = &self.place;
        // One that is refused is tried again at the end of the run.
        self.kubernetes.delete_object(&pods(), namespace, name).await.map_err(|error| error.of_kind(Kind::Failed))?;
        let gone = wait_until_gone(&self.kubernetes, namespace, name, GONE_WITHIN).await;
        self.pending.done();
        gone
    }
}

/// What a helper pod takes over: image, user and place of the first of the instance's members that says them, and where that
/// is.
///
/// # Errors
/// Of kind Usage with `--url`; of kind Target where no member is a pod, its specification cannot be read, or does not name
/// a user that every namespace admits.
pub async fn server_of(target: &Target) -> Result<(&Kubernetes, &str, Server)> {
    let name = target.instance.full_name();
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Err(Error::usage("there are no pods with --url"));
    };
    let member = target.instance.members().find(|member| member.pod.is_some());
    let member = member.ok_or_else(|| Error::target(format!("{name} has no pod to take the image from")))?;
    let container = member.pod.as_ref().and_then(|pod| pod.containers.get(member.container));
    let container = container.map(|container| container.name.clone()).unwrap_or_default();
    let pod = kubernetes.fetch_object(&pods(), Some(namespace), &member.name).await?.unwrap_or_default();
    let server = Server::of(&pod["spec"], &container)
        .ok_or_else(|| Error::target(format!("pod {namespace}/{} has no container {container}", member.name)))?;
    if !server.has_user() {
        return Err(Error::target(format!(
            "pod {namespace}/{} does not say as which user its server runs",
            member.name
        ))
        .cause("a pod that every namespace admits has to say it, and must not be root's"));
    }
    Ok((kubernetes, namespace, server))
}

/// Deletes what an earlier run of this number has left, and waits until it is gone.
///
/// # Errors
/// As [`HelperPod::delete`].
pub async fn delete_left(context: &Context, kubernetes: &Kubernetes, namespace: &str, run: &str) -> Result<()> {
    let found = kubernetes.fetch_objects(&pods(), Some(namespace), &format!("{RUN_LABEL}={run}")).await?;
    for pod in found.unwrap_or_default() {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        context.console.status(&format!("helper pod {name} of the run that was interrupted is deleted"));
        kubernetes.delete_object(&pods(), namespace, name).await?;
        wait_until_gone(kubernetes, namespace, name, GONE_WITHIN).await?;
    }
    Ok(())
}

async fn wait_until_gone(kubernetes: &Kubernetes, namespace: &str, name: &str, longest: Duration) -> Result<()> {
    let started = Instant::now();
    while kubernetes.fetch_object(&pods(), Some(namespace), name).await?.is_some() {
        if started.elapsed() > longest {
            let waited = longest.as_secs();
            return Err(Error::failed(format!(
                "pod {namespace}/{name} was told to end, and has not within {waited} s"
            ))
            .hint(format!("kubectl describe pod {name} -n {namespace} tells why")));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Registers that the pod goes when the run ends. It is waited for: what it does, it does until then, and it was registered
/// after that was which has to be put back after it.
fn deletion(context: &Context, kubernetes: &Kubernetes, namespace: &str, name: &str) -> Pending {
    let what = format!("the helper pod {namespace}/{name} is left");
    let by_hand = format!("kubectl delete pod {name} -n {namespace}");
    let (kubernetes, namespace, name) = (kubernetes.clone(), namespace.to_owned(), name.to_owned());
    context.undo.register(what, by_hand, async move {
        kubernetes.delete_object(&pods(), &namespace, &name).await?;
        wait_until_gone(&kubernetes, &namespace, &name, GONE_AT_THE_END_WITHIN).await
    })
}
