//! The files that a server loads when it starts, by their names, and those that are made of an RDB.

use crate::domain::backup::aof_place::{APPEND_FILE, APPEND_FOLDER};
use crate::domain::backup::fitting::{Product, ServerVersion};
use crate::formats::aof::manifest::{base_name, increment_name, manifest_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Since when an AOF has a manifest.
const MANIFEST_SINCE: (u16, u16) = (7, 0);
/// Since when an AOF may begin with an RDB.
const PREAMBLE_SINCE: (u16, u16) = (4, 0);
/// The name of the RDB unless the configuration says otherwise.
const RDB_FILE: &str = "dump.rdb";

/// What the files are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Made {
    /// An RDB, and an AOF with it as its start where the server keeps one.
    #[default]
    OfRdb,
    /// The files of an AOF.
    OfAof {
        /// How many there are.
        files: u64,
        /// Times stand between their commands.
        annotated: bool,
    },
}

/// What is made of the RDB besides a copy of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aof {
    /// Nothing: the server keeps no AOF.
    Off,
    /// A folder with the RDB as the base, an increment without anything in it, and the manifest (Redis 7 and later).
    Manifest,
    /// One file, which begins with the RDB (before Redis 7).
    Single,
}

/// Names of the files, and which the server starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// `dbfilename`.
    pub rdb: String,
    /// `appenddirname`.
    pub aof_folder: String,
    /// `appendfilename`.
    pub aof_file: String,
    /// What is made.
    pub aof: Aof,
    /// What of.
    #[serde(default)]
    pub made: Made,
}

impl Layout {
    /// By the server's configuration, what is known of it, and its version. An `appendonly` that is not known counts as
    /// on: a server that keeps no AOF does not mind one, and one that does starts empty without.
    ///
    /// # Errors
    /// In words: the version is not known, or too old, or a name is none; the server does not read an AOF.
    pub fn of(
        settings: &BTreeMap<String, String>,
        version: Option<&ServerVersion>,
        made: Made,
    ) -> Result<Self, String> {
        let of = |name: &str, default: &str| {
            let value = settings.get(name).filter(|value| !value.is_empty());
            let value = value.map_or_else(|| default.to_owned(), Clone::clone);
            if value.contains('/') || value.starts_with("..") {
                return Err(format!("{name} is {value}, which is no name of a file"));
            }
            Ok(value)
        };
        let aof = match (settings.get("appendonly").map(String::as_str), version) {
            (Some("no"), _) => Aof::Off,
            (_, None) => return Err("the server's version is not known, and with it the form of its AOF".to_owned()),
            (_, Some(version)) if version.product == Product::Valkey || version.release >= MANIFEST_SINCE => {
                Aof::Manifest
            }
            (_, Some(version)) if version.release >= PREAMBLE_SINCE => Aof::Single,
            (_, Some(version)) => return Err(format!("{version} cannot start an AOF from an RDB")),
        };
        match (made, aof) {
            (Made::OfAof { .. }, Aof::Off) => {
                return Err("it keeps no AOF (appendonly no), and would start without reading the files".to_owned());
            }
            (Made::OfAof { annotated: true, .. }, Aof::Single) => {
                return Err("the AOF has annotations of time, which servers before Redis 7.0 cannot read".to_owned());
            }
            _ => {}
        }
        Ok(Self {
            made,
            rdb: of("dbfilename", RDB_FILE)?,
            aof_folder: of("appenddirname", APPEND_FOLDER)?,
            aof_file: of("appendfilename", APPEND_FILE)?,
            aof,
        })
    }

    /// Everything by whose name a server might load something, now or after a change of its configuration or version.
    #[must_use]
    pub fn loadable(&self) -> Vec<String> {
        vec![self.rdb.clone(), self.aof_folder.clone(), self.aof_file.clone()]
    }

    /// The names of what is made.
    #[must_use]
    pub fn made(&self) -> Vec<String> {
        let mut made: Vec<String> = Vec::new();
        if self.made == Made::OfRdb {
            made.push(self.rdb.clone());
        }
        match self.aof {
            Aof::Off => {}
            Aof::Manifest => made.push(self.aof_folder.clone()),
            Aof::Single => made.push(self.aof_file.clone()),
        }
        made
    }

