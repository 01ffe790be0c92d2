//! Whom an address leads to: a member, or whoever has the role.

use super::is_wanted;
use crate::commands::access::talk;
use crate::context::Context;
use crate::error::Result;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey;
use crate::target::topology::Member;
use crate::wire::dial::BoxStream;
use crate::wire::line::Line;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// How often a role that may have moved is asked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Where connections go.
pub(super) struct Leads {
    context: Context,
    target: Mutex<Arc<Target>>,
    /// The member, with a number that grows when it is another one.
    member: watch::Sender<(u64, Member)>,
    follows: bool,
    looking: tokio::sync::Mutex<()>,
}

impl Leads {
    pub(super) fn to(context: &Context, target: &Arc<Target>, member: &Member, follows: bool) -> Self {
        Self {
            context: context.clone(),
            target: Mutex::new(Arc::clone(target)),
            member: watch::Sender::new((0, member.clone())),
            follows,
            looking: tokio::sync::Mutex::new(()),
        }
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Tells when connections lead to another member.
    pub(super) fn changes(&self) -> watch::Receiver<(u64, Member)> {
        self.member.subscribe()
    }

    fn target(&self) -> Option<Arc<Target>> {
        self.target.lock().ok().map(|target| Arc::clone(&target))
    }

    /// A stream to the member; where that one cannot be reached, to who has the role now.
    pub(super) async fn dial(&self) -> Result<(u64, Member, BoxStream)> {
        let (number, member) = self.member.borrow().clone();
        let failed = match self.open(&member).await {
            Ok(stream) => return Ok((number, member, stream)),
            Err(error) => error,
        };
        if !self.follows || self.look_again(number).await.is_err() {
            return Err(failed);
        }
        let (now, member) = self.member.borrow().clone();
        if now == number {
            return Err(failed);
        }
        let stream = self.open(&member).await?;
        Ok((now, member, stream))
    }

    async fn open(&self, member: &Member) -> Result<BoxStream> {
        let dialer = &self.target().ok_or_else(|| crate::error::Error::failed("the target is not known"))?.dialer;
        dialer.open(&member.endpoint).await
    }

    /// Looks who has the role, unless somebody has looked since.
    async fn look_again(&self, seen: u64) -> Result<()> {
        let _alone = self.looking.lock().await;
        let (number, member) = self.member.borrow().clone();
        let Some(target) = self.target().filter(|_| number == seen) else { return Ok(()) };
        let target = target.refetch_pods().await.unwrap_or_else(|| target.again());
        let answers = survey::ask(&self.context, &target, redis::cmd("INFO"), &[]).await?;
        let chosen = talk::choose(&self.context, &target, &answers)?;
        if let Ok(mut known) = self.target.lock() {
            *known = Arc::new(target);
        }
        if chosen.name != member.name {
            self.context.console.status(&format!("connections go to {} from now on", chosen.subject()));
            self.member.send_replace((number + 1, chosen));
        }
        Ok(())
    }

    /// Follows the role for ever.
    pub(super) async fn follow(&self) {
        if !self.follows {
            return std::future::pending().await;
        }
        let mut line: Option<(u64, Line)> = None;
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let (number, member) = self.member.borrow().clone();
            let Some(target) = self.target() else { continue };
            let fresh = line.take().filter(|(of, _)| *of == number);
            let (_, own) = line.insert(fresh.unwrap_or_else(|| (number, Line::to(&self.context, &target, &member))));
            let role = match own.ask(&redis::cmd("ROLE")).await {
                Ok(Ok(value)) => survey::plain(&value).list().first().and_then(|word| match word.text()?.as_str() {
                    "master" => Some(Role::Primary),
                    "slave" => Some(Role::Replica),
                    _ => None,
                }),
                Ok(Err(_)) | Err(_) => None,
            };
            if role.is_some_and(|role| is_wanted(&self.context, role)) {
                continue;
            }
            if let Err(error) = self.look_again(number).await {
                self.context.console.status_once(&format!(
                    "{} has the role no more, or is gone: {}",
                    member.subject(),
                    error.chain()
                ));
            }
        }
    }
}
