//! `port-forward`: addresses of this machine that lead to pods.

use crate::harness::{Running, Tool, until};
use crate::sandbox::{Connection, Deployment, Reply, Sandbox, Server};
use std::fs;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::time::Duration;

const CACHE: [&str; 5] = ["port-forward", "-n", "apps", "-r", "cache"];

fn address(line: &str) -> SocketAddr {
    line.strip_prefix("redis://").and_then(|rest| rest.split(' ').next()).and_then(|text| text.parse().ok()).unwrap()
}

fn connect(at: SocketAddr, server: &Server) -> Connection {
    let mut connection = Connection::open(at, Duration::from_secs(20)).unwrap();
    connection.call(&["AUTH", &server.password().unwrap()]).unwrap();
    connection
}

/// The role of whom a new connection leads to; none where it leads nowhere.
fn port_of(at: SocketAddr, server: &Server) -> Option<String> {
    let mut connection = Connection::open(at, Duration::from_secs(20)).ok()?;
    connection.call(&["AUTH", &server.password()?]).ok()?;
    match connection.call(&["CONFIG", "GET", "bind"]).ok()? {
        Reply::Error(_) => None,
        reply => Some(reply.to_string()),
    }
}

fn started(tool: &Tool, words: &[&str]) -> (Running, String) {
    let mut running = tool.start(&[&CACHE[..], words].concat());
    let line = running.line();
    (running, line)
}

#[test]
fn a_port_leads_to_the_primary_and_ctrl_c_ends_it_cleanly() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let password = primary.password().unwrap();
    let (running, line) = started(&tool, &[]);
    assert!(line.ends_with("  cache-redis-0 (primary)"), "{line}");
    let at = address(&line);
    assert!(at.ip().is_loopback());
    let mut connection = connect(at, &primary);
    let value = "x".repeat(3 << 20);
    connection.call(&["SET", "big", &value]).unwrap();
    assert_eq!(connection.call(&["GET", "big"]).unwrap().to_string(), value);
    let mut second = connect(at, &primary);
    assert_eq!(second.call(&["STRLEN", "big"]).unwrap().to_string(), value.len().to_string());
    // A client that says it will send no more still gets its reply.
    let mut half = std::net::TcpStream::connect(at).unwrap();
    half.write_all(b"PING\r\n").unwrap();
    half.shutdown(std::net::Shutdown::Write).unwrap();
    let mut reply = String::new();
    half.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("-NOAUTH"), "{reply}");
    running.signal("INT");
    let run = running.wait();
    assert!(run.expect(0).stdout.contains("connections: 3, 0 failed"), "{run}");
    assert!(!run.everything().contains(&password) && !line.contains(&password), "{run}");

    let (running, line) = started(&tool, &["--role", "replica", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    let mut connection = connect(address(json["url"].as_str().unwrap()), &primary);
    assert!(connection.call(&["ROLE"]).unwrap().to_string().starts_with("slave"));
    running.signal("TERM");
    running.wait().expect(143);
}

#[test]
fn the_address_stays_when_pods_restart_and_roles_move() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let [old, new, other] = [0, 1, 2].map(|ordinal| sandbox.pod("apps", &format!("cache-redis-{ordinal}")));
    let (running, line) = started(&tool, &[]);
    let at = address(&line);
    let leads_to =
        |server: &Server| port_of(at, server).is_some_and(|text| text.contains(&server.address().ip().to_string()));
    // The primary's server is killed, and comes again.
    let mut open = connect(at, &old);
    open.call(&["PING"]).unwrap();
    old.kill();
    until("the connection is closed", || open.call(&["PING"]).is_err());
    old.restart();
    until("a new connection leads to it again", || leads_to(&old));
    // Another primary: the old one's connections are closed, new ones lead to it.
    let mut open = connect(at, &old);
    open.call(&["PING"]).unwrap();
    new.cli(&["REPLICAOF", "NO", "ONE"]);
    for follower in [&old, &other] {
        follower.cli(&["REPLICAOF", &new.address().ip().to_string(), &new.port().to_string()]);
    }
    until("the connection to the old primary is closed", || open.call(&["PING"]).is_err());
    until("connections lead to the new one", || leads_to(&new));
    running.signal("INT");
    let run = running.wait();
    assert!(run.expect(0).stderr.contains("connections go to apps/cache-redis-1 from now on"), "{run}");
}

#[test]
fn a_socket_is_for_the_user_alone_and_gone_in_the_end() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    for (signal, code) in [("INT", 0), ("TERM", 143)] {
        let (running, line) = started(&tool, &["--socket"]);
        let path = std::path::PathBuf::from(line.strip_prefix("unix://").unwrap().split("  ").next().unwrap());
        let folder = path.parent().unwrap().to_owned();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        let mut stream = UnixStream::connect(&path).unwrap();
        stream.write_all(b"PING\r\n").unwrap();
        let mut reply = [0; 7];
        stream.read_exact(&mut reply).unwrap();
        assert_eq!(&reply, b"-NOAUTH");
        running.signal(signal);
        running.wait().expect(code);
        assert!(!folder.exists(), "{} is left", folder.display());
    }
}

#[test]
fn every_member_has_an_address_and_a_program_gets_the_first() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["port-forward", "-n", "default", "-r", "redis-cluster", "--all"]);
    let lines: Vec<String> = (0..6).map(|_| running.line()).collect();
    for line in &lines {
        let pod = line.split("  ").nth(1).unwrap().split(' ').next().unwrap();
        let mut connection = Connection::open(address(line), Duration::from_secs(20)).unwrap();
        let own = sandbox.pod("default", pod).cli(&["CLUSTER", "MYID"]);
        assert_eq!(connection.call(&["CLUSTER", "MYID"]).unwrap().to_string(), own, "{line}");
    }
    running.signal("INT");
    running.wait().expect(0);

    let script = "redis-cli -p $REDIS_PORT SET from program >&2; echo $REDIS_URL $REDIS_HOST; exit 7";
    let run = tool.run(&[&CACHE[..], &["--", "sh", "-c", script]].concat());
    assert!(run.expect(7).stdout.starts_with("redis://127.0.0.1:") && run.stdout.ends_with(" 127.0.0.1\n"), "{run}");
    let primary = sandbox.pod("apps", "cache-redis-0");
    assert_eq!(primary.cli(&["GET", "from"]), "program");
    assert!(!run.everything().contains(&primary.password().unwrap()), "{run}");
    tool.run(&[&CACHE[..], &["--", "no-such-program"]].concat()).expect(5);
}

#[test]
fn what_goes_wrong_is_told_and_the_client_is_let_go() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let (running, line) = started(&tool, &["--pod", "cache-redis-1"]);
    sandbox.deny("get", "pods/portforward");
    let mut client = std::net::TcpStream::connect(address(&line)).unwrap();
    let mut nothing = Vec::new();
    client.read_to_end(&mut nothing).unwrap();
    assert!(nothing.is_empty());
    running.signal("INT");
    let run = running.wait();
    assert!(run.expect(0).stderr.contains("pods/portforward") && run.stdout.contains("1 failed"), "{run}");
    tool.run(&CACHE).expect(5);
    sandbox.allow_all();
    // A port that is taken.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = tool.run(&[&CACHE[..], &["--local-port", &port]].concat());
    assert!(run.expect(5).stderr.contains("--local-port"), "{run}");
}
