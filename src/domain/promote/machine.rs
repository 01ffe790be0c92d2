//! The switch itself, as a state machine: what is seen of the servers → the next step. It asks for nothing again of which
//! it was not seen that it came to nothing, and ends in a known state: done, given up with everything as before, or stopped
//! half-way.
//!
//! No write that the old primary acknowledged is lost, since the steps are only taken in this order: its writes stand
//! still (by its own doing in FAILOVER and CLUSTER FAILOVER, by Sentinel's in a coordinated failover) → the new primary has
//! every byte of it → it is promoted → the old one is a replica → writes go on. The pause lasts longer than the machine waits, and where Sentinel promotes, longer
//! than Sentinel takes to make the old primary a replica by itself.

use super::way::Way;
use std::time::Duration;

/// How long what may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the replica has everything.
    pub catch_up: Duration,
    /// From then until it is the primary.
    pub promotion: Duration,
    /// How long a pause lasts while the offsets are compared.
    pub pause: Duration,
    /// How long a pause lasts once the promotion was asked for.
    pub long_pause: Duration,
}

impl Limits {
    /// For a switch that may let writes stand still for `catch_up`.
    pub fn of(way: Way, catch_up: Duration) -> Self {
        let margin = Duration::from_secs(5);
        let (promotion, long_pause) = match way {
            // Sentinel makes a primary that it did not choose a replica after 12 to 14 s
            Way::Sentinel => (Duration::from_secs(20), Duration::from_secs(45)),
            _ => (Duration::from_secs(10), catch_up + Duration::from_secs(20)),
        };
        Self { catch_up, promotion, pause: catch_up + margin, long_pause }
    }

    /// How long the promotion that was asked for may take.
    pub fn patience(self, way: Way, state: &State) -> Duration {
        match way {
            Way::Failover => self.catch_up + self.promotion,
            // the primary holds its writes back for it, by Sentinel's failover-timeout: three minutes as it is delivered
            Way::Sentinel if state.coordinated => self.catch_up + Duration::from_secs(3),
            _ => self.promotion,
        }
    }

    /// TIMEOUT of the next FAILOVER TO. The request is sent just before the replica says how far it is, so that the first ones
    /// need little: one that missed the moment ends by itself, writes go on, and it is asked for again. The last one may
    /// take as long as writes may stand still.
    pub fn failover_timeout(self, state: &State) -> Duration {
        if state.asks + 1 < FAILOVERS {
            (lead(state) + Duration::from_millis(200)).min(self.catch_up)
        } else {
            self.catch_up
        }
    }
}

/// How often FAILOVER is asked for at most.
pub const FAILOVERS: u32 = 3;

/// A server as it was seen just now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenMember {
    /// Whether it is a primary; none where it says neither.
    pub primary: Option<bool>,
    /// Its offset: of a primary what it has written, of a replica what it has.
    pub offset: Option<u64>,
    /// Whether its link to whom it follows is up.
    pub link_up: bool,
    /// Whether it follows the new primary.
    pub follows_new: bool,
    /// `master_failover_state`.
    pub failover: Option<String>,
}

/// What was seen just now; none of those that did not answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Time since the switch began.
    pub at: Duration,
    /// How long it took to look, on connections that were open; zero where one had to be opened.
    pub took: Duration,
    /// The old primary.
    pub old: Option<SeenMember>,
    /// The new one.
    pub new: Option<SeenMember>,
    /// The other replicas that Sentinel might choose, by their offsets; none of a silent one.
    pub others: Vec<Option<u64>>,
    /// How far the old primary knows the new one to be: the offset that it acknowledged last.
    pub acknowledged: Option<u64>,
    /// Another member than these two that says it is a primary.
    pub another: Option<String>,
    /// Whether Sentinel is still failing over; none where it was not asked or does not answer.
    pub sentinel_busy: Option<bool>,
}

