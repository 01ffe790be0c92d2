//! The load from a pod of the server's own image, by the redis-benchmark that is in it.

use super::facts::Primary;
use super::user::User;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::benchmark::plan::pod_name;
use crate::domain::benchmark::test::Test;
use crate::domain::benchmark::{Load, Measured, PURPOSE, csv};
use crate::domain::helper_pod::{HelperSpec, Server, Storage};
use crate::error::{Error, Kind, Result};
use crate::k8s::exec::{Ending, Output, Patience};
use crate::k8s::helper_pod::HelperPod;
use crate::target::discover::Target;
use crate::target::topology::Endpoint;
use crate::wire::line::Line;
use bytes::Bytes;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::channel;

const FOLDER: &str = "/redis-ops-data";
/// redis-benchmark says nothing before its end, so a dot is sent every second.
const SILENCE: Duration = Duration::from_secs(60);
/// How often the servers are looked at meanwhile.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The pod reaches a server at once, or not at all.
const REACHED_WITHIN: Duration = Duration::from_secs(15);
/// What the program itself takes.
const PROGRAM_BYTES: u64 = 96 << 20;
/// A short run tells how many requests a duration needs.
const TRIAL_REQUESTS: u64 = 2000;
const TRIAL_ROUNDS: u64 = 20;
/// What the shell puts a value in place of: one would make the address of the request long that runs the command.
const VALUE: &str = "__value__";
/// User, address, port, connections, requests, pipeline, range, bytes of a value, and the words of the command. The password
/// of the user comes by stdin. Where nobody reads the dots any more the load ends, in a shell whose echo tells that (dash,
/// bash).
const RUN: &str = "b=$(command -v redis-benchmark || command -v valkey-benchmark) || exit 127; \
    u=$1 h=$2 p=$3 c=$4 n=$5 P=$6 r=$7 d=$8; shift 8; \
    i=$#; while [ $i -gt 0 ]; do w=$1; shift; [ \"$w\" != __value__ ] || w=$(printf \"%0${d}d\" 0); \
    set -- \"$@\" \"$w\"; i=$((i-1)); done; \
    set -- -h \"$h\" -p \"$p\" -c \"$c\" -n \"$n\" -P \"$P\" -r \"$r\" --csv \"$@\"; \
    if [ -n \"$u\" ]; then IFS= read -r w; set -- --user \"$u\" -a \"$w\" \"$@\"; fi; \
    \"$b\" \"$@\" </dev/null & j=$!; \
    (trap '' PIPE; while echo . 2>/dev/null; do sleep 1 >/dev/null 2>&1; done; kill $j) & k=$!; \
    wait $j; s=$?; kill $k; exit $s";

/// The pod, and whom it logs in as.
#[derive(Debug)]
pub(super) struct PodLoad {
    helper: HelperPod,
    user: Option<User>,
    /// `pod NAME of IMAGE`.
    pub(super) program: String,
}

/// What the pod is made for.
pub(super) struct Wanted<'a> {
    pub(super) run: &'a str,
    pub(super) tests: &'a [Test],
    pub(super) load: &'a Load,
    pub(super) lasts_seconds: u64,
}

