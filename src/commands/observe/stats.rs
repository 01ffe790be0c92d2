//! `stats`: what every member is doing, and how fast.

mod total;

use crate::context::Context;
use crate::domain::{clients, silence};
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::report::{Block, Cell, Outcome, Report, Table, Verdict, View, sparkline, units};
use crate::target::discover;
use crate::target::flavour::Role;
use crate::target::shards::ShardTag;
use crate::target::survey::{self, Answer};
use crate::watch::{History, WatchArgs};
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "stats";

/// Values of a sparkline.
const LINE: usize = 10;

/// Show operations, traffic, hits and evictions of every member
///
/// Without --watch the rates are the server's own sampling of the last 1.6 seconds, and the hit ratio is that since its
/// start. With --watch all rates are between two ticks, from the server's counters, with lines over the last ticks. The
/// commands of this tool are counted by the server as well.
///
/// Exit status: 0 all members answered, 1 a member turns connections away or is about to, 2 a server is down, 3 a
/// member could not be asked.
///
/// Examples:
///   redis-ops stats -n apps -r cache
///   redis-ops stats --watch --interval 5s -n apps -r cache
///   redis-ops stats --watch --count 2 -o json --role primary -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct StatsArgs {
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

#[derive(Debug, Serialize)]
struct StatsReport {
    /// The primaries of a Redis Cluster together; none outside of cluster mode, and while one of them is silent.
    total: Option<MemberStats>,
    members: Vec<MemberStats>,
}

#[derive(Debug, Serialize)]
struct MemberStats {
    member: String,
    /// The shard it is in, in cluster mode.
    shard: Option<ShardTag>,
    role: Option<Role>,
    uptime_seconds: Option<u64>,
    used_memory_bytes: Option<u64>,
    connected_clients: Option<u64>,
    blocked_clients: Option<u64>,
    /// How long the fork of the last snapshot or rewrite took; the server stood still meanwhile.
    latest_fork_microseconds: Option<u64>,
    rates: Rates,
    totals: Totals,
    /// The values of the last ticks, oldest first; empty without `--watch`.
    series: Series,
}

/// Where rates come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Measured {
    /// The server's own sampling.
    ByServer,
    /// Its counters at this tick and at the one before.
    BetweenTicks,
}

#[derive(Debug, Serialize)]
struct Rates {
    measured: Measured,
    operations_per_second: Option<f64>,
    input_bytes_per_second: Option<f64>,
    output_bytes_per_second: Option<f64>,
    /// Share of one core, children included.
    cpu_cores: Option<f64>,
    /// Keys found of keys looked for; none where none was looked for.
    hit_ratio: Option<f64>,
    connections_per_second: Option<f64>,
    rejected_connections_per_second: Option<f64>,
    expired_keys_per_second: Option<f64>,
    evicted_keys_per_second: Option<f64>,
}

/// Counters since the server's start, or since CONFIG RESETSTAT.
#[derive(Debug, Serialize)]
struct Totals {
    commands: Option<u64>,
    keyspace_hits: Option<u64>,
    keyspace_misses: Option<u64>,
    hit_ratio: Option<f64>,
    input_bytes: Option<u64>,
    output_bytes: Option<u64>,
    connections: Option<u64>,
    rejected_connections: Option<u64>,
    expired_keys: Option<u64>,
    evicted_keys: Option<u64>,
}

