//! Loads an RDB into a pod of the instance's own image, in its namespace, and compares every key: what this machine has no
//! server, module or memory for. The pod has no volume but a folder that goes with it, and takes no connections but
//! those that the API server forwards.

use super::load::{
    DIFFERENCES_NAMED, EXPIRY_TOLERANCE_MS, LoadReport, Options, PATIENCE, SLOWEST_BYTES_PER_SECOND, ToLoad, not_loaded,
};
use crate::commands::restore::compare::full;
use crate::compare::{self, FileSide, ServerSide, Side, Source};
use crate::context::Context;
use crate::domain::backup::load_end::{LastWords, LoadEnd};
use crate::domain::compare::Rules;
use crate::domain::helper_pod::{HelperSpec, Storage};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::k8s::client::Kubernetes;
use crate::k8s::exec::{Ending, Patience, TAKE};
use crate::k8s::helper_pod::{HelperPod, server_of};
use crate::report::{Finding, units};
use crate::store::stored::Stored;
use crate::store::unpack::{Form, Packing, Unpacked};
use crate::target::discover::{self, Target};
use crate::target::survey;
use crate::target::topology::{Endpoint, Member};
use crate::wire::session::{Login, Session};
use bytes::Bytes;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, channel};

/// Where the pod's folder is.
const FOLDER: &str = "/redis-ops-data";
const FILE: &str = "/redis-ops-data/dump.rdb";
const LOG: &str = "/redis-ops-data/server.log";
const PID: &str = "/redis-ops-data/.redis-ops-server.pid";
const LOOPBACK: &str = "127.0.0.1";
/// No other server in the pod's network listens there.
pub(in crate::commands) const PORT: u16 = 26_379;
const LOG_BYTES: u64 = 256 * 1024;
/// Should nobody delete it: a run of this length has died.
const LASTS_SECONDS: u64 = 6 * 3600;
/// An image that has to be pulled first.
const LONGEST_START: Duration = Duration::from_secs(300);
const POLL: Duration = Duration::from_millis(300);
/// How often the file is sent.
const ATTEMPTS: u32 = 5;
/// What a server takes besides its data.
const SERVER_BYTES: u64 = 64 << 20;
/// Bytes read at a time, and chunks that may wait for the network.
const CHUNK_BYTES: usize = 256 * 1024;
const CHUNKS_WAITING: usize = 4;
/// It listens on the pod's own loopback alone, which is where a forwarded connection comes from.
const START: &str = "s=$(command -v redis-server || command -v valkey-server) || exit 127; cd \"$1\" && \
    exec \"$s\" --port \"$2\" --bind \"$5\" --dir \"$1\" --dbfilename dump.rdb --save '' \
    --appendonly no --databases \"$3\" --logfile \"$4\" --pidfile \"$6\" --daemonize yes";

/// What is loaded.
pub(super) struct RdbToLoad<'a> {
    pub(super) file: &'a Stored,
    pub(super) packing: Packing,
    pub(super) databases: u64,
}

pub(super) async fn attempt(
    context: &Context,
    options: &Options<'_>,
    what: &ToLoad,
    rdb: RdbToLoad<'_>,
    report: &mut LoadReport,
) -> Result<Vec<Finding>> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let (kubernetes, spec) = plan(context, &target, what).await?;
    context.console.status(&format!("load: {} into a pod of the image {}", what.name, spec.server.image));
    report.program = Some(format!("pod {}/{} of {}", spec.namespace, spec.name, spec.server.image));
    let patience = Patience { opening: context.time_for_a_node(), silence: PATIENCE };
    let started = Instant::now();
    let helper = HelperPod::make(context, kubernetes, &spec, patience, LONGEST_START).await?;
    let loaded = load(context, options, what, &rdb, (&target, &helper), report).await;
    if loaded.is_ok() && report.loaded {
        context.console.status(&format!("loaded after {}", units::duration(started.elapsed().as_secs_f64())));
    }
    // Its end is registered besides, so that whatever happens here it goes.
    match (loaded, helper.delete().await) {
        (Ok(findings), Ok(())) => Ok(findings),
        (Err(error), _) | (Ok(_), Err(error)) => Err(error),
    }
}

