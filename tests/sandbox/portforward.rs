//! `pods/portforward` over a websocket, as the kubelet serves it.
//!
//! Protocol v4.channel.k8s.io: kubelet/pkg/cri/streaming/portforward/websocket.go. Each binary message starts with a
//! channel byte: 0 data, 1 error; the first on each channel is the port, little endian. A client cannot half-close.

use super::api::Answer;
use super::faults::Fault;
use super::status::Failure;
use super::world::{World, lock};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::{BufMut, BytesMut};
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use serde_json::Value;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::task::JoinHandle;

const V4: &str = "v4.channel.k8s.io";
const V5: &str = "v5.channel.k8s.io";
const DATA: u8 = 0;
const ERROR: u8 = 1;
/// What Go's io.Copy reads at once, and so the size of a frame from a real kubelet.
const FRAME_BYTES: u64 = 32 * 1024;

/// Answers the upgrade of a port-forward to a pod that exists.
pub fn serve(
    world: &World,
    pod: &Value,
    ports: Option<&String>,
    upgrade: Result<WebSocketUpgrade, Response>,
) -> Answer {
    let text = |field: &str| super::objects::metadata(pod, field).to_owned();
    let (namespace, name) = (text("namespace"), text("name"));
    let Some(port) = ports.and_then(|ports| ports.parse::<u16>().ok()) else {
        return Err(Failure::new(400, "query parameter \"ports\" is required"));
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        // what the apiserver says to a request that is no upgrade
        Err(_) => return Err(Failure::new(400, "Upgrade request required")),
    };
    let Some(address) = pod["status"]["podIP"].as_str().and_then(|ip| ip.parse::<Ipv4Addr>().ok()) else {
        return Err(Failure::new(400, format!("pod {name} does not have a host assigned")));
    };
    let fault = lock(world.faults()).take(&namespace, &name);
    let spoken = if fault == Some(Fault::NoV4) { V5 } else { V4 };
    let offered = upgrade.requested_protocols().any(|protocol| protocol == spoken);
    if !offered {
        let text = format!("unable to upgrade: requested protocol(s) are not supported; supports [{spoken}]\n");
        return Ok((StatusCode::BAD_REQUEST, text).into_response());
    }
    let phase = pod["status"]["phase"].as_str().unwrap_or_default().to_owned();
    let running = phase == "Running";
    let upgrade = upgrade.protocols([spoken]).write_buffer_size(0);
    Ok(upgrade.on_upgrade(move |socket| async move {
        if let Err(error) = forward(socket, (address, port), running, fault).await {
            // the client went away: nothing to tell it
            drop(error);
        }
    }))
}

async fn forward(
    socket: WebSocket,
    (address, port): (Ipv4Addr, u16),
    running: bool,
    fault: Option<Fault>,
) -> Result<(), axum::Error> {
    if fault == Some(Fault::Silent) {
        let _kept_open = socket;
        return std::future::pending().await;
    }
    let (mut sink, stream) = socket.split();
    for channel in [DATA, ERROR] {
        let [low, high] = port.to_le_bytes();
        sink.send(Message::Binary(vec![channel, low, high].into())).await?;
    }
    let sandbox_id = super::encoding::hex(64);
    let refusal = match &fault {
        Some(Fault::Refuse(text)) => Err(text.clone()),
        Some(Fault::NoV4) => Err(String::new()),
        _ if !running => Err(format!(
            "error forwarding port {port} to pod {sandbox_id}, uid : failed to find sandbox {sandbox_id:?} in store: \
             not found"
        )),
        _ => TcpStream::connect((address, port)).await.map_err(|error| {
            let why = match error.kind() {
                std::io::ErrorKind::ConnectionRefused => "connect: connection refused".to_owned(),
                _ => format!("connect: {error}"),
            };
            format!(
                "error forwarding port {port} to pod {sandbox_id}, uid : failed to execute portforward in network \
                 namespace \"/var/run/netns/cni-{}\": failed to connect to localhost:{port} inside namespace \
                 {sandbox_id:?}, IPv4: dial tcp4 127.0.0.1:{port}: {why} IPv6 dial tcp6: address localhost: no \
                 suitable address found",
                super::encoding::uuid()
            )
        }),
    };
    let server = match refusal {
        Ok(server) => server,
        Err(text) => {
            if !text.is_empty() {
                let mut message = vec![ERROR];
                message.extend(text.bytes());
                sink.send(Message::Binary(message.into())).await?;
            }
            let drain = tokio::spawn(async move {
                let mut stream = stream;
                while let Some(Ok(_)) = stream.next().await {}
            });
            return close(sink, drain).await;
        }
    };
    server.set_nodelay(true).ok();
    let (read, write) = server.into_split();
    // both directions on their own: a server that does not read must not keep its replies back
    let up = tokio::spawn(client_to_server(stream, write));
    let outcome = server_to_client(read, &mut sink, fault).await;
    match outcome {
        // as the kubelet: the pod's end has closed, so the websocket closes
        Outcome::Closed => close(sink, up).await,
        Outcome::Stalled => {
            up.await.ok();
            Ok(())
        }
        Outcome::Cut | Outcome::ClientGone => {
            up.abort();
            up.await.ok();
            Ok(())
        }
    }
}

enum Outcome {
    Closed,
    Cut,
    Stalled,
    ClientGone,
}

async fn server_to_client(
    mut server: OwnedReadHalf,
    sink: &mut SplitSink<WebSocket, Message>,
    fault: Option<Fault>,
) -> Outcome {
    let mut left = match fault {
        Some(Fault::CutAfter { bytes } | Fault::CloseAfter { bytes } | Fault::StallAfter { bytes }) => Some(bytes),
        _ => None,
    };
    let mut buffer = BytesMut::new();
    loop {
        if left == Some(0) {
            return match fault {
                Some(Fault::CutAfter { .. }) => Outcome::Cut,
                Some(Fault::StallAfter { .. }) => Outcome::Stalled,
                _ => Outcome::Closed,
            };
        }
        let size = FRAME_BYTES.min(left.unwrap_or(FRAME_BYTES));
        buffer.reserve(size as usize + 1);
        buffer.put_u8(DATA);
        let read = (&mut server).take(size).read_buf(&mut buffer).await;
        let Ok(count @ 1..) = read else { return Outcome::Closed };
        if let Some(left) = &mut left {
            *left -= count as u64;
        }
        if sink.send(Message::Binary(buffer.split().freeze())).await.is_err() {
            return Outcome::ClientGone;
        }
    }
}

/// Reads until the client closes; what the server takes no more is thrown away.
async fn client_to_server(mut stream: SplitStream<WebSocket>, server: OwnedWriteHalf) {
    let mut server = Some(server);
    while let Some(Ok(message)) = stream.next().await {
        let Message::Binary(bytes) = message else { continue };
        if let (Some(to), Some((&DATA, data))) = (&mut server, bytes.split_first())
            && to.write_all(data).await.is_err()
        {
            server = None;
        }
    }
}

/// Sends a close frame and reads on until the client has answered it, so that no reset overtakes what was sent.
async fn close(mut sink: SplitSink<WebSocket, Message>, reader: JoinHandle<()>) -> Result<(), axum::Error> {
    let sent = sink.send(Message::Close(Some(CloseFrame { code: 1000, reason: "".into() }))).await;
    let abort = reader.abort_handle();
    tokio::time::timeout(Duration::from_secs(2), reader).await.ok();
    abort.abort();
    sent
}
