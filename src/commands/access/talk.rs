//! Talking to an instance as one server: the right member, RESP3 where it is spoken, and after a redirection of a Redis
//! Cluster the pod that the named address belongs to.

mod choice;
mod redirection;

use crate::consent::Consent;
use crate::context::Context;
use crate::domain::access::card;
use crate::domain::access::class::{self, Class};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::resp::Reply;
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::shards::Cluster;
use crate::target::spec::RoleFilter;
use crate::target::survey;
use crate::target::topology::{AddressMap, Member};
use crate::wire::pipe::Pipe;
pub(super) use choice::choose;
use redirection::Redirection;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Redirections that are followed for one command: a slot may be moving.
const MOST_REDIRECTIONS: usize = 5;

/// The connections of a conversation. Dropping it closes them.
pub(super) struct Talk {
    pub(super) target: Target,
    context: Context,
    addresses: AddressMap,
    cluster: Option<Arc<Cluster>>,
    roles: BTreeMap<String, Role>,
    pipes: BTreeMap<String, Pipe>,
    current: Member,
    db: u64,
    /// What the server said on its own while a reply was awaited.
    pushed: Vec<Reply>,
    /// Where the last command went that was redirected.
    redirected: Option<String>,
}

/// What a command may meet besides a reply.
pub(super) enum Failure {
    /// It did not leave.
    Unsent(Error),
    /// It left, and no reply came.
    Unanswered(Error),
}

impl Failure {
    pub(super) fn error(&self) -> &Error {
        match self {
            Failure::Unsent(error) | Failure::Unanswered(error) => error,
        }
    }
}

impl Talk {
    /// Finds the instance and the member to talk to, and connects to it.
    ///
    /// # Errors
    /// Refused where it is not clear whom to talk to; of kind Target where nobody fit answers.
    pub(super) async fn open(context: &Context, nature: Nature, db: u64) -> Result<Self> {
        let named = discover::resolve(context, nature).await?;
        let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
        let target = target.into_owned();
        let current = choose(context, &target, &answers)?;
        let cluster = survey::cluster(&answers);
        if db > 0 && cluster.is_some() {
            return Err(Error::refused(format!(
                "{} is a Redis Cluster, which has the database 0 alone",
                target.instance.full_name()
            )));
        }
        let roles = answers.iter().filter_map(|answer| Some((answer.member.name.clone(), answer.role()?))).collect();
        let (addresses, pipes) = (AddressMap::of(&target.instance), BTreeMap::new());
        let (context, pushed, redirected) = (context.clone(), Vec::new(), None);
        let mut talk = Self { target, context, addresses, cluster, roles, pipes, current, db, pushed, redirected };
        talk.connect(&talk.current.clone()).await?;
        Ok(talk)
    }

    /// The member that the next command goes to.
    pub(super) fn member(&self) -> &Member {
        &self.current
    }

    /// The role that the member had when it was looked at.
    pub(super) fn role(&self) -> Option<Role> {
        self.roles.get(&self.current.name).copied()
    }

    /// Whether the instance is a Redis Cluster.
    pub(super) fn is_cluster(&self) -> bool {
        self.cluster.is_some()
    }

    /// The database that is selected.
    pub(super) fn db(&self) -> u64 {
        self.db
    }

    /// The server has selected another database.
    pub(super) fn set_db(&mut self, db: u64) {
        self.db = db;
    }

    /// What the server said on its own since this was asked last.
    pub(super) fn take_pushed(&mut self) -> Vec<Reply> {
        std::mem::take(&mut self.pushed)
    }

    /// The member that the last command was redirected to, if it was.
    pub(super) fn take_redirected(&mut self) -> Option<String> {
        self.redirected.take()
    }