#[derive(Debug, Default, Serialize)]
struct Series {
    operations_per_second: Vec<f64>,
    used_memory_bytes: Vec<f64>,
    hit_ratio: Vec<f64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &StatsArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let watched = args.watch.watch;
    let mut findings = Vec::new();
    let mut members = Vec::new();
    for answer in &answers {
        let subject = answer.member.subject();
        let info = match &answer.result {
            Ok((info, _)) => info,
            Err(error) => {
                findings.push(silence::finding(&subject, error));
                members.push(measure(answer, &Info::default(), None));
                continue;
            }
        };
        let stats = measure(answer, info, watched.then_some(&*context.history));
        let rejected = stats
            .rates
            .rejected_connections_per_second
            .map(|rate| (rate * args.watch.interval.as_secs_f64()).round() as u64);
        findings.extend(clients::judge_connections(&subject, info, rejected));
        members.push(stats);
    }
    let total = survey::cluster(&answers).and_then(|cluster| total::of(&members, &cluster));
    let report = StatsReport { total, members };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn measure(answer: &Answer, info: &Info, history: Option<&History>) -> MemberStats {
    let member = &answer.member.name;
    let totals = totals(info);
    let counted = history.map(|history| between_ticks(history, member, info, &totals));
    let rates = counted.filter(|rates| rates.operations_per_second.is_some()).unwrap_or_else(|| by_server(info));
    let used_memory_bytes = info.number("used_memory");
    let series = history.map(|history| {
        let push = |name: &str, value: Option<f64>| {
            value.map_or_else(Vec::new, |value| history.push(&format!("{member}/line/{name}"), value))
        };
        Series {
            operations_per_second: push("operations", rates.operations_per_second),
            used_memory_bytes: push("memory", used_memory_bytes.map(|bytes| bytes as f64)),
            hit_ratio: push("hits", rates.hit_ratio),
        }
    });
    MemberStats {
        member: member.clone(),
        shard: answer.shard(),
        role: answer.role(),
        uptime_seconds: info.number("uptime_in_seconds"),
        used_memory_bytes,
        connected_clients: info.number("connected_clients"),
        blocked_clients: info.number("blocked_clients"),
        latest_fork_microseconds: info.number("latest_fork_usec"),
        rates,
        totals,
        series: series.unwrap_or_default(),
    }
}

fn totals(info: &Info) -> Totals {
    let (hits, misses) = (info.number("keyspace_hits"), info.number("keyspace_misses"));
    Totals {
        commands: info.number("total_commands_processed"),
        keyspace_hits: hits,
        keyspace_misses: misses,
        hit_ratio: ratio(hits.map(|hits| hits as f64), misses.map(|misses| misses as f64)),
        input_bytes: info.number("total_net_input_bytes"),
        output_bytes: info.number("total_net_output_bytes"),
        connections: info.number("total_connections_received"),
        rejected_connections: info.number("rejected_connections"),
        expired_keys: info.number("expired_keys"),
        evicted_keys: info.number("evicted_keys"),
    }
}

fn ratio(hits: Option<f64>, misses: Option<f64>) -> Option<f64> {
    let (hits, misses) = (hits?, misses?);
    (hits + misses > 0.0).then(|| hits / (hits + misses))
}

fn by_server(info: &Info) -> Rates {
    let kib = |field: &str| info.decimal(field).map(|kib| kib * 1024.0);
    Rates {
        measured: Measured::ByServer,
        operations_per_second: info.decimal("instantaneous_ops_per_sec"),
        input_bytes_per_second: kib("instantaneous_input_kbps"),
        output_bytes_per_second: kib("instantaneous_output_kbps"),
        cpu_cores: None,
        hit_ratio: None,
        connections_per_second: None,
        rejected_connections_per_second: None,
        expired_keys_per_second: None,
        evicted_keys_per_second: None,
    }
}

fn between_ticks(history: &History, member: &str, info: &Info, totals: &Totals) -> Rates {
    let rate = |name: &str, counter: Option<u64>| history.rate(&format!("{member}/{name}"), counter?);
    let cpu: Option<f64> = ["used_cpu_sys", "used_cpu_user", "used_cpu_sys_children", "used_cpu_user_children"]
        .iter()
        .map(|field| info.decimal(field))
        .sum();
    let cpu_microseconds = cpu.map(|seconds| (seconds * 1e6) as u64);
    Rates {
        measured: Measured::BetweenTicks,
        operations_per_second: rate("commands", totals.commands),
        input_bytes_per_second: rate("input", totals.input_bytes),
        output_bytes_per_second: rate("output", totals.output_bytes),
        cpu_cores: rate("cpu", cpu_microseconds).map(|rate| rate / 1e6),
        hit_ratio: ratio(rate("hits", totals.keyspace_hits), rate("misses", totals.keyspace_misses)),
        connections_per_second: rate("connections", totals.connections),
        rejected_connections_per_second: rate("rejected", totals.rejected_connections),
        expired_keys_per_second: rate("expired", totals.expired_keys),
        evicted_keys_per_second: rate("evicted", totals.evicted_keys),
    }
}

impl Report for StatsReport {
    fn view(&self) -> View {
        let ticking = self.members.iter().any(|member| member.rates.measured == Measured::BetweenTicks);
        let heading = if ticking { "Between the last two ticks" } else { "Now, by the servers' own sampling" };
        let mut blocks = vec![
            Block::Heading(heading.to_owned()),
            Block::Table(self.now(ticking)),
            Block::Heading("Since their start".to_owned()),
            Block::Table(self.since_start()),
        ];
        if self.members.iter().any(|member| member.series.used_memory_bytes.len() > 1) {
            blocks.push(Block::Heading("Over the last ticks".to_owned()));
            blocks.push(Block::Table(self.lines()));
        }
        View { blocks, last: None }
    }
}

fn or_dash<T>(value: Option<T>, words: impl Fn(T) -> String) -> Cell {
    value.map_or_else(|| "-".to_owned(), words).into()
}

/// `1,234 +12/s`: what there was since the start, and how much faster it grows now.
fn growing(total: Option<u64>, rate: Option<f64>) -> Cell {
    let growth = rate.filter(|rate| *rate > 0.0).map(|rate| format!(" +{rate:.0}/s")).unwrap_or_default();
    or_dash(total, |total| format!("{}{growth}", units::count(total)))
}

impl StatsReport {
    fn now(&self, ticking: bool) -> Table {
        let columns = ["MEMBER", "ROLE", "#OPS/S", "#IN", "#OUT", "#CLIENTS", "#BLOCKED", "#HITS", "#CPU"];
        // The server samples neither hits nor CPU by itself.
        let mut table = Table::new(&columns[..if ticking { columns.len() } else { columns.len() - 2 }]);
        let traffic = |rate: Option<f64>| or_dash(rate, |rate| units::rate(rate as u64, 1.0));
        for member in self.members.iter().chain(&self.total) {
            let rates = &member.rates;
            let mut cells: Vec<Cell> = vec![
                member.member.as_str().into(),
                member.role.map_or("-", Role::word).into(),
                or_dash(rates.operations_per_second, |rate| units::count(rate.round() as u64)),
                traffic(rates.input_bytes_per_second),
                traffic(rates.output_bytes_per_second),
                or_dash(member.connected_clients, units::count),
                or_dash(member.blocked_clients, units::count),
            ];
            if ticking {
                cells.extend([or_dash(rates.hit_ratio, units::share), or_dash(rates.cpu_cores, units::share)]);
            }
            table.row(cells);
        }
        table
    }

