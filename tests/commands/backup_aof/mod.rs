//! `backup-aof`: what it copies, what it leaves on the server, and what happens when something goes wrong.

mod copies;

use crate::harness::{Run, Tool};
use std::path::PathBuf;

/// The set of a run that ended well: the folder that its last line names.
fn set_of(tool: &Tool, run: &Run) -> PathBuf {
    let folder = tool.folder().join(run.last_line());
    assert!(folder.join("manifest.json").is_file(), "the last line is no set's folder\n{run}");
    folder
}
