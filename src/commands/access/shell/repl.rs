//! A line, a command, a reply; and what becomes of it all when the connection is lost.

use super::lines::{Line, Lines};
use super::{ShellArgs, ShellReport};
use crate::commands::access::talk::Talk;
use crate::consent::{Answer, Consent};
use crate::context::Context;
use crate::domain::access::card::{Card, Cards};
use crate::domain::access::class::{self, Class};
use crate::domain::access::display;
use crate::domain::command_words;
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::formats::words;
use crate::render;
use crate::report::units;
use crate::target::flavour::Role;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// From here on the time that a reply took is worth a word.
const SLOW: Duration = Duration::from_millis(500);

const HELP: &str = "help COMMAND   what a command does, and its arguments
clear          clear the screen
quit, Ctrl-D   end the shell
Ctrl-C         end the wait for a reply, or for messages
Tab            complete the name of a command
";

/// The state of a conversation.
pub(super) struct Repl<'a> {
    pub(super) context: &'a Context,
    pub(super) args: &'a ShellArgs,
    pub(super) talk: Talk,
    /// None where the server does not tell.
    pub(super) cards: Option<Arc<Cards>>,
    pub(super) is_terminal: bool,
    pub(super) in_transaction: bool,
    pub(super) report: ShellReport,
}

/// Whether the conversation goes on.
enum Next {
    GoOn,
    End,
}

