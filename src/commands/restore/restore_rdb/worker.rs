//! One connection's part of the work: jobs go out without waiting, replies settle the keys they belong to.

mod building;
mod words;

use super::feed::{Job, Whole};
use super::shared::{Policy, Shared};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::restore::refusal::{self, Refusal};
use crate::domain::restore::tally::Settled;
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::target::discover::Target;
use crate::target::topology::{AddressMap, Member};
use crate::wire::replay::{Bounds, Replay};
use building::{Building, Over};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;
use tokio::time::Instant;
use words::RestoreWords;

/// Longest wait for the replies to what was sent, after an error.
pub(in crate::commands::restore) const TIME_TO_ANSWER: Duration = Duration::from_secs(3);
/// A slot that is passed on more often than this is given up.
const MOST_REDIRECTIONS: u8 = 5;

/// By when a run that is told to end has to know what became of what was sent; nothing while it is not told.
pub(in crate::commands::restore) type EndBy = watch::Receiver<Option<Instant>>;

/// What a reply belongs to.
#[derive(Debug)]
pub(in crate::commands::restore) enum Tag {
    Whole { ordinal: u64, name: Vec<u8>, lost: u64, again: Option<Box<Again>> },
    Part,
    Function,
    Probe { name: Vec<u8> },
    Asking,
}

/// What it takes to send a key to another node.
#[derive(Debug)]
pub(in crate::commands::restore) struct Again {
    whole: Whole,
    redirections: u8,
}

/// How other members are reached.
#[derive(Clone)]
pub(in crate::commands::restore) struct Reach {
    pub context: Context,
    pub target: Arc<Target>,
    pub consent: Arc<Consent>,
    pub bounds: Bounds,
    pub policy: Policy,
    /// A run that was cut short is taken up again.
    pub resumed: bool,
    pub run: String,
    /// Keys may be at another node.
    pub cluster: bool,
}

impl Reach {
    /// Opens a connection to a member.
    pub async fn open<T>(&self, member: &Member) -> Result<Replay<T>> {
        let (dialer, login) = (&self.target.dialer, self.target.login(member));
        Replay::open(&self.consent, dialer, member, &login, self.bounds.clone(), &self.context.console).await
    }
}

pub(in crate::commands::restore) struct Worker {
    reach: Reach,
    shared: Arc<Shared>,
    member: Member,
    replay: Replay<Tag>,
    db: u64,
    building: Option<Building>,
    /// A key that is just given its name, and how many of its parts no command restores.
    naming: Option<(u64, u64)>,
    /// Nothing further is sent.
    ends: bool,
    /// Connections to nodes that slots were moved to, by member.
    sides: BTreeMap<String, Replay<Tag>>,
}

impl Worker {
    pub fn new(reach: Reach, shared: Arc<Shared>, member: Member, replay: Replay<Tag>) -> Self {
        Self { reach, shared, member, replay, db: 0, building: None, naming: None, ends: false, sides: BTreeMap::new() }
    }

    /// Works until there are no more jobs and every reply has come, or until the run is told to end.
    ///
    /// # Errors
    /// The connection was lost, or the server takes no writes at all. What was acknowledged before is settled.
    pub async fn run(mut self, mut jobs: Receiver<Vec<Job>>, mut end_by: EndBy) -> Result<()> {
        let ended = tokio::select! {
            biased;
            by = told_to_end(&mut end_by) => Err((by, None)),
            ended = self.work(&mut jobs) => ended.map_err(|error| (Instant::now() + TIME_TO_ANSWER, Some(error))),
        };
        // Whoever fills the queue is not to wait for room in it.
        drop(jobs);
        let ended = match ended {
            Ok(()) => Ok(()),
            Err((by, error)) => {
                self.give_up(by).await;
                error.map_or(Ok(()), Err)
            }
        };
        let sides = self.sides.into_values().flat_map(Replay::into_unanswered);
        self.shared.unanswered(self.replay.into_unanswered().chain(sides));
        ended
    }

    /// What was sent before is accounted for; a further error says nothing new.
    async fn give_up(&mut self, by: Instant) {
        let left = || by.saturating_duration_since(Instant::now());
        self.ends = true;
        self.replay.give_up(left()).await;
        self.settle_naming();
        while let Some((tag, reply)) = self.replay.answered() {
            let _ = self.settle(tag, reply).await;
        }
        let mut answers = Vec::new();
        for side in self.sides.values_mut() {
            side.give_up(left()).await;
            answers.extend(std::iter::from_fn(|| side.answered()));
        }
        for (tag, reply) in answers {
            let _ = self.settle(tag, reply).await;
        }
    }

