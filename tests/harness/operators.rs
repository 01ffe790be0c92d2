//! The redis-operators at work while a test goes on.

use crate::sandbox::Sandbox;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Time between two loops.
const EVERY: Duration = Duration::from_secs(2);

/// Operators that act until this is dropped.
pub struct Operators {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Operators {
    /// Has them act.
    pub fn of(sandbox: &Arc<Sandbox>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let (acting, ends) = (Arc::clone(sandbox), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            while !ends.load(Ordering::SeqCst) {
                // a server that ends meanwhile is an error of this loop, and seen by the next one
                catch_unwind(AssertUnwindSafe(|| acting.operators_act())).ok();
                std::thread::sleep(EVERY);
            }
        });
        Self { over, thread: Some(thread) }
    }
}

impl Drop for Operators {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
