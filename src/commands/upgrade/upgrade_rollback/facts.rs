//! What a rollback looks at: the instance, its release's revisions, and the objects of both manifests as they are.

use super::{UpgradeRollbackArgs, around};
use crate::commands::backup::backup_config::is_server_configuration;
use crate::commands::backup::sources;
use crate::commands::observe::whole::Whole;
use crate::commands::replication::restart::judge_files;
use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::health::{self, BackupFacts};
use crate::domain::promote::Objection;
use crate::domain::release::Release;
use crate::domain::rollback::{Change, Chosen, Fate, Identity, Live, Revision, changes, identity};
use crate::domain::upgrade::{self, MemberRelease, Named, ReleaseFacts};
use crate::error::{Error, Result};
use crate::formats::redis_conf;
use crate::k8s::client::Kubernetes;
use crate::k8s::helm::{self, StoredRelease};
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;
use crate::target::surroundings::{self, Surroundings, Wanted};
use serde_json::Value;

/// The instance and what is around it.
pub(super) struct Scene {
    pub whole: Whole,
    pub kubernetes: Kubernetes,
    pub namespace: String,
    pub subject: String,
    pub around: Surroundings,
    /// The StatefulSets of its members, as the API tells them.
    pub sets: Vec<Value>,
}

/// Looks.
///
/// # Errors
/// Refused with `--url`; when no instance can be resolved, or its StatefulSets cannot be read.
pub(super) async fn look(context: &Context) -> Result<Scene> {
    let whole = around::look_at_rest(context).await?;
    let target = &whole.target;
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Err(Error::refused("what deployed the servers cannot be seen with --url, so nobody can go back")
            .hint("name the instance by -n NAMESPACE -r INSTANCE"));
    };
    let (kubernetes, namespace) = (kubernetes.clone(), namespace.clone());
    let wanted = Wanted { resources: true, ..Wanted::default() };
    let (sets, around) = tokio::join!(around::fetch_sets(target), surroundings::fetch(target, wanted));
    let subject = target.instance.full_name();
    Ok(Scene { kubernetes, namespace, subject, around, sets: sets?, whole })
}

/// The name of its release, and every revision that is kept.
///
/// # Errors
/// Of kind Target when the Secrets may not be read; Refused when there are none.
pub(super) async fn fetch_revisions(scene: &Scene) -> Result<(String, Vec<StoredRelease>, Vec<Revision>)> {
    let own = surroundings::own_workloads(&scene.whole.target, &scene.around);
    let annotated = |key: &str| own.iter().find_map(|workload| workload.annotations.get(key)).cloned();
    let release = annotated("meta.helm.sh/release-name")
        .ok_or_else(|| Error::refused("no workload of it names a release of Helm; nothing was changed"))?;
    let place = annotated("meta.helm.sh/release-namespace").unwrap_or_else(|| scene.namespace.clone());
    if place != scene.namespace {
        return Err(Error::refused(format!(
            "release {release} is stored in namespace {place}, and its objects are in {}; nothing was changed",
            scene.namespace
        ))
        .hint(format!("helm rollback {release} -n {place} --wait")));
    }
    let stored = scene.kubernetes.fetch_releases(&place, &release).await?;
    if stored.is_empty() {
        return Err(Error::refused(format!(
            "release {release} has no revision in Secrets of {place}; nothing was changed"
        ))
        .cause("Helm may keep it elsewhere, by HELM_DRIVER")
        .hint(format!("helm rollback {release} -n {place} --wait")));
    }
    let revisions: Result<Vec<Revision>, String> = stored.iter().map(|one| Revision::of(one.record.clone())).collect();
    let revisions = revisions.map_err(|why| Error::failed(format!("cannot read release {release}")).cause(why))?;
    Ok((release, stored, revisions))
}

/// What becomes of each object, and what the rules about releases look at.
///
/// # Errors
/// When a manifest is no YAML, or an object cannot be read.
pub(super) async fn fetch_changes(
    scene: &Scene,
    said: Option<Release>,
    release: &str,
    chosen: Chosen<'_>,
) -> Result<(Vec<Change>, ReleaseFacts)> {
    let objects = |revision: &Revision| {
        helm::objects_of(&revision.manifest).map_err(|why| {
            Error::failed(format!("cannot read the manifest of revision {}", revision.number)).cause(why)
        })
    };
    let (old, new) = (objects(chosen.current)?, objects(chosen.target)?);
    let mut live: Vec<Live> = Vec::new();
    for object in new.iter().chain(&old) {
        let identity = identity(object, &scene.namespace);
        if !live.iter().any(|one| one.identity.is(&identity)) {
            live.push(fetch_live(scene, identity).await?);
        }
    }
    let changes = changes(&old, &new, &live, (release, &scene.namespace));
    let promised = upgrade::target_of(&scene.sets, &new);
    let facts = ReleaseFacts {
        subject: scene.subject.clone(),
        members: around::releases(&scene.whole),
        named: named(&new, &scene.namespace),
        target: said.or(promised),
        sets: scene.sets.clone(),
        next: Some(new),
    };
    Ok((changes, facts))
}

async fn fetch_live(scene: &Scene, identity: Identity) -> Result<Live> {
    let kubernetes = &scene.kubernetes;
    let Some((resource, namespaced)) =
        kubernetes.discover_kind_and_scope(&identity.api_version, &identity.kind).await?
    else {
        return Ok(Live { identity, resource: None, namespaced: true, object: None });
    };
    let place = namespaced.then_some(identity.namespace.as_str());
    let object = kubernetes.fetch_object(&resource, place, &identity.name).await?;
    Ok(Live { identity, resource: Some(resource), namespaced, object })
}

