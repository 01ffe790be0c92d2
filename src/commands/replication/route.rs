//! Services after a switch: changed where they are pinned to a pod, awaited where somebody else moves them.

use super::job::{Book, Job};
use super::line::{Line, command, refusal};
use super::report::ServiceNow;
use super::scene::{self, Scene};
use crate::domain::promote::{FORMER_SELECTOR, ServiceMove, ServicePlan};
use crate::k8s::client::Kubernetes;
use crate::k8s::service_selector::Annotation;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Leads every pinned Service to the new primary, then sends the clients of the old one away. Returns when the last of
/// them was changed.
pub(super) async fn patch(job: &Job, book: &mut Book) -> Option<Instant> {
    let kubernetes = job.scene.target.dialer.kubernetes.as_ref()?;
    let namespace = job.scene.target.instance.namespace.as_deref()?;
    let last = lead(kubernetes, namespace, &job.services, book).await;
    if last.is_some() && job.plan.steps.iter().any(|step| step.id == "clients") {
        send_clients_away(job, book).await;
    }
    last
}

async fn send_clients_away(job: &Job, book: &mut Book) {
    let Ok(member) = job.scene.member(job.pair.old) else { return };
    let mut line = Line::to(&job.context, &job.scene.target, &member);
    let kill = [command(&["CLIENT", "KILL", "TYPE", "normal"]), command(&["CLIENT", "KILL", "TYPE", "pubsub"])];
    let said = match line.ask(&kill).await {
        Ok(replies) => refusal(&replies),
        Err(error) => Some(error.chain()),
    };
    match said {
        None => book.done("clients"),
        Some(why) => book.failed("clients", why),
    }
}

/// Waits for the Services that an operator moves. Returns what was seen last.
pub(super) async fn wait(job: &Job, to: usize, seen: Option<Scene>, book: &mut Book) -> Option<Scene> {
    let new = job.scene.facts.name(to);
    let following: Vec<&str> = job.services.following().map(|one| one.name.as_str()).collect();
    if following.is_empty() {
        return seen;
    }
    let started = Instant::now();
    let mut last = seen;
    loop {
        let astray = match &last {
            Some(scene) => {
                let now = leads_to(scene, &following);
                now.into_iter().find(|service| service.leads_to != [new])
            }
            None => None,
        };
        match astray {
            None if last.is_some() => {
                book.done("await-services");
                return last;
            }
            Some(service) if job.is_over(started) => {
                let where_to =
                    if service.leads_to.is_empty() { "nobody".to_owned() } else { service.leads_to.join(", ") };
                let why = format!("Service {} leads to {where_to}: the operator has not moved it yet", service.service);
                book.failed("await-services", why);
                return last;
            }
            None if job.is_over(started) => {
                book.failed("await-services", "they cannot be seen");
                return last;
            }
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
        last = scene::refreshed(&job.context, &job.scene.target).await.ok().or(last);
    }
}

/// Where Services lead, by name.
pub(super) fn leads_to(scene: &Scene, services: &[&str]) -> Vec<ServiceNow> {
    let pods = scene.pods();
    let wanted = scene.facts.services.iter().filter(|service| services.contains(&service.name.as_str()));
    let now = |service: &crate::target::objects::ServiceFacts| ServiceNow {
        service: service.name.clone(),
        leads_to: pods.iter().filter(|pod| service.selects(pod)).map(|pod| pod.name.clone()).collect(),
    };
    wanted.map(now).collect()
}

/// Leads pinned Services to the new primary. Returns when the last of them was changed.
pub(super) async fn lead(
    kubernetes: &Kubernetes,
    namespace: &str,
    services: &ServicePlan,
    book: &mut Book,
) -> Option<Instant> {
    let mut last = None;
    for service in services.patched() {
        let ServiceMove::Patched { from, to, keep } = &service.becomes else { continue };
        let value = keep.as_ref().map(|kept| serde_json::to_string(kept).unwrap_or_default());
        let annotation = Annotation { key: FORMER_SELECTOR, value, among_others: service.annotated };
        match kubernetes.patch_selector(namespace, &service.name, (from, to), &annotation).await {
            Ok(()) => {
                last = Some(Instant::now());
                book.done("service");
            }
            Err(error) => book.failed("service", error.chain()),
        }
    }
    last
}
