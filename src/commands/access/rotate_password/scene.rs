//! What there is: servers, Sentinels, the Secret, and what speaks against it.

use super::RotatePasswordArgs;
use super::servers::{Server, Ways, hash};
use super::vault::Vault;
use crate::context::Context;
use crate::domain::rotate::{Facts, Stage};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::target::by_url;
use crate::target::credentials::{Password, PasswordSource};
use crate::target::discover::{self, Target};
use crate::target::facts::EnvValue;
use crate::target::flavour::Role;
use crate::target::sentinels;
use crate::target::topology::Member;
use crate::wire::session::{Login, wants_password};
use ring::rand::{SecureRandom, SystemRandom};

/// Characters of a password that nobody has to quote.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 40;

/// A Sentinel that watches the instance.
#[derive(Debug)]
pub(super) struct Watcher {
    pub(super) member: Member,
    pub(super) logins: Vec<Login>,
    /// The primary's name there.
    pub(super) name: String,
}

/// A Secret that somebody else writes.
#[derive(Debug)]
pub(super) struct LeftTo {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) key: String,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) target: Target,
    pub(super) ways: Ways,
    pub(super) servers: Vec<Server>,
    pub(super) watchers: Vec<Watcher>,
    /// Whether the Sentinels have the same password for themselves.
    pub(super) sentinels_too: bool,
    /// The Secret, where it is to be changed.
    pub(super) vault: Option<Vault>,
    /// A Secret that is left to who owns it.
    pub(super) left_to: Option<LeftTo>,
    pub(super) stage: Stage,
    pub(super) old: Password,
    pub(super) new: Password,
    pub(super) in_environment: Vec<String>,
}

impl Scene {
    pub(super) fn facts(&self, remove_old: bool) -> Facts<'_> {
        Facts {
            target: self.target.instance.full_name(),
            servers: self.servers.iter().map(|server| server.member.subject()).collect(),
            with_masterauth: self.with_masterauth(),
            sentinels: self.watchers.iter().map(|watcher| watcher.member.subject()).collect(),
            sentinels_too: self.sentinels_too,
            secret: None,
            stage: self.stage,
            remove_old,
            in_environment: self.in_environment.clone(),
            helm: self.vault.as_ref().and_then(Vault::helm),
        }
    }

    /// Whether a server may have to log in to another.
    pub(super) fn with_masterauth(&self) -> bool {
        self.servers.len() > 1 && self.servers.iter().all(|server| server.has_config)
    }
}

/// Looks at everything.
///
/// # Errors
/// Refused with the reason; of kind Target where something cannot be seen.
pub(super) async fn look(context: &Context, args: &RotatePasswordArgs) -> Result<Scene> {
    if context.settings.redis.user.is_some() {
        return Err(Error::refused("the password of the user default is rotated, and --redis-user names another"));
    }
    let named = discover::resolve_whole(context, Nature::Acting).await?;
    let (target, answers) = if named.dialer.kubernetes.is_some() {
        let answers = crate::target::survey::ask_all(context, &named, redis::cmd("INFO"), &[]).await;
        (named, answers)
    } else {
        let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
        (target.into_owned(), answers)
    };
    let name = target.instance.full_name();
    let given = args.new_password_file.as_deref().map(read).transpose()?;
    let Place { vault, left_to } = place(&target, args).await?;
    // One whose container has started again from an old configuration file knows the old password alone.
    let knows_the_old =
        |error: &&Error| wants_password(error) && vault.as_ref().is_some_and(|vault| vault.previous().is_some());
    let mut silent = answers.iter().filter_map(|answer| answer.result.as_ref().err());
    if let Some(error) = silent.find(|error| !knows_the_old(error)) {
        let refused = Error::target(format!("not every server of {name} answers, and each has to come to know it"));
        return Err(error.hints().iter().fold(refused.cause(error.chain()), |error, hint| error.hint(hint)));
    }
    if answers.iter().any(|answer| answer.password_not_needed) {
        return Err(Error::refused(format!("{name} has no password")).cause("there is nothing to rotate"));
    }
    let login = |answer: &crate::target::survey::Answer| target.login(&answer.member).password;
    let current = answers.first().and_then(login);
    let current =
        current.ok_or_else(|| Error::refused(format!("{name} has no password")).cause("there is nothing to rotate"))?;
    if answers.iter().any(|answer| login(answer).as_ref() != Some(&current)) {
        return Err(Error::refused(format!("the servers of {name} have different passwords")));
    }
    let ways = Ways {
        dialer: target.dialer.clone(),
        patience: context.settings.node_timeout,
        console: std::sync::Arc::clone(&context.console),
    };
    let (stage, old, new) = match (&vault, answers.first()) {
        (Some(vault), _) => passwords(vault, current, given)?,
        (None, Some(first)) => without_secret(args, &ways, &first.member, current, given).await?,
        (None, None) => return Err(Error::target(format!("{name} has no servers"))),
    };
    let mut servers = Vec::with_capacity(answers.len());
    for answer in &answers {
        let link_up = answer.role() == Some(Role::Replica)
            && answer.info().is_some_and(|info| info.text("master_link_status") == Some("up"));
        let must_know = (stage == Stage::Switched && args.remove_old).then_some(&new);
        servers.push(server(&ways, &answer.member, link_up, &[&old, &new], must_know).await?);
    }
    if servers.len() > 1 && servers.iter().any(|server| !server.has_config) {
        return Err(Error::refused(format!("CONFIG is disabled on servers of {name}"))
            .cause("a replica's masterauth cannot be changed without it, and the replica would lose its primary")
            .hint("if it is renamed: --rename-command CONFIG=NEW-NAME; else change the Secret, and restart all pods at once"));
    }
    let (watchers, sentinels_too) = watchers(context, &target).await?;
    let in_environment = in_environment(&target, vault.as_ref());
    Ok(Scene { target, ways, servers, watchers, sentinels_too, vault, left_to, stage, old, new, in_environment })
}

