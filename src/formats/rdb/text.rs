//! Reads one string of any length in pieces, whatever its storage: raw, integer or LZF.

use super::blob::Entry;
use super::cursor::{Cursor, StringHead};
use super::error::Stop;
use super::lzf;
use super::lzf_stream::LzfStream;
use super::sink::{Role, Sink};

/// A string being read; idle between strings.
#[derive(Debug, Default)]
pub(super) struct TextReader {
    state: State,
    len: u64,
    started_at: u64,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    Raw {
        left: u64,
    },
    Lzf {
        left: u64,
        stream: Box<LzfStream>,
    },
}

impl TextReader {
    /// Reads the string at the cursor, or the rest of the one begun before, and returns its length.
    #[inline]
    pub(super) fn read<S: Sink>(&mut self, cursor: &mut Cursor<'_>, role: Role, sink: &mut S) -> Result<u64, Stop> {
        if matches!(self.state, State::Idle) {
            let at = cursor.pos();
            self.started_at = cursor.offset();
            let head = cursor.string_head()?;
            if !S::CONTENT
                && let StringHead::Raw { len } = head
                && cursor.take_exact(len).is_some()
            {
                return Ok(len);
            }
            if let Err(stop) = self.begin(head, cursor, role, sink) {
                cursor.rewind(at);
                return Err(stop);
            }
            if matches!(self.state, State::Idle) {
                return Ok(self.len);
            }
        }
        self.proceed(cursor, role, sink)?;
        Ok(self.len)
    }

    fn begin<S: Sink>(
        &mut self,
        head: StringHead,
        cursor: &mut Cursor<'_>,
        role: Role,
        sink: &mut S,
    ) -> Result<(), Stop> {
        let refuse = |reason: String| Stop::corrupt(self.started_at, reason);
        match head {
            StringHead::Int(value) => {
                let entry = Entry::Int(value.into());
                self.len = entry.text_len() as u64;
                if S::CONTENT {
                    sink.text_begin(role, self.len).map_err(refuse)?;
                    sink.text(&entry.to_bytes()).map_err(refuse)?;
                    sink.text_end(role).map_err(refuse)?;
                }
            }
            StringHead::Raw { len } => {
                sink.text_begin(role, len).map_err(refuse)?;
                self.len = len;
                self.state = State::Raw { left: len };
            }
            StringHead::Lzf { compressed, len } => {
                self.len = len;
                if !S::CONTENT
                    && let Some(input) = cursor.take_exact(compressed)
                {
                    return lzf::validate(input, len).map_err(|error| refuse(error.to_string()));
                }
                sink.text_begin(role, len).map_err(refuse)?;
                self.state = State::Lzf { left: compressed, stream: Box::new(LzfStream::new(len, S::CONTENT)) };
            }
        }
        Ok(())
    }

    fn proceed<S: Sink>(&mut self, cursor: &mut Cursor<'_>, role: Role, sink: &mut S) -> Result<(), Stop> {
        let started_at = self.started_at;
        let refuse = |reason: String| Stop::corrupt(started_at, reason);
        match &mut self.state {
            State::Idle => return Ok(()),
            State::Raw { left } => {
                let bytes = cursor.take_up_to(*left);
                *left -= bytes.len() as u64;
                if S::CONTENT && !bytes.is_empty() {
                    sink.text(bytes).map_err(refuse)?;
                }
                if *left > 0 {
                    return Err(Stop::More);
                }
            }
            State::Lzf { left, stream } => {
                let bytes = cursor.take_up_to(*left);
                *left -= bytes.len() as u64;
                let mut emit = |bytes: &[u8]| sink.text(bytes);
                stream.feed(bytes, &mut emit).map_err(refuse)?;
                if *left > 0 {
                    return Err(Stop::More);
                }
                stream.finish(&mut emit).map_err(refuse)?;
            }
        }
        self.state = State::Idle;
        if S::CONTENT {
            sink.text_end(role).map_err(refuse)?;
        }
        Ok(())
    }
}
