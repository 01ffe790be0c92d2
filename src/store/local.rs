//! Sets in a folder of this machine: temporary names, fsync, rename, fsync of the folder, mode 0600.

use super::Sink;
use crate::domain::backup::manifest::{self, Manifest};
use crate::domain::backup::naming;
use crate::error::{Error, Result};
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A set being written into a folder of its own.
#[derive(Debug)]
pub struct LocalSink {
    folder: PathBuf,
    writing: Option<(File, PathBuf)>,
    /// Finished artefacts: temporary and final path.
    finished: Vec<(PathBuf, PathBuf)>,
    kept: bool,
}

impl LocalSink {
    /// Makes `<root>/<instance>/<set>/`, mode 0700. Where that exists already, because another backup began in the
    /// same second, a number is added to the name.
    ///
    /// # Errors
    /// Of kind Failed, naming the folder.
    pub fn create(root: &Path, instance: &str, set: &str) -> Result<Self> {
        let parent = root.join(instance);
        let failed = |path: &Path, error: &io::Error| {
            Error::failed(format!("cannot make the folder {}", path.display())).because(error).hint(ANOTHER_PLACE)
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&parent).map_err(|error| failed(&parent, &error))?;
        for attempt in 1..100 {
            let name = if attempt == 1 { set.to_owned() } else { format!("{set}-{attempt}") };
            let folder = parent.join(name);
            match DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return Ok(Self { folder, writing: None, finished: Vec::new(), kept: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(&folder, &error)),
            }
        }
        Err(Error::failed(format!("{} has a hundred sets of the same second already", parent.display())))
    }

    /// The folder of the set.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn open(&self, name: &str) -> Result<(File, PathBuf)> {
        let path = self.folder.join(format!(".{name}.partial"));
        let file = File::options().write(true).create_new(true).mode(0o600).open(&path);
        file.map(|file| (file, path.clone())).map_err(|error| failed_to("write", &path, &error))
    }
}

/// About the size of a manifest.
const TRIAL_BYTES: usize = 4096;
const ANOTHER_PLACE: &str = "name another place with --to DIR";

fn failed_to(what: &str, path: &Path, error: &io::Error) -> Error {
    let failed = Error::failed(format!("cannot {what} {}", path.display())).because(error);
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            failed.hint(format!("make room, or {ANOTHER_PLACE}"))
        }
        io::ErrorKind::FileTooLarge => failed.hint(format!(
            "raise the limit (ulimit -f tells the shell's, the file system has one too), or {ANOTHER_PLACE}"
        )),
        _ => failed.hint(ANOTHER_PLACE),
    }
}

fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| failed_to("sync the folder", path, &error))
}

impl Sink for LocalSink {
    fn try_out(&mut self) -> Result<()> {
        self.begin("trial")?;
        self.write(&[0; TRIAL_BYTES])?;
        self.discard()
    }

    fn begin(&mut self, artefact: &str) -> Result<()> {
        let (file, temporary) = self.open(artefact)?;
        self.finished.push((temporary.clone(), self.folder.join(artefact)));
        self.writing = Some((file, temporary));
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.writing {
            Some((file, path)) => file.write_all(bytes).map_err(|error| failed_to("write", path, &error)),
            None => Err(Error::failed("bytes of a backup came before its artefact began")),
        }
    }

    fn finish(&mut self) -> Result<()> {
        match self.writing.take() {
            Some((file, path)) => file.sync_all().map_err(|error| failed_to("sync", &path, &error)),
            None => Ok(()),
        }
    }

    fn discard(&mut self) -> Result<()> {
        let Some((file, path)) = self.writing.take() else { return Ok(()) };
        drop(file);
        self.finished.retain(|(temporary, _)| *temporary != path);
        fs::remove_file(&path).map_err(|error| failed_to("remove", &path, &error))
    }

    fn commit(&mut self, manifest: &[u8]) -> Result<Vec<String>> {
        self.begin(naming::MANIFEST)?;
        self.write(manifest)?;
        self.finish()?;
        // The order of `finished` makes the manifest the last to get its name.
        for (from, to) in &self.finished {
            fs::rename(from, to).map_err(|error| failed_to("rename", from, &error))?;
        }
        sync_folder(&self.folder)?;
        for above in self.folder.ancestors().skip(1).take(2).filter(|path| !path.as_os_str().is_empty()) {
            sync_folder(above)?;
        }
        Ok(vec![self.folder.display().to_string()])
    }

    fn keep(&mut self) {
        self.kept = true;
    }

