//! The histograms that a server keeps itself, `INFO keysizes` of Redis 8.0 and later: at once, whatever the size.

use super::{choice, view};
use crate::context::Context;
use crate::domain::unavailable;
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::keysizes::{self, Sizes};
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Verdict, View};
use crate::target::{by_url, discover};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
struct KeysizesReport {
    members: Vec<String>,
    /// By type, all databases and shards together.
    types: Vec<Sizes>,
}

pub(super) async fn run(context: &Context) -> Result<Outcome> {
    let named = discover::resolve(context, Nature::Observing).await?;
    let mut question = redis::cmd("INFO");
    question.arg("keysizes");
    let (target, answers) = by_url::ask_for(context, &named, redis::cmd("INFO"), &[question]).await?;
    let (sources, mut findings) = choice::one_of_each_shard(&target, &answers);
    let (mut members, mut types): (Vec<String>, BTreeMap<String, Sizes>) = (Vec::new(), BTreeMap::new());
    for source in sources {
        let answer = &answers[source.index];
        let subject = answer.member.subject();
        match answer.reply(0) {
            Some(Ok(text)) => {
                let text = text.text().unwrap_or_default();
                if !text.contains("# Keysizes") {
                    let version = answer.info().and_then(|info| info.version()).unwrap_or_default();
                    let message =
                        format!("keeps no histograms of sizes: it is {version}, and Redis 8.0 is the first that does");
                    let finding = Finding::new("keysizes-missing", Severity::Unknown, subject, message);
                    findings.push(finding.hint("without --keysizes all keys are gone through"));
                    continue;
                }
                for sizes in keysizes::parse(&text) {
                    types.entry(sizes.kind.clone()).and_modify(|known| known.merge(&sizes)).or_insert(sizes);
                }
                members.push(source.member);
            }
            Some(Err(error)) => findings.push(unavailable::finding(&subject, "INFO keysizes", &error)),
            None => {}
        }
    }
    let report = KeysizesReport { members, types: types.into_values().collect() };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

impl Report for KeysizesReport {
    fn view(&self) -> View {
        let mut blocks = Vec::new();
        if !self.members.is_empty() && self.types.is_empty() {
            blocks.push(Block::Line(Cell::plain("There are no keys.")));
        }
        for sizes in &self.types {
            blocks.push(view::histogram(&sizes.kind, &sizes.unit, &sizes.classes));
        }
        View { blocks, last: None }
    }
}