    fn since_start(&self) -> Table {
        let mut table = Table::new(&[
            "MEMBER",
            "#UPTIME",
            "#COMMANDS",
            "#HITS",
            "#EXPIRED",
            "#EVICTED",
            "#REJECTED",
            "#FORK",
            "#MEMORY",
        ]);
        for member in self.members.iter().chain(&self.total) {
            let (totals, rates) = (&member.totals, &member.rates);
            table.row([
                member.member.as_str().into(),
                or_dash(member.uptime_seconds, |seconds| units::duration(seconds as f64)),
                or_dash(totals.commands, units::count),
                or_dash(totals.hit_ratio, units::share),
                growing(totals.expired_keys, rates.expired_keys_per_second),
                growing(totals.evicted_keys, rates.evicted_keys_per_second),
                growing(totals.rejected_connections, rates.rejected_connections_per_second),
                or_dash(member.latest_fork_microseconds.filter(|time| *time > 0), units::microseconds),
                or_dash(member.used_memory_bytes, units::bytes),
            ]);
        }
        table
    }

    fn lines(&self) -> Table {
        let mut table = Table::new(&["MEMBER", "OPS/S", "MEMORY", "HITS"]);
        for member in &self.members {
            let series = &member.series;
            table.row([
                member.member.as_str().into(),
                line(&series.operations_per_second, |rate| units::count(rate.round() as u64)),
                line(&series.used_memory_bytes, |bytes| units::bytes(bytes as u64)),
                line(&series.hit_ratio, units::share),
            ]);
        }
        table
    }
}

/// A line with its least and greatest value, between which it is drawn: a jitter looks like a flood otherwise.
fn line(series: &[f64], words: fn(f64) -> String) -> Cell {
    let shown = &series[series.len().saturating_sub(LINE)..];
    let least = shown.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = shown.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if shown.is_empty() {
        return "-".into();
    }
    let (least, greatest) = (words(least), words(greatest));
    let range = if least == greatest { least } else { format!("{least}–{greatest}") };
    format!("{} {range}", sparkline(series, LINE)).into()
}
