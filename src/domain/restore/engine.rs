//! How a restore is carried out: through a running server, or by its files while it is down.

use serde::Serialize;

/// The engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Keys are written to running servers, which go on serving.
    Live,
    /// The servers are stopped, and start from new files.
    Offline,
}

/// The engine and why it is the one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The engine.
    pub engine: Engine,
    /// The reason, in words that follow "live:".
    pub because: String,
}

/// What the choice depends on where nobody has made it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Situation<'a> {
    /// A restore with stopped servers was interrupted.
    pub interrupted: bool,
    /// Primaries that answer.
    pub primaries: usize,
    /// What a primary that does not answer was asked in vain.
    pub silence: Option<&'a str>,
    /// Pods that Kubernetes counts as ready, whose servers were asked in vain: they may well serve their clients.
    pub unreached: &'a [String],
}

/// Chooses: live where servers run, so that they go on serving; offline where there is none that could be written to.
///
/// # Errors
/// A sentence, where it is not known whether servers run: nobody's servers are stopped because the way to them is broken.
pub fn choose(situation: Situation<'_>) -> Result<Choice, String> {
    let Situation { interrupted, primaries, silence, unreached } = situation;
    let why = silence.map_or_else(String::new, |why| format!(": {why}"));
    let of = |engine, because: String| Ok(Choice { engine, because });
    match (interrupted, primaries, unreached) {
        (true, ..) => of(Engine::Offline, "such a restore was interrupted, and goes on".to_owned()),
        (false, 0, []) => of(Engine::Offline, format!("no primary answers{why}")),
        (false, 0, [only]) => Err(format!("no primary answers, but {only} is ready by its pod's status and may serve")),
        (false, 0, all) => Err(format!(
            "no primary answers, but these are ready by their pods' status and may serve: {}",
            all.join(", ")
        )),
        (false, ..) => of(Engine::Live, running(primaries)),
    }
}

/// Why the live engine will do.
#[must_use]
pub fn running(primaries: usize) -> String {
    match primaries {
        1 => "the primary runs and takes writes".to_owned(),
        _ => format!("all {primaries} primaries run and take writes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_run_go_on_and_those_that_do_not_are_started_from_new_files() {
        let chosen = |situation| choose(situation).expect("it is known");
        let up = Situation { primaries: 1, ..Situation::default() };
        assert_eq!(chosen(up).engine, Engine::Live);
        assert_eq!(chosen(Situation { primaries: 3, ..up }).because, "all 3 primaries run and take writes");
        assert_eq!(chosen(Situation { interrupted: true, ..up }).engine, Engine::Offline);
        // A replica that does not answer is no reason to stop the others.
        assert_eq!(chosen(Situation { silence: Some("it was refused"), ..up }).engine, Engine::Live);
        let down = chosen(Situation { primaries: 0, silence: Some("it was refused"), ..up });
        assert_eq!((down.engine, down.because.as_str()), (Engine::Offline, "no primary answers: it was refused"));
    }

    #[test]
    fn servers_that_may_run_are_not_stopped() {
        let ready = ["apps/cache-0".to_owned(), "apps/cache-1".to_owned()];
        let cut = Situation { silence: Some("it was refused"), unreached: &ready, ..Situation::default() };
        assert!(choose(cut).expect_err("it is not known").ends_with("may serve: apps/cache-0, apps/cache-1"));
        assert!(choose(Situation { unreached: &ready[..1], ..cut }).expect_err("the same").contains("apps/cache-0 is"));
        // One that answers is enough, and one that was stopped on purpose is known to be.
        assert_eq!(choose(Situation { primaries: 1, ..cut }).expect("it is known").engine, Engine::Live);
        assert_eq!(choose(Situation { interrupted: true, ..cut }).expect("it is known").engine, Engine::Offline);
    }
}
