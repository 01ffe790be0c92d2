//! The source, read to its end before anything is asked of a server.

use super::RestoreRdbArgs;
use super::now_ms;
use super::plan::Sources;
use crate::commands::restore::source::{self, Source};
use crate::context::Context;
use crate::domain::restore::contents::ContentsTaker;
use crate::error::{Error, Kind, Result};
use crate::store::crypt::Identities;
use crate::store::stop::StopOnDrop;
use std::sync::Arc;

/// Reads the whole source before anything is asked of a server.
pub(super) async fn validate(context: &Context, args: &RestoreRdbArgs) -> Result<(Source, Sources)> {
    let identities = Identities::load(&args.identity)?;
    let waiting = StopOnDrop::default();
    let place = args.place.clone().ok_or_else(|| Error::usage("a SOURCE has to be named"))?;
    let (access, console) = (args.safety.access(), Arc::clone(&context.console));
    let (selection, max_value, now, stop) = (args.selection(), args.max_value, now_ms(context), waiting.stop());
    let work = move || {
        let source = source::open(&place, identities, &access, &console, &stop)?;
        let mut sources = Sources::default();
        for file in &source.files {
            let mut taker = ContentsTaker::new(&selection, max_value, now);
            let visited = source.visit(file, &mut taker, &stop)?;
            let contents = taker.into_contents();
            source.counted(file, contents.keys)?;
            sources.add(contents, visited);
        }
        Ok((source, sources))
    };
    let read: Result<(Source, Sources)> = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::failed("a worker thread ended").because(&error))?;
    read.map_err(|error| match error.kind() {
        Kind::Verification => error.cause("nothing was changed"),
        _ => error,
    })
}
