//! The way of a snapshot: over the replication protocol, or by a save on the pod's disk, read through exec.

use super::save::{self, Saved};
use crate::context::Context;
use crate::domain::backup::manifest::Checksum;
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::k8s::exec::Place;
use crate::k8s::pod_files::{FileStream, PodFiles};
use crate::store::tee::Stored;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::wire::line::Line;
use crate::wire::sync::{self, Opened, Patience, SnapshotStream};
use bytes::Bytes;
use serde::Serialize;
use std::time::Duration;

/// `--via`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ViaChoice {
    /// SYNC, and a save where that is denied.
    Auto,
    /// SYNC, which writes nothing in the pod unless the server is told to (repl-diskless-sync no).
    Diskless,
    /// BGSAVE, and the file is read.
    Disk,
}

/// The way a snapshot came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "way")]
pub(super) enum Via {
    /// SYNC.
    Diskless,
    /// SYNC, of a server with `repl-diskless-sync no`: it wrote its own RDB file first, and sent that.
    ThroughDisk,
    /// BGSAVE and exec.
    Disk {
        /// The file in the pod.
        path: String,
        /// Whether a save that was under way was joined.
        joined: bool,
    },
}

impl Via {
    /// In a word.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Via::Diskless | Via::ThroughDisk => "SYNC",
            Via::Disk { .. } => "BGSAVE",
        }
    }
}

/// What is wanted.
pub(super) struct Wish<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) answer: &'a Answer,
    pub(super) via: ViaChoice,
    pub(super) silence: Duration,
    pub(super) wait: Duration,
}

/// A snapshot that is being read.
pub(super) enum Snapshot<'a> {
    Sync(Box<SnapshotStream>),
    File { files: PodFiles<'a>, saved: Saved, stream: Box<FileStream> },
}

impl<'a> Wish<'a> {
    /// Opens it. `force` saves even where the disk looks too small.
    ///
    /// # Errors
    /// As [`sync::open`] and [`save::make`].
    pub(super) async fn open(&self, force: bool) -> Result<Snapshot<'a>> {
        let (context, target, member) = (self.context, self.target, &self.answer.member);
        if self.via == ViaChoice::Disk {
            return self.open_file(force).await;
        }
        let patience = Patience { reply: context.settings.node_timeout, silence: self.silence };
        let login = target.login(member);
        match sync::open(&target.dialer, member, &login, patience, &context.console).await? {
            Opened::Stream(stream) => Ok(Snapshot::Sync(stream)),
            Opened::Denied(error) if self.via == ViaChoice::Auto && target.dialer.kubernetes.is_some() => {
                context.console.status(&format!("{}: it saves to its disk instead", error.chain()));
                // What denied SYNC is what to mend, whatever is in the way of the second way.
                self.open_file(force).await.map_err(|second| {
                    let joined = error.hints().iter().fold(second, |all, hint| all.hint(hint.clone()));
                    joined.cause(format!("SYNC is denied as well: {}", error.chain()))
                })
            }
            Opened::Denied(error) => Err(error),
        }
    }

    async fn open_file(&self, force: bool) -> Result<Snapshot<'a>> {
        let member = &self.answer.member;
        let Some(kubernetes) = &self.target.dialer.kubernetes else {
            return Err(Error::refused("--via disk reads a file in a pod, and there is none with --url")
                .hint("--via diskless takes the snapshot over the network"));
        };
        let place = Place::of(member)?;
        let files = PodFiles::of(kubernetes, place, self.context.settings.node_timeout, self.silence);
        let mut line = Line::to(self.context, self.target, member);
        let info = self.answer.info().cloned().unwrap_or_else(Info::default);
        let saved = save::make(&mut line, &files, &info, self.wait, force).await?;
        let stream = Box::new(files.open_whole(&saved.path).await?);
        Ok(Snapshot::File { files, saved, stream })
    }
}

impl Snapshot<'_> {
    /// Its length in bytes, where that is known.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Snapshot::Sync(stream) => stream.length(),
            Snapshot::File { saved, .. } => Some(saved.bytes),
        }
    }

    /// The next bytes, or nothing at its end.
    ///
    /// # Errors
    /// Of kind Failed, when it stops before that.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>> {
        match self {
            Snapshot::Sync(stream) => stream.next().await,
            Snapshot::File { files, saved, stream } => {
                let piece = stream.next().await?;
                if piece.is_none() {
                    saved.compare_length(files, stream.taken()).await?;
                }
                Ok(piece)
            }
        }
    }

    /// The way it came.
    pub(super) fn via(&self) -> Via {
        match self {
            // Only of a file does a server know the length before it sends (redis/src/replication.c, sendBulkToSlave).
            Snapshot::Sync(stream) if stream.length().is_some() => Via::ThroughDisk,
            Snapshot::Sync(_) => Via::Diskless,
            Snapshot::File { saved, .. } => Via::Disk { path: saved.path.clone(), joined: saved.joined },
        }
    }

    /// What a file has to show besides its structure: that it is of the save that was waited for, and, where it has no
    /// checksum of its own, that it arrived as it lies there.
    ///
    /// # Errors
    /// Of kind Failed, where it is an old file, or did not arrive as it is.
    pub(super) async fn prove(&self, stored: &Stored, checksum: Checksum) -> Result<()> {
        let Snapshot::File { files, saved, .. } = self else { return Ok(()) };
        let made: Option<u64> = stored.census.aux.get("ctime").and_then(|time| time.parse().ok());
        if let Some(made) = made.filter(|made| *made < saved.not_before) {
            return Err(Error::failed(format!("{} is not the file of this save", saved.path))
                .cause(format!("it was made at {made}, and the save began at {} or later", saved.not_before))
                .hint("where CONFIG GET dir may be asked, the file need not be looked for: +config|get"));
        }
        if checksum == Checksum::Ok {
            return Ok(());
        }
        let there = match files.fetch_sha256(&saved.path, stored.plain_bytes, true).await? {
            Some(there) => there,
            None => {
                let mut again = files.open_whole(&saved.path).await?;
                while again.next().await?.is_some() {}
                again.finish().sha256
            }
        };
        if there == stored.plain_sha256 {
            return Ok(());
        }
        let text = format!("the SHA-256 of what arrived is {}, and in the pod it is {there}", stored.plain_sha256);
        Err(Error::new(Kind::Failed, format!("{} arrived as something else", saved.path)).cause(text))
    }
}
