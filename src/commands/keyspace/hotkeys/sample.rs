//! A bounded sample of MONITOR: which keys the commands name first.

use super::{HotKey, HotkeysArgs, List};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::command_words::key_index;
use crate::error::{Error, Result};
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::wire::monitor;
use std::collections::HashMap;

/// Distinct keys that are counted; beyond that only those that are known already.
const MOST: usize = 100_000;

pub(super) async fn watch(
    context: &Context,
    target: &Target,
    answer: &Answer,
    args: &HotkeysArgs,
    consent: &Consent,
) -> Result<Vec<List>> {
    let (limit, login) = (context.time_for_a_node(), target.login(&answer.member));
    let opening = monitor::open(consent, &target.dialer, &answer.member, &login, limit, &context.console);
    let mut stream = tokio::time::timeout(limit, opening).await.map_err(|_| {
        Error::target(format!("Redis on {} does not answer MONITOR", answer.member.subject()))
            .hint(format!("{} DURATION waits longer", context.option_of(limit)))
    })??;
    let mut counts: HashMap<(u32, Vec<u8>), u64> = HashMap::new();
    let (mut all, over) = (0, tokio::time::sleep(args.duration));
    let asked = context.ending.asked();
    tokio::pin!(over, asked);
    while all < args.lines {
        let lines = tokio::select! {
            biased;
            () = &mut over => break,
            () = &mut asked => break,
            lines = stream.next() => lines?,
        };
        for line in lines {
            all += 1;
            let name = line.words.first().map(|name| String::from_utf8_lossy(name).to_uppercase()).unwrap_or_default();
            let Some(key) = key_index(&name, &line.words).and_then(|at| line.words.get(at)) else { continue };
            let key = (line.database, key.clone());
            if counts.len() < MOST || counts.contains_key(&key) {
                *counts.entry(key).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<((u32, Vec<u8>), u64)> = counts.into_iter().collect();
    counts.sort_by(|(a, first), (b, second)| second.cmp(first).then_with(|| a.cmp(b)));
    let member = &answer.member.name;
    let keys = counts.into_iter().take(usize::from(args.top));
    let keys = keys.map(|((db, key), count)| HotKey::new(member, Some(u64::from(db)), &key, count, Some(all)));
    Ok(vec![List { measure: "commands", keys: keys.collect() }])
}
