//! Real servers of other versions than the one on the PATH, as `tests/servers` fetches them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The server of a version, such as `7.4` or `valkey-9.1`.
///
/// # Panics
/// It is not there.
pub fn server(version: &str) -> PathBuf {
    let root = std::env::var_os("REDIS_OPS_SERVERS").unwrap_or_else(|| "/var/cache/redis-ops-servers".into());
    let folder = Path::new(&root).join(version).join("bin");
    let programs = ["redis-server", "valkey-server"].map(|name| folder.join(name));
    let found = programs.into_iter().find(|program| program.exists());
    found.unwrap_or_else(|| panic!("there is no server {version} in {}: run tests/setup", folder.display()))
}

/// A fixture, by its path below `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    assert!(path.exists(), "no fixture {name}");
    path
}

/// A program that says it is the redis-server on the PATH and, told to start, does `before` in the scratch folder and
/// then starts it with `options` besides.
pub fn odd_server(folder: &Path, before: &str, options: &str) -> PathBuf {
    let program = folder.join("odd-server");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exec redis-server --version\n{before}\nexec redis-server \"$@\" {options}\n"
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}
