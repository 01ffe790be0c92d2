//! Commands of an AOF on their way to the primary whose slot they belong to; outside of a cluster, to the only one.

use crate::commands::restore::restore_rdb::preflight::Servers;
use crate::commands::restore::restore_rdb::worker::{Reach, TIME_TO_ANSWER};
use crate::domain::restore::point_in_time::account::{Account, CommandError};
use crate::domain::restore::point_in_time::feed::{Kind, Sent};
use crate::domain::restore::point_in_time::routing::{Place, place};
use crate::error::Result;
use crate::formats::resp::Reply;
use crate::formats::slot;
use crate::wire::replay::Replay;

/// What a reply belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    file: usize,
    sent: Sent,
}

/// A transaction under way.
#[derive(Debug, Clone, Copy)]
struct Transaction {
    /// MULTI, until it is known where it goes.
    multi: (usize, Sent),
    lane: Option<usize>,
}

/// A connection to each primary.
pub(super) struct Router {
    lanes: Vec<(Replay<Tag>, Account)>,
    slots: Option<Vec<u16>>,
    transaction: Option<Transaction>,
    everywhere: bool,
    /// The primaries that all keys of the history are at.
    own: Vec<usize>,
}

impl Router {
    /// Opens them.
    ///
    /// # Errors
    /// Of kind Target, when a primary cannot be reached.
    pub(super) async fn open(reach: &Reach, servers: &Servers, everywhere: bool, own: Vec<usize>) -> Result<Self> {
        let mut lanes = Vec::new();
        for primary in &servers.primaries {
            lanes.push((reach.open(&primary.member).await?, Account::default()));
        }
        Ok(Self { lanes, slots: servers.slots.clone(), transaction: None, everywhere, own })
    }

    /// Sends a command to where it belongs.
    ///
    /// # Errors
    /// Of kind Failed, when a connection is lost.
    pub(super) async fn send(&mut self, file: usize, sent: Sent, words: &[&[u8]]) -> Result<()> {
        let Some(slots) = &self.slots else { return self.send_to(0, file, sent, words).await };
        let at = match place(words) {
            Place::Key(key) => Some(usize::from(slots[usize::from(slot::of(key))])),
            _ => None,
        };
        match sent.kind {
            // A cluster has database 0 alone.
            Kind::Select | Kind::QueuedSelect => Ok(()),
            Kind::Multi => {
                self.transaction = Some(Transaction { multi: (file, sent), lane: None });
                Ok(())
            }
            Kind::Queued => self.send_queued(at.unwrap_or(0), file, sent, words).await,
            Kind::Exec => match self.transaction.take().and_then(|transaction| transaction.lane) {
                Some(lane) => self.send_to(lane, file, sent, words).await,
                None => Ok(()),
            },
            Kind::Command => match (place(words), at) {
                (Place::Wipe, _) => self.send_to_all(self.own.clone(), file, sent, words).await,
                (Place::Everywhere, _) if !self.everywhere => Ok(()),
                (Place::Everywhere, _) => self.send_to_all((0..self.lanes.len()).collect(), file, sent, words).await,
                (_, at) => self.send_to(at.unwrap_or(0), file, sent, words).await,
            },
        }
    }

    /// The first command of a transaction says where all of it goes.
    async fn send_queued(&mut self, at: usize, file: usize, sent: Sent, words: &[&[u8]]) -> Result<()> {
        let lane = match &mut self.transaction {
            Some(Transaction { lane: Some(lane), .. }) => *lane,
            Some(transaction) => {
                transaction.lane = Some(at);
                let (file, multi) = transaction.multi;
                self.send_to(at, file, multi, &[b"MULTI"]).await?;
                at
            }
            None => at,
        };
        self.send_to(lane, file, sent, words).await
    }

    /// What goes everywhere comes after all that was before it, and before all that follows.
    async fn send_to_all(&mut self, lanes: Vec<usize>, file: usize, sent: Sent, words: &[&[u8]]) -> Result<()> {
        self.finish().await?;
        for lane in lanes {
            self.send_to(lane, file, sent, words).await?;
        }
        self.finish().await
    }

    async fn send_to(&mut self, lane: usize, file: usize, sent: Sent, words: &[&[u8]]) -> Result<()> {
        self.lanes[lane].0.send(Tag { file, sent }, words).await
    }

    /// Asks every primary.
    ///
    /// # Errors
    /// As [`Router::send`].
    pub(super) async fn ask(&mut self, words: &[&[u8]]) -> Result<Vec<Reply>> {
        let mut replies = Vec::new();
        for (replay, _) in &mut self.lanes {
            replies.push(replay.ask(words).await?);
        }
        Ok(replies)
    }

    /// Waits for all replies.
    ///
    /// # Errors
    /// As [`Router::send`].
    pub(super) async fn finish(&mut self) -> Result<()> {
        for (replay, _) in &mut self.lanes {
            replay.finish().await?;
        }
        Ok(())
    }

    /// Sends nothing further, and takes the replies to what was sent.
    pub(super) async fn give_up(&mut self) {
        for (replay, _) in &mut self.lanes {
            replay.give_up(TIME_TO_ANSWER).await;
        }
    }

    /// Takes the replies that have come. `name` is that of a file.
    pub(super) fn take<'a>(&mut self, name: impl Fn(usize) -> &'a str) {
        for (replay, account) in &mut self.lanes {
            while let Some((Tag { file, sent }, reply)) = replay.answered() {
                account.take(name(file), &sent, &reply);
            }
        }
    }

    /// The error after which it is of no use to go on.
    pub(super) fn fatal(&self) -> Option<&CommandError> {
        self.lanes.iter().find_map(|(_, account)| account.fatal.as_ref())
    }

    /// Commands that were executed.
    pub(super) fn acknowledged(&self) -> u64 {
        self.lanes.iter().map(|(_, account)| account.acknowledged).sum()
    }

    /// All replies together, and how many have not come.
    pub(super) fn into_accounts(self) -> (Account, u64) {
        let (mut sum, mut unanswered) = (Account::default(), 0);
        for (replay, account) in self.lanes {
            unanswered += replay.into_unanswered().count() as u64;
            sum.add(account);
        }
        (sum, unanswered)
    }
}
