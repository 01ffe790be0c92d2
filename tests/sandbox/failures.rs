//! What the API server answers in place of what it was asked, as a test has it.

use super::status::Failure;

/// Failures to come.
#[derive(Debug, Default)]
pub struct Failures {
    /// The last one is the next.
    next: Vec<Failure>,
    /// Requests that are still answered, and what all later ones get.
    standing: Option<(usize, Failure)>,
}

impl Failures {
    /// The next `times` requests fail.
    pub fn next(&mut self, failure: Failure, times: usize) {
        self.next.splice(0..0, std::iter::repeat_n(failure, times));
    }

    /// Every request fails, but the next `requests`.
    pub fn after(&mut self, requests: usize, failure: Failure) {
        self.standing = Some((requests, failure));
    }

    /// None fails any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What a request meets that has come.
    pub fn take(&mut self) -> Option<Failure> {
        if let Some(failure) = self.next.pop() {
            return Some(failure);
        }
        match &mut self.standing {
            Some((0, failure)) => Some(failure.clone()),
            Some((left, _)) => {
                *left -= 1;
                None
            }
            None => None,
        }
    }
}
