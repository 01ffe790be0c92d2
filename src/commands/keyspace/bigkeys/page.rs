//! A file with names of keys: written under another name first, readable by its owner alone, for names are data.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Says beforehand what would only be found at the end of a long scan.
pub(super) fn check(path: &Path, option: &str) -> Result<()> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(Error::usage(format!("{} is a folder: {option} takes the name of a file", path.display())));
    }
    let folder = folder(path);
    if !folder.is_dir() {
        return Err(Error::usage(format!("there is no folder {} for {option}", folder.display())));
    }
    Ok(())
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Writes it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = folder(path).join(format!(".{name}.{}.partial", std::process::id()));
    let work = || {
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    work().map_err(|error| {
        let _ = fs::remove_file(&temporary);
        Error::failed(format!("cannot write {}", path.display())).because(&error)
    })
}
