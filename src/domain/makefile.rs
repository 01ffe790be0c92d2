//! `redis.mk`: the targets of the old Makefile, each a command of redis-ops.

/// What a target runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `redis-ping`.
    pub name: String,
    /// What the help says of it.
    pub about: String,
    /// The command with the words behind it; none where redis-ops has no such command.
    pub command: Option<(String, Vec<Word>)>,
}

/// A word behind a command, made of a variable. Where the variable is empty there is no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// `POD` itself.
    Pod,
    /// `--pod POD`.
    PodOption,
    /// `BACKUP_FILE`, else `FILE`.
    File,
    /// `BACKUP_DIR` itself.
    Folder,
    /// `--to BACKUP_DIR`.
    ToFolder,
    /// `SNAPSHOT_NAME`.
    Snapshot,
    /// `PARAM`, else `*`.
    Parameter,
    /// The words of `CMD`.
    Words,
    /// `--yes`, where `YES` is not empty.
    Yes,
    /// `--confirm CONFIRM`.
    Confirm,
    /// `--dry-run`, where `DRY_RUN` is not empty.
    DryRun,
}

impl Word {
    fn text(self) -> &'static str {
        match self {
            Word::Pod => "$(call given,$(POD))",
            Word::PodOption => "$(call option,--pod,$(POD))",
            Word::File => "$(call given,$(or $(BACKUP_FILE),$(FILE)))",
            Word::Folder => "$(call given,$(BACKUP_DIR))",
            Word::ToFolder => "$(call option,--to,$(BACKUP_DIR))",
            Word::Snapshot => "$(call given,$(SNAPSHOT_NAME))",
            Word::Parameter => "$(call given,$(or $(PARAM),*))",
            // As the old one had it: a shell takes it apart.
            Word::Words => "-- $(CMD)",
            Word::Yes => "$(if $(YES),--yes)",
            Word::Confirm => "$(call option,--confirm,$(CONFIRM))",
            Word::DryRun => "$(if $(DRY_RUN),--dry-run)",
        }
    }
}

const HEAD: &str = r#"# Made by `redis-ops make-shim`: the targets of the old make/ops/redis.mk, each a command of redis-ops. Do not edit it:
# make it anew with the next release. Needs GNU make and redis-ops on the PATH, and works from any folder.
#
# What is different: NAMESPACE, RELEASE and POD are heeded by every target. Two Redis that fit are refused and named, in
# place of the first being taken. A target that could not do its work fails, and says why: `make` itself then ends with 2,
# whatever the status of redis-ops was, which it prints. What changes something asks at a terminal, and without one takes
# YES=1; what destroys data asks for the name, and without a terminal takes CONFIRM=NAMESPACE/NAME. DRY_RUN=1 shows the plan.

REDIS_OPS ?= redis-ops
KUBECTL ?= kubectl
BACKUP_DIR ?= tmp/redis-backups
.DEFAULT_GOAL := help

# A password is handed on in the environment, where no ps shows it; as it is, whatever characters it has.
ifneq ($(value REDIS_PASSWORD),)
export REDISCLI_AUTH := $(value REDIS_PASSWORD)
endif
unexport REDIS_PASSWORD

quoted = '$(subst ','\'',$(1))'
given = $(if $(1),$(call quoted,$(1)))
option = $(if $(2),$(1) $(call quoted,$(2)))
# The options of KUBECTL, as in "kubectl --context prod" or "microk8s kubectl -n data": redis-ops spells them alike.
options_of = $(if $(1),$(if $(filter -%,$(firstword $(1))),$(1),$(call options_of,$(wordlist 2,$(words $(1)),$(1)))))
kubectl_options := $(call options_of,$(KUBECTL))
# A namespace in KUBECTL was the only one that the old Makefile heeded.
namespace = $(if $(filter -n% --namespace%,$(kubectl_options)),,$(call option,-n,$(NAMESPACE)))
where = $(kubectl_options) $(namespace) $(call option,-r,$(RELEASE))

"#;

/// The variables that the targets heed, with what they say.
pub const VARIABLES: &[(&str, &str)] = &[
    ("NAMESPACE", "its namespace (default: the kubeconfig's)"),
    ("RELEASE", "its Helm release, or its name"),
    ("POD", "one pod"),
    ("BACKUP_DIR", "where backups are (tmp/redis-backups), or s3://BUCKET/PREFIX"),
    ("BACKUP_FILE, FILE", "the backup to restore or to verify: a set, or a file"),
    ("SNAPSHOT_NAME", "the name of a VolumeSnapshot"),
    ("PARAM", "the parameter of redis-config-get, or a pattern"),
    ("CMD", "the command of redis-cli, such as CMD='GET a'"),
    ("REDIS_PASSWORD", "the password, where it is in no Secret"),
    ("KUBECTL", "kubectl with its options, such as 'kubectl --context prod'"),
    ("YES, CONFIRM, DRY_RUN", "agree to a change; agree by name to what destroys; show the plan"),
    ("ARGS", "further options of the command, such as ARGS='-o json'"),
];

/// The file.
pub fn text(targets: &[Target]) -> String {
    let mut text = HEAD.to_owned();
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    text.push_str(&format!(".PHONY: help {}\n\n", names.join(" ")));
    text.push_str("help:\n");
    let mut line = |line: &str| text.push_str(&format!("\t@printf '%s\\n' {}\n", quoted(line)));
    line("Targets, each a command of redis-ops (redis-ops COMMAND --help says more):");
    let widest = names.iter().map(|name| name.len()).max().unwrap_or(0);
    targets.iter().for_each(|target| line(&format!("  {:<widest$}  {}", target.name, target.about)));
    line("Variables:");
    let widest = VARIABLES.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    VARIABLES.iter().for_each(|(name, about)| line(&format!("  {name:<widest$}  {about}")));
    for target in targets {
        text.push_str(&format!("\n{}:\n", target.name));
        match &target.command {
            None => {
                let said = quoted(&format!("{}: {}", target.name, target.about));
                text.push_str(&format!("\t@printf '%s\\n' {said} >&2; exit 5\n"));
            }
            Some((command, words)) => {
                // What a command takes without an option comes last: after -- for CMD.
                let (last, first): (Vec<Word>, Vec<Word>) =
                    words.iter().copied().partition(|word| *word == Word::Words);
                let first: String = first.iter().map(|word| format!(" {}", word.text())).collect();
                let last: String = last.iter().map(|word| format!(" {}", word.text())).collect();
                text.push_str(&format!("\t@$(REDIS_OPS) {command} $(where){first} $(ARGS){last}\n"));
            }
        }
    }
    text
}

/// A word of a recipe, for make and for the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''").replace('$', "$$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_command_with_its_variables_or_says_that_there_is_none() {
        let target = |name: &str, command: Option<(&str, Vec<Word>)>| Target {
            name: name.to_owned(),
            about: "It's $5".to_owned(),
            command: command.map(|(name, words)| (name.to_owned(), words)),
        };
        let text = text(&[
            target("redis-cli", Some(("cli", vec![Word::Words, Word::PodOption, Word::Yes]))),
            target("redis-gone", None),
        ]);
        assert!(text.contains(".PHONY: help redis-cli redis-gone\n"));
        let recipe = "\nredis-cli:\n\t@$(REDIS_OPS) cli $(where) $(call option,--pod,$(POD)) $(if $(YES),--yes) $(ARGS) -- $(CMD)\n";
        assert!(text.contains(recipe), "{text}");
        assert!(text.contains("\nredis-gone:\n\t@printf '%s\\n' 'redis-gone: It'\\''s $$5' >&2; exit 5\n"), "{text}");
    }
}
