//! The counters that a server with an LFU policy keeps of every key: OBJECT FREQ.

use super::{HotKey, HotkeysArgs, List};
use crate::commands::keyspace::walk;
use crate::context::Context;
use crate::domain::keyspace::top::{Top, TopKey};
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::wire::scan::{Event, Scan, Wish};

/// Keys that SCAN is asked for at a time.
const COUNT: u64 = 1000;

pub(super) async fn watch(
    context: &Context,
    target: &Target,
    answer: &Answer,
    args: &HotkeysArgs,
) -> Result<Vec<List>> {
    let subject = answer.member.subject();
    let refused =
        |command: &str, text: String| Error::target(format!("Redis on {subject} refuses {command}")).cause(text);
    let mut pipe = walk::open(context, target, answer).await?;
    let mut top = Top::new(usize::from(args.top));
    let databases = answer.info().map(|info| info.databases()).unwrap_or_default();
    for (number, database) in databases.iter().enumerate() {
        let db = database.index;
        walk::select(&mut pipe, db, number == 0).await?;
        let mut scan: Scan<'_, Vec<u8>> = Scan::new(&mut pipe, Wish::default());
        scan.ask_page(b"0", COUNT);
        scan.send().await?;
        while let Some(event) = scan.next().await? {
            match event {
                Event::Refused(text) => return Err(refused("SCAN", text)),
                Event::Page { keys, next } => {
                    if let Some(cursor) = next {
                        scan.ask_page(&cursor, COUNT);
                    }
                    for key in keys {
                        let name = key.clone();
                        scan.ask(key, &[&[b"OBJECT", b"FREQ", &name]]);
                    }
                    scan.send().await?;
                }
                Event::Answers(key, replies) => match replies.first() {
                    Some(Reply::Integer(frequency)) => {
                        let weight = u64::try_from(*frequency).unwrap_or(0);
                        let make = || TopKey { db, name: key.clone(), size: Some(weight), ..TopKey::default() };
                        top.offer(weight, db, &key, make);
                    }
                    Some(Reply::Error(text)) if !text.starts_with(b"ERR no such key") => {
                        return Err(refused("OBJECT FREQ", String::from_utf8_lossy(text).into_owned()));
                    }
                    _ => {}
                },
            }
        }
    }
    let member = &answer.member.name;
    let keys = top.keys().map(|key| HotKey::new(member, Some(key.db), &key.name, key.size.unwrap_or(0), None));
    Ok(vec![List { measure: "frequency", keys: keys.collect() }])
}