    async fn work(&mut self, jobs: &mut Receiver<Vec<Job>>) -> Result<()> {
        loop {
            let batch = tokio::select! {
                biased;
                batch = jobs.recv() => match batch {
                    Some(batch) => batch,
                    None => break,
                },
                moved = self.replay.progress() => {
                    moved?;
                    self.take_answers().await?;
                    continue;
                }
            };
            for job in batch {
                self.take(job).await?;
                self.take_answers().await?;
            }
        }
        self.replay.finish().await?;
        self.take_answers().await?;
        // A key may be passed on once more by the node it was passed on to.
        while let Some(name) = self.awaiting_side() {
            if let Some(side) = self.sides.get_mut(&name) {
                side.finish().await?;
            }
            self.take_answers().await?;
        }
        Ok(())
    }

    fn awaiting_side(&self) -> Option<String> {
        self.sides.iter().find(|(_, side)| side.is_awaiting()).map(|(name, _)| name.clone())
    }

    async fn take(&mut self, job: Job) -> Result<()> {
        match job {
            Job::Whole(whole) => {
                self.select(whole.head.db).await?;
                let policy = self.reach.policy;
                // A copy is kept where the key may have to be sent to another node.
                let kept = self.reach.cluster.then(|| Box::new(Again { whole: whole.clone(), redirections: 0 }));
                let Whole { head, payload, lost } = whole;
                let words = RestoreWords::of(&head);
                let tag = Tag::Whole { ordinal: head.ordinal, name: head.name.clone(), lost, again: kept };
                self.replay.send(tag, &words.all(&head, &payload, policy)).await
            }
            Job::Begin(head) => self.begin(head).await,
            Job::Part(words) => self.part(words).await,
            Job::End { ordinal, at_least, at_most, lost } => self.end(ordinal, (at_least, at_most), lost).await,
            Job::Settled(ordinal, settled) => {
                self.shared.settle(ordinal, settled);
                Ok(())
            }
            Job::Function(code) => {
                let replace: &[&[u8]] = if self.reach.policy == Policy::Replace { &[b"REPLACE"] } else { &[] };
                let words: Vec<&[u8]> =
                    [&b"FUNCTION"[..], b"LOAD"].into_iter().chain(replace.iter().copied()).chain([&code[..]]).collect();
                self.replay.send(Tag::Function, &words).await
            }
            Job::Probe { db, name } => {
                self.select(db).await?;
                let tag = Tag::Probe { name: name.clone() };
                self.replay.send(tag, &[b"EXISTS", &name]).await
            }
        }
    }

    /// Waits for the reply: whatever follows would otherwise go to another database.
    async fn select(&mut self, db: u64) -> Result<()> {
        if self.db == db {
            return Ok(());
        }
        match self.replay.ask(&[b"SELECT", db.to_string().as_bytes()]).await? {
            Reply::Error(text) => Err(self.refused(&format!("SELECT {db}"), &text, None)),
            _ => {
                self.db = db;
                Ok(())
            }
        }
    }

