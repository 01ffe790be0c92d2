//! The switch: what is seen of the servers goes to the machine, and what it says is done, until it is over.

use super::lend::Lent;
use super::line::{Line, command, refusal};
use super::scene::Scene;
use crate::console::Console;
use crate::context::Context;
use crate::domain::promote::{Act, Limits, Next, Pair, Seen, SeenMember, State, Way, next};
use crate::error::Result;
use crate::formats::info::Info;
use crate::target::topology::AddressMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

mod acts;
mod sentinel;

pub(super) use sentinel::{AskedSentinel, asked_sentinel};

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(15);

/// How a switch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    /// The new one is the primary, the old one its replica.
    Done,
    /// Roles are as they were.
    GaveUp(String),
    /// Neither.
    Stopped(String),
}

/// A switch with its connections.
pub(super) struct Switch {
    console: Arc<Console>,
    way: Way,
    limits: Limits,
    state: State,
    began: Instant,
    old: Line,
    new: Line,
    others: Vec<(String, Line)>,
    sentinel: Option<AskedSentinel>,
    addresses: AddressMap,
    new_name: String,
    /// How the old primary knows the new one, for FAILOVER TO.
    attached: Option<(String, u16)>,
    /// Where the old primary is to follow the new one.
    address: Option<(String, u16)>,
    /// Whether a pause may still hold the old primary's writes back.
    pause_left: bool,
}

impl Switch {
    /// With everything at hand; nothing is opened yet.
    ///
    /// # Errors
    /// When a member or the Sentinel is gone.
    pub(super) async fn prepare(
        context: &Context,
        scene: &Scene,
        pair: Pair,
        way: Way,
        limits: Limits,
    ) -> Result<Self> {
        let facts = &scene.facts;
        let line = |index: usize| -> Result<Line> { Ok(Line::to(context, &scene.target, &scene.member(index)?)) };
        let mut others = Vec::new();
        if way == Way::Sentinel {
            for index in facts.siblings(pair) {
                others.push((facts.name(index).to_owned(), line(index)?));
            }
        }
        let mut sentinel = match way {
            Way::Sentinel => Some(asked_sentinel(context, scene, pair).await?),
            _ => None,
        };
        // the preflight lets nobody come so far without --force
        let unheld = way == Way::Sentinel && !facts.holds_writes_back(pair.old);
        let coordinated = match &mut sentinel {
            Some(sentinel) if !unheld => sentinel.may_coordinate().await,
            _ => false,
        };
        let address = sentinel.as_ref().map(|sentinel| sentinel.replica.clone()).or_else(|| facts.stable_address(pair));
        Ok(Self {
            console: Arc::clone(&context.console),
            way,
            limits,
            state: State { coordinated, unheld, ..State::default() },
            began: Instant::now(),
            old: line(pair.old)?,
            new: line(pair.new)?,
            others,
            sentinel,
            addresses: facts.topology.addresses.clone(),
            new_name: facts.name(pair.new).to_owned(),
            attached: facts.attached(pair),
            address,
            pause_left: false,
        })
    }

    /// Between the primaries of two instances, of which the new one follows the old one by now. `addresses` are the new
    /// one's, `new` is its name and where the old one is to follow it.
    pub(super) fn between(
        context: &Context,
        (old, new): (Line, Line),
        limits: Limits,
        addresses: AddressMap,
        (new_name, address): (&str, (String, u16)),
    ) -> Self {
        Self {
            console: Arc::clone(&context.console),
            way: Way::Pause,
            limits,
            state: State::default(),
            began: Instant::now(),
            old,
            new,
            others: Vec::new(),
            sentinel: None,
            addresses,
            new_name: new_name.to_owned(),
            attached: None,
            address: Some(address),
            pause_left: false,
        }
    }

    /// Has Sentinel choose the new primary, as long as the value that is returned lives; see [`Lent`].
    ///
    /// # Errors
    /// As [`Lent::take`].
    pub(super) async fn lend(&mut self, context: &Context, scene: &Scene, pair: Pair) -> Result<Option<Lent>> {
        match &mut self.sentinel {
            Some(sentinel) => Lent::take(context, scene, pair, sentinel).await,
            None => Ok(None),
        }
    }

