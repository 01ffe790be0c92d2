//! What comes over the connection of a conversation: replies, messages, and its end.

use super::repl::Repl;
use crate::commands::access::talk::Failure;
use crate::consent::Consent;
use crate::domain::command_words;
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::target::flavour::Role;
use std::time::{Duration, Instant};

/// How long a member that is gone is waited for.
const COME_BACK_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(500);

impl Repl<'_> {
    /// The reply, or nothing where the user ended the wait.
    pub(super) async fn send(
        &mut self,
        words: &[Vec<u8>],
        consent: Option<&Consent>,
    ) -> Option<Result<Reply, Failure>> {
        let caught = self.context.ending.catch();
        let name = String::from_utf8_lossy(&words[0]).to_ascii_uppercase();
        let blocks = self.card(&name).is_some_and(|card| card.is("blocking"));
        let waits = self.is_terminal || blocks;
        let patience = if waits { Duration::MAX } else { self.context.settings.node_timeout };
        let follow = !self.in_transaction;
        let answered = {
            let work = async {
                match consent {
                    None => self.talk.look(words, patience, follow).await,
                    Some(consent) => self.talk.change(words, patience, follow, consent).await,
                }
            };
            tokio::select! {
                answered = work => Some(answered),
                () = caught.struck() => None,
            }
        };
        if answered.is_none() {
            let change = if consent.is_some() { "; it may have been carried out" } else { "" };
            self.context.console.warning(&format!("the wait was ended, and the connection with it{change}"));
            if consent.is_some() {
                self.report.unanswered += 1;
            }
            self.anew().await;
        }
        answered
    }

    /// What is left to do once the connection was lost. What was read is asked again, and its reply given.
    pub(super) async fn lost(
        &mut self,
        words: &[Vec<u8>],
        consent: Option<&Consent>,
        failure: &Failure,
        number: usize,
    ) -> Option<Reply> {
        let shown = command_words::show(words, false, 200);
        self.context.console.error(failure.error());
        let sent = matches!(failure, Failure::Unanswered(_));
        let changes = sent && consent.is_some();
        if changes {
            self.context
                .console
                .warning(&format!("{shown} was sent and may have been carried out: look before you repeat it"));
            self.report.unanswered += 1;
        }
        let in_transaction = self.in_transaction;
        if !self.anew().await {
            return None;
        }
        if changes || in_transaction {
            return None;
        }
        match self.send(words, consent).await? {
            Ok(reply) => Some(reply),
            Err(failure) => {
                let error = failure.error().clone();
                self.refuse(number, &error.while_attempting(format!("send {shown} again")));
                None
            }
        }
    }

    /// Connects again, to whoever has the role now, and waits for it. Whether that worked.
    pub(super) async fn anew(&mut self) -> bool {
        if std::mem::take(&mut self.in_transaction) {
            self.context.console.warning("the transaction is lost: nothing that was queued was carried out");
        }
        let caught = self.context.ending.catch();
        let started = Instant::now();
        loop {
            let error = {
                let work = async {
                    let again = self.talk.look_again().await;
                    if again.is_err() {
                        tokio::time::sleep(LOOK_EVERY).await;
                    }
                    again
                };
                tokio::select! {
                    again = work => match again {
                        Ok(()) => {
                            let role = self.talk.role().map_or("of unknown role", Role::word);
                            let member = self.talk.member().subject();
                            self.context.console.status(&format!("connected to {member}, {role}"));
                            self.report.lost = false;
                            return true;
                        }
                        Err(error) => error,
                    },
                    () = caught.struck() => Error::failed("the wait was ended"),
                }
            };
            let ended = error.to_string() == "the wait was ended";
            if ended || started.elapsed() > COME_BACK_WITHIN {
                self.context.console.error(&error.while_attempting("connect again"));
                self.report.lost = true;
                return false;
            }
            self.context.console.status_once(&format!("waiting for {}; Ctrl-C gives up", self.talk.member().subject()));
        }
    }

    /// Messages, until Ctrl-C.
    pub(super) async fn stream(&mut self, words: &[Vec<u8>], number: usize) -> Result<()> {
        let caught = self.context.ending.catch();
        if let Err(error) = self.talk.begin_stream(words, &Consent::not_needed()).await {
            self.refuse(number, &error);
            self.anew().await;
            return Ok(());
        }
        self.report.commands += 1;
        if self.is_terminal {
            self.context.console.status("messages are shown until Ctrl-C");
        }
        loop {
            let message = tokio::select! {
                message = self.talk.listen() => message,
                () = caught.struck() => break,
            };
            match message {
                Ok(Reply::Push(elements)) => self.out(&Reply::Array(elements), false)?,
                Ok(error @ Reply::Error(_)) => {
                    self.show(words, &error, number)?;
                    self.report.commands -= 1;
                    break;
                }
                Ok(reply) => self.out(&reply, false)?,
                Err(error) => {
                    self.context.console.error(&error);
                    self.report.unanswered += 1;
                    break;
                }
            }
        }
        drop(caught);
        self.anew().await;
        Ok(())
    }
}
