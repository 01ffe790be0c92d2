//! How a restore is carried out: through a running server, or by its files while it is down.

use serde::Serialize;

/// The engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Keys are written to running servers, which go on serving.
    Live,
}

/// The engine and why it is the one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The engine.
    pub engine: Engine,
    /// The reason, in words that follow "live:".
    pub because: String,
}

/// Chooses. `primaries` is how many servers that take writes have answered, `shards` how many there have to be.
///
/// # Errors
/// Why no engine can do it, a sentence.
pub fn choose(primaries: usize, shards: usize) -> Result<Choice, String> {
    if primaries == 0 || primaries < shards {
        return Err(format!("{primaries} of {shards} primaries can be written to"));
    }
    let because = match shards {
        1 => "the primary runs and takes writes".to_owned(),
        _ => format!("all {shards} primaries run and take writes"),
    };
    Ok(Choice { engine: Engine::Live, because })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shard_needs_its_primary() {
        assert_eq!(choose(1, 1).map(|choice| choice.engine), Ok(Engine::Live));
        assert_eq!(choose(2, 3), Err("2 of 3 primaries can be written to".to_owned()));
        assert!(choose(0, 0).is_err());
    }
}
