//! `cronjob`.

use super::yaml;
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox, Snapshots};
use serde_json::Value;

const BASE: [&str; 9] =
    ["cronjob", "-n", "apps", "-r", "cache", "--schedule", "15 3 * * *", "--image", "registry/redis-ops:1"];

fn print(tool: &Tool, more: &[&str]) -> Vec<Value> {
    let run = tool.run(&[&BASE[..], more].concat());
    run.expect(0);
    yaml(&run.stdout)
}

fn kind<'a>(objects: &'a [Value], wanted: &str) -> &'a Value {
    objects.iter().find(|object| object["kind"] == wanted).unwrap_or_else(|| panic!("no {wanted} in {objects:?}"))
}

#[test]
fn the_objects_are_accepted_by_the_api_and_the_pod_is_restricted() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let objects =
        print(&Tool::alone(), &["--volume-claim", "keep", "--time-zone", "Europe/Stockholm", "--", "backup-rdb"]);
    objects.iter().for_each(|object| sandbox.add(&object.to_string()));
    let name = "redis-ops-backup-rdb-cache";
    for resource in ["serviceaccounts", "roles", "rolebindings", "cronjobs"] {
        assert!(sandbox.get(resource, "apps", name).is_some(), "{resource}");
    }
    let job = kind(&objects, "CronJob");
    // what the API's own type does not know would be dropped in silence
    let typed: k8s_openapi::api::batch::v1::CronJob = serde_json::from_value(job.clone()).expect("a CronJob");
    assert_eq!(&serde_json::to_value(&typed).unwrap(), job);
    assert_eq!(
        (&job["spec"]["concurrencyPolicy"], &job["spec"]["timeZone"]),
        (&"Forbid".into(), &"Europe/Stockholm".into())
    );
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let expected = ["backup-rdb", "-n", "apps", "-r", "cache", "--to", "/backups"];
    assert_eq!(container["args"], serde_json::json!(expected));
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert_eq!(container["securityContext"]["allowPrivilegeEscalation"], false);
    assert_eq!(container["securityContext"]["capabilities"]["drop"], serde_json::json!(["ALL"]));
    assert_eq!(
        (&pod["securityContext"]["runAsNonRoot"], &pod["securityContext"]["seccompProfile"]["type"]),
        (&true.into(), &"RuntimeDefault".into())
    );
}

#[test]
fn kubernetes_before_1_21_has_another_version_of_the_same_object() {
    let tool = Tool::alone();
    let of = |version: &str| {
        let objects = print(&tool, &["--api-version", version, "--volume-claim", "keep", "--", "backup-rdb"]);
        kind(&objects, "CronJob").clone()
    };
    let (now, then) = (of("batch/v1"), of("batch/v1beta1"));
    assert_eq!((&now["apiVersion"], &then["apiVersion"]), (&"batch/v1".into(), &"batch/v1beta1".into()));
    assert_eq!(now["spec"], then["spec"]);
}

