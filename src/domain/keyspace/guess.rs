//! A key's type, guessed from keys with names of the same shape, so that one command tells its size and proves the guess:
//! HLEN of what is no hash is an error. The first of each shape are asked with TYPE, and so is everything of a shape that
//! was guessed wrongly once.

use super::kind::Kind;
use std::collections::HashMap;

/// Keys of one shape that have to agree before the next is guessed.
const AGREEING: u8 = 3;
/// Shapes that are remembered; all others are asked with TYPE.
const MOST: usize = 8192;

#[derive(Debug)]
struct Known {
    kind: Kind,
    agreeing: u8,
    is_mixed: bool,
}

/// What is known of shapes.
#[derive(Debug, Default)]
pub struct Guesses {
    shapes: HashMap<u64, Known>,
}

impl Guesses {
    /// The type to expect of a key; none where TYPE has to be asked.
    pub fn of(&self, shape: u64) -> Option<&Kind> {
        let known = self.shapes.get(&shape)?;
        (known.agreeing >= AGREEING && !known.is_mixed).then_some(&known.kind)
    }

    /// TYPE has said so.
    pub fn learn(&mut self, shape: u64, kind: &Kind) {
        let has_room = self.shapes.len() < MOST;
        match self.shapes.get_mut(&shape) {
            Some(known) if known.kind == *kind => known.agreeing = known.agreeing.saturating_add(1),
            Some(known) => known.is_mixed = true,
            None if has_room => {
                self.shapes.insert(shape, Known { kind: kind.clone(), agreeing: 1, is_mixed: false });
            }
            None => {}
        }
    }

    /// A guess was wrong.
    pub fn was_wrong(&mut self, shape: u64) {
        if let Some(known) = self.shapes.get_mut(&shape) {
            known.is_mixed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_takes_three_that_agree_and_ends_with_one_that_does_not() {
        let mut guesses = Guesses::default();
        for _ in 0..3 {
            assert_eq!(guesses.of(1), None);
            guesses.learn(1, &Kind::Hash);
        }
        assert_eq!(guesses.of(1), Some(&Kind::Hash));
        guesses.was_wrong(1);
        assert_eq!(guesses.of(1), None);
        guesses.learn(2, &Kind::Hash);
        (0..9).for_each(|_| guesses.learn(2, &Kind::String));
        assert_eq!(guesses.of(2), None);
    }
}
