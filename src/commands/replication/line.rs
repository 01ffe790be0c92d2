//! A connection to a server that may be cut at any moment, as promotions do to their clients: it is opened again.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::target::discover::Target;
use crate::target::survey::text;
use crate::target::topology::Member;
use crate::wire::dial::Dialer;
use crate::wire::session::{Login, Reply, Session};
use redis::Cmd;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest wait for one answer while a switch goes on: silence has to be noticed.
const LONGEST: Duration = Duration::from_secs(2);

/// A connection to one server.
#[derive(Debug)]
pub(super) struct Line {
    dialer: Dialer,
    member: Member,
    logins: Vec<Login>,
    timeout: Duration,
    console: Arc<crate::console::Console>,
    session: Option<Session>,
}

impl Line {
    /// To a member; nothing is opened yet.
    pub(super) fn to(context: &Context, target: &Target, member: &Member) -> Self {
        Self::with(context, target, member, vec![target.login(member)])
    }

    /// To a server that one of these logins fits.
    pub(super) fn with(context: &Context, target: &Target, member: &Member, logins: Vec<Login>) -> Self {
        Self {
            dialer: target.dialer.clone(),
            member: member.clone(),
            logins,
            timeout: context.settings.node_timeout.min(LONGEST),
            console: Arc::clone(&context.console),
            session: None,
        }
    }

    /// `namespace/pod`, or `host:port`.
    pub(super) fn subject(&self) -> String {
        self.member.subject()
    }

    /// Whether its connection is there, so that an answer takes no longer than the way there and back.
    pub(super) fn is_open(&self) -> bool {
        self.session.is_some()
    }

    async fn open(&mut self) -> Result<&mut Session> {
        if self.session.is_none() {
            let mut refused = None;
            for login in &self.logins {
                match Session::open(&self.dialer, &self.member, login, self.timeout, &self.console).await {
                    Ok(session) => {
                        self.session = Some(session);
                        refused = None;
                        break;
                    }
                    Err(error) => refused = Some(error),
                }
            }
            if let Some(error) = refused {
                return Err(error);
            }
        }
        self.session.as_mut().ok_or_else(|| Error::target(format!("there is no way to {}", self.member.subject())))
    }

    async fn once(&mut self, commands: &[Cmd]) -> Result<Vec<Reply>> {
        let limit = self.timeout * 2;
        let subject = self.subject();
        let work = async {
            let session = self.open().await?;
            session.flight(commands).await
        };
        let answered = tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
            Err(Error::target(format!("Redis on {subject} did not answer within {} ms", limit.as_millis())))
        });
        if answered.is_err() {
            self.session = None;
        }
        answered
    }

    /// Asks what may be asked twice: on a stream that turns out to be cut, once more on a new one.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn ask(&mut self, commands: &[Cmd]) -> Result<Vec<Reply>> {
        let (had, started) = (self.session.is_some(), Instant::now());
        match self.once(commands).await {
            Err(_) if had && started.elapsed() < self.timeout => self.once(commands).await,
            other => other,
        }
    }

    /// Sends what must not be sent twice, on a stream that was alive just before. The outer error says that it is not
    /// known what became of it.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn tell(&mut self, commands: &[Cmd]) -> Result<Vec<Reply>> {
        self.greet().await?;
        self.tell_greeted(commands).await
    }

    /// Sees whether the stream is alive; an error says that nothing was sent.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn greet(&mut self) -> Result<()> {
        self.ask(&[redis::cmd("PING")]).await.map(drop).map_err(|error| error.hint(NOT_SENT))
    }

    /// As [`Self::tell`], right after [`Self::greet`].
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn tell_greeted(&mut self, commands: &[Cmd]) -> Result<Vec<Reply>> {
        self.once(commands).await
    }

    /// INFO replication.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn replication(&mut self) -> Result<Info> {
        let replies = self.ask(&[command(&["INFO", "replication"])]).await?;
        match replies.into_iter().next() {
            Some(Ok(value)) => Ok(Info::parse(&text(&value))),
            Some(Err(error)) => {
                Err(Error::target(format!("Redis on {} does not answer INFO", self.subject())).cause(error.to_string()))
            }
            None => Err(Error::target(format!("Redis on {} does not answer INFO", self.subject()))),
        }
    }
}

/// The mark of an error after which nothing was sent.
pub(super) const NOT_SENT: &str = "nothing was sent to it";

/// A command of these words.
pub(super) fn command(words: &[&str]) -> Cmd {
    let mut command = Cmd::new();
    for word in words {
        command.arg(*word);
    }
    command
}

/// The first error among replies, in the server's words.
pub(super) fn refusal(replies: &[Reply]) -> Option<String> {
    replies.iter().find_map(|reply| reply.as_ref().err().map(ToString::to_string))
}