    /// What a command would do, as the server tells it, and whether it may block until something comes.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn classify(&mut self, words: &[Vec<u8>]) -> Result<(Class, bool)> {
        let name = words.first().map(Vec::as_slice).unwrap_or_default();
        // A container's subcommands are in its own entry.
        let known_as = self.target.dialer.renames.of(name).to_vec();
        let asked = [b"COMMAND".to_vec(), b"INFO".to_vec(), known_as];
        let reply = self.ask(&asked).await.map_err(|failure| failure.error().clone())?;
        if matches!(reply, Reply::Error(_)) {
            return Ok((class::judge(words, None), false));
        }
        let cards = card::parse_info(&reply);
        let blocks = cards.values().any(|card| card.is("blocking"));
        // Of a command with another name the server tells the name that everybody knows: that is what it does.
        let known = cards.keys().next().and_then(|name| name.split(' ').next()).map(|name| name.as_bytes().to_vec());
        let mut words = words.to_vec();
        if let (Some(first), Some(known)) = (words.first_mut(), known) {
            *first = known;
        }
        Ok((class::judge(&words, Some(&cards)), blocks))
    }

    /// Sends a command that only looks and gives its reply, which may be an error of the server.
    pub(super) async fn ask(&mut self, words: &[Vec<u8>]) -> Result<Reply, Failure> {
        self.send(words, self.context.settings.node_timeout, true).await
    }

    /// As [`Talk::ask`], a command that changes something, with a wait of its own.
    pub(super) async fn change(
        &mut self,
        words: &[Vec<u8>],
        patience: Duration,
        follow: bool,
        _consent: &Consent,
    ) -> Result<Reply, Failure> {
        self.send(words, patience, follow).await
    }

    /// As [`Talk::ask`], with a wait of its own. Redirections are followed where `follow` says so.
    pub(super) async fn look(&mut self, words: &[Vec<u8>], patience: Duration, follow: bool) -> Result<Reply, Failure> {
        self.send(words, patience, follow).await
    }

    async fn send(&mut self, words: &[Vec<u8>], patience: Duration, follow: bool) -> Result<Reply, Failure> {
        let (mut member, mut asking) = (self.current.clone(), false);
        for _ in 0..MOST_REDIRECTIONS {
            let reply = self.send_to(&member, words, asking, patience).await?;
            let pinned = !follow || self.context.settings.target.pod.is_some();
            let Some(redirection) = Redirection::of(&reply).filter(|_| !pinned && self.cluster.is_some()) else {
                return Ok(reply);
            };
            let Some(next) = self.behind(&redirection, &member) else {
                let text =
                    format!("the server names {}:{}, which no known pod has", redirection.host, redirection.port);
                return Err(Failure::Unsent(
                    Error::target(text).hint("redis-ops health shows the members that are known"),
                ));
            };
            asking = redirection.ask;
            if !asking {
                self.current = next.clone();
                self.redirected = Some(format!("slot {} is on {}", redirection.slot, next.subject()));
            }
            member = next;
        }
        Err(Failure::Unsent(Error::target(format!("{MOST_REDIRECTIONS} redirections lead nowhere: slots are moving"))))
    }

    async fn send_to(
        &mut self,
        member: &Member,
        words: &[Vec<u8>],
        asking: bool,
        patience: Duration,
    ) -> Result<Reply, Failure> {
        if !self.pipes.contains_key(&member.name) {
            self.connect(member).await.map_err(Failure::Unsent)?;
        }
        let Some(pipe) = self.pipes.get_mut(&member.name) else {
            return Err(Failure::Unsent(Error::target(format!("{} is not connected", member.subject()))));
        };
        let work = async {
            if asking {
                pipe.push(&[b"ASKING"]);
            }
            let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
            pipe.push(&words);
            pipe.send().await.map_err(Failure::Unanswered)?;
            if asking {
                next_reply(pipe, patience, &mut self.pushed).await.map_err(Failure::Unanswered)?;
            }
            next_reply(pipe, patience, &mut self.pushed).await.map_err(Failure::Unanswered)
        };
        let outcome = work.await;
        if outcome.is_err() {
            // A reply that comes late must not be taken for that of the next command.
            self.pipes.remove(&member.name);
        }
        outcome
    }

    /// The member behind a redirection: with `--role replica` one that follows it.
    fn behind(&self, redirection: &Redirection, from: &Member) -> Option<Member> {
        let host = match (redirection.host.as_str(), &from.endpoint) {
            ("", crate::target::topology::Endpoint::Address { host, .. }) => host.clone(),
            ("", crate::target::topology::Endpoint::Pod { pod, .. }) => pod.clone(),
            (host, _) => host.to_owned(),
        };
        let name = self.addresses.member_at(&host, redirection.port)?;
        let replica = || {
            let cluster = self.cluster.as_ref()?;
            let shard = cluster.shards.get(cluster.shard_of(name)?.number)?;
            shard.replicas.iter().find_map(|index| cluster.nodes.get(*index)?.member.clone())
        };
        let wants_replica = self.context.settings.target.role == RoleFilter::Replica && !redirection.ask;
        let name = if wants_replica { replica()? } else { name.to_owned() };
        self.target.instance.members().find(|member| member.name == name).cloned()
    }

    /// Looks at the members again, since the one that was talked to is gone or has another role, and connects.
    ///
    /// # Errors
    /// As [`Talk::open`].
    pub(super) async fn look_again(&mut self) -> Result<()> {
        self.pipes.clear();
        let target = self.target.refetch_pods().await.unwrap_or_else(|| self.target.again());
        let answers = survey::ask(&self.context, &target, redis::cmd("INFO"), &[]).await?;
        self.current = choose(&self.context, &target, &answers)?;
        self.roles = answers.iter().filter_map(|answer| Some((answer.member.name.clone(), answer.role()?))).collect();
        self.cluster = survey::cluster(&answers).or(self.cluster.take());
        self.addresses = AddressMap::of(&target.instance);
        self.target = target;
        self.connect(&self.current.clone()).await
    }

    async fn connect(&mut self, member: &Member) -> Result<()> {
        let login = self.target.login(member);
        let patience = self.context.time_for_a_node();
        let opening = Pipe::open(&self.target.dialer, member, &login, patience, &self.context.console);
        let mut pipe = tokio::time::timeout(patience, opening).await.map_err(|_| {
            Error::target(format!("Redis on {} did not answer within {} ms", member.subject(), patience.as_millis()))
                .hint(format!(
                    "{} DURATION waits longer; is the server blocked or its node overloaded?",
                    self.context.option_of(patience)
                ))
        })??;
        // Servers before 6.0 speak RESP2 alone.
        if let Reply::Error(text) = pipe.ask(&[b"HELLO", b"3"]).await?
            && text.starts_with(b"NOAUTH")
        {
            return Err(login.missing(Error::target(format!("Redis on {} wants a password", member.subject()))));
        }
        let replica = self.roles.get(&member.name) == Some(&Role::Replica);
        let mut preparations: Vec<Vec<String>> = Vec::new();
        if self.cluster.is_some() && replica {
            preparations.push(vec!["READONLY".to_owned()]);
        }
        if self.db > 0 {
            preparations.push(vec!["SELECT".to_owned(), self.db.to_string()]);
        }
        for words in preparations {
            let bytes: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
            if let Reply::Error(text) = pipe.ask(&bytes).await? {
                let text = String::from_utf8_lossy(&text).into_owned();
                return Err(Error::target(format!("{} refuses {}", member.subject(), words.join(" "))).cause(text));
            }
        }
        self.pipes.insert(member.name.clone(), pipe);
        Ok(())
    }

    /// What the server says next on its own. It can be dropped while it waits.
    ///
    /// # Errors
    /// Of kind Target: the connection is lost.
    pub(super) async fn listen(&mut self) -> Result<Reply> {
        if !self.pushed.is_empty() {
            return Ok(self.pushed.remove(0));
        }
        let name = self.current.name.clone();
        let lost = || Error::target(format!("the connection to {} was lost", self.current.subject()));
        let pipe = self.pipes.get_mut(&name).ok_or_else(lost)?;
        loop {
            if let Some(reply) = pipe.take()? {
                return Ok(reply);
            }
            pipe.fill_within(Duration::MAX).await?;
        }
    }

    /// Sends a command after which the server speaks when it likes.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn begin_stream(&mut self, words: &[Vec<u8>], _consent: &Consent) -> Result<()> {
        if !self.pipes.contains_key(&self.current.name) {
            self.connect(&self.current.clone()).await?;
        }
        let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
        match self.pipes.get_mut(&self.current.name) {
            Some(pipe) => {
                pipe.push(&words);
                pipe.send().await
            }
            None => Err(Error::target(format!("{} is not connected", self.current.subject()))),
        }
    }
}

async fn next_reply(pipe: &mut Pipe, patience: Duration, pushed: &mut Vec<Reply>) -> Result<Reply> {
    loop {
        match pipe.take()? {
            Some(push @ Reply::Push(_)) => pushed.push(push),
            Some(reply) => return Ok(reply),
            None => pipe.fill_within(patience).await?,
        }
    }
}
