//! `health`: one verdict over every member, from Kubernetes and from Redis.

pub(in crate::commands) mod around;
mod member;

use super::sentinel_rows::{self, SentinelRow};
use super::shard;
use crate::commands::backup::s3_args::S3Args;
use crate::commands::backup::sources;
use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::health::{
    self, BackupFacts, Growth, HealthFacts, MemberFacts, Thresholds, WatchFacts, kind_words, parse_save_points,
};
use crate::error::Result;
use crate::exit::{Exit, Nature};
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::store::place::Place;
use crate::target::discover::{self, Target};
use crate::target::facts::PodFacts;
use crate::target::flavour::Role;
use crate::target::objects::ObjectKind;
use crate::target::sentinels;
use crate::target::spec::RoleFilter;
use crate::target::survey::{self, Answer};
use crate::target::topology::{self, AddressMap, Instance, Overrides};
use crate::values::parse_duration;
use crate::watch::WatchArgs;
use member::{MemberHealth, MemoryBound, describe};
use redis::Value;
use serde::Serialize;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "health";

/// Judge the health of every member, and say so with the exit status
///
/// Rules look at the servers (reachability, loading, roles, replication links and lag, who else follows, persistence,
/// failed and overdue saves, memory, evictions, connections), at the slots, shards and nodes of a Redis Cluster, at
/// Sentinel (could it fail over, does it name the primary that is one), at the pods (readiness, restarts, OOM kills,
/// warnings about the kernel in their logs), and at the objects around them: Services and load balancers, volume claims,
/// NetworkPolicies, autoscalers, disruption budgets, ServiceMonitors. docs/findings.md explains each of them. With --rpo
/// the newest backup is judged, too.
///
/// MEMORY is what is used of maxmemory ("*" where members differ) or of the container's limit, whichever is reached
/// first. A member that does not answer is a finding, never a blank; so are objects that may not be read, in one finding
/// that names the rights. --skip leaves out what you do not want judged. How full a volume is cannot be seen: only the
/// kubelet knows, which few may ask.
///
/// Exit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (something could not be seen).
///
/// Examples:
///   redis-ops health -n apps -r cache
///   redis-ops health -n apps -r cache --fail-on critical -o json
///   redis-ops health -n apps -r cache --rpo 24h --backups /backups
///   redis-ops health -n apps -r cache --skip network-policies,logs
///   redis-ops health --url redis://127.0.0.1:6379 --max-save-age 1h
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct HealthArgs {
    /// Least severity that makes the exit status other than 0 (UNKNOWN always does)
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
    /// Bytes a replica may be behind its primary
    #[arg(long, value_name = "SIZE", default_value = "10MiB", value_parser = crate::values::parse_size)]
    max_lag: u64,
    /// Time a replica may not have heard of its primary, which pings it every 10 s
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Age the last RDB may have while there are unsaved changes (default: by the server's own save points)
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_save_age: Option<Duration>,
    /// How long a restart or an OOM kill is news
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = parse_duration)]
    restart_window: Duration,
    /// Age the newest backup may have; without it, backups are not judged
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    rpo: Option<Duration>,
    /// Where the backups for --rpo are, as backup-rdb was told by --to: a folder, or s3://BUCKET/PREFIX
    #[arg(
        long,
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    backups: Place,
    #[command(flatten)]
    s3: S3Args,
    /// Objects that are neither read nor judged (can be repeated)
    #[arg(long, value_name = "OBJECTS", value_delimiter = ',')]
    skip: Vec<Skip>,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    Warning,
    Critical,
}

/// `--skip`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::commands) enum Skip {
    Workloads,
    Services,
    Claims,
    Budgets,
    NetworkPolicies,
    Autoscalers,
    Monitors,
    Logs,
    /// All of them: servers and pods alone are judged
    All,
}

impl Skip {
    fn leaves_out(self, kind: ObjectKind) -> bool {
        let name = clap::ValueEnum::to_possible_value(&self);
        self == Skip::All || name.is_some_and(|name| name.get_name() == kind_words(kind).0)
    }
}

