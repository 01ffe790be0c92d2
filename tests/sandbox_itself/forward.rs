//! Port-forwards and their faults, through a real websocket client.
use super::api::{client, run};
use crate::sandbox::{Deployment, Fault, Sandbox, encode};
use futures::{SinkExt, StreamExt};
use kube::Client;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

fn sandbox() -> Sandbox {
    Sandbox::builder().deployment(Deployment::BarePod).start()
}

const TARGET: &str = "/api/v1/namespaces/tutorial/pods/redis/portforward?ports=6379";

macro_rules! open {
    ($client:expr, $target:expr) => {
        $client.connect(http::Request::get($target).body(Vec::new()).unwrap()).await.unwrap().into_stream()
    };
}

fn data(bytes: &[u8]) -> Message {
    Message::Binary([&[0], bytes].concat().into())
}

/// What a forward gives after these bytes: data, error text, how it ended.
async fn collect(client: &Client, send: &[u8], patience: u64) -> (Vec<u8>, String, &'static str) {
    let mut socket = open!(client, TARGET);
    let (mut got, mut error, mut inits) = (Vec::new(), String::new(), 0);
    let mut sent = false;
    loop {
        let next = tokio::time::timeout(Duration::from_millis(patience), socket.next()).await;
        let message = match next {
            Err(_) => return (got, error, "silence"),
            Ok(None) => return (got, error, "end without close"),
            Ok(Some(Err(_))) => return (got, error, "error"),
            Ok(Some(Ok(message))) => message,
        };
        match message {
            Message::Binary(bytes) if inits < 2 => {
                assert_eq!(&bytes[..], [inits, 0xeb, 0x18]);
                inits += 1;
            }
            Message::Binary(bytes) if bytes[0] == 0 => {
                assert!(bytes.len() <= 32 * 1024 + 1);
                got.extend(&bytes[1..]);
            }
            Message::Binary(bytes) => error.push_str(std::str::from_utf8(&bytes[1..]).unwrap()),
            Message::Close(_) => return (got, error, "close"),
            Message::Pong(_) => got.extend(b"<pong>"),
            _ => {}
        }
        if inits == 2 && !sent && !send.is_empty() {
            sent = true;
            // a forward that is refused is closed at once
            socket.send(data(send)).await.ok();
        }
    }
}

