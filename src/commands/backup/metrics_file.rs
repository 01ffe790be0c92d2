//! `--metrics-file`: what monitoring reads after a backup or a restore, whether it went well or not.

use crate::context::Context;
use crate::domain::backup::manifest::Manifest;
use crate::domain::backup::metrics::{Family, Run, render};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::report::Figures;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The option.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct MetricsArgs {
    /// Write metrics of the run for Prometheus's textfile collector, also when it fails
    #[arg(long, value_name = "FILE")]
    pub(in crate::commands) metrics_file: Option<PathBuf>,
}

/// The figures of a set.
pub(super) fn figures(manifest: &Manifest) -> Figures {
    let stored = manifest.artefacts().map(|artefact| artefact.stored_bytes);
    let files = manifest.besides.files.iter().map(|file| file.stored_bytes);
    Figures {
        namespace: manifest.instance.namespace.clone().unwrap_or_default(),
        instance: manifest.instance.name.clone(),
        bytes: Some(stored.chain(files).sum()),
        keys: manifest.keys(),
        ..Figures::default()
    }
}

/// Writes the metrics of a run that has ended: under a name that starts with a dot first, so that the collector, which
/// reads `*.prom`, never sees a half.
///
/// # Errors
/// Of kind Failed, naming the file.
pub fn write(
    context: &Context,
    path: &Path,
    (family, command): (Family, &str),
    started: Instant,
    exit: Exit,
    figures: &[Figures],
) -> Result<()> {
    let unknown = [of_target(context)];
    let figures = if figures.is_empty() { &unknown[..] } else { figures };
    let seconds = started.elapsed().as_secs_f64();
    let run = Run { family, command, exit, ended_at: context.now().timestamp(), seconds, figures };
    let before = fs::read_to_string(path).unwrap_or_default();
    let text = render(&run, &before);
    let failed = |error: std::io::Error| {
        Error::failed(format!("cannot write the metrics file {}", path.display())).because(&error)
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(error)
    })
}

/// What the run was about, as far as that became known.
fn of_target(context: &Context) -> Figures {
    let target = context.resolved();
    Figures {
        namespace: target.as_ref().and_then(|target| target.namespace.clone()).unwrap_or_default(),
        instance: target.and_then(|target| target.instance).unwrap_or_default(),
        ..Figures::default()
    }
}
