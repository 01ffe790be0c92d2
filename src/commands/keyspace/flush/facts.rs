//! What there is to lose, and on whom.

use super::Scope;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::formats::info::Database;
use crate::report::units;
use crate::target::discover::Target;
use crate::target::flavour::Role;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::wire::session::Session;

/// A primary.
#[derive(Debug)]
pub(super) struct Primary {
    pub(super) member: Member,
    pub(super) databases: Vec<Database>,
    pub(super) memory_bytes: Option<u64>,
    /// `save`; none where CONFIG cannot be asked.
    pub(super) save: Option<String>,
    pub(super) aof: bool,
    pub(super) replicas: usize,
    /// Whether the server knows the command; none where it does not say.
    known: Option<bool>,
}

impl Primary {
    /// Keys that would be lost, by database.
    pub(super) fn counts(&self, scope: Scope) -> Vec<(u64, u64)> {
        let wanted = self.databases.iter().filter(|database| scope.wants(database.index));
        wanted.map(|database| (database.index, database.keys)).collect()
    }

    /// All of them.
    pub(super) fn keys(&self, scope: Scope) -> u64 {
        self.counts(scope).iter().map(|(_, keys)| keys).sum()
    }
}

/// `12 keys in db0, 3 in db7`.
pub(super) fn words_of_counts(counts: &[(u64, u64)]) -> String {
    match counts.split_first() {
        None => "no keys".to_owned(),
        Some(((db, keys), rest)) => {
            let first = format!("{} keys in db{db}", units::count(*keys));
            rest.iter().fold(first, |text, (db, keys)| format!("{text}, {} in db{db}", units::count(*keys)))
        }
    }
}

/// Every primary, each seen to be one.
///
/// # Errors
/// Refused where it is not certain that these are all: two primaries, a shard without one, a choice of members that
/// leaves some out, one that is loading its data. Of kind Target where none answers.
pub(super) async fn primaries(
    context: &Context,
    target: &Target,
    answers: &[Answer],
    scope: Scope,
) -> Result<Vec<Primary>> {
    let name = target.instance.full_name();
    let all: Vec<&Answer> = answers.iter().filter(|answer| answer.role() == Some(Role::Primary)).collect();
    let silent: Vec<&Error> = answers.iter().filter_map(|answer| answer.result.as_ref().err()).collect();
    if all.is_empty() {
        let error = match silent.first() {
            Some(error) => Error::target(format!("no primary of {name} answers")).caused_by(error),
            None => Error::refused(format!("{name} has no primary here"))
                .hint("a replica takes no writes: leave --pod and --role away"),
        };
        return Err(error);
    }
    let wanted: Vec<&Answer> = match survey::cluster(answers) {
        None if all.len() > 1 => {
            let names: Vec<&str> = all.iter().map(|answer| answer.member.name.as_str()).collect();
            return Err(Error::refused(format!("{name} has {} primaries: {}", all.len(), names.join(", ")))
                .hint("redis-ops check-replication tells more; --pod says which one is meant"));
        }
        None => all,
        Some(cluster) => {
            if matches!(scope, Scope::Database(db) if db > 0) {
                return Err(Error::refused(format!("{name} is a Redis Cluster, which has the database 0 alone")));
            }
            let with_slots: Vec<&Answer> = all.into_iter().filter(|answer| answer.shard().is_some()).collect();
            let covered: std::collections::BTreeSet<usize> =
                with_slots.iter().filter_map(|answer| Some(answer.shard()?.number)).collect();
            if covered.len() < cluster.shards.len() || !cluster.uncovered.is_empty() {
                return Err(Error::refused(format!(
                    "{} of the {} shards of {name} have a primary that answers",
                    covered.len(),
                    cluster.shards.len()
                ))
                .cause("the keys of the others would stay")
                .hint("redis-ops health tells more; leave --pod and --role away"));
            }
            with_slots
        }
    };
    for answer in &wanted {
        refuse_loading(answer)?;
    }
    let mut primaries = Vec::with_capacity(wanted.len());
    for answer in wanted {
        primaries.push(look(context, target, answer, scope).await?);
    }
    Ok(primaries)
}

/// What a server has read of its file so far is not all that would be lost.
fn refuse_loading(answer: &Answer) -> Result<()> {
    if answer.info().and_then(|info| info.flag("loading")) != Some(true) {
        return Ok(());
    }
    Err(Error::refused(format!("{} is loading its data (LOADING)", answer.member.subject()))
        .cause("the keys that it has so far are not all that would be lost")
        .hint("try again when redis-ops health says that it has finished"))
}

async fn look(context: &Context, target: &Target, answer: &Answer, scope: Scope) -> Result<Primary> {
    let info = answer.info().cloned().unwrap_or_default();
    let limit = context.time_for_a_node();
    let login = target.login(&answer.member);
    let mut session = Session::open(&target.dialer, &answer.member, &login, limit, &context.console).await?;
    let mut commands = vec![redis::cmd("CONFIG"), redis::cmd("COMMAND")];
    commands[0].arg("GET").arg("save");
    commands[1].arg("INFO").arg(scope.name());
    if let Scope::Database(db @ 1..) = scope {
        let mut select = redis::cmd("SELECT");
        select.arg(db);
        commands.push(select);
    }
    let replies = session.flight(&commands).await?;
    // A database that the server does not have is not one without keys.
    if let (Scope::Database(db @ 1..), Some(Err(error))) = (scope, replies.last()) {
        return Err(Error::refused(format!("database {db} of {} cannot be selected", answer.member.subject()))
            .cause(error.to_string()));
    }
    let mut replies = replies.iter().map(|reply| reply.as_ref().map(survey::plain).ok());
    let save = replies.next().flatten().and_then(|reply| reply.pairs().next()?.1.text());
    let known = replies.next().flatten().and_then(|reply| Some(!reply.list().first()?.list().is_empty()));
    Ok(Primary {
        member: answer.member.clone(),
        databases: info.databases(),
        memory_bytes: info.number("used_memory"),
        save,
        aof: info.flag("aof_enabled") == Some(true),
        replicas: info.attached_replicas().len(),
        known,
    })
}

/// Said before a backup is taken for nothing.
///
/// # Errors
/// Refused, where a server does not know the command.
pub(super) fn refuse_disabled(primaries: &[Primary], scope: Scope) -> Result<()> {
    let command = scope.name().to_uppercase();
    match primaries.iter().find(|primary| primary.known == Some(false)) {
        Some(primary) => Err(Error::refused(format!("{} does not know {command}", primary.member.subject()))
            .cause("it is disabled or renamed there (rename-command)")
            .hint("--scan removes key by key, by SCAN and UNLINK")
            .hint(format!("if it is renamed: --rename-command {command}=NEW-NAME"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::words_of_counts;

    #[test]
    fn what_is_lost_in_words() {
        assert_eq!(words_of_counts(&[]), "no keys");
        assert_eq!(words_of_counts(&[(0, 1200), (7, 3)]), "1,200 keys in db0, 3 in db7");
    }
}
