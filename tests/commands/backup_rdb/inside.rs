//! The command in the test's own process, for tests that run it thousands of times.

use redis_ops::cli::{self, Cli};
use redis_ops::commands::Command;
use redis_ops::commands::backup::{BackupCommand, backup_rdb};
use redis_ops::context::Context;
use redis_ops::error::Error;
use redis_ops::exit::Nature;
use redis_ops::report::Outcome;
use redis_ops::settings::{self, Settings};
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// A command line of backup-rdb that can be run again and again. Dropping it ends what the runs left behind, as the end
/// of a process would.
pub struct Inside {
    runtime: Option<Runtime>,
    cli: Cli,
    context: Context,
}

impl Inside {
    /// Ready to run.
    pub fn new(arguments: &[&str]) -> Self {
        let argv = ["redis-ops", backup_rdb::NAME].iter().chain(arguments).map(OsString::from);
        let cli = cli::parse(argv).expect("a command line");
        let console = Arc::new(settings::console(&cli.global).expect("a console"));
        let settings = Settings::resolve(&cli.global).expect("settings");
        let context = Context {
            settings,
            console,
            argv: Vec::new(),
            deadline: None,
            ending: Arc::default(),
            history: Arc::default(),
            undo: Arc::default(),
            means_data: true,
            target: Arc::default(),
        };
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        Self { runtime: Some(runtime), cli, context }
    }

    /// What the command returned, or its error with the exit status that the process would have had.
    pub fn run(&self) -> Result<Outcome, (Error, u8)> {
        let Command::Backup(command) = &self.cli.command else { panic!("another command") };
        let BackupCommand::BackupRdb(args) = &**command else { panic!("another command") };
        let runtime = self.runtime.as_ref().expect("not dropped");
        let ended = runtime.block_on(backup_rdb::run(&self.context, args));
        assert_eq!(runtime.block_on(self.context.undo.all()), []);
        ended.map_err(|error| {
            let exit = error.exit(Nature::Acting).code();
            (error, exit)
        })
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(20));
        }
    }
}
