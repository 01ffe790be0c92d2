//! Consent to act: a value that only this module makes, and that every function which endangers something asks for.

use crate::console::Console;
use crate::domain::plan::{Danger, Plan};
use crate::error::{Error, Result};
use crate::render::escape;

/// Proof that the user agreed to what was shown. It cannot be made elsewhere, so a check cannot be forgotten.
#[derive(Debug)]
pub struct Consent {
    _made_here: (),
}

/// How a command that changes something, and can be undone, is agreed to.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ConsentArgs {
    /// Agree to the plan without being asked
    #[arg(short = 'y', long)]
    pub yes: bool,
    /// Show the plan, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// How a command that destroys data is agreed to.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DestroyArgs {
    /// Agree to the plan by the target's name: NAMESPACE/INSTANCE, or HOST:PORT with --url
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
    /// Accepted for scripts; not enough here, where data is destroyed
    #[arg(short = 'y', long)]
    pub yes: bool,
    /// Show the plan, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What the command line said before anybody was asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// `--yes`.
    pub yes: bool,
    /// `--confirm NAME`.
    pub confirm: Option<&'a str>,
}

impl ConsentArgs {
    /// The answer these options give.
    pub fn answer(&self) -> Answer<'_> {
        Answer { yes: self.yes, confirm: None }
    }
}

impl DestroyArgs {
    /// The answer these options give.
    pub fn answer(&self) -> Answer<'_> {
        Answer { yes: self.yes, confirm: self.confirm.as_deref() }
    }
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
        Self::by_flag(force, refusal.hint("add --force to do it all the same"))
    }

    /// The step is one that a flag allows for the whole run, such as `--write` of a shell.
    ///
    /// # Errors
    /// The refusal itself, when the flag was not given.
    pub fn by_flag(given: bool, refusal: Error) -> Result<Self> {
        if given { Ok(Self { _made_here: () }) } else { Err(refusal) }
    }

    /// The step destroys data of several things at once: every one of `names` was given with `--confirm`, or is typed now,
    /// as a plan that destroys has its one name given or typed. `--yes` is not enough.
    ///
    /// # Errors
    /// Refused, with what to type, when a name is missing and there is no terminal to ask on, or another was typed.
    pub async fn by_name(console: &Console, names: &[String], confirmed: &[String], what: &str) -> Result<Self> {
        let question = |name: &str| escape(&format!("{what}. Type {name} to go on: "));
        match named(console, names, confirmed, &question).await {
            Named::All => Ok(Self { _made_here: () }),
            Named::Other(name) => Err(Error::refused(format!("another name than {name} was typed"))),
            Named::Missing(names) => {
                let flags: Vec<String> = names.iter().map(|name| format!("--confirm {name}")).collect();
                Err(Error::refused(format!("{what}, and nobody confirmed it"))
                    .hint(format!("add {} to do it; --dry-run shows what it would be", flags.join(" "))))
            }
        }
    }

    /// The user agrees to this plan: on the command line, else at the terminal, where the plan is shown first.
    ///
    /// # Errors
    /// Refused: with another name than the target's, with an answer that is not yes, or without anybody to ask.
    pub async fn to(plan: &Plan, answer: Answer<'_>, console: &Console) -> Result<Self> {
        match given(plan, answer)? {
            Given::Agreed => {
                plan.lines().iter().for_each(|line| console.status(line));
                Ok(Self { _made_here: () })
            }
            Given::Nothing => ask(plan, console).await,
        }
    }
}

/// What the command line already settles.
#[derive(Debug, PartialEq, Eq)]
enum Given {
    Agreed,
    Nothing,
}

fn given(plan: &Plan, answer: Answer<'_>) -> Result<Given> {
    match (plan.danger, answer.confirm) {
        (_, Some(name)) if name == plan.target => Ok(Given::Agreed),
        (_, Some(name)) => Err(refused(plan)
            .cause(format!("--confirm names {name}, and the target is {}", plan.target))
            .hint(format!("--confirm {} if that is the one you mean", plan.target))),
        (Danger::Changes, None) if answer.yes => Ok(Given::Agreed),
        _ => Ok(Given::Nothing),
    }
}