impl PodLoad {
    /// Makes user and pod, and sees that it reaches the servers. Nothing of them is left where that fails.
    ///
    /// # Errors
    /// Those of [`User::make`] and [`HelperPod::make`]; of kind Target where the image lacks the program, or a server is
    /// not reached from there.
    pub(super) async fn make(
        context: &Context,
        target: &Target,
        primaries: &[Primary],
        (server, wanted): (&Server, &Wanted<'_>),
        consent: &Consent,
    ) -> Result<Self> {
        let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
            return Err(Error::usage("there are no pods with --url"));
        };
        let user = if primaries.iter().any(|primary| primary.wants_login) {
            Some(User::make(context, target, primaries, (wanted.run, wanted.tests), consent).await?)
        } else {
            None
        };
        let load = wanted.load;
        let reply = wanted.tests.iter().map(|test| test.reply_bytes(load)).max().unwrap_or(0);
        let under_way =
            u64::from(load.clients) * (u64::from(load.pipeline) * (reply + load.data_bytes + 256) + (32 << 10));
        let spec = HelperSpec {
            namespace: namespace.clone(),
            name: pod_name(wanted.run),
            run: wanted.run.to_owned(),
            purpose: PURPOSE.to_owned(),
            server: server.clone(),
            storage: Storage::Empty { bytes: Some(1 << 20) },
            mount_path: FOLDER.to_owned(),
            node: None,
            command: None,
            lasts_seconds: wanted.lasts_seconds,
            memory_bytes: Some(PROGRAM_BYTES + under_way),
        };
        let patience = Patience { opening: context.time_for_a_node(), silence: SILENCE };
        let helper = match HelperPod::make(context, kubernetes, &spec, patience, super::LONGEST_START).await {
            Ok(helper) => helper,
            Err(error) => {
                if let Some(user) = user {
                    user.remove().await?;
                }
                return Err(error);
            }
        };
        let made = Self { helper, user, program: format!("pod {} of {}", spec.name, spec.server.image) };
        match made.reach(primaries).await {
            Ok(()) => Ok(made),
            Err(error) => {
                made.end().await?;
                Err(error)
            }
        }
    }

    /// One PING to each.
    async fn reach(&self, primaries: &[Primary]) -> Result<()> {
        let one =
            Load { requests: 1, duration_milliseconds: None, clients: 1, pipeline: 1, data_bytes: 1, keyspace: 1 };
        for primary in primaries {
            let subject = primary.member.subject();
            let failed = || {
                Error::target(format!("the pod does not reach {subject}"))
                    .hint("a NetworkPolicy may keep it away; --from tunnel measures from here")
            };
            let ping = async { ended(&subject, Test::Ping, &self.start(primary, Test::Ping, &one, 1, 1).await?) };
            let reached = tokio::time::timeout(REACHED_WITHIN, ping).await;
            match reached {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(failed().cause(error.chain())),
                Err(_) => return Err(failed().cause(format!("no answer within {} s", REACHED_WITHIN.as_secs()))),
            }
        }
        Ok(())
    }

    /// Runs a test on all primaries at the same time.
    ///
    /// # Errors
    /// Of kind Target: it did not come to its end, or not in time.
    pub(super) async fn run(
        &self,
        (context, target): (&Context, &Target),
        primaries: &[Primary],
        test: Test,
        load: &Load,
        ttl_seconds: u64,
    ) -> Result<Vec<(Measured, u64)>> {
        let runs = primaries.iter().map(|primary| async move {
            tokio::select! {
                ran = self.on(primary, test, load, ttl_seconds) => ran,
                lost = lost(context, target, primary) => Err(failed(&primary.member.subject(), test).cause(lost.chain())),
            }
        });
        futures::future::try_join_all(runs).await
    }

    async fn on(&self, primary: &Primary, test: Test, load: &Load, ttl_seconds: u64) -> Result<(Measured, u64)> {
        let longest = Duration::from_secs(load.longest_seconds());
        let work = async {
            let requests = match load.duration_milliseconds {
                None => load.requests,
                Some(milliseconds) => {
                    let trial = TRIAL_REQUESTS.max(u64::from(load.clients) * u64::from(load.pipeline) * TRIAL_ROUNDS);
                    let tried = self.one(primary, test, load, trial, ttl_seconds).await?;
                    ((tried.ops_per_second * milliseconds as f64 / 1000.0) as u64).max(1)
                }
            };
            Ok((self.one(primary, test, load, requests, ttl_seconds).await?, requests))
        };
        let started = Instant::now();
        tokio::time::timeout(longest, work).await.map_err(|_| {
            let subject = primary.member.subject();
            Error::target(format!("the load of {} on {subject} has not come to its end", test.name()))
                .cause(format!("it has gone on for {} s", started.elapsed().as_secs()))
                .hint("is the server overloaded or gone? redis-ops health tells more")
        })?
    }

