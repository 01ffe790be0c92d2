//! The sets of a place: listed, their manifests read, and removed.

use super::place::Place;
use super::s3::listing::{self, OpenUpload};
use super::s3::{S3, S3Location, read};
use super::stop::Stop;
use crate::domain::backup::catalogue::{Listed, ManifestState, SetEntry, SetName, group, judge};
use crate::domain::backup::manifest::{self, Manifest};
use crate::domain::backup::naming;
use crate::error::{Error, Kind, Result};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A place that is being looked at.
#[derive(Debug, Clone)]
pub enum Catalogue {
    /// A folder.
    Folder(PathBuf),
    /// A bucket.
    S3(Arc<S3>, S3Location),
}

/// Every set of a place, by instance and time.
///
/// # Errors
/// Of kind Target when the place cannot be listed. What is wrong with one set is said in it.
pub fn fetch_sets(catalogue: &Catalogue, stop: &Stop) -> Result<Vec<SetEntry>> {
    let (own_name, files) = match catalogue {
        Catalogue::Folder(folder) => (folder_name(folder), list_folder(folder, stop)?),
        Catalogue::S3(s3, location) => {
            let own_name = location.prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            (own_name, list_bucket(s3, location, stop)?)
        }
    };
    let sets = group(&own_name, files);
    let manifests = fetch_manifests(catalogue, &own_name, &sets, stop)?;
    Ok(sets.iter().zip(&manifests).map(|((name, files), manifest)| judge(name, files, manifest)).collect())
}

/// Uploads that were begun below the place and never ended.
///
/// # Errors
/// Of kind Target.
pub fn fetch_open_uploads(catalogue: &Catalogue, stop: &Stop) -> Result<Vec<OpenUpload>> {
    match catalogue {
        Catalogue::Folder(_) => Ok(Vec::new()),
        Catalogue::S3(s3, location) => listing::fetch_open_uploads(s3, location, stop),
    }
}

/// Gives up an upload.
///
/// # Errors
/// Of kind Failed.
pub fn abort_upload(catalogue: &Catalogue, upload: &OpenUpload) -> Result<()> {
    match catalogue {
        Catalogue::Folder(_) => Ok(()),
        Catalogue::S3(s3, location) => listing::abort_upload(s3, &location.bucket, upload),
    }
}

/// Where a set lies, as it is shown and typed.
pub fn show(place: &Place, entry: &SetEntry) -> String {
    let below = below(place, entry);
    below.to_string()
}

fn below(place: &Place, entry: &SetEntry) -> Place {
    let own_name = match place {
        Place::Folder(folder) => folder_name(folder),
        Place::S3(location) => location.prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned(),
    };
    // The place may be the instance's own folder.
    if own_name == entry.instance { place.below(&entry.set) } else { place.below(&entry.instance).below(&entry.set) }
}

/// Removes files of a set, the manifest first: without it a set is none. A folder that is empty then goes too.
///
/// # Errors
/// Of kind Failed, at the first that cannot be removed.
pub fn remove(catalogue: &Catalogue, place: &Place, entry: &SetEntry, names: &[String]) -> Result<()> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort_by_key(|name| *name != naming::MANIFEST);
    match (catalogue, below(place, entry)) {
        (Catalogue::S3(s3, _), Place::S3(set)) => {
            names.iter().try_for_each(|name| listing::remove_object(s3, &set.bucket, &set.key(name)))
        }
        (_, Place::Folder(folder)) => {
            for name in names {
                let path = folder.join(name);
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(Error::failed(format!("cannot remove {}", path.display())).because(&error));
                    }
                    _ => {}
                }
            }
            // Others may have put something in; then it stays.
            if fs::remove_dir(&folder).is_ok()
                && let Some(instance) = folder.parent()
            {
                let _ = fs::remove_dir(instance);
            }
            Ok(())
        }
        (Catalogue::Folder(_), Place::S3(_)) => Ok(()),
    }
}

/// The manifest of a set in a bucket.
///
/// # Errors
/// Of kind Target when it cannot be read, with the sets that are there when this is none; Verification when it is no
/// manifest.
pub fn fetch_manifest(s3: &Arc<S3>, location: &S3Location, stop: &Stop) -> Result<Manifest> {
    let key = location.key(naming::MANIFEST);
    let bytes = match read::fetch_small(s3, &location.bucket, &key, manifest::LONGEST, stop) {
        Ok(bytes) => bytes,
        // Not there.
        Err(error)
            if error.kind() == Kind::Verification && error.causes().iter().any(|cause| cause == "it is missing") =>
        {
            return Err(no_set(s3, location, stop));
        }
        Err(error) => return Err(error),
    };
    Manifest::parse(&bytes).map_err(|reason| {
        Error::new(Kind::Verification, format!("{} cannot be used", location.show(&key))).cause(reason)
    })
}

