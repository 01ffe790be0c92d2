//! What has to be known before anything is stopped: configuration, version, disk, owners.

use super::find::Found;
use super::owners;
use crate::context::Context;
use crate::domain::backup::fitting::ServerVersion;
use crate::domain::helper_pod::{Identity, Server};
use crate::domain::resources::ResourceType;
use crate::domain::restore::offline::claim::{self, DataPlace, Mounted};
use crate::domain::stateful_set::SetFacts;
use crate::error::Result;
use crate::formats::info::Info;
use crate::formats::redis_conf;
use crate::k8s::client::Kubernetes;
use crate::k8s::exec::{self, Ending, Place};
use crate::k8s::pod_files::PodFiles;
use crate::target::flavour::image_name;
use crate::target::gitops::Manager;
use crate::target::objects::AutoscalerFacts;
use crate::target::surroundings::{self, Wanted};
use crate::target::survey;
use std::collections::BTreeMap;
use std::time::Duration;

/// The parameters that name files.
const NAMES: [&str; 5] = ["dir", "dbfilename", "appendonly", "appenddirname", "appendfilename"];
/// A command in a pod may keep silent for so long.
const SILENCE: Duration = Duration::from_secs(60);

/// The facts.
#[derive(Debug)]
pub(super) struct Facts {
    /// INFO of the primary; none where it does not answer.
    pub(super) info: Option<Info>,
    /// Why it does not.
    pub(super) silent: Option<String>,
    /// What is known of its files' names.
    pub(super) settings: BTreeMap<String, String>,
    /// Its version.
    pub(super) version: Option<ServerVersion>,
    /// Where its data is, or why that cannot be told.
    pub(super) place: Result<DataPlace, String>,
    /// What a helper pod takes over.
    pub(super) server: Option<Server>,
    /// Name of the server's container.
    pub(super) container: String,
    /// Free bytes beside its data.
    pub(super) free_bytes: Option<u64>,
    /// Who else writes the StatefulSets.
    pub(super) managers: Vec<Manager>,
    /// What scales them.
    pub(super) autoscalers: Vec<AutoscalerFacts>,
    /// What could not be seen.
    pub(super) unseen: Vec<String>,
}

/// Gathers them.
///
/// # Errors
/// Of kind Target, when the cluster cannot be asked.
pub(super) async fn fetch(context: &Context, found: &Found) -> Result<Facts> {
    let get = |name: &str| {
        let mut command = redis::cmd("CONFIG");
        command.arg("GET").arg(name);
        command
    };
    let commands = [get("dir"), get("dbfilename"), get("append*")];
    let answers = survey::ask_all(context, &found.target, redis::cmd("INFO"), &commands).await;
    let wanted = Wanted { workloads: true, autoscalers: true, resources: true, ..Wanted::NOTHING };
    let around = surroundings::fetch(&found.target, wanted).await;
    let answer = answers.iter().find(|answer| answer.member.name == found.primary.name);
    let info = answer.and_then(|answer| answer.info().cloned());
    let silent = answer.and_then(|answer| answer.result.as_ref().err().map(|error| error.chain()));
    let container = found.primary.pod.as_ref().and_then(|pod| pod.containers.get(found.primary.container));
    let container_name = container.map(|container| container.name.clone()).unwrap_or_default();
    let mut settings = BTreeMap::new();
    if let Some(set) = found.sets.last() {
        settings = fetch_files(&found.kubernetes, &found.namespace, set).await;
    }
    let command_line = container.map(|container| redis_conf::of_command_line(&container.command)).unwrap_or_default();
    take(&mut settings, command_line.into_iter().map(|one| (one.name, one.arguments.join(" "))));
    if let Some(info) = &info {
        // What is in force wins over what is written.
        let on = info.flag("aof_enabled").map(|on| if on { "yes" } else { "no" }.to_owned());
        take(&mut settings, on.into_iter().map(|on| ("appendonly".to_owned(), on)));
    }
    for index in 0..commands.len() {
        if let Some(Ok(reply)) = answer.and_then(|answer| answer.reply(index)) {
            let pairs = reply.pairs().filter_map(|(name, value)| Some((name, value.text()?)));
            take(&mut settings, pairs.collect::<Vec<_>>());
        }
    }
    let server = found.sets.last().and_then(|set| Server::of(&set.template["spec"], &container_name));
    let image = container.map(|container| container.image.clone()).unwrap_or_default();
    let version = info.as_ref().and_then(version_of_info).or_else(|| version_of_image(&image));
    let mut facts = Facts {
        info,
        silent,
        settings,
        version,
        place: Err("it has no StatefulSet".to_owned()),
        server,
        container: container_name,
        free_bytes: None,
        managers: owners::fetch(found, &around.workloads).await,
        autoscalers: around.autoscalers,
        unseen: around.unseen.iter().map(|finding| finding.message.clone()).collect(),
    };
    facts.look_inside(context, found).await;
    Ok(facts)
}

fn take(settings: &mut BTreeMap<String, String>, pairs: impl IntoIterator<Item = (String, String)>) {
    settings.extend(pairs.into_iter().filter(|(name, _)| NAMES.contains(&name.as_str())));
}

