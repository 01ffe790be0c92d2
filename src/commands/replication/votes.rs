//! A node of a Redis Cluster that was elected not long ago remembers its votes: asked to fail over again, it takes the role
//! by them, with the old epoch, and loses it at once to the one that has a newer one, with what was written to it meanwhile
//! (redis/src/cluster.c, clusterHandleSlaveFailover: `failover_auth_sent` is reset after four times the node timeout).
//! A node that was a primary has a young link to its present one, so the link's age says when its votes are gone.

use super::line::{Line, command};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::client_list;
use crate::target::survey::{plain, text};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Where the node timeout cannot be read: the server's default.
const DEFAULT_NODE_TIMEOUT_MS: u64 = 15_000;

/// Waits until a replica's link to its primary is older than any votes it may remember.
///
/// # Errors
/// Failed, when the link is made anew all the while, or the run is told to end; nothing was changed.
pub(super) async fn wait_until_gone(context: &Context, line: &mut Line, hurry: &AtomicBool) -> Result<()> {
    let started = Instant::now();
    loop {
        let questions =
            [command(&["CONFIG", "GET", "cluster-node-timeout"]), command(&["CLIENT", "LIST", "TYPE", "master"])];
        let replies = line.ask(&questions).await?;
        let timeout = replies.first().and_then(|reply| reply.as_ref().ok()).map(plain);
        let timeout = timeout.and_then(|reply| reply.pairs().next().and_then(|(_, value)| value.number()));
        let timeout = timeout.unwrap_or(DEFAULT_NODE_TIMEOUT_MS);
        // twice the time of an election, which takes two seconds at least
        let remembered_seconds = (timeout * 2).max(2000) * 2 / 1000 + 1;
        let links = replies.get(1).and_then(|reply| reply.as_ref().ok()).map(text);
        let age = links.and_then(|text| client_list::parse(&text).iter().map(|client| client.age_seconds).min());
        match age {
            // A user that may not list connections leaves it at what it was.
            None => return Ok(()),
            Some(age) if age > remembered_seconds => return Ok(()),
            Some(age) => {
                context.console.status_once(&format!(
                    "waiting until {} has followed its primary for {remembered_seconds} s, so that no votes of a former \
                     election are left",
                    line.subject()
                ));
                let longest = Duration::from_secs(remembered_seconds * 2);
                if hurry.load(Ordering::Relaxed) || started.elapsed() > longest {
                    return Err(Error::failed("the replica has not followed its primary for long enough")
                        .cause(format!("its link is {age} s old, and {remembered_seconds} s are needed")));
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }
}
