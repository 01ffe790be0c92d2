//! The plan: that of the restore, between what comes before and after it.

use super::{Chosen, DisasterRecoveryArgs};
use crate::domain::plan::{Danger, Plan, Step};
use crate::target::discover::Target;

pub(super) fn plan(
    args: &DisasterRecoveryArgs,
    target: &Target,
    chosen: &Chosen,
    restore: &serde_json::Value,
    because: &str,
) -> Plan {
    let name = target.instance.full_name();
    let mut steps = vec![Step::new("verify", format!("read {} to its end (done)", chosen.set))];
    let of_restore = restore["plan"]["steps"].as_array().into_iter().flatten();
    for step in of_restore {
        let does = step["does"].as_str().unwrap_or_default().to_owned();
        let step_of_plan = Step::new("restore-rdb", does);
        steps.push(match step["undo"].as_str() {
            Some(undo) => step_of_plan.undone_by(undo),
            None => step_of_plan,
        });
    }
    match &chosen.config {
        _ if args.no_config => {}
        Some(config) => {
            steps.push(Step::new("restore-config", format!("set the configuration kept in {config}, where it differs")))
        }
        None => {}
    }
    steps.push(Step::new("replicas", "wait until every replica is in sync"));
    let engine = restore["engine"]["engine"].as_str().unwrap_or("offline");
    let mut remarks: Vec<String> = vec![format!("engine {engine}: {because}")];
    let of_restore = restore["plan"]["remarks"].as_array().into_iter().flatten();
    remarks.extend(of_restore.filter_map(|remark| remark.as_str().map(str::to_owned)));
    if chosen.config.is_none() && !args.no_config {
        remarks.push("no configuration was kept: the servers run with the one they have".to_owned());
    }
    Plan {
        intent: format!("recover {name} from {}", chosen.set),
        target: name,
        danger: Danger::Destroys,
        steps,
        remarks,
    }
}
