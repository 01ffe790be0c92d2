//! `shell`: a conversation with a server.

mod connection;
mod history;
mod lines;
mod repl;

use super::talk::Talk;
use crate::context::Context;
use crate::domain::access::card::{self, Cards};
use crate::error::{Error, Result};
use crate::exit::{Exit, Nature};
use crate::formats::resp::Reply;
use crate::render::Format;
use crate::report::{Outcome, Report, Verdict, View};
use crate::target::flavour::Role;
use history::History;
use lines::Lines;
use serde::Serialize;
use std::io::IsTerminal;
use std::sync::Arc;

/// The command's name.
pub const NAME: &str = "shell";

/// Talk to a server at a prompt
///
/// The server is the primary, or what --role and --pod say; in a Redis Cluster a key leads to the pod that has its slot.
/// Names of commands are completed with Tab, their arguments hinted at, from what the server itself tells of them. Replies
/// are shown as redis-cli shows them. The words 'help', 'help COMMAND', 'clear' and 'quit' are the shell's own.
///
/// It only reads, unless --write is given. With --write what destroys (FLUSHALL, SHUTDOWN, DEBUG, REPLICAOF …) asks for the
/// target's name, which scripts give with --confirm. SUBSCRIBE shows messages until Ctrl-C, which also ends the wait for
/// a reply. When the connection is lost, the members are looked at again; what was read is asked again, what was to be
/// changed is not.
///
/// What is typed is kept for the next time in $XDG_STATE_HOME/redis-ops/history, for the user alone; a line with a password
/// in it, or with a space before it, is not.
///
/// Without a terminal the commands are read from stdin, a line each; replies are written as they are, errors to stderr.
///
/// Exit status: 0 at a terminal; else the greatest of 0 all done, 4 a command was refused and not sent, 5 the server
/// answered one with an error, or was not reached, 6 one was sent and no reply came.
///
/// Examples:
///   redis-ops shell -n apps -r cache
///   redis-ops shell -n apps -r cache --role replica --db 3
///   redis-ops shell -n apps -r cache --write < commands.txt
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ShellArgs {
    /// Allow commands that change something
    #[arg(long)]
    write: bool,
    /// Agree to what destroys, by the target's name: NAMESPACE/INSTANCE, or HOST:PORT with --url
    #[arg(long, value_name = "NAME", requires = "write")]
    confirm: Option<String>,
    /// Accepted for scripts: --write is what allows changes
    #[arg(short = 'y', long)]
    yes: bool,
    /// Database to begin with
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    db: u64,
    /// Print replies as JSON, a line each
    #[arg(long)]
    json: bool,
    /// Neither read nor write what was typed before
    #[arg(long)]
    no_history: bool,
}

/// What a conversation came to.
#[derive(Debug, Default, Serialize)]
struct ShellReport {
    /// The member that was talked to last.
    member: String,
    role: Option<Role>,
    /// Commands that were answered.
    commands: u64,
    /// Of them, those answered with an error.
    errors: u64,
    /// Commands that were not sent.
    refused: u64,
    /// Commands that were sent and not answered.
    unanswered: u64,
    /// Whether the server was not reached any more in the end.
    lost: bool,
}

impl Report for ShellReport {
    fn view(&self) -> View {
        // All was said as it came.
        View::default()
    }
}

impl ShellReport {
    fn exit(&self) -> Exit {
        if self.unanswered > 0 {
            Exit::Partial
        } else if self.errors > 0 || self.lost {
            Exit::Failed
        } else if self.refused > 0 {
            Exit::Refused
        } else {
            Exit::Ok
        }
    }
}

/// Runs the command.
///
/// # Errors
/// Of kind Usage with `-o json`, for the replies come one after the other; when the server cannot be found or reached to
/// begin with.
pub async fn run(context: &Context, args: &ShellArgs) -> Result<Outcome> {
    if matches!(context.settings.format, Format::Json | Format::Yaml) {
        return Err(Error::usage("replies come one after the other, and are no object for -o")
            .hint("--json prints each as JSON, a line each"));
    }
    let mut talk = Talk::open(context, Nature::Acting, args.db).await?;
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let cards = fetch_cards(context, &mut talk, is_terminal).await?.map(Arc::new);
    let lines =
        if is_terminal { at_terminal(context, args, cards.clone().unwrap_or_default())? } else { Lines::of_stdin() };
    let mut repl =
        repl::Repl { context, args, talk, cards, is_terminal, in_transaction: false, report: ShellReport::default() };
    if is_terminal {
        repl.greet();
    }
    repl.talk_until_the_end(&lines).await?;
    let (reference, mut report) = (repl.talk.target.reference(), repl.report);
    report.member = repl.talk.member().name.clone();
    report.role = repl.talk.role();
    let exit = if is_terminal { Exit::Ok } else { report.exit() };
    let outcome = Outcome::new(Verdict::of_exit(exit), Some(reference), &report);
    Ok(Outcome { exit, ..outcome })
}

fn at_terminal(context: &Context, args: &ShellArgs, cards: Arc<Cards>) -> Result<Lines> {
    let (mut history, mut before) = (None, Vec::new());
    if let (Some(folder), false) = (&context.settings.state_folder, args.no_history) {
        match History::open(folder) {
            Ok((file, lines)) => (history, before) = (Some(file), lines),
            Err(error) => context.console.warning(&format!("nothing is remembered: {}", error.chain())),
        }
    }
    Lines::of_terminal(cards, context.settings.layout.color, history, before)
}

/// What the server tells of its commands; none where it may not be asked.
async fn fetch_cards(context: &Context, talk: &mut Talk, with_docs: bool) -> Result<Option<Cards>> {
    let reply = talk.ask(&[b"COMMAND".to_vec()]).await.map_err(|failure| failure.error().clone())?;
    if let Reply::Error(text) = &reply {
        let text = String::from_utf8_lossy(text).into_owned();
        context.console.warning(&format!(
            "the server does not tell of its commands ({text}): all but the best known count as changes"
        ));
        return Ok(None);
    }
    let mut cards = card::parse_info(&reply);
    if with_docs {
        let docs =
            talk.ask(&[b"COMMAND".to_vec(), b"DOCS".to_vec()]).await.map_err(|failure| failure.error().clone())?;
        card::add_docs(&mut cards, &docs);
    }
    Ok(Some(cards))
}
