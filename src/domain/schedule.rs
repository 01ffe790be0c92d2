//! A CronJob for a command: the objects, with no more rights and no more of a pod than it needs.

use super::grants::{Grant, Subject};
use super::rights::Rights;
use serde_json::{Value, json};

/// What the objects are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Name of all the objects.
    pub name: String,
    /// Namespace of all but the cluster-wide ones.
    pub namespace: String,
    /// Five fields, or `@daily` and the like.
    pub schedule: String,
    /// Of the schedule, as `Europe/Stockholm`; UTC or the controller's where not said.
    pub time_zone: Option<String>,
    /// Image with redis-ops in it.
    pub image: String,
    /// Arguments of redis-ops.
    pub arguments: Vec<String>,
    /// Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    pub s3_secret: Option<String>,
    /// Role of AWS that the account assumes (IRSA).
    pub role_arn: Option<String>,
    /// Claim mounted at [`BACKUPS`].
    pub claim: Option<String>,
    /// Memory limit, as Kubernetes writes it.
    pub memory: String,
    /// One of [`API_VERSIONS`].
    pub api_version: String,
}

/// Versions of the API that has CronJobs; Kubernetes has the first since 1.21, and the second until 1.24.
pub const API_VERSIONS: [&str; 2] = ["batch/v1", "batch/v1beta1"];

/// Where the claim is mounted.
pub const BACKUPS: &str = "/backups";
/// Longest name of a CronJob: eleven characters are added for its Jobs.
pub const LONGEST_NAME: usize = 52;

/// Whether the text is a schedule: five fields of the characters that cron knows, or one of the names.
///
/// # Errors
/// A sentence.
pub fn check_schedule(text: &str) -> Result<(), String> {
    const NAMES: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    if NAMES.contains(&text) {
        return Ok(());
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let known = |field: &&str| {
        let numbers = field.chars().all(|one| one.is_ascii_digit() || "*/,-?".contains(one));
        numbers || field.chars().all(|one| one.is_ascii_alphanumeric() || "*/,-".contains(one))
    };
    match fields.len() {
        5 if fields[..3].iter().all(|field| !field.contains(|one: char| one.is_ascii_alphabetic()))
            && fields.iter().all(known) =>
        {
            Ok(())
        }
        5 => Err(format!("{text:?} has a field that cron does not know")),
        count => Err(format!("{text:?} has {count} fields; five are needed, as in '15 3 * * *', or @daily")),
    }
}

/// The objects in the order they are applied.
pub fn objects(of: &Schedule, rights: &Rights) -> Vec<Value> {
    let mut objects = vec![account(of)];
    objects.extend(grant(of).objects(rights));
    objects.push(cron_job(of, !rights.namespaced.is_empty()));
    objects
}

/// The account's rights.
fn grant(of: &Schedule) -> Grant {
    let subject = Subject::Account(of.namespace.clone(), of.name.clone());
    Grant { name: of.name.clone(), namespace: of.namespace.clone(), subject }
}

fn account(of: &Schedule) -> Value {
    let mut metadata = grant(of).metadata(true);
    if let Some(arn) = &of.role_arn {
        metadata["annotations"] = json!({"eks.amazonaws.com/role-arn": arn});
    }
    // The token is mounted by the pod that needs it.
    json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata, "automountServiceAccountToken": false})
}

fn cron_job(of: &Schedule, talks_to_the_api: bool) -> Value {
    let mut env = vec![json!({"name": "HOME", "value": "/tmp"})];
    if let Some(secret) = &of.s3_secret {
        env.extend(
            ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
                .map(|key| json!({"name": key, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}})),
        );
    }
    let mut volumes = vec![json!({"name": "tmp", "emptyDir": {}})];
    let mut mounts = vec![json!({"name": "tmp", "mountPath": "/tmp"})];
    if let Some(claim) = &of.claim {
        volumes.push(json!({"name": "backups", "persistentVolumeClaim": {"claimName": claim}}));
        mounts.push(json!({"name": "backups", "mountPath": BACKUPS}));
    }
    let container = json!({
        "name": "redis-ops", "image": of.image, "args": of.arguments, "env": env,
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": of.memory}},
        "securityContext": {
            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": mounts,
    });
    let pod = json!({
        "serviceAccountName": of.name, "automountServiceAccountToken": talks_to_the_api,
        "restartPolicy": "Never",
        // A backup that is told to end takes back what it has begun, which it has 15 s for.
        "terminationGracePeriodSeconds": 60,
        "securityContext": {
            "runAsNonRoot": true, "runAsUser": 65532, "runAsGroup": 65532, "fsGroup": 65532,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container], "volumes": volumes,
    });
    let metadata = grant(of).metadata(true);
    let labels = metadata["labels"].clone();
    let mut spec = json!({
        "schedule": of.schedule, "concurrencyPolicy": "Forbid", "startingDeadlineSeconds": 3600,
        "successfulJobsHistoryLimit": 1, "failedJobsHistoryLimit": 3,
        "jobTemplate": {"spec": {
            "backoffLimit": 1,
            "template": {"metadata": {"labels": labels}, "spec": pod},
        }},
    });
    if let Some(zone) = &of.time_zone {
        spec["timeZone"] = json!(zone);
    }
    json!({"apiVersion": of.api_version, "kind": "CronJob", "metadata": metadata, "spec": spec})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rights;

    fn schedule() -> Schedule {
        Schedule {
            name: "redis-ops-cache".into(),
            namespace: "apps".into(),
            schedule: "15 3 * * *".into(),
            time_zone: None,
            image: "redis-ops:1".into(),
            arguments: vec!["backup-rdb".into()],
            s3_secret: Some("s3".into()),
            role_arn: None,
            claim: None,
            memory: "256Mi".into(),
            api_version: API_VERSIONS[0].into(),
        }
    }

    fn kinds(objects: &[Value]) -> Vec<&str> {
        objects.iter().filter_map(|object| object["kind"].as_str()).collect()
    }

    #[test]
    fn rights_are_of_the_namespace_unless_all_are_looked_into() {
        let of = |command: &str| objects(&schedule(), &rights::of(command).expect("known"));
        assert_eq!(kinds(&of("backup-rdb")), ["ServiceAccount", "Role", "RoleBinding", "CronJob"]);
        let all = ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "CronJob"];
        assert_eq!(kinds(&of("backup-all-namespaces")), all);
        let both = ["ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "CronJob"];
        assert_eq!(kinds(&of("create-pvc-snapshot")), both);
        let none = of("backup-prune");
        assert_eq!(kinds(&none), ["ServiceAccount", "CronJob"]);
        assert_eq!(none[1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["automountServiceAccountToken"], false);
    }

    #[test]
    fn schedules_are_those_of_cron() {
        for good in ["15 3 * * *", "*/5 0-6,12 1 jan MON-FRI", "@daily"] {
            assert_eq!(check_schedule(good), Ok(()), "{good}");
        }
        for wrong in ["15 3 * *", "", "@often", "x 3 * * *", "15 3 * * $(rm)"] {
            assert!(check_schedule(wrong).is_err(), "{wrong}");
        }
    }
}
