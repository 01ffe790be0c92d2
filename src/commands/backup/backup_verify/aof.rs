//! AOFs: every file of the set to its end, and what a cut at the end of the last one costs.

use super::load::{Data, ToLoad};
use super::{FileResult, Form, Looking, Verified, damaged, rdb};
use crate::domain::backup::fitting::Need;
use crate::domain::backup::manifest::Artefact;
use crate::error::Result;
use crate::formats::aof::{AofCensus, Inside, Role, Tail};
use crate::formats::rdb::{Census, Header};
use crate::report::{Finding, Severity};
use crate::store::aof::{self, FileRead, FoundAof};
use crate::store::source::{self, Depth};
use crate::store::stop::Stop;
use crate::store::stored::Stored;
use crate::store::unpack::Form as StoredForm;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The report on an AOF.
#[derive(Debug, Serialize)]
pub(super) struct AofReport {
    /// The archive it is in, in a set.
    pub(super) artefact: Option<String>,
    /// `folder`, `file` or `tar`.
    pub(super) place: &'static str,
    /// Name of its manifest; none for the one file of a server before Redis 7.
    pub(super) manifest: Option<String>,
    /// The files in the order they are read.
    pub(super) files: Vec<AofFile>,
    /// Files beside them that are no part of the data.
    pub(super) others: Vec<String>,
}

/// One file.
#[derive(Debug, Serialize)]
pub(super) struct AofFile {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) bytes: u64,
    /// How it was found to be.
    pub(super) state: AofState,
    /// Bytes that are whole commands, from its start; none with --quick.
    pub(super) good_bytes: Option<u64>,
    /// Its commands; none with --quick.
    pub(super) commands: Option<AofCensus>,
    /// The snapshot at its start, if it has one.
    pub(super) base: Option<Census>,
}

/// How a file was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AofState {
    /// It is there.
    Listed,
    /// Read to its end.
    Whole,
    /// The end is missing, and servers go on without it.
    Truncated,
    /// No server loads it.
    Damaged,
}

/// Verifies an AOF that was found.
pub(super) fn verify(subject: &str, found: FoundAof, depth: Depth, now_ms: u64, stop: &Stop) -> Result<Verified> {
    let mut verified = Verified::new(Form::Aof);
    let mut report = AofReport {
        artefact: None,
        place: found.form(),
        manifest: found.manifest.as_ref().map(|manifest| String::from_utf8_lossy(&manifest.name).into_owned()),
        files: Vec::new(),
        others: found.set.others.iter().map(|file| String::from_utf8_lossy(&file.name).into_owned()).collect(),
    };
    report.others.retain(|name| Some(name) != report.manifest.as_ref());
    if depth == Depth::Quick {
        report.files = found
            .set
            .steps
            .iter()
            .map(|step| AofFile {
                name: String::from_utf8_lossy(&step.name).into_owned(),
                role: step.role,
                bytes: step.bytes,
                state: AofState::Listed,
                good_bytes: None,
                commands: None,
                base: None,
            })
            .collect();
        verified.aofs.push(report);
        return Ok(verified);
    }
    let files = match aof::read(&found, now_ms, stop) {
        Ok(files) => files,
        Err(error) => {
            verified.keep(subject, error)?;
            return Ok(verified);
        }
    };
    let findings: Vec<Finding> = files.iter().filter_map(|file| judge(subject, file)).collect();
    let is_loadable = findings.iter().all(|finding| finding.severity < Severity::Critical);
    if depth == Depth::Load && is_loadable {
        verified.to_load.push(to_load(subject, found, &files));
    }
    verified.findings.extend(findings);
    report.files = files.into_iter().map(into_report).collect();
    verified.aofs.push(report);
    Ok(verified)
}

/// Verifies the archive of a set: as it is stored against the manifest, then what is in it, file by file.
pub(super) fn verify_artefact(
    verified: &mut Verified,
    file: &Stored,
    artefact: &Artefact,
    looking: &Looking<'_>,
) -> Result<()> {
    let Looking { depth, now_ms, stop, identities } = *looking;
    let subject = file.shown().display().to_string();
    let read = match source::read(file, StoredForm::default(), Depth::Quick, now_ms, stop) {
        Ok(read) => read,
        Err(error) => return verified.keep(&subject, error),
    };
    let mut wrong = rdb::judge(artefact, &read);
    let mut report = rdb::report(&artefact.name, &read, false, depth);
    if depth != Depth::Quick && wrong.is_empty() {
        match aof::find_in_tar(file, identities, stop) {
            Err(error) => verified.keep(&subject, error)?,
            Ok(found) => {
                let inner = verify(&subject, found, depth, now_ms, stop)?;
                wrong.extend(inner.aofs.iter().flat_map(|found| differences(artefact, found)));
                let base = inner.aofs.iter().flat_map(|found| &found.files).find_map(|file| file.base.as_ref());
                wrong.extend(base.and_then(|base| artefact.miscounted(base.keys)));
                report.census = inner.aofs.iter().flat_map(|found| &found.files).find_map(|file| file.base.clone());
                verified.findings.extend(inner.findings);
                verified.to_load.extend(inner.to_load);
                let named = |found| AofReport { artefact: Some(artefact.name.clone()), ..found };
                verified.aofs.extend(inner.aofs.into_iter().map(named));
            }
        }
    }
    verified.findings.extend(wrong.into_iter().map(|text| damaged(&subject, text)));
    report.verified = verified.findings.iter().all(|finding| finding.subject != subject);
    // Commands have no checksum.
    report.result = FileResult::of(report.verified, depth, false);
    verified.artefacts.push(report);
    Ok(())
}