#[derive(Debug, Serialize)]
struct HealthReport {
    verdict: Verdict,
    members: Vec<MemberHealth>,
    /// Empty where the instance has none, and where only a part of it was looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sentinels: Vec<SentinelRow>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. Whatever cannot be seen of the instance is a finding.
pub async fn run(context: &Context, args: &HealthArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut save = redis::cmd("CONFIG");
    save.arg("GET").arg("save");
    let asking = [save];
    let said = &context.settings.target;
    // Nobody knows whom a server that is named by its address belongs to.
    let partial = said.url.is_some() || said.pod.is_some() || said.selector.is_some() || said.role != RoleFilter::Any;
    let workloads = !args.skip.iter().any(|skip| skip.leaves_out(ObjectKind::Workloads));
    let sets = async { if workloads { fetch_stateful_sets(&target).await } else { Ok(Vec::new()) } };
    let (answers, sets, mut objects, sentinels) = tokio::join!(
        survey::ask(context, &target, redis::cmd("INFO"), &asking),
        sets,
        around::fetch(context, &target, &args.skip, partial),
        // Sentinel is about the whole instance: with a part of it there is nothing to compare its words with.
        async { if partial { Ok(Vec::new()) } else { sentinels::ask(context, &target).await } },
    );
    let sentinels = sentinels?;
    let mut findings = Vec::new();
    let stateful_sets = sets.unwrap_or_else(|finding| {
        findings.push(finding);
        Vec::new()
    });
    let answers = answers?;
    let facts = HealthFacts {
        subject: target.instance.full_name(),
        cluster: survey::cluster(&answers),
        members: answers.into_iter().map(member_facts).collect(),
        stateful_sets,
        partial,
        addresses: AddressMap::of(&target.instance),
        now: context.now(),
        thresholds: Thresholds {
            lag_bytes: args.max_lag,
            lag: args.max_silence,
            save_age: args.max_save_age,
            restart_window: args.restart_window,
        },
    };
    if !args.skip.iter().any(|skip| skip.leaves_out(ObjectKind::Logs)) {
        objects.last_lines = around::fetch_last_lines(context, &target, &facts.members).await;
    }
    findings.extend(health::judge(&facts));
    findings.extend(health::judge_sentinels(&WatchFacts {
        subject: &facts.subject,
        sentinels: &sentinels,
        members: &facts.members,
        addresses: &facts.addresses,
    }));
    findings.extend(health::judge_objects(&facts, &objects));
    let watched = args.watch.watch.then_some(args.watch.interval);
    findings.extend(
        facts.members.iter().flat_map(|member| health::judge_pressure(member, growth(context, member, watched))),
    );
    if let Some(rpo) = args.rpo {
        let folder = naming::instance_folder(target.instance.namespace.as_deref(), &target.instance.name);
        let sets = sources::fetch_sets(context, &args.backups, &args.s3).await;
        let backups = BackupFacts::of(&args.backups.below(&folder).to_string(), &folder, sets);
        findings.extend(health::judge_backups(&facts.subject, &backups, rpo, facts.now));
    }
    let verdict = Verdict::of(&findings);
    let report = HealthReport {
        verdict,
        members: facts.members.iter().map(|member| describe(member, &facts, &findings)).collect(),
        sentinels: sentinels.iter().map(|sentinel| SentinelRow::of(sentinel, &facts.addresses)).collect(),
    };
    let mut outcome = Outcome::with_findings(verdict, findings, Some(target.reference()), &report);
    if (args.fail_on, verdict) == (FailOn::Critical, Verdict::Warning) {
        outcome.exit = Exit::Ok;
    }
    Ok(outcome)
}

/// What a member's counters did since the tick before.
fn growth(context: &Context, member: &MemberFacts, watched: Option<Duration>) -> Growth {
    let (Some(interval), Some(info)) = (watched, member.info()) else { return Growth::default() };
    let rate = |field: &str| context.history.rate(&format!("{}/{field}", member.subject), info.number(field)?);
    Growth {
        evicted_per_second: rate("evicted_keys"),
        rejected: rate("rejected_connections").map(|rate| (rate * interval.as_secs_f64()).round() as u64),
    }
}

/// The StatefulSets that own members, with the number of pods each is meant to have and has.
pub(in crate::commands) async fn fetch_stateful_sets(target: &Target) -> Result<Vec<(String, u32, u32)>, Finding> {
    let instance = &target.instance;
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &instance.namespace) else {
        return Ok(Vec::new());
    };
    let owner = |name: &str| {
        let owned = instance.members().filter_map(|member| member.pod.as_ref()?.owner.as_ref());
        owned.filter(|owner| owner.kind == "StatefulSet" && owner.name == name).count()
    };
    let sets = kubernetes.fetch_stateful_sets(namespace).await.map_err(|error| {
        let finding = Finding::new(
            "members-missing",
            Severity::Unknown,
            instance.full_name(),
            format!("it cannot be seen how many members there should be: {}", error.chain()),
        );
        match error.hints().first() {
            Some(hint) => finding.hint(hint.clone()),
            None => finding,
        }
    })?;
    let counted = sets.into_iter().filter_map(|set| {
        let there = u32::try_from(owner(&set.name)).unwrap_or(u32::MAX);
        (there > 0 || would_belong(set.template, instance)).then_some((set.name, set.wanted, there))
    });
    Ok(counted.collect())
}

