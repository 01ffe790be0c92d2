//! Where a server has its data, by its configuration or, where that may not be read, by its pod.

use crate::target::facts::{ContainerFacts, Volume};
use crate::target::topology::Member;
use std::collections::BTreeMap;

/// The folder of an AOF's files unless the configuration says otherwise (Redis 7 and later).
pub const APPEND_FOLDER: &str = "appendonlydir";
/// The name of an AOF unless the configuration says otherwise.
pub const APPEND_FILE: &str = "appendonly.aof";

/// What CONFIG GET says of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSettings {
    /// `dir`.
    pub dir: Option<String>,
    /// `appenddirname`, which servers before Redis 7 do not know.
    pub append_folder: Option<String>,
    /// `appendfilename`.
    pub append_file: Option<String>,
    /// `dbfilename`.
    pub rdb_file: Option<String>,
}

impl FileSettings {
    /// From the parameters by their names.
    pub fn of(parameters: &BTreeMap<String, String>) -> Self {
        let of = |name: &str| parameters.get(name).filter(|value| !value.is_empty()).cloned();
        Self {
            dir: of("dir"),
            append_folder: of("appenddirname"),
            append_file: of("appendfilename"),
            rdb_file: of("dbfilename"),
        }
    }
}

/// Folders that may hold a server's data, the likeliest first: `--dir` of its command, mounts of volumes that keep data
/// and are named for it, other such mounts, the images' own working folders.
pub fn data_folders(member: &Member) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    if let Some(pod) = &member.pod
        && let Some(container) = pod.containers.get(member.container)
    {
        folders.extend(argument(container, "--dir"));
        let keeps = |volume: &str| {
            // A claim of a StatefulSet's template is a claim here as well.
            !matches!(pod.volumes.get(volume), Some(Volume::ConfigMap(_) | Volume::Secret(_)))
        };
        let mounts = || container.mounts.iter().filter(|(_, volume)| keeps(volume)).map(|(path, _)| path);
        let named = |path: &&String| path.trim_end_matches('/').ends_with("data");
        folders.extend(mounts().filter(named).map(|path| path.trim_end_matches('/').to_owned()));
        folders.extend(
            mounts()
                .filter(|path| path.starts_with("/bitnami"))
                .map(|path| format!("{}/data", path.trim_end_matches('/'))),
        );
    }
    folders.extend(["/data", "/bitnami/redis/data"].map(str::to_owned));
    let mut seen: Vec<String> = Vec::new();
    folders.retain(|folder| {
        let is_new = !seen.contains(folder);
        seen.push(folder.clone());
        is_new
    });
    folders
}

/// The value of an option of the container's command, in either spelling of the shell's words.
fn argument(container: &ContainerFacts, name: &str) -> Option<String> {
    let mut words = container.command.iter().flat_map(|word| word.split_whitespace());
    words.find(|word| *word == name)?;
    words.next().map(|value| value.trim_matches(['"', '\'']).to_owned())
}

/// The manifest among the names of a folder; of several the one with the default name.
pub fn manifest_among(names: &[String]) -> Option<&str> {
    let mut manifests = names.iter().filter(|name| name.ends_with(".manifest") && !name.starts_with("temp-"));
    let first = manifests.next()?;
    if manifests.next().is_none() {
        return Some(first);
    }
    let default = format!("{APPEND_FILE}.manifest");
    names.iter().find(|name| **name == default).map(String::as_str)
}

/// The AOF of one file among the names of a folder: `appendonly.aof`, in any case of its letters.
pub fn single_among(names: &[String]) -> Option<&str> {
    names.iter().find(|name| name.eq_ignore_ascii_case(APPEND_FILE)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::PodFacts;
    use crate::target::topology::Endpoint;

    fn member(command: &[&str], mounts: &[(&str, &str)], volumes: &[(&str, Volume)]) -> Member {
        let container = ContainerFacts {
            command: command.iter().map(|word| (*word).to_owned()).collect(),
            mounts: mounts.iter().map(|(path, volume)| ((*path).to_owned(), (*volume).to_owned())).collect(),
            ..ContainerFacts::default()
        };
        let volumes = volumes.iter().map(|(name, volume)| ((*name).to_owned(), volume.clone())).collect();
        let pod = PodFacts { containers: vec![container], volumes, ..PodFacts::default() };
        Member {
            name: "a".into(),
            endpoint: Endpoint::Address { host: "a".into(), port: 1 },
            intended_role: None,
            password: None,
            pod: Some(pod),
            container: 0,
        }
    }

    #[test]
    fn the_command_wins_over_mounts_and_mounts_over_the_images_folder() {
        let claim = || Volume::Claim("data-x-0".into());
        let all = member(
            &["sh", "-c", "exec redis-server --dir \"/srv/redis\" --port 1"],
            &[("/etc/data", "config"), ("/redis-master-data/", "data")],
            &[("config", Volume::ConfigMap("c".into())), ("data", claim())],
        );
        assert_eq!(data_folders(&all), ["/srv/redis", "/redis-master-data", "/data", "/bitnami/redis/data"]);
        let bitnami = member(&[], &[("/bitnami/redis", "data")], &[("data", claim())]);
        assert_eq!(data_folders(&bitnami), ["/bitnami/redis/data", "/data"]);
        assert_eq!(data_folders(&member(&[], &[("/data", "d")], &[("d", claim())]))[0], "/data");
    }

    #[test]
    fn files_are_found_whatever_their_letters() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let folder = names(&["Appendonly.aof.1.base.rdb", "Appendonly.aof.manifest", "temp-Appendonly.aof.manifest"]);
        assert_eq!(manifest_among(&folder), Some("Appendonly.aof.manifest"));
        assert_eq!(manifest_among(&names(&["a.manifest", "appendonly.aof.manifest"])), Some("appendonly.aof.manifest"));
        assert_eq!(manifest_among(&names(&["a.manifest", "b.manifest"])), None);
        assert_eq!(single_among(&names(&["dump.rdb", "Appendonly.aof"])), Some("Appendonly.aof"));
    }
}
