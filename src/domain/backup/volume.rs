//! Which volumes are to be snapshotted, and by which class: decided before anything is made.

use serde::Serialize;
use serde_json::Value;

/// The API group of snapshots.
pub const GROUP: &str = "snapshot.storage.k8s.io";
const DEFAULT_CLASS: &str = "snapshot.storage.kubernetes.io/is-default-class";

/// A VolumeSnapshotClass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotClass {
    /// Its name.
    pub name: String,
    /// The CSI driver it is for.
    pub driver: String,
    /// Whether it is marked as the default of its driver.
    pub default: bool,
    /// `Delete` or `Retain`: what becomes of the snapshot when its object goes.
    pub deletion_policy: String,
}

impl SnapshotClass {
    /// From the API's object.
    pub fn of(object: &Value) -> Self {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            name: text("/metadata/name"),
            driver: text("/driver"),
            default: object["metadata"]["annotations"][DEFAULT_CLASS] == "true",
            deletion_policy: text("/deletionPolicy"),
        }
    }
}

/// The class for a driver: the one that is wanted, else the default one, else the only one.
///
/// # Errors
/// A sentence with the names there are.
pub fn choose_class<'a>(
    classes: &'a [SnapshotClass],
    driver: &str,
    wanted: Option<&str>,
) -> Result<&'a SnapshotClass, String> {
    let names =
        |classes: &[&SnapshotClass]| classes.iter().map(|class| class.name.clone()).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let Some(class) = classes.iter().find(|class| class.name == wanted) else {
            let there = names(&classes.iter().collect::<Vec<_>>());
            let there = if there.is_empty() { "none".to_owned() } else { there };
            return Err(format!("there is no VolumeSnapshotClass {wanted}; there are: {there}"));
        };
        return if class.driver == driver {
            Ok(class)
        } else {
            Err(format!(
                "VolumeSnapshotClass {wanted} is for the driver {}, and the volume is of {driver}",
                class.driver
            ))
        };
    }
    let fitting: Vec<&SnapshotClass> = classes.iter().filter(|class| class.driver == driver).collect();
    let defaults: Vec<&SnapshotClass> = fitting.iter().copied().filter(|class| class.default).collect();
    match (defaults.as_slice(), fitting.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one),
        ([], []) => Err(format!("there is no VolumeSnapshotClass for the driver {driver}")),
        ([], several) => Err(format!("several VolumeSnapshotClasses fit, and none is the default: {}", names(several))),
        (several, _) => Err(format!("several VolumeSnapshotClasses are marked as the default: {}", names(several))),
    }
}

/// Why a provisioner cannot make snapshots at all, where that is known.
pub fn no_snapshots_with(provisioner: &str) -> Option<&'static str> {
    match provisioner {
        "rancher.io/local-path" => Some(
            "local-path makes plain folders of the node, without a CSI driver: there is nothing that could snapshot them",
        ),
        "kubernetes.io/no-provisioner" => Some("such volumes are made by hand, without a CSI driver"),
        "microk8s.io/hostpath" | "k8s.io/minikube-hostpath" | "docker.io/hostpath" => {
            Some("it makes plain folders of the node, without a CSI driver")
        }
        in_tree if in_tree.starts_with("kubernetes.io/") => {
            Some("it is built into Kubernetes, and snapshots need a CSI driver")
        }
        _ => None,
    }
}

/// What the status of a VolumeSnapshot says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It can be restored from.
    Ready,
    /// Not yet; with the last error, which the controller may get over.
    Waiting(Option<String>),
}

/// Reads the status.
pub fn progress(snapshot: &Value) -> Progress {
    if snapshot.pointer("/status/readyToUse") == Some(&Value::Bool(true)) {
        return Progress::Ready;
    }
    Progress::Waiting(snapshot.pointer("/status/error/message").and_then(Value::as_str).map(str::to_owned))
}

/// The object's name: the wanted one for one claim, with the claim's behind it for several. At most 253 characters of
/// lower-case letters, digits, dashes and dots.
///
/// # Errors
/// A sentence.
pub fn snapshot_name(wanted: &str, claim: &str, several: bool) -> Result<String, String> {
    let name = if several { format!("{wanted}-{claim}") } else { wanted.to_owned() };
    let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || "-.".contains(one);
    let ends = |one: Option<char>| one.is_some_and(|one| one.is_ascii_lowercase() || one.is_ascii_digit());
    if name.len() <= 253 && name.chars().all(plain) && ends(name.chars().next()) && ends(name.chars().last()) {
        Ok(name)
    } else {
        Err(format!("{name:?} is no name of an object: lower-case letters, digits, dashes and dots, 253 at most"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn class(name: &str, driver: &str, default: bool) -> SnapshotClass {
        SnapshotClass { name: name.into(), driver: driver.into(), default, deletion_policy: "Delete".into() }
    }

    #[test]
    fn the_default_class_wins_one_is_enough_and_several_are_refused_by_name() {
        let all = [class("a", "ebs", false), class("b", "ebs", true), class("c", "pd", false)];
        assert_eq!(choose_class(&all, "ebs", None).map(|one| one.name.as_str()), Ok("b"));
        assert_eq!(choose_class(&all, "pd", None).map(|one| one.name.as_str()), Ok("c"));
        assert_eq!(choose_class(&all, "ebs", Some("a")).map(|one| one.name.as_str()), Ok("a"));
        assert!(choose_class(&all, "ebs", Some("c")).is_err_and(|text| text.contains("for the driver pd")));
        assert!(choose_class(&all, "ebs", Some("x")).is_err_and(|text| text.contains("there are: a, b, c")));
        assert!(choose_class(&all, "nfs", None).is_err());
        let none = [class("a", "ebs", false), class("b", "ebs", false)];
        assert!(choose_class(&none, "ebs", None).is_err_and(|text| text.ends_with("a, b")));
        let both = [class("a", "ebs", true), class("b", "ebs", true)];
        assert!(choose_class(&both, "ebs", None).is_err_and(|text| text.contains("as the default: a, b")));
    }

    #[test]
    fn an_error_is_not_the_end_as_the_controller_tries_again() {
        let of = |status: Value| progress(&json!({"status": status}));
        assert_eq!(of(json!({"readyToUse": true, "error": {"message": "old"}})), Progress::Ready);
        assert_eq!(
            of(json!({"readyToUse": false, "error": {"message": "quota"}})),
            Progress::Waiting(Some("quota".into()))
        );
        assert_eq!(progress(&json!({})), Progress::Waiting(None));
        assert!(no_snapshots_with("rancher.io/local-path").is_some() && no_snapshots_with("ebs.csi.aws.com").is_none());
    }

    #[test]
    fn names_fit_the_api() {
        assert_eq!(snapshot_name("before", "data-0", true), Ok("before-data-0".to_owned()));
        assert_eq!(snapshot_name("before", "data-0", false), Ok("before".to_owned()));
        assert!(snapshot_name("Before", "x", false).is_err() && snapshot_name("-x", "y", false).is_err());
    }
}
