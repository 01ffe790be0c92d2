//! `upgrade-rollback` where somebody else than Helm applies the objects: nothing is changed, and what to run where is named, to
//! the word. The objects are as those controllers make them.

use super::rollback::{manifest, record, secret};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Method, Sandbox};
use serde_json::{Value, json};

fn sandbox(deployment: Deployment, namespace: &str) -> (Sandbox, Tool) {
    let sandbox = Sandbox::builder().deployment(deployment).namespace(namespace).start();
    let tool = Tool::on(&sandbox);
    (sandbox, tool)
}

/// Refused, whatever is agreed to; each of these was said, and nothing was written.
fn refused(sandbox: &Sandbox, tool: &Tool, (instance, confirm): (&str, &str), texts: &[&str]) -> Run {
    sandbox.clear_requests();
    for dry_run in [&["--dry-run"][..], &["--force", "--confirm", confirm]] {
        let run = tool.run(&[&["upgrade-rollback", "-r", instance], dry_run].concat());
        run.expect(4);
        texts.iter().for_each(|text| assert!(run.stderr.contains(text), "no {text:?}: {run}"));
    }
    let writes = [Method::PATCH, Method::PUT, Method::POST, Method::DELETE];
    let wrote = |(method, path): &(Method, String)| writes.contains(method) && !path.contains("authorization.k8s.io");
    assert!(!sandbox.requests().iter().any(wrote));
    tool.run(&["upgrade-rollback", "-r", instance, "--yes"])
}

/// What a StatefulSet ran before, and what it runs now, as its controller keeps it.
fn former_image(sandbox: &Sandbox, (namespace, set): (&str, &str), former: &str) {
    let object = sandbox.get("statefulsets", namespace, set).unwrap();
    for (number, image) in [(1, Some(former)), (2, None)] {
        let mut template = object["spec"]["template"].clone();
        if let Some(image) = image {
            template["spec"]["containers"][0]["image"] = json!(image);
        }
        let owner = json!({
            "apiVersion": "apps/v1", "kind": "StatefulSet", "name": set, "uid": object["metadata"]["uid"],
            "controller": true, "blockOwnerDeletion": true,
        });
        let revision = json!({
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "revision": number,
            "metadata": {"name": format!("{set}-{number}"), "namespace": namespace, "ownerReferences": [owner]},
            "data": {"spec": {"template": template}},
        });
        sandbox.add(&revision.to_string());
    }
}

#[test]
fn argo_cd_goes_back_by_git_or_by_the_number_of_a_former_sync() {
    let (sandbox, tool) = sandbox(Deployment::BitnamiStandalone, "data");
    let redis = ("redis", "data/redis");
    // who may not see the Application is told how to find the number
    refused(
        &sandbox,
        &tool,
        redis,
        &["Argo CD (redis) owns its objects", "argocd app history redis, then argocd app rollback redis ID"],
    );
    let synced =
        |id: u64, revision: &str| json!({"id": id, "revision": revision, "deployedAt": "2026-11-01T10:00:00Z"});
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "redis", "namespace": "argocd"},
        "spec": {
            "source": {"repoURL": "https://git.example.org/deploy.git", "path": "redis", "targetRevision": "main"},
            "syncPolicy": {"automated": {"selfHeal": true}},
        },
        "status": {"history": [synced(6, "1111111"), synced(7, "2222222"), synced(8, "3333333")]},
    });
    sandbox.add(&application.to_string());
    refused(
        &sandbox,
        &tool,
        redis,
        &[
            "it would apply what Git says again",
            "git revert the commit in https://git.example.org/deploy.git, then argocd app sync redis",
            "argocd app set redis --sync-policy none",
            "argocd app rollback redis 7  (back to 2222222)",
        ],
    );
    // of a project's own namespace, by the label's older form, and not by itself
    sandbox.edit("statefulsets", "data", "redis-master", |set| {
        set["metadata"]["annotations"] =
            json!({"argocd.argoproj.io/tracking-id": "team_cache:apps/StatefulSet:data/redis-master"});
    });
    let mut other = application;
    other["metadata"] = json!({"name": "cache", "namespace": "team"});
    other["spec"]["syncPolicy"] = json!({});
    sandbox.add(&other.to_string());
    let run = refused(
        &sandbox,
        &tool,
        redis,
        &["its next sync applies what Git says again", "argocd app rollback cache 7 -N team  (back to 2222222)"],
    );
    assert!(!run.stderr.contains("--sync-policy none"), "{run}");
}

