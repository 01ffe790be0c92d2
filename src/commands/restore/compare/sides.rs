//! From what was typed to something that can be read.

use super::CompareArgs;
use crate::compare::{FileSide, ServerSide, Side, Source};
use crate::context::Context;
use crate::domain::backup::manifest::{self, Manifest};
use crate::domain::backup::naming;
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::report::TargetRef;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::S3;
use crate::store::stop::StopOnDrop;
use crate::store::stored::Stored;
use crate::store::{catalogue, local};
use crate::target::credentials::Password;
use crate::target::discover;
use crate::target::spec::{RoleFilter, parse_url};
use crate::wire::tls::TlsSettings;
use std::path::Path;
use std::sync::Arc;

/// In front of the name of an instance that could be a path.
const INSTANCE: &str = "instance:";
/// The instance that the options name.
const RESOLVED: [&str; 2] = [".", "live"];

/// What a word means.
#[derive(Debug, PartialEq, Eq)]
enum Meaning<'a> {
    Resolved,
    Instance { namespace: &'a str, name: &'a str },
    Url(&'a str),
    Place,
}

/// Which it is, by its form; `exists` says whether there is such a path.
fn meaning<'a>(text: &'a str, exists: &dyn Fn(&str) -> bool) -> Result<Meaning<'a>> {
    if RESOLVED.contains(&text) {
        return Ok(Meaning::Resolved);
    }
    if text.starts_with("redis://") || text.starts_with("rediss://") {
        return Ok(Meaning::Url(text));
    }
    let (said, name) = match text.strip_prefix(INSTANCE) {
        Some(name) => (true, name),
        None => (false, text),
    };
    let is_label = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    // Names of instances may have dots, those of namespaces may not (RFC 1123 label).
    let is_name = |word: &str| word.split('.').all(is_label);
    let instance = name.split_once('/').filter(|(namespace, name)| is_label(namespace) && is_name(name));
    match (instance, said) {
        (Some((namespace, name)), true) => Ok(Meaning::Instance { namespace, name }),
        (None, true) => Err(Error::usage(format!("{name} names no instance")).hint("instance:NAMESPACE/INSTANCE")),
        (Some(_), false) if exists(text) => Err(Error::usage(format!("{text} may be a path or an instance"))
            .hint(format!("./{text} is the path"))
            .hint(format!("{INSTANCE}{text} is the instance"))),
        (Some((namespace, name)), false) => Ok(Meaning::Instance { namespace, name }),
        (None, false) => Ok(Meaning::Place),
    }
}

/// Opens a side. What it is called is what was typed, but for the instance that the options name.
///
/// # Errors
/// Of kind Usage for nothing that can be compared, Target when it cannot be reached.
pub(super) async fn open(
    context: &Context,
    args: &CompareArgs,
    text: &str,
    password_file: Option<&Path>,
) -> Result<(Side, Option<TargetRef>)> {
    let mut own = context.clone();
    if let Some(path) = password_file {
        let password = std::fs::read_to_string(path).map_err(|error| {
            Error::usage(format!("cannot read the password file {}", path.display())).because(&error)
        })?;
        own.settings.redis.password = Password::new(&password);
        own.settings.redis.password_from = Some("--password-file-b");
    }
    let exists = |path: &str| Path::new(path).exists();
    match meaning(text, &exists)? {
        Meaning::Resolved => {}
        Meaning::Instance { namespace, name } => {
            let target = &mut own.settings.target;
            (target.namespace, target.release) = (Some(namespace.to_owned()), Some(name.to_owned()));
            (target.url, target.pod, target.selector, target.sentinel_secret) = (None, None, None, None);
            target.all_namespaces = false;
        }
        Meaning::Url(url) => {
            // Not repeated: there may be a password in it.
            let url = parse_url(url).map_err(Error::usage)?;
            if url.tls && own.settings.redis.tls.is_none() {
                own.settings.redis.tls = Some(TlsSettings::default());
            }
            own.settings.redis.user = url.user.clone().or(own.settings.redis.user);
            own.settings.target.url = Some(url);
            (own.settings.target.pod, own.settings.target.role) = (None, RoleFilter::Any);
        }
        Meaning::Place => {
            let place = Place::parse(text).map_err(Error::usage)?;
            let identities = Identities::load(&args.identity)?;
            let side = open_place(context, args, text, place, identities).await?;
            return Ok((Side::Files(side), None));
        }
    }
    let target = discover::resolve(&own, Nature::Observing).await?;
    let side = ServerSide::open(&own, &target).await?;
    Ok((Side::Servers(side), Some(target.reference())))
}

