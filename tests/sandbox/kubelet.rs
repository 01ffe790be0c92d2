//! The thread that starts servers: it lives as long as the sandbox, since a child's parent-death signal (prctl(2),
//! PR_SET_PDEATHSIG) comes when the THREAD that started it ends.

use super::world::lock;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

type Job = Box<dyn FnOnce() + Send>;

/// Runs jobs one after the other in its thread; a job that panics does not end it.
#[derive(Debug)]
pub struct Kubelet {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Kubelet {
    /// Starts the thread.
    pub fn start() -> Self {
        let (jobs, queue) = channel::<Job>();
        let work = move || {
            for job in queue {
                catch_unwind(AssertUnwindSafe(job)).ok();
            }
        };
        let thread = thread::Builder::new().name("kubelet".to_owned()).spawn(work).expect("a thread");
        Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) }
    }

    /// Runs a job later; dropped where the sandbox is ending.
    pub fn post(&self, job: impl FnOnce() + Send + 'static) {
        if let Some(jobs) = &*lock(&self.jobs) {
            jobs.send(Box::new(job)).ok();
        }
    }

    /// Runs a job and waits for what it returns.
    ///
    /// # Panics
    /// With the job's panic, or the sandbox has ended.
    pub fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> T {
        let (done, result) = channel();
        self.post(move || {
            done.send(catch_unwind(AssertUnwindSafe(job))).ok();
        });
        match result.recv().expect("the sandbox has not ended") {
            Ok(value) => value,
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Takes no more jobs and waits for those that it has.
    pub fn stop(&self) {
        drop(lock(&self.jobs).take());
        if let Some(thread) = lock(&self.thread).take() {
            thread.join().ok();
        }
    }
}
