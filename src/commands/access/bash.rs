//! `bash`: a shell in the container of a server.

mod terminal;

use super::talk;
use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Kind, Result};
use crate::exit::{Exit, Nature};
use crate::k8s::client::Kubernetes;
use crate::k8s::exec::{self, Ended, Ending, Place};
use crate::report::{Outcome, Report, Verdict, View};
use crate::target::discover::{self, Target};
use crate::target::spec::RoleFilter;
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::undo::Pending;
use crate::values::parse_duration;
use serde::Serialize;
use std::ffi::OsString;
use std::time::Duration;
use terminal::Terminal;

/// The longest that a node takes to tell that a container has ended.
const ITS_END_IS_TOLD_WITHIN: Duration = Duration::from_secs(30);

/// The command's name.
pub const NAME: &str = "bash";

/// Open a shell in a server's container
///
/// bash, or sh where the image has no bash. The pod is the only one, or what --pod and --role say; else the primary's,
/// but of a Redis Cluster, which has several, one has to be chosen. The shell has the terminal, with its size. After --
/// stands a program to be run in place of a shell; without a terminal it has no stdin.
///
/// An image without any shell gets a debug container beside it with --debug-image, which sees the server's processes. It
/// has to be agreed to, since it stays listed in the pod until the pod is gone; Kubernetes has such containers since
/// 1.23, and before that behind its feature gate EphemeralContainers.
///
/// Exit status: that of the shell or the program, 128 and more where a signal ended it; 4 refused, 5 it could not be
/// started, or the connection was lost, 6 --timeout ended the wait for a program that may go on.
///
/// Examples:
///   redis-ops bash -n apps -r cache --pod cache-redis-0
///   redis-ops bash -n apps -r cache --pod cache-redis-0 -- ls -l /data
///   redis-ops bash -n apps -r cache --role replica --debug-image busybox:1.36
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BashArgs {
    /// Image of a debug container, where the server's own has no shell
    #[arg(long, value_name = "IMAGE")]
    debug_image: Option<String>,
    /// Longest wait for the debug container
    #[arg(long, value_name = "DURATION", default_value = "1m", value_parser = parse_duration)]
    max_wait: Duration,
    #[command(flatten)]
    consent: ConsentArgs,
    /// Program to run in place of a shell, with its arguments
    #[arg(last = true, value_name = "PROGRAM")]
    program: Vec<OsString>,
}

#[derive(Debug, Serialize)]
struct BashReport {
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Plan>,
    pod: String,
    container: String,
    /// What ran.
    program: Option<String>,
    exit: Option<u8>,
}

