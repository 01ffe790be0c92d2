//! A session with one server: authenticated, every wait bounded, every error reply an error.

use super::dial::{BoxStream, Dialer, option_of};
use super::last_words::{LastWords, Remembering};
use super::rename::Renames;
use super::tls;
use crate::console::Console;
use crate::domain::unavailable;
use crate::error::{Error, Result};
use crate::target::credentials::Password;
use crate::target::topology::Member;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Cmd, Pipeline, RedisConnectionInfo, RedisError, Value};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How to log in.
#[derive(Debug, Clone, Default)]
pub struct Login {
    /// ACL user; none for the default user.
    pub user: Option<String>,
    /// Password; none to try without.
    pub password: Option<Password>,
    /// Where the password is from, in words: shown when the server refuses it.
    pub source: Option<String>,
    /// Why there is no password although the specification names one: shown when the server wants it.
    pub missing_because: Option<Error>,
    /// Whether the Secret has a former password beside this one: rotate-password has not removed it yet.
    pub is_rotated: bool,
}

impl Login {
    /// The command to log in with; none where the server is to be asked as it is. A user without a password is still
    /// that user: it may be one with `nopass`.
    pub fn words(&self) -> Option<Vec<&str>> {
        let password = self.password.as_ref().map(Password::reveal);
        if password.is_none() && self.user.is_none() {
            return None;
        }
        let user = self.user.as_deref();
        Some(std::iter::once("AUTH").chain(user).chain(std::iter::once(password.unwrap_or_default())).collect())
    }

    /// What to say and to do where a server wants a password and there is none.
    pub fn missing(&self, error: Error) -> Error {
        let error = match &self.missing_because {
            Some(reason) => reason.hints().iter().fold(error.cause(reason.chain()), |error, hint| error.hint(hint)),
            None => error.cause("none was given, and the pod's specification names none"),
        };
        error.hint(
            "set REDISCLI_AUTH, or use --redis-password-file FILE or, without --url, --redis-password-secret NAME/KEY",
        )
    }

    /// What to say and to do where a server refuses the password.
    pub fn wrong(&self, error: Error) -> Error {
        let error = match &self.source {
            Some(source) => error.cause(format!("it was taken from {source}")),
            None => error,
        };
        let error = match self.is_rotated {
            true => error
                .cause(
                    "the password there is being rotated, and a container that starts again in its old pod knows the \
                     former one alone",
                )
                .hint("the same redis-ops rotate-password again has the server accept both; then redis-ops restart gives its pod the new one"),
            false => error,
        };
        error.hint("set REDISCLI_AUTH, or use --redis-user, --redis-password-file or, without --url, --redis-password-secret NAME/KEY")
    }
}

const WANTS: &str = "wants a password";
const REFUSES: &str = "refuses the password";

/// An open session. Dropping it closes the connection.
#[derive(Debug)]
pub struct Session {
    connection: MultiplexedConnection,
    driver: JoinHandle<()>,
    last_words: LastWords,
    perhaps_tls: Option<String>,
    subject: String,
    login: Login,
    option: &'static str,
    timeout: Duration,
    console: Arc<Console>,
    renames: Renames,
    /// Whether a password was offered to a server that has none.
    pub password_not_needed: bool,
}

impl Drop for Session {
    fn drop(&mut self) {
        // The driver outlives the connection while a request is in flight.
        self.driver.abort();
    }
}

/// What is known of the way to the server besides the stream.
struct Way {
    /// What to ask oneself where the server hangs up at once, if that may be the reason.
    perhaps_tls: Option<String>,
    /// The option that bounds the wait.
    option: &'static str,
    renames: Renames,
}

/// A reply, or the error the server gave in its place.
pub type Reply = Result<Value, ReplyError>;

/// An error reply: its code (`NOPERM`, `ERR`, …) and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyError {
    /// The first word of the reply.
    pub code: String,
    /// The rest.
    pub text: String,
}

impl std::fmt::Display for ReplyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

impl Session {
    /// Opens a stream to a member and logs in. One connection, whatever the server makes of the password.
    ///
    /// # Errors
    /// Of kind Target: unreachable, refused, silent, or a wrong password.
    pub async fn open(
        dialer: &Dialer,
        member: &Member,
        login: &Login,
        timeout: Duration,
        console: &Arc<Console>,
    ) -> Result<Self> {
        let subject = member.subject();
        let started = Instant::now();
        let stream = dialer.open(&member.endpoint).await?;
        console.call(&format!("redis {subject} open: {} ms", started.elapsed().as_millis()));
        let perhaps_tls = dialer.tls.is_none().then(|| tls::perhaps_tls(&member.endpoint));
        let way = Way { perhaps_tls, option: option_of(timeout, dialer), renames: dialer.renames.clone() };
        Self::start(stream, subject, login, timeout, console, way).await
    }

