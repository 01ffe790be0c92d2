//! The API, through a real client.
use crate::sandbox::{Deployment, Method, Sandbox};
use futures::StreamExt;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::authorization::v1::SelfSubjectAccessReview;
use k8s_openapi::api::core::v1::{Pod, Secret};
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams};
use kube::{Client, Config, config::Kubeconfig};
use serde_json::json;

pub async fn client(sandbox: &Sandbox) -> Client {
    let kubeconfig = Kubeconfig::read_from(sandbox.kubeconfig()).unwrap();
    let config = Config::from_custom_kubeconfig(kubeconfig, &Default::default()).await.unwrap();
    Client::try_from(config).unwrap()
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}

fn names(list: impl IntoIterator<Item = Pod>) -> Vec<String> {
    list.into_iter().map(|pod| pod.metadata.name.unwrap()).collect()
}

async fn raw(client: &Client, path: &str) -> (u16, serde_json::Value) {
    let request = http::Request::get(path).body(Vec::new()).unwrap();
    let error = match client.request::<serde_json::Value>(request).await {
        Ok(value) => return (200, value),
        Err(error) => error,
    };
    match error {
        kube::Error::Api(status) => (status.code, serde_json::to_value(&*status).unwrap()),
        other => panic!("{other}"),
    }
}

#[test]
fn lists_selectors_and_refusals() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).deployment(Deployment::BarePod).start();
    run(async {
        let client = client(&sandbox).await;
        assert_eq!(client.apiserver_version().await.unwrap().minor, "33");
        let all: Api<Pod> = Api::all(client.clone());
        assert_eq!(all.list(&ListParams::default()).await.unwrap().items.len(), 6);
        let apps: Api<Pod> = Api::namespaced(client.clone(), "apps");
        let by = |labels: &str, fields: &str| ListParams::default().labels(labels).fields(fields);
        for (labels, fields, found) in [
            ("app.kubernetes.io/instance=cache", "", 3),
            ("app.kubernetes.io/instance=cache,app.kubernetes.io/component", "", 0),
            ("app.kubernetes.io/instance in (cache, other),!app.kubernetes.io/component", "status.phase=Running", 3),
            ("app.kubernetes.io/instance notin (cache)", "", 0),
            ("app.kubernetes.io/instance!=cache", "", 0),
            ("", "metadata.name=cache-redis-1", 1),
            ("", "status.phase!=Running", 0),
            ("", "spec.nodeName=sandbox-node,metadata.name!=cache-redis-1", 2),
        ] {
            let list = apps.list(&by(labels, fields)).await.unwrap();
            assert_eq!(names(list).len(), found, "{labels} {fields}");
        }
        let error = apps.list(&by("", "spec.nothing=x")).await.unwrap_err();
        assert!(error.to_string().contains("field label not supported: spec.nothing"), "{error}");

        let pod = apps.get("cache-redis-2").await.unwrap();
        let labels = pod.metadata.labels.unwrap();
        assert_eq!(labels["statefulset.kubernetes.io/pod-name"], "cache-redis-2");
        let owner = &pod.metadata.owner_references.unwrap()[0];
        assert_eq!(
            (owner.kind.as_str(), owner.name.as_str(), owner.controller),
            ("StatefulSet", "cache-redis", Some(true))
        );
        let status = pod.status.unwrap();
        assert_eq!(status.pod_ip.unwrap(), sandbox.pod("apps", "cache-redis-2").address().ip().to_string());
        let container = &status.container_statuses.unwrap()[0];
        assert!(container.ready && container.restart_count == 0 && container.image == "localhost/redis:7.4");
        assert!(pod.spec.unwrap().volumes.unwrap().iter().any(|volume| {
            volume.persistent_volume_claim.as_ref().is_some_and(|claim| claim.claim_name == "data-cache-redis-2")
        }));
        let secret: Secret = Api::namespaced(client.clone(), "apps").get("cache-redis").await.unwrap();
        assert_eq!(secret.data.unwrap()["redis-password"].0, b"p$'\"#x y");

        let (code, status) = raw(&client, "/api/v1/namespaces/apps/pods/x").await;
        assert_eq!(code, 404);
        assert_eq!((&status["message"], &status["reason"]), (&json!("pods \"x\" not found"), &json!("NotFound")));
        let (code, status) = raw(&client, "/apis/apps/v1/namespaces/apps/statefulsets/x").await;
        assert_eq!((code, &status["message"]), (404, &json!("statefulsets.apps \"x\" not found")));
        let (code, status) = raw(&client, "/api/v1/widgets").await;
        assert_eq!((code, &status["message"]), (404, &json!("the server could not find the requested resource")));
        let (code, _) = raw(&client, "/apis/databases.spotahome.com/v1/redisfailovers").await;
        assert_eq!(code, 404);

        let requests = sandbox.requests();
        assert!(requests.contains(&(Method::GET, "/version".to_owned())), "{requests:?}");
        assert!(requests.iter().any(|(_, target)| target.contains("labelSelector=app.kubernetes.io")));
        sandbox.clear_requests();
        assert!(sandbox.requests().is_empty());
    });
}