/// What differs between the files of an archive and those of its manifest.
fn differences(artefact: &Artefact, found: &AofReport) -> Vec<String> {
    let listed = artefact.aof.as_ref().map(|aof| aof.files.as_slice()).unwrap_or_default();
    let of_manifest = listed.iter().map(|file| (file.name.as_str(), file.bytes, Some(file.commands)));
    let counted = |file: &AofFile| file.commands.as_ref().map(|census| census.commands);
    let of_archive = found.files.iter().map(|file| (file.name.as_str(), file.bytes, counted(file)));
    if of_manifest.clone().eq(of_archive.clone()) {
        return Vec::new();
    }
    let words = |files: Vec<(&str, u64, Option<u64>)>| {
        let words = files.iter().map(|(name, bytes, commands)| {
            format!("{name} of {bytes} bytes and {} commands", commands.unwrap_or_default())
        });
        words.collect::<Vec<_>>().join(", ")
    };
    vec![format!("it holds {}, and the manifest says {}", words(of_archive.collect()), words(of_manifest.collect()))]
}

/// What is wrong with a file.
fn judge(subject: &str, file: &FileRead) -> Option<Finding> {
    let name = &file.name;
    let ending = match &file.ending {
        Err(error) => return Some(damaged(subject, format!("{name}: {error}"))),
        Ok(ending) => ending,
    };
    let Tail::Truncated { lost_bytes, inside } = ending.tail else { return None };
    let inside = match inside {
        Inside::Command => "a command",
        Inside::Transaction => "a transaction",
        Inside::Annotation => "an annotation",
    };
    let (good, bytes) = (ending.last_good_offset, ending.bytes);
    let ends = format!("{name} ends inside {inside}: it is whole up to byte {good} of {bytes}");
    if file.may_be_truncated {
        let text = format!("{ends}, and the last {lost_bytes} bytes are lost");
        let hint = "a server loads it without them (aof-load-truncated yes, the default)";
        return Some(Finding::new("aof-truncated-tail", Severity::Warning, subject, text).hint(hint));
    }
    Some(damaged(subject, format!("{ends}, and other files follow it: no server loads that")))
}

fn into_report(file: FileRead) -> AofFile {
    let (state, good_bytes) = match &file.ending {
        Ok(ending) => match ending.tail {
            Tail::Complete | Tail::Stopped => (AofState::Whole, ending.last_good_offset),
            Tail::Truncated { .. } if file.may_be_truncated => (AofState::Truncated, ending.last_good_offset),
            Tail::Truncated { .. } => (AofState::Damaged, ending.last_good_offset),
        },
        Err(error) => (AofState::Damaged, error.last_good_offset),
    };
    AofFile {
        name: file.name,
        role: file.role,
        bytes: file.bytes,
        state,
        good_bytes: Some(good_bytes),
        commands: Some(file.commands),
        base: file.base,
    }
}

fn to_load(subject: &str, found: FoundAof, files: &[FileRead]) -> ToLoad {
    let bases = || files.iter().filter_map(|file| file.base.as_ref());
    let header = bases().find_map(|base| Header::parse(base.format.as_bytes().try_into().ok()?).ok());
    let dbs = files.iter().flat_map(|file| file.commands.commands_by_db.keys());
    let dbs = dbs.chain(bases().flat_map(|base| base.databases.keys()));
    ToLoad {
        subject: subject.to_owned(),
        name: found.manifest.as_ref().map_or_else(
            || files.first().map(|file| file.name.clone()).unwrap_or_default(),
            |manifest| String::from_utf8_lossy(&manifest.name).into_owned(),
        ),
        need: Need { rdb: header, aof_manifest: found.manifest.is_some() },
        as_it_lies: false,
        bytes: files.iter().map(|file| file.bytes).sum(),
        used_memory_bytes: None,
        highest_db: dbs.max().copied().unwrap_or(0),
        modules: bases().flat_map(|base| base.modules.iter().cloned()).collect::<BTreeSet<String>>(),
        data: Data::Aof(Arc::new(found)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::aof::{AofError, AofFault, Ending};

    fn file(ending: Result<Ending, AofError>, may_be_truncated: bool) -> FileRead {
        FileRead {
            name: "a.2.incr.aof".to_owned(),
            role: Role::Increment,
            bytes: 420,
            may_be_truncated,
            ending,
            commands: AofCensus::default(),
            base: None,
        }
    }

    fn ending(tail: Tail) -> Result<Ending, AofError> {
        Ok(Ending { bytes: 420, last_good_offset: 390, tail })
    }

    #[test]
    fn only_the_last_file_may_end_early() {
        let cut = Tail::Truncated { lost_bytes: 30, inside: Inside::Command };
        let last = judge("aof", &file(ending(cut), true)).expect("a finding");
        assert_eq!((last.id.as_str(), last.severity), ("aof-truncated-tail", Severity::Warning));
        assert!(last.message.contains("whole up to byte 390 of 420") && last.message.contains("30 bytes are lost"));
        let middle = judge("aof", &file(ending(cut), false)).expect("a finding");
        assert_eq!((middle.id.as_str(), middle.severity), ("backup-damaged", Severity::Critical));
        assert_eq!(judge("aof", &file(ending(Tail::Complete), true)), None);
        assert_eq!(into_report(file(ending(cut), true)).state, AofState::Truncated);
        assert_eq!(into_report(file(ending(cut), false)).state, AofState::Damaged);
    }

    #[test]
    fn damage_says_where_and_how_far_it_is_good() {
        let error = AofError { offset: 77, last_good_offset: 40, fault: AofFault::NestedMulti };
        let finding = judge("aof", &file(Err(error), true)).expect("a finding");
        assert_eq!(finding.severity, Severity::Critical);
        assert!(finding.message.contains("offset 77") && finding.message.contains("good up to 40"), "{finding:?}");
    }
}