    /// Talks over a stream that is open, to a server without a password: one of this machine's own.
    ///
    /// # Errors
    /// Of kind Target, when it does not answer.
    pub async fn over(stream: BoxStream, subject: &str, timeout: Duration, console: &Arc<Console>) -> Result<Self> {
        let way = Way { perhaps_tls: None, option: "--node-timeout", renames: Renames::default() };
        Self::start(stream, subject.to_owned(), &Login::default(), timeout, console, way).await
    }

    async fn start(
        stream: BoxStream,
        subject: String,
        login: &Login,
        timeout: Duration,
        console: &Arc<Console>,
        way: Way,
    ) -> Result<Self> {
        let last_words = LastWords::default();
        let stream = Remembering::new(stream, last_words.clone());
        let failed = || Error::target(format!("Redis on {subject} cannot be asked"));
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(timeout));
        // CLIENT SETINFO would fail in the ACL log of restricted users and on servers before 7.2.
        let info = RedisConnectionInfo::default().set_skip_set_lib_name();
        let (connection, driver) = MultiplexedConnection::new_with_config(&info, stream, config)
            .await
            .map_err(|error| failed().because(&error))?;
        let mut session = Self {
            connection,
            driver: tokio::spawn(driver),
            last_words,
            perhaps_tls: way.perhaps_tls,
            option: way.option,
            subject,
            login: login.clone(),
            timeout,
            console: Arc::clone(console),
            renames: way.renames,
            password_not_needed: false,
        };
        session.authenticate().await?;
        Ok(session)
    }

    async fn authenticate(&mut self) -> Result<()> {
        let Some(words) = self.login.words() else { return Ok(()) };
        let mut auth = Cmd::new();
        auth.arg(&words);
        match self.send(&auth, "AUTH").await {
            Ok(_) => Ok(()),
            // A server without a password refuses one; it is as open as it says it is.
            Err(error) if self.login.user.is_none() && takes_no_password(&error) => {
                self.password_not_needed = true;
                Ok(())
            }
            Err(error) => Err(self.explain(&error)),
        }
    }

    /// Sends one command.
    ///
    /// # Errors
    /// Of kind Target: an error reply, a lost connection, or no reply in time.
    pub async fn command(&mut self, command: &Cmd) -> Result<Value> {
        let result = self.send(command, &name_of(command)).await;
        result.map_err(|error| self.explain(&error))
    }

    async fn send(&mut self, command: &Cmd, name: &str) -> Result<Value, RedisError> {
        let started = Instant::now();
        let renamed = self.renames.apply(command);
        let result = renamed.query_async::<Value>(&mut self.connection).await;
        self.console.call(&format!("redis {} {name}: {} ms", self.subject, started.elapsed().as_millis()));
        result.and_then(Value::extract_error)
    }

    /// Sends several commands in one flight. An error reply to one of them does not hide the others.
    ///
    /// # Errors
    /// Of kind Target, when the connection is lost, nothing comes in time, or the server wants a password.
    pub async fn flight(&mut self, commands: &[Cmd]) -> Result<Vec<Reply>> {
        let mut pipeline = Pipeline::with_capacity(commands.len());
        for command in commands {
            pipeline.add_command(self.renames.apply(command));
        }
        pipeline.ignore_errors();
        let names: Vec<String> = commands.iter().map(name_of).collect();
        let started = Instant::now();
        let result = pipeline.query_async::<Vec<Value>>(&mut self.connection).await;
        let took = started.elapsed().as_millis();
        self.console.call(&format!("redis {} {}: {took} ms", self.subject, names.join(" + ")));
        let values = result.map_err(|error| self.explain(&error))?;
        let mut replies = Vec::with_capacity(values.len());
        for value in values {
            match value.extract_error() {
                Ok(value) => replies.push(Ok(value)),
                Err(error) if error.code() == Some("NOAUTH") => {
                    return Err(self.explain(&error));
                }
                Err(error) => replies.push(Err(self.reply_error(&error))),
            }
        }
        self.explain_absences(&names, &mut replies).await;
        Ok(replies)
    }

    /// What a server does not know it may know by another name: `COMMAND LIST` names a renamed command as everybody
    /// does, and a disabled one not at all.
    async fn explain_absences(&mut self, names: &[String], replies: &mut [Reply]) {
        let unknown = |reply: &Reply| matches!(reply, Err(error) if error.text.contains("unknown command"));
        if !replies.iter().any(unknown) {
            return;
        }
        let mut list = Cmd::new();
        list.arg("COMMAND").arg("LIST");
        // Servers before 7.0, and users that may not ask, leave it at what the error says.
        let Ok(Value::Array(known)) = self.send(&list, "COMMAND").await else { return };
        let known: Vec<String> = known.iter().filter_map(|name| redis::from_redis_value_ref(name).ok()).collect();
        for (name, reply) in names.iter().zip(replies) {
            if let Err(error) = reply
                && error.text.contains("unknown command")
            {
                let given = self.renames.of(name.as_bytes()) != name.as_bytes();
                let renamed = known.iter().any(|one| one.eq_ignore_ascii_case(name));
                error.text = format!("{}: {}", error.text.trim_end(), unavailable::absence(renamed, given));
            }
        }
    }

    fn reply_error(&self, error: &RedisError) -> ReplyError {
        // SAVE that fails is answered with a bare -ERR (redis/src/rdb.c, saveCommand).
        let text = error.detail().unwrap_or("(without a reason)");
        ReplyError { code: error.code().unwrap_or("ERR").to_owned(), text: self.renames.hide(text) }
    }

    fn explain(&self, error: &RedisError) -> Error {
        let (subject, login) = (&self.subject, &self.login);
        if error.is_timeout() {
            let limit = self.timeout.as_millis();
            return Error::target(format!("Redis on {subject} did not answer within {limit} ms"))
                .hint(format!("{} DURATION waits longer; is the server blocked or its node overloaded?", self.option));
        }
        match error.code() {
            Some("NOAUTH") => login.missing(Error::target(format!("Redis on {subject} {WANTS}"))),
            Some("WRONGPASS") => wrong_password(subject, login),
            _ if error.kind() == redis::ErrorKind::AuthenticationFailed => wrong_password(subject, login),
            Some(_) if is_invalid_password(&self.reply_error(error).text) => wrong_password(subject, login),
            Some(_) if login.user.is_some() && takes_no_user(&self.reply_error(error).text) => {
                Error::target(format!("Redis on {subject} knows no users: it is older than 6.0"))
                    .cause(self.reply_error(error).to_string())
                    .hint("leave --redis-user out: there is one password for everybody")
            }
            Some(_) => {
                Error::target(format!("Redis on {subject} cannot be asked")).cause(self.reply_error(error).to_string())
            }
            None => self.explain_loss(error),
        }
    }

    /// What is left of a lost stream by now is "broken pipe"; the stream itself knew that the port was refused.
    fn explain_loss(&self, error: &RedisError) -> Error {
        let failed = Error::target(format!("Redis on {} cannot be asked", self.subject));
        if let (Some(_), Some(refusal)) = (self.last_words.get(), self.last_words.refusal()) {
            // That of the protected mode goes on for a page.
            let first = refusal.split(". ").next().unwrap_or_default();
            let said = format!("the server said \"{}\", and closed the connection", self.renames.hide(first));
            return failed.cause(said).hint(what_to_do_about(&refusal));
        }
        match (self.last_words.get(), &self.perhaps_tls) {
            (Some(text), Some(hint)) if self.last_words.hung_up() => failed.cause(text).hint(hint),
            (Some(text), _) => failed.cause(text),
            (None, _) => failed.because(error),
        }
    }

    /// The bound on one reply.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }
}

