//! A proxy before the API server: HTTP CONNECT or SOCKS 5, to one port of this machine whatever name it is asked for.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A proxy that is there as long as the test's process.
pub struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Speaks HTTP, and leads to `port` who sends these credentials (`user:password` in base64), or anybody for none.
    pub fn http(port: u16, credentials: &'static str) -> Self {
        Self::start(move |client, asked| {
            let head = read_head(&mut client.try_clone()?)?;
            asked.lock().expect("not poisoned").push(head.clone());
            let is_right = head.lines().any(|line| {
                let (name, value) = line.split_once(": ").unwrap_or_default();
                name.eq_ignore_ascii_case("proxy-authorization") && value.strip_prefix("Basic ") == Some(credentials)
            });
            if !credentials.is_empty() && !is_right {
                return (&client).write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            }
            (&client).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            lead(client, port)
        })
    }

    /// Speaks SOCKS 5, without a password.
    pub fn socks(port: u16) -> Self {
        Self::start(move |client, asked| {
            let mut greeting = [0; 2];
            (&client).read_exact(&mut greeting)?;
            (&client).read_exact(&mut vec![0; usize::from(greeting[1])])?;
            (&client).write_all(&[5, 0])?;
            let mut request = [0; 5];
            (&client).read_exact(&mut request)?;
            // a name, which is looked up here
            assert_eq!(request[..4], [5, 1, 0, 3]);
            let mut name = vec![0; usize::from(request[4]) + 2];
            (&client).read_exact(&mut name)?;
            asked.lock().expect("not poisoned").push(String::from_utf8_lossy(&name[..name.len() - 2]).into_owned());
            (&client).write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0])?;
            lead(client, port)
        })
    }

    fn start(serve: impl Fn(TcpStream, &Mutex<Vec<String>>) -> io::Result<()> + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its port").port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (serve, asked) = (serve.clone(), Arc::clone(&kept));
                // a client that goes away is no matter
                std::thread::spawn(move || serve(client, &asked).ok());
            }
        });
        Self { port, asked }
    }

    /// Where it is.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it was asked for so far: the head of each CONNECT, or the name.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("not poisoned").clone()
    }
}

fn read_head(client: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Passes bytes on in both directions until one side ends.
fn lead(client: TcpStream, port: u16) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", port))?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    let up = std::thread::spawn(move || {
        io::copy(&mut from, &mut to).ok();
        to.shutdown(Shutdown::Write).ok();
    });
    let (mut from, mut to) = (server, client);
    io::copy(&mut from, &mut to).ok();
    to.shutdown(Shutdown::Both).ok();
    up.join().ok();
    Ok(())
}
