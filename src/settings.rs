//! Everything a run is configured by, resolved once: flags, a named target, the environment, the
//! configuration file's defaults (`config_file` has put them into the flags), then the kubeconfig.

use crate::console::{Console, ProgressMode, Verbosity, color_allowed};
use crate::error::{Error, Result};
use crate::options::{GlobalArgs, RoleChoice};
use crate::render::{Format, Layout};
use crate::target::credentials::Password;
use crate::target::spec::{RoleFilter, UrlTarget, parse_url};
use crate::wire::rename::Renames;
use crate::wire::tls::TlsSettings;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

/// Which cluster, as whom.
#[derive(Debug, Clone)]
pub struct KubernetesSettings {
    /// `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
    /// `--cluster`.
    pub cluster: Option<String>,
    /// `--user`.
    pub user: Option<String>,
    /// `--as`.
    pub impersonate: Option<String>,
    /// `--as-group`.
    pub impersonate_groups: Vec<String>,
    /// `--request-timeout`.
    pub request_timeout: Duration,
}

impl KubernetesSettings {
    /// What the command line says of it.
    pub fn of(args: &GlobalArgs) -> Self {
        Self {
            kubeconfig: args.kubeconfig.clone(),
            context: args.context.clone(),
            cluster: args.cluster.clone(),
            user: args.user.clone(),
            impersonate: args.impersonate.clone(),
            impersonate_groups: args.impersonate_groups.clone(),
            request_timeout: args.request_timeout,
        }
    }
}

/// What was said about the target; the namespace may still be the context's.
#[derive(Debug, Clone)]
pub struct TargetSettings {
    /// `-n`.
    pub namespace: Option<String>,
    /// `-A`.
    pub all_namespaces: bool,
    /// `-r`.
    pub release: Option<String>,
    /// `-l`.
    pub selector: Option<String>,
    /// `--pod`.
    pub pod: Option<String>,
    /// `--container`.
    pub container: Option<String>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--role`.
    pub role: RoleFilter,
    /// `--sentinel-secret`.
    pub sentinel_secret: Option<String>,
    /// `--master-name`.
    pub master_name: Option<String>,
    /// `--url`.
    pub url: Option<UrlTarget>,
}

/// How to log in to Redis, as the user said; what is missing is looked for in the pod's specification.
#[derive(Debug, Clone)]
pub struct RedisSettings {
    /// `--redis-user`, or the URL's.
    pub user: Option<String>,
    /// From `--redis-password-file` or `REDISCLI_AUTH`.
    pub password: Option<Password>,
    /// Which of the two it is from.
    pub password_from: Option<&'static str>,
    /// `--redis-password-secret`: Secret and key.
    pub password_secret: Option<(String, Option<String>)>,
    /// TLS, if wanted.
    pub tls: Option<TlsSettings>,
    /// `--rename-command` and `--rename-command-file`.
    pub renames: Renames,
}

/// All settings of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which cluster.
    pub kubernetes: KubernetesSettings,
    /// Which Redis.
    pub target: TargetSettings,
    /// How to log in to it.
    pub redis: RedisSettings,
    /// Longest wait for one node.
    pub node_timeout: Duration,
    /// Longest run.
    pub timeout: Option<Duration>,
    /// Form of stdout.
    pub format: Format,
    /// Layout of text on stdout.
    pub layout: Layout,
    /// Where the user's own state is kept between runs: `$XDG_STATE_HOME/redis-ops`, else `~/.local/state/redis-ops`;
    /// none where there is no home.
    pub state_folder: Option<PathBuf>,
}

impl Settings {
    /// Settings from the command line (which holds the environment's `REDIS_OPS_*` already) and the environment.
    ///
    /// # Errors
    /// Of kind Usage: an unreadable password file, a URL that is none.
    pub fn resolve(args: &GlobalArgs) -> Result<Self> {
        let url =
            args.url.as_deref().map(parse_url).transpose().map_err(|text| Error::usage(format!("--url: {text}")))?;
        let stdout_is_terminal = std::io::stdout().is_terminal();
        Ok(Self {
            kubernetes: KubernetesSettings::of(args),
            redis: redis_settings(args, url.as_ref())?,
            target: TargetSettings {
                namespace: args.namespace.clone(),
                all_namespaces: args.all_namespaces,
                release: args.release.clone(),
                selector: args.selector.clone(),
                pod: args.pod.clone(),
                container: args.container.clone(),
                port: args.port,
                role: match args.role {
                    RoleChoice::Any => RoleFilter::Any,
                    RoleChoice::Primary => RoleFilter::Primary,
                    RoleChoice::Replica => RoleFilter::Replica,
                },
                sentinel_secret: args.sentinel_secret.clone(),
                master_name: args.master_name.clone(),
                url,
            },
            node_timeout: args.node_timeout,
            timeout: args.timeout,
            format: args.output,
            layout: Layout {
                color: color_allowed(args.color, stdout_is_terminal),
                width: stdout_is_terminal.then(terminal_width),
                wide: args.output == Format::Wide,
            },
            state_folder: state_folder(),
        })
    }
}

fn redis_settings(args: &GlobalArgs, url: Option<&UrlTarget>) -> Result<RedisSettings> {
    let password = match &args.redis_password_file {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Error::usage(format!("cannot read the password file {}", path.display())).because(&error)
            })?;
            Password::new(&text)
        }
        // A Secret that was named is meant to win over what happens to be in the environment.
        None if args.redis_password_secret.is_some() => None,
        None => std::env::var("REDISCLI_AUTH").ok().and_then(|text| Password::new(&text)),
    };
    let tls = TlsSettings {
        ca_certificates: args.redis_cacert.clone(),
        client_certificate: args.redis_cert.clone().zip(args.redis_key.clone()),
        server_name: args.redis_sni.clone(),
        insecure: args.redis_insecure,
    };
    let wanted = args.redis_tls || url.is_some_and(|url| url.tls);
    if !wanted && tls != TlsSettings::default() {
        return Err(Error::usage("TLS options were given, but not --redis-tls").hint("add --redis-tls"));
    }
    let password_secret = args.redis_password_secret.as_ref().map(|text| match text.split_once('/') {
        Some((name, key)) => (name.to_owned(), Some(key.to_owned())),
        None => (text.clone(), None),
    });
    let from = if args.redis_password_file.is_some() { "--redis-password-file" } else { "REDISCLI_AUTH" };
    Ok(RedisSettings {
        password_from: password.as_ref().map(|_| from),
        user: args.redis_user.clone().or_else(|| url.and_then(|url| url.user.clone())),
        password,
        password_secret,
        tls: wanted.then_some(tls),
        renames: Renames::load(&args.rename_command, args.rename_command_file.as_deref())?,
    })
}

/// The console the command line asks for.
///
/// # Errors
/// Of kind Usage, when the log file cannot be opened.
pub fn console(args: &GlobalArgs) -> Result<Console> {
    let verbosity = match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::Calls,
        (false, _) => Verbosity::Frames,
    };
    let progress = if args.quiet { ProgressMode::None } else { args.progress };
    let color = color_allowed(args.color, std::io::stderr().is_terminal());
    Console::open(verbosity, color, progress, args.log_file.as_deref())
}

/// As the XDG Base Directory Specification has it: relative paths do not count.
fn state_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))?;
    Some(state.join("redis-ops"))
}

/// `COLUMNS`, else the terminal's own width.
pub fn terminal_width() -> u16 {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .or_else(|| comfy_table::Table::new().width())
        .unwrap_or(80)
}