#[test]
fn rbac_tokens_and_failures() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    run(async {
        let client = client(&sandbox).await;
        sandbox.deny_in("apps", "list", "secrets");
        sandbox.deny("get", "pods/portforward");
        let (code, status) = raw(&client, "/api/v1/namespaces/apps/secrets?limit=500").await;
        assert_eq!((code, &status["reason"]), (403, &json!("Forbidden")));
        assert_eq!(
            status["message"],
            "secrets is forbidden: User \"sandbox\" cannot list resource \"secrets\" in API group \"\" in the \
             namespace \"apps\""
        );
        assert_eq!(status["details"]["kind"], "secrets");
        let (_, status) = raw(&client, "/api/v1/secrets").await;
        assert!(status["message"].as_str().unwrap().ends_with("in API group \"\" at the cluster scope"));
        assert_eq!(raw(&client, "/api/v1/namespaces/default/secrets").await.0, 200);
        assert_eq!(raw(&client, "/api/v1/namespaces/apps/secrets/cache-redis").await.0, 200);
        let (code, status) = raw(&client, "/api/v1/namespaces/apps/pods/cache-redis-0/portforward?ports=6379").await;
        assert_eq!(code, 403);
        assert_eq!(
            status["message"],
            "pods \"cache-redis-0\" is forbidden: User \"sandbox\" cannot get resource \"pods/portforward\" in API \
             group \"\" in the namespace \"apps\""
        );
        let reviews: Api<SelfSubjectAccessReview> = Api::all(client.clone());
        for (verb, resource, subresource, namespace, allowed) in [
            ("list", "secrets", "", "apps", false),
            ("list", "secrets", "", "default", true),
            ("list", "secrets", "", "", false),
            ("get", "secrets", "", "apps", true),
            ("get", "pods", "portforward", "apps", false),
            ("create", "pods", "portforward", "apps", true),
            ("get", "pods", "", "apps", true),
        ] {
            let review = serde_json::from_value(json!({"spec": {"resourceAttributes": {
                "verb": verb, "resource": resource, "subresource": subresource, "namespace": namespace,
            }}}));
            let review = reviews.create(&PostParams::default(), &review.unwrap()).await.unwrap();
            assert_eq!(review.status.unwrap().allowed, allowed, "{verb} {resource}/{subresource} in {namespace}");
        }
        sandbox.allow_all();
        assert_eq!(raw(&client, "/api/v1/namespaces/apps/secrets").await.0, 200);

        sandbox.fail_next(500, "etcdserver: request timed out", 1);
        let (code, status) = raw(&client, "/api/v1/pods").await;
        assert_eq!((code, &status["message"]), (500, &json!("etcdserver: request timed out")));
        assert_eq!(raw(&client, "/api/v1/pods").await.0, 200);

        let mut config = Config::new(sandbox.url().parse().unwrap());
        config.root_cert = client_ca(&sandbox);
        let anonymous = Client::try_from(config).unwrap();
        let (code, status) = raw(&anonymous, "/api/v1/pods").await;
        assert_eq!(
            (code, &status["message"], &status["reason"]),
            (401, &json!("Unauthorized"), &json!("Unauthorized"))
        );
    });
}

fn client_ca(sandbox: &Sandbox) -> Option<Vec<Vec<u8>>> {
    let kubeconfig = Kubeconfig::read_from(sandbox.kubeconfig()).unwrap();
    let text = sandbox.ca_pem();
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----"));
    let config = run_in_thread(kubeconfig);
    config.root_cert
}

fn run_in_thread(kubeconfig: Kubeconfig) -> Config {
    let load = move || run(Config::from_custom_kubeconfig(kubeconfig, &Default::default())).unwrap();
    std::thread::spawn(load).join().unwrap()
}

