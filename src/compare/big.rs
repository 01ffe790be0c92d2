//! Values too large to be dumped, read in pages by the commands of their type. What is taken in is what a dump would
//! have held.

use super::read::of_key;
use crate::domain::compare::{Digester, Kind, Reading};
use crate::error::{Error, Result};
use crate::formats::rdb::{Element, StreamId, StreamMeta};
use crate::target::survey;
use crate::wire::session::Session;
use redis::{Cmd, FromRedisValue, Value};
use std::borrow::Cow;

/// Elements of a page, and bytes of a page of a string.
const PAGE: i64 = 1000;
const STRING_PAGE: i64 = 1 << 20;
/// SCAN of a value may give members twice while its table grows or shrinks: then it is read again.
const ATTEMPTS: usize = 3;

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;
type Entries = Vec<(String, Option<Pairs>)>;

/// Whether there are pages of this type.
pub(super) fn can_read(kind: &Kind) -> bool {
    matches!(kind.as_str(), "string" | "list" | "set" | "zset" | "hash" | "stream")
}

/// Reads a value; none where it is gone meanwhile.
///
/// # Errors
/// Of kind Target.
pub(super) async fn fetch(session: &mut Session, kind: &Kind, name: &[u8], horizon_ms: u64) -> Result<Option<Reading>> {
    for _ in 0..ATTEMPTS {
        let mut digester = Digester::new(horizon_ms);
        let (read, length) = match kind.as_str() {
            "string" => read_string(session, name, &mut digester).await?,
            "list" => read_list(session, name, &mut digester).await?,
            "set" => read_set(session, name, &mut digester).await?,
            "zset" => read_zset(session, name, &mut digester).await?,
            "hash" => read_hash(session, name, &mut digester).await?,
            _ => return read_stream(session, name, digester).await,
        };
        if length == 0 {
            return Ok(None);
        }
        if read == length {
            return Ok(Some(Reading::Whole(digester.finish(false))));
        }
    }
    Ok(Some(Reading::Unread("it changed while it was read".to_owned())))
}

async fn ask<T: FromRedisValue>(session: &mut Session, command: &Cmd) -> Result<T> {
    let value = session.command(command).await?;
    redis::from_redis_value(value).map_err(|error| Error::target("the answer cannot be understood").because(&error))
}

async fn read_string(session: &mut Session, name: &[u8], digester: &mut Digester) -> Result<(i64, i64)> {
    let total: i64 = ask(session, &of_key("STRLEN", name)).await?;
    let mut at = 0;
    while at < total {
        let mut command = of_key("GETRANGE", name);
        command.arg(at).arg(at + STRING_PAGE - 1);
        let bytes: Vec<u8> = ask(session, &command).await?;
        if bytes.is_empty() {
            break;
        }
        digester.take(&Element::StringChunk { bytes: &bytes, at: at.unsigned_abs(), total: total.unsigned_abs() });
        at += bytes.len() as i64;
    }
    Ok((at, total))
}

async fn read_list(session: &mut Session, name: &[u8], digester: &mut Digester) -> Result<(i64, i64)> {
    let total: i64 = ask(session, &of_key("LLEN", name)).await?;
    let mut at = 0;
    while at < total {
        let mut command = of_key("LRANGE", name);
        command.arg(at).arg(at + PAGE - 1);
        let items: Vec<Vec<u8>> = ask(session, &command).await?;
        if items.is_empty() {
            break;
        }
        items.iter().for_each(|item| digester.take(&Element::ListItem(item)));
        at += items.len() as i64;
    }
    Ok((at, total))
}

async fn read_set(session: &mut Session, name: &[u8], digester: &mut Digester) -> Result<(i64, i64)> {
    let total: i64 = ask(session, &of_key("SCARD", name)).await?;
    let (mut cursor, mut read) = (0_u64, 0);
    loop {
        let (next, members): (u64, Vec<Vec<u8>>) = ask(session, &scan("SSCAN", name, cursor)).await?;
        members.iter().for_each(|member| digester.take(&Element::SetMember(member)));
        read += members.len() as i64;
        cursor = next;
        if cursor == 0 {
            return Ok((read, total));
        }
    }
}

