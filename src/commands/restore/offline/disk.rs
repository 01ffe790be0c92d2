//! The steps on the volume, through a helper pod: files written beside the others, and renames.

use super::aof::AofFiles;
use super::content::Content;
use super::file::RdbFile;
use crate::context::Context;
use crate::domain::restore::offline::layout::Aof;
use crate::domain::restore::offline::moves::{Listing, Move};
use crate::domain::restore::offline::record::Record;
use crate::error::{Error, Kind, Result};
use crate::formats::aof::Manifest;
use crate::formats::aof::manifest::{base_name, increment_name, manifest_name};
use crate::k8s::exec::{Ending, Output, TAKE};
use crate::k8s::helper_pod::HelperPod;
use crate::report::units;
use bytes::Bytes;
use std::sync::Mutex;
use tokio::sync::mpsc::Receiver;

/// How often bytes are sent that come short.
const ATTEMPTS: u32 = 3;
/// Longest file that is read back whole: a manifest.
const SMALL_BYTES: u64 = 64 * 1024;

/// The volume, in the hands of a helper.
pub(super) struct Disk<'a> {
    pub(super) context: &'a Context,
    pub(super) helper: &'a HelperPod,
    pub(super) record: &'a Record,
}

impl Disk<'_> {
    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.record.place.folder)
    }

    /// Names in the data folder and the run's own.
    pub(super) async fn fetch_listing(&self) -> Result<Listing> {
        let files = self.helper.files();
        let top = files.fetch_names(&self.record.place.folder).await?;
        let top = top.ok_or_else(|| {
            Error::failed(format!("{} cannot be listed in the helper pod", self.record.place.folder))
                .cause("the folder is not there, or the image has no ls")
        })?;
        let mut listing = Listing { top, ..Listing::default() };
        for (names, folder) in [
            (&mut listing.new, self.record.new_folder()),
            (&mut listing.aside, self.record.aside_folder()),
            (&mut listing.undone, self.record.undone_folder()),
        ] {
            *names = files.fetch_names(&self.path(&folder)).await?.unwrap_or_default();
        }
        Ok(listing)
    }

    /// Writes the new files into a folder of their own, and reads back what was written.
    pub(super) async fn write(&self, content: &Content) -> Result<()> {
        let (mark, layout) = (content.mark(), &self.record.layout);
        let folder = self.path(&self.record.new_folder());
        // What an interrupted run has left there is in no use.
        self.done(&["rm", "-rf", &folder], "remove what an earlier run has left").await?;
        self.done(&["mkdir", "-p", &folder], "make a folder for the new files").await?;
        let needed = mark.bytes.saturating_mul(layout.copies());
        if let Some(free) = self.helper.files().fetch_free_bytes(&folder).await?
            && free < needed
        {
            return Err(Error::failed(format!("{} has too little room for the new files", self.record.place.claim))
                .cause(format!("{} are free, and {} are needed", units::bytes(free), units::bytes(needed)))
                .hint("expand the claim, or remove what earlier restores kept aside"));
        }
        match content {
            Content::Rdb(file) => self.write_for_rdb(file, &folder).await?,
            Content::Aof(files) => self.write_aof(files, &folder).await?,
        }
        self.flush().await
    }

    async fn write_for_rdb(&self, file: &RdbFile, folder: &str) -> Result<()> {
        let (mark, layout) = (&file.mark, &self.record.layout);
        let rdb = format!("{folder}/{}", layout.rdb);
        self.send(&rdb, (mark.bytes, &mark.sha256), || file.stream()).await?;
        match layout.aof {
            Aof::Off => {}
            Aof::Manifest => self.make_aof_folder(folder, &rdb).await?,
            Aof::Single => {
                // It is written to in place, so that it must not be the same file.
                let single = format!("{folder}/{}", layout.aof_file);
                self.done(&["cp", &rdb, &single], "copy the RDB to the AOF").await?;
                self.prove(&single, mark.bytes, &mark.sha256).await?;
            }
        }
        Ok(())
    }

    /// The files of an AOF by the names that the server gives to its own, with a manifest; or all in one.
    async fn write_aof(&self, files: &AofFiles, folder: &str) -> Result<()> {
        let (mark, layout) = (&files.mark, &self.record.layout);
        if layout.aof == Aof::Single {
            let single = format!("{folder}/{}", layout.aof_file);
            return self.send(&single, (mark.bytes, &mark.sha256), || files.stream_whole()).await;
        }
        let folder = format!("{folder}/{}", layout.aof_folder);
        self.done(&["mkdir", "-p", &folder], "make the AOF's folder").await?;
        let (mut manifest, mut increments) = (String::new(), 0);
        for piece in &files.pieces {
            let (name, line) = if piece.is_base {
                let name = base_name(&layout.aof_file, 1, piece.is_rdb);
                (name.clone(), format!("file {name} seq 1 type b\n"))
            } else {
                increments += 1;
                let name = increment_name(&layout.aof_file, increments);
                (name.clone(), format!("file {name} seq {increments} type i\n"))
            };
            let path = format!("{folder}/{name}");
            self.send(&path, (piece.bytes, &piece.sha256), || files.stream(piece)).await?;
            manifest.push_str(&line);
        }
        if increments == 0 {
            let name = increment_name(&layout.aof_file, 1);
            self.make_empty(&format!("{folder}/{name}")).await?;
            manifest.push_str(&format!("file {name} seq 1 type i\n"));
        }
        let names = files.pieces.len() + usize::from(increments == 0);
        let parsed = Manifest::parse(manifest.as_bytes());
        if parsed.is_err() || manifest.lines().count() != names {
            return Err(Error::failed("the manifest of the AOF that was made is none").cause(manifest));
        }
        self.write_manifest(&folder, &manifest).await
    }

    /// Sends the bytes. The shell says how many have come; what came short is sent again.
    async fn send(
        &self,
        path: &str,
        (bytes, sha256): (u64, &str),
        stream: impl Fn() -> Receiver<Result<Bytes>>,
    ) -> Result<()> {
        if bytes == 0 {
            return self.make_empty(path).await;
        }
        let length = bytes.to_string();
        for attempt in 1.. {
            let progress = Mutex::new(self.context.console.progress("write", Some(bytes)));
            let taken = |bytes| {
                if let Ok(mut progress) = progress.lock() {
                    progress.set_done(bytes);
                }
            };
            let mut stream = stream();
            let command = ["sh", "-c", TAKE, "sh", &length, path];
            let output = self.helper.feed(&command, (bytes, &mut stream), taken).await?;
            drop(progress);
            let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if output.ending == Ending::Success && said == length {
                break;
            }
            if output.ending != Ending::Success || attempt == ATTEMPTS {
                return Err(self
                    .failed(&format!("write {path}"), &output)
                    .cause(format!("of {length} bytes it has {said}")));
            }
            self.context.console.status(&format!("the file came short ({said} of {length} bytes): it is sent again"));
        }
        self.prove(path, bytes, sha256).await
    }

    async fn make_empty(&self, path: &str) -> Result<()> {
        const EMPTY: &str = ": > \"$1\"";
        self.done(&["sh", "-c", EMPTY, "sh", path], "make the AOF's increment").await
    }

    async fn make_aof_folder(&self, folder: &str, rdb: &str) -> Result<()> {
        let layout = &self.record.layout;
        let folder = format!("{folder}/{}", layout.aof_folder);
        let [base, increment, _] = layout.aof_names();
        self.done(&["mkdir", "-p", &folder], "make the AOF's folder").await?;
        let base_path = format!("{folder}/{base}");
        // Neither is ever written to again, so that both names may be of one file, where the volume has links.
        let linked = self.helper.run(&["ln", rdb, &base_path]).await?;
        if linked.ending != Ending::Success {
            self.done(&["cp", rdb, &base_path], "copy the RDB to the AOF's base").await?;
        }
        self.prove(&base_path, self.record.file.bytes, &self.record.file.sha256).await?;
        self.make_empty(&format!("{folder}/{increment}")).await?;
        let text = format!("file {base} seq 1 type b\nfile {increment} seq 1 type i\n");
        self.write_manifest(&folder, &text).await
    }

    /// Writes the manifest, and reads it back.
    async fn write_manifest(&self, folder: &str, text: &str) -> Result<()> {
        const PRINT: &str = "printf %s \"$1\" > \"$2\"";
        let path = format!("{folder}/{}", manifest_name(&self.record.layout.aof_file));
        self.done(&["sh", "-c", PRINT, "sh", text, &path], "write the AOF's manifest").await?;
        let written = self.helper.files().fetch_small(&path, SMALL_BYTES).await?;
        if written != text.as_bytes() {
            return Err(Error::new(Kind::Verification, format!("{path} is not what was written to it")));
        }
        Ok(())
    }

    /// Reads a file back: by a hash that is made in the pod, or else here.
    async fn prove(&self, path: &str, bytes: u64, sha256: &str) -> Result<()> {
        let files = self.helper.files();
        let facts = files.fetch_facts(path).await?;
        let held = facts.map(|facts| facts.bytes);
        if held != Some(bytes) {
            let held = held.map_or_else(|| "it is not there".to_owned(), |held| format!("it has {held} bytes"));
            return Err(Error::failed(format!("{path} was not written whole"))
                .cause(format!("{held}, and should have {bytes}")));
        }
        let found = match files.fetch_sha256(path, bytes, true).await? {
            Some(found) => found,
            None => {
                let mut stream = files.open(path, bytes).await?;
                while stream.next().await?.is_some() {}
                stream.finish().sha256
            }
        };
        if found != sha256 {
            return Err(Error::failed(format!("{path} is not what was sent"))
                .cause(format!("its SHA-256 is {found}, and should be {sha256}")));
        }
        Ok(())
    }

    /// Renames, one after the other.
    pub(super) async fn carry_out(&self, moves: &[Move]) -> Result<()> {
        let mut folders: Vec<&str> = moves.iter().filter_map(|one| Some(one.to.rsplit_once('/')?.0)).collect();
        folders.dedup();
        for folder in folders {
            self.done(&["mkdir", "-p", &self.path(folder)], &format!("make the folder {folder}")).await?;
        }
        for Move { from, to } in moves {
            self.context.console.status(&format!("{from} becomes {to}"));
            self.done(&["mv", &self.path(from), &self.path(to)], &format!("move {from} to {to}")).await?;
        }
        if moves.is_empty() { Ok(()) } else { self.flush().await }
    }

    /// Takes the folder of the new files away, once they have their names or are in no use.
    pub(super) async fn clean_up(&self) -> Result<()> {
        let folder = self.path(&self.record.new_folder());
        self.done(&["rm", "-rf", &folder], "remove the folder of the new files").await
    }

    /// Has the node write to its disk what was changed. An image without the command leaves that to the unmounting.
    async fn flush(&self) -> Result<()> {
        let output = self.helper.run(&["sync"]).await?;
        match output.ending {
            Ending::Success | Ending::NoCommand(_) => Ok(()),
            _ => Err(self.failed("flush what was written", &output)),
        }
    }

    async fn done(&self, command: &[&str], what: &str) -> Result<()> {
        let output = self.helper.run(command).await?;
        if output.ending == Ending::Success { Ok(()) } else { Err(self.failed(what, &output)) }
    }

    fn failed(&self, what: &str, output: &Output) -> Error {
        Error::failed(format!("cannot {what} in the helper pod"))
            .cause(output.stderr.clone())
            .cause(format!("the command {}", output.ending.words()))
    }
}