/// The pod: of the image, user and place of the first member that says them.
async fn plan<'a>(context: &Context, target: &'a Target, what: &ToLoad) -> Result<(&'a Kubernetes, HelperSpec)> {
    let server = server_of(target).await;
    let (kubernetes, namespace, server) =
        server.map_err(|error| error.hint("--load-in local loads it on this machine"))?;
    let run = format!("{:x}", context.now().timestamp_millis());
    let spec = HelperSpec {
        namespace: namespace.to_owned(),
        name: format!("redis-ops-verify-{run}"),
        run,
        purpose: "verify".to_owned(),
        server,
        storage: Storage::Empty { bytes: Some(what.bytes + what.bytes / 4 + SERVER_BYTES) },
        mount_path: FOLDER.to_owned(),
        node: None,
        command: None,
        lasts_seconds: LASTS_SECONDS,
        memory_bytes: Some(memory_bytes(what)),
    };
    context.console.status(&format!("its memory is bounded at {}", units::bytes(memory_bytes(what))));
    Ok((kubernetes, spec))
}

/// What a server with this data takes: as much as the one that wrote it, and a quarter; where it did not say, three times
/// the file, which is packed.
fn memory_bytes(what: &ToLoad) -> u64 {
    let data = what.used_memory_bytes.unwrap_or(what.bytes.saturating_mul(3)).max(what.bytes);
    data.saturating_add(data / 4).saturating_add(SERVER_BYTES)
}

async fn load(
    context: &Context,
    options: &Options<'_>,
    what: &ToLoad,
    rdb: &RdbToLoad<'_>,
    (target, helper): (&Target, &HelperPod),
    report: &mut LoadReport,
) -> Result<Vec<Finding>> {
    let started = Instant::now();
    put(options, what, rdb, helper).await?;
    let (port, databases) = (PORT.to_string(), rdb.databases.to_string());
    let start = ["sh", "-c", START, "sh", FOLDER, &port, &databases, LOG, LOOPBACK, PID];
    let output = helper.run(&start).await?;
    done(&output.ending, "start a server in the pod", &output.stderr)?;
    let patience = PATIENCE + Duration::from_secs(what.bytes / SLOWEST_BYTES_PER_SECOND);
    let (session, version) = match wait(context, target, helper, patience).await? {
        Ok(loaded) => loaded,
        Err(unanswered) => {
            let log = helper.files().fetch_small(LOG, LOG_BYTES).await.unwrap_or_default();
            let log = String::from_utf8_lossy(&log).into_owned();
            let LastWords { reason, complains, lines } = LastWords::of(&log);
            report.log = lines;
            if !complains {
                return Err(unanswered);
            }
            let reason = reason.unwrap_or_else(|| "it said nothing".to_owned());
            return Ok(vec![not_loaded(what, LoadEnd::judge(None, &log), "the server in the pod", &reason)]);
        }
    };
    report.server = version;
    report.seconds = Some(started.elapsed().as_secs_f64());
    report.loaded = true;
    let source = Source { stored: rdb.file.clone(), packing: Some(rdb.packing), expected: None };
    let files = FileSide::whole(what.name.clone(), vec![source], options.identities.clone());
    let name = helper.place().pod.clone();
    let (mut a, mut b) = (Side::Files(files), Side::Servers(ServerSide::over(&name, session).await?));
    let rules = Rules { expiry_tolerance_ms: EXPIRY_TOLERANCE_MS };
    let how = compare::Options::whole(rules, DIFFERENCES_NAMED);
    let (comparison, findings) = full(context, &mut a, &mut b, how).await?;
    report.keys = comparison.full.as_ref().map(|full| full.keys_compared - full.keys_expired);
    report.comparison = Some(comparison);
    Ok(findings)
}

/// Puts the unpacked file into the pod, and looks whether all of it is there; what came short is sent again.
async fn put(options: &Options<'_>, what: &ToLoad, rdb: &RdbToLoad<'_>, helper: &HelperPod) -> Result<()> {
    let length = what.bytes.to_string();
    let mut held = None;
    for _ in 0..ATTEMPTS {
        let mut bytes = stream(rdb.file, rdb.packing, options);
        let take = ["sh", "-c", TAKE, "sh", &length, FILE];
        let output = helper.feed(&take, (what.bytes, &mut bytes), |_| {}).await?;
        done(&output.ending, "write the file into the pod", &output.stderr)?;
        held = helper.files().fetch_facts(FILE).await?.map(|facts| facts.bytes);
        if held == Some(what.bytes) {
            return Ok(());
        }
    }
    let held = held.map_or_else(|| "it is not there".to_owned(), |held| format!("{held} bytes are there"));
    Err(Error::target("the file did not come into the pod whole").cause(format!("{held}, of {length}")))
}

