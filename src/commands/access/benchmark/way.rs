//! Where the load comes from.

use super::facts::Primary;
use crate::domain::benchmark::test::Test;
use crate::domain::benchmark::{Load, Origin};
use crate::domain::helper_pod::Server;
use crate::error::{Error, Result};
use crate::k8s::helper_pod::server_of;
use crate::target::discover::Target;

/// A word of an argument has a bound of 128 KiB (Linux, `MAX_ARG_STRLEN`).
const MOST_DATA_IN_POD: u64 = 64 << 10;

/// `--from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FromChoice {
    Auto,
    Pod,
    Tunnel,
}

/// The way of the load.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) from: Origin,
    /// What the pod is made of.
    pub(super) server: Option<Server>,
    /// Whether the tunnel will do where the pod does not.
    pub(super) or_tunnel: bool,
    /// Why no pod makes it, where one was to be preferred.
    pub(super) why: Option<String>,
}

/// Chooses as far as it can be told beforehand.
///
/// # Errors
/// Of kind Usage: `--from` and `--url`. Refused: `--from pod` where none can make the load.
pub(super) async fn choose(
    target: &Target,
    primaries: &[Primary],
    tests: &[Test],
    load: &Load,
    choice: FromChoice,
) -> Result<Way> {
    let way = |from, why| Way { from, server: None, or_tunnel: false, why };
    if target.dialer.kubernetes.is_none() {
        return match choice {
            FromChoice::Auto => Ok(way(Origin::Here, None)),
            _ => Err(Error::usage("--from is of a cluster: with --url the load goes straight to the address")),
        };
    }
    if choice == FromChoice::Tunnel {
        return Ok(way(Origin::Tunnel, None));
    }
    let server = match against(target, primaries, tests, load) {
        Some(why) => Err(Error::refused(why)),
        None => server_of(target).await.map(|(_, _, server)| server),
    };
    match (server, choice) {
        (Ok(server), _) => {
            Ok(Way { from: Origin::Pod, server: Some(server), or_tunnel: choice == FromChoice::Auto, why: None })
        }
        (Err(why), FromChoice::Auto) => Ok(way(Origin::Tunnel, Some(why.chain()))),
        (Err(why), _) => Err(Error::refused("no pod can make the load")
            .cause(why.chain())
            .hint("--from tunnel makes it from here, through the Kubernetes API")),
    }
}

/// What speaks against redis-benchmark in a pod.
fn against(target: &Target, primaries: &[Primary], tests: &[Test], load: &Load) -> Option<String> {
    if target.dialer.tls.is_some() {
        return Some("the servers speak TLS, and a pod would have no certificates".to_owned());
    }
    let renamed = |test: &&Test| target.dialer.renames.of(test.name().as_bytes()) != test.name().as_bytes();
    if let Some(test) = tests.iter().find(renamed) {
        return Some(format!(
            "{} has another name on the servers, which is not shown to a pod",
            test.name().to_uppercase()
        ));
    }
    if load.data_bytes > MOST_DATA_IN_POD {
        return Some("values above 64KiB are too long for an argument of redis-benchmark".to_owned());
    }
    let unknown = |primary: &&Primary| primary.member.pod.as_ref().is_none_or(|pod| pod.ip.is_none());
    primaries.iter().find(unknown).map(|primary| format!("the address of {} is not known", primary.member.subject()))
}