/// Whether what is to be destroyed was named.
enum Named {
    All,
    /// Another name than this one was typed.
    Other(String),
    /// These were not given, and there is nobody to ask.
    Missing(Vec<String>),
}

/// Asks for every name that was not given, one after the other.
async fn named(console: &Console, names: &[String], given: &[String], question: &dyn Fn(&str) -> String) -> Named {
    let mut missing = Vec::new();
    for name in names.iter().filter(|name| !given.contains(name)) {
        match console.prompt(&question(name)).await {
            Some(typed) if typed.trim() == name => {}
            Some(_) => return Named::Other(name.clone()),
            None => missing.push(name.clone()),
        }
    }
    if missing.is_empty() { Named::All } else { Named::Missing(missing) }
}

async fn ask(plan: &Plan, console: &Console) -> Result<Consent> {
    let lines: String = plan.lines().iter().map(|line| console.shown(line)).collect();
    let agreed = match plan.danger {
        Danger::Changes => console
            .prompt(&format!("{lines}Do this? [y/N] "))
            .await
            .map(|line| ["y", "yes"].iter().any(|word| line.trim().eq_ignore_ascii_case(word))),
        // One thing is destroyed: its one name was not given, or nobody would be asked.
        Danger::Destroys => {
            let question = |name: &str| format!("{lines}Type {} to do this: ", escape(name));
            match named(console, std::slice::from_ref(&plan.target), &[], &question).await {
                Named::All => Some(true),
                Named::Other(_) => Some(false),
                Named::Missing(_) => None,
            }
        }
    };
    match agreed {
        Some(true) => Ok(Consent { _made_here: () }),
        Some(false) => Err(refused(plan).cause("it was not agreed to")),
        None => Err(refused(plan).cause("nobody agreed to it, and there is no terminal to ask on").hint(how(plan))),
    }
}

fn refused(plan: &Plan) -> Error {
    Error::refused(format!("the plan to {} was not carried out; nothing was changed", plan.intent))
}

fn how(plan: &Plan) -> String {
    match plan.danger {
        Danger::Changes => "look at the plan with --dry-run, and agree to it with --yes".to_owned(),
        Danger::Destroys => {
            format!("look at the plan with --dry-run, and agree to it with --confirm {}", plan.target)
        }
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

    fn plan(danger: Danger) -> Plan {
        Plan {
            intent: "empty apps/cache".into(),
            target: "apps/cache".into(),
            danger,
            steps: Vec::new(),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn without_force_the_refusal_stands_and_names_the_flag() {
        let error = Consent::by_force(false, Error::refused("too little memory")).expect_err("must refuse");
        assert_eq!(error.to_string(), "too little memory");
        assert!(error.hints()[0].contains("--force"));
        assert!(Consent::by_force(true, Error::refused("too little memory")).is_ok());
    }

    #[test]
    fn yes_is_enough_for_what_can_be_undone_and_not_for_what_destroys() {
        let yes = Answer { yes: true, confirm: None };
        assert_eq!(given(&plan(Danger::Changes), yes).ok(), Some(Given::Agreed));
        assert_eq!(given(&plan(Danger::Changes), Answer::default()).ok(), Some(Given::Nothing));
        assert_eq!(given(&plan(Danger::Destroys), yes).ok(), Some(Given::Nothing));
    }

    #[test]
    fn another_name_is_refused_whatever_else_is_said() {
        let of = |confirm| Answer { yes: true, confirm: Some(confirm) };
        assert_eq!(given(&plan(Danger::Destroys), of("apps/cache")).ok(), Some(Given::Agreed));
        for danger in [Danger::Changes, Danger::Destroys] {
            let error = given(&plan(danger), of("apps/cache2")).expect_err("another name");
            assert!(error.chain().contains("apps/cache2, and the target is apps/cache"), "{}", error.chain());
        }
    }
}
