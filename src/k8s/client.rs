//! The Kubernetes API: which cluster, and the few calls the tool makes, with errors that name the missing right.

use super::{convert, kubeconfig};
use crate::console::Console;
use crate::domain::rights;
use crate::domain::rotate::previous_key;
use crate::error::{Error, Result};
use crate::settings::KubernetesSettings;
use crate::target::facts::{PodFacts, StatefulSetFacts};
use crate::target::spec::Scope;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{Pod, Secret};
use kube::api::{Api, ListParams};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// An authenticated client and where it points.
#[derive(Clone)]
pub struct Kubernetes {
    /// The client, for streams.
    pub(crate) client: kube::Client,
    /// The kubeconfig context, or `in-cluster`.
    pub context: String,
    /// The proxy on the way there, in words that follow the context's name; empty without one.
    pub(super) way: String,
    /// The context's namespace.
    pub default_namespace: String,
    request_timeout: Duration,
    console: Arc<Console>,
    config: Arc<kube::Config>,
    without_retries: Arc<OnceLock<kube::Client>>,
}

impl std::fmt::Debug for Kubernetes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kubernetes").field("context", &self.context).finish_non_exhaustive()
    }
}

impl Kubernetes {
    /// Reads the configuration as kubectl would (`--kubeconfig`, `$KUBECONFIG`, `~/.kube/config`, the pod's service
    /// account) and builds the client. Nothing is sent yet, except by an exec credential plugin.
    ///
    /// # Errors
    /// Of kind Usage, when there is no configuration or it names what does not exist.
    pub async fn connect(settings: &KubernetesSettings, console: Arc<Console>) -> Result<Self> {
        let (mut config, context, way) = kubeconfig::load(settings).await?;
        if let Some(user) = &settings.impersonate {
            config.auth_info.impersonate = Some(user.clone());
            let groups = settings.impersonate_groups.clone();
            config.auth_info.impersonate_groups = (!groups.is_empty()).then_some(groups);
        }
        // Streams stay open for hours; single requests are bounded by `bounded`.
        config.read_timeout = None;
        config.write_timeout = None;
        config.connect_timeout = Some(settings.request_timeout);
        let default_namespace = config.default_namespace.clone();
        let kept = Arc::new(config.clone());
        let client = client_of(config)?;
        let (request_timeout, without_retries) = (settings.request_timeout, Arc::default());
        Ok(Self { client, context, way, default_namespace, request_timeout, console, config: kept, without_retries })
    }

    /// A client that hands every answer on: the usual one asks again by itself after 429, 503 and 504.
    pub(super) fn client_without_retries(&self) -> Result<kube::Client> {
        if let Some(client) = self.without_retries.get() {
            return Ok(client.clone());
        }
        let mut config = kube::Config::clone(&self.config);
        config.default_retry = false;
        let client = client_of(config)?;
        Ok(self.without_retries.get_or_init(|| client).clone())
    }

    /// Where calls and frames are traced.
    pub(crate) fn console(&self) -> Arc<Console> {
        Arc::clone(&self.console)
    }

    /// The pods of a namespace or of all of them, in one LIST.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it.
    pub async fn fetch_pods(&self, scope: &Scope, selector: Option<&str>) -> Result<Vec<PodFacts>> {
        let api: Api<Pod> = match scope {
            Scope::Namespace(namespace) => Api::namespaced(self.client.clone(), namespace),
            Scope::All => Api::all(self.client.clone()),
        };
        let mut parameters = ListParams::default();
        if let Some(selector) = selector {
            parameters = parameters.labels(selector);
        }
        let pods = self.bounded("list", "pods", scope, api.list(&parameters)).await?;
        Ok(pods.items.iter().map(convert::pod_facts).collect())
    }

    /// The StatefulSets of a namespace, in one LIST.
    ///
    /// # Errors
    /// As [`Kubernetes::fetch_pods`].
    pub async fn fetch_stateful_sets(&self, namespace: &str) -> Result<Vec<StatefulSetFacts>> {
        let api: Api<StatefulSet> = Api::namespaced(self.client.clone(), namespace);
        let scope = Scope::Namespace(namespace.to_owned());
        let sets = self.bounded("list", "statefulsets.apps", &scope, api.list(&ListParams::default())).await?;
        Ok(sets.items.iter().map(convert::stateful_set_facts).collect())
    }

