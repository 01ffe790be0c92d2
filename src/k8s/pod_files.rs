//! Files in a pod, read through exec: so many bytes of one and not one more, hashed at both ends where the image has
//! something to hash with.
//!
//! What an image has is found out by trying, each kind of tool once per run. Nothing needs a shell except the hash of a
//! file's beginning, which takes two commands.

mod stream;

pub use stream::{FileRead, FileStream};

use super::client::Kubernetes;
use super::exec::{self, Ending, Output, Place};
use crate::error::{Error, Result};
use std::sync::Mutex;
use std::time::Duration;

/// What a slow node hashes in a second, within a container's small share of a core.
const HASHED_BYTES_PER_SECOND: u64 = 4 * 1024 * 1024;

/// A file as it was when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFacts {
    /// Its size in bytes.
    pub bytes: u64,
    /// Its number in the file system, which another file of the same name has not; none where nothing tells it.
    pub inode: Option<u64>,
}

/// Reads files of one container.
#[derive(Debug)]
pub struct PodFiles<'a> {
    kubernetes: &'a Kubernetes,
    place: Place,
    opening: Duration,
    silence: Duration,
    known: Mutex<Known>,
}

/// Which of the ways to do something the image has: the first that works, and of hashing those that do not.
#[derive(Debug, Default, Clone, Copy)]
struct Known {
    stat: usize,
    read: usize,
    cannot_hash: [bool; 4],
}

impl<'a> PodFiles<'a> {
    /// For a container. `opening` bounds the start of a command, `silence` the time between two arrivals.
    pub fn of(kubernetes: &'a Kubernetes, place: Place, opening: Duration, silence: Duration) -> Self {
        Self { kubernetes, place, opening, silence, known: Mutex::default() }
    }

    /// The container.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Size and number of a file; none where there is no such file.
    ///
    /// # Errors
    /// As [`exec::open`]; also when the image has nothing to tell sizes with.
    pub async fn fetch_facts(&self, path: &str) -> Result<Option<FileFacts>> {
        let ways: [&[&str]; 3] = [&["stat", "-L", "-c", "%s %i", path], &["wc", "-c", path], &["ls", "-nL", path]];
        for (index, way) in ways.iter().enumerate().skip(self.known().stat) {
            let output = self.run(way, self.silence).await?;
            match output.ending {
                Ending::Success => {
                    let text = String::from_utf8_lossy(&output.stdout).into_owned();
                    self.remember(|known| known.stat = index);
                    return parse_facts(way[0], &text).map(Some).ok_or_else(|| {
                        Error::target(format!("{} tells no size of {path}", way[0])).cause(text.trim().to_owned())
                    });
                }
                Ending::NoCommand(_) => {}
                _ if is_missing(&output.stderr) => return Ok(None),
                _ => return Err(self.failed(&format!("look at {path}"), &output)),
            }
        }
        Err(self.without(&format!("look at {path}"), "stat, wc nor ls"))
    }