    /// The base, the increment and the manifest in the AOF's folder.
    #[must_use]
    pub fn aof_names(&self) -> [String; 3] {
        let file = &self.aof_file;
        [base_name(file, 1, true), increment_name(file, 1), manifest_name(file)]
    }

    /// How often the bytes of the RDB are on the disk when all is made: links take none.
    #[must_use]
    pub fn copies(&self) -> u64 {
        if self.aof == Aof::Single && self.made == Made::OfRdb { 2 } else { 1 }
    }

    /// In words: what the server starts from.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.made, self.aof) {
            (Made::OfAof { files: 1, .. }, Aof::Manifest) => format!("{} with its one file", self.aof_folder),
            (Made::OfAof { files, .. }, Aof::Manifest) => format!("{} with its {files} files", self.aof_folder),
            (Made::OfAof { .. }, _) => format!("{}, all in one file", self.aof_file),
            (Made::OfRdb, Aof::Off) => self.rdb.clone(),
            (Made::OfRdb, Aof::Manifest) => format!("{} with the RDB as its base, and {}", self.aof_folder, self.rdb),
            (Made::OfRdb, Aof::Single) => format!("{} that begins with the RDB, and {}", self.aof_file, self.rdb),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(product: Product, release: (u16, u16)) -> ServerVersion {
        ServerVersion { product, release, text: "x".into() }
    }

    #[test]
    fn the_form_of_the_aof_follows_the_version_and_is_made_when_in_doubt() {
        let settings = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>()
        };
        let of = |pairs: &[(&str, &str)], version: Option<ServerVersion>| {
            Layout::of(&settings(pairs), version.as_ref(), Made::OfRdb).map(|layout| layout.aof)
        };
        let redis = |release| Some(version(Product::Redis, release));
        assert_eq!(of(&[("appendonly", "no")], None), Ok(Aof::Off));
        assert_eq!(of(&[("appendonly", "yes")], redis((7, 0))), Ok(Aof::Manifest));
        assert_eq!(of(&[], redis((8, 6))), Ok(Aof::Manifest));
        assert_eq!(of(&[], redis((6, 2))), Ok(Aof::Single));
        assert_eq!(of(&[], Some(version(Product::Valkey, (8, 0)))), Ok(Aof::Manifest));
        assert!(of(&[], None).is_err() && of(&[], redis((3, 2))).is_err());
        assert!(of(&[("appendonly", "no"), ("dbfilename", "../x")], None).is_err());
    }

    #[test]
    fn an_aof_is_put_under_servers_that_read_it() {
        let of = |appendonly: &str, release, annotated| {
            let settings = [("appendonly".to_owned(), appendonly.to_owned())].into();
            Layout::of(&settings, Some(&version(Product::Redis, release)), Made::OfAof { files: 2, annotated })
        };
        assert!(of("no", (7, 4), false).is_err_and(|why| why.contains("appendonly no")));
        assert!(of("yes", (6, 2), true).is_err_and(|why| why.contains("annotations")));
        let new = of("yes", (7, 4), true).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(
            (new.made(), new.copies(), new.words().as_str()),
            (vec!["appendonlydir".to_owned()], 1, "appendonlydir with its 2 files")
        );
        assert_eq!(new.loadable(), ["dump.rdb", "appendonlydir", "appendonly.aof"]);
        let old = of("yes", (6, 2), false).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!((old.made(), old.copies()), (vec!["appendonly.aof".to_owned()], 1));
    }

    #[test]
    fn names_are_the_configured_ones() {
        let settings = [("appendfilename", "Appendonly.aof"), ("dbfilename", "d.rdb")];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let layout = Layout::of(&settings, Some(&version(Product::Redis, (7, 4))), Made::OfRdb);
        let layout = layout.unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(layout.loadable(), ["d.rdb", "appendonlydir", "Appendonly.aof"]);
        assert_eq!(layout.made(), ["d.rdb", "appendonlydir"]);
        assert_eq!(
            layout.aof_names(),
            ["Appendonly.aof.1.base.rdb", "Appendonly.aof.1.incr.aof", "Appendonly.aof.manifest"]
        );
    }
}