/// What was done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// When the writes of the old primary were held back, and its offset then.
    pub paused: Option<(Duration, u64)>,
    /// When the old primary last heard from the new one how far it is, if that was seen, and what it heard.
    pub heard: Option<(Option<Duration>, u64)>,
    /// How long a look took at most: what is sent is as long on its way.
    pub slowest_look: Duration,
    /// When the promotion was asked for, the last time.
    pub asked: Option<Duration>,
    /// How often it was asked for.
    pub asks: u32,
    /// TIMEOUT of the FAILOVER that was asked for the last time.
    pub timeout: Duration,
    /// Whether Sentinel coordinates the failover with the primary itself, so that nothing has to be held back.
    pub coordinated: bool,
    /// Whether the old primary is too old to hold its writes back, and somebody said that this is to be so.
    pub unheld: bool,
    /// When the new primary was first seen as one.
    pub promoted: Option<Duration>,
    /// When the old primary was told to follow the new one.
    pub demoted: Option<Duration>,
    /// When Sentinel was told to end its failover.
    pub ended: Option<Duration>,
}

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// CLIENT PAUSE … WRITE on the old primary, for `Limits::pause`.
    Pause,
    /// SENTINEL FAILOVER … COORDINATED; where it is not known, that is noted and nothing was done.
    AskCoordinated,
    /// Lengthen the pause, where there is one, and SENTINEL FAILOVER.
    AskSentinel,
    /// CLUSTER FAILOVER on the replica.
    AskCluster,
    /// FAILOVER TO … TIMEOUT on the old primary, for `Limits::failover_timeout`.
    AskFailover,
    /// Lengthen the pause, and REPLICAOF NO ONE on the replica.
    Promote,
    /// REPLICAOF the new primary on the old one, whose clients are sent away.
    Demote,
    /// SENTINEL RESET, which ends a failover that came to nothing; of a coordinated one FAILOVER ABORT on the old primary too.
    EndSentinelFailover,
    /// CLIENT UNPAUSE on the old primary.
    Unpause,
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Do this.
    Do(Act),
    /// Look again.
    Wait,
    /// The roles are as wanted, and writes go on.
    Done,
    /// Roles are as they were; what was lent has to be given back, then it is over.
    GiveUp(String),
    /// It cannot go on and is not as it was.
    Stop(String),
}

impl State {
    /// Takes notice of what was seen.
    pub fn note(&mut self, seen: &Seen) {
        if seen.new.as_ref().and_then(|new| new.primary) == Some(true) {
            self.promoted.get_or_insert(seen.at);
        }
        self.slowest_look = self.slowest_look.max(seen.took);
        if let Some(acknowledged) = seen.acknowledged {
            self.heard = match self.heard {
                None => Some((None, acknowledged)),
                Some((_, before)) if before != acknowledged => Some((Some(seen.at), acknowledged)),
                same => same,
            };
        }
    }
}

/// Time between two acknowledgements of a replica (redis/src/replication.c, replicationCron).
const ACKNOWLEDGED_EVERY: Duration = Duration::from_secs(1);

/// Sentinel takes three turns, of a tenth of a second at most, until it asks the primary (valkey/src/sentinel.c,
/// sentinelFailoverStateMachine).
const SENTINELS_LEAD: Duration = Duration::from_millis(350);

/// Whether the old primary is about to hear that the replica has everything. In FAILOVER it holds its writes back until it
/// does (updateFailoverStatus), and a replica says so once a second: asked just before, they stand still for a tenth of a
/// second in place of a whole one. Just before is as long as it takes to see, to greet and to ask: `lead`.
fn is_about_to_hear(state: &State, seen: &Seen, lead: Duration) -> bool {
    let known = seen.old.as_ref().and_then(|old| old.offset).zip(seen.acknowledged);
    let heard = state.heard.and_then(|(at, _)| at);
    known.is_none_or(|(written, acknowledged)| written == acknowledged)
        || heard.is_some_and(|at| seen.at.saturating_sub(at) >= ACKNOWLEDGED_EVERY - lead)
        || has_waited(state, seen.at)
}

