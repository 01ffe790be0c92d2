//! The servers come back: the primary alone first, and is compared; then those that follow it.

use super::apply::Work;
use super::content::Content;
use crate::domain::restore::offline::layout::Aof;
use crate::domain::restore::offline::loaded::{self, LoadedFacts};
use crate::domain::stateful_set::{SetFacts, why_not_running};
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::target::survey::text;
use crate::wire::session::Session;
use redis::Value;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(300);
/// Reasons of the kubelet after which waiting helps no more: it has tried before.
const HOPELESS: [&str; 3] = ["CrashLoopBackOff", "InvalidImageName", "ErrImageNeverPull"];
/// Of this one it tries again every few seconds: a busy kubelet gives it while it has not yet seen a Secret or ConfigMap.
const PERHAPS_HOPELESS: &str = "CreateContainerConfigError";
/// For so long.
const LONGEST_HOPE: Duration = Duration::from_secs(120);

impl Work<'_> {
    /// Waits until the primary has loaded its data.
    ///
    /// # Errors
    /// Of kind Failed when it crashes, or does not come so far in time.
    pub(super) async fn wait_until_loaded(&self, set: &SetFacts) -> Result<LoadedFacts> {
        let started = Instant::now();
        let primary = &self.found.primary;
        let mut last;
        let mut in_doubt: Option<Instant> = None;
        loop {
            let pods = self.found.kubernetes.fetch_pods_of_set(&self.found.namespace, set).await?;
            let name = set.pod_name(0);
            let pod = pods.iter().find(|pod| pod["metadata"]["name"] == name.as_str());
            let why = pod.and_then(why_not_running);
            let doubted = why.as_ref().is_some_and(|why| why.contains(PERHAPS_HOPELESS));
            in_doubt = doubted.then(|| in_doubt.unwrap_or_else(Instant::now));
            let doubted_for = in_doubt.map_or(Duration::ZERO, |since: Instant| since.elapsed());
            if let Some(why) = why.as_ref().filter(|why| is_hopeless(why, doubted_for)) {
                return Err(Error::failed(format!("{name} does not start")).cause(why.clone()).hint(format!(
                    "kubectl logs {name} -n {} -c {} --previous shows what it said",
                    self.found.namespace, self.record.container
                )));
            }
            match self.look().await {
                Ok((info, functions)) if info.flag("loading") != Some(true) => {
                    if info.text("role") != Some("master") {
                        return Err(Error::failed(format!("{name} started as a replica"))
                            .cause("what it follows decides what it holds"));
                    }
                    return Ok(LoadedFacts::of(&info, functions));
                }
                Ok((info, _)) => {
                    let share = info.text("loading_loaded_perc").unwrap_or("?").to_owned();
                    self.context.console.status_once(&format!("{} loads its data", primary.name));
                    last = format!("it was loading its data ({share} %)");
                }
                Err(error) => {
                    self.context.console.status_once(&format!("waiting for {} to start", primary.name));
                    last = why.unwrap_or_else(|| error.chain());
                }
            }
            if started.elapsed() > self.options.max_wait {
                return Err(Error::failed(format!("{name} was not up after {} s", self.options.max_wait.as_secs()))
                    .cause(last)
                    .hint("--max-wait DURATION waits longer"));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn look(&self) -> Result<(Info, Option<u64>)> {
        let (target, primary) = (&self.found.target, &self.found.primary);
        let limit = self.context.time_for_a_node();
        let login = target.login(primary);
        let mut session = Session::open(&target.dialer, primary, &login, limit, &self.context.console).await?;
        let mut list = redis::cmd("FUNCTION");
        list.arg("LIST");
        let mut replies = session.flight(&[redis::cmd("INFO"), list]).await?.into_iter();
        let info = match replies.next() {
            Some(Ok(value)) => Info::parse(&text(&value)),
            Some(Err(error)) => return Err(Error::target("INFO was refused").cause(error.to_string())),
            None => return Err(Error::target("INFO was not answered")),
        };
        let functions = match replies.next() {
            Some(Ok(Value::Array(libraries))) => Some(libraries.len() as u64),
            _ => None,
        };
        Ok((info, functions))
    }

    /// Compares what the primary holds with the file.
    ///
    /// # Errors
    /// Verification, naming what differs.
    pub(super) async fn compare(&self, content: &Content, facts: &LoadedFacts) -> Result<()> {
        let differences = match content {
            Content::Rdb(file) => match loaded::differences(&file.expected, file.keys, facts) {
                found if found.is_empty() => found,
                // Keys may have expired since the file was read, or this machine's clock is not the server's.
                _ => loaded::differences(&file.expect_now(self.context, facts.clock_ms).await?, file.keys, facts),
            },
            Content::Aof(files) => {
                let begins = if self.record.layout.aof == Aof::Single { files.mark.bytes } else { files.bytes() };
                loaded::aof_differences(begins, files.base_keys, facts)
            }
        };
        if differences.is_empty() {
            return Ok(());
        }
        let error =
            Error::new(Kind::Verification, format!("{} does not hold what the file holds", self.found.primary.name));
        Err(differences.into_iter().fold(error, Error::cause))
    }

    /// Brings every StatefulSet back to the pods it had, and waits until all replicas are in sync.
    ///
    /// # Errors
    /// Of kind Failed when they do not come, or do not follow, in time.
    pub(super) async fn bring_back(&self) -> Result<()> {
        let namespace = &self.found.namespace;
        // The primary's own first: its replicas ask it.
        for count in self.record.sets.iter().rev() {
            self.found
                .kubernetes
                .scale_set(namespace, &count.name, count.replicas.max(self.least(&count.name)))
                .await?;
        }
        for set in self.found.sets.iter().rev() {
            let wanted = self.count(&set.name);
            self.found.kubernetes.wait_until_ready(self.context, namespace, set, wanted, self.options.max_wait).await?;
        }
        let pods: u32 = self.record.sets.iter().map(|set| self.count(&set.name)).sum();
        let replicas = pods.saturating_sub(1) as usize;
        if replicas == 0 {
            return Ok(());
        }
        let started = Instant::now();
        loop {
            let (info, _) = self.look().await?;
            let online = info.attached_replicas().iter().filter(|replica| replica.state == "online").count();
            if online >= replicas {
                return Ok(());
            }
            self.context.console.status_once(&format!("waiting until {replicas} replicas are in sync"));
            if started.elapsed() > self.options.max_wait {
                let seconds = self.options.max_wait.as_secs();
                return Err(Error::failed(format!("{online} of {replicas} replicas are in sync after {seconds} s"))
                    .hint(
                        "redis-ops check-replication tells what keeps the others; --max-wait DURATION waits longer",
                    ));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn count(&self, set: &str) -> u32 {
        let count = self.record.sets.iter().find(|one| one.name == set);
        count.map_or(0, |count| count.replicas.max(self.least(set)))
    }

    /// A primary that had no pod before gets one: what was restored is to be seen.
    fn least(&self, set: &str) -> u32 {
        u32::from(self.record.primary_set().is_some_and(|primary| primary.name == set))
    }
}

/// Whether a pod that waits for this reason will not start. `doubted_for` is how long it has been [`PERHAPS_HOPELESS`].
fn is_hopeless(why: &str, doubted_for: Duration) -> bool {
    HOPELESS.iter().any(|reason| why.contains(reason)) || doubted_for > LONGEST_HOPE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kubelet_that_tries_again_is_given_time() {
        let doubtful = "container redis: CreateContainerConfigError: failed to sync secret cache";
        assert!(!is_hopeless(doubtful, Duration::from_secs(60)) && is_hopeless(doubtful, Duration::from_secs(121)));
        assert!(is_hopeless("container redis: CrashLoopBackOff", Duration::ZERO));
        assert!(!is_hopeless("container redis: ContainerCreating", Duration::ZERO));
    }
}
