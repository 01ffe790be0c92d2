//! Where lines come from: an editor at a terminal, or stdin. Both wait on a thread of their own, so that a signal can end
//! the run meanwhile; the terminal is then as it was before.

use super::history::{self, History};
use crate::domain::access::card::{self, Cards};
use crate::error::{Error, Result};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{ColorMode, CompletionType, Config, Editor, Helper};
use std::borrow::Cow;
use std::io::BufRead;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

/// What came.
#[derive(Debug)]
pub(super) enum Line {
    Text(String),
    /// Ctrl-C at the prompt.
    Cancelled,
    /// Ctrl-D, or the end of stdin.
    End,
    /// It cannot be read.
    Broken(String),
}

struct Ask {
    prompt: String,
    answer: oneshot::Sender<Line>,
}

/// The source. Dropping it puts the terminal back.
pub(super) struct Lines {
    asks: Sender<Ask>,
    terminal: Option<Termios>,
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(before) = &self.terminal {
            // Where that fails there is no terminal any more.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, before);
        }
    }
}

impl Lines {
    /// Lines that a person types, with completion of commands and hints of their arguments.
    ///
    /// # Errors
    /// Of kind Failed: the terminal cannot be used.
    pub(super) fn of_terminal(
        cards: Arc<Cards>,
        color: bool,
        history: Option<History>,
        before: Vec<String>,
    ) -> Result<Self> {
        let terminal = tcgetattr(std::io::stdin()).ok();
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .history_ignore_space(true)
            .color_mode(if color { ColorMode::Enabled } else { ColorMode::Disabled })
            .max_history_size(history::MOST)
            .map_err(|error| unusable(&error))?
            .build();
        let empty = MemHistory::with_config(&config);
        let mut editor: Editor<Typing, MemHistory> =
            Editor::with_history(config, empty).map_err(|error| unusable(&error))?;
        editor.set_helper(Some(Typing { cards, color }));
        for line in before {
            // One that cannot be remembered is not missed.
            let _ = editor.add_history_entry(line);
        }
        let (asks, asked) = channel();
        std::thread::spawn(move || edit(&mut editor, history.as_ref(), &asked));
        Ok(Self { asks, terminal })
    }

    /// The lines of stdin.
    pub(super) fn of_stdin() -> Self {
        let (asks, asked) = channel::<Ask>();
        std::thread::spawn(move || {
            let mut lines = std::io::stdin().lock();
            while let Ok(ask) = asked.recv() {
                let mut bytes = Vec::new();
                let line = match lines.read_until(b'\n', &mut bytes) {
                    Ok(0) => Line::End,
                    Ok(_) => match String::from_utf8(bytes) {
                        Ok(text) => Line::Text(text.trim_end_matches(['\r', '\n']).to_owned()),
                        Err(_) => Line::Broken("it is no UTF-8: write other bytes as \"\\xNN\"".to_owned()),
                    },
                    Err(error) => Line::Broken(error.to_string()),
                };
                if ask.answer.send(line).is_err() {
                    return;
                }
            }
        });
        Self { asks, terminal: None }
    }

    /// Waits for the next line.
    pub(super) async fn next(&self, prompt: String) -> Line {
        let (answer, line) = oneshot::channel();
        if self.asks.send(Ask { prompt, answer }).is_err() {
            return Line::End;
        }
        line.await.unwrap_or(Line::End)
    }
}

fn unusable(error: &ReadlineError) -> Error {
    Error::failed("cannot use the terminal").because(error)
}

fn edit(editor: &mut Editor<Typing, MemHistory>, history: Option<&History>, asked: &Receiver<Ask>) {
    while let Ok(ask) = asked.recv() {
        let line = match editor.readline(ask.prompt.as_str()) {
            Ok(line) => {
                if history::is_kept(&line) {
                    let _ = editor.add_history_entry(line.as_str());
                }
                // A history that cannot be written is no reason to end a conversation.
                let _ = history.map(|history| history.add(&line));
                Line::Text(line)
            }
            Err(ReadlineError::Interrupted) => Line::Cancelled,
            Err(ReadlineError::Eof) => Line::End,
            Err(error) => Line::Broken(error.to_string()),
        };
        if ask.answer.send(line).is_err() {
            return;
        }
    }
}

/// What helps while a line is typed.
struct Typing {
    cards: Arc<Cards>,
    color: bool,
}

impl Helper for Typing {}
impl Validator for Typing {}

impl Completer for Typing {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _ctx: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok((0, card::completions(&self.cards, &line[..pos])))
    }
}

impl Hinter for Typing {
    type Hint = Arguments;

    fn hint(&self, line: &str, pos: usize, _ctx: &rustyline::Context<'_>) -> Option<Arguments> {
        (pos == line.len()).then(|| card::hint(&self.cards, line)).flatten().map(Arguments)
    }
}

/// Arguments that are still to come: they are shown, and not typed.
struct Arguments(String);

impl rustyline::hint::Hint for Arguments {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Highlighter for Typing {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("\x1b[2m{hint}\x1b[0m")) } else { Cow::Borrowed(hint) }
    }
}