#[test]
fn writes() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let replica = sandbox.pod("apps", "cache-redis-2");
    run(async {
        let client = client(&sandbox).await;
        let sets: Api<StatefulSet> = Api::namespaced(client.clone(), "apps");
        let patch = json!({"metadata": {"annotations": {"a": "b"}}});
        let patched = sets.patch("cache-redis", &PatchParams::default(), &Patch::Merge(&patch)).await.unwrap();
        assert_eq!(patched.metadata.annotations.unwrap()["a"], "b");
        assert_eq!(patched.metadata.generation, Some(1));
        let scale = sets.get_scale("cache-redis").await.unwrap();
        assert_eq!(scale.spec.unwrap().replicas, Some(3));
        let two = json!({"spec": {"replicas": 2}});
        sets.patch_scale("cache-redis", &PatchParams::default(), &Patch::Merge(&two)).await.unwrap();
        let pods: Api<Pod> = Api::namespaced(client.clone(), "apps");
        while pods.get_opt("cache-redis-2").await.unwrap().is_some() || replica.is_running() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(sets.get("cache-redis").await.unwrap().metadata.generation, Some(2));

        // strategic: one container changed by its name, nothing else lost
        let image = json!({"spec": {"template": {"spec": {"containers": [{"name": "redis", "image": "redis:9"}]}}}});
        let set = sets.patch("cache-redis", &PatchParams::default(), &Patch::Strategic(&image)).await.unwrap();
        let container = &set.spec.unwrap().template.spec.unwrap().containers[0];
        assert_eq!(container.image.as_deref(), Some("redis:9"));
        assert!(container.env.is_some());

        // a replace with an old version is refused
        let mut set = sets.get("cache-redis").await.unwrap();
        set.metadata.resource_version = Some("1".to_owned());
        let error = sets.replace("cache-redis", &PostParams::default(), &set).await.unwrap_err();
        assert!(
            matches!(&error, kube::Error::Api(status) if status.code == 409 && status.reason == "Conflict"),
            "{error}"
        );

        let bare = json!({
            "metadata": {"name": "helper"}, "spec": {"containers": [{"name": "sh", "image": "busybox"}]},
        });
        let bare: Pod = serde_json::from_value(bare).unwrap();
        pods.create(&PostParams::default(), &bare).await.unwrap();
        let error = pods.create(&PostParams::default(), &bare).await.unwrap_err();
        assert!(error.to_string().contains("pods \"helper\" already exists"), "{error}");
        let running = async {
            while pods.get("helper").await.unwrap().status.and_then(|status| status.phase).as_deref() != Some("Running")
            {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(5), running).await.unwrap();
        pods.delete("helper", &DeleteParams::default()).await.unwrap();
        assert!(pods.get_opt("helper").await.unwrap().is_none());
        let elsewhere: Api<Pod> = Api::namespaced(client.clone(), "nowhere");
        let error = elsewhere.create(&PostParams::default(), &bare).await.unwrap_err();
        assert!(error.to_string().contains("namespaces \"nowhere\" not found"), "{error}");
        assert!(elsewhere.list(&ListParams::default()).await.unwrap().items.is_empty());
        let tail = kube::api::LogParams { tail_lines: Some(2), ..Default::default() };
        assert_eq!(pods.logs("cache-redis-0", &tail).await.unwrap().lines().count(), 2);
        let metadata = pods.list_metadata(&ListParams::default()).await.unwrap();
        assert_eq!(metadata.items.len(), 2);
    });
}

#[test]
fn the_api_server_dies_and_comes_back() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    run(async {
        let client = client(&sandbox).await;
        assert_eq!(raw(&client, "/api/v1/pods").await.0, 200);
        sandbox.kill_api();
        let request = http::Request::get("/api/v1/pods").body(Vec::new()).unwrap();
        assert!(client.request::<serde_json::Value>(request).await.is_err());
        assert_eq!(sandbox.pod("tutorial", "redis").cli(&["PING"]), "PONG");
        sandbox.restart_api();
        assert_eq!(raw(&client, "/api/v1/pods").await.0, 200);
    });
}

#[test]
fn a_watch_tells_what_becomes_of_objects() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    run(async {
        let client = client(&sandbox).await;
        let pods: Api<Pod> = Api::namespaced(client, "tutorial");
        let only = WatchParams::default().fields("metadata.name=redis");
        let version = pods.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap();
        let mut events = pods.watch(&only, &version).await.unwrap().boxed();
        sandbox.edit("pods", "tutorial", "redis", |pod| pod["metadata"]["labels"]["seen"] = json!("yes"));
        let Some(Ok(WatchEvent::Modified(pod))) = events.next().await else { panic!("another event") };
        assert_eq!(pod.metadata.labels.unwrap()["seen"], "yes");
        sandbox.remove("pods", "tutorial", "redis");
        let mut last = events.next().await;
        // the pod may be written to once more while it goes
        while matches!(last, Some(Ok(WatchEvent::Modified(_)))) {
            last = events.next().await;
        }
        assert!(matches!(last, Some(Ok(WatchEvent::Deleted(_)))), "{last:?}");
    });
}
