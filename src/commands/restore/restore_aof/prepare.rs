//! Everything before consent: the AOF is had, read to its end, and judged.

use super::preflight::Primary;
use super::source::{self, Reach, Source};
use super::{RestoreAofArgs, in_ms, now_ms};
use crate::commands::backup::backup_aof::{self, Patience, SafetyCopy};
use crate::context::Context;
use crate::domain::restore::point_in_time::{Choices, CutRule, History, Onto, Wish, target};
use crate::error::{Error, Result};
use crate::scratch::ScratchFolder;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::stop::StopOnDrop;
use crate::target::survey::Answer;
use std::sync::Arc;
use std::time::Duration;

/// Times to live that end within this time from now count as passed: no replay shall come upon them.
const MARGIN: Duration = Duration::from_secs(3600);

/// Up to which time times count as passed, milliseconds since 1970. Whichever clock is ahead counts, this machine's or the
/// server's, whose time is `now_ms`: a time that is lifted in vain is brought down again, one that was not is lost.
pub(super) fn horizon_ms(context: &Context, now_ms: u64) -> u64 {
    in_ms(context.now()).max(now_ms) + u64::try_from(MARGIN.as_millis()).unwrap_or(0)
}

/// What it takes.
pub(super) struct Preparing<'a> {
    pub(super) context: &'a Context,
    pub(super) args: &'a RestoreAofArgs,
    pub(super) primary: &'a Primary,
}

/// An AOF that can be replayed.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) source: Arc<Source>,
    pub(super) history: History,
    /// The copy of the server's own AOF.
    pub(super) copy: Option<SafetyCopy>,
    /// Bytes that AOF had before it was copied.
    pub(super) aof_bytes: u64,
    /// Times up to this one are lifted; none where there are no such times.
    pub(super) lift_up_to_ms: Option<u64>,
    /// Holds a copy that is not kept.
    _scratch: Option<ScratchFolder>,
}

impl Preparing<'_> {
    /// Gets the AOF and reads it. With `passing`, a copy of the server's own is made without changing anything there,
    /// and not kept.
    ///
    /// # Errors
    /// Refused, Target, Failed, Verification: nothing was changed, and a copy that was made is named.
    pub(super) async fn run(&self, passing: bool) -> Result<Prepared> {
        let Self { context, args, primary } = self;
        let aof_bytes = primary.facts.aof_bytes;
        let (place, copy, scratch) = match &args.source {
            Some(place) => (place.clone(), None, None),
            None => self.copy_out(passing).await?,
        };
        let kept = copy.as_ref().filter(|_| !passing).map(|copy| copy.path.clone());
        let now_ms = now_ms(context, primary.answers.iter().filter_map(Answer::info));
        let read = read(context, args, &place, now_ms).await.map_err(|error| match kept {
            Some(path) => error.hint(format!("the copy of the AOF is kept: {path}")),
            None => error,
        });
        let (mut source, history, horizon_ms) = read?;
        if copy.is_some() {
            source.words = format!("the AOF of {}", primary.facts.member);
        }
        let lift_up_to_ms = history.has_past_times().then_some(horizon_ms);
        if let (Some(copy), false) = (&copy, passing) {
            context.console.status(&format!("the AOF of {} is copied to {}", primary.facts.member, copy.path));
        }
        Ok(Prepared { source: Arc::new(source), history, copy, aof_bytes, lift_up_to_ms, _scratch: scratch })
    }

    async fn copy_out(&self, passing: bool) -> Result<(Place, Option<SafetyCopy>, Option<ScratchFolder>)> {
        let Self { context, args, primary } = self;
        let (to, scratch) = match passing {
            false => (args.safety_backup_to.clone(), None),
            true => {
                let scratch = ScratchFolder::create(&std::env::temp_dir())?;
                (Place::Folder(scratch.path().to_owned()), Some(scratch))
            }
        };
        let destination = args.destination(context, &to)?;
        let patience = Patience { silence: args.max_silence, wait: args.max_wait };
        let answers = (primary.answers.as_slice(), primary.index);
        let copy = backup_aof::copy_out(context, &primary.target, answers, &destination, !passing, patience).await?;
        let place = Place::parse(&copy.path).map_err(Error::failed)?;
        Ok((place, Some(copy), scratch))
    }

    /// What is to be known before it is done.
    ///
    /// # Errors
    /// Refused: the server holds keys, does not know commands, is too small.
    pub(super) async fn judge(&self, prepared: &Prepared, onto: Onto) -> Result<Vec<String>> {
        let Self { context, args, primary } = self;
        let command = match &prepared.history.rule {
            CutRule::BeforeCommand { command } => Some(command.to_string()),
            _ => None,
        };
        let choices = Choices { command: command.as_deref(), force: args.force };
        primary.facts.judge_replay(&prepared.history, onto, &choices)?;
        primary.judge_format(&prepared.history)?;
        let unknown = primary.judge_history(context, &prepared.history).await?;
        let mut remarks = target::remarks(&prepared.history, &primary.facts, prepared.lift_up_to_ms.is_some());
        remarks.extend(unknown);
        Ok(remarks)
    }
}

/// Reads an AOF to its end, at the server's time `now_ms`; with the time, in milliseconds since 1970, up to which times
/// count as passed.
///
/// # Errors
/// As [`source::open`], [`source::survey`] and [`History::of`].
pub(super) async fn read(
    context: &Context,
    args: &RestoreAofArgs,
    place: &Place,
    now_ms: u64,
) -> Result<(Source, History, u64)> {
    let horizon_ms = horizon_ms(context, now_ms);
    let reach = Reach {
        access: args.s3.access(),
        console: Arc::clone(&context.console),
        identities: Identities::load(&args.identity)?,
    };
    let waiting = StopOnDrop::default();
    let (place, rule, stop) = (place.clone(), args.rule(context, now_ms), waiting.stop());
    let wish = Wish { to_damage: args.stop_at_damage, then_rest: args.then_rest };
    let work = move || {
        let source = source::open(&place, &reach, &stop)?;
        let surveyed = source::survey(&source.found, &rule, horizon_ms, &stop)?;
        let history = History::of(rule, surveyed, wish)?;
        Ok((source, history, horizon_ms))
    };
    let read = tokio::task::spawn_blocking(work).await;
    read.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}