impl Report for BashReport {
    fn view(&self) -> View {
        match &self.plan {
            Some(plan) if self.exit.is_none() => View { blocks: plan.blocks(), last: None },
            // What the program said was all.
            _ => View::default(),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// As the page of the command says.
pub async fn run(context: &Context, args: &BashArgs) -> Result<Outcome> {
    let program = args.program.iter().map(|word| word.to_str()).collect::<Option<Vec<&str>>>();
    let program = program.ok_or_else(|| Error::usage("the program's words are no UTF-8"))?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let Some(kubernetes) = target.dialer.kubernetes.clone() else {
        return Err(Error::refused("--url names a server without a pod, and a shell needs one")
            .hint("redis-ops shell --url … is a prompt of the server itself"));
    };
    let member = member(context, &target).await?;
    let place = Place::of(&member)?;
    let terminal = Terminal::open();
    if terminal.is_none() && program.is_empty() && !args.consent.dry_run {
        return Err(Error::refused("a shell needs a terminal, and stdin and stdout are none")
            .hint("redis-ops bash … -- PROGRAM runs a program without one"));
    }
    let mut report = BashReport {
        plan: args.debug_image.as_ref().map(|image| plan(&target, &place, image)),
        pod: place.pod.clone(),
        container: place.container.clone(),
        program: None,
        exit: None,
    };
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    let opening = context.time_for_a_node();
    context.console.status(&format!("in container {} of {}", place.container, member.subject()));
    let (place, words) = if program.is_empty() {
        match shell(&kubernetes, &place, opening).await? {
            Ok(shell) => (place, vec![shell]),
            Err(why) => {
                let none = format!("the image of container {} has neither bash nor sh", place.container);
                let (Some(image), Some(plan)) = (&args.debug_image, &report.plan) else {
                    return Err(Error::failed(none)
                        .cause(why)
                        .hint("--debug-image IMAGE adds a debug container with a shell, such as busybox:1.36"));
                };
                context.console.status(&none);
                let consent = Consent::to(plan, args.consent.answer(), &context.console).await?;
                (add(context, &kubernetes, &place, image, args.max_wait, &consent).await?, Vec::new())
            }
        }
    } else {
        (place, program)
    };
    let standing = terminal.is_none().then(|| goes_on(context, &words, &place));
    let ended = converse(&kubernetes, &place, &words, opening, terminal.as_ref()).await;
    standing.into_iter().for_each(Pending::done);
    let ended = ended?;
    let what = if words.is_empty() { "sh".to_owned() } else { words.join(" ") };
    let status = if words.is_empty() {
        kubernetes.wait_for_end_of_debug_container(&place, ITS_END_IS_TOLD_WITHIN).await?
    } else {
        let cannot = format!("{what} cannot be run in container {}", place.container);
        status(&ended).map_err(|why| Error::failed(cannot).cause(why))?
    };
    (report.container, report.program, report.exit) = (place.container, Some(what), Some(status));
    Ok(finish(&target, &report, status))
}

/// What is to be said of a program whose run ends before it: a terminal takes its program along, a mere stream does not.
fn goes_on(context: &Context, words: &[&str], place: &Place) -> Pending {
    let why = format!("it may go on in container {} of {}/{}", place.container, place.namespace, place.pod);
    let what = words.first().copied().unwrap_or("sh").to_owned();
    context.undo.account_for(what, "", async move { Err(Error::failed(why)) })
}

/// The best shell that the image has, or why there is none: each is tried, as a file need not be one that can be run.
async fn shell(
    kubernetes: &Kubernetes,
    place: &Place,
    opening: Duration,
) -> Result<std::result::Result<&'static str, String>> {
    let mut why = String::new();
    for shell in ["bash", "sh"] {
        let output = exec::run(kubernetes, place, &[shell, "-c", "exit 0"], opening, opening).await;
        match output.map_err(|error| error.of_kind(Kind::Failed))?.ending {
            Ending::Success => return Ok(Ok(shell)),
            other => why = format!("{shell} {}", other.words()),
        }
    }
    Ok(Err(why))
}

fn finish(target: &Target, report: &BashReport, status: u8) -> Outcome {
    let exit = Exit::Of(status);
    let outcome = Outcome::new(Verdict::of_exit(exit), Some(target.reference()), report);
    Outcome { exit, ..outcome }
}

/// The only pod, the chosen one, or the primary's. Servers are asked only where it matters.
async fn member(context: &Context, target: &Target) -> Result<Member> {
    let mut members = target.instance.members();
    if let (Some(only), None, RoleFilter::Any) = (members.next(), members.next(), context.settings.target.role) {
        return Ok(only.clone());
    }
    let answers = survey::ask(context, target, redis::cmd("INFO"), &[]).await?;
    // Keys lie anywhere in a cluster, but a program runs in one pod: whoever wants one knows which.
    if context.settings.target.role == RoleFilter::Any && survey::cluster(&answers).is_some() {
        return Err(which_of_a_cluster(target, &answers));
    }
    talk::choose(context, target, &answers)
        .map_err(|error| error.hint("--pod NAME chooses a pod, whatever its server says"))
}

fn which_of_a_cluster(target: &Target, answers: &[Answer]) -> Error {
    let pods = answers.iter().map(|answer| match (&answer.result, answer.role()) {
        (Ok(_), Some(role)) => format!("{} ({})", answer.member.name, role.word()),
        _ => format!("{} (silent)", answer.member.name),
    });
    let pods: Vec<String> = pods.collect();
    let first = answers.iter().find(|answer| answer.result.is_ok()).or(answers.first());
    let first = first.map_or("NAME", |answer| answer.member.name.as_str());
    let name = target.instance.full_name();
    Error::refused(format!("{name} is a Redis Cluster, and a shell is in one pod: {}", pods.join(", ")))
        .hint(format!("--pod says which one, such as --pod {first}; --role replica takes any replica"))
}

async fn converse(
    kubernetes: &Kubernetes,
    place: &Place,
    words: &[&str],
    opening: Duration,
    terminal: Option<&Terminal>,
) -> Result<Ended> {
    let session = terminal.map(Terminal::raw).transpose()?;
    // A shell that runs already has written its prompt before anybody listened: Enter has it write another.
    let first = if words.is_empty() { "\r" } else { "" };
    let interaction = session.as_ref().map_or_else(terminal::without, |session| session.interaction(first));
    let ended = exec::interact(kubernetes, place, words, opening, interaction, terminal::write).await;
    drop(session);
    ended.map_err(|error| error.of_kind(Kind::Failed))
}

/// The exit status, or why there was nothing to be run. A shell whose last command was not found ends with 127, too: it
/// has shown a prompt before.
fn status(ended: &Ended) -> std::result::Result<u8, String> {
    match &ended.ending {
        Ending::Success => Ok(0),
        Ending::Exit(status) => Ok(u8::try_from(*status).unwrap_or(u8::MAX)),
        Ending::NoCommand(why) if ended.spoke => Ok(if why.contains("126") { 126 } else { 127 }),
        Ending::NoCommand(why) | Ending::Failed(why) => Err(why.clone()),
        Ending::Unknown => Err("it did not say how it ended".to_owned()),
    }
}

fn plan(target: &Target, place: &Place, image: &str) -> Plan {
    let Place { namespace, pod, container } = place;
    Plan {
        intent: format!("open a shell beside container {container} of {namespace}/{pod}"),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        steps: vec![
            Step::new("try", format!("bash and sh in container {container}; where one is there, that is all")),
            Step::new(
                "debug-container",
                format!("else add a debug container of the image {image} to {namespace}/{pod}"),
            ),
            Step::new("attach", "attach to its sh"),
        ],
        remarks: vec![
            "a debug container ends with its shell, and stays listed in the pod until the pod is gone".to_owned(),
        ],
    }
}

async fn add(
    context: &Context,
    kubernetes: &Kubernetes,
    place: &Place,
    image: &str,
    longest: Duration,
    _consent: &Consent,
) -> Result<Place> {
    let name = format!("redis-ops-{:x}", context.now().timestamp_millis());
    let debug = kubernetes.add_debug_container(place, &name, image, &["sh"]).await?;
    context.console.status(&format!("debug container {name} is added, of the image {image}"));
    kubernetes.wait_for_debug_container(&debug, longest).await.map_err(|error| {
        error.of_kind(Kind::Partial).cause(format!("{name} stays listed in {}/{}", place.namespace, place.pod))
    })?;
    Ok(debug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_that_was_there_has_its_own_exit_status() {
        let of = |ending, spoke| status(&Ended { ending, spoke });
        assert_eq!(of(Ending::Exit(130), true), Ok(130));
        let not_found = || Ending::NoCommand("command terminated with exit code 127".to_owned());
        assert_eq!(of(not_found(), true), Ok(127));
        assert!(of(not_found(), false).is_err());
        assert_eq!(of(Ending::Success, false), Ok(0));
    }
}
