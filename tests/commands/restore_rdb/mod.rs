//! `restore-rdb` against real servers: what is written is what was backed up, and nothing else is touched.

pub(super) mod clusters;
mod conflicts;
mod faults;
mod read_back;
mod refusals;
mod values;

use super::backup_rdb::dataset::{self, Contents};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::path::PathBuf;

/// A bare pod with keys of every kind, and their backup in the tool's folder.
struct World {
    sandbox: Sandbox,
    server: Server,
    tool: Tool,
    set: String,
}

const TARGET: [&str; 2] = ["-n", "tutorial"];
const CONFIRM: [&str; 2] = ["--confirm", "tutorial/redis"];

impl World {
    /// With [`dataset::fill`].
    fn new() -> Self {
        Self::with(dataset::fill)
    }

    fn with(fill: impl Fn(&Server)) -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
        let server = sandbox.pod("tutorial", "redis");
        server.config_set("save", "");
        fill(&server);
        let tool = Tool::on(&sandbox);
        let run = tool.run(&["backup-rdb", "-n", "tutorial", "--to", "backups"]);
        run.expect(0);
        let set = run.last_line().to_owned();
        Self { sandbox, server, tool, set }
    }

    /// Removes keys and functions.
    fn empty(&self) {
        self.server.cli(&["FLUSHALL"]);
        self.server.cli(&["FUNCTION", "FLUSH"]);
    }

    fn words<'a>(&'a self, options: &[&'a str]) -> Vec<&'a str> {
        [&["restore-rdb", self.set.as_str()][..], &TARGET, options].concat()
    }

    fn restore(&self, options: &[&str]) -> Run {
        self.tool.run(&self.words(options))
    }

    fn json(&self, options: &[&str]) -> Run {
        self.restore(&[options, &["-o", "json"]].concat())
    }
}

/// A count of the report.
fn count(run: &Run, name: &str) -> u64 {
    run.json()["data"][name].as_u64().unwrap_or_else(|| panic!("no {name}\n{run}"))
}

/// The notes of runs that were cut short.
fn notes(tool: &Tool) -> Vec<PathBuf> {
    tool.backup_files().into_iter().filter(|path| path.to_string_lossy().starts_with(".restore-rdb")).collect()
}

fn dbsize(server: &Server) -> u64 {
    server.cli(&["DBSIZE"]).parse().expect("a number")
}

#[test]
fn an_empty_server_gets_back_every_key() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.empty();
    let plan = world.json(&["--dry-run"]);
    plan.expect(0);
    assert_eq!((plan.json()["data"]["plan"]["danger"].as_str(), dbsize(&world.server)), (Some("changes"), 0), "{plan}");
    let run = world.json(&["--yes"]);
    run.expect(0);
    assert_eq!((count(&run, "restored"), count(&run, "failed")), (before.keys.len() as u64, 0), "{run}");
    Contents::of(&world.server).assert_same(&before);
    assert!(notes(&world.tool).is_empty() && world.tool.backup_files().is_empty(), "{:?}", world.tool.backup_files());
}

#[test]
fn a_file_goes_to_a_server_by_its_address_over_several_connections() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.empty();
    let gz = world.tool.folder().join(&world.set).join("dump.rdb.gz");
    let tool = Tool::alone();
    let url = format!("redis://{}", world.server.address());
    let gz = gz.to_str().expect("a path");
    let run = tool.run(&["restore-rdb", gz, "--url", &url, "--yes", "--connections", "4", "--rate-limit", "10MiB"]);
    run.expect(0);
    Contents::of(&world.server).assert_same(&before);
}
