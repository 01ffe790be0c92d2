//! What is in a set besides the RDBs: gathered before them, or, the AOFs, right after the RDB of each shard.

use crate::commands::backup::backup_aof::{self, AofFacts, Files};
use crate::commands::backup::backup_config;
use crate::commands::backup::backup_k8s_resources::{self, needs_encryption};
use crate::commands::backup::destination::Destination;
use crate::commands::backup::division::Division;
use crate::context::Context;
use crate::domain::backup::besides::{CONFIG_FILE, DERIVED_FILE, INDEX_FILE, RESOURCES_FILE, SECRETS_FILE};
use crate::domain::backup::naming;
use crate::error::{Error, Result};
use crate::report::{Finding, Severity};
use crate::store::set::SmallFile;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use std::time::Duration;

/// Which parts are wanted.
#[derive(Debug)]
pub(in crate::commands::backup) struct Parts {
    pub(super) with_aof: bool,
    pub(super) with_secrets: bool,
    /// How long a pod may be silent while files are read.
    pub(super) silence: Duration,
    /// Longest wait for a rewrite of an AOF.
    pub(super) wait: Duration,
    pub(super) max_lag: u64,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(in crate::commands::backup) struct Extra {
    /// Files about the whole instance.
    pub(in crate::commands::backup) files: Vec<SmallFile>,
    /// AOFs to be copied.
    pub(in crate::commands::backup) aofs: Vec<AofFacts>,
    /// What belongs there and could not be read: the set is incomplete.
    pub(in crate::commands::backup) missing: Vec<String>,
    /// What is to be said of it.
    pub(in crate::commands::backup) findings: Vec<Finding>,
}

impl Parts {
    /// Whether the parts can go to such a place.
    ///
    /// # Errors
    /// Refused, for values of Secrets in clear.
    pub(in crate::commands::backup) fn check(&self, destination: &Destination) -> Result<()> {
        needs_encryption(self.with_secrets, destination)
    }

    /// The names of the parts, as far as they are known before.
    pub(in crate::commands::backup) fn names(
        &self,
        destination: &Destination,
        target: &Target,
        answers: &[Answer],
        division: &Division,
    ) -> Vec<String> {
        let aofs = self.shards_with_aof(target, answers, division);
        let mut names: Vec<String> =
            aofs.map(|number| destination.artefact(&naming::aof_artefact(number, division.total))).collect();
        let mut files = vec![CONFIG_FILE];
        if target.dialer.kubernetes.is_some() {
            files.extend([RESOURCES_FILE, INDEX_FILE]);
            files.extend(self.with_secrets.then_some(SECRETS_FILE));
        }
        names.extend(files.iter().map(|name| destination.beside().artefact(name)));
        names
    }

    fn shards_with_aof<'a>(
        &self,
        target: &Target,
        answers: &'a [Answer],
        division: &'a Division,
    ) -> impl Iterator<Item = usize> + 'a {
        let wanted = self.with_aof && target.dialer.kubernetes.is_some();
        let shards = division.shards.iter().filter(move |shard| wanted && !backup_aof::is_off(answers, shard));
        shards.map(|shard| shard.number)
    }

    /// Reads what is read before the data.
    pub(in crate::commands::backup) async fn gather(
        &self,
        context: &Context,
        target: &Target,
        answers: &[Answer],
        division: &Division,
    ) -> Extra {
        let mut extra = Extra::default();
        match backup_config::fetch(context, target).await {
            Ok((configuration, findings)) => {
                extra.findings.extend(findings);
                extra.missing.extend(configuration.missing().iter().cloned());
                match backup_config::file(&configuration) {
                    Ok(file) => extra.files.push(file),
                    Err(error) => extra.lack(target, CONFIG_FILE, &error),
                }
            }
            Err(error) => extra.lack(target, CONFIG_FILE, &error),
        }
        if target.dialer.kubernetes.is_some() {
            match backup_k8s_resources::fetch(context, target, self.with_secrets).await {
                Ok((resources, findings)) => {
                    extra.findings.extend(findings);
                    let (files, missing) = resources.into_parts();
                    extra.files.extend(files);
                    extra.missing.extend(missing);
                }
                Err(error) => extra.lack(target, &format!("{RESOURCES_FILE}, {DERIVED_FILE}"), &error),
            }
        }
        self.gather_aofs(context, target, answers, division, &mut extra).await;
        extra
    }

    async fn gather_aofs(
        &self,
        context: &Context,
        target: &Target,
        answers: &[Answer],
        division: &Division,
        extra: &mut Extra,
    ) {
        let has_aof = |answer: &&Answer| answer.info().and_then(|info| info.flag("aof_enabled")) == Some(true);
        let on: Vec<&str> = answers.iter().filter(has_aof).map(|answer| answer.member.name.as_str()).collect();
        if on.is_empty() {
            return;
        }
        if !self.with_aof || target.dialer.kubernetes.is_none() {
            let why = if self.with_aof { "with --url no file of a pod can be read" } else { "--no-aof leaves it out" };
            let message = format!(
                "the AOF is on ({}) and not in this set, which holds the data as of its RDB: {why}",
                on.join(", ")
            );
            extra.findings.push(Finding::new("aof-not-included", Severity::Info, target.instance.full_name(), message));
            return;
        }
        let Ok(files) = Files::of(context, target, answers, self.silence) else { return };
        let wanted: Vec<usize> = self.shards_with_aof(target, answers, division).collect();
        for shard in division.shards.iter().filter(|shard| wanted.contains(&shard.number)) {
            match files.fetch(shard, self.max_lag).await {
                Ok(facts) => extra.aofs.push(facts),
                Err(error) => extra.lack(target, &naming::aof_artefact(shard.number, division.total), &error),
            }
        }
    }

    /// How the AOFs are copied.
    pub(in crate::commands::backup) fn wait(&self) -> Duration {
        self.wait
    }

    /// How long a pod may be silent meanwhile.
    pub(in crate::commands::backup) fn silence(&self) -> Duration {
        self.silence
    }
}

impl Extra {
    /// The AOF of a shard that is to be copied.
    pub(in crate::commands::backup) fn take_aof(&mut self, shard: usize) -> Option<AofFacts> {
        let at = self.aofs.iter().position(|facts| facts.number == shard)?;
        Some(self.aofs.remove(at))
    }

    /// A part that could not be made.
    pub(in crate::commands::backup) fn lack(&mut self, target: &Target, part: &str, error: &Error) {
        let text = format!("{part}: {}", error.chain());
        let finding = Finding::new("part-not-included", Severity::Unknown, target.instance.full_name(), text.clone());
        self.findings.push(match error.hints().first() {
            Some(hint) => finding.hint(hint.clone()),
            None => finding,
        });
        self.missing.push(text);
    }
}
