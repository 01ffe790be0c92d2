//! The switch: what is seen of the servers goes to the machine, and what it says is done, until it is over.

use super::lend::Lent;
use super::line::{Line, NOT_SENT, command, refusal};
use super::scene::Scene;
use crate::console::Console;
use crate::context::Context;
use crate::domain::promote::{Act, Limits, Next, Pair, Seen, SeenMember, State, Way, is_too_late, next};
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::target::sentinels;
use crate::target::topology::AddressMap;
use crate::wire::session::Reply;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// `master_failover_state` of a primary that waits for its replica and has handed nothing over.
const WAITING: &str = "waiting-for-sync";
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

/// The Sentinel that is asked, and what it calls things.
pub(super) struct AskedSentinel {
    pub line: Line,
    pub name: String,
    /// How it knows the new primary.
    pub replica: (String, u16),
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
        let sentinel = match way {
            Way::Sentinel => Some(asked_sentinel(context, scene, pair).await?),
            _ => None,
        };
        // the preflight lets nobody come so far without --force
        let unheld = way == Way::Sentinel && !facts.holds_writes_back(pair.old);
        let address = sentinel.as_ref().map(|sentinel| sentinel.replica.clone()).or_else(|| facts.stable_address(pair));
        Ok(Self {
            console: Arc::clone(&context.console),
            way,
            limits,
            state: State { coordinated: way == Way::Sentinel && !unheld, unheld, ..State::default() },
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
                        // What was refused before the promotion was asked for has changed nothing.
                        return if self.state.asked.is_none() { Ended::GaveUp(text) } else { Ended::Stopped(text) };
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

    async fn act(&mut self, act: Act) -> Result<()> {
        let now = self.began.elapsed();
        match act {
            Act::Pause => self.pause(now).await,
            Act::AskCoordinated => self.ask_sentinel(now, true).await,
            Act::AskSentinel => {
                if !self.state.unheld {
                    self.lengthen_pause().await?;
                }
                self.ask_sentinel(now, false).await
            }
            Act::AskCluster => {
                let said = self.new.tell(&[command(&["CLUSTER", "FAILOVER"])]).await;
                self.asked(now, said, "CLUSTER FAILOVER")
            }
            Act::AskFailover => {
                let Some((host, port)) = &self.attached else {
                    return Err(Error::failed("the primary does not name the replica"));
                };
                let (port, timeout) = (port.to_string(), self.limits.catch_up.as_millis().to_string());
                let failover = command(&["FAILOVER", "TO", host, &port, "TIMEOUT", &timeout]);
                let said = match self.old.greet().await {
                    // the greeting took so long that it would wait a second for the next acknowledgement
                    Ok(()) if is_too_late(&self.state, self.began.elapsed()) => return Ok(()),
                    Ok(()) => self.old.tell_greeted(&[failover]).await,
                    Err(error) => Err(error),
                };
                self.asked(now, said, "FAILOVER")
            }
            Act::Promote => {
                self.lengthen_pause().await?;
                let said = self.new.tell(&[command(&["REPLICAOF", "NO", "ONE"])]).await;
                self.asked(now, said, "REPLICAOF NO ONE")
            }
            Act::Demote => {
                self.state.demoted = Some(now);
                self.demote().await;
                Ok(())
            }
            Act::EndSentinelFailover => {
                self.state.ended = Some(now);
                if let Some(sentinel) = &mut self.sentinel {
                    let reset = command(&["SENTINEL", "RESET", &sentinel.name]);
                    if let Err(error) = sentinel.line.ask(&[reset]).await {
                        self.console.warning(&error.chain());
                    }
                }
                if self.state.coordinated {
                    self.abort_failover(now).await;
                }
                Ok(())
            }
            Act::Unpause => {
                let replies = self.old.ask(&[command(&["CLIENT", "UNPAUSE"])]).await?;
                self.state.paused = None;
                self.pause_left = false;
                refusal(&replies).map_or(Ok(()), |why| Err(Error::failed(format!("CLIENT UNPAUSE was refused: {why}"))))
            }
        }
    }

    /// Ends what a coordinated failover began on the old primary, as long as nothing was handed over: later it would make a
    /// second primary. The pause that Sentinel asked for stays until the end is seen.
    async fn abort_failover(&mut self, now: Duration) {
        self.pause_left = true;
        self.state.paused = Some((now, 0));
        let state = self.old.replication().await.ok();
        if state.and_then(|info| info.text("master_failover_state").map(str::to_owned)).as_deref() == Some(WAITING) {
            match self.old.ask(&[command(&["FAILOVER", "ABORT"])]).await {
                Ok(replies) => refusal(&replies).into_iter().for_each(|why| self.console.warning(&why)),
                Err(error) => self.console.warning(&error.chain()),
            }
        }
    }

    /// In one flight, so that the offset is that of a primary whose writes stand still.
    async fn pause(&mut self, now: Duration) -> Result<()> {
        self.pause_left = true;
        let milliseconds = self.limits.pause.as_millis().to_string();
        let pause = command(&["CLIENT", "PAUSE", &milliseconds, "WRITE"]);
        let replies = self.old.ask(&[pause, command(&["INFO", "replication"])]).await?;
        if let Some(why) = refusal(&replies) {
            return Err(Error::failed("the primary does not hold its writes back").cause(why));
        }
        let info = replies.get(1).and_then(|reply| reply.as_ref().ok()).map(crate::target::survey::text);
        let offset = info.and_then(|text| Info::parse(&text).number("master_repl_offset"));
        let offset = offset.ok_or_else(|| Error::failed("the primary does not tell its offset"))?;
        self.state.paused = Some((now, offset));
        Ok(())
    }

    async fn lengthen_pause(&mut self) -> Result<()> {
        let milliseconds = self.limits.long_pause.as_millis().to_string();
        let replies = self.old.ask(&[command(&["CLIENT", "PAUSE", &milliseconds, "WRITE"])]).await?;
        refusal(&replies)
            .map_or(Ok(()), |why| Err(Error::failed("the primary holds its writes back no longer").cause(why)))
    }

    async fn ask_sentinel(&mut self, now: Duration, coordinated: bool) -> Result<()> {
        let Some(sentinel) = &mut self.sentinel else { return Err(Error::failed("no Sentinel was found to be asked")) };
        let words = ["SENTINEL", "FAILOVER", &sentinel.name, "COORDINATED"];
        let words = if coordinated { &words[..] } else { &words[..3] };
        let said = sentinel.line.tell(&[command(words)]).await;
        if let (true, Ok(replies)) = (coordinated, &said)
            && let Some(why) = refusal(replies)
            && ["wrong number of arguments", "syntax", "Unknown"].iter().any(|word| why.contains(word))
        {
            self.state.coordinated = false;
            return Ok(());
        }
        self.asked(now, said, "SENTINEL FAILOVER")
    }

    /// Notes that something was asked for: what became of it is seen. A stream that was lost tells nothing.
    fn asked(&mut self, now: Duration, said: Result<Vec<Reply>>, name: &str) -> Result<()> {
        match said {
            Ok(replies) => match refusal(&replies) {
                Some(why) => return Err(Error::failed(format!("{name} was refused")).cause(why)),
                None => self.console.status(&format!("{name}: begun")),
            },
            Err(error) if error.hints().iter().any(|hint| hint == NOT_SENT) => return Err(error),
            Err(error) => self.console.warning(&format!("it is not known what became of {name}: {}", error.chain())),
        }
        self.state.asked = Some(now);
        self.state.asks += 1;
        Ok(())
    }

    /// As Sentinel does it: in one transaction with the end of its clients, who come again and find the new primary.
    async fn demote(&mut self) {
        let Some((host, port)) = &self.address else { return };
        let port = port.to_string();
        let follow = command(&["REPLICAOF", host, &port]);
        let commands = if self.way == Way::Sentinel {
            let rewrite = command(&["CONFIG", "REWRITE"]);
            let end = command(&["CLIENT", "KILL", "TYPE", "normal"]);
            vec![command(&["MULTI"]), follow, rewrite, end, command(&["EXEC"])]
        } else {
            vec![follow]
        };
        // Whether it worked is seen at the next look.
        match self.old.ask(&commands).await {
            Ok(replies) => {
                if let Some(Err(why)) = replies.iter().find(|reply| reply.is_err()) {
                    self.console.warning(&format!("{} on becoming a replica: {why}", self.old.subject()));
                }
            }
            Err(error) => self.console.warning(&error.chain()),
        }
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

/// The first Sentinel that knows the replica as one that is up.
pub(super) async fn asked_sentinel(context: &Context, scene: &Scene, pair: Pair) -> Result<AskedSentinel> {
    let facts = &scene.facts;
    let name = facts.name(pair.new);
    let views = facts.sentinels.iter().flat_map(|seen| &seen.views);
    let mut found = None;
    for (sentinel, view) in views {
        let known = view.replicas.iter().find(|replica| {
            let down = replica.flags.iter().any(|flag| ["s_down", "disconnected"].contains(&flag.as_str()));
            !down && facts.topology.addresses.member_at(&replica.host, replica.port) == Some(name)
        });
        if let Some(replica) = known {
            found = Some((sentinel.clone(), view.watched.name.clone(), (replica.host.clone(), replica.port)));
            break;
        }
    }
    let Some((sentinel, master_name, replica)) = found else {
        return Err(Error::failed(format!("no Sentinel knows {name} as a replica that is up")));
    };
    let candidate = scene.target.sentinels.iter().find(|candidate| candidate.sentinel.name == sentinel);
    let member = candidate.map(|candidate| candidate.sentinel.clone());
    let member = member.ok_or_else(|| Error::target(format!("Sentinel {sentinel} is gone")))?;
    let logins = sentinels::logins(context, &scene.target, &member).await;
    let line = Line::with(context, &scene.target, &member, logins);
    Ok(AskedSentinel { line, name: master_name, replica })
}

impl AskedSentinel {
    /// Whether it is failing over; none where it does not say.
    async fn is_busy(&mut self) -> Option<bool> {
        let replies = self.line.ask(&[command(&["SENTINEL", "MASTERS"])]).await.ok()?;
        let reply = crate::target::survey::plain(replies.first()?.as_ref().ok()?);
        let watched = crate::formats::sentinel::parse_masters(&reply);
        let own = watched.into_iter().find(|watched| watched.name == self.name)?;
        Some(own.has("failover_in_progress"))
    }

    /// The priorities of the replicas as it last read them.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn priorities(&mut self) -> Result<Vec<((String, u16), Option<u64>)>> {
        let replies = self.line.ask(&[command(&["SENTINEL", "REPLICAS", &self.name])]).await?;
        match replies.into_iter().next() {
            Some(Ok(value)) => {
                let replicas = crate::formats::sentinel::parse_replicas(&crate::target::survey::plain(&value));
                Ok(replicas.into_iter().map(|one| ((one.host, one.port), one.priority)).collect())
            }
            Some(Err(error)) => Err(Error::target("Sentinel does not list its replicas").cause(error.to_string())),
            None => Err(Error::target("Sentinel does not list its replicas")),
        }
    }
}
