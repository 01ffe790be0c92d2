//! A port of a pod as a stream: what it carries, and how its end is told from its loss.

use crate::sandbox::{Deployment, Fault, Sandbox, encode};
use redis_ops::console::Console;
use redis_ops::error::{Error, Kind};
use redis_ops::k8s::client::Kubernetes;
use redis_ops::k8s::forward;
use redis_ops::settings::KubernetesSettings;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const POD: (&str, &str) = ("tutorial", "redis");
const PATIENCE: Duration = Duration::from_secs(20);

fn bare_pod() -> Sandbox {
    Sandbox::builder().deployment(Deployment::BarePod).start()
}

/// Runs a test's asynchronous part, and ends it when it hangs.
fn within_patience<T>(work: impl Future<Output = T>) -> T {
    // A process has one TLS provider; whoever comes second finds it there.
    rustls::crypto::ring::default_provider().install_default().ok();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, work).await.expect("it hangs") })
}

async fn cluster(sandbox: &Sandbox) -> Kubernetes {
    let settings = KubernetesSettings {
        kubeconfig: Some(sandbox.kubeconfig().to_owned()),
        context: None,
        cluster: None,
        user: None,
        impersonate: None,
        impersonate_groups: Vec::new(),
        request_timeout: PATIENCE,
    };
    Kubernetes::connect(&settings, Arc::new(Console::plain())).await.unwrap()
}

async fn open(sandbox: &Sandbox, timeout: Duration) -> Result<impl AsyncRead + AsyncWrite + Unpin, Error> {
    forward::open(&cluster(sandbox).await, POD.0, POD.1, 6379, timeout).await
}

/// The error of a stream that could not be opened.
fn refusal(sandbox: &Sandbox, timeout: Duration) -> Error {
    let opened = within_patience(async { open(sandbox, timeout).await.err() });
    let error = opened.expect("it was opened");
    assert_eq!(error.kind(), Kind::Target);
    error
}

async fn expect_reply(stream: &mut (impl AsyncRead + Unpin), expected: &[u8]) {
    let mut reply = vec![0; expected.len()];
    stream.read_exact(&mut reply).await.unwrap();
    assert_eq!(reply, expected);
}

/// What reading gives after the server's end of the stream has met its fault.
fn read_after_fault(sandbox: &Sandbox) -> io::Result<Vec<u8>> {
    within_patience(async {
        let mut stream = open(sandbox, PATIENCE).await.unwrap();
        stream.write_all(b"PING\r\nPING\r\n").await.unwrap();
        stream.flush().await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.map(|_| bytes)
    })
}