/// Whether a pod of this template would be a member of the instance: a set that has no pods at all is missed, too.
fn would_belong(template: PodFacts, instance: &Instance) -> bool {
    let made = topology::group(vec![template], Overrides::default());
    made.iter().any(|other| (&other.namespace, &other.name) == (&instance.namespace, &instance.name))
}

fn member_facts(answer: Answer) -> MemberFacts {
    let subject = answer.member.subject();
    let (answer_info, save_points) = match answer.result {
        Err(error) => (Err(error), None),
        Ok((info, replies)) => {
            let told = |value: &Value| {
                config_value(value).map(|value| parse_save_points(&value)).ok_or_else(|| "an empty reply".to_owned())
            };
            let save = replies.into_iter().next();
            (Ok(info), save.map(|reply| reply.map_err(|error| error.to_string()).and_then(|value| told(&value))))
        }
    };
    MemberFacts {
        subject,
        name: answer.member.name,
        intended_role: answer.member.intended_role,
        container: answer.member.container,
        pod: answer.member.pod,
        answer: answer_info,
        save_points,
    }
}

/// The value in a reply to `CONFIG GET <one parameter>`.
fn config_value(reply: &Value) -> Option<String> {
    match reply {
        Value::Array(pair) => pair.get(1).map(survey::text),
        Value::Map(pairs) => pairs.first().map(|(_, value)| survey::text(value)),
        _ => None,
    }
}

impl Report for HealthReport {
    fn view(&self) -> View {
        let sharded = self.members.iter().any(|member| member.shard.is_some());
        let mut columns =
            vec!["MEMBER", "HEALTH", "ROLE", "+VERSION", "#UPTIME", "#MEMORY", "#KEYS", "+#OFFSET", "#RESTARTS"];
        shard::add_column(&mut columns, sharded);
        let mut table = Table::new(&columns);
        let dash = || "-".to_owned();
        let bounds: Vec<MemoryBound> = self.members.iter().filter_map(|member| member.memory_bound).collect();
        // Where it is the same for all, one line says so, and the table stays narrow.
        let mark = if bounds.contains(&MemoryBound::ContainerLimit) { "*" } else { "" };
        for member in &self.members {
            let health = match member.worst {
                None | Some(Severity::Info) => Cell::toned("OK", Tone::Good),
                Some(severity @ Severity::Critical) => Cell::toned(severity.word(), Tone::Bad),
                Some(severity) => Cell::toned(severity.word(), Tone::Warn),
            };
            let memory = member.used_memory_bytes.map_or_else(dash, |used| member.memory_words(used, mark));
            let mut cells = vec![
                member.member.as_str().into(),
                health,
                member.role.map_or("-", Role::word).into(),
                member.version.as_deref().unwrap_or("-").into(),
                member.uptime_seconds.map_or_else(dash, |seconds| units::duration(seconds as f64)).into(),
                memory.into(),
                member.keys.map_or_else(dash, units::count).into(),
                member.replication_offset.map_or_else(dash, |offset| offset.to_string()).into(),
                member.restarts.map_or_else(dash, |restarts| restarts.to_string()).into(),
            ];
            shard::add_cell(&mut cells, sharded, member.shard.as_ref());
            table.row(cells);
        }
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let mut blocks = vec![Block::Line(Cell::toned(self.verdict.word(), tone)), Block::Table(table)];
        if bounds.contains(&MemoryBound::Maxmemory) {
            let which = if mark.is_empty() { "MEMORY is" } else { mark };
            blocks.push(Block::Line(Cell::plain(format!("{which} of maxmemory, which is reached first"))));
        }
        blocks.extend(sentinel_rows::table(&self.sentinels));
        View { blocks, last: None }
    }
}
