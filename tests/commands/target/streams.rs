//! Port-forwards and plain connections that go wrong.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Fault, Sandbox};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

fn bare_pod() -> Sandbox {
    Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start()
}

#[track_caller]
fn assert_unreachable(run: &Run, severity: &str, words: &[&str]) {
    run.expect(if severity == "critical" { 2 } else { 3 });
    let finding = run.finding("unreachable");
    assert_eq!(finding["severity"], severity, "{run}");
    let said = format!("{} {}", finding["message"], finding["hint"]);
    words.iter().for_each(|word| assert!(said.contains(word), "{word} is not said\n{run}"));
}

fn ping(sandbox: &Sandbox, further: &[&str]) -> Run {
    Tool::on(sandbox).run(&[&["ping", "-o", "json"], further].concat())
}

#[test]
fn a_port_that_nobody_listens_on_is_down() {
    let sandbox = bare_pod();
    let words = ["connection refused: nothing listens on port 6390 of the pod"];
    assert_unreachable(&ping(&sandbox, &["--port", "6390"]), "critical", &words);
}

#[test]
fn a_forward_that_says_nothing_is_given_up_in_time() {
    let sandbox = bare_pod();
    sandbox.forward_fault(Fault::Silent);
    let start = Instant::now();
    let run = ping(&sandbox, &["--node-timeout", "700ms"]);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_unreachable(&run, "unknown", &["tutorial/redis", "within 700 ms", "--node-timeout"]);
}

#[test]
fn an_api_server_without_the_old_protocol_is_explained_with_a_way_round() {
    let sandbox = bare_pod();
    sandbox.forward_fault(Fault::NoV4);
    let words = ["v4.channel.k8s.io", "kubectl port-forward -n tutorial redis 6379"];
    assert_unreachable(&ping(&sandbox, &[]), "unknown", &words);
}

#[test]
fn what_the_kubelet_says_is_passed_on() {
    let sandbox = bare_pod();
    sandbox.forward_fault(Fault::Refuse("unable to do port forwarding: socat not found".to_owned()));
    assert_unreachable(&ping(&sandbox, &[]), "unknown", &["socat not found"]);
}

#[test]
fn a_forward_that_failed_once_is_no_verdict_for_the_next_run() {
    let sandbox = bare_pod();
    sandbox.forward_fault_next(Fault::CutAfter { bytes: 0 }, 1);
    ping(&sandbox, &[]).expect(3);
    ping(&sandbox, &[]).expect(0);
}

/// A listener that gives everybody this answer to everything.
fn impostor(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut buffer = [0; 4096];
            while matches!(client.read(&mut buffer), Ok(1..)) && client.write_all(answer).is_ok() {}
        }
    });
    address
}

fn ping_url(address: SocketAddr, format: &str) -> Run {
    Tool::alone().run(&["ping", "--url", &format!("redis://{address}"), "--node-timeout", "2s", "-o", format])
}

#[test]
fn an_error_of_a_server_cannot_paint_the_terminal() {
    let address = impostor(b"-ERR \x1b[2J\x1b[31mall is well\r\n-ERR \x1b[2J\r\n");
    let run = ping_url(address, "table");
    run.expect(3);
    assert!(run.stdout.contains("\\x1b[2J") && !run.everything().contains('\u{1b}'), "{run}");
    assert!(!ping_url(address, "json").stdout.contains('\u{1b}'));
}

#[test]
fn what_is_no_redis_is_not_taken_for_one() {
    let address = impostor(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    assert_unreachable(&ping_url(address, "json"), "unknown", &[&address.to_string(), "cannot be asked"]);
}

#[test]
fn an_address_where_nobody_listens_is_down_and_speaks_of_no_pods() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let run = ping_url(address, "json");
    assert_unreachable(&run, "critical", &[&format!("cannot connect to {address}"), "refused"]);
    assert!(!run.stdout.contains("pod"), "{run}");
    let run = Tool::alone().run(&["ping", "--url", "redis://no-such-host.invalid", "-o", "json"]);
    assert_unreachable(&run, "unknown", &["cannot connect to no-such-host.invalid:6379"]);
}
