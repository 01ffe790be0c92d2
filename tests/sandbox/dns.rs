//! Names of pods, for servers that follow and announce names: a preloaded library stands before getaddrinfo, as kube-dns
//! stands behind it in a cluster. The servers are the real ones.

use super::objects::metadata;
use super::world::{World, lock};
use std::path::PathBuf;
use std::process::Command;

/// The domain of the cluster.
const DOMAIN: &str = "svc.cluster.local";

/// What a server is to be started with so that it resolves names of pods.
///
/// # Panics
/// There is no C compiler, which Rust needs to link as well.
pub fn environment(world: &World) -> Vec<(String, PathBuf)> {
    let library = world.root().join("cluster_dns.so");
    if !library.exists() {
        let source = world.root().join("cluster_dns.c");
        std::fs::write(&source, include_str!("cluster_dns.c")).expect("a file in the sandbox's own folder");
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl").status();
        assert!(built.is_ok_and(|status| status.success()), "cc cannot build the sandbox's name resolution");
    }
    refresh(world);
    vec![("LD_PRELOAD".to_owned(), library), ("REDIS_OPS_SANDBOX_HOSTS".to_owned(), hosts(world))]
}

fn hosts(world: &World) -> PathBuf {
    world.root().join("hosts")
}

/// Writes the names of the pods there are: `<pod>.<subdomain>.<namespace>.svc.cluster.local`.
pub fn refresh(world: &World) {
    let mut text = String::new();
    for pod in lock(world.objects()).list("pods", None) {
        if let (Some(ip), Some(subdomain)) = (pod["status"]["podIP"].as_str(), pod["spec"]["subdomain"].as_str()) {
            text.push_str(&format!(
                "{ip} {}.{subdomain}.{}.{DOMAIN}\n",
                metadata(pod, "name"),
                metadata(pod, "namespace")
            ));
        }
    }
    // by a rename, as a server may be reading it
    let fresh = world.root().join("hosts.new");
    std::fs::write(&fresh, text).expect("a file in the sandbox's own folder");
    std::fs::rename(&fresh, hosts(world)).expect("a file in the sandbox's own folder");
}

/// As [`refresh`], where a server resolves names at all.
pub fn refresh_if_used(world: &World) {
    if hosts(world).exists() {
        refresh(world);
    }
}

/// The name of a pod of a StatefulSet.
pub fn name_of(pod: &serde_json::Value) -> Option<String> {
    let subdomain = pod["spec"]["subdomain"].as_str()?;
    Some(format!("{}.{subdomain}.{}.{DOMAIN}", metadata(pod, "name"), metadata(pod, "namespace")))
}