/// How long before the replica says how far it is the request is sent.
fn lead(state: &State) -> Duration {
    (Duration::from_millis(60) + state.slowest_look * 4).min(ACKNOWLEDGED_EVERY / 2)
}

/// Whether the right moment was waited for long enough, since the beginning or the request before.
fn has_waited(state: &State, now: Duration) -> bool {
    now.saturating_sub(state.asked.unwrap_or_default()) > ACKNOWLEDGED_EVERY * 3
}

/// Whether the replica says how far it is before a request that is sent now gets there, or before it has what was written up
/// to then: the primary would hold its writes back until the next time. When it last did is known but for one look.
pub fn is_too_late(state: &State, now: Duration) -> bool {
    let margin = Duration::from_millis(35) + state.slowest_look * 3 / 2;
    let Some(heard) = state.heard.and_then(|(at, _)| at).filter(|_| !has_waited(state, now)) else {
        return false;
    };
    let since = now.saturating_sub(heard);
    since + margin > ACKNOWLEDGED_EVERY && since < ACKNOWLEDGED_EVERY * 2
}

/// The next step. `state` says what was done, `seen` what is.
pub fn next(way: Way, state: &State, seen: &Seen, limits: Limits) -> Next {
    let new_is_primary = seen.new.as_ref().and_then(|new| new.primary);
    let old_is_primary = seen.old.as_ref().and_then(|old| old.primary);
    if new_is_primary == Some(true) {
        return promoted(way, state, seen, limits);
    }
    if let Some(other) = seen.another.as_ref().filter(|_| state.asked.is_some()) {
        return Next::Stop(format!("{other} became the primary in place of the one that was meant"));
    }
    match state.asked {
        None => before(way, state, seen, limits),
        Some(asked) => asked_for(way, state, seen, limits, seen.at.saturating_sub(asked), old_is_primary),
    }
}

/// The promotion was not asked for yet.
fn before(way: Way, state: &State, seen: &Seen, limits: Limits) -> Next {
    match way {
        Way::Cluster => return Next::Do(Act::AskCluster),
        Way::Failover if is_about_to_hear(state, seen, lead(state)) => return Next::Do(Act::AskFailover),
        Way::Sentinel if state.unheld => return Next::Do(Act::AskSentinel),
        Way::Sentinel if state.coordinated && is_about_to_hear(state, seen, lead(state).max(SENTINELS_LEAD)) => {
            return Next::Do(Act::AskCoordinated);
        }
        Way::Failover => return Next::Wait,
        Way::Sentinel if state.coordinated => return Next::Wait,
        Way::Sentinel | Way::Pause => {}
    }
    let Some((paused, offset)) = state.paused else {
        return match &seen.new {
            Some(new) if new.link_up => Next::Do(Act::Pause),
            Some(_) => Next::GiveUp("the replica lost its link to the primary".to_owned()),
            None if seen.at > limits.catch_up => Next::GiveUp("the replica does not answer".to_owned()),
            None => Next::Wait,
        };
    };
    let has_all = |member: &Option<u64>| member.is_none_or(|have| have >= offset);
    let own = seen.new.as_ref().and_then(|new| new.offset);
    let link_up = seen.new.as_ref().is_some_and(|new| new.link_up);
    let old_there = seen.old.as_ref().is_some_and(|old| old.primary == Some(true));
    if link_up && old_there && own.is_some_and(|have| have >= offset) && seen.others.iter().all(has_all) {
        return Next::Do(if way == Way::Sentinel { Act::AskSentinel } else { Act::Promote });
    }
    if seen.at.saturating_sub(paused) > limits.catch_up {
        let missing = own.map_or_else(
            || "does not answer".to_owned(),
            |have| format!("lacks {} bytes", offset.saturating_sub(have)),
        );
        return Next::GiveUp(format!("the replica {missing} after {} ms without writes", limits.catch_up.as_millis()));
    }
    Next::Wait
}