    async fn one(&self, primary: &Primary, test: Test, load: &Load, requests: u64, ttl: u64) -> Result<Measured> {
        let output = self.start(primary, test, load, requests, ttl).await?;
        read(&primary.member.subject(), test, &output)
    }

    /// Runs the program to its end.
    async fn start(&self, primary: &Primary, test: Test, load: &Load, requests: u64, ttl: u64) -> Result<Output> {
        let subject = primary.member.subject();
        let (Endpoint::Pod { port, .. }, Some(address)) =
            (&primary.member.endpoint, primary.member.pod.as_ref().and_then(|pod| pod.ip.as_deref()))
        else {
            return Err(Error::target(format!("the address of {subject} is not known")));
        };
        let user = self.user.as_ref().filter(|_| primary.wants_login);
        let numbers: [String; 6] = [
            port.to_string(),
            load.clients.to_string(),
            requests.to_string(),
            load.pipeline.to_string(),
            test.range(load).to_string(),
            load.data_bytes.to_string(),
        ];
        let words = test.words(&primary.prefix, VALUE, ttl);
        let mut command = vec!["sh", "-c", RUN, "sh", user.map_or("", |user| user.name.as_str()), address];
        command.extend(numbers.iter().chain(&words).map(String::as_str));
        let output = match user {
            None => self.helper.run(&command).await,
            Some(user) => {
                let line = Bytes::from(format!("{}\n", user.password.reveal()));
                let (sender, mut receiver) = channel(1);
                let bytes = line.len() as u64;
                // The channel has room for it.
                sender.try_send(Ok(line)).map_err(|_| Error::failed("the password was not handed on"))?;
                self.helper.feed(&command, (bytes, &mut receiver), |_| {}).await
            }
        };
        output.map_err(|error| error.of_kind(Kind::Target))
    }

    /// Ends it: the pod first, so that nobody is logged in any more.
    ///
    /// # Errors
    /// As [`HelperPod::delete`] and [`User::remove`].
    pub(super) async fn end(self) -> Result<()> {
        let gone = self.helper.delete().await;
        let removed = match self.user {
            Some(user) => user.remove().await,
            None => Ok(()),
        };
        gone.and(removed)
    }
}

/// Waits until a server is not there any more: redis-benchmark may try for ever to reach it (seen with 7.0).
async fn lost(context: &Context, target: &Target, primary: &Primary) -> Error {
    /// One look may fail where the server or the way is busy.
    const LOOKS: u32 = 2;
    let mut line = Line::to(context, target, &primary.member);
    let mut unanswered = 0;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match line.ask(&redis::cmd("PING")).await {
            Ok(_) => unanswered = 0,
            Err(_) if unanswered + 1 < LOOKS => unanswered += 1,
            Err(error) => return error,
        }
    }
}

fn failed(subject: &str, test: Test) -> Error {
    Error::target(format!("the load of {} on {subject} failed", test.name()))
}

/// Whether it came to its end.
fn ended(subject: &str, test: Test, output: &Output) -> Result<()> {
    match &output.ending {
        Ending::Success => Ok(()),
        // A shell that does not find the program, or a runtime that does not find the shell: its words have all of the
        // script in them.
        Ending::NoCommand(_) => {
            Err(failed(subject, test).cause("the image has neither redis-benchmark nor valkey-benchmark, or no shell"))
        }
        ending => {
            let said: Vec<&str> = output.stderr.lines().filter(|line| !line.starts_with("WARNING")).collect();
            Err(failed(subject, test).cause(format!("redis-benchmark {}", ending.words())).cause(said.join("; ")))
        }
    }
}

/// The figures in what it printed.
fn read(subject: &str, test: Test, output: &Output) -> Result<Measured> {
    ended(subject, test, output)?;
    let text = String::from_utf8_lossy(&output.stdout);
    csv::parse(&text).ok_or_else(|| {
        failed(subject, test)
            .cause(format!("its figures cannot be understood: {}", text.replace(".\n", "").trim()))
            .hint("it was over in less than a millisecond where they say inf: more --requests take longer")
    })
}
