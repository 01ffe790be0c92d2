//! The offline engine: the files of the AOF under stopped servers, each up to where it is wanted.

use super::{NAME, RestoreAofArgs, in_ms, plan, prepare};
use crate::commands::restore::offline::{self, AofFiles, OfflineArgs, Request, Wanted};
use crate::commands::restore::read_back::Verify;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::report::Outcome;
use crate::store::stop::StopOnDrop;

/// Restores.
///
/// # Errors
/// As [`offline::run`]; Usage where the options are about a running server.
pub(super) async fn run(context: &Context, args: &RestoreAofArgs, because: Option<&str>) -> Result<Outcome> {
    let Some(place) = args.source.as_ref().filter(|_| !args.on_top && !args.flush_first && !args.then_rest) else {
        return Err(Error::usage("--from-pod, --then-rest, --flush-first and --on-top are about a running server")
            .cause("the offline engine puts the files of the AOF in place of all that is there")
            .hint("--engine live"));
    };
    let destination = args.destination(context, &args.safety_backup_to)?;
    let (source, history, _) = prepare::read(context, args, place, in_ms(context.now())).await?;
    let mut remarks = plan::cut_in_words(&history);
    remarks.extend(history.remarks.iter().cloned());
    let waiting = StopOnDrop::default();
    let stop = waiting.stop();
    let work = move || AofFiles::of(source.found, &history, source.words, &stop);
    let files = tokio::task::spawn_blocking(work).await;
    let files = files.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    let request = Request {
        command: NAME,
        source: Some(Wanted::Aof(files)),
        safety: Some(&destination),
        args: &OfflineArgs::waiting(args.max_wait),
        force: args.force,
        verify: Verify::Counts,
        because,
        remarks,
        consent: &args.destroy,
    };
    offline::run(context, request).await
}