#[test]
fn it_carries_bytes_both_ways_and_ends_when_told() {
    let sandbox = bare_pod();
    within_patience(async {
        let mut stream = open(&sandbox, PATIENCE).await.unwrap();
        for _ in 0..3 {
            stream.write_all(b"PING\r\n").await.unwrap();
            stream.flush().await.unwrap();
            expect_reply(&mut stream, b"+PONG\r\n").await;
        }
        stream.write_all(b"QUIT\r\n").await.unwrap();
        stream.flush().await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"+OK\r\n");
        stream.shutdown().await.unwrap();
    });
    let clients = |sandbox: &Sandbox| sandbox.pod(POD.0, POD.1).cli(&["CLIENT", "LIST"]).lines().count();
    // A dropped stream closes its connection in the pod.
    within_patience(async {
        let stream = open(&sandbox, PATIENCE).await.unwrap();
        // The kubelet connects in the pod after it has opened both channels.
        while clients(&sandbox) < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(stream);
        while clients(&sandbox) > 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
}

#[test]
fn sixty_megabytes_are_written_while_nobody_reads_the_replies() {
    const PIECES: usize = 60;
    let sandbox = bare_pod();
    let piece = vec![b'x'; 1024 * 1024];
    within_patience(async {
        let mut stream = open(&sandbox, PATIENCE).await.unwrap();
        // ECHO, so that as much wants to come back as goes there.
        let mut command = Vec::new();
        encode(&mut command, &[b"ECHO", &piece[..]]);
        for _ in 0..PIECES {
            stream.write_all(&command).await.unwrap();
        }
        stream.flush().await.unwrap();
        let mut reply = vec![0; "$1048576\r\n".len() + piece.len() + 2];
        for _ in 0..PIECES {
            stream.read_exact(&mut reply).await.unwrap();
            assert!(reply.starts_with(b"$1048576\r\nxxx") && reply.ends_with(b"xxx\r\n"));
        }
    });
}

#[test]
fn a_lost_websocket_is_an_error_and_a_closed_one_an_end() {
    let sandbox = bare_pod();
    sandbox.forward_fault(Fault::CutAfter { bytes: 9 });
    let error = read_after_fault(&sandbox).expect_err("a cut looks like an end");
    assert!(error.to_string().contains("the port-forward was lost"), "{error}");
    sandbox.clear_faults();
    sandbox.forward_fault(Fault::CloseAfter { bytes: 9 });
    assert_eq!(read_after_fault(&sandbox).expect("a clean close is an end"), b"+PONG\r\n+P");
}

#[test]
fn a_refused_port_is_an_error_in_the_kubelets_words() {
    let sandbox = bare_pod();
    sandbox.pod(POD.0, POD.1).kill();
    let text = match within_patience(async {
        match open(&sandbox, PATIENCE).await {
            Err(error) => Err(error),
            Ok(mut stream) => Ok(stream.read(&mut [0; 10]).await),
        }
    }) {
        Err(error) => error.chain(),
        Ok(read) => read.expect_err("a refused port gave an end").to_string(),
    };
    assert!(text.contains("connection refused") && text.contains("6379"), "{text}");
    sandbox.forward_fault(Fault::Refuse("error forwarding port 6379 to pod: something else".into()));
    let error = read_after_fault(&sandbox).expect_err("the refusal went unseen");
    assert!(error.to_string().contains("something else"), "{error}");
}

#[test]
fn an_api_server_that_says_nothing_is_not_waited_for() {
    let sandbox = bare_pod();
    sandbox.forward_fault(Fault::Silent);
    let start = Instant::now();
    let error = refusal(&sandbox, Duration::from_millis(400));
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(error.chain().contains("no answer within 400 ms"), "{}", error.chain());
    assert!(error.hints().iter().any(|hint| hint.contains("--node-timeout")), "{:?}", error.hints());
}

#[test]
fn a_protocol_that_is_not_spoken_has_a_way_round() {
    let sandbox = bare_pod();
    sandbox.forward_fault(Fault::NoV4);
    let error = refusal(&sandbox, PATIENCE);
    assert!(error.chain().contains("does not speak v4.channel.k8s.io"), "{}", error.chain());
    let way = "kubectl port-forward -n tutorial redis 6379";
    assert!(error.hints().iter().any(|hint| hint.contains(way)), "{:?}", error.hints());
}

#[test]
fn refusals_of_the_api_keep_their_words() {
    let sandbox = bare_pod();
    sandbox.deny_in("tutorial", "get", "pods/portforward");
    let error = refusal(&sandbox, PATIENCE);
    assert!(error.chain().contains("forbidden"), "{}", error.chain());
    assert!(
        error.hints()[0].contains("kubectl auth can-i get pods --subresource=portforward -n tutorial"),
        "{:?}",
        error.hints()
    );
    sandbox.allow_all();
    sandbox.fail_next(500, "etcdserver: request timed out", 1);
    let error = refusal(&sandbox, PATIENCE);
    assert!(error.chain().contains("etcdserver: request timed out"), "{}", error.chain());
    sandbox.remove("pods", POD.0, POD.1);
    let error = refusal(&sandbox, PATIENCE);
    assert!(error.chain().contains("not found"), "{}", error.chain());
    sandbox.kill_api();
    let error = refusal(&sandbox, PATIENCE);
    assert!(error.chain().contains("tutorial/redis:6379"), "{}", error.chain());
}
