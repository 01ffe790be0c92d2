//! Which claim holds a server's data, and where on it.

use crate::domain::stateful_set::SetFacts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A folder on a claim, as the server's container and the helper's see it alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataPlace {
    /// The PersistentVolumeClaim.
    pub claim: String,
    /// Where it is mounted.
    pub mount_path: String,
    /// The folder of the volume that is mounted; empty for all of it.
    pub sub_path: String,
    /// The data folder: the mount itself, or below it.
    pub folder: String,
}

/// A claim where a container has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mounted {
    /// The PersistentVolumeClaim.
    pub claim: String,
    /// Where it is mounted, without a slash at the end.
    pub path: String,
    /// The folder of the volume that is mounted.
    pub sub_path: String,
}

/// The claims that a container of the set's pod with this place in the order has mounted for writing.
#[must_use]
pub fn mounted(set: &SetFacts, container: &str, index: u32) -> Vec<Mounted> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let spec = &set.template["spec"];
    let containers = spec["containers"].as_array();
    let Some(container) = containers.into_iter().flatten().find(|one| one["name"] == container) else {
        return Vec::new();
    };
    let claim_of = |volume: &str| {
        if set.claim_templates.iter().any(|template| template == volume) {
            return Some(format!("{volume}-{}", set.pod_name(index)));
        }
        let volumes = spec["volumes"].as_array();
        let found = volumes.into_iter().flatten().find(|one| one["name"] == volume)?;
        found["persistentVolumeClaim"]["claimName"].as_str().map(str::to_owned)
    };
    let mounts = container["volumeMounts"].as_array().into_iter().flatten();
    let mounts = mounts.filter(|mount| mount["readOnly"] != true && mount["subPathExpr"].is_null());
    let found = mounts.filter_map(|mount| {
        let path = text(&mount["mountPath"]).trim_end_matches('/').to_owned();
        Some(Mounted { claim: claim_of(mount["name"].as_str()?)?, path, sub_path: text(&mount["subPath"]) })
    });
    found.collect()
}

/// The place of the data. `dir` is the server's own word for it, none where it could not be asked; `same` is the mount
/// that is the very folder of `dir` by another name, such as through a link.
///
/// # Errors
/// Why there is none, in words.
pub fn place(mounts: &[Mounted], dir: Option<&str>, same: Option<&str>) -> Result<DataPlace, String> {
    let paths: Vec<&str> = mounts.iter().map(|mount| mount.path.as_str()).collect();
    let at = |mount: &Mounted, folder: &str| DataPlace {
        claim: mount.claim.clone(),
        mount_path: mount.path.clone(),
        sub_path: mount.sub_path.clone(),
        folder: folder.trim_end_matches('/').to_owned(),
    };
    let Some(dir) = dir.map(|dir| dir.trim_end_matches('/')) else {
        return match mounts {
            [one] => Ok(at(one, &one.path)),
            [] => Err("the server's container has no PersistentVolumeClaim".to_owned()),
            _ => Err(format!("the server cannot say which of {} holds its data", paths.join(", "))),
        };
    };
    let below = |mount: &&Mounted| {
        dir.strip_prefix(mount.path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if let Some(mount) = mounts.iter().filter(below).max_by_key(|mount| mount.path.len()) {
        return Ok(at(mount, dir));
    }
    if let Some(mount) = mounts.iter().find(|mount| Some(mount.path.as_str()) == same) {
        return Ok(at(mount, &mount.path));
    }
    Err(if mounts.is_empty() {
        format!("its data folder {dir} is on no PersistentVolumeClaim: what is there goes with the pod")
    } else {
        format!("its data folder {dir} is on none of its claims, which are mounted at {}", paths.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(mounts: &Value) -> SetFacts {
        SetFacts::of(&json!({
            "metadata": {"name": "cache"},
            "spec": {
                "volumeClaimTemplates": [{"metadata": {"name": "data"}}],
                "template": {"spec": {
                    "containers": [{"name": "redis", "volumeMounts": mounts}],
                    "volumes": [{"name": "conf", "emptyDir": {}},
                        {"name": "own", "persistentVolumeClaim": {"claimName": "shared"}}],
                }},
            },
        }))
    }

    #[test]
    fn claims_come_from_templates_and_from_volumes() {
        let set = set(&json!([
            {"name": "conf", "mountPath": "/etc/redis"}, {"name": "data", "mountPath": "/data/", "subPath": "r"},
            {"name": "own", "mountPath": "/more"}, {"name": "own", "mountPath": "/ro", "readOnly": true},
        ]));
        let found = mounted(&set, "redis", 0);
        let named: Vec<(&str, &str)> = found.iter().map(|one| (one.claim.as_str(), one.path.as_str())).collect();
        assert_eq!(named, [("data-cache-0", "/data"), ("shared", "/more")]);
        assert_eq!(found[0].sub_path, "r");
        assert!(mounted(&set, "other", 0).is_empty());
    }

    #[test]
    fn the_data_is_where_the_server_says_by_whatever_name() {
        let mount =
            |path: &str, claim: &str| Mounted { claim: claim.into(), path: path.into(), sub_path: String::new() };
        let mounts = [mount("/data", "a"), mount("/data/more", "b")];
        let of = |dir, same| place(&mounts, dir, same).map(|place| (place.claim, place.folder));
        assert_eq!(of(Some("/data/"), None), Ok(("a".into(), "/data".into())));
        assert_eq!(of(Some("/data/more/sub"), None), Ok(("b".into(), "/data/more/sub".into())));
        assert_eq!(of(Some("/var/lib/redis"), Some("/data")), Ok(("a".into(), "/data".into())));
        assert!(of(Some("/database"), None).is_err_and(|why| why.contains("/data, /data/more")));
        assert!(of(None, None).is_err_and(|why| why.contains("which of")));
        assert_eq!(place(&mounts[..1], None, None).map(|place| place.folder), Ok("/data".into()));
        assert!(place(&[], Some("/data"), None).is_err_and(|why| why.contains("goes with the pod")));
    }
}