async fn open_place(
    context: &Context,
    args: &CompareArgs,
    name: &str,
    place: Place,
    identities: Identities,
) -> Result<FileSide> {
    let waiting = StopOnDrop::default();
    let (access, console, stop) = (args.s3.access(), Arc::clone(&context.console), waiting.stop());
    let name = name.to_owned();
    let open = move || match place {
        Place::S3(location) => {
            let s3 = S3::connect(&access, &console, &stop).map_err(|error| error.of_kind(Kind::Target))?;
            let manifest = catalogue::fetch_manifest(&s3, &location, &stop)?;
            of_set(&name, &manifest, &|file| Stored::object(&s3, &location, file), identities)
        }
        Place::Folder(path) if path.is_dir() => {
            if !path.join(naming::MANIFEST).exists() {
                return Err(Error::target(format!("there is no backup set in {}", path.display()))
                    .cause(format!("it holds no {}, which a set gets last", naming::MANIFEST)));
            }
            let manifest = local::fetch_manifest(&path)?;
            of_set(&name, &manifest, &|file| Stored::Local(path.join(file)), identities)
        }
        Place::Folder(path) => {
            if !path.exists() {
                return Err(Error::target(format!("{} is not there", path.display())));
            }
            let source = Source { stored: Stored::Local(path), packing: None, expected: None };
            Ok(FileSide::whole(name, vec![source], identities))
        }
    };
    let opened = tokio::task::spawn_blocking(open).await;
    opened.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}

/// The RDB files of a set, of all its shards.
///
/// # Errors
/// Of kind Usage, when it holds none.
fn of_set(name: &str, manifest: &Manifest, file: &dyn Fn(&str) -> Stored, identities: Identities) -> Result<FileSide> {
    let of_artefact = |artefact: &manifest::Artefact| Source {
        stored: file(&artefact.name),
        packing: Some(artefact.compression.into()),
        expected: Some((artefact.stored_bytes, artefact.stored_sha256.clone())),
    };
    let sources: Vec<Source> =
        manifest.artefacts().filter(|artefact| artefact.kind == manifest::RDB).map(of_artefact).collect();
    if sources.is_empty() {
        return Err(Error::usage(format!("{name} holds no RDB"))
            .hint("backup-verify --load loads an AOF, and shows what is in it"));
    }
    Ok(FileSide::whole(name.to_owned(), sources, identities))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_their_form() {
        let there = |text: &'static str| meaning(text, &|_| true);
        let absent = |text: &'static str| meaning(text, &|_| false);
        assert_eq!(there(".").ok(), Some(Meaning::Resolved));
        assert_eq!(there("redis://h").ok(), Some(Meaning::Url("redis://h")));
        let instance = Meaning::Instance { namespace: "apps", name: "cache" };
        assert_eq!(absent("apps/cache").ok().as_ref(), Some(&instance));
        assert_eq!(there("instance:apps/cache").ok().as_ref(), Some(&instance));
        for place in
            ["./apps/cache", "/b/apps.cache/2026", "s3://b/p", "dump.rdb", "redis-backups/apps.cache/20261120T031502Z"]
        {
            assert_eq!(absent(place).ok(), Some(Meaning::Place), "{place}");
        }
        for wrong in ["apps/cache", "instance:cache"] {
            assert_eq!(there(wrong).expect_err(wrong).kind(), Kind::Usage);
        }
    }
}
