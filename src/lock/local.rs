//! The lock of this machine: a file held by flock, which the kernel lets go when the process ends.

use super::{held_by, process};
use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::lock::Holder;
use crate::error::{Error, Result};
use crate::target::topology::Instance;
use crate::undo::Pending;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::PathBuf;

/// Takes the lock of the instance.
///
/// # Errors
/// Locked, naming the holder; Failed, when no file can be made.
pub(super) fn take(context: &Context, instance: &Instance, holder: &Holder) -> Result<Pending> {
    let name = naming::instance_folder(instance.namespace.as_deref(), &instance.name);
    let path = folder()?.join(format!("{name}.lock"));
    let failed =
        |error: &dyn std::error::Error| Error::failed(format!("cannot lock {}", path.display())).because(error);
    let options = || File::options().create(true).read(true).write(true).truncate(false).mode(0o600).open(&path);
    let mut file = options().map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let _ = file.read_to_string(&mut text);
            let other = serde_json::from_str(&text).unwrap_or_else(|_| process::holder("a run", String::new()));
            return Err(held_by(&other, &instance.full_name(), context.now()));
        }
        Err(TryLockError::Error(error)) => return Err(failed(&error)),
    }
    let text = serde_json::to_string(holder).unwrap_or_default();
    let written =
        file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.write_all(text.as_bytes()));
    written.map_err(|error| failed(&error))?;
    // The file stays: taking it away would let two runs hold locks on different files of one name.
    Ok(context.undo.register(format!("the lock {}", path.display()), "", async move {
        // Not by closing alone: a process being started at this moment holds a copy of the descriptor until its exec.
        let _ = file.unlock();
        Ok(())
    }))
}

/// The user's own folder for such files: `$XDG_RUNTIME_DIR`, else one below the temporary folder which must be ours.
fn folder() -> Result<PathBuf> {
    let run = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_dir());
    let own = fs::metadata("/proc/self").map(|meta| meta.uid()).unwrap_or_default();
    let folder = match run {
        Some(run) => run.join("redis-ops"),
        None => std::env::temp_dir().join(format!("redis-ops-{own}")),
    };
    let failed =
        |text: String| Error::failed(format!("cannot use the folder of locks {}", folder.display())).cause(text);
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|error| failed(error.to_string()))?;
    let meta = fs::symlink_metadata(&folder).map_err(|error| failed(error.to_string()))?;
    if !meta.is_dir() || meta.uid() != own {
        return Err(failed("it belongs to somebody else".to_owned()));
    }
    Ok(folder)
}
