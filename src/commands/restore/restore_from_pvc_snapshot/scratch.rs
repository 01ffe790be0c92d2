//! The claim that is made from the snapshot, and the server on it: for as long as it takes to have an RDB of it.

use super::Taken;
use super::facts::{Facts, claims};
use crate::commands::backup::backup_rdb;
use crate::commands::backup::backup_verify::{POD_PORT, wait_for_server_in_pod};
use crate::commands::backup::destination::Destination;
use crate::commands::restore::offline::look::Looked;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::left_snapshot::INSTANCE;
use crate::domain::backup::load_end::LastWords;
use crate::domain::helper_pod::{HelperSpec, PURPOSE_LABEL, RUN_LABEL, Storage};
use crate::domain::restore::offline::layout::Aof;
use crate::domain::restore::pvc_snapshot::{self, PURPOSE, claim};
use crate::error::{Error, Kind, Result};
use crate::k8s::client::Kubernetes;
use crate::k8s::exec::{Ending, Patience};
use crate::k8s::helper_pod::{self, HelperPod};
use crate::report::units;
use crate::target::topology::{Endpoint, Member};
use crate::undo::Pending;
use std::time::{Duration, Instant};

/// A command in the pod may keep silent for so long.
const SILENCE: Duration = Duration::from_secs(60);
/// Should nobody delete it: a run of this length has died.
const LASTS_SECONDS: u64 = 24 * 60 * 60;
const LOOK_EVERY: Duration = Duration::from_millis(300);
const LOG: &str = ".redis-ops-server.log";
const LOG_BYTES: u64 = 256 * 1024;
/// The pod's own loopback, which is where a forwarded connection comes from.
const LOOPBACK: &str = "127.0.0.1";
/// It has every database that data may be in, saves nothing and rewrites nothing: the volume is as it was, but for the AOF
/// of a version before that it takes over.
const START: &str = "s=$(command -v redis-server || command -v valkey-server) || exit 127; cd \"$1\" && \
    exec \"$s\" --port \"$2\" --bind \"$3\" --dir \"$1\" --dbfilename \"$4\" --appendonly \"$5\" --appendfilename \"$6\" \
    ${7:+--appenddirname} ${7:+\"$7\"} --save '' --auto-aof-rewrite-percentage 0 --databases 1024 \
    --repl-diskless-sync yes --repl-diskless-sync-delay 0 --logfile \"$8\" --pidfile \"$9\" --daemonize yes";

/// The work.
pub(super) struct Scratch<'a> {
    pub(super) context: &'a Context,
    pub(super) looked: &'a Looked,
    pub(super) facts: &'a Facts,
    /// Longest wait for the volume, the pod, and the loading.
    pub(super) longest: Duration,
}

