//! A value that is too large for one command: built under another name from many, counted, and given its name in the end.

use super::{Tag, Worker};
use crate::commands::restore::restore_rdb::feed::{Head, temporary_key};
use crate::commands::restore::restore_rdb::shared::Policy;
use crate::domain::restore::native::{self, Words};
use crate::domain::restore::tally::Settled;
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::undo::Pending;
use crate::wire::line::Line;

/// A temporary key of a run that was killed goes by itself after this time. It is set anew while its value is built.
const TEMPORARY_MS: &[u8] = b"3600000";
/// Bytes of commands after which the time is set anew.
const RENEW_EVERY: usize = 32 << 20;

/// A value that is being built.
pub(super) struct Building {
    head: Head,
    temporary: Vec<u8>,
    taken_back: Option<Pending>,
    begun: bool,
    bytes: usize,
    /// Why its key is settled already, or failed.
    pub(super) over: Option<Over>,
}

pub(super) enum Over {
    Settled(Settled),
    Failed(String),
}

impl Worker {
    pub(super) async fn begin(&mut self, head: Head) -> Result<()> {
        self.select(head.db).await?;
        let temporary = temporary_key(&head.name, &self.reach.run, head.ordinal);
        let mut over = None;
        if self.reach.policy != Policy::Replace {
            match self.replay.ask(&[b"EXISTS", &head.name]).await? {
                Reply::Integer(0) => {}
                Reply::Error(text) => over = Some(self.failed_part(&text)?),
                _ => over = Some(Over::Settled(self.already_there())),
            }
        }
        let taken_back = over.is_none().then(|| self.register(&temporary, head.db));
        self.building = Some(Building { head, temporary, taken_back, begun: false, bytes: 0, over });
        Ok(())
    }

    /// The temporary key goes however the run ends.
    fn register(&self, temporary: &[u8], db: u64) -> Pending {
        let mut line = Line::to(&self.reach.context, &self.reach.target, &self.member);
        let key = temporary.to_vec();
        let shown = String::from_utf8_lossy(temporary).into_owned();
        let by_hand =
            format!("redis-cli -n {db} UNLINK '{shown}' on {}; it goes by itself within an hour", self.member.name);
        self.reach.context.undo.register(format!("the temporary key {shown} stays"), by_hand, async move {
            let mut select = redis::cmd("SELECT");
            select.arg(db);
            let mut unlink = redis::cmd("UNLINK");
            unlink.arg(key);
            for command in [select, unlink] {
                line.ask(&command).await?.map_err(|error| Error::failed(error.to_string()))?;
            }
            Ok(())
        })
    }

    pub(super) async fn part(&mut self, words: Words) -> Result<()> {
        let Some(building) = &mut self.building else { return Ok(()) };
        if building.over.is_some() {
            return Ok(());
        }
        let bytes = words.iter().map(Vec::len).sum::<usize>();
        let renew = !building.begun || building.bytes / RENEW_EVERY != (building.bytes + bytes) / RENEW_EVERY;
        building.begun = true;
        building.bytes += bytes;
        let temporary = building.temporary.clone();
        let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
        self.replay.send(Tag::Part, &words).await?;
        if renew {
            self.replay.send(Tag::Part, &[b"PEXPIRE", &temporary, TEMPORARY_MS]).await?;
        }
        Ok(())
    }

    /// Every piece has arrived and been counted before the key gets its name.
    pub(super) async fn end(&mut self, ordinal: u64, (at_least, at_most): (u64, u64), lost: u64) -> Result<()> {
        self.replay.finish().await?;
        self.take_answers().await?;
        let Some(mut building) = self.building.take() else { return Ok(()) };
        if building.over.is_none() {
            building.over = Some(self.complete(&building, (at_least, at_most), lost).await?);
        }
        match building.over {
            Some(Over::Settled(settled)) => {
                self.shared.settle(ordinal, settled);
                if settled == Settled::Restored {
                    self.shared.lost_parts(lost);
                    if let Some(taken_back) = building.taken_back.take() {
                        taken_back.done();
                    }
                }
            }
            Some(Over::Failed(why)) => self.shared.fail(ordinal, &building.head.name, why),
            None => {}
        }
        if let Some(taken_back) = building.taken_back {
            taken_back.now().await?;
        }
        Ok(())
    }

    async fn complete(&mut self, building: &Building, (at_least, at_most): (u64, u64), lost: u64) -> Result<Over> {
        let Building { head, temporary, .. } = building;
        match self.replay.ask(&[native::counting(head.kind).as_bytes(), temporary]).await? {
            Reply::Integer(count) if (at_least..=at_most).contains(&u64::try_from(count).unwrap_or(0)) => {}
            // All its fields had expired by the time they were written.
            Reply::Integer(0) if at_least == 0 => return Ok(Over::Settled(Settled::Expired)),
            Reply::Integer(count) => {
                let should = if at_least == at_most { at_most.to_string() } else { format!("{at_least} to {at_most}") };
                return Ok(Over::Failed(format!("it has {count} elements, and should have {should}")));
            }
            Reply::Error(text) => return self.failed_part(&text),
            other => return Ok(Over::Failed(format!("its elements were counted as {other:?}"))),
        }
        let at = head.expires_at_ms.map(|at| at.to_string());
        let expiry: Vec<&[u8]> = match &at {
            Some(at) => vec![b"PEXPIREAT", temporary, at.as_bytes()],
            None => vec![b"PERSIST", temporary],
        };
        if let Reply::Error(text) = self.replay.ask(&expiry).await? {
            return self.failed_part(&text);
        }
        let replaces = self.reach.policy == Policy::Replace;
        let rename: &[u8] = if replaces { b"RENAME" } else { b"RENAMENX" };
        self.naming = Some((head.ordinal, lost));
        let named = self.replay.ask(&[rename, temporary, &head.name]).await?;
        self.naming = None;
        match named {
            Reply::Integer(0) => Ok(Over::Settled(self.already_there())),
            Reply::Error(text) if at.is_some() && text.starts_with(b"ERR no such key") => {
                Ok(Over::Settled(Settled::Expired))
            }
            Reply::Error(text) => self.failed_part(&text),
            _ => Ok(Over::Settled(Settled::Restored)),
        }
    }

    /// What became of a key that was just given its name when the run ended.
    pub(super) fn settle_naming(&mut self) {
        let Some((ordinal, lost)) = self.naming.take() else { return };
        match self.replay.take_asked() {
            // A temporary key that was not given its name goes as all of them.
            Some(Reply::Error(_) | Reply::Integer(0)) => {}
            Some(_) => {
                self.shared.settle(ordinal, Settled::Restored);
                self.shared.lost_parts(lost);
            }
            None => self.shared.unanswered_key(),
        }
    }
}
