//! Which cluster, as kubectl decides: a kubeconfig, or a pod's service account.

use super::proxy::{self, Proxy};
use crate::error::{Error, Result};
use crate::settings::KubernetesSettings;
use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};

/// The configuration, the context's name, and the proxy on the way to the API server in words.
///
/// # Errors
/// Of kind Usage.
pub(super) async fn load(settings: &KubernetesSettings) -> Result<(kube::Config, String, String)> {
    let options = KubeConfigOptions {
        context: settings.context.clone(),
        cluster: settings.cluster.clone(),
        user: settings.user.clone(),
    };
    let unusable = |error: &dyn std::error::Error| {
        Error::usage("cannot read the Kubernetes configuration")
            .because(error)
            .hint("name a file with --kubeconfig or $KUBECONFIG, or use --url redis://HOST without Kubernetes")
    };
    let kubeconfig = match &settings.kubeconfig {
        Some(path) => Kubeconfig::read_from(path),
        None => Kubeconfig::read(),
    };
    match kubeconfig {
        Ok(kubeconfig) => {
            check_context(&kubeconfig, settings)?;
            let context = settings.context.clone().or_else(|| kubeconfig.current_context.clone()).unwrap_or_default();
            let named = named_proxy(&kubeconfig, settings.cluster.as_deref(), &context);
            let mut config =
                kube::Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(|error| match error {
                    KubeconfigError::ParseNoProxy(why) => Error::usage("cannot use NO_PROXY").because(&why).hint(
                        "it takes names, addresses and networks, without an empty one between commas or at the end",
                    ),
                    error => unusable(&error),
                })?;
            let proxy = proxy::proxy_to(&config.cluster_url, named.as_deref(), |name| std::env::var(name).ok())?;
            let way = proxy.as_ref().map(Proxy::words).unwrap_or_default();
            config.proxy_url = proxy.map(|proxy| proxy.url);
            Ok((config, context, way))
        }
        // No file at all: perhaps this is a pod. A file that was named must be there.
        Err(error) if settings.kubeconfig.is_none() && settings.context.is_none() => {
            let config = kube::Config::incluster().map_err(|_| unusable(&error))?;
            Ok((config, "in-cluster".to_owned(), String::new()))
        }
        Err(error) => Err(unusable(&error)),
    }
}

/// A context that is not in the kubeconfig is named together with those that are.
fn check_context(kubeconfig: &Kubeconfig, settings: &KubernetesSettings) -> Result<()> {
    let names: Vec<&str> = kubeconfig.contexts.iter().map(|context| context.name.as_str()).collect();
    match settings.context.as_deref().or(kubeconfig.current_context.as_deref()) {
        Some(wanted) if !names.contains(&wanted) => {
            let there = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            Err(Error::usage(format!("the kubeconfig has no context {wanted}"))
                .cause(format!("its contexts: {there}"))
                .hint("choose one with --context, or another file with --kubeconfig"))
        }
        _ => Ok(()),
    }
}

/// `proxy-url` of the cluster that is meant.
fn named_proxy(kubeconfig: &Kubeconfig, cluster: Option<&str>, context: &str) -> Option<String> {
    let of_context = || kubeconfig.contexts.iter().find(|one| one.name == context)?.context.as_ref();
    let name = cluster.map(str::to_owned).or_else(|| Some(of_context()?.cluster.clone()))?;
    let cluster = kubeconfig.clusters.iter().find(|one| one.name == name)?.cluster.as_ref()?;
    cluster.proxy_url.clone().filter(|url| !url.is_empty())
}
