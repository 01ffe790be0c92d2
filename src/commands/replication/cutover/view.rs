//! What a cutover shows.

use super::{Pairing, Proposal};
use crate::commands::replication::prober::Probed;
use crate::commands::replication::report::{MemberNow, StepDone, members_now, members_table, step_lines};
use crate::commands::replication::scene::Scene;
use crate::domain::plan::Plan;
use crate::domain::promote::ServicePlan;
use crate::report::{Block, Cell, Report, Tone, View, units};
use serde::Serialize;

/// The whole of it.
#[derive(Debug, Serialize)]
pub(super) struct CutoverReport {
    pub plan: Plan,
    /// The primaries, as `namespace/pod` or `host:port`.
    pub from: String,
    pub to: String,
    pub services: ServicePlan,
    /// What is left to be done by hand.
    pub by_hand: Vec<String>,
    pub done: bool,
    /// Empty for a dry run.
    pub steps: Vec<StepDone>,
    pub probe: Option<Probed>,
    /// From the last write that the old primary acknowledged until the last Service led to the new one.
    pub services_outage_ms: Option<u64>,
    /// The members of both afterwards.
    pub members: Vec<MemberNow>,
    /// The command that goes back.
    pub failback: Option<String>,
}

impl CutoverReport {
    /// Of a plan that nothing was done of.
    pub(super) fn of(pairing: &Pairing, proposal: &Proposal) -> Self {
        Self {
            plan: proposal.plan.clone(),
            from: pairing.old.facts.subject_of(pairing.from).to_owned(),
            to: pairing.new.facts.subject_of(pairing.to).to_owned(),
            services: proposal.services.clone(),
            by_hand: proposal.rest.clone(),
            done: false,
            steps: Vec::new(),
            probe: None,
            services_outage_ms: None,
            members: Vec::new(),
            failback: None,
        }
    }

    /// Notes how the members are now.
    pub(super) fn see(&mut self, old: &Scene, new: &Scene) {
        for scene in [old, new] {
            let topology = &scene.facts.topology;
            let named = members_now(topology).into_iter().zip(&topology.nodes);
            self.members.extend(named.map(|(now, node)| MemberNow { member: node.subject.clone(), ..now }));
        }
    }
}

impl Report for CutoverReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if self.steps.is_empty() {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let head = match self.done {
            true => Cell::toned(format!("{} is the primary, in place of {}", self.to, self.from), Tone::Good),
            false => Cell::toned(format!("the plan to {} was not carried out to its end", self.plan.intent), Tone::Bad),
        };
        let mut blocks = vec![Block::Line(head), step_lines(&self.steps)];
        if !self.members.is_empty() {
            blocks.push(members_table(&self.members));
        }
        let mut lines = Vec::new();
        lines.extend(self.probe.as_ref().map(|probe| Cell::plain(probe.words())));
        lines.extend(self.services_outage_ms.map(|outage| {
            Cell::plain(format!("Services led to nobody who takes writes for {} ms", units::count(outage)))
        }));
        lines.extend(self.failback.as_ref().map(|command| Cell::plain(format!("to go back: {command}"))));
        lines.extend(self.by_hand.iter().map(|words| Cell::toned(words.clone(), Tone::Warn)));
        if !lines.is_empty() {
            blocks.push(Block::Lines(lines));
        }
        View { blocks, last: None }
    }
}
