use super::*;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn limits(way: Way) -> Limits {
    Limits::of(way, Duration::from_secs(3))
}

fn primary(offset: u64) -> Option<SeenMember> {
    Some(SeenMember {
        primary: Some(true),
        offset: Some(offset),
        failover: Some("no-failover".into()),
        ..Default::default()
    })
}

fn replica(offset: u64, follows_new: bool) -> Option<SeenMember> {
    Some(SeenMember { primary: Some(false), offset: Some(offset), link_up: true, follows_new, failover: None })
}

fn seen(at: u64, old: Option<SeenMember>, new: Option<SeenMember>) -> Seen {
    Seen { at: ms(at), old, new, ..Seen::default() }
}

/// What the machine does with two servers that do as they are told, and in which order.
fn walk(way: Way, coordinated: bool) -> Vec<Act> {
    let (mut old, mut new) = (primary(100), replica(90, false));
    let mut state = State { coordinated, ..State::default() };
    let mut acts = Vec::new();
    for at in 0..200 {
        let at = at * 50;
        let now = seen(at, old.clone(), new.clone());
        if now.new.as_ref().is_some_and(|one| one.primary == Some(true)) {
            state.promoted.get_or_insert(ms(at));
        }
        match next(way, &state, &now, limits(way)) {
            Next::Wait => new = if new == replica(90, false) { replica(100, false) } else { new },
            Next::Done => return acts,
            Next::Do(act) => {
                acts.push(act);
                match act {
                    Act::Pause => state.paused = Some((ms(at), 100)),
                    Act::AskSentinel | Act::Promote => {
                        (state.asked, new) = (Some(ms(at)), primary(100));
                    }
                    Act::AskCluster | Act::AskFailover | Act::AskCoordinated => {
                        (state.asked, new, old) = (Some(ms(at)), primary(100), replica(100, true));
                    }
                    Act::Demote => (state.demoted, old) = (Some(ms(at)), replica(100, true)),
                    Act::Unpause => state.paused = None,
                    Act::EndSentinelFailover => panic!("nothing went wrong"),
                }
            }
            other => panic!("{other:?} at {at} ms after {acts:?}"),
        }
    }
    panic!("it does not end: {acts:?}");
}

#[test]
fn writes_stand_still_until_the_old_primary_is_a_replica() {
    assert_eq!(walk(Way::Pause, false), [Act::Pause, Act::Promote, Act::Demote, Act::Unpause]);
    assert_eq!(walk(Way::Sentinel, false), [Act::Pause, Act::AskSentinel, Act::Demote, Act::Unpause]);
    assert_eq!(walk(Way::Sentinel, true), [Act::AskCoordinated]);
    assert_eq!(walk(Way::Failover, false), [Act::AskFailover]);
    assert_eq!(walk(Way::Cluster, false), [Act::AskCluster]);
}

#[test]
fn a_primary_that_is_too_old_to_hold_its_writes_back_is_not_asked_to() {
    let state = State { unheld: true, ..State::default() };
    let of = |state: &State, new| next(Way::Sentinel, state, &seen(50, primary(100), new), limits(Way::Sentinel));
    assert_eq!(of(&state, replica(90, false)), Next::Do(Act::AskSentinel));
    let asked = State { asked: Some(ms(0)), unheld: true, ..State::default() };
    assert_eq!(of(&asked, primary(100)), Next::Do(Act::Demote));
}

#[test]
fn nobody_is_promoted_who_lacks_a_byte() {
    let state = State { paused: Some((ms(0), 100)), ..State::default() };
    for way in [Way::Pause, Way::Sentinel] {
        assert_eq!(next(way, &state, &seen(500, primary(100), replica(99, false)), limits(way)), Next::Wait);
        let late = next(way, &state, &seen(3500, primary(100), replica(99, false)), limits(way));
        assert!(matches!(&late, Next::GiveUp(why) if why.contains("lacks 1 bytes")), "{late:?}");
        // nor whom Sentinel might choose in its place, nor with an old primary that is out of sight
        let other = Seen { others: vec![Some(98)], ..seen(500, primary(100), replica(100, false)) };
        assert_eq!(next(way, &state, &other, limits(way)), Next::Wait);
        assert_eq!(next(way, &state, &seen(500, None, replica(100, false)), limits(way)), Next::Wait);
    }
}

#[test]
fn a_failover_that_the_server_gave_up_changes_nothing() {
    let state = State { asked: Some(ms(0)), asks: FAILOVERS, timeout: ms(3000), ..State::default() };
    let of = |at| next(Way::Failover, &state, &seen(at, primary(100), replica(90, false)), limits(Way::Failover));
    assert_eq!(of(2000), Next::Wait);
    assert!(matches!(of(3100), Next::GiveUp(_)));
}

