use super::*;
use std::task::Poll;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

fn replay(bounds: Bounds, pipe_bytes: usize) -> (Replay<usize>, DuplexStream) {
    let (ours, theirs) = tokio::io::duplex(pipe_bytes);
    let renames = Renames::load(&["SET=hidden".to_owned()], None).expect("a name");
    (Replay::over(Box::new(ours), BytesMut::new(), "apps/cache-0".into(), renames, bounds), theirs)
}

/// Answers each command with as many bytes as it has, and reads nothing while it writes: as a server does whose output
/// buffer is full.
async fn echo(mut stream: DuplexStream, commands: usize) {
    let mut reader = crate::formats::resp::CommandReader::new(0, u64::MAX);
    let (mut buffer, mut answered, mut bytes) = (vec![0; 1024], 0, 0);
    while answered < commands {
        let length = stream.read(&mut buffer).await.expect("open");
        let mut input = &buffer[..length];
        while let Some(token) = reader.next(&mut input).expect("commands") {
            match token {
                crate::formats::resp::Token::Data(data) => bytes += data.len(),
                crate::formats::resp::Token::ArgEnd { last: true } => {
                    let mut reply = format!("${bytes}\r\n").into_bytes();
                    reply.resize(reply.len() + bytes, b'x');
                    reply.extend_from_slice(b"\r\n");
                    stream.write_all(&reply).await.expect("open");
                    (answered, bytes) = (answered + 1, 0);
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn neither_side_waits_for_the_other_whatever_the_sizes() {
    for pipe_bytes in [1, 64, 100_000] {
        let (mut replay, server) = replay(Bounds { bytes_in_flight: 10_000, ..Bounds::default() }, pipe_bytes);
        let sizes = [0, 1, 30_000, 5, 9_000, 9_000, 9_000, 2];
        let server = tokio::spawn(echo(server, sizes.len()));
        for (index, size) in sizes.iter().enumerate() {
            replay.send(index, &[b"ECHO", &vec![b'x'; *size]]).await.expect("there is room");
            assert!(replay.bytes_awaited <= 10_000 || replay.awaited.len() == 1);
        }
        replay.finish().await.expect("all replies come");
        for (index, size) in sizes.iter().enumerate() {
            assert_eq!(replay.answered(), Some((index, Reply::Bulk(vec![b'x'; size + 4]))));
        }
        assert_eq!((replay.answered(), replay.acknowledged()), (None, 8));
        server.await.expect("it ends");
    }
}

#[tokio::test]
async fn a_lost_connection_says_how_far_it_went() {
    let (mut replay, mut server) = replay(Bounds::default(), 4096);
    for index in 0..3 {
        replay.send(index, &[b"SET", b"k", b"v"]).await.expect("there is room");
    }
    server.write_all(b"+OK\r\n-ERR unknown command 'HIDDEN'\r\n").await.expect("open");
    drop(server);
    let error = replay.finish().await.expect_err("it is lost");
    assert!(error.chain().contains("2 commands were acknowledged, and 1 were on their way"), "{}", error.chain());
    assert_eq!(replay.answered(), Some((0, Reply::Simple(b"OK".to_vec()))));
    assert_eq!(replay.answered(), Some((1, Reply::Error(b"ERR unknown command 'SET'".to_vec()))));
    assert_eq!(replay.into_unanswered().collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn what_was_given_up_is_not_sent_and_what_was_sent_is_accounted_for() {
    let (mut replay, mut server) = replay(Bounds::default(), 25);
    for index in 0..3 {
        replay.send(index, &[b"GET", b"k"]).await.expect("there is room");
    }
    // The first command and a part of the second are gone.
    assert!(std::future::poll_fn(|cx| Poll::Ready(replay.poll_turn(cx))).await.is_ready());
    let server = tokio::spawn(async move {
        let mut seen = Vec::new();
        while seen.len() < 40 {
            server.read_buf(&mut seen).await.expect("open");
        }
        server.write_all(b"-OOM\r\n$1\r\nv\r\n").await.expect("open");
        server.read_to_end(&mut seen).await.expect("closed");
        seen
    });
    replay.give_up(Duration::from_secs(60)).await;
    let answered: Vec<usize> = std::iter::from_fn(|| replay.answered()).map(|(index, _)| index).collect();
    assert_eq!((answered, replay.sent_bytes()), (vec![0, 1], 40));
    assert_eq!(replay.into_unanswered().count(), 0);
    assert_eq!(server.await.expect("it ends"), b"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n".repeat(2));
}

#[tokio::test]
async fn a_server_that_answers_no_more_is_given_up_after_the_time() {
    let (mut replay, _server) = replay(Bounds::default(), 4096);
    replay.send(5, &[b"GET", b"k"]).await.expect("there is room");
    assert!(std::future::poll_fn(|cx| Poll::Ready(replay.poll_turn(cx))).await.is_ready());
    replay.give_up(Duration::from_millis(20)).await;
    assert_eq!(replay.into_unanswered().collect::<Vec<_>>(), [5]);
}

#[tokio::test]
async fn a_question_waits_for_its_own_reply_and_a_silent_server_is_an_error() {
    let bounds = Bounds { silence: Duration::from_millis(20), ..Bounds::default() };
    let (mut replay, mut server) = replay(bounds, 4096);
    server.write_all(b"+OK\r\n:3\r\n").await.expect("open");
    replay.send(7, &[b"SET", b"k", b"v"]).await.expect("there is room");
    assert_eq!(replay.ask(&[b"DBSIZE"]).await.expect("a reply"), Reply::Integer(3));
    assert_eq!(replay.answered(), Some((7, Reply::Simple(b"OK".to_vec()))));
    let mut seen = vec![0; 4096];
    let length = server.read(&mut seen).await.expect("open");
    assert!(seen[..length].starts_with(b"*3\r\n$6\r\nhidden\r\n"), "{}", seen[..length].escape_ascii());
    let error = replay.ask(&[b"DBSIZE"]).await.expect_err("silent");
    assert!(error.to_string().contains("has been silent"), "{error}");
}

#[tokio::test]
async fn replies_before_their_command_was_written_whole_are_taken() {
    let (mut replay, mut server) = replay(Bounds::default(), 16);
    // The server refuses a command for its length, before it has read it.
    let refusing = tokio::spawn(async move {
        let mut seen = [0; 16];
        server.read_exact(&mut seen).await.expect("open");
        server.write_all(b"-ERR Protocol error: invalid bulk length\r\n").await.expect("open");
    });
    replay.send(0, &[b"SET", b"k", &[b'v'; 100_000]]).await.expect("there is room");
    let _ = replay.finish().await;
    assert_eq!(replay.answered(), Some((0, Reply::Error(b"ERR Protocol error: invalid bulk length".to_vec()))));
    refusing.await.expect("it ends");
}
