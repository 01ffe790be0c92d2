//! What is asked of the server before anything is changed: does it know the commands, does it have the databases.

use crate::commands::restore::restore_rdb::preflight::Servers;
use crate::context::Context;
use crate::domain::restore::fitting;
use crate::domain::restore::point_in_time::{History, TargetFacts};
use crate::domain::version;
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::wire::line::Line;
use redis::Value;
use std::sync::Arc;

/// The server that is written to.
pub(super) struct Primary {
    pub(super) target: Arc<Target>,
    pub(super) answers: Vec<Answer>,
    pub(super) index: usize,
    pub(super) facts: TargetFacts,
}

/// The instance, and what its members say, unless that is known already.
///
/// # Errors
/// As [`discover::resolve`].
pub(super) async fn ask(context: &Context, found: Option<(Target, Vec<Answer>)>) -> Result<(Target, Vec<Answer>)> {
    if let Some(found) = found {
        return Ok(found);
    }
    let target = discover::resolve(context, Nature::Acting).await?;
    let (asked, answers) = by_url::ask(context, &target, redis::cmd("INFO")).await?;
    Ok((asked.into_owned(), answers))
}

impl Primary {
    /// Finds it among those that answered.
    ///
    /// # Errors
    /// Refused: none or several, a cluster, a server that loads. Target: none that answers.
    pub(super) fn find(target: Target, answers: Vec<Answer>) -> Result<Self> {
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
                let silent = answers.iter().filter_map(|answer| answer.result.as_ref().err());
                return Err(silent.fold(error, Error::caused_by));
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
        Ok(Self { target: Arc::new(target), answers, index, facts })
    }

    /// It alone, as the servers that keys are written to.
    pub(super) fn servers(&self) -> Servers {
        let answer = &self.answers[self.index];
        let info = answer.info().cloned().unwrap_or_else(|| Info::parse(""));
        let format = version::rdb_header(&info);
        let primary = crate::commands::restore::restore_rdb::preflight::Primary { member: answer.member.clone(), info };
        Servers { primaries: vec![primary], slots: None, format }
    }

    /// Whether the server has a place for what the snapshot holds.
    ///
    /// # Errors
    /// Refused: times of hash fields that it does not have.
    pub(super) fn judge_format(&self, history: &History) -> Result<()> {
        let format = self.servers().format;
        let functions = history.base.as_ref().map_or(0, |base| base.functions);
        if functions > 0 && !format.is_none_or(fitting::has_functions) {
            return Err(Error::refused(format!("{} has no functions", self.member().name))
                .cause(format!("the snapshot has {functions} function libraries"))
                .hint("redis-ops restore-rdb --accept-losses restores keys without them"));
        }
        let fields = history.base.as_ref().map_or(0, |base| base.fields_with_expiry);
        if fields == 0 || format.is_none_or(fitting::has_field_expiry) {
            return Ok(());
        }
        Err(Error::refused(format!("{} has no expiry times of hash fields", self.member().name))
            .cause(format!("the snapshot has {fields} fields with one"))
            .hint("redis-ops restore-rdb --accept-losses restores keys without them"))
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
                let info = Info::parse(&survey::text(&value));
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
