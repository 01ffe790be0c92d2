//! Sentinel chooses by `replica-priority`: the replica that is meant is lent the best one, until the end.

use super::line::{Line, command, refusal};
use super::scene::Scene;
use super::switch::AskedSentinel;
use crate::context::Context;
use crate::domain::promote::Pair;
use crate::error::{Error, Kind, Result};
use std::time::{Duration, Instant};

/// Sentinel reads INFO of replicas every 10 s.
const UNTIL_SENTINEL_SEES: Duration = Duration::from_secs(25);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A priority that was changed: the member, what it was.
struct Changed {
    line: Line,
    name: String,
    was: u64,
}

/// Priorities that were lent.
pub(super) struct Lent {
    changed: Vec<Changed>,
}

impl Lent {
    /// Makes Sentinel see a better priority of the new primary than of any other replica. Nothing where there is no
    /// other that it could choose.
    ///
    /// # Errors
    /// Failed, when a priority cannot be set or Sentinel does not come to see it; what was set is put back.
    pub(super) async fn take(
        context: &Context,
        scene: &Scene,
        pair: Pair,
        sentinel: &mut AskedSentinel,
    ) -> Result<Option<Self>> {
        let facts = &scene.facts;
        let rivals: Vec<usize> =
            facts.siblings(pair).into_iter().filter(|index| facts.settings[*index].priority != Some(0)).collect();
        if rivals.is_empty() {
            return Ok(None);
        }
        let mut wanted: Vec<(usize, u64)> = vec![(pair.new, 1)];
        wanted
            .extend(rivals.iter().filter(|index| facts.settings[**index].priority == Some(1)).map(|index| (*index, 2)));
        let mut lent = Self { changed: Vec::new() };
        for (index, priority) in wanted {
            let was = facts.settings[index].priority.ok_or_else(|| {
                Error::failed(format!(
                    "Sentinel would choose by itself: replica-priority of {} cannot be read",
                    facts.name(index)
                ))
                .hint("CONFIG is disabled or denied; redis-ops force-failover leaves the choice to Sentinel")
            })?;
            if was == priority {
                continue;
            }
            let mut line = Line::to(context, &scene.target, &scene.member(index)?);
            let set = set_priority(&mut line, priority).await;
            lent.changed.push(Changed { line, name: facts.name(index).to_owned(), was });
            if let Err(error) = set {
                return Err(lent.after(error).await);
            }
        }
        context.console.status(&format!("waiting until Sentinel prefers {}", facts.name(pair.new)));
        match lent.wait(sentinel).await {
            Ok(()) => Ok(Some(lent)),
            Err(error) => Err(lent.after(error).await),
        }
    }

    /// The error that ends it, once every priority was put back; one that could not be makes it one of a thing half done.
    async fn after(self, error: Error) -> Error {
        let left = self.give_back().await;
        if left.is_empty() {
            return error;
        }
        let partial =
            Error::new(Kind::Partial, "the switch was not begun, and a priority that was lent is not put back");
        let partial = left.into_iter().fold(partial, |partial, one| partial.cause(one)).cause(error.chain());
        partial.hint("redis-ops replication-info shows when it answers; CONFIG SET replica-priority sets it then")
    }

    async fn wait(&self, sentinel: &mut AskedSentinel) -> Result<()> {
        let started = Instant::now();
        loop {
            let priorities = sentinel.priorities().await?;
            let own = priorities.iter().find(|(at, _)| *at == sentinel.replica).and_then(|(_, priority)| *priority);
            let others =
                priorities.iter().filter(|(at, _)| *at != sentinel.replica).filter_map(|(_, priority)| *priority);
            let best_other = others.filter(|priority| *priority != 0).min();
            if own.is_some_and(|own| best_other.is_none_or(|other| own < other)) {
                return Ok(());
            }
            if started.elapsed() > UNTIL_SENTINEL_SEES {
                return Err(Error::failed("Sentinel does not come to prefer the replica")
                    .cause(format!("it sees the priority {own:?} of it, and {best_other:?} of another"))
                    .hint("an operator may set replica-priority back at every loop"));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Puts every priority back; says what could not be. Sentinel had the servers write their configuration files in
    /// between, so that is done once more.
    pub(super) async fn give_back(self) -> Vec<String> {
        let mut left = Vec::new();
        for mut changed in self.changed {
            let put_back = set_priority(&mut changed.line, changed.was).await;
            if let Err(error) = put_back {
                left.push(format!("replica-priority of {} was {}: {}", changed.name, changed.was, error.chain()));
            } else {
                // a server without a configuration file refuses, and has nothing to be mended
                let _ = changed.line.ask(&[command(&["CONFIG", "REWRITE"])]).await;
            }
        }
        left
    }
}

async fn set_priority(line: &mut Line, priority: u64) -> Result<()> {
    let set = command(&["CONFIG", "SET", "replica-priority", &priority.to_string()]);
    let failed = Error::failed(format!("cannot set replica-priority of {}", line.subject()));
    let why = match line.ask(&[set]).await {
        Ok(replies) => refusal(&replies),
        Err(error) => Some(error.chain()),
    };
    why.map_or(Ok(()), |why| Err(failed.cause(why)))
}
