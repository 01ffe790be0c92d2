//! The baseline as a file of this machine.

use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::upgrade::baseline::{Baseline, LONGEST};
use crate::error::{Error, Result};
use crate::target::discover::Target;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where the baseline is, or will be: `--baseline`, else a file of the working folder named after the instance.
pub(super) fn place(given: Option<&Path>, target: &Target) -> PathBuf {
    let name = naming::instance_folder(target.instance.namespace.as_deref(), &target.instance.name);
    given.map_or_else(|| PathBuf::from(format!("redis-ops-baseline.{name}.json")), Path::to_path_buf)
}

/// Writes it, mode 0600, under its name only when it is whole.
///
/// # Errors
/// Of kind Failed, naming the file.
pub(super) fn write(path: &Path, baseline: &Baseline) -> Result<()> {
    let failed = |error: &dyn std::error::Error| {
        Error::failed(format!("cannot write the baseline {}", path.display()))
            .because(error)
            .hint("--baseline FILE names another place")
    };
    let mut text = serde_json::to_vec_pretty(baseline).map_err(|error| failed(&error))?;
    text.push(b'\n');
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let written = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(&error)
    })
}

/// Reads the baseline of the target.
///
/// # Errors
/// Of kind Usage: it is not there, cannot be read, is none, or is another instance's.
pub(super) fn read(context: &Context, path: &Path, target: &Target) -> Result<Baseline> {
    let failed = || {
        Error::usage(format!("cannot read the baseline {}", path.display()))
            .hint("redis-ops pre-upgrade-check writes one before an upgrade; --baseline FILE names it")
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| failed().because(&error))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| failed().because(&error))?;
    if bytes.len() as u64 > LONGEST {
        return Err(failed().cause("it is longer than any baseline"));
    }
    let baseline = Baseline::parse(&bytes).map_err(|reason| failed().cause(reason))?;
    let instance = target.instance.full_name();
    if baseline.instance != instance {
        return Err(failed().cause(format!("it is of {}, and the target is {instance}", baseline.instance)));
    }
    context.console.status(&format!("baseline: {} of {}", path.display(), baseline.taken_at.format("%FT%TZ")));
    Ok(baseline)
}
