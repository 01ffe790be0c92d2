//! The API server as a process that can be killed: a tokio runtime of its own, on a port that stays.

use super::api;
use super::tls::{Tls, TlsListener};
use super::world::{World, lock};
use axum::Router;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

/// The API server of one sandbox.
pub struct ApiServer {
    world: Arc<World>,
    tls: Tls,
    port: u16,
    runtime: Mutex<Option<Runtime>>,
}

impl ApiServer {
    /// Starts it on a free port of 127.0.0.1.
    pub fn start(world: Arc<World>) -> Self {
        let tls = Tls::generate();
        let (runtime, port) = serve(&world, &tls, 0);
        Self { world, tls, port, runtime: Mutex::new(Some(runtime)) }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of its CA, PEM.
    pub fn ca_pem(&self) -> &str {
        &self.tls.ca_pem
    }

    /// Ends it as SIGKILL would: every connection is cut, none is accepted.
    pub fn kill(&self) {
        if let Some(runtime) = lock(&self.runtime).take() {
            // in a thread, as a runtime must not be waited for inside of another, and a test may be in one
            let end = move || runtime.shutdown_timeout(Duration::from_secs(2));
            thread::spawn(end).join().expect("the runtime ends");
        }
    }

    /// Starts it again on the same port, with the same certificates.
    pub fn restart(&self) {
        self.kill();
        let (runtime, _) = serve(&self.world, &self.tls, self.port);
        *lock(&self.runtime) = Some(runtime);
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn serve(world: &Arc<World>, tls: &Tls, port: u16) -> (Runtime, u16) {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let router = Router::new().fallback(api::serve).with_state(Arc::clone(world));
    let acceptor = tls.acceptor.clone();
    // bound by a thread that is in no runtime
    let listener = std::net::TcpListener::bind(address).expect("the API server's port");
    listener.set_nonblocking(true).expect("a socket");
    let port = listener.local_addr().expect("bound").port();
    runtime.spawn(async move {
        let listener = TcpListener::from_std(listener).expect("inside of a runtime");
        let listener = TlsListener::new(listener, acceptor);
        axum::serve(listener, router).await.ok();
    });
    (runtime, port)
}
