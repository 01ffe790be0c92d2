//! HOTKEYS of Redis 8.6: `START METRICS 2 CPU NET COUNT k [SAMPLE ratio]`, `GET`, `STOP`, `RESET` (redis/src/hotkeys.c).

use super::{HotKey, HotkeysArgs, List};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::reply::Plain;
use crate::target::discover::Target;
use crate::target::survey::{self, Answer};
use crate::wire::line::Line;
use std::collections::BTreeMap;
use std::time::Duration;

/// How much longer than we the server measures at most, should we not end it.
const SPARE: Duration = Duration::from_secs(60);

fn hotkeys(words: &[&str]) -> redis::Cmd {
    let mut command = redis::cmd("HOTKEYS");
    words.iter().for_each(|word| {
        command.arg(*word);
    });
    command
}

/// Why a server cannot do it; none where it can.
///
/// # Errors
/// Of kind Target.
pub(super) async fn missing(context: &Context, target: &Target, answer: &Answer) -> Result<Option<String>> {
    let mut line = Line::to(context, target, &answer.member);
    let mut known = redis::cmd("COMMAND");
    known.arg("INFO").arg("HOTKEYS");
    let subject = answer.member.subject();
    match line.ask(&known).await? {
        Ok(value) if survey::plain(&value).list().first().is_some_and(|entry| !entry.list().is_empty()) => Ok(None),
        Ok(_) => {
            let version = answer.info().and_then(|info| info.version()).unwrap_or_default();
            Ok(Some(format!("{subject} is {version} and has no HOTKEYS, which came with Redis 8.6")))
        }
        Err(error) => Ok(Some(format!("{subject} does not tell whether it has HOTKEYS: {error}"))),
    }
}

/// Measures a member.
pub(super) async fn watch(
    context: &Context,
    target: &Target,
    answer: &Answer,
    args: &HotkeysArgs,
) -> Result<Vec<List>> {
    let subject = answer.member.subject();
    let mut line = Line::to(context, target, &answer.member);
    let (count, sample) = (args.top.to_string(), args.sample.to_string());
    let longest = (args.duration + SPARE).as_secs().to_string();
    let mut words = vec!["START", "METRICS", "2", "CPU", "NET", "COUNT", &count, "DURATION", &longest];
    if args.sample > 1 {
        words.extend(["SAMPLE", &sample]);
    }
    refused(&subject, "HOTKEYS START", line.ask(&hotkeys(&words)).await?)?;
    let mut second = Line::to(context, target, &answer.member);
    let pending = context.undo.register(
        format!("HOTKEYS goes on measuring on {subject}"),
        "redis-cli HOTKEYS STOP, then HOTKEYS RESET",
        async move {
            for words in ["STOP", "RESET"] {
                let _ = second.ask(&hotkeys(&[words])).await?;
            }
            Ok(())
        },
    );
    let measured = async {
        let end = context.deadline.map(|deadline| deadline.saturating_duration_since(std::time::Instant::now()));
        let wait = end.map_or(args.duration, |left| left.min(args.duration));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = context.ending.asked() => {}
        }
        refused(&subject, "HOTKEYS GET", line.ask(&hotkeys(&["GET"])).await?)
    };
    let reply = measured.await;
    pending.now().await?;
    Ok(lists(&answer.member.name, &reply?))
}

fn refused(subject: &str, command: &str, reply: crate::wire::session::Reply) -> Result<Plain> {
    match reply {
        Ok(value) => Ok(survey::plain(&value)),
        Err(error) => {
            let refused = Error::target(format!("Redis on {subject} refuses {command}")).cause(error.to_string());
            Err(match error.code.as_str() {
                "NOPERM" => refused.hint("the ACL user needs +hotkeys"),
                _ => refused.hint("another session may be under way: HOTKEYS GET shows it"),
            })
        }
    }
}

/// The lists of a reply to GET: names and values in turn; in RESP2 keys and figures are flat lists.
fn lists(member: &str, reply: &Plain) -> Vec<List> {
    let reply = match reply.list() {
        [inner @ Plain::List(_)] => inner,
        _ => reply,
    };
    let fields: BTreeMap<String, &Plain> = reply.pairs().collect();
    let total = |names: [&str; 2]| names.iter().find_map(|name| fields.get(*name)?.number());
    // The sums are those of all commands, the figures of keys those of one command in so many.
    let ratio = fields.get("sample-ratio").and_then(|ratio| ratio.number()).unwrap_or(1).max(1);
    let all = [
        ("cpu-microseconds", "by-cpu-time-us", total(["all-commands-all-slots-us", "all-commands-selected-slots-us"])),
        (
            "net-bytes",
            "by-net-bytes",
            total(["net-bytes-all-commands-all-slots", "net-bytes-all-commands-selected-slots"]),
        ),
    ];
    let list = |(measure, field, total): (&'static str, &str, Option<u64>)| {
        let keys = fields.get(field)?.list().chunks_exact(2).filter_map(|pair| match &pair[0] {
            Plain::Bytes(key) => {
                let (value, sampled) = (pair[1].number()?, total.map(|all| all.div_ceil(ratio)));
                let key = HotKey::new(member, None, key, value, sampled);
                Some(HotKey { share: key.share.map(|share| share.min(1.0)), ..key })
            }
            _ => None,
        });
        Some(List { measure, keys: keys.collect() })
    };
    all.into_iter().filter_map(list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_redis_8_6_answers() {
        let flat = |pairs: &[(&str, i64)]| {
            Plain::List(pairs.iter().flat_map(|(key, value)| [Plain::from(*key), Plain::Integer(*value)]).collect())
        };
        let reply = Plain::List(vec![
            Plain::from("tracking-active"),
            Plain::Integer(1),
            Plain::from("all-commands-all-slots-us"),
            Plain::Integer(34),
            Plain::from("by-cpu-time-us"),
            flat(&[("a", 17)]),
            Plain::from("by-net-bytes"),
            flat(&[("a", 62), ("b", 1)]),
        ]);
        for reply in [reply.clone(), Plain::List(vec![reply])] {
            let lists = lists("m", &reply);
            let of = |index: usize| (lists[index].measure, lists[index].keys.len(), lists[index].keys[0].value);
            assert_eq!((lists.len(), of(0), of(1)), (2, ("cpu-microseconds", 1, 17), ("net-bytes", 2, 62)));
            assert_eq!((lists[0].keys[0].share, lists[1].keys[0].share), (Some(0.5), None));
        }
        let sampled = Plain::List(vec![
            Plain::from("sample-ratio"),
            Plain::Integer(3),
            Plain::from("all-commands-all-slots-us"),
            Plain::Integer(642),
            Plain::from("net-bytes-all-commands-all-slots"),
            Plain::Integer(8100),
            Plain::from("by-cpu-time-us"),
            flat(&[("page:100", 231)]),
            Plain::from("by-net-bytes"),
            flat(&[("page:100", 1350)]),
        ]);
        let lists = lists("m", &sampled);
        let of = |index: usize| (lists[index].keys[0].value, lists[index].keys[0].share);
        assert_eq!((of(0), of(1)), ((231, Some(1.0)), (1350, Some(0.5))));
    }
}
