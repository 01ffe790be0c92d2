//! `validate-upgrade`: the quick look while an upgrade goes on.

use super::baseline_file;
use crate::commands::observe::whole;
use crate::context::Context;
use crate::domain::health;
use crate::domain::release::Release;
use crate::domain::upgrade::baseline::keys_of;
use crate::domain::upgrade::{judge_keys, judge_releases};
use crate::domain::version;
use crate::error::Result;
use crate::report::{Block, Cell, Outcome, Report, Table, Tone, Verdict, View, units};
use crate::target::flavour::Role;
use serde::Serialize;
use std::path::PathBuf;

/// The command's name.
pub const NAME: &str = "validate-upgrade";

/// Look quickly whether every member answers, runs the version, and holds the keys
///
/// One flight to every member: it answers, is not loading, runs what it should (--to), the same as the others, and there
/// is one primary. With a baseline of pre-upgrade-check, also whether the keys are there. post-upgrade-check looks at
/// everything.
///
/// Exit status: 0 OK, 1 WARNING: several versions, 2 CRITICAL, 3 UNKNOWN: a member could not be asked.
///
/// Examples:
///   redis-ops validate-upgrade -n apps -r cache --to 8.0
///   redis-ops validate-upgrade --url redis://127.0.0.1:6379 --baseline before.json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ValidateUpgradeArgs {
    /// Version that every member should run
    #[arg(long, value_name = "VERSION", value_parser = Release::parse)]
    to: Option<Release>,
    /// The baseline (default: redis-ops-baseline.NAMESPACE.INSTANCE.json, where that is)
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Percent of a database's keys that may be missing
    #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = clap::value_parser!(u64).range(0..=100))]
    allow_missing: u64,
}

#[derive(Debug, Serialize)]
struct ValidateReport {
    verdict: Verdict,
    keys: u64,
    /// None without a baseline.
    keys_before: Option<u64>,
    members: Vec<MemberRow>,
}

#[derive(Debug, Serialize)]
struct MemberRow {
    member: String,
    role: Option<Role>,
    version: Option<String>,
    keys: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or the baseline that was named cannot be read.
pub async fn run(context: &Context, args: &ValidateUpgradeArgs) -> Result<Outcome> {
    let whole = whole::look(context, &[]).await?;
    let subject = whole.target.instance.full_name();
    let path = baseline_file::place(args.baseline.as_deref(), &whole.target);
    let there = args.baseline.is_some() || path.exists();
    let baseline = there.then(|| baseline_file::read(context, &path, &whole.target)).transpose()?;
    let facts = whole.health_facts(context, Vec::new());
    let mut findings = health::judge_roles(&facts);
    findings.extend(whole.members.iter().filter_map(health::judge_reach));
    let versions: Vec<_> =
        whole.members.iter().filter_map(|member| Some((member.name.as_str(), member.info()?))).collect();
    findings.extend(version::judge_skew(&subject, &versions));
    findings.extend(judge_releases(&subject, &whole.members, args.to, baseline.as_ref()));
    if let Some(baseline) = &baseline {
        findings.extend(judge_keys(&subject, &whole.members, baseline, args.allow_missing));
    }
    let verdict = Verdict::of(&findings);
    let rows = whole.members.iter().map(|member| MemberRow {
        member: member.name.clone(),
        role: member.role(),
        version: member.info().and_then(|info| info.version()),
        keys: member.info().map(|info| info.databases().iter().map(|database| database.keys).sum()),
    });
    let report = ValidateReport {
        verdict,
        keys: keys_of(&whole.members).values().map(|keys| keys.keys).sum(),
        keys_before: baseline.map(|baseline| baseline.keys.values().map(|keys| keys.keys).sum()),
        members: rows.collect(),
    };
    Ok(Outcome::with_findings(verdict, findings, Some(whole.target.reference()), &report))
}

impl Report for ValidateReport {
    fn view(&self) -> View {
        let tone = match self.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Critical => Tone::Bad,
            _ => Tone::Warn,
        };
        let mut table = Table::new(&["MEMBER", "ROLE", "VERSION", "#KEYS"]);
        for row in &self.members {
            table.row([
                row.member.as_str().into(),
                row.role.map_or("-", Role::word).into(),
                row.version.as_deref().unwrap_or("-").into(),
                row.keys.map_or("-".to_owned(), units::count).into(),
            ]);
        }
        let mut blocks = vec![Block::Line(Cell::toned(self.verdict.word(), tone)), Block::Table(table)];
        if let Some(before) = self.keys_before {
            let words = format!("{}, before {}", units::count(self.keys), units::count(before));
            blocks.push(Block::Fields(vec![("keys".to_owned(), words.into())]));
        }
        View { blocks, last: None }
    }
}
