//! A folder that only its owner may enter, and that is gone when nobody holds it any more.

use crate::error::{Error, Result};
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

/// The folder; dropping it removes it with all that is in it.
#[derive(Debug)]
pub struct ScratchFolder {
    path: PathBuf,
}

/// A file being written there.
#[derive(Debug)]
pub struct ScratchFile {
    file: File,
    path: PathBuf,
}

impl ScratchFolder {
    /// Makes one below `parent`, mode 0700.
    ///
    /// # Errors
    /// Of kind Target, naming the place.
    pub fn create(parent: &Path) -> Result<Self> {
        let parent = std::path::absolute(parent).map_err(|error| failed_to("find", parent, &error))?;
        for attempt in 1..1000 {
            let path = parent.join(format!("redis-ops-scratch-{}-{attempt}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed_to("make", &path, &error)),
            }
        }
        Err(Error::target(format!("{} is full of scratch folders of earlier runs", parent.display())))
    }

    /// Where it is, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a folder in it.
    ///
    /// # Errors
    /// Of kind Target.
    pub fn make_folder(&self, name: &str) -> Result<()> {
        let path = self.path.join(name);
        DirBuilder::new().mode(0o700).create(&path).map_err(|error| failed_to("make", &path, &error))
    }

    /// Begins a file in it; `name` may lie in a folder of it.
    ///
    /// # Errors
    /// Of kind Target.
    pub fn make_file(&self, name: &Path) -> Result<ScratchFile> {
        let path = self.path.join(name);
        let file = File::options().write(true).create_new(true).mode(0o600).open(&path);
        file.map(|file| ScratchFile { file, path: path.clone() }).map_err(|error| failed_to("write", &path, &error))
    }

    /// Makes a file of somewhere else appear in it, without copying.
    ///
    /// # Errors
    /// Of kind Target.
    pub fn link(&self, original: &Path, name: &str) -> Result<()> {
        let path = self.path.join(name);
        let linked = fs::canonicalize(original).and_then(|original| symlink(original, &path));
        linked.map_err(|error| failed_to("link", &path, &error))
    }
}

impl ScratchFile {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// Of kind Target, such as a full disk.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| failed_to("write", &self.path, &error))
    }

    /// The file itself.
    pub fn into_file(self) -> File {
        self.file
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // What a server that is just being killed makes meanwhile keeps the folder from going at the first attempt.
        for _ in 0..5 {
            match fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                _ => return,
            }
        }
    }
}

fn failed_to(what: &str, path: &Path, error: &io::Error) -> Error {
    Error::target(format!("cannot {what} {}", path.display()))
        .because(error)
        .hint("--scratch-dir DIR names another place for the scratch server")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn it_is_private_and_goes_with_all_that_is_in_it() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let parent = tempfile::tempdir()?;
        let original = parent.path().join("dump");
        fs::write(&original, "REDIS")?;
        let (first, second) = (ScratchFolder::create(parent.path())?, ScratchFolder::create(parent.path())?);
        assert_ne!(first.path(), second.path());
        assert_eq!(fs::metadata(first.path())?.permissions().mode() & 0o777, 0o700);
        first.make_folder("aof")?;
        first.make_file(Path::new("aof/a"))?.write(b"x")?;
        first.link(&original, "dump.rdb")?;
        assert_eq!(fs::read(first.path().join("dump.rdb"))?, b"REDIS");
        drop((first, second));
        let left: Vec<_> = fs::read_dir(parent.path())?.flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["dump"]);
        Ok(())
    }
}