    fn refused(&self, what: &str, text: &[u8], hint: Option<&str>) -> Error {
        let error = Error::failed(format!("Redis on {} does not execute {what}", self.member.subject()))
            .cause(String::from_utf8_lossy(text).into_owned());
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    fn failed_part(&self, text: &[u8]) -> Result<Over> {
        let shown = String::from_utf8_lossy(text).into_owned();
        match refusal::judge(&shown) {
            Refusal::Whole(hint) => Err(self.refused("a write", text, hint)),
            Refusal::Elsewhere { .. } => Ok(Over::Failed(format!(
                "its slot was moved while it was being built ({shown}); --resume tries it again"
            ))),
            Refusal::Exists | Refusal::Key => Ok(Over::Failed(shown)),
        }
    }

    /// What becomes of a key that is there.
    fn already_there(&self) -> Settled {
        match self.reach.policy {
            Policy::SkipExisting => Settled::Skipped,
            _ if self.reach.resumed => Settled::Present,
            _ => Settled::Failed,
        }
    }

    async fn take_answers(&mut self) -> Result<()> {
        while let Some((tag, reply)) = self.replay.answered() {
            self.settle(tag, reply).await?;
        }
        if !self.sides.is_empty() {
            let names: Vec<String> = self.sides.keys().cloned().collect();
            for name in names {
                while let Some((tag, reply)) = self.sides.get_mut(&name).and_then(Replay::answered) {
                    self.settle(tag, reply).await?;
                }
            }
        }
        Ok(())
    }

    async fn settle(&mut self, tag: Tag, reply: Reply) -> Result<()> {
        match tag {
            Tag::Whole { ordinal, name, lost, again } => match reply {
                Reply::Error(text) => self.settle_refused(ordinal, name, again, &text).await,
                _ => {
                    self.shared.settle(ordinal, Settled::Restored);
                    if lost > 0 {
                        self.shared.lost_parts(lost);
                    }
                    Ok(())
                }
            },
            Tag::Part => {
                let over = match &reply {
                    Reply::Error(text) => self.failed_part(text)?,
                    // XCLAIM of an entry that is not in the stream any more.
                    Reply::Array(claimed) if claimed.is_empty() => {
                        self.shared.lost_parts(1);
                        return Ok(());
                    }
                    _ => return Ok(()),
                };
                if let Some(building) = &mut self.building {
                    building.over.get_or_insert(over);
                }
                Ok(())
            }
            Tag::Function => {
                match reply {
                    Reply::Error(text) => self.shared.function_refused(&String::from_utf8_lossy(&text)),
                    _ => self.shared.function_loaded(),
                }
                Ok(())
            }
            Tag::Probe { name } => match reply {
                Reply::Integer(0) => Ok(()),
                Reply::Integer(_) => {
                    self.shared.exists(name);
                    Ok(())
                }
                Reply::Error(text) => Err(self.refused("EXISTS", &text, None)),
                _ => Ok(()),
            },
            Tag::Asking => Ok(()),
        }
    }

    async fn settle_refused(
        &mut self,
        ordinal: u64,
        name: Vec<u8>,
        again: Option<Box<Again>>,
        text: &[u8],
    ) -> Result<()> {
        let shown = String::from_utf8_lossy(text).into_owned();
        match refusal::judge(&shown) {
            Refusal::Exists => match self.already_there() {
                Settled::Failed => self.shared.fail(ordinal, &name, "it has appeared in the meantime".to_owned()),
                settled => self.shared.settle(ordinal, settled),
            },
            Refusal::Whole(hint) => return Err(self.refused("RESTORE", text, hint)),
            Refusal::Key => self.shared.fail(ordinal, &name, shown),
            Refusal::Elsewhere { .. } if self.ends => {}
            Refusal::Elsewhere { host, port, asking, .. } => match again {
                Some(again) if again.redirections < MOST_REDIRECTIONS => {
                    return self.redirect(*again, &host, port, asking).await;
                }
                _ => self.shared.fail(ordinal, &name, format!("no node takes its slot: {shown}")),
            },
        }
        Ok(())
    }

    /// Sends a key to the node that has its slot, through that node's pod.
    async fn redirect(&mut self, again: Again, host: &str, port: u16, asking: bool) -> Result<()> {
        let instance = &self.reach.target.instance;
        let known = AddressMap::of(instance).member_at(host, port).map(str::to_owned);
        let Some(member) = known.and_then(|name| instance.members().find(|member| member.name == name).cloned()) else {
            let head = &again.whole.head;
            self.shared.fail(
                head.ordinal,
                &head.name,
                format!("its slot is at {host}:{port}, which is no member that can be seen"),
            );
            return Ok(());
        };
        self.shared.redirected();
        if !self.sides.contains_key(&member.name) {
            let side = self.reach.open(&member).await?;
            self.sides.insert(member.name.clone(), side);
        }
        let policy = self.reach.policy;
        let Some(side) = self.sides.get_mut(&member.name) else { return Ok(()) };
        if asking {
            side.send(Tag::Asking, &[b"ASKING"]).await?;
        }
        let Again { whole, redirections } = again;
        let Whole { head, payload, lost } = whole.clone();
        let again = Some(Box::new(Again { whole, redirections: redirections + 1 }));
        let tag = Tag::Whole { ordinal: head.ordinal, name: head.name.clone(), lost, again };
        side.send(tag, &RestoreWords::of(&head).all(&head, &payload, policy)).await
    }
}

/// Waits until the run is told to end.
async fn told_to_end(end_by: &mut EndBy) -> Instant {
    match end_by.wait_for(Option::is_some).await.map(|by| *by) {
        Ok(Some(by)) => by,
        // Nobody is left who could tell.
        _ => std::future::pending().await,
    }
}
