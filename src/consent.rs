//! Consent to act: a value that only this module makes, and that every function which endangers something asks for.

use crate::error::{Error, Result};

/// Proof that the user agreed to what was shown. It cannot be made elsewhere, so a check cannot be forgotten.
#[derive(Debug)]
pub struct Consent {
    _made_here: (),
}

impl Consent {
    /// Nothing speaks against the step, so nobody has to be asked.
    pub fn not_needed() -> Self {
        Self { _made_here: () }
    }

    /// The step has a reason against it, which `--force` overrides.
    ///
    /// # Errors
    /// The refusal itself, with the hint that names `--force`, when the flag was not given.
    pub fn by_force(force: bool, refusal: Error) -> Result<Self> {
        if force { Ok(Self { _made_here: () }) } else { Err(refusal.hint("add --force to do it all the same")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_force_the_refusal_stands_and_names_the_flag() {
        let error = Consent::by_force(false, Error::refused("too little memory")).expect_err("must refuse");
        assert_eq!(error.to_string(), "too little memory");
        assert!(error.hints()[0].contains("--force"));
        assert!(Consent::by_force(true, Error::refused("too little memory")).is_ok());
    }
}