#[test]
fn ping_and_close() {
    let sandbox = sandbox();
    run(async {
        let client = client(&sandbox).await;
        let (got, error, end) = collect(&client, b"PING\r\n", 300).await;
        assert_eq!((&got[..], error.as_str(), end), (&b"+PONG\r\n"[..], "", "silence"));
        let (got, _, end) = collect(&client, b"PING\r\nQUIT\r\n", 2000).await;
        assert_eq!((&got[..], end), (&b"+PONG\r\n+OK\r\n"[..], "close"));
        let mut socket = open!(client, TARGET);
        socket.send(Message::Ping(b"x".to_vec().into())).await.unwrap();
        let pong =
            async { while !matches!(socket.next().await, Some(Ok(Message::Pong(bytes))) if &bytes[..] == b"x") {} };
        tokio::time::timeout(Duration::from_secs(2), pong).await.expect("a pong while nothing flows");
        // the client going away ends the connection to the server
        let server = sandbox.pod("tutorial", "redis");
        socket.close(None).await.ok();
        drop(socket);
        let gone = async {
            while server.info("connected_clients") != "1" {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(4), gone).await.expect("no client but the asking one");
    });
}

#[test]
fn refusals() {
    let sandbox = sandbox();
    run(async {
        let client = client(&sandbox).await;
        sandbox.pod("tutorial", "redis").kill();
        let (got, error, end) = collect(&client, b"PING\r\n", 2000).await;
        assert_eq!((got.len(), end), (0, "close"));
        assert!(error.starts_with("error forwarding port 6379 to pod ") && error.contains(", uid : failed"), "{error}");
        assert!(error.contains("connect: connection refused"), "{error}");
        sandbox.pod("tutorial", "redis").restart();
        sandbox.forward_fault_next(Fault::Refuse("no luck".to_owned()), 1);
        assert_eq!(collect(&client, b"", 2000).await, (Vec::new(), "no luck".to_owned(), "close"));
        assert_eq!(collect(&client, b"PING\r\n", 300).await.0, b"+PONG\r\n");
        sandbox.edit("pods", "tutorial", "redis", |pod| pod["status"]["phase"] = "Failed".into());
        assert!(collect(&client, b"", 2000).await.1.contains("not found"));
        let request = |target: &str| http::Request::get(target).body(Vec::new()).unwrap();
        let nowhere = "/api/v1/namespaces/tutorial/pods/nope/portforward?ports=6379";
        let refused = client.connect(request(nowhere)).await.err().expect("a 404");
        assert!(format!("{refused:?}").contains("404"), "{refused:?}");
        sandbox.deny("get", "pods/portforward");
        let refused = client.connect(request(TARGET)).await.err().expect("a 403");
        assert!(format!("{refused:?}").contains("403"), "{refused:?}");
    });
}

#[test]
fn faults() {
    let sandbox = sandbox();
    sandbox.pod("tutorial", "redis").cli(&["SET", "big", &"z".repeat(300_000)]);
    run(async {
        let client = client(&sandbox).await;
        let get = b"GET big\r\n";
        let (whole, _, _) = collect(&client, get, 500).await;
        assert_eq!(whole.len(), 300_000 + 11);
        sandbox.forward_fault(Fault::CutAfter { bytes: 100_001 });
        let (got, _, end) = collect(&client, get, 3000).await;
        assert_eq!((got.len(), ["error", "end without close"].contains(&end)), (100_001, true), "{end}");
        sandbox.clear_faults();
        sandbox.forward_fault_next(Fault::CloseAfter { bytes: 70_000 }, 2);
        for _ in 0..2 {
            let (got, error, end) = collect(&client, get, 3000).await;
            assert_eq!((got.len(), error.as_str(), end), (70_000, "", "close"));
        }
        assert_eq!(collect(&client, get, 500).await.0.len(), whole.len());
        sandbox.forward_fault_on("tutorial", "redis", Fault::StallAfter { bytes: 5 });
        let (got, _, end) = collect(&client, get, 500).await;
        assert_eq!((got.len(), end), (5, "silence"));
        sandbox.clear_faults();
        sandbox.forward_fault_on("tutorial", "other", Fault::Silent);
        assert_eq!(collect(&client, get, 500).await.0.len(), whole.len());
        sandbox.forward_fault_next_on("tutorial", "redis", Fault::Silent, 1);
        assert_eq!(collect(&client, get, 300).await, (Vec::new(), String::new(), "silence"));
        sandbox.forward_fault_next(Fault::NoV4, 1);
        // the client offers v5 and v4, the server takes v5
        assert_eq!(collect(&client, get, 300).await.0.len(), 0);
        // a client that offers v4 alone is refused
        sandbox.forward_fault_next(Fault::NoV4, 1);
        for status in [400, 101] {
            let upgrade = http::Request::get(TARGET)
                .header("connection", "Upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
                .header("sec-websocket-protocol", "v4.channel.k8s.io")
                .body(kube::client::Body::empty());
            assert_eq!(client.send(upgrade.unwrap()).await.unwrap().status(), status);
        }
    });
}

#[test]
fn both_directions_are_independent() {
    let sandbox = sandbox();
    let mut request = Vec::new();
    encode(&mut request, &["ECHO", &"e".repeat(1 << 20)]);
    run(async {
        let client = client(&sandbox).await;
        let mut socket = open!(client, TARGET);
        // 64 MiB are written before anything is read; the server answers the while
        let count = 64;
        let writing = async {
            for _ in 0..count {
                for chunk in request.chunks(60_000) {
                    socket.send(data(chunk)).await.unwrap();
                }
            }
        };
        let wrote = tokio::time::timeout(Duration::from_secs(20), writing).await;
        assert!(wrote.is_ok(), "a deadlock");
        let mut left = count * ((1 << 20) + 12);
        while left > 0 {
            if let Message::Binary(bytes) = socket.next().await.unwrap().unwrap()
                && bytes.len() > 3
            {
                left -= bytes.len() - 1;
            }
        }
    });
}

#[test]
fn killing_the_api_cuts_forwards() {
    let sandbox = sandbox();
    run(async {
        let client = client(&sandbox).await;
        let mut socket = open!(client, TARGET);
        socket.next().await.unwrap().unwrap();
        socket.next().await.unwrap().unwrap();
        sandbox.kill_api();
        let end = tokio::time::timeout(Duration::from_secs(3), socket.next()).await.unwrap();
        assert!(matches!(end, None | Some(Err(_))), "{end:?}");
        sandbox.restart_api();
        assert_eq!(collect(&client, b"PING\r\n", 300).await.0, b"+PONG\r\n");
    });
}

#[test]
fn a_paused_server_is_silent_and_a_killed_one_closes() {
    let sandbox = sandbox();
    run(async {
        let client = client(&sandbox).await;
        let server = sandbox.pod("tutorial", "redis");
        server.pause();
        let (got, error, end) = collect(&client, b"PING\r\n", 300).await;
        assert_eq!((got.len(), error.as_str(), end), (0, "", "silence"));
        server.resume();
        let mut socket = open!(client, TARGET);
        socket.next().await.unwrap().unwrap();
        socket.next().await.unwrap().unwrap();
        socket.send(data(b"PING\r\n")).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), data(b"+PONG\r\n"));
        server.kill();
        let end = socket.next().await.unwrap().unwrap();
        assert!(matches!(end, Message::Close(_)), "{end:?}");
    });
}