    /// A small file, whole.
    ///
    /// # Errors
    /// As [`PodFiles::open`]; also when it is longer than `longest` or not there.
    pub async fn fetch_small(&self, path: &str, longest: u64) -> Result<Vec<u8>> {
        let attempt = || Error::target(format!("cannot read {path} in {}", self.place.pod));
        let facts = self.fetch_facts(path).await?.ok_or_else(|| attempt().cause("there is no such file"))?;
        if facts.bytes > longest {
            return Err(attempt().cause(format!("it has {} bytes, more than any such file", facts.bytes)));
        }
        let mut stream = self.open(path, facts.bytes).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = stream.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Names of what lies in a folder; none where there is no such folder, or nothing to list it with.
    ///
    /// # Errors
    /// As [`exec::open`].
    pub async fn fetch_names(&self, folder: &str) -> Result<Option<Vec<String>>> {
        let output = self.run(&["ls", "-1", folder], self.silence).await?;
        let names = || String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
        Ok((output.ending == Ending::Success).then(names))
    }

    /// Free bytes of the file system that holds a path; none where it cannot be told.
    ///
    /// # Errors
    /// As [`exec::open`].
    pub async fn fetch_free_bytes(&self, path: &str) -> Result<Option<u64>> {
        let output = self.run(&["df", "-Pk", path], self.silence).await?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(if output.ending == Ending::Success { parse_free(&text) } else { None })
    }

    /// The first `bytes` of a file, as a stream.
    ///
    /// # Errors
    /// As [`exec::open`]; also when the image has nothing to read files with.
    pub async fn open(&self, path: &str, bytes: u64) -> Result<FileStream> {
        let length = bytes.to_string();
        // cat reads on to the end of a file that grows; what is too much is not taken.
        let ways: [&[&str]; 2] = [&["head", "-c", &length, path], &["cat", path]];
        for (index, way) in ways.iter().enumerate().skip(self.known().read) {
            let stream = exec::open(self.kubernetes, &self.place, way, self.opening, self.silence).await?;
            if let Some(stream) = FileStream::begin(stream, path, Some(bytes)).await? {
                self.remember(|known| known.read = index);
                return Ok(stream);
            }
        }
        Err(self.without(&format!("read {path}"), "head nor cat"))
    }

    /// A whole file, as a stream to the end of what lies under its name when it is opened. Where it is replaced
    /// meanwhile, what comes is the one or the other; that it is whole has to be told by what is in it.
    ///
    /// # Errors
    /// As [`PodFiles::open`].
    pub async fn open_whole(&self, path: &str) -> Result<FileStream> {
        const ALL: &str = "9223372036854775807";
        let ways: [&[&str]; 2] = [&["cat", path], &["head", "-c", ALL, path]];
        for way in ways {
            let stream = exec::open(self.kubernetes, &self.place, way, self.opening, self.silence).await?;
            if let Some(stream) = FileStream::begin(stream, path, None).await? {
                return Ok(stream);
            }
        }
        Err(self.without(&format!("read {path}"), "cat nor head"))
    }

    /// SHA-256 of the first `bytes` of a file, computed in the pod, in hexadecimal; none where nothing there can.
    /// `whole` says that the file has just these bytes, which needs no shell.
    ///
    /// # Errors
    /// As [`exec::open`].
    pub async fn fetch_sha256(&self, path: &str, bytes: u64, whole: bool) -> Result<Option<String>> {
        const BY_SHA256SUM: &str = "head -c \"$1\" \"$2\" | sha256sum";
        const BY_OPENSSL: &str = "head -c \"$1\" \"$2\" | openssl dgst -sha256 -r";
        let length = bytes.to_string();
        let ways: [(&[&str], bool); 4] = [
            (&["sha256sum", path], true),
            (&["sh", "-c", BY_SHA256SUM, "sh", &length, path], false),
            (&["openssl", "dgst", "-sha256", "-r", path], true),
            (&["sh", "-c", BY_OPENSSL, "sh", &length, path], false),
        ];
        let silence = self.silence + Duration::from_secs(bytes / HASHED_BYTES_PER_SECOND);
        for (index, (way, only_whole)) in ways.iter().enumerate() {
            if self.known().cannot_hash[index] || (*only_whole && !whole) {
                continue;
            }
            let output = self.run(way, silence).await?;
            match output.ending {
                Ending::Success => return Ok(parse_sha256(&String::from_utf8_lossy(&output.stdout))),
                Ending::NoCommand(_) => self.remember(|known| known.cannot_hash[index] = true),
                _ => return Err(self.failed(&format!("hash {path}"), &output)),
            }
        }
        Ok(None)
    }

    async fn run(&self, command: &[&str], silence: Duration) -> Result<Output> {
        exec::run(self.kubernetes, &self.place, command, self.opening, silence).await
    }

    fn known(&self) -> Known {
        self.known.lock().map(|known| *known).unwrap_or_default()
    }

    fn remember(&self, change: impl FnOnce(&mut Known)) {
        if let Ok(mut known) = self.known.lock() {
            change(&mut known);
        }
    }

    fn failed(&self, what: &str, output: &Output) -> Error {
        Error::target(format!("cannot {what} in {}", self.place.pod))
            .cause(output.stderr.clone())
            .cause(format!("the command {}", output.ending.words()))
    }

    fn without(&self, what: &str, tools: &str) -> Error {
        Error::target(format!("cannot {what} in {}", self.place.pod))
            .cause(format!("container {} has neither {tools}", self.place.container))
            .hint("redis-ops backup-rdb needs no command in the image")
    }
}

fn is_missing(stderr: &str) -> bool {
    stderr.contains("No such file or directory")
}

/// `stat` prints size and inode, `wc` the size first, `ls -n` the size as its fifth word.
fn parse_facts(tool: &str, text: &str) -> Option<FileFacts> {
    let mut words = text.split_whitespace();
    match tool {
        "stat" => Some(FileFacts { bytes: words.next()?.parse().ok()?, inode: words.next()?.parse().ok() }),
        "wc" => Some(FileFacts { bytes: words.next()?.parse().ok()?, inode: None }),
        _ => Some(FileFacts { bytes: words.nth(4)?.parse().ok()?, inode: None }),
    }
}

/// The fourth word of the line after the heading (POSIX `df -P`), in KiB.
fn parse_free(text: &str) -> Option<u64> {
    let free: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    free.checked_mul(1024)
}

/// 64 digits; before a name with odd characters `sha256sum` writes a backslash.
fn parse_sha256(text: &str) -> Option<String> {
    let digits = text.trim_start_matches('\\').get(..64)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_answers_are_understood() {
        assert_eq!(parse_facts("stat", "1234 99\n"), Some(FileFacts { bytes: 1234, inode: Some(99) }));
        assert_eq!(parse_facts("wc", "  1234 /data/a b\n"), Some(FileFacts { bytes: 1234, inode: None }));
        let listed = "-rw-r--r--    1 999      1000          1234 Nov 20 03:15 /data/dump.rdb\n";
        assert_eq!(parse_facts("ls", listed), Some(FileFacts { bytes: 1234, inode: None }));
        assert_eq!(parse_facts("stat", "nonsense"), None);
        let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /data\n";
        assert_eq!(parse_free(df), Some(61_440));
        let digits = "a".repeat(64);
        assert_eq!(parse_sha256(&format!("\\{digits}  /da\\nta\n")), Some(digits.clone()));
        assert_eq!(parse_sha256(&format!("{digits} *-\n")), Some(digits));
        assert_eq!(parse_sha256("short"), None);
    }
}
