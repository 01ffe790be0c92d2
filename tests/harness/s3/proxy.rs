//! A proxy in front of a real store that answers some requests itself, or cuts what the store answers.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The store answers.
    Passed,
    /// 503 SlowDown.
    SlowDown,
    /// 500 InternalError.
    Error,
    /// 403 AccessDenied.
    Denied,
    /// The store does it, and the answer is lost.
    AnswerLost,
    /// 501 NotImplemented.
    NotImplemented,
    /// 200, with an ETag, and the store is not asked.
    Taken,
    /// The answer ends after so many bytes of its body.
    CutAfter(usize),
}

/// The answer to the end of an upload in parts.
const COMPLETED: &str = "<CompleteMultipartUploadResult><Bucket>b</Bucket><Key>k</Key></CompleteMultipartUploadResult>";

/// The proxy; it listens until the process ends.
pub struct Proxy {
    address: SocketAddr,
    seen: Arc<AtomicU32>,
}

impl Proxy {
    /// In front of the store at a port of this machine. `judge` gets each request's number, from 0 on, and its first
    /// line, such as `PUT /bucket/key?partNumber=1 HTTP/1.1`.
    pub fn start(port: u16, judge: impl Fn(u32, &str) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free address");
        let address = listener.local_addr().expect("a bound address");
        let (judge, seen) = (Arc::new(judge), Arc::new(AtomicU32::new(0)));
        let counter = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (judge, counter) = (Arc::clone(&judge), Arc::clone(&counter));
                std::thread::spawn(move || serve(stream, port, &*judge, &counter).ok());
            }
        });
        Self { address, seen }
    }

    /// `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Requests so far.
    pub fn seen(&self) -> u32 {
        self.seen.load(Ordering::Relaxed)
    }
}

/// One request a connection.
fn serve(
    mut client: TcpStream,
    port: u16,
    judge: &(dyn Fn(u32, &str) -> Fate + Send + Sync),
    seen: &AtomicU32,
) -> io::Result<()> {
    client.set_read_timeout(Some(Duration::from_secs(60)))?;
    let head = read_head(&mut client)?;
    let text = String::from_utf8_lossy(&head).into_owned();
    let length = header(&text, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    client.read_exact(&mut body)?;
    let line = text.lines().next().unwrap_or_default();
    let answer = match judge(seen.fetch_add(1, Ordering::Relaxed), line) {
        Fate::SlowDown => refusal("503 Slow Down", "SlowDown", "Please reduce your request rate."),
        Fate::Error => refusal("500 Internal Server Error", "InternalError", "We encountered an internal error."),
        Fate::Denied => refusal("403 Forbidden", "AccessDenied", "Access Denied"),
        Fate::NotImplemented => {
            let message = "A header you provided implies functionality that is not implemented.";
            refusal("501 Not Implemented", "NotImplemented", message)
        }
        Fate::Taken => {
            let body = if line.contains("uploadId=") && line.starts_with("POST ") { COMPLETED } else { "" };
            let head = "HTTP/1.1 200 OK\r\nETag: \"0123456789abcdef0123456789abcdef\"\r\nConnection: close\r\n";
            format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
        }
        Fate::AnswerLost => {
            pass(port, &text, &body)?;
            Vec::new()
        }
        Fate::Passed => pass(port, &text, &body)?,
        Fate::CutAfter(bytes) => {
            let mut answer = pass(port, &text, &body)?;
            let head = answer.windows(4).position(|window| window == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
            answer.truncate(head + bytes);
            answer
        }
    };
    client.write_all(&answer)?;
    client.shutdown(Shutdown::Both)
}

fn pass(port: u16, head: &str, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut store = TcpStream::connect(("127.0.0.1", port))?;
    let (line, rest) = head.split_once("\r\n").unwrap_or((head, ""));
    // The signature covers the host, so it stays the proxy's; one of the connection it does not cover.
    store.write_all(format!("{line}\r\nConnection: close\r\n{rest}").as_bytes())?;
    store.write_all(body)?;
    let mut answer = Vec::new();
    store.read_to_end(&mut answer)?;
    Ok(answer)
}

fn refusal(status: &str, code: &str, message: &str) -> Vec<u8> {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}

fn read_head(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(head)
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}
