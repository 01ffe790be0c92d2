//! A peer of the test's own in place of a server: it answers INFO and speaks SYNC as the test wants it.

use crate::sandbox::Server;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// INFO of a primary that is in order.
pub const PRIMARY: &str =
    "# Server\r\nredis_version:7.0.15\r\n# Replication\r\nrole:master\r\nmaster_repl_offset:0\r\n";

/// Listens until the process ends.
pub struct Peer {
    address: SocketAddr,
}

impl Peer {
    /// Answers INFO with `info`, and SYNC by whatever `sync` writes; then the connection is closed. Every other command
    /// gets an OK.
    pub fn start(info: &str, sync: impl Fn(&mut TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self::at(([127, 0, 0, 1], 0).into(), info, sync)
    }

    /// The same at an address of its own: that of a server that was killed, in whose pod it then seems to be.
    pub fn at(
        address: SocketAddr,
        info: &str,
        sync: impl Fn(&mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).expect("a free address");
        let address = listener.local_addr().expect("a bound address");
        let (info, sync) = (info.to_owned(), Arc::new(sync));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (info, sync) = (info.clone(), Arc::clone(&sync));
                // A client that goes away is its own affair.
                std::thread::spawn(move || converse(stream, &info, &*sync).ok());
            }
        });
        Self { address }
    }

    /// Sends these bytes after SYNC and closes.
    pub fn sending(bytes: Vec<u8>) -> Self {
        Self::start(PRIMARY, move |stream| stream.write_all(&bytes))
    }

    /// `redis://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }
}

fn converse(stream: TcpStream, info: &str, sync: &dyn Fn(&mut TcpStream) -> io::Result<()>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut output = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    loop {
        match read_command(&mut input)?.as_str() {
            "INFO" => write!(output, "${}\r\n{info}\r\n", info.len())?,
            "SYNC" => {
                sync(&mut output)?;
                return output.shutdown(std::net::Shutdown::Write);
            }
            _ => output.write_all(b"+OK\r\n")?,
        }
    }
}

/// The name of the next command.
fn read_command(input: &mut impl BufRead) -> io::Result<String> {
    let mut name = String::new();
    for at in 0..read_length(input)? {
        let mut word = vec![0; read_length(input)? + 2];
        input.read_exact(&mut word)?;
        if at == 0 {
            name = String::from_utf8_lossy(&word).trim_end().to_uppercase();
        }
    }
    Ok(name)
}

fn read_length(input: &mut impl BufRead) -> io::Result<usize> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    line.trim_end().get(1..).and_then(|digits| digits.parse().ok()).ok_or(io::ErrorKind::InvalidData.into())
}

/// Strings of 1 MiB without a pattern, as an RDB without a checksum, in the form with the length. `before` is called with
/// each one's number, and may make it wait.
///
/// # Errors
/// Those of the stream.
pub fn send_strings(stream: &mut TcpStream, count: u32, before: &dyn Fn(u32)) -> io::Result<()> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut value = Vec::with_capacity(1 << 20);
    while value.len() < 1 << 20 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        value.extend_from_slice(&state.to_le_bytes());
    }
    // Type 0, a key of four bytes, a length of 32 bits.
    let head = |number: u32| [&b"\x00\x04"[..], &number.to_be_bytes(), b"\x80\x00\x10\x00\x00"].concat();
    let (begin, end) = (b"REDIS0010\xfe\x00", b"\xff\0\0\0\0\0\0\0\0");
    let length = begin.len() + count as usize * (head(0).len() + value.len()) + end.len();
    write!(stream, "${length}\r\n")?;
    stream.write_all(begin)?;
    for number in 0..count {
        before(number);
        stream.write_all(&head(number))?;
        stream.write_all(&value)?;
    }
    stream.write_all(end)
}

/// A whole reply to SYNC.
pub struct Recording {
    /// `$EOF:<mark>\r\n` or `$<length>\r\n`.
    pub header: Vec<u8>,
    /// The RDB.
    pub rdb: Vec<u8>,
    /// The mark again; nothing in the other form.
    pub mark: Vec<u8>,
}

impl Recording {
    /// What a real server sends after SYNC.
    ///
    /// # Panics
    /// It does not send a whole snapshot within 20 s.
    pub fn of(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address()).expect("a server that listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        assert_eq!(server.password(), None, "recordings are taken from open servers");
        let mut input = BufReader::new(stream);
        let mut header = String::new();
        for request in ["REPLCONF capa eof\r\n", "REPLCONF rdb-only 1\r\n"] {
            input.get_mut().write_all(request.as_bytes()).expect("a server that reads");
            input.read_line(&mut header).expect("a line of a server");
        }
        // Not before the replies have come: SYNC is refused while some are pending.
        input.get_mut().write_all(b"SYNC\r\n").expect("a server that reads");
        while !header.starts_with('$') {
            header.clear();
            input.read_line(&mut header).expect("a line of a server");
        }
        let mut bytes = Vec::new();
        let announced = header.trim_end().strip_prefix("$EOF:").map(|mark| mark.as_bytes().to_vec());
        match announced {
            Some(mark) => {
                let mut chunk = vec![0; 64 * 1024];
                while !bytes.ends_with(&mark) {
                    let length = input.read(&mut chunk).expect("bytes of a snapshot");
                    assert!(length > 0, "the snapshot ended before its mark");
                    bytes.extend_from_slice(&chunk[..length]);
                }
                bytes.truncate(bytes.len() - mark.len());
                Self { header: header.into_bytes(), rdb: bytes, mark }
            }
            None => {
                bytes.resize(header.trim_end()[1..].parse().expect("a length"), 0);
                input.read_exact(&mut bytes).expect("bytes of a snapshot");
                Self { header: header.into_bytes(), rdb: bytes, mark: Vec::new() }
            }
        }
    }

    /// All of it as it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        [&self.header[..], &self.rdb, &self.mark].concat()
    }

    /// The same RDB in the `$<length>` form.
    pub fn with_length(rdb: &[u8]) -> Vec<u8> {
        [format!("${}\r\n", rdb.len()).as_bytes(), rdb].concat()
    }
}
