//! `cli`: one command, and its reply.

use super::talk::{Failure, Talk};
use crate::consent::{Answer, Consent};
use crate::context::Context;
use crate::domain::access::class::{self, Class};
use crate::domain::access::display;
use crate::domain::command_words;
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Kind, Result};
use crate::exit::{Exit, Nature};
use crate::formats::resp::Reply;
use crate::render::{self, Format};
use crate::report::{Block, Outcome, Report, Verdict, View};
use crate::target::flavour::Role;
use serde::Serialize;
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::ffi::OsStringExt;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "cli";
/// What stdin may give with -x: what a server takes as one value.
const LONGEST_VALUE: u64 = 512 << 20;
/// What is put at the end by habit: DEL a b --dry-run would be carried out.
const OWN_OPTIONS: [&str; 20] = [
    "--dry-run",
    "--yes",
    "--confirm",
    "--json",
    "-n",
    "--namespace",
    "-r",
    "--release",
    "-t",
    "--target",
    "-l",
    "--selector",
    "--url",
    "--kubeconfig",
    "--context",
    "--pod",
    "--role",
    "--db",
    "-o",
    "--output",
];

/// Send one command, show its reply
///
/// It goes to the primary, or to what --role and --pod say; in a Redis Cluster to the pod that has the key's slot. All
/// that follows the first word is the command's: options of redis-ops come before it, and -- ends them. Without -- an
/// option of redis-ops among the command's words, such as --yes, -n or --url, is taken for a mistake.
///
/// At a terminal the reply is shown as redis-cli shows it, typed and escaped; in a pipe as it is (--raw), a byte for a byte.
/// --json prints the reply alone as JSON, -o json the object with the member that answered.
///
/// What reads is done at once. What changes something is a plan that is asked about, or agreed to with --yes. What destroys
/// (FLUSHALL, SHUTDOWN, DEBUG, REPLICAOF …) is agreed to by the name of the target. redis-ops asks the server what a command
/// is (COMMAND INFO); where it does not say, it counts as a change. A password is not taken from the command line: -x reads
/// the last word from stdin.
///
/// Exit status: 0 a reply, also nil (1 with --fail-on-nil), 4 refused before it was sent, 5 the server answered with an
/// error or was not reached, 6 it was sent and no reply came, or some of the replies in it are errors: it may have been
/// done.
///
/// Examples:
///   redis-ops cli -n apps -r cache -- GET session:1
///   redis-ops cli -n apps -r cache --role replica -- MEMORY USAGE session:1
///   redis-ops cli -n apps -r cache --yes -- EXPIRE session:1 60
///   redis-ops cli -n apps -r cache --yes -x -- CONFIG SET masterauth < password
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CliArgs {
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    words: Vec<OsString>,
    /// Database
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    db: u64,
    /// Read the last word of the command from stdin
    #[arg(short = 'x')]
    last_from_stdin: bool,
    /// Print the reply as it is, also at a terminal
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    /// Print the reply alone, as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 where the reply is nil
    #[arg(long)]
    fail_on_nil: bool,
    /// Agree to the plan by the target's name: NAMESPACE/INSTANCE, or HOST:PORT with --url
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
    /// Agree to a change; what destroys wants --confirm
    #[arg(short = 'y', long)]
    yes: bool,
    /// Show the plan, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Serialize)]
struct CliReport {
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Plan>,
    /// Whether the command was sent.
    sent: bool,
    member: String,
    role: Option<Role>,
    /// How many errors are in the reply: 1 where it is one.
    errors: usize,
    reply: serde_json::Value,
    #[serde(skip)]
    text: String,
}

impl Report for CliReport {
    fn has_acted(&self) -> bool {
        self.sent && self.plan.is_some()
    }

    fn view(&self) -> View {
        match &self.plan {
            Some(plan) if !self.sent => View { blocks: plan.blocks(), last: None },
            _ if self.text.is_empty() => View::default(),
            _ => View::of(Block::Verbatim(self.text.clone())),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// As the page of the command says.
pub async fn run(context: &Context, args: &CliArgs) -> Result<Outcome> {
    let words = words(context, args)?;
    let mut talk = Talk::open(context, Nature::Acting, args.db).await?;
    let (class, blocking) = talk.classify(&words).await?;
    let member = talk.member().subject();
    let shown = command_words::show(&words, false, 200);
    let mut report = CliReport {
        plan: None,
        sent: false,
        member: talk.member().name.clone(),
        role: talk.role(),
        errors: 0,
        reply: serde_json::Value::Null,
        text: String::new(),
    };
    let consent = match &class {
        Class::Reads => None,
        Class::Streams => {
            return Err(Error::refused(format!("{shown} has replies without an end"))
                .hint("redis-ops shell shows them until Ctrl-C; redis-ops monitor is MONITOR with bounds"));
        }
        Class::Unusable(why) => return Err(Error::refused(format!("{shown} {why}"))),
        Class::Changes | Class::Destroys(_) => {
            let plan = plan(&talk, &shown, &member, &class);
            report.plan = Some(plan.clone());
            if args.dry_run {
                return Ok(Outcome::new(Verdict::Ok, Some(talk.target.reference()), &report));
            }
            Some(
                Consent::to(&plan, Answer { yes: args.yes, confirm: args.confirm.as_deref() }, &context.console)
                    .await?,
            )
        }
    };
    if args.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(talk.target.reference()), &report));
    }
    let patience = if blocking { Duration::MAX } else { context.settings.node_timeout };
    let answered = match &consent {
        None => talk.look(&words, patience, true).await,
        Some(consent) => talk.change(&words, patience, true, consent).await,
    };
    let reply = answered.map_err(|failure| match failure {
        Failure::Unanswered(error) if consent.is_some() => {
            let error = error.of_kind(Kind::Partial).cause(format!("{shown} was sent, and may have been carried out"));
            error.hint("look before you repeat it")
        }
        Failure::Unsent(error) | Failure::Unanswered(error) => error,
    })?;
    for push in talk.take_pushed() {
        context.console.status(display::typed(&push, false).trim_end());
    }
    if talk.take_redirected().is_some() || talk.is_cluster() {
        context.console.status(&format!("answered by {}", talk.member().subject()));
    }
    (report.sent, report.member, report.role) = (true, talk.member().name.clone(), talk.role());
    report.errors = display::errors(&reply);
    report.reply = display::to_json(&reply);
    report.text = text(context, args, &words, &reply)?;
    let exit = match &reply {
        Reply::Error(_) => Exit::Failed,
        Reply::Null if args.fail_on_nil => Exit::Warning,
        _ if report.errors > 0 => Exit::Partial,
        _ => Exit::Ok,
    };
    let outcome = Outcome::new(Verdict::of_exit(exit), Some(talk.target.reference()), &report);
    Ok(Outcome { exit, ..outcome })
}

/// The words of the command, none of them a password of the command line.
fn words(context: &Context, args: &CliArgs) -> Result<Vec<Vec<u8>>> {
    let mut words: Vec<Vec<u8>> = args.words.iter().map(|word| word.clone().into_vec()).collect();
    // No command of a server begins with a dash: it is an option that cli does not have, and is not sent for an answer.
    if let Some(first) = words.first().filter(|first| first.starts_with(b"-")) {
        let name = String::from_utf8_lossy(first);
        let name = name.split('=').next().unwrap_or_default().escape_debug();
        return Err(Error::usage(format!("cli has no option {name}")).hint(
            "redis-ops cli --help; the command itself comes after --: redis-ops cli -n apps -r cache -- GET KEY",
        ));
    }
    let is_ours = |word: &&Vec<u8>| OWN_OPTIONS.iter().any(|own| own.as_bytes() == word.as_slice());
    let is_ended = context.argv.iter().any(|word| word == "--");
    if let (Some(option), false) = (words.iter().skip(1).find(is_ours), is_ended) {
        let option = String::from_utf8_lossy(option);
        return Err(Error::usage(format!(
            "{option} stands among the words of the command, and would be sent with them"
        ))
        .hint(format!(
            "redis-ops cli … {option} -- COMMAND is the option; redis-ops cli … -- COMMAND … {option} sends it"
        )));
    }
    if command_words::has_secret(&words) {
        return Err(Error::usage(
            "a password does not belong on the command line, where every user of this machine sees it",
        )
        .hint("-x reads the last word of the command from stdin: redis-ops cli -x -- CONFIG SET requirepass < FILE"));
    }
    if args.last_from_stdin {
        let mut value = Vec::new();
        let read = std::io::stdin().lock().take(LONGEST_VALUE + 1).read_to_end(&mut value);
        read.map_err(|error| Error::usage("cannot read the last word from stdin").because(&error))?;
        if value.len() as u64 > LONGEST_VALUE {
            return Err(Error::usage("stdin has more than the 512 MiB that a value can have"));
        }
        words.push(value);
        // The line break that echo and editors put behind a password is not part of it.
        if command_words::has_secret(&words)
            && let Some(last) = words.last_mut()
        {
            while last.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                last.pop();
            }
        }
    }
    Ok(words)
}

