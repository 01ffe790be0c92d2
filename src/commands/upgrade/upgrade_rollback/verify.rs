//! Whether an instance is as it was: the rules of post-upgrade-check, but for what was wrong before already.

use super::{UpgradeRollbackArgs, around};
use crate::commands::observe::whole::Whole;
use crate::commands::upgrade::post_upgrade_check::{Terms, look_once};
use crate::context::Context;
use crate::domain::release::Release;
use crate::domain::upgrade::baseline::Baseline;
use crate::report::{Finding, Severity};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The instance before it was changed.
pub(super) struct Before {
    baseline: Baseline,
    /// What was found of it: id and subject.
    known: Vec<(String, String)>,
}

impl Before {
    /// Looks at it.
    pub(super) async fn of(context: &Context, args: &UpgradeRollbackArgs, whole: &Whole) -> Self {
        let subject = whole.target.instance.full_name();
        let parameters = around::parameters(whole);
        let baseline = Baseline::of(subject, context.now(), &whole.members, parameters, &BTreeMap::new());
        let found = around::judge_as_it_is(context, whole, args.max_lag).await;
        Self { baseline, known: found.into_iter().map(|one| (one.id, one.subject)).collect() }
    }
}

/// Compares until nothing is wrong that was not wrong before, or the time is over.
pub(super) async fn verify(
    context: &Context,
    args: &UpgradeRollbackArgs,
    before: &Before,
    target: Option<Release>,
    patience: Duration,
) -> Vec<Finding> {
    let started = Instant::now();
    let terms = Terms { target, allowed_percent: args.allow_missing, max_lag_bytes: args.max_lag, canary: true };
    loop {
        let mut findings = match around::look(context).await {
            Ok(whole) => look_once(context, terms, &whole, &before.baseline).await.1,
            Err(error) => {
                let subject = &before.baseline.instance;
                vec![Finding::new("objects-unseen", Severity::Unknown, subject, error.chain())]
            }
        };
        findings.retain(|one| {
            let known = before.known.iter().any(|(id, subject)| *id == one.id && *subject == one.subject);
            // where no version was named, that it is the same as before says nothing
            !(known || target.is_none() && one.id == "upgrade-version")
        });
        let wrong = findings.iter().any(|one| one.severity > Severity::Warning);
        if !wrong || started.elapsed() > patience {
            return findings;
        }
        context.console.status_once("waiting until everything is as it was");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
