//! `pods/exec` over a websocket, as the kubelet serves it: the command runs as a real process in the pod's data folder.
//!
//! Protocol v4.channel.k8s.io (kubelet/pkg/cri/streaming/remotecommand/websocket.go): 1 stdout, 2 stderr, 3 the status;
//! each begins with an empty frame. Channel 0 is the command's stdin, where it was asked for; it cannot be closed. There
//! are no containers: an argument that lies below the mount path of the pod's data stands for the folder where the server
//! of that claim really has it, which is also what CONFIG GET dir says; of the image's programs those of `TOOLS` are there, less those that a test took away.

use super::api::Answer;
use super::exec_rules::{ExecFault, ExecRules};
use super::objects::metadata;
use super::status::Failure;
use super::world::{World, lock};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::SinkExt;
use futures::stream::{SplitSink, StreamExt};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

const V4: &str = "v4.channel.k8s.io";
const STDIN: u8 = 0;
const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const STATUS: u8 = 3;
const RESIZE: u8 = 4;
const FRAME_BYTES: usize = 32 * 1024;

/// The programs of a server's image.
const TOOLS: [&str; 38] = [
    "awk",
    "cat",
    "chmod",
    "cp",
    "cut",
    "date",
    "dd",
    "df",
    "du",
    "echo",
    "env",
    "false",
    "find",
    "grep",
    "head",
    "id",
    "ln",
    "ls",
    "mkdir",
    "mv",
    "od",
    "openssl",
    "printf",
    "redis-benchmark",
    "redis-check-aof",
    "redis-check-rdb",
    "redis-cli",
    "redis-server",
    "rm",
    "sed",
    "sh",
    "sha256sum",
    "sleep",
    "stat",
    "sync",
    "tail",
    "tar",
    "wc",
];

/// What hears of the exit status of a process that was attached to.
pub type Attached = Box<dyn FnOnce(i32) + Send>;

/// Answers the upgrade of an exec in a pod that exists, or of attaching to what runs there.
pub fn serve(
    world: &World,
    pod: &Value,
    query: &[(String, String)],
    attached: Option<Attached>,
    upgrade: Result<WebSocketUpgrade, Response>,
) -> Answer {
    let (namespace, name) = (metadata(pod, "namespace").to_owned(), metadata(pod, "name").to_owned());
    let asked = |key: &str| query.iter().filter(|(name, _)| name == key).map(|(_, value)| value.clone()).collect();
    let (command, containers): (Vec<String>, Vec<String>) = (asked("command"), asked("container"));
    if command.is_empty() {
        return Err(Failure::new(400, "you must specify at least 1 command for the container"));
    }
    let phase = pod["status"]["phase"].as_str().unwrap_or_default();
    if matches!(phase, "Succeeded" | "Failed") {
        let text = format!("cannot exec into a container in a completed pod; current phase is {phase}");
        return Err(Failure::new(400, text));
    }
    let listed = |at: &str| pod.pointer(at).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut of_pod = listed("/spec/containers");
    of_pod.extend(listed("/spec/ephemeralContainers"));
    let wanted = containers.first().map_or(of_pod[0]["name"].as_str().unwrap_or_default(), String::as_str);
    let Some(container) = of_pod.iter().find(|one| one["name"] == wanted) else {
        return Err(Failure::new(400, format!("container {wanted} is not valid for pod {name}")));
    };
    let Ok(upgrade) = upgrade else { return Err(Failure::new(400, "Upgrade request required")) };
    let mut statuses = listed("/status/containerStatuses");
    statuses.extend(listed("/status/ephemeralContainerStatuses"));
    if !statuses.iter().any(|one| one["name"] == wanted && one["state"]["running"].is_object()) {
        return Err(Failure::new(404, format!("unable to upgrade connection: container not found ({wanted:?})")));
    }
    if !upgrade.requested_protocols().any(|protocol| protocol == V4) {
        return Ok(
            (StatusCode::BAD_REQUEST, "unable to upgrade: requested protocol(s) are not supported\n").into_response()
        );
    }
    let hook = lock(world.exec()).take_hook(&command);
    if let Some(hook) = hook {
        hook();
    }
    let fault = lock(world.exec()).take(&command);
    let said;
    let command = match &fault {
        Some(ExecFault::Say { stdout }) => {
            said = ["printf".to_owned(), "%s".to_owned(), stdout.clone()].to_vec();
            &said
        }
        _ => &command,
    };
    let on = |name: &str| query.iter().any(|(key, value)| key == name && value == "true");
    let (stdin, tty) = (on("stdin"), on("tty"));
    let data_pod = {
        let objects = lock(world.objects());
        super::pods::pod_of_data(pod, &objects.list("statefulsets", Some(&namespace)))
    };
    let address = pod["status"]["podIP"].as_str().unwrap_or("127.0.0.1");
    let started = start(world, (&namespace, &data_pod, address), container, command, stdin, tty);
    let rules = Arc::clone(world.exec_rules());
    let upgrade = upgrade.protocols([V4]).write_buffer_size(0);
    Ok(upgrade.on_upgrade(move |socket| async move {
        // an error means that the client went away: nothing to tell it
        let _ = converse(socket, started, fault, rules, attached).await;
    }))
}

