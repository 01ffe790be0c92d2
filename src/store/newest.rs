//! The newest set of an instance that can be used, by its manifest and by the files it names.

use super::local::fetch_manifest;
use crate::domain::backup::naming;
use crate::domain::health::BackupFacts;
use std::fs;
use std::io;
use std::path::Path;

/// Looks through the sets of an instance, the newest first, for one whose manifest can be read and whose files have the
/// sizes that it names. Nothing is read of the files themselves.
pub fn fetch_newest(root: &Path, instance: &str) -> BackupFacts {
    let place = root.join(instance);
    let mut facts =
        BackupFacts { place: place.display().to_string(), newest: None, unusable: Vec::new(), unreadable: None };
    // A bucket is no folder that is missing: nothing is known of it.
    if root.to_string_lossy().starts_with("s3://") {
        let url = root.display();
        facts.unreadable =
            Some(format!("health looks into folders alone; redis-ops backup-list {url} lists the bucket"));
        return facts;
    }
    let mut names: Vec<String> = match fs::read_dir(&place) {
        Ok(entries) => entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            facts.unreadable = Some(format!("{}: {error}", place.display()));
            Vec::new()
        }
    };
    // Names begin with the time.
    names.retain(|name| name.starts_with(|first: char| first.is_ascii_digit()));
    names.sort_unstable_by(|a, b| b.cmp(a));
    for name in names {
        let folder = place.join(&name);
        // A set without a manifest is being written, or its writer was killed: it is none yet.
        if !folder.join(naming::MANIFEST).exists() {
            continue;
        }
        match fetch_manifest(&folder) {
            Err(error) => facts.unusable.push((name, error.chain())),
            Ok(manifest) => {
                let wrong = manifest.artefacts().find_map(|artefact| {
                    let found = fs::metadata(folder.join(&artefact.name)).map(|file| file.len());
                    match found {
                        Ok(bytes) if bytes == artefact.stored_bytes => None,
                        Ok(bytes) => {
                            Some(format!("{} has {bytes} bytes instead of {}", artefact.name, artefact.stored_bytes))
                        }
                        Err(error) => Some(format!("{}: {error}", artefact.name)),
                    }
                });
                match wrong {
                    Some(reason) => facts.unusable.push((name, reason)),
                    None => {
                        facts.newest = Some((name, manifest.started_at));
                        break;
                    }
                }
            }
        }
    }
    facts
}
