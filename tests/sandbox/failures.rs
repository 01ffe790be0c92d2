//! What the API server answers in place of what it was asked, as a test has it.

use super::status::Failure;
use axum::http::Method;

/// The request that is kept waiting.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// A method, and what stands in the path.
    pub of: (&'static str, &'static str),
    /// So many requests after that one; 0 for that one itself.
    pub later: usize,
}

/// How far it is with the one that is to be kept waiting.
#[derive(Debug)]
enum Hold {
    Until(Moment),
    Counting(usize),
    Holding,
}

/// Failures to come.
#[derive(Debug, Default)]
pub struct Failures {
    /// The last one is the next.
    next: Vec<Failure>,
    /// Requests that are still answered, and what all later ones get.
    standing: Option<(usize, Failure)>,
    hold: Option<Hold>,
}

impl Failures {
    /// One request is kept waiting, and no other.
    pub fn hold(&mut self, moment: Moment) {
        self.hold = Some(Hold::Until(moment));
    }

    /// It waits no more.
    pub fn release(&mut self) {
        self.hold = None;
    }

    /// Whether one is waiting.
    pub fn is_holding(&self) -> bool {
        matches!(self.hold, Some(Hold::Holding))
    }

    /// Whether this request, which has come, is the one that has to wait.
    pub fn keeps(&mut self, method: &Method, target: &str) -> bool {
        let left = match &self.hold {
            Some(Hold::Until(Moment { of, later })) if method.as_str() == of.0 && target.contains(of.1) => *later,
            Some(Hold::Counting(left)) => left - 1,
            _ => return false,
        };
        self.hold = Some(if left == 0 { Hold::Holding } else { Hold::Counting(left) });
        left == 0
    }

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
        (self.next, self.standing) = (Vec::new(), None);
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
