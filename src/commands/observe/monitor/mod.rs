//! `monitor`: what a server executes, as it executes it.

mod watch;

use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::monitor::{Filter, Share};
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Block, Cell, Outcome, Report, Table, Verdict, View, units};
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use crate::values::parse_duration;
use crate::wire::monitor;
use serde::Serialize;
use std::time::Duration;
use watch::{EndedBy, Seen};

/// The command's name.
pub const NAME: &str = "monitor";

/// Rows of each table of the summary.
const TOP: usize = 10;

/// Show what a server executes, as it executes it, and sum it up
///
/// MONITOR makes a server write every command to one more connection: a busy one may lose half of its throughput. So a
/// replica is taken where there is one, and a primary only with consent. A replica executes what its primary replicates
/// (writes) and what its own clients ask, not what the primary's clients read.
///
/// Of a command its name and first key are shown; the arguments may hold user data and need --arguments. Passwords of
/// AUTH, CONFIG SET and the like are never shown. The filters work here, not on the server: they make it no cheaper. With
/// -o json one object a line, and the summary at the end.
///
/// Exit status: 0 it ended at its bounds, 3 the connection was lost (what was seen is shown), 4 a primary without consent,
/// 130 after Ctrl-C.
///
/// Examples:
///   redis-ops monitor -n apps -r cache
///   redis-ops monitor -n apps -r cache --command GET --command MGET --match 'session:*' --duration 1m
///   redis-ops monitor -n apps -r cache --role primary --yes --lines 100 -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct MonitorArgs {
    /// Time after which to end
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = parse_duration)]
    duration: Duration,
    /// Lines after which to end
    #[arg(long, value_name = "NUMBER", default_value = "1000", value_parser = clap::value_parser!(u64).range(1..))]
    lines: u64,
    /// Only this command (can be repeated)
    #[arg(long, value_name = "NAME")]
    command: Vec<String>,
    /// Only commands with an argument that fits this pattern, * and ? (can be repeated)
    #[arg(long = "match", value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Show all arguments, which may hold user data
    #[arg(long)]
    arguments: bool,
    #[command(flatten)]
    consent: ConsentArgs,
}

#[derive(Debug, Serialize)]
struct MonitorReport {
    member: String,
    role: Option<Role>,
    seconds: f64,
    ended_by: EndedBy,
    /// Commands that the filters want.
    commands: u64,
    /// Commands that the server executed, those that the filters do not want too.
    commands_of_all: u64,
    per_second: f64,
    by_command: Vec<Share>,
    /// By address, without the port.
    by_client: Vec<Share>,
}

#[derive(Debug, Serialize)]
struct PlanReport {
    plan: Plan,
}

/// Runs the command: lines are written as they arrive, the summary is its report.
///
/// # Errors
/// When no instance can be resolved, no member answers, consent is missing, or the server refuses MONITOR. A connection
/// that is lost later is a finding.
pub async fn run(context: &Context, args: &MonitorArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut info = redis::cmd("INFO");
    info.arg("replication");
    let answers = survey::ask(context, &target, info, &[]).await?;
    let chosen = choose(answers)?;
    let plan = plan(&target, &chosen, args);
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &PlanReport { plan }));
    }
    let consent = if chosen.role() == Some(Role::Replica) {
        context.console.status(&format!(
            "monitoring {}, a replica: its primary's reads are not among what it executes (--role primary)",
            chosen.member.subject()
        ));
        Consent::not_needed()
    } else {
        Consent::to(&plan, args.consent.answer(), &context.console).await?
    };
    let (limit, login) = (context.time_for_a_node(), target.login(&chosen.member));
    let opening = monitor::open(&consent, &target.dialer, &chosen.member, &login, limit, &context.console);
    let stream = tokio::time::timeout(limit, opening).await.map_err(|_| {
        Error::target(format!("Redis on {} does not answer MONITOR", chosen.member.subject()))
            .hint(format!("{} DURATION waits longer", context.option_of(limit)))
    })??;
    let filter = Filter { commands: args.command.clone(), patterns: args.patterns.clone() };
    let bounds = watch::Bounds { duration: args.duration, lines: args.lines, arguments: args.arguments };
    let seen = watch::watch(context, stream, &target.instance, &filter, bounds).await?;
    let findings: Vec<_> = seen.finding(&chosen.member.subject()).into_iter().collect();
    let report = MonitorReport::of(&chosen, &seen);
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// A replica whose link is up, else any replica, else whoever answers.
fn choose(answers: Vec<Answer>) -> Result<Answer> {
    let rank = |answer: &Answer| match (answer.role(), answer.info()?.text("master_link_status")) {
        (Some(Role::Replica), Some("up")) => Some(0),
        (Some(Role::Replica), _) => Some(1),
        _ => Some(2),
    };
    let mut silent = None;
    let mut best: Option<(i32, Answer)> = None;
    for answer in answers {
        match rank(&answer) {
            Some(own) if best.as_ref().is_none_or(|(rank, _)| own < *rank) => best = Some((own, answer)),
            Some(_) => {}
            None => silent = silent.or(answer.result.err()),
        }
    }
    match (best, silent) {
        (Some((_, answer)), _) => Ok(answer),
        (None, Some(error)) => Err(error),
        (None, None) => Err(Error::target("there is no member to monitor")),
    }
}

