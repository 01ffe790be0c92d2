//! Running servers as a side: one reader for each shard.

use super::read::{Reader, Wanted};
use crate::context::Context;
use crate::domain::compare::{Functions, KeyRecord, slot};
use crate::error::{Error, Result};
use crate::formats::cluster::{SlotRange, words};
use crate::formats::info::Info;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::spec::RoleFilter;
use crate::target::survey::{self, Answer};
use crate::wire::session::Session;
use futures::future::try_join_all;

/// An instance that is read.
#[derive(Debug)]
pub struct ServerSide {
    /// What it is called.
    pub name: String,
    pub(super) readers: Vec<Reader>,
}

/// Who is read, and for which slots; none where there is no cluster.
type Choice<'a> = (&'a Answer, Option<Vec<SlotRange>>);

impl ServerSide {
    /// Opens a session with one member of each shard: its primary, or as `--role` and `--pod` have it.
    ///
    /// # Errors
    /// Of kind Target: a shard that nobody answers for, slots that nobody serves, a server that is loading.
    pub async fn open(context: &Context, target: &Target) -> Result<Self> {
        let answers = survey::ask_all(context, target, redis::cmd("INFO"), &[]).await;
        let choices = choose(context, target, &answers)?;
        let mut readers = Vec::with_capacity(choices.len());
        for (answer, slots) in choices {
            let member = &answer.member;
            let loading = answer.info().and_then(|info| info.flag("loading")) == Some(true);
            if loading {
                return Err(Error::target(format!("{} is still loading its data", member.subject()))
                    .hint("redis-ops health says when it has finished"));
            }
            let limit = context.time_for_a_node();
            let session = Session::open(&target.dialer, member, &target.login(member), limit, &context.console).await?;
            let is_replica = answer.role() == Some(Role::Replica);
            let slots_of_replica = slots.is_some() && is_replica;
            let reader = Reader::start(session, member.subject(), slots, slots_of_replica);
            readers.push(reader.await?);
        }
        let read: Vec<&str> = readers.iter().map(|reader| reader.subject.as_str()).collect();
        context.console.status(&format!("reading {}", read.join(", ")));
        Ok(Self { name: target.instance.full_name(), readers })
    }

    /// One server that is no member of anything, such as a scratch server.
    ///
    /// # Errors
    /// Of kind Target, when it does not answer.
    pub async fn over(name: &str, session: Session) -> Result<Self> {
        let reader = Reader::start(session, name.to_owned(), None, false).await?;
        Ok(Self { name: name.to_owned(), readers: vec![reader] })
    }

    /// What it has of each of these keys, in their order.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn fetch(&mut self, keys: &[(u64, &[u8])], wanted: Wanted) -> Result<Vec<Option<KeyRecord>>> {
        let mut shares: Vec<Vec<usize>> = vec![Vec::new(); self.readers.len()];
        for (index, (_, name)) in keys.iter().enumerate() {
            shares[self.reader_of(name)?].push(index);
        }
        let work = self.readers.iter_mut().zip(&shares).map(|(reader, share)| async move {
            let keys: Vec<(u64, &[u8])> = share.iter().map(|index| keys[*index]).collect();
            reader.fetch(&keys, wanted).await
        });
        let mut records: Vec<Option<KeyRecord>> = vec![None; keys.len()];
        for (share, found) in shares.iter().zip(try_join_all(work).await?) {
            for (index, record) in share.iter().zip(found) {
                records[*index] = record;
            }
        }
        Ok(records)
    }

    fn reader_of(&self, name: &[u8]) -> Result<usize> {
        if self.readers.len() == 1 {
            return Ok(0);
        }
        let slot = slot(name);
        let serves =
            |reader: &Reader| reader.slots.iter().flatten().any(|range| (range.first..=range.last).contains(&slot));
        let nobody = || Error::target(format!("nobody of {} serves slot {slot}", self.name));
        self.readers.iter().position(serves).ok_or_else(nobody)
    }

    /// Its function libraries; none where servers have none.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn fetch_functions(&mut self) -> Result<Option<Functions>> {
        match self.readers.first_mut() {
            Some(reader) => reader.fetch_functions().await,
            None => Ok(None),
        }
    }

    /// Readers whose servers have taken writes since the start.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn fetch_moving(&mut self) -> Result<Vec<String>> {
        let mut moving = Vec::new();
        for reader in &mut self.readers {
            if reader.has_changed().await? {
                moving.push(reader.subject.clone());
            }
        }
        Ok(moving)
    }
}

fn choose<'a>(context: &Context, target: &Target, answers: &'a [Answer]) -> Result<Vec<Choice<'a>>> {
    let wanted = context.settings.target.role;
    let name = target.instance.full_name();
    if context.settings.target.pod.is_some() {
        let [answer] = answers else {
            return Err(Error::target(format!("{} members are named by --pod", answers.len())));
        };
        answer.result.as_ref().map_err(Clone::clone)?;
        return Ok(vec![(answer, None)]);
    }
    let Some(cluster) = survey::cluster(answers) else {
        return one_of(&name, answers, wanted).map(|answer| vec![(answer, None)]);
    };
    if !cluster.uncovered.is_empty() {
        return Err(Error::target(format!("{name} serves only a part of its slots"))
            .cause(format!("nobody serves {}", words(&cluster.uncovered)))
            .hint("redis-ops health says why"));
    }
    let mut choices = Vec::new();
    for number in 0..cluster.shards.len() {
        let tag = cluster.tag(number);
        let of_shard: Vec<&Answer> =
            answers.iter().filter(|answer| answer.shard().is_some_and(|shard| shard.number == number)).collect();
        let answer = one_of_several(&of_shard, wanted).ok_or_else(|| {
            let error = Error::target(format!("nobody can be read of the shard with slots {}", tag.words()));
            of_shard
                .iter()
                .filter_map(|answer| answer.result.as_ref().err())
                .fold(error, |error, silent| error.cause(silent.chain()))
        })?;
        choices.push((answer, Some(tag.slots)));
    }
    Ok(choices)
}

fn one_of<'a>(name: &str, answers: &'a [Answer], wanted: RoleFilter) -> Result<&'a Answer> {
    let all: Vec<&Answer> = answers.iter().collect();
    let primaries = all.iter().filter(|answer| answer.role() == Some(Role::Primary)).count();
    if primaries > 1 && wanted != RoleFilter::Replica {
        return Err(Error::target(format!("{name} has {primaries} primaries, and each may hold other keys"))
            .hint("--pod names the one to read; redis-ops health says more"));
    }
    one_of_several(&all, wanted).ok_or_else(|| {
        let silent = all.iter().filter_map(|answer| answer.result.as_ref().err());
        let what = if wanted == RoleFilter::Replica { "no replica in sync" } else { "no primary" };
        let error = Error::target(format!("{name} has {what} that can be read"));
        silent.fold(error, |error, silent| {
            silent.hints().iter().fold(error.cause(silent.chain()), |error, hint| error.hint(hint.clone()))
        })
    })
}

fn one_of_several<'a>(answers: &[&'a Answer], wanted: RoleFilter) -> Option<&'a Answer> {
    let fits = |answer: &&&Answer| match (wanted, answer.role()) {
        (RoleFilter::Replica, Some(Role::Replica)) => answer.info().is_some_and(has_link),
        (RoleFilter::Primary | RoleFilter::Any, Some(Role::Primary)) => true,
        _ => false,
    };
    answers.iter().find(fits).copied()
}

fn has_link(info: &Info) -> bool {
    info.text("master_link_status") == Some("up")
}