fn plan(talk: &Talk, shown: &str, member: &str, class: &Class) -> Plan {
    let mut remarks = Vec::new();
    let danger = match class {
        Class::Destroys(why) => {
            remarks.push(format!("it {why}"));
            Danger::Destroys
        }
        _ => Danger::Changes,
    };
    if talk.role() == Some(Role::Replica) {
        remarks.push(format!("{member} is a replica: it takes no writes, and what it takes else the primary does not"));
    }
    if talk.is_cluster() {
        remarks.push(
            "in a Redis Cluster it goes to the pod that has the slot of its key, and without a key to this one alone"
                .to_owned(),
        );
    }
    Plan {
        intent: format!("send {shown} to {member}"),
        target: talk.target.instance.full_name(),
        danger,
        steps: vec![Step::new("send", format!("{shown} on {member}"))],
        remarks,
    }
}

/// What stdout shows of a reply, unless that is bytes for a script, which are written here.
fn text(context: &Context, args: &CliArgs, words: &[Vec<u8>], reply: &Reply) -> Result<String> {
    if matches!(context.settings.format, Format::Json | Format::Yaml) {
        return Ok(String::new());
    }
    if args.json {
        return Ok(format!("{:#}\n", display::to_json(reply)));
    }
    let terminal = context.settings.layout.width.is_some();
    if let (Reply::Error(text), false) = (reply, terminal) {
        // A script that takes the output for a value must not take an error for one.
        context.console.error(&Error::failed(format!("the server answers: {}", String::from_utf8_lossy(text))));
        return Ok(String::new());
    }
    if terminal && !args.raw {
        return Ok(display::typed(reply, class::answers_text(words)));
    }
    render::stream_bytes(&display::raw(reply))
        .map_err(|error| Error::failed("cannot write the reply to stdout").because(&error))?;
    Ok(String::new())
}
