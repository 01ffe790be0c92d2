//! A connection that is ready to go through a member's keys.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey::Answer;
use crate::wire::pipe::Pipe;

/// Opens it. A replica of a cluster is told that old data will do, since otherwise it answers MOVED to all that names a key.
///
/// # Errors
/// Of kind Target.
pub(super) async fn open(context: &Context, target: &Target, answer: &Answer) -> Result<Pipe> {
    let (login, patience) = (target.login(&answer.member), context.settings.node_timeout);
    let mut pipe = Pipe::open(&target.dialer, &answer.member, &login, patience, &context.console).await?;
    let clustered = answer.info().and_then(|info| info.flag("cluster_enabled")) == Some(true);
    if clustered && answer.role() == Some(Role::Replica) {
        let reply = pipe.ask(&[b"READONLY"]).await?;
        refuse(&reply, &pipe, "READONLY")?;
    }
    Ok(pipe)
}

/// Selects a database, where it is not the one that is selected from the start.
///
/// # Errors
/// Of kind Target, also where the server refuses.
pub(super) async fn select(pipe: &mut Pipe, db: u64, is_first: bool) -> Result<()> {
    if db == 0 && is_first {
        return Ok(());
    }
    let reply = pipe.ask(&[b"SELECT", db.to_string().as_bytes()]).await?;
    refuse(&reply, pipe, "SELECT").map_err(|error| error.hint("CONFIG GET databases tells how many there are"))
}

/// An error reply as an error.
pub(super) fn refuse(reply: &Reply, pipe: &Pipe, command: &str) -> Result<()> {
    match reply {
        Reply::Error(text) => Err(Error::target(format!("Redis on {} refuses {command}", pipe.subject()))
            .cause(String::from_utf8_lossy(text).into_owned())),
        _ => Ok(()),
    }
}
