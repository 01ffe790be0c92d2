//! A line to one member that is kept over a long run: opened again when it was lost.

use super::dial::Dialer;
use super::session::{Login, Reply, Session};
use crate::console::Console;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::target::discover::Target;
use crate::target::survey;
use crate::target::topology::Member;
use redis::Cmd;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The line. It owns all it needs, so that it can outlive the run's work.
#[derive(Debug)]
pub struct Line {
    dialer: Dialer,
    member: Member,
    login: Login,
    timeout: Duration,
    console: Arc<Console>,
    session: Option<Session>,
}

impl Line {
    /// To a member; nothing is opened yet.
    pub fn to(context: &Context, target: &Target, member: &Member) -> Self {
        Self {
            dialer: target.dialer.clone(),
            member: member.clone(),
            login: target.login(member),
            timeout: context.settings.node_timeout,
            console: Arc::clone(&context.console),
            session: None,
        }
    }

    /// The member.
    pub fn member(&self) -> &Member {
        &self.member
    }

    /// Where words go.
    pub fn console(&self) -> &Console {
        &self.console
    }

    /// The reply to a command, or the server's error in its place. Where the line is lost it is opened once more, so the
    /// command may be executed twice.
    ///
    /// # Errors
    /// Of kind Target: unreachable, silent, lost twice, a wrong password.
    pub async fn ask(&mut self, command: &Cmd) -> Result<Reply> {
        let is_fresh = self.session.is_none();
        match self.try_once(command).await {
            Err(error) if is_fresh => Err(error),
            Err(_) => self.try_once(command).await,
            reply => reply,
        }
    }

    async fn try_once(&mut self, command: &Cmd) -> Result<Reply> {
        let session = match self.session.take() {
            Some(session) => session,
            None => Session::open(&self.dialer, &self.member, &self.login, self.timeout, &self.console).await?,
        };
        let session = self.session.insert(session);
        match session.flight(std::slice::from_ref(command)).await {
            Ok(replies) => replies.into_iter().next().ok_or_else(|| Error::target("there was no reply")),
            Err(error) => {
                self.session = None;
                Err(error)
            }
        }
    }

    /// INFO persistence.
    ///
    /// # Errors
    /// As [`Line::info`].
    pub async fn persistence(&mut self) -> Result<Info> {
        self.info("persistence").await
    }

    /// A section of INFO.
    ///
    /// # Errors
    /// As [`Line::ask`]; also when the server does not answer INFO.
    pub async fn info(&mut self, section: &str) -> Result<Info> {
        let mut command = redis::cmd("INFO");
        command.arg(section);
        match self.ask(&command).await? {
            Ok(value) => Ok(Info::parse(&survey::text(&value))),
            Err(error) => Err(self.refused("INFO", &error.to_string())),
        }
    }

    /// Parameters by their names; an error reply gives its text instead.
    ///
    /// # Errors
    /// As [`Line::ask`].
    pub async fn parameters(&mut self, names: &[&str]) -> Result<Result<BTreeMap<String, String>, String>> {
        let mut parameters = BTreeMap::new();
        // Servers before Redis 7 take one name at a time.
        for name in names {
            let mut command = redis::cmd("CONFIG");
            command.arg("GET").arg(*name);
            match self.ask(&command).await? {
                Ok(value) => {
                    let plain = survey::plain(&value);
                    parameters.extend(plain.pairs().filter_map(|(name, value)| Some((name, value.text()?))));
                }
                Err(error) => return Ok(Err(error.to_string())),
            }
        }
        Ok(Ok(parameters))
    }

    /// CONFIG SET.
    ///
    /// # Errors
    /// As [`Line::ask`]; also when the server refuses, which is of kind Refused.
    pub async fn set_parameter(&mut self, name: &str, value: &str) -> Result<()> {
        let mut command = redis::cmd("CONFIG");
        command.arg("SET").arg(name).arg(value);
        match self.ask(&command).await? {
            Ok(_) => Ok(()),
            Err(error) => Err(self.refused("CONFIG SET", &error.to_string()).of_kind(Kind::Refused)),
        }
    }

    fn refused(&self, command: &str, text: &str) -> Error {
        Error::target(format!("Redis on {} does not execute {command}", self.member.subject())).cause(text.to_owned())
    }
}