async fn server(
    ways: &Ways,
    member: &Member,
    link_up: bool,
    known: &[&Password],
    must_know: Option<&Password>,
) -> Result<Server> {
    let mut session = ways.session_by_any(member, known).await?;
    let accepted = ways.accepted(&mut session, member).await?;
    let Some(accepted) = accepted else {
        return Err(Error::refused(format!("{} lets everybody in without a password", member.subject())));
    };
    if must_know.is_some_and(|new| !accepted.contains(&hash(new))) {
        return Err(Error::refused(format!("{} does not know the new password", member.subject()))
            .cause("has its container started again from an old configuration file?")
            .hint("the same command without --remove-old has it accept both again; a new pod has the new one"));
    }
    let file = ways.parameter(&mut session, "aclfile").await?;
    if let Some(file) = file.as_ref().filter(|file| !file.is_empty()) {
        return Err(Error::refused(format!("{} keeps its users in {file}", member.subject()))
            .cause("a password that is set now would be gone after a restart, unless the file has it")
            .hint("change the file, then ACL LOAD"));
    }
    Ok(Server { member: member.clone(), is_sentinel: false, has_config: file.is_some(), link_up })
}

/// The stage, the old password and the new one.
fn passwords(vault: &Vault, current: Password, given: Option<Password>) -> Result<(Stage, Password, Password)> {
    let secret = vault.full_name();
    if vault.current().as_ref() != Some(&current) {
        return Err(Error::refused(format!("the password that was given is not the one of Secret {secret}"))
            .hint("unset REDISCLI_AUTH, and leave --redis-password-file away"));
    }
    let chosen = |kept: Option<Password>| match (kept, given) {
        (Some(kept), Some(given)) if kept != given => Err(Error::refused(format!(
            "a rotation to another password than that of --new-password-file is under way in Secret {secret}"
        ))
        .hint("leave --new-password-file away, and end that one with --remove-old first")),
        (Some(kept), _) => Ok(kept),
        (None, Some(given)) => Ok(given),
        (None, None) => generate(),
    };
    match (vault.stage(), vault.previous()) {
        (_, Some(old)) => Ok((Stage::Switched, old, chosen(Some(current))?)),
        (stage, None) => {
            let new = chosen(vault.next())?;
            different(&current, &new)?;
            Ok((stage, current, new))
        }
    }
}

/// As [`passwords`], where no Secret is changed: what is in force already is told by the servers.
async fn without_secret(
    args: &RotatePasswordArgs,
    ways: &Ways,
    first: &Member,
    current: Password,
    given: Option<Password>,
) -> Result<(Stage, Password, Password)> {
    let new = given.ok_or_else(|| {
        Error::refused("no Secret is to be changed, so that the new password would be known to nobody")
            .hint("--new-password-file FILE has the new one, which stays with you")
    })?;
    if !args.remove_old || new != current {
        different(&current, &new)?;
        return Ok((Stage::Fresh, current, new));
    }
    let mut session = ways.session(first, &new).await?;
    let old = ways.parameter(&mut session, "requirepass").await?.and_then(|text| Password::new(&text));
    match old.filter(|old| *old != new) {
        Some(old) => Ok((Stage::Switched, old, new)),
        None => Err(Error::refused(format!("{} knows no password but the new one", first.subject()))
            .cause("there is nothing to remove, or CONFIG cannot be used to see it")),
    }
}

