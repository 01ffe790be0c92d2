//! What a command changed for the time of its work, and puts back however it ended: done, failed, interrupted.
//!
//! A run that is ended early drops its work; the tasks kept here go on, and the run waits for them before it ends.

use crate::error::{Error, Result};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;

/// The tasks that a run waits for. Clones mean the same tasks.
#[derive(Debug, Clone, Default)]
pub struct Afterwards(Arc<Mutex<Vec<JoinHandle<Result<()>>>>>);

impl Afterwards {
    /// Has the run wait for a task, which must come to an end by itself once the work was dropped.
    pub fn wait_for(&self, task: JoinHandle<Result<()>>) {
        if let Ok(mut tasks) = self.0.lock() {
            tasks.push(task);
        }
    }

    /// Waits for all of them; what could not be put back, and what to do about it.
    pub(crate) async fn finish(&self, limit: Duration) -> Vec<Error> {
        let tasks = self.0.lock().map(|mut tasks| std::mem::take(&mut *tasks)).unwrap_or_default();
        let mut errors = Vec::new();
        for task in tasks {
            match tokio::time::timeout(limit, task).await {
                Ok(Ok(Ok(()))) => {}
                Ok(Ok(Err(error))) => errors.push(error),
                Ok(Err(error)) => errors.push(Error::failed("what was changed was not put back").because(&error)),
                Err(_) => errors.push(Error::failed("what was changed could not be put back in time")),
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tasks_are_waited_for_and_their_errors_come_back() {
        let afterwards = Afterwards::default();
        afterwards.wait_for(tokio::spawn(async { Ok(()) }));
        afterwards.wait_for(tokio::spawn(async { Err(Error::failed("no")) }));
        afterwards.wait_for(tokio::spawn(std::future::pending()));
        let errors = afterwards.finish(Duration::from_millis(20)).await;
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>()[0], "no");
        assert_eq!(errors.len(), 2);
    }
}