#[test]
fn flux_goes_back_by_git_and_can_be_suspended() {
    let (sandbox, tool) = sandbox(Deployment::SbChart, "apps");
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        set["metadata"]["labels"]["helm.toolkit.fluxcd.io/name"] = json!("cache");
        set["metadata"]["labels"]["helm.toolkit.fluxcd.io/namespace"] = json!("flux-system");
    });
    // Flux leaves Helm's own Secrets, which must not lead astray
    sandbox.add(&secret(&record(1, "superseded", &manifest("7.4", |_| {}), json!([]))));
    sandbox.add(&secret(&record(2, "deployed", &manifest("8.0", |_| {}), json!([]))));
    refused(
        &sandbox,
        &tool,
        ("cache", "apps/cache"),
        &[
            "Flux (helmrelease flux-system/cache) owns its objects",
            "git revert the change, then flux reconcile helmrelease cache -n flux-system --with-source",
            "flux suspend helmrelease cache -n flux-system",
        ],
    );
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        let labels = json!({
            "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
        });
        set["metadata"]["labels"] = labels;
    });
    refused(
        &sandbox,
        &tool,
        ("cache", "apps/cache"),
        &["flux reconcile kustomization apps -n flux-system --with-source"],
    );
}

#[test]
fn operators_are_told_the_former_image_in_their_own_resource() {
    let (sandbox, tool) = sandbox(Deployment::OtAlone, "ot");
    former_image(&sandbox, ("ot", "store"), "quay.io/opstree/redis:v6.2.14");
    refused(
        &sandbox,
        &tool,
        ("store", "ot/store"),
        &[
            "RedisReplication store owns its objects",
            r#"kubectl patch redisreplication store -n ot --type merge -p '{"spec":{"kubernetesConfig":{"image":"quay.io/opstree/redis:v6.2.14"}}}'"#,
        ],
    );
}

#[test]
fn spotahomes_operator_is_told_the_former_image() {
    let (sandbox, tool) = sandbox(Deployment::Spotahome, "redis-system");
    former_image(&sandbox, ("redis-system", "rfr-redis-cluster"), "redis:6.0.16-alpine");
    refused(
        &sandbox,
        &tool,
        ("redis-cluster", "redis-system/redis-cluster"),
        &[
            r#"kubectl patch redisfailover redis-cluster -n redis-system --type merge -p '{"spec":{"redis":{"image":"redis:6.0.16-alpine"}}}'"#,
        ],
    );
}

/// The field manager of objects that the provider's own copy of Helm wrote.
fn written_by(sandbox: &Sandbox, manager: &str) {
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        set["metadata"]["managedFields"] =
            json!([{"manager": manager, "operation": "Update", "apiVersion": "apps/v1", "fieldsType": "FieldsV1", "fieldsV1": {}}]);
    });
}

#[test]
fn opentofus_state_would_not_know_of_it_so_that_it_is_done_by_force_alone() {
    let (sandbox, tool) = sandbox(Deployment::SbChart, "apps");
    sandbox.add(&secret(&record(1, "superseded", &manifest("7.4", |_| {}), json!([]))));
    sandbox.add(&secret(&record(2, "deployed", &manifest("8.0", |_| {}), json!([]))));
    for (manager, owner) in
        [("terraform-provider-helm_v2.17.0_x5", "Terraform, by Helm"), ("OpenTofu", "OpenTofu, by Helm")]
    {
        written_by(&sandbox, manager);
        let run = tool.run(&["upgrade-rollback", "-r", "cache", "--no-safety-backup", "--confirm", "apps/cache"]);
        run.expect(4);
        let said = format!("{owner} owns its objects: its next apply upgrades the release again");
        for text in [
            said.as_str(),
            "revert the change in the module, then: tofu plan, and tofu apply",
            "--force with --confirm apps/cache",
        ] {
            assert!(run.stderr.contains(text), "no {text:?}: {run}");
        }
        let forced = tool.run(&["upgrade-rollback", "-r", "cache", "--no-safety-backup", "--force", "--dry-run"]);
        forced.expect(0);
        assert!(forced.stdout.contains("write revision 3 of release cache"), "{forced}");
    }
    // without Helm between, its state alone says what is to be there
    sandbox.edit("statefulsets", "apps", "cache-redis", |set: &mut Value| set["metadata"]["annotations"] = json!({}));
    refused(
        &sandbox,
        &tool,
        ("cache", "apps/cache"),
        &["OpenTofu owns its objects: its state says what is to be there", "tofu plan, and tofu apply"],
    );
}

#[test]
fn where_nobody_is_known_the_controllers_own_revision_is() {
    let (sandbox, tool) = sandbox(Deployment::SbChart, "apps");
    sandbox.edit("statefulsets", "apps", "cache-redis", |set: &mut Value| set["metadata"]["annotations"] = json!({}));
    former_image(&sandbox, ("apps", "cache-redis"), "redis:7.2.4");
    refused(
        &sandbox,
        &tool,
        ("cache", "apps/cache"),
        &["kubectl rollout undo statefulset/cache-redis -n apps --to-revision=1  (image redis:7.2.4)"],
    );
}
