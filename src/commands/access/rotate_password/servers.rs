//! What a server accepts, and how that is changed. Passwords travel as their SHA-256 where the server takes that, so that
//! no error of it can repeat one.

use crate::console::Console;
use crate::error::{Error, Kind, Result};
use crate::target::credentials::Password;
use crate::target::survey::plain;
use crate::target::topology::Member;
use crate::wire::dial::Dialer;
use crate::wire::session::{Login, Session};
use redis::Cmd;
use ring::digest::{SHA256, digest};
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

/// A server or a Sentinel, and the password that gets in now.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) member: Member,
    pub(super) is_sentinel: bool,
    /// Whether CONFIG can be used.
    pub(super) has_config: bool,
    /// Whether it is a replica whose link was up.
    pub(super) link_up: bool,
}

/// Ways to all of them.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    pub(super) dialer: Dialer,
    pub(super) patience: Duration,
    pub(super) console: Arc<Console>,
}

/// The hash by which servers keep a password.
pub(in crate::commands::access) fn hash(password: &Password) -> String {
    let digest = digest(&SHA256, password.reveal().as_bytes());
    digest.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn command(words: &[&str]) -> Cmd {
    let mut command = Cmd::new();
    command.arg(words);
    command
}

impl Ways {
    /// A session as the default user.
    ///
    /// # Errors
    /// Of kind Target; a wrong password too.
    pub(super) async fn session(&self, member: &Member, password: &Password) -> Result<Session> {
        let login =
            Login { password: Some(password.clone()), source: Some("the rotation".to_owned()), ..Login::default() };
        let opening = Session::open(&self.dialer, member, &login, self.patience, &self.console);
        tokio::time::timeout(self.patience, opening)
            .await
            .map_err(|_| Error::target(format!("{} did not answer in time", member.subject())))?
    }

    /// The first of the passwords that gets in.
    ///
    /// # Errors
    /// That of the last one.
    pub(super) async fn session_by_any(&self, member: &Member, passwords: &[&Password]) -> Result<Session> {
        let mut last = Error::failed("no password is known");
        for password in passwords {
            match self.session(member, password).await {
                Ok(session) => return Ok(session),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Hashes of the passwords that the default user is let in with; none where it needs none.
    ///
    /// # Errors
    /// Refused: the server has no ACL, or does not let it be seen.
    pub(super) async fn accepted(&self, session: &mut Session, member: &Member) -> Result<Option<Vec<String>>> {
        let replies = session.flight(&[command(&["ACL", "GETUSER", "default"])]).await?;
        match replies.into_iter().next() {
            Some(Ok(value)) => {
                let user = plain(&value);
                let field =
                    |name: &str| user.pairs().find(|(own, _)| own == name).map(|(_, value)| value.list().to_vec());
                let flags: Vec<String> =
                    field("flags").unwrap_or_default().iter().filter_map(|flag| flag.text()).collect();
                if flags.iter().any(|flag| flag == "nopass") {
                    return Ok(None);
                }
                Ok(Some(field("passwords").unwrap_or_default().iter().filter_map(|hash| hash.text()).collect()))
            }
            Some(Err(error)) => Err(Error::refused(format!("the users of {} cannot be seen", member.subject()))
                .cause(error.to_string())
                .cause(
                    "a second password beside the first needs ACL, which came with Redis 6.0, and the right to use it",
                )),
            None => Err(Error::target(format!("{} does not answer", member.subject()))),
        }
    }

    /// A parameter; none where CONFIG cannot be used.
    pub(super) async fn parameter(&self, session: &mut Session, name: &str) -> Result<Option<String>> {
        let replies = session.flight(&[command(&["CONFIG", "GET", name])]).await?;
        let value = replies.into_iter().next().and_then(std::result::Result::ok);
        Ok(value.and_then(|value| plain(&value).pairs().next().and_then(|(_, value)| value.text())))
    }

    /// Has the default user let in by the new password, too, and sees that it is.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn accept(&self, server: &Server, old: &Password, new: &Password) -> Result<()> {
        let mut session = self.session_by_any(&server.member, &[old, new]).await?;
        session.command(&command(&["ACL", "SETUSER", "default", &format!("#{}", hash(new))])).await?;
        let fresh = self.session(&server.member, new).await?;
        if fresh.password_not_needed {
            return Err(Error::target(format!("{} lets everybody in", server.member.subject())));
        }
        Ok(())
    }

    /// Has a server log in to its primary with the new password.
    ///
    /// # Errors
    /// Of kind Target: also where it is not what was set.
    pub(super) async fn set_masterauth(&self, server: &Server, new: &Password) -> Result<()> {
        let mut session = self.session(&server.member, new).await?;
        session.command(&command(&["CONFIG", "SET", "masterauth", new.reveal()])).await?;
        if self.parameter(&mut session, "masterauth").await?.as_deref() != Some(new.reveal()) {
            return Err(Error::target(format!("masterauth of {} is not what was set", server.member.subject())));
        }
        Ok(())
    }

    /// Has a Sentinel log in to the servers with the new password, and with `own` to its fellows, too.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn set_auth_pass(
        &self,
        sentinel: &Member,
        logins: &[Login],
        name: &str,
        new: &Password,
        own: bool,
    ) -> Result<()> {
        let mut last = Error::target(format!("the Sentinel {} lets nobody in", sentinel.subject()));
        let after = Login { password: Some(new.clone()), ..Login::default() };
        let logins: Vec<Login> = if own { vec![after] } else { logins.to_vec() };
        for login in &logins {
            match Session::open(&self.dialer, sentinel, login, self.patience, &self.console).await {
                Ok(mut session) => {
                    session.command(&command(&["SENTINEL", "SET", name, "auth-pass", new.reveal()])).await?;
                    if own {
                        session
                            .command(&command(&["SENTINEL", "CONFIG", "SET", "sentinel-pass", new.reveal()]))
                            .await?;
                    }
                    return Ok(());
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Has the default user let in by the new password alone of the two, and sees the old one refused.
    ///
    /// # Errors
    /// Of kind Target; of kind Verification where the old one still gets in.
    pub(super) async fn remove(&self, server: &Server, old: &Password, new: &Password) -> Result<()> {
        let mut session = self.session(&server.member, new).await?;
        let hashes = self.accepted(&mut session, &server.member).await?.unwrap_or_default();
        let (old_hash, new_hash) = (hash(old), hash(new));
        if hashes.contains(&old_hash) {
            let alone = hashes.iter().all(|own| *own == old_hash || *own == new_hash);
            if alone && server.has_config && !server.is_sentinel {
                // So that CONFIG REWRITE and CONFIG GET know of it.
                session.command(&command(&["CONFIG", "SET", "requirepass", new.reveal()])).await?;
            } else {
                session.command(&command(&["ACL", "SETUSER", "default", &format!("!{old_hash}")])).await?;
            }
        }
        self.session(&server.member, new).await?;
        match self.session(&server.member, old).await {
            Ok(_) => Err(Error::new(
                Kind::Verification,
                format!("{} still lets the old password in", server.member.subject()),
            )),
            Err(error) if crate::wire::session::wants_password(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether a replica's link is up.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn link_is_up(&self, server: &Server, new: &Password) -> Result<bool> {
        let mut session = self.session(&server.member, new).await?;
        let info = session.command(&command(&["INFO", "replication"])).await?;
        let info = crate::formats::info::Info::parse(&crate::target::survey::text(&info));
        Ok(info.text("master_link_status").is_none_or(|status| status == "up"))
    }
}