/// The servers' configuration among objects that are to be applied.
fn named(objects: &[Value], namespace: &str) -> Vec<Named> {
    let maps = objects.iter().filter(|object| object["kind"] == "ConfigMap");
    let texts = maps.flat_map(|map| {
        let name = map["metadata"]["name"].as_str().unwrap_or_default();
        map["data"].as_object().into_iter().flatten().map(move |(key, text)| (name, key, text))
    });
    let files = texts.filter_map(|(name, key, text)| {
        let directives = redis_conf::parse(text.as_str().unwrap_or_default());
        let place = format!("ConfigMap {namespace}/{name}, key {key}");
        is_server_configuration(key, &directives).then_some(Named { place, directives })
    });
    files.collect()
}

/// The newest release that may have written the data: of the members that answer, and by their images, of those that do not.
pub(super) fn written(facts: &ReleaseFacts) -> Option<Release> {
    let of = |member: &MemberRelease| member.release().or_else(|| member.image.as_deref().and_then(Release::of_image));
    facts.members.iter().filter_map(of).max_by_key(|release| (release.major, release.minor))
}

/// Rights that are missing.
pub(super) async fn rights(scene: &Scene, changes: &[Change]) -> Vec<Objection> {
    let mut needed: Vec<(&str, String)> = vec![("create", "secrets".to_owned()), ("patch", "secrets".to_owned())];
    for change in changes {
        let verb = match change.fate {
            Fate::Create { .. } => "create",
            Fate::Change { .. } => "patch",
            Fate::Delete => "delete",
            _ => continue,
        };
        needed.extend(change.resource.iter().map(|resource| (verb, resource.qualified())));
    }
    needed.sort();
    needed.dedup();
    let mut missing = Vec::new();
    for (verb, resource) in needed {
        // who may not ask is told by the request itself
        if scene.kubernetes.review_access(&scene.namespace, verb, &resource).await.ok() == Some(false) {
            let message = format!("the right to {verb} {resource} is missing");
            let finding = Finding::new("right-missing", Severity::Critical, &scene.subject, message);
            let hint = format!("kubectl auth can-i {verb} {resource} -n {}", scene.namespace);
            missing.push(Objection::firm(finding.hint(hint)));
        }
    }
    missing
}

/// Primaries that would lose their newest writes where their pods are replaced.
pub(super) fn older_files(scene: &Scene, changes: &[Change]) -> Vec<Objection> {
    if !changes.iter().any(|change| change.rolls_out() && change.identity.kind == "StatefulSet") {
        return Vec::new();
    }
    let primaries = scene.whole.members.iter().filter(|member| member.role() == Some(Role::Primary));
    primaries.filter_map(|member| judge_files(&member.subject, member.info()?)).collect()
}

/// Whether a backup is taken before.
pub(super) struct BackupPlan {
    pub take: bool,
    pub remark: Option<String>,
    pub objection: Option<Objection>,
}

/// Decides on the safety backup.
pub(super) async fn plan_backup(context: &Context, args: &UpgradeRollbackArgs, scene: &Scene) -> BackupPlan {
    let none = |remark: Option<String>| BackupPlan { take: false, remark, objection: None };
    let members = &scene.whole.members;
    if args.safety.no_safety_backup {
        return none(Some("no safety backup: what the change may lose cannot be brought back".to_owned()));
    }
    if let Some(age) = args.max_backup_age {
        let place = &args.safety.safety_backup_to;
        let folder = naming::instance_folder(Some(&scene.namespace), &scene.whole.target.instance.name);
        let sets = sources::fetch_sets(context, place, args.safety.s3()).await;
        let backups = BackupFacts::of(&place.below(&folder).to_string(), &folder, sets);
        if health::judge_backups(&scene.subject, &backups, age, context.now()).is_none() {
            let name = backups.newest.map(|(name, _)| name).unwrap_or_default();
            return none(Some(format!("backup {name} in {} is young enough: no other is taken", backups.place)));
        }
    }
    let keys = |member: &health::MemberFacts| -> u64 {
        member.info().map_or(0, |info| info.databases().iter().map(|database| database.keys).sum())
    };
    let answering = members.iter().any(|member| member.info().is_some());
    let has_primary = members.iter().any(|member| member.role() == Some(Role::Primary));
    let held: u64 = members.iter().map(keys).max().unwrap_or(0);
    match (answering && has_primary, held) {
        (true, 0) => none(Some("there is no key: no backup is taken".to_owned())),
        (true, _) => BackupPlan { take: true, remark: None, objection: None },
        (false, _) => {
            let error = members.iter().find_map(|member| Some((&member.subject, member.answer.as_ref().err()?)));
            let why = error.map(|(subject, error)| format!(": {subject}: {}", error.chain())).unwrap_or_default();
            let message = format!("no primary answers, so that no backup of the keys can be taken before{why}");
            let finding = Finding::new("rollback-backup", Severity::Critical, &scene.subject, message);
            let hint = "--no-safety-backup goes without one, --max-backup-age DURATION with one that there is";
            BackupPlan { take: false, remark: None, objection: Some(Objection::soft(finding.hint(hint))) }
        }
    }
}
