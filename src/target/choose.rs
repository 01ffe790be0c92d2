//! One instance out of those that were found, or a refusal that names them all. Never the first of several.

use super::spec::{Scope, TargetSpec};
use super::topology::Instance;
use crate::error::Error;

/// What became of the choice.
#[derive(Debug, PartialEq, Eq)]
pub enum Choice {
    /// Exactly one fits.
    One(Box<Instance>),
    /// Several fit.
    Several(Vec<Instance>),
}

/// The instances that fit `-r` and `--pod`; with `--pod` the instance is reduced to that member.
///
/// # Errors
/// Of kind Target when none fits; the message says what there is instead.
pub fn choose(instances: Vec<Instance>, spec: &TargetSpec) -> Result<Choice, Error> {
    let mut choice = choose_whole(instances, spec)?;
    if let Some(pod) = &spec.pod {
        let fitting = match &mut choice {
            Choice::One(instance) => std::slice::from_mut(&mut **instance),
            Choice::Several(instances) => instances.as_mut_slice(),
        };
        for instance in fitting {
            for shard in &mut instance.shards {
                shard.members.retain(|member| member.name == *pod);
            }
            instance.shards.retain(|shard| !shard.members.is_empty());
        }
    }
    Ok(choice)
}

/// As [`choose`], but `--pod` leaves an instance all its members: it only has to have such a one.
///
/// # Errors
/// Of kind Target when none fits; the message says what there is instead.
pub fn choose_whole(instances: Vec<Instance>, spec: &TargetSpec) -> Result<Choice, Error> {
    let seen: Vec<String> = instances.iter().map(Instance::full_name).collect();
    let mut fitting: Vec<Instance> = instances;
    if let Some(release) = &spec.release {
        fitting.retain(|instance| instance.answers_to(release));
    }
    if let Some(pod) = &spec.pod {
        fitting.retain(|instance| instance.members().any(|member| member.name == *pod));
    }
    match fitting.len() {
        0 => Err(nothing(spec, &seen)),
        1 => Ok(Choice::One(Box::new(fitting.remove(0)))),
        _ => Ok(Choice::Several(fitting)),
    }
}

fn nothing(spec: &TargetSpec, seen: &[String]) -> Error {
    let place = match &spec.scope {
        Scope::Namespace(namespace) => format!("namespace {namespace}"),
        Scope::All => "any namespace".to_owned(),
    };
    let mut wanted = String::from("no Redis server");
    if let Some(release) = &spec.release {
        wanted.push_str(&format!(" of release {release}"));
    }
    if let Some(pod) = &spec.pod {
        wanted.push_str(&format!(" in pod {pod}"));
    }
    if let Some(selector) = &spec.selector {
        wanted.push_str(&format!(" with labels {selector}"));
    }
    let error = Error::target(format!("{wanted} was found in {place}"));
    if seen.is_empty() {
        error.hint(
            "redis-ops list -A shows every Redis that can be seen; --container names a server that is not recognised",
        )
    } else {
        error.cause(format!("found instead: {}", seen.join(", "))).hint("redis-ops list shows them all")
    }
}

/// The refusal where several instances fit: each candidate with the command that means it.
pub fn ambiguous(candidates: &[Instance], argv: &[String]) -> Error {
    let names: Vec<String> = candidates.iter().map(Instance::full_name).collect();
    let mut error = Error::refused(format!("{} Redis instances fit: {}", names.len(), names.join(", ")));
    for candidate in candidates {
        error = error.hint(rerun(candidate, argv));
    }
    error
}

/// The user's own command line, narrowed to one candidate.
fn rerun(candidate: &Instance, argv: &[String]) -> String {
    let mut words: Vec<String> = vec!["redis-ops".to_owned()];
    let everywhere = argv.iter().any(|word| word == "-A" || word == "--all-namespaces");
    words.extend(argv.iter().filter(|word| *word != "-A" && *word != "--all-namespaces").map(|word| quote(word)));
    // What follows `--`, or the name of `cli`, is a command of its own, and no place for options.
    let end = words.iter().position(|word| word == "--");
    let end = end.or_else(|| words.iter().position(|word| word == "cli").map(|at| at + 1)).unwrap_or(words.len());
    let mut narrowed = vec!["-r".to_owned(), quote(&candidate.name)];
    if let (true, Some(namespace)) = (everywhere, &candidate.namespace) {
        narrowed.splice(0..0, ["-n".to_owned(), quote(namespace)]);
    }
    words.splice(end..end, narrowed);
    words.join(" ")
}

/// A word as a POSIX shell needs it.
pub fn quote(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=@,+%".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::flavour::Flavour;
    use crate::target::spec::RoleFilter;
    use crate::target::topology::{Endpoint, Member, Shard};

    fn instance(namespace: &str, name: &str) -> Instance {
        let member = Member {
            name: format!("{name}-0"),
            endpoint: Endpoint::Pod { namespace: namespace.into(), pod: format!("{name}-0"), port: 6379 },
            intended_role: None,
            password: None,
            pod: None,
            container: 0,
        };
        Instance {
            namespace: Some(namespace.into()),
            name: name.into(),
            also_known_as: vec![],
            flavour: Flavour::Workload,
            shards: vec![Shard { slots: Vec::new(), members: vec![member] }],
        }
    }

    fn spec(release: Option<&str>, pod: Option<&str>) -> TargetSpec {
        TargetSpec {
            scope: Scope::Namespace("data".into()),
            release: release.map(str::to_owned),
            selector: None,
            pod: pod.map(str::to_owned),
            container: None,
            port: None,
            role: RoleFilter::Any,
        }
    }

    fn both() -> Vec<Instance> {
        vec![instance("data", "prod-redis"), instance("data", "redis")]
    }

    #[test]
    fn two_candidates_are_never_narrowed_by_order() {
        assert!(matches!(choose(both(), &spec(None, None)), Ok(Choice::Several(found)) if found.len() == 2));
        let Ok(Choice::One(chosen)) = choose(both(), &spec(Some("redis"), None)) else { panic!("one fits") };
        assert_eq!(chosen.name, "redis");
        let Ok(Choice::One(chosen)) = choose(both(), &spec(None, Some("prod-redis-0"))) else { panic!("one fits") };
        assert_eq!(chosen.name, "prod-redis");
    }

    #[test]
    fn the_refusal_names_every_candidate_with_its_command() {
        let argv = ["health", "-A", "-o", "json"].map(str::to_owned);
        let error = ambiguous(&both(), &argv);
        assert!(error.to_string().contains("data/prod-redis, data/redis"));
        assert_eq!(error.hints()[1], "redis-ops health -o json -n data -r redis");
        let hint = |argv: &[&str]| {
            let argv: Vec<String> = argv.iter().map(ToString::to_string).collect();
            ambiguous(&both(), &argv).hints()[1].clone()
        };
        assert_eq!(hint(&["cli", "-n", "data", "--", "GET", "k"]), "redis-ops cli -n data -r redis -- GET k");
        assert_eq!(hint(&["-n", "data", "cli", "GET", "k"]), "redis-ops -n data cli -r redis GET k");
    }

    #[test]
    fn nothing_found_says_what_there_is() {
        let error = choose(both(), &spec(Some("cache"), None)).expect_err("none fits");
        assert!(error.chain().contains("data/prod-redis, data/redis"), "{}", error.chain());
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quote("a b"), "'a b'");
        assert_eq!(quote("it's"), "'it'\\''s'");
        assert_eq!(quote("app.kubernetes.io/name=redis"), "app.kubernetes.io/name=redis");
    }
}