async fn read_zset(session: &mut Session, name: &[u8], digester: &mut Digester) -> Result<(i64, i64)> {
    let total: i64 = ask(session, &of_key("ZCARD", name)).await?;
    let mut at = 0;
    while at < total {
        let mut command = of_key("ZRANGE", name);
        command.arg(at).arg(at + PAGE - 1).arg("WITHSCORES");
        let members: Vec<(Vec<u8>, f64)> = ask(session, &command).await?;
        if members.is_empty() {
            break;
        }
        members.iter().for_each(|(member, score)| digester.take(&Element::ZsetMember { member, score: *score }));
        at += members.len() as i64;
    }
    Ok((at, total))
}

async fn read_hash(session: &mut Session, name: &[u8], digester: &mut Digester) -> Result<(i64, i64)> {
    let total: i64 = ask(session, &of_key("HLEN", name)).await?;
    let (mut cursor, mut read, mut fields_expire) = (0_u64, 0, true);
    loop {
        let (next, fields): (u64, Pairs) = ask(session, &scan("HSCAN", name, cursor)).await?;
        let mut times: Vec<i64> = Vec::new();
        if fields_expire && !fields.is_empty() {
            let mut command = of_key("HPEXPIRETIME", name);
            command.arg("FIELDS").arg(fields.len());
            for (field, _) in &fields {
                command.arg(field);
            }
            match session.flight(&[command]).await?.pop() {
                Some(Ok(value)) => times = redis::from_redis_value(value).unwrap_or_default(),
                // Servers before 7.4, and Valkey before 9, do not have it.
                Some(Err(error)) if error.text.contains("unknown command") => fields_expire = false,
                Some(Err(error)) => return Err(Error::target("HPEXPIRETIME is refused").cause(error.to_string())),
                None => {}
            }
        }
        for (index, (field, value)) in fields.iter().enumerate() {
            let expires_at_ms = times.get(index).and_then(|time| u64::try_from(*time).ok());
            digester.take(&Element::HashField { field, value, expires_at_ms });
        }
        read += fields.len() as i64;
        cursor = next;
        if cursor == 0 {
            return Ok((read, total));
        }
    }
}

fn scan(command: &str, name: &[u8], cursor: u64) -> Cmd {
    let mut command = of_key(command, name);
    command.arg(cursor).arg("COUNT").arg(PAGE);
    command
}

async fn read_stream(session: &mut Session, name: &[u8], mut digester: Digester) -> Result<Option<Reading>> {
    let mut info = redis::cmd("XINFO");
    info.arg("STREAM").arg(name);
    let Ok(about) = session.command(&info).await else { return Ok(None) };
    let before = meta(&about);
    read_entries(session, name, &mut digester).await?;
    digester.take(&Element::StreamMeta(before));
    let mut command = redis::cmd("XINFO");
    command.arg("GROUPS").arg(name);
    let groups = session.command(&command).await?;
    for group in items(&groups) {
        read_group(session, name, group, &mut digester).await?;
    }
    let after = meta(&session.command(&info).await?);
    Ok(Some(if before == after {
        Reading::Whole(digester.finish(false))
    } else {
        Reading::Unread("it changed while it was read".to_owned())
    }))
}