impl Facts {
    /// What only the disk tells: which mount the data folder is, how much room there is, whose the files are.
    async fn look_inside(&mut self, context: &Context, found: &Found) {
        let Some(set) = found.sets.last() else { return };
        let mounts = claim::mounted(set, &self.container, 0);
        let dir = self.settings.get("dir").cloned();
        self.place = claim::place(&mounts, dir.as_deref(), None);
        let Some(dir) = dir.filter(|_| self.info.is_some()) else { return };
        let Ok(place) = Place::of(&found.primary) else { return };
        let opening = context.time_for_a_node();
        let files = PodFiles::of(&found.kubernetes, place.clone(), opening, SILENCE);
        self.free_bytes = files.fetch_free_bytes(&dir).await.ok().flatten();
        if self.place.is_err() {
            let same = same_folder(&found.kubernetes, &place, &dir, &mounts, opening).await;
            self.place = claim::place(&mounts, Some(&dir), same.as_deref());
        }
        if let Some(server) = self.server.as_mut().filter(|server| !server.has_user()) {
            let rdb = self.settings.get("dbfilename").map_or("dump.rdb", String::as_str);
            for path in [format!("{dir}/{rdb}"), format!("{dir}/appendonlydir"), dir.clone()] {
                let words = ["stat", "-L", "-c", "%u %g", &path];
                let Some(text) = said(&found.kubernetes, &place, &words, opening).await else { continue };
                let mut numbers = text.split_whitespace().map(|number| number.parse::<i64>().ok());
                if let (Some(Some(user)), Some(Some(group))) = (numbers.next(), numbers.next())
                    && user > 0
                {
                    server.identity = Identity { user: Some(user), group: Some(group), ..server.identity };
                    break;
                }
            }
        }
    }
}

/// What a command in the pod prints, if it ends well.
async fn said(kubernetes: &Kubernetes, place: &Place, words: &[&str], opening: Duration) -> Option<String> {
    let output = exec::run(kubernetes, place, words, opening, SILENCE).await.ok()?;
    (output.ending == Ending::Success).then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The mount that is the very folder, by whatever name the server knows it.
async fn same_folder(
    kubernetes: &Kubernetes,
    place: &Place,
    dir: &str,
    mounts: &[Mounted],
    opening: Duration,
) -> Option<String> {
    let number = async |path: &str| said(kubernetes, place, &["stat", "-L", "-c", "%d %i", path], opening).await;
    let wanted = number(dir).await?;
    for mount in mounts {
        if number(&mount.path).await.as_ref() == Some(&wanted) {
            return Some(mount.path.clone());
        }
    }
    None
}

/// What the ConfigMaps that the pods mount say, in the order in which charts include them.
async fn fetch_files(kubernetes: &Kubernetes, namespace: &str, set: &SetFacts) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    let kind = ResourceType::new("", "v1", "configmaps", "ConfigMap");
    let volumes = set.template["spec"]["volumes"].as_array();
    let names = volumes.into_iter().flatten().filter_map(|volume| volume["configMap"]["name"].as_str());
    for name in names {
        // Without the right to read it, the server itself has to tell.
        let Ok(Some(map)) = kubernetes.fetch_object(&kind, Some(namespace), name).await else { continue };
        let mut files: Vec<(&String, &str)> = map["data"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(key, text)| Some((key, text.as_str()?)))
            .collect();
        let is_server = |key: &str| {
            key.ends_with("conf") && !["replica", "sentinel", "acl"].iter().any(|other| key.contains(other))
        };
        files.retain(|(key, _)| is_server(key));
        files.sort_by_key(|(key, _)| key.contains("master"));
        for (_, text) in files {
            let directives = redis_conf::parse(text).into_iter();
            take(&mut settings, directives.map(|one| (one.name, one.arguments.join(" "))));
        }
    }
    settings
}

fn version_of_info(info: &Info) -> Option<ServerVersion> {
    match info.text("valkey_version") {
        Some(version) => ServerVersion::parse(&format!("Valkey server v={version}")),
        None => ServerVersion::parse(&format!("Redis server v={}", info.text("redis_version")?)),
    }
}

/// By the tag of its image, where a server that is down cannot say it.
fn version_of_image(image: &str) -> Option<ServerVersion> {
    let product = if image_name(image).contains("valkey") { "Valkey" } else { "Redis" };
    let tag = image.split('@').next()?.rsplit('/').next()?.split_once(':')?.1;
    let numbers: String = tag.chars().take_while(|one| one.is_ascii_digit() || *one == '.').collect();
    ServerVersion::parse(&format!("{product} server v={numbers}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_images_tag_tells_the_version_where_it_has_one() {
        let of = |image: &str| version_of_image(image).map(|version| version.to_string());
        assert_eq!(of("localhost:5000/redis:7.4.1-alpine@sha256:00").as_deref(), Some("Redis 7.4.1"));
        assert_eq!(of("valkey/valkey:8.0").as_deref(), Some("Valkey 8.0"));
        assert_eq!(of("redis:latest"), None);
        assert_eq!(of("redis"), None);
    }
}