/// The process, or the status of a command that cannot be started.
fn start(
    world: &World,
    (namespace, pod, address): (&str, &str, &str),
    container: &Value,
    words: &[String],
    stdin: bool,
    tty: bool,
) -> Result<Child, Value> {
    let data = world.data_dir(namespace, pod);
    std::fs::create_dir_all(&data).expect("a folder in the sandbox's own");
    let tools = tools(world);
    let not_there = || {
        let text = format!(
            "Internal error occurred: error executing command in container: failed to exec in container: failed to \
             start exec {:?}: OCI runtime exec failed: exec failed: unable to start container process: exec: {:?}: \
             executable file not found in $PATH: unknown",
            super::encoding::hex(64),
            words[0]
        );
        json!({"metadata": {}, "status": "Failure", "message": text, "reason": "InternalError",
               "details": {"causes": [{"message": text}]}, "code": 500})
    };
    let is_debug = !container["targetContainerName"].is_null();
    let tools = if is_debug { PathBuf::from("/bin") } else { tools };
    let program = if words[0].starts_with('/') { PathBuf::from(&words[0]) } else { tools.join(&words[0]) };
    if !program.exists() {
        return Err(not_there());
    }
    let arguments = words[1..].iter().map(|word| translate(word, container, &data, address));
    let mut command = if tty {
        let quote = |word: &str| format!("'{}'", word.replace('\'', r"'\''"));
        let line =
            arguments.fold(quote(&program.display().to_string()), |line, word| format!("{line} {}", quote(&word)));
        // Ctrl-C ends a program in a container, also where these tests run in the background, which ignores it.
        let mut command = Command::new("/usr/bin/env");
        command.args(["--default-signal=INT,QUIT", "/usr/bin/script", "-qefc", &format!("exec {line}"), "/dev/null"]);
        command
    } else {
        let mut command = Command::new(program);
        command.args(arguments);
        command
    };
    command.current_dir(&data);
    command.env_clear().env("PATH", tools).env("HOME", "/").env("PS1", "pod> ").kill_on_drop(true);
    for variable in container["env"].as_array().into_iter().flatten() {
        if let (Some(name), Some(value)) = (variable["name"].as_str(), variable["value"].as_str()) {
            command.env(name, value);
        }
    }
    command.stdin(if stdin { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().map_err(|_| not_there())
}

/// A folder with the image's programs.
fn tools(world: &World) -> PathBuf {
    let missing = lock(world.exec()).missing().to_vec();
    let folder = world.root().join("tools").join(format!("without-{}", missing.join("-")));
    std::fs::create_dir_all(&folder).expect("a folder in the sandbox's own");
    let path = std::env::var_os("PATH").unwrap_or_else(|| OsString::from("/usr/bin:/bin"));
    for tool in TOOLS.iter().filter(|tool| !missing.iter().any(|one| one == *tool)) {
        let found = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.exists());
        if let Some(found) = found {
            // another exec may have been faster
            std::os::unix::fs::symlink(found, folder.join(tool)).ok();
        }
    }
    folder
}

/// An argument as the process sees it: what lies in the container's data is where the server has it, and the pod's own
/// loopback is its address here.
fn translate(word: &str, container: &Value, data: &Path, address: &str) -> String {
    if word == "127.0.0.1" {
        return address.to_owned();
    }
    let mounts = container["volumeMounts"].as_array().into_iter().flatten();
    let paths = mounts.filter_map(|mount| mount["mountPath"].as_str()).map(|path| path.trim_end_matches('/'));
    for path in paths.filter(|path| path.ends_with("data")) {
        if let Some(rest) = word.strip_prefix(path)
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return format!("{}{rest}", data.display());
        }
    }
    word.to_owned()
}

