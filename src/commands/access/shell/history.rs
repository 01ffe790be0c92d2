//! What was typed before: a file that the user alone can read, and that no password gets into.

use crate::domain::command_words;
use crate::error::{Error, Result};
use crate::formats::words;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Lines that are kept.
pub(super) const MOST: usize = 1000;

/// The file.
#[derive(Debug)]
pub(super) struct History {
    path: PathBuf,
}

impl History {
    /// Opens the history below a folder, which is made, and reads it. A file that others can read is closed to them.
    ///
    /// # Errors
    /// Of kind Failed: it cannot be made or read.
    pub(super) fn open(folder: &Path) -> Result<(Self, Vec<String>)> {
        let path = folder.join("history");
        let failed = |error: &std::io::Error| Error::failed(format!("cannot use {}", path.display())).because(error);
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| failed(&error))?;
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(&error)),
        };
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let kept = lines[lines.len().saturating_sub(MOST)..].to_vec();
        if path.exists() {
            fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(|error| failed(&error))?;
        }
        if lines.len() > 2 * MOST {
            let temporary = folder.join(format!(".history.{}", std::process::id()));
            let shorter = kept.iter().fold(String::new(), |text, line| text + line + "\n");
            let replaced = write_new(&temporary, shorter.as_bytes()).and_then(|()| fs::rename(&temporary, &path));
            replaced.map_err(|error| failed(&error))?;
        }
        Ok((Self { path }, kept))
    }

    /// Adds a line, unless it has a password in it, or cannot be split into words and so might.
    ///
    /// # Errors
    /// Of kind Failed: it cannot be written.
    pub(super) fn add(&self, line: &str) -> Result<()> {
        if !is_kept(line) {
            return Ok(());
        }
        let mut options = File::options();
        let file = options.create(true).append(true).mode(0o600).open(&self.path);
        file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()))
            .map_err(|error| Error::failed(format!("cannot write {}", self.path.display())).because(&error))
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    File::options().create(true).write(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

/// Whether a line may be remembered.
pub(super) fn is_kept(line: &str) -> bool {
    let words = words::split(line);
    !line.trim().is_empty() && words.is_some_and(|words| !command_words::has_secret(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_remembered_and_others_cannot_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let state = folder.path().join("state");
        let (history, before) = History::open(&state).expect("it can be made");
        assert!(before.is_empty());
        for line in [
            "GET k",
            "AUTH hunter2",
            "config set requirepass hunter2",
            "ACL SETUSER x >hunter2",
            "AUTH \"hunter2",
            "PING",
        ] {
            history.add(line).expect("it can be written");
        }
        let file = state.join("history");
        assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("own file");
        let (_, lines) = History::open(&state).expect("it is there");
        assert_eq!(lines, ["GET k", "PING"]);
        assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text: String = (0..=2 * MOST).map(|number| format!("GET {number}\n")).collect();
        fs::write(folder.path().join("history"), text).expect("own file");
        let (_, lines) = History::open(folder.path()).expect("it is there");
        assert_eq!((lines.len(), lines.last().map(String::as_str)), (MOST, Some("GET 2000")));
        assert_eq!(fs::read_to_string(folder.path().join("history")).expect("own file").lines().count(), MOST);
        assert_eq!(fs::read_dir(folder.path()).expect("own folder").count(), 1, "no temporary file is left");
    }
}