    /// A Secret, its values as text.
    ///
    /// # Errors
    /// As [`Kubernetes::fetch_pods`].
    pub async fn fetch_secret(&self, namespace: &str, name: &str) -> Result<BTreeMap<String, String>> {
        let api: Api<Secret> = Api::namespaced(self.client.clone(), namespace);
        let scope = Scope::Namespace(namespace.to_owned());
        let secret = self.bounded("get", "secrets", &scope, api.get(name)).await?;
        let data = secret.data.unwrap_or_default();
        Ok(data.into_iter().map(|(key, value)| (key, String::from_utf8_lossy(&value.0).into_owned())).collect())
    }

    /// A password of a Secret, as text, and whether the former one is kept beside it: a rotation is not at its end.
    ///
    /// # Errors
    /// As [`Kubernetes::fetch_pods`]; also when the key is missing (the message lists the keys there are).
    pub async fn fetch_password(&self, namespace: &str, name: &str, key: &str) -> Result<(String, bool)> {
        let mut data = self.fetch_secret(namespace, name).await?;
        let is_rotated = data.contains_key(&previous_key(key));
        let password = data.remove(key).ok_or_else(|| {
            let keys: Vec<String> = data.into_keys().collect();
            Error::target(format!("Secret {namespace}/{name} has no key {key}"))
                .cause(format!("its keys: {}", keys.join(", ")))
        })?;
        Ok((password, is_rotated))
    }

    /// Runs one request within `--request-timeout`, traces it, and puts its error in words.
    pub(super) async fn bounded<T>(
        &self,
        verb: &str,
        resource: &str,
        scope: &Scope,
        request: impl Future<Output = kube::Result<T>>,
    ) -> Result<T> {
        let place = match scope {
            Scope::Namespace(namespace) => format!(" in namespace {namespace}"),
            Scope::All => " in all namespaces".to_owned(),
        };
        let started = Instant::now();
        let result = tokio::time::timeout(self.request_timeout, request).await;
        let took = started.elapsed().as_millis();
        self.console.call(&format!("kubernetes {verb} {resource}{place}: {took} ms"));
        match result {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.explain(error, &format!("{verb} {resource}{place}"), (verb, resource, scope))),
            Err(_) => Err(Error::target(format!("cannot {verb} {resource}{place}"))
                .cause(format!("the Kubernetes API of context {}{} did not answer in time", self.context, self.way))
                .hint("--request-timeout DURATION waits longer")),
        }
    }

    /// Puts an error of the API in words: what was attempted, what came back, which right is missing.
    pub(super) fn explain(
        &self,
        error: kube::Error,
        attempt: &str,
        (verb, resource, scope): (&str, &str, &Scope),
    ) -> Error {
        let failed = Error::target(format!("cannot {attempt}"));
        match &error {
            kube::Error::Api(status) if status.code == 403 => {
                let place = match scope {
                    Scope::Namespace(namespace) => format!("-n {namespace}"),
                    Scope::All => "-A".to_owned(),
                };
                failed
                    .cause(status.message.clone())
                    .hint(format!("the right is missing; to check: {}", rights::can_i(verb, resource, &place)))
            }
            kube::Error::Api(status) if status.code == 401 => failed
                .cause("the Kubernetes API does not accept the credentials: Unauthorized")
                .hint("log in again, or choose another context with --context"),
            kube::Error::Api(status) => failed.cause(format!("{} ({})", status.message, status.code)),
            other => failed
                .cause(format!("context {}{}", self.context, self.way))
                .because(other)
                .hint("check --context and --kubeconfig; is the API server reachable?"),
        }
    }
}

fn client_of(config: kube::Config) -> Result<kube::Client> {
    kube::Client::try_from(config)
        .map_err(|error| Error::usage("cannot use the Kubernetes configuration").because(&error))
}