async fn converse(
    socket: WebSocket,
    mut started: Result<Child, Value>,
    fault: Option<ExecFault>,
    rules: Arc<Mutex<ExecRules>>,
    attached: Option<Attached>,
) -> Result<(), axum::Error> {
    let (mut sink, mut stream) = socket.split();
    for channel in [STDOUT, STDERR, STATUS] {
        send(&mut sink, channel, &[]).await?;
    }
    let mut stdin = started.as_mut().ok().and_then(|child| child.stdin.take());
    let reader = tokio::spawn(async move {
        while let Some(Ok(message)) = stream.next().await {
            let Message::Binary(frame) = message else { continue };
            match (frame.first(), &mut stdin) {
                (Some(&STDIN), Some(pipe)) => {
                    // a command that has ended reads no more
                    pipe.write_all(&frame[1..]).await.ok();
                    pipe.flush().await.ok();
                }
                (Some(&RESIZE), _) => lock(&rules).resized(String::from_utf8_lossy(&frame[1..]).into_owned()),
                _ => {}
            }
        }
        // whoever goes away takes the pipe along
        drop(stdin);
    });
    let status = match started {
        Err(status) => Some(status),
        Ok(mut child) => match pump(&mut child, &mut sink, fault).await? {
            Outcome::Ended => {
                let exit = child.wait().await.ok();
                if let Some(attached) = attached {
                    attached(code_of(exit));
                    Some(status_of(0))
                } else {
                    Some(status_of(code_of(exit)))
                }
            }
            Outcome::Succeeded => Some(status_of(0)),
            Outcome::Closed => None,
            Outcome::Cut => {
                reader.abort();
                return Ok(());
            }
            Outcome::Stalled => {
                reader.await.ok();
                return Ok(());
            }
        },
    };
    if let Some(status) = status {
        send(&mut sink, STATUS, status.to_string().as_bytes()).await?;
    }
    sink.send(Message::Close(Some(CloseFrame { code: 1000, reason: "".into() }))).await?;
    tokio::time::timeout(Duration::from_secs(2), reader).await.ok();
    Ok(())
}

enum Outcome {
    /// All that the command wrote was sent.
    Ended,
    /// A part of it, and it is to look as if that were all.
    Succeeded,
    Closed,
    Cut,
    Stalled,
}

async fn pump(
    child: &mut Child,
    sink: &mut SplitSink<WebSocket, Message>,
    fault: Option<ExecFault>,
) -> Result<Outcome, axum::Error> {
    let (mut stdout, mut stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let (mut out, mut err) = (vec![0; FRAME_BYTES], vec![0; FRAME_BYTES]);
    let (mut out_open, mut err_open, mut sent) = (true, true, 0_u64);
    let limit = match fault {
        Some(
            ExecFault::CutAfter { bytes }
            | ExecFault::CloseAfter { bytes }
            | ExecFault::StallAfter { bytes }
            | ExecFault::LoseAfter { bytes },
        ) => Some(bytes),
        _ => None,
    };
    while out_open || err_open {
        if limit.is_some_and(|limit| sent >= limit) {
            return Ok(match fault {
                Some(ExecFault::CutAfter { .. }) => Outcome::Cut,
                Some(ExecFault::CloseAfter { .. }) => Outcome::Closed,
                Some(ExecFault::StallAfter { .. }) => Outcome::Stalled,
                _ => Outcome::Succeeded,
            });
        }
        tokio::select! {
            read = stdout.read(&mut out), if out_open => match read {
                Ok(count @ 1..) => {
                    let room = limit.map_or(u64::MAX, |limit| limit - sent);
                    let count = count.min(usize::try_from(room).unwrap_or(count));
                    if let Some(ExecFault::Change { at }) = fault
                        && (sent..sent + count as u64).contains(&at)
                    {
                        out[(at - sent) as usize] ^= 1;
                    }
                    send(sink, STDOUT, &out[..count]).await?;
                    sent += count as u64;
                }
                _ => out_open = false,
            },
            read = stderr.read(&mut err), if err_open => match read {
                Ok(count @ 1..) => send(sink, STDERR, &err[..count]).await?,
                _ => err_open = false,
            },
        }
    }
    Ok(Outcome::Ended)
}

fn code_of(exit: Option<ExitStatus>) -> i32 {
    exit.map_or(137, |exit| exit.code().unwrap_or(128 + exit.signal().unwrap_or(9)))
}

/// As the kubelet words it (k8s.io/apimachinery, remotecommand's v4 status).
fn status_of(code: i32) -> Value {
    if code == 0 {
        return json!({"metadata": {}, "status": "Success"});
    }
    json!({
        "metadata": {}, "status": "Failure", "reason": "NonZeroExitCode",
        "message": format!("command terminated with non-zero exit code: error executing command [], exit code {code}"),
        "details": {"causes": [{"reason": "ExitCode", "message": code.to_string()}]},
    })
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, channel: u8, bytes: &[u8]) -> Result<(), axum::Error> {
    let mut message = Vec::with_capacity(bytes.len() + 1);
    message.push(channel);
    message.extend_from_slice(bytes);
    sink.send(Message::Binary(message.into())).await
}