fn different(current: &Password, new: &Password) -> Result<()> {
    if current == new {
        return Err(Error::refused("the new password is the one that is in force"));
    }
    Ok(())
}

fn read(path: &std::path::Path) -> Result<Password> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::usage(format!("cannot read {}", path.display())).because(&error))?;
    Password::new(&text).ok_or_else(|| Error::usage(format!("{} has no password in it", path.display())))
}

fn generate() -> Result<Password> {
    let random = SystemRandom::new();
    let mut text = String::with_capacity(LENGTH);
    while text.len() < LENGTH {
        let mut bytes = [0; LENGTH];
        random.fill(&mut bytes).map_err(|_| Error::failed("this machine gives no random numbers"))?;
        // 248 is the greatest multiple of 62 that a byte holds: above it some letters would be likelier.
        let fair = bytes.iter().filter(|byte| **byte < 248).map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]);
        text.extend(fair.map(char::from).take(LENGTH - text.len()));
    }
    Password::new(&text).ok_or_else(|| Error::failed("this machine gives no random numbers"))
}

/// The Secret that the pods take the password from.
#[derive(Default)]
struct Place {
    /// Where it is to be changed.
    vault: Option<Vault>,
    /// Where it is left to who owns it.
    left_to: Option<LeftTo>,
}

async fn place(target: &Target, args: &RotatePasswordArgs) -> Result<Place> {
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Ok(Place::default());
    };
    let source = target.instance.members().find_map(|member| member.password.clone());
    let (name, key) = match source {
        Some(PasswordSource::Secret { name, key }) => (name, key),
        Some(PasswordSource::Literal(_)) => {
            return Err(Error::refused("the password is written in the pods' specification")
                .cause("a restart would bring the old one back")
                .hint("change the specification: its rollout restarts the pods with the new one"));
        }
        None => return Ok(Place::default()),
    };
    let vault = Vault::open(kubernetes, namespace, &name, &key).await?;
    match (vault.owner(), args.print_patch) {
        (Some(owner), false) => Err(Error::refused(format!("Secret {} belongs to {owner}", vault.full_name()))
            .cause("a change by hand would be undone")
            .hint(
                "--print-patch --new-password-file FILE changes the servers alone, and prints what the owner has to \
                 change",
            )),
        (_, true) => Ok(Place { left_to: Some(LeftTo { namespace: namespace.clone(), name, key }), vault: None }),
        (None, false) => Ok(Place { vault: Some(vault), left_to: None }),
    }
}

/// The Sentinels, and whether they have the same password.
async fn watchers(context: &Context, target: &Target) -> Result<(Vec<Watcher>, bool)> {
    let facts = sentinels::ask(context, target).await?;
    let (mut watchers, mut too) = (Vec::new(), false);
    let of_servers = target.instance.members().next().and_then(|member| member.password.clone());
    for fact in facts {
        let view = match fact.answer {
            Ok(Some(view)) => view,
            Ok(None) => continue,
            Err(error) => {
                return Err(
                    Error::target(format!("the Sentinel {} cannot be asked", fact.subject)).cause(error.chain())
                );
            }
        };
        let Some(candidate) = target.sentinels.iter().find(|candidate| candidate.sentinel.name == fact.name) else {
            continue;
        };
        let member = candidate.sentinel.clone();
        too |= member.password.is_some() && member.password == of_servers;
        let logins = sentinels::logins(context, target, &member).await;
        watchers.push(Watcher { member, logins, name: view.watched.name });
    }
    Ok((watchers, too))
}

/// Pods with a container that has the password in its environment.
fn in_environment(target: &Target, vault: Option<&Vault>) -> Vec<String> {
    let Some(vault) = vault else { return Vec::new() };
    let secret = vault.full_name();
    let holds = |member: &&Member| {
        let pod = member.pod.as_ref();
        pod.into_iter().flat_map(|pod| &pod.containers).flat_map(|container| container.env.values()).any(|value| {
            match value {
                EnvValue::SecretKey { secret: name, key } => {
                    secret.ends_with(&format!("/{name}")) && key == vault.key()
                }
                EnvValue::Literal(_) | EnvValue::Other => false,
            }
        })
    };
    target.instance.members().filter(holds).map(|member| member.name.clone()).collect()
}
