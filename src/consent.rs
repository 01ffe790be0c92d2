//! Consent to act: a value that only this module makes, and that every function which endangers something asks for.

use crate::console::Console;
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

    /// The step destroys data: every one of `names` was given with `--confirm`, or is typed now. `--yes` is not enough.
    ///
    /// # Errors
    /// Refused, with what to type, when a name is missing and there is no terminal to ask on, or another was typed.
    pub async fn by_name(console: &Console, names: &[String], confirmed: &[String], what: &str) -> Result<Self> {
        let mut missing = Vec::new();
        for name in names.iter().filter(|name| !confirmed.contains(name)) {
            match console.prompt(&format!("{what}. Type {name} to go on: ")).await {
                Some(typed) if typed.trim() == name => {}
                Some(_) => return Err(Error::refused(format!("another name than {name} was typed"))),
                None => missing.push(name.clone()),
            }
        }
        if missing.is_empty() {
            return Ok(Self { _made_here: () });
        }
        let flags: Vec<String> = missing.iter().map(|name| format!("--confirm {name}")).collect();
        Err(Error::refused(format!("{what}, and nobody confirmed it"))
            .hint(format!("add {} to do it; --dry-run shows what it would be", flags.join(" "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_destroys_data_takes_every_name() {
        let console = Console::plain();
        let names = ["apps/cache".to_owned(), "apps/queue".to_owned()];
        let error =
            Consent::by_name(&console, &names, &names[..1], "this removes 2 sets").await.expect_err("one is missing");
        assert_eq!(error.kind(), crate::error::Kind::Refused);
        assert_eq!(error.hints(), ["add --confirm apps/queue to do it; --dry-run shows what it would be"]);
        assert!(Consent::by_name(&console, &names, &names, "x").await.is_ok());
    }

    #[test]
    fn without_force_the_refusal_stands_and_names_the_flag() {
        let error = Consent::by_force(false, Error::refused("too little memory")).expect_err("must refuse");
        assert_eq!(error.to_string(), "too little memory");
        assert!(error.hints()[0].contains("--force"));
        assert!(Consent::by_force(true, Error::refused("too little memory")).is_ok());
    }
}