impl Scratch<'_> {
    /// Makes the claim and the pod, has the server load, and takes an RDB of it, as an instance called `own`. Both are
    /// deleted whatever comes of it.
    ///
    /// # Errors
    /// Failed: the volume does not come to be, the pod does not run, the server does not load what is there, or the RDB
    /// cannot be taken.
    pub(super) async fn take(&self, destination: &Destination, own: &str, _: &Consent) -> Result<(Taken, u64)> {
        let kubernetes = self.looked.kubernetes();
        self.delete_left().await?;
        let run = format!("{:x}", self.context.now().timestamp_millis());
        let name = format!("redis-ops-snapshot-{run}");
        let pending = self.deletion(&name);
        let instance = self.looked.target().instance.full_name();
        let object = claim(&name, &run, &instance, &self.facts.snapshot, &self.facts.claim);
        let made = kubernetes.create_object(&claims(), self.looked.namespace(), &object).await;
        if let Err(error) = made {
            pending.done();
            return Err(error.of_kind(Kind::Failed).while_attempting(format!("make claim {name}")));
        }
        self.context.console.status(&format!("claim {name} is made from VolumeSnapshot {}", self.facts.snapshot.name));
        let taken = self.take_of(&name, run, destination, own).await;
        let gone = pending.now().await;
        let taken = taken.map_err(|error| match error.kind() {
            Kind::Verification => error,
            _ => error.of_kind(Kind::Failed),
        })?;
        gone?;
        Ok(taken)
    }

    async fn take_of(&self, claim: &str, run: String, to: &Destination, own: &str) -> Result<(Taken, u64)> {
        let (context, facts) = (self.context, self.facts);
        let spec = HelperSpec {
            namespace: self.looked.namespace().to_owned(),
            name: format!("redis-ops-snapshot-{run}"),
            run,
            purpose: PURPOSE.to_owned(),
            server: facts.server.clone(),
            storage: Storage::Claim { name: claim.to_owned(), sub_path: facts.place.sub_path.clone() },
            mount_path: facts.place.mount_path.clone(),
            node: self.looked.node(),
            command: None,
            lasts_seconds: LASTS_SECONDS,
            memory_bytes: Some(self.memory_bytes()),
        };
        context.console.status(&format!("its server may take {} of memory", units::bytes(self.memory_bytes())));
        let patience = Patience { opening: context.time_for_a_node(), silence: SILENCE };
        let helper = HelperPod::make(context, self.looked.kubernetes(), &spec, patience, self.longest).await;
        let helper = helper
            .map_err(|error| error.hint("is there a CSI driver in this cluster that makes volumes from snapshots?"))?;
        let taken = self.take_in(&helper, to, own).await;
        match (taken, helper.delete().await) {
            (Ok(taken), Ok(())) => Ok(taken),
            (Err(error), _) | (Ok(_), Err(error)) => Err(error),
        }
    }

    async fn take_in(&self, helper: &HelperPod, to: &Destination, own: &str) -> Result<(Taken, u64)> {
        let context = self.context;
        self.start(helper).await?;
        let loaded = wait_for_server_in_pod(context, self.looked.target(), helper, self.longest).await?;
        let (_, version) = match loaded {
            Ok(loaded) => loaded,
            Err(unanswered) => return Err(self.not_loaded(helper, unanswered).await),
        };
        let version = version.unwrap_or_else(|| "a server".to_owned());
        context.console.status(&format!("{version} has loaded the snapshot's data"));
        let place = helper.place();
        let endpoint = Endpoint::Pod { namespace: place.namespace.clone(), pod: place.pod.clone(), port: POD_PORT };
        let member =
            Member { name: place.pod.clone(), endpoint, intended_role: None, password: None, pod: None, container: 0 };
        let target = self.looked.target().of_own_pod(own, member);
        let what = format!("{}, of a snapshot", super::NAME);
        let taken = backup_rdb::take(context, &target, to, &what, false).await?;
        let keys = taken.manifest.keys().unwrap_or(0);
        context.console.status(&format!("the snapshot holds {} keys", units::count(keys)));
        Ok((taken, keys))
    }

    /// Starts a server on what the instance's own would start from.
    async fn start(&self, helper: &HelperPod) -> Result<()> {
        let (place, layout) = (&self.facts.place, &self.facts.layout);
        let names = helper.files().fetch_names(&place.folder).await?.unwrap_or_default();
        let has = |name: &String| names.contains(name);
        let wrong = |why: String| {
            Error::new(
                Kind::Verification,
                format!("VolumeSnapshot {} holds no data to restore", self.facts.snapshot.name),
            )
            .cause(why)
            .cause(format!(
                "in {} there are: {}",
                place.folder,
                if names.is_empty() { "no files".to_owned() } else { names.join(", ") }
            ))
        };
        // A server with an AOF that finds none starts empty, and one without does not look at one.
        let aof = match layout.aof {
            Aof::Off if has(&layout.rdb) => "no",
            Aof::Off if has(&layout.aof_folder) || has(&layout.aof_file) => {
                return Err(wrong(format!("there is an AOF alone, and the instance starts from {}", layout.rdb)));
            }
            Aof::Manifest if has(&layout.aof_folder) || has(&layout.aof_file) => "yes",
            Aof::Single if has(&layout.aof_file) => "yes",
            _ if has(&layout.rdb) => "no",
            _ => return Err(wrong(format!("there is neither {} nor an AOF", layout.rdb))),
        };
        self.context.console.status(&format!(
            "a server is started on the snapshot's {}",
            if aof == "yes" { "AOF" } else { &layout.rdb }
        ));
        let folder_name = if layout.aof == Aof::Manifest { layout.aof_folder.as_str() } else { "" };
        let (port, log) = (POD_PORT.to_string(), format!("{}/{LOG}", place.folder));
        let pid = format!("{}/.redis-ops-server.pid", place.folder);
        let command = [
            "sh",
            "-c",
            START,
            "sh",
            &place.folder,
            &port,
            LOOPBACK,
            &layout.rdb,
            aof,
            &layout.aof_file,
            folder_name,
            &log,
            &pid,
        ];
        let output = helper.run(&command).await?;
        if output.ending == Ending::Success {
            return Ok(());
        }
        Err(Error::failed("cannot start a server on the snapshot's data")
            .cause(format!("the command {}", output.ending.words()))
            .cause(output.stderr.trim().to_owned()))
    }

    /// The server has ended, by its own words; where it complains of nothing it may be alive, and out of reach.
    async fn not_loaded(&self, helper: &HelperPod, unanswered: Error) -> Error {
        let path = format!("{}/{LOG}", self.facts.place.folder);
        let log = helper.files().fetch_small(&path, LOG_BYTES).await.unwrap_or_default();
        let LastWords { reason, complains, .. } = LastWords::of(&String::from_utf8_lossy(&log));
        if !complains {
            return unanswered.while_attempting("load the snapshot's data").hint("nothing of the instance was changed");
        }
        let reason = reason.unwrap_or_else(|| "it said nothing".to_owned());
        Error::new(
            Kind::Verification,
            format!("no server loads what VolumeSnapshot {} holds", self.facts.snapshot.name),
        )
        .cause(reason)
        .hint("nothing of the instance was changed; another snapshot may be whole")
    }

    fn memory_bytes(&self) -> u64 {
        let (limit, peak) = self.looked.memory_bytes();
        pvc_snapshot::memory_bytes(limit, peak)
    }

    /// Claims and pods of runs for this instance that were killed.
    async fn delete_left(&self) -> Result<()> {
        let (kubernetes, namespace) = (self.looked.kubernetes(), self.looked.namespace());
        let instance = self.looked.target().instance.full_name();
        let found = kubernetes.fetch_objects(&claims(), Some(namespace), &format!("{PURPOSE_LABEL}={PURPOSE}")).await?;
        for left in found.unwrap_or_default() {
            let metadata = &left["metadata"];
            let (Some(name), Some(run)) = (metadata["name"].as_str(), metadata["labels"][RUN_LABEL].as_str()) else {
                continue;
            };
            if metadata["annotations"][INSTANCE] != instance.as_str() {
                continue;
            }
            self.context.console.status(&format!("claim {name} of a run that died is deleted"));
            helper_pod::delete_left(self.context, kubernetes, namespace, run).await?;
            delete(kubernetes, namespace, name).await?;
        }
        Ok(())
    }

    fn deletion(&self, name: &str) -> Pending {
        let (kubernetes, namespace, name) =
            (self.looked.kubernetes().clone(), self.looked.namespace().to_owned(), name.to_owned());
        let what = format!("claim {namespace}/{name} is left");
        let by_hand = format!("kubectl delete pvc {name} -n {namespace}");
        self.context.undo.register(what, by_hand, async move { delete(&kubernetes, &namespace, &name).await })
    }
}

/// Deletes a claim and waits until it is gone, which it is when its pod is.
async fn delete(kubernetes: &Kubernetes, namespace: &str, name: &str) -> Result<()> {
    const GONE_WITHIN: Duration = Duration::from_secs(10);
    kubernetes.delete_object(&claims(), namespace, name).await?;
    let started = Instant::now();
    while started.elapsed() < GONE_WITHIN {
        if kubernetes.fetch_object(&claims(), Some(namespace), name).await?.is_none() {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    // It goes when the pod that has it is gone (kubernetes.io/pvc-protection).
    Ok(())
}
