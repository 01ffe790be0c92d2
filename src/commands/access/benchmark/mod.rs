//! `benchmark`: what the servers give under a load, from inside the cluster where that can be.

mod facts;
mod keys;
mod lanes;
mod pod;
mod user;
mod view;
mod way;
mod work;

use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::benchmark::judge::Targets;
use crate::domain::benchmark::plan::{self, Facts};
use crate::domain::benchmark::test::Test;
use crate::domain::benchmark::{Load, USER_PREFIX, preflight};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::lock::Lock;
use crate::report::{Outcome, Verdict};
use crate::target::by_url;
use crate::target::discover;
use crate::values::{parse_duration, parse_size};
use std::time::Duration;
use view::BenchmarkReport;
use way::FromChoice;
use work::Work;

/// The command's name.
pub const NAME: &str = "benchmark";

/// The pod takes a moment to start, an image some minutes to be pulled.
const LONGEST_START: Duration = Duration::from_secs(300);
/// The greatest value.
const MOST_DATA_BYTES: u64 = 16 << 20;

/// Measure what the servers give under a load, and judge it
///
/// The load comes from a pod made for it in the instance's namespace, of the server's own image, with its redis-benchmark
/// or valkey-benchmark: what it measures is the servers and the network between pods. Where no pod may be made, or the
/// image lacks the program, it comes from here through the Kubernetes API. Then the tunnel is measured too: a target can
/// be met that way, and not be missed. The report says which it was; --from chooses. With --url it goes straight there.
///
/// Of a Redis Cluster every primary gets the load at the same time. Requests add up; of the times the slowest primary's
/// count.
///
/// All keys lie below redis-ops:benchmark:RUN: and have a time to live from the start. They are removed at the end, and
/// expire by themselves where a run is killed. There is no test that could leave a key that stays, such as INCR or LPUSH.
/// Where servers want a password, the pod logs in as a user of its own that may touch these keys and no others, made for
/// the run (Redis 6.0), and removed with it.
///
/// The clients of the instance feel it, so it has to be agreed to. It is refused where memory is too short for the keys,
/// so that nothing is evicted, where the server is loading, is busy or refuses writes, and where no connections would be left
/// for others.
///
/// Exit status: 0 measured, and every target met, 2 a target is missed, 3 it could not be told, 4 refused, 8 another run
/// works on the instance.
///
/// Examples:
///   redis-ops benchmark -n redis -r redis-shared --target-ops 10000 --target-p95 10ms --yes
///   redis-ops benchmark -n apps -r cache --tests ping,get --duration 10s --clients 10 --yes
///   redis-ops benchmark -n apps -r cache --from tunnel --requests 20000 --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BenchmarkArgs {
    /// Requests a second that every test has to reach, of all primaries together
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    target_ops: Option<u64>,
    /// Time that 95 of 100 requests of every test may take at most
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    target_p95: Option<Duration>,
    /// Tests, with commas between them: ping, set, get, mget, hget, zadd, lrange
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "set,get", value_parser = Test::parse)]
    tests: Vec<Test>,
    /// Requests of each test, to each primary
    #[arg(long, value_name = "NUMBER", default_value = "100000", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    requests: u64,
    /// Time of each test, in place of a number of requests; from a pod by and large
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, conflicts_with = "requests")]
    duration: Option<Duration>,
    /// Connections to each primary
    #[arg(long, value_name = "NUMBER", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    clients: u32,
    /// Requests that a connection sends at a time
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pipeline: u32,
    /// Size of a value
    #[arg(long, value_name = "SIZE", default_value = "3", value_parser = parse_size)]
    data_size: u64,
    /// Keys that requests choose from
    #[arg(long, value_name = "NUMBER", default_value = "10000", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    keyspace: u64,
    /// Where the load comes from: a pod, the tunnel of the Kubernetes API, or the tunnel where no pod can be made
    #[arg(long, value_name = "WHERE", default_value = "auto")]
    from: FromChoice,
    #[command(flatten)]
    consent: ConsentArgs,
}

impl BenchmarkArgs {
    fn load(&self) -> Result<Load> {
        if self.data_size == 0 || self.data_size > MOST_DATA_BYTES {
            return Err(Error::usage("--data-size is from 1 to 16MiB"));
        }
        if self.duration.is_some_and(|duration| duration.is_zero() || duration > Duration::from_secs(3600)) {
            return Err(Error::usage("--duration is from 1ms to 1h, for each test"));
        }
        let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Ok(Load {
            requests: self.requests,
            duration_milliseconds: self.duration.map(milliseconds),
            clients: self.clients,
            pipeline: self.pipeline,
            data_bytes: self.data_size,
            keyspace: self.keyspace,
        })
    }

    fn targets(&self) -> Targets {
        let microseconds = |duration: Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        Targets { ops_per_second: self.target_ops, p95_microseconds: self.target_p95.map(microseconds) }
    }
}

/// Runs the command.
///
/// # Errors
/// As the page of the command says. However it ends, what was made is removed, or expires by itself.
pub async fn run(context: &Context, args: &BenchmarkArgs) -> Result<Outcome> {
    let (load, targets) = (args.load()?, args.targets());
    let mut tests = args.tests.clone();
    tests.dedup();
    let named = discover::resolve(context, Nature::Acting).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let run = crate::store::tee::hex(&user::random::<6>()?);
    let mut primaries = facts::look(context, &target, &answers, &run).await?;
    facts::judge_room(&mut primaries, &tests, &load);
    let way = way::choose(&target, &primaries, &tests, &load, args.from).await?;
    facts::refuse(&primaries, &load)?;
    // A test may take its longest, and the pod ends by itself not long after; keys outlive both.
    let lasts_seconds = tests.len() as u64 * load.longest_seconds() + 120;
    let ttl_seconds = lasts_seconds + 2 * LONGEST_START.as_secs();
    let plan = plan::plan(&Facts {
        target: target.instance.full_name(),
        run: &run,
        primaries: primaries.iter().map(|primary| primary.member.subject()).collect(),
        from: way.from,
        or_tunnel: args.from == FromChoice::Auto,
        image: way.server.as_ref().map(|server| server.image.clone()),
        user: primaries.iter().any(|primary| primary.wants_login).then(|| format!("{USER_PREFIX}{run}")),
        tests: &tests,
        load,
        expected_bytes: preflight::expected_bytes(&tests, &load, &primaries[0].prefix),
        ttl_seconds,
        has_replicas: primaries.iter().any(|primary| !primary.info.attached_replicas().is_empty()),
        has_aof: primaries.iter().any(|primary| primary.info.flag("aof_enabled") == Some(true)),
    });
    let mut report = BenchmarkReport::of(plan, load, targets, ttl_seconds);
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    let consent = Consent::to(&report.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &target, NAME).await?;
    let work =
        Work { context, target: &target, primaries: &primaries, tests: &tests, load, run, lasts_seconds, ttl_seconds };
    let findings = work.apply(way, &mut report, &consent).await?;
    lock.release(context).await?;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}