/// redis/src/networking.c, acceptCommonHandler and clientAcceptHandler.
fn what_to_do_about(refusal: &str) -> &'static str {
    if refusal.contains("max number of clients") {
        "maxclients counts this connection, too: end some clients where they run"
    } else if refusal.starts_with("DENIED") {
        "in protected mode the server takes connections from its own host alone: in a pod that is what -n and -r make"
    } else {
        "the server's log may tell why"
    }
}

fn name_of(command: &Cmd) -> String {
    let first = command.args_iter().next();
    match first {
        Some(redis::Arg::Simple(name)) => String::from_utf8_lossy(name).into_owned(),
        _ => String::new(),
    }
}

/// Whether an error says that another password is wanted: none was given, or a wrong one.
pub fn wants_password(error: &Error) -> bool {
    [WANTS, REFUSES].iter().any(|words| error.to_string().contains(words))
}

/// Redis 6 and later say "without any password configured for the default user", older ones "Client sent AUTH, but
/// no password is set".
fn takes_no_password(error: &RedisError) -> bool {
    let text = error.to_string();
    text.contains("without any password configured") || text.contains("no password is set")
}

/// How servers before 6.0 put it.
pub(super) fn is_invalid_password(text: &str) -> bool {
    text.contains("invalid password")
}

/// A server before 6.0 takes AUTH with a password alone.
fn takes_no_user(text: &str) -> bool {
    text.contains("wrong number of arguments for 'auth'")
}

fn wrong_password(subject: &str, login: &Login) -> Error {
    let user = login.user.as_deref().unwrap_or("default");
    login.wrong(Error::target(format!("Redis on {subject} {REFUSES} of user {user}")))
}
