//! Who follows the new primary after the switch: the old one, and its own replicas, which lost it for a moment when it changed
//! its role. Until they are in sync it is the only one that has the last writes.

use super::Pairing;
use crate::commands::replication::line::Line;
use crate::commands::replication::scene::Scene;
use crate::context::Context;
use crate::error::Error;
use crate::formats::info::Info;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(250);
/// So long one may be silent, or without a link and without taking a copy, before it is given up.
const UNTIL_THEY_COME: Duration = Duration::from_secs(20);

/// What one of them lacks.
#[derive(Debug, PartialEq, Eq)]
struct Lack {
    words: String,
    /// Whether it is on its way.
    moves: bool,
}

/// Waits until each of them is in sync.
///
/// # Errors
/// What they lack, where that does not come to an end.
pub(super) async fn wait(
    context: &Context,
    pairing: &Pairing,
    (max_lag_bytes, patience): (u64, Duration),
) -> Result<(), String> {
    let Pairing { old, new, from, to, .. } = pairing;
    let line = |(scene, index): (&Scene, usize)| Some(Line::to(context, &scene.target, &scene.member(index).ok()?));
    let Some(mut leader) = line((new, *to)) else { return Err("the new primary is gone".to_owned()) };
    let own = new.facts.replicas_beside(*to).map(|index| (new, index));
    let mut lines: Vec<Line> = std::iter::once((old, *from)).chain(own).filter_map(line).collect();
    let place = |scene: &Scene| scene.subject(context).place;
    let what = format!("the switch to {} is done, and what follows it was not seen to be in sync", new.facts.subject);
    let by_hand = format!("redis-ops check-replication {} and {} say when they are in order", place(old), place(new));
    let pending = context.undo.account_for(what, by_hand, async { Err(Error::failed("the run was told to end")) });
    let (started, mut moved) = (Instant::now(), Instant::now());
    let ended = loop {
        let own = leader.replication().await.ok().and_then(|info| info.number("master_repl_offset"));
        let seen = futures::future::join_all(lines.iter_mut().map(|line| async move {
            let info = line.replication().await.map_err(|error| error.chain());
            lack(&line.subject(), info, own, max_lag_bytes)
        }));
        let lacks: Vec<Lack> = seen.await.into_iter().flatten().collect();
        if lacks.is_empty() && own.is_some() {
            break Ok(());
        }
        if lacks.iter().any(|lack| lack.moves) {
            moved = Instant::now();
        }
        let words: Vec<&str> = lacks.iter().map(|lack| lack.words.as_str()).collect();
        let words = if own.is_some() { words.join("; ") } else { format!("{} does not answer", leader.subject()) };
        if started.elapsed() > patience || moved.elapsed() > UNTIL_THEY_COME {
            break Err(words);
        }
        context.console.status_once(&format!("waiting: {words}"));
        tokio::time::sleep(LOOK_EVERY).await;
    };
    pending.done();
    ended
}

/// What a follower lacks; none where it is in sync. `written` is the offset of whom it follows.
fn lack(subject: &str, info: Result<Info, String>, written: Option<u64>, max_lag_bytes: u64) -> Option<Lack> {
    let lack = |words: String, moves: bool| Some(Lack { words, moves });
    let info = match info {
        Ok(info) => info,
        Err(why) => return lack(format!("{subject} does not answer: {why}"), false),
    };
    if info.text("role") != Some("slave") {
        return lack(format!("{subject} is no replica"), false);
    }
    if info.text("master_link_status") != Some("up") {
        let copies = info.flag("master_sync_in_progress") == Some(true);
        let how = if copies { "takes a full copy" } else { "has no link yet" };
        return lack(format!("{subject} {how}"), copies);
    }
    let behind = written.zip(info.number("slave_repl_offset")).map(|(written, have)| written.saturating_sub(have));
    match behind {
        Some(behind) if behind <= max_lag_bytes => None,
        Some(behind) => lack(format!("{subject} is {behind} bytes behind"), true),
        None => lack(format!("how far {subject} is behind is not known"), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(String, bool)> {
        lack("a/b", Ok(Info::parse(text)), Some(100), 10).map(|lack| (lack.words, lack.moves))
    }

    #[test]
    fn a_follower_is_in_sync_with_a_link_and_nearly_all_bytes() {
        assert_eq!(of("role:slave\nmaster_link_status:up\nslave_repl_offset:95\n"), None);
        let behind = of("role:slave\nmaster_link_status:up\nslave_repl_offset:80\n");
        assert_eq!(behind, Some(("a/b is 20 bytes behind".to_owned(), true)));
        assert_eq!(of("role:slave\nmaster_link_status:down\n"), Some(("a/b has no link yet".to_owned(), false)));
        let copies = of("role:slave\nmaster_link_status:down\nmaster_sync_in_progress:1\n");
        assert_eq!(copies, Some(("a/b takes a full copy".to_owned(), true)));
        assert_eq!(of("role:master\n"), Some(("a/b is no replica".to_owned(), false)));
        assert!(lack("a/b", Err("cut".to_owned()), Some(100), 10).is_some_and(|lack| !lack.moves));
    }
}
