//! The command in the test's own process, for tests that run it thousands of times.

use redis_ops::context::Context;
use redis_ops::error::Error;
use redis_ops::report::Outcome;
use redis_ops::settings::{self, Settings};
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Runs command lines one after the other. Dropping it ends what they left running, as the end of a process would.
pub struct Inside(Option<Runtime>);

impl Inside {
    /// Ready to run.
    pub fn new() -> Self {
        Self(Some(Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")))
    }

    /// What the command returned, or its error with the exit status that the process would have had.
    pub fn run(&self, arguments: &[&str]) -> Result<Outcome, (Error, u8)> {
        let argv = std::iter::once(&"redis-ops").chain(arguments).map(OsString::from);
        let cli = redis_ops::cli::parse(argv).expect("a command line");
        let console = Arc::new(settings::console(&cli.global).expect("a console"));
        let settings = Settings::resolve(&cli.global).expect("settings");
        let context = Context { settings, console, argv: Vec::new(), deadline: None, history: Arc::default() };
        let nature = cli.command.nature();
        let runtime = self.0.as_ref().expect("not dropped");
        runtime.block_on(cli.command.run(&context)).map_err(|error| {
            let exit = error.exit(nature).code();
            (error, exit)
        })
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_timeout(Duration::from_secs(20));
        }
    }
}