/// Where a set was named that is none: the sets that are there.
fn no_set(s3: &Arc<S3>, location: &S3Location, stop: &Stop) -> Error {
    const SHOWN: usize = 5;
    let error = Error::target(format!("there is no finished backup in {location}"))
        .cause(format!("it holds no {}, which a backup gets last", naming::MANIFEST));
    let place = Place::S3(location.clone());
    let Ok(sets) = fetch_sets(&Catalogue::S3(Arc::clone(s3), location.clone()), stop) else { return error };
    let mut good: Vec<&SetEntry> = sets.iter().filter(|set| set.is_good()).collect();
    good.sort_by_key(|set| std::cmp::Reverse(set.time));
    let error = good
        .iter()
        .take(SHOWN)
        .fold(error, |error, set| error.hint(format!("redis-ops backup-verify {}", show(&place, set))));
    if good.len() > SHOWN {
        error.hint(format!("redis-ops backup-list {location} shows all {}", good.len()))
    } else {
        error
    }
}

fn fetch_manifests(
    catalogue: &Catalogue,
    own_name: &str,
    sets: &BTreeMap<SetName, Vec<Listed>>,
    stop: &Stop,
) -> Result<Vec<ManifestState>> {
    let has_manifest = |files: &[Listed]| files.iter().any(|file| file.name == naming::MANIFEST);
    let path = |name: &SetName| match own_name == name.instance {
        true => format!("{}/{}", name.set, naming::MANIFEST),
        false => format!("{}/{}/{}", name.instance, name.set, naming::MANIFEST),
    };
    let wanted: Vec<String> =
        sets.iter().filter(|(_, files)| has_manifest(files)).map(|(name, _)| path(name)).collect();
    let mut fetched = match catalogue {
        Catalogue::Folder(folder) => wanted.iter().map(|path| read_manifest(&folder.join(path))).collect(),
        Catalogue::S3(s3, location) => {
            let keys: Vec<String> = wanted.iter().map(|path| location.key(path)).collect();
            listing::fetch_many(s3, &location.bucket, &keys, manifest::LONGEST, stop)?
        }
    }
    .into_iter();
    let state = |bytes: Option<Result<Vec<u8>>>| match bytes {
        Some(Ok(bytes)) => match Manifest::parse(&bytes) {
            Ok(manifest) => ManifestState::Read(Box::new(manifest)),
            Err(reason) => ManifestState::Broken(reason),
        },
        Some(Err(error)) => ManifestState::Unreadable(error.chain()),
        None => ManifestState::Unreadable("it was not asked for".to_owned()),
    };
    Ok(sets
        .values()
        .map(|files| if has_manifest(files) { state(fetched.next()) } else { ManifestState::Absent })
        .collect())
}

fn read_manifest(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(manifest::LONGEST).read_to_end(&mut bytes));
    read.map_err(|error| Error::target(format!("cannot read {}", path.display())).because(&error))?;
    Ok(bytes)
}

fn folder_name(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn list_bucket(s3: &Arc<S3>, location: &S3Location, stop: &Stop) -> Result<Vec<(String, Listed)>> {
    let objects = listing::fetch_objects(s3, location, stop)?;
    let listed = |object: listing::Object| {
        let path = object.key.strip_prefix(&location.prefix)?.to_owned();
        let name = path.rsplit('/').next()?.to_owned();
        Some((path, Listed { name, bytes: object.bytes, modified: object.modified }))
    };
    Ok(objects.into_iter().filter_map(listed).collect())
}

/// The files at most three levels deep. Links are not followed: what they lead to may be anything.
fn list_folder(folder: &Path, stop: &Stop) -> Result<Vec<(String, Listed)>> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((path, prefix, depth)) = folders.pop() {
        stop.check()?;
        let unreadable = |error: io::Error| {
            let error = Error::target(format!("cannot list {}", path.display())).because(&error);
            error.hint("name the folder that holds the backups, or s3://BUCKET/PREFIX")
        };
        for entry in fs::read_dir(&path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let relative = format!("{prefix}{name}");
            let kind = entry.file_type().map_err(unreadable)?;
            if kind.is_dir() && depth < 2 {
                // Below an instance only sets; a set may lie at the top, where the place is an instance's folder.
                if depth == 0 || naming::parse_set_folder(&name).is_some() {
                    folders.push((entry.path(), format!("{relative}/"), depth + 1));
                }
            } else if kind.is_file() {
                // It may have gone in between.
                let Ok(metadata) = entry.metadata() else { continue };
                let modified = metadata.modified().ok().map(DateTime::<Utc>::from);
                files.push((relative, Listed { name, bytes: metadata.len(), modified }));
            }
        }
    }
    Ok(files)
}