async fn read_entries(session: &mut Session, name: &[u8], digester: &mut Digester) -> Result<()> {
    let mut from = StreamId::default();
    loop {
        let mut command = of_key("XRANGE", name);
        command.arg(format!("{}-{}", from.ms, from.seq)).arg("+").arg("COUNT").arg(PAGE);
        let entries: Entries = ask(session, &command).await?;
        for (id, fields) in &entries {
            let id = parse_id(id);
            let pair = |(field, value): &(Vec<u8>, Vec<u8>)| (Cow::Owned(field.clone()), Cow::Owned(value.clone()));
            let fields: Vec<_> = fields.iter().flatten().map(pair).collect();
            digester.take(&Element::StreamEntry { id, fields: &fields });
            from = after(id);
        }
        if (entries.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

/// A group, its pending entries, then its consumers with what each owns.
async fn read_group(session: &mut Session, name: &[u8], group: &Value, digester: &mut Digester) -> Result<()> {
    let Some(group_name) = bytes_of(group, "name") else { return Ok(()) };
    let last_id = text_of(group, "last-delivered-id").map(|id| parse_id(&id)).unwrap_or_default();
    let entries_read = number_of(group, "entries-read");
    digester.take(&Element::Group { name: &group_name, last_id, entries_read });
    let mut command = redis::cmd("XINFO");
    command.arg("CONSUMERS").arg(name).arg(&group_name);
    let consumers = session.command(&command).await?;
    read_pending(session, name, &group_name, None, digester).await?;
    for consumer in items(&consumers) {
        let Some(consumer) = bytes_of(consumer, "name") else { continue };
        digester.take(&Element::Consumer { name: &consumer, seen_at_ms: 0, active_at_ms: None });
        read_pending(session, name, &group_name, Some(&consumer), digester).await?;
    }
    Ok(())
}

/// Pending entries of a group, or those that a consumer owns.
async fn read_pending(
    session: &mut Session,
    name: &[u8],
    group: &[u8],
    consumer: Option<&[u8]>,
    digester: &mut Digester,
) -> Result<()> {
    let mut from = StreamId::default();
    loop {
        let mut command = of_key("XPENDING", name);
        command.arg(group).arg(format!("{}-{}", from.ms, from.seq)).arg("+").arg(PAGE);
        if let Some(consumer) = consumer {
            command.arg(consumer);
        }
        let pending: Vec<(String, Vec<u8>, i64, u64)> = ask(session, &command).await?;
        for (id, _, _, deliveries) in &pending {
            let id = parse_id(id);
            digester.take(&match consumer {
                Some(_) => Element::Owned(id),
                None => Element::Pending { id, delivered_at_ms: 0, deliveries: *deliveries },
            });
            from = after(id);
        }
        if (pending.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

fn meta(about: &Value) -> StreamMeta {
    let id = |name| text_of(about, name).map(|id| parse_id(&id));
    StreamMeta {
        length: number_of(about, "length").unwrap_or(0),
        last_id: id("last-generated-id").unwrap_or_default(),
        first_id: None,
        max_deleted_id: id("max-deleted-entry-id"),
        entries_added: number_of(about, "entries-added"),
    }
}

fn items(value: &Value) -> &[Value] {
    if let Value::Array(items) = value { items } else { &[] }
}

/// A part of a reply that alternates between names and values.
fn part<'a>(reply: &'a Value, name: &str) -> Option<&'a Value> {
    match reply {
        Value::Map(pairs) => pairs.iter().find(|(key, _)| survey::text(key) == name).map(|(_, value)| value),
        other => items(other).chunks(2).find_map(|pair| match pair {
            [key, value] if survey::text(key) == name => Some(value),
            _ => None,
        }),
    }
}

fn bytes_of(reply: &Value, name: &str) -> Option<Vec<u8>> {
    match part(reply, name)? {
        Value::BulkString(bytes) => Some(bytes.clone()),
        other => Some(survey::text(other).into_bytes()),
    }
}

fn text_of(reply: &Value, name: &str) -> Option<String> {
    part(reply, name).map(survey::text)
}

fn number_of(reply: &Value, name: &str) -> Option<u64> {
    if let Value::Int(number) = part(reply, name)? { u64::try_from(*number).ok() } else { None }
}

fn parse_id(text: &str) -> StreamId {
    let (ms, seq) = text.split_once('-').unwrap_or((text, "0"));
    StreamId { ms: ms.parse().unwrap_or(0), seq: seq.parse().unwrap_or(0) }
}

/// The id after this one.
fn after(id: StreamId) -> StreamId {
    match id.seq.checked_add(1) {
        Some(seq) => StreamId { seq, ..id },
        None => StreamId { ms: id.ms.saturating_add(1), seq: 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_on() {
        assert_eq!(parse_id("5-7"), StreamId { ms: 5, seq: 7 });
        assert_eq!(after(StreamId { ms: 5, seq: u64::MAX }), StreamId { ms: 6, seq: 0 });
    }
}
