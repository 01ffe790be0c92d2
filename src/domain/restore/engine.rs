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
}

/// Chooses: live where servers run, so that they go on serving; offline where there is none that could be written to.
#[must_use]
pub fn choose(situation: Situation<'_>) -> Choice {
    let Situation { interrupted, primaries, silence } = situation;
    let why = silence.map_or_else(String::new, |why| format!(": {why}"));
    let of = |engine, because: String| Choice { engine, because };
    match (interrupted, primaries) {
        (true, _) => of(Engine::Offline, "such a restore was interrupted, and goes on".to_owned()),
        (false, 0) => of(Engine::Offline, format!("no primary answers{why}")),
        (false, _) => of(Engine::Live, running(primaries)),
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
        let up = Situation { primaries: 1, ..Situation::default() };
        assert_eq!(choose(up).engine, Engine::Live);
        assert_eq!(choose(Situation { primaries: 3, ..up }).because, "all 3 primaries run and take writes");
        assert_eq!(choose(Situation { interrupted: true, ..up }).engine, Engine::Offline);
        // A replica that does not answer is no reason to stop the others.
        assert_eq!(choose(Situation { silence: Some("it was refused"), ..up }).engine, Engine::Live);
        let down = choose(Situation { primaries: 0, silence: Some("it was refused"), ..up });
        assert_eq!((down.engine, down.because.as_str()), (Engine::Offline, "no primary answers: it was refused"));
    }
}