#[test]
fn a_failover_that_missed_its_moment_is_asked_for_again_and_the_last_one_has_all_the_time() {
    let limits = limits(Way::Failover);
    let mut state = State { slowest_look: ms(5), ..State::default() };
    let timeouts: Vec<u128> = (0..FAILOVERS)
        .map(|asks| {
            state.asks = asks;
            limits.failover_timeout(&state).as_millis()
        })
        .collect();
    assert_eq!(timeouts, [280, 280, 3000]);
    // heard at 1000 ms, asked for just before the next time, and missed it
    let heard = Some((Some(ms(2000)), 90));
    let state = State { asked: Some(ms(1950)), asks: 1, timeout: ms(280), heard, ..state };
    let of = |at, acknowledged, state: &State| {
        let now = Seen { acknowledged: Some(acknowledged), ..seen(at, primary(100), replica(90, false)) };
        next(Way::Failover, state, &now, limits)
    };
    let mut waiting = seen(2300, primary(100), replica(90, false));
    waiting.old.iter_mut().for_each(|old| old.failover = Some("waiting-for-sync".into()));
    assert_eq!(next(Way::Failover, &state, &waiting, limits), Next::Wait, "it is under way still");
    assert_eq!(of(2300, 90, &state), Next::Wait);
    assert_eq!(of(2950, 90, &state), Next::Do(Act::AskFailover));
    // whom the primary knows to have everything needs no waiting, and one that never says so is not waited for for ever
    assert_eq!(of(2300, 100, &state), Next::Do(Act::AskFailover));
    let silent = State { heard: None, ..state.clone() };
    assert_eq!([4900, 5000].map(|at| of(at, 90, &silent)), [Next::Wait, Next::Do(Act::AskFailover)]);
    // a replica that is gone is not handed over to
    let gone = Seen { acknowledged: None, ..seen(2300, primary(100), None) };
    assert!(matches!(next(Way::Failover, &state, &gone, limits), Next::GiveUp(_)));
    let last = State { asks: FAILOVERS, ..state };
    assert!(matches!(of(2950, 90, &last), Next::GiveUp(_)));
}

#[test]
fn a_failover_of_sentinel_that_comes_to_nothing_is_ended_before_writes_go_on() {
    let state = State { asked: Some(ms(0)), paused: Some((ms(0), 100)), ..State::default() };
    let of = |busy, new| {
        let now = Seen { sentinel_busy: busy, ..seen(21_000, primary(100), new) };
        next(Way::Sentinel, &state, &now, limits(Way::Sentinel))
    };
    for new in [None, replica(100, false)] {
        assert_eq!(of(Some(true), new.clone()), Next::Do(Act::EndSentinelFailover));
        assert_eq!(of(None, new), Next::Do(Act::EndSentinelFailover));
    }
    assert!(matches!(of(Some(false), replica(100, false)), Next::GiveUp(_)));
    // a silent one may have taken the role before it fell silent
    assert_eq!(of(Some(false), None), Next::Do(Act::Unpause));
    let state = State { paused: None, ..state.clone() };
    let now = Seen { sentinel_busy: Some(false), ..seen(21_000, primary(100), None) };
    let stopped = next(Way::Sentinel, &state, &now, limits(Way::Sentinel));
    assert!(matches!(&stopped, Next::Stop(why) if why.contains("may have taken the role over")), "{stopped:?}");
}

#[test]
fn a_cluster_that_passed_the_request_over_is_asked_again_but_not_for_ever() {
    let of = |asks| {
        let state = State { asked: Some(ms(0)), asks, ..State::default() };
        next(Way::Cluster, &state, &seen(6000, primary(100), replica(100, false)), limits(Way::Cluster))
    };
    assert_eq!(of(1), Next::Do(Act::AskCluster));
    assert_eq!(of(2), Next::Wait);
}

#[test]
fn another_that_became_the_primary_is_told() {
    let state = State { asked: Some(ms(0)), paused: Some((ms(0), 100)), ..State::default() };
    let now = Seen { another: Some("a-2".into()), ..seen(500, primary(100), replica(100, false)) };
    assert!(matches!(next(Way::Sentinel, &state, &now, limits(Way::Sentinel)), Next::Stop(why) if why.contains("a-2")));
}

#[test]
fn who_dies_half_way_is_waited_for_and_then_told() {
    let state = State { asked: Some(ms(0)), promoted: Some(ms(100)), paused: Some((ms(0), 9)), ..State::default() };
    let of = |at, old| next(Way::Pause, &state, &seen(at, old, primary(100)), limits(Way::Pause));
    assert_eq!(of(500, None), Next::Wait);
    assert!(matches!(of(11_000, None), Next::Stop(why) if why.contains("old one does not answer")));
    assert_eq!(of(500, primary(100)), Next::Do(Act::Demote));
    let state = State { asked: Some(ms(0)), ..State::default() };
    let dead = next(Way::Failover, &state, &seen(14_000, None, None), limits(Way::Failover));
    assert!(matches!(dead, Next::Stop(_)));
}

