//! SCAN over one database, with questions about the keys of a page in the same flight as the SCAN of the next: one round
//! trip a page, whatever is asked.

use super::pipe::Pipe;
use crate::error::Result;
use crate::formats::resp::Reply;
use std::collections::VecDeque;

/// What SCAN is to give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Only names that fit, `MATCH`.
    pub pattern: Option<Vec<u8>>,
    /// Only this type, `TYPE` (Redis 6.0).
    pub kind: Option<String>,
}

/// What is waited for.
#[derive(Debug)]
enum Expected<K> {
    Page,
    Answers(K, usize),
}

/// What has arrived.
#[derive(Debug)]
pub enum Event<K> {
    /// A page. Without a cursor it is the last.
    Page {
        /// Names.
        keys: Vec<Vec<u8>>,
        /// Where to go on.
        next: Option<Vec<u8>>,
    },
    /// What was asked about a key, in the order of the commands.
    Answers(K, Vec<Reply>),
    /// SCAN was refused, in the server's words.
    Refused(String),
}

/// A scan that is under way. `K` is what the caller wants to know of a key again when its answers are there.
#[derive(Debug)]
pub struct Scan<'a, K> {
    pipe: &'a mut Pipe,
    wish: Wish,
    expected: VecDeque<Expected<K>>,
    replies: Vec<Reply>,
}

impl<'a, K> Scan<'a, K> {
    /// Over the database that the connection has selected. Nothing is sent yet.
    pub fn new(pipe: &'a mut Pipe, wish: Wish) -> Self {
        Self { pipe, wish, expected: VecDeque::new(), replies: Vec::new() }
    }

    /// Adds the SCAN from `cursor` on to the next flight.
    pub fn ask_page(&mut self, cursor: &[u8], count: u64) {
        let count = count.to_string();
        let mut words: Vec<&[u8]> = vec![b"SCAN", cursor, b"COUNT", count.as_bytes()];
        if let Some(pattern) = &self.wish.pattern {
            words.extend([&b"MATCH"[..], pattern]);
        }
        if let Some(kind) = &self.wish.kind {
            words.extend([&b"TYPE"[..], kind.as_bytes()]);
        }
        self.pipe.push(&words);
        self.expected.push_back(Expected::Page);
    }

    /// Adds commands about a key to the next flight; there is at least one.
    pub fn ask(&mut self, key: K, commands: &[&[&[u8]]]) {
        commands.iter().for_each(|command| self.pipe.push(command));
        self.expected.push_back(Expected::Answers(key, commands.len()));
    }

    /// Sends the flight.
    ///
    /// # Errors
    /// Of kind Target.
    pub async fn send(&mut self) -> Result<()> {
        self.pipe.send().await
    }

    /// The keys whose answers are waited for.
    pub fn waiting(&self) -> impl Iterator<Item = &K> {
        self.expected.iter().filter_map(|expected| match expected {
            Expected::Answers(key, _) => Some(key),
            Expected::Page => None,
        })
    }

    /// Whether nothing is waited for.
    pub fn is_idle(&self) -> bool {
        self.expected.is_empty()
    }

    /// What has arrived already and was not taken yet.
    ///
    /// # Errors
    /// Of kind Target, when what has arrived is no RESP.
    pub fn take(&mut self) -> Result<Option<Event<K>>> {
        loop {
            let wanted = match self.expected.front() {
                None => return Ok(None),
                Some(Expected::Page) => 1,
                Some(Expected::Answers(_, wanted)) => *wanted,
            };
            while self.replies.len() < wanted {
                match self.pipe.take()? {
                    Some(reply) => self.replies.push(reply),
                    None => return Ok(None),
                }
            }
            let replies = std::mem::take(&mut self.replies);
            match self.expected.pop_front() {
                Some(Expected::Answers(key, _)) => return Ok(Some(Event::Answers(key, replies))),
                Some(Expected::Page) => return Ok(replies.into_iter().next().map(page)),
                None => {}
            }
        }
    }

    /// Waits for more. It can be dropped while it waits.
    ///
    /// # Errors
    /// Of kind Target: silence, or a connection that was closed or lost.
    pub async fn fill(&mut self) -> Result<()> {
        self.pipe.fill().await
    }

    /// The next event; none when nothing is waited for.
    ///
    /// # Errors
    /// As [`Scan::take`] and [`Scan::fill`].
    pub async fn next(&mut self) -> Result<Option<Event<K>>> {
        loop {
            if let Some(event) = self.take()? {
                return Ok(Some(event));
            }
            if self.is_idle() {
                return Ok(None);
            }
            self.fill().await?;
        }
    }
}

fn page<K>(reply: Reply) -> Event<K> {
    let odd = |reply: &Reply| Event::Refused(format!("an answer to SCAN that is none: {reply:.80?}"));
    match reply {
        Reply::Error(text) => Event::Refused(String::from_utf8_lossy(&text).into_owned()),
        Reply::Array(mut parts) if parts.len() == 2 => match (parts.pop(), parts.pop()) {
            (Some(Reply::Array(keys)), Some(Reply::Bulk(cursor))) => {
                let name = |reply| if let Reply::Bulk(name) = reply { Some(name) } else { None };
                let next = (cursor != b"0").then_some(cursor);
                Event::Page { keys: keys.into_iter().filter_map(name).collect(), next }
            }
            (_, other) => odd(&other.unwrap_or(Reply::Null)),
        },
        other => odd(&other),
    }
}
