//! The plan, followed: keys, the pod with its user, the tests, and all of it away again.

use super::facts::Primary;
use super::keys::Keys;
use super::lanes::Lanes;
use super::pod::{PodLoad, Wanted};
use super::user;
use super::view::{BenchmarkReport, MemberRow, TestRow};
use super::way::Way;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::benchmark::judge::{compare, judge, judge_evicted};
use crate::domain::benchmark::test::Test;
use crate::domain::benchmark::{Load, Measured, Origin};
use crate::domain::helper_pod::Server;
use crate::error::{Error, Result};
use crate::report::{Finding, Severity, units};
use crate::target::discover::Target;
use crate::undo::Pending;
use crate::wire::line::Line;

/// What the steps need.
pub(super) struct Work<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) primaries: &'a [Primary],
    pub(super) tests: &'a [Test],
    pub(super) load: Load,
    pub(super) run: String,
    /// The pod ends by itself after so long.
    pub(super) lasts_seconds: u64,
    /// Keys do.
    pub(super) ttl_seconds: u64,
}

/// Who makes the load.
enum Source {
    Pod(Box<PodLoad>),
    Lanes(Lanes),
}

impl Work<'_> {
    /// Does it all, and fills in the report.
    ///
    /// # Errors
    /// Refused where a server takes no writes; of kind Target where it could not be measured. What was made is removed.
    pub(super) async fn apply(
        &self,
        way: Way,
        report: &mut BenchmarkReport,
        consent: &Consent,
    ) -> Result<Vec<Finding>> {
        user::remove_left(self.context, self.target, self.primaries, consent).await?;
        let mut keys = Vec::with_capacity(self.primaries.len());
        for primary in self.primaries {
            let own = Keys::of(self.context, self.target, primary, self.tests, self.load, self.ttl_seconds);
            let pending = self.removal(own.clone());
            own.write(consent).await?;
            keys.push(pending);
        }
        let (mut source, way) = self.source(way, consent).await?;
        let mut findings = Vec::new();
        report.begin(way.from, way.why.clone(), source.program());
        let subject = self.target.instance.full_name();
        if let Some(why) = &way.why {
            let message = format!("the load came through the tunnel, which is measured too: {why}");
            findings.push(Finding::new("benchmark-from-tunnel", Severity::Info, &subject, message));
        }
        for test in self.tests {
            let row = self.test(&mut source, *test, way.from, report).await?;
            findings.extend(judge(&subject, *test, &row.measured, report.targets, way.from));
            report.tests.push(row);
        }
        if let Source::Pod(pod) = source
            && let Err(error) = pod.end().await
        {
            let message = format!("what was made for the load was not removed: {}", error.chain());
            let finding = Finding::new("benchmark-left", Severity::Warning, &subject, message);
            findings.push(finding.hint(error.hints().first().map_or("redis-ops doctor names it", String::as_str)));
        }
        for pending in keys {
            pending.now().await?;
        }
        findings.extend(self.evicted().await);
        report.done = true;
        Ok(findings)
    }

    /// Keys of a server that does not answer are no harm: they expire.
    fn removal(&self, keys: Keys) -> Pending {
        let (console, ttl) = (std::sync::Arc::clone(&self.context.console), self.ttl_seconds);
        let words = keys.words();
        self.context.undo.register(format!("{words} are left, and expire by themselves"), "", async move {
            if let Err(error) = keys.remove().await {
                let within = units::duration(ttl as f64);
                console.warning(&format!("{words} were not removed, and expire within {within}: {}", error.chain()));
            }
            Ok(())
        })
    }

    /// The pod, or where none can be had the connections of our own.
    async fn source(&self, mut way: Way, consent: &Consent) -> Result<(Source, Way)> {
        if let Some(server) = way.server.take() {
            match self.pod(&server, consent).await {
                Ok(pod) => return Ok((Source::Pod(Box::new(pod)), way)),
                Err(error) if way.or_tunnel => {
                    self.context.console.warning(&format!("no pod makes the load: {}", error.chain()));
                    (way.from, way.why) = (Origin::Tunnel, Some(error.chain()));
                }
                Err(error) => return Err(error.hint("--from tunnel makes it from here, through the Kubernetes API")),
            }
        }
        let lanes = Lanes::open(self.context, self.target, self.primaries, &self.load).await?;
        Ok((Source::Lanes(lanes), way))
    }

    async fn pod(&self, server: &Server, consent: &Consent) -> Result<PodLoad> {
        let wanted = Wanted { run: &self.run, tests: self.tests, load: &self.load, lasts_seconds: self.lasts_seconds };
        PodLoad::make(self.context, self.target, self.primaries, (server, &wanted), consent).await
    }

    async fn test(&self, source: &mut Source, test: Test, from: Origin, report: &BenchmarkReport) -> Result<TestRow> {
        self.context.console.status(&format!(
            "{}: a load over {} connections",
            test.name(),
            u64::from(self.load.clients) * self.primaries.len() as u64
        ));
        let measured = match source {
            Source::Pod(pod) => {
                let way = (self.context, self.target);
                pod.run(way, self.primaries, test, &self.load, self.ttl_seconds).await?
            }
            Source::Lanes(lanes) => lanes.run(self.primaries, test, &self.load, self.ttl_seconds).await?,
        };
        let figures: Vec<Measured> = measured.iter().map(|(measured, _)| *measured).collect();
        let together = Measured::together(&figures).ok_or_else(|| Error::target("nothing was measured"))?;
        let members = self.primaries.iter().zip(&measured);
        Ok(TestRow {
            test,
            requests: measured.iter().map(|(_, requests)| requests).sum(),
            measured: together,
            met: compare(&together, report.targets, from),
            members: members
                .map(|(primary, (measured, requests))| MemberRow {
                    member: primary.member.name.clone(),
                    requests: *requests,
                    measured: *measured,
                })
                .collect(),
        })
    }

    /// Whether keys of others had to go.
    async fn evicted(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for primary in self.primaries {
            let stats = Line::to(self.context, self.target, &primary.member).info("stats").await;
            let after = stats.ok().and_then(|stats| stats.number("evicted_keys"));
            let before = primary.info.number("evicted_keys");
            findings.extend(judge_evicted(&primary.member.subject(), before, after));
        }
        findings
    }
}

impl Source {
    fn program(&self) -> Option<String> {
        match self {
            Source::Pod(pod) => Some(pod.program.clone()),
            Source::Lanes(_) => None,
        }
    }
}
