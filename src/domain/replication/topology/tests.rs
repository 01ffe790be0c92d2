use super::super::fixtures::{Fixture, primary, replica};
use super::*;

#[test]
fn replicas_find_their_primary_by_its_address() {
    let topology = Fixture::of(&[
        ("a-0", &primary(500, &["10.0.0.2,port=6379,state=online,offset=480,lag=1"])),
        ("a-1", &replica("10.0.0.1", "up", 450)),
    ])
    .topology();
    let follower = &topology.nodes[1];
    assert_eq!((follower.primary, follower.link, follower.lag_bytes), (Some(0), Some(Link::Up), Some(50)));
    assert_eq!(follower.follows.as_ref().and_then(|one| one.member.as_deref()), Some("a-0"));
    assert_eq!(follower.acknowledged_seconds_ago, Some(1));
    assert_eq!((topology.attached[0].member.as_deref(), topology.attached[0].lag_bytes), (Some("a-1"), Some(20)));
}

#[test]
fn behind_a_service_a_replica_is_known_by_its_attachment_or_its_history() {
    let attached = primary(500, &["10.0.0.2,port=6379,state=online,offset=500,lag=0"]);
    for first in [attached, primary(500, &["172.16.0.9,port=6379,state=online,offset=500,lag=0"])] {
        let topology = Fixture::of(&[("a-0", &first), ("a-1", &replica("redis-write", "up", 500))]).topology();
        let follows = topology.nodes[1].follows.as_ref().expect("a replica");
        assert_eq!((follows.host.as_str(), follows.member.as_deref()), ("redis-write", Some("a-0")));
    }
}

#[test]
fn chains_lead_to_the_primary_and_rings_nowhere() {
    let topology = Fixture::of(&[
        ("a-0", &primary(500, &[])),
        ("a-1", &replica("10.0.0.1", "up", 490)),
        ("a-2", &replica("a-1.headless.apps.svc", "up", 400)),
        ("a-3", &replica("10.0.0.5", "down", 1)),
        ("a-4", &replica("10.0.0.4", "down", 1)),
    ])
    .topology();
    assert_eq!((topology.nodes[2].upstream, topology.nodes[2].primary), (Some(1), Some(0)));
    assert_eq!(topology.nodes[2].lag_bytes, Some(100));
    assert_eq!((topology.nodes[3].upstream, topology.nodes[3].primary), (Some(4), None));
}

#[test]
fn offsets_of_different_histories_are_not_compared() {
    let other = replica("10.0.0.1", "down", 9_000).replace("replid:aaaa", "replid:bbbb");
    let topology = Fixture::of(&[("a-0", &primary(500, &[])), ("a-1", &other)]).topology();
    assert_eq!((topology.nodes[1].offset, topology.nodes[1].lag_bytes), (Some(9_000), None));
    let promoted = format!("{}master_replid2:bbbb\nsecond_repl_offset:9500\n", primary(9_600, &[]));
    let topology = Fixture::of(&[("a-0", &promoted), ("a-1", &other)]).topology();
    assert_eq!(topology.nodes[1].lag_bytes, Some(600));
}

#[test]
fn without_an_acknowledgement_an_attached_replicas_lag_is_not_known() {
    let of = |written: u64, line: &str| {
        let topology = Fixture::of(&[("a-0", &primary(written, &[line]))]).topology();
        (topology.attached[0].lag_bytes, topology.attached[0].is_unheard())
    };
    assert_eq!(of(16_000_000, "192.168.1.1,port=6379,state=online,offset=0,lag=0"), (None, true));
    assert_eq!(of(16_000_000, "192.168.1.1,port=6379,state=online,offset=1,lag=0"), (Some(15_999_999), false));
    assert_eq!(of(0, "192.168.1.1,port=6379,state=online,offset=0,lag=0"), (Some(0), false));
    assert_eq!(of(5, "127.0.0.1,port=0,state=online,offset=0,lag=0"), (None, false), "a snapshot never does");
}

#[test]
fn the_second_connection_of_a_sync_is_neither_phantom_nor_outsider() {
    let lines = [
        "10.0.0.2,port=6379,state=wait_bgsave,offset=0,lag=0,type=main-channel",
        "10.0.0.2,port=0,state=send_bulk_and_stream,offset=0,lag=0,type=rdb-channel",
        "127.0.0.1,port=0,state=wait_bgsave,offset=0,lag=0",
        "192.168.1.1,port=6379,state=online,offset=3,lag=0",
    ];
    let topology = Fixture::of(&[("a-0", &primary(5, &lines)), ("a-1", "role:slave\n")]).topology();
    let phantoms: Vec<bool> = topology.attached.iter().map(Attached::is_phantom).collect();
    assert_eq!(phantoms, [false, false, true, false]);
    let outsiders: Vec<bool> = topology.attached.iter().map(Attached::is_outsider).collect();
    assert_eq!(outsiders, [false, false, false, true]);
    assert_eq!(topology.attached[0].lag_bytes, None);
}
