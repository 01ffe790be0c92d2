//! The user that the load of a pod logs in as: it may touch the run's keys and give the tests' commands, and nothing
//! else. Its password is seen in the pod, where redis-benchmark takes one from its arguments alone; the instance's own
//! password never goes there.

use super::facts::Primary;
use crate::commands::access::rotate_password::hash;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::benchmark::USER_PREFIX;
use crate::domain::benchmark::test::Test;
use crate::domain::silence;
use crate::error::{Error, Result};
use crate::report::Severity;
use crate::target::credentials::Password;
use crate::target::discover::Target;
use crate::target::survey;
use crate::undo::Pending;
use crate::wire::session::Session;
use redis::Cmd;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;

/// The user, on every primary that wants a login. It is removed when the run ends, however it ends.
#[derive(Debug)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) password: Password,
    made: Vec<Pending>,
}

/// Random bytes.
///
/// # Errors
/// Failed, where this machine has none.
pub(super) fn random<const LENGTH: usize>() -> Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::failed("this machine gives no random numbers"))?;
    Ok(bytes)
}

fn acl(words: &[&str]) -> Cmd {
    let mut command = redis::cmd("ACL");
    command.arg(words);
    command
}

async fn open(context: &Context, target: &Target, primary: &Primary) -> Result<Session> {
    let (login, limit) = (target.login(&primary.member), context.settings.node_timeout);
    Session::open(&target.dialer, &primary.member, &login, limit, &context.console).await
}

impl User {
    /// Makes it wherever a login is wanted.
    ///
    /// # Errors
    /// Of kind Target: a server before Redis 6.0, a user without the right to make another, a lost server.
    pub(super) async fn make(
        context: &Context,
        target: &Target,
        primaries: &[Primary],
        (run, tests): (&str, &[Test]),
        _: &Consent,
    ) -> Result<Self> {
        let password = Password::literal(&crate::store::tee::hex(&random::<16>()?));
        let mut user = Self { name: format!("{USER_PREFIX}{run}"), password, made: Vec::new() };
        let mut rules = vec!["reset".to_owned(), "on".to_owned(), format!("#{}", hash(&user.password))];
        rules.push("+ping".to_owned());
        rules.extend(tests.iter().map(|test| test.permission().to_owned()));
        for primary in primaries.iter().filter(|primary| primary.wants_login) {
            let mut session = open(context, target, primary).await?;
            user.made.push(removal(context, target, primary, &user.name));
            let keys = format!("~{}*", primary.prefix);
            let mut command = acl(&["SETUSER", &user.name]);
            command.arg(&rules).arg(keys);
            let made = session.flight(&[command]).await.map(|mut replies| replies.pop());
            if let Err(error) = made.and_then(|reply| match reply {
                Some(Err(error)) => Err(Error::target(error.to_string())),
                _ => Ok(()),
            }) {
                user.remove().await?;
                return Err(Error::target(format!("{} lets no user be made for the load", primary.member.subject()))
                    .cause(error.chain()));
            }
        }
        Ok(user)
    }

    /// Removes it.
    ///
    /// # Errors
    /// Of kind Failed or Target, with the command for it.
    pub(super) async fn remove(self) -> Result<()> {
        let mut last = Ok(());
        for pending in self.made {
            let removed = pending.now().await;
            last = last.and(removed);
        }
        last
    }
}

fn removal(context: &Context, target: &Target, primary: &Primary, name: &str) -> Pending {
    let subject = primary.member.subject();
    let what = format!("the user {name} of {subject} is left");
    let by_hand = format!("ACL DELUSER {name} on {subject}; the next benchmark does it, too");
    let (login, limit, console) =
        (target.login(&primary.member), context.settings.node_timeout, Arc::clone(&context.console));
    let (dialer, member, name) = (target.dialer.clone(), primary.member.clone(), name.to_owned());
    context.undo.register(what, by_hand, async move {
        let mut session = match Session::open(&dialer, &member, &login, limit, &console).await {
            Ok(session) => session,
            // A server that does not run has no users: they are in its memory alone.
            Err(error) if silence::finding(&subject, &error).severity == Severity::Critical => return Ok(()),
            Err(error) => return Err(error),
        };
        match session.flight(&[acl(&["DELUSER", &name])]).await?.pop() {
            Some(Err(error)) => Err(Error::failed(format!("{subject} keeps it")).cause(error.to_string())),
            _ => Ok(()),
        }
    })
}

/// Removes users of runs that were killed: whoever has the instance's lock knows that no other run needs them. With `--url`
/// the lock is this machine's alone, so nobody's are touched. A server that does not let its users be seen has none of ours.
///
/// # Errors
/// Of kind Target, when a server is lost.
pub(super) async fn remove_left(context: &Context, target: &Target, primaries: &[Primary], _: &Consent) -> Result<()> {
    if target.dialer.kubernetes.is_none() {
        return Ok(());
    }
    for primary in primaries {
        let mut session = open(context, target, primary).await?;
        let Some(Ok(users)) = session.flight(&[acl(&["USERS"])]).await?.pop() else { continue };
        let users = survey::plain(&users);
        let left = users.list().iter().filter_map(|user| user.text()).filter(|user| user.starts_with(USER_PREFIX));
        for user in left {
            let removed = session.flight(&[acl(&["DELUSER", &user])]).await?;
            if matches!(removed.first(), Some(Ok(_))) {
                let subject = primary.member.subject();
                context.console.status(&format!("user {user} of {subject}, of a run that was killed, is removed"));
            }
        }
    }
    Ok(())
}