#[test]
fn a_failover_is_asked_for_just_before_the_primary_hears_of_the_replica() {
    let mut state = State::default();
    let mut of = |at, written, acknowledged| {
        let now = Seen {
            acknowledged: Some(acknowledged),
            took: ms(10),
            ..seen(at, primary(written), replica(written, false))
        };
        state.note(&now);
        next(Way::Failover, &state, &now, limits(Way::Failover))
    };
    // when it last heard is not known yet
    assert_eq!(of(0, 100, 60), Next::Wait);
    assert_eq!(of(400, 140, 60), Next::Wait);
    assert_eq!(of(500, 150, 150), Next::Do(Act::AskFailover), "nothing is on its way");
    assert_eq!(of(515, 155, 150), Next::Wait);
    assert_eq!(of(1390, 190, 150), Next::Wait);
    assert_eq!(of(1400, 200, 150), Next::Do(Act::AskFailover), "a tenth of a second before, as the way is 10 ms long");
    // one that says nothing at all
    assert_eq!(of(3100, 200, 190), Next::Do(Act::AskFailover));
    let silent = seen(0, primary(100), replica(100, false));
    assert_eq!(next(Way::Failover, &State::default(), &silent, limits(Way::Failover)), Next::Do(Act::AskFailover));
}

#[test]
fn a_new_primary_that_dies_leaves_nothing_as_it_was() {
    let state = State { asked: Some(ms(0)), promoted: Some(ms(100)), paused: Some((ms(0), 100)), ..State::default() };
    for way in [Way::Sentinel, Way::Pause, Way::Failover, Way::Cluster] {
        let of =
            |at| next(way, &state, &Seen { sentinel_busy: Some(false), ..seen(at, primary(100), None) }, limits(way));
        assert_eq!(of(500), Next::Wait);
        assert!(matches!(of(25_000), Next::Stop(why) if why.contains("does not answer any more")), "{way:?}");
    }
}

#[test]
fn a_coordinated_failover_holds_writes_back_no_longer_than_was_agreed_to() {
    let mut state = State { asked: Some(ms(0)), coordinated: true, ..State::default() };
    let waiting = || {
        let mut old = primary(100);
        old.iter_mut().for_each(|old| old.failover = Some("waiting-for-sync".into()));
        old
    };
    let of = |state: &State, at, busy, old| {
        let now = Seen { sentinel_busy: busy, ..seen(at, old, replica(90, false)) };
        next(Way::Sentinel, state, &now, limits(Way::Sentinel))
    };
    assert_eq!(of(&state, 5900, None, waiting()), Next::Wait);
    assert_eq!(of(&state, 6100, Some(true), waiting()), Next::Do(Act::EndSentinelFailover));
    state.ended = Some(ms(6100));
    assert_eq!(of(&state, 6200, Some(true), waiting()), Next::Wait);
    assert!(matches!(of(&state, 6300, Some(false), primary(100)), Next::GiveUp(_)));
    // where it was handed over all the same, the old primary is made a replica
    let now = seen(6300, primary(100), primary(100));
    assert_eq!(next(Way::Sentinel, &state, &now, limits(Way::Sentinel)), Next::Do(Act::Demote));
}

#[test]
fn a_request_that_would_come_after_the_acknowledgement_waits_for_the_next() {
    let state = State { heard: Some((Some(ms(400)), 7)), slowest_look: ms(10), ..State::default() };
    let late: Vec<u64> =
        [1300, 1340, 1360, 1450, 2390, 2400, 3100].into_iter().filter(|at| is_too_late(&state, ms(*at))).collect();
    assert_eq!(late, [1360, 1450, 2390]);
    // nothing was heard yet, or for too long
    assert!(!is_too_late(&State::default(), ms(990)));
    let state = State { heard: Some((Some(ms(2100)), 7)), ..State::default() };
    assert!(!is_too_late(&state, ms(3090)), "it has waited for long enough");
}

#[test]
fn a_sentinel_that_coordinates_is_asked_early_enough_before_the_acknowledgement() {
    let state = State { coordinated: true, heard: Some((Some(ms(1000)), 90)), ..State::default() };
    let of = |at, acknowledged, state: &State| {
        let now = Seen { acknowledged: Some(acknowledged), ..seen(at, primary(100), replica(90, false)) };
        next(Way::Sentinel, state, &now, limits(Way::Sentinel))
    };
    let asks = Next::Do(Act::AskCoordinated);
    assert_eq!([1640, 1650].map(|at| of(at, 90, &state)), [Next::Wait, asks.clone()]);
    assert_eq!(of(1100, 100, &state), asks, "nothing is written");
    // one that does not know how is asked at once, with the writes held back
    let plain = State { coordinated: false, ..state };
    assert_eq!(of(1100, 90, &plain), Next::Do(Act::Pause));
}