    fn abort(&mut self) {
        self.writing = None;
        // The folder is ours alone, so these names are ours too. The manifest goes first: without it a set is none.
        for (temporary, named) in self.finished.drain(..).rev() {
            let _ = fs::remove_file(named);
            let _ = fs::remove_file(temporary);
        }
        // `create` made it, and it is empty unless somebody else put something in.
        let _ = fs::remove_dir(&self.folder);
        // And the instance's folder, if this was to be its first set.
        if let Some(parent) = self.folder.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
}

impl Drop for LocalSink {
    fn drop(&mut self) {
        if !self.kept {
            self.abort();
        }
    }
}

/// A set's manifest, read from its folder.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when it is no manifest.
pub fn fetch_manifest(folder: &Path) -> Result<Manifest> {
    let path = folder.join(naming::MANIFEST);
    let mut bytes = Vec::new();
    File::open(&path).and_then(|file| file.take(manifest::LONGEST + 1).read_to_end(&mut bytes)).map_err(|error| {
        let unreadable = Error::target(format!("cannot read {}", path.display())).because(&error);
        match error.kind() {
            io::ErrorKind::NotFound => unreadable.hint(format!(
                "a folder without {} is no finished backup: name a set, such as DIR/NAMESPACE.INSTANCE/TIME",
                naming::MANIFEST
            )),
            _ => unreadable,
        }
    })?;
    if bytes.len() as u64 > manifest::LONGEST {
        let message = format!("{} is larger than any manifest", path.display());
        return Err(Error::new(crate::error::Kind::Verification, message));
    }
    Manifest::parse(&bytes).map_err(|reason| {
        Error::new(crate::error::Kind::Verification, format!("{} cannot be used", path.display())).cause(reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        names.sort();
        names
    }

    #[test]
    fn nothing_has_its_name_before_the_commit() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let mut sink = LocalSink::create(root.path(), "apps.cache", "20261120T031502Z")?;
        sink.begin("dump.rdb")?;
        sink.write(b"REDIS")?;
        assert_eq!(names(sink.folder()), [".dump.rdb.partial"]);
        sink.finish()?;
        let folder = PathBuf::from(sink.commit(b"{}")?.concat());
        sink.keep();
        drop(sink);
        assert_eq!(names(&folder), ["dump.rdb", "manifest.json"]);
        assert_eq!(fs::metadata(folder.join("dump.rdb"))?.permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&folder)?.permissions().mode() & 0o777, 0o700);
        Ok(())
    }

    #[test]
    fn a_dropped_sink_leaves_nothing_and_takes_no_others_files() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let mut sink = LocalSink::create(root.path(), "apps.cache", "t")?;
        sink.begin("dump.rdb")?;
        sink.write(b"REDIS")?;
        drop(sink);
        assert!(names(root.path()).is_empty());
        Ok(())
    }

    #[test]
    fn an_artefact_that_is_given_up_leaves_the_others_and_its_name() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let mut sink = LocalSink::create(root.path(), "apps.cache", "t")?;
        sink.begin("dump.rdb")?;
        sink.finish()?;
        for content in [b"torn", b"whol"] {
            sink.begin("appendonly.tar")?;
            sink.write(content)?;
            if content == b"torn" {
                sink.discard()?;
                assert_eq!(names(sink.folder()), [".dump.rdb.partial"]);
            }
        }
        sink.finish()?;
        sink.discard()?;
        let folder = PathBuf::from(sink.commit(b"{}")?.concat());
        sink.keep();
        assert_eq!(names(&folder), ["appendonly.tar", "dump.rdb", "manifest.json"]);
        assert_eq!(fs::read(folder.join("appendonly.tar"))?, b"whol");
        Ok(())
    }

    #[test]
    fn a_committed_set_that_nobody_kept_is_taken_away() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let mut sink = LocalSink::create(root.path(), "apps.cache", "t")?;
        sink.begin("dump.rdb")?;
        sink.finish()?;
        let folder = PathBuf::from(sink.commit(b"{}")?.concat());
        assert_eq!(names(&folder), ["dump.rdb", "manifest.json"]);
        drop(sink);
        assert!(names(&root.path().join("apps.cache")).is_empty());
        Ok(())
    }

    #[test]
    fn a_name_that_cannot_be_given_takes_the_others_away() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let mut sink = LocalSink::create(root.path(), "apps.cache", "t")?;
        sink.begin("dump.rdb")?;
        sink.finish()?;
        let folder = sink.folder().to_owned();
        // A folder in the manifest's place: the rename of the artefact succeeds, that of the manifest does not.
        fs::create_dir(folder.join(naming::MANIFEST))?;
        assert!(sink.commit(b"{}").is_err());
        drop(sink);
        assert_eq!(names(&folder), [naming::MANIFEST]);
        Ok(())
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_said_to_be_full() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let mut sink = LocalSink::create(root.path(), "apps.cache", "t")?;
        let full = PathBuf::from("/dev/full");
        sink.writing = Some((File::options().write(true).open(&full)?, full));
        let error = sink.write(b"REDIS").expect_err("the disk is full");
        assert_eq!(error.chain(), "cannot write /dev/full: No space left on device (os error 28)");
        assert_eq!(error.hints(), ["make room, or name another place with --to DIR"]);
        Ok(())
    }

    #[test]
    fn two_sets_of_one_second_do_not_meet() -> Result<(), Box<dyn std::error::Error>> {
        let root = tempfile::tempdir()?;
        let first = LocalSink::create(root.path(), "a", "t")?;
        let second = LocalSink::create(root.path(), "a", "t")?;
        assert_ne!(first.folder(), second.folder());
        Ok(())
    }
}
