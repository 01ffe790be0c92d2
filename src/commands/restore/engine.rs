//! Which engine restores, where the command line does not say it: looked up in the servers, told in the plan.

use super::offline;
use crate::context::Context;
use crate::domain::restore::engine::{self, Choice, Engine, Situation};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};

/// `--engine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum EngineChoice {
    /// Keys are written to running servers.
    Live,
    /// The servers are stopped, and start from new files.
    Offline,
}

/// The engine, and what was found on the way to it.
pub(super) struct Chosen {
    pub(super) choice: Choice,
    /// The instance; none where it was not looked for, or is to be looked for again.
    pub(super) target: Option<Target>,
    /// What INFO said; empty where that is to be asked again.
    pub(super) answers: Vec<Answer>,
}

impl Chosen {
    fn without_a_look(engine: Engine, because: &str) -> Self {
        Self { choice: Choice { engine, because: because.to_owned() }, target: None, answers: Vec::new() }
    }

    /// What was found, where every member was there and has answered: it need not be asked again.
    pub(super) fn whole(self) -> Option<(Target, Vec<Answer>)> {
        let all = !self.answers.is_empty() && self.answers.iter().all(|answer| answer.result.is_ok());
        self.target.filter(|_| all).zip(Some(self.answers))
    }
}

/// Chooses. `keys_alone` is why the keys of running servers are meant, whatever their state.
///
/// # Errors
/// Of kind Refused where no primary answers, and pods are ready that could not be reached.
pub(super) async fn choose(context: &Context, asked: Option<EngineChoice>, keys_alone: Option<&str>) -> Result<Chosen> {
    let said = match (asked, keys_alone) {
        (Some(EngineChoice::Live), _) => Some((Engine::Live, "as it was asked for")),
        (Some(EngineChoice::Offline), _) => Some((Engine::Offline, "as it was asked for")),
        (None, Some(why)) => Some((Engine::Live, why)),
        (None, None) => None,
    };
    if let Some((engine, because)) = said {
        return Ok(Chosen::without_a_look(engine, because));
    }
    let spec = &context.settings.target;
    if spec.url.is_some() || spec.pod.is_some() {
        return Ok(Chosen::without_a_look(Engine::Live, "one server is named"));
    }
    // Whoever may not see what is stopped, or means several, is told so on the way of the live engine.
    let Ok(target) = discover::resolve_stopped(context, Nature::Acting).await else {
        return Ok(Chosen::without_a_look(Engine::Live, "nothing is known of servers that are stopped"));
    };
    let answers = survey::ask_all(context, &target, redis::cmd("INFO"), &[]).await;
    let primaries = answers.iter().filter(|answer| answer.role() == Some(Role::Primary)).count();
    let silence = answers.iter().find_map(|answer| answer.result.as_ref().err()).map(Error::chain);
    let unreached: Vec<String> =
        answers.iter().filter(|answer| is_unreached(answer)).map(|answer| answer.member.subject()).collect();
    let situation = Situation {
        interrupted: offline::is_interrupted(&target).await,
        primaries,
        silence: silence.as_deref(),
        unreached: &unreached,
    };
    let choice = engine::choose(situation).map_err(|why| {
        let silent =
            answers.iter().filter(|answer| is_unreached(answer)).find_map(|answer| answer.result.as_ref().err());
        let refused = silent.iter().fold(Error::refused(why), |refused, silent| refused.caused_by(silent));
        refused
            .hint("what lives is not stopped because it cannot be reached from here: mend the way to it, and try again")
            .hint("--engine offline stops the servers all the same, and starts them from the backup")
    })?;
    Ok(Chosen { choice, target: Some(target), answers })
}

/// Whether the kubelet finds it well, while we could not ask it: the way may be broken, or the login.
fn is_unreached(answer: &Answer) -> bool {
    answer.result.is_err() && answer.member.pod.as_ref().is_some_and(|pod| pod.ready && !pod.terminating)
}
