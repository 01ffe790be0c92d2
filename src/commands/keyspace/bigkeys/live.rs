//! The keyspace of running servers.

use super::ask::TTL_SAMPLE;
use super::member::{self, Options, Scanned, Shared};
use super::{BigkeysArgs, choice};
use crate::context::Context;
use crate::domain::keyspace::report::{Frame, KeyspaceReport, Measure};
use crate::domain::keyspace::seen;
use crate::domain::keyspace::tally::Tally;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Members that are gone through at the same time.
const AT_ONCE: usize = 4;
const SHOW_EVERY: Duration = Duration::from_millis(200);
/// What is left of --timeout to say what was seen.
const TIME_TO_REPORT: Duration = Duration::from_millis(200);

pub(super) async fn run(context: &Context, args: &BigkeysArgs) -> Result<Outcome> {
    let named = discover::resolve(context, Nature::Observing).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target: &Target = &target;
    let (sources, mut findings) = choice::one_of_each_shard(target, &answers);
    let started = Instant::now();
    for source in &sources {
        context.console.status(&format!("bigkeys: through {}, {}", source.member, source.because));
    }
    let keys = sources.iter().filter_map(|source| answers[source.index].info()).flat_map(|info| info.databases());
    let expected: u64 = keys.map(|database| database.keys).sum();
    let (stop, stopped) = watch::channel(false);
    let met = Arc::<AtomicU64>::default();
    let shared = Shared { stop: stopped, met: Arc::clone(&met) };
    let shards = sources.len().max(1) as u64;
    let scans = sources.into_iter().enumerate().map(|(number, source)| {
        let options = Options {
            counting: args.counting(number),
            limits: args.limits(),
            memory: args.memory,
            samples: args.samples,
            every_expiry: args.ttl,
            remembered: seen::MOST / shards,
        };
        let answer = &answers[source.index];
        member::scan(context, target, answer, source, options, shared.clone())
    });
    let scans = futures::stream::iter(scans).buffered(AT_ONCE).collect::<Vec<Scanned>>();
    let mut progress = context.console.progress_in_keys(&target.instance.full_name(), Some(expected));
    let deadline = async {
        match context.deadline {
            Some(deadline) => tokio::time::sleep_until((deadline - TIME_TO_REPORT).into()).await,
            None => std::future::pending().await,
        }
    };
    let (mut interrupted, mut overdue) = (false, false);
    let scanned = {
        let asked = context.ending.asked();
        tokio::pin!(scans, asked, deadline);
        loop {
            tokio::select! {
                scanned = &mut scans => break scanned,
                () = &mut asked, if !interrupted => {
                    interrupted = true;
                    let _ = stop.send(true);
                }
                () = &mut deadline, if !overdue => {
                    overdue = true;
                    let _ = stop.send(true);
                }
                () = tokio::time::sleep(SHOW_EVERY) => progress.set_done(met.load(Ordering::Relaxed)),
            }
        }
    };
    drop(progress);
    let mut tally = Tally::new(args.counting(0));
    let mut reports = Vec::with_capacity(scanned.len());
    for one in scanned {
        tally.merge(one.tally);
        reports.push(one.report);
        findings.extend(one.findings);
    }
    if overdue {
        let message =
            format!("--timeout was over after {} of {} keys", units::count(tally.keys()), units::count(expected));
        let subject = target.instance.full_name();
        findings.push(Finding::new("scan-stopped", Severity::Unknown, subject, message));
    }
    let frame = Frame {
        sources: reports,
        measure: if args.memory { Measure::Memory } else { Measure::None },
        ttl_sampled: !args.ttl && tally.keys() >= TTL_SAMPLE,
        prefixes: usize::from(args.prefixes),
        seconds: started.elapsed().as_secs_f64(),
    };
    let mut report = KeyspaceReport::new(frame, &tally);
    super::write_page(context, args, &target.instance.full_name(), &mut report)?;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}
