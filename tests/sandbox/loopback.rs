//! Pod addresses: 127.a.b.n, with a and b claimed by one sandbox, so that sandboxes run side by side.

use super::encoding;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};

/// The pod network of one sandbox.
#[derive(Debug)]
pub struct Loopback {
    prefix: [u8; 2],
    /// Bound at 127.a.b.1 as long as the sandbox lives: another sandbox that draws the same numbers fails to bind it.
    _claim: TcpListener,
    by_pod: BTreeMap<(String, String), Ipv4Addr>,
}

/// Where the claim listens: no well-known port, as a kubelet or a kube-proxy may hold those on every address, and below
/// the range that connections are made from.
const CLAIM_PORT: u16 = 21_477;

impl Loopback {
    /// Claims a network that nobody uses.
    ///
    /// # Panics
    /// None could be bound in 50 attempts (this needs Linux, where all of 127.0.0.0/8 is local).
    pub fn claim() -> Self {
        let mut last = None;
        for _ in 0..50 {
            let random = encoding::random();
            let prefix = [64 + (random % 190) as u8, (random >> 16) as u8];
            match TcpListener::bind((Ipv4Addr::new(127, prefix[0], prefix[1], 1), CLAIM_PORT)) {
                Ok(claim) => return Self { prefix, _claim: claim, by_pod: BTreeMap::new() },
                Err(error) => last = Some(error),
            }
        }
        panic!("no free loopback network for the pods: {last:?}");
    }

    /// The node's own address.
    pub fn node(&self) -> Ipv4Addr {
        Ipv4Addr::new(127, self.prefix[0], self.prefix[1], 1)
    }

    /// The address of a pod; a pod that comes again under its name gets the same one, as replicas follow addresses here
    /// where they follow names in a cluster.
    ///
    /// # Panics
    /// `port` is taken at the new address, or there are more than 200 pods.
    pub fn address(&mut self, namespace: &str, pod: &str, port: u16) -> Ipv4Addr {
        let key = (namespace.to_owned(), pod.to_owned());
        if let Some(address) = self.by_pod.get(&key) {
            return *address;
        }
        let number = u8::try_from(self.by_pod.len() + 10).expect("at most 200 pods");
        let address = Ipv4Addr::new(127, self.prefix[0], self.prefix[1], number);
        if let Err(error) = TcpListener::bind((address, port)) {
            panic!("{address}:{port} is not free ({error}): does a server listen on 0.0.0.0:{port}?");
        }
        self.by_pod.insert(key, address);
        address
    }
}