/// It was asked for, and the new one is no primary yet, or does not answer.
fn asked_for(
    way: Way,
    state: &State,
    seen: &Seen,
    limits: Limits,
    since: Duration,
    old_is_primary: Option<bool>,
) -> Next {
    let patience = limits.patience(way, state);
    let over = since > patience;
    // It may have acknowledged writes: things are not as they were, whatever the old one says.
    if state.promoted.is_some() && seen.new.is_none() && old_is_primary != Some(false) {
        let why = "the new primary had become one, and does not answer any more".to_owned();
        return if over { Next::Stop(why) } else { Next::Wait };
    }
    let failover = seen.old.as_ref().and_then(|old| old.failover.as_deref());
    // a server's own failover has ended, and it is the primary still
    let ended = way == Way::Failover && failover == Some("no-failover") && since > state.timeout;
    // of a coordinated failover of Sentinel, which may have been ended already
    let waits = state.coordinated && failover == Some("waiting-for-sync");
    // A primary that has not heard yet that the other is its replica passes the request over; it ends after 5 s
    // (redis/src/cluster.c, CLUSTER_MF_TIMEOUT), nothing was held back, and it may be asked again.
    let passed_over = way == Way::Cluster && since > Duration::from_millis(5500) && state.asks < 2;
    match (old_is_primary, seen.new.is_some()) {
        (Some(true), true) if passed_over => Next::Do(Act::AskCluster),
        (Some(true), true) if ended && state.asks < FAILOVERS => {
            if is_about_to_hear(state, seen, lead(state)) {
                Next::Do(Act::AskFailover)
            } else {
                Next::Wait
            }
        }
        (Some(true), _) if ended => {
            Next::GiveUp("the replica did not get everything in time, and the primary went on as such".to_owned())
        }
        (Some(true), _) if over && way == Way::Sentinel && (seen.sentinel_busy != Some(false) || waits) => match state
            .ended
        {
            None => Next::Do(Act::EndSentinelFailover),
            Some(at) if seen.at.saturating_sub(at) < Duration::from_secs(5) => Next::Wait,
            Some(_) => Next::Stop("Sentinel does not end its failover, which may still promote the replica".to_owned()),
        },
        (Some(true), true) if over => Next::GiveUp("the replica did not become the primary in time".to_owned()),
        // Nobody else is there to take writes, and what the silent one took, if it did, is in its keeping.
        (Some(true), false) if over && state.paused.is_some() => Next::Do(Act::Unpause),
        (Some(true), false) if over => Next::Stop(
            "the old primary is one still, and the replica does not answer: it may have taken the role over".to_owned(),
        ),
        (None, false) if over => Next::Stop("neither the old nor the new primary answers".to_owned()),
        (None, true) if over => Next::Stop("the old primary does not answer, and the replica is one still".to_owned()),
        (Some(false), _) if over && !state.coordinated => {
            Next::Stop("the old primary is a replica now, and the new one is no primary".to_owned())
        }
        _ if since > patience * 3 => Next::Stop("the failover does not come to an end".to_owned()),
        _ => Next::Wait,
    }
}

/// The new one is the primary: the old one must not be one any more before writes go on.
fn promoted(way: Way, state: &State, seen: &Seen, limits: Limits) -> Next {
    let since = state.promoted.map_or(Duration::ZERO, |at| seen.at.saturating_sub(at));
    let by_hand = matches!(way, Way::Pause | Way::Sentinel) && (!state.coordinated || state.ended.is_some());
    match &seen.old {
        Some(old) if old.primary == Some(false) && (old.follows_new || !by_hand) => {
            if state.paused.is_some() {
                Next::Do(Act::Unpause)
            } else {
                Next::Done
            }
        }
        Some(_) if by_hand && state.demoted.is_none_or(|at| seen.at.saturating_sub(at) > Duration::from_secs(1)) => {
            Next::Do(Act::Demote)
        }
        Some(_) | None if since <= limits.promotion => Next::Wait,
        Some(_) => Next::Stop("the new primary is one, and the old one does not become its replica".to_owned()),
        None => Next::Stop("the new primary is one, and the old one does not answer".to_owned()),
    }
}

#[cfg(test)]
mod tests;