    /// Runs it to its end. Writes go on where nothing changed; where it stopped half-way they stay held back until the pause
    /// ends by itself, since a primary that is to become a replica must not acknowledge any.
    pub(super) async fn run(mut self) -> Ended {
        self.began = Instant::now();
        let ended = self.drive().await;
        if !self.pause_left {
            return ended;
        }
        let seconds = self.limits.long_pause.as_secs();
        let held = format!("writes are held back on {} for up to {seconds} s", self.old.subject());
        match ended {
            Ended::Done => Ended::Done,
            Ended::Stopped(why) => Ended::Stopped(format!("{why}; {held}")),
            Ended::GaveUp(why) => match self.old.ask(&[command(&["CLIENT", "UNPAUSE"])]).await {
                Ok(replies) if refusal(&replies).is_none() => Ended::GaveUp(why),
                _ => Ended::GaveUp(format!("{why}; {held}")),
            },
        }
    }

    async fn drive(&mut self) -> Ended {
        loop {
            let seen = self.look().await;
            let before = self.state.promoted;
            self.state.note(&seen);
            if before.is_none() && self.state.promoted.is_some() {
                self.console.status(&format!("{} is the primary", self.new_name));
            }
            match next(self.way, &self.state, &seen, self.limits) {
                Next::Wait => tokio::time::sleep(LOOK_EVERY).await,
                Next::Done => return Ended::Done,
                Next::GiveUp(why) => return Ended::GaveUp(why),
                Next::Stop(why) => return Ended::Stopped(why),
                Next::Do(act) => {
                    if let Err(why) = self.act(act).await {
                        let text = why.chain();
                        // What was refused before the promotion was asked for has changed nothing; FAILOVER is asked for
                        // again only where the one before came to nothing.
                        let unchanged = self.state.asked.is_none() || act == Act::AskFailover;
                        return if unchanged { Ended::GaveUp(text) } else { Ended::Stopped(text) };
                    }
                }
            }
        }
    }

    async fn look(&mut self) -> Seen {
        let at = self.began.elapsed();
        // a look that opens a connection takes several times as long as any other, and tells nothing of those to come
        let are_open = self.old.is_open() && self.new.is_open();
        let patience = self.limits.patience(self.way, &self.state);
        let over = self.state.asked.is_some_and(|asked| at.saturating_sub(asked) > patience);
        let (addresses, new_name) = (self.addresses.clone(), self.new_name.clone());
        let others = futures::future::join_all(self.others.iter_mut().map(|(_, line)| line.replication()));
        let (old, new, others) = tokio::join!(self.old.replication(), self.new.replication(), others);
        let took = if are_open { self.began.elapsed().saturating_sub(at) } else { Duration::ZERO };
        let acknowledged = old.as_ref().ok().and_then(|info| self.acknowledged(info));
        let seen_member = |info: Info| seen_member(&info, &addresses, &new_name);
        let mut another = None;
        let mut offsets = Vec::new();
        for ((name, _), info) in self.others.iter().zip(others) {
            if let Ok(info) = &info
                && info.text("role") == Some("master")
            {
                another = Some(name.clone());
            }
            let link_up = |info: &Info| info.text("master_link_status") == Some("up");
            offsets.push(info.ok().filter(link_up).and_then(|info| info.number("slave_repl_offset")));
        }
        let sentinel_busy = match &mut self.sentinel {
            Some(sentinel) if over => sentinel.is_busy().await,
            _ => None,
        };
        Seen {
            at,
            took,
            old: old.ok().map(seen_member),
            new: new.ok().map(seen_member),
            others: offsets,
            acknowledged,
            another,
            sentinel_busy,
        }
    }

    /// The offset that the old primary knows the new one to have.
    fn acknowledged(&self, info: &Info) -> Option<u64> {
        let (host, port) = self.attached.as_ref()?;
        let mut all = info.attached_replicas().into_iter();
        all.find(|one| one.host == *host && one.port == *port && !one.rdb_channel).map(|one| one.offset)
    }
}

fn seen_member(info: &Info, addresses: &AddressMap, new_name: &str) -> SeenMember {
    let primary = match info.text("role") {
        Some("master") => Some(true),
        Some("slave") => Some(false),
        _ => None,
    };
    let port = info.number("master_port").and_then(|port| u16::try_from(port).ok()).unwrap_or(0);
    let follows = info.text("master_host").and_then(|host| addresses.member_at(host, port));
    SeenMember {
        primary,
        offset: info.number("slave_repl_offset").or_else(|| info.number("master_repl_offset")),
        link_up: info.text("master_link_status") == Some("up"),
        follows_new: follows == Some(new_name),
        failover: info.text("master_failover_state").map(str::to_owned),
    }
}
