//! What a shell completes: commands and options, and names that are there now: contexts, namespaces, instances, pods, targets of the
//! configuration file.
//!
//! A shell asks at every press of Tab, so an answer is there within a second, with fewer names if need be. Nothing is asked
//! back (a credential plugin finds no terminal at its stdin) and nothing is written that is no answer. Only the Kubernetes API
//! is asked, no Redis: no password is read.

use crate::cli;
use crate::config_file::ConfigFile;
use crate::console::Console;
use crate::k8s::client::Kubernetes;
use crate::k8s::names;
use crate::options::GlobalArgs;
use crate::settings::KubernetesSettings;
use crate::target::spec::Scope;
use crate::target::topology::{self, Overrides};
use clap::{FromArgMatches, ValueHint};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};
use std::ffi::OsString;
use std::fs::File;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// With this a shell's script asks: the shell's name.
const VARIABLE: &str = "REDIS_OPS_COMPLETE";

/// The program's name, as the scripts know it.
const PROGRAM: &str = "redis-ops";

/// Longest search for names.
const PATIENCE: Duration = Duration::from_millis(900);

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Context,
    Cluster,
    User,
    Target,
    Namespace,
    Release,
    Pod,
}

/// Options by their id, with the names that they take.
const OPTIONS: [(&str, Kind); 7] = [
    ("context", Kind::Context),
    ("cluster", Kind::Cluster),
    ("user", Kind::User),
    ("target", Kind::Target),
    ("namespace", Kind::Namespace),
    ("release", Kind::Release),
    ("pod", Kind::Pod),
];

/// Names of values that are files or folders, though they may be addresses in S3 as well.
const PATHS: [&str; 4] = ["SOURCE", "PATH", "PLACE", "SIDE"];

/// Answers a shell that asks for completions; false where nobody does.
pub fn answer(argv: &[OsString]) -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    silence();
    let typed = argv.iter().skip_while(|word| *word != "--").skip(1).cloned().collect::<Vec<_>>();
    let typed: Arc<[OsString]> = typed.into();
    let asked = CompleteEnv::with_factory(|| tree(&typed)).var(VARIABLE).bin(PROGRAM).completer(PROGRAM);
    // What cannot be completed is not completed; there is nobody to tell.
    asked.try_complete(argv.iter().cloned(), std::env::current_dir().ok().as_deref()).unwrap_or(true)
}

/// The script by which a shell asks. Bash's is our own: the one of `clap_complete` takes a name with a colon apart.
pub fn script(shell: Shell) -> String {
    if shell == Shell::Bash {
        return include_str!("completing/redis-ops.bash").to_owned();
    }
    script_of_clap(shell)
}

fn script_of_clap(shell: Shell) -> String {
    let mut bytes = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&shell.to_string()) {
        // Writing to memory does not fail.
        let _ = shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A plugin of the kubeconfig finds no terminal, and what it says is not written between the user's words.
fn silence() {
    if let Ok(nothing) = File::options().read(true).write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdin(&nothing);
        let _ = rustix::stdio::dup2_stderr(&nothing);
    }
}

/// The command line, with the names that its arguments take.
fn tree(typed: &Arc<[OsString]>) -> clap::Command {
    let names = |kind: Kind| {
        let typed = Arc::clone(typed);
        ArgValueCandidates::new(move || in_time(kind, Arc::clone(&typed)))
    };
    let mut tree = cli::tree();
    for (option, kind) in OPTIONS {
        tree = tree.mut_arg(option, |argument| argument.add(names(kind)));
    }
    tree.mut_subcommands(|command| {
        command.mut_args(|argument| {
            let shown = argument.get_value_names().and_then(|all| all.first()).map(|name| name.to_string());
            match shown.as_deref() {
                Some("POD") if argument.is_positional() => argument.add(names(Kind::Pod)),
                Some(name) if PATHS.contains(&name) => argument.value_hint(ValueHint::AnyPath),
                _ => argument,
            }
        })
    })
}

/// The names that are found in time. Whoever takes longer is left behind, and ends with the process.
fn in_time(kind: Kind, typed: Arc<[OsString]>) -> Vec<CompletionCandidate> {
    let (found, names) = mpsc::channel();
    std::thread::spawn(move || found.send(find(kind, &typed).unwrap_or_default()));
    let mut names = names.recv_timeout(PATIENCE).unwrap_or_default();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(CompletionCandidate::new).collect()
}

fn find(kind: Kind, typed: &[OsString]) -> Option<Vec<String>> {
    let tree = cli::tree();
    let file = ConfigFile::load(&tree).ok()?;
    if kind == Kind::Target {
        return Some(file.names());
    }
    let (tree, typed) = file.apply(tree, typed.to_vec()).ok()?;
    let matches = tree.ignore_errors(true).try_get_matches_from(typed).ok()?;
    let said = GlobalArgs::from_arg_matches(&matches).ok()?;
    let of_file = || names::of_kubeconfig(said.kubeconfig.as_deref());
    match kind {
        Kind::Context => Some(of_file().contexts),
        Kind::Cluster => Some(of_file().clusters),
        Kind::User => Some(of_file().users),
        _ if said.url.is_some() => None,
        _ => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(in_the_cluster(kind, &said))
        }
    }
}

async fn in_the_cluster(kind: Kind, said: &GlobalArgs) -> Option<Vec<String>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = KubernetesSettings { request_timeout: PATIENCE, ..KubernetesSettings::of(said) };
    let kubernetes = Kubernetes::connect(&settings, Arc::new(Console::plain())).await.ok()?;
    if kind == Kind::Namespace {
        return kubernetes.fetch_namespaces().await.ok();
    }
    let scope = match &said.namespace {
        _ if said.all_namespaces => Scope::All,
        Some(namespace) => Scope::Namespace(namespace.clone()),
        None => Scope::Namespace(kubernetes.default_namespace.clone()),
    };
    let pods = kubernetes.fetch_pods(&scope, said.selector.as_deref()).await.ok()?;
    let instances = topology::group(pods, Overrides { container: said.container.as_deref(), port: said.port });
    let names = match kind {
        Kind::Release => instances.into_iter().map(|instance| instance.name).collect(),
        _ => {
            let wanted = instances.iter().filter(|one| said.release.as_ref().is_none_or(|name| one.answers_to(name)));
            wanted.flat_map(|instance| instance.members().map(|member| member.name.clone())).collect()
        }
    };
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_for_bash_says_all_that_the_library_asks_for() {
        let (own, theirs) = (script(Shell::Bash), script_of_clap(Shell::Bash));
        let said = theirs.lines().filter_map(|line| line.trim().strip_suffix('\\')?.split_once("=\""));
        let said: Vec<&str> = said.map(|(name, _)| name).filter(|name| name.starts_with('_')).collect();
        assert!(said.len() >= 4 && said.iter().all(|name| own.contains(&format!("{name}=\""))), "{said:?}");
        assert!(own.contains(&format!("{VARIABLE}=\"bash\"")) && theirs.contains(&format!("{VARIABLE}=\"bash\"")));
    }
}
