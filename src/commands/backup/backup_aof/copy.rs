//! Copies the files of an AOF into a tar: parsed, counted and hashed in flight, and hashed in the pod.
//!
//! The last increment comes first, since it is the one that grows: what it holds when it is looked at is the time of the
//! backup, and all other files are complete by then. Where its last command was being written just then, it is copied
//! once more up to the command before.

use super::place::{self, AofPlace, Listing};
use crate::console::Console;
use crate::domain::backup::manifest::{AofFileCopy, CheckedBy};
use crate::error::{Error, Kind, Result};
use crate::formats::aof::{ReadStep, Role, Tail};
use crate::formats::rdb::Census;
use crate::k8s::pod_files::PodFiles;
use crate::store::Sink;
use crate::store::aof::{FileCheck, pack};
use crate::store::pack::Packing;
use crate::store::tee::{Stored, Tee};
use bytes::Bytes;
use std::time::Instant;

/// How often the copy is begun before it is given up.
const MOST_ATTEMPTS: usize = 4;
/// How often the last command may just be being written; each time the copy is begun again, after that file.
const MOST_TORN: usize = 20;

/// What is copied, and to where.
pub(super) struct Copy<'a> {
    pub(super) files: &'a PodFiles<'a>,
    pub(super) place: &'a AofPlace,
    pub(super) artefact: &'a str,
    pub(super) packing: &'a Packing,
    pub(super) console: &'a Console,
    /// Milliseconds since 1970: the time of the files in the archive, and when keys count as expired.
    pub(super) now_ms: u64,
}

/// No copy could be had. The set can go on without it where the sink is there.
pub(in crate::commands::backup) struct NotCopied {
    pub(in crate::commands::backup) error: Error,
    pub(in crate::commands::backup) sink: Option<Box<dyn Sink>>,
}

/// A copy that is whole.
pub(super) struct Copied {
    pub(super) stored: Stored,
    pub(super) files: Vec<AofFileCopy>,
    pub(super) census: Option<Census>,
    pub(super) seconds: f64,
}

/// Why an attempt came to nothing.
enum Trouble {
    /// Another attempt would not help.
    Fatal(Error),
    /// It may go well next time.
    Again(Error),
    /// The last file ends inside a command; up to here it is whole.
    Torn { good: u64 },
}

/// The end of the last file, where it is not what its size says.
struct Cut {
    listing: Listing,
    good: u64,
}

