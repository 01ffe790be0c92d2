//! What a promotion shows: the plan, what became of each step, and the instance as it is now.

use super::prober::Probed;
use crate::domain::plan::Plan;
use crate::domain::promote::{Gap, ServicePlan, Way};
use crate::domain::replication::{Link, Topology};
use crate::report::{Block, Cell, Report, Table, Tone, View, units};
use crate::target::flavour::Role;
use crate::target::role_owner::RoleOwner;
use serde::Serialize;

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::commands) enum StepState {
    /// Done, and seen to be.
    Done,
    /// Begun, and not as it should be.
    Failed,
    /// Not done.
    NotDone,
}

/// A step of the plan with what became of it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::commands) struct StepDone {
    pub id: &'static str,
    pub does: String,
    pub state: StepState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A member as it is now.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MemberNow {
    pub member: String,
    pub role: Option<Role>,
    pub follows: Option<String>,
    pub link: Option<Link>,
    pub lag_bytes: Option<u64>,
}

/// A Service as it is now.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ServiceNow {
    pub service: String,
    pub leads_to: Vec<String>,
}

/// The whole of it.
#[derive(Debug, Serialize)]
pub(super) struct PromoteReport {
    pub plan: Plan,
    pub role_owner: RoleOwner,
    pub way: Way,
    /// The primary before.
    pub from: String,
    /// The primary after.
    pub to: String,
    /// What the replica lacked, of a forced failover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    pub services: ServicePlan,
    /// Whether the new primary is one, and everything else is as the plan says.
    pub done: bool,
    /// Empty for a dry run.
    pub steps: Vec<StepDone>,
    pub probe: Option<Probed>,
    /// From the last write that the old primary acknowledged until the last Service led to the new one; none where no
    /// Service was changed.
    pub services_outage_ms: Option<u64>,
    /// The members afterwards; empty for a dry run.
    pub members: Vec<MemberNow>,
    /// Where the Services lead afterwards.
    pub leads_to: Vec<ServiceNow>,
    /// The command that gives the role back.
    pub failback: Option<String>,
}

/// The members of a topology.
pub(super) fn members_now(topology: &Topology) -> Vec<MemberNow> {
    let now = |node: &crate::domain::replication::Node| MemberNow {
        member: node.member.clone(),
        role: node.role,
        follows: node.follows.as_ref().map(|follows| follows.member.clone().unwrap_or_else(|| follows.host.clone())),
        link: node.link,
        lag_bytes: node.lag_bytes,
    };
    topology.nodes.iter().map(now).collect()
}

/// The steps with what became of them, a line each.
pub(in crate::commands) fn step_lines(steps: &[StepDone]) -> Block {
    let line = |(number, step): (usize, &StepDone)| {
        let (word, tone) = match step.state {
            StepState::Done => ("done", Tone::Good),
            StepState::Failed => ("FAILED", Tone::Bad),
            StepState::NotDone => ("not done", Tone::Warn),
        };
        let why = step.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        Cell::toned(format!("{:>3}. {word:<8} {}{why}", number + 1, step.does), tone)
    };
    Block::Lines(steps.iter().enumerate().map(line).collect())
}

/// A table of the members.
pub(super) fn members_table(members: &[MemberNow]) -> Block {
    let mut table = Table::new(&["MEMBER", "ROLE", "FOLLOWS", "LINK", "#LAG"]);
    for one in members {
        let link = one.link.map_or_else(
            || Cell::plain("-"),
            |link| Cell::toned(link.word(), if link == Link::Up { Tone::Good } else { Tone::Bad }),
        );
        table.row([
            one.member.as_str().into(),
            one.role.map_or_else(|| Cell::toned("unknown", Tone::Bad), |role| role.word().into()),
            one.follows.as_deref().unwrap_or("-").into(),
            link,
            one.lag_bytes.map_or_else(|| "-".to_owned(), units::bytes).into(),
        ]);
    }
    Block::Table(table)
}

impl Report for PromoteReport {
    fn has_acted(&self) -> bool {
        self.done
    }

    fn view(&self) -> View {
        if self.steps.is_empty() {
            return View { blocks: self.plan.blocks(), last: None };
        }
        let head = match self.done {
            true if self.to == self.from => {
                Cell::toned(format!("{} was the primary already, and nothing is left to do", self.to), Tone::Good)
            }
            true => Cell::toned(format!("{} is the primary, in place of {}", self.to, self.from), Tone::Good),
            false => Cell::toned(format!("the plan to {} was not carried out to its end", self.plan.intent), Tone::Bad),
        };
        let mut blocks = vec![Block::Line(head), step_lines(&self.steps)];
        if !self.members.is_empty() {
            blocks.push(members_table(&self.members));
        }
        if !self.leads_to.is_empty() {
            let mut table = Table::new(&["SERVICE", "LEADS TO"]);
            for one in &self.leads_to {
                table.row([one.service.as_str().into(), one.leads_to.join(", ").into()]);
            }
            blocks.push(Block::Table(table));
        }
        let mut lines = Vec::new();
        lines.extend(self.probe.as_ref().map(|probe| Cell::plain(probe.words())));
        lines.extend(self.services_outage_ms.map(|outage| {
            Cell::plain(format!("Services led to nobody who takes writes for {} ms", units::count(outage)))
        }));
        lines.extend(self.failback.as_ref().map(|command| Cell::plain(format!("to go back: {command}"))));
        if !lines.is_empty() {
            blocks.push(Block::Lines(lines));
        }
        let remarks = self.plan.remarks.iter().map(|text| Cell::toned(format!("note: {text}"), Tone::Warn)).collect();
        blocks.push(Block::Lines(remarks));
        View { blocks, last: None }
    }
}
