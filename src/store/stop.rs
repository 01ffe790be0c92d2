//! Tells a worker thread that nobody waits for it any more: the run was ended, its work is to be dropped.

use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Kept by the one who waits; the work is stopped when it is dropped.
#[derive(Debug, Default)]
pub struct StopOnDrop(Stop);

/// Asked by the worker, from chunk to chunk.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl StopOnDrop {
    /// What the worker asks.
    pub fn stop(&self) -> Stop {
        self.0.clone()
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

impl Stop {
    /// Ends the work if it is not wanted any more.
    ///
    /// # Errors
    /// Of kind Failed, which nobody sees.
    pub fn check(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(Error::failed("the work was given up")) } else { Ok(()) }
    }
}