fn plan(target: &Target, chosen: &Answer, args: &MonitorArgs) -> Plan {
    let subject = chosen.member.subject();
    let role = chosen.role().map_or("a server of unknown role", |role| match role {
        Role::Primary => "a primary",
        Role::Replica => "a replica",
    });
    let bound = units::duration(args.duration.as_secs_f64());
    Plan {
        intent: format!("monitor {subject}, {role}"),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        steps: vec![Step::new(
            "monitor",
            format!("MONITOR on {subject} for {bound} or {} lines, whichever comes first", args.lines),
        )],
        remarks: vec![
            "the server writes every command to one more connection: a busy one may lose half of its throughput"
                .to_owned(),
        ],
    }
}

impl MonitorReport {
    fn of(chosen: &Answer, seen: &Seen) -> Self {
        Self {
            member: chosen.member.name.clone(),
            role: chosen.role(),
            seconds: seen.seconds,
            ended_by: seen.ended_by,
            commands: seen.tally.total(),
            commands_of_all: seen.all,
            per_second: if seen.seconds > 0.0 { seen.tally.total() as f64 / seen.seconds } else { 0.0 },
            by_command: seen.tally.top_commands(TOP, seen.seconds),
            by_client: seen.tally.top_clients(TOP, seen.seconds),
        }
    }
}

impl Report for PlanReport {
    fn view(&self) -> View {
        View { blocks: self.plan.blocks(), last: None }
    }
}

impl Report for MonitorReport {
    fn view(&self) -> View {
        let mut line = format!(
            "{} commands in {} on {} ({}/s), ended by {}",
            units::count(self.commands),
            units::duration(self.seconds),
            self.member,
            rate(self.per_second),
            self.ended_by.words()
        );
        if self.commands_of_all > self.commands {
            line.push_str(&format!("; the filters passed over {}", units::count(self.commands_of_all - self.commands)));
        }
        // What went before are the lines themselves.
        let mut blocks = vec![Block::Line(Cell::plain(line))];
        for (heading, rows) in [("COMMAND", &self.by_command), ("CLIENT", &self.by_client)] {
            if rows.is_empty() {
                continue;
            }
            let mut table = Table::new(&[heading, "#COUNT", "#PER SECOND", "#SHARE"]);
            for row in rows {
                table.row([
                    row.name.as_str().into(),
                    units::count(row.count).into(),
                    rate(row.per_second).into(),
                    units::share(row.share).into(),
                ]);
            }
            blocks.push(Block::Table(table));
        }
        View { blocks, last: None }
    }
}

fn rate(per_second: f64) -> String {
    if per_second < 9.95 { format!("{per_second:.1}") } else { units::count(per_second.round() as u64) }
}