impl Copy<'_> {
    /// Copies into the sink, as often as needed: an artefact that comes to nothing is taken away again.
    ///
    /// # Errors
    /// Of kind Failed when files cannot be read or written, or rewrites come between every time; Verification when they
    /// are damaged.
    pub(super) async fn run(&self, mut sink: Box<dyn Sink>) -> Result<Copied, NotCopied> {
        let mut cut: Option<Cut> = None;
        let (mut attempt, mut torn) = (1, 0);
        loop {
            let listing = match place::list(self.files, self.place).await {
                Ok(Some(listing)) => listing,
                Ok(None) => match self.next_attempt(attempt, Error::failed("a file of the AOF is not there")) {
                    Ok(next) => {
                        attempt = next;
                        continue;
                    }
                    Err(error) => return Err(NotCopied { error, sink: Some(sink) }),
                },
                Err(error) => return Err(NotCopied { error, sink: Some(sink) }),
            };
            let good = cut.take().filter(|cut| cut.listing.is_same_aof(&listing)).map(|cut| cut.good);
            let trouble = match self.attempt(&listing, good, sink).await {
                Ok(copied) => return Ok(copied),
                Err((trouble, Some(again))) => {
                    sink = again;
                    trouble
                }
                Err((Trouble::Fatal(error) | Trouble::Again(error), None)) => {
                    return Err(NotCopied { error, sink: None });
                }
                Err((Trouble::Torn { .. }, None)) => {
                    let error = Error::failed("the backup was given up");
                    return Err(NotCopied { error, sink: None });
                }
            };
            let next = match trouble {
                Trouble::Fatal(error) => Err(error),
                Trouble::Torn { .. } if torn == MOST_TORN => {
                    let error = Error::failed("the last file of the AOF never ended with a whole command");
                    Err(error.cause(format!("it was looked at {torn} times")))
                }
                Trouble::Torn { good } => {
                    torn += 1;
                    self.console.call("the last command was being written: its file is copied up to the one before");
                    cut = Some(Cut { listing, good });
                    Ok(attempt)
                }
                Trouble::Again(error) => self.next_attempt(attempt, error),
            };
            match next {
                Ok(next) => attempt = next,
                Err(error) => return Err(NotCopied { error, sink: Some(sink) }),
            }
        }
    }

    fn next_attempt(&self, attempt: usize, error: Error) -> Result<usize> {
        if attempt >= MOST_ATTEMPTS {
            return Err(error.cause(format!("it was tried {attempt} times")));
        }
        self.console.status(&format!("copying again: {}", error.chain()));
        Ok(attempt + 1)
    }

    /// With the sink, where that can go on.
    async fn attempt(
        &self,
        listing: &Listing,
        good: Option<u64>,
        sink: Box<dyn Sink>,
    ) -> Result<Copied, (Trouble, Option<Box<dyn Sink>>)> {
        let tee = Tee::start_unparsed(sink, self.artefact.to_owned(), self.packing.clone());
        let started = Instant::now();
        match self.fill(&tee, listing, good).await {
            Ok((files, census)) => {
                let stored = tee.finish().await.map_err(|error| (Trouble::Fatal(error), None))?;
                Ok(Copied { stored, files, census, seconds: started.elapsed().as_secs_f64() })
            }
            // The store has given up, and knows why.
            Err(None) => {
                let error = tee.finish().await.err().unwrap_or_else(|| Error::failed("the backup was given up"));
                Err((Trouble::Fatal(error), None))
            }
            Err(Some(trouble)) => match tee.give_up().await {
                Ok(sink) => Err((trouble, Some(sink))),
                Err(error) => Err((Trouble::Fatal(error), None)),
            },
        }
    }

    async fn fill(
        &self,
        tee: &Tee,
        listing: &Listing,
        good: Option<u64>,
    ) -> Result<(Vec<AofFileCopy>, Option<Census>), Option<Trouble>> {
        let mut progress = self.console.progress("copying the AOF", Some(listing.bytes()));
        let (mut copies, mut census, mut done) = (Vec::new(), None, 0);
        let last = listing.steps.len().saturating_sub(1);
        let order = std::iter::once(last).chain(0..last);
        for index in order {
            let Some(step) = listing.steps.get(index) else { continue };
            let bytes = if index == last { good.unwrap_or(step.bytes).min(step.bytes) } else { step.bytes };
            let (copy, base) = self.file(tee, step, bytes, &mut |bytes| progress.set_done(done + bytes)).await?;
            done += bytes;
            census = census.or(base);
            copies.push((index, copy));
        }
        copies.sort_by_key(|(index, _)| *index);
        if let Some((_, manifest)) = &listing.manifest {
            // Files that are no part of the data any more were not copied.
            let kept = crate::formats::aof::Manifest { history: Vec::new(), ..manifest.clone() };
            let text = kept.to_bytes().map_err(|error| {
                Some(Trouble::Fatal(Error::failed("the manifest cannot be written").because(&error)))
            })?;
            self.put(tee, self.place.file.as_bytes(), text.into()).await?;
        }
        send(tee, pack::end()).await?;
        let after = place::list(self.files, self.place).await.map_err(again)?;
        if !after.is_some_and(|after| after.is_same_aof(listing)) {
            return Err(Some(Trouble::Again(
                Error::failed("the AOF was rewritten while it was copied")
                    .hint("take the backup when there are fewer writes, or redis-ops backup-rdb"),
            )));
        }
        Ok((copies.into_iter().map(|(_, copy)| copy).collect(), census))
    }

    /// One file: its header, its bytes, what fills up the last block.
    async fn file(
        &self,
        tee: &Tee,
        step: &ReadStep,
        bytes: u64,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(AofFileCopy, Option<Census>), Option<Trouble>> {
        let path = self.place.path(&step.name).map_err(fatal)?;
        let mut stream = self.files.open(&path, bytes).await.map_err(again)?;
        send(tee, self.header(&step.name, bytes)?).await?;
        let mut check = FileCheck::new(self.now_ms);
        let mut taken = 0;
        while let Some(piece) = stream.next().await.map_err(again)? {
            check.take(&piece);
            taken += piece.len() as u64;
            progress(taken);
            send(tee, piece).await?;
        }
        send(tee, pack::padding(bytes)).await?;
        let arrived = stream.finish();
        let read = check.finish(step);
        let name = &read.name;
        let damaged = |text: String| {
            Some(Trouble::Again(Error::new(Kind::Verification, format!("{name} is damaged")).cause(text)))
        };
        let ending = read.ending.map_err(|error| damaged(error.to_string()))?;
        if let Tail::Truncated { .. } = ending.tail {
            if step.may_be_truncated && ending.last_good_offset < bytes {
                return Err(Some(Trouble::Torn { good: ending.last_good_offset }));
            }
            return Err(damaged(format!("it is whole up to byte {} of {bytes}", ending.last_good_offset)));
        }
        let checked_by = self.compare(step, &path, bytes, &arrived.sha256).await?;
        let copy = AofFileCopy {
            name: read.name.clone(),
            role: step.role,
            bytes,
            sha256: arrived.sha256,
            commands: read.commands.commands,
            checked_by,
        };
        Ok((copy, read.base))
    }

    /// Whether what arrived is what lies there: by a hash taken in the pod, else by reading it once more.
    async fn compare(
        &self,
        step: &ReadStep,
        path: &str,
        bytes: u64,
        sha256: &str,
    ) -> Result<CheckedBy, Option<Trouble>> {
        let is_whole = !step.may_be_truncated && step.role != Role::Legacy;
        let (there, checked_by) = match self.files.fetch_sha256(path, bytes, is_whole).await.map_err(again)? {
            Some(there) => (there, CheckedBy::Sha256InPod),
            None => {
                let mut stream = self.files.open(path, bytes).await.map_err(again)?;
                while stream.next().await.map_err(again)?.is_some() {}
                (stream.finish().sha256, CheckedBy::SecondReading)
            }
        };
        if there == sha256 {
            return Ok(checked_by);
        }
        let text = format!("the SHA-256 of what arrived is {sha256}, and in the pod it is {there}");
        Err(Some(Trouble::Again(Error::failed(format!("{path} arrived as something else")).cause(text))))
    }

    /// A small file that is all there.
    async fn put(&self, tee: &Tee, name: &[u8], content: Bytes) -> Result<(), Option<Trouble>> {
        let bytes = content.len() as u64;
        send(tee, self.header(name, bytes)?).await?;
        send(tee, content).await?;
        send(tee, pack::padding(bytes)).await
    }

    fn header(&self, name: &[u8], bytes: u64) -> Result<Bytes, Option<Trouble>> {
        pack::header(&self.place.archived(name), bytes, self.now_ms / 1000).map_err(fatal)
    }
}

/// `None` where the store has given up.
async fn send(tee: &Tee, piece: Bytes) -> Result<(), Option<Trouble>> {
    if piece.is_empty() || tee.send(piece).await { Ok(()) } else { Err(None) }
}

fn fatal(error: Error) -> Option<Trouble> {
    Some(Trouble::Fatal(error))
}

fn again(error: Error) -> Option<Trouble> {
    Some(Trouble::Again(error))
}
