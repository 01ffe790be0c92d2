//! `config`: the runtime parameters of every member.

use crate::context::Context;
use crate::domain::config::{self, Parameters};
use crate::domain::{silence, unavailable};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Block, Cell, Finding, Outcome, Report, Table, Tone, Verdict, View};
use crate::target::discover;
use crate::target::survey::{self, Answer};
use serde::Serialize;
use std::collections::BTreeMap;

/// The command's name.
pub const NAME: &str = "config";

/// Show the runtime parameters of every member, side by side
///
/// What CONFIG GET says now, not what a file says. Secrets are never shown; where members have different ones they are
/// numbered. Equal values are told once. A server whose CONFIG is disabled is named, and what its INFO still tells of
/// its configuration is shown in its place.
///
/// Exit status: 0 all members answered, 2 a server is down, 3 a member could not be asked or refuses CONFIG.
///
/// Examples:
///   redis-ops config -n apps -r cache
///   redis-ops config --diff -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ConfigArgs {
    /// Only the parameters in which members differ
    #[arg(long)]
    diff: bool,
}

#[derive(Debug, Serialize)]
struct ConfigReport {
    /// Member → parameter → value, as the server wrote it, secrets aside.
    members: BTreeMap<String, Parameters>,
    /// Member → where its parameters are from.
    sources: BTreeMap<String, Source>,
    #[serde(skip)]
    diff: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::commands) enum Source {
    /// CONFIG GET.
    Config,
    /// INFO alone, which tells a part.
    Info,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &ConfigArgs) -> Result<Outcome> {
    show(context, &["*".to_owned()], args.diff).await
}

/// Shows the parameters that fit one of the patterns.
///
/// # Errors
/// When no instance can be resolved, or no member knows a parameter that fits one of the patterns.
pub(super) async fn show(context: &Context, patterns: &[String], diff: bool) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    // Servers before 7.0 take one pattern at a time.
    let commands: Vec<redis::Cmd> = patterns
        .iter()
        .map(|pattern| {
            let mut get = redis::cmd("CONFIG");
            get.arg("GET").arg(pattern);
            get
        })
        .collect();
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &commands).await?;
    let mut findings = Vec::new();
    let mut report = ConfigReport { members: BTreeMap::new(), sources: BTreeMap::new(), diff };
    for answer in &answers {
        let (told, finding) = tell(answer, patterns);
        findings.extend(finding);
        if let Some((source, parameters)) = told {
            report.sources.insert(answer.member.name.clone(), source);
            report.members.insert(answer.member.name.clone(), parameters);
        }
    }
    report.refuse_unknown(patterns)?;
    config::redact(&mut report.members);
    if diff {
        config::retain_differing(&mut report.members);
    }
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// A member's parameters, and what stands in the way of them. The first replies are those to CONFIG GET, one a pattern.
pub(in crate::commands) fn tell(
    answer: &Answer,
    patterns: &[String],
) -> (Option<(Source, Parameters)>, Option<Finding>) {
    let subject = answer.member.subject();
    let (info, _) = match &answer.result {
        Ok(result) => result,
        Err(error) => return (None, Some(silence::finding(&subject, error))),
    };
    let mut parameters = Parameters::new();
    for index in 0..patterns.len() {
        match answer.reply(index) {
            Some(Ok(reply)) => {
                parameters.extend(reply.pairs().filter_map(|(name, value)| Some((name, value.text()?))));
            }
            Some(Err(error)) => {
                let mut told = config::from_info(info);
                told.retain(|name, _| patterns.iter().any(|pattern| config::matches(pattern, name)));
                let finding = unavailable::finding(&subject, "CONFIG GET", &error);
                return (Some((Source::Info, told)), Some(finding));
            }
            None => {}
        }
    }
    (Some((Source::Config, parameters)), None)
}

impl ConfigReport {
    fn refuse_unknown(&self, patterns: &[String]) -> Result<()> {
        // Where only INFO could be asked, nothing is known of the other parameters.
        if self.sources.values().all(|source| *source == Source::Info) {
            return Ok(());
        }
        let known = |pattern: &String| self.members.values().flatten().any(|(name, _)| config::matches(pattern, name));
        // Classes are left to the server: only patterns that `matches` understands are judged.
        match patterns.iter().filter(|pattern| !pattern.contains(['[', '\\'])).find(|pattern| !known(pattern)) {
            Some(pattern) => Err(Error::usage(format!("no member has a parameter that fits {pattern}"))
                .hint(format!("redis-ops config-get '*{}*' looks for a part of a name", pattern.trim_matches('*')))),
            None => Ok(()),
        }
    }

    fn who(&self, members: &[String]) -> Cell {
        if members.is_empty() && self.sources.len() > 1 {
            return "all".into();
        }
        let named = |member: &String| match self.sources.get(member) {
            Some(Source::Info) => format!("{member} (INFO)"),
            _ => member.clone(),
        };
        let names: Vec<String> = match members {
            [] => self.sources.keys().map(named).collect(),
            some => some.iter().map(named).collect(),
        };
        names.join(", ").into()
    }
}

impl Report for ConfigReport {
    fn view(&self) -> View {
        let rows = config::rows(&self.members);
        if rows.is_empty() && self.diff && self.sources.len() > 1 {
            return View::of(Block::Line("the members do not differ".into()));
        }
        let mut table = Table::new(&["PARAMETER", "MEMBERS", "VALUE"]);
        let mut before = String::new();
        for row in rows {
            let tone = if row.members.is_empty() { Tone::Plain } else { Tone::Warn };
            let name = if row.name == before { "" } else { row.name.as_str() };
            let value = match row.value.as_deref() {
                None if self.is_blank_of_info(&row.members) => continue,
                None => "-",
                Some("") => "\"\"",
                Some(value) => value,
            };
            table.row([name.into(), self.who(&row.members), Cell::toned(value, tone)]);
            before.clone_from(&row.name);
        }
        View::of(Block::Table(table))
    }
}

impl ConfigReport {
    /// Whether a missing value only means that INFO does not tell it.
    fn is_blank_of_info(&self, members: &[String]) -> bool {
        members.iter().all(|member| self.sources.get(member) == Some(&Source::Info))
    }
}