impl Repl<'_> {
    pub(super) fn card(&self, name: &str) -> Option<&Card> {
        self.cards.as_ref()?.get(name)
    }

    /// Says whom the user talks to.
    pub(super) fn greet(&self) {
        let role = self.talk.role().map_or("a server of unknown role", Role::word);
        let may = if self.args.write { "it may be changed" } else { "read-only: --write allows changes" };
        let member = self.talk.member().subject();
        self.context.console.status(&format!("{member}, {role}; {may}; 'help' helps, Ctrl-D ends"));
    }

    fn prompt(&self) -> String {
        let mut prompt = self.talk.member().subject();
        if self.talk.db() > 0 {
            prompt.push_str(&format!("[{}]", self.talk.db()));
        }
        if self.talk.role() == Some(Role::Replica) {
            prompt.push_str(" (replica)");
        }
        if self.in_transaction {
            prompt.push_str(" (transaction)");
        }
        prompt + if self.args.write { "# " } else { "> " }
    }

    /// Reads and does, line by line.
    ///
    /// # Errors
    /// Stdin cannot be read, stdout not written.
    pub(super) async fn talk_until_the_end(&mut self, lines: &Lines) -> Result<()> {
        let mut number = 0;
        loop {
            number += 1;
            let line = match lines.next(self.prompt()).await {
                Line::Text(line) => line,
                Line::Cancelled => continue,
                Line::End => break,
                Line::Broken(why) if self.is_terminal => {
                    return Err(Error::failed("cannot read from the terminal").cause(why));
                }
                Line::Broken(why) => {
                    return Err(Error::usage(format!("cannot read line {number} of stdin")).cause(why));
                }
            };
            if let Next::End = self.line(&line, number).await? {
                break;
            }
        }
        if self.in_transaction {
            self.context.console.warning("MULTI without EXEC: what was queued was not carried out");
            self.report.refused += 1;
        }
        Ok(())
    }

    async fn line(&mut self, line: &str, number: usize) -> Result<Next> {
        let Some(words) = words::split(line) else {
            self.refuse(number, &Error::refused("the quotes are not balanced, or no space follows them"));
            return Ok(Next::GoOn);
        };
        let Some(first) = words.first() else { return Ok(Next::GoOn) };
        match String::from_utf8_lossy(first).to_ascii_lowercase().as_str() {
            "quit" | "exit" => return Ok(Next::End),
            "clear" if self.is_terminal => self.print("\x1b[H\x1b[2J")?,
            "help" | "?" => self.help(&words[1..])?,
            comment if comment.starts_with('#') && !self.is_terminal => {}
            _ => return self.command(&words, number).await,
        }
        Ok(Next::GoOn)
    }

    fn help(&self, words: &[Vec<u8>]) -> Result<()> {
        let name =
            words.iter().map(|word| String::from_utf8_lossy(word).to_ascii_uppercase()).collect::<Vec<_>>().join(" ");
        let text = match self.card(&name) {
            _ if name.is_empty() => HELP.to_owned(),
            Some(card) => {
                let syntax = std::iter::once(name).chain(card.syntax.iter().cloned()).collect::<Vec<_>>().join(" ");
                if card.summary.is_empty() { format!("{syntax}\n") } else { format!("{syntax}\n{}\n", card.summary) }
            }
            None => format!("the server tells of no command {}\n", display::legible(name.as_bytes(), false)),
        };
        self.print(&text)
    }

    async fn command(&mut self, words: &[Vec<u8>], number: usize) -> Result<Next> {
        let class = match self.classify(words).await {
            Ok(class) => class,
            Err(error) => {
                self.refuse(number, &error);
                self.anew().await;
                return Ok(Next::GoOn);
            }
        };
        let consent = match self.agree(words, &class).await {
            Ok(consent) => consent,
            Err(error) => {
                self.refuse(number, &error);
                return Ok(Next::GoOn);
            }
        };
        if class == Class::Streams {
            self.stream(words, number).await?;
            return Ok(Next::GoOn);
        }
        let started = Instant::now();
        let answered = self.send(words, consent.as_ref()).await;
        let reply = match answered {
            None => return Ok(Next::GoOn),
            Some(Ok(reply)) => Some(reply),
            Some(Err(failure)) => self.lost(words, consent.as_ref(), &failure, number).await,
        };
        let Some(reply) = reply else {
            return Ok(if self.report.lost && !self.is_terminal { Next::End } else { Next::GoOn });
        };
        self.show(words, &reply, number)?;
        if self.is_terminal && started.elapsed() >= SLOW {
            self.print(&format!("({})\n", units::duration(started.elapsed().as_secs_f64())))?;
        }
        self.follow(words, &reply).await;
        Ok(Next::GoOn)
    }

    /// What a command would do. The list of commands has no names that were given to some of them (`rename-command`): of one
    /// that is not in it the server is asked, which it cannot be within a transaction.
    async fn classify(&mut self, words: &[Vec<u8>]) -> Result<Class> {
        let name = String::from_utf8_lossy(&words[0]).to_ascii_uppercase();
        match &self.cards {
            Some(cards) if !cards.contains_key(&name) && self.in_transaction => Ok(class::judge(words, None)),
            Some(cards) if !cards.contains_key(&name) => self.talk.classify(words).await.map(|(class, _)| class),
            cards => Ok(class::judge(words, cards.as_deref())),
        }
    }

    /// Whether a command may be sent, and with which right.
    async fn agree(&self, words: &[Vec<u8>], class: &Class) -> Result<Option<Consent>> {
        let shown = command_words::show(words, false, 200);
        match class {
            Class::Reads => Ok(None),
            Class::Unusable(why) => Err(Error::refused(format!("{shown} {why}"))),
            Class::Streams if words[0].eq_ignore_ascii_case(b"MONITOR") => {
                Err(Error::refused("MONITOR costs a busy server much, and has no end of its own")
                    .hint("redis-ops monitor has bounds, and asks first"))
            }
            Class::Streams if self.in_transaction => {
                Err(Error::refused(format!("{shown} cannot be in a transaction here")))
            }
            Class::Streams => Ok(None),
            Class::Changes => {
                let refusal = Error::refused(format!("{shown} changes something, and this shell only reads"))
                    .hint("redis-ops shell --write allows it");
                Consent::by_flag(self.args.write, refusal).map(Some)
            }
            Class::Destroys(why) => {
                let refusal = Error::refused(format!("{shown} {why}, and this shell only reads"))
                    .hint("redis-ops shell --write allows it, once the target's name is typed");
                Consent::by_flag(self.args.write, refusal)?;
                let member = self.talk.member().subject();
                let plan = Plan {
                    intent: format!("send {shown} to {member}"),
                    target: self.talk.target.instance.full_name(),
                    danger: Danger::Destroys,
                    steps: vec![Step::new("send", format!("{shown} on {member}"))],
                    remarks: vec![format!("it {why}")],
                };
                let answer = Answer { yes: false, confirm: self.args.confirm.as_deref() };
                Consent::to(&plan, answer, &self.context.console).await.map(Some)
            }
        }
    }

    /// What the state of the connection is after a reply.
    async fn follow(&mut self, words: &[Vec<u8>], reply: &Reply) {
        let name = String::from_utf8_lossy(&words[0]).to_ascii_uppercase();
        let done = *reply == Reply::Simple(b"OK".to_vec());
        match name.as_str() {
            "SELECT" if done && !self.in_transaction => {
                let db = words.get(1).and_then(|word| std::str::from_utf8(word).ok()?.parse().ok());
                self.talk.set_db(db.unwrap_or_else(|| self.talk.db()));
            }
            "MULTI" if done => self.in_transaction = true,
            "EXEC" | "DISCARD" => self.in_transaction = false,
            "RESET" if !matches!(reply, Reply::Error(_)) => {
                self.in_transaction = false;
                self.talk.set_db(0);
            }
            _ => {}
        }
        let demoted = matches!(reply, Reply::Error(text) if text.starts_with(b"READONLY"));
        if demoted && self.talk.role() == Some(Role::Primary) {
            self.context.console.warning(&format!("{} is a replica now", self.talk.member().subject()));
            self.anew().await;
        }
    }

    pub(super) fn show(&mut self, words: &[Vec<u8>], reply: &Reply, number: usize) -> Result<()> {
        self.report.commands += 1;
        let errors = display::errors(reply);
        self.report.errors += u64::from(errors > 0);
        if let Some(place) = self.talk.take_redirected() {
            self.context.console.status(&format!("-> {place}"));
        }
        for push in self.talk.take_pushed() {
            self.out(&push, false)?;
        }
        if let (Reply::Error(text), false, false) = (reply, self.is_terminal, self.args.json) {
            let shown = command_words::show(words, false, 200);
            let text = String::from_utf8_lossy(text).into_owned();
            self.context.console.error(&Error::failed(format!("line {number}, {shown}: {text}")));
            return Ok(());
        }
        self.out(reply, class::answers_text(words))
    }

    pub(super) fn out(&self, reply: &Reply, as_text: bool) -> Result<()> {
        if self.args.json {
            return self.print(&format!("{}\n", display::to_json(reply)));
        }
        if self.is_terminal {
            return self.print(&display::typed(reply, as_text));
        }
        render::stream_bytes(&display::raw(reply)).map(drop).map_err(|error| unwritten(&error))
    }

    fn print(&self, text: &str) -> Result<()> {
        render::write_stdout(text).map_err(|error| unwritten(&error))
    }

    pub(super) fn refuse(&mut self, number: usize, error: &Error) {
        self.report.refused += 1;
        let error =
            if self.is_terminal { error.clone() } else { error.clone().while_attempting(format!("do line {number}")) };
        self.context.console.error(&error);
    }
}

fn unwritten(error: &std::io::Error) -> Error {
    Error::failed("cannot write to stdout").because(error)
}