#[test]
fn credentials_of_s3_come_from_a_secret_or_a_role_and_never_stand_in_it() {
    let objects = print(&Tool::alone(), &["--s3-secret", "s3", "--", "backup-rdb", "--to", "s3://b/p"]);
    let env = kind(&objects, "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["env"]
        .to_string();
    assert!(env.contains("secretKeyRef") && env.contains("AWS_SECRET_ACCESS_KEY"), "{env}");
    let objects =
        print(&Tool::alone(), &["--role-arn", "arn:aws:iam::1:role/x", "--", "backup-rdb", "--to", "s3://b/p"]);
    let annotations = &kind(&objects, "ServiceAccount")["metadata"]["annotations"];
    assert_eq!(annotations["eks.amazonaws.com/role-arn"], "arn:aws:iam::1:role/x");
}

#[test]
fn what_would_not_work_is_a_usage_error() {
    let tool = Tool::alone();
    for (more, why) in [
        (&["--", "backup-rdb"][..], "gone with the pod"),
        (&["--", "backup-rdb", "--to", "/var"], "gone with the pod"),
        (&["--volume-claim", "x", "--", "flushall"], "no command to run as a CronJob"),
        (&["--volume-claim", "x", "--", "nonsense"], "not a command line"),
        (&["--volume-claim", "x", "--", "health"], "no command to run as a CronJob"),
        (&["--volume-claim", "x", "--", "backup-rdb", "--bogus"], "not a command line"),
        (&["--volume-claim", "x", "--name", "X", "--", "backup-rdb"], "no name of a CronJob"),
    ] {
        let run = tool.run(&[&BASE[..], more].concat());
        run.expect(64);
        assert!(run.stderr.contains(why), "no {why:?}: {run}");
    }
    let wrong = ["cronjob", "-n", "a", "-r", "b", "--schedule", "x", "--image", "y", "--", "backup-rdb"];
    tool.run(&wrong).expect(64);
}

/// Whether a rule allows a request: verb and resource, as `Call` of the API names them.
fn allows(rules: &[Value], verb: &str, group: &str, resource: &str) -> bool {
    let has = |rule: &Value, field: &str, wanted: &str| rule[field].as_array().unwrap().iter().any(|one| one == wanted);
    rules
        .iter()
        .any(|rule| has(rule, "apiGroups", group) && has(rule, "resources", resource) && has(rule, "verbs", verb))
}

/// Every request that the command makes is allowed by the Roles that are printed for it.
#[test]
fn the_printed_rights_are_enough_for_what_each_command_asks() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.volume_snapshots(Snapshots::Ready);
    let tool = Tool::on(&sandbox);
    for command in [
        "backup-rdb",
        "backup-config",
        "backup-k8s-resources",
        "create-pvc-snapshot",
        "full-backup",
        "backup-all-namespaces",
    ] {
        let objects = print(&tool, &["--volume-claim", "x", "--name", "n", "--", command]);
        let roles = objects.iter().filter(|object| ["Role", "ClusterRole"].iter().any(|kind| object["kind"] == *kind));
        let rules: Vec<Value> = roles.flat_map(|role| role["rules"].as_array().unwrap().clone()).collect();
        sandbox.clear_requests();
        let words: &[&str] = match command {
            "create-pvc-snapshot" => &[command, "-r", "cache", "--yes"],
            "backup-all-namespaces" => &[command],
            _ => &[command, "-r", "cache"],
        };
        tool.run(words).expect(0);
        let requests = sandbox.requests();
        assert!(requests.len() > 2, "{requests:?}");
        for (method, target) in requests {
            let path = target.split('?').next().unwrap();
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            let (group, rest) = match parts.as_slice() {
                ["api", _, rest @ ..] => ("", rest),
                ["apis", group, _, rest @ ..] => (*group, rest),
                _ => continue,
            };
            let rest = match rest {
                ["namespaces", _, rest @ ..] => rest,
                rest => rest,
            };
            let (resource, named) = match rest {
                // discovery and one's own rights, which everybody may ask for
                [] | ["selfsubjectaccessreviews"] => continue,
                [resource] => ((*resource).to_owned(), false),
                [resource, _] => ((*resource).to_owned(), true),
                [resource, _, sub, ..] => (format!("{resource}/{sub}"), true),
            };
            let verb = match (method.as_str(), named) {
                ("GET", true) => "get",
                ("GET", false) => "list",
                ("POST", _) => "create",
                ("PUT", _) => "update",
                ("PATCH", _) => "patch",
                ("DELETE", _) => "delete",
                other => panic!("{other:?}"),
            };
            assert!(allows(&rules, verb, group, &resource), "{command}: {verb} {resource} of {group:?} is not printed");
        }
    }
}

#[test]
fn files_in_pods_are_allowed_only_where_the_command_reads_them() {
    let may_exec = |command: &[&str]| {
        let objects = print(&Tool::alone(), &[&["--volume-claim", "keep", "--"], command].concat());
        let rules = kind(&objects, "Role")["rules"].as_array().expect("rules").clone();
        allows(&rules, "create", "", "pods/exec")
    };
    assert!(!may_exec(&["backup-rdb"]) && may_exec(&["backup-aof"]));
    assert!(may_exec(&["backup-rdb", "--via", "disk"]) && may_exec(&["full-backup"]));
    assert!(!may_exec(&["full-backup", "--no-aof"]) && may_exec(&["full-backup", "--no-aof", "--via=disk"]));
}
