//! Taking the role over without the old primary: nothing is waited for that it would have to say.

use super::job::{Book, Job};
use super::line::{Line, NOT_SENT, command, refusal};
use super::switch::{AskedSentinel, Ended, asked_sentinel};
use crate::domain::promote::Way;
use crate::error::{Error, Result};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(100);
/// A vote of the cluster takes up to twice its node timeout, Sentinel some seconds.
const LONGEST: Duration = Duration::from_secs(40);
/// A server that is told to be a primary is one at once.
const LONGEST_ALONE: Duration = Duration::from_secs(10);

/// Has the role taken over, and waits until somebody has it. Returns who.
///
/// # Errors
/// When nothing could be asked for.
pub(super) async fn take_over(job: &Job, book: &mut Book) -> Result<(Ended, usize)> {
    let (context, scene) = (&job.context, &job.scene);
    let line = |index: usize| -> Result<Line> { Ok(Line::to(context, &scene.target, &scene.member(index)?)) };
    let mut candidates = vec![(job.pair.new, line(job.pair.new)?)];
    let (id, words): (&'static str, Vec<&str>) = match job.way {
        Way::Sentinel => ("failover", Vec::new()),
        Way::Cluster => ("failover", vec!["CLUSTER", "FAILOVER", "FORCE"]),
        Way::Failover | Way::Pause => ("promote", vec!["REPLICAOF", "NO", "ONE"]),
    };
    let said = if job.way == Way::Sentinel {
        for index in scene.facts.siblings(job.pair) {
            candidates.push((index, line(index)?));
        }
        let AskedSentinel { mut line, name, .. } = asked_sentinel(context, scene, job.pair).await?;
        line.tell(&[command(&["SENTINEL", "FAILOVER", &name])]).await
    } else {
        candidates[0].1.tell(&[command(&words)]).await
    };
    match said {
        Ok(replies) => {
            // Sentinel may have begun by itself, which is as good
            if let Some(why) = refusal(&replies).filter(|why| !why.starts_with("INPROG")) {
                return Err(Error::failed("the takeover was refused").cause(why));
            }
        }
        Err(error) if error.hints().iter().any(|hint| hint == NOT_SENT) => return Err(error),
        // What became of it is seen.
        Err(error) => context.console.warning(&format!("it is not known what became of it: {}", error.chain())),
    }
    let longest = if matches!(job.way, Way::Sentinel | Way::Cluster) { LONGEST } else { LONGEST_ALONE };
    let started = Instant::now();
    let mut unseen = None;
    while started.elapsed() < longest {
        for (index, line) in &mut candidates {
            match line.replication().await {
                Ok(info) if info.text("role") == Some("master") => {
                    book.done(id);
                    context.console.status(&format!("{} is the primary", scene.facts.name(*index)));
                    return Ok((Ended::Done, *index));
                }
                Ok(_) if *index == job.pair.new => unseen = None,
                Ok(_) => {}
                Err(error) if *index == job.pair.new => unseen = Some(error.chain()),
                Err(_) => {}
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let why = match unseen {
        Some(why) => format!("whether {} became the primary was not seen: {why}", scene.facts.name(job.pair.new)),
        None => "nobody became the primary in time".to_owned(),
    };
    book.failed(id, why.clone());
    Ok((Ended::Stopped(why), job.pair.new))
}
