//! What is asked of the server before anything is changed: does it know the commands, does it have the databases.

use crate::context::Context;
use crate::domain::restore::point_in_time::{History, TargetFacts};
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::wire::line::Line;
use redis::Value;

/// The server that is written to.
pub(super) struct Primary {
    pub(super) target: Target,
    pub(super) answers: Vec<Answer>,
    pub(super) index: usize,
    pub(super) facts: TargetFacts,
}

impl Primary {
    /// Finds it, unless it was found already.
    ///
    /// # Errors
    /// Refused: none or several, a cluster, a server that loads. Target: none that answers.
    pub(super) async fn find(context: &Context, found: Option<(Target, Vec<Answer>)>) -> Result<Self> {
        let (target, answers) = match found {
            Some(found) => found,
            None => {
                let target = discover::resolve(context, Nature::Acting).await?;
                let answers = survey::ask_all(context, &target, redis::cmd("INFO"), &[]).await;
                (target, answers)
            }
        };
        let name = target.instance.full_name();
        let primaries: Vec<usize> =
            (0..answers.len()).filter(|index| answers[*index].role() == Some(Role::Primary)).collect();
        let index = match primaries.as_slice() {
            [index] => *index,
            [] => {
                if let Some(replica) = answers.iter().find_map(|answer| Some((answer, answer.info()?))) {
                    TargetFacts::of(&replica.0.member.name, replica.1).judge(&name)?;
                }
                let error = Error::target(format!("no primary of {name} answers"));
                return Err(answers.iter().filter_map(|answer| answer.result.as_ref().err()).fold(
                    error,
                    |error, silent| {
                        silent.hints().iter().fold(error.cause(silent.chain()), |error, hint| error.hint(hint.clone()))
                    },
                ));
            }
            several => {
                let facts = several.iter().filter_map(|index| answers[*index].info());
                for info in facts {
                    TargetFacts::of("", info).judge(&name)?;
                }
                let names: Vec<&str> = several.iter().map(|index| answers[*index].member.name.as_str()).collect();
                return Err(Error::refused(format!("several servers of {name} are primaries: {}", names.join(", ")))
                    .hint("--pod NAME says which one is meant; redis-ops health says what is wrong"));
            }
        };
        let facts = match answers[index].info() {
            Some(info) => TargetFacts::of(&answers[index].member.name, info),
            None => return Err(Error::target(format!("no primary of {name} answers"))),
        };
        facts.judge(&name)?;
        Ok(Self { target, answers, index, facts })
    }

    pub(super) fn member(&self) -> &Member {
        &self.answers[self.index].member
    }

    /// The server as it is now.
    ///
    /// # Errors
    /// Of kind Target when it does not answer any more.
    pub(super) async fn look_again(&self, context: &Context) -> Result<TargetFacts> {
        let mut line = Line::to(context, &self.target, self.member());
        match line.ask(&redis::cmd("INFO")).await? {
            Ok(value) => {
                let info = crate::formats::info::Info::parse(&survey::text(&value));
                Ok(TargetFacts::of(&self.member().name, &info))
            }
            Err(error) => {
                Err(Error::target(format!("{} does not answer INFO", self.member().name)).cause(error.to_string()))
            }
        }
    }

    /// Whether the server can execute what history is made of. `None` where it may not be asked: in words then.
    ///
    /// # Errors
    /// Refused, naming what it does not know.
    pub(super) async fn judge_history(&self, context: &Context, history: &History) -> Result<Option<String>> {
        let mut line = Line::to(context, &self.target, self.member());
        let remark = self.judge_commands(&mut line, history).await?;
        for db in history.databases() {
            let mut select = redis::cmd("SELECT");
            select.arg(db);
            if let Err(error) = line.ask(&select).await? {
                return Err(Error::refused(format!("{} has no database {db}, which history uses", self.member().name))
                    .cause(error.to_string())
                    .hint("the number of databases is set in the server's configuration, and needs a restart"));
            }
        }
        if history.base_keys() > 0 {
            // Refused for its payload, unless it is refused before that.
            let mut restore = redis::cmd("RESTORE");
            restore.arg("redis-ops:probe").arg(0).arg("no payload");
            if let Err(error) = line.ask(&restore).await?
                && error.code == "NOPERM"
            {
                return Err(Error::refused(format!("the login may not restore keys on {}", self.member().name))
                    .cause(error.to_string())
                    .hint(
                        "an ACL user needs ~* and every command of the AOF, and +restore +scan +pexpireat +pexpiretime",
                    ));
            }
        }
        Ok(remark)
    }

    async fn judge_commands(&self, line: &mut Line, history: &History) -> Result<Option<String>> {
        let mut names: Vec<&str> = history.replayed.commands_by_name.keys().map(String::as_str).collect();
        if history.base_keys() > 0 {
            names.push("RESTORE");
        }
        if history.has_past_times() {
            names.extend(["SCAN", "PEXPIREAT"]);
        }
        let mut ask = redis::cmd("COMMAND");
        ask.arg("INFO").arg(&names);
        let known = match line.ask(&ask).await {
            Ok(Ok(Value::Array(known))) if known.len() == names.len() => known,
            Ok(Err(error)) => {
                return Ok(Some(format!("whether the server knows the commands cannot be told ({error})")));
            }
            Ok(Ok(_)) => return Ok(Some("whether the server knows the commands cannot be told".to_owned())),
            Err(error) => return Err(error.of_kind(Kind::Target)),
        };
        let unknown =
            |value: &Value| matches!(value, Value::Nil) || matches!(value, Value::Array(all) if all.is_empty());
        let missing: Vec<&str> =
            names.iter().zip(&known).filter(|(_, value)| unknown(value)).map(|(name, _)| *name).collect();
        if missing.is_empty() {
            return Ok(None);
        }
        Err(Error::refused(format!("{} does not know commands of the AOF: {}", self.member().name, missing.join(", ")))
            .cause("they are disabled or renamed there, of a later version, or of a module that it has not")
            .hint("of a renamed one, --rename-command NAME=NEW-NAME says its new name"))
    }
}