/// A session with the server of a helper pod at [`PORT`] once it has loaded, with its version. Where it has ended or cannot be
/// reached, which its log tells apart: why nothing is heard of it. `patience` is how long it may get no further.
///
/// # Errors
/// Of kind Target, when it gets no further, or may not be reached: that says nothing about what it loads.
pub(in crate::commands) async fn wait(
    context: &Context,
    target: &Target,
    helper: &HelperPod,
    patience: Duration,
) -> Result<std::result::Result<(Session, Option<String>), Error>> {
    /// A server that listens no more after so many looks has ended: it listens before it loads.
    const LOOKS: u32 = 10;
    let place = helper.place();
    let endpoint = Endpoint::Pod { namespace: place.namespace.clone(), pod: place.pod.clone(), port: PORT };
    let member =
        Member { name: place.pod.clone(), endpoint, intended_role: None, password: None, pod: None, container: 0 };
    let mut dialer = target.dialer.clone();
    dialer.tls = None;
    let login = Login::default();
    let (mut last_move, mut loaded_bytes, mut unanswered) = (Instant::now(), 0, 0);
    loop {
        let open = |limit| Session::open(&dialer, &member, &login, limit, &context.console);
        let answered = match open(context.time_for_a_node()).await {
            Ok(mut session) => session.command(&redis::cmd("INFO")).await.map(|info| (session, info)),
            Err(error) => Err(error),
        };
        match answered {
            Ok((session, info)) => {
                let info = Info::parse(&survey::text(&info));
                if info.flag("loading") == Some(false) {
                    drop(session);
                    // What comes now may keep it busy for longer than a look.
                    return Ok(Ok((open(PATIENCE).await?, info.version())));
                }
                let now = info.number("loading_loaded_bytes").unwrap_or(0);
                unanswered = 0;
                if now != loaded_bytes {
                    (loaded_bytes, last_move) = (now, Instant::now());
                }
            }
            Err(error) if error.lacks_a_right() => return Err(error),
            Err(error) => {
                unanswered += 1;
                if unanswered >= LOOKS {
                    return Ok(Err(Error::target("the server in the pod does not answer").because(&error)));
                }
            }
        }
        if last_move.elapsed() > patience {
            let seconds = patience.as_secs();
            return Err(Error::target(format!("the server got no further with loading for {seconds} seconds")));
        }
        tokio::time::sleep(POLL).await;
    }
}

fn done(ending: &Ending, what: &str, words: &str) -> Result<()> {
    if *ending == Ending::Success {
        return Ok(());
    }
    Err(Error::target(format!("cannot {what}")).cause(format!("{ending:?}")).cause(words.trim().to_owned()))
}

/// The unpacked bytes, as they are read.
fn stream(file: &Stored, packing: Packing, options: &Options<'_>) -> Receiver<Result<Bytes>> {
    let (sender, receiver) = channel(CHUNKS_WAITING);
    let (file, identities) = (file.clone(), options.identities.clone());
    tokio::task::spawn_blocking(move || {
        let form = Form { packing: Some(packing), identities: Some(&identities) };
        let mut file = match Unpacked::of(&file, form, &crate::store::stop::Stop::default()) {
            Ok(file) => file,
            Err(error) => return drop(sender.blocking_send(Err(error))),
        };
        loop {
            let mut chunk = vec![0; CHUNK_BYTES];
            let piece = match file.read_chunk(&mut chunk) {
                Ok(0) => return,
                Ok(length) => {
                    chunk.truncate(length);
                    Ok(Bytes::from(chunk))
                }
                Err(error) => Err(error),
            };
            let failed = piece.is_err();
            if sender.blocking_send(piece).is_err() || failed {
                return;
            }
        }
    });
    receiver
}
