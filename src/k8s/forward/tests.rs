//! Frames, pings and endings, against the other end of a websocket in memory.

use super::*;
use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio_tungstenite::tungstenite::protocol::Role;

const PORT: u16 = 6379;
const OFTEN: Duration = Duration::from_millis(20);

/// A stream, and the API server's end of its websocket, which has opened both channels.
async fn pair(capacity: usize) -> io::Result<(ForwardStream<DuplexStream>, WebSocketStream<DuplexStream>)> {
    let (ours, theirs) = tokio::io::duplex(capacity);
    let mut server = WebSocketStream::from_raw_socket(theirs, Role::Server, None).await;
    let client = WebSocketStream::from_raw_socket(ours, Role::Client, None).await;
    let mut stream = ForwardStream::new(client, PORT, OFTEN, Arc::new(Console::plain()));
    for channel in [0, 1] {
        let [low, high] = PORT.to_le_bytes();
        server.send(frame(&[channel, low, high])).await.map_err(to_io)?;
    }
    std::future::poll_fn(|cx| stream.poll_open(cx)).await?;
    Ok((stream, server))
}

fn frame(bytes: &[u8]) -> Message {
    Message::Binary(Bytes::copy_from_slice(bytes))
}

#[tokio::test]
async fn no_frame_is_longer_than_64_kib() -> io::Result<()> {
    let (mut stream, mut server) = pair(1 << 22).await?;
    let data: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8).collect();
    let written = tokio::spawn({
        let data = data.clone();
        async move {
            stream.write_all(&data).await?;
            stream.flush().await.map(|()| stream)
        }
    });
    let mut received = Vec::new();
    while received.len() < data.len() {
        let Some(Ok(Message::Binary(frame))) = server.next().await else { panic!("not a frame of data") };
        assert!(frame.len() <= MAX_FRAME + 1 && frame[0] == 0, "{} bytes on channel {}", frame.len(), frame[0]);
        received.extend_from_slice(&frame[1..]);
    }
    assert!(received == data);
    written.await?.map(drop)
}

#[tokio::test]
async fn a_stream_that_waits_sends_pings_and_gives_up_when_none_is_answered() -> io::Result<()> {
    let (mut stream, mut server) = pair(1 << 16).await?;
    let reading = tokio::spawn(async move { stream.read_u8().await });
    for _ in 0..PINGS_UNANSWERED + 2 {
        // Reading the server's end answers the ping.
        assert!(matches!(server.next().await, Some(Ok(Message::Ping(_)))));
        server.flush().await.map_err(to_io)?;
    }
    assert!(!reading.is_finished(), "it gave up although its pings were answered");
    // From here on nobody answers.
    let error = reading.await?.expect_err("nothing was sent");
    assert!(error.to_string().contains("answers no pings"), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_kubelet_is_an_error_with_its_text() -> io::Result<()> {
    let (mut stream, mut server) = pair(1 << 16).await?;
    server.send(frame(b"\x00abc")).await.map_err(to_io)?;
    server.send(frame(b"\x01the pod is not there any more")).await.map_err(to_io)?;
    let mut data = [0; 3];
    stream.read_exact(&mut data).await?;
    assert_eq!(&data, b"abc");
    let error = stream.read_u8().await.expect_err("refused");
    assert_eq!(error.to_string(), "the pod is not there any more");
    let (mut stream, mut server) = pair(1 << 16).await?;
    server.send(frame(b"\x01dial tcp4: connection refused")).await.map_err(to_io)?;
    let error = stream.read_u8().await.expect_err("refused");
    assert_eq!(error.to_string(), "connection refused: nothing listens on port 6379 of the pod");
    Ok(())
}

#[tokio::test]
async fn a_lost_connection_is_an_error_and_a_close_frame_an_end() -> io::Result<()> {
    let (mut stream, server) = pair(1 << 16).await?;
    drop(server);
    let error = stream.read_u8().await.expect_err("lost");
    assert!(error.to_string().contains("dropped the connection"), "{error}");
    let (mut stream, mut server) = pair(1 << 16).await?;
    server.send(Message::Close(None)).await.map_err(to_io)?;
    drop(server);
    assert_eq!(stream.read(&mut [0; 8]).await?, 0);
    assert_eq!(stream.read(&mut [0; 8]).await?, 0, "an end stays one");
    stream.shutdown().await
}

#[tokio::test]
async fn frames_that_are_not_the_protocol_are_refused() -> io::Result<()> {
    for wrong in [&b"\x02abc"[..], b"\xff\x00"] {
        let (mut stream, mut server) = pair(1 << 16).await?;
        server.send(frame(wrong)).await.map_err(to_io)?;
        let error = stream.read_u8().await.expect_err("nonsense");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{wrong:?}");
    }
    Ok(())
}
