//! `info`: what every member says of itself, side by side.

use crate::context::Context;
use crate::domain::silence;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::report::{Block, Outcome, Report, Table, Verdict, View};
use crate::target::discover;
use crate::target::survey::{self, Answer};
use serde::Serialize;
use std::collections::BTreeMap;

/// The command's name.
pub const NAME: &str = "info";

/// Show INFO of every member, side by side
///
/// Sections are Redis's own: server, clients, memory, persistence, stats, replication, cpu, commandstats, errorstats,
/// cluster, keyspace, …. Without any, Redis's default ones are shown.
///
/// Exit status: 0 all members answered, 2 a server is down, 3 a member could not be asked.
///
/// Examples:
///   redis-ops info -n apps -r cache
///   redis-ops info replication persistence -n apps -r cache
///   redis-ops info memory --diff -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct InfoArgs {
    /// Sections to show (can be repeated)
    #[arg(value_name = "SECTION")]
    sections: Vec<String>,
    /// Only the fields in which members differ
    #[arg(long)]
    diff: bool,
}

#[derive(Debug, Serialize)]
struct InfoReport {
    /// Member → section → field → value, as the server wrote it.
    members: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
    /// Section → fields, in the server's order.
    #[serde(skip)]
    order: Vec<(String, Vec<String>)>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or no member knows a section. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &InfoArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut info = redis::cmd("INFO");
    // Servers before 7.0 take one section only; `all` has each of them.
    if !args.sections.is_empty() {
        info.arg("all");
    }
    let answers = survey::ask(context, &target, info, &[]).await?;
    let findings: Vec<_> = answers
        .iter()
        .filter_map(|answer| Some(silence::finding(&answer.member.subject(), answer.result.as_ref().err()?)))
        .collect();
    let report = collect(&answers, args)?;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn collect(answers: &[Answer], args: &InfoArgs) -> Result<InfoReport> {
    let infos: Vec<(&str, &Info)> =
        answers.iter().filter_map(|answer| Some((answer.member.name.as_str(), answer.info()?))).collect();
    let wanted: Vec<String> = args.sections.iter().map(|section| section.to_ascii_lowercase()).collect();
    let mut order: Vec<(String, Vec<String>)> = Vec::new();
    for (section, pairs) in infos.iter().flat_map(|(_, info)| info.sections()) {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == section) {
            continue;
        }
        if !order.iter().any(|(name, _)| name == section) {
            order.push((section.to_owned(), Vec::new()));
        }
        let Some((_, fields)) = order.iter_mut().find(|(name, _)| name == section) else { continue };
        for (field, _) in pairs {
            if !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
    }
    for name in &wanted {
        if !infos.is_empty() && !order.iter().any(|(section, _)| section == name) {
            let there: Vec<&str> = infos[0].1.sections().map(|(section, _)| section).collect();
            return Err(Error::usage(format!("no member has an INFO section {name}"))
                .cause(format!("the sections are: {}", there.join(", "))));
        }
    }
    if args.diff {
        for (_, fields) in &mut order {
            fields.retain(|field| infos.iter().any(|(_, info)| info.text(field) != infos[0].1.text(field)));
        }
        order.retain(|(_, fields)| !fields.is_empty());
    }
    let members = infos.iter().map(|(member, info)| ((*member).to_owned(), selected(info, &order))).collect();
    Ok(InfoReport { members, order })
}

fn selected(info: &Info, order: &[(String, Vec<String>)]) -> BTreeMap<String, BTreeMap<String, String>> {
    order
        .iter()
        .map(|(section, fields)| {
            let pairs = fields.iter().filter_map(|field| Some((field.clone(), info.text(field)?.to_owned())));
            (section.clone(), pairs.collect())
        })
        .collect()
}

impl Report for InfoReport {
    fn view(&self) -> View {
        let members: Vec<&String> = self.members.keys().collect();
        let mut blocks = Vec::new();
        for (section, fields) in &self.order {
            blocks.push(Block::Heading(section.clone()));
            let columns: Vec<&str> = std::iter::once("FIELD").chain(members.iter().map(|name| name.as_str())).collect();
            let mut table = Table::new(&columns);
            for field in fields {
                let values = members.iter().map(|member| {
                    let value = self.members[*member].get(section).and_then(|pairs| pairs.get(field));
                    value.map_or("-", String::as_str).into()
                });
                table.row(std::iter::once(field.as_str().into()).chain(values));
            }
            blocks.push(Block::Table(table));
        }
        View { blocks, last: None }
    }
}
